// Rounds, from planning to the decision on ties:
// - the timetable is public; drafts of editions are not; other editions' organizers see and change nothing
// - planning needs If-Match; dates in order and in the future; an open round needs a reason
// - opening fixes who takes part, freezes the rulebook, and waits for the entries' deadline and for the round before to be published
// - lock; reopening with a reason, with a new deadline if the old one has passed
// - a round that is scored by indicators is not opened, nor are sheets taken in it again
// - the checklist names entries with too few sheets and sheets that are missing; closing is refused until both are settled, and recusals and corrections decided
// - skipping groups need no sheets
// - actions that take no values take an empty object, and say which member they do not know
// - closed and computed rounds go back to locked while no later round has begun
// - tied entries, and only those, are put in order; the computation is then outdated
// - departures release assignments, bring substitutes; forfeits at sign-in
// - the seat of who leaves is dealt with as the rulebook says; otherwise only with a reason of its own
// - a departure is revoked while nothing final rests on it; what rests on it is shown before, and named in the refusal; lists made before it do not matter
// - points from elsewhere in bulk, all or nothing
// - progress per panel and judge
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { startServer } from './harness.mjs';
import { handIn, openRound, openWithAll, points, rejected, rulebook, season } from './judging_fixture.mjs';

let server;
before(async () => (server = await startServer()));
after(() => server.stop());

const etag = async (client, target) => ({ headers: { 'if-match': (await client.get(target)).headers.etag } });
const inSeconds = (s) => new Date(Date.now() + s * 1000).toISOString();

async function scoreAll(made, round, values = points) {
	for (const judge of made.judges) {
		for (const [i, entry] of made.entries.entries()) await handIn(made, judge, round, entry, i === made.entries.length - 1 ? values.growth : values.startup);
	}
}

test('timetable and planning', async () => {
	const made = await season(server, { judges: 0 });
	const list = await server.client().expect(200, 'GET', `/api/v1/editions/${made.edition}/rounds`);
	assert.deepEqual(list.items.map((r) => [r.code, r.state]), [['semi', 'planned'], ['final', 'planned']]);
	const target = `/api/v1/rounds/${made.rounds.semi}`;
	const other = await season(server, { judges: 0 });
	await rejected(404, 'not-found', other.organizer.get(target));
	await rejected(404, 'not-found', other.organizer.post(`${target}/open`));
	server.db.query("UPDATE editions SET state = 'draft' WHERE id = ?", other.edition);
	await rejected(404, 'not-found', server.client().get(`/api/v1/editions/${other.edition}/rounds`));
	await other.organizer.expect(200, 'GET', `/api/v1/editions/${other.edition}/rounds`);
	await rejected(428, 'precondition-required', made.organizer.patch(target, { opens_at: null }));
	await rejected(412, 'version', made.organizer.patch(target, { opens_at: null }, { headers: { 'if-match': '"77"' } }));
	const match = await etag(made.organizer, target);
	await rejected(422, 'round-dates', made.organizer.patch(target, { closes_at: inSeconds(-10) }, match));
	await rejected(422, 'round-dates', made.organizer.patch(target, { opens_at: inSeconds(50), closes_at: inSeconds(40) }, match));
	const planned = await made.organizer.expect(200, 'PATCH', target, { opens_at: inSeconds(1), closes_at: inSeconds(3600) }, match);
	assert.equal(planned.version, 2);
	assert.equal(planned.rules.id, 'semi');
	assert.equal((await made.auditor.patch(target, { opens_at: null }, match)).status, 403);
	await openRound(made.organizer, target);
	await rejected(422, 'reason-missing', made.organizer.patch(target, { closes_at: inSeconds(7200) }, await etag(made.organizer, target)));
	await made.organizer.expect(200, 'PATCH', target, { closes_at: inSeconds(7200), reason: '评委要求' }, await etag(made.organizer, target));
	assert.equal(server.db.one("SELECT reason FROM audit WHERE edition_id = ? AND action = 'round.plan' ORDER BY seq DESC LIMIT 1", made.edition).reason, '评委要求');
});

test('opening', async () => {
	const made = await season(server, { judges: 1 });
	await rejected(409, 'round-before-unpublished', made.organizer.post(`/api/v1/rounds/${made.rounds.final}/open`));
	const opened = await openRound(made.organizer, made.rounds.semi);
	assert.deepEqual(opened.counts, { entries: 3, skipping: 0, assigned: 0, handed_in: 0 });
	assert.equal(server.db.one('SELECT state FROM rulebooks WHERE edition_id = ?', made.edition).state, 'frozen');
	await rejected(409, 'round-state', made.organizer.post(`/api/v1/rounds/${made.rounds.semi}/open`));
	const entries = await made.auditor.expect(200, 'GET', `/api/v1/rounds/${made.rounds.semi}/entries`);
	assert.deepEqual(entries.items.map((e) => [e.entry_id, e.via, e.group, e.division, e.skips]), made.entries.map((e, i) => [e, 'first', i < 2 ? 'startup' : 'growth', i < 2 ? 'startup' : 'growth', false]).sort((a, b) => (a[2] < b[2] ? -1 : a[2] > b[2] ? 1 : a[0] - b[0])));
	assert.equal((await made.auditor.expect(200, 'GET', `/api/v1/rounds/${made.rounds.semi}/entries?group=growth`)).total, 1);
	const found = async (text) => (await made.auditor.expect(200, 'GET', `/api/v1/rounds/${made.rounds.semi}/entries?q=${encodeURIComponent(text)}`)).total;
	const all = await found('项目');
	assert.ok(all > 1, 'by title');
	assert.equal(await found('企业'), all, 'by firm');
	assert.equal(await found('t-'), all, 'by number');
	assert.equal(await found('%'), 0, 'a sign is a sign');
	const early = await season(server, { judges: 0 });
	server.db.query('UPDATE editions SET entries_close_at = UTC_TIMESTAMP(6), grace_seconds = 600 WHERE id = ?', early.edition);
	await rejected(409, 'entries-still-open', early.organizer.post(`/api/v1/rounds/${early.rounds.semi}/open`));
	const counted = await season(server, { judges: 0, rules: { ...rulebook, rounds: [{ id: 'semi', kind: 'indicators', indicators: [{ id: 'age', fact: 'firm.registered_on', bands: [{ at_least: '2022-01-01', points: 1 }] }] }] } });
	await rejected(409, 'round-not-judged', counted.organizer.post(`/api/v1/rounds/${counted.rounds.semi}/open`));
	server.db.query("UPDATE rounds SET state = 'computed' WHERE id = ?", counted.rounds.semi);
	await rejected(409, 'round-not-judged', counted.organizer.post(`/api/v1/rounds/${counted.rounds.semi}/reopen`, { to: 'locked', reason: '重新评审' }));
	const empty = await season(server, { judges: 0, entries: [] });
	await rejected(409, 'round-without-entries', empty.organizer.post(`/api/v1/rounds/${empty.rounds.semi}/open`));
	const broken = await season(server, { judges: 0, rules: { ...rulebook, rounds: [{ ...rulebook.rounds[0], criteria: [] }, rulebook.rounds[1]] } });
	assert.ok((await rejected(409, 'participants-unknown', broken.organizer.post(`/api/v1/rounds/${broken.rounds.semi}/open`))).errors.length > 0);
	assert.equal(server.db.one('SELECT state FROM rulebooks WHERE edition_id = ?', broken.edition).state, 'draft', 'nothing is left behind');
});

test('locking, reopening, closing', async () => {
	const made = await season(server);
	const round = await openWithAll(made);
	const target = `/api/v1/rounds/${round}`;
	const [one, two, three] = made.judges;
	for (const judge of [one, two]) await handIn(made, judge, round, made.entries[0], points.startup);
	await handIn(made, one, round, made.entries[1], points.startup);
	await rejected(409, 'round-state', made.organizer.post(`${target}/close`));
	await made.organizer.expect(200, 'POST', `${target}/lock`);
	await rejected(409, 'round-state', made.organizer.post(`${target}/lock`));
	const list = await made.auditor.expect(200, 'GET', `${target}/checklist`);
	assert.equal(list.ready, false);
	assert.deepEqual(list.under_min_sheets.items.map((e) => [e.entry_id, e.counted]), [[made.entries[2], 0], [made.entries[1], 1]]);
	assert.equal(list.missing_sheets.total, 6);
	const few = await rejected(409, 'round-sheets-too-few', made.organizer.post(`${target}/close`));
	assert.deepEqual(few.entries.map((e) => e.entry_id), [made.entries[2], made.entries[1]]);
	server.db.query('UPDATE rounds SET closes_at = UTC_TIMESTAMP(6) - INTERVAL 1 MINUTE WHERE id = ?', round);
	await rejected(422, 'invalid', made.organizer.post(`${target}/reopen`, {}));
	await rejected(422, 'round-dates', made.organizer.post(`${target}/reopen`, { reason: '补评' }));
	assert.equal((await made.organizer.expect(200, 'POST', `${target}/reopen`, { reason: '补评', closes_at: null })).state, 'open');
	await handIn(made, two, round, made.entries[1], points.startup);
	for (const judge of [one, three]) await handIn(made, judge, round, made.entries[2], points.growth);
	await made.organizer.expect(200, 'POST', `${target}/lock`);
	const missing = await rejected(409, 'round-sheets-missing', made.organizer.post(`${target}/close`));
	assert.equal(missing.assignments.length, 3);
	const scored = (await made.organizer.expect(200, 'GET', `${target}/assignments?judge=${one.id}&entry=${made.entries[0]}`)).items[0];
	await rejected(409, 'assignment-scored', made.organizer.post(`/api/v1/assignments/${scored.id}/release`, { reason: '误点' }));
	assert.equal((await made.organizer.expect(200, 'POST', `${target}/release-missing`, { reason: '评委缺席', judge_id: three.id })).released, 2);
	assert.equal((await made.organizer.expect(200, 'GET', `${target}/assignments?missing=true`)).total, 1);
	assert.equal((await made.organizer.expect(200, 'POST', `${target}/release-missing`, { reason: '评委缺席' })).released, 1);
	const recusal = await made.organizer.expect(201, 'POST', `/api/v1/editions/${made.edition}/recusals`, { judge_id: one.id, entry_id: made.entries[0], kind: 'other', statement: '待查' });
	await rejected(409, 'round-recusals-open', made.organizer.post(`${target}/close`));
	await made.organizer.expect(200, 'POST', `/api/v1/recusals/${recusal.id}/decide`, { decision: 'dismissed', reason: '查无实据' });
	const correction = await made.organizer.expect(201, 'POST', `/api/v1/sheets/${scored.sheet_id}/corrections`, { points: { technology: 17.5, market: 18 }, reason: '誊写错误' });
	assert.equal((await made.organizer.expect(200, 'GET', `${target}/checklist`)).open_corrections, 1);
	await rejected(409, 'round-corrections-open', made.organizer.post(`${target}/close`));
	await made.second.expect(200, 'POST', `/api/v1/corrections/${correction.id}/decide`, { decision: 'rejected', reason: '原件无误' });
	assert.equal((await made.organizer.expect(200, 'GET', `${target}/checklist`)).ready, true);
	assert.equal((await made.organizer.expect(200, 'POST', `${target}/close`)).state, 'closed');
	await rejected(409, 'round-state', made.organizer.post(`${target}/reopen`, { reason: '直接开放' }));
	assert.equal((await made.organizer.expect(200, 'POST', `${target}/reopen`, { reason: '撤回关闭', to: 'locked' })).state, 'locked');
	assert.deepEqual(server.db.query("SELECT action FROM audit WHERE object = 'rounds' AND object_id = ? AND action LIKE 'round.%' ORDER BY seq", round).map((a) => a.action), ['round.open', 'round.lock', 'round.reopen', 'round.lock', 'round.close', 'round.take_back_close']);
});

test('actions that take no values', async () => {
	const made = await season(server);
	const round = `/api/v1/rounds/${made.rounds.semi}`;
	await openRound(made.organizer, round);
	for (const [action, state] of [['lock', 'locked']]) {
		const refused = await rejected(422, 'invalid', made.organizer.post(`${round}/${action}`, { force: true }, { hold: false }));
		assert.deepEqual(refused.errors.map((e) => e.field), ['force']);
		await rejected(400, 'not-object', made.organizer.post(`${round}/${action}`, [], { hold: false }));
		assert.equal((await made.organizer.expect(200, 'POST', `${round}/${action}`, {})).state, state);
	}
	await rejected(409, 'round-sheets-too-few', made.organizer.post(`${round}/close`, {}));
	assert.equal((await server.client().request('DELETE', '/api/v1/sessions/current', { json: {}, hold: false })).status, 204);
});

test('a group that skips needs no sheets', async () => {
	const rules = { ...rulebook, rounds: [{ ...rulebook.rounds[0], skip_below: 2 }, rulebook.rounds[1]] };
	const made = await season(server, { rules, judges: 2 });
	const round = made.rounds.semi;
	await openRound(made.organizer, round);
	await rejected(422, 'assignment-entry-unknown', made.organizer.post(`/api/v1/rounds/${round}/assignments`, { entry_id: made.entries[2], judge_id: made.judges[0].id }));
	for (const judge of made.judges) {
		for (const entry of made.entries.slice(0, 2)) {
			await made.organizer.expect(201, 'POST', `/api/v1/rounds/${round}/assignments`, { entry_id: entry, judge_id: judge.id });
			await handIn(made, judge, round, entry, points.startup);
		}
	}
	await made.organizer.expect(200, 'POST', `/api/v1/rounds/${round}/lock`);
	await made.organizer.expect(200, 'POST', `/api/v1/rounds/${round}/close`);
});

test('ties are decided among the tied', async () => {
	const made = await season(server);
	const round = await openWithAll(made);
	const target = `/api/v1/rounds/${round}`;
	await scoreAll(made, round);
	await made.organizer.expect(200, 'POST', `${target}/lock`);
	await made.organizer.expect(200, 'POST', `${target}/close`);
	const order = async (ids, status = 200) => made.organizer.expect(status, 'PUT', `${target}/tie-order`, { order: ids, reason: '评委合议' }, await etag(made.organizer, target));
	const [a, b, alone] = made.entries;
	assert.equal((await order([b, a], 422)).code, 'tie-order-not-tied', 'nothing is computed yet');
	await made.organizer.expect(200, 'POST', `${target}/compute`, {});
	await rejected(428, 'precondition-required', made.organizer.put(`${target}/tie-order`, { order: [b, a], reason: '评委合议' }));
	assert.equal((await order([b, alone], 422)).field, 'order[1]');
	assert.equal((await order([b, b], 422)).code, 'tie-order-not-tied');
	assert.equal((await order([b, a])).state, 'closed', 'to be computed again');
	await made.organizer.expect(200, 'POST', `${target}/compute`, {});
	assert.equal(server.db.one('SELECT s.ranked FROM standings s JOIN rounds r ON r.computation_id = s.computation_id WHERE r.id = ? AND s.entry_id = ? AND s.round_id = r.id', round, b).ranked, '1');
	assert.equal((await order([a, b])).state, 'closed', 'may be changed while it is not published');
	await made.organizer.expect(200, 'POST', `${target}/compute`, {});
	await made.organizer.expect(200, 'POST', `${target}/publish`, {});
	await rejected(409, 'round-state', made.organizer.put(`${target}/tie-order`, { order: [], reason: '取消' }, await etag(made.organizer, target)));
	await openRound(made.organizer, made.rounds.final);
	const entries = await made.auditor.expect(200, 'GET', `/api/v1/rounds/${made.rounds.final}/entries`);
	assert.deepEqual(entries.items.map((e) => [e.entry_id, e.via]), [[a, 'advanced'], [alone, 'advanced']]);
});

test('leaving, and who takes the seat', async () => {
	const made = await season(server);
	const round = await openWithAll(made);
	const target = `/api/v1/rounds/${round}`;
	const [a, b, alone] = made.entries;
	const departures = `/api/v1/editions/${made.edition}/departures`;
	const leave = { entry_id: b, before: 'semi', as: 'withdrawn', reason: '企业来函' };
	await rejected(422, 'departure-round-unknown', made.organizer.post(departures, { ...leave, before: 'quarter' }));
	await rejected(422, 'departure-entry-unknown', made.organizer.post(departures, { ...leave, entry_id: 123456 }));
	assert.equal((await made.auditor.post(departures, leave)).status, 403);
	const gone = await made.organizer.expect(201, 'POST', departures, leave);
	assert.equal(gone.effect.released, 3);
	await rejected(409, 'departure-exists', made.organizer.post(departures, leave));
	await rejected(422, 'assignment-entry-unknown', made.organizer.post(`${target}/assignments`, { entry_id: b, judge_id: made.judges[0].id }));
	await made.organizer.expect(200, 'POST', `/api/v1/departures/${b}/revoke`, { reason: '撤回来函' });
	assert.equal((await made.organizer.expect(200, 'GET', `${target}/assignments?entry=${b}&state=assigned`)).total, 3);
	await scoreAll(made, round);
	await made.organizer.expect(200, 'POST', `${target}/lock`);
	await made.organizer.expect(200, 'POST', `${target}/close`);
	await made.organizer.expect(200, 'POST', `${target}/compute`, {});
	await made.organizer.expect(200, 'PUT', `${target}/tie-order`, { order: [a, b], reason: '合议' }, await etag(made.organizer, target));
	await made.organizer.expect(200, 'POST', `${target}/compute`, {});
	await made.organizer.expect(200, 'POST', `${target}/publish`, {});
	await rejected(409, 'departure-too-late', made.organizer.post(departures, { ...leave, entry_id: a }));
	const final = `/api/v1/rounds/${made.rounds.final}`;
	await openRound(made.organizer, final);
	await made.organizer.expect(200, 'POST', `${final}/entries/${alone}/sign-in`);
	await rejected(404, 'not-found', made.organizer.post(`${final}/entries/${b}/sign-in`));
	const forfeited = await made.organizer.expect(201, 'POST', `${final}/entries/${a}/forfeit`, { reason: '未到场', replaced: true });
	assert.deepEqual([forfeited.as, forfeited.before, forfeited.effect.substitutes], ['forfeited', 'final', 1]);
	const entries = await made.organizer.expect(200, 'GET', `${final}/entries`);
	assert.deepEqual(Object.fromEntries(entries.items.map((e) => [e.entry_id, [e.via, e.takes_part, e.departed]])), { [a]: ['advanced', false, 'forfeited'], [b]: ['substitute', true, null], [alone]: ['advanced', true, null] });
	const preview = await made.auditor.expect(200, 'GET', `/api/v1/departures/${a}/revocation`);
	assert.equal(preview.possible, true);
	assert.deepEqual(preview.rests.map((x) => [x.what, x.id, x.code, x.state, x.sheets, x.final]), [['round', made.rounds.final, 'final', 'open', null, false], ['substitute', b, preview.rests[1].code, null, 0, false]]);
	await made.organizer.expect(200, 'POST', `/api/v1/departures/${a}/revoke`, { reason: '路上堵车，评委同意' });
	const back = await made.organizer.expect(200, 'GET', `${final}/entries`);
	assert.deepEqual(Object.fromEntries(back.items.map((e) => [e.entry_id, e.takes_part])), { [a]: true, [b]: false, [alone]: true });
	assert.equal((await made.auditor.expect(200, 'GET', departures)).total, 0);
	assert.equal((await made.organizer.expect(200, 'POST', `${target}/compute`, { reason: '重算' })).state, 'published');
	await made.organizer.expect(201, 'POST', departures, { ...leave, before: 'award' });
	const [who, other] = [made.organizer, made.second].map((c) => c.account.id);
	server.db.query(
		"INSERT INTO award_lists (edition_id, number, computation_id, budget_fen, allocated_fen, state, created_by, created_at, first_by, first_at, second_by, second_at) SELECT ?, 1, MAX(id), 100, 100, 'noticed', ?, UTC_TIMESTAMP(6), ?, UTC_TIMESTAMP(6), ?, UTC_TIMESTAMP(6) FROM computations",
		made.edition, who, who, other,
	);
	const refused = await rejected(409, 'departure-list-final', made.organizer.post(`/api/v1/departures/${b}/revoke`, { reason: '撤回来函' }));
	assert.deepEqual(refused.rests.map((x) => [x.what, x.code, x.state, x.final]), [['award_list', '1', 'noticed', true]]);
	const shown = await made.organizer.expect(200, 'GET', `/api/v1/departures/${b}/revocation`);
	assert.deepEqual([shown.possible, shown.rests], [false, refused.rests]);
	await made.organizer.expect(201, 'POST', departures, { ...leave, entry_id: alone, before: 'award' });
	await made.organizer.expect(200, 'POST', `/api/v1/departures/${alone}/revoke`, { reason: '登记有误' });
	await rejected(404, 'not-found', made.auditor.get(`/api/v1/departures/${alone}/revocation`));
});

test('seats of who leaves', async () => {
	const rules = { ...rulebook, rounds: [{ ...rulebook.rounds[0], replacement: 'none' }, rulebook.rounds[1]], award: { budget_fen: 1000, vacated: 'vacant', pools: [{ round: 'final', tiers: [{ id: 'first', seats: 1, amount: 200 }, { id: 'second', seats: 1, amount: 100 }] }] } };
	const made = await season(server, { rules });
	const departures = `/api/v1/editions/${made.edition}/departures`;
	const seats = await made.auditor.expect(200, 'GET', `${departures}/seats`);
	assert.deepEqual(seats.items, [{ before: 'semi', replaced: true }, { before: 'final', replaced: false }, { before: 'award', replaced: false }]);
	const [a, b] = made.entries;
	const leave = { entry_id: a, before: 'final', as: 'withdrawn', reason: '企业来函' };
	assert.equal((await rejected(422, 'departure-seat-deviates', made.organizer.post(departures, { ...leave, replaced: true }))).field, 'replaced_why');
	const other = await made.organizer.expect(201, 'POST', departures, { ...leave, replaced: true, replaced_why: '组委会决定' });
	assert.deepEqual([other.replaced, other.replaced_why], [true, '组委会决定']);
	const kept = await made.organizer.expect(201, 'POST', departures, { ...leave, entry_id: b, before: 'award', replaced_why: '用不上' });
	assert.deepEqual([kept.replaced, kept.replaced_why], [false, null], 'as the rulebook says');
});

test('points from elsewhere', async () => {
	const rules = { ...rulebook, rounds: [{ ...rulebook.rounds[0], parts: { sheets: 1, 'extra:popularity': 1 } }, rulebook.rounds[1]] };
	const made = await season(server, { judges: 0, rules });
	const target = `/api/v1/rounds/${made.rounds.semi}/extras`;
	const [a, b] = made.entries;
	await rejected(409, 'round-state', made.organizer.put(target, { items: [{ entry_id: a, id: 'popularity', points: 1 }], reason: '投票' }));
	await openRound(made.organizer, made.rounds.semi);
	const wrong = await rejected(422, 'extras-invalid', made.organizer.put(target, { items: [{ entry_id: a, id: 'popularity', points: 1 }, { entry_id: a, id: 'popularity', points: 2 }, { entry_id: 999999, id: 'luck', points: -1 }], reason: '投票' }));
	assert.deepEqual(wrong.errors.map((e) => e.field), ['items[1].entry_id', 'items[2].entry_id', 'items[2].id', 'items[2].points']);
	assert.equal((await made.auditor.expect(200, 'GET', target)).total, 0, 'nothing of it');
	for (const number of ['-0.01', '0.001', '1000000.01', '1000001', '1e15', '90071992547409.91', '9223372036854775807', '1e300', '"8"', 'true']) {
		const body = `{"items":[{"entry_id":${a},"id":"popularity","points":${number}}],"reason":"投票"}`;
		const refused = await rejected(422, 'extras-invalid', made.organizer.request('PUT', target, { body, headers: { 'content-type': 'application/json' }, hold: false }));
		assert.deepEqual(refused.errors.map((e) => e.field), ['items[0].points'], number);
	}
	assert.equal((await made.organizer.expect(200, 'PUT', target, { items: [{ entry_id: a, id: 'popularity', points: 1000000 }], reason: '投票' })).saved, 1);
	assert.deepEqual(await made.organizer.expect(200, 'PUT', target, { items: [{ entry_id: a, id: 'popularity', points: 8.5 }, { entry_id: b, id: 'popularity', points: 3 }], reason: '投票' }), { saved: 2, removed: 0 });
	assert.deepEqual(await made.organizer.expect(200, 'PUT', target, { items: [{ entry_id: a, id: 'popularity', points: 8.75 }, { entry_id: b, id: 'popularity', points: null }], reason: '更正' }), { saved: 1, removed: 1 });
	assert.deepEqual((await made.auditor.expect(200, 'GET', target)).items.map((x) => [x.entry_id, x.id, x.points]), [[a, 'popularity', 8.75]]);
});

test('progress', async () => {
	const made = await season(server);
	const round = await openWithAll(made);
	await handIn(made, made.judges[0], round, made.entries[0], points.startup);
	const progress = await made.auditor.expect(200, 'GET', `/api/v1/rounds/${round}/progress`);
	assert.deepEqual(progress.sheets, { assigned: 9, handed_in: 1, drafts: 0 });
	assert.deepEqual(progress.entries, { to_score: 3, skipping: 0, left: 0 });
	assert.deepEqual(progress.judges.map((j) => j.handed_in), [0, 0, 1]);
	assert.equal((await made.judges[0].client.get(`/api/v1/rounds/${round}/progress`)).status, 403);
});
