// Who acts for a firm has shown that they may:
// - who begins or submits an entry claims it; others of the firm do so by asking; strangers see nothing of it
// - proved by a letter of authorisation, which then stays as it is; refused with a reason that a letter tells, proved anew, confirmed, revoked
// - nobody decides about themselves or about a firm that they act for; organisers of other editions see nothing, auditors only look
// - organisers confirm all that they chose in the queue of eligibility, or none; the queue is filtered by it; entries go on without it
// - a list of awards names the firms for which nobody is confirmed, and is neither published nor made final before, where the edition asks for it, as
//   every new one does unless it says otherwise; who has left the firm counts no more
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { edition, join, submitted } from './entry_fixtures.mjs';
import { draftEdition } from './fixtures.mjs';
import { startServer } from './harness.mjs';
import { rejected } from './judging_fixture.mjs';
import { Season } from './results_fixture.mjs';
import { create, pdf, upload } from './upload_fixtures.mjs';

let server, organizer, auditor, owner, colleague;
before(async () => {
	server = await startServer();
	organizer = await server.account({ organizer: null });
	auditor = await server.account({ auditor: null });
	owner = await server.account();
	colleague = await server.account();
});
after(() => server.stop());

const of = (client, entry) => client.expect(200, 'GET', `/api/v1/entries/${entry}/mandates`);
const decide = (client, id, decision, reason) => client.post(`/api/v1/mandates/${id}/decide`, { decision, ...(reason ? { reason } : {}) });
const queue = async (id, query = '') => (await organizer.expect(200, 'GET', `/api/v1/editions/${id}/eligibility${query}`)).items;

test('claimed, proved, refused, confirmed, revoked', async () => {
	const { id } = edition(server);
	const { entry, firm } = await submitted(server, owner, id);
	const first = await of(owner, entry.id);
	assert.deepEqual([first.required, first.represented, first.items.map((m) => [m.id, m.account_id, m.state])], [false, false, [[first.mine, owner.account.id, 'claimed']]]);
	await rejected(404, 'not-found', colleague.get(`/api/v1/entries/${entry.id}/mandates`));
	await rejected(404, 'not-found', colleague.post(`/api/v1/entries/${entry.id}/mandates`));
	await rejected(404, 'not-found', colleague.post(`/api/v1/mandates/${first.mine}/prove`));

	const prove = () => owner.post(`/api/v1/mandates/${first.mine}/prove`);
	await rejected(422, 'authorisation-missing', prove());
	const file = { mandate: first.mine, kind: 'authorisation', filename: '授权委托书.pdf' };
	assert.equal((await create(colleague, file, 10)).status, 404);
	const letter = await upload(owner, file, pdf());
	assert.equal((await owner.expect(200, 'POST', `/api/v1/mandates/${first.mine}/prove`)).state, 'proved');
	assert.equal((await prove()).status, 200, 'sent again');
	assert.equal((await owner.delete(`/api/v1/attachments/${letter.id}`)).json.code, 'attachments-closed');
	for (const client of [organizer, auditor]) assert.deepEqual((await client.expect(200, 'GET', `/api/v1/mandates/${first.mine}/attachments`)).items.map((f) => f.id), [letter.id]);
	assert.equal((await colleague.get(`/api/v1/attachments/${letter.id}`)).status, 404);
	const waiting = await organizer.expect(200, 'GET', `/api/v1/editions/${id}/mandates?state=proved`);
	assert.deepEqual(waiting.items.map((m) => [m.firm_name, m.files, m.acts]), [[firm.name, 1, true]]);

	await rejected(422, 'reason-required', decide(organizer, first.mine, 'refuse', '  '));
	await rejected(403, 'forbidden', decide(auditor, first.mine, 'confirm'));
	const elsewhere = await server.account({ organizer: (await draftEdition(organizer)).id });
	await rejected(404, 'not-found', decide(elsewhere, first.mine, 'confirm'));
	await rejected(404, 'not-found', elsewhere.get(`/api/v1/editions/${id}/mandates`));
	assert.equal((await decide(organizer, first.mine, 'refuse', '委托书没有盖章')).json.state, 'refused');
	const mail = await server.mailTo(owner.account.email, /未获确认/);
	assert.match(mail.text, /委托书没有盖章/);
	assert.equal((await of(owner, entry.id)).items[0].reason, '委托书没有盖章');
	assert.equal((await owner.delete(`/api/v1/attachments/${letter.id}`)).status, 204);
	await rejected(422, 'authorisation-missing', prove());
	await upload(owner, file, pdf());
	assert.equal((await prove()).status, 200);
	assert.equal((await decide(organizer, first.mine, 'confirm')).json.state, 'confirmed');
	assert.equal((await of(owner, entry.id)).represented, true);
	await rejected(409, 'state', decide(organizer, first.mine, 'refuse', '不行'));
	await rejected(409, 'state', prove());
	assert.equal((await decide(organizer, first.mine, 'revoke', '企业来函撤回委托')).json.state, 'revoked');
	assert.equal((await of(owner, entry.id)).represented, false);
	const actions = server.db.query("SELECT action FROM audit WHERE object = 'mandates' AND object_id = ? ORDER BY seq", first.mine).map((a) => a.action);
	assert.deepEqual(actions, ['mandate.claim', 'mandate.prove', 'mandate.refuse', 'mandate.prove', 'mandate.confirm', 'mandate.revoke']);
});

test('nobody decides about themselves or their own firm', async () => {
	const { id } = edition(server);
	const both = await server.account({ contestant: null, organizer: id });
	const { entry, firm } = await submitted(server, owner, id);
	await join(owner, firm.id, both);
	const claimed = await both.expect(200, 'POST', `/api/v1/entries/${entry.id}/mandates`);
	assert.deepEqual((await both.expect(200, 'POST', `/api/v1/entries/${entry.id}/mandates`)).items.length, 2, 'claimed once');
	for (const mandate of claimed.items) await rejected(403, 'own-firm', decide(both, mandate.id, 'confirm'));
	const many = await rejected(409, 'bulk-refused', both.post(`/api/v1/editions/${id}/mandates/confirm`, { entries: [entry.id] }));
	assert.deepEqual(many.errors.map((e) => e.field), [String(entry.id)]);
});

test('confirmed from the queue, all or none', async () => {
	const { id } = edition(server);
	const made = [];
	for (const client of [await server.account(), await server.account(), await server.account()]) made.push({ client, ...(await submitted(server, client, id)) });
	const confirm = (entries) => organizer.post(`/api/v1/editions/${id}/mandates/confirm`, { entries });
	assert.deepEqual((await queue(id)).map((e) => [e.represented, e.mandate]), Array(3).fill([false, 'claimed']));
	// Deciding about eligibility does not wait for it.
	await organizer.expect(200, 'PUT', `/api/v1/entries/${made[0].entry.id}/eligibility`, { ordinal: 1, decision: 'follow_rule' });
	const [a, b, c] = made.map((m) => m.entry.id);
	const none = await rejected(409, 'bulk-refused', confirm([a, 987654, b]));
	assert.deepEqual(none.errors.map((e) => e.field), ['987654']);
	assert.equal((await queue(id, '?represented=true')).length, 0);
	assert.deepEqual((await confirm([b, a, a])).json, { confirmed: 2 });
	assert.deepEqual((await confirm([a])).json, { confirmed: 0 });
	assert.deepEqual((await queue(id, '?represented=false')).map((e) => e.entry_id), [c]);
	assert.deepEqual((await queue(id, '?represented=true')).map((e) => e.entry_id).sort(), [a, b].sort());
	// Who has left counts no more; who came in their place has to show it for themselves.
	await join(made[0].client, made[0].firm.id, colleague);
	await colleague.expect(204, 'DELETE', `/api/v1/firms/${made[0].firm.id}/members/${made[0].client.account.id}`);
	assert.deepEqual((await queue(id, '?represented=true')).map((e) => e.entry_id), [b]);
	await rejected(409, 'bulk-refused', confirm([a]));
	for (const wrong of [[], ['x'], [{}]]) assert.ok([409, 422].includes((await organizer.post(`/api/v1/editions/${id}/mandates/confirm`, { entries: wrong }, { hold: false })).status), JSON.stringify(wrong));
});

test('a new edition asks for it unless it says otherwise', async () => {
	const { id } = await draftEdition(organizer);
	const read = await organizer.get(`/api/v1/editions/${id}`);
	assert.equal(read.json.mandates_required, true);
	const patched = await organizer.expect(200, 'PATCH', `/api/v1/editions/${id}`, { mandates_required: false }, { headers: { 'If-Match': read.headers.etag } });
	assert.equal(patched.mandates_required, false);
	assert.equal((await organizer.expect(200, 'PATCH', `/api/v1/editions/${id}`, { grace_seconds: 5 }, { headers: { 'If-Match': `"${patched.version}"` } })).mandates_required, false);
});

test('nobody is awarded whose representative was never confirmed', async () => {
	const second = await server.account({ organizer: null });
	const season = new Season(server, [{ name: '甲公司', member: owner.account.id }, { name: '乙公司', member: colleague.account.id }]);
	server.db.query('UPDATE editions SET mandates_required = TRUE WHERE id = ?', season.edition);
	await organizer.expect(200, 'POST', `/api/v1/rounds/${season.rounds.prelim}/compute`, {});
	season.judge('final', season.entries.flatMap((entry, i) => [0, 1].map((judge) => ({ judge, entry, points: { technology: 45 - i, team: 30 } }))));
	await organizer.expect(200, 'POST', `/api/v1/rounds/${season.rounds.final}/compute`, {});
	const step = (list, verb, json = {}, client = organizer) => client.post(`/api/v1/award-lists/${list.id}/${verb}`, json, { headers: { 'If-Match': `"${list.version}"` } });
	let list = await organizer.expect(201, 'POST', `/api/v1/editions/${season.edition}/award-lists`, {});
	list = (await step((await step(list, 'approve')).json, 'approve', {}, second)).json;
	assert.deepEqual(list.unrepresented.map((f) => f.firm_name).sort(), ['乙公司', '甲公司']);
	const notice = { title: { 'zh-CN': '公示' }, working_days: 5 };
	const confirm = async (client, entry) => {
		const { mine } = await client.expect(200, 'POST', `/api/v1/entries/${entry.id}/mandates`);
		assert.equal((await decide(organizer, mine, 'confirm')).json.state, 'confirmed');
		return mine;
	};
	await confirm(owner, season.entries[0]);
	const refused = await rejected(409, 'representatives-unconfirmed', step(list, 'publish', notice));
	assert.deepEqual(refused.firms.map((f) => f.firm_name), ['乙公司']);
	const mandate = await confirm(colleague, season.entries[1]);
	list = (await step(list, 'publish', notice)).json;
	assert.deepEqual([list.state, list.unrepresented], ['noticed', []]);
	await decide(organizer, mandate, 'revoke', '委托书系伪造');
	server.db.query('UPDATE notices SET ends_at = UTC_TIMESTAMP(6) - INTERVAL 1 DAY WHERE edition_id = ?', season.edition);
	await rejected(409, 'representatives-unconfirmed', step(list, 'finalise'));
	assert.equal((await decide(organizer, mandate, 'confirm')).status, 200);
	assert.equal((await step(list, 'finalise')).json.state, 'final');
});
