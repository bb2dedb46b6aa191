// Pages of judging at the desk: children of /desk/:edition.
import type { RouteRecordRaw } from 'vue-router';
import { standingRoutes } from '../results/routes';

export const judgingDeskRoutes: RouteRecordRaw[] = [
	{ path: 'judges', component: () => import('./JudgesPage.vue'), meta: { title: 'jdesk.judges.title' } },
	{ path: 'recusals', component: () => import('./RecusalsPage.vue'), meta: { title: 'jdesk.recusals.title' } },
	{ path: 'corrections', component: () => import('./CorrectionsPage.vue'), meta: { title: 'jdesk.corrections.title' } },
	{ path: 'departures', component: () => import('./DeparturesPage.vue'), meta: { title: 'jdesk.departures.title' } },
	{ path: 'rounds', component: () => import('./RoundsPage.vue'), meta: { title: 'jdesk.rounds.title' } },
	{
		path: 'rounds/:round',
		component: () => import('./RoundFrame.vue'),
		meta: { title: 'jdesk.rounds.title' },
		children: [
			{ path: '', component: () => import('./RoundProgress.vue'), meta: { title: 'jdesk.tab.progress' } },
			{ path: 'entries', component: () => import('./RoundEntriesPage.vue'), meta: { title: 'jdesk.tab.entries' } },
			{ path: 'entries/:entry(\\d+)', component: () => import('./EntrySheetsPage.vue'), meta: { title: 'jdesk.sheets' } },
			{ path: 'panels', component: () => import('./PanelsPage.vue'), meta: { title: 'jdesk.tab.panels' } },
			{ path: 'assignment', component: () => import('./AssignmentPage.vue'), meta: { title: 'jdesk.tab.assignment' } },
			{ path: 'extras', component: () => import('./ExtrasPage.vue'), meta: { title: 'jdesk.tab.extras' } },
			{ path: 'closing', component: () => import('./ClosingPage.vue'), meta: { title: 'jdesk.tab.closing' } },
			...standingRoutes,
		],
	},
];
