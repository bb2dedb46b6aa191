// Calls whose arguments C cannot hold against their description: named parameters of SQL, columns of JSON rows, json_pack()'s, and sentences
// kept in tables. A parameter that the SQL does not name is fatal, a text where a number is expected crashes or writes nonsense, perhaps only on
// a path that no test takes. Here the names of every statement are compared with what its call gives, and every other call is compiled once
// more, each argument inside a _Generic that knows only the types its letter allows.
import { execFile, execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { build, root } from './api/harness.mjs';

const run = promisify(execFile);

// What a letter takes: the types, by the name of the macro that is put around the argument.
const types = {
	text: ['char *', 'const char *', 'void *'], // void *: NULL
	json: ['json_t *', 'const json_t *', 'void *'],
	wide: ['long', 'unsigned long', 'long long', 'unsigned long long'],
	narrow: ['int', 'unsigned', 'short', 'unsigned short', 'char', 'signed char', 'unsigned char', '_Bool'],
	real: ['double', 'float'],
};
const prelude = Object.entries(types).map(([name, list]) => `#define arg_${name}(x) _Generic((x), ${list.map((t) => `${t.replaceAll('json_t', 'struct json_t')}: 0`).join(', ')})`).join('\n');

const packed = { s: 'text', '%': 'wide', '#': 'narrow', '+': 'text', b: 'narrow', i: 'narrow', I: 'wide', f: 'real', o: 'json', O: 'json', n: null };
const printed = { s: 'text', d: 'narrow', u: 'narrow', x: 'narrow', c: 'narrow', ld: 'wide', lu: 'wide', lld: 'wide', llu: 'wide', zu: 'wide', f: 'real' };

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

// What lies between the places where one of MARKS stands outside of everything that brackets and quotes hold.
function split(text, marks = ',') {
	const parts = [];
	let from = 0;
	for (let i = 0; i < text.length; i = behind(text, i)) if (marks.includes(text[i])) parts.push(text.slice(from, (from = i + 1) - 1));
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

// What every statement of a request may name without being given it.
const implicit = { sql_exec_list: ['account', 'now', 'last'], sql_query_list: ['account', 'now', 'last'] };
// The names in SQL, those in quotes and comments left out.
const named = (sql) => new Set([...sql.replaceAll('\\"', '"').replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`]*`|\/\*.*?\*\/|--\s[^\n]*|#[^\n]*/gs, '').matchAll(/(?<!:):([a-z][a-z0-9_]*)/g)].map((m) => m[1]));

// Every text that an expression for SQL can be: a literal, one of two by a condition, a constant of the file, or a member of a table's rows.
function statements(expression, file) {
	const text = literal(expression), choice = split(expression, '?:');
	if (text !== undefined) return [text];
	if (choice.length > 1) return choice.slice(1).flatMap((part) => statements(part, file));
	const [, name, , member] = expression.match(/^(\w+)(\[.*\])?(?:\.(\w+))?$/s) ?? fault(`${expression} is neither SQL nor the name of a constant`);
	const found = [...file.matchAll(new RegExp(`(\\{[^{}]*\\}\\s*|\\*\\s*(?:const )?|\\bchar )\\b${name}(?:\\[[^\\]]*\\])*\\s*=\\s*`, 'g'))].at(-1) ?? fault(`${name} is not a constant of the file`);
	const at = found.index + found[0].length, value = file[at] === '{' ? split(file.slice(at + 1, behind(file, at) - 1), ',') : [split(file.slice(at, file.indexOf(';', at) + 1), ';')[0]];
	const place = member ? [...found[1].matchAll(/\*\s*(\w+)/g)].findIndex((m) => m[1] === member) : -1;
	return value.filter((row) => row !== '').flatMap((row) => {
		const bare = row.replace(/^\[\w+\]\s*=\s*/, '');
		return statements(place < 0 ? bare : split(bare.slice(1, -1), ',')[place] ?? fault(`${name} has no ${member}`), '');
	});
}

// The names in a list of parameters; undefined if it is not written down here.
function listed(list) {
	const at = list.search(/\{\s*(?:_Generic\b|\{0\})/);
	if (at < 0) return undefined;
	return split(list.slice(at + 1, behind(list, at) - 1), ',').filter((one) => one !== '' && one !== '{0}').map((one) => {
		const value = one.slice(behind(one, one.indexOf('(')));
		return literal(split(value.trim().slice(1, -1), ',')[0]) ?? fault(`${one} is not a parameter`);
	});
}

function ofSql(args, at, file, known = []) {
	const given = listed(args[at + 1]);
	if (!given && /\blist\b/.test(args[at + 1])) return [args.length, []]; /* what hands on the list of another */
	if (!given) fault(`${args[at + 1]} is not a list of parameters`);
	const twice = given.filter((name, i) => given.indexOf(name) !== i || known.includes(name));
	if (twice.length > 0) fault(`given twice: ${twice}`);
	for (const sql of statements(args[at], file)) {
		const names = named(sql), missing = [...names].filter((name) => !given.includes(name) && !known.includes(name)), more = given.filter((name) => !names.has(name));
		if (/(?<!')\?(?!')/.test(sql.replace(/'(?:[^'\\]|\\.)*'/g, ''))) fault(`a parameter without a name: ${sql.slice(0, 120)}`);
		if (missing.length > 0) fault(`nothing for :${missing.join(', :')} in: ${sql.slice(0, 120)}`);
		if (more.length > 0) fault(`no :${more.join(', :')} in: ${sql.slice(0, 120)}`);
	}
	return [args.length, []];
}
// Many rows at once: one of the file's lists of parameters has just the statement's names.
function ofMany(args, file) {
	const lists = [...file.matchAll(/\bstruct db_parameter \w+\[[^\]]*\] = /g)].map((m) => listed(file.slice(m.index + m[0].length, behind(file, m.index + m[0].length))) ?? []);
	for (const sql of statements(args[3], file)) {
		const names = named(sql);
		if (!lists.some((list) => list.length === names.size && list.every((name) => names.has(name)))) fault(`no list of parameters in the file has just :${[...names].join(', :')}`);
	}
	return [args.length, []];
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
	db_exec_given: (args, known, file) => ofSql(args, 2, file),
	db_query_given: (args, known, file) => ofSql(args, 3, file),
	db_exec_many: (args, known, file) => ofMany(args, file),
	sql_exec_list: (args, known, file) => ofSql(args, 2, file, implicit.sql_exec_list),
	sql_query_list: (args, known, file) => ofSql(args, 2, file, implicit.sql_query_list),
	db_json_rows: (args) => ofShape(args, 1),
	db_json_row: (args) => ofShape(args, 2),
	json_pack: (args) => [1, ofPack(literal(args[0]) ?? fault(`${args[0]} is not a literal`))],
	log_event: (args) => (/^(?:NULL|\(\(void \*\)0\))$/.test(args[2]) ? [3, []] : [3, ofPack(literal(args[2]) ?? fault(`${args[2]} is not a literal`))]),
	reply_problem: (args, known) => ofKind(args[1], 3, args.length, known),
	letter_to_firm: (args, known) => ofKind(args[2], 3, args.length, known),
	letter_to_account: (args, known) => ofKind(args[2], 3, args.length, known),
};
const names = new RegExp(`\\b(${Object.keys(calls).join('|')})\\s*\\(`, 'g');

// TEXT with the arguments of every call wrapped; what is wrong already goes into WRONG.
function wrapped(text, known, wrong, file = text) {
	let out = '', from = 0, count = 0;
	for (const m of text.matchAll(names)) {
		const at = m.index + m[0].length - 1;
		if (at < from || /(?:\*|\benum \w+|\bvoid)\s*$/.test(text.slice(0, m.index).slice(-40))) continue; // inside one that is done; a declaration
		const end = behind(text, at), inside = text.slice(at + 1, end - 1).replace(/^\s*#.*$/gm, '');
		const args = split(inside), line = inside.replace(/\s+/g, ' ').slice(0, 160);
		count++;
		try {
			const [before, wanted] = calls[m[1]](args, known, file) ?? [args.length, []];
			if (args.length - before !== wanted.length) fault(`${args.length - before} arguments for ${wanted.length}`);
			const inner = args.map((arg) => wrapped(arg, known, wrong, file));
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
	const packages = ['jansson', 'gmp', 'openssl', 'libevent', 'libnghttp2', 'libmariadb', 'libcurl', 'libmagic', 'libconfuse', 'glib-2.0'];
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
