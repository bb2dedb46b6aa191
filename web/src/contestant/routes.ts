import type { RouteRecordRaw } from 'vue-router';
import type { Role } from '@/session';

const roles: Role[] = ['contestant'];

export const contestantRoutes: RouteRecordRaw[] = [
	{ path: '/my', name: 'my', component: () => import('./MyPage.vue'), meta: { title: 'common.nav.entries', roles } },
	{ path: '/my/firms/new', name: 'firm-new', component: () => import('./FirmNewPage.vue'), meta: { title: 'my.firm.register', roles } },
	{ path: '/my/firms/:firm(\\d+)', name: 'firm', component: () => import('./FirmPage.vue'), meta: { title: 'my.firm.title', roles } },
	{ path: '/my/claims/new', name: 'claim-new', component: () => import('./ClaimNewPage.vue'), meta: { title: 'my.claim.new', roles } },
	{ path: '/my/claims/:claim(\\d+)', name: 'claim', component: () => import('./ClaimPage.vue'), meta: { title: 'my.claim.title', roles } },
	{ path: '/my/enter/:edition(\\d+)?', name: 'enter', component: () => import('./EnterPage.vue'), meta: { title: 'my.enter.title', roles } },
	{ path: '/my/entries/:entry(\\d+)', name: 'entry', component: () => import('./EntryPage.vue'), meta: { title: 'my.entry.title', roles } },
	{ path: '/my/entries/:entry(\\d+)/form/:step?', name: 'entry-form', component: () => import('./FormPage.vue'), meta: { title: 'my.form.title', roles } },
	{ path: '/my/entries/:entry(\\d+)/receipts/:ordinal(\\d+)', name: 'receipt', component: () => import('./ReceiptPage.vue'), meta: { title: 'my.receipt.title', roles } },
	{ path: '/my/entries/:entry(\\d+)/authorisation', name: 'authorisation', component: () => import('./AuthorisationPage.vue'), meta: { title: 'my.authorisation.title', roles } },
	{ path: '/my/objections/new', name: 'objection-new', component: () => import('./ObjectionNewPage.vue'), meta: { title: 'my.objection.new', roles } },
	{ path: '/my/objections/:objection(\\d+)', name: 'objection', component: () => import('./ObjectionPage.vue'), meta: { title: 'my.objection.title', roles } },
];
