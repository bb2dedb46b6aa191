// api/openapi.yaml as a text that people and programs read:
// - it passes a linter with all its recommended rules
// - an operation stands under the stage in whose folder of api/ it is made, and is told in one short line
// - an operation names the status of every problem code it lists, and lists no code that the program does not know
// - how much a text or a list may hold is what the program holds it to
// - every problem code of the program is listed by an operation, or is one that any may answer
// - every operation that does not stream has an example in api/examples.json that fits its description, and no example holds a secret
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { createConfig, lint } from '@redocly/openapi-core';
import { anyMayAnswer, document, holdExample, operations, resolve, shown } from './api/contract.mjs';
import { build, root } from './api/harness.mjs';

const sources = execFileSync('git', ['ls-files', 'api/*.c', 'core/*.c'], { cwd: root, encoding: 'utf8' }).trim().split('\n');
const read = (file) => readFileSync(path.join(root, file), 'utf8');
const plain = (route) => route.replace(/\{[^}]+\}/g, '{}');

// code → status, as the program prints them
const problems = new Map(JSON.parse(execFileSync(path.join(build, 'saitoud'), ['--problems'], { encoding: 'utf8' })).map((kind) => [kind.code, kind.status]));

test('it passes the linter', async () => {
	const config = await createConfig({ extends: ['recommended'] });
	const found = await lint({ ref: path.join(root, 'api/openapi.yaml'), config });
	assert.deepEqual(found.map((p) => `${p.ruleId}: ${p.message} (${p.location[0].pointer})`), []);
});

test('operations stand under their stage and are told in one line', () => {
	const stages = document.tags.map((t) => t.name);
	assert.ok(document.tags.every((t) => t.description));
	const place = new Map(sources.flatMap((file) => [...read(file).matchAll(/\{METHOD_(\w+), "([^"]+)"/g)].map((m) => [`${m[1]} ${plain(m[2])}`, file.startsWith('core/') ? 'service' : file.split('/')[1]])));
	const wrong = [];
	for (const { method, path: where, operation } of operations) {
		const stage = place.get(`${method} ${plain(where)}`);
		if (!stages.includes(stage) || operation.tags?.length !== 1 || operation.tags[0] !== stage) wrong.push(`${operation.operationId}: tags are ${operation.tags}, its row stands in ${stage}`);
		if (!/^[A-Z].{3,70}[^.]$/.test(operation.summary)) wrong.push(`${operation.operationId}: "${operation.summary}" is not one line`);
	}
	assert.deepEqual(wrong, []);
	assert.equal(new Set(operations.map((o) => o.operation.summary)).size, operations.length, 'two operations are told alike');
});

test('problem codes and their statuses are those of the program', () => {
	assert.ok(problems.size > 150, `only ${problems.size} problems found`);
	const wrong = [];
	const listed = new Set(anyMayAnswer);
	for (const { operation } of operations) {
		for (const code of operation['x-problems'] ?? []) {
			listed.add(code);
			if (!problems.has(code)) wrong.push(`${operation.operationId}: the program does not know ${code}`);
			else if (problems.get(code) < 500 && !operation.responses[problems.get(code)]) wrong.push(`${operation.operationId}: ${code} is ${problems.get(code)}, which it does not describe`);
		}
	}
	for (const code of problems.keys()) if (!listed.has(code)) wrong.push(`no operation lists ${code}`);
	assert.deepEqual(wrong, []);
});

// The schema of a member, or of what it is when it is not null.
const memberOf = (schema, name) => {
	const { properties = {}, allOf = [], oneOf = [], anyOf = [] } = resolve(schema) ?? {};
	return resolve(properties[name]) ?? [...allOf, ...oneOf, ...anyOf].map((part) => memberOf(part, name)).find(Boolean);
};
const solid = (schema) => (resolve(schema)?.oneOf ?? resolve(schema)?.anyOf ?? []).map(resolve).find((s) => s.type !== 'null') ?? resolve(schema) ?? {};

test('texts and lists may hold what the program holds them to', () => {
	const inputs = JSON.parse(execFileSync(path.join(build, 'saitoud'), ['--inputs'], { encoding: 'utf8' }));
	const at = new Map(operations.map((o) => [`${o.method} ${plain(o.path)}`, o]));
	const wrong = [];
	let held = 0;
	for (const { method, path: where, body, query } of inputs) {
		const { item, operation } = at.get(`${method} ${plain(where)}`);
		const content = resolve(operation.requestBody)?.content;
		const schema = (content?.['application/json'] ?? content?.['application/merge-patch+json'])?.schema;
		const arguments_ = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map(resolve).filter((p) => p.in === 'query');
		for (const [field, found] of [...body.map((f) => [f, memberOf(schema, f.name)]), ...query.map((f) => [f, arguments_.find((p) => p.name === f.name)?.schema])]) {
			if (!found) wrong.push(`${operation.operationId}: ${field.name} is not described`);
			const [least, most] = { text: ['minLength', 'maxLength'], array: ['minItems', 'maxItems'] }[field.type] ?? [];
			if (!most || !field.max) continue;
			held++;
			const said = [solid(found)[least] ?? 0, solid(found)[most]];
			if (said[0] !== field.min || said[1] !== field.max) wrong.push(`${operation.operationId}: ${field.name} is said to hold ${said.join(' to ')}, and may ${field.min} to ${field.max}`);
		}
	}
	assert.deepEqual(wrong, []);
	assert.ok(held > 80, `only ${held}`);
});

test('every operation has an example that fits its description', () => {
	const { operations: examples, problems: answers } = JSON.parse(read('api/examples.json'));
	assert.deepEqual(Object.keys(examples).sort(), shown.map((o) => o.operation.operationId).sort());
	for (const { method, operation } of shown) holdExample(method, examples[operation.operationId]);
	for (const [code, { answer }] of Object.entries(answers)) assert.equal(answer.status, problems.get(code), code);
	const text = read('api/examples.json');
	assert.doesNotMatch(text, /set-cookie|__Host-|scrypt\$|localhost/i);
	// Tokens are long and look like nothing: the one that stands for all of them is known.
	assert.deepEqual([...text.matchAll(/"(?:token|password|old_password)": "([^"]*)"/g)].map((m) => m[1]).filter((v) => !['dGhlIHRva2VuIG9mIHRoZSBtYWls', 'correct horse battery'].includes(v)), []);
});
