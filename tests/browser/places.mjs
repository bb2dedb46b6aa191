// Every page, as an address in the demo's seasons and who goes there. A place may say what to do before it is looked at.
export const places = ({ ids }) => [
	{ who: null, path: '/', name: 'home' },
	{ who: null, path: `/editions/${ids.endedCode}`, name: 'edition' },
	{ who: null, path: '/editions/demo-entries', name: 'edition-open' },
	{ who: null, path: `/editions/${ids.endedCode}/rules`, name: 'rules' },
	{ who: null, path: `/editions/${ids.endedCode}/rules/changes`, name: 'rules-changes' },
	{ who: null, path: `/editions/${ids.endedCode}/direct`, name: 'direct' },
	{ who: null, path: `/editions/${ids.endedCode}/standings/${ids.finalCode}`, name: 'standings' },
	{ who: null, path: `/editions/${ids.endedCode}/standings/${ids.finalCode}/versions/1`, name: 'standings-version' },
	{ who: null, path: '/notices', name: 'notices' },
	{ who: null, path: `/notices/${ids.notice}`, name: 'notice' },
	{ who: null, path: `/notices/${ids.notice}/objection`, name: 'objection-ask' },
	{ who: null, path: '/objections', name: 'objection-link' },
	{ who: null, path: '/check', name: 'check' },
	{ who: null, path: '/style', name: 'style' },
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
	{ who: 'contestant', path: '/my/claims/new', name: 'claim-new' },
	{ who: 'drafter', path: `/my/claims/${ids.claim}`, name: 'claim' },
	{ who: 'contestant', path: '/my/enter', name: 'enter' },
	{ who: 'contestant', path: `/my/entries/${ids.entry}`, name: 'entry' },
	{ who: 'contestant', path: `/my/entries/${ids.entry}/receipts/1`, name: 'receipt' },
	{ who: 'contestant', path: `/my/entries/${ids.entry}/authorisation`, name: 'authorisation' },
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
	{ who: 'organizer', path: `/desk/${ids.judging}/rulebooks`, name: 'desk-rulebooks' },
	{ who: 'organizer', path: `/desk/${ids.judging}/rulebooks/${ids.rulebook}`, name: 'desk-rulebook' },
	{ who: 'organizer', path: `/desk/${ids.judging}/rulebook-amendments`, name: 'desk-rulebook-amendments' },
	{ who: 'organizer', path: `/desk/${ids.ended}/calendar`, name: 'desk-calendar' },
	{ who: 'organizer', path: `/desk/${ids.judging}/entries`, name: 'desk-entries' },
	{ who: 'organizer', path: `/desk/${ids.judging}/entries/${ids.entry}`, name: 'desk-entry' },
	{ who: 'organizer', path: `/desk/${ids.open}/eligibility`, name: 'desk-eligibility' },
	{ who: 'organizer', path: `/desk/${ids.open}/letters`, name: 'desk-letters' },
	{ who: 'organizer', path: `/desk/${ids.judging}/mandates`, name: 'desk-mandates' },
	{ who: 'organizer', path: `/desk/${ids.judging}/late-admissions`, name: 'desk-late-admissions' },
	{ who: 'organizer', path: `/desk/${ids.judging}/investments`, name: 'desk-investments' },
	{ who: 'organizer', path: `/desk/${ids.judging}/investments/${ids.investment}`, name: 'desk-investment' },
	{ who: 'organizer', path: `/desk/${ids.judging}/firms`, name: 'desk-firms' },
	{ who: 'organizer', path: `/desk/${ids.judging}/claims`, name: 'desk-claims' },
	{ who: 'organizer', path: `/desk/${ids.judging}/prior-awards`, name: 'desk-prior-awards' },
	{ who: 'organizer', path: `/desk/${ids.judging}/judges`, name: 'desk-judges' },
	{ who: 'organizer', path: `/desk/${ids.judging}/recusals`, name: 'desk-recusals' },
	{ who: 'organizer', path: `/desk/${ids.judging}/corrections`, name: 'desk-corrections' },
	{ who: 'organizer', path: `/desk/${ids.judging}/departures`, name: 'desk-departures' },
	{ who: 'organizer', path: `/desk/${ids.judging}/rounds`, name: 'desk-rounds' },
	{ who: 'organizer', path: `/desk/${ids.judging}/rounds/${ids.round}`, name: 'desk-round' },
	{ who: 'organizer', path: `/desk/${ids.judging}/rounds/${ids.round}/entries`, name: 'desk-round-entries' },
	{ who: 'organizer', path: `/desk/${ids.judging}/rounds/${ids.round}/entries/${ids.sheet}`, name: 'desk-round-entry' },
	{ who: 'organizer', path: `/desk/${ids.judging}/rounds/${ids.round}/panels`, name: 'desk-panels' },
	{ who: 'organizer', path: `/desk/${ids.judging}/rounds/${ids.round}/assignment`, name: 'desk-assignment' },
	{ who: 'organizer', path: `/desk/${ids.judging}/rounds/${ids.round}/extras`, name: 'desk-extras' },
	{ who: 'organizer', path: `/desk/${ids.judging}/rounds/${ids.round}/closing`, name: 'desk-closing' },
	{ who: 'organizer', path: `/desk/${ids.ended}/rounds/${ids.final}/standings`, name: 'desk-standings' },
	{ who: 'organizer', path: `/desk/${ids.ended}/rounds/${ids.final}/standings/${ids.winner}`, name: 'desk-derivation' },
	{ who: 'organizer', path: `/desk/${ids.ended}/awards`, name: 'desk-awards' },
	{ who: 'organizer', path: `/desk/${ids.ended}/awards/${ids.list}`, name: 'desk-award-list' },
	{ who: 'organizer', path: `/desk/${ids.ended}/notices`, name: 'desk-notices' },
	{ who: 'organizer', path: `/desk/${ids.ended}/objections`, name: 'desk-objections' },
	{ who: 'organizer', path: `/desk/${ids.ended}/direct`, name: 'desk-direct' },
	{ who: 'organizer', path: `/desk/${ids.ended}/exports`, name: 'desk-exports' },
	{ who: 'organizer', path: `/desk/${ids.judging}/audit`, name: 'desk-audit' },
	{ who: 'organizer', path: `/desk/${ids.judging}/mails`, name: 'desk-mails' },
	{ who: 'organizer', path: `/desk/${ids.judging}/invitations`, name: 'desk-invitations' },

	// Asked for by one, to be decided by a second person.
	{ who: 'organizer', path: `/desk/${ids.pending}`, name: 'pending-overview' },
	{ who: 'organizer', path: `/desk/${ids.pending}/rounds/${ids.pendingPrelim}/closing`, name: 'pending-takeover' },
	{ who: 'organizer', path: `/desk/${ids.pending}/rounds/${ids.pendingFinal}/assignment`, name: 'pending-rests-on' },
	{ who: 'organizer', path: `/desk/${ids.pending}/rulebook-amendments`, name: 'pending-amendment', act: (page) => page.locator('main article button.plain').first().click() },
	{ who: 'organizer', path: `/desk/${ids.pending}/late-admissions`, name: 'pending-late-admission' },
	{ who: 'organizer', path: `/desk/${ids.pending}/corrections`, name: 'pending-correction' },
	{ who: 'organizer', path: `/desk/${ids.pending}/invitations`, name: 'pending-office' },

	{ who: 'auditor', path: `/desk/${ids.judging}`, name: 'auditor-overview' },
	{ who: 'auditor', path: `/desk/${ids.ended}/awards/${ids.list}`, name: 'auditor-award-list' },

	{ who: 'admin', path: '/accounts', name: 'accounts' },
	{ who: 'admin', path: '/accounts/calendar', name: 'accounts-calendar' },
	{ who: 'admin', path: '/accounts/audit', name: 'accounts-audit' },
	{ who: 'admin', path: '/accounts/claims', name: 'accounts-claims' },
];

// Goes there, and does what has to be done before it is looked at.
export async function visit(who, place) {
	await who.open(place.path);
	if (!place.act) return;
	await place.act(who.page);
	await who.settled();
}

// The half of the desk that begins with the rounds.
export const ofRounds = (place) => /\/(rounds|awards|notices|objections|exports|direct|audit|invitations|mails)\b/.test(place.path);

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
