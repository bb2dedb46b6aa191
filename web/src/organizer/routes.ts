import type { RouteRecordRaw } from 'vue-router';
import type { Role } from '@/session';
import { judgingDeskRoutes } from './judging/routes';
import { resultsDeskRoutes } from './results/routes';

const desk: Role[] = ['organizer', 'auditor'];

export const organizerRoutes: RouteRecordRaw[] = [
	{ path: '/desk', name: 'desk', component: () => import('./DeskHome.vue'), meta: { title: 'common.nav.desk', roles: desk } },
	{ path: '/desk/new', component: () => import('./season/NewEditionPage.vue'), meta: { title: 'desk.home.new', roles: ['organizer', 'admin'] } },
	{
		path: '/desk/:edition(\\d+)',
		component: () => import('./DeskFrame.vue'),
		meta: { roles: desk },
		children: [
			{ path: '', name: 'desk-overview', component: () => import('./overview/OverviewPage.vue'), meta: { title: 'desk.nav.overview' } },
			{ path: 'dates', component: () => import('./season/DatesPage.vue'), meta: { title: 'desk.nav.dates' } },
			{ path: 'rulebooks', component: () => import('./rulebook/RulebooksPage.vue'), meta: { title: 'desk.nav.rulebooks' } },
			{ path: 'rulebooks/:rulebook(\\d+)', component: () => import('./rulebook/RulebookPage.vue'), meta: { title: 'desk.nav.rulebooks' } },
			...judgingDeskRoutes,
			...resultsDeskRoutes,
		],
	},
];
