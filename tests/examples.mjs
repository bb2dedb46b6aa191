// Makes api/examples.json: one exchange for every operation, and one answer for every problem, out of what the suite's own clients saw.
//   SAITOU_EXAMPLES=FOLDER SAITOU_BUILD=build node --test tests/api/      leaves in FOLDER what each test process saw
//   node tests/examples.mjs FOLDER                                        writes the file; fails if an operation has no example
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { holdExample, shown } from './api/contract.mjs';
import { better, masked, worth } from './api/recorder.mjs';

const folder = process.argv[2];
const best = { operations: {}, problems: {} };
const methods = Object.fromEntries(shown.map((o) => [o.operation.operationId, o.method]));
// What was seen before the contract changed is no example any more.
const fits = (name, made) => {
	try {
		holdExample(methods[name], made);
		return true;
	} catch {
		return false;
	}
};
for (const file of readdirSync(folder).filter((f) => f.endsWith('.json')).sort()) {
	const seen = masked(JSON.parse(readFileSync(path.join(folder, file), 'utf8')));
	for (const place of ['operations', 'problems']) {
		for (const [name, made] of Object.entries(seen[place])) {
			if (place === 'operations' && !fits(name, made)) continue;
			if (!best[place][name] || better(worth(made), worth(best[place][name]))) best[place][name] = made;
		}
	}
}
const names = shown.map((o) => o.operation.operationId).filter((name) => best.operations[name]);
const sorted = (place, keys) => Object.fromEntries(keys.map((k) => [k, place[k]]));
const made = { operations: sorted(best.operations, names), problems: sorted(best.problems, Object.keys(best.problems).sort()) };
writeFileSync(new URL('../api/examples.json', import.meta.url), JSON.stringify(made, null, '\t') + '\n');
const without = shown.map((o) => o.operation.operationId).filter((name) => !best.operations[name]);
console.log(`${names.length} operations and ${Object.keys(made.problems).length} problems have an example`);
if (without.length) {
	console.error(`without: ${without.join(', ')}`);
	process.exitCode = 1;
}
