// The audit trail and the dashboard:
// - every change of an edition stands in its trail: who, what, when, from where, why
// - the trail is filtered by action, object, account, time and text, and paged, newest first
// - organisers and auditors of the edition read it; what belongs to no edition is for auditors of all editions and admins
// - the chain is intact until somebody changes a row behind the server's back; then the row is named
// - the dashboard counts entries, decisions, sheets, what waits for a decision or for a second person, and tells the dates
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { draftEdition, entry, firm, newContest, publishedEdition } from './fixtures.mjs';
import { startServer } from './harness.mjs';

let server, organizer, auditor, admin, contestant;

before(async () => {
	server = await startServer();
	organizer = await server.account({ organizer: null });
	auditor = await server.account({ auditor: null });
	admin = await server.account({ admin: null });
	contestant = await server.account();
});
after(() => server?.stop());

const trail = async (edition, query = '', client = organizer) => (await client.get(`/api/v1/editions/${edition}/audit${query}`)).json;

test('every change of an edition stands in its trail', async () => {
	const began = Date.now();
	const { id } = await publishedEdition(organizer);
	await organizer.expect(201, 'POST', `/api/v1/editions/${id}/amendments`, { field: 'grace_seconds', new_value: 60, reason: '网络拥堵' });
	await organizer.expect(422, 'POST', `/api/v1/editions/${id}/amendments`, { field: 'grace_seconds', new_value: 60, reason: '又来' });
	const { items, total } = await trail(id);

	assert.deepEqual(items.map((i) => i.action), ['edition.amend', 'edition.publish', 'rulebook.use', 'rulebook.freeze', 'rulebook.create', 'edition.create']);
	assert.equal(total, 6);
	assert.deepEqual(items.map((i) => i.seq), [6, 5, 4, 3, 2, 1]);
	const [amended] = items;
	assert.equal(amended.account_id, organizer.account.id);
	assert.match(amended.roles, /organizer/);
	assert.match(amended.address, /127\.0\.0\.1$/);
	assert.equal(amended.reason, '网络拥堵');
	assert.deepEqual(amended.detail, { field: 'grace_seconds', old_value: '0', new_value: '60' });
	assert.deepEqual([amended.object, amended.object_id], ['editions', id]);
	assert.ok(Date.parse(amended.at) >= began - 1000 && Date.parse(amended.at) <= Date.now() + 1000);
});

test('the trail is filtered and paged', async () => {
	const { id } = await publishedEdition(organizer);
	const second = await server.account({ organizer: id });
	await second.expect(201, 'POST', `/api/v1/editions/${id}/amendments`, { field: 'grace_seconds', new_value: 60, reason: 'Because of the Typhoon' });
	const actions = async (query) => (await trail(id, query)).items.map((i) => i.action);
	const encode = encodeURIComponent;

	assert.deepEqual(await actions('?action=rulebook.'), ['rulebook.use', 'rulebook.freeze', 'rulebook.create']);
	assert.deepEqual(await actions('?action=edition.publish'), ['edition.publish']);
	assert.deepEqual(await actions('?action=%25'), []);
	const pages = [];
	for (let after = ''; pages.length < 5; after = `&after=${pages.at(-1).next}`) {
		pages.push(await trail(id, `?object=rulebooks&limit=1${after}`));
		if (pages.at(-1).next === null) break;
	}
	assert.deepEqual(pages.map((p) => p.items.map((i) => i.action)), [['rulebook.use'], ['rulebook.freeze'], ['rulebook.create']], 'one behind the other, and none after the last');
	assert.deepEqual(pages.map((p) => p.total), [3, null, null], 'counted once');
	assert.equal((await trail(id, '?object=rulebooks&limit=3')).next, null, 'exactly a page');
	assert.deepEqual(await trail(id, '?object=rulebooks&after=1'), { items: [], next: null, total: null });
	assert.equal((await organizer.get(`/api/v1/editions/${id}/audit?after=0`)).status, 422);
	assert.deepEqual(await actions(`?object=editions&object_id=${id}&account=${second.account.id}`), ['edition.amend']);
	assert.deepEqual(await actions('?text=typhoon'), ['edition.amend']);
	assert.deepEqual(await actions('?text=grace_seconds'), ['edition.amend']);
	const { items } = await trail(id);
	const amended = items[0].at;
	assert.deepEqual(await actions(`?from=${encode(amended)}`), ['edition.amend']);
	assert.equal((await trail(id, `?to=${encode(amended)}`)).total, items.length - 1);
	assert.equal((await organizer.get(`/api/v1/editions/${id}/audit?from=yesterday`)).status, 422);
});

test('who may read which trail', async () => {
	const { id } = await publishedEdition(organizer);
	const elsewhere = await server.account({ organizer: (await draftEdition(organizer)).id, auditor: (await draftEdition(organizer)).id });
	const local = await server.account({ auditor: id });

	assert.equal((await local.get(`/api/v1/editions/${id}/audit`)).status, 200);
	assert.equal((await auditor.get(`/api/v1/editions/${id}/audit`)).status, 200);
	assert.equal((await elsewhere.get(`/api/v1/editions/${id}/audit`)).status, 404);
	assert.equal((await contestant.get(`/api/v1/editions/${id}/audit`)).status, 403);
	assert.equal((await server.client().get(`/api/v1/editions/${id}/audit`)).status, 401);

	const contest = await newContest(organizer);
	for (const client of [auditor, admin]) assert.equal((await client.get(`/api/v1/audit?object=contests&object_id=${contest.id}`)).json.items[0].action, 'contest.create');
	assert.equal((await local.get('/api/v1/audit')).status, 404);
	assert.equal((await organizer.get('/api/v1/audit')).status, 403);
});

test('the chain is intact, and a row changed behind the server\'s back is named', async () => {
	const { id } = await publishedEdition(organizer);
	const other = (await publishedEdition(organizer)).id;
	const local = await server.account({ auditor: id });
	const verify = async (edition, client = auditor) => (await client.get(`/api/v1/audit/verify?edition=${edition}`)).json;

	assert.deepEqual(await verify(id), { edition_id: id, intact: true, rows: 5, broken: null });
	assert.equal((await verify(id, local)).intact, true);
	assert.equal((await local.get(`/api/v1/audit/verify?edition=${other}`)).status, 404);
	assert.equal((await local.get('/api/v1/audit/verify')).status, 404);
	assert.equal((await organizer.get(`/api/v1/audit/verify?edition=${id}`)).status, 403);
	const general = (await auditor.get('/api/v1/audit/verify')).json;
	assert.deepEqual([general.edition_id, general.intact], [0, true]);
	assert.deepEqual(await verify(987654), { edition_id: 987654, intact: true, rows: 0, broken: null });

	const trigger = server.db.one("SHOW CREATE TRIGGER audit_never_changes")['SQL Original Statement'];
	server.db.query('DROP TRIGGER audit_never_changes');
	server.db.query("UPDATE audit SET reason = 'nothing to see' WHERE edition_id = ? AND seq = 3", id);
	server.db.query(trigger);
	const broken = await verify(id);
	assert.equal(broken.intact, false);
	assert.match(broken.broken, /row 3/);
	assert.equal((await verify(other)).intact, true);
});

test('the dashboard counts', async () => {
	const { id } = await publishedEdition(organizer);
	const firmId = firm(server, [contestant]);
	const get = async () => (await auditor.get(`/api/v1/editions/${id}/dashboard`)).json;
	const empty = await get();
	assert.deepEqual(empty.entries, { draft: 0, submitted: 0, withdrawn: 0, returned: 0 });
	assert.deepEqual(empty.rounds.map((r) => [r.code, r.kind, r.state, r.sheets_expected, r.sheets_missing]), [['prelim', 'indicators', 'planned', 0, 0], ['final', 'judged', 'planned', 0, 0]]);
	assert.deepEqual(empty.deadlines.map((d) => d.what), ['entries_open', 'entries_close']);

	const q = (sql, ...values) => server.db.query(sql, ...values);
	const submit = (entryId, ordinal) => {
		q("INSERT INTO submissions (entry_id, ordinal, arrived_at, submitted_by, body, firm_facts, entry_facts, sha256) VALUES (?, ?, UTC_TIMESTAMP(6), ?, '{}', '{}', '{}', REPEAT('x', 32))", entryId, ordinal, contestant.account.id);
		q("UPDATE entries SET state = 'submitted', number = ?, submission_id = (SELECT MAX(id) FROM submissions WHERE entry_id = ?) WHERE id = ?", `D${entryId}`, entryId, entryId);
	};
	const decide = (entryId, eligible, decision) => q("INSERT INTO eligibility_decisions (entry_id, submission_id, rule_eligible, rule_why, decision, reason, decided_by, decided_at) SELECT id, submission_id, ?, '{}', ?, '查实', ?, UTC_TIMESTAMP(6) FROM entries WHERE id = ?", eligible, decision, organizer.account.id, entryId);
	const e = Array.from({ length: 9 }, () => entry(server, id, firmId, contestant));
	for (const n of e.slice(0, 7)) submit(n, 1);
	decide(e[0], true, 'follow_rule');
	decide(e[1], true, 'follow_rule');
	decide(e[2], false, 'follow_rule');
	decide(e[3], false, 'admitted');
	decide(e[4], true, 'ineligible');
	decide(e[5], true, 'follow_rule');
	submit(e[5], 2); // decided on what no longer counts
	q("UPDATE entries SET returned_why = '补材料' WHERE id = ?", e[6]);
	q("UPDATE entries SET state = 'withdrawn', withdrawn_at = UTC_TIMESTAMP(6) WHERE id = ?", e[8]);

	const round = Number(server.db.one("SELECT id FROM rounds WHERE edition_id = ? AND code = 'final'", id).id);
	q("UPDATE rounds SET state = 'open', closes_at = UTC_TIMESTAMP(6) + INTERVAL 20 DAY WHERE id = ?", round);
	q("INSERT INTO judges (edition_id, account_id, organisation, created_at) VALUES (?, ?, 'x', UTC_TIMESTAMP(6))", id, contestant.account.id);
	const judge = Number(server.db.one('SELECT MAX(id) AS id FROM judges').id);
	for (const [i, n] of e.slice(0, 4).entries()) {
		q("INSERT INTO round_entries (round_id, entry_id, via, group_key, skips) VALUES (?, ?, 'first', '', ?)", round, n, i === 3);
		q('INSERT INTO assignments (round_id, entry_id, judge_id, assigned_by, assigned_at, state, released_why) VALUES (?, ?, ?, ?, UTC_TIMESTAMP(6), ?, ?)', round, n, judge, organizer.account.id, i === 2 ? 'released' : 'assigned', i === 2 ? '回避' : null);
	}
	const assignment = Number(server.db.one('SELECT id FROM assignments WHERE entry_id = ?', e[0]).id);
	q("INSERT INTO sheets (assignment_id, round_id, entry_id, judge_id, state, saved_at, handed_in_at) VALUES (?, ?, ?, ?, 'handed_in', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))", assignment, round, e[0], judge);
	q("INSERT INTO sheet_corrections (sheet_id, old_points, new_points, reason, requested_by, requested_at) SELECT assignment_id, '{}', '{}', '笔误', ?, UTC_TIMESTAMP(6) FROM sheets WHERE assignment_id = ?", organizer.account.id, assignment);
	q("INSERT INTO recusals (edition_id, judge_id, entry_id, kind, source, statement, declared_by, declared_at) VALUES (?, ?, ?, 'other', 'found', 'x', ?, UTC_TIMESTAMP(6))", id, judge, e[1], organizer.account.id);
	q("INSERT INTO investments (edition_id, firm_id, investor, facts, created_by, created_at) VALUES (?, ?, '某基金', '{}', ?, UTC_TIMESTAMP(6))", id, firmId, contestant.account.id);
	q("INSERT INTO notices (edition_id, kind, title, body, working_days, published_at, ends_at, published_by) VALUES (?, 'text', '{}', '{}', 20, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) + INTERVAL 30 DAY, ?)", id, organizer.account.id);
	q("INSERT INTO objections (edition_id, notice_id, account_id, real_name, contact, statement, filed_at) VALUES (?, (SELECT MAX(id) FROM notices), ?, '张三', 'x', '不实', UTC_TIMESTAMP(6))", id, contestant.account.id);

	const seen = await get();
	assert.deepEqual(seen.entries, { draft: 1, submitted: 7, withdrawn: 1, returned: 1 });
	assert.deepEqual(seen.eligibility, { undecided: 1, outdated: 1, rule_eligible: 3, rule_ineligible: 1, admitted: 1, refused: 1, again: 0, missing: 0 });
	const [, final] = seen.rounds;
	assert.deepEqual([final.state, final.entries, final.entries_skipping, final.sheets_expected, final.sheets_handed_in, final.sheets_missing], ['open', 4, 1, 3, 1, 2]);
	assert.deepEqual(seen.investments, { declared: 1, first_verified: 0, verified: 0, rejected: 0 });
	assert.deepEqual(seen.proposals, { amendments: 0, late_admissions: 0, takeovers: 0, award_lists: 0 });
	assert.deepEqual(seen.waiting, { recusals: 1, corrections: 1, objections: 1, untold: 0, mandates: 0, claims: 0 });
	assert.deepEqual(seen.deadlines.map((d) => d.what), ['entries_open', 'entries_close', 'round_closes', 'notice_ends']);

	const elsewhere = await server.account({ organizer: (await draftEdition(organizer)).id });
	assert.equal((await elsewhere.get(`/api/v1/editions/${id}/dashboard`)).status, 404);
	assert.equal((await contestant.get(`/api/v1/editions/${id}/dashboard`)).status, 403);
});
