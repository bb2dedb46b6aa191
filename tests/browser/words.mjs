// The pages' own messages, so that a test finds a button by what it says and survives a better wording.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../api/harness.mjs';

const folder = path.join(root, 'web/src/i18n/zh-CN');
const messages = Object.fromEntries(readdirSync(folder).map((file) => [file.replace(/\.json$/, ''), JSON.parse(readFileSync(path.join(folder, file), 'utf8'))]));

export function words(key, values = {}) {
	const text = key.split('.').reduce((at, step) => at?.[step], messages);
	if (typeof text !== 'string') throw new Error(`there is no message ${key}`);
	return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? `{${name}}`);
}

// The same as a pattern: what is filled in may be anything.
export function pattern(key) {
	const escaped = words(key).replace(/[.*+?^$()|[\]\\]/g, '\\$&');
	return new RegExp(escaped.replace(/\{\w+\}/g, '.+?'));
}
