// Finds what the oldest browsers that we promise (floor.json) do not have: members and globals of the platform by their types, as MDN's tables of
// compatibility know them; await outside of a function and newer syntax of regular expressions; properties, at-rules and selectors of styles.
//   node lint.mjs    of all of src/; says each place, and fails if there is one
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { proxyCreateProgram } from '@volar/typescript';
import vue from '@vue/language-core';
import postcss from 'postcss';
import ts from 'typescript';

const here = path.dirname(fileURLToPath(import.meta.url));
const bcd = createRequire(import.meta.url)('@mdn/browser-compat-data');
const floor = JSON.parse(readFileSync(path.join(here, 'floor.json'), 'utf8'));

// What is used with a way round it, by file; and what is only looks: a browser without it shows the page as well.
const GUARDED = {
	'src/judge/sync.ts': ['StorageManager.persist'],
	'src/kit/useTyped.ts': ['InputEvent.isComposing'],
	'src/kit/DialogBox.vue': ['HTMLDialogElement', 'HTMLDialogElement.showModal', 'HTMLDialogElement.close', 'HTMLElement.cancel_event', 'HTMLElement.close_event'],
	'src/kit/alone.ts': ['Navigator.locks', 'LockManager', 'LockManager.request', 'BroadcastChannel', 'BroadcastChannel.postMessage', 'BroadcastChannel.close', 'BroadcastChannel.message_event', 'BroadcastChannel.BroadcastChannel'],
};
const LOOKS = new Set(['cursor', 'resize', 'user-select', 'appearance', 'break-after', ':focus-visible', '::backdrop', '::selection', 'overflow-wrap: anywhere', 'text-wrap', 'text-wrap: balance', 'word-break: auto-phrase', 'color-mix()', 'accent-color', 'scrollbar-width', 'scrollbar-width: thin']);

/* ---- whether all of the floor has it ---- */

const number = (version) => String(version).replace('≤', '').split('.').reduce((sum, part, i) => sum + Number(part) / 1000 ** i, 0);

// The browsers of the floor that lack what an entry of the tables describes.
function lacking(compat) {
	return Object.entries(floor).flatMap(([browser, least]) => {
		const statements = [compat.support[browser] ?? []].flat();
		if (!statements.length) return []; // nobody knows
		const has = statements.some((s) => s.version_added === true || s.version_added === null || (typeof s.version_added === 'string' && s.version_added !== 'preview' && !s.flags && !s.prefix && !s.alternative_name && number(s.version_added) <= number(least) && !(typeof s.version_removed === 'string' && number(s.version_removed) <= number(least))));
		return has ? [] : [`${browser} ${least}`];
	});
}

/* ---- scripts ---- */

const inLib = (declaration) => /[\\/]typescript[\\/]lib[\\/]lib\.[^\\/]*\.d\.ts$/.test(declaration.getSourceFile().fileName);

// What MDN's tables call the type of which a member is declared.
function ownerOf(declaration) {
	const { parent } = declaration;
	if (ts.isInterfaceDeclaration(parent)) return parent.name.text.replace(/^Readonly(?=Array|Map|Set)/, '').replace(/(?<=.)Constructor$/, '');
	if (ts.isTypeLiteralNode(parent) && ts.isVariableDeclaration(parent.parent)) return parent.parent.name.text;
	return null;
}
const GLOBALS = ['Window', 'WorkerGlobalScope'];

function entryOf(declaration, name) {
	const owner = ownerOf(declaration);
	const roots = [bcd.api, bcd.javascript.builtins, bcd.javascript.builtins.Intl];
	if (owner) {
		for (const root of roots) for (const member of [name, `${name}_static`]) if (root[owner]?.[member]?.__compat) return { name: `${owner}.${name}`, compat: root[owner][member].__compat };
		return null;
	}
	if (!ts.isVariableDeclaration(declaration) && !ts.isFunctionDeclaration(declaration)) return null;
	for (const place of [...roots, ...GLOBALS.map((g) => bcd.api[g])]) if (place?.[name]?.__compat) return { name, compat: place[name].__compat };
	return null;
}

// Of a component what is written in it, not what its types are made of.
function* awaitsIn(source) {
	if (source.fileName.endsWith('.vue')) {
		for (const [, script] of readFileSync(source.fileName, 'utf8').matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)) yield* awaitsIn(ts.createSourceFile('script.ts', script, ts.ScriptTarget.ESNext, true));
		return;
	}
	function* visit(node) {
		if (ts.isFunctionLike(node)) return;
		if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier)) yield { node, what: 'await outside of a function', lacks: [] };
		for (const child of node.getChildren()) yield* visit(child);
	}
	yield* visit(source);
}

function* newerIn(source, checker) {
	const seen = new Set();
	yield* awaitsIn(source);
	function* visit(node) {
		if (ts.isRegularExpressionLiteral(node) && (/\(\?<[=!]/.test(node.text) || /\/[a-z]*v[a-z]*$/.test(node.text))) yield { node, what: 'a regular expression that looks behind, or has the flag v', lacks: ['safari 15'] };
		if (ts.isIdentifier(node) && !ts.isTypeNode(node.parent)) {
			const symbol = checker.getSymbolAtLocation(node);
			for (const declaration of (symbol?.declarations ?? []).filter(inLib)) {
				const entry = entryOf(declaration, node.text);
				const lacks = entry ? lacking(entry.compat) : [];
				const key = `${entry?.name} ${node.getStart(source)}`;
				if (!lacks.length || seen.has(key)) continue;
				seen.add(key);
				yield { node, what: entry.name, lacks };
			}
		}
		for (const child of node.getChildren(source)) yield* visit(child);
	}
	yield* visit(source);
}

// FILES: names of scripts and components. → faults: {file, line, what, lacks}
export function scriptFaults(files, options = {}) {
	const config = ts.parseJsonConfigFileContent({ ...ts.readConfigFile(path.join(here, 'tsconfig.json'), ts.sys.readFile).config, include: [], files: [] }, ts.sys, here).options;
	const all = { ...config, lib: ['lib.esnext.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'], noEmit: true, allowNonTsExtensions: true, ...options };
	const create = proxyCreateProgram(ts, ts.createProgram, (typescript, given) => [vue.createVueLanguagePlugin(typescript, given.options, vue.getDefaultCompilerOptions(), (id) => id)]);
	const program = create({ rootNames: files, options: all, host: ts.createCompilerHost(all) });
	const checker = program.getTypeChecker();
	return files.flatMap((file) => {
		const source = program.getSourceFile(file);
		if (!source) throw new Error(`${file} was not read`);
		const short = path.relative(here, file).replaceAll('\\', '/');
		return [...newerIn(source, checker)]
			.filter(({ what }) => !GUARDED[short]?.includes(what))
			.map(({ node, what, lacks }) => ({ file: short, line: file.endsWith('.vue') ? 0 : source.getLineAndCharacterOfPosition(node.getStart()).line + 1, text: node.parent.getText().split('\n')[0].slice(0, 60), what, lacks }));
	});
}

/* ---- styles ---- */

function styleEntries(rule) {
	if (rule.type === 'decl') {
		if (rule.prop.startsWith('-')) return [];
		const property = bcd.css.properties[rule.prop];
		const words = [...rule.value.matchAll(/[a-z][\w-]*(?=\()|(?<![\w(#-])[a-z][a-z-]+(?![\w(])/g)].map(([word]) => word);
		return [[`${rule.prop}`, property], ...words.flatMap((word) => [[`${rule.prop}: ${word}`, property?.[word]], [`${word}()`, rule.value.includes(`${word}(`) ? (bcd.css.types.color?.[word] ?? bcd.css.types[word]) : undefined]])];
	}
	if (rule.type === 'atrule') return [[`@${rule.name}`, bcd.css['at-rules'][rule.name]]];
	if (rule.type === 'rule') return [...rule.selector.matchAll(/::?([a-z][\w-]*)/g)].map(([text, name]) => [text, bcd.css.selectors[name]]);
	return [];
}

export function styleFaults(file, text) {
	const blocks = file.endsWith('.vue') ? [...text.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)].map((m) => m[1]) : [text];
	const faults = [];
	for (const block of blocks)
		postcss.parse(block).walk((rule) => {
			for (const [what, entry] of styleEntries(rule)) {
				const lacks = entry?.__compat && !LOOKS.has(what) && !LOOKS.has(what.split(':')[0] || what) ? lacking(entry.__compat) : [];
				if (lacks.length) faults.push({ file: path.relative(here, file), line: 0, text: rule.selector ?? rule.toString().slice(0, 60), what, lacks });
			}
		});
	return faults;
}

/* ---- all of them ---- */

function* filesBelow(folder) {
	for (const entry of readdirSync(folder, { withFileTypes: true })) {
		const name = path.join(folder, entry.name);
		if (entry.isDirectory()) yield* filesBelow(name);
		else yield name;
	}
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const files = [...filesBelow(path.join(here, 'src'))];
	const scripts = files.filter((f) => /\.(ts|vue)$/.test(f) && !f.endsWith('.d.ts') && !f.endsWith('worker/build.ts'));
	const faults = [...scriptFaults(scripts), ...files.filter((f) => /\.(css|vue)$/.test(f)).flatMap((f) => styleFaults(f, readFileSync(f, 'utf8')))];
	for (const { file, line, text, what, lacks } of faults) console.error(`${file}${line ? `:${line}` : ''}: ${what}${lacks.length ? ` is not in ${lacks.join(', ')}` : ''}   (${text})`);
	process.exit(faults.length ? 1 : 0);
}
