// Firms:
// - a USCC is checked while it is typed: what is wrong and where, and the district; the explanation follows the language
// - registering: the creator becomes a member; the number is taken as people paste it; a wrong check character is refused unless insisted on
// - a code in question waits for an organiser, who accepts it with a reason that is kept
// - a code that is taken is refused, whatever the spelling, and nothing is told of whose it is; codes are neither tried out nor registered without end
// - Hong Kong and Macao numbers have their own forms
// - one sees one's own firms only; organisers and auditors those that have entered their editions; strangers get 404
// - members are asked by the e-mail of an existing account, and are members once they agree; removed, but never the last one
// - who tries out mail addresses is stopped after twenty in a quarter of an hour
// - renaming needs the version that was read; every change leaves an audit row
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { complete, edition, join, submitted } from './entry_fixtures.mjs';
import { password, startServer } from './harness.mjs';

const good = '914403001922038216';
const questionable = '91350203M0001QAY9B';
let server, owner, other, organizer, auditor;

before(async () => {
	server = await startServer();
	owner = await server.account({ contestant: null }, { name: '王小明', email: 'wang@example.com' });
	other = await server.account({ contestant: null });
	organizer = await server.account({ organizer: null });
	auditor = await server.account({ auditor: null });
});
after(() => server.stop());

const register = (client, fields, status = 201) =>
	client.expect(status, 'POST', '/api/v1/firms', { jurisdiction: 'CN', name: '广州测试科技有限公司', ...fields }, { hold: status < 400 });

test('a code is checked while it is typed', async () => {
	const anyone = server.client();
	const check = (code) => anyone.expect(200, 'GET', `/api/v1/uscc/${encodeURIComponent(code)}`);
	assert.deepEqual(await check(good), {
		code: good, valid: true, right_length: true, wrong_positions: [], explanation: null, province: '广东省', district: null,
	});
	// As it comes out of PDFs, spreadsheets and address books
	for (const pasted of [' ９１４４０３００１９２２０３８２１6', '\u202d914403001922038216\u202c', '9144-0300-1922-0382-16', '9144－0300–1922038216', '\u2066914403\u2069\u00ad001922\u2060038216\ufeff', '914403\u00a0001922\u3000038216'])
		assert.equal((await check(pasted)).code, good, JSON.stringify(pasted));
	const failing = await check(questionable);
	assert.equal(failing.valid, false);
	assert.deepEqual(failing.wrong_positions, [18]);
	assert.match(failing.explanation, /check character, number 18/);
	assert.deepEqual((await check('914403001922038229')).wrong_positions, [17]);
	assert.deepEqual((await check('91440300192203821O')).wrong_positions, [18]);
	assert.equal((await check('9144')).right_length, false);
	assert.equal((await check('中文')).code, '');
	assert.equal((await check('91440106MA0000000X')).district, '天河区');
	const chinese = await server.client({ language: 'zh-CN' }).expect(200, 'GET', `/api/v1/uscc/${questionable}`);
	assert.match(chinese.explanation, /营业执照/);
});

test('registering a firm', async () => {
	const firm = await register(owner, { code: '9144 0300 1922 0382 16' });
	assert.equal(firm.code, good);
	assert.equal(firm.state, 'active');
	assert.deepEqual(firm.members.map((m) => m.email), ['wang@example.com']);
	const audit = server.db.one("SELECT account_id, edition_id FROM audit WHERE action = 'firm.register' AND object_id = ?", firm.id);
	assert.equal(Number(audit.account_id), owner.account.id);
	assert.equal(Number(audit.edition_id), 0);
});

test('of a code that is taken nothing is told but that', async () => {
	for (const code of [good, '\u202d914403001922038216\u202c', '9144-0300-1922-038216', '９１４４０３００１９２２０３８２１６', good.toLowerCase() + ' ']) {
		const problem = await register(other, { code }, 409);
		assert.equal(problem.code, 'firm-registered');
		assert.equal(problem.field, 'code');
		assert.ok(!/王|wang|w\*|20\d\d/.test(problem.detail), 'nothing of whose it is, nor since when');
	}
});

test('codes that cannot be are refused, each saying why', async () => {
	const codes = { 'uscc-length': '9144', 'uscc-character': '91440300192203821O', 'registration-number-invalid': '中文', 'uscc-check': questionable,
		'uscc-organisation-check': '914403001922038229' };
	for (const [problem, code] of Object.entries(codes)) {
		const answer = await register(other, { code }, 422);
		assert.equal(answer.code, problem);
		assert.equal(answer.field, 'code');
	}
	assert.equal((await register(other, { code: '9144', insist: true }, 422)).code, 'uscc-length');
	assert.equal((await register(other, { code: good, name: '  \u3000' }, 422)).errors[0].field, 'name');
	assert.equal((await register(other, { code: good, name: '广州\u200b科技' }, 422)).errors[0].field, 'name');
	assert.equal((await register(other, { code: good, name: '长'.repeat(201) }, 422)).code, 'invalid');
	assert.equal((await register(other, { code: good, surplus: 1 }, 422)).code, 'invalid');
	assert.equal((await server.client().post('/api/v1/firms', { jurisdiction: 'CN', code: good, name: 'x' })).status, 401);
	assert.equal((await auditor.post('/api/v1/firms', { jurisdiction: 'CN', code: good, name: 'x' })).status, 403);
});

test('a code in question waits for an organiser', async () => {
	const firm = await register(other, { code: questionable, insist: true });
	assert.equal(firm.state, 'code_in_question');
	const accept = (client, status, body = { reason: '已核对营业执照原件' }) => client.expect(status, 'POST', `/api/v1/firms/${firm.id}/accept-code`, body, { hold: status < 400 });
	await accept(other, 403);
	await accept(organizer, 422, { reason: '' });
	const inQuestion = await organizer.expect(200, 'GET', '/api/v1/firms?state=code_in_question');
	assert.deepEqual(inQuestion.items.map((f) => f.id), [firm.id]);
	const accepted = await accept(organizer, 200);
	assert.equal(accepted.state, 'active');
	assert.equal(accepted.code_accepted_why, '已核对营业执照原件');
	assert.equal((await accept(organizer, 409)).code, 'state');
	const row = server.db.one("SELECT reason FROM audit WHERE action = 'firm.accept_code' AND object_id = ?", firm.id);
	assert.equal(row.reason, '已核对营业执照原件');
});

test('Hong Kong and Macao', async () => {
	assert.equal((await register(other, { jurisdiction: 'HK', code: '12345678-000', name: 'Harbour Ltd' })).code, '12345678');
	assert.equal((await register(other, { jurisdiction: 'HK', code: '１２３４５６７８–000', name: 'Harbour Ltd' }, 409)).code, 'firm-registered');
	assert.equal((await register(other, { jurisdiction: 'HK', code: '1234', name: 'Harbour Ltd' }, 422)).code, 'hong-kong-number');
	assert.equal((await register(other, { jurisdiction: 'HK', code: '12345678', name: 'Harbour Ltd' }, 409)).code, 'firm-registered');
	assert.equal((await register(other, { jurisdiction: 'MO', code: '12345 (so)', name: '澳门科技' })).code, '12345(SO)');
});

test('who sees which firms', async () => {
	const mine = await owner.expect(200, 'GET', '/api/v1/firms');
	assert.equal(mine.total, 1);
	assert.equal((await other.expect(200, 'GET', '/api/v1/firms')).total, 3);
	const all = await auditor.expect(200, 'GET', '/api/v1/firms?sort=-created_at&limit=2');
	assert.equal(all.total, 4);
	assert.equal(all.items.length, 2);
	assert.equal((await organizer.expect(200, 'GET', '/api/v1/firms?mine=true')).total, 0);
	assert.deepEqual((await organizer.expect(200, 'GET', `/api/v1/firms?q=${encodeURIComponent('澳门')}`)).items.map((f) => f.jurisdiction), ['MO']);
	assert.deepEqual((await organizer.expect(200, 'GET', '/api/v1/firms?q=m0001q')).items.map((f) => f.code), [questionable]);
	const names = (await organizer.expect(200, 'GET', '/api/v1/firms?sort=name')).items.map((f) => f.name);
	assert.deepEqual(names, [...names].sort());
	const id = mine.items[0].id;
	assert.equal((await other.get(`/api/v1/firms/${id}`)).status, 404);
	assert.equal((await other.get('/api/v1/firms/999999')).status, 404);
	assert.equal((await organizer.get(`/api/v1/firms/${id}`)).status, 200);
	assert.equal((await auditor.get('/api/v1/firms?sort=surplus', { hold: false })).status, 422);
});

test('renaming needs the version that was read', async () => {
	const id = (await owner.expect(200, 'GET', '/api/v1/firms')).items[0].id;
	const read = await owner.get(`/api/v1/firms/${id}`);
	const etag = read.headers.etag;
	const rename = (client, name, match) => client.patch(`/api/v1/firms/${id}`, { name }, { headers: { 'If-Match': match }, hold: false });
	assert.equal((await rename(owner, '新名称', undefined)).status, 428);
	assert.equal((await rename(other, '新名称', etag)).status, 404);
	const renamed = await rename(owner, '新名称', etag);
	assert.equal(renamed.status, 200);
	assert.equal(renamed.json.name, '新名称');
	assert.notEqual(renamed.headers.etag, etag);
	assert.equal((await rename(owner, '再改', etag)).status, 412);
	assert.deepEqual((await rename(owner, '\u00a0', renamed.headers.etag)).json.errors.map((e) => e.field), ['name']);
});

test('members', async () => {
	const id = (await owner.expect(200, 'GET', '/api/v1/firms')).items[0].id;
	const add = (client, email, status) => client.expect(status, 'POST', `/api/v1/firms/${id}/members`, { email }, { hold: status < 400 });
	assert.equal((await add(owner, 'nobody@example.com', 422)).code, 'member-account-unknown');
	await add(other, other.account.email, 404);
	const asked = await add(owner, other.account.email.toUpperCase(), 200);
	assert.deepEqual([asked.members.length, asked.invitations.map((v) => v.email)], [1, [other.account.email]]);
	assert.equal((await add(owner, other.account.email, 200)).invitations.length, 1);
	assert.equal((await other.get(`/api/v1/firms/${id}`)).status, 404, 'nothing follows before they agree');
	const mail = await server.mailTo(other.account.email, /邀请您/);
	assert.ok(!mail.text.includes('新名称') && !mail.text.includes('王小明'), 'what a stranger wrote is not in it');
	const invitations = async () => (await other.expect(200, 'GET', '/api/v1/firm-invitations')).items;
	assert.deepEqual((await invitations()).map((v) => [v.firm_id, v.invited_by]), [[id, '王小明']]);
	assert.equal((await other.post(`/api/v1/firm-invitations/${id}/decline`)).status, 204);
	assert.deepEqual(await invitations(), []);
	assert.equal((await other.post(`/api/v1/firm-invitations/${id}/accept`)).status, 404);
	await add(owner, other.account.email, 200);
	assert.equal((await owner.delete(`/api/v1/firms/${id}/invitations/${other.account.id}`)).status, 204);
	assert.equal((await owner.delete(`/api/v1/firms/${id}/invitations/${other.account.id}`)).status, 404);
	assert.equal((await other.post(`/api/v1/firm-invitations/${id}/accept`)).status, 404);
	await join(owner, id, other);
	assert.equal((await add(owner, other.account.email, 200)).members.length, 2, 'is one already');
	assert.equal((await other.get(`/api/v1/firms/${id}`)).status, 200);
	assert.equal((await owner.delete(`/api/v1/firms/${id}/members/999999`)).status, 404);
	assert.equal((await other.delete(`/api/v1/firms/${id}/members/${owner.account.id}`)).status, 204);
	assert.equal((await owner.get(`/api/v1/firms/${id}`)).status, 404);
	assert.equal((await other.delete(`/api/v1/firms/${id}/members/${other.account.id}`)).json.code, 'last-member');
	await join(organizer, id, owner);
	for (let i = 0; i < 48; i++) {
		const account = server.addAccount(`m${i}@example.com`, '成员', {});
		server.db.query('INSERT INTO firm_members VALUES (?, ?, UTC_TIMESTAMP(6))', id, account);
	}
	server.addAccount('m49@example.com', '成员', { contestant: null });
	assert.equal((await add(owner, 'm49@example.com', 409)).code, 'too-many-members');
	server.db.query('INSERT INTO firm_invitations (firm_id, account_id, invited_by, invited_at) SELECT ?, id, ?, UTC_TIMESTAMP(6) FROM accounts WHERE email = ?', id, owner.account.id, 'm49@example.com');
	const late = server.client();
	await late.login('m49@example.com', password);
	assert.equal((await late.post(`/api/v1/firm-invitations/${id}/accept`)).json.code, 'too-many-members');
});

test('nobody tries out who has an account', async () => {
	const curious = await server.account({ contestant: null });
	const { id } = await register(curious, { jurisdiction: 'other', code: 'CURIOUS-1' });
	const probe = (email) => curious.post(`/api/v1/firms/${id}/members`, { email }, { hold: false });
	for (let i = 0; i < 20; i++) assert.equal((await probe(`guess${i}@example.com`)).json.code, 'member-account-unknown');
	const stopped = await probe(owner.account.email);
	assert.equal(stopped.status, 429);
	assert.equal(stopped.json.code, 'too-many-lookups');
	assert.equal((await curious.expect(200, 'GET', `/api/v1/firms/${id}`)).members.length, 1);
});

test('codes are not registered or tried out without end', async () => {
	const collector = await server.account({ contestant: null });
	const taken = () => collector.post('/api/v1/firms', { jurisdiction: 'CN', code: good, name: '别人的公司' }, { hold: false });
	for (let i = 0; i < 20; i++) assert.equal((await taken()).json.code, 'firm-registered');
	assert.deepEqual([(await taken()).status, (await taken()).json.code], [429, 'too-many-lookups']);
	const made = (i) => collector.post('/api/v1/firms', { jurisdiction: 'other', code: `MANY-${i}`, name: '许多公司' }, { hold: false });
	const answers = await Promise.all(Array.from({ length: 110 }, (_, i) => made(i)));
	assert.equal(answers.filter((a) => a.status === 201).length, 100);
	for (const answer of answers.filter((a) => a.status !== 201)) assert.ok(answer.json.code === 'too-many-firms' || answer.status === 503, answer.text);
	assert.equal((await made('last')).json.code, 'too-many-firms');
});

test('staff know the firms of their editions', async () => {
	const own = edition(server, {}), elsewhere = edition(server, {});
	const [here, there, looks] = [await server.account({ organizer: own.id }), await server.account({ organizer: elsewhere.id }), await server.account({ auditor: elsewhere.id })];
	const { firm } = await complete(server, owner, own.id);
	assert.equal((await here.get(`/api/v1/firms/${firm.id}`)).status, 200);
	for (const client of [there, looks]) {
		assert.equal((await client.get(`/api/v1/firms/${firm.id}`)).status, 404);
		assert.equal((await client.expect(200, 'GET', '/api/v1/firms')).items.some((f) => f.id === firm.id), false);
	}
	const alone = await register(owner, { jurisdiction: 'other', code: 'ALONE-1' });
	for (const client of [here, there]) {
		assert.equal((await client.get(`/api/v1/firms/${alone.id}`)).status, 404, 'it has entered no edition');
		assert.equal((await client.patch(`/api/v1/firms/${alone.id}`, { name: '改名' }, { headers: { 'if-match': '"1"' } })).status, 404);
		assert.equal((await client.post(`/api/v1/firms/${alone.id}/members`, { email: here.account.email })).status, 404);
	}
	// An invited organiser still decides: nothing follows from being asked.
	const { entry, firm: entered } = await submitted(server, owner, own.id);
	await owner.expect(200, 'POST', `/api/v1/firms/${entered.id}/members`, { email: here.account.email });
	await here.expect(200, 'PUT', `/api/v1/entries/${entry.id}/eligibility`, { decision: 'follow_rule', ordinal: 1 });
	await here.expect(204, 'POST', `/api/v1/firm-invitations/${entered.id}/accept`);
	assert.equal((await here.put(`/api/v1/entries/${entry.id}/eligibility`, { decision: 'follow_rule', ordinal: 1 })).json.code, 'own-firm');
});
