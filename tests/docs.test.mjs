// docs/, README.md and CONTRIBUTING.md say what is so:
// - every file and folder that they name stands where they say, and so does every heading that they link to
// - format.md has every code of `why` with its members, as the program's own table has them, and its examples fit the schemas that they name
// - the metrics that the Grafana board and the alert rules ask for are served
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { parse } from 'yaml';
import { validator } from './api/contract.mjs';
import { root, startServer } from './api/harness.mjs';
import { begin, end, tables } from './why_tables.mjs';

const files = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).trim().split('\n');
const pages = files.filter((f) => /^docs\/.*\.md$|^(README|CONTRIBUTING)\.md$/.test(f));
const read = (file) => readFileSync(path.join(root, file), 'utf8');
const standing = new Set(files.flatMap((f) => f.split('/').map((_, i, all) => all.slice(0, i + 1).join('/'))));
const anchor = (heading) => heading.trim().toLowerCase().replace(/[`*]/g, '').replace(/[^\p{L}\p{N} _-]/gu, '').replace(/ /g, '-');

test('what pages name stands where they say', () => {
	assert.ok(pages.includes('docs/README.md') && pages.length >= 8, `only ${pages}`);
	const wrong = [];
	let count = 0;
	for (const page of pages) {
		const text = read(page);
		// Links, from where the page stands; to headings too.
		for (const [, to] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
			if (/^[a-z]+:/.test(to)) continue;
			count++;
			const [where, heading] = to.split('#');
			const target = where ? path.normalize(path.join(path.dirname(page), where)) : page;
			if (!standing.has(target.replace(/\/$/, ''))) wrong.push(`${page}: ${to}`);
			else if (heading && !read(target).split('\n').some((l) => /^#/.test(l) && anchor(l.replace(/^#+/, '')) === heading)) wrong.push(`${page}: ${to} has no such heading`);
		}
		// `core/net/loop.c`, from the top; with :word the function stands in it too.
		for (const [, name, word] of text.matchAll(/`((?:api|core|judging|certs|tools|web|schema|tests|bench|docs)\/[\w./-]+?)(?::(\w+))?`/g)) {
			if (/[<{*…]|NNNN/.test(name) || name.startsWith('docs/api')) continue;
			count++;
			if (!standing.has(name.replace(/\/$/, '')) && !existsSync(path.join(root, name))) wrong.push(`${page}: ${name}`);
			else if (word && !read(name).includes(word)) wrong.push(`${page}: ${name} has no ${word}`);
		}
	}
	assert.deepEqual(wrong, []);
	assert.ok(count > 100, `only ${count} names found`);
});

test('format.md has every code of why with its members', () => {
	const text = read('docs/format.md');
	assert.equal(text.slice(text.indexOf(begin) + begin.length, text.indexOf(end)), tables() + '\n', 'run node tests/why_tables.mjs');
});

test('the examples of format.md fit the schemas they name', () => {
	const snippets = [...read('docs/format.md').matchAll(/^```json(.*)\n([\s\S]*?)^```$/gm)];
	assert.ok(snippets.length >= 8);
	for (const [, name, text] of snippets) {
		const validate = validator(name.trim());
		assert.ok(validate(JSON.parse(text)), `${name}: ${JSON.stringify(validate.errors?.slice(0, 5))}\n${text.slice(0, 300)}`);
	}
});

test('the board and the alert rules ask for metrics that are served', async () => {
	const server = await startServer();
	try {
		const client = server.client();
		assert.deepEqual(await client.expect(200, 'GET', '/healthz'), { status: 'ok' });
		for (let i = 0; i < 3; i++) await client.get('/api/v1/editions');
		const { text } = await client.get('/metrics');
		const served = new Set([...text.matchAll(/^(\w+?)(?:\{| )/gm)].map((m) => m[1]));
		const expressions = [
			...JSON.parse(read('docs/grafana/saitou.json')).panels.flatMap((p) => p.targets.map((t) => t.expr)),
			...parse(read('docs/alerts.yml')).groups.flatMap((g) => g.rules.map((r) => r.expr)),
		];
		const asked = new Set(expressions.flatMap((e) => e.match(/\bsaitou_\w+/g) ?? []));
		assert.ok(asked.size > 15);
		assert.deepEqual([...asked].filter((name) => !served.has(name)), []);
	} finally {
		await server.stop();
	}
});
