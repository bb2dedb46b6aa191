// Pages of results at the desk: children of /desk/:edition; those of one round stand inside its frame.
import type { RouteRecordRaw } from 'vue-router';

export const standingRoutes: RouteRecordRaw[] = [
	{ path: 'standings', component: () => import('./StandingsPage.vue'), meta: { title: 'jdesk.tab.standings' } },
	{ path: 'standings/:entry(\\d+)', component: () => import('./DerivationPage.vue'), meta: { title: 'rdesk.how.title' } },
];

export const resultsDeskRoutes: RouteRecordRaw[] = [
	{ path: 'direct', component: () => import('./DirectPage.vue'), meta: { title: 'desk.nav.direct' } },
	{ path: 'awards', component: () => import('./AwardListsPage.vue'), meta: { title: 'rdesk.awards.title' } },
	{ path: 'awards/:list(\\d+)', component: () => import('./AwardListPage.vue'), meta: { title: 'rdesk.awards.title' } },
	{ path: 'notices', component: () => import('./NoticesPage.vue'), meta: { title: 'rdesk.notices.title' } },
	{ path: 'objections', component: () => import('./ObjectionsPage.vue'), meta: { title: 'rdesk.objections.title' } },
	{ path: 'exports', component: () => import('./ExportsPage.vue'), meta: { title: 'rdesk.exports.title' } },
];
