// States that would contradict each other:
// - a published round that is computed again into a tie over the last seat is published no longer, waits for the judges' order, and is published anew
// - an edition is closed when nothing in it waits for anything; what does is named: rounds, objections, notices whose period runs, approved lists,
//   changes that no list has, corrections, recusals, half verified investments
// - in a closed edition nothing changes any more, whoever tries what
// - an edition that is being closed and a notice that is being published wait for each other: whichever comes second sees the other
// - who belongs to no division is not admitted in vain, alone or among many
// - the code of an edition is never taken for an id; a round whose name is a number is found by it
// - withdrawing a notice, making its list final and objecting to it lock in one order: done at once many times, nobody has to begin again
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import * as entries from './entry_fixtures.mjs';
import { draftEdition, ifMatch, inDays, newContest } from './fixtures.mjs';
import { startServer } from './harness.mjs';
import { handIn, openWithAll, points, season as judgingSeason } from './judging_fixture.mjs';
import { Season, rulebook } from './results_fixture.mjs';

let server, first, second, contestant, anyone, admin;

before(async () => {
	server = await startServer();
	[first, second, contestant, admin] = [await server.account({ organizer: null }), await server.account({ organizer: null }), await server.account({ contestant: null }), await server.account({ admin: null })];
	anyone = server.client();
});
after(() => server?.stop());

const refused = (answer, status, code) => assert.deepEqual([answer.status, answer.json?.code], [status, code], answer.text);
const title = { 'zh-CN': '公示' };
const versionOf = (table, id) => server.db.one(`SELECT version FROM ${table} WHERE id = ?`, id).version;
const close = (edition, client = first) => client.post(`/api/v1/editions/${edition}/close`, { reason: '全部完成' }, ifMatch(versionOf('editions', edition)));
const rows = (edition) => Number(server.db.one('SELECT COUNT(*) AS n FROM audit WHERE edition_id = ?', edition).n);

// A round judged, computed and published: three entries, two of them of one division for one seat.
async function publishedRound() {
	const made = await judgingSeason(server, { judges: 2 });
	const round = await openWithAll(made);
	const sheets = [];
	for (const [i, entry] of made.entries.entries()) {
		for (const judge of made.judges) sheets.push({ entry, ...(await handIn(made, judge, round, entry, i === 2 ? points.growth : { technology: 20 + i, market: 10 })) });
	}
	const act = (verb, json) => made.organizer.expect(200, 'POST', `/api/v1/rounds/${round}/${verb}`, json);
	await act('lock');
	await act('close');
	await act('compute', {});
	await act('publish', {});
	return { made, round, sheets, act, code: server.db.one('SELECT code FROM editions WHERE id = ?', made.edition).code };
}

async function correct(made, sheet, values) {
	const asked = await made.organizer.expect(201, 'POST', `/api/v1/sheets/${sheet.sheet_id ?? sheet.id}/corrections`, { points: values, reason: '登记有误' });
	await made.second.expect(200, 'POST', `/api/v1/corrections/${asked.id}/decide`, { decision: 'approved', reason: '属实' });
}

test('a published round that is computed into a tie waits for the judges', async () => {
	const { made, round, sheets, act, code } = await publishedRound();
	const page = (n) => anyone.get(`/api/v1/public/editions/${code}/rounds/semi/standings?limit=${n}`); // each time another address: not from the cache
	assert.equal((await page(10)).json.items.find((s) => s.outcome === 'advanced' && s.group === 'startup').score, '26.00');
	for (const sheet of sheets.filter((s) => s.entry === made.entries[0])) await correct(made, sheet, { technology: 21, market: 10 });
	const again = await act('compute', { reason: '更正评分' });
	assert.deepEqual([again.state, again.published, again.ties.length], ['published', false, 1]);
	assert.equal((await page(11)).json.items.find((s) => s.outcome === 'advanced' && s.group === 'startup').score, '26.00', 'what is published stays until another version is');
	refused(await made.organizer.post(`/api/v1/rounds/${round}/publish`, { reason: '更正' }), 409, 'publication-tied');
	refused(await close(made.edition), 409, 'edition-unfinished');
	const order = [made.entries[0], made.entries[1]];
	await made.organizer.expect(200, 'PUT', `/api/v1/rounds/${round}/tie-order`, { order, reason: '评委合议' }, ifMatch(versionOf('rounds', round)));
	const settled = await act('compute', {});
	assert.deepEqual([settled.state, settled.published, settled.ties], ['published', false, []]);
	refused(await made.organizer.post(`/api/v1/rounds/${round}/publish`, {}), 422, 'publication-reason-needed');
	assert.equal((await act('publish', { reason: '评分更正后重新排名' })).number, 2);
	assert.deepEqual((await page(12)).json.items.filter((s) => s.group === 'startup').map((s) => [s.rank, s.outcome]), [[1, 'advanced'], [2, 'eliminated']]);
});

// Three startups and one growth firm, both rounds computed.
async function judged() {
	const season = new Season(server, [{}, {}, {}, { registered_on: '2019-01-01' }], rulebook());
	await first.expect(200, 'POST', `/api/v1/rounds/${season.rounds.prelim}/compute`, {});
	season.judge('final', season.entries.flatMap((entry, i) => [0, 1].map((judge) => ({ judge, entry, points: { technology: 50 - 5 * i, team: 20 } }))));
	await first.expect(200, 'POST', `/api/v1/rounds/${season.rounds.final}/compute`, {});
	return season;
}

const step = (list, verb, json = {}, client = first) => client.post(`/api/v1/award-lists/${list.id}/${verb}`, json, ifMatch(versionOf('award_lists', list.id)));
const endPeriod = (season) => server.db.query('UPDATE notices SET ends_at = UTC_TIMESTAMP(6) - INTERVAL 121 SECOND WHERE edition_id = ? AND ends_at IS NOT NULL', season.edition);
const complaint = { real_name: '陈先生', contact: '020-12345678', statement: '该企业的研发人员数据与事实不符，请核查。' };
const publishRounds = async (season) => {
	for (const round of Object.values(season.rounds)) await first.expect(200, 'POST', `/api/v1/rounds/${round}/publish`, {});
};

test('an edition is closed when everything is finished, and says what is not', async () => {
	const season = await judged();
	const unfinished = async (...members) => {
		const answer = await close(season.edition);
		refused(answer, 409, 'edition-unfinished');
		assert.deepEqual(answer.json.errors.map((e) => e.field).sort(), members.sort(), answer.text);
		for (const { field, detail } of answer.json.errors) {
			assert.ok(answer.json[field] >= 1);
			assert.ok(detail.length > 10);
		}
	};
	await unfinished('rounds_open');
	await publishRounds(season);
	let list = (await first.post(`/api/v1/editions/${season.edition}/award-lists`, {})).json;
	await step(list, 'approve');
	await unfinished('lists_open');
	await step(list, 'approve', {}, second);
	const noticed = await step(list, 'publish', { title, working_days: 5 });
	assert.equal(noticed.status, 200, noticed.text);
	await unfinished('lists_open', 'notices_running');
	const objection = (await contestant.post(`/api/v1/notices/${noticed.json.notice}/objections`, complaint)).json;
	endPeriod(season);
	await unfinished('lists_open', 'objections_open');
	await first.expect(200, 'POST', `/api/v1/objections/${objection.id}/decide`, { decision: 'upheld', reason: '属实', changes_list: true });
	await unfinished('lists_open', 'changes_open');
	const newer = (await first.post(`/api/v1/editions/${season.edition}/award-lists`, { why: '异议成立', objections: [objection.id] })).json;
	await step(newer, 'approve');
	await step(newer, 'approve', {}, second);
	await step(newer, 'publish', { title, working_days: 5 });
	endPeriod(season);
	await unfinished('lists_open');
	list = await step(newer, 'finalise');
	assert.equal(list.json.state, 'final', list.text);
	const judge = server.db.one('SELECT MIN(id) AS id FROM judges WHERE edition_id = ?', season.edition).id;
	const recusal = await first.expect(201, 'POST', `/api/v1/editions/${season.edition}/recusals`, { judge_id: Number(judge), entry_id: season.entries[0].id, kind: 'advisory', statement: '曾任顾问' });
	const sheet = server.db.one("SELECT MIN(assignment_id) AS id FROM sheets WHERE round_id = ?", season.rounds.final).id;
	const correction = await first.expect(201, 'POST', `/api/v1/sheets/${sheet}/corrections`, { points: { technology: 1, team: 1 }, reason: '登记有误' });
	await unfinished('recusals_open', 'corrections_open');
	await first.expect(200, 'POST', `/api/v1/recusals/${recusal.id}/decide`, { decision: 'dismissed', reason: '已过期限' });
	await second.expect(200, 'POST', `/api/v1/corrections/${correction.id}/decide`, { decision: 'rejected', reason: '无误' });
	assert.equal((await close(season.edition)).json.state, 'closed');
});

test('in a closed edition nothing changes', async () => {
	const season = await judged();
	await publishRounds(season);
	const text = await first.expect(201, 'POST', `/api/v1/editions/${season.edition}/notices`, { title, working_days: 5 });
	const objection = await contestant.expect(201, 'POST', `/api/v1/notices/${text.id}/objections`, complaint);
	await contestant.expect(200, 'POST', `/api/v1/objections/${objection.id}/withdraw`, {});
	endPeriod(season);
	const list = (await first.post(`/api/v1/editions/${season.edition}/award-lists`, {})).json;
	const account = server.addAccount(`late${season.edition}@example.com`, '后来者', { judge: season.edition });
	const ids = { e: season.edition, round: season.rounds.final, entry: season.entries[0].id, judge: season.judges[0], assignment: server.db.one('SELECT MIN(id) AS id FROM assignments WHERE round_id = ?', season.rounds.final).id };
	const recusal = await first.expect(201, 'POST', `/api/v1/editions/${ids.e}/recusals`, { judge_id: ids.judge, entry_id: ids.entry, kind: 'advisory', statement: '曾任顾问' });
	await first.expect(200, 'POST', `/api/v1/recusals/${recusal.id}/decide`, { decision: 'dismissed', reason: '已过期限' });
	assert.equal((await close(ids.e)).json.state, 'closed');
	const before = rows(ids.e), reason = '事后更改';
	const version = { headers: { 'if-match': '"1"' } };
	const acts = [
		[first, 'POST', `/api/v1/editions/${ids.e}/notices`, { title }],
		[first, 'POST', `/api/v1/notices/${text.id}/withdraw`, { reason }],
		[contestant, 'POST', `/api/v1/notices/${text.id}/objections`, complaint],
		[first, 'POST', `/api/v1/editions/${ids.e}/award-lists`, { why: reason }],
		[first, 'POST', `/api/v1/award-lists/${list.id}/approve`, {}, version],
		[first, 'POST', `/api/v1/rounds/${ids.round}/compute`, { reason }],
		[first, 'POST', `/api/v1/rounds/${ids.round}/publish`, {}],
		[first, 'PUT', `/api/v1/rounds/${ids.round}/extras`, { items: [{ entry_id: ids.entry, id: 'popularity', points: 1 }], reason }],
		[first, 'POST', `/api/v1/sheets/${ids.assignment}/corrections`, { points: { technology: 1, team: 1 }, reason }],
		[first, 'POST', `/api/v1/recusals/${recusal.id}/decide`, { decision: 'upheld', reason }],
		[first, 'POST', `/api/v1/editions/${ids.e}/recusals`, { judge_id: ids.judge, entry_id: ids.entry, kind: 'kinship', statement: reason }],
		[first, 'POST', `/api/v1/editions/${ids.e}/departures`, { entry_id: ids.entry, before: 'award', as: 'withdrawn', reason }],
		[first, 'POST', `/api/v1/editions/${ids.e}/judges`, { account_id: account, organisation: '大学' }],
		[first, 'POST', `/api/v1/judges/${ids.judge}/dismiss`, { reason }],
		[first, 'POST', `/api/v1/assignments/${ids.assignment}/release`, { reason }],
		[first, 'PUT', `/api/v1/entries/${ids.entry}/eligibility`, { decision: 'ineligible', reason, ordinal: 1 }],
		[first, 'POST', `/api/v1/entries/${ids.entry}/return`, { reason }],
		[first, 'POST', `/api/v1/editions/${ids.e}/prior-awards`, { firm_id: season.entries[0].firm, scheme: 'provincial', amount_fen: 1, source: reason }],
		[first, 'POST', `/api/v1/editions/${ids.e}/rulebooks`, { body: rulebook() }],
	];
	for (const [client, method, target, json, options] of acts) {
		const answer = await client.request(method, target, { json, ...options });
		assert.equal(answer.status, 409, `${method} ${target}: ${answer.text}`);
		assert.equal(answer.json.code, 'edition-closed', `${method} ${target}: ${answer.text}`);
	}
	const amended = await first.post(`/api/v1/editions/${ids.e}/amendments`, { field: 'corrections_close_at', new_value: inDays(5), reason });
	refused(amended, 409, 'edition-not-published');
	assert.equal(rows(ids.e), before);
});

test('closing and publishing at once: one sees the other', async () => {
	let both = 0;
	for (let i = 0; i < 12; i++) {
		const season = new Season(server, [{}]);
		const target = `/api/v1/editions/${season.edition}/notices`;
		const [closed, published] = await Promise.all(i % 2 ? [close(season.edition), second.post(target, { title, working_days: 5 })] : [second.post(target, { title, working_days: 5 }), close(season.edition)].reverse());
		const state = server.db.one('SELECT e.state, (SELECT COUNT(*) FROM notices n WHERE n.edition_id = e.id) AS notices FROM editions e WHERE e.id = ?', season.edition);
		assert.deepEqual([closed.status, published.status].sort(), [published.status === 201 ? 201 : 200, 409], `${closed.text} ${published.text}`);
		assert.ok((state.state === 'closed') !== (Number(state.notices) > 0), JSON.stringify(state));
		both += closed.status === 200;
	}
	assert.ok(both >= 0);
});

test('nobody is admitted in vain', async () => {
	const owner = await server.account({ contestant: null });
	const nowhere = entries.edition(server, { code: 'nowhere', body: { ...entries.rulebook, direct_advancement: undefined, divisions: [{ id: 'a', when: { fact: 'firm.registered_on', at_least: '2030-01-01' } }] } });
	const { entry } = await entries.submitted(server, owner, nowhere.id);
	const alone = await first.put(`/api/v1/entries/${entry.id}/eligibility`, { decision: 'admitted', reason: '特批', ordinal: 1 });
	refused(alone, 409, 'eligibility-not-decidable');
	assert.match(alone.json.detail, /division/);
	const many = await first.post(`/api/v1/editions/${nowhere.id}/eligibility/bulk`, { dry_run: false, decision: 'admitted', reason: '特批', entries: [{ entry_id: entry.id, ordinal: 1 }] });
	refused(many, 409, 'bulk-refused');
	assert.match(many.json.errors[0].detail, /division/);
	assert.equal(server.db.query('SELECT * FROM eligibility_decisions WHERE entry_id = ?', entry.id).length, 0);
	assert.equal((await first.put(`/api/v1/entries/${entry.id}/eligibility`, { decision: 'ineligible', reason: '无组别', ordinal: 1 })).status, 200);
});

test('codes and ids are told apart', async () => {
	const contest = await newContest(first);
	refused(await first.post('/api/v1/editions', { contest_id: contest.id, code: '5', title }), 422, 'code-like-id');
	refused(await first.post('/api/v1/editions', { contest_id: contest.id, code: '2026', title }), 422, 'code-like-id');
	assert.equal((await draftEdition(first, { contest_id: contest.id, code: `${contest.code}-5` })).state, 'draft');
	assert.throws(() => server.db.query("INSERT INTO editions (contest_id, code, title, created_at) VALUES (?, '7', '{}', UTC_TIMESTAMP(6))", contest.id), /editions_code_no_id/);

	// The second round of another edition has the number that the first round here has as its name.
	const rules = rulebook(), other = new Season(server, [{}]);
	rules.rounds[0].id = String(other.rounds.final);
	const season = new Season(server, [{}], rules);
	const round = season.rounds[rules.rounds[0].id];
	await first.expect(200, 'POST', `/api/v1/rounds/${round}/compute`, {});
	await first.expect(200, 'POST', `/api/v1/rounds/${round}/publish`, {});
	for (const name of [rules.rounds[0].id, round]) assert.equal((await anyone.get(`/api/v1/public/editions/${season.code}/rounds/${name}/standings`)).json.round.id, round);
});

test('notices and lists are locked in one order', async () => {
	const season = await judged();
	const list = (await first.post(`/api/v1/editions/${season.edition}/award-lists`, {})).json;
	await step(list, 'approve');
	await step(list, 'approve', {}, second);
	const reruns = async () => Number((await admin.get('/metrics', { hold: false })).text.match(/^saitou_reruns_total ([\d.]+)/m)[1]);
	const before = await reruns();
	for (let i = 0; i < 25; i++) {
		const noticed = await step(list, 'publish', { title, working_days: 5 });
		assert.equal(noticed.status, 200, noticed.text);
		const { notice, version } = noticed.json;
		const [final, withdrawn, objection] = await Promise.all([
			first.post(`/api/v1/award-lists/${list.id}/finalise`, {}, ifMatch(version)),
			second.post(`/api/v1/notices/${notice}/withdraw`, { reason: '名单有误' }),
			contestant.post(`/api/v1/notices/${notice}/objections`, complaint),
		]);
		assert.equal(withdrawn.status, 200, withdrawn.text);
		assert.ok([409, 412].includes(final.status), final.text);
		assert.ok(objection.status === 201 || objection.json.code === 'no-period', objection.text);
		assert.equal(server.db.one('SELECT state FROM award_lists WHERE id = ?', list.id).state, 'approved');
	}
	assert.equal(await reruns(), before, 'nobody had to begin again');
});
