// `saitouctl verify`, the history of the versioned tables against the audit trail:
// - every table with system versioning is looked at, and says where the history of each of its rows begins
// - after a season's changes through the API it is whole, and so it is after saitou-backup, saved and restored
// - a plain mariadb-dump loses it: verify names each table and how much of it, while the trail itself is intact
// - one version deleted behind the server's back is found: the first, one in the middle, the only one of a row that is no more
// - a state, a submission and points changed behind the server's back are found, though that leaves a history
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { admitted, edition } from './entry_fixtures.mjs';
import { root, saitouctl, startServer } from './harness.mjs';
import { handIn, openRound, sheetOf } from './judging_fixture.mjs';

let server, organizer, season, entries, round;
before(async () => {
	server = await startServer();
	organizer = await server.account({ organizer: null });
});
after(() => server.stop());

const verify = (config = server.config) => {
	const { status, stdout, stderr } = spawnSync(saitouctl, ['verify', '--config', config], { encoding: 'utf8' });
	const lost = {};
	for (const [, table, count, what] of stdout.matchAll(/^(\w+): (\d+) (.*) \(the first: \d+\)$/gm)) (lost[table] ??= []).push([Number(count), what]);
	return { status, stdout, stderr, lost };
};
const whole = (answer) => assert.ok(answer.status === 0 && /all there/.test(answer.stdout), answer.stdout + answer.stderr);

test('every versioned table is looked at', () => {
	const tables = server.db.query("SELECT table_name AS name, EXISTS (SELECT 1 FROM information_schema.columns c WHERE c.table_schema = t.table_schema AND c.table_name = t.table_name AND c.column_name = 'history_from') AS dated FROM information_schema.tables t WHERE t.table_schema = DATABASE() AND t.table_type = 'SYSTEM VERSIONED'");
	assert.deepEqual(tables.filter((t) => Number(t.dated) !== 1), []);
	const answer = verify();
	whole(answer);
	assert.match(answer.stdout, new RegExp(`history of ${tables.length} tables`));
});

test('after a season’s changes the history is whole', async () => {
	season = edition(server);
	const second = await server.account({ organizer: season.id });
	entries = await admitted(server, organizer, season.id, ['甲', '乙', '丙']);
	const [first, other] = entries;
	await organizer.expect(200, 'PUT', `/api/v1/entries/${other.entry.id}/eligibility`, { ordinal: 1, decision: 'ineligible', reason: '资料不实' });
	await organizer.expect(200, 'PUT', `/api/v1/entries/${other.entry.id}/eligibility`, { ordinal: 1, decision: 'follow_rule' });
	const judge = await server.account({ judge: season.id });
	const { id: judgeId } = await organizer.expect(201, 'POST', `/api/v1/editions/${season.id}/judges`, { account_id: judge.account.id, organisation: '大学', expertise: [] });
	await judge.expect(200, 'POST', '/api/v1/judging/pledge', { edition_id: season.id });
	server.db.query("INSERT INTO rounds (edition_id, code, position, kind) VALUES (?, 'semi', 0, 'judged'), (?, 'final', 1, 'judged')", season.id, season.id);
	round = Number(server.db.one("SELECT id FROM rounds WHERE edition_id = ? AND code = 'semi'", season.id).id);
	await openRound(organizer, round);
	for (const { entry } of entries) await organizer.expect(201, 'POST', `/api/v1/rounds/${round}/assignments`, { entry_id: entry.id, judge_id: judgeId });
	for (const { entry } of entries.slice(0, 2)) await handIn(null, { client: judge }, round, entry.id, { technology: 60 });
	const target = sheetOf(round, entries[0].entry.id), { headers } = await judge.get(target);
	await judge.expect(200, 'POST', `${target}/hand-in`, { points: { technology: 61 } }, { headers: { 'If-Match': headers.etag } });
	const recusal = await organizer.expect(201, 'POST', `/api/v1/editions/${season.id}/recusals`, { judge_id: judgeId, entry_id: entries[2].entry.id, kind: 'kinship', statement: '亲属' });
	await second.expect(200, 'POST', `/api/v1/recusals/${recusal.id}/decide`, { decision: 'dismissed', reason: '查无此事' });
	await organizer.expect(201, 'POST', `/api/v1/editions/${season.id}/departures`, { entry_id: entries[2].entry.id, before: 'final', as: 'withdrawn', reason: '企业来函' });
	const alias = await organizer.expect(201, 'POST', `/api/v1/editions/${season.id}/organisation-aliases`, { name: '大学', alias: '某大学' });
	await organizer.expect(204, 'DELETE', `/api/v1/editions/${season.id}/organisation-aliases/${alias.id}`);
	for (const verb of ['lock', 'reopen']) await organizer.expect(200, 'POST', `/api/v1/rounds/${round}/${verb}`, verb === 'lock' ? undefined : { reason: '再等一天' });
	whole(verify());
});

test('a backup keeps it, a plain dump loses it, table by table', () => {
	const { name } = server.db, config = readFileSync(server.config, 'utf8');
	for (const { entry } of entries) {
		const content = `licence of ${entry.id}`, hash = createHash('sha256').update(content).digest('hex');
		const place = path.join(server.folder, 'files', hash.slice(0, 2), hash.slice(2, 4));
		mkdirSync(place, { recursive: true });
		writeFileSync(path.join(place, hash), content);
	}
	const copies = ['kept', 'lost'].map((what) => ({ database: `${name}_${what}`, config: path.join(server.folder, `${what}.conf`), files: path.join(server.folder, `files-${what}`) }));
	for (const copy of copies) {
		server.db.query(`CREATE DATABASE ${copy.database} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
		writeFileSync(copy.config, config.replace(`database_name = "${name}"`, `database_name = "${copy.database}"`).replace(/^files = .*$/m, `files = "${copy.files}"`));
	}
	const [kept, lost] = copies;
	try {
		const backup = (verb, from) => {
			const done = spawnSync('sh', [path.join(root, 'tools/saitou-backup'), verb, '--config', from, path.join(server.folder, 'backup')], { encoding: 'utf8', env: { ...process.env, SAITOUCTL: saitouctl } });
			assert.equal(done.status, 0, done.stderr);
		};
		backup('save', server.config);
		backup('restore', kept.config); // which verifies it
		whole(verify(kept.config));

		execFileSync('mariadb', ['--user=root', `--socket=${server.mariadb.socket}`, '--default-character-set=utf8mb4', lost.database], {
			input: execFileSync('mariadb-dump', ['--user=root', `--socket=${server.mariadb.socket}`, '--default-character-set=utf8mb4', '--single-transaction', '--routines', '--triggers', '--hex-blob', name], { maxBuffer: 1 << 28 }),
		});
		const answer = verify(lost.config);
		assert.notEqual(answer.status, 0);
		assert.match(answer.stdout, /all intact/, 'the trail itself');
		assert.match(answer.stderr, /dump/);
		const count = (table) => Number(server.db.one(`SELECT COUNT(*) AS n FROM ${table}`).n);
		for (const table of ['grants', 'entries', 'eligibility_decisions', 'recusals', 'rounds', 'assignments', 'sheets', 'departures'])
			assert.deepEqual(answer.lost[table]?.[0], [count(table), 'rows have lost the beginning of their history'], table);
		const changes = (table) => answer.lost[table].find(([, what]) => /audit trail tells of/.test(what))?.[0];
		assert.deepEqual([changes('entries'), changes('eligibility_decisions'), changes('sheets'), changes('organisation_aliases')], [3, 2, 1, 1]);
	} finally {
		for (const copy of copies) server.db.query(`DROP DATABASE ${copy.database}`);
	}
});

// All versions but those that GONE is true of: as somebody does who knows how history is loaded.
function take(table, gone) {
	const columns = server.db.query('SELECT column_name AS name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ? AND generation_expression IS NULL', table).map((c) => c.name);
	const list = [...columns, 'row_start', 'row_end'].join(', ');
	server.db.query(`CREATE TABLE kept AS SELECT ${list} FROM ${table} FOR SYSTEM_TIME ALL WHERE row_end < UTC_TIMESTAMP(6)`);
	const put = (where) => server.db.query(`DELETE HISTORY FROM ${table}; SET system_versioning_insert_history = 1; INSERT INTO ${table} (${list}) SELECT ${list} FROM kept WHERE ${where}; SET system_versioning_insert_history = 0`);
	const n = Number(server.db.one(`SELECT COUNT(*) AS n FROM kept WHERE ${gone}`).n);
	put(`NOT (${gone})`);
	return { n, back: () => (put('TRUE'), server.db.query('DROP TABLE kept')) };
}

test('one version that was deleted is found', () => {
	const cases = [
		['rounds', `id = ${round} AND row_start = history_from`, 'beginning'],
		['rounds', `id = ${round} AND row_end = (SELECT MAX(k.row_end) FROM kept k WHERE k.id = ${round})`, 'the one before'],
		['organisation_aliases', 'TRUE', 'audit trail tells of'],
	];
	for (const [table, gone, what] of cases) {
		const taken = take(table, gone);
		assert.equal(taken.n, 1, `${table}: ${gone}`);
		const answer = verify();
		assert.notEqual(answer.status, 0, `${table}: ${gone}`);
		assert.deepEqual(Object.keys(answer.lost), [table]);
		assert.ok(answer.lost[table].some(([n, words]) => n === 1 && words.includes(what)), answer.stdout);
		taken.back();
		whole(verify());
	}
});

test('a state, a submission and points that were changed behind the server’s back are found', () => {
	const { id } = entries[1].entry, unlike = 'changes stand in the audit trail with content that no version has';
	server.db.query("UPDATE entries SET state = 'withdrawn', withdrawn_at = UTC_TIMESTAMP(6) WHERE id = ?", id);
	assert.deepEqual(verify().lost, { entries: [[1, 'rows are not in the state that the audit trail told of last']] });
	server.db.query("UPDATE entries SET state = 'submitted', withdrawn_at = NULL WHERE id = ?", id);
	server.db.query("UPDATE submissions SET body = JSON_SET(body, '$.form.product', '另一个产品') WHERE entry_id = ?", id);
	assert.deepEqual(verify().lost, { entries: [[1, unlike]] });

	const taken = take('sheets', 'FALSE');
	server.db.query("UPDATE kept SET points = '{\"technology\": 99}'");
	taken.back();
	assert.deepEqual(verify().lost.sheets, [[1, unlike]]);
});
