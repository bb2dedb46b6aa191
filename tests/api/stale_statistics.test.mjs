// No plan depends on fresh statistics: an edition with all that it has at its end, read by a database that believes its tables to be empty.
// - no table keeps statistics that could grow old (they are taken from the table itself when it is opened, and as it changes)
// - what was written down about an empty database decides nothing: every list and page of staff, judge, contestant and public reads no more rows than a
//   few dozen for each entry, by MariaDB's own count
// - the same with statistics that call every key useless
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { askEverything } from './every_get.mjs';
import { root, startMariadb, startServer } from './harness.mjs';

const entries = 1261;
const perEntry = 30; // the largest, a dossier, reads 13 for each; with the statistics of an empty database a checklist once read 12,000
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
	sql(`INSERT INTO grants (account_id, role, edition_id) VALUES (${from}, 'auditor', NULL), (${from}, 'admin', NULL)`);
});
after(async () => {
	await server.stop();
	mariadb.stop();
	rmSync(folder, { recursive: true, force: true });
});

// What the database has written down, changed by SET, is what it goes by after a restart.
async function believing(set) {
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
}

test('no table keeps statistics that grow old', () => {
	const tables = sql("SELECT table_name, create_options FROM information_schema.tables WHERE table_schema = DATABASE() AND engine = 'InnoDB'").trim().split('\n');
	assert.ok(tables.length > 50);
	assert.deepEqual(tables.filter((line) => !line.includes('stats_persistent=0')), []);
});

const where = () => `WHERE database_name = '${server.db.name}'`;

test('as if all tables were empty', { timeout: 600000 }, () =>
	believing(`UPDATE innodb_table_stats SET n_rows = 0, clustered_index_size = 1, sum_of_other_index_sizes = 1 ${where()}; UPDATE innodb_index_stats SET stat_value = IF(stat_name IN ('size', 'n_leaf_pages'), 1, 0) ${where()}`));

test('as if no key told anything apart', { timeout: 600000 }, () =>
	believing(`UPDATE innodb_table_stats SET n_rows = 30000, clustered_index_size = 100, sum_of_other_index_sizes = 100 ${where()}; UPDATE innodb_index_stats SET stat_value = IF(stat_name IN ('size', 'n_leaf_pages'), 100, 1) ${where()}`));
