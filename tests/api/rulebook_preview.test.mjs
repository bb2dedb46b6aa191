// A rulebook tried on the recorded facts:
// - the same rulebook changes nothing; numbers of rounds, tiers and budget stand beside those of the one in force
// - another one shows who would advance, be eligible or be awarded otherwise, by entry, before and after
// - a rulebook that does not fit is answered with its faults; the same fault of many facts is one line with a count
// - sheets of a round that is still open are left out
// - facts that only the new rulebook names are seen by it
// - an edition without a rulebook in force can be tried too
// - nothing is stored; others than its organisers and auditors do not find the edition
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { draftEdition, rulebook as smallRulebook } from './fixtures.mjs';
import { startServer } from './harness.mjs';
import { Season, rulebook } from './results_fixture.mjs';

let server, organizer, auditor, season;

before(async () => {
	server = await startServer();
	organizer = await server.account({ organizer: null });
	auditor = await server.account({ auditor: null });
	season = new Season(server, [{ share: 0.7 }, { share: 0.6 }, { share: 0.55 }, { share: 0.35 }, { share: 0.1, listed: true }]);
	const points = [[50, 30], [55, 20], [30, 20]]; // 65, 65 → technology decides, and 40
	season.judge('final', points.flatMap(([technology, team], i) => [0, 1].map((judge) => ({ judge, entry: season.entries[i], points: { technology, team } }))));
});
after(() => server.stop());

const preview = (body, client = organizer, edition = season.edition) => client.expect(200, 'POST', `/api/v1/editions/${edition}/rulebooks/preview`, { body });
const changed = (list) => Object.fromEntries(list.items.map((i) => [season.entries.findIndex((e) => e.id === i.entry_id), [i.before, i.after]]));

test('the rulebook in force changes nothing, and shows its numbers', async () => {
	const answer = await preview(rulebook(), auditor);

	assert.equal(answer.in_force_number, 1);
	assert.deepEqual(answer.proposed, answer.in_force);
	assert.deepEqual(answer.proposed.eligibility, { eligible: 4, ineligible: 1, divisions: { startup: 4 } });
	assert.deepEqual(answer.proposed.rounds, [
		{ round: 'prelim', entries: 4, outcomes: { advanced: 3, eliminated: 1 } },
		{ round: 'final', entries: 3, outcomes: { ranked: 3 } },
	]);
	assert.deepEqual(answer.proposed.awards, {
		awards: 3,
		tiers: [{ tier: 'first', awards: 1, amount_fen: 200000 }, { tier: 'second', awards: 2, amount_fen: 200000 }],
		budget: { budget_fen: 1000000, allocated_fen: 400000, remaining_fen: 600000 },
	});
	assert.equal(answer.differences.eligibility.total, 0);
	assert.deepEqual(answer.differences.rounds, [{ round: 'prelim', total: 0, items: [] }, { round: 'final', total: 0, items: [] }]);
	assert.equal(answer.differences.awards.total, 0);
});

test('another rulebook: who would be treated otherwise', async () => {
	const body = rulebook();
	body.rounds[0].advance.seats = 2;
	delete body.eligibility;
	body.award.pools[0].tiers[0].amount.startup = 500000;
	const { proposed, differences } = await preview(body);

	assert.deepEqual(proposed.rounds[0].outcomes, { tied_at_cut: 3, eliminated: 2 });
	assert.equal(proposed.incomplete_at, 'final');
	assert.equal(proposed.awards, null);
	assert.deepEqual(changed(differences.eligibility), { 4: [{ eligible: false, division: 'startup' }, { eligible: true, division: 'startup' }] });
	assert.deepEqual(changed(differences.rounds[0])[4], [null, { outcome: 'eliminated', rank: 5, score: '10.00' }]);
	const lost = changed(differences.awards)[0];
	assert.equal(lost[0].amount_fen > 0, true);
	assert.equal(lost[1], null);

	body.rounds[0].advance.seats = 3;
	const richer = await preview(body);
	assert.equal(richer.differences.awards.total, 1);
	const [item] = richer.differences.awards.items;
	assert.deepEqual([item.before, item.after], [{ tier: 'first', amount_fen: 200000 }, { tier: 'first', amount_fen: 500000 }]);
	assert.match(item.number, /^N-/);
	assert.ok(item.title && item.firm_name);
});

test('a rulebook that does not fit is answered with its faults', async () => {
	const body = rulebook();
	body.rounds[1].criteria[0].max = 20;
	const { proposed, differences, in_force } = await preview(body);

	assert.equal(in_force.computed, true);
	assert.equal(differences, null);
	assert.deepEqual([proposed.computed, proposed.eligibility, proposed.awards], [false, null, null]);
	assert.deepEqual(proposed.faults.map((f) => [f.path, f.count]), [['rounds[].sheets[].points.technology', 6]]);
	assert.equal(proposed.fault_count, 6);

	const nonsense = await preview({ rounds: 7 });
	assert.equal(nonsense.proposed.computed, false);
	assert.ok(nonsense.proposed.faults.some((f) => f.path === 'rulebook.rounds'));
});

test('sheets of a round that is still open are left out', async () => {
	server.db.query("UPDATE rounds SET state = 'open' WHERE id = ?", season.rounds.final);
	const { proposed } = await preview(rulebook());
	server.db.query("UPDATE rounds SET state = 'closed' WHERE id = ?", season.rounds.final);
	assert.deepEqual([proposed.computed, proposed.incomplete_at, proposed.rounds.length], [true, 'final', 1]);
});

test('facts that only the new rulebook names are seen by it', async () => {
	const body = rulebook();
	body.eligibility = { fact: 'firm.legal_person', equals: '王五' };
	assert.equal((await preview(body)).proposed.eligibility.eligible, 5);
	body.eligibility = { fact: 'firm.legal_person', equals: '某人' };
	assert.equal((await preview(body)).proposed.eligibility.eligible, 0);
});

test('nothing is stored; an edition without a rulebook can be tried; others do not find it', async () => {
	assert.deepEqual([server.db.one('SELECT COUNT(*) AS n FROM computations').n, server.db.one('SELECT COUNT(*) AS n FROM rulebooks').n].map(Number), [0, 1]);
	const { id } = await draftEdition(organizer);
	const answer = await preview(smallRulebook(), organizer, id);
	assert.deepEqual([answer.in_force_number, answer.in_force, answer.differences, answer.proposed.computed], [null, null, null, true]);
	const stranger = await server.account({ organizer: id });
	const path = `/api/v1/editions/${season.edition}/rulebooks/preview`;
	assert.equal((await stranger.post(path, { body: rulebook() })).status, 404);
	assert.equal((await (await server.account({ contestant: null })).post(path, { body: rulebook() })).status, 403);
	assert.equal((await server.client().post(path, { body: rulebook() })).status, 401);
});
