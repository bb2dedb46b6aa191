// Late admission of one firm, for what was not submitted in time:
// - asked for by one organiser with a public reason, granted by another: not by who asked, not by an account that they invited, not by who acts for the
//   firm or registered it, not by an auditor; one at a time
// - only once entries are closed, only for a firm that has not submitted, only up to a date ahead and near; the firm is named by its code or its draft
// - granted, a draft can be saved, get files and be submitted; a firm without one begins one; others cannot; the firm has a letter, the public reads date and
//   reason, the edition's trail and the entry say so
// - refused and withdrawn ones open nothing; withdrawn until it is used; past its date it has lapsed, and makes room for another
// - before the first round it is submitted as any other, may be sent back for correction until its date; a round that opens is told of it
// - while the first round runs the entry joins it and is judged; once that takes no sheets, or is published, it cannot: said when it is asked for, when it is
//   granted, when it is submitted
// - a firm that advances directly still comes into the final; who was submitted and refused or eliminated is no case for it
// - after the last result, in a closed edition, nothing; an edition in which one waits is not closed
// - two who use and withdraw at once: one of them
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import * as fixtures from './entry_fixtures.mjs';
import { startServer } from './harness.mjs';
import { addJudge, handIn, openRound, rejected } from './judging_fixture.mjs';

let server;
before(async () => (server = await startServer()));
after(() => server.stop());

const soon = (ms = 3600e3) => new Date(Date.now() + ms).toISOString();
const reason = '报名系统在截止前一小时中断';
const points = { technology: 70 };
const tech = (technology) => ({ technology });

// A closed edition with COUNT submitted entries and a firm whose draft was not submitted.
async function season(count = 2, options = {}) {
	const { id: edition } = fixtures.edition(server, options);
	fixtures.rulebook.rounds.forEach((round, position) => server.db.query('INSERT INTO rounds (edition_id, code, position, kind) VALUES (?, ?, ?, ?)', edition, round.id, position, round.kind));
	const rounds = Object.fromEntries(server.db.query('SELECT id, code FROM rounds WHERE edition_id = ?', edition).map((r) => [r.code, Number(r.id)]));
	const made = { edition, rounds, organizer: await server.account({ organizer: edition }), second: await server.account({ organizer: edition }), auditor: await server.account({ auditor: edition }), entries: [] };
	for (let i = 0; i < count; i++) {
		const client = await server.account({ contestant: null });
		made.entries.push({ client, ...(await fixtures.submitted(server, client, edition, { project_name: `项目${i + 1}` })) });
	}
	const client = await server.account({ contestant: null });
	made.late = { client, ...(await fixtures.complete(server, client, edition, { project_name: '迟到的项目' })) };
	if (!options.open) fixtures.setDates(server, edition, { closes: -1000 });
	return made;
}
const list = (made) => `/api/v1/editions/${made.edition}/late-admissions`;
const ask = (made, client = made.organizer, fields = {}) => client.post(list(made), { code: made.late.firm.code, until_at: soon(), reason, ...fields });
const act = (client, of, verb, json = { reason: '属实' }) => client.post(`/api/v1/late-admissions/${of.id}/${verb}`, json);
const proposals = async (made) => (await made.second.expect(200, 'GET', `/api/v1/editions/${made.edition}/dashboard`)).proposals;
async function granted(made, fields) {
	const asked = await ask(made, made.organizer, fields);
	assert.equal(asked.status, 201, asked.text);
	const answer = await act(made.second, asked.json, 'grant');
	assert.equal(answer.status, 200, answer.text);
	return answer.json;
}
const submit = async (of) => {
	const { version } = await of.client.expect(200, 'GET', `/api/v1/entries/${of.entry.id}`);
	return fixtures.submit(of.client, { id: of.entry.id, version });
};
const submitLate = async (of) => of.client.request('POST', `/api/v1/entries/${of.entry.id}/submit-late`, { headers: { 'If-Match': `"${(await of.client.expect(200, 'GET', `/api/v1/entries/${of.entry.id}`)).version}"` } });
const takesPart = async (made, code) => (await made.organizer.expect(200, 'GET', `/api/v1/rounds/${made.rounds[code]}/entries`)).items.filter((e) => e.takes_part).map((e) => e.entry_id).sort((a, b) => a - b);
const ids = (...of) => of.map((e) => e.entry.id).sort((a, b) => a - b);
const mails = (of) => server.db.query('SELECT subject FROM outbox WHERE recipient = ?', of.client.account.email);

async function judged(made, code, entries, given = () => points) {
	made.judge ??= await addJudge(server, made);
	const round = made.rounds[code];
	for (const { entry } of entries) {
		await made.organizer.expect(201, 'POST', `/api/v1/rounds/${round}/assignments`, { entry_id: entry.id, judge_id: made.judge.id });
		await handIn(made, made.judge, round, entry.id, given(entry));
	}
}
async function finish(made, code, last = 'publish') {
	const round = made.rounds[code];
	for (const step of ['lock', 'close']) await made.organizer.expect(200, 'POST', `/api/v1/rounds/${round}/${step}`);
	for (const step of ['compute', 'publish'].slice(0, last === 'publish' ? 2 : 1)) await made.organizer.expect(200, 'POST', `/api/v1/rounds/${round}/${step}`, {});
}

test('asked for by one, granted by another, used by the firm', async () => {
	const made = await season();
	const { late } = made;
	await rejected(409, 'deadline-passed', submit(late));
	assert.deepEqual(await made.organizer.expect(200, 'GET', `${list(made)}/preview?code=${late.firm.code}`), {
		firm_id: late.firm.id, firm_name: late.firm.name, entry_id: late.entry.id, entry_title: '迟到的项目',
		entrances: [{ round: 'semi', way: 'first', against: null }, { round: 'final', way: 'direct', against: null }],
	});
	const asked = await ask(made);
	assert.equal(asked.status, 201);
	assert.deepEqual([asked.json.state, asked.json.entry_id, asked.json.firm_code, asked.json.asked_by_id, asked.json.reason], ['asked', late.entry.id, late.firm.code, made.organizer.account.id, reason]);
	assert.equal((await proposals(made)).late_admissions, 1, 'the second person is told');
	await rejected(409, 'late-admission-pending', ask(made, made.second));
	assert.deepEqual(await late.client.expect(200, 'GET', '/api/v1/late-admissions'), { items: [], total: 0 }, 'nothing is promised yet');
	await rejected(409, 'deadline-passed', submit(late));
	await rejected(409, 'same-person', act(made.organizer, asked.json, 'grant'));
	await rejected(409, 'same-person', act(made.organizer, asked.json, 'refuse'));
	assert.equal((await act(made.auditor, asked.json, 'grant')).status, 403);
	await rejected(404, 'not-found', act(await server.account({ organizer: fixtures.edition(server).id }), asked.json, 'grant'));
	const answer = await act(made.second, asked.json, 'grant', {});
	assert.deepEqual([answer.status, answer.json.state, answer.json.decided_why], [200, 'granted', null]);
	assert.equal((await proposals(made)).late_admissions, 0);
	await rejected(409, 'state', act(made.second, asked.json, 'refuse'));

	const [own] = (await late.client.expect(200, 'GET', '/api/v1/late-admissions')).items;
	assert.deepEqual([own.entry_id, own.state, own.reason, own.firm_name], [late.entry.id, 'granted', reason, late.firm.name]);
	const mine = await late.client.expect(200, 'GET', `/api/v1/entries/${late.entry.id}`);
	assert.deepEqual([mine.editable, mine.closes_at, mine.late_admission.state], [true, own.until_at, 'granted']);
	assert.ok(mails(late).some((m) => m.subject.includes('获准逾期报名')), 'the firm has a letter');
	const amended = (await server.client().expect(200, 'GET', `/api/v1/editions/${made.edition}`)).amendments;
	assert.deepEqual(amended.map((a) => [a.field, a.old_value, a.new_value, a.reason]), [['late_admission', null, own.until_at, reason]]);

	const saved = await fixtures.save(late.client, { id: late.entry.id, version: mine.version }, { product: '补充说明' });
	assert.equal(saved.status, 200, saved.text);
	assert.equal((await submit(late)).status, 201);
	assert.equal((await submit(late)).status, 201, 'until its date, as long as no round has begun');
	assert.equal((await late.client.expect(200, 'GET', `/api/v1/entries/${late.entry.id}`)).late_admission.state, 'used');
	assert.equal((await made.auditor.expect(200, 'GET', `/api/v1/late-admissions/${asked.json.id}`)).state, 'used');
	await rejected(409, 'state', act(made.second, asked.json, 'withdraw'));
	const trail = server.db.query("SELECT action FROM audit WHERE edition_id = ? AND action LIKE 'late_admission.%' ORDER BY seq", made.edition).map((a) => a.action);
	assert.deepEqual(trail, ['late_admission.ask', 'late_admission.grant', 'late_admission.use']);
	await made.organizer.expect(200, 'POST', `/api/v1/entries/${late.entry.id}/return`, { reason: '请补充执照' });
	await fixtures.release(made.organizer, made.edition, { outcome: 'return' });
	assert.equal((await submit(late)).status, 201, 'sent back for correction until its date');
	await rejected(409, 'deadline-passed', submit(made.entries[0]));
	await rejected(409, 'deadline-passed', submitLate(made.entries[0]));
});

test('a firm without an entry begins one, and others do not', async () => {
	const made = await season(1);
	const client = await server.account({ contestant: null });
	const firm = await fixtures.firm(client);
	await rejected(409, 'deadline-passed', client.post('/api/v1/entries', { edition_id: made.edition, firm_id: firm.id }));
	const given = await granted(made, { code: firm.code });
	assert.equal(given.entry_id, null);
	const entry = await fixtures.draft(client, made.edition, firm.id);
	await rejected(409, 'deadline-passed', client.post('/api/v1/entries', { edition_id: made.edition, firm_id: firm.id }));
	await rejected(409, 'deadline-passed', made.entries[0].client.post('/api/v1/entries', { edition_id: made.edition, firm_id: made.entries[0].firm.id }));
	assert.equal((await made.organizer.expect(200, 'GET', `/api/v1/late-admissions/${given.id}`)).entry_id, entry.id);
	fixtures.attach(server, entry);
	assert.equal((await fixtures.save(client, entry, fixtures.form)).status, 200);
	assert.equal((await submit({ client, entry })).status, 201);
	await rejected(409, 'deadline-passed', submit(made.late));
});

test('who may ask, for whom, and until when', async () => {
	const made = await season(1);
	const [{ firm, entry, receipt }] = made.entries;
	const open = await season(1, { open: true });
	await rejected(409, 'late-admission-not-late', ask(open));
	await rejected(409, 'late-admission-has-entry', ask(made, made.organizer, { code: firm.code }));
	const { entry_id, detail } = await rejected(409, 'late-admission-has-entry', ask(made, made.organizer, { code: undefined, entry_id: entry.id }));
	assert.equal(entry_id, entry.id);
	assert.ok(detail.includes(receipt.number));
	for (const [code, fields] of Object.entries({ 'late-admission-firm': { code: fixtures.uscc() }, 'uscc-length': { code: '9144' }, 'late-admission-entry': { entry_id: open.late.entry.id }, 'late-admission-until': { until_at: soon(-1000) } })) await rejected(422, code, ask(made, made.organizer, fields));
	await rejected(422, 'late-admission-firm', ask(made, made.organizer, { code: undefined }));
	await rejected(422, 'late-admission-until', ask(made, made.organizer, { until_at: soon(61 * 864e5) }));
	await rejected(422, 'invalid', ask(made, made.organizer, { reason: ' ' }));
	await rejected(422, 'invalid', ask(made, made.organizer, { until_at: 'morgen' }));
	assert.equal((await ask(made, made.auditor)).status, 403);
	assert.equal((await ask(made, made.late.client)).status, 403);
	await rejected(404, 'not-found', ask(made, open.organizer));

	// Neither who acts for the firm nor who has registered it; not an account that the first one has given its office.
	const member = await server.account({ organizer: made.edition, contestant: null });
	await fixtures.join(made.late.client, made.late.firm.id, member);
	await rejected(403, 'own-firm', ask(made, member));
	const asked = await ask(made, made.organizer, { code: ` ${made.late.firm.code.toLowerCase()} ` });
	assert.equal(asked.status, 201, asked.text);
	await rejected(403, 'own-firm', act(member, asked.json, 'grant'));
	await rejected(403, 'own-firm', act(member, asked.json, 'withdraw'));
	const guest = await server.account({ organizer: made.edition });
	server.db.query("UPDATE grants SET granted_by = ? WHERE account_id = ? AND role = 'organizer'", made.organizer.account.id, guest.account.id);
	await rejected(409, 'not-apart', act(guest, asked.json, 'grant'));
	await rejected(403, 'late-admission-not-own', act(made.second, asked.json, 'withdraw'));
	assert.equal((await act(made.second, asked.json, 'refuse', { reason: '没有证据' })).json.state, 'refused');
	await rejected(409, 'deadline-passed', submit(made.late));
});

test('withdrawn until it is used; lapsed after its date', async () => {
	const made = await season(1);
	const own = await ask(made);
	assert.equal((await act(made.organizer, own.json, 'withdraw', { reason: '搞错了企业' })).json.state, 'withdrawn');
	const given = await granted(made);
	assert.equal((await act(made.organizer, given, 'withdraw', { reason: '法院撤销了裁定' })).json.state, 'withdrawn');
	await rejected(409, 'deadline-passed', submit(made.late));
	assert.ok(mails(made.late).some((m) => m.subject.includes('已撤回')), 'and another');
	const amended = (await server.client().expect(200, 'GET', `/api/v1/editions/${made.edition}`)).amendments;
	assert.deepEqual(amended.map((a) => [a.old_value, a.new_value]), [[null, given.until_at], [given.until_at, null]]);

	const short = await ask(made);
	server.db.query("UPDATE late_admissions SET until_at = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND WHERE id = ?", short.json.id);
	await rejected(409, 'late-admission-lapsed', act(made.second, short.json, 'grant'));
	assert.equal((await made.organizer.expect(200, 'GET', list(made))).items[0].state, 'lapsed');
	const again = await granted(made);
	server.db.query("UPDATE late_admissions SET until_at = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND WHERE id = ?", again.id);
	await rejected(409, 'deadline-passed', submit(made.late));
	assert.deepEqual((await made.late.client.expect(200, 'GET', '/api/v1/late-admissions')).items, []);
	await granted(made);
	assert.deepEqual((await made.organizer.expect(200, 'GET', list(made))).items.map((l) => l.state), ['granted', 'lapsed', 'lapsed', 'withdrawn', 'withdrawn']);
	const outcome = await Promise.all([submit(made.late), act(made.second, (await made.organizer.expect(200, 'GET', list(made))).items[0], 'withdraw')]);
	assert.deepEqual(outcome.map((a) => a.status < 300).filter(Boolean).length, 1, outcome.map((a) => a.text).join());
});

test('it joins the round that is running, and is judged', async () => {
	const made = await season(2);
	await openRound(made.organizer, made.rounds.semi);
	await judged(made, 'semi', made.entries, (e) => tech(e.id === made.entries[0].entry.id ? 60 : 50));
	await granted(made);
	assert.deepEqual(await takesPart(made, 'semi'), ids(...made.entries));
	await rejected(409, 'rounds-begun', submit(made.late));
	assert.equal((await submitLate(made.late)).status, 201);
	assert.deepEqual(await takesPart(made, 'semi'), ids(...made.entries, made.late));
	await rejected(409, 'rounds-begun', submitLate(made.late));
	await judged(made, 'semi', [made.late], () => tech(90));
	await finish(made, 'semi');
	const standings = (await server.client().expect(200, 'GET', `/api/v1/public/editions/${made.edition}/rounds/semi/standings`)).items ?? [];
	assert.equal(standings.length === 0 || standings.some((s) => s.title === '迟到的项目'), true);
	await openRound(made.organizer, made.rounds.final);
	assert.deepEqual(await takesPart(made, 'final'), ids(made.entries[0], made.late));
});

test('the rounds that it would harm keep it out', async () => {
	const made = await season(2);
	await openRound(made.organizer, made.rounds.semi);
	await judged(made, 'semi', made.entries);
	const given = await granted(made);
	await finish(made, 'semi', 'compute');
	const { round, against } = await rejected(409, 'late-admission-no-place', submitLate(made.late));
	assert.deepEqual([round, against], ['semi', 'closed']);
	assert.equal((await made.late.client.expect(200, 'GET', `/api/v1/entries/${made.late.entry.id}`)).state, 'draft', 'nothing was submitted');
	assert.deepEqual(await made.organizer.expect(200, 'GET', `/api/v1/late-admissions/${given.id}/entrances`), { possible: true, entrances: [{ round: 'semi', way: 'first', against: 'closed' }, { round: 'final', way: 'direct', against: null }] });
	await made.organizer.expect(200, 'POST', `/api/v1/rounds/${made.rounds.semi}/publish`, {});
	assert.equal((await rejected(409, 'late-admission-no-place', submitLate(made.late))).against, 'published');

	// Its investment leads straight to the final, which has not begun.
	const investment = await made.late.client.post('/api/v1/investments', { edition_id: made.edition, firm_id: made.late.firm.id, investor: '粤科基金', facts: { registered_on: new Date(Date.now() - 30 * 864e5).toISOString().slice(0, 10), received_fen: 200000000, kind: 'fund' } });
	assert.notEqual(investment.status, 201, 'declaring investments has its own end');
	server.db.query("INSERT INTO investments (edition_id, firm_id, investor, facts, state, first_by, first_at, second_by, second_at, created_by, created_at) VALUES (?, ?, '粤科基金', ?, 'verified', ?, UTC_TIMESTAMP(6), ?, UTC_TIMESTAMP(6), ?, UTC_TIMESTAMP(6))", made.edition, made.late.firm.id, JSON.stringify({ registered_on: new Date(Date.now() - 30 * 864e5).toISOString().slice(0, 10), received_fen: 200000000, kind: 'fund' }), made.organizer.account.id, made.second.account.id, made.late.client.account.id);
	assert.equal((await submitLate(made.late)).status, 201);
	await openRound(made.organizer, made.rounds.final);
	assert.deepEqual(await takesPart(made, 'final'), ids(...made.entries, made.late));
	await judged(made, 'final', [...made.entries, made.late], (e) => tech(e.id % 90));
	await finish(made, 'final');
	const client = await server.account({ contestant: null });
	const firm = await fixtures.firm(client);
	const none = await rejected(409, 'late-admission-too-late', ask(made, made.organizer, { code: firm.code }));
	assert.deepEqual(none.entrances, [{ round: 'semi', way: 'first', against: 'published' }, { round: 'final', way: 'direct', against: 'published' }]);
});

test('a round that opens, and an edition that closes, are told of it', async () => {
	const made = await season(1);
	await made.organizer.expect(200, 'PUT', `/api/v1/entries/${made.entries[0].entry.id}/eligibility`, { decision: 'follow_rule', ordinal: 1 });
	const given = await granted(made);
	const { undecided } = await made.organizer.expect(200, 'GET', `/api/v1/rounds/${made.rounds.semi}/opening`);
	assert.deepEqual(undecided.map((k) => [k.what, k.becomes, k.total, k.items[0].title]), [['late_admission', 'may_join_until_published', 1, '迟到的项目']]);
	const edition = await made.organizer.get(`/api/v1/editions/${made.edition}`);
	const close = () => made.organizer.request('POST', `/api/v1/editions/${made.edition}/close`, { json: { reason: '结束' }, headers: { 'If-Match': edition.headers.etag } });
	assert.equal((await rejected(409, 'edition-unfinished', close())).late_admissions_open, 1);
	await act(made.second, given, 'withdraw');
	const pending = await ask(made);
	assert.equal((await rejected(409, 'edition-unfinished', close())).late_admissions_open, 1);
	await act(made.second, pending.json, 'refuse');
	assert.equal((await close()).status, 200);
	await rejected(409, 'edition-closed', ask(made));
	await rejected(409, 'edition-closed', act(made.second, pending.json, 'grant'));
});
