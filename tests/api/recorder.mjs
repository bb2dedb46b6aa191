// Collects an example of every operation, and of every problem, from the exchanges of the suite: with SAITOU_EXAMPLES=FOLDER each test
// process leaves there what it saw, and `node tests/examples.mjs FOLDER` makes api/examples.json of it.
//
// Of several exchanges the best example is one that is not long, leaves little empty, and then is the shortest. What is secret or differs
// from run to run without meaning anything is replaced.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const folder = process.env.SAITOU_EXAMPLES;
const LONG = 6000;
const replaced = {
	password: 'correct horse battery',
	old_password: 'correct horse battery',
	'saitou-link': 'dGhlIHRva2VuIG9mIHRoZSBtYWls',
	token: 'dGhlIHRva2VuIG9mIHRoZSBtYWls',
	request_id: '5f2c8a0e9b7d4163',
	seed: 'a seed drawn by hand',
};

const hash = /^[0-9a-f]{64}$/;
export function masked(value, name) {
	if (Array.isArray(value)) return value.map((v) => masked(v, name));
	if (value !== null && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, masked(v, k)]));
	if (typeof value !== 'string') return value;
	if (name in replaced) return replaced[name];
	if (hash.test(value)) return 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
	return value
		.replace(/https:\/\/localhost:\d+/g, 'https://contest.example')
		.replace(/\/uploads\/[\w-]+/g, '/uploads/Zm9ydHktdHdvIGJ5dGVz')
		.replace(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.(?!000000)\d{6}Z$/, '2026-03-02T01:15:30.250000Z'); // of the moment, not of the fixture
}

// Values that say nothing: an example with fewer of them shows more.
const hollow = (v) => (v === null || v === '' ? 1 : typeof v !== 'object' ? 0 : Object.keys(v).length === 0 ? 1 : Object.values(v).reduce((n, x) => n + hollow(x), 0));

const kept = ['if-match', 'range', 'content-type', 'tus-resumable', 'upload-length', 'upload-offset', 'upload-metadata', 'upload-checksum', 'x-http-method-override', 'saitou-link'];
const answered = ['content-type', 'location', 'tus-resumable', 'upload-offset', 'upload-length', 'tus-extension', 'tus-version', 'tus-max-size', 'content-range'];
const some = (headers, names) => Object.fromEntries(names.filter((n) => headers[n] !== undefined).map((n) => [n, masked(String(headers[n]), n)]));

function example(url, request, answer) {
	const made = { path: masked(url.pathname + url.search), request: {}, answer: { status: answer.status } };
	const sent = some(request.headers, kept);
	if (sent['content-type'] === 'application/json') delete sent['content-type'];
	if (Object.keys(sent).length) made.request.headers = sent;
	if (request.json !== undefined) made.request.body = masked(request.json);
	const headers = some(answer.headers, answered);
	if (answer.json !== undefined) delete headers['content-type'];
	if (Object.keys(headers).length) made.answer.headers = headers;
	if (answer.json !== undefined) made.answer.body = masked(answer.json);
	else if (/^text\//.test(answer.headers['content-type'] ?? '') && answer.length > 0) made.answer.text = masked(answer.text);
	return made;
}

// The smaller, the better: [long, hollow, length, text].
export function worth(made) {
	const text = JSON.stringify(made);
	return [text.length > LONG ? 1 : 0, hollow(made.answer.body ?? {}) + hollow(made.request.body ?? {}), text.length, text];
}

export const better = (a, b) => {
	for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i] < b[i];
	return false;
};

const seen = { operations: {}, problems: {}, codes: {} };

function keep(place, name, made) {
	const value = worth(made);
	if (!place[name] || better(value, place[name].worth)) place[name] = { worth: value, made };
}

export function record(found, url, request, answer) {
	if (!folder) return;
	const name = found.operation.operationId;
	if (answer.status < 300) keep(seen.operations, name, example(url, request, answer));
	if (answer.json?.code === undefined || answer.status < 400) return;
	(seen.codes[name] ??= {})[answer.json.code] = answer.status;
	keep(seen.problems, answer.json.code, { request: {}, answer: { status: answer.status, body: masked(answer.json) } });
}

if (folder) {
	process.on('exit', () => {
		mkdirSync(folder, { recursive: true });
		const plain = (place) => Object.fromEntries(Object.entries(place).map(([k, v]) => [k, v.made]));
		writeFileSync(path.join(folder, `${process.pid}.json`), JSON.stringify({ operations: plain(seen.operations), problems: plain(seen.problems), codes: seen.codes }));
	});
}
