// Results of rounds:
// - a dossier holds only facts that the rulebook names, no names of people, no free text; decisions stand in it as references
// - who may export it, and who not
// - a round is computed in its turn only; an earlier round without result, open entries and other states are refused
// - facts that make no valid dossier are refused with the path of each mistake
// - a tie over the last seat leaves the round where it is and names the entries; their order settles it
// - standings are for organiser and auditor at once, for the public only when published: by id and short name, paged, whole, filtered
// - a contestant sees the own entry's standing and its derivation when published, without the judges
// - the derivation shows sheets, aggregate, parts, score and ties
// - direct advancement with its reason
// - a published round is computed anew and stays published, and says which earlier rounds changed
// - a publication is a version: in force until another takes its place, readable for good; its notice shows it; the same bytes change nothing
// - the sample rulebook of Guangzhou 2023 is valid and has 1,400 places
// - the exported dossier recomputes to the exported results, byte for byte, and their hashes are recognised once public
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { root, saitouctl, startServer } from './harness.mjs';
import { Season, sha256 } from './results_fixture.mjs';

let server;
let organizer;
let auditor;
let anyone;

before(async () => {
	server = await startServer();
	organizer = await server.account({ organizer: null });
	auditor = await server.account({ auditor: null });
	anyone = server.client();
});
after(() => server.stop());

const compute = (season, code, json = {}, client = organizer) => client.post(`/api/v1/rounds/${season.rounds[code]}/compute`, json);
const refused = (answer, status, code) => assert.deepEqual([answer.status, answer.json?.code], [status, code], answer.text);

// Five startups, of which the third and fourth tie for the last seat, and one growth firm that has an investment.
async function fiveAndOne(member) {
	const season = new Season(server, [
		{ name: '甲公司', share: 0.7, member }, { name: '乙公司', share: 0.6 }, { share: 0.4 }, { share: 0.35 }, { share: 0.1 },
		{ name: '己公司', registered_on: '2019-01-01', share: 0.1 },
	]);
	season.addInvestment(season.entries[5], 150000);
	season.db.query("UPDATE investments SET state = 'verified', first_by = 1, second_by = 2 WHERE edition_id = ?", season.edition);
	return season;
}

async function settled(member) {
	const season = await fiveAndOne(member);
	season.setTieOrder('prelim', [season.entries[2], season.entries[3]]);
	await organizer.expect(200, 'POST', `/api/v1/rounds/${season.rounds.prelim}/compute`, {});
	return season;
}

async function judged(member) {
	const season = await settled(member);
	const [a, b, c, , , f] = season.entries;
	season.judge('final', [
		{ judge: 0, entry: a, points: { technology: 50, team: 30 } }, // 65
		{ judge: 1, entry: a, points: { technology: 40, team: 35 } }, // 57.5; mean 61.25
		{ judge: 2, entry: a, points: { technology: 1, team: 1 }, void_why: 'recused' },
		{ judge: 0, entry: b, points: { technology: 55, team: 20 } },
		{ judge: 1, entry: b, points: { technology: 45, team: 20 } }, // mean 60
		{ judge: 0, entry: c, points: { technology: 30, team: 20 } },
		{ judge: 1, entry: c, points: { technology: 30, team: 20 } },
		{ judge: 0, entry: f, points: { technology: 20, team: 20 } },
		{ judge: 1, entry: f, points: { technology: 20, team: 20 } },
	]);
	return season;
}

test('a dossier has only what the rulebook asks about', async () => {
	const season = await fiveAndOne();
	season.addInvestment(season.entries[0], 5, { investor: '钱七', investor_is_person: 1 });
	season.addInvestment(season.entries[1], 7, { state: 'withdrawn' });
	await organizer.expect(200, 'PUT', `/api/v1/entries/${season.entries[4].id}/eligibility`, { decision: 'ineligible', reason: '周八举报', ordinal: 1 });
	await organizer.expect(201, 'POST', `/api/v1/editions/${season.edition}/departures`, { entry_id: season.entries[3].id, before: 'final', as: 'withdrawn', replaced: false, reason: '吴九生病' });
	const audited = (action) => season.db.one('SELECT seq FROM audit WHERE edition_id = ? AND action = ?', season.edition, action).seq;
	const answer = await organizer.get(`/api/v1/editions/${season.edition}/dossier`);
	assert.equal(answer.status, 200);
	assert.match(answer.headers['content-disposition'], new RegExp(`attachment; filename="${season.code}-dossier.json"`));
	const dossier = answer.json;
	assert.equal(dossier.entries.length, 6);
	assert.deepEqual(dossier.firms.find((f) => f.id === `f${season.entries[0].firm}`), {
		id: `f${season.entries[0].firm}`, name: '甲公司', facts: { district: '天河区', listed: false, registered_on: '2022-05-01', share: 0.7 },
	});
	const entry = (i) => dossier.entries.find((e) => e.id === `e${season.entries[i].id}`);
	assert.deepEqual(entry(0), { id: `e${season.entries[0].id}`, firm: `f${season.entries[0].firm}`, industry: 'biomed', status: 'submitted', facts: { submitted_on: '2026-01-06' } });
	assert.equal(entry(4).status, 'ineligible');
	assert.match(entry(4).why, new RegExp(`^decision of \\d{4}-\\d\\d-\\d\\d, audit ${audited('entry.eligibility')}$`));
	assert.deepEqual({ ...entry(3).left, why: undefined }, { before: 'final', as: 'withdrawn', replaced: false, why: undefined });
	assert.match(entry(3).left.why, new RegExp(`^departure of \\d{4}-\\d\\d-\\d\\d, audit ${audited('departure.record')}$`));
	assert.deepEqual(dossier.investments.map((i) => [i.investor, i.facts]), [['赵六基金', { received_fen: 150000, verified: true }], ['natural person', { received_fen: 5, verified: false }]]);
	for (const personal of ['张三丰', '李四光', '王五', '钱七', '周八', '吴九', '138000', '139000', '@example', '评委', 'secret_phone']) assert.ok(!answer.text.includes(personal), personal);
});

test('who may export and see', async () => {
	const season = await fiveAndOne();
	const contestant = await server.account({ contestant: null });
	const elsewhere = await server.account({ organizer: (await fiveAndOne()).edition });
	for (const target of [`/api/v1/editions/${season.edition}/dossier`, `/api/v1/editions/${season.edition}/computations`, `/api/v1/rounds/${season.rounds.prelim}/standings`, `/api/v1/editions/${season.edition}/direct-advancements`]) {
		assert.equal((await auditor.get(target)).status, 200, target);
		assert.equal((await anyone.get(target)).status, 401, target);
		assert.equal((await contestant.get(target)).status, 403, target);
		assert.equal((await elsewhere.get(target)).status, 404, target);
	}
	assert.equal((await compute(season, 'prelim', {}, auditor)).status, 403);
	assert.equal((await compute(season, 'prelim', {}, elsewhere)).status, 404);
	assert.equal((await organizer.get('/api/v1/computations/999999/dossier')).status, 404);
	assert.equal((await organizer.get('/api/v1/computations/x/results')).status, 404);
});

test('a round is computed in its turn only', async () => {
	const season = await fiveAndOne();
	season.db.query('UPDATE editions SET entries_close_at = UTC_TIMESTAMP(6) - INTERVAL 60 SECOND, grace_seconds = 3600 WHERE id = ?', season.edition);
	refused(await compute(season, 'prelim'), 409, 'entries-still-open');
	season.db.query('UPDATE editions SET grace_seconds = 0 WHERE id = ?', season.edition);
	refused(await compute(season, 'final'), 409, 'state');
	season.db.query("UPDATE rounds SET state = 'closed' WHERE id = ?", season.rounds.final);
	refused(await compute(season, 'final'), 409, 'earlier-round-open');
	refused(await organizer.post(`/api/v1/rounds/${season.rounds.prelim}/publish`, {}), 409, 'round-state');
	season.db.query("UPDATE rounds SET state = 'computed' WHERE id = ?", season.rounds.prelim);
	season.setTieOrder('prelim', [season.entries[2]]);
	const stopped = await compute(season, 'final');
	refused(stopped, 409, 'computation-stopped');
	season.db.query('UPDATE editions SET rulebook_id = NULL WHERE id = ?', season.edition);
	refused(await compute(season, 'final'), 409, 'no-rulebook');
	refused(await organizer.get(`/api/v1/editions/${season.edition}/dossier`), 409, 'no-rulebook');
});

test('mistakes in the facts come with their paths', async () => {
	const season = await settled();
	season.judge('final', [
		{ judge: 0, entry: season.entries[0], points: { technology: 61, team: 3.3 } },
		{ judge: 1, entry: season.entries[0], points: { technology: 1 } },
	]);
	for (const i of [1, 2, 5]) season.insert('round_entries', { round_id: season.rounds.final, entry_id: season.entries[i].id, via: 'advanced', group_key: '' });
	const answer = await compute(season, 'final');
	refused(answer, 422, 'dossier-invalid');
	assert.deepEqual(answer.json.errors.map((e) => e.field).sort(), ['rounds[1].sheets[0].points.team', 'rounds[1].sheets[0].points.technology', 'rounds[1].sheets[1].points.team']);
	assert.equal(answer.json.total_errors, 3);
	assert.equal(season.db.one('SELECT state FROM rounds WHERE id = ?', season.rounds.final).state, 'closed');
});

test('a tie over the last seat waits for the judges', async () => {
	const season = await fiveAndOne();
	const tied = (await compute(season, 'prelim')).json;
	assert.equal(tied.state, 'planned');
	assert.deepEqual(tied.ties, [{ group: 'startup', rank: 3, entries: [2, 3].map((i) => ({ id: season.entries[i].id, number: season.entries[i].number, title: `项目${i}`, firm: `企业${i}` })) }]);
	assert.deepEqual(tied.outcomes, { advanced: 2, eliminated: 1, tied_at_cut: 2 });
	assert.equal(tied.direct, 1);
	assert.equal((await organizer.get(`/api/v1/rounds/${season.rounds.prelim}/standings?outcome=tied_at_cut`)).json.total, 2);
	const { version } = season.db.one('SELECT version FROM rounds WHERE id = ?', season.rounds.prelim);
	await organizer.expect(200, 'PUT', `/api/v1/rounds/${season.rounds.prelim}/tie-order`, { order: [season.entries[3].id, season.entries[2].id], reason: '评委合议' }, { headers: { 'if-match': `"${version}"` } });
	const computed = (await compute(season, 'prelim')).json;
	assert.equal(computed.state, 'computed');
	assert.deepEqual(computed.ties, []);
	assert.deepEqual(computed.outcomes, { advanced: 3, eliminated: 2 });
	assert.equal(season.db.one('SELECT state FROM rulebooks WHERE id = ?', season.rulebook).state, 'frozen');
	assert.equal((await compute(season, 'prelim')).json.state, 'computed');
	const listed = (await organizer.get(`/api/v1/editions/${season.edition}/computations`)).json;
	assert.equal(listed.total, 2, 'the same bytes are not kept twice');
	assert.equal(listed.items[0].incomplete_at, 'final');
	assert.notEqual(listed.items[0].dossier_sha256, listed.items[1].dossier_sha256);
});

test('standings are public when published', async () => {
	const season = await settled();
	const target = `/api/v1/public/editions/${season.code}/rounds/prelim/standings`;
	assert.equal((await anyone.get(target)).status, 404);
	const inside = (await auditor.get(`/api/v1/rounds/${season.rounds.prelim}/standings`)).json;
	assert.equal(inside.round.state, 'computed');
	assert.deepEqual(inside.items.map((s) => [s.entry, s.group, s.rank, s.score, s.outcome]), [
		[season.entries[0].id, 'startup', 1, '50.00', 'advanced'], [season.entries[1].id, 'startup', 1, '50.00', 'advanced'],
		[season.entries[2].id, 'startup', 3, '30.00', 'advanced'], [season.entries[3].id, 'startup', 4, '30.00', 'eliminated'],
		[season.entries[4].id, 'startup', 5, '10.00', 'eliminated'],
	]);
	assert.deepEqual([inside.items[4].why.code, inside.items[4].why.rank, inside.items[4].why.of, inside.items[4].why.seats], ['beyond_seats', 5, 5, 3]);
	refused(await organizer.post(`/api/v1/rounds/${season.rounds.prelim}/publish`, { title: { en: 'only English' } }), 422, 'localised-text-invalid');
	const published = (await organizer.post(`/api/v1/rounds/${season.rounds.prelim}/publish`, { title: { 'zh-CN': '初赛结果公示' }, working_days: 3 })).json;
	assert.equal(published.state, 'published');
	const notice = (await anyone.get(`/api/v1/public/notices/${published.notice}`)).json;
	assert.deepEqual([notice.kind, notice.round, notice.award_list, notice.working_days], ['standings', 'prelim', null, 3]);
	// A cached public answer may be a second old.
	const open = (query) => anyone.get(`/api/v1/public/editions/${season.edition}/rounds/${season.rounds.prelim}/standings${query}`).then((a) => a.json);
	const all = await open('?whole=true');
	assert.equal(all.total, 5);
	assert.deepEqual(all.items[0], { number: season.entries[0].number, title: '项目0', firm_name: '甲公司', group: 'startup', rank: 1, score: '50.00', outcome: 'advanced' });
	assert.deepEqual(all.round.name, { 'zh-CN': '初赛' });
	assert.deepEqual((await open('?limit=2&offset=3')).items.map((s) => s.number), [season.entries[3].number, season.entries[4].number]);
	assert.deepEqual((await open('?outcome=eliminated')).total, 2);
	assert.deepEqual((await open(`?q=${encodeURIComponent('乙')}`)).items.map((s) => s.firm_name), ['乙公司']);
	assert.equal((await open('?q=%25')).total, 0);
	assert.equal((await open('?group=growth')).total, 0);
	assert.equal((await anyone.get(`/api/v1/public/editions/${season.code}/rounds/prelim/standings?outcome=nonsense`)).status, 422);
	assert.equal((await anyone.get(`/api/v1/public/editions/${season.code}/rounds/prelim/standings?offset=1`)).json.items.length, 4);
});

test('direct advancement with its reason', async () => {
	const season = await settled();
	const direct = (await organizer.get(`/api/v1/editions/${season.edition}/direct-advancements`)).json;
	assert.equal(direct.total, 1);
	assert.deepEqual([direct.items[0].firm_name, direct.items[0].to, direct.items[0].rule, direct.items[0].why.when.saw], ['己公司', 'final', 'invest', 150000]);
	assert.equal((await anyone.get(`/api/v1/public/editions/${season.code}/direct-advancements`)).json.total, 0);
	await organizer.expect(200, 'POST', `/api/v1/rounds/${season.rounds.prelim}/publish`, {});
	assert.deepEqual((await anyone.get(`/api/v1/public/editions/${season.edition}/direct-advancements`)).json.items, [{ number: season.entries[5].number, title: '项目5', firm_name: '己公司', to: 'final', rule: 'invest' }]);
});

test('how a score came about, for the organiser and for the contestant', async () => {
	const contestant = await server.account({ contestant: null });
	const other = await server.account({ contestant: null });
	const season = await judged(contestant.account.id);
	const [entry] = season.entries;
	const computed = (await compute(season, 'final')).json;
	assert.deepEqual([computed.state, computed.outcomes], ['computed', { ranked: 4 }]);
	const target = `/api/v1/rounds/${season.rounds.final}/standings/${entry.id}`;
	const derivation = (await organizer.get(target)).json;
	assert.deepEqual([derivation.group, derivation.score, derivation.rank, derivation.of, derivation.outcome], ['startup', '60.13', 1, 3, 'ranked']);
	assert.deepEqual(derivation.sheets, [
		{ judge: season.judges[0], organisation: '大学0', panel: null, points: { technology: 50, team: 30 }, total: '65', void: null },
		{ judge: season.judges[1], organisation: '大学1', panel: null, points: { technology: 40, team: 35 }, total: '57.5', void: null },
		{ judge: season.judges[2], organisation: '大学2', panel: null, points: { technology: 1, team: 1 }, total: '1.5', void: 'recused' },
	]);
	assert.deepEqual(derivation.steps, [
		{ step: 'aggregate', value: '61.250000' },
		{ step: 'part', name: 'extra:popularity', weight: 0.1, value: '50.000000' },
		{ step: 'part', name: 'sheets', weight: 0.9, value: '61.250000' },
		{ step: 'score', value: '60.125000' },
		{ step: 'tie', name: 'criterion:technology', value: '45.000000' },
	]);
	assert.equal(derivation.rule.min_sheets, 2);
	const computedRound = (await organizer.get(`/api/v1/rounds/${season.rounds.prelim}/standings/${entry.id}`)).json;
	assert.deepEqual(computedRound.same_rank, [season.entries[1].id]);
	assert.deepEqual(computedRound.steps, [{ step: 'indicator', name: 'share', saw: 0.7, value: '50.000000' }, { step: 'score', value: '50.000000' }]);

	assert.equal((await contestant.get(target)).status, 404);
	assert.deepEqual((await contestant.get(`/api/v1/entries/${entry.id}/standings`)).json, { items: [], total: 0 });
	await organizer.expect(200, 'POST', `/api/v1/rounds/${season.rounds.final}/publish`, {});
	const own = (await contestant.get(target)).json;
	assert.deepEqual(own.sheets.map((s) => [s.judge, s.organisation, s.total]), [[null, null, '65'], [null, null, '57.5'], [null, null, '1.5']]);
	assert.deepEqual(own.steps, derivation.steps);
	const standings = (await contestant.get(`/api/v1/entries/${entry.id}/standings`)).json;
	assert.deepEqual(standings.items.map((s) => [s.code, s.rank, s.of, s.score]), [['final', 1, 3, '60.13']]);
	assert.equal((await other.get(target)).status, 404);
	assert.equal((await contestant.get(`/api/v1/rounds/${season.rounds.final}/standings/${season.entries[1].id}`)).status, 404);
	assert.equal((await other.get(`/api/v1/entries/${entry.id}/standings`)).status, 404);
});

test('a publication is a version: in force until another takes its place, and readable for good', async () => {
	const contestant = await server.account({ contestant: null });
	const season = await judged(contestant.account.id);
	const round = season.rounds.final, [entry] = season.entries;
	const publish = (json) => organizer.post(`/api/v1/rounds/${round}/publish`, json);
	let n = 100; // each time another address: not from the cache
	const page = async (version = '') => (await anyone.get(`/api/v1/public/editions/${season.code}/rounds/final/${version}standings?limit=${++n}`)).json;
	const own = async () => (await contestant.get(`/api/v1/rounds/${round}/standings/${entry.id}`)).json.score;
	await compute(season, 'final');
	const first = (await publish({ title: { 'zh-CN': '决赛结果' } })).json;
	assert.equal(first.number, 1);
	refused(await publish({ reason: '再公布一次' }), 409, 'publication-in-force');
	const before = await page(), audited = () => server.db.one('SELECT COUNT(*) AS n FROM audit WHERE edition_id = ?', season.edition).n;
	const rows = audited(), row = () => JSON.stringify(server.db.one('SELECT * FROM rounds WHERE id = ?', round)), state = row();
	const same = (await compute(season, 'final')).json;
	assert.deepEqual([same.unchanged, same.published, same.state], [true, true, 'published']);
	assert.deepEqual([audited(), row()], [rows, state], 'the same bytes change nothing');
	// A correction: the round is computed anew, and nothing is seen of it until it is published.
	server.db.query(`UPDATE sheets SET points = '{"technology": 10, "team": 30}' WHERE round_id = ? AND entry_id = ? AND void_why IS NULL`, round, entry.id);
	const again = (await compute(season, 'final')).json;
	assert.deepEqual([again.unchanged, again.published, again.state], [false, false, 'published']);
	assert.deepEqual(await page(), before);
	assert.equal(await own(), '60.13');
	assert.equal((await contestant.get(`/api/v1/entries/${entry.id}/standings`)).json.items.at(-1).score, '60.13');
	assert.notEqual((await organizer.get(`/api/v1/rounds/${round}/standings/${entry.id}`)).json.score, '60.13', 'organisers see what was computed last');
	refused(await publish({}), 422, 'publication-reason-needed');
	const second = (await publish({ reason: '评分表登记有误' })).json;
	assert.deepEqual([second.number, second.state], [2, 'published']);
	const now = await page();
	assert.deepEqual([now.round.number, now.round.reason, now.round.superseded], [2, '评分表登记有误', null]);
	assert.notDeepEqual(now.items, before.items);
	const old = await page('publications/1/');
	assert.deepEqual(old.items, before.items);
	assert.deepEqual(old.round.superseded, { number: 2, published_at: second.published_at, reason: '评分表登记有误' });
	assert.deepEqual((await page('publications/2/')).items, now.items);
	for (const other of ['0', '3', 'x', '-1']) assert.equal((await anyone.get(`/api/v1/public/editions/${season.code}/rounds/final/publications/${other}/standings`)).status, 404, other);
	const history = (await anyone.get(`/api/v1/public/editions/${season.edition}/rounds/${round}/publications`)).json;
	assert.deepEqual(history.items.map((p) => [p.number, p.reason, p.in_force, p.notices]), [[2, '评分表登记有误', true, []], [1, null, false, [first.notice]]]);
	assert.equal((await anyone.get(`/api/v1/public/notices/${first.notice}`)).json.publication, 1, 'a notice shows what it showed');
	const check = async (hash) => (await anyone.post('/api/v1/public/results/check', { sha256: hash })).json.matches.map((m) => [m.number, m.state]);
	assert.deepEqual(await check(old.round.dossier_sha256), [[1, 'superseded']]);
	assert.deepEqual(await check(now.round.dossier_sha256), [[2, 'in_force']]);
});

test('a published round is computed anew, and stays published', async () => {
	const season = await judged();
	await organizer.expect(200, 'POST', `/api/v1/rounds/${season.rounds.final}/compute`, {});
	await organizer.expect(200, 'POST', `/api/v1/rounds/${season.rounds.final}/publish`, {});
	season.insert('departures', { entry_id: season.entries[2].id, edition_id: season.edition, before_code: 'award', departed_as: 'disqualified', reason: '数据不实', recorded_by: season.admin, recorded_at: '2026-02-01' });
	const again = (await compute(season, 'final', { reason: '取消资格后重算' })).json;
	assert.deepEqual([again.state, again.published], ['published', false]);
	assert.deepEqual(again.outcomes, { disqualified: 1, ranked: 3 });
	assert.deepEqual(again.changed_rounds, []);
	season.db.query("UPDATE departures SET before_code = 'final' WHERE entry_id = ?", season.entries[2].id);
	refused(await compute(season, 'final'), 409, 'participants-changed');
	season.db.query("UPDATE editions SET state = 'closed' WHERE id = ?", season.edition);
	refused(await compute(season, 'final', { reason: '再来' }), 409, 'edition-closed');
});

test('the exported dossier recomputes to the same bytes', async () => {
	const season = await judged();
	const { computation, dossier_sha256 } = (await compute(season, 'final')).json;
	const dossier = await auditor.get(`/api/v1/computations/${computation}/dossier`);
	const results = await auditor.get(`/api/v1/computations/${computation}/results`);
	const current = await auditor.get(`/api/v1/editions/${season.edition}/dossier`);
	assert.equal(sha256(dossier.bytes), dossier_sha256);
	assert.ok(current.bytes.equals(dossier.bytes));
	assert.equal(results.json.dossier_sha256, dossier_sha256);
	assert.equal(results.json.awards.length, 4);
	const file = path.join(server.folder, 'dossier.json');
	writeFileSync(file, dossier.bytes);
	const recomputed = execFileSync(saitouctl, ['recompute', file]);
	assert.ok(recomputed.equals(results.bytes), 'recompute differs');

	const check = (hash) => anyone.post('/api/v1/public/results/check', { sha256: hash }).then((a) => a.json);
	assert.deepEqual(await check(dossier_sha256), { known: false, matches: [] });
	await organizer.expect(200, 'POST', `/api/v1/rounds/${season.rounds.final}/publish`, {});
	for (const [hash, kind] of [[dossier_sha256, 'dossier'], [sha256(results.bytes).toUpperCase(), 'results']]) {
		const { known, matches } = await check(hash);
		assert.deepEqual([known, matches.length, matches[0].kind, matches[0].edition, matches[0].round], [true, 1, kind, season.code, 'final']);
	}
	refused(await anyone.post('/api/v1/public/results/check', { sha256: 'zz' }), 422, 'sha256-invalid');
});

test('the sample rulebook is valid', async () => {
	const body = JSON.parse(readFileSync(path.join(root, 'schema/rulebooks/guangzhou-2023.json'), 'utf8'));
	assert.deepEqual(await organizer.expect(200, 'POST', '/api/v1/rulebooks/validate', { body }), { valid: true, errors: [] });
	const sum = (seats, groups) => (typeof seats === 'number' ? seats * groups : Object.values(seats).reduce((a, b) => a + b));
	const places = body.award.pools.flatMap((pool) => pool.tiers.map((tier) => sum(tier.seats, pool.round === 'final' ? 2 : 12)));
	assert.equal(places.reduce((a, b) => a + b), 1400);
	assert.equal(body.award.budget_fen, 10000000000);
	assert.deepEqual(body.award.pools[0].tiers[0].amount, { startup: 100000000, growth: 200000000 });
});
