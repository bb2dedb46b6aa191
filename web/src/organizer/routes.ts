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
			{ path: 'rulebook-amendments', component: () => import('./rulebook/AmendmentsPage.vue'), meta: { title: 'rulebook.amendments.title' } },
			{ path: 'rulebooks/:rulebook(\\d+)', component: () => import('./rulebook/RulebookPage.vue'), meta: { title: 'desk.nav.rulebooks' } },
			{ path: 'calendar', component: () => import('./calendar/DeskCalendar.vue'), meta: { title: 'calendar.title' } },
			{ path: 'entries', component: () => import('./entries/EntriesPage.vue'), meta: { title: 'desk.nav.entries' } },
			{ path: 'entries/:entry(\\d+)', component: () => import('./entries/EntryPage.vue'), meta: { title: 'desk.nav.entries' } },
			{ path: 'eligibility', component: () => import('./entries/EligibilityPage.vue'), meta: { title: 'desk.nav.eligibility' } },
			{ path: 'mandates', component: () => import('./entries/MandatesPage.vue'), meta: { title: 'desk.nav.mandates' } },
			{ path: 'late-admissions', component: () => import('./entries/LateAdmissionsPage.vue'), meta: { title: 'desk.nav.late-admissions' } },
			{ path: 'letters', component: () => import('./entries/LettersPage.vue'), meta: { title: 'desk.nav.letters' } },
			{ path: 'investments', component: () => import('./investments/InvestmentsPage.vue'), meta: { title: 'desk.nav.investments' } },
			{ path: 'investments/:investment(\\d+)', component: () => import('./investments/InvestmentPage.vue'), meta: { title: 'desk.nav.investments' } },
			{ path: 'firms', component: () => import('./investments/FirmsPage.vue'), meta: { title: 'desk.nav.firms' } },
			{ path: 'claims', component: () => import('./entries/ClaimsPage.vue'), meta: { title: 'desk.nav.claims' } },
			{ path: 'prior-awards', component: () => import('./investments/PriorAwardsPage.vue'), meta: { title: 'desk.nav.prior-awards' } },
			{ path: 'audit', component: () => import('./record/DeskAudit.vue'), meta: { title: 'desk.nav.audit' } },
			{ path: 'mails', component: () => import('./record/FailedMailsPage.vue'), meta: { title: 'desk.nav.mails' } },
			{ path: 'invitations', component: () => import('./record/DeskInvitations.vue'), meta: { title: 'desk.nav.invitations' } },
			...judgingDeskRoutes,
			...resultsDeskRoutes,
		],
	},
	{ path: '/accounts', component: () => import('./record/AccountsPage.vue'), meta: { title: 'common.nav.accounts', roles: ['admin', 'auditor'] } },
	{ path: '/accounts/calendar', component: () => import('./calendar/GeneralCalendar.vue'), meta: { title: 'calendar.title', roles: ['admin', 'auditor'] } },
	{ path: '/accounts/claims', component: () => import('./entries/GeneralClaims.vue'), meta: { title: 'desk.nav.claims', roles: ['admin'] } },
	{ path: '/accounts/audit', component: () => import('./record/GeneralAudit.vue'), meta: { title: 'people.generalAudit', roles: ['admin', 'auditor'] } },
];
