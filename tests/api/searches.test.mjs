// Every filter of every list that takes text, as the contract lists them:
// - whatever is typed into it (Chinese, emoji, quotes, %, _, backslashes, controls, 300 characters) it answers, and never fails
// - what a search finds, it finds whatever the width, capitals, accents, brackets and blanks of the word, in every list alike
// - %, _ and \ are letters like others, and a word does not run from one column into the next
// - a list is searched through one member of the contract, q or text, and each such list is tried here
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { document, operations } from './contract.mjs';
import { startServer } from './harness.mjs';
import { Season } from './results_fixture.mjs';

// Said of the firm, its project and the people about it.
const plain = 'Acmé（广州）50%_\\ 智能';
const folded = ['acme（广州）', 'ＡＣＭＥ(广 州)', 'ａcMÉ （ 广州 ） ５０％＿＼', '50%_\\智 能', '\u3000Ａcme\u00a0(', 'me\u0301（广州', '能'];
const strangers = ['中文检索', '😀👩‍⚕️', "'", '"', "' OR 1=1 -- ", '%', '_', '\\', "\\'", '%%__\\\\', '长'.repeat(300), 'x'.repeat(300), '\u000b', '\u0000', '\u202e', '\ud83d', '﷽', '\u0301', '\n', '(', '；', '\u3000'];

let server, organizer, auditor, season, list, notice;

before(async () => {
	server = await startServer();
	[organizer, auditor] = [await server.account({ organizer: null, admin: null }, { name: plain }), await server.account({ auditor: null })];
	const second = await server.account({ organizer: null }), claimant = await server.account();
	season = new Season(server, [{ name: plain }, { name: '别的公司' }, { name: '又一家公司' }, { name: '丁公司', registered_on: '2019-01-01' }]);
	server.db.query('UPDATE entries SET title = ? WHERE id = ?', `${plain}平台`, season.entries[0].id);
	for (const entry of season.entries.slice(0, 2)) {
		await organizer.expect(200, 'PUT', `/api/v1/entries/${entry.id}/eligibility`, { decision: 'follow_rule', ordinal: 1 });
		season.insert('mandates', { edition_id: season.edition, firm_id: entry.firm, account_id: season.admin, created_at: '2026-01-05' });
		server.db.query("INSERT INTO firm_claims (jurisdiction, code, firm_name, claimed_by, begun_at, filed_at, statement, state) SELECT jurisdiction, code, '真正的企业', ?, created_at, created_at, '说明', 'filed' FROM firms WHERE id = ?", claimant.account.id, entry.firm);
		season.addInvestment(entry, 5000, { investor: '某基金' });
		await organizer.expect(201, 'POST', `/api/v1/editions/${season.edition}/prior-awards`, { firm_id: entry.firm, scheme: 'city-2020', amount_fen: 100, source: '公告' });
	}
	await organizer.expect(200, 'POST', `/api/v1/rounds/${season.rounds.prelim}/compute`, {});
	season.judge('final', season.entries.flatMap((entry, i) => [0, 1].map((judge) => ({ judge, entry, points: { technology: 50 - i, team: 20 } }))));
	server.db.query('UPDATE judges SET organisation = ? WHERE id = ?', plain, season.judges[0]);
	await organizer.expect(200, 'POST', `/api/v1/rounds/${season.rounds.final}/compute`, { reason: plain });
	list = (await organizer.post(`/api/v1/editions/${season.edition}/award-lists`, {})).json;
	const step = async (verb, body, client) => (list = { ...list, ...(await client.expect(200, 'POST', `/api/v1/award-lists/${list.id}/${verb}`, body, { headers: { 'if-match': `"${list.version}"` } })) });
	await step('approve', {}, organizer);
	await step('approve', {}, second);
	await step('publish', { title: { 'zh-CN': '公示' }, body: { 'zh-CN': '如有异议请实名提出。' }, working_days: 5 }, organizer);
	await organizer.expect(200, 'PUT', `/api/v1/accounts/${auditor.account.id}/state`, { state: 'disabled', reason: plain });
	notice = Number(server.db.one('SELECT MAX(id) AS id FROM notices').id);
	for (const subject of [plain, '别的邮件']) server.db.query("INSERT INTO outbox (recipient, subject, body, state, next_attempt_at, request_id, sent_by, created_at) VALUES ('nobody@example.com', ?, '', 'failed', UTC_TIMESTAMP(6), '', ?, UTC_TIMESTAMP(6))", subject, organizer.account.id);
	for (const round of ['prelim', 'final']) await organizer.post(`/api/v1/rounds/${season.rounds[round]}/publish`, { title: { 'zh-CN': '结果' } }, { hold: false });
});
after(() => server.stop());

const resolve = (node) => (node.$ref ? node.$ref.slice(2).split('/').reduce((at, key) => at[key], document) : node);
const parameters = ({ item, operation }) => [...(item.parameters ?? []), ...(operation.parameters ?? [])].map(resolve);
const isText = (p) => {
	const schema = resolve(p.schema);
	return p.in === 'query' && schema.type === 'string' && !schema.enum && !schema.format && !/^\^?\\?\d/.test(schema.pattern ?? '');
};
// Where the lists of this season are.
const pathOf = (path) => path
	.replace('{edition}', path.startsWith('/api/v1/public/editions') ? season.code : season.edition)
	.replace('{round}', path.startsWith('/api/v1/public') ? 'final' : season.rounds.final)
	.replace('{list}', list.id).replace('{notice}', notice).replace('{entry}', season.entries[0].id).replace('{investment}', 1).replace('{number}', 1);
const filters = operations.filter((o) => o.method === 'GET').flatMap((o) => parameters(o).filter(isText).map((p) => ({ path: o.path, name: p.name })));
const searches = filters.filter((f) => ['q', 'text'].includes(f.name));
const ask = (path, pairs) => organizer.get(`${pathOf(path)}?${new URLSearchParams(pairs)}`, { hold: false });

test('lists are searched, and there are filters of text', () => {
	assert.ok(filters.length >= 20, `only ${filters.length}`);
	assert.deepEqual(searches.map((f) => f.path).sort(), [
		'/api/v1/accounts', '/api/v1/audit', '/api/v1/award-lists/{list}/awards', '/api/v1/editions/{edition}/audit', '/api/v1/editions/{edition}/decision-letters', '/api/v1/editions/{edition}/eligibility', '/api/v1/editions/{edition}/judges', '/api/v1/editions/{edition}/mandates',
		'/api/v1/editions/{edition}/prior-awards', '/api/v1/entries', '/api/v1/failed-mails', '/api/v1/firm-claims', '/api/v1/firms', '/api/v1/investments', '/api/v1/public/editions/{edition}/rounds/{round}/publications/{number}/standings',
		'/api/v1/public/editions/{edition}/rounds/{round}/standings', '/api/v1/public/notices/{notice}/awards',
		'/api/v1/rounds/{round}/assignments', '/api/v1/rounds/{round}/entries', '/api/v1/rounds/{round}/standings',
	]);
});

test('whatever is typed into whatever filter is answered', async () => {
	for (const { path, name } of filters) {
		for (const text of strangers) {
			const answer = await ask(path, { [name]: text, ...(path === '/api/v1/entries' || path === '/api/v1/investments' ? { edition_id: season.edition } : {}) });
			assert.ok([200, 422].includes(answer.status), `${path}?${name}=${JSON.stringify(text)}: ${answer.status} ${answer.text.slice(0, 300)}`);
			if (answer.status === 422) assert.equal(answer.json.errors?.[0].field ?? answer.json.field, name);
		}
	}
});

test('a word is found however it is written', async () => {
	for (const { path, name } of searches) {
		const of = path === '/api/v1/entries' || path === '/api/v1/investments' ? { edition_id: season.edition } : {};
		const all = await ask(path, of);
		const found = await ask(path, { ...of, [name]: plain });
		assert.equal(found.status, 200, `${path}: ${found.text.slice(0, 300)}`);
		assert.ok(found.json.items.length >= 1, `${path} finds nothing`);
		assert.ok(found.json.items.length < all.json.items.length, `${path} finds everything`);
		for (const word of folded) assert.deepEqual((await ask(path, { ...of, [name]: word })).json.items, found.json.items, `${path} for ${word}`);
		for (const other of ['acme广州', '50%x', '5_%', '广州智能', 'Acmé（广州）50%_\\ 智能平台\n', `${plain}x`]) {
			const items = (await ask(path, { ...of, [name]: other })).json.items;
			assert.ok(items.length === 0 || other.includes('平台'), `${path} for ${other}`);
		}
		assert.deepEqual((await ask(path, { ...of, [name]: ' \u3000' })).json.items, all.json.items, `${path} for blanks`);
	}
});
