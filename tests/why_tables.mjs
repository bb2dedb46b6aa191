// The tables of docs/format.md, made from the program's own table of codes (`saitouctl why-codes`). Run by itself it writes them there:
//   SAITOU_BUILD=build node tests/why_tables.mjs
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { root, saitouctl } from './api/harness.mjs';

export const page = path.join(root, 'docs/format.md');
export const [begin, end] = ['<!-- why-codes: written by `node tests/why_tables.mjs` -->\n', '<!-- end of why-codes -->'];

const places = {
	eligibility: 'Eligibility, the `why` of a row of `eligibility`',
	direct: 'Direct advancement, the `why` of a row of `direct`, and in `direct` of an eligible entry that takes no rule',
	standing: 'Standings, the `why` of a row of `standings`',
	failed: 'In `failed`: each minimum that was not met',
	wildcard: 'In `wildcard`: why there was none',
	ties: 'In `ties`: what decided between equal scores',
	dropped: 'In `dropped`: values that do not count',
	award: 'Awards, the `why` of a row of `awards`',
	amount: 'In `amount`: how it came about',
	steps: 'In `steps`: what changed it afterwards, in this order',
	no_award: 'In `no_award` of a standing: why a pool gave the entry nothing',
	not_counted: 'In `not_counted` of a query: why an investment does not count',
	condition: 'Conditions, which have no code: told apart by their first member',
	query: 'In `investments`: the query',
	counted: 'In `counted`: an investment that counts',
	divisions: 'In `divisions`: one that was tried',
	brackets: 'In `brackets`: one of them',
};

const member = ({ name, kind, optional, of }) => `\`${name}\`${optional ? '?' : ''} ${kind}${of && of !== name ? ` of ${of}` : ''}`;

export function tables() {
	const { codes, nodes, shown } = JSON.parse(execFileSync(saitouctl, ['why-codes'], { encoding: 'utf8' }));
	const rows = [...codes, ...nodes];
	const wheres = [...new Set(rows.map((r) => r.where))];
	const unknown = wheres.filter((w) => !places[w]);
	if (unknown.length) throw new Error(`where does ${unknown} stand? say so in ${fileURLToPath(import.meta.url)}`);
	const bounds = `\nA list shows ${shown.list} rows at most; inside one \`why\` stand ${shown.in_all} objects at most; of a text ${shown.text} bytes.\n`;
	return bounds + Object.keys(places)
		.filter((where) => wheres.includes(where))
		.map((where) => `\n**${places[where]}**\n\n| code | says | members |\n|---|---|---|\n${rows.filter((r) => r.where === where).map((r) => `| \`${r.code}\` | ${r.says} | ${r.members.map(member).join(', ')} |\n`).join('')}`)
		.join('');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const text = readFileSync(page, 'utf8');
	writeFileSync(page, text.slice(0, text.indexOf(begin) + begin.length) + tables() + '\n' + text.slice(text.indexOf(end)));
}
