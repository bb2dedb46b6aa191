// The kinds of problems as the program's sources have them: code, status, and the sentence in zh-CN, zh-Hant and English.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const sources = (folder) => readdirSync(folder, { withFileTypes: true }).flatMap((e) => (e.isDirectory() ? sources(path.join(folder, e.name)) : e.name.endsWith('.c') ? [path.join(folder, e.name)] : []));

const literal = String.raw`"(?:\\.|[^"\\])*"`;
const texts = String.raw`((?:\s*${literal}\s*,?)+)`;
const shapes = [new RegExp(String.raw`\{\s*"([a-z0-9-]+)",\s*([45]\d\d),\s*\{${texts}\}`, 'g'), new RegExp(String.raw`\w+\(\w+,\s*"([a-z0-9-]+)",\s*([45]\d\d),${texts}\)`, 'g')];

// "a" "b", "c" → ["ab", "c"]
const listed = (list) => list.split(new RegExp(String.raw`(?<="\s*),`)).map((part) => [...part.matchAll(new RegExp(literal, 'g'))].map(([text]) => JSON.parse(text)).join('')).filter((t) => t !== '');

// → Map of code → {status, sentences: [zh-CN, zh-Hant, en]}; what is filled in stands as "…".
export function problemKinds(root) {
	const kinds = new Map();
	for (const file of ['api', 'core'].flatMap((folder) => sources(path.join(root, folder)))) {
		const text = readFileSync(file, 'utf8');
		for (const shape of shapes) {
			for (const [, code, status, list] of text.matchAll(shape)) {
				const sentences = listed(list);
				if (sentences.length === 3) kinds.set(code, { status: Number(status), sentences: sentences.map((s) => s.replace(/%(?:\d+\$)?(?:lld|llu|zu|[sdu])/g, '…').replace(/%%/g, '%')) });
			}
		}
	}
	if (kinds.size < 150) throw new Error(`only ${kinds.size} kinds of problems found in ${root}`);
	return kinds;
}
