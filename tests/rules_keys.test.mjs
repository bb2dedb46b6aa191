// The rule language has one description and one engine, which know the same members:
// - every member that a schema of the contract has at a place, the engine knows there
// - every word of the engine's sources that is no member there according to the contract, the engine refuses there as an unknown key
//
// Places are found by walking the sample dossiers along the schemas, until each closed object of the language was met once.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { document, fits } from './api/contract.mjs';
import { root, saitouctl } from './api/harness.mjs';

const samples = path.join(root, 'tests/data/dossiers');
const sources = execFileSync('git', ['ls-files', 'judging/*.c', 'judging/*.h'], { cwd: root, encoding: 'utf8' }).trim().split('\n');
const words = new Set(['surprise', ...sources.flatMap((f) => [...readFileSync(path.join(root, f), 'utf8').matchAll(/"([a-z][a-z_]*)"/g)].map((m) => m[1]))]);

const schemas = document.components.schemas;
// → [{name, keys, at: [steps]}] of every object in VALUE of which the schema says all members. PARTS are schemas that hold together (allOf).
function* places(schema, value, name, at) {
	if (schema.$ref) return yield* places(schemas[schema.$ref.split('/').at(-1)], value, schema.$ref.split('/').at(-1), at);
	const one = (schema.oneOf ?? schema.anyOf)?.find((s) => (s.$ref || s.type) && fits(s, value));
	if (one && !schema.properties) return yield* places(one, value, name, at);
	if (Array.isArray(value)) for (const [i, v] of value.entries()) yield* places(schema.items ?? {}, v, `${name}[]`, [...at, i]);
	else if (value !== null && typeof value === 'object') {
		const parts = [schema, ...(schema.allOf ?? []).map((s) => schemas[s.$ref.split('/').at(-1)])];
		const properties = Object.assign({}, ...parts.map((s) => s.properties).reverse());
		const keys = Object.keys(properties).filter((k) => properties[k] !== false);
		if (parts.some((s) => s.additionalProperties === false || s.unevaluatedProperties === false)) yield { name, keys, at };
		for (const [k, v] of Object.entries(value)) yield* places(properties[k] ?? (typeof schema.additionalProperties === 'object' ? schema.additionalProperties : {}), v, `${name}.${k}`, [...at, k]);
	}
}

const pathOf = (at) => at.map((s) => (typeof s === 'number' ? `[${s}]` : `.${s}`)).join('').slice(1);

// What is known at the place AT of the dossier, of KEYS given beside what stands there.
function known(dossier, at, keys) {
	const spoilt = structuredClone(dossier);
	const place = at.reduce((v, step) => v[step], spoilt);
	for (const k of keys) place[k] = null;
	const done = spawnSync(saitouctl, ['recompute', '-'], { input: JSON.stringify(spoilt), encoding: 'utf8', maxBuffer: 1 << 26 });
	assert.ok(done.status !== null && done.status < 99, done.stderr.slice(0, 2000));
	const before = pathOf(at) ? `${pathOf(at)}.` : '';
	const unknown = new Set(done.stderr.split('\n').filter((l) => l.startsWith(before) && /: unknown key/.test(l)).map((l) => l.slice(before.length).split(':')[0]));
	return keys.filter((k) => !unknown.has(k));
}

// What tells apart of which kind an object is: given beside another of them, the object is of neither.
const tells = [['all', 'any', 'not', 'fact', 'investments'], ['fact', 'investments', 'best_of'], ['share', 'steps', 'brackets', 'sum', 'of']];

test('contract and engine know the same members', () => {
	const met = new Map();
	const json = (file) => JSON.parse(readFileSync(path.join(samples, file), 'utf8'));
	for (const number of readdirSync(samples).filter((f) => f.endsWith('.expected.json')).map((f) => f.split('.')[0])) {
		if (json(`${number}.expected.json`).error) continue;
		const dossier = json(`${number}.json`);
		for (const place of places(schemas.Dossier, dossier, 'Dossier', [])) {
			const kind = `${place.name.replace(/^.*\.(?=Rules)/, '')} ${place.keys.join()}`;
			if (!met.has(kind)) met.set(kind, { ...place, dossier, number });
		}
	}
	const wrong = [];
	for (const { name, keys, at, dossier, number } of met.values()) {
		const present = Object.keys(at.reduce((v, step) => v[step], dossier));
		const apart = new Set(tells.filter((t) => present.some((k) => t.includes(k))).flat());
		const where = `${name} (${number}.json: ${pathOf(at)})`;
		const mine = keys.filter((k) => !present.includes(k) && !apart.has(k));
		const others = [...words].filter((k) => !keys.includes(k) && !apart.has(k));
		const here = mine.length ? known(dossier, at, mine) : [];
		const missing = mine.filter((k) => !here.includes(k));
		if (missing.length) wrong.push(`${where}: the engine does not know ${missing}`);
		const more = known(dossier, at, others);
		if (more.length) wrong.push(`${where}: the contract does not know ${more}`);
	}
	assert.deepEqual(wrong, []);
	// Every closed object of the language that is named was met.
	const closed = Object.keys(schemas).filter((n) => /^(Rules|Dossier)/.test(n) && (schemas[n].additionalProperties === false || schemas[n].unevaluatedProperties === false));
	const names = new Set([...met.values()].map((p) => p.name));
	assert.deepEqual(closed.filter((n) => !names.has(n)), []);
});
