import type { RouteRecordRaw } from 'vue-router';

// The links in mails lead to /confirm, /reset and /invitation with the token in the fragment (api/people/account_links.h).
export const accountRoutes: RouteRecordRaw[] = [
	{ path: '/login', name: 'login', component: () => import('./LoginPage.vue'), meta: { title: 'account.login.title' } },
	{ path: '/register', name: 'register', component: () => import('./RegisterPage.vue'), meta: { title: 'account.register.title' } },
	{ path: '/confirm', name: 'confirm', component: () => import('./ConfirmPage.vue'), meta: { title: 'account.confirm.title' } },
	{ path: '/forgotten', name: 'forgotten', component: () => import('./ForgottenPage.vue'), meta: { title: 'account.forgotten.title' } },
	{ path: '/reset', name: 'reset', component: () => import('./ResetPage.vue'), meta: { title: 'account.reset.title' } },
	{ path: '/invitation', name: 'invitation', component: () => import('./InvitationPage.vue'), meta: { title: 'account.invitation.title' } },
	{ path: '/account', name: 'account', component: () => import('./AccountPage.vue'), meta: { title: 'account.own.title', roles: ['contestant', 'judge', 'organizer', 'auditor', 'admin'] } },
];
