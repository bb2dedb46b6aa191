// Eligibility:
// - the rule is applied by itself, to the submission or to the draft, and shows each condition with the value it saw
// - where the facts are not what the rule asks for, it says which
// - an organiser decides with a reason about the submission that was looked at; overriding the rule needs a reason; the firm learns of it when it is released
// - a new submission opens the question again; late decisions stand in opening.test.mjs and course_decisions.test.mjs
// - an entry without a division is not admitted
// - the queue: undecided first, filters, what the rule says
// - the queue by what the rule says: counted and paged as by any other filter
// - deciding for many: a dry run shows exactly what is touched and changes nothing; all or none
// - deciding for all that a filter finds, in one act with an audit row each: refused when it finds another number than was seen; those that cannot
//   be decided so are left out and named; of entries of one's own firm no filter tells
// - return for correction: the firm may mend and submit until corrections close; it gets a letter
// - the timeline tells the firm what happened; judges' scores only when the round is published
// - history: versions, and how it was at a given time
// - contestants see their own; auditors read and change nothing
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { complete, edition, form, release, rulebook, save, setDates, submit, submitted } from './entry_fixtures.mjs';
import { startServer } from './harness.mjs';

let server, open, owner, stranger, organizer, auditor;
const hours = 3600e3;
const loose = { hold: false };

before(async () => {
	server = await startServer();
	open = edition(server, { corrections: 2 * hours });
	owner = await server.account({ contestant: null });
	stranger = await server.account({ contestant: null });
	organizer = await server.account({ organizer: open.id }, { name: '李组织' });
	auditor = await server.account({ auditor: open.id });
});
after(() => server.stop());

const get = (client, entry, what = 'eligibility') => client.expect(200, 'GET', `/api/v1/entries/${entry.id}/${what}`);
const decide = (client, entry, decision, reason, ordinal = 1) => client.put(`/api/v1/entries/${entry.id}/eligibility`, { decision, reason, ordinal }, loose);
const poor = { firm_facts: { ...form.firm_facts, revenue_fen: 30000000000 } };

test('the rule explains itself', async () => {
	const { entry } = await submitted(server, owner, open.id);
	const answer = await get(owner, entry);
	assert.equal(answer.basis, 'submission');
	assert.equal(answer.eligible, true);
	assert.equal(answer.division, 'startup');
	assert.equal(answer.decision, null);
	const why = JSON.stringify(answer.rule.why);
	assert.ok(why.includes('"saw":9600000000') && why.includes('firm.revenue_fen'));
	const changed = await save(owner, entry, poor);
	assert.equal(changed.status, 200);
	assert.equal((await get(owner, entry)).eligible, true, 'what counts is the submission');
	assert.equal((await owner.expect(200, 'GET', `/api/v1/entries/${entry.id}/eligibility?basis=draft`)).eligible, false);
	const fresh = await complete(server, owner, open.id, poor);
	const draft = await get(owner, fresh.entry);
	assert.equal(draft.basis, 'draft');
	assert.equal(draft.eligible, false);
	assert.equal((await stranger.get(`/api/v1/entries/${entry.id}/eligibility`)).status, 404);
	assert.equal((await auditor.get(`/api/v1/entries/${entry.id}/eligibility`)).status, 200);
});

test('facts that the rule cannot be applied to', async () => {
	const { entry } = await submitted(server, owner, open.id);
	server.db.query("UPDATE submissions SET firm_facts = JSON_SET(firm_facts, '$.registered_on', 5) WHERE entry_id = ?", entry.id);
	const refused = await organizer.get(`/api/v1/entries/${entry.id}/eligibility`);
	assert.deepEqual([refused.status, refused.json.code], [409, 'rule-not-applicable']);
	assert.match(JSON.stringify(refused.json.errors), /registered_on/);
});

test('an organiser decides', async () => {
	const { entry, receipt } = await submitted(server, owner, open.id, poor);
	assert.equal((await decide(owner, entry, 'admitted', 'x')).status, 403);
	assert.equal((await decide(auditor, entry, 'admitted', 'x')).status, 403);
	assert.equal((await decide(organizer, entry, 'admitted', ' ')).json.code, 'reason-required');
	assert.equal((await decide(organizer, entry, 'admitted', undefined)).json.code, 'reason-required');
	assert.equal((await decide(organizer, entry, 'maybe', 'x')).status, 422);
	assert.equal((await decide(organizer, entry, 'admitted', 'x', 2)).json.code, 'eligibility-not-decidable');
	const answer = await decide(organizer, entry, 'admitted', '营收已由审计报告更正');
	assert.equal(answer.status, 200);
	assert.equal(answer.json.eligible, true);
	assert.equal(answer.json.rule.eligible, false);
	assert.equal(answer.json.decision.decided_by, '李组织');
	await release(organizer, open.id);
	const seen = await get(owner, entry);
	assert.equal(seen.decision.reason, '营收已由审计报告更正');
	assert.equal(seen.decision.decided_by, null, 'contestants are not told who decided');
	assert.equal(seen.decision.rule_eligible, false);
	assert.ok(JSON.stringify(seen.decision.rule_why).includes('30000000000'));
	const letter = await server.mailTo(owner.account.email, /营收已由审计报告更正/);
	assert.ok(letter.subject.includes(receipt.number));
	assert.ok(letter.text.includes('符合参赛资格') && !letter.text.includes('不符合'));
	const audit = server.db.one("SELECT reason, detail, edition_id FROM audit WHERE action = 'entry.eligibility' AND object_id = ?", entry.id);
	assert.equal(audit.reason, '营收已由审计报告更正');
	assert.equal(JSON.parse(audit.detail).decision, 'admitted');
	assert.equal(Number(audit.edition_id), open.id);
	const back = await decide(organizer, entry, 'follow_rule');
	assert.equal(back.json.eligible, false);
	assert.equal((await get(owner, entry)).eligible, true, 'as it was told');
	await release(organizer, open.id);
	assert.equal((await get(owner, entry)).eligible, false);
	assert.ok((await server.mailTo(owner.account.email, /不符合参赛资格/)).subject.includes(receipt.number));
});

test('admitting does not help without a division', async () => {
	const nowhere = edition(server, { body: { ...rulebook, direct_advancement: undefined, divisions: [{ id: 'a', when: { fact: 'firm.registered_on', at_least: '2030-01-01' } }] } });
	const chair = await server.account({ organizer: nowhere.id });
	const { entry } = await submitted(server, owner, nowhere.id);
	const answer = await decide(chair, entry, 'admitted', '特批');
	assert.equal(answer.json.code, 'eligibility-not-decidable');
	assert.equal((await decide(organizer, entry, 'admitted', 'x')).status, 404, 'organiser of another edition');
});

test('a new submission opens the question again', async () => {
	const { entry } = await submitted(server, owner, open.id);
	await decide(organizer, entry, 'ineligible', '材料不符');
	const saved = await save(owner, entry, { market: '新' });
	assert.equal((await submit(owner, saved.json)).status, 201);
	const answer = await get(organizer, entry);
	assert.equal(answer.decision.stale, true);
	assert.equal(answer.ordinal, 2);
	assert.equal(answer.eligible, false, 'the decision stands until another is made');
	assert.equal((await decide(organizer, entry, 'follow_rule', '', 1)).json.code, 'eligibility-not-decidable');
	assert.equal((await decide(organizer, entry, 'follow_rule', '', 2)).json.eligible, true);
});

test('the queue', async () => {
	const own = edition(server, {});
	const chair = await server.account({ organizer: own.id });
	const [a, b, c] = [await submitted(server, owner, own.id), await submitted(server, owner, own.id, poor), await submitted(server, stranger, own.id, { industry: 'it', project_name: '独特名称' })];
	await complete(server, owner, own.id);
	await decide(chair, a.entry, 'follow_rule', '');
	await chair.expect(200, 'POST', `/api/v1/entries/${c.entry.id}/return`, { reason: '请补充' });
	await release(chair, own.id, { outcome: 'return' });
	const queue = async (query = '') => (await chair.expect(200, 'GET', `/api/v1/editions/${own.id}/eligibility${query}`));
	const all = await queue();
	assert.equal(all.total, 3);
	assert.deepEqual(all.items.map((i) => i.entry_id), [b.entry.id, c.entry.id, a.entry.id]);
	assert.deepEqual(all.items.map((i) => i.rule_eligible), [false, true, true]);
	assert.deepEqual(all.items.map((i) => i.open), [true, true, false]);
	assert.deepEqual(all.items.map((i) => i.waits), [null, null, 'eligibility']);
	assert.deepEqual(all.items.map((i) => i.division), ['startup', 'startup', 'startup']);
	const ids = async (query) => (await queue(query)).items.map((i) => i.entry_id);
	assert.deepEqual(await ids('?decision=open'), [b.entry.id, c.entry.id]);
	assert.deepEqual(await ids('?decision=decided'), [a.entry.id]);
	assert.deepEqual(await ids('?decision=follow_rule'), [a.entry.id]);
	assert.deepEqual(await ids('?decision=admitted'), []);
	assert.deepEqual(await ids('?industry=it'), [c.entry.id]);
	assert.deepEqual(await ids('?returned=true'), [c.entry.id]);
	assert.deepEqual(await ids('?returned=false&limit=1&offset=1'), [a.entry.id]);
	assert.deepEqual(await queue('?limit=1&offset=1').then((page) => [page.items.length, page.total]), [1, 3]);
	assert.deepEqual(await queue('?offset=3').then((page) => [page.items, page.total]), [[], 3]);
	assert.deepEqual(await ids(`?q=${encodeURIComponent('独特')}`), [c.entry.id]);
	assert.equal((await organizer.get(`/api/v1/editions/${own.id}/eligibility`)).status, 404);
	assert.equal((await owner.get(`/api/v1/editions/${own.id}/eligibility`)).status, 403);
	assert.equal((await auditor.get(`/api/v1/editions/${open.id}/eligibility`)).status, 200);
});

test('deciding for many', async () => {
	const own = edition(server, {});
	const chair = await server.account({ organizer: own.id });
	const [a, b, c] = [await submitted(server, owner, own.id), await submitted(server, owner, own.id, poor), await submitted(server, stranger, own.id)];
	const bulk = (body, status = 200) => chair.expect(status, 'POST', `/api/v1/editions/${own.id}/eligibility/bulk`, body, { hold: status < 400 });
	const entries = [a, b].map((x) => ({ entry_id: x.entry.id, ordinal: 1 }));
	const shown = await bulk({ entries, decision: 'ineligible', reason: '批量', dry_run: true });
	assert.equal(shown.dry_run, true);
	assert.deepEqual(shown.touched.map((t) => [t.entry_id, t.eligible_before, t.eligible_after, t.decision_before]), [[a.entry.id, true, false, null], [b.entry.id, false, false, null]]);
	assert.deepEqual(shown.refused, []);
	assert.equal(server.db.query('SELECT 1 FROM eligibility_decisions d JOIN entries e ON e.id = d.entry_id WHERE e.edition_id = ?', own.id).length, 0);
	assert.equal(server.db.query("SELECT 1 FROM audit WHERE action = 'entry.eligibility' AND edition_id = ?", own.id).length, 0);
	const other = await submitted(server, owner, open.id);
	const bad = [...entries, { entry_id: other.entry.id, ordinal: 1 }, { entry_id: c.entry.id, ordinal: 3 }];
	const dry = await bulk({ entries: bad, decision: 'follow_rule', dry_run: true });
	assert.deepEqual(dry.refused.map((x) => x.field), [String(other.entry.id), String(c.entry.id)]);
	assert.equal((await bulk({ entries: bad, decision: 'follow_rule', dry_run: false }, 409)).code, 'bulk-refused');
	assert.equal(server.db.query('SELECT 1 FROM eligibility_decisions d JOIN entries e ON e.id = d.entry_id WHERE e.edition_id = ?', own.id).length, 0);
	const done = await bulk({ entries, decision: 'ineligible', reason: '批量', dry_run: false });
	assert.deepEqual(done.touched, shown.touched);
	assert.equal((await get(chair, a.entry)).eligible, false);
	assert.equal((await get(chair, c.entry)).decision, null);
	assert.equal((await bulk({ entries: [entries[0], entries[0]], decision: 'follow_rule', dry_run: true }, 422)).code, 'entry-list-invalid');
	assert.equal((await bulk({ entries: [{ entry_id: 1 }], decision: 'follow_rule', dry_run: true }, 422)).code, 'entry-list-invalid');
	assert.equal((await bulk({ entries, decision: 'admitted', dry_run: true }, 422)).code, 'reason-required');
	await bulk({ entries: [], decision: 'follow_rule', dry_run: true }, 422);
	await bulk({ entries: Array.from({ length: 501 }, (_, i) => ({ entry_id: i + 1, ordinal: 1 })), decision: 'follow_rule', dry_run: true }, 422);
	await bulk({ entries, decision: 'follow_rule' }, 422);
});

test('the queue by what the rule says', async () => {
	const own = edition(server, {});
	const chair = await server.account({ organizer: own.id });
	const made = [];
	for (const more of [{}, poor, {}, poor, {}]) made.push((await submitted(server, owner, own.id, more)).entry.id);
	const queue = async (query) => {
		const { items, total } = await chair.expect(200, 'GET', `/api/v1/editions/${own.id}/eligibility?${query}`);
		return [items.map((i) => made.indexOf(i.entry_id)), total];
	};
	assert.deepEqual(await queue('rule=eligible'), [[0, 2, 4], 3]);
	assert.deepEqual(await queue('rule=ineligible'), [[1, 3], 2]);
	assert.deepEqual(await queue('rule=unclear'), [[], 0]);
	assert.deepEqual(await queue('rule=eligible&limit=1&offset=1'), [[2], 3]);
	assert.deepEqual(await queue('rule=eligible&offset=7'), [[], 3]);
	await chair.expect(200, 'PUT', `/api/v1/entries/${made[0]}/eligibility`, { decision: 'ineligible', reason: '材料不实', ordinal: 1 });
	assert.deepEqual(await queue('rule=eligible'), [[2, 4, 0], 3], 'the rule is asked, not the decision; undecided ones first');
	assert.deepEqual(await queue('rule=eligible&decision=open'), [[2, 4], 2]);
	server.db.query("UPDATE submissions SET firm_facts = JSON_SET(firm_facts, '$.registered_on', 5) WHERE entry_id = ?", made[4]);
	assert.deepEqual(await queue('rule=unclear'), [[4], 1]);
	assert.equal((await chair.get(`/api/v1/editions/${own.id}/eligibility?rule=perhaps`)).status, 422);
});

test('deciding for all that a filter finds', async () => {
	const own = edition(server, {});
	const chair = await server.account({ organizer: own.id });
	const target = `/api/v1/editions/${own.id}/eligibility/bulk`;
	const bulk = (body, status = 200) => chair.expect(status, 'POST', target, body, { hold: status < 400 });
	const good = [], bad = [];
	for (const [list, more] of [[good, {}], [bad, poor], [good, {}], [good, {}]]) list.push((await submitted(server, owner, own.id, more)).entry.id);
	const mine = (await submitted(server, stranger, own.id)).entry;
	server.db.query('INSERT INTO firm_members (firm_id, account_id, added_at) SELECT firm_id, ?, UTC_TIMESTAMP(6) FROM entries WHERE id = ?', chair.account.id, mine.id);
	const filter = { rule: 'eligible', decision: 'open' };
	const seen = await bulk({ filter, expected: 3, decision: 'follow_rule', dry_run: true });
	assert.deepEqual([seen.decided, seen.eligible_after, seen.turned, seen.left_out], [3, 3, 0, 0]);
	assert.deepEqual(seen.touched.map((t) => t.entry_id), good);
	assert.deepEqual(seen.refused, [], 'nor is one\'s own named: it would tell what the rule says of it');
	assert.equal((await get(chair, { id: good[0] })).decision, null, 'nothing is changed');
	const late = (await submitted(server, owner, own.id)).entry;
	const moved = await bulk({ filter, expected: 3, decision: 'follow_rule', dry_run: false }, 409);
	assert.deepEqual([moved.code, moved.found, moved.field], ['bulk-moved', 4, 'expected']);
	assert.equal((await get(chair, { id: good[0] })).decision, null);
	const done = await bulk({ filter, expected: 4, decision: 'follow_rule', dry_run: false, note: '第一批' });
	assert.deepEqual([done.decided, done.left_out], [4, 0]);
	for (const id of [...good, late.id]) {
		const row = server.db.one("SELECT COUNT(*) n, MIN(request_id) r FROM audit WHERE action = 'entry.eligibility' AND object_id = ?", id);
		assert.equal(Number(row.n), 1);
		assert.equal((await get(chair, { id })).decision.note, '第一批');
	}
	assert.equal(Number(server.db.one("SELECT COUNT(DISTINCT request_id) n FROM audit WHERE action = 'entry.eligibility' AND edition_id = ?", own.id).n), 1, 'one act');
	assert.equal((await get(auditor, { id: bad[0] }).catch(() => ({ decision: null }))).decision, null);
	// Nothing is left but one's own.
	assert.equal((await bulk({ filter, expected: 1, decision: 'follow_rule', dry_run: false }, 409)).found, 0);
	// An empty filter finds all that was ever submitted.
	assert.equal((await bulk({ filter: {}, expected: 5, decision: 'follow_rule', dry_run: true })).decided, 5);
	for (const body of [{}, { filter }, { expected: 5 }, { filter, expected: 5, entries: [{ entry_id: good[0], ordinal: 1 }] }])
		assert.equal((await bulk({ ...body, decision: 'follow_rule', dry_run: true }, 422)).code, 'bulk-unchosen');
	for (const wrong of [{ rule: 'perhaps' }, { decision: 'maybe' }, { returned: 'true' }, { q: 5 }, { q: '' }, { industry: [] }, { sort: 'number' }])
		assert.equal((await bulk({ filter: wrong, expected: 1, decision: 'follow_rule', dry_run: true }, 422)).code, 'bulk-filter');
	await bulk({ filter: {}, expected: 0, decision: 'follow_rule', dry_run: true }, 422);
	assert.equal((await bulk({ filter: { q: '（“没有”）😀' }, expected: 1, decision: 'follow_rule', dry_run: true }, 409)).found, 0);
	assert.equal((await auditor.post(target, { filter, expected: 1, decision: 'follow_rule', dry_run: true })).status, 403);
	assert.equal((await organizer.post(target, { filter, expected: 1, decision: 'follow_rule', dry_run: true }, loose)).status, 404, 'organiser of another edition');
});

test('return for correction', async () => {
	const own = edition(server, { corrections: 2 * hours });
	const chair = await server.account({ organizer: own.id });
	const a = await submitted(server, owner, own.id, poor);
	const b = await submitted(server, owner, own.id);
	setDates(server, own.id, { closes: -1000 });
	const send = (client, entry, reason = '营业收入与年报不符') => client.post(`/api/v1/entries/${entry.id}/return`, { reason }, loose);
	assert.equal((await save(owner, a.entry, { market: 'x' })).json.code, 'deadline-passed');
	assert.equal((await send(owner, a.entry)).status, 403);
	assert.equal((await send(organizer, a.entry)).status, 404);
	assert.equal((await send(chair, a.entry, '')).status, 422);
	assert.equal((await send(chair, a.entry)).json.waits.kind, 'return');
	assert.equal((await owner.expect(200, 'GET', `/api/v1/entries/${a.entry.id}`)).returned_why, null);
	assert.equal((await save(owner, a.entry, { market: 'x' })).json.code, 'deadline-passed', 'not told yet');
	await release(chair, own.id);
	const returned = { json: await owner.expect(200, 'GET', `/api/v1/entries/${a.entry.id}`) };
	assert.equal(returned.json.returned_why, '营业收入与年报不符');
	assert.equal(returned.json.unsubmitted_changes, false);
	assert.equal((await server.mailTo(owner.account.email, /营业收入与年报不符/)).subject.includes(a.receipt.number), true);
	const saved = await save(owner, returned.json, { firm_facts: { revenue_fen: 100 } });
	assert.equal(saved.status, 200);
	assert.equal((await save(owner, b.entry, { market: 'x' })).json.code, 'deadline-passed', 'only what was returned');
	const again = await submit(owner, saved.json);
	assert.equal(again.json.ordinal, 2);
	const now = await owner.expect(200, 'GET', `/api/v1/entries/${a.entry.id}`);
	assert.equal(now.returned_why, null);
	assert.equal(now.editable, false);
	setDates(server, own.id, { closes: -3000 });
	setDates(server, own.id, { corrections: -1000 });
	assert.equal((await send(chair, b.entry)).json.code, 'corrections-closed');
	const draft = await complete(server, owner, open.id);
	assert.equal((await send(organizer, draft.entry)).json.code, 'state');
});

test('once a later round has been opened nothing is returned, and a decision is a correction', async () => {
	const own = edition(server, {});
	const chair = await server.account({ organizer: own.id });
	const { entry } = await submitted(server, owner, own.id);
	server.db.query("INSERT INTO rounds (edition_id, code, position, kind, state) VALUES (?, 'semi', 0, 'judged', 'closed'), (?, 'final', 1, 'judged', 'open')", own.id, own.id);
	assert.equal((await decide(chair, entry, 'ineligible', 'x')).status, 200);
	assert.equal((await chair.post(`/api/v1/entries/${entry.id}/return`, { reason: 'x' })).json.code, 'eligibility-not-decidable');
	assert.equal((await submit(owner, entry)).json.code, 'rounds-begun');
});

test('the timeline', async () => {
	const own = edition(server, { corrections: 2 * hours });
	const chair = await server.account({ organizer: own.id });
	const { entry, receipt } = await submitted(server, owner, own.id);
	await chair.expect(200, 'POST', `/api/v1/entries/${entry.id}/return`, { reason: '请补充' });
	await release(chair, own.id);
	await decide(chair, entry, 'follow_rule', '同意');
	assert.deepEqual((await get(owner, entry, 'timeline')).items.map((i) => i.kind), ['submitted', 'returned']);
	await release(chair, own.id);
	const { db } = server;
	db.query("INSERT INTO rounds (edition_id, code, position, kind, state) VALUES (?, 'semi', 0, 'judged', 'computed')", own.id);
	const round = db.one("SELECT id FROM rounds WHERE edition_id = ? AND code = 'semi'", own.id).id;
	db.query("INSERT INTO round_entries (round_id, entry_id, via, group_key) VALUES (?, ?, 'first', 'startup/biomed')", round, entry.id);
	for (const [i, points] of [80, 91].entries()) {
		const account = server.addAccount(`judge${i}@example.com`, '评委', {});
		db.query("INSERT INTO judges (edition_id, account_id, organisation, created_at) VALUES (?, ?, '机构', UTC_TIMESTAMP(6))", own.id, account);
		const judge = db.one('SELECT id FROM judges WHERE account_id = ?', account).id;
		db.query('INSERT INTO assignments (round_id, entry_id, judge_id, assigned_by, assigned_at) VALUES (?, ?, ?, ?, UTC_TIMESTAMP(6))', round, entry.id, judge, chair.account.id);
		db.query("INSERT INTO sheets (assignment_id, round_id, entry_id, judge_id, state, points, saved_at, handed_in_at) SELECT id, round_id, entry_id, judge_id, 'handed_in', ?, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) FROM assignments WHERE judge_id = ?", JSON.stringify({ technology: points }), judge);
	}
	db.query("INSERT INTO computations (edition_id, round_id, rulebook_id, dossier, dossier_sha256, results, results_sha256, computed_by, computed_at) SELECT ?, ?, id, '{}', ?, '{}', ?, ?, UTC_TIMESTAMP(6) FROM rulebooks WHERE edition_id = ?", own.id, round, Buffer.alloc(32), Buffer.alloc(32), chair.account.id, own.id);
	const computation = db.one('SELECT MAX(id) AS id FROM computations').id;
	db.query("INSERT INTO standings (computation_id, round_id, entry_id, group_key, place, score, ranked, ranked_of, outcome) VALUES (?, ?, ?, 'startup/biomed', 0, '85.50', 1, 1, 'advanced')", computation, round, entry.id);
	db.query("INSERT INTO derivations (computation_id, entry_id, answer, judges, tied) VALUES (?, ?, ?, '[]', FALSE)", computation, entry.id, JSON.stringify({ sheets: [80, 91].map((technology) => ({ points: { technology }, void: null })).concat({ points: { technology: 1 }, void: 'recused' }) }));
	db.query("INSERT INTO direct_advancements (computation_id, entry_id, to_code, rule) VALUES (?, ?, 'final', 'invest')", computation, entry.id);
	db.query('UPDATE rounds SET computation_id = ? WHERE id = ?', computation, round);
	const kinds = (t) => t.items.map((i) => i.kind);
	const quiet = await get(owner, entry, 'timeline');
	assert.deepEqual(kinds(quiet), ['submitted', 'returned', 'eligibility']);
	assert.equal(quiet.items[0].detail.sha256, receipt.sha256);
	assert.equal(quiet.items[1].detail.reason, '请补充');
	assert.equal(quiet.items[2].detail.reason, '同意');
	db.query('INSERT INTO publications (computation_id, round_id, number, published_by, published_at) VALUES (?, ?, 1, ?, UTC_TIMESTAMP(6))', computation, round, chair.account.id);
	db.query("UPDATE rounds SET state = 'published', public_computation_id = computation_id, published_at = UTC_TIMESTAMP(6) WHERE id = ?", round);
	const loud = await get(owner, entry, 'timeline');
	assert.deepEqual(kinds(loud), ['submitted', 'returned', 'eligibility', 'direct_advancement', 'round']);
	const { detail } = loud.items.at(-1);
	assert.deepEqual(detail, { round: 'semi', group: 'startup/biomed', score: '85.50', rank: 1, outcome: 'advanced', criteria: [{ criterion: 'technology', mean: 85.5, sheets: 2 }] });
	db.query("INSERT INTO award_lists (edition_id, number, computation_id, budget_fen, allocated_fen, state, created_by, created_at, first_by, first_at, second_by, second_at) VALUES (?, 1, ?, 100, 100, 'noticed', ?, UTC_TIMESTAMP(6), ?, UTC_TIMESTAMP(6), ?, UTC_TIMESTAMP(6))", own.id, computation, chair.account.id, chair.account.id, auditor.account.id);
	const list = db.one('SELECT MAX(id) AS id FROM award_lists').id;
	db.query("INSERT INTO awards (award_list_id, place, entry_id, firm_id, firm_name, firm_code, group_key, tier, ranked, amount_fen) SELECT ?, 0, id, firm_id, '企业', 'x', 'startup', 'first', 1, 100 FROM entries WHERE id = ?", list, entry.id);
	assert.ok(!kinds(await get(owner, entry, 'timeline')).includes('award_noticed'));
	db.query("INSERT INTO notices (edition_id, kind, award_list_id, title, body, published_at, published_by) VALUES (?, 'award_list', ?, '{}', '{}', UTC_TIMESTAMP(6), ?)", own.id, list, chair.account.id);
	db.query("INSERT INTO departures (entry_id, edition_id, before_code, departed_as, reason, recorded_by, recorded_at) VALUES (?, ?, 'final', 'withdrawn', '放弃', ?, UTC_TIMESTAMP(6))", entry.id, own.id, chair.account.id);
	const whole = await get(owner, entry, 'timeline');
	assert.equal(whole.items.find((i) => i.kind === 'award_noticed').detail.amount_fen, 100);
	assert.equal(whole.items.find((i) => i.kind === 'left').detail.reason, '放弃');
	assert.equal((await stranger.get(`/api/v1/entries/${entry.id}/timeline`)).status, 404);
	assert.equal((await chair.get(`/api/v1/entries/${entry.id}/timeline`)).status, 200);
});

test('history', async () => {
	const { entry } = await submitted(server, owner, open.id);
	const { version } = (await owner.get(`/api/v1/entries/${entry.id}`)).json;
	for (let i = 0; i < 3; i++) await owner.expect(200, 'PATCH', `/api/v1/entries/${entry.id}`, { product: `改到第 ${i} 稿` }, { headers: { 'if-match': `"${version + i}"` } });
	const versions = await get(organizer, entry, 'history');
	assert.deepEqual(versions.items.map((v) => [v.state, v.title]), [['draft', ''], ['draft', form.project_name], ['submitted', form.project_name]], 'what is typed afterwards is not kept');
	assert.equal(versions.total, 3);
	assert.equal(versions.items.at(-1).to, null);
	assert.equal(versions.items.at(-1).version, version);
	assert.equal(versions.items[0].to, versions.items[1].from);
	const at = async (time) => (await organizer.expect(200, 'GET', `/api/v1/entries/${entry.id}/history?at=${encodeURIComponent(time)}`)).items;
	const [before] = await at(versions.items[1].from);
	assert.deepEqual([before.state, before.form, before.submitted_by, before.eligibility], ['draft', null, null, null]);
	const [then] = await at(versions.items[2].from);
	assert.deepEqual([then.state, then.form.product, typeof then.submitted_by], ['submitted', form.product, 'string']);
	assert.deepEqual(await at('2020-01-01T00:00:00Z'), []);
	await decide(organizer, entry, 'ineligible', '第一次');
	const between = server.db.one('SELECT ROW_START AS t FROM eligibility_decisions WHERE entry_id = ?', entry.id).t.replace(' ', 'T') + 'Z';
	await decide(organizer, entry, 'admitted', '第二次');
	assert.equal((await at(between))[0].eligibility.reason, '第一次');
	assert.equal((await at(new Date(Date.now() + 1000).toISOString()))[0].eligibility.reason, '第二次');
	assert.equal((await auditor.get(`/api/v1/entries/${entry.id}/history`)).status, 200);
	assert.equal((await owner.get(`/api/v1/entries/${entry.id}/history`)).status, 403);
	assert.equal((await organizer.get(`/api/v1/entries/${entry.id}/history?at=noon`, loose)).status, 422);
});
