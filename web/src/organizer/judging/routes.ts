// Pages of judging at the desk: children of /desk/:edition.
import type { RouteRecordRaw } from 'vue-router';
import { standingRoutes } from '../results/routes';

export const judgingDeskRoutes: RouteRecordRaw[] = [
	{ path: 'judges', component: () => import('./JudgesPage.vue'), meta: { title: 'jdesk.judges.title' } },
	{ path: 'recusals', component: () => import('./RecusalsPage.vue'), meta: { title: 'jdesk.recusals.title' } },
	{ path: 'rounds', component: () => import('./RoundsPage.vue'), meta: { title: 'jdesk.rounds.title' } },
	{
		path: 'rounds/:round',
		component: () => import('./RoundFrame.vue'),
		meta: { title: 'jdesk.rounds.title' },
		children: [
			{ path: '', component: () => import('./RoundProgress.vue'), meta: { title: 'jdesk.tab.progress' } },
			{ path: 'closing', component: () => import('./ClosingPage.vue'), meta: { title: 'jdesk.tab.closing' } },
			...standingRoutes,
		],
	},
];
