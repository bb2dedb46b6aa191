// The gate of conflicts of interest (api/shared/conflict_gate.h), by every operation of the contract:
// - whoever has an interest in an entry does nothing about it and reads nothing of it that is for the office: by the ids of paths and bodies; what is new
//   in the contract and not barred has to be named here
// - nor does anything to all at once: rounds, panels, lists, notices, rules, results that move rounds; files about all are refused
// - lists are read without its rows, and say how many are missing; the firm is named nowhere
// - an interest is: acting for the firm, having entered it, having declared its investment, or a tie; other entries, and other people, are as ever
// - a tie is declared by whoever has it, before the firm registers or after; another admin ends it, with a reason; nobody declares one for others
// - members with an office get of their firm what the firm gets
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from './harness.mjs';
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
GET /rounds/{round}/standings
GET /editions/{edition}/direct-advancements
GET /editions/{edition}/computations
GET /editions/{edition}/award-lists
GET /award-lists/{list}
GET /award-lists/{list}/awards
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
	assert.ok(withheld > 8, 'and the lists say that something is missing');
	assert.ok(barred.length > 80, barred.join('\n'));
	assert.deepEqual(open.filter((name) => !free.includes(name)), [], 'about an entry, or about all, and outside the gate');
	assert.deepEqual(free.filter((name) => !open.includes(name)), []);
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
