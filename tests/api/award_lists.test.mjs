// From the award list to its end:
// - made only when every round has a result; over budget it is refused with an explanation; a second version says why
// - its sums by tier, division, industry and district; pages and filters
// - approved by two different people, with If-Match
// - published only by what the facts still say, as a notice of so many working days; public columns only, no ids, no people
// - the CSV file: BOM, columns, formulas made harmless, the hash that is recognised
// - the one for spreadsheets beside it: codes that are all digits stay as they are, nothing that was typed becomes a formula; its own hash
// - a list that misses its published hash is given to nobody and counted; so are a dossier and results that miss theirs
// - a vacated first prize stays empty if the rulebook says so, also above a tie; that somebody left is no difference to the standings
// - a list that is not final names what has changed since it was made
// - final only after the period and the last objections' arrival, without open objections, and not when an upheld one changes the list
// - an objection that is being filed and a list that is being made final wait for each other: whichever comes second sees the other
// - objections: filed within the period by time of arrival, by contestants, about entries that the notice shows, not without end; own list
//   and queue; decided once; withdrawn
// - the new version carries objections out, supersedes the old one and withdraws its notice
// - a withdrawn notice shows its reason and no list; the list can be published anew
// - auditors read, organisers of other editions see nothing
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { TRANSACTIONS_EVERY, startServer, until } from './harness.mjs';
import { Season, rulebook, sha256 } from './results_fixture.mjs';

let server;
let first;
let second;
let auditor;
let contestant;
let anyone;

before(async () => {
	server = await startServer();
	[first, second, auditor, contestant] = [await server.account({ organizer: null }), await server.account({ organizer: null }), await server.account({ auditor: null }), await server.account({ contestant: null })];
	anyone = server.client();
});
after(() => server.stop());

const refused = (answer, status, code) => assert.deepEqual([answer.status, answer.json?.code], [status, code], answer.text);
const title = { 'zh-CN': '拟奖励企业名单公示', en: 'Award list' };

// Three startups (60.125, 58, 45.5 points) and one growth firm, all judged.
async function judged(rules = rulebook(), third = { technology: 35, team: 20 }) {
	const season = new Season(server, [
		{ name: '甲公司', district: '天河区' }, { name: '=HYPERLINK("x")公司', industry: 'materials', district: '南沙区' }, { name: '丙,"公司"', district: '天河区' },
		{ name: '丁公司', registered_on: '2019-01-01', district: '黄埔区' },
	], rules);
	await first.expect(200, 'POST', `/api/v1/rounds/${season.rounds.prelim}/compute`, {});
	const points = [{ technology: 45, team: 32.5 }, { technology: 50, team: 20 }, third, { technology: 30, team: 20 }];
	season.judge('final', season.entries.flatMap((entry, i) => [0, 1].map((judge) => ({ judge, entry, points: points[i] }))));
	await first.expect(200, 'POST', `/api/v1/rounds/${season.rounds.final}/compute`, {});
	return season;
}

const create = (season, json = {}, client = first) => client.post(`/api/v1/editions/${season.edition}/award-lists`, json);
const step = (list, verb, json = {}, client = first, version = list.version) =>
	client.post(`/api/v1/award-lists/${list.id}/${verb}`, json, { headers: { 'if-match': version === null ? undefined : `"${version}"` } });

async function approved(season, json) {
	const list = (await create(season, json)).json;
	const once = (await step(list, 'approve')).json;
	return (await step(once, 'approve', {}, second)).json;
}

async function noticed(season, json) {
	const answer = await step(await approved(season, json), 'publish', { title, body: { 'zh-CN': '如有异议请实名提出。' }, working_days: 5 });
	assert.equal(answer.status, 200, answer.text);
	return answer.json;
}

const endPeriod = (season, seconds = 121) => season.db.query(`UPDATE notices SET ends_at = UTC_TIMESTAMP(6) - INTERVAL ${seconds} SECOND WHERE edition_id = ?`, season.edition);
const complaint = { real_name: '陈先生', contact: '020-12345678', statement: '该企业的研发人员数据与事实不符，请核查。' };
const file = (notice, json = {}, client = contestant) => client.post(`/api/v1/notices/${notice}/objections`, { ...complaint, ...json });
const decide = (id, json, client = first) => client.post(`/api/v1/objections/${id}/decide`, json);

test('a list is made when every round has a result', async () => {
	const season = new Season(server, [{}, {}]);
	refused(await create(season), 409, 'round-without-result');
	refused(await create(season, {}, auditor), 403, 'forbidden');
	refused(await create(season, {}, contestant), 403, 'forbidden');
	refused(await create({ edition: 999999 }), 404, 'not-found');
	season.db.query("UPDATE rounds SET state = 'computed' WHERE edition_id = ?", season.edition);
	refused(await create(season), 409, 'computation-incomplete');

	const rules = rulebook();
	delete rules.award;
	refused(await create(await judged(rules)), 409, 'no-award');
});

test('more than the budget is refused and explained', async () => {
	const season = await judged();
	const rules = rulebook();
	rules.award.budget_fen = 600000;
	season.db.query('UPDATE rulebooks SET body = ? WHERE id = ?', rules, season.rulebook);
	for (const answer of [await create(season), await first.post(`/api/v1/rounds/${season.rounds.final}/compute`, {})]) {
		refused(answer, 422, 'dossier-invalid');
		assert.deepEqual(answer.json.errors.map((e) => e.field), ['rulebook.award.budget_fen']);
		assert.match(answer.json.errors[0].detail, /over budget by CNY 1000\.00$/);
	}
});

test('a vacated first prize stays empty if the rulebook says so, with two tied below it', async () => {
	for (const [vacated, expected] of [['vacant', [['second', 100000], ['second', 100000]]], ['shift', [['first', 200000], ['first', 200000]]]]) {
		const rules = rulebook();
		rules.award.vacated = vacated;
		const season = await judged(rules, { technology: 50, team: 20 });
		const left = await first.expect(201, 'POST', `/api/v1/editions/${season.edition}/departures`, { entry_id: season.entries[0].id, before: 'award', as: 'withdrawn', reason: '放弃奖项' });
		assert.equal(left.replaced, vacated === 'shift');
		for (const code of ['prelim', 'final']) await first.expect(200, 'POST', `/api/v1/rounds/${season.rounds[code]}/compute`, {});
		const answer = await create(season), made = answer.json;
		assert.equal(answer.status, 201, answer.text);
		const rows = (await first.get(`/api/v1/award-lists/${made.id}/awards`)).json.items.filter((a) => a.division === 'startup');
		assert.deepEqual(rows.map((a) => [a.tier, a.amount_fen]), expected);
		assert.deepEqual(made.changed_rounds, [], 'that somebody left is recorded, and no difference');
	}
});

test('a list says what has changed since it was made', async () => {
	const season = await judged();
	const list = (await create(season)).json;
	assert.deepEqual(list.stale, []);
	await first.expect(201, 'POST', `/api/v1/editions/${season.edition}/departures`, { entry_id: season.entries[0].id, before: 'award', as: 'withdrawn', reason: '放弃奖项' });
	const stale = async (id) => (await first.get(`/api/v1/award-lists/${id}`)).json.stale.map((s) => [s.cause, s.count]);
	assert.deepEqual(await stale(list.id), [['departure', 1]]);
	const board = async () => (await first.expect(200, 'GET', `/api/v1/editions/${season.edition}/dashboard`)).stale_lists;
	assert.deepEqual(await board(), [{ id: list.id, number: 1, state: 'draft', noticed: false }]);
	refused(await step(list, 'approve'), 409, 'facts-changed');
	for (const code of ['prelim', 'final']) await first.expect(200, 'POST', `/api/v1/rounds/${season.rounds[code]}/compute`, {});
	const next = await create(season, { why: '一家退出' });
	assert.equal(next.status, 201, next.text);
	assert.deepEqual([next.json.stale, await stale(list.id)], [[], []], 'the new one has seen it, and the old one asks for nothing');
	assert.deepEqual(await board(), []);
});

test('sums, pages and filters', async () => {
	const season = await judged();
	const made = await create(season);
	assert.equal(made.status, 201, made.text);
	assert.equal(made.headers.location, `/api/v1/award-lists/${made.json.id}`);
	const list = made.json;
	assert.deepEqual([list.number, list.state, list.budget_fen, list.allocated_fen, list.remaining_fen], [1, 'draft', 1000000, 700000, 300000]);
	assert.deepEqual(list.summary, {
		by_tier: [{ id: 'first', awards: 2, amount_fen: 500000 }, { id: 'second', awards: 2, amount_fen: 200000 }],
		by_division: [{ id: 'growth', awards: 1, amount_fen: 300000 }, { id: 'startup', awards: 3, amount_fen: 400000 }],
		by_industry: [{ id: 'biomed', awards: 3, amount_fen: 600000 }, { id: 'materials', awards: 1, amount_fen: 100000 }],
		by_district: [{ id: '黄埔区', awards: 1, amount_fen: 300000 }, { id: '天河区', awards: 2, amount_fen: 300000 }, { id: '南沙区', awards: 1, amount_fen: 100000 }],
		total: 4,
	});
	assert.deepEqual(list.names.tiers, { first: { 'zh-CN': '一等奖' }, second: { 'zh-CN': '=二等奖' } });
	const awards = (query) => auditor.get(`/api/v1/award-lists/${list.id}/awards${query}`).then((a) => a.json);
	const all = await awards('');
	assert.deepEqual(all.items.map((a) => [a.place, a.firm_name, a.division, a.tier, a.rank, a.amount_fen]), [
		[1, '丁公司', 'growth', 'first', 1, 300000], [2, '甲公司', 'startup', 'first', 1, 200000],
		[3, '=HYPERLINK("x")公司', 'startup', 'second', 2, 100000], [4, '丙,"公司"', 'startup', 'second', 3, 100000],
	]);
	assert.equal(all.items[1].entry, season.entries[0].id);
	const filtered = await awards(`?district=${encodeURIComponent('天河区')}&tier=second`);
	assert.deepEqual([filtered.total, filtered.amount_fen, filtered.items[0].place], [1, 100000, 4]);
	assert.deepEqual((await awards(`?q=${encodeURIComponent('甲')}`)).items.map((a) => a.place), [2]);
	assert.deepEqual((await awards(`?q=reg-${season.edition}-3`)).items.map((a) => a.place), [1]);
	assert.deepEqual((await awards('?industry=materials&division=growth')).total, 0);
	assert.deepEqual((await awards('?limit=2&offset=3')).items.map((a) => a.place), [4]);
	assert.equal((await awards('?limit=1&whole=true')).items.length, 4);

	refused(await create(season), 422, 'why-needed');
	const next = (await create(season, { why: '名单重新核对' })).json;
	assert.deepEqual([next.number, next.state], [2, 'draft']);
	const versions = (await auditor.get(`/api/v1/editions/${season.edition}/award-lists`)).json;
	assert.deepEqual(versions.items.map((l) => [l.number, l.state, l.why, l.awards]), [[2, 'draft', '名单重新核对', 4], [1, 'superseded', null, 4]]);
	refused(await step({ ...list, version: 2 }, 'approve'), 409, 'award-list-not-approvable');
	const elsewhere = await server.account({ organizer: (await judged()).edition });
	for (const target of [`/api/v1/award-lists/${list.id}`, `/api/v1/award-lists/${list.id}/awards`, `/api/v1/award-lists/${list.id}/awards.csv`, `/api/v1/editions/${season.edition}/award-lists`]) assert.equal((await elsewhere.get(target)).status, 404, target);
	assert.equal((await step(next, 'approve', {}, elsewhere)).status, 404);
});

test('approved by two, each seeing what they approve', async () => {
	const season = await judged();
	const list = (await create(season)).json;
	assert.equal((await first.get(`/api/v1/award-lists/${list.id}`)).headers.etag, `"${list.version}"`);
	refused(await step(list, 'approve', {}, first, null), 428, 'precondition-required');
	refused(await step(list, 'approve', {}, first, 9), 412, 'version');
	refused(await step(list, 'publish', { title, working_days: 5 }), 409, 'award-list-state');
	const once = (await step(list, 'approve', { reason: '核对无误' })).json;
	assert.deepEqual([once.state, once.first_by, once.second_by], ['first_approved', first.account.id, null]);
	const told = async () => (await second.get(`/api/v1/editions/${season.edition}/dashboard`)).json.proposals.award_lists;
	assert.equal(await told(), 1, 'the second person is told');
	refused(await step(once, 'approve'), 409, 'same-person');
	refused(await step(once, 'approve', {}, auditor), 403, 'forbidden');
	const twice = (await step(once, 'approve', {}, second)).json;
	assert.equal(await told(), 0);
	assert.deepEqual([twice.state, twice.second_by], ['approved', second.account.id]);
	assert.deepEqual([twice.first_by_name, twice.second_by_name], season.db.query('SELECT name FROM accounts WHERE id IN (?, ?) ORDER BY id', first.account.id, second.account.id).map((a) => a.name));
	refused(await step(twice, 'approve', {}, second), 409, 'award-list-not-approvable');
	assert.throws(() => season.db.query('UPDATE award_lists SET second_by = first_by WHERE id = ?', list.id), /two_people/);
});

test('published as a notice, with a file that is recognised', async () => {
	const season = await judged();
	let list = await approved(season);
	refused(await step(list, 'publish', { title: {}, working_days: 5 }), 422, 'localised-text-invalid');
	refused(await step(list, 'publish', { title, working_days: 0 }), 422, 'invalid');
	const departure = { entry_id: season.entries[2].id, edition_id: season.edition, before_code: 'award', departed_as: 'disqualified', reason: '核查不符', recorded_by: season.admin, recorded_at: '2026-02-01' };
	season.insert('departures', departure);
	refused(await step(list, 'publish', { title, working_days: 5 }), 409, 'facts-changed');
	season.db.query('DELETE FROM departures WHERE entry_id = ?', season.entries[2].id);
	list = (await step(list, 'publish', { title, working_days: 5 })).json;
	assert.equal(list.state, 'noticed');

	const notice = (await anyone.get(`/api/v1/public/notices/${list.notice}`)).json;
	assert.deepEqual([notice.kind, notice.title, notice.working_days, notice.award_list.number, notice.award_list.summary.total], ['award_list', title, 5, 1, 4]);
	assert.ok(new Date(notice.ends_at) - new Date(notice.published_at) >= 5 * 86400000);
	assert.equal(new Date(notice.ends_at).toISOString().slice(11), '16:00:00.000Z'); // midnight in Shanghai
	const listed = (await anyone.get(`/api/v1/public/notices?edition=${season.code}&kind=award_list`)).json;
	assert.deepEqual(listed.items.map((n) => n.id), [list.notice]);
	assert.equal((await anyone.get(`/api/v1/public/notices?edition=${season.code}&kind=text`)).json.total, 0);
	const awards = await anyone.get(`/api/v1/public/notices/${list.notice}/awards?whole=true`);
	assert.deepEqual(awards.json.items[1], { place: 2, firm_name: '甲公司', firm_code: `REG-${season.edition}-0`, division: 'startup', industry: 'biomed', district: '天河区', tier: 'first', amount_fen: 200000 });
	assert.equal((await anyone.get(`/api/v1/public/notices/${list.notice}/awards?tier=first&limit=1`)).json.total, 2);
	assert.equal((await anyone.get('/api/v1/public/notices/999999/awards')).status, 404);

	const csv = await anyone.get(`/api/v1/public/notices/${list.notice}/awards.csv`);
	assert.match(csv.headers['content-disposition'], /^attachment; filename="[a-z0-9-]+\.csv"$/);
	assert.equal(csv.bytes.subarray(0, 3).toString('hex'), 'efbbbf');
	assert.deepEqual(csv.text.slice(1).split('\r\n'), [
		'序号,企业名称,统一社会信用代码,组别,行业,所属区,奖项,拟补助金额（元）',
		`1,"丁公司","REG-${season.edition}-3","成长组","生物医药","黄埔区","一等奖","3000.00"`,
		`2,"甲公司","REG-${season.edition}-0","初创组","生物医药","天河区","一等奖","2000.00"`,
		`3,"'=HYPERLINK(""x"")公司","REG-${season.edition}-1","初创组","新材料","南沙区","'=二等奖","1000.00"`,
		`4,"丙,""公司""","REG-${season.edition}-2","初创组","生物医药","天河区","'=二等奖","1000.00"`,
		'',
	]);
	assert.equal(sha256(csv.bytes), notice.award_list.csv_sha256);
	assert.ok((await auditor.get(`/api/v1/award-lists/${list.id}/awards.csv`)).bytes.equals(csv.bytes));
	const known = (await anyone.post('/api/v1/public/results/check', { sha256: sha256(csv.bytes) })).json;
	assert.deepEqual(known.matches.map((m) => [m.kind, m.edition, m.number, m.state]), [['award_list', season.code, 1, 'noticed']]);
	assert.equal((await anyone.post('/api/v1/public/results/check', { sha256: list.dossier_sha256 })).json.matches[0].kind, 'dossier');
});

test('beside the plain file one for spreadsheets keeps codes that are all digits, and makes no formula of what a firm typed', async () => {
	const season = await judged();
	const codes = ['914401011922038216', '00914E10', '=1+2', '@sum(1)'];
	const names = ['360', '-2+3', '1"&cmd', '2026-03-01'];
	season.entries.forEach((entry, i) => season.db.query('UPDATE firms f JOIN entries e ON e.firm_id = f.id SET f.code = ?, f.name = ? WHERE e.id = ?', codes[i], names[i], entry.id));
	const list = await noticed(season);
	const notice = (await anyone.get(`/api/v1/public/notices/${list.notice}`)).json.award_list;
	const at = (file) => anyone.get(`/api/v1/public/notices/${list.notice}/${file}.csv`);
	const [plain, sheet] = [await at('awards'), await at('awards-for-spreadsheets')];
	assert.match(sheet.headers['content-disposition'], /for-spreadsheets\.csv"$/);
	assert.match(sheet.headers['content-type'], /^text\/csv/);
	assert.equal(sheet.bytes.subarray(0, 3).toString('hex'), 'efbbbf');
	const cells = (file) => file.text.slice(1).trim().split('\r\n').slice(1).map((line) => [...line.matchAll(/"((?:[^"]|"")*)"|([^,]+)/g)].map((m) => m[2] ?? m[1].replaceAll('""', '"')));
	const shown = new Map([['914401011922038216', '="914401011922038216"'], ['00914E10', '="00914E10"'], ['360', '="360"'], ['2026-03-01', '="2026-03-01"']]);
	const safe = (cell) => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell);
	for (const [file, of] of [[plain, safe], [sheet, (cell) => shown.get(cell) ?? safe(cell)]]) {
		const rows = cells(file);
		assert.deepEqual(rows.map((row) => row[2]).sort(), codes.map(of).sort());
		assert.deepEqual(rows.map((row) => row[1]).sort(), names.map(of).sort());
		for (const row of rows) {
			assert.equal(row.length, 8);
			assert.match(row[7], /^\d+\.\d\d$/); // an amount stays one
			for (const cell of row) assert.ok(!/^[=+\-@\t\r]/.test(cell) || /^="[0-9eE.,:\/ -]+"$/.test(cell), cell);
		}
	}
	assert.equal(sha256(sheet.bytes), notice.sheet_csv_sha256);
	assert.notEqual(notice.sheet_csv_sha256, notice.csv_sha256);
	const known = (await anyone.post('/api/v1/public/results/check', { sha256: sha256(sheet.bytes) })).json;
	assert.deepEqual(known.matches.map((m) => [m.kind, m.edition]), [['award_list', season.code]]);
	assert.ok((await auditor.get(`/api/v1/award-lists/${list.id}/awards-for-spreadsheets.csv`)).bytes.equals(sheet.bytes));
	season.db.query('UPDATE awards SET amount_fen = amount_fen + 1 WHERE award_list_id = ? AND place = 0', list.id);
	refused(await auditor.get(`/api/v1/award-lists/${list.id}/awards-for-spreadsheets.csv`), 500, 'stored-damaged');
});

test('what misses its hash is not given out, and alarms', async () => {
	const season = await judged();
	const list = await noticed(season);
	const damaged = async () => Number((await server.client({ hold: false }).get('/metrics')).text.match(/^saitou_damaged_total (\d+)/m)[1]);
	const before = await damaged();
	const pages = [`/api/v1/public/notices/${list.notice}`, `/api/v1/public/notices/${list.notice}/awards?whole=true`, `/api/v1/public/notices/${list.notice}/awards.csv`];
	season.db.query('UPDATE awards SET amount_fen = amount_fen + 100000000 WHERE award_list_id = ? AND place = 0', list.id);
	for (const page of [...pages, `/api/v1/award-lists/${list.id}/awards.csv`]) refused(await auditor.get(page), 500, 'stored-damaged');
	assert.equal(await damaged(), before + 4);
	season.db.query('UPDATE awards SET amount_fen = amount_fen - 100000000 WHERE award_list_id = ? AND place = 0', list.id);
	for (const page of pages) assert.equal((await anyone.get(page)).status, 200);
	const { computation } = list;
	season.db.query("UPDATE computations SET results = REPLACE(results, '\"seats\"', '\"Seats\"'), dossier = CONCAT(dossier, ' ') WHERE id = ?", computation);
	for (const file of ['dossier', 'results']) refused(await auditor.get(`/api/v1/computations/${computation}/${file}`), 500, 'stored-damaged');
});

test('objections are filed within the period', async () => {
	const season = await judged();
	const { notice } = await noticed(season);
	refused(await file(notice, {}, anyone), 401, 'unauthenticated');
	refused(await file(notice, {}, first), 403, 'forbidden');
	refused(await file(999999), 404, 'not-found');
	refused(await file(notice, { real_name: '陈' }), 422, 'invalid');
	refused(await file(notice, { statement: '太短' }), 422, 'invalid');
	refused(await file(notice, { entry: (await judged()).entries[0].id }), 422, 'entry-unknown');
	const filed = await file(notice, { entry: season.entries[2].id });
	assert.equal(filed.status, 201, filed.text);
	assert.deepEqual([filed.json.state, filed.json.entry, filed.json.real_name], ['filed', season.entries[2].id, '陈先生']);
	const own = (await contestant.get('/api/v1/me/objections')).json;
	assert.equal(own.items[0].id, filed.json.id);
	const other = await server.account({ contestant: null });
	assert.equal((await other.get(`/api/v1/objections/${filed.json.id}`)).status, 404);
	assert.equal((await other.get('/api/v1/me/objections')).json.total, 0);
	assert.equal((await other.post(`/api/v1/objections/${filed.json.id}/withdraw`, {})).status, 404);
	assert.equal((await auditor.get(`/api/v1/objections/${filed.json.id}`)).json.contact, complaint.contact);
	const general = (await file(notice, {}, other)).json;
	assert.equal((await other.post(`/api/v1/objections/${general.id}/withdraw`, { reason: '已了解' })).json.state, 'withdrawn');
	refused(await decide(general.id, { decision: 'dismissed', reason: '无' }), 409, 'state');
	const queue = (await auditor.get(`/api/v1/editions/${season.edition}/objections?state=filed&notice=${notice}`)).json;
	assert.deepEqual(queue.items.map((o) => o.id), [filed.json.id]);
	assert.equal((await contestant.get(`/api/v1/editions/${season.edition}/objections`)).status, 403);
	for (let i = 1; i < 20; i++) await contestant.expect(201, 'POST', `/api/v1/notices/${notice}/objections`, complaint);
	refused(await file(notice), 409, 'too-many-objections');
	endPeriod(season);
	refused(await file(notice, {}, other), 409, 'period-over');
	const text = (await first.post(`/api/v1/editions/${season.edition}/notices`, { title: { 'zh-CN': '通知' } })).json;
	assert.deepEqual([text.kind, text.ends_at, text.award_list], ['text', null, null]);
	refused(await file(text.id), 409, 'no-period');
});

// What REQUEST answers after OTHER, who holds the row that it waits for, has ended its transaction.
async function afterwards(other, request) {
	let answered = false;
	const answer = request().finally(() => (answered = true));
	await until('the request to wait', () => answered || server.db.transactions('LOCK WAIT') > 0, 120000, TRANSACTIONS_EVERY);
	assert.equal(answered, false, 'it waits for who has the notice');
	await other.end('COMMIT');
	return answer;
}

test('filing and finalising at the same moment', async () => {
	const [one, two] = [await judged(), await judged()];
	const [final, disputed] = [await noticed(one), await noticed(two)];
	const finalising = server.sqlSession();
	await finalising.run(`BEGIN; SELECT id FROM notices WHERE id = ${final.notice} FOR UPDATE; UPDATE award_lists SET state = 'final', final_at = UTC_TIMESTAMP(6) WHERE id = ${final.id}`);
	refused(await afterwards(finalising, () => file(final.notice)), 409, 'list-final');
	endPeriod(two, 60);
	refused(await step(disputed, 'finalise'), 409, 'period-settling');
	endPeriod(two);
	const filing = server.sqlSession();
	await filing.run(`BEGIN; SELECT id FROM notices WHERE id = ${disputed.notice} FOR UPDATE; INSERT INTO objections (edition_id, notice_id, account_id, real_name, contact, statement, filed_at) VALUES (${two.edition}, ${disputed.notice}, ${contestant.account.id}, 'A B', '020-1234567', 'within the period', UTC_TIMESTAMP(6) - INTERVAL 122 SECOND)`);
	refused(await afterwards(filing, () => step(disputed, 'finalise')), 409, 'objections-open');
});

test('an upheld objection changes the list by a new version only', async () => {
	const season = await judged();
	const list = await noticed(season);
	const objection = (await file(list.notice, { entry: season.entries[2].id })).json;
	const other = (await file(list.notice)).json;
	endPeriod(season);
	refused(await step(list, 'finalise'), 409, 'objections-open');
	refused(await decide(objection.id, { decision: 'upheld', reason: '属实' }), 422, 'changes-list-needed');
	refused(await decide(objection.id, { decision: 'dismissed', reason: '不属实', changes_list: false }), 422, 'changes-list-needed');
	refused(await decide(objection.id, { decision: 'upheld', reason: '属实', changes_list: true }, auditor), 403, 'forbidden');
	refused(await create(season, { why: '执行异议决定', objections: [objection.id] }), 422, 'objections-unfit');
	const upheld = (await decide(objection.id, { decision: 'upheld', reason: '核查属实', changes_list: true })).json;
	assert.deepEqual([upheld.state, upheld.changes_list, upheld.decision_why, upheld.award_list], ['upheld', true, '核查属实', null]);
	assert.match((await server.mailTo(contestant.account.email, new RegExp(`${objection.id}`))).subject, /异议/);
	refused(await decide(objection.id, { decision: 'dismissed', reason: '改判' }), 409, 'state');
	await decide(other.id, { decision: 'dismissed', reason: '证据不足' });
	refused(await step(list, 'finalise'), 409, 'new-version-needed');

	season.insert('departures', { entry_id: season.entries[2].id, edition_id: season.edition, before_code: 'award', departed_as: 'disqualified', reason: '核查属实', recorded_by: season.admin, recorded_at: '2026-02-01' });
	const next = await noticed(season, { why: '执行异议决定', objections: [objection.id] });
	assert.deepEqual([next.number, next.summary.total, next.allocated_fen], [2, 3, 600000]);
	assert.deepEqual([list.changed_rounds, next.changed_rounds], [[], []], 'that somebody left is recorded, and no difference');
	assert.equal((await contestant.get(`/api/v1/objections/${objection.id}`)).json.award_list, next.id);
	assert.equal((await first.get(`/api/v1/award-lists/${list.id}`)).json.state, 'superseded');
	const old = (await anyone.get(`/api/v1/public/notices/${list.notice}`)).json;
	assert.match(old.withdrawn_why, /第 2 版/);
	assert.equal(old.award_list, null);
	assert.equal((await anyone.get(`/api/v1/public/notices/${list.notice}/awards`)).status, 404);
	refused(await file(list.notice), 409, 'no-period');

	refused(await step(next, 'finalise'), 409, 'period-running');
	endPeriod(season);
	const final = (await step(next, 'finalise', { title: { 'zh-CN': '获奖名单' } })).json;
	assert.deepEqual([final.state, typeof final.final_at], ['final', 'string']);
	const notices = (await anyone.get(`/api/v1/public/notices?edition=${season.code}`)).json;
	assert.deepEqual(notices.items.map((n) => [n.kind, n.withdrawn_at !== null]), [['final_list', false], ['award_list', false], ['award_list', true]]);
	assert.equal((await anyone.get(`/api/v1/public/notices/${notices.items[0].id}/awards`)).json.total, 3);
	refused(await step(final, 'finalise'), 409, 'award-list-state');
	const audited = season.db.query("SELECT action FROM audit WHERE edition_id = ? AND object = 'award_lists' ORDER BY seq", season.edition).map((a) => a.action);
	for (const action of ['award_list.create', 'award_list.approve_first', 'award_list.approve_second', 'award_list.publish', 'award_list.supersede', 'award_list.finalise']) assert.ok(audited.includes(action), action);
});

test('a withdrawn notice keeps its reason and loses its list', async () => {
	const season = await judged();
	const list = await noticed(season);
	refused(await first.post(`/api/v1/notices/${list.notice}/withdraw`, {}), 422, 'invalid');
	refused(await auditor.post(`/api/v1/notices/${list.notice}/withdraw`, { reason: '误发' }), 403, 'forbidden');
	refused(await first.post('/api/v1/notices/999999/withdraw', { reason: '误发' }), 404, 'not-found');
	const withdrawn = (await first.post(`/api/v1/notices/${list.notice}/withdraw`, { reason: '标题有误' })).json;
	assert.deepEqual([withdrawn.withdrawn_why, withdrawn.award_list], ['标题有误', null]);
	refused(await first.post(`/api/v1/notices/${list.notice}/withdraw`, { reason: '再撤' }), 409, 'notice-withdrawn');
	assert.equal((await anyone.get(`/api/v1/public/notices/${list.notice}/awards.csv`)).status, 404);
	const back = (await first.get(`/api/v1/award-lists/${list.id}`)).json;
	assert.deepEqual([back.state, back.notice], ['approved', null]);
	const again = (await step(back, 'publish', { title, working_days: 3 })).json;
	assert.equal(again.state, 'noticed');
	assert.notEqual(again.notice, list.notice);
	season.db.query("UPDATE editions SET state = 'closed' WHERE id = ?", season.edition);
	refused(await create(season, { why: '太迟' }), 409, 'edition-closed');
	refused(await step(again, 'finalise'), 409, 'edition-closed');
	refused(await first.post(`/api/v1/notices/${again.notice}/withdraw`, { reason: '太迟' }), 409, 'edition-closed');
	refused(await first.post(`/api/v1/editions/${season.edition}/notices`, { title }), 409, 'edition-closed');
});
