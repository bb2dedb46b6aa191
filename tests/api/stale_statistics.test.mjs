// No plan depends on fresh statistics: an edition with all that it has at its end, read by a database that believes its tables to be empty.
// - no table keeps statistics that could grow old (they are taken from the table itself when it is opened, and as it changes)
// - what was written down about an empty database decides nothing: every list and page of staff, judge, contestant and public reads no more rows than a
//   few dozen for each entry, by MariaDB's own count
// - the same with statistics that call every key useless
// - nor do the heaviest acts: submitting, deciding on all that is found, telling it, opening a round, assigning, closing it, computing and publishing its
//   result, making, approving and publishing the award list, closing the edition
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { complete, release, submit } from './entry_fixtures.mjs';
import { askEverything } from './every_get.mjs';
import { root, startMariadb, startServer } from './harness.mjs';
import { openRound } from './judging_fixture.mjs';

const entries = 1261;
const perEntry = 30; // the largest, a dossier, reads 13 for each; with the statistics of an empty database a checklist once read 12,000
const perAct = 60; // the largest, telling what was decided, reads and writes 43 for each
const from = entries * 1000000;

let folder, mariadb, server;
// Not through server.db, whose connection does not outlive the restarts.
const sql = (text, database = server.db.name) =>
	execFileSync('mariadb', ['--no-defaults', '--default-character-set=utf8mb4', '-N', '-S', mariadb.socket, database], { input: text, encoding: 'utf8', maxBuffer: 1 << 26 });
const script = (file) => readFileSync(path.join(root, 'bench', file), 'utf8');

before(async () => {
	folder = mkdtempSync(path.join(tmpdir(), 'saitou-stale-'));
	mariadb = startMariadb(path.join(folder, 'mariadb'));
	server = await startServer({ mariadb });
	// As if nobody ever counted anew: what the tables' own statistics are, if they kept any, is what was true when they were made.
	sql('SET GLOBAL innodb_stats_auto_recalc = OFF');
	sql(script('fixture.sql').replaceAll('@entries@', '64').replaceAll('@drafts@', '2'));
	sql(script('desk.sql').replace(/^ANALYZE .*/m, '').replaceAll('@n@', String(entries)));
	sql('ALTER TABLE attachments AUTO_INCREMENT = 1000000'); // the first is none that has a file
	sql(`INSERT INTO grants (account_id, role, edition_id) VALUES (${from}, 'auditor', NULL), (${from}, 'admin', NULL)`);
});
after(async () => {
	await server.stop();
	mariadb.stop();
	rmSync(folder, { recursive: true, force: true });
});

const rowsRead = () =>
	sql("SHOW GLOBAL STATUS WHERE Variable_name IN ('Handler_read_first', 'Handler_read_key', 'Handler_read_last', 'Handler_read_next', 'Handler_read_prev', 'Handler_read_rnd', 'Handler_read_rnd_next')")
		.trim()
		.split('\n')
		.reduce((sum, line) => sum + Number(line.split('\t')[1]), 0);

// An edition of its own for each, since acts change it: its rounds not begun, a quarter of its entries with sheets once they are.
const award = { budget_fen: 10000000000, pools: [{ round: 'semi', groups: ['division'], tiers: [{ id: 'merit', seats: 100, amount: 100000 }] }] };
function editionToAct(n) {
	const own = n * 1000000;
	sql(script('desk.sql').replace(/^ANALYZE .*/m, '').replaceAll('@n@', String(n)));
	sql(`SET FOREIGN_KEY_CHECKS = 0;
		UPDATE editions SET code = 'acts-${n}' WHERE id = ${n};
		UPDATE rounds SET state = 'planned', computation_id = NULL, public_computation_id = NULL, published_at = NULL WHERE id = ${own};
		DELETE FROM awards WHERE award_list_id = ${own}; DELETE FROM award_lists WHERE id = ${own}; DELETE FROM publications WHERE round_id = ${own};
		DELETE FROM standings WHERE computation_id = ${own}; DELETE FROM computations WHERE id = ${own};
		DELETE FROM sheets WHERE round_id = ${own}; DELETE FROM assignments WHERE round_id = ${own}; DELETE FROM round_entries WHERE round_id = ${own};
		UPDATE rulebooks SET body = JSON_SET(body, '$.award', JSON_EXTRACT('${JSON.stringify(award)}', '$')) WHERE id = ${n};
		UPDATE rounds SET opens_at = UTC_TIMESTAMP(6) - INTERVAL 1 HOUR, closes_at = NULL WHERE id = ${own}`);
	return own;
}
const dates = (n, closes) => sql(`UPDATE editions SET entries_close_at = UTC_TIMESTAMP(6) + INTERVAL ${closes} HOUR WHERE id = ${n}`);
const handIn = (own) =>
	sql(`INSERT INTO sheets (assignment_id, round_id, entry_id, judge_id, state, points, saved_at, handed_in_at)
		SELECT id, round_id, entry_id, judge_id, 'handed_in', '{"technology":27.5,"model":21,"market":16.5,"team":12,"finance":8}', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) FROM assignments WHERE round_id = ${own}`);

async function act(n) {
	const own = editionToAct(n), edition = `/api/v1/editions/${n}`, round = `/api/v1/rounds/${own}`;
	const one = await server.account({ organizer: null }), two = await server.account({ organizer: null }), owner = await server.account({ contestant: null });
	const read = {};
	const counted = async (what, run) => {
		const before = rowsRead(), result = await run();
		read[what] = rowsRead() - before;
		return result;
	};
	const posted = (client, target, json = {}, headers = {}) => client.request('POST', target, { json, headers }).then((a) => (a.status < 300 ? a.json : Promise.reject(new Error(`${target}: ${a.status} ${a.text}`))));
	const versioned = async (client, target, verb, json) => posted(client, `${target}/${verb}`, json, { 'if-match': (await client.get(target)).headers.etag });

	dates(n, 1);
	const { entry } = await complete(server, owner, n, { industry: 'it' });
	await counted('submit', () => submit(owner, entry).then((a) => assert.equal(a.status, 201, a.text)));
	dates(n, -1);
	const { total } = await one.expect(200, 'GET', `${edition}/eligibility?limit=1`);
	await counted('decide', () => posted(one, `${edition}/eligibility/bulk`, { filter: {}, expected: total, decision: 'follow_rule', dry_run: false }));
	await counted('tell', () => release(one, n));
	await counted('open', () => openRound(one, own));
	await counted('assign', () => posted(one, `${round}/assignment-batches`, { dry_run: false, judges_per_entry: 3 }));
	handIn(own);
	for (const verb of ['lock', 'close', 'compute', 'publish']) await counted(verb, () => posted(one, `${round}/${verb}`));
	const list = await counted('award list', () => posted(one, `${edition}/award-lists`));
	const at = `/api/v1/award-lists/${list.id}`;
	await counted('approve', () => versioned(one, at, 'approve'));
	await counted('approve again', () => versioned(two, at, 'approve'));
	const { notice } = await counted('announce', () => versioned(one, at, 'publish', { title: { 'zh-CN': '公示' }, working_days: 1 }));
	sql(`UPDATE notices SET ends_at = UTC_TIMESTAMP(6) - INTERVAL 1 DAY WHERE id = ${notice}`);
	await counted('finalise', () => versioned(one, at, 'finalise'));
	await counted('close the edition', () => versioned(one, edition, 'close', { reason: '全部完成' }));
	assert.deepEqual(Object.entries(read).filter(([, rows]) => rows > total * perAct), []);
	assert.ok(read.submit < total, 'one entry is one entry');
}

// What the database has written down, changed by SET, is what it goes by after a restart.
async function believing(set, n) {
	sql(set, 'mysql');
	await server.terminate();
	mariadb.stop();
	mariadb.start();
	sql('SET GLOBAL innodb_stats_auto_recalc = OFF');
	await server.start();
	const answers = await askEverything(server, sql, entries);
	const read = Object.fromEntries(Object.entries(answers).map(([name, { rows }]) => [name, rows]));
	assert.ok(Object.keys(read).length > 60, `only ${Object.keys(read).length} answered`);
	assert.ok(read['staff /api/v1/rounds/{round}/checklist'] > entries, 'rows are counted');
	assert.deepEqual(Object.entries(read).filter(([, rows]) => rows > entries * perEntry), []);
	await act(n);
}

test('no table keeps statistics that grow old', () => {
	const tables = sql("SELECT table_name, create_options FROM information_schema.tables WHERE table_schema = DATABASE() AND engine = 'InnoDB'").trim().split('\n');
	assert.ok(tables.length > 50);
	assert.deepEqual(tables.filter((line) => !line.includes('stats_persistent=0')), []);
});

const where = () => `WHERE database_name = '${server.db.name}'`;

test('as if all tables were empty', { timeout: 600000 }, () =>
	believing(`UPDATE innodb_table_stats SET n_rows = 0, clustered_index_size = 1, sum_of_other_index_sizes = 1 ${where()}; UPDATE innodb_index_stats SET stat_value = IF(stat_name IN ('size', 'n_leaf_pages'), 1, 0) ${where()}`, 1262));

test('as if no key told anything apart', { timeout: 600000 }, () =>
	believing(`UPDATE innodb_table_stats SET n_rows = 30000, clustered_index_size = 100, sum_of_other_index_sizes = 100 ${where()}; UPDATE innodb_index_stats SET stat_value = IF(stat_name IN ('size', 'n_leaf_pages'), 100, 1) ${where()}`, 1263));
