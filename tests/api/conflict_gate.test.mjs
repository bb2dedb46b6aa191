// The gate of conflicts of interest (api/shared/conflict_gate.h), by every operation of the contract:
// - whoever has an interest in an entry does nothing about it and reads nothing of it that is for the office: by the ids of paths and bodies; what is new
//   in the contract and not barred has to be named here
// - nor does anything to all at once: rounds, panels, lists, notices, rules, results that move rounds; files about all are refused
// - lists are read without its rows, and the firm is named nowhere: pages are full, totals count what is shown, and what is said of the rest (in how many firms
//   the reader has an interest) is the same whatever is searched and filtered for; each list's rows are left out, and no list is without this test
// - rankings that are not public yet, whose gaps would tell, are refused; once they are public, they are read without the row
// - a tie, or a membership, that is committed while an act of the office is under way counts for it
// - an interest is: acting for the firm, having left it while the edition went on, having entered it, having declared its investment, or a tie; other entries, and other people, are as ever
// - a tie is declared by whoever has it, before the firm registers or after; another admin ends it, with a reason; nobody declares one for others
// - members with an office get of their firm what the firm gets
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { TRANSACTIONS_EVERY } from './database.mjs';
import { join } from './entry_fixtures.mjs';
import { startServer, until } from './harness.mjs';
import { rejected } from './judging_fixture.mjs';
import { oneOfEach, operations } from './sweep_fixture.mjs';

let server;
before(async () => void (server = await startServer()));
after(() => server.stop());

const ifMatch = (version) => ({ headers: { 'If-Match': `"${version}"` } });
const at = '2026-01-01 00:00:00';
const tie = (client, code, extra = {}) => client.post('/api/v1/me/ties', { jurisdiction: 'CN', code, kind: 'kinship', statement: '其法定代表人是我的亲属', insist: true, ...extra });
const firmOf = (entry) => server.db.one('SELECT f.id, f.code, f.name, e.number, e.title FROM entries e JOIN firms f ON f.id = e.firm_id WHERE e.id = ?', entry);

// What is about no entry, or leaves out the rows of those, or refuses them one by one.
const free = `
GET /editions/{edition}
GET /editions/{edition}/rulebook
GET /editions/{edition}/rulebook/{number}
GET /editions/{edition}/rulebook-amendments
GET /rulebook-amendments/{amendment}
GET /rulebook-amendments/{amendment}/preview
GET /editions/{edition}/rulebooks
GET /rulebooks/{rulebook}
GET /editions/{edition}/audit
GET /editions/{edition}/dashboard
GET /editions/{edition}/entry-form
GET /editions/{edition}/decision-letters
GET /editions/{edition}/late-admissions
GET /editions/{edition}/mandates
POST /editions/{edition}/mandates/confirm
GET /editions/{edition}/releases
GET /editions/{edition}/eligibility
GET /editions/{edition}/prior-awards
GET /editions/{edition}/judges
GET /editions/{edition}/judge-candidates
GET /judges/{judge}
GET /editions/{edition}/organisation-aliases
GET /editions/{edition}/recusals
GET /editions/{edition}/rounds
GET /rounds/{round}
GET /rounds/{round}/entries
GET /rounds/{round}/checklist
GET /rounds/{round}/progress
GET /rounds/{round}/panels
GET /rounds/{round}/assignments
GET /rounds/{round}/assignment-batches
GET /rounds/{round}/extras
GET /editions/{edition}/departures
GET /editions/{edition}/departures/seats
GET /editions/{edition}/corrections
GET /rounds/{round}/downstream
GET /rounds/{round}/takeovers
GET /editions/{edition}/direct-advancements
GET /editions/{edition}/computations
GET /editions/{edition}/award-lists
GET /award-lists/{list}
GET /editions/{edition}/objections
DELETE /invitations/{invitation}
PATCH /editions/{edition}
POST /editions/{edition}/publish
POST /editions/{edition}/close
POST /editions/{edition}/amendments
POST /editions/{edition}/rulebooks/preview
POST /firm-invitations/{firm}/accept
POST /firm-invitations/{firm}/decline
POST /uploads/{upload}
PATCH /uploads/{upload}
DELETE /uploads/{upload}
POST /editions/{edition}/releases
POST /editions/{edition}/eligibility/bulk
POST /editions/{edition}/judges
PATCH /judges/{judge}
POST /judges/{judge}/dismiss
POST /judges/{judge}/reinstate
`.trim().split('\n');

// What oneOfEach() has not.
async function season() {
	const made = await oneOfEach(server);
	const { db } = server;
	const { edition, entry, round, computation } = made.objects;
	const last = (table) => Number(db.one(`SELECT MAX(id) AS id FROM ${table}`).id);
	db.query("INSERT INTO decision_letters (edition_id, entry_id, submission_id, kind, decision, eligible, rule_why, reason, note, decided_by, decided_at) SELECT edition_id, id, submission_id, 'eligibility', 'follow_rule', TRUE, '[]', '', '', ?, ? FROM entries WHERE id = ?", made.owner, at, entry);
	made.objects.letter = last('decision_letters');
	db.query("INSERT INTO rulebook_amendments (edition_id, rulebook_id, base_id, changed, reason, proposed_by, proposed_at) SELECT ?, rulebook_id, rulebook_id, '[]', '预算调整', ?, ? FROM editions WHERE id = ?", edition, made.owner, at, edition);
	made.objects.amendment = last('rulebook_amendments');
	db.query("INSERT INTO takeovers (round_id, computation_id, choice, reason, proposed_by, proposed_at, changes) VALUES (?, ?, 'take_over', '更正', ?, ?, '[]')", round, computation, made.owner, at);
	made.objects.takeover = last('takeovers');
	made.objects.number = 1;
	db.query("INSERT INTO late_admissions (edition_id, firm_id, until_at, reason, asked_by, asked_at) SELECT edition_id, firm_id, '2099-01-01', '平台故障', ?, ? FROM entries WHERE id = ?", made.owner, at, entry);
	made.objects.late_admission = last('late_admissions');
	const firm = firmOf(entry);
	db.query('UPDATE objections SET entry_id = ? WHERE id = ?', entry, made.objects.objection);
	db.query("INSERT INTO awards (award_list_id, place, entry_id, firm_id, firm_name, firm_code, group_key, tier, ranked, amount_fen) VALUES (?, 0, ?, ?, ?, ?, '', 'first', 1, 1)", made.objects.list, entry, firm.id, firm.name, firm.code);
	db.query('UPDATE rounds SET computation_id = ? WHERE id = ?', computation, round);
	db.query("INSERT INTO standings (computation_id, round_id, entry_id, place, group_key, ranked, ranked_of, score, outcome, why) VALUES (?, ?, ?, 0, '', 1, 1, '9', 'advanced', '[]')", computation, round, entry);
	db.query('INSERT INTO organisation_aliases (edition_id, name, alias, recorded_by, recorded_at) VALUES (?, ?, ?, ?, ?)', edition, '甲', '乙', made.owner, at);
	made.objects.alias = last('organisation_aliases');
	return made;
}

const address = (path, objects) => path.replace(/\{(\w+)\}/g, (_, name) => objects[name]);

test('every operation', async () => {
	const made = await season();
	const own = firmOf(made.entries[0]);
	const client = await server.account({ organizer: made.edition, auditor: made.edition });
	await client.expect(201, 'POST', '/api/v1/me/ties', { jurisdiction: 'CN', code: own.code, kind: 'kinship', statement: '亲属', insist: true });
	const asked = operations.filter((o) => o.path.startsWith('/api/v1/') && !/\/public\/|\/events$/.test(o.path) && o.parameters.length && o.parameters.every((p) => made.objects[p] !== undefined));
	const open = [], barred = [], named = [];
	let withheld = 0;
	for (const o of [...asked.filter((x) => x.method === 'GET'), ...asked.filter((x) => !['GET', 'HEAD'].includes(x.method))]) {
		const body = o.body && { ...o.body, ...('entry_id' in o.body && { entry_id: made.entries[0] }), ...('firm_id' in o.body && { firm_id: Number(own.id) }), ...('scheme' in o.body && { scheme: 'provincial' }) };
		const answer = await client.request(o.method, address(o.path, made.objects) + (o.path.endsWith('/preview') && o.method === 'GET' && o.path.includes('late') ? `?entry_id=${made.entries[0]}` : ''), { json: o.path.endsWith('/late-admissions') && body ? { ...body, entry_id: made.entries[0] } : body, hold: false, ...ifMatch(1) });
		if (answer.json?.code === 'forbidden') continue; // is not for the office
		(answer.json?.code === 'own-firm' ? barred : open).push(`${o.method} ${o.path.slice('/api/v1'.length)}`);
		withheld += Number(answer.headers['saitou-withheld'] ?? 0);
		if ([own.name, own.number, own.title].some((text) => answer.text?.includes(`"${text}"`))) named.push(o.path);
	}
	assert.deepEqual(named, [], 'the firm is named nowhere');
	assert.ok(withheld > 8, 'and the lists say that there is something that they do not have');
	assert.ok(barred.length > 80, barred.join('\n'));
	assert.deepEqual(open.filter((name) => !free.includes(name)), [], 'about an entry, or about all, and outside the gate');
	assert.deepEqual(free.filter((name) => !open.includes(name)), []);
});

// Every list of the gate's own table, as the reader without an interest may ask for it.
const listed = (() => {
	const text = readFileSync(new URL('../../api/shared/conflict_gate.c', import.meta.url), 'utf8');
	const table = /static const char \*const lists\[\] = \{([^}]*(?:\{\w+\}[^}]*)*)\};/.exec(text)[1];
	return table.trim().split('\n').map((line) => line.replace(/EDITION /, '"/api/v1/editions/{edition}').replace(/ROUND /, '"/api/v1/rounds/{round}').replace(/["\s,]/g, ''));
})();

test('lists are paged and counted without the rows', async () => {
	const made = await season();
	const { edition, objects } = made;
	const own = firmOf(made.entries[0]);
	const { db } = server;
	// One more of each, about the others, so that there are pages.
	for (const [i, entry] of made.entries.entries()) {
		const of = firmOf(entry);
		db.query("INSERT INTO prior_awards (edition_id, firm_id, scheme, amount_fen, source, recorded_by, recorded_at) VALUES (?, ?, 'city', 1, '2022 年', ?, ?)", edition, of.id, made.owner, at);
		db.query("INSERT INTO mandates (edition_id, firm_id, account_id, created_at) VALUES (?, ?, ?, ?)", edition, of.id, made.owner, at);
		db.query('INSERT INTO extras (round_id, entry_id, code, points, recorded_at, recorded_by) VALUES (?, ?, ?, 1, ?, ?)', made.round, entry, `x${i}`, at, made.owner);
		db.query('INSERT INTO direct_advancements (computation_id, entry_id, to_code, rule, why) VALUES (?, ?, ?, ?, ?)', objects.computation, entry, 'final', 'invest', '{}');
		db.query("INSERT INTO firm_claims (code, firm_name, claimed_by, begun_at, state, statement, filed_at) VALUES (?, ?, ?, ?, 'filed', '代码是我们的', ?)", of.code, of.name, made.owner, at, at);
		if (i === 0) continue;
		db.query("INSERT INTO investments (edition_id, firm_id, investor, facts, created_by, created_at) VALUES (?, ?, '某人', '{}', ?, ?)", edition, of.id, made.owner, at);
		db.query("INSERT INTO recusals (edition_id, judge_id, entry_id, kind, source, statement, declared_by, declared_at) VALUES (?, ?, ?, 'other', 'found', '同乡', ?, ?)", edition, made.judges[1].id, entry, made.owner, at);
		db.query("INSERT INTO objections (edition_id, notice_id, account_id, entry_id, real_name, contact, statement, filed_at) VALUES (?, ?, ?, ?, '王五', '13800000000', '有异议', ?)", edition, objects.notice, made.owner, entry, at);
		db.query("INSERT INTO late_admissions (edition_id, firm_id, until_at, reason, asked_by, asked_at) VALUES (?, ?, '2099-01-01', '平台故障', ?, ?)", edition, of.id, made.owner, at);
		db.query("INSERT INTO awards (award_list_id, place, entry_id, firm_id, firm_name, firm_code, group_key, tier, ranked, amount_fen) VALUES (?, ?, ?, ?, ?, ?, '', 'first', 1, 1)", objects.list, i, entry, of.id, of.name, of.code);
		db.query("INSERT INTO standings (computation_id, round_id, entry_id, place, group_key, ranked, ranked_of, score, outcome, why) VALUES (?, ?, ?, ?, '', 1, 1, '9', 'advanced', '[]')", objects.computation, made.round, entry, i);
	}
	db.query("INSERT INTO departures (entry_id, edition_id, before_code, departed_as, reason, recorded_by, recorded_at) VALUES (?, ?, 'final', 'withdrawn', '退出', ?, ?)", made.entries[0], edition, made.owner, at);
	const staff = await server.account({ auditor: null });
	const other = await server.account({ organizer: edition, auditor: null });
	assert.equal((await tie(other, own.code)).status, 201);
	const ask = async (client, path, query) => {
		const answer = await client.request('GET', `${address(path, { ...objects, edition })}?${new URLSearchParams(query)}`, { hold: false }); // rows as no request makes them
		assert.equal(answer.status, 200, `${path} ${answer.text}`);
		return { ...answer.json, withheld: answer.headers['saitou-withheld'] };
	};
	for (const path of ['/api/v1/rounds/{round}/standings', '/api/v1/award-lists/{list}/awards']) await rejected(403, 'own-firm', other.get(address(path, objects)));
	db.query('INSERT INTO publications (round_id, number, computation_id, published_at, published_by) VALUES (?, 1, ?, ?, ?)', made.round, objects.computation, at, made.owner);
	db.query("UPDATE rounds SET state = 'published', published_at = ?, public_computation_id = computation_id WHERE id = ?", at, made.round);
	db.query("UPDATE award_lists SET state = 'noticed', first_by = ?, second_by = ? WHERE id = ?", made.owner, made.organizer.account.id, objects.list);
	const missing = {};
	for (const path of listed) {
		const scope = /^\/api\/v1\/(entries|investments)$/.test(path) ? { edition_id: edition } : {};
		if (path.endsWith('/failed-mails')) scope.edition = edition;
		const whole = path.endsWith('/direct-advancements') ? {} : { ...scope, limit: 500 }, all = await ask(staff, path, whole), seen = await ask(other, path, whole);
		missing[path] = all.total - seen.total;
		assert.equal(seen.items.length, Math.min(seen.total, 500), `${path}: a total of what is not there`);
		assert.equal(seen.withheld, '1', path);
		assert.ok(!JSON.stringify(seen.items).includes(own.name), path);
		if (/\/(audit|direct-advancements)$/.test(path)) continue; // no pages by offset
		for (let offset = 0; offset < seen.total; offset++) {
			const page = await ask(other, path, { ...scope, limit: 1, offset });
			assert.deepEqual([page.items, page.total], [[seen.items[offset]], seen.total], `${path}, the page at ${offset}`);
		}
		const beyond = await ask(other, path, { ...scope, limit: 1, offset: seen.total });
		assert.deepEqual([beyond.items, beyond.total], [[], seen.total], `${path}, beyond the end`);
	}
	// What is found of one's own and of nothing is the same.
	for (const path of ['/api/v1/entries', '/api/v1/investments', '/api/v1/firms', ...['eligibility', 'mandates', 'prior-awards', 'decision-letters'].map((x) => `/api/v1/editions/{edition}/${x}`), '/api/v1/rounds/{round}/entries', '/api/v1/rounds/{round}/assignments', '/api/v1/rounds/{round}/standings', '/api/v1/award-lists/{list}/awards']) {
		const scope = /^\/api\/v1\/(entries|investments)$/.test(path) ? { edition_id: edition } : {};
		const [mine, nobody] = [await ask(other, path, { ...scope, q: own.name }), await ask(other, path, { ...scope, q: '没有这样的企业' })];
		assert.deepEqual(mine, nobody, path);
		assert.ok((await ask(staff, path, { ...scope, q: own.name })).total > 0 || path.endsWith('letters'), path);
	}
	const none = Object.keys(missing).filter((path) => !missing[path]);
	assert.deepEqual(none, ['/api/v1/audit', '/api/v1/failed-mails'], 'nothing of one\'s own was in these');
	// The trail of the firm's own moves, read by what they are about.
	assert.equal((await ask(other, '/api/v1/editions/{edition}/audit', { object: 'sheets', object_id: objects.sheet })).total, 0);
	assert.ok((await ask(staff, '/api/v1/editions/{edition}/audit', { object: 'sheets', object_id: objects.sheet })).total > 0);
});

// What REQUEST answers if MEANWHILE happens while it waits for a row that LOCK holds.
async function overtaken(lock, request, meanwhile) {
	const session = server.sqlSession();
	await session.run(`BEGIN; ${lock}`);
	let answered = false;
	const answer = request().finally(() => (answered = true));
	await until('the request to wait', () => answered || server.db.transactions('LOCK WAIT') > 0, 120000, TRANSACTIONS_EVERY);
	if (answered) assert.fail(`it did not wait: ${(await answer).text}`);
	await meanwhile();
	await session.end('COMMIT');
	return answer;
}

test('an interest that comes in while an act is under way', async () => {
	const made = await oneOfEach(server);
	const { edition, entries, round } = made;
	const decide = (client, entry) => client.request('PUT', `/api/v1/entries/${entry}/eligibility`, { json: { decision: 'follow_rule', ordinal: 1 } });
	const lockEntry = (entry) => `SELECT id FROM entries WHERE id = ${entry} FOR UPDATE`;
	const staff = () => server.account({ organizer: edition });
	// In a snapshot that began before the tie was there.
	const tied = await staff();
	const late = await overtaken(lockEntry(entries[0]), () => decide(tied, entries[0]), async () => assert.equal((await tie(tied, firmOf(entries[0]).code)).status, 201));
	assert.deepEqual([late.status, late.json.code], [403, 'own-firm'], late.text);
	assert.equal(server.db.query('SELECT * FROM eligibility_decisions WHERE entry_id = ?', entries[0]).length, 0);
	// About all of an edition, by a membership.
	const own = firmOf(entries[1]), [boss, guest] = [await server.account({ contestant: null }), await staff()];
	server.db.query('INSERT INTO firm_members (firm_id, account_id, added_at) VALUES (?, ?, ?)', own.id, boss.account.id, at);
	const locking = await overtaken(`SELECT id FROM rounds WHERE id = ${round} FOR UPDATE`, () => guest.post(`/api/v1/rounds/${round}/lock`), () => join(boss, Number(own.id), guest));
	assert.deepEqual([locking.status, locking.json.code], [403, 'own-firm'], locking.text);
	assert.equal(server.db.one('SELECT state FROM rounds WHERE id = ?', round).state, 'open');
	// Among many that are named.
	const bulk = await staff(), entry = entries[1];
	const some = await overtaken(lockEntry(entry), () => bulk.post(`/api/v1/editions/${edition}/eligibility/bulk`, { entries: entries.slice(0, 2).map((id) => ({ entry_id: id, ordinal: 1 })), decision: 'follow_rule', dry_run: false }), () => tie(bulk, own.code));
	assert.deepEqual([some.json.code, some.json.errors?.map((e) => e.field)], ['bulk-refused', [String(entry)]], some.text);
	assert.equal(server.db.query('SELECT * FROM eligibility_decisions WHERE entry_id = ?', entry).length, 0);
	// Whoever makes an interest by the act itself is not run in circles.
	assert.equal((await tie(await staff(), own.code)).status, 201);
});

test('what makes an interest', async () => {
	const made = await oneOfEach(server);
	const { edition, entries, round } = made;
	const own = firmOf(entries[0]);
	const withInterest = async (make) => {
		const client = await server.account({ organizer: edition });
		await make(client.account.id);
		return client;
	};
	const conflicted = {
		member: await withInterest((id) => server.db.query('INSERT INTO firm_members (firm_id, account_id, added_at) VALUES (?, ?, ?)', own.id, id, at)),
		investment: await withInterest((id) => server.db.query("INSERT INTO investments (edition_id, firm_id, investor, facts, created_by, created_at) VALUES (?, ?, '某人', '{}', ?, ?)", edition, own.id, id, at)),
		submitter: await withInterest((id) => server.db.query('UPDATE submissions SET submitted_by = ? WHERE entry_id = ?', id, entries[0])),
	};
	const tied = await server.account({ organizer: edition });
	const history = (client, entry) => client.get(`/api/v1/entries/${entry}/history`);
	await tied.expect(200, 'GET', `/api/v1/entries/${entries[0]}/history`);
	assert.equal((await tie(tied, own.code)).status, 201);
	conflicted.tie = tied;
	// Whoever leaves the firm is not freed by that.
	const [boss, left] = [await server.account({ contestant: null }), await server.account({ organizer: edition })];
	server.db.query('INSERT INTO firm_members (firm_id, account_id, added_at) VALUES (?, ?, ?)', own.id, boss.account.id, at);
	await join(boss, Number(own.id), left);
	assert.equal((await boss.delete(`/api/v1/firms/${own.id}/members/${left.account.id}`)).status, 204);
	conflicted.left = left;
	for (const [why, client] of Object.entries(conflicted)) {
		assert.equal((await history(client, entries[0])).json.code, 'own-firm', why);
		await client.expect(200, 'GET', `/api/v1/entries/${entries[1]}/history`);
		assert.equal((await client.post(`/api/v1/rounds/${round}/lock`)).json.code, 'own-firm', why);
		const listed = await client.get(`/api/v1/rounds/${round}/entries`);
		assert.deepEqual([listed.json.items.some((x) => x.entry_id === entries[0]), listed.headers['saitou-withheld']], [false, '1'], why);
		const bulk = await client.expect(200, 'POST', `/api/v1/editions/${edition}/eligibility/bulk`, { entries: [{ entry_id: entries[0], ordinal: 1 }], decision: 'follow_rule', dry_run: true });
		assert.match(bulk.refused[0].detail, /firm/, why);
	}
	const [listed, none] = [await made.organizer.get(`/api/v1/rounds/${round}/entries`), await made.organizer.get(`/api/v1/entries/${entries[0]}/history`)];
	assert.deepEqual([listed.json.items.length, listed.headers['saitou-withheld'], none.status], [3, undefined, 200]);
	// An interest in a firm of another edition is none here.
	const elsewhere = await oneOfEach(server);
	await conflicted.member.expect(200, 'GET', `/api/v1/entries/${entries[1]}/history`);
	server.db.query('INSERT INTO firm_members (firm_id, account_id, added_at) VALUES (?, ?, ?)', firmOf(elsewhere.entries[0]).id, made.organizer.account.id, at);
	await made.organizer.expect(200, 'POST', `/api/v1/rounds/${round}/lock`);
});

test('a member with an office gets what the firm gets', async () => {
	const made = await oneOfEach(server);
	const own = firmOf(made.entries[0]);
	const both = await server.account({ contestant: null, organizer: made.edition });
	server.db.query('INSERT INTO firm_members (firm_id, account_id, added_at) VALUES (?, ?, ?)', own.id, both.account.id, at);
	server.db.query("UPDATE investments SET state = 'first_verified', first_by = ?, first_at = ?, first_why = '内部' WHERE id = ?", made.owner, at, made.objects.investment);
	await both.expect(200, 'GET', `/api/v1/entries/${made.entries[0]}`);
	const investment = `/api/v1/investments/${made.objects.investment}`;
	const seen = await both.expect(200, 'GET', investment);
	assert.deepEqual([seen.first_by, seen.first_why], [null, null]);
	assert.equal((await made.auditor.expect(200, 'GET', investment)).first_why, '内部');
	await rejected(403, 'own-firm', both.get(`${investment}/history`));
	await rejected(403, 'own-firm', both.get(`/api/v1/entries/${made.entries[0]}/sheets`));
	await rejected(404, 'not-found', both.get(`/api/v1/rounds/${made.round}/standings/${made.entries[0]}`));
});

test('declaring and ending a tie', async () => {
	const { edition } = await oneOfEach(server);
	const staff = await server.account({ organizer: edition });
	const admin = await server.account({ admin: null });
	const contestant = await server.account({ contestant: null });
	await rejected(403, 'forbidden', tie(contestant, '914403001922038216'));
	await rejected(422, 'uscc-length', tie(staff, '9144'));
	await rejected(422, 'uscc-check', tie(staff, '914403001922038215', { insist: false }));
	const made = (await tie(staff, ' ９１４４０３００１９２２０３８２１６ ')).json;
	assert.deepEqual([made.code, made.account_id, made.kind], ['914403001922038216', staff.account.id, 'kinship']);
	await rejected(409, 'tie-declared', tie(staff, '914403001922038216'));
	assert.equal((await staff.expect(200, 'GET', '/api/v1/me/ties')).total, 1);
	assert.deepEqual((await admin.expect(200, 'GET', `/api/v1/ties?account=${staff.account.id}`)).items, [made]);
	assert.equal((await staff.get('/api/v1/ties')).status, 403);
	await rejected(403, 'forbidden', staff.post(`/api/v1/ties/${made.id}/end`, { reason: '想自己办' }));
	const mine = (await tie(admin, '914403001922038216')).json;
	await rejected(409, 'tie-own', admin.post(`/api/v1/ties/${mine.id}/end`, { reason: '想自己办' }));
	// The firm registers afterwards.
	server.db.query("INSERT INTO firms (code, name, created_by, created_at) VALUES ('914403001922038216', '后来的企业', ?, ?)", contestant.account.id, at);
	const firm = server.db.one("SELECT id FROM firms WHERE code = '914403001922038216'").id;
	await rejected(403, 'own-firm', staff.post(`/api/v1/firms/${firm}/accept-code`, { reason: '核对执照' }));
	await admin.expect(204, 'POST', `/api/v1/ties/${made.id}/end`, { reason: '关系申报有误，并非亲属' });
	assert.notEqual((await staff.post(`/api/v1/firms/${firm}/accept-code`, { reason: '核对执照' })).json?.code, 'own-firm');
	await rejected(404, 'not-found', admin.post(`/api/v1/ties/${made.id}/end`, { reason: '再次' }));
	const { reason } = server.db.one("SELECT reason FROM audit WHERE action = 'staff_tie.end'");
	assert.equal(reason, '关系申报有误，并非亲属');
});
