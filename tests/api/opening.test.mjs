// What is undecided when a round opens, and what is still decided afterwards:
// - the preview names it and what becomes of it; only for organisers and auditors of the edition
// - opening without an acknowledgement is refused with what is undecided; with one of what it was before something was decided, with what it is now
// - once nothing is undecided, nothing has to be acknowledged
// - an investment that is verified after the first round opened leads to a later round that has not begun: its entry leaves the running round, its sheets
//   are kept and its assignments released; rejected again it comes back; the preview of the decision says so
// - one that takes no sheets any more it does not lead into; out of one that is published it leads by a new result, which the next round waits for
// - a decision on eligibility that comes late: the entry leaves the running round or joins it, not one that takes no sheets any more
// - investments have a closing date of their own, announced and amendable; without one they close with the corrections
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import * as fixtures from './entry_fixtures.mjs';
import { startServer } from './harness.mjs';
import { addJudge, handIn, openRound, rejected } from './judging_fixture.mjs';

let server;
before(async () => (server = await startServer()));
after(() => server.stop());

const facts = { registered_on: new Date(Date.now() - 30 * 864e5).toISOString().slice(0, 10), received_fen: 200000000, kind: 'fund' };
const points = { technology: 70 };

// An edition with submitted entries, closed for entries: {edition, rounds, organizer, second, auditor, entries: [{client, firm, entry}]}
async function season(count = 3) {
	const { id: edition } = fixtures.edition(server);
	fixtures.rulebook.rounds.forEach((round, position) => server.db.query('INSERT INTO rounds (edition_id, code, position, kind) VALUES (?, ?, ?, ?)', edition, round.id, position, round.kind));
	const rounds = Object.fromEntries(server.db.query('SELECT id, code FROM rounds WHERE edition_id = ?', edition).map((r) => [r.code, Number(r.id)]));
	const [organizer, second] = [await server.account({ organizer: edition }), await server.account({ organizer: edition })];
	const made = { edition, rounds, organizer, second, auditor: await server.account({ auditor: edition }), entries: [] };
	for (let i = 0; i < count; i++) {
		const client = await server.account({ contestant: null });
		made.entries.push({ client, ...(await fixtures.submitted(server, client, edition, { project_name: `项目${i + 1}` })) });
	}
	return made;
}
const close = (made) => fixtures.setDates(server, made.edition, { closes: -1000 });
const decide = (made, who, decision, reason = '核对材料') => made.organizer.put(`/api/v1/entries/${who.entry.id}/eligibility`, { decision, reason, ordinal: 1 });

async function declare(made, who, fields = {}) {
	const investment = await who.client.expect(201, 'POST', '/api/v1/investments', { edition_id: made.edition, firm_id: who.firm.id, investor: '粤科基金', facts, ...fields });
	server.db.query("INSERT INTO attachments (token, edition_id, investment_id, kind, filename, size, received, state, media_type, sha256, created_by, created_at, stored_at) SELECT ?, edition_id, id, 'evidence', '回单.pdf', 1, 1, 'stored', 'application/pdf', ?, created_by, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) FROM investments WHERE id = ?", `evidence-${investment.id}`, Buffer.alloc(32), investment.id);
	return investment;
}
async function act(client, id, verb) {
	const { version } = await client.expect(200, 'GET', `/api/v1/investments/${id}`);
	return client.post(`/api/v1/investments/${id}/${verb}`, { reason: '核对银行回单' }, { headers: { 'If-Match': `"${version}"` } });
}
const takesPart = async (made, code) => (await made.organizer.expect(200, 'GET', `/api/v1/rounds/${made.rounds[code]}/entries`)).items.filter((e) => e.takes_part).map((e) => e.entry_id).sort((a, b) => a - b);
const ids = (...of) => of.map((e) => e.entry.id).sort((a, b) => a - b);

async function judgeAll(made, code, entries) {
	const judges = [await addJudge(server, made)];
	const round = made.rounds[code];
	for (const { entry } of entries) await made.organizer.expect(201, 'POST', `/api/v1/rounds/${round}/assignments`, { entry_id: entry.id, judge_id: judges[0].id });
	return { judge: judges[0], round };
}

test('what is undecided is shown, and acknowledged as it was', async () => {
	const made = await season(4);
	const [a, b, c, d] = made.entries;
	const open = `/api/v1/rounds/${made.rounds.semi}/open`, opening = `/api/v1/rounds/${made.rounds.semi}/opening`;
	const draft = await fixtures.complete(server, await server.account({ contestant: null }), made.edition);
	server.db.query("UPDATE firms SET state = 'code_in_question' WHERE id = ?", draft.firm.id);
	await declare(made, a);
	assert.equal((await decide(made, b, 'follow_rule')).status, 200);
	await made.organizer.expect(200, 'POST', `/api/v1/entries/${c.entry.id}/return`, { reason: '请补充执照' });
	await fixtures.release(made.organizer, made.edition, { outcome: 'return' });
	assert.equal((await decide(made, d, 'follow_rule')).status, 200);
	const { version } = await d.client.expect(200, 'GET', `/api/v1/entries/${d.entry.id}`);
	assert.equal((await fixtures.submit(d.client, { id: d.entry.id, version })).status, 201);
	close(made);
	const seen = await made.auditor.expect(200, 'GET', opening);
	assert.deepEqual(seen.undecided.map((k) => [k.what, k.becomes, k.total]), [
		['eligibility_undecided', 'as_the_rule_says', 2], ['eligibility_outdated', 'earlier_decision_stands', 1], ['entry_returned', 'earlier_submission_counts', 1], ['investment_pending', 'not_counted', 1], ['firm_code', 'takes_no_part', 1],
	]);
	assert.deepEqual(seen.undecided[0].items.map((i) => [i.id, i.title]), [[a.entry.id, '项目1'], [c.entry.id, '项目3']]);
	assert.deepEqual(seen.undecided[3].items.map((i) => i.title), ['粤科基金']);
	await rejected(404, 'not-found', (await server.account({ organizer: fixtures.edition(server).id })).get(opening));
	assert.equal((await a.client.get(opening)).status, 403);

	assert.deepEqual((await rejected(409, 'opening-unacknowledged', made.organizer.post(open, {}))).opening, seen);
	assert.equal((await decide(made, a, 'follow_rule')).status, 200);
	const changed = await rejected(409, 'opening-changed', made.organizer.post(open, { acknowledged: seen.acknowledge }));
	assert.deepEqual(changed.opening.undecided[0].items.map((i) => i.id), [c.entry.id]);
	await made.organizer.expect(200, 'POST', open, { acknowledged: changed.opening.acknowledge });
	const { detail } = server.db.one("SELECT detail FROM audit WHERE edition_id = ? AND action = 'round.open'", made.edition);
	assert.deepEqual(JSON.parse(detail).undecided, { eligibility_undecided: 1, eligibility_outdated: 1, entry_returned: 1, investment_pending: 1, firm_code: 1 });
});

test('nothing undecided, nothing to acknowledge', async () => {
	const made = await season(1);
	assert.equal((await decide(made, made.entries[0], 'follow_rule')).status, 200);
	close(made);
	assert.deepEqual(await made.organizer.expect(200, 'GET', `/api/v1/rounds/${made.rounds.semi}/opening`), { round_id: made.rounds.semi, undecided: [], acknowledge: null });
	await made.organizer.expect(200, 'POST', `/api/v1/rounds/${made.rounds.semi}/open`);
});

test('an investment verified after the first round opened', async () => {
	const made = await season();
	const [a, b, c] = made.entries;
	const investment = await declare(made, a);
	close(made);
	await openRound(made.organizer, made.rounds.semi);
	assert.deepEqual(await takesPart(made, 'semi'), ids(a, b, c));
	const { judge, round } = await judgeAll(made, 'semi', [a, b, c]);
	await handIn(made, judge, round, a.entry.id, points);
	const effect = `/api/v1/investments/${investment.id}/effect?decision=verify`;
	assert.deepEqual(await made.second.expect(200, 'GET', effect), { investment_id: investment.id, possible: true, code: null, entries: [{ entry_id: a.entry.id, number: a.receipt.number, title: '项目1', from: 'semi', to: 'final', running: 'leaves', sheets: 1 }] });
	assert.equal((await act(made.organizer, investment.id, 'first-verify')).status, 200);
	assert.deepEqual(await takesPart(made, 'semi'), ids(a, b, c), 'one verification is not enough');
	assert.equal((await act(made.second, investment.id, 'second-verify')).status, 200);
	assert.deepEqual(await takesPart(made, 'semi'), ids(b, c));
	assert.equal(Number(server.db.one("SELECT COUNT(*) AS n FROM sheets WHERE entry_id = ? AND state = 'handed_in'", a.entry.id).n), 1, 'its sheet is kept');
	assert.equal((await act(made.organizer, investment.id, 'reject')).status, 200);
	assert.deepEqual(await takesPart(made, 'semi'), ids(a, b, c), 'rejected, it comes back');

	const again = await declareLate(made, a);
	await act(made.organizer, again.id, 'first-verify');
	await act(made.second, again.id, 'second-verify');
	for (const { entry } of [b, c]) await handIn(made, judge, round, entry.id, points);
	for (const step of ['lock', 'close']) await made.organizer.expect(200, 'POST', `/api/v1/rounds/${round}/${step}`);
	assert.equal((await made.organizer.expect(200, 'GET', `/api/v1/investments/${again.id}/effect?decision=reject`)).code, 'running-round-closed');
	await rejected(409, 'running-round-closed', act(made.organizer, again.id, 'reject'));
	await made.organizer.expect(200, 'POST', `/api/v1/rounds/${round}/compute`, {});
	const standings = server.db.query('SELECT s.entry_id FROM standings s JOIN rounds r ON r.computation_id = s.computation_id AND r.id = s.round_id WHERE r.id = ? ORDER BY s.entry_id', round).map((s) => Number(s.entry_id));
	assert.deepEqual(standings, ids(b, c), 'it does not count');
	const other = await declareLate(made, b);
	await act(made.organizer, other.id, 'first-verify');
	await made.organizer.expect(200, 'POST', `/api/v1/rounds/${round}/publish`, {});
	assert.equal((await made.second.expect(200, 'GET', `/api/v1/investments/${other.id}/effect?decision=verify`)).entries[0].running, 'corrects');
	assert.equal((await act(made.second, other.id, 'second-verify')).status, 200);
	const opening = await made.organizer.expect(200, 'GET', `/api/v1/rounds/${made.rounds.final}/opening`);
	await rejected(409, 'results-stale', made.organizer.post(`/api/v1/rounds/${made.rounds.final}/open`, opening.acknowledge ? { acknowledged: opening.acknowledge } : {}));
	for (const step of ['compute', 'publish']) await made.organizer.expect(200, 'POST', `/api/v1/rounds/${round}/${step}`, { reason: '投资已核实' });
	await openRound(made.organizer, made.rounds.final);
	assert.deepEqual(await takesPart(made, 'final'), ids(a, b, c));
});

// Entries are closed, investments are not.
async function declareLate(made, who) {
	server.db.query('UPDATE editions SET investments_close_at = UTC_TIMESTAMP(6) + INTERVAL 1 HOUR WHERE id = ?', made.edition);
	return declare(made, who);
}

test('a decision on eligibility that comes late', async () => {
	const made = await season();
	const [a, b, c] = made.entries;
	assert.equal((await decide(made, c, 'ineligible', '不在名录')).status, 200);
	close(made);
	await openRound(made.organizer, made.rounds.semi);
	assert.deepEqual(await takesPart(made, 'semi'), ids(a, b));
	const { judge, round } = await judgeAll(made, 'semi', [a, b]);
	assert.equal((await decide(made, c, 'follow_rule')).status, 200);
	assert.deepEqual(await takesPart(made, 'semi'), ids(a, b, c), 'it joins');
	await made.organizer.expect(201, 'POST', `/api/v1/rounds/${round}/assignments`, { entry_id: c.entry.id, judge_id: judge.id });
	const bulk = await made.organizer.expect(200, 'POST', `/api/v1/editions/${made.edition}/eligibility/bulk`, { entries: [{ entry_id: b.entry.id, ordinal: 1 }], decision: 'ineligible', reason: '重复参赛', dry_run: false });
	assert.equal(bulk.refused.length, 0);
	assert.deepEqual(await takesPart(made, 'semi'), ids(a, c), 'it leaves');
	assert.deepEqual(server.db.query('SELECT state, released_why FROM assignments WHERE entry_id = ?', b.entry.id).map((x) => [x.state, x.released_why]), [['released', 'takes_no_part']]);
	for (const { entry } of [a, c]) await handIn(made, judge, round, entry.id, points);
	for (const step of ['lock', 'close']) await made.organizer.expect(200, 'POST', `/api/v1/rounds/${round}/${step}`);
	assert.match((await rejected(409, 'eligibility-not-decidable', decide(made, b, 'follow_rule'))).detail, /takes no sheets/);
	assert.equal((await decide(made, c, 'ineligible', '材料不实')).status, 200, 'leaving is possible');
	await made.organizer.expect(200, 'POST', `/api/v1/rounds/${round}/compute`, {});
	await made.organizer.expect(200, 'POST', `/api/v1/rounds/${round}/publish`, {});
	assert.match((await rejected(409, 'eligibility-not-decidable', decide(made, b, 'follow_rule'))).detail, /takes no sheets/);
	assert.equal((await decide(made, c, 'follow_rule')).status, 200, 'its sheet is there: the result is corrected');
});

test('investments close on their own date', async () => {
	const made = await season(1);
	const [a] = made.entries;
	const amend = (new_value) => made.organizer.post(`/api/v1/editions/${made.edition}/amendments`, { field: 'investments_close_at', new_value, reason: '应企业要求' });
	close(made);
	await rejected(409, 'investments-closed', a.client.post('/api/v1/investments', { edition_id: made.edition, firm_id: a.firm.id, investor: '粤科基金', facts }));
	const until = new Date(Date.now() + 3600e3).toISOString();
	const { status, json } = await amend(until);
	assert.equal(status, 201, JSON.stringify(json));
	const shown = await server.client().expect(200, 'GET', `/api/v1/editions/${made.edition}`);
	assert.equal(Date.parse(shown.investments_close_at), Date.parse(until));
	assert.equal(shown.amendments.at(-1).field, 'investments_close_at');
	await declare(made, a);
	await openRound(made.organizer, made.rounds.semi);
	await declare(made, a, { investor: '另一基金' });
	await rejected(422, 'amendment-in-past', amend(new Date(Date.now() - 1000).toISOString()));
	const founder = await server.account({ organizer: null });
	const contest = await founder.expect(201, 'POST', '/api/v1/contests', { code: `closing-${made.edition}`, title: { 'zh-CN': '赛事' } });
	const dates = { entries_open_at: '2030-01-01T00:00:00Z', entries_close_at: '2030-02-01T00:00:00Z', investments_close_at: '2029-12-31T00:00:00Z' };
	assert.equal((await rejected(422, 'edition-dates-invalid', founder.post('/api/v1/editions', { contest_id: contest.id, code: `closing-e-${made.edition}`, title: { 'zh-CN': '届' }, ...dates }))).field, 'investments_close_at');
	const kept = await founder.expect(201, 'POST', '/api/v1/editions', { contest_id: contest.id, code: `closing-e-${made.edition}`, title: { 'zh-CN': '届' }, ...dates, investments_close_at: '2030-03-01T00:00:00Z' });
	assert.equal(kept.investments_close_at, '2030-03-01T00:00:00.000000Z');
});
