// Every GET of the API about an edition of bench/desk.sql, asked once by staff, a judge, a contestant and the public, and what it had MariaDB read.
// The MariaDB must be the file's own: it is asked for what it has read in all.
import { execFileSync } from 'node:child_process';
import assert from 'node:assert/strict';
import path from 'node:path';
import { build } from './harness.mjs';

const filters = {
	'/api/v1/entries': ['edition_id=:e&sort=-submitted_at', 'edition_id=:e&sort=number', 'edition_id=:e&q=711', 'edition_id=:e&state=submitted&offset=:last'],
	'/api/v1/editions/{edition}/eligibility': ['decision=open', 'decision=decided&offset=:last', 'q=711'],
	'/api/v1/rounds/{round}/assignments': ['q=711', 'missing=true', 'state=assigned', 'judge=:judge'],
	'/api/v1/rounds/{round}/entries': ['q=711', 'offset=:last'],
	'/api/v1/rounds/{round}/standings': ['q=711', 'outcome=advanced'],
	'/api/v1/firms': ['q=711'],
	'/api/v1/accounts': ['q=711'],
	'/api/v1/investments': ['edition_id=:e'],
	'/api/v1/editions/{edition}/judges': ['q=7'],
};

// → [[route with its query, the same filled in for the edition of ENTRIES entries]]
function targets(entries) {
	const from = entries * 1000000;
	const ids = { edition: entries, round: from, entry: from + 1, firm: from + 1, account: from, contest: 1, rulebook: entries, list: from, judge: from + 1, computation: from, number: 1, ordinal: 1 };
	const words = { e: entries, judge: from + 3, last: Math.floor(entries * 0.75) };
	const routes = execFileSync(path.join(build, 'saitoud'), ['--routes'], { encoding: 'utf8' }).match(/^GET \/api\/v1\/.*/gm).map((line) => line.slice(4));
	return routes
		.filter((route) => !route.endsWith('/events')) // streams do not end
		.flatMap((route) => ['', ...(filters[route] ?? [])].map((query) => route + (query && `?${query}`)))
		.map((route) => [route, route.replace(/\{(\w+)\}/g, (_, name) => ids[name] ?? 1).replace(/:(e|judge|last)\b/g, (_, name) => words[name])]);
}

const READ = ['read_first', 'read_key', 'read_last', 'read_next', 'read_prev', 'read_rnd', 'read_rnd_next', 'tmp_write'];
// SQL: text → what the mariadb program prints.
export const rowsRead = (sql) =>
	sql(`SHOW GLOBAL STATUS WHERE Variable_name IN (${READ.map((name) => `'Handler_${name}'`)})`)
		.trim()
		.split('\n')
		.reduce((sum, line) => sum + Number(line.split('\t')[1]), 0);

// The desk's organiser is to be auditor and admin as well. → {'who route': {target, rows, bytes}} of all that was answered 200.
export async function askEverything(server, sql, entries) {
	const people = { staff: `benchdesk${entries}`, judge: 'benchjudge001', contestant: 'benchfirm001', public: '' };
	const found = {};
	let before = rowsRead(sql);
	for (const [who, token] of Object.entries(people)) {
		const client = server.client({ hold: false });
		if (token) client.cookies.set('__Host-saitou', token.padEnd(43, 'x'));
		for (const [route, target] of targets(entries)) {
			const { status, bytes } = await client.get(target);
			assert.ok(status < 500, `${who} ${target} answered ${status}`);
			if (status !== 200) continue;
			const now = rowsRead(sql);
			found[`${who} ${route}`] = { target, rows: now - before, bytes: bytes.length };
			before = now;
		}
		client.close();
	}
	return found;
}
