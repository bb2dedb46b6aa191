// The house's own rules, read off the sources:
// - includes point down only: tools → api → core, certs, judging; core knows no contest; judging knows nobody
// - judging has no I/O, clock, threads, database or cryptography
// - the routes of the program and the operations of api/openapi.yaml are the same
// - every operation has its own operationId and answers problems
// - every problem has its sentences in all languages
// - arguments of calls that the compiler cannot check fit what describes them: letters of SQL and JSON, sentences in tables
// - nothing is left to do later, and the text knows no machine of ours
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { operations } from './api/contract.mjs';
import { build, root } from './api/harness.mjs';
import { checkVariadics } from './variadic.mjs';

const files = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).trim().split('\n');
const read = (file) => readFileSync(path.join(root, file), 'utf8');
const sources = files.filter((f) => /^(judging|core|certs|api|tools)\/.*\.[ch]$/.test(f));

const mayInclude = {
	judging: ['judging'],
	core: ['core'],
	certs: ['certs'],
	api: ['api', 'core', 'certs', 'judging'],
	tools: ['tools', 'api', 'core', 'certs', 'judging'],
};

test('includes point down only', () => {
	assert.ok(sources.length > 50);
	const wrong = [];
	for (const file of sources) {
		const from = file.split('/')[0];
		for (const [, to] of read(file).matchAll(/^\s*#\s*include\s+"([^"/]+)\//gm)) {
			if (!mayInclude[from].includes(to)) wrong.push(`${file} includes ${to}/`);
		}
		for (const [, name] of read(file).matchAll(/^\s*#\s*include\s+"([^"/]+)"/gm)) {
			if (name !== 'config.h') wrong.push(`${file} includes ${name} without its folder`);
		}
	}
	assert.deepEqual(wrong, []);
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

test('every problem speaks every language', () => {
	const wrong = [];
	let count = 0;
	for (const file of sources) {
		for (const [, name, body] of read(file).matchAll(/^(?:static )?const struct problem_kind (\w+) = \{([\s\S]*?)\};/gm)) {
			count++;
			const list = body.match(/\{([\s\S]*)\}/)?.[1] ?? '';
			const sentences = list.split(/"\s*,\s*"/).length;
			if (sentences !== 3) wrong.push(`${file}: ${name} has ${sentences} sentences`);
		}
	}
	assert.ok(count >= 20, `only ${count} problems found`);
	assert.deepEqual(wrong, []);
});

test('arguments fit what describes them', async () => {
	const { calls, wrong } = await checkVariadics(sources.filter((f) => f.endsWith('.c')));
	assert.deepEqual(wrong, []);
	assert.ok(calls > 1000, `only ${calls} calls found`);
});

test('arguments that do not fit are found', async () => {
	const good = ['db_exec(db, NULL, "UPDATE a SET b = ?, c = ?", "is", wide, text)', 'json_pack("{s:s?, s:I, s:b}", "a", text, "b", wide, "c", 1)', 'reply_problem(r, &two, NULL, text, wide)', 'db_json_row(rows, 0, "i-s", "a", "b")'];
	const bad = [
		'db_exec(db, NULL, "UPDATE a SET b = ?", "i", narrow)', 'db_exec(db, NULL, "UPDATE a SET b = ?", "i", text)', 'db_exec(db, NULL, "UPDATE a SET b = ?, c = ?", "ii", wide)',
		'db_exec(db, NULL, "UPDATE a SET b = ?", "ii", wide, wide)', 'db_exec(db, NULL, "UPDATE a SET b = ?", "s", 2)', 'db_exec(db, NULL, "UPDATE a SET b = ?", "b", text)',
		'json_pack("{s:I}", "a", narrow)', 'json_pack("{s:s}", "a", wide)', 'db_json_row(rows, 0, "is", "a")', 'reply_problem(r, &two, NULL, text, narrow)', 'reply_problem(r, &two, NULL, text)',
		'log_event(LOG_ERROR, "a.b", "{s:i}", "a", wide)',
	];
	const folder = mkdtempSync(path.join(tmpdir(), 'saitou-variadic-'));
	const check = (lines) => {
		const file = path.join(folder, 'a.c');
		writeFileSync(file, `#include "core/log.h"\n#include "core/request.h"\nstatic const struct problem_kind two = {"two", 400, {"%s %lld", "%s %lld", "%s %lld"}};\nvoid f(struct request *r, struct db *db, const struct db_rows *rows, const char *text, int64_t wide, int narrow)\n{\n${lines.map((line) => `\t(void)${line};\n`).join('')}}\n`);
		return checkVariadics([file]);
	};
	try {
		assert.deepEqual(await check(good), { calls: good.length, wrong: [] });
		for (const line of bad) assert.equal((await check([line])).wrong.length, 1, line);
	} finally {
		rmSync(folder, { recursive: true });
	}
});

test('nothing is left for later', () => {
	const wrong = [];
	for (const file of files.filter((f) => /\.(c|h|mjs|js|ts|vue|sql|yaml|sh|md|am|ac|mk)$/.test(f) && f !== 'tests/house.test.mjs')) {
		for (const [line] of read(file).matchAll(/^.*\b(TODO|FIXME|XXX|HACK|unimplemented)\b.*$/gm)) wrong.push(`${file}: ${line.trim()}`);
		for (const [line] of read(file).matchAll(/^.*(\/work\/|registry\.npmjs\.org|"resolved":).*$/gm)) wrong.push(`${file}: ${line.trim().slice(0, 120)}`);
	}
	assert.deepEqual(wrong, []);
});
