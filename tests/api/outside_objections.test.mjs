// Objections of people who have no account:
// - within the period of a notice a link is sent to whoever asks with an address and consents; nothing else is filed, kept or said by that
// - the link files objections, which are in the organiser's queue among the others, and shows what became of them; another's link does not
// - the decision is told by mail in the language of the asker, with a link that leads to it; the letter says nothing of the matter
// - who filed one withdraws it by the link, once; a link that is none is gone
// - after the period no link is sent and none files; links of before still show what became of it
// - letters to one address, and objections of one address to one notice, are bounded
// - an organiser does not decide what came from their own address
// - nobody without office reads of it: neither the public nor contestants
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { publishedEdition } from './fixtures.mjs';
import { startServer } from './harness.mjs';

let server, organizer, contestant, anyone, edition;

before(async () => {
	server = await startServer({ config: 'mails_per_address = 0\n' });
	organizer = await server.account({ organizer: null });
	contestant = await server.account({ contestant: null });
	anyone = server.client();
	edition = await publishedEdition(organizer);
});
after(() => server?.stop());

const refused = (answer, status, code) => assert.deepEqual([answer.status, answer.json?.code], [status, code], answer.text);
const words = { real_name: '路人甲', statement: '名单第三名的注册日期与企业公示系统不符，请核查。' };
const newNotice = () => organizer.expect(201, 'POST', `/api/v1/editions/${edition.id}/notices`, { title: { 'zh-CN': '拟奖励名单公示', en: 'Award list' }, working_days: 5 });
const ask = (notice, email, more = {}, options = {}) => anyone.post(`/api/v1/public/notices/${notice.id}/objection-links`, { email, privacy_consent: true, ...more }, options);
const tokenIn = (mail) => mail.text.replace(/=\r?\n/g, '').match(/objections#token=([\w-]+)/)[1];
async function link(notice, email, options = { headers: { 'Accept-Language': 'zh-CN' } }) {
	const answer = await ask(notice, email, {}, options);
	assert.deepEqual([answer.status, answer.json], [202, { email }], answer.text);
	return tokenIn(await server.mailTo(email, /objections#/));
}
const file = (token, more = {}) => anyone.post('/api/v1/public/objections', { token, ...words, ...more });
const follow = (token) => anyone.post('/api/v1/public/objections/follow', { token });
const filed = () => Number(server.db.one('SELECT COUNT(*) AS n FROM objections').n);

test('a link is sent to who asks, and nothing is filed by that', async () => {
	const notice = await newNotice();
	const before = filed();
	refused(await ask(notice, 'nobody'), 422, 'email');
	refused(await ask(notice, 'a@street.example', { privacy_consent: false }), 422, 'privacy-consent');
	refused(await ask({ id: 999999 }, 'a@street.example'), 404, 'not-found');
	assert.equal(server.db.query('SELECT * FROM objection_links').length, 0);
	const token = await link(notice, 'a@street.example');
	assert.equal(filed(), before);
	const { json } = await follow(token);
	assert.deepEqual([json.notice, json.email, json.open, json.items], [notice.id, 'a@street.example', true, []]);
	assert.equal(server.db.query('SELECT * FROM objection_links WHERE HEX(token_hash) LIKE ?', `%${token}%`).length, 0, 'kept as its hash alone');
});

test('what a link files is in the queue, is decided, and is told', async () => {
	const notice = await newNotice();
	const token = await link(notice, 'b@street.example');
	refused(await file(token, { statement: '太短' }), 422, 'invalid');
	const one = await file(token);
	assert.equal(one.status, 201, one.text);
	assert.deepEqual([one.json.state, one.json.real_name, one.json.contact], ['filed', words.real_name, 'b@street.example']);
	const queue = (await organizer.get(`/api/v1/editions/${edition.id}/objections?notice=${notice.id}`)).json;
	assert.deepEqual(queue.items.map((o) => [o.id, o.statement]), [[one.json.id, words.statement]]);
	for (const client of [contestant, anyone]) assert.ok([401, 403, 404].includes((await client.get(`/api/v1/objections/${one.json.id}`)).status));
	assert.deepEqual((await contestant.get('/api/v1/me/objections')).json.items, []);
	const other = await link(notice, 'c@street.example');
	assert.deepEqual((await follow(other)).json.items, []);
	refused(await anyone.post(`/api/v1/public/objections/${one.json.id}/withdraw`, { token: other }), 404, 'not-found');
	await organizer.expect(200, 'POST', `/api/v1/objections/${one.json.id}/decide`, { decision: 'dismissed', reason: '经核对工商登记，日期无误。' });
	const mail = await server.mailTo('b@street.example', /处理结果.*objections#/s);
	assert.ok(!mail.text.includes('工商') && !mail.text.includes('路人甲'));
	for (const way of [token, tokenIn(mail)]) {
		const { items } = (await follow(way)).json;
		assert.deepEqual(items.map((o) => [o.id, o.state, o.decision_why]), [[one.json.id, 'dismissed', '经核对工商登记，日期无误。']]);
	}
	refused(await anyone.post(`/api/v1/public/objections/${one.json.id}/withdraw`, { token }), 409, 'state');
});

test('letters are in the language of who asks', async () => {
	const notice = await newNotice();
	const token = await link(notice, 'd@street.example', { headers: { 'Accept-Language': 'en' } });
	const { id } = (await file(token, { contact: '020-12345678' })).json;
	await organizer.expect(200, 'POST', `/api/v1/objections/${id}/decide`, { decision: 'upheld', reason: '属实', changes_list: false });
	const mail = await server.mailTo('d@street.example', /has been decided/);
	assert.equal((await follow(tokenIn(mail))).json.items[0].contact, '020-12345678');
});

test('it is withdrawn by its link, once; no link is gone', async () => {
	const notice = await newNotice();
	const token = await link(notice, 'e@street.example');
	const { id } = (await file(token)).json;
	assert.equal((await anyone.post(`/api/v1/public/objections/${id}/withdraw`, { token, reason: '已了解' })).json.state, 'withdrawn');
	refused(await anyone.post(`/api/v1/public/objections/${id}/withdraw`, { token }), 409, 'state');
	refused(await organizer.post(`/api/v1/objections/${id}/decide`, { decision: 'dismissed', reason: '无' }), 409, 'state');
	for (const answer of [await file('none'), await follow('none'), await anyone.post(`/api/v1/public/objections/${id}/withdraw`, { token: 'none' })]) refused(answer, 410, 'link');
	server.db.query('UPDATE objection_links SET expires_at = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND');
	refused(await follow(token), 410, 'link');
});

test('after the period nothing is filed, and what was is still shown', async () => {
	const notice = await newNotice();
	const token = await link(notice, 'f@street.example');
	const { id } = (await file(token)).json;
	server.db.query('UPDATE notices SET published_at = published_at - INTERVAL 30 DAY, ends_at = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND WHERE id = ?', notice.id);
	refused(await file(token), 409, 'period-over');
	refused(await ask(notice, 'g@street.example'), 409, 'period-over');
	const { open, items } = (await follow(token)).json;
	assert.deepEqual([open, items.map((o) => o.id)], [false, [id]]);
	const plain = await organizer.expect(201, 'POST', `/api/v1/editions/${edition.id}/notices`, { title: { 'zh-CN': '通知' } });
	refused(await ask(plain, 'g@street.example'), 409, 'no-period');
});

test('letters and objections are bounded', async () => {
	const notice = await newNotice();
	const token = await link(notice, 'h@street.example');
	for (let i = 2; i <= 5; i++) assert.equal((await ask(notice, 'h@street.example')).status, 202);
	refused(await ask(notice, 'h@street.example'), 429, 'too-many-mails');
	for (let i = 1; i <= 20; i++) assert.equal((await file(token)).status, 201);
	refused(await file(token), 409, 'too-many-objections');
	const other = await link(notice, 'i@street.example');
	assert.equal((await file(other)).status, 201, 'others object as before');
});

test('an organiser does not decide what came from their own address', async () => {
	const notice = await newNotice();
	const token = await link(notice, organizer.account.email.toUpperCase().replace('EXAMPLE.COM', 'example.com'));
	const { id } = (await file(token)).json;
	refused(await organizer.post(`/api/v1/objections/${id}/decide`, { decision: 'dismissed', reason: '无' }), 403, 'objection-own');
});
