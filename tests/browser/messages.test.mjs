// The messages of the pages:
// - every language has the same messages, none of them empty, with the same places to fill in
// - every message that the sources ask for is there
// - no word of a page is written in the sources instead of the messages
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { root } from '../api/harness.mjs';

const source = path.join(root, 'web/src');
const locales = ['zh-CN', 'zh-Hant', 'en'];

const flat = (value, prefix, into) => {
	for (const [key, inner] of Object.entries(value)) {
		if (inner !== null && typeof inner === 'object') flat(inner, `${prefix}${key}.`, into);
		else into.set(prefix + key, String(inner));
	}
	return into;
};
const messages = Object.fromEntries(
	locales.map((locale) => {
		const all = new Map();
		for (const file of readdirSync(path.join(source, 'i18n', locale))) flat(JSON.parse(readFileSync(path.join(source, 'i18n', locale, file), 'utf8')), `${file.replace(/\.json$/, '')}.`, all);
		return [locale, all];
	}),
);
const known = messages['zh-CN'];

const files = readdirSync(source, { recursive: true }).map(String).filter((f) => /\.(vue|ts)$/.test(f) && !/schema\.d\.ts$/.test(f));
const texts = new Map(files.map((f) => [f, readFileSync(path.join(source, f), 'utf8')]));

test('every language has the same messages', () => {
	const wrong = [];
	const places = (text) => [...new Set([...text.matchAll(/\{(\w+)(?:\|[^}]*)?\}/g)].map((m) => m[1]))].sort().join(' ');
	for (const locale of locales) {
		for (const [key, text] of known) {
			const there = messages[locale].get(key);
			if (there === undefined) wrong.push(`${locale}: ${key} is missing`);
			else if (!there.trim() && text.trim()) wrong.push(`${locale}: ${key} is empty`);
			else if (places(there) !== places(text)) wrong.push(`${locale}: ${key} fills in {${places(there)}}, not {${places(text)}}`);
		}
		for (const key of messages[locale].keys()) if (!known.has(key)) wrong.push(`${locale}: ${key} is not in zh-CN`);
	}
	assert.ok(known.size > 500);
	assert.deepEqual(wrong, []);
});

test('every section is loaded in every language', () => {
	const wrong = [];
	for (const locale of locales) {
		const index = texts.get(`i18n/${locale}.ts`);
		for (const file of readdirSync(path.join(source, 'i18n', locale))) if (!index.includes(`./${locale}/${file}`)) wrong.push(`i18n/${locale}.ts does not import ${file}`);
	}
	assert.deepEqual(wrong, []);
});

test('every message that is asked for is there', () => {
	const sections = new Set([...known.keys()].map((k) => k.split('.')[0]));
	const asked = new RegExp(`(['\`])((?:${[...sections].join('|')})\\.[^\`\\n]*?)\\1`, 'g');
	const keys = [...known.keys()];
	const wrong = [];
	let count = 0;
	for (const [file, text] of texts) {
		for (const [, quote, key] of text.matchAll(asked)) {
			if (/\.(ts|vue|json|css|svg)$/.test(key)) continue;
			count++;
			if (quote === '`' && key.includes('${')) {
				// Filled in at run time: some message has to fit.
				const pattern = new RegExp('^' + key.replace(/\$\{[^}]*(\}|$)/g, '\u0000').replace(/[.]/g, '\\.').replace(/\u0000/g, '.+') + '(\\..*)?$');
				if (!keys.some((k) => pattern.test(k))) wrong.push(`${file}: nothing fits \`${key}\``);
			} else if (/^[\w.-]+$/.test(key) && !key.endsWith('.') && !known.has(key) && !keys.some((k) => k.startsWith(`${key}.`))) wrong.push(`${file}: ${key}`);
		}
	}
	assert.ok(count > 500, `only ${count} found`);
	assert.deepEqual(wrong, []);
});

test('no word stands in the sources', () => {
	const wrong = [];
	for (const [file, text] of texts) {
		if (!file.endsWith('.vue')) continue;
		const template = text.match(/<template>([\s\S]*)<\/template>/)?.[1].replace(/<!--[\s\S]*?-->/g, '') ?? '';
		for (const [line] of template.matchAll(/^.*[\u4e00-\u9fff].*$/gm)) wrong.push(`${file}: ${line.trim()}`);
	}
	assert.deepEqual(wrong, []);
});
