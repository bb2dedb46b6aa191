import type { RouteRecordRaw } from 'vue-router';

export const judgeRoutes: RouteRecordRaw[] = [
	{ path: '/judging', name: 'judging', component: () => import('./JudgingHome.vue'), meta: { title: 'common.nav.judging', roles: ['judge'] } },
	{ path: '/judging/recusals', name: 'judging-recusals', component: () => import('./MyRecusals.vue'), meta: { title: 'judge.recusals.title', roles: ['judge'] } },
	{ path: '/judging/rounds/:round(\\d+)', name: 'judging-round', component: () => import('./QueuePage.vue'), meta: { title: 'judge.queue.title', roles: ['judge'] } },
	{ path: '/judging/rounds/:round(\\d+)/entries/:entry(\\d+)', name: 'judging-sheet', component: () => import('./SheetRoute.vue'), meta: { title: 'judge.sheet.title', roles: ['judge'], wide: true } },
];
