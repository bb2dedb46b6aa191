// Entries that are to be decided, or decided again, because what their decision rests on is missing or has changed:
// - an admitted entry that is submitted anew and belongs to no division any more; the same after another rulebook came into force: it is counted, found in the
//   queue, named when the round opens with what becomes of it, and told to its firm as what it is; deciding again settles it
// - a decision by the rule that comes to something else by a new rulebook: to be decided again, and a letter that says the old is not told
// - facts that are missing, since the rulebook asks for new ones or since one was emptied: the rule is not followed, for one entry or many, and what is
//   missing is named; an organiser's own decision settles it; the entry takes no part
// - facts of a firm are those of all its entries: another entry of it changes them, and its withdrawal changes them back
// - a decision that is withdrawn before it was told is as if it had never been
// - what a contestant reads never says "not eligible" for want of facts
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { attach, edition, form, release, rulebook, save, setDates, submit, submitted } from './entry_fixtures.mjs';
import { startServer } from './harness.mjs';
import { openRound } from './judging_fixture.mjs';

let server, owner;
const loose = { hold: false };
before(async () => {
	server = await startServer();
	owner = await server.account({ contestant: null });
});
after(() => server.stop());

const startups = { ...rulebook, direct_advancement: undefined, divisions: [rulebook.divisions[0]] };
const poor = { firm_facts: { ...form.firm_facts, revenue_fen: 30000000000 } };
const old = { firm_facts: { registered_on: '2020-05-06' } };

// An edition with an organiser and a way to put another rulebook in force.
async function season(body = rulebook) {
	const { id } = edition(server, { body });
	const chair = await server.account({ organizer: id });
	const use = async (next) => {
		const made = await chair.expect(201, 'POST', `/api/v1/editions/${id}/rulebooks`, { body: JSON.parse(JSON.stringify(next)) });
		const match = (n) => ({ headers: { 'If-Match': `"${n}"` } });
		const frozen = await chair.expect(200, 'POST', `/api/v1/rulebooks/${made.id}/freeze`, {}, match(made.version));
		await chair.expect(200, 'POST', `/api/v1/rulebooks/${made.id}/use`, { reason: '规则调整' }, match(frozen.version));
	};
	const decide = (entry, decision, ordinal = 1, reason = '核对材料') => chair.put(`/api/v1/entries/${entry.id}/eligibility`, { decision, reason, ordinal }, loose);
	const sees = (client, entry) => client.expect(200, 'GET', `/api/v1/entries/${entry.id}/eligibility`);
	const queue = async (query) => (await chair.expect(200, 'GET', `/api/v1/editions/${id}/eligibility?${query}`)).items;
	const again = async () => (await chair.expect(200, 'GET', `/api/v1/editions/${id}/dashboard`)).eligibility.again;
	const round = () => Number(server.db.one("SELECT id FROM rounds WHERE edition_id = ? AND code = 'semi'", id).id);
	const opening = async () => (await chair.expect(200, 'GET', `/api/v1/rounds/${round()}/opening`)).undecided.map((k) => [k.what, k.becomes, k.items.map((i) => i.id)]);
	const part = async () => (await chair.expect(200, 'GET', `/api/v1/rounds/${round()}/entries`)).items.filter((e) => e.takes_part).map((e) => e.entry_id);
	return { id, chair, use, decide, sees, queue, again, opening, part, round };
}
async function resubmit(client, entry, piece) {
	const { version } = await client.expect(200, 'GET', `/api/v1/entries/${entry.id}`);
	const saved = await save(client, { id: entry.id, version }, piece);
	assert.equal(saved.status, 200, saved.text);
	const answer = await submit(client, saved.json);
	assert.equal(answer.status, 201, answer.text);
}

test('an admitted entry that is submitted anew and belongs to no division any more', async () => {
	const s = await season(startups);
	await s.use(startups);
	const { entry } = await submitted(server, owner, s.id, poor);
	const other = await submitted(server, await server.account({ contestant: null }), s.id);
	assert.equal((await s.decide(entry, 'admitted', 1, '营收已更正')).json.finding, null);
	assert.equal((await s.decide(other.entry, 'follow_rule')).status, 200);
	await release(s.chair, s.id);
	await resubmit(owner, entry, old);
	const seen = await s.sees(s.chair, entry);
	assert.deepEqual([seen.finding, seen.eligible, seen.division, seen.decision.stale, seen.decision.decision], ['no_division', false, null, true, 'admitted']);
	assert.equal(await s.again(), 1);
	const [row] = await s.queue('decision=again');
	assert.deepEqual([row.entry_id, row.finding, row.open, row.decision], [entry.id, 'no_division', true, 'admitted']);
	assert.equal((await s.queue('decision=again')).length, 1);
	// Its firm reads that it is to be decided again, and what it was told still stands there.
	const told = await s.sees(owner, entry);
	assert.deepEqual([told.finding, told.decision.decision, told.rule.why.code], ['no_division', 'admitted', 'no_division']);
	assert.equal(told.waits, null);
	setDates(server, s.id, { closes: -1000 });
	assert.deepEqual(await s.opening(), [['eligibility_in_vain', 'takes_no_part', [entry.id]]]);
	assert.equal((await s.decide(entry, 'admitted', 2)).json.code, 'eligibility-not-decidable');
	await openRound(s.chair, s.round());
	assert.deepEqual(await s.part(), [other.entry.id]);
	// Deciding again settles it.
	assert.equal((await s.decide(entry, 'follow_rule', 2)).json.finding, null);
	assert.deepEqual([await s.again(), await s.queue('decision=again')], [0, []]);
	await release(s.chair, s.id);
	assert.equal((await s.sees(owner, entry)).finding, null);
});

test('another rulebook without the division', async () => {
	const s = await season();
	const { entry } = await submitted(server, owner, s.id, { firm_facts: { ...form.firm_facts, registered_on: '2020-05-06', revenue_fen: 30000000000 } });
	assert.equal((await s.decide(entry, 'admitted', 1, '营收已更正')).json.division, 'growth');
	await s.use(startups);
	assert.deepEqual([(await s.sees(s.chair, entry)).finding, await s.again()], ['no_division', 1]);
	assert.equal((await s.sees(s.chair, entry)).decision.stale, false, 'the submission is the same');
	// The letter that waits says what is not so any more.
	const letters = await s.chair.expect(200, 'GET', `/api/v1/editions/${s.id}/decision-letters`);
	assert.deepEqual([letters.items[0].tellable, letters.letters], [false, 0]);
	setDates(server, s.id, { closes: -1000 });
	assert.deepEqual(await s.opening(), [['eligibility_in_vain', 'takes_no_part', [entry.id]]]);
	// Back again.
	await s.use(rulebook);
	assert.deepEqual([(await s.sees(s.chair, entry)).finding, await s.again(), await s.opening()], [null, 0, []]);
	assert.equal((await s.chair.expect(200, 'GET', `/api/v1/editions/${s.id}/decision-letters`)).items[0].tellable, true);
});

test('a decision by the rule that comes to something else by a new rulebook', async () => {
	const s = await season();
	const rich = await submitted(server, owner, s.id), small = await submitted(server, owner, s.id, { firm_facts: { ...form.firm_facts, revenue_fen: 5 } });
	const barred = await submitted(server, owner, s.id);
	for (const { entry } of [rich, small]) assert.equal((await s.decide(entry, 'follow_rule')).status, 200);
	assert.equal((await s.decide(barred.entry, 'ineligible', 1, '材料不实')).status, 200);
	await release(s.chair, s.id);
	const strict = structuredClone(rulebook);
	strict.eligibility.all[0].at_most = 100;
	await s.use(strict);
	assert.deepEqual((await s.queue('decision=again')).map((r) => [r.entry_id, r.finding, r.rule_eligible]), [[rich.entry.id, 'changed', false]]);
	const told = await s.sees(owner, rich.entry);
	assert.deepEqual([told.finding, told.decision.rule_eligible], ['changed', true]);
	setDates(server, s.id, { closes: -1000 });
	assert.deepEqual(await s.opening(), [['eligibility_changed', 'as_the_rule_says', [rich.entry.id]]]);
	assert.equal((await s.decide(rich.entry, 'follow_rule')).json.eligible, false);
	assert.deepEqual(await s.opening(), []);
});

test('a rulebook that asks for a new fact', async () => {
	const s = await season();
	const a = await submitted(server, owner, s.id), b = await submitted(server, owner, s.id), c = await submitted(server, owner, s.id);
	assert.equal((await s.decide(a.entry, 'follow_rule')).status, 200);
	await release(s.chair, s.id);
	const asks = structuredClone(rulebook);
	asks.eligibility.all.push({ fact: 'firm.staff', at_most: 500 });
	await s.use(asks);
	const seen = await s.sees(s.chair, a.entry);
	assert.deepEqual([seen.finding, seen.rule.missing, seen.rule.why.code, seen.eligible], ['missing', ['firm.staff'], 'undecided', false]);
	assert.deepEqual((await s.queue('rule=unclear')).map((r) => [r.entry_id, r.rule_eligible, r.missing]), [b, c, a].map((x) => x.entry.id).sort((x, y) => x - y).map((id) => [id, null, ['firm.staff']]));
	assert.deepEqual(await s.queue('rule=ineligible'), []);
	const board = (await s.chair.expect(200, 'GET', `/api/v1/editions/${s.id}/dashboard`)).eligibility;
	assert.deepEqual([board.again, board.missing, board.undecided], [1, 2, 2]);
	// Following the rule is refused, for one and for many.
	const refused = await s.decide(b.entry, 'follow_rule');
	assert.deepEqual([refused.status, refused.json.code, refused.json.missing], [409, 'eligibility-not-decidable', ['firm.staff']]);
	assert.equal((await s.decide(b.entry, 'admitted')).status, 200, 'an organiser decides otherwise: there is a division');
	await resubmit(owner, c.entry, { firm_facts: { staff: 12 } });
	const target = `/api/v1/editions/${s.id}/eligibility/bulk`;
	const entries = [{ entry_id: a.entry.id, ordinal: 1 }, { entry_id: c.entry.id, ordinal: 2 }];
	const seenBulk = await s.chair.expect(200, 'POST', target, { entries, decision: 'follow_rule', dry_run: true });
	assert.deepEqual([seenBulk.decided, seenBulk.left_out, seenBulk.refused[0].field, seenBulk.refused[0].missing], [1, 1, String(a.entry.id), ['firm.staff']]);
	const listed = await s.chair.expect(409, 'POST', target, { entries, decision: 'follow_rule', dry_run: false }, loose);
	assert.deepEqual([listed.code, listed.errors[0].missing], ['bulk-refused', ['firm.staff']]);
	const done = await s.chair.expect(200, 'POST', target, { filter: { decision: 'open' }, expected: 2, decision: 'follow_rule', dry_run: false });
	assert.deepEqual([done.decided, done.left_out, done.eligible_after], [1, 1, 1]);
	// What its firm reads: not that it is not eligible.
	const told = await s.sees(owner, a.entry);
	assert.deepEqual([told.finding, told.rule.missing], ['missing', ['firm.staff']]);
	setDates(server, s.id, { closes: -1000 });
	assert.deepEqual(await s.opening(), [['eligibility_in_vain', 'takes_no_part', [a.entry.id]]]);
	await openRound(s.chair, s.round());
	assert.deepEqual(await s.part(), [b.entry.id, c.entry.id].sort((x, y) => x - y));
	assert.equal((await s.decide(a.entry, 'ineligible', 1, '逾期未补充')).json.finding, null);
	await release(s.chair, s.id);
	assert.match((await server.mailTo(owner.account.email, /逾期未补充/)).text, /不符合参赛资格/);
});

test('a fact that is emptied after the decision', async () => {
	const either = { ...rulebook, eligibility: { any: [{ fact: 'firm.staff', at_most: 500 }, { fact: 'firm.assets_fen', at_most: 100 }] } };
	const s = await season(either);
	const { entry } = await submitted(server, owner, s.id, { firm_facts: { ...form.firm_facts, staff: 12, assets_fen: 900 } });
	assert.equal((await s.decide(entry, 'follow_rule')).json.eligible, true);
	await release(s.chair, s.id);
	await resubmit(owner, entry, { firm_facts: { staff: null } });
	const seen = await s.sees(s.chair, entry);
	assert.deepEqual([seen.finding, seen.rule.missing, seen.decision.stale], ['missing', ['firm.staff'], true]);
	assert.deepEqual((await s.decide(entry, 'follow_rule', 2)).json.missing, ['firm.staff']);
	await resubmit(owner, entry, { firm_facts: { staff: 700 } });
	assert.deepEqual([(await s.sees(s.chair, entry)).finding, await s.again()], ['changed', 1]);
	assert.equal((await s.decide(entry, 'follow_rule', 3)).json.eligible, false, 'now it is said, and is no');
});

test('facts that another entry of the firm changes', async () => {
	const s = await season({ ...rulebook, entries_per_firm: 2 });
	const { entry, firm } = await submitted(server, owner, s.id);
	assert.equal((await s.decide(entry, 'follow_rule')).json.division, 'startup');
	const second = await owner.expect(201, 'POST', '/api/v1/entries', { edition_id: s.id, firm_id: firm.id });
	attach(server, second);
	const saved = await save(owner, second, { ...form, project_name: '第二个项目', firm_facts: { ...form.firm_facts, registered_on: '2020-05-06' } });
	assert.equal((await submit(owner, saved.json)).status, 201);
	const seen = await s.sees(s.chair, entry);
	assert.deepEqual([seen.finding, seen.division, seen.decision.stale], ['changed', 'growth', false]);
	assert.equal(await s.again(), 1);
	await owner.expect(200, 'POST', `/api/v1/entries/${second.id}/withdraw`, {});
	assert.deepEqual([(await s.sees(s.chair, entry)).finding, await s.again()], [null, 0]);
	await owner.expect(200, 'POST', `/api/v1/entries/${second.id}/restore`);
	assert.equal(await s.again(), 1);
});

test('a decision that is withdrawn before it was told', async () => {
	const s = await season();
	const { entry } = await submitted(server, owner, s.id);
	await s.decide(entry, 'follow_rule');
	await release(s.chair, s.id);
	const strict = structuredClone(rulebook);
	strict.eligibility.all[0].at_most = 100;
	await s.use(strict);
	await s.decide(entry, 'follow_rule');
	assert.equal(await s.again(), 0);
	await s.chair.expect(200, 'POST', `/api/v1/entries/${entry.id}/withdraw-decision`, {});
	assert.deepEqual([(await s.sees(s.chair, entry)).finding, await s.again()], ['changed', 1]);
	await s.chair.expect(200, 'POST', `/api/v1/entries/${entry.id}/withdraw-decision`, { reason: '规则已改' });
	assert.deepEqual([(await s.sees(s.chair, entry)).finding, await s.again()], [null, 0]);
});
