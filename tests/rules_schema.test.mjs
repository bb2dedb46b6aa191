// The rule language as the contract describes it (components/schemas/Rules, Dossier, Results):
// - sample dossiers that have results are valid, and so are these results
// - the sample rulebooks are valid
// - a member that no rulebook has, a word that no list has and a number out of range are not valid
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { validator } from './api/contract.mjs';
import { root } from './api/harness.mjs';

const samples = path.join(root, 'tests/data/dossiers');
const json = (file) => JSON.parse(readFileSync(file, 'utf8'));
const numbers = readdirSync(samples).filter((f) => f.endsWith('.expected.json')).map((f) => f.split('.')[0]);
const whatIsWrong = (validate) => (validate.errors ?? []).slice(0, 8).map((e) => `${e.instancePath} ${e.message}`).join('; ');

test('sample dossiers with results, and these results, are valid', () => {
	const dossier = validator('Dossier');
	const results = validator('Results');
	let count = 0;
	for (const number of numbers) {
		const expected = json(path.join(samples, `${number}.expected.json`));
		if (expected.error) continue;
		count++;
		assert.ok(dossier(json(path.join(samples, `${number}.json`))), `${number}.json: ${whatIsWrong(dossier)}`);
		// The expectations leave out what is only for people and what every result has.
		assert.ok(results({ format: 'saitou-results/1', dossier_sha256: '0'.repeat(64), ...expected }), `${number}.expected.json: ${whatIsWrong(results)}`);
	}
	assert.ok(count > 40, `only ${count} samples`);
});

test('the sample rulebooks are valid', () => {
	const rules = validator('Rules');
	const folder = path.join(root, 'schema/rulebooks');
	const files = readdirSync(folder).filter((f) => f.endsWith('.json'));
	assert.ok(files.length > 0);
	for (const file of files) assert.ok(rules(json(path.join(folder, file))), `${file}: ${whatIsWrong(rules)}`);
});

test('what the language does not have is not valid', () => {
	const rules = validator('Rules');
	const rulebook = json(path.join(root, 'schema/rulebooks/guangzhou-2023.json'));
	const judged = rulebook.rounds.findIndex((r) => r.kind === 'judged');
	const wrong = [
		(r) => (r.surprise = 1),
		(r) => (r.rounds[judged].surprise = 1),
		(r) => (r.rounds[judged].criteria[0].surprise = 1),
		(r) => (r.rounds[judged].indicators = []),
		(r) => (r.rounds[judged].criteria[0].max = -1),
		(r) => (r.rounds[judged].criteria = []),
		(r) => (r.rounds[judged].aggregate.method = 'mode'),
		(r) => (r.rounds[judged].ties = ['lottery']),
		(r) => (r.rounds[judged].advance = { share: 1.5 }),
		(r) => (r.rounds[judged].groups = ['colour']),
		(r) => (r.eligibility = { fact: 'firm.a' }),
		(r) => (r.eligibility = { fact: 'firm.a', at_least: 1, at_most: 2 }),
		(r) => (r.eligibility = { fact: 'firm.a', at_least: true }),
		(r) => (r.eligibility = { investments: { sum: 'received_fen', count: true }, at_least: 1 }),
		(r) => (r.eligibility = { investments: { count: true, from: '2022-01-01' }, at_least: 1 }),
		(r) => (r.award.budget_fen = 1.5),
		(r) => (r.award.pools[0].tiers = []),
		(r) => (r.award.over_budget = 'print'),
		(r) => delete r.timezone,
	];
	for (const spoil of wrong) {
		const spoilt = structuredClone(rulebook);
		spoil(spoilt);
		assert.equal(rules(spoilt), false, String(spoil));
	}
});
