// The table by which the server tells a page from an address that is none (web/public/routes.txt) against the router's:
// - every address of the router is in the table, and the other way round
// - what lies below the desk of an edition is the desk's own matter
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { router } from '@/router';

const table = readFileSync('public/routes.txt', 'utf8').trim().split('\n');

// /my/entries/:entry(\d+)/form/:step? → with and without its last part
function patterns(path: string): string[] {
	const plain = path.replace(/:\w+\(\\d\+\)/g, ':number').replace(/:(?!number)\w+/g, ':word').replace(/\/+$/, '') || '/';
	return plain.endsWith('?') ? [plain.slice(0, plain.lastIndexOf('/')), plain.slice(0, -1)] : [plain];
}

test('one table of addresses', () => {
	const known = new Set(
		router
			.getRoutes()
			.filter((r) => r.name !== 'nowhere')
			.flatMap((r) => patterns(r.path))
			.map((p) => (p.startsWith('/desk/:number') ? '/desk/:number/**' : p)),
	);
	expect([...known].sort()).toEqual([...table].sort());
});
