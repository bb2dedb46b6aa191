// Claims of firm codes that somebody has registered who does not act for the firm:
// - begun, given its evidence, filed and withdrawn by who claims; nothing of that differs between a code that is taken and one that nobody has, and who
//   waited for a code that nobody has is told to register it; doing so settles the claim
// - a code is claimed once at a time, not by who acts for the firm, five times a day by an account and thirty by an address
// - the firm's people are told that it is claimed and not by whom, answer with evidence within their time, and see how it stands; strangers see nothing
// - before they have answered or their time is over nothing is upheld; decisions need reasons, which both sides are told by letter
// - upheld: the firm with its entries and drafts is the claimant's, who held it has no access any more and no invitation of theirs holds
// - where anything was submitted, a second person confirms, who is independent of the first, or sends it back
// - who claims, acts for the firm or has an interest in it does not decide, admins neither; organisers of other editions see nothing, and no files
// - reversed as long as no award list has become final; the people from before act for it again, whoever came since does not
// - two claims at once: one is upheld, and the other is against the new hands, who are heard anew; a claim withdrawn and upheld at once is one of both;
//   a holder who leaves or a claimant who is disabled meanwhile strands nothing
// - who judges an entry of the firm does so no more once it is theirs
// - an edition is not closed over a claim that waits
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { complete, edition, firm, join, save, submitted, uscc } from './entry_fixtures.mjs';
import { startServer } from './harness.mjs';
import { openWithAll, rejected, season as judging } from './judging_fixture.mjs';
import { Season } from './results_fixture.mjs';
import { create, pdf, upload } from './upload_fixtures.mjs';

let editions = 0;
let server, admin, organizer, second, auditor;
before(async () => {
	server = await startServer();
	[admin, organizer, second, auditor] = [await server.account({ admin: null }), await server.account({ organizer: null }), await server.account({ organizer: null }), await server.account({ auditor: null })];
});
after(() => server?.stop());

const claims = '/api/v1/me/firm-claims';
const begin = (client, code, fields = {}) => client.post(claims, { jurisdiction: 'CN', code, firm_name: '广州真实科技有限公司', ...fields });
const evidence = async (client, owner) => {
	for (const kind of ['licence', 'authorisation']) await upload(client, { ...owner, kind, filename: `${kind}.pdf` }, pdf());
};
const statement = '本公司自2015年起使用此代码，从未委托他人登记。';
const file = (client, id, text = statement) => client.post(`${claims}/${id}/file`, { statement: text });
async function filed(client, code) {
	const made = await begin(client, code);
	assert.equal(made.status, 201, made.text);
	await evidence(client, { claim: made.json.id });
	const answer = await file(client, made.json.id);
	assert.equal(answer.status, 200, answer.text);
	return answer.json;
}
const decide = (client, id, decision, reason = '已核对执照与授权委托书原件') => client.post(`/api/v1/firm-claims/${id}/decide`, { decision, ...(reason ? { reason } : {}) });
const answer = (client, id, text = '我司为合法登记人。') => client.post(`/api/v1/me/claimed-firms/${id}/answer`, { answer: text });
const own = (client, id) => client.expect(200, 'GET', `${claims}/${id}`);
const against = async (client, firmId) => (await client.expect(200, 'GET', `/api/v1/me/claimed-firms?firm=${firmId}`)).items;
const queue = async (client, query = {}) => (await client.expect(200, 'GET', `/api/v1/firm-claims?${new URLSearchParams(query)}`)).items;
// As seven days later.
const wait = (id) => server.db.query('UPDATE firm_claims c JOIN firms f ON f.jurisdiction = c.jurisdiction AND f.code = c.code SET c.filed_at = c.filed_at - INTERVAL 8 DAY, f.created_at = f.created_at - INTERVAL 30 DAY, f.held_since = f.held_since - INTERVAL 8 DAY WHERE c.id = ?', id);
const membersOf = (id) => server.db.query('SELECT account_id FROM firm_members WHERE firm_id = ? ORDER BY account_id', id).map((m) => Number(m.account_id));
const actions = (table, id) => server.db.query('SELECT action FROM audit WHERE object = ? AND object_id = ? ORDER BY seq', table, id).map((a) => a.action);
const letters = (client, like) => Number(server.db.one('SELECT COUNT(*) n FROM outbox WHERE recipient = ? AND subject LIKE ?', client.account.email, like).n);

test('nothing tells whether the code is taken', async () => {
	const holder = await server.account();
	const taken = await firm(holder), free = uscc();
	const told = [];
	for (const code of [taken.code, free]) {
		const client = await server.account({ contestant: null }, { name: '张三' });
		const steps = [];
		const keep = (answer) => steps.push([answer.status, JSON.parse(JSON.stringify(answer.json, (key, value) => (['id', 'claim', 'request_id'].includes(key) ? 0 : key === 'code' && value === code ? 'CODE' : typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? 'time' : value))), Object.keys(answer.headers).sort().join()]);
		const made = await begin(client, code);
		keep(made);
		const { id } = made.json;
		keep(await begin(client, code));
		keep(await file(client, id));
		await upload(client, { claim: id, kind: 'licence', filename: '执照.pdf' }, pdf());
		keep(await file(client, id));
		await upload(client, { claim: id, kind: 'authorisation', filename: '授权委托书.pdf' }, pdf());
		keep(await file(client, id));
		keep(await file(client, id));
		keep(await create(client, { claim: id, kind: 'evidence', filename: 'a.pdf' }, 400));
		keep(await create(client, { answer: id, kind: 'evidence', filename: 'a.pdf' }, 400));
		keep(await client.get(`${claims}/${id}`));
		keep(await client.get('/api/v1/me/claimed-firms'));
		keep(await answer(client, id));
		keep(await client.get(`/api/v1/me/claimed-firms/${id}/attachments`));
		keep(await client.get(`/api/v1/me/firm-claims/${id}/attachments`).then((a) => ({ ...a, json: a.json.items.map((f) => f.kind) })));
		steps.push(letters(client, '%'));
		keep(await client.post(`${claims}/${id}/withdraw`));
		told.push(steps);
	}
	assert.deepEqual(told[0], told[1]);
	const statuses = told[0].map((s) => s[0]);
	assert.deepEqual(statuses.slice(0, 12), [201, 409, 422, 422, 200, 409, 409, 404, 200, 200, 404, 404]);
	assert.equal(told[0][1][1].code, 'claim-open');
	assert.equal(told[0][2][1].code, 'claim-evidence');
	assert.equal(letters(holder, '有人申请认领%'), 1);
});

test('who claims a code that nobody has is told to register it, and does', async () => {
	const client = await server.account(), other = await server.account();
	const code = uscc();
	const claim = await filed(client, code);
	assert.equal(claim.free, false);
	for (const who of [organizer, admin, auditor]) {
		assert.equal((await queue(who, { q: code })).length, 0, 'it needs no decision');
		assert.equal((await who.get(`/api/v1/firm-claims/${claim.id}`)).status, 404);
	}
	assert.equal((await decide(organizer, claim.id, 'uphold')).status, 404);
	server.db.query('UPDATE firm_claims SET filed_at = filed_at - INTERVAL 8 DAY WHERE id = ?', claim.id);
	assert.equal((await own(client, claim.id)).free, true);
	// Somebody else is quicker: they are told at once, and have their time.
	const taken = await firm(other, { code });
	assert.equal(letters(other, '有人申请认领%'), 1);
	const [told] = await against(other, taken.id);
	assert.deepEqual([told.id, told.state, told.answerable], [claim.id, 'filed', true]);
	assert.equal((await own(client, claim.id)).free, false);
	await rejected(409, 'claim-not-heard', decide(organizer, claim.id, 'uphold'));
	// Of one's own code nothing is left to decide.
	const mine = uscc();
	const settled = await filed(client, mine);
	await firm(client, { code: mine });
	assert.equal((await own(client, settled.id)).state, 'settled');
	assert.equal(letters(client, '有人申请认领%'), 0);
});

test('once at a time, not one\'s own, and not without end', async () => {
	const holder = await server.account(), client = await server.account();
	const { code } = await firm(holder);
	await rejected(409, 'claim-own', begin(holder, code));
	const first = (await begin(client, `${code.slice(0, 4)} ${code.slice(4)}`.toLowerCase())).json;
	assert.equal(first.code, code);
	assert.equal((await rejected(409, 'claim-open', begin(client, code))).claim, first.id);
	assert.equal((await client.expect(200, 'POST', `${claims}/${first.id}/withdraw`)).state, 'withdrawn');
	assert.equal(letters(holder, '%认领%'), 0, 'what was never filed is nothing to anybody');
	await rejected(409, 'state', file(client, first.id));
	for (const body of [{ code: '123' }, { firm_name: ' ' }, { jurisdiction: 'US' }]) assert.equal((await begin(client, code, body)).status, 422, JSON.stringify(body));
	assert.equal((await client.post(`${claims}/${first.id}/file`, { statement: '\u0000 ' })).status, 422);
	for (let i = 0; i < 4; i++) assert.equal((await begin(client, uscc())).status, 201);
	const stopped = await rejected(429, 'too-many-claims', begin(client, uscc()));
	assert.match(stopped.detail, /Beijing time/);
	assert.equal((await client.expect(200, 'GET', `${claims}?limit=2`)).total, 5);
	server.db.query("REPLACE INTO throttle (scope, subject, uses, window_ends_at) VALUES ('claim-address', '127.0.0.1', 30, UTC_TIMESTAMP(6) + INTERVAL 10 MINUTE)");
	await rejected(429, 'too-many-claims', begin(await server.account(), uscc()));
	server.db.query("DELETE FROM throttle WHERE scope = 'claim-address'");
	assert.equal((await organizer.post(claims, { jurisdiction: 'CN', code, firm_name: 'x' })).status, 403);
	assert.equal((await server.client().post(claims, { jurisdiction: 'CN', code, firm_name: 'x' })).status, 401);
});

test('a firm that has submitted nothing: filed, answered, upheld by one', async () => {
	const { id } = edition(server, { code: `claims-${++editions}` });
	const squatter = await server.account({ contestant: null }, { name: '王占' }), owner = await server.account({ contestant: null }, { name: '李真' }), stranger = await server.account();
	const made = await complete(server, squatter, id);
	const claim = await filed(owner, made.firm.code);
	const mail = await server.mailTo(squatter.account.email, /申请认领您所代表的企业/);
	assert.ok(!mail.text.includes('李真') && !mail.text.includes(owner.account.email) && !mail.text.includes('真实科技'), 'nothing of the claimant');
	const [told] = await against(squatter, made.firm.id);
	assert.deepEqual([told.id, told.state, told.answerable, told.answer], [claim.id, 'filed', true, null]);
	assert.ok(!JSON.stringify(told).includes('李真') && !JSON.stringify(told).includes(statement));

	// Neither side sees the other's evidence, and strangers see none.
	const [licence] = (await owner.expect(200, 'GET', `${claims}/${claim.id}/attachments`)).items;
	const proof = await upload(squatter, { answer: claim.id, kind: 'evidence', filename: '说明.pdf' }, pdf());
	assert.deepEqual((await squatter.expect(200, 'GET', `/api/v1/me/claimed-firms/${claim.id}/attachments`)).items.map((f) => f.id), [proof.id]);
	assert.equal((await squatter.get(`/api/v1/attachments/${proof.id}`)).status, 200);
	for (const client of [squatter, stranger]) {
		assert.equal((await client.get(`${claims}/${claim.id}/attachments`)).status, 404);
		assert.equal((await client.get(`/api/v1/firm-claims/${claim.id}/attachments`)).status, 403);
		assert.equal((await client.get(`/api/v1/attachments/${licence.id}`)).status, 404);
		assert.equal((await client.delete(`/api/v1/attachments/${licence.id}`)).status, 404);
	}
	for (const client of [owner, stranger]) {
		assert.equal((await client.get(`/api/v1/attachments/${proof.id}`)).status, 404);
		assert.equal((await client.get(`/api/v1/me/claimed-firms/${claim.id}/attachments`)).status, 404);
		assert.equal((await answer(client, claim.id)).status, 404);
		assert.equal((await client.get(`/api/v1/firm-claims/${claim.id}`)).status, 403);
	}
	assert.equal((await stranger.get(`${claims}/${claim.id}`)).status, 404);
	assert.equal((await owner.delete(`/api/v1/attachments/${licence.id}`)).json.code, 'attachments-closed');

	await rejected(409, 'claim-not-heard', decide(organizer, claim.id, 'uphold'));
	assert.equal((await answer(squatter, claim.id)).status, 200);
	assert.equal((await answer(squatter, claim.id, '补充说明。')).json.answer, '补充说明。');
	assert.equal(letters(owner, '您的认领申请有了答复'), 1);
	const seen = await own(owner, claim.id);
	assert.ok(seen.answered_at);
	assert.ok(!JSON.stringify(seen).includes('补充'));

	// Both sides before who decides.
	const [row] = await queue(organizer, { state: 'filed', edition: id });
	assert.deepEqual([row.id, row.claimant, row.statement, row.answer, row.answered_by, row.heard, row.two_people, row.may_decide], [claim.id, '李真', statement, '补充说明。', '王占', true, false, true]);
	assert.equal((await auditor.expect(200, 'GET', `/api/v1/firm-claims/${claim.id}`)).may_decide, false);
	for (const [list, file] of [['attachments', licence], ['answer-attachments', proof]]) {
		for (const client of [organizer, auditor]) assert.ok((await client.expect(200, 'GET', `/api/v1/firm-claims/${claim.id}/${list}`)).items.some((f) => f.id === file.id));
		assert.equal((await organizer.get(`/api/v1/attachments/${file.id}`)).status, 200);
	}
	const elsewhere = await server.account({ organizer: edition(server, { code: `claims-${++editions}` }).id });
	assert.equal((await queue(elsewhere, { q: made.firm.code })).length, 0);
	for (const client of [elsewhere, admin]) {
		assert.equal((await client.get(`/api/v1/firm-claims/${claim.id}`)).status, 404, 'an admin neither, since it has entered an edition');
		assert.equal((await decide(client, claim.id, 'uphold')).status, 404);
		assert.equal((await client.get(`/api/v1/firm-claims/${claim.id}/attachments`)).status, 404);
		assert.equal((await client.get(`/api/v1/attachments/${proof.id}`)).status, 404);
	}
	assert.equal((await decide(auditor, claim.id, 'uphold')).status, 403);

	await rejected(422, 'claim-reason', decide(organizer, claim.id, 'uphold', '  '));
	await rejected(409, 'state', decide(organizer, claim.id, 'confirm'));
	await rejected(409, 'state', decide(organizer, claim.id, 'reverse'));
	const guest = await server.account();
	await squatter.expect(200, 'POST', `/api/v1/firms/${made.firm.id}/members`, { email: guest.account.email });
	const upheld = await organizer.expect(200, 'POST', `/api/v1/firm-claims/${claim.id}/decide`, { decision: 'uphold', reason: '执照与委托书原件相符' });
	assert.equal(upheld.state, 'upheld');
	assert.deepEqual(membersOf(made.firm.id), [owner.account.id]);
	assert.equal((await owner.get(`/api/v1/entries/${made.entry.id}`)).json.form.project_name, '可降解心脏支架', 'with its drafts');
	assert.equal((await save(owner, made.entry, { project_name: '新名' })).status, 200);
	for (const path of [`entries/${made.entry.id}`, `firms/${made.firm.id}`, `entries/${made.entry.id}/attachments`]) assert.equal((await squatter.get(`/api/v1/${path}`)).status, 404, path);
	assert.equal((await save(squatter, made.entry, { project_name: '旧名' })).status, 404);
	assert.equal((await guest.post(`/api/v1/firm-invitations/${made.firm.id}/accept`)).status, 404);
	const [lost] = await against(squatter, made.firm.id);
	assert.deepEqual([lost.acts, lost.state, lost.reason, lost.answer], [false, 'upheld', '执照与委托书原件相符', '补充说明。']);
	assert.deepEqual([(await own(owner, claim.id)).state, (await own(owner, claim.id)).reason], ['upheld', '执照与委托书原件相符']);
	assert.match((await server.mailTo(squatter.account.email, /已移交给认领人/)).text, /执照与委托书原件相符/);
	assert.match((await server.mailTo(owner.account.email, /已获支持/)).text, /执照与委托书原件相符/);
	assert.deepEqual(actions('firm_claims', claim.id), ['firm_claim.begin', 'firm_claim.file', 'firm_claim.answer', 'firm_claim.answer', 'firm_claim.uphold']);
	assert.deepEqual(actions('firms', made.firm.id), ['firm.register', 'firm.invite', 'firm.hand_over']);
	// Undone by one, too.
	await join(owner, made.firm.id, guest);
	await rejected(422, 'claim-reason', decide(organizer, claim.id, 'reverse', ''));
	assert.equal((await decide(organizer, claim.id, 'reverse', '委托书系伪造')).json.state, 'reversed');
	assert.deepEqual(membersOf(made.firm.id), [squatter.account.id]);
	assert.equal((await owner.get(`/api/v1/entries/${made.entry.id}`)).status, 404);
	assert.equal((await own(owner, claim.id)).reversed_why, '委托书系伪造');
	for (const client of [owner, squatter, guest]) assert.equal(letters(client, '企业的移交已撤销'), client === guest ? 0 : 1);
	await rejected(409, 'state', decide(organizer, claim.id, 'uphold'));
});

test('refused with a reason, claimed anew, and not answered too late', async () => {
	const holder = await server.account(), client = await server.account();
	const made = await firm(holder);
	const claim = await filed(client, made.code);
	// A firm that has entered no edition is an admin's, and of who organises all of them.
	assert.deepEqual((await queue(admin, { q: made.code })).map((c) => [c.id, c.may_decide]), [[claim.id, true]]);
	assert.equal((await decide(admin, claim.id, 'refuse', '委托书没有盖章')).json.state, 'refused');
	assert.match((await server.mailTo(client.account.email, /未获支持/)).text, /委托书没有盖章/);
	assert.match((await server.mailTo(holder.account.email, /未获支持/)).text, /委托书没有盖章/);
	assert.deepEqual(membersOf(made.id), [holder.account.id]);
	const again = await filed(client, made.code);
	wait(again.id);
	await rejected(409, 'claim-answer-over', answer(holder, again.id));
	assert.equal((await create(holder, { answer: again.id, kind: 'licence', filename: 'a.pdf' }, 400)).json.code, 'attachments-closed');
	server.db.query("UPDATE accounts SET state = 'disabled' WHERE id = ?", client.account.id);
	await rejected(409, 'claim-claimant-gone', decide(admin, again.id, 'uphold'));
	server.db.query("UPDATE accounts SET state = 'active' WHERE id = ?", client.account.id);
	assert.equal((await decide(admin, again.id, 'uphold')).json.state, 'upheld');
	assert.deepEqual(membersOf(made.id), [client.account.id]);
});

test('where anything was submitted, two decide', async () => {
	const { id } = edition(server, { code: `claims-${++editions}` });
	const squatter = await server.account(), owner = await server.account();
	const made = await submitted(server, squatter, id);
	const claim = await filed(owner, made.firm.code);
	assert.equal((await answer(squatter, claim.id)).status, 200);
	assert.equal((await decide(organizer, claim.id, 'uphold')).json.state, 'proposed');
	assert.deepEqual(membersOf(made.firm.id), [squatter.account.id], 'nothing has happened yet');
	assert.equal((await own(owner, claim.id)).state, 'filed');
	assert.deepEqual((await against(squatter, made.firm.id)).map((c) => [c.state, c.reason]), [['filed', null]]);
	await rejected(409, 'not-apart', decide(organizer, claim.id, 'confirm'));
	// Who was made an organiser by the first is no second pair of eyes.
	const friend = await server.account({ organizer: id });
	server.db.query('UPDATE grants SET granted_by = ? WHERE account_id = ?', organizer.account.id, friend.account.id);
	await rejected(409, 'not-apart', decide(friend, claim.id, 'confirm'));
	assert.equal((await decide(second, claim.id, 'send_back', '请先核对原件')).json.state, 'filed');
	assert.equal((await decide(organizer, claim.id, 'uphold', '原件已核对')).json.state, 'proposed');
	const done = (await decide(second, claim.id, 'confirm', '')).json;
	assert.deepEqual([done.state, done.reason], ['upheld', '原件已核对']);
	assert.deepEqual(membersOf(made.firm.id), [owner.account.id]);
	assert.equal((await owner.get(`/api/v1/entries/${made.entry.id}/submissions/1`)).status, 200);
	assert.equal((await squatter.get(`/api/v1/entries/${made.entry.id}/submissions/1`)).status, 404);
	// And two undo it.
	assert.equal((await decide(second, claim.id, 'reverse', '误判')).json.state, 'reversing');
	assert.equal((await own(owner, claim.id)).state, 'upheld');
	await rejected(409, 'not-apart', decide(second, claim.id, 'confirm'));
	assert.equal((await decide(organizer, claim.id, 'send_back', '')).json.state, 'upheld');
	assert.equal((await decide(second, claim.id, 'reverse', '误判')).json.state, 'reversing');
	assert.equal((await decide(organizer, claim.id, 'confirm', '')).json.state, 'reversed');
	assert.deepEqual(membersOf(made.firm.id), [squatter.account.id]);
	assert.deepEqual(actions('firm_claims', claim.id).slice(2), ['firm_claim.answer', 'firm_claim.propose', 'firm_claim.send_back', 'firm_claim.propose', 'firm_claim.confirm', 'firm_claim.propose_reversal', 'firm_claim.send_back', 'firm_claim.propose_reversal', 'firm_claim.confirm_reversal']);
});

test('nobody with an interest decides', async () => {
	const { id } = edition(server, { code: `claims-${++editions}` });
	const squatter = await server.account({ contestant: null, organizer: id }), owner = await server.account({ contestant: null, organizer: id }), tied = await server.account({ organizer: id });
	const made = await complete(server, squatter, id);
	const claim = await filed(owner, made.firm.code);
	assert.equal((await answer(squatter, claim.id)).status, 200);
	await tied.expect(201, 'POST', '/api/v1/me/ties', { jurisdiction: 'CN', code: made.firm.code, kind: 'kinship', statement: '配偶在该企业任职' });
	for (const client of [squatter, tied]) {
		for (const decision of ['uphold', 'refuse', 'confirm', 'send_back', 'reverse']) await rejected(403, 'own-firm', decide(client, claim.id, decision));
		await rejected(403, 'own-firm', client.get(`/api/v1/firm-claims/${claim.id}`));
		const list = await client.get('/api/v1/firm-claims');
		assert.ok(!list.json.items.some((c) => c.id === claim.id));
		assert.equal(list.headers['saitou-withheld'], '1');
	}
	// An organiser who claims the firm does not read what its people answer, nor anything else that the office keeps of it, and has their own evidence.
	await rejected(403, 'own-firm', decide(owner, claim.id, 'uphold'));
	await rejected(403, 'own-firm', owner.get(`/api/v1/firm-claims/${claim.id}`));
	await rejected(403, 'own-firm', owner.get(`/api/v1/firm-claims/${claim.id}/answer-attachments`));
	await rejected(403, 'own-firm', owner.get(`/api/v1/entries/${made.entry.id}`));
	const [mine] = (await owner.expect(200, 'GET', `${claims}/${claim.id}/attachments`)).items;
	assert.equal((await owner.get(`/api/v1/attachments/${mine.id}`)).status, 200);
	// An admin who acts for a firm that has entered nothing.
	const both = await server.account({ contestant: null, admin: null });
	const alone = await firm(both);
	const other = await filed(await server.account(), alone.code);
	await rejected(404, 'not-found', decide(both, other.id, 'refuse'));
	for (const path of ['', '/attachments', '/answer-attachments']) await rejected(404, 'not-found', both.get(`/api/v1/firm-claims/${other.id}${path}`));
	assert.equal((await queue(both, { q: alone.code })).length, 0);
	assert.equal((await decide(organizer, claim.id, 'uphold')).json.state, 'upheld');
	await rejected(403, 'own-firm', decide(owner, claim.id, 'reverse'));
});

test('nothing final is undone', async () => {
	const season = new Season(server, [{ name: '甲公司' }, { name: '乙公司' }]);
	const holder = await server.account(), owner = await server.account();
	const { firm: firmId } = season.entries[0], { code } = server.db.one('SELECT code FROM firms WHERE id = ?', firmId);
	server.db.query('DELETE FROM firm_members WHERE firm_id = ?', firmId);
	server.db.query('INSERT INTO firm_members VALUES (?, ?, UTC_TIMESTAMP(6))', firmId, holder.account.id);
	server.db.query('UPDATE editions SET mandates_required = FALSE WHERE id = ?', season.edition);
	const made = await begin(owner, code, { jurisdiction: 'other' });
	await evidence(owner, { claim: made.json.id });
	const claim = (await file(owner, made.json.id)).json;
	wait(claim.id);
	assert.equal((await organizer.expect(200, 'GET', `/api/v1/editions/${season.edition}/dashboard`)).waiting.claims, 1);
	await rejected(409, 'edition-unfinished', organizer.post(`/api/v1/editions/${season.edition}/close`, { reason: '结束' }, { headers: { 'If-Match': (await organizer.get(`/api/v1/editions/${season.edition}`)).headers.etag } })).then((p) => assert.equal(p.claims_open, 1));
	assert.equal((await decide(organizer, claim.id, 'uphold')).json.state, 'proposed');
	assert.equal((await decide(second, claim.id, 'confirm', '')).json.state, 'upheld');
	await organizer.expect(200, 'POST', `/api/v1/rounds/${season.rounds.prelim}/compute`, {});
	season.judge('final', season.entries.flatMap((entry, i) => [0, 1].map((judge) => ({ judge, entry, points: { technology: 45 - i, team: 30 } }))));
	await organizer.expect(200, 'POST', `/api/v1/rounds/${season.rounds.final}/compute`, {});
	let list = await organizer.expect(201, 'POST', `/api/v1/editions/${season.edition}/award-lists`, {});
	const step = async (verb, client, json = {}) => (list = await client.expect(200, 'POST', `/api/v1/award-lists/${list.id}/${verb}`, json, { headers: { 'If-Match': `"${list.version}"` } }));
	await step('approve', organizer);
	await step('approve', second);
	await step('publish', organizer, { title: { 'zh-CN': '公示' }, working_days: 5 });
	assert.equal((await decide(organizer, claim.id, 'reverse', '误判')).json.state, 'reversing');
	server.db.query('UPDATE notices SET ends_at = UTC_TIMESTAMP(6) - INTERVAL 1 DAY WHERE edition_id = ?', season.edition);
	await step('finalise', organizer);
	await rejected(409, 'claim-final', decide(second, claim.id, 'confirm', ''));
	assert.equal((await decide(second, claim.id, 'send_back', '')).json.state, 'upheld');
	const late = await rejected(409, 'claim-final', decide(second, claim.id, 'reverse', '误判'));
	assert.match(late.detail, new RegExp(season.code));
	assert.deepEqual(membersOf(firmId), [owner.account.id]);
});

test('two claims at once', async () => {
	const holder = await server.account(), [one, other] = [await server.account(), await server.account()];
	const made = await firm(holder);
	const both = [await filed(one, made.code), await filed(other, made.code)];
	assert.deepEqual((await queue(admin, { q: made.code })).map((c) => c.rivals), [1, 1]);
	for (const claim of both) assert.equal((await answer(holder, claim.id)).status, 200);
	const answers = await Promise.all(both.map((claim) => decide(admin, claim.id, 'uphold')));
	assert.deepEqual(answers.map((a) => a.status).sort(), [200, 409], answers.map((a) => a.text).join('\n'));
	const won = answers.findIndex((a) => a.status === 200), [winner, loser] = won === 0 ? [one, other] : [other, one], rest = both[1 - won];
	assert.equal(answers[1 - won].json.code, 'claim-not-heard', 'against other hands, who have not been heard');
	assert.deepEqual(membersOf(made.id), [winner.account.id]);
	const [told] = await against(winner, made.id);
	assert.deepEqual([told.id, told.answerable, told.answer, told.answered_at], [rest.id, true, null, null]);
	assert.equal(letters(winner, '有人申请认领%'), 1);
	// The first decision is not undone under the second.
	wait(rest.id);
	assert.equal((await decide(admin, rest.id, 'uphold')).json.state, 'upheld');
	assert.deepEqual(membersOf(made.id), [loser.account.id]);
	await rejected(409, 'claim-later', decide(admin, both[won].id, 'reverse'));
	assert.equal((await decide(admin, rest.id, 'reverse')).json.state, 'reversed');
	assert.equal((await decide(admin, both[won].id, 'reverse')).json.state, 'reversed');
	assert.deepEqual(membersOf(made.id), [holder.account.id]);
});

test('withdrawn and upheld at once; a holder who leaves meanwhile', async () => {
	const holder = await server.account(), colleague = await server.account(), claimant = await server.account();
	const made = await firm(holder);
	await join(holder, made.id, colleague);
	let claim = await filed(claimant, made.code);
	assert.equal((await answer(holder, claim.id)).status, 200);
	let [withdrawn, upheld] = await Promise.all([claimant.post(`${claims}/${claim.id}/withdraw`), decide(admin, claim.id, 'uphold')]);
	assert.deepEqual([withdrawn.status, upheld.status].sort(), [200, 409]);
	assert.deepEqual(membersOf(made.id), upheld.status === 200 ? [claimant.account.id] : [holder.account.id, colleague.account.id].sort((a, b) => a - b));
	if (upheld.status === 200) await decide(admin, claim.id, 'reverse').then((a) => assert.equal(a.status, 200, a.text));
	claim = await filed(claimant, made.code);
	assert.equal((await answer(holder, claim.id)).status, 200);
	let left;
	[left, upheld] = await Promise.all([colleague.delete(`/api/v1/firms/${made.id}/members/${holder.account.id}`), decide(admin, claim.id, 'uphold')]);
	assert.equal(upheld.status, 200, upheld.text);
	assert.ok([204, 404].includes(left.status), left.text);
	assert.deepEqual(membersOf(made.id), [claimant.account.id]);
	assert.equal((await decide(admin, claim.id, 'reverse')).json.state, 'reversed');
	assert.deepEqual(membersOf(made.id), (left.status === 204 ? [colleague.account.id] : [holder.account.id, colleague.account.id]).sort((a, b) => a - b));
	// Filed twice, decided twice: once.
	claim = await filed(claimant, made.code);
	const twice = await Promise.all([decide(admin, claim.id, 'refuse'), decide(admin, claim.id, 'refuse')]);
	assert.deepEqual(twice.map((a) => a.status).sort(), [200, 409]);
	assert.equal((await Promise.all([begin(claimant, made.code), begin(claimant, made.code)])).filter((a) => a.status === 201).length, 1);
});

test('who judges the firm does so no more', async () => {
	const made = await judging(server, { judges: 2 });
	await openWithAll(made);
	const [judge] = made.judges, entry = made.entries[0], code = uscc();
	const { firm_id } = server.db.one('SELECT firm_id FROM entries WHERE id = ?', entry);
	server.db.query('UPDATE firms SET code = ? WHERE id = ?', code, firm_id);
	server.db.query("INSERT IGNORE INTO grants (account_id, role, granted_at) VALUES (?, 'contestant', UTC_TIMESTAMP(6))", judge.client.account.id);
	const begun = await begin(judge.client, code);
	assert.equal(begun.status, 201, begun.text);
	await evidence(judge.client, { claim: begun.json.id });
	await file(judge.client, begun.json.id);
	wait(begun.json.id);
	assert.equal((await decide(made.organizer, begun.json.id, 'uphold')).json.state, 'proposed');
	assert.equal((await decide(made.second, begun.json.id, 'confirm', '')).json.state, 'upheld');
	assert.deepEqual(membersOf(Number(firm_id)), [judge.client.account.id]);
	const recusal = server.db.one('SELECT state FROM recusals WHERE judge_id = ? AND entry_id = ?', judge.id, entry);
	assert.equal(recusal?.state, 'upheld');
	assert.equal(server.db.query("SELECT id FROM assignments WHERE judge_id = ? AND entry_id = ? AND state = 'assigned'", judge.id, entry).length, 0);
});
