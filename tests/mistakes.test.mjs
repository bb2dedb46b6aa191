// What the engine finds wrong is said in every language:
// - every message of judging/, and every noun that one names, has its words in api/rules/mistake_words.c; none is left over
// - words hold the values that the message holds, each language the same ones
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { root } from './api/harness.mjs';

const literal = /"((?:[^"\\]|\\.)*)"/g;
const unescaped = (text) => text.replace(/\\(.)/g, '$1');

// The arguments of every call of NAME in TEXT, as they stand there.
function* calls(text, name) {
	for (const { index } of text.matchAll(new RegExp(`\\b${name}\\(`, 'g'))) {
		const args = [''];
		for (let at = index + name.length + 1, depth = 1; depth; ) {
			const [piece] = text.slice(at).match(/^(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)'|[^])/);
			at += piece.length;
			if (/^[([{]$/.test(piece)) depth++;
			if (/^[)\]}]$/.test(piece)) depth--;
			if (depth === 1 && piece === ',') args.push('');
			else if (depth) args[args.length - 1] += piece;
		}
		yield args;
	}
}

const sources = execFileSync('git', ['ls-files', 'judging/*.c'], { cwd: root, encoding: 'utf8' }).trim().split('\n').map((f) => readFileSync(path.join(root, f), 'utf8').replaceAll(/" PRId64 "|" PRId64(?=\W)/g, (m) => (m.endsWith('"') ? 'ld' : 'ld"')));
const at = { place_error: 1, judging_errors_add: 2, contest_error: 2, check_reference: 3 };
const said = new Set(['round "%s": ']);
for (const source of sources)
	for (const [name, position] of Object.entries(at))
		for (const args of calls(source, name)) {
			if (!args[position] || /\bchar \*/.test(args.join())) continue; // a declaration
			for (const choice of args[position].split(/[?:](?=(?:[^"]*"[^"]*")*[^"]*$)/)) {
				const text = [...choice.matchAll(literal)].map((m) => unescaped(m[1])).join('');
				if (text) said.add(text);
			}
		}
// What is handed to a message from elsewhere in the same file: nouns, and why points are refused.
const handed = ['criterion', 'indicator', 'unknown criterion', "this criterion does not apply to the entry's division", "this criterion does not apply to the judge's role"];
for (const text of handed) {
	assert.ok(sources.some((s) => s.includes(`"${text}"`)), text);
	said.add(text);
}
const table = new Map([...readFileSync(path.join(root, 'api/rules/mistake_words.c'), 'utf8').matchAll(/^ *\{"((?:[^"\\]|\\.)*)",\s*\{"((?:[^"\\]|\\.)*)",\s*"((?:[^"\\]|\\.)*)"\}\}/gm)].map((m) => [unescaped(m[1]), [unescaped(m[2]), unescaped(m[3])]]));

test('every message has its words', () => {
	assert.ok(said.size > 80, `${said.size}`);
	assert.deepEqual([...said].filter((text) => !table.has(text)), [], 'without words');
	assert.deepEqual([...table.keys()].filter((text) => !said.has(text)), [], 'words of nothing');
});

test('words hold what the message holds', () => {
	for (const [text, words] of table) {
		const values = (text.match(/%(?:s|d|zu|l?ld)/g) ?? []).map((_, i) => i + 1);
		for (const one of words) {
			assert.deepEqual([...new Set([...one.matchAll(/\{\*?(\d)\}/g)].map((m) => Number(m[1])))].sort(), values, `${text}: ${one}`);
			assert.match(one, /\p{Script=Han}|^\{\*1\}$/u, text);
		}
	}
});
