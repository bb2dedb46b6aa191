// Every page, as an address in the demo's seasons and who goes there. A place may say what to do before it is looked at.
export const places = ({ ids }) => [
	{ who: null, path: '/login', name: 'login' },
	{ who: null, path: '/register', name: 'register' },
	{ who: null, path: '/confirm#token=none', name: 'confirm' },
	{ who: null, path: '/forgotten', name: 'forgotten' },
	{ who: null, path: '/reset#token=none', name: 'reset' },
	{ who: null, path: '/invitation#token=none', name: 'invitation' },
	{ who: null, path: '/no/such/page', name: 'nowhere' },

	{ who: 'contestant', path: '/account', name: 'account' },
	{ who: 'contestant', path: '/my', name: 'my' },
	{ who: 'contestant', path: '/my/firms/new', name: 'firm-new' },
	{ who: 'contestant', path: `/my/firms/${ids.firm}`, name: 'firm' },
	{ who: 'contestant', path: '/my/enter', name: 'enter' },
	{ who: 'contestant', path: `/my/entries/${ids.entry}`, name: 'entry' },
	{ who: 'contestant', path: `/my/entries/${ids.entry}/receipts/1`, name: 'receipt' },
	{ who: 'contestant', path: `/my/objections/new?notice=${ids.notice}`, name: 'objection-new' },
	{ who: 'contestant', path: `/my/objections/${ids.objection}`, name: 'objection' },
	...['project', 'description', 'facts', 'investment', 'files', 'contact', 'review'].map((step) => ({ who: 'drafter', path: `/my/entries/${ids.draft}/form/${step}`, name: `form-${step}` })),

	{ who: 'judge', path: '/judging', name: 'judging' },
	{ who: 'judge', path: '/judging/recusals', name: 'judging-recusals' },
	{ who: 'judge', path: `/judging/rounds/${ids.round}`, name: 'judging-queue' },
	{ who: 'judge', path: `/judging/rounds/${ids.round}/entries/${ids.sheet}`, name: 'judging-sheet' },

	{ who: 'organizer', path: '/desk', name: 'desk' },
	{ who: 'organizer', path: '/desk/new', name: 'desk-new' },
	{ who: 'organizer', path: `/desk/${ids.judging}`, name: 'desk-overview' },
	{ who: 'organizer', path: `/desk/${ids.open}/dates`, name: 'desk-dates' },
	{ who: 'organizer', path: `/desk/${ids.judging}/judges`, name: 'desk-judges' },
	{ who: 'organizer', path: `/desk/${ids.judging}/recusals`, name: 'desk-recusals' },
	{ who: 'organizer', path: `/desk/${ids.judging}/rounds`, name: 'desk-rounds' },
	{ who: 'organizer', path: `/desk/${ids.judging}/rounds/${ids.round}`, name: 'desk-round' },
	{ who: 'organizer', path: `/desk/${ids.judging}/rounds/${ids.round}/closing`, name: 'desk-closing' },
	{ who: 'organizer', path: `/desk/${ids.ended}/rounds/${ids.final}/standings`, name: 'desk-standings' },
	{ who: 'organizer', path: `/desk/${ids.ended}/rounds/${ids.final}/standings/${ids.winner}`, name: 'desk-derivation' },
	{ who: 'organizer', path: `/desk/${ids.ended}/awards`, name: 'desk-awards' },
	{ who: 'organizer', path: `/desk/${ids.ended}/awards/${ids.list}`, name: 'desk-award-list' },
	{ who: 'organizer', path: `/desk/${ids.ended}/notices`, name: 'desk-notices' },
	{ who: 'organizer', path: `/desk/${ids.ended}/objections`, name: 'desk-objections' },
	{ who: 'organizer', path: `/desk/${ids.ended}/exports`, name: 'desk-exports' },
];

// The application's own routes that none of the places shows.
export async function unseen(page, all) {
	const routes = await page.evaluate(() => document.querySelector('#app').__vue_app__.config.globalProperties.$router.getRoutes().filter((r) => r.components?.default && !r.redirect).map((r) => r.path));
	return page.evaluate(
		([paths, known]) => {
			const router = document.querySelector('#app').__vue_app__.config.globalProperties.$router;
			const seen = new Set(known.flatMap((p) => router.resolve(p).matched.map((m) => m.path)));
			return paths.filter((p) => !seen.has(p));
		},
		[routes, all.map((p) => p.path)],
	);
}
