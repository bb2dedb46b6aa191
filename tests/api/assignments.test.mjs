// Panels and assignments:
// - panels with judges and entries; entries belong to one; a judge with assignments stays; a scored entry stays
// - the order of appearance is drawn once, by a seed that repeats it; it cannot be changed afterwards
// - a single assignment respects panel and recusals, exists once, comes back after a release
// - a batch: looked at first, the same plan carried out; balanced; recusals, panels and expertise respected
// - how many judges an entry gets has to be said where the rulebook does not
// - not enough judges: the entries are named with the reason; partial only if asked for
// - a plan that has changed since the preview is refused; batches are listed; a batch is undone while none of its sheets is handed in
// - 5,044 entries, 5 judges each, 150 judges, in a few seconds
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test, { after, before } from 'node:test';
import { startServer } from './harness.mjs';
import { addJudge, handIn, openRound, points, rejected, rulebook, season, sheetOf } from './judging_fixture.mjs';

let server;
before(async () => (server = await startServer()));
after(() => server.stop());

const open = async (made) => {
	await openRound(made.organizer, made.rounds.semi);
	return `/api/v1/rounds/${made.rounds.semi}`;
};

test('panels', async () => {
	const made = await season(server);
	const [one, two, three] = made.judges;
	const [a, b, c] = made.entries;
	const early = await made.organizer.expect(201, 'POST', `/api/v1/rounds/${made.rounds.semi}/panels`, { code: 'A' });
	await rejected(409, 'round-state', made.organizer.put(`/api/v1/panels/${early.id}/entries`, { entries: [a] }));
	const round = await open(made);
	await rejected(409, 'panel-code-taken', made.organizer.post(`${round}/panels`, { code: 'A' }));
	const second = await made.organizer.expect(201, 'POST', `${round}/panels`, { code: 'B' });
	const A = `/api/v1/panels/${early.id}`;
	const B = `/api/v1/panels/${second.id}`;
	const panel = await made.organizer.expect(200, 'PUT', `${A}/judges`, { judges: [one.id, two.id] });
	assert.deepEqual(panel.judges.map((j) => j.judge_id), [one.id, two.id]);
	await rejected(422, 'panel-member-unknown', made.organizer.put(`${A}/judges`, { judges: [one.id, one.id] }));
	await rejected(422, 'panel-member-unknown', made.organizer.put(`${A}/judges`, { judges: [one.id, 99999] }));
	await rejected(422, 'panel-member-unknown', made.organizer.put(`${A}/entries`, { entries: ['x'] }));
	await made.organizer.expect(200, 'PUT', `${B}/judges`, { judges: [three.id] });
	await made.organizer.expect(200, 'PUT', `${A}/entries`, { entries: [a, b, c] });
	assert.equal((await made.organizer.expect(200, 'PUT', `${B}/entries`, { entries: [c] })).entries, 1);
	const other = await season(server, { judges: 0 });
	await rejected(404, 'not-found', other.organizer.put(`${A}/judges`, { judges: [] }));
	assert.equal((await made.auditor.put(`${A}/judges`, { judges: [] })).status, 403);
	assert.deepEqual((await one.client.expect(200, 'GET', `${round}/panels`)).items.map((p) => [p.code, p.entries]), [['A', 2], ['B', 1]]);
	// assignments follow the panel
	await rejected(409, 'assignment-panel', made.organizer.post(`${round}/assignments`, { entry_id: a, judge_id: three.id }));
	assert.equal((await made.organizer.expect(201, 'POST', `${round}/assignments`, { entry_id: a, judge_id: one.id })).panel, 'A');
	await rejected(409, 'panel-judge-assigned', made.organizer.put(`${A}/judges`, { judges: [two.id] }));
	await rejected(409, 'panel-in-use', made.organizer.delete(A));
	await handIn(made, one, made.rounds.semi, a, points.startup);
	await rejected(409, 'panel-entry-scored', made.organizer.put(`${B}/entries`, { entries: [c, a] }));
	await made.organizer.expect(200, 'PUT', `${A}/entries`, { entries: [a] });
	await made.organizer.expect(204, 'DELETE', B);
	assert.equal((await made.organizer.expect(200, 'GET', `${round}/entries?panel=${early.id}`)).total, 1);
});

test('the draw', async () => {
	const made = await season(server, { judges: 1, entries: Array(9).fill('startup') });
	const round = await open(made);
	const { id } = await made.organizer.expect(201, 'POST', `${round}/panels`, { code: 'A' });
	const other = await made.organizer.expect(201, 'POST', `${round}/panels`, { code: 'B' });
	await rejected(409, 'panel-empty', made.organizer.post(`/api/v1/panels/${id}/draw`, {}));
	await made.organizer.expect(200, 'PUT', `/api/v1/panels/${id}/entries`, { entries: made.entries });
	const drawn = await made.organizer.expect(200, 'POST', `/api/v1/panels/${id}/draw`, {});
	assert.match(drawn.seed, /^[0-9a-f]{32}$/);
	const key = (entry) => createHash('sha256').update(`${drawn.seed}/${entry}`).digest('hex');
	assert.deepEqual(drawn.order.map((o) => o.entry_id), [...made.entries].sort((a, b) => (key(a) < key(b) ? -1 : 1)));
	assert.deepEqual(drawn.order.map((o) => o.draw), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
	assert.equal(JSON.parse(server.db.one("SELECT detail FROM audit WHERE action = 'panel.draw' AND object_id = ?", id).detail).seed, drawn.seed);
	await rejected(409, 'panel-drawn', made.organizer.post(`/api/v1/panels/${id}/draw`, {}));
	await rejected(409, 'panel-drawn', made.organizer.put(`/api/v1/panels/${id}/entries`, { entries: [] }));
	await rejected(409, 'panel-drawn', made.organizer.put(`/api/v1/panels/${other.id}/entries`, { entries: [made.entries[0]] }));
	await rejected(409, 'panel-drawn', made.organizer.delete(`/api/v1/panels/${id}`));
	await rejected(409, 'assignment-panel', made.organizer.post(`${round}/assignments`, { entry_id: made.entries[0], judge_id: made.judges[0].id }));
});

test('single assignments', async () => {
	const made = await season(server);
	const round = await open(made);
	const [one] = made.judges;
	const pair = { entry_id: made.entries[0], judge_id: one.id };
	const first = await made.organizer.expect(201, 'POST', `${round}/assignments`, pair);
	await rejected(409, 'assignment-exists', made.organizer.post(`${round}/assignments`, pair));
	await one.client.expect(201, 'PUT', sheetOf(made.rounds.semi, pair.entry_id), { points: { technology: 3 } });
	await made.organizer.expect(200, 'POST', `/api/v1/assignments/${first.id}/release`, { reason: '误派' });
	await rejected(409, 'state', made.organizer.post(`/api/v1/assignments/${first.id}/release`, { reason: '误派' }));
	const back = await made.organizer.expect(201, 'POST', `${round}/assignments`, pair);
	assert.deepEqual([back.id, back.state, back.sheet_state], [first.id, 'assigned', 'draft']);
	await rejected(422, 'assignment-entry-unknown', made.organizer.post(`${round}/assignments`, { ...pair, entry_id: 99999 }));
	await rejected(422, 'assignment-judge-unknown', made.organizer.post(`${round}/assignments`, { ...pair, judge_id: 99999 }));
	await one.client.expect(201, 'POST', '/api/v1/recusals', { entry_id: made.entries[1], kind: 'other', statement: '熟人' });
	await rejected(409, 'assignment-recused', made.organizer.post(`${round}/assignments`, { entry_id: made.entries[1], judge_id: one.id }));
	const other = await season(server, { judges: 0 });
	await rejected(404, 'not-found', other.organizer.post(`/api/v1/assignments/${first.id}/release`, { reason: '越权' }));
	await rejected(404, 'not-found', other.organizer.get(`${round}/assignments`));
	assert.equal((await made.auditor.post(`${round}/assignments`, pair)).status, 403);
});

test('a batch', async () => {
	const made = await season(server, { judges: 5, entries: Array(11).fill('startup') });
	const round = await open(made);
	const target = `${round}/assignment-batches`;
	await made.judges[0].client.expect(201, 'POST', '/api/v1/recusals', { entry_id: made.entries[0], kind: 'other', statement: '熟人' });
	const preview = await made.organizer.expect(200, 'POST', target, { dry_run: true });
	assert.deepEqual([preview.assignments, preview.batch, preview.pairs.length], [22, null, 22]);
	assert.deepEqual([...new Set(preview.loads.map((l) => l.after))].sort(), [4, 5]);
	assert.ok(!preview.pairs.some(([entry, judge]) => entry === made.entries[0] && judge === made.judges[0].id));
	assert.deepEqual((await made.organizer.expect(200, 'POST', target, { dry_run: true })).pairs, preview.pairs, 'the same again');
	assert.notDeepEqual((await made.organizer.expect(200, 'POST', target, { dry_run: true, seed: 7 })).pairs, preview.pairs);
	assert.equal((await made.organizer.expect(200, 'GET', `${round}/assignments`)).total, 0);
	await rejected(409, 'assignment-plan-changed', made.organizer.post(target, { dry_run: false, fingerprint: '0'.repeat(64) }));
	const done = await made.organizer.expect(201, 'POST', target, { dry_run: false, fingerprint: preview.fingerprint });
	assert.deepEqual([done.batch, done.assignments], [1, 22]);
	const listed = await made.organizer.expect(200, 'GET', `${round}/assignments?batch=1&limit=500`);
	assert.deepEqual(listed.items.map((a) => [a.entry_id, a.judge_id]), preview.pairs);
	assert.deepEqual((await made.organizer.expect(200, 'POST', target, { dry_run: false })).assignments, 0, 'nothing more is needed');
	// undone, and the number is not given again
	assert.equal((await made.auditor.post(`${target}/1/undo`, { reason: '审计' })).status, 403);
	const batches = await made.auditor.expect(200, 'GET', target);
	assert.deepEqual(batches.items.map((b) => [b.batch, b.assignments, b.released, b.handed_in]), [[1, 22, 0, 0]]);
	assert.deepEqual(await made.organizer.expect(200, 'POST', `${target}/1/undo`, { reason: '人数有误' }), { batch: 1, removed: 22 });
	assert.equal((await made.organizer.expect(200, 'GET', target)).total, 0);
	await rejected(404, 'not-found', made.organizer.post(`${target}/1/undo`, { reason: '再次' }));
	const three = await made.organizer.expect(201, 'POST', target, { dry_run: false, judges_per_entry: 3 });
	assert.deepEqual([three.batch, three.assignments], [2, 33]);
	const { judge_id: scorer, entry_id: scored } = (await made.organizer.expect(200, 'GET', `${round}/assignments`)).items[0];
	await handIn(made, made.judges.find((j) => j.id === scorer), made.rounds.semi, scored, points.startup);
	await rejected(409, 'batch-scored', made.organizer.post(`${target}/2/undo`, { reason: '太晚' }));
});

test('how many judges', async () => {
	const [{ judges_per_entry: _, ...semi }, final] = rulebook.rounds;
	const made = await season(server, { rules: { ...rulebook, rounds: [semi, final] } });
	const target = `${await open(made)}/assignment-batches`;
	const refused = await rejected(422, 'assignment-how-many', made.organizer.post(target, { dry_run: true }));
	assert.equal(refused.field, 'judges_per_entry');
	assert.equal((await made.organizer.expect(200, 'POST', target, { dry_run: true, judges_per_entry: 1 })).assignments, made.entries.length);
});

test('not enough judges', async () => {
	const made = await season(server, { judges: 2, entries: [{ industry: 'biomed' }, { industry: 'materials' }] });
	const expert = await addJudge(server, made, { expertise: ['materials'] });
	const round = await open(made);
	const target = `${round}/assignment-batches`;
	await made.judges[0].client.expect(201, 'POST', '/api/v1/recusals', { entry_id: made.entries[0], kind: 'other', statement: '熟人' });
	const refused = await rejected(409, 'assignment-short', made.organizer.post(target, { dry_run: false }));
	assert.deepEqual(refused.shortages.map((s) => [s.entry_id, s.needed, s.possible, s.judges, s.conflicts, s.no_expertise]), [[made.entries[0], 2, 1, 3, 1, 1]]);
	assert.equal((await made.organizer.expect(200, 'POST', target, { dry_run: true })).shortage_total, 1);
	assert.equal((await made.organizer.expect(200, 'POST', target, { dry_run: true, expertise: 'prefer' })).shortage_total, 0);
	const partial = await made.organizer.expect(201, 'POST', target, { dry_run: false, partial: true });
	assert.equal(partial.assignments, 3);
	assert.equal((await made.organizer.expect(200, 'GET', `${round}/assignments?judge=${expert.id}`)).total, 1);
	// panels
	const panelled = await season(server, { judges: 3, entries: ['startup'] });
	const other = await open(panelled);
	const { id } = await panelled.organizer.expect(201, 'POST', `${other}/panels`, { code: 'A' });
	await panelled.organizer.expect(200, 'PUT', `/api/v1/panels/${id}/judges`, { judges: [panelled.judges[2].id] });
	await panelled.organizer.expect(200, 'PUT', `/api/v1/panels/${id}/entries`, { entries: panelled.entries });
	const short = await rejected(409, 'assignment-short', panelled.organizer.post(`${other}/assignment-batches`, { dry_run: false }));
	assert.deepEqual(short.shortages.map((s) => [s.possible, s.judges]), [[1, 1]]);
	const one = await panelled.organizer.expect(201, 'POST', `${other}/assignment-batches`, { dry_run: false, judges_per_entry: 1 });
	assert.equal(one.assignments, 1);
	assert.equal((await panelled.organizer.expect(200, 'GET', `${other}/assignments`)).items[0].panel, 'A');
});

test('at the size of a real contest', async () => {
	const made = await season(server, { judges: 0, entries: [] });
	const { db } = server;
	const round = `/api/v1/rounds/${made.rounds.semi}`;
	db.query("INSERT INTO accounts (email, name, state, created_at, confirmed_at) SELECT CONCAT('crowd', seq, '@example.com'), CONCAT('评委', seq), 'active', NOW(6), NOW(6) FROM seq_1_to_150");
	db.query("INSERT INTO judges (edition_id, account_id, organisation, created_at) SELECT ?, id, '某所', NOW(6) FROM accounts WHERE email LIKE 'crowd%'", made.edition);
	db.query("INSERT INTO firms (code, name, created_by, created_at) SELECT CONCAT('91440101MB', LPAD(seq, 8, '0')), CONCAT('大企业', seq), ?, NOW(6) FROM seq_1_to_5044", made.owner);
	db.query("INSERT INTO entries (edition_id, firm_id, title, industry, created_by, created_at) SELECT ?, id, name, 'biomed', ?, NOW(6) FROM firms WHERE code LIKE '91440101MB%'", made.edition, made.owner);
	db.query("INSERT INTO submissions (entry_id, ordinal, arrived_at, submitted_by, body, firm_facts, entry_facts, sha256) SELECT id, 1, NOW(6), ?, '{}', '{\"registered_on\": \"2023-01-01\"}', '{}', REPEAT('x', 32) FROM entries WHERE edition_id = ?", made.owner, made.edition);
	db.query("UPDATE entries e JOIN submissions s ON s.entry_id = e.id SET e.state = 'submitted', e.submission_id = s.id, e.number = CONCAT('B-', e.id) WHERE e.edition_id = ?", made.edition);
	const opened = await openRound(made.organizer, round);
	assert.equal(opened.counts.entries, 5044);
	const done = await made.organizer.expect(201, 'POST', `${round}/assignment-batches`, { dry_run: false, judges_per_entry: 5 });
	assert.equal(done.assignments, 25220);
	assert.deepEqual([...new Set(done.loads.map((l) => l.after))].sort(), [168, 169]);
	await made.organizer.expect(200, 'POST', `${round}/assignment-batches/1/undo`, { reason: '重来' });
	assert.equal((await made.organizer.expect(200, 'GET', `${round}/assignments`)).total, 0);
});
