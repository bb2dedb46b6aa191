// What somebody might try, across the borders of firms, editions and roles:
// - nobody organises, audits or judges another edition: every address with an object of it answers as if there were none
// - an auditor changes nothing anywhere; an admin is no organiser
// - who holds two roles decides nothing about themselves: a recusal, the own firm's eligibility, investments, prior awards, departure
//   and place in an award list, an own objection
// - an organiser of one edition gets no hold of a firm that takes part in another
// - nobody judges the entry of a firm they act for
// - nothing that rounds rest on changes any more while one opens: the submission comes first, or not at all
// - a closed edition stays as it is
// - times that no calendar holds, titles with line ends and other text that is none are refused, not tripped over
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import * as fixtures from './entry_fixtures.mjs';
import { ifMatch } from './fixtures.mjs';
import { TRANSACTIONS_EVERY, startServer, until } from './harness.mjs';
import { openRound, rejected, season } from './judging_fixture.mjs';
import { oneOfEach, operations } from './sweep_fixture.mjs';

let server;
before(async () => (server = await startServer()));
after(() => server.stop());

const grant = (client, role, edition) => server.db.query('INSERT INTO grants (account_id, role, edition_id) VALUES (?, ?, ?)', client.account.id, role, edition);

// ---- borders ----

// One call of an operation on the objects of MADE.
function attempt(client, operation, objects) {
	const path = operation.path.replace(/\{([^}]+)\}/g, (_, name) => objects[name]);
	const tus = operation.path.startsWith('/api/v1/uploads') ? { 'tus-resumable': '1.0.0', 'upload-offset': '0', 'content-type': operation.method === 'PATCH' ? 'application/offset+octet-stream' : undefined, 'x-http-method-override': operation.method === 'POST' ? 'DELETE' : undefined } : {};
	return client.request(operation.method, path, { json: operation.body, hold: false, headers: { 'if-match': '"1"', ...tus } });
}

const isPublic = (path) => /^\/api\/v1\/(public|uscc|calendar|contests|accounts)\b/.test(path) || ['', '/rulebook', '/entry-form', '/rounds'].map((end) => `/api/v1/editions/{edition}${end}`).includes(path);

test('another edition', async () => {
	const made = await oneOfEach(server);
	const elsewhere = await season(server, { judges: 0, entries: [] });
	const stranger = await server.account({ organizer: elsewhere.edition, auditor: elsewhere.edition, judge: elsewhere.edition, contestant: null });
	const before = server.db.query("SELECT COUNT(*) n FROM audit WHERE edition_id = ?", made.edition);
	const wrong = [];
	for (const operation of operations.filter((o) => o.parameters.length > 0 && o.path.startsWith('/api/v1/'))) {
		if (operation.method === 'GET' && isPublic(operation.path)) continue;
		if (/\/(uscc|calendar|contests|accounts|public|ties)\b/.test(operation.path)) continue;
		// A notice is public, and so is filing against it; organisers of any edition may look at firms.
		if (operation.path.endsWith('/objections') && operation.method === 'POST') continue;
		if (operation.path === '/api/v1/firms/{firm}' && operation.method === 'GET') continue;
		const { status, json } = await attempt(stranger, operation, { ...made.objects, account: made.owner });
		if (status !== 404) wrong.push(`${operation.method} ${operation.path}: ${status} ${json?.code}`);
	}
	assert.deepEqual(wrong, []);
	assert.deepEqual(server.db.query("SELECT COUNT(*) n FROM audit WHERE edition_id = ?", made.edition), before);
});

test('an auditor changes nothing, an admin is no organiser', async () => {
	const made = await oneOfEach(server);
	const admin = await server.account({ admin: null });
	const wrong = [];
	for (const operation of operations.filter((o) => o.parameters.length > 0 && o.path.startsWith('/api/v1/') && !o.path.startsWith('/api/v1/public/'))) {
		const objects = { ...made.objects, account: made.owner, grant: 1, contest: 1, day: '2026-05-01', code: '1' };
		const trial = operation.path.endsWith('/rulebooks/preview'); // computes and changes nothing: auditors may
		if (operation.method !== 'GET' && operation.method !== 'HEAD' && !trial) {
			const { status, json } = await attempt(made.auditor, operation, objects);
			if (status !== 403 && status !== 404) wrong.push(`auditor: ${operation.method} ${operation.path}: ${status} ${json?.code}`);
		}
		if (isPublic(operation.path) || operation.path.includes('/invitations/')) continue; // an admin's business
		const { status, json } = await attempt(admin, operation, objects);
		if (status !== 403 && status !== 404) wrong.push(`admin: ${operation.method} ${operation.path}: ${status} ${json?.code}`);
	}
	assert.deepEqual(wrong, []);
});

// ---- two roles ----

test('a judge who organises does not decide on their own recusal', async () => {
	const made = await season(server);
	const [judge] = made.judges;
	grant(judge.client, 'organizer', made.edition);
	const { id } = await judge.client.expect(201, 'POST', '/api/v1/recusals', { entry_id: made.entries[0], kind: 'kinship', statement: '亲属' });
	const found = await judge.client.expect(201, 'POST', `/api/v1/editions/${made.edition}/recusals`, { judge_id: judge.id, entry_id: made.entries[1], kind: 'advisory', statement: '顾问' });
	for (const recusal of [id, found.id]) {
		for (const decision of ['dismissed', 'upheld']) await rejected(403, 'recusal-own', judge.client.post(`/api/v1/recusals/${recusal}/decide`, { decision, reason: '无妨' }));
	}
	assert.equal((await made.organizer.expect(200, 'POST', `/api/v1/recusals/${id}/decide`, { decision: 'upheld', reason: '属实' })).state, 'upheld');
	await rejected(403, 'recusal-own', judge.client.post(`/api/v1/recusals/${id}/decide`, { decision: 'dismissed', reason: '无妨' }));
});

test('an organiser does not decide about their own firm', async () => {
	const { id: edition } = fixtures.edition(server, { code: 'attacked-1' });
	const both = await server.account({ contestant: null, organizer: edition });
	const { entry, firm } = await fixtures.submitted(server, both, edition);
	const eligibility = `/api/v1/entries/${entry.id}/eligibility`;
	await rejected(403, 'own-firm', both.put(eligibility, { decision: 'admitted', reason: '很好', ordinal: 1 }));
	const bulk = await both.expect(200, 'POST', `/api/v1/editions/${edition}/eligibility/bulk`, { entries: [{ entry_id: entry.id, ordinal: 1 }], decision: 'admitted', reason: '很好', dry_run: true });
	assert.match(bulk.refused[0].detail, /act for this firm/);
	await rejected(403, 'own-firm', both.post(`/api/v1/entries/${entry.id}/return`, { reason: '多给自己一些时间' }));
	const investment = await both.expect(201, 'POST', '/api/v1/investments', { edition_id: edition, firm_id: firm.id, investor: '某基金', facts: { registered_on: '2025-06-01', received_fen: 100000000, kind: 'fund' } });
	await rejected(403, 'own-firm', both.post(`/api/v1/investments/${investment.id}/first-verify`, { reason: '属实' }, ifMatch(1)));
	// Leaving the firm does not help.
	const other = await server.account({ contestant: null });
	await fixtures.join(both, firm.id, other);
	await other.delete(`/api/v1/firms/${firm.id}/members/${both.account.id}`);
	await rejected(403, 'own-firm', both.post(`/api/v1/investments/${investment.id}/first-verify`, { reason: '属实' }, ifMatch(1)));
});

test('an organiser does not decide about money for their own firm', async () => {
	const made = await oneOfEach(server);
	const [, , gone] = made.entries;
	const firmOf = (entry) => Number(server.db.one('SELECT firm_id FROM entries WHERE id = ?', entry).firm_id);
	const { firm, list, award } = made.objects;
	server.db.query("INSERT INTO awards (award_list_id, place, entry_id, firm_id, firm_name, firm_code, group_key, tier, ranked, amount_fen) VALUES (?, 0, ?, ?, '企业', 'C', '', 'first', 1, 1)", list, made.entries[0], firm);
	const both = await server.account({ contestant: null, organizer: made.edition });
	for (const own of [firm, firmOf(gone)]) server.db.query('INSERT INTO firm_members (firm_id, account_id, added_at) VALUES (?, ?, UTC_TIMESTAMP(6))', own, both.account.id);
	const calls = (client) => [
		client.post(`/api/v1/award-lists/${list}/approve`, {}, ifMatch(1)),
		client.post(`/api/v1/editions/${made.edition}/prior-awards`, { firm_id: firm, scheme: 'provincial', amount_fen: 0, source: '公告' }),
		client.post(`/api/v1/prior-awards/${award}/remove`, { reason: '重复' }),
		client.post(`/api/v1/departures/${gone}/revoke`, { reason: '撤回来函' }),
	];
	for (const call of calls(both)) await rejected(403, 'own-firm', call);
	await both.expect(201, 'POST', `/api/v1/editions/${made.edition}/prior-awards`, { firm_id: firmOf(made.entries[1]), scheme: 'provincial', amount_fen: 0, source: '公告' });
	const statuses = [];
	for (const call of calls(made.organizer)) statuses.push((await call).status);
	assert.deepEqual(statuses, [409, 201, 204, 200]); // the first since nothing was ever computed for that list: facts-changed
	// A list in which their firm gets nothing is one of the edition that it takes part in all the same.
	server.db.query('DELETE FROM awards WHERE award_list_id = ?', list);
	await rejected(403, 'own-firm', both.post(`/api/v1/award-lists/${list}/approve`, {}, ifMatch(1)));
});

test('an organiser does not decide on their own objection', async () => {
	const made = await oneOfEach(server);
	const both = await server.account({ contestant: null, organizer: made.edition });
	server.db.query('UPDATE notices SET working_days = 1, ends_at = UTC_TIMESTAMP(6) + INTERVAL 1 DAY WHERE id = ?', made.objects.notice);
	const { id } = await both.expect(201, 'POST', `/api/v1/notices/${made.objects.notice}/objections`, { real_name: '王小明', contact: '13800000000', statement: '我对这份公示有异议。' });
	await rejected(403, 'objection-own', both.post(`/api/v1/objections/${id}/decide`, { decision: 'upheld', reason: '有理', changes_list: true }));
	assert.equal((await made.organizer.expect(200, 'POST', `/api/v1/objections/${id}/decide`, { decision: 'dismissed', reason: '无据' })).state, 'dismissed');
});

test('an organiser of one edition and a firm of another', async () => {
	const { id: edition } = fixtures.edition(server, { code: 'attacked-firm' });
	const elsewhere = fixtures.edition(server, { code: 'attacked-firm-elsewhere' });
	const organizer = await server.account({ organizer: edition });
	const stranger = await server.account({ organizer: elsewhere.id, contestant: null });
	const contestant = await server.account({ contestant: null });
	const { firm, entry } = await fixtures.complete(server, contestant, edition);
	const members = `/api/v1/firms/${firm.id}/members`;
	await rejected(404, 'not-found', stranger.post(members, { email: stranger.account.email }));
	await rejected(404, 'not-found', stranger.delete(`${members}/${contestant.account.id}`));
	await rejected(404, 'not-found', stranger.patch(`/api/v1/firms/${firm.id}`, { name: '别名' }, ifMatch(1)));
	await rejected(404, 'not-found', stranger.get(`/api/v1/entries/${entry.id}`));
	await organizer.expect(200, 'PATCH', `/api/v1/firms/${firm.id}`, { name: '广州新名科技有限公司' }, ifMatch(1));
	await fixtures.draft(contestant, elsewhere.id, firm.id);
	await rejected(404, 'not-found', organizer.post(members, { email: stranger.account.email }));
	const everywhere = await server.account({ organizer: null });
	assert.equal((await everywhere.expect(200, 'POST', members, { email: organizer.account.email })).invitations.length, 1);
	// A code in question: the organiser of either edition accepts it, and nobody else.
	server.db.query("UPDATE firms SET state = 'code_in_question' WHERE id = ?", firm.id);
	const third = await server.account({ organizer: fixtures.edition(server, { code: 'attacked-firm-third' }).id });
	await rejected(404, 'not-found', third.post(`/api/v1/firms/${firm.id}/accept-code`, { reason: '核对执照' }));
	await stranger.expect(200, 'POST', `/api/v1/firms/${firm.id}/accept-code`, { reason: '核对执照' });
});

test('a judge and the entry of their own firm', async () => {
	const made = await season(server);
	const round = made.rounds.semi;
	const [judge] = made.judges;
	const [entry] = made.entries;
	server.db.query('INSERT INTO firm_members (firm_id, account_id, added_at) SELECT firm_id, ?, UTC_TIMESTAMP(6) FROM entries WHERE id = ?', judge.client.account.id, entry);
	await openRound(made.organizer, round);
	await rejected(409, 'assignment-own-firm', made.organizer.post(`/api/v1/rounds/${round}/assignments`, { entry_id: entry, judge_id: judge.id }));
	const plan = await made.organizer.expect(200, 'POST', `/api/v1/rounds/${round}/assignment-batches`, { dry_run: true, judges_per_entry: 3, partial: true });
	assert.ok(plan.pairs.length > 0 && plan.pairs.every(([e, j]) => e !== entry || j !== judge.id));
	assert.deepEqual(plan.shortages.map((s) => [s.entry_id, s.conflicts]), [[entry, 1]]);
});

// ---- at once ----

const untilWaiting = (what, n, or = () => false) => until(what, () => or() || server.db.transactions('LOCK WAIT') === n, 120000, TRANSACTIONS_EVERY);

test('a submission while a round opens', async () => {
	const { id: edition } = fixtures.edition(server, { code: 'attacked-2' });
	fixtures.rulebook.rounds.forEach((round, position) => server.db.query('INSERT INTO rounds (edition_id, code, position, kind) VALUES (?, ?, ?, ?)', edition, round.id, position, round.kind));
	const round = server.db.one('SELECT id FROM rounds WHERE edition_id = ? AND position = 0', edition).id;
	const organizer = await server.account({ organizer: edition });
	const contestant = await server.account({ contestant: null });
	const { entry } = await fixtures.submitted(server, contestant, edition);
	fixtures.setDates(server, edition, { opens: -7200e3, closes: -3600e3, corrections: 3600e3 });
	await organizer.expect(200, 'POST', `/api/v1/entries/${entry.id}/return`, { reason: '请更正' });
	await fixtures.release(organizer, edition);
	const returned = await contestant.expect(200, 'GET', `/api/v1/entries/${entry.id}`);
	// The submission has looked whether a round has begun, and waits for its last submission's row, when the round opens.
	const lock = server.sqlSession();
	await lock.run(`BEGIN; SELECT id FROM submissions WHERE entry_id = ${entry.id} FOR UPDATE`);
	const submitting = fixtures.submit(contestant, { id: entry.id, version: returned.version });
	await untilWaiting('the submission to wait', 1);
	let opened = false;
	const { acknowledge } = await organizer.expect(200, 'GET', `/api/v1/rounds/${round}/opening`);
	const opening = organizer.post(`/api/v1/rounds/${round}/open`, { acknowledged: acknowledge }).finally(() => (opened = true));
	await untilWaiting('the opening to wait, too', 2, () => opened);
	assert.equal(opened, false, 'the round waits for the submission');
	await lock.end();
	assert.equal((await submitting).status, 201);
	await rejected(409, 'opening-changed', opening);
	await openRound(organizer, round);
	const seq = (action) => Number(server.db.one('SELECT MAX(seq) AS seq FROM audit WHERE edition_id = ? AND action = ?', edition, action).seq);
	assert.ok(seq('entry.submit') < seq('round.open'));
	await organizer.expect(200, 'PUT', `/api/v1/entries/${entry.id}/eligibility`, { decision: 'follow_rule', reason: '', ordinal: 2 });
	fixtures.setDates(server, edition, { opens: -7200e3, closes: -3600e3, corrections: -1800e3 });
	await rejected(409, 'investments-closed', contestant.post('/api/v1/investments', { edition_id: edition, firm_id: returned.firm_id, investor: '某基金', facts: { registered_on: '2025-06-01', received_fen: 100000000, kind: 'fund' } }));
});

test('a closed edition stays as it is', async () => {
	const { id: edition } = fixtures.edition(server, { code: 'attacked-3' });
	const organizer = await server.account({ organizer: edition });
	const contestant = await server.account({ contestant: null });
	const { entry, firm } = await fixtures.submitted(server, contestant, edition);
	const investment = await contestant.expect(201, 'POST', '/api/v1/investments', { edition_id: edition, firm_id: firm.id, investor: '某基金', facts: { registered_on: '2025-06-01', received_fen: 100000000, kind: 'fund' } });
	server.db.query("UPDATE editions SET state = 'closed' WHERE id = ?", edition);
	await rejected(409, 'edition-closed', organizer.put(`/api/v1/entries/${entry.id}/eligibility`, { decision: 'admitted', reason: '迟到的决定', ordinal: 1 }));
	await rejected(409, 'edition-closed', organizer.post(`/api/v1/entries/${entry.id}/return`, { reason: '请更正' }));
	await rejected(409, 'edition-closed', organizer.post(`/api/v1/investments/${investment.id}/reject`, { reason: '迟到的决定' }, ifMatch(1)));
});

// ---- what is no text and no time ----

test('text and times that are none', async () => {
	const founder = await server.account({ organizer: null });
	const contest = await founder.expect(201, 'POST', '/api/v1/contests', { code: 'attacked-text', title: { 'zh-CN': '赛事' } });
	const edition = (title, dates = {}) => founder.request('POST', '/api/v1/editions', { json: { contest_id: contest.id, code: 'attacked-title', title: { 'zh-CN': title }, ...dates }, hold: false });
	// Names are of one line, whatever is tried.
	assert.equal((await founder.expect(201, 'POST', '/api/v1/editions', { contest_id: contest.id, code: 'attacked-lines', title: { 'zh-CN': '届\r\nBcc: all@example.com\t' } })).title['zh-CN'], '届 Bcc: all@example.com ');
	for (const title of ['届\u0001', '届\u007f', '\u202e届', '届\u200b', '\u3000']) {
		await rejected(422, title === '\u3000' ? 'localised-text-invalid' : 'invalid', edition(title));
		await rejected(422, title === '\u3000' ? 'localised-text-invalid' : 'invalid', founder.patch(`/api/v1/contests/${contest.id}`, { title: { 'zh-CN': title } }, ifMatch(1)));
		await rejected(422, 'invalid', founder.request('POST', '/api/v1/invitations', { json: { email: 'guest@example.com', name: title, role: 'judge', locale: 'zh-CN' }, hold: false }));
	}
	for (const time of ['9999-12-31T23:59:59-12:00', '9999-12-30T12:00:00Z', '0001-01-01T00:00:00+14:00', '0000-01-01T00:00:00Z'])
		assert.equal((await rejected(422, 'invalid', edition('届', { entries_close_at: time }))).errors[0].field, 'entries_close_at');
	const latest = await edition('届', { entries_open_at: '2026-01-01T00:00:00Z', entries_close_at: '9999-12-29T23:59:59Z', grace_seconds: 86400 });
	assert.equal(latest.status, 201);
	assert.equal((await founder.expect(200, 'GET', `/api/v1/editions/${latest.json.id}`)).entries_close_at.slice(0, 10), '9999-12-29');
});
