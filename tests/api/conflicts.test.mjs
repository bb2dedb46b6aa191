// Conflicts of interest that the program finds:
// - a judge from the very fund that carried a firm to the final cannot be given it: not by hand, not by batch, not by replacement
// - names are compared without width, case, spaces, brackets and legal forms; and by the aliases that organisers record
// - found when the judge, the investment or the alias comes, in whichever order; an assignment that is there is stopped until an organiser decides
// - a judge of the firm itself; not of a firm whose investor merely begins alike
// - each says what was compared; dismissed with a reason it is not found again, can be upheld after all, or opened again; who dismissed it is shown
// - a judge who becomes a member of a firm after the assignment loses it, and what they gave is void
// - of another edition's investments nothing follows; who organises nothing records no alias
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from './harness.mjs';
import { addJudge, handIn, openRound, openWithAll, points, rejected, season } from './judging_fixture.mjs';

let server;
before(async () => void (server = await startServer()));
after(() => server.stop());

const facts = { registered_on: '2025-06-01', received_fen: 120000000, kind: 'equity' };
// As the firm declares it, at a time when it could.
function invest(made, entry, investor) {
	server.db.query('INSERT INTO investments (edition_id, firm_id, investor, facts, created_by, created_at) SELECT edition_id, firm_id, ?, ?, created_by, UTC_TIMESTAMP(6) FROM entries WHERE id = ?', investor, facts, entry);
	return server.db.one('SELECT MAX(id) AS id FROM investments').id;
}
const rename = (made, judge, organisation) => made.organizer.expect(200, 'PATCH', `/api/v1/judges/${judge.id}`, { organisation });
const recusals = async (made, query = '') => (await made.auditor.expect(200, 'GET', `/api/v1/editions/${made.edition}/recusals${query}`)).items;
const assign = (made, round, entry, judge) => made.organizer.post(`/api/v1/rounds/${round}/assignments`, { entry_id: entry, judge_id: judge.id });

test('the fund that carried a firm to the final', async () => {
	const made = await season(server, { judges: 3 });
	const [fund, ...others] = made.judges;
	const [entry] = made.entries;
	const round = made.rounds.semi;
	const investment = invest(made, entry, '南沙天使基金管理有限公司');
	await openRound(made.organizer, round);
	await rename(made, fund, ' 南沙天使基金管理（有限公司）');
	const [found] = await recusals(made);
	assert.deepEqual([found.judge_id, found.entry_id, found.kind, found.source, found.state], [fund.id, entry, 'own_fund', 'computed', 'open']);
	assert.deepEqual([found.evidence.name, found.evidence.investment], ['南沙天使基金管理有限公司', Number(investment)]);
	await rejected(409, 'assignment-recused', assign(made, round, entry, fund));
	const batch = await made.organizer.expect(201, 'POST', `/api/v1/rounds/${round}/assignment-batches`, { dry_run: false, judges_per_entry: 2, expertise: 'ignore', partial: true });
	assert.ok(batch.assignments > 0);
	const given = async () => (await made.auditor.expect(200, 'GET', `/api/v1/rounds/${round}/assignments?entry=${entry}&state=assigned`)).items.map((a) => a.judge_id);
	assert.deepEqual((await given()).sort(), others.map((j) => j.id).sort());
	// one of the others goes, and somebody has to take over
	await made.organizer.expect(200, 'POST', `/api/v1/judges/${others[0].id}/dismiss`, { reason: '另有任用' });
	const again = await made.organizer.expect(200, 'POST', `/api/v1/rounds/${round}/assignment-batches`, { dry_run: true, judges_per_entry: 2, expertise: 'ignore' });
	assert.ok(!again.pairs.some(([e, j]) => e === entry && j === fund.id));
	assert.equal(again.shortages.find((s) => s.entry_id === entry).conflicts, 1);
	await rejected(409, 'assignment-recused', assign(made, round, entry, fund));
	// dismissed with a reason it is not found again, and can be upheld after all
	await made.organizer.expect(200, 'POST', `/api/v1/recusals/${found.id}/decide`, { decision: 'dismissed', reason: '同名，并非同一机构' });
	assert.equal((await assign(made, round, entry, fund)).status, 201);
	assert.equal((await recusals(made)).length, 1);
	// nor is it lost that was dismissed by mistake: it is opened again, and bars the judge until it is decided
	const nameOf = (client) => server.db.one('SELECT name FROM accounts WHERE id = ?', client.account.id).name;
	const decide = (client, decision) => client.post(`/api/v1/recusals/${found.id}/decide`, { decision, reason: '查明确为同一机构' });
	const opened = (await decide(made.second, 'open')).json;
	assert.deepEqual([opened.state, opened.decided_by, opened.dismissed_by, opened.decision_why], ['open', null, nameOf(made.organizer), '查明确为同一机构']);
	await rejected(409, 'recused', fund.client.post(`/api/v1/rounds/${round}/entries/${entry}/sheet/hand-in`, { points: points.startup }));
	await rejected(409, 'recusal-decided', decide(made.second, 'open'));
	assert.equal((await fund.client.expect(200, 'GET', `/api/v1/recusals/${found.id}`)).dismissed_by, null);
	assert.equal((await decide(made.organizer, 'upheld')).json.decided_by, nameOf(made.organizer));
	assert.ok(!(await given()).includes(fund.id));
	await rejected(409, 'recusal-decided', decide(made.second, 'open'));
});

test('however the name is written', async () => {
	const made = await season(server, { judges: 1 });
	const [judge] = made.judges;
	const pairs = [
		['Acme Capital Co., Ltd.', 'ＡＣＭＥ  capital', true],
		['广州赛投创业投资基金合伙企业（有限合伙）', '广州赛投创业投资基金', true],
		['天使（南沙）投资股份有限公司', '天使南沙投资', true],
		['Francisco', 'Francis', false],
		['南沙天使', '南沙天使二期', false],
		['公司', '有限公司', false],
		['某基金·一号', '某基金 一号 有限责任公司', true],
	];
	for (const [i, [investor, organisation, same]] of pairs.entries()) {
		const entry = made.entries[i % made.entries.length];
		server.db.query('DELETE FROM recusals WHERE edition_id = ?', made.edition);
		server.db.query('DELETE FROM investments WHERE edition_id = ?', made.edition);
		invest(made, entry, investor);
		await rename(made, judge, organisation);
		assert.deepEqual((await recusals(made)).map((x) => x.entry_id), same ? [entry] : [], `${investor} and ${organisation}`);
	}
});

test('by an alias, after the assignment', async () => {
	const made = await season(server, { judges: 2 });
	const [one, two] = made.judges;
	const [entry, other] = made.entries;
	invest(made, entry, 'Blue Harbour Partners LP');
	await rename(made, one, '蓝港资本');
	await rename(made, two, '别的大学');
	const round = await openWithAll(made);
	await handIn(made, two, round, other, points.startup);
	assert.deepEqual(await recusals(made), []);
	const aliases = `/api/v1/editions/${made.edition}/organisation-aliases`;
	await rejected(422, 'alias-same', made.organizer.post(aliases, { name: '蓝港资本', alias: '蓝港 资本有限公司' }));
	assert.equal((await made.auditor.post(aliases, { name: '蓝港资本', alias: '蓝海湾' })).status, 403);
	const first = await made.organizer.expect(201, 'POST', aliases, { name: '蓝港资本', alias: 'Blue Harbour' });
	await rejected(409, 'alias-exists', made.organizer.post(aliases, { name: '蓝港资本', alias: 'Blue Harbour' }));
	assert.deepEqual(await recusals(made), []);
	await made.organizer.expect(201, 'POST', aliases, { name: 'blue harbour', alias: 'Blue Harbour Partners' });
	const [found] = await recusals(made, '?state=open');
	assert.deepEqual([found.judge_id, found.entry_id, found.kind], [one.id, entry, 'own_fund'], 'one name leads to the other');
	await rejected(409, 'recused', one.client.post(`/api/v1/rounds/${round}/entries/${entry}/sheet/hand-in`, { points: points.startup }));
	assert.equal((await made.auditor.expect(200, 'GET', aliases)).total, 2);
	assert.equal((await made.organizer.delete(`${aliases}/${first.id}`)).status, 204);
	assert.equal((await recusals(made, '?state=open')).length, 1, 'what was found waits for a decision');
	await rejected(404, 'not-found', made.organizer.delete(`${aliases}/${first.id}`));
});

test('the firm itself, and a judge who comes later; another edition', async () => {
	const made = await season(server, { judges: 0 });
	const [entry, other] = made.entries;
	const name = server.db.one('SELECT f.name FROM firms f JOIN entries e ON e.firm_id = f.id WHERE e.id = ?', entry).name;
	const elsewhere = await season(server, { judges: 0 });
	invest(elsewhere, elsewhere.entries[0], '某基金');
	const judge = await addJudge(server, made);
	assert.deepEqual(await recusals(made), []);
	await rename(made, judge, `${name}股份有限公司`);
	assert.deepEqual((await recusals(made)).map((x) => [x.entry_id, x.kind, x.evidence.investment]), [[entry, 'employment', null]]);
	invest(made, other, '某基金有限公司');
	const second = await addJudge(server, made);
	assert.deepEqual((await recusals(made, `?judge=${second.id}`)).map((x) => [x.entry_id, x.kind]), [[other, 'own_fund']]);
});

test('a judge joins a firm after scoring it', async () => {
	const made = await season(server);
	const round = await openWithAll(made);
	const [judge, other] = made.judges;
	const [entry] = made.entries;
	await handIn(made, judge, round, entry, points.startup);
	await handIn(made, other, round, entry, points.startup);
	const owner = await server.account({ contestant: null });
	const firm = server.db.one('SELECT firm_id FROM entries WHERE id = ?', entry).firm_id;
	server.db.query('INSERT INTO firm_members (firm_id, account_id, added_at) VALUES (?, ?, UTC_TIMESTAMP(6))', firm, owner.account.id);
	await owner.expect(200, 'POST', `/api/v1/firms/${firm}/members`, { email: judge.client.account.email });
	const sheets = async () => (await made.auditor.expect(200, 'GET', `/api/v1/entries/${entry}/sheets`)).items.map((s) => s.void_why);
	assert.deepEqual(await sheets(), [null, null], 'being asked changes nothing');
	await judge.client.expect(204, 'POST', `/api/v1/firm-invitations/${firm}/accept`);
	assert.deepEqual((await sheets()).sort(), [null, 'recused'].sort());
	const [assignment] = (await made.auditor.expect(200, 'GET', `/api/v1/rounds/${round}/assignments?judge=${judge.id}&entry=${entry}`)).items;
	assert.deepEqual([assignment.state, assignment.released_why], ['released', 'recused']);
	const [found] = await recusals(made, `?judge=${judge.id}`);
	assert.deepEqual([found.state, found.source, found.kind, found.evidence.organisation], ['upheld', 'computed', 'employment', null]);
	await rejected(409, 'assignment-recused', assign(made, round, entry, judge));
});
