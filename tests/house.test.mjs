// The house's own rules, read off the sources:
// - every folder looks only at what its local.mk says, folders and files in no circle (but condition and query): tools → api → core, certs, judging
// - C is formatted as .clang-format says
// - judging has no I/O, clock, threads, database or cryptography
// - the routes of the program and the operations of api/openapi.yaml are the same
// - every operation has its own operationId and answers problems
// - every problem has its sentences in all languages
// - every action of the audit trail has its words in all languages, and no other has
// - so has everything that its rows are about
// - arguments of calls that the compiler cannot check fit what describes them: letters of SQL and JSON, sentences in tables
// - the pages have the program's table of the codes of why, from which they make words
// - texts are never cut by bytes, nor put into buffers of a fixed length
// - lists are searched in one way only
// - whatever shows a list by pages has below it the one way to all of its rows, on paper, too
// - states are moved by the one engine only; its tables have the states that the schema has, each of which is reached, and left or an end
// - nothing is left to do later, and the text knows no machine of ours
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { operations } from './api/contract.mjs';
import { build, root } from './api/harness.mjs';
import { checkVariadics } from './variadic.mjs';

const files = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).trim().split('\n');
const read = (file) => readFileSync(path.join(root, file), 'utf8');
const sources = files.filter((f) => /^(judging|core|certs|inspect|api|tools)\/.*\.[ch]$/.test(f));

// Each folder says in the first line of its local.mk what it may look at, beyond itself: "… Looks at: api/shared, core." A name stands for the folders below it too.
const folders = files.filter((f) => /^(judging|core|certs|inspect|api|tools)\/(.*\/)?local\.mk$/.test(f)).map((f) => path.dirname(f)).sort();
const looksAt = Object.fromEntries(folders.map((folder) => {
	const said = read(`${folder}/local.mk`).match(/^# .*Looks at: ([^.\n]+)\.\n/);
	return [folder, said ? said[1].split(', ').filter((f) => f !== 'nothing else of the house') : null];
}));
const includes = Object.fromEntries(sources.map((f) => [f, [...read(f).matchAll(/^\s*#\s*include\s+"([^"]+)"/gm)].map((m) => m[1]).filter((to) => to !== 'config.h')]));
const within = (folder, place) => folder === place || folder.startsWith(`${place}/`);

// Strongly connected parts with more than one member (Tarjan).
const circles = (graph) => {
	const index = new Map(), low = new Map(), stack = [], found = [];
	const visit = (node) => {
		index.set(node, index.size);
		low.set(node, index.get(node));
		stack.push(node);
		for (const next of graph[node] ?? []) {
			if (!index.has(next)) visit(next);
			if (stack.includes(next)) low.set(node, Math.min(low.get(node), low.get(next)));
		}
		if (low.get(node) !== index.get(node)) return;
		const part = stack.splice(stack.indexOf(node));
		if (part.length > 1) found.push(part.sort());
	};
	for (const node of Object.keys(graph)) if (!index.has(node)) visit(node);
	return found;
};

test('every folder says what it may look at, and looks at nothing else', () => {
	assert.ok(sources.length > 50);
	const wrong = [];
	for (const file of sources) if (!folders.includes(path.dirname(file))) wrong.push(`${file} is in a folder without a local.mk`);
	for (const folder of folders) if (!looksAt[folder]) wrong.push(`${folder}/local.mk does not say "Looks at: …"`);
	for (const [file, list] of Object.entries(includes)) {
		const from = path.dirname(file);
		for (const to of list) {
			const place = path.dirname(to);
			if (!sources.includes(to)) wrong.push(`${file} includes ${to}, which is not its path from the top`);
			else if (place !== from && !(looksAt[from] ?? []).some((allowed) => within(place, allowed))) wrong.push(`${file} includes ${to}`);
		}
	}
	assert.deepEqual(wrong, []);
});

test('what folders may look at runs in no circle', () => {
	const graph = Object.fromEntries(folders.map((f) => [f, folders.filter((to) => to !== f && (looksAt[f] ?? []).some((allowed) => within(to, allowed)))]));
	assert.deepEqual(circles(graph), []);
});

test('files look at each other in no circle but the grammar\'s own', () => {
	// A header and its .c are one room.
	const room = (f) => f.replace(/\.[ch]$/, '');
	const graph = {};
	for (const [file, list] of Object.entries(includes)) (graph[room(file)] ??= new Set());
	for (const [file, list] of Object.entries(includes)) for (const to of list) if (room(to) !== room(file)) graph[room(file)].add(room(to));
	assert.deepEqual(circles(graph).sort(), [['judging/rules/condition', 'judging/rules/query']]);
});

test('C is formatted as .clang-format says', () => {
	const c = files.filter((f) => /\.[ch]$/.test(f));
	const wrong = spawnSync('clang-format-19', ['--dry-run', '--Werror', ...c], { cwd: root, encoding: 'utf8' });
	assert.equal(wrong.status, 0, wrong.stderr?.split('\n').filter((l) => l.includes('error:')).slice(0, 10).join('\n'));
});

test('judging is pure', () => {
	const wrong = [];
	for (const file of sources.filter((f) => f.startsWith('judging/'))) {
		for (const [line] of read(file).matchAll(/^.*(#include <(event2|mysql|mariadb|openssl|sys\/socket|pthread|time|sys\/time|unistd|fcntl)|\b(fopen|printf|time|getenv|rand|socket|open|gettimeofday|clock_gettime)\().*$/gm)) {
			wrong.push(`${file}: ${line.trim()}`);
		}
		for (const [line] of read(file).matchAll(/^static (?!const|inline|_Noreturn)[^()=;]*(=[^;]*)?;$/gm)) wrong.push(`${file}: ${line} (a global that changes?)`);
	}
	assert.deepEqual(wrong, []);
});

test('the program and the contract have the same routes', () => {
	const program = execFileSync(path.join(build, 'saitoud'), ['--routes'], { encoding: 'utf8' }).trim().split('\n').sort();
	const plain = (p) => p.replace(/\{[^}]+\}/g, '{}');
	const contract = operations.map((o) => `${o.method} ${o.path}`);
	assert.deepEqual(contract.map(plain).sort(), program.map(plain).sort());
});

test('operations are named once and answer problems', () => {
	const names = operations.map((o) => o.operation.operationId);
	assert.equal(new Set(names).size, names.length, `an operationId stands twice: ${names.filter((n, i) => names.indexOf(n) !== i)}`);
	const without = operations.filter((o) => !o.operation.responses.default).map((o) => `${o.method} ${o.path}`);
	assert.deepEqual(without, []);
});

test('every kind of problem stands once, in the tables, and speaks every language', () => {
	const kinds = JSON.parse(execFileSync(path.join(build, 'saitoud'), ['--problems'], { encoding: 'utf8' }));
	const codes = kinds.map((kind) => kind.code);
	assert.deepEqual(codes.filter((code, i) => codes.indexOf(code) !== i), [], 'codes that stand twice');
	assert.ok(kinds.length > 150, `only ${kinds.length} problems found`);
	for (const { code, status, detail } of kinds) {
		assert.match(code, /^[a-z0-9]+(-[a-z0-9]+)*$/);
		assert.ok(status >= 400 && status < 600, code);
		assert.deepEqual(Object.keys(detail), ['zh-CN', 'zh-Hant', 'en'], code);
		for (const text of Object.values(detail)) assert.ok(text.length > 1, code);
	}
	assert.deepEqual(sources.filter((f) => /struct problem_kind \w+ = \{\s*"/.test(read(f))), [], 'kinds outside the tables');
});

test('every action of the audit trail has its words', () => {
	const text = sources.filter((f) => /^(api|core|tools)\/.*\.c$/.test(f)).map(read).join('\n');
	const nouns = new Set([...text.matchAll(/\.action = "([a-z_]+)\.|\.object = "([a-z_]+)s"|"([a-z_]+)\.[a-z_]+", ROLE_/g)].map((m) => m[1] ?? m[2] ?? m[3]));
	// They also stand in tables of states and behind conditions; what a path of a fact is compared with is none.
	const actions = new Set([...text.matchAll(/(?<!strcmp\(\w+, )"([a-z_]+)\.([a-z_]+)"/g)].filter((m) => nouns.has(m[1])).map((m) => `${m[1]}_${m[2]}`));
	assert.ok(actions.size > 90, `only ${actions.size} actions found`);
	for (const locale of ['zh-CN', 'zh-Hant', 'en']) assert.deepEqual(Object.keys(JSON.parse(read(`web/src/i18n/${locale}/people.json`)).action).sort(), [...actions].sort(), locale);
});

test('everything that rows of the audit trail are about has its words', () => {
	const machines = JSON.parse(execFileSync(path.join(build, 'saitoud'), ['--states'], { encoding: 'utf8' }));
	const said = sources.filter((f) => /^(api|core|tools)\/.*\.c$/.test(f)).flatMap((f) => [...read(f).matchAll(/\.object = "([a-z_]+)"/g)].map((m) => m[1]));
	const objects = new Set([...said, ...machines.map((m) => m.table)]);
	assert.ok(objects.size > 25, `only ${objects.size} found`);
	for (const locale of ['zh-CN', 'zh-Hant', 'en']) {
		const words = JSON.parse(read(`web/src/i18n/${locale}/people.json`)).object;
		assert.deepEqual([...objects].filter((o) => !words[o]).sort(), [], locale);
	}
});

test('arguments fit what describes them', async () => {
	const { calls, wrong } = await checkVariadics(sources.filter((f) => f.endsWith('.c')));
	assert.deepEqual(wrong, []);
	assert.ok(calls > 1000, `only ${calls} calls found`);
});

test('arguments that do not fit are found', async () => {
	const good = [
		'db_exec(db, NULL, "UPDATE a SET b = :b, c = :c, d = COALESCE(:b, d)", P(c, text), P(b, wide))', 'sql_query(r, rows, "SELECT \':b\' /* :c */, \\":d\\" FROM a WHERE e = :account AND f < :now AND b = :wide -- :g", P(wide))',
		'sql_query(r, rows, table[narrow].one, P(b, wide))', 'sql_query(r, rows, narrow ? table[1].two : "SELECT :text", P(text))', 'db_exec_many(db, arena, NULL, "UPDATE a SET b = :b WHERE c = :c", 2, 1, values)',
		'json_pack("{s:s?, s:I, s:b}", "a", text, "b", wide, "c", 1)', 'reply_problem(r, &two, NULL, text, wide)', 'db_json_row(rows, 0, "i-s", "a", "b")',
	];
	const bad = [
		'db_exec(db, NULL, "UPDATE a SET b = :b")', 'db_exec(db, NULL, "UPDATE a SET b = :b, c = :c", P(b, wide))', 'db_exec(db, NULL, "UPDATE a SET b = :b", P(b, wide), P(c, wide))', 'db_exec(db, NULL, "UPDATE a SET b = :b", P(d, wide))',
		'db_exec(db, NULL, "UPDATE a SET b = :b", P(b, wide), P(b, wide))', 'db_exec(db, NULL, "UPDATE a SET b = ?")', 'db_exec(db, NULL, "UPDATE a SET b = :account")', 'sql_exec(r, NULL, "UPDATE a SET b = :account", P(account, wide))',
		'sql_query(r, rows, table[narrow].two, P(b, wide))', 'sql_query(r, rows, narrow ? "SELECT :b" : "SELECT :c", P(b, wide))', 'db_exec_many(db, arena, NULL, "UPDATE a SET b = :b", 2, 1, values)',
		'db_exec(db, NULL, text)', 'db_exec(db, NULL, "UPDATE a SET b = :b", P(b, *r))',
		'json_pack("{s:I}", "a", narrow)', 'json_pack("{s:s}", "a", wide)', 'db_json_row(rows, 0, "is", "a")', 'reply_problem(r, &two, NULL, text, narrow)', 'reply_problem(r, &two, NULL, text)',
		'log_event(LOG_ERROR, "a.b", "{s:i}", "a", wide)',
	];
	const folder = mkdtempSync(path.join(tmpdir(), 'saitou-variadic-'));
	const check = (lines) => {
		const file = path.join(folder, 'a.c');
		writeFileSync(file, `#include "core/base/log.h"\n#include "core/request/request.h"\nstatic const struct problem_kind two = {"two", 400, {"%s %lld", "%s %lld", "%s %lld"}};\nstatic const struct { const char *one, *two; } table[] = {{"SELECT :b", "SELECT :text"}, {"SELECT " "1 + :b", "SELECT 2 + :text"}};\nvoid f(struct request *r, struct db *db, struct arena *arena, struct db_rows *rows, const char *text, int64_t wide, int narrow)\n{\n\tconst struct db_parameter values[2] = {P(c, text), P(b, wide)};\n${lines.map((line) => `\t(void)${line};\n`).join('')}}\n`);
		return checkVariadics([file]);
	};
	try {
		assert.deepEqual(await check(good), { calls: good.length, wrong: [] });
		for (const line of bad) assert.equal((await check([line])).wrong.length, 1, line);
	} finally {
		rmSync(folder, { recursive: true });
	}
});

test('the pages know every code of why', () => {
	const said = execFileSync(path.join(build, 'saitouctl'), ['why-codes'], { encoding: 'utf8' });
	assert.deepEqual(JSON.parse(read('web/src/rulebook/why-codes.json')), JSON.parse(said), 'saitouctl why-codes > web/src/rulebook/why-codes.json, and the words of what is new in web/src/i18n/*/why.json');
});

test('no text is cut in the middle of a letter', () => {
	// Buffers that hold numbers, or a path whose overflow is looked at.
	const allowed = new Set(['api/files/file_store.c', 'judging/base/decimal.c', 'judging/base/canonical.c']);
	const cut = /"(?:[^"\\\n]|\\.)*%-?\d*\.\d+s/, copied = /\b(?:strcpy|strncpy|strcat|strncat|sprintf|vsprintf|strlcpy)\(/, printed = /\bv?snprintf\([^;]*?"(?:[^"\\\n]|\\.)*%[-.*\d]*s/;
	const wrong = [];
	for (const file of sources.filter((f) => /^(api|judging)\/.*\.c$/.test(f))) {
		const text = read(file);
		for (const rule of [cut, copied, ...(allowed.has(file) ? [] : [printed])]) for (const [found] of text.matchAll(new RegExp(rule.source, 'g'))) wrong.push(`${file}: ${found.slice(0, 100)}`);
	}
	assert.deepEqual(wrong, []);
	// The rules find what they are for.
	for (const [rule, line] of [[cut, 'x("%s%.80s", a)'], [cut, 'x("\\"%-3.2s")'], [copied, 'strcpy(a, b)'], [printed, 'snprintf(a, sizeof a,\n\t"%s", b)'], [printed, 'snprintf(a, n, "%.*s", 3, b)']]) assert.match(line, rule);
	for (const [rule, line] of [[cut, 'x("%.2f of %s")'], [printed, 'snprintf(a, n, "%lld", i); f("%s")'], [copied, 'json_sprintf("%s", a)']]) assert.doesNotMatch(line, rule);
});

test('lists are searched in one way', () => {
	const others = sources.filter((f) => f.startsWith('api/') && f !== 'api/shared/fields.h').flatMap((file) => [...read(file).matchAll(/"[^"\n]*\b(?:LIKE|LOCATE|INSTR|POSITION|REGEXP|RLIKE|COLLATE utf8mb4_(?!bin))\b[^"\n]*"/g)].map(([found]) => `${file}: ${found}`));
	assert.deepEqual(others, []);
	assert.ok(sources.filter((f) => /SQL_SEARCH\(/.test(read(f))).length >= 12);
});

test('lists by pages print whole', () => {
	const whole = ['web/src/organizer/calendar/CalendarPage.vue']; // the days of a year, at once
	const lists = files.filter((f) => /^web\/src\/.*\.vue$/.test(f) && /\buseList[<(]/.test(read(f)));
	assert.deepEqual(lists.filter((f) => !/<(?:ListPages|ListTable)\b/.test(read(f))), whole);
	assert.ok(lists.length > 20);
});

test('states are moved by the engine only', () => {
	const sets = /\bSET\b[^;]*?\b(?:\w+\.)?state\s*=(?!\s*:from)/i;
	// A statement is what stands in quotes one after the other, macros and line ends between them left out.
	const statements = (text) => [...text.replace(/\\\n/g, '\n').matchAll(/"UPDATE (?:[^"\\]|\\.)*"(?:[\s\w()]*"(?:[^"\\]|\\.)*")*/g)].map(([found]) => found.split(/\bWHERE\b/)[0]);
	const wrong = [];
	for (const file of sources.filter((f) => /^(api|core|tools|certs)\//.test(f) && f !== 'core/request/state_machine.h')) for (const statement of statements(read(file))) if (sets.test(statement)) wrong.push(`${file}: ${statement.slice(0, 100)}`);
	assert.deepEqual(wrong, []);
	// The rule finds what it is for.
	for (const line of ['x("UPDATE a SET state = :to WHERE id = :id")', 'x("UPDATE a b SET b.version = 1,"\n\t" b.state = \'c\' WHERE d")', 'x("UPDATE a SET b = :b" MORE ", state = IF(:x, 1, 2)")']) assert.ok(statements(line).some((s) => sets.test(s)), line);
	for (const line of ['x("UPDATE a SET b = :b WHERE state = \'c\'")', 'x("SELECT 1 FROM a WHERE state = 1")', 'x("UPDATE a SET restate = 1")']) assert.ok(!statements(line).some((s) => sets.test(s)), line);
});

test('the tables of states are those of the schema, and every state is reached, and left or an end', () => {
	const machines = JSON.parse(execFileSync(path.join(build, 'saitoud'), ['--states'], { encoding: 'utf8' }));
	const schema = files.filter((f) => /^schema\/\d.*\.sql$/.test(f)).map(read).join('\n');
	const columns = Object.fromEntries([...schema.matchAll(/CREATE TABLE (\w+) \(([\s\S]*?)\n\)/g)].flatMap(([, table, body]) => [...body.matchAll(/^  state ENUM\(([^)]*)\)[^\n]*?DEFAULT '(\w+)'/gm)].map(([, list, first]) => [table, { states: list.match(/\w+/g), first }])));
	assert.deepEqual([...new Set(machines.map((m) => m.table))].sort(), Object.keys(columns).sort());
	assert.ok(Object.keys(columns).length >= 16);
	for (const { table, begins, states, moves } of machines) {
		const names = states.map((s) => s.name);
		assert.deepEqual(names, columns[table].states, table);
		assert.ok(begins.includes(columns[table].first), `${table} begins ${columns[table].first}`);
		const reached = new Set(begins);
		for (let before = -1; before < reached.size; ) {
			before = reached.size;
			for (const { from, to } of moves) if (reached.has(from)) reached.add(to);
		}
		for (const { name, end, words } of states) {
			for (const text of words) assert.ok(text.length > 0, `${table}.${name}`);
			// Rounds that are computed from indicators have some of the states only.
			if (!reached.has(name)) assert.ok(machines.some((m) => m.table === table && m.moves.some((move) => move.to === name)), `${table}.${name} is never reached`);
			else assert.ok(end || moves.some((m) => m.from === name && m.to !== name), `${table}.${name}: no way on, and no end`);
		}
		for (const { verb, from, to } of moves) {
			assert.ok(names.includes(from) && names.includes(to), `${table}: ${verb}`);
			assert.equal(moves.filter((m) => m.verb === verb && m.from === from).length, 1, `${table}: ${verb} from ${from}`);
		}
	}
});

test('nothing is left for later', () => {
	const wrong = [];
	for (const file of files.filter((f) => /\.(c|h|mjs|js|ts|vue|sql|yaml|sh|md|am|ac|mk)$/.test(f) && f !== 'tests/house.test.mjs')) {
		for (const [line] of read(file).matchAll(/^.*\b(TODO|FIXME|XXX|HACK|unimplemented)\b.*$/gm)) wrong.push(`${file}: ${line.trim()}`);
		for (const [line] of read(file).matchAll(/^.*((?<![\w.])\/work\/|registry\.npmjs\.org|"resolved":).*$/gm)) wrong.push(`${file}: ${line.trim().slice(0, 120)}`);
	}
	assert.deepEqual(wrong, []);
});
