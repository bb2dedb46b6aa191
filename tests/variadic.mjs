// Calls whose arguments C cannot hold against their description: bound parameters of SQL, columns of JSON rows, json_pack()'s, and sentences
// kept in tables. A text where a number is expected, or the other way round, crashes or writes nonsense, perhaps only on a path that no test
// takes. Here every call is compiled once more, each argument inside a _Generic that knows only the types its letter allows.
import { execFile, execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { build, root } from './api/harness.mjs';

const run = promisify(execFile);

// What a letter takes: the types, by the name of the macro that is put around the argument.
const types = {
	text: ['char *', 'const char *', 'void *'], // void *: NULL
	bytes: ['unsigned char *', 'const unsigned char *', 'char *', 'const char *', 'void *', 'const void *'],
	json: ['json_t *', 'const json_t *', 'void *'],
	wide: ['long', 'unsigned long', 'long long', 'unsigned long long'],
	narrow: ['int', 'unsigned', 'short', 'unsigned short', 'char', 'signed char', 'unsigned char', '_Bool'],
	real: ['double', 'float'],
};
const prelude = Object.entries(types).map(([name, list]) => `#define arg_${name}(x) _Generic((x), ${list.map((t) => `${t.replaceAll('json_t', 'struct json_t')}: 0`).join(', ')})`).join('\n');

const bound = { i: ['wide'], z: ['wide'], t: ['wide'], s: ['text'], b: ['bytes', 'wide'], j: ['json'] };
const packed = { s: 'text', '%': 'wide', '#': 'narrow', '+': 'text', b: 'narrow', i: 'narrow', I: 'wide', f: 'real', o: 'json', O: 'json', n: null };
const printed = { s: 'text', d: 'narrow', u: 'narrow', x: 'narrow', c: 'narrow', ld: 'wide', lu: 'wide', lld: 'wide', llu: 'wide', zu: 'wide', f: 'real' };

const letters = (format, table) => [...format].flatMap((letter) => table[letter] ?? fault(`the letter '${letter}' of "${format}"`));
const fault = (what) => {
	throw new Error(what);
};

function ofPack(format) {
	const plain = format.replace(/[{}\[\]:,\s?*]/g, '');
	return [...plain].flatMap((letter) => (letter in packed ? packed[letter] ?? [] : fault(`the letter '${letter}' of "${format}"`)));
}

// The arguments of a printf format; positional ones leave no gap, which C does not define and a fortified build aborts for.
export function ofPrintf(format) {
	const found = [];
	let next = 0;
	for (const [, position, conversion] of format.replaceAll('%%', '').matchAll(/%(?:(\d+)\$)?[-0+ #]*\d*(?:\.\d+)?((?:ll|l|z)?[a-zA-Z])/g)) {
		found[position ? position - 1 : next++] = printed[conversion] ?? fault(`the conversion %${conversion} of "${format}"`);
	}
	for (let i = 0; i < found.length; i++) if (!found[i]) fault(`"${format}" leaves out argument ${i + 1}`);
	return found;
}

// ---- reading C ----

// The place behind the string, character or bracket that begins at AT.
function behind(text, at) {
	const open = text[at];
	if (open === '"' || open === "'") {
		for (let i = at + 1; ; i++) {
			if (text[i] === '\\') i++;
			else if (text[i] === open) return i + 1;
		}
	}
	if (!'([{'.includes(open)) return at + 1;
	for (let i = at + 1; i < text.length; ) {
		if (')]}'.includes(text[i])) return i + 1;
		i = behind(text, i);
	}
	return fault(`an open ${open}`);
}

function split(text) {
	const parts = [];
	let from = 0;
	for (let i = 0; i < text.length; i = behind(text, i)) if (text[i] === ',') parts.push(text.slice(from, (from = i + 1) - 1));
	parts.push(text.slice(from));
	return parts.map((part) => part.trim());
}

// A string literal, or several in a row, as its bytes are written; undefined if it is something else.
function literal(text) {
	const bare = text.replace(/^\((.*)\)$/s, '$1').trim();
	return /^(?:"(?:[^"\\]|\\.)*"\s*)+$/.test(bare) ? [...bare.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((m) => m[1]).join('') : undefined;
}

// Every text of a table's entry, and what the entry's name is.
function* tables(text, type) {
	for (const m of text.matchAll(new RegExp(`\\bconst struct ${type} (\\w+) = (?=\\{)`, 'g'))) {
		const at = m.index + m[0].length;
		yield [m[1], text.slice(at, behind(text, at))];
	}
}

// All texts take the same arguments; one may use fewer.
function ofTable(name, body) {
	const lists = [...body.matchAll(/(?:"(?:[^"\\]|\\.)*"\s*)+/g)].map((m) => ofPrintf(literal(m[0])));
	const longest = lists.reduce((a, b) => (b.length > a.length ? b : a), []);
	for (const list of lists) if (list.some((type, i) => type !== longest[i])) fault(`${name}: its texts take different arguments`);
	return { longest, same: lists.slice(-3).every((list) => list.length === longest.length) };
}

// ---- the calls ----

const placeholders = (sql) => sql.replace(/'(?:[^'\\]|\\.)*'/g, '').split('?').length - 1;

// function: (arguments, known tables) → [how many come before, what the others are]; undefined: nothing to say
function ofSql(args, at) {
	const format = literal(args[at + 1]), sql = literal(args[at]);
	if (format === undefined) return fault(`${args[at + 1]} is not a literal`);
	if (sql !== undefined && placeholders(sql) !== format.length) fault(`${placeholders(sql)} placeholders for "${format}": ${sql.slice(0, 120)}`);
	return [at + 2, letters(format, bound)];
}
const ofShape = (args, at) => [at + 1, [...(literal(args[at]) ?? fault(`${args[at]} is not a literal`))].filter((letter) => letter !== '-').map((letter) => ('sibtj'.includes(letter) ? 'text' : fault(`the letter '${letter}' of a shape`)))];
// Problems that a value carries along, with what its header says that they take.
const carried = { 'number.problem': ['narrow'] };
// One table, or one of two by a condition: all of them take the same.
function ofKind(kind, before, count, known) {
	const found = [...kind.matchAll(/(?:^|[?:]\s*)&(\w+)/g)].map(([, name]) => known[name] ?? fault(`${name} is not a table`));
	const wanted = found[0] ?? carried[kind] ?? (count > before ? fault(`${kind} is not a table's name`) : []);
	return found.some((other) => String(other) !== String(wanted)) ? fault(`${kind}: they take different arguments`) : [before, wanted];
}
export const calls = {
	db_exec: (args) => ofSql(args, 2),
	db_query: (args) => ofSql(args, 3),
	db_json_rows: (args) => ofShape(args, 1),
	db_json_row: (args) => ofShape(args, 2),
	json_pack: (args) => [1, ofPack(literal(args[0]) ?? fault(`${args[0]} is not a literal`))],
	log_event: (args) => (/^(?:NULL|\(\(void \*\)0\))$/.test(args[2]) ? [3, []] : [3, ofPack(literal(args[2]) ?? fault(`${args[2]} is not a literal`))]),
	reply_problem: (args, known) => ofKind(args[1], 3, args.length, known),
	letter_to_firm: (args, known) => ofKind(args[2], 3, args.length, known),
};
const names = new RegExp(`\\b(${Object.keys(calls).join('|')})\\s*\\(`, 'g');

// TEXT with the arguments of every call wrapped; what is wrong already goes into WRONG.
function wrapped(text, known, wrong) {
	let out = '', from = 0, count = 0;
	for (const m of text.matchAll(names)) {
		const at = m.index + m[0].length - 1;
		if (at < from || /(?:\*|\benum \w+|\bvoid)\s*$/.test(text.slice(0, m.index).slice(-40))) continue; // inside one that is done; a declaration
		const end = behind(text, at), inside = text.slice(at + 1, end - 1).replace(/^\s*#.*$/gm, '');
		const args = split(inside), line = inside.replace(/\s+/g, ' ').slice(0, 160);
		count++;
		try {
			const [before, wanted] = calls[m[1]](args, known) ?? [args.length, []];
			if (args.length - before !== wanted.length) fault(`${args.length - before} arguments for ${wanted.length}`);
			const inner = args.map((arg) => wrapped(arg, known, wrong));
			count += inner.reduce((sum, one) => sum + one.count, 0);
			out += text.slice(from, at + 1) + inner.map((one, i) => (i < before ? one.text : `arg_${wanted[i - before]}(${one.text})`)).join(', ') + ')';
			from = end;
		} catch (error) {
			wrong.push(`${m[1]}(${line}…): ${error.message}`);
		}
	}
	return { text: out + text.slice(from), count };
}

// → {calls: how many were looked at, wrong: [what is wrong with some]}
export async function checkVariadics(files) {
	const packages = ['jansson', 'gmp', 'openssl', 'libevent', 'libmariadb', 'libcurl', 'libmagic', 'libconfuse'];
	const flags = ['-std=gnu17', '-D_GNU_SOURCE', '-DPKGDATADIR=""', '-DSYSCONFDIR=""', `-I${root}`, `-I${build}`, ...execFileSync('pkg-config', ['--cflags', ...packages], { encoding: 'utf8' }).trim().split(/\s+/)];
	const compiler = process.env.CC ?? 'cc';
	const wrong = [], everywhere = {}, sources = [];
	let count = 0;
	const each = async (list, work) => {
		const left = [...list];
		await Promise.all(Array.from({ length: availableParallelism() }, async () => {
			for (let one; (one = left.shift()) !== undefined; ) await work(one);
		}));
	};
	await each(files, async (file) => {
		const { stdout } = await run(compiler, ['-E', ...flags, path.resolve(root, file)], { maxBuffer: 1 << 27 });
		const own = {};
		sources.push({ file, text: stdout, own });
		for (const type of ['problem_kind', 'letter'])
			for (const [name, body] of tables(stdout, type)) {
				try {
					const { longest, same } = ofTable(name, body);
					if (!same) fault(`${name}: a sentence leaves out arguments of another`);
					own[name] = longest;
				} catch (error) {
					wrong.push(`${file}: ${error.message}`);
				}
			}
	});
	for (const { own } of sources) Object.assign(everywhere, own);
	await each(sources, async ({ file, text, own }) => {
		const mine = [], after = wrapped(text, { ...everywhere, ...own }, mine);
		count += after.count;
		wrong.push(...mine.map((what) => `${file}: ${what}`));
		if (after.count === 0) return;
		const child = run(compiler, ['-x', 'c', '-std=gnu17', '-w', '-fsyntax-only', '-'], { maxBuffer: 1 << 24 });
		child.child.stdin.on('error', () => {});
		child.child.stdin.end(`${prelude}\n${after.text}`);
		await child.catch((error) => wrong.push(...(error.stderr ?? String(error)).split('\n').filter((line) => /error:/.test(line))));
	});
	return { calls: count, wrong };
}
