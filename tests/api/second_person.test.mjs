// Four eyes are two people:
// - an office is held once a second person has confirmed it: not who asked for it, not who gets it, not who could not have given it
// - an admin cannot give themselves a deciding role alone; nor can two admins of whom one has just been made by the other hide it: who gave and who got
//   an office do not complete each other's approval, also after the office was given anew by somebody else
// - that holds for every second step: award lists, investments, corrections, recusals
// - what waits can be refused and taken back; it is seen by who could confirm it
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from './harness.mjs';
import { handIn, openWithAll, points, rejected, season as judging } from './judging_fixture.mjs';
import { Season } from './results_fixture.mjs';

let server, admin, other;
before(async () => {
	server = await startServer();
	[admin, other] = [await server.account({ admin: null }), await server.account({ admin: null })];
});
after(() => server.stop());

const requests = async (client, edition) => (await client.expect(200, 'GET', `/api/v1/grant-requests${edition ? `?edition=${edition}` : ''}`)).items;
const roles = async (client) => (await client.expect(200, 'GET', '/api/v1/me')).roles.map((r) => r.role).sort();
const ask = (client, account, role, edition_id) => client.expect(202, 'POST', `/api/v1/accounts/${account}/grants`, { role, edition_id });
const confirm = (client, id) => client.post(`/api/v1/grant-requests/${id}/confirm`);

test('an office takes two', async () => {
	const made = await judging(server, { judges: 0 });
	const somebody = await server.account({ contestant: null });
	await ask(admin, somebody.account.id, 'organizer', made.edition);
	await ask(admin, somebody.account.id, 'organizer', made.edition); // asked twice, waits once
	assert.deepEqual(await roles(somebody), ['contestant']);
	const [waiting, more] = await requests(made.organizer, made.edition);
	assert.equal(more, undefined);
	assert.deepEqual([waiting.account_id, waiting.role, waiting.may_confirm], [somebody.account.id, 'organizer', true]);
	await rejected(409, 'office-second-person', confirm(admin, waiting.id));
	const elsewhere = await judging(server, { judges: 0 });
	await rejected(404, 'not-found', confirm(elsewhere.organizer, waiting.id));
	assert.equal((await confirm(somebody, waiting.id)).status, 403);
	assert.equal((await confirm(made.organizer, waiting.id)).status, 204);
	assert.deepEqual(await roles(somebody), ['contestant', 'organizer']);
	await rejected(404, 'not-found', confirm(made.second, waiting.id));
	await rejected(409, 'already-granted', admin.post(`/api/v1/accounts/${somebody.account.id}/grants`, { role: 'organizer', edition_id: made.edition }));
});

test('nobody gives themselves an office', async () => {
	const made = await judging(server, { judges: 0 });
	await ask(admin, admin.account.id, 'organizer', made.edition);
	const [own] = await requests(admin, made.edition);
	await rejected(409, 'office-second-person', confirm(admin, own.id));
	await ask(other, other.account.id, 'organizer', null);
	await ask(admin, other.account.id, 'auditor', null);
	const mine = (await requests(admin)).filter((q) => q.account_id === other.account.id);
	await rejected(409, 'office-second-person', confirm(other, mine.find((q) => q.role === 'auditor').id));
	assert.deepEqual(await roles(other), ['admin']);
	for (const q of await requests(admin)) assert.equal((await admin.delete(`/api/v1/grant-requests/${q.id}`)).status, 204);
	assert.deepEqual(await requests(admin), []);
	assert.deepEqual(await roles(admin), ['admin']);
	const user = await server.account({ contestant: null });
	await ask(admin, user.account.id, 'admin', null);
	const [waiting] = await requests(other);
	await rejected(404, 'not-found', confirm(made.organizer, waiting.id));
	assert.equal((await confirm(other, waiting.id)).status, 204);
});

// Makes GUEST an organiser of the edition by INVITER, confirmed by an admin.
async function invited(inviter, edition) {
	const guest = await server.account({ contestant: null });
	await inviter.expect(201, 'POST', '/api/v1/invitations', { email: guest.account.email, name: '客人', role: 'organizer', edition_id: edition, locale: 'zh-CN' });
	const token = (await server.mailTo(guest.account.email, /invitation#/)).text.match(/#token=([\w-]+)/)[1];
	assert.equal((await server.client().expect(200, 'POST', '/api/v1/invitations/acceptances', { token })).waits, true);
	const waiting = (await requests(admin, edition)).find((q) => q.account_id === guest.account.id);
	assert.equal((await confirm(admin, waiting.id)).status, 204);
	return guest;
}

test('inviter and invited are not two people', async () => {
	const season = new Season(server, [{ name: '甲' }, { name: '乙' }, { name: '丙', registered_on: '2019-01-01' }]);
	const chair = await server.account({ organizer: season.edition });
	const third = await server.account({ organizer: season.edition });
	const guest = await invited(chair, season.edition);
	season.addInvestment(season.entries[0], 5000);
	const investment = Number(server.db.one('SELECT MAX(id) AS id FROM investments').id);
	server.db.query("INSERT INTO attachments (token, edition_id, investment_id, kind, filename, size, received, state, media_type, sha256, created_by, created_at) VALUES ('t', ?, ?, 'evidence', 'a.pdf', 1, 1, 'stored', 'application/pdf', REPEAT('x', 32), ?, UTC_TIMESTAMP(6))", season.edition, investment, season.admin);
	const verify = async (client, step) => client.post(`/api/v1/investments/${investment}/${step}`, { reason: '回单相符' }, { headers: { 'if-match': `"${(await chair.expect(200, 'GET', `/api/v1/investments/${investment}`)).version}"` } });
	assert.equal((await verify(chair, 'first-verify')).status, 200);
	await rejected(409, 'not-apart', verify(guest, 'second-verify'));
	assert.equal((await verify(third, 'second-verify')).status, 200);

	// given anew by somebody else: what was, counts
	const grant = server.db.one("SELECT id FROM grants WHERE account_id = ? AND role = 'organizer'", guest.account.id).id;
	await admin.expect(204, 'DELETE', `/api/v1/accounts/${guest.account.id}/grants/${grant}`);
	await ask(admin, guest.account.id, 'organizer', season.edition);
	assert.equal((await confirm(other, (await requests(other, season.edition))[0].id)).status, 204);
	await chair.expect(200, 'POST', `/api/v1/rounds/${season.rounds.prelim}/compute`, {});
	season.judge('final', season.entries.flatMap((entry, i) => [0, 1].map((judge) => ({ judge, entry, points: { technology: 50 - i, team: 20 } }))));
	await chair.expect(200, 'POST', `/api/v1/rounds/${season.rounds.final}/compute`, { reason: '计算' });
	let list = (await chair.post(`/api/v1/editions/${season.edition}/award-lists`, {})).json;
	const approve = (client) => client.post(`/api/v1/award-lists/${list.id}/approve`, {}, { headers: { 'if-match': `"${list.version}"` } });
	list = { ...list, ...(await approve(guest)).json };
	await rejected(409, 'not-apart', approve(chair));
	assert.equal((await approve(third)).status, 200);
});

test('corrections and recusals', async () => {
	const made = await judging(server);
	const guest = await invited(made.organizer, made.edition);
	const round = await openWithAll(made);
	const [judge] = made.judges;
	const [entry] = made.entries;
	await handIn(made, judge, round, entry, points.startup);
	const recusal = await made.organizer.expect(201, 'POST', `/api/v1/editions/${made.edition}/recusals`, { judge_id: judge.id, entry_id: entry, kind: 'teacher_student', statement: '师生' });
	const decide = (client) => client.post(`/api/v1/recusals/${recusal.id}/decide`, { decision: 'upheld', reason: '属实' });
	await rejected(409, 'recusal-recorder', decide(made.organizer));
	await rejected(409, 'not-apart', decide(guest));
	assert.equal((await decide(made.second)).status, 200);
	await made.second.expect(200, 'POST', `/api/v1/recusals/${recusal.id}/decide`, { decision: 'dismissed', reason: '查无实据' });
	await made.organizer.expect(200, 'POST', `/api/v1/rounds/${round}/lock`);
	const sheet = (await made.auditor.expect(200, 'GET', `/api/v1/entries/${entry}/sheets`)).items[0];
	const correction = await guest.expect(201, 'POST', `/api/v1/sheets/${sheet.id ?? sheet.sheet_id}/corrections`, { points: { technology: 20, market: 18 }, reason: '录入有误' });
	const settle = (client) => client.post(`/api/v1/corrections/${correction.id}/decide`, { decision: 'approved', reason: '属实' });
	await rejected(409, 'not-apart', settle(made.organizer));
	assert.equal((await settle(made.second)).status, 200);
});
