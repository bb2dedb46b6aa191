// Drafts that are saved at the same moment share a transaction and one statement, and each gets the answer that it would have got alone:
// - saved; a version that is no longer the present one; somebody else's entry; a withdrawn one; one whose time is over; a form with mistakes;
//   one that would become too large, which keeps none of the others from being saved
// - two savings of one entry: the first is saved, the second is told
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import * as fixtures from './entry_fixtures.mjs';
import { startServer, until } from './harness.mjs';

let server;
before(async () => (server = await startServer()));
after(() => server?.stop());

const metric = async (client, name) => Number((await client.get('/metrics', { hold: false })).text.match(new RegExp(`^saitou_${name} ([\\d.]+)`, 'm'))[1]);
const waiting = () => Number(server.db.one("SELECT COUNT(*) n FROM information_schema.processlist WHERE db = ? AND info LIKE 'UPDATE drafts%'", server.db.name).n);

// Entries of CLIENT's new firm in EDITION: drafts with nothing in them.
function drafts(client, edition, n) {
	const firm = server.db.one("INSERT INTO firms (jurisdiction, code, name, created_by, created_at) VALUES ('other', UUID(), '企业', ?, UTC_TIMESTAMP(6)) RETURNING id", client.account.id).id;
	server.db.query('INSERT INTO firm_members (firm_id, account_id, added_at) VALUES (?, ?, UTC_TIMESTAMP(6))', firm, client.account.id);
	return Array.from({ length: n }, () => Number(server.db.one("INSERT INTO entries (edition_id, firm_id, created_by, created_at) VALUES (?, ?, ?, UTC_TIMESTAMP(6)) RETURNING id", edition, firm, client.account.id).id));
}
const save = (client, id, form, version = 1) => client.patch(`/api/v1/entries/${id}`, form, { headers: { 'if-match': `"${version}"` } });

test('each gets its own answer', async () => {
	const { id: edition } = fixtures.edition(server, { code: 'together' });
	const over = fixtures.edition(server, { code: 'together-over' });
	const owner = await server.account();
	const stranger = await server.account();
	owner.agent.maxSockets = 64;
	const [one, two, three, stale, twice, withdrawn, large, last, wrong] = drafts(owner, edition, 9);
	const [late] = drafts(owner, over.id, 1);
	fixtures.setDates(server, over.id, { opens: -7200e3, closes: -3600e3 });
	server.db.query("UPDATE drafts SET version = 7 WHERE entry_id = ?; UPDATE entries SET state = 'withdrawn', withdrawn_at = UTC_TIMESTAMP(6) WHERE id = ?; UPDATE drafts SET form = JSON_OBJECT('kept', REPEAT('x', 262000)) WHERE entry_id = ?", stale, withdrawn, large);
	// Two that wait for their rows, one after the other, keep the groups' places busy; all that follows queues up and makes one group.
	const lock = server.sqlSession();
	await lock.run(`BEGIN; SELECT entry_id FROM drafts WHERE entry_id IN (${[one, two]}) FOR UPDATE`);
	const busy = [];
	for (const [i, id] of [one, two].entries()) {
		busy.push(save(owner, id, { project_name: '占位' }));
		await until('it to wait', () => waiting() === i + 1);
	}
	const sent = [
		[200, undefined, () => save(owner, three, { project_name: '甲项目', product: '引号 " 反斜线 \\ 换行\n😀' })],
		[412, 'version', () => save(owner, stale, { project_name: '旧版本' }, 6)],
		[200, undefined, () => save(owner, twice, { project_name: '第一次' })],
		[412, 'version', () => save(owner, twice, { project_name: '第二次' })],
		[404, 'not-found', () => save(stranger, last, { project_name: '别人的' })],
		[409, 'state', () => save(owner, withdrawn, { project_name: '已退出' })],
		[409, 'deadline-passed', () => save(owner, late, { project_name: '太迟了' })],
		[422, 'entry-form-invalid', () => save(owner, wrong, { project_name: '字'.repeat(1000) })],
		[422, 'entry-form-too-large', () => save(owner, large, { product: '字'.repeat(500) })],
		[200, undefined, () => save(owner, last, { project_name: '最后一个', industry: null })],
	];
	const answers = [];
	for (const [i, [, , send]] of sent.entries()) {
		answers.push(send());
		await until('it to queue', async () => (await metric(owner, 'queue_depth')) === i + 1);
	}
	const groups = await metric(owner, 'group_size_count');
	await lock.end();
	for (const answer of await Promise.all(busy)) assert.equal(answer.status, 200, answer.text);
	for (const [i, answer] of (await Promise.all(answers)).entries()) assert.deepEqual([answer.status, answer.json.code], sent[i].slice(0, 2), `${i}: ${answer.text}`);
	assert.equal((await metric(owner, 'group_size_count')) - groups, 3, 'one transaction for all of them');
	const row = (id) => server.db.one('SELECT w.version, e.title, w.form, w.saved_by FROM drafts w JOIN entries e ON e.id = w.entry_id WHERE e.id = ?', id);
	assert.deepEqual([row(three).version, row(three).title, JSON.parse(row(three).form), Number(row(three).saved_by)], ['2', '甲项目', { project_name: '甲项目', product: '引号 " 反斜线 \\ 换行\n😀' }, owner.account.id]);
	assert.deepEqual([row(twice).version, row(twice).title, row(last).version, row(last).title], ['2', '第一次', '2', '最后一个']);
	assert.deepEqual([stale, withdrawn, late, wrong, large].map((id) => row(id).version), ['7', '1', '1', '1', '1']);
});
