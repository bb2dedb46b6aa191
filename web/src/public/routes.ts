import type { RouteRecordRaw } from 'vue-router';

export const publicRoutes: RouteRecordRaw[] = [
	{ path: '/', name: 'home', component: () => import('./HomePage.vue'), meta: { title: 'common.nav.contest' } },
	{ path: '/editions/:edition', name: 'edition', component: () => import('./EditionPage.vue'), meta: { title: 'pages.edition.title' } },
	{ path: '/editions/:edition/rules', name: 'rules', component: () => import('./rules/RulesPage.vue'), meta: { title: 'readable.title' } },
	{ path: '/editions/:edition/rules/changes', name: 'rules-changes', component: () => import('./rules/ChangesPage.vue'), meta: { title: 'readable.change.page' } },
	{ path: '/editions/:edition/direct', name: 'direct', component: () => import('./DirectPage.vue'), meta: { title: 'pages.direct.title' } },
	{ path: '/editions/:edition/standings/:round', name: 'standings', component: () => import('./StandingsPage.vue'), meta: { title: 'pages.standings.title' } },
	{ path: '/editions/:edition/standings/:round/versions/:number(\\d+)', name: 'standings-version', component: () => import('./StandingsPage.vue'), meta: { title: 'pages.standings.title' } },
	{ path: '/notices', name: 'notices', component: () => import('./NoticesPage.vue'), meta: { title: 'pages.notices.title' } },
	{ path: '/notices/:id(\\d+)', name: 'notice', component: () => import('./NoticePage.vue'), meta: { title: 'pages.notices.title' } },
	{ path: '/notices/:id(\\d+)/objection', name: 'objection-ask', component: () => import('./objections/ObjectionAskPage.vue'), meta: { title: 'pages.objection.ask' } },
	{ path: '/objections', name: 'objection-link', component: () => import('./objections/ObjectionLinkPage.vue'), meta: { title: 'my.objection.title' } },
	{ path: '/check', name: 'check', component: () => import('./CheckPage.vue'), meta: { title: 'common.nav.check' } },
	{ path: '/style', name: 'style', component: () => import('./StylePage.vue'), meta: { title: 'pages.style.title' } },
];
