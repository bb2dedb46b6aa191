import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router';
import { i18n } from '@/i18n';
import { guardLeaving } from '@/kit/leaving';
import { focusHeadings } from '@/kit/heading';
import { guardParts } from '@/kit/stale';
import { session, type Role } from '@/session';
import { accountRoutes } from './account/routes';
import { contestantRoutes } from './contestant/routes';
import { judgeRoutes } from './judge/routes';
import { organizerRoutes } from './organizer/routes';
import { publicRoutes } from './public/routes';

declare module 'vue-router' {
	interface RouteMeta {
		title?: string; // key of a message
		roles?: Role[]; // any of them; absent: everybody
		wide?: boolean;
	}
}

const routes: RouteRecordRaw[] = [
	...publicRoutes,
	...accountRoutes,
	...contestantRoutes,
	...judgeRoutes,
	...organizerRoutes,
	{ path: '/:rest(.*)*', name: 'nowhere', component: () => import('./public/Nowhere.vue'), meta: { title: 'common.nowhere' } },
];

export const router = createRouter({
	history: createWebHistory(),
	routes,
	scrollBehavior: (to, _, saved) => saved ?? (/^#[\w-]+$/.test(to.hash) ? { el: to.hash } : { top: 0 }),
});

// Before anything else: who stays is not sent to the log-in.
guardLeaving(router);
guardParts(router);
focusHeadings(router);

export const rolesOf = (): string[] => (session.me?.roles ?? []).map((r) => r.role);

router.beforeEach((to) => {
	if (!to.meta.roles) return true;
	if (!session.me) return { name: 'login', query: { next: to.fullPath } };
	return to.meta.roles.some((role) => rolesOf().includes(role)) || { name: 'nowhere', params: { rest: to.path.slice(1).split('/') } };
});

router.afterEach((to) => {
	const title = to.meta.title ? i18n.global.t(to.meta.title) : '';
	document.title = title ? `${title} · ${i18n.global.t('common.site')}` : i18n.global.t('common.site');
});
