// The reference of the API at /docs/api, as built:
// - every stage, the schemas and the problems have a page; every operation stands in its stage's page with its refusals, and an example
// - an operation shows the types of its bodies, and the headers that its answers name
// - the example begins with the curl command for it, which a shell reads as what the example shows; some are run: a log-in and what follows
// - the contract itself is served and linked to, compressed too
// - whatever is linked to is there; nothing comes from elsewhere, and nothing needs a script
// - readable: no fault that axe finds, light and dark; no page is wider than a phone
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { parse } from 'yaml';
import { document, operations, resolve, shown } from '../api/contract.mjs';
import { password, root } from '../api/harness.mjs';
import { axe } from './axe.mjs';
import { launch, person, screens, startPages } from './browser.mjs';

let server, browser;
const names = ['', ...document.tags.map((t) => `/${t.name}`), '/schemas', '/problems'];
const pages = new Map();

before(async () => {
	server = await startPages();
	browser = await launch();
	for (const name of names) pages.set(`/docs/api${name}`, (await server.client({ hold: false }).expect(200, 'GET', `/docs/api${name}`)).text);
});
after(async () => {
	await browser?.close();
	await server?.stop();
});

function sectionOf(operation) {
	const page = pages.get(`/docs/api/${operation.tags[0]}`);
	return page.slice(page.indexOf(`<section id="${operation.operationId}">`)).split('</section>')[0];
}

test('every operation stands there', () => {
	for (const { operation } of operations) {
		const section = sectionOf(operation);
		assert.ok(section.includes(operation.summary), operation.operationId);
		if (shown.some((o) => o.operation === operation)) assert.ok(section.includes('<details><summary>Example'), `${operation.operationId} without an example`);
		for (const code of operation['x-problems'] ?? []) assert.ok(section.includes(`problems#${code}"`), `${operation.operationId}: ${code}`);
		assert.ok(pages.get('/docs/api').includes(`#${operation.operationId}"`));
	}
	for (const name of Object.keys(document.components.schemas)) assert.ok(pages.get('/docs/api/schemas').includes(`<section id="${name}">`), name);
});

test('types of bodies, and headers of answers', () => {
	const named = new Set();
	for (const { operation } of operations) {
		const section = sectionOf(operation);
		const body = section.split('<h3>Body')[1]?.split('<h3>')[0] ?? '';
		for (const type of Object.keys(resolve(operation.requestBody)?.content ?? {})) assert.ok(body.includes(`<code>${type}</code>`), `${operation.operationId} takes ${type}`);
		for (const [status, response] of Object.entries(operation.responses)) {
			const { content, headers } = resolve(response);
			const row = section.split(`<tr><th scope="row">${status === 'default' ? 'other' : status}</th>`)[1].split('<tr><th scope="row">')[0];
			for (const type of Object.keys(content ?? {})) assert.ok(row.includes(`<code>${type}</code>`), `${operation.operationId} ${status} is ${type}`);
			if (!content) assert.ok(row.includes('no body'), `${operation.operationId} ${status}`);
			for (const [name, header] of Object.entries(headers ?? {})) {
				assert.ok(section.includes(`<li><code>${name}</code>`), `${operation.operationId} ${status} has ${name}`);
				assert.ok(resolve(header).description, name);
				named.add(name);
			}
		}
	}
	for (const name of ['ETag', 'Location', 'Retry-After', 'Set-Cookie', 'Upload-Offset']) assert.ok(named.has(name), `no operation names ${name}`);
});

const unescaped = (text) => text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&amp;/g, '&');
const curlOf = (operation) => unescaped(sectionOf(operation).match(/<pre class="curl"><code>([\s\S]*?)<\/code>/)?.[1] ?? '');
const operationNamed = (id) => operations.find((o) => o.operation.operationId === id).operation;

test('the curl command of every example says what the example shows', () => {
	const examples = JSON.parse(readFileSync(path.join(root, 'api/examples.json'), 'utf8')).operations;
	// A shell reads them all; curl only says what it was given.
	const script = ["curl() { printf '%s\\0' '<curl>' \"$@\"; }", ...shown.map(({ operation }) => curlOf(operation))].join('\n');
	const given = execFileSync('sh', ['-eu'], { input: script, encoding: 'utf8', maxBuffer: 1 << 24 }).split('<curl>\0').slice(1).map((one) => one.split('\0').slice(0, -1));
	assert.equal(given.length, shown.length);
	shown.forEach(({ method, operation }, i) => {
		const words = given[i];
		const { path: where, request } = examples[operation.operationId];
		const after = (option) => words.flatMap((w, at) => (words[at - 1] === option ? [w] : []));
		assert.ok(words.includes(`https://contest.example${where}`), operation.operationId);
		const body = after('--data-raw');
		const says = after('-X')[0] ?? (words.includes('--head') ? 'HEAD' : body.length || words.includes('--data-binary') ? 'POST' : 'GET');
		assert.equal(says, method, operation.operationId);
		assert.deepEqual(body.map((text) => JSON.parse(text)), request.body === undefined ? [] : [request.body], operation.operationId);
		const headers = Object.fromEntries(after('-H').map((h) => h.split(/: (.*)/s).slice(0, 2)));
		assert.deepEqual(headers, { ...(request.body === undefined ? {} : { 'content-type': 'application/json' }), ...request.headers }, operation.operationId);
		assert.equal(after('-b').length, operation.security?.length === 0 ? 0 : 1, operation.operationId);
	});
});

test('commands run as they stand, with a server and an account of one\'s own', async () => {
	const { email } = (await server.account()).account;
	const ask = (id, ...replaced) => {
		const command = replaced.reduce((text, [from, to]) => text.replaceAll(from, to), curlOf(operationNamed(id)).replaceAll('https://contest.example', server.url));
		return JSON.parse(execFileSync('sh', ['-eu'], { input: `curl() { command curl -sS --fail-with-body --cacert '${server.folder}/certs/ca.crt' "$@"; }\n${command}\n`, cwd: server.folder, encoding: 'utf8' }));
	};
	assert.equal(ask('healthz').status, 'ok');
	const example = JSON.parse(readFileSync(path.join(root, 'api/examples.json'), 'utf8')).operations.logIn.request.body;
	assert.equal(ask('logIn', [example.email, email], [example.password, password]).email, email);
	assert.equal(ask('whoAmI').email, email);
});

test('the contract itself is served', async () => {
	const client = server.client({ hold: false });
	const answer = await client.expect(200, 'GET', '/docs/openapi.yaml');
	assert.equal(answer.headers['content-type'], 'application/yaml');
	assert.deepEqual(parse(answer.text), document);
	const packed = await client.expect(200, 'GET', '/docs/openapi.yaml', undefined, { headers: { 'accept-encoding': 'br' } });
	assert.equal(packed.headers['content-encoding'], 'br');
	assert.match(pages.get('/docs/api'), /<a href="\/docs\/openapi\.yaml">/);
});

test('what is linked to is there, and nothing is from elsewhere', async () => {
	const wrong = new Set();
	for (const [from, text] of pages) {
		assert.doesNotMatch(text, /<script|<style| style=| on\w+="/i, from);
		for (const [, to] of text.matchAll(/(?:href|src)="([^"]+)"/g)) {
			const [where, place] = to.startsWith('#') ? [from, to.slice(1)] : to.split('#');
			if (/^\/docs\/api(\/\w+)?$/.test(where)) {
				if (!pages.has(where) || (place && !pages.get(where).includes(`id="${place}"`))) wrong.add(to);
			} else if (!where.startsWith('/') || (await server.client({ hold: false }).get(where)).status !== 200) wrong.add(to);
		}
	}
	assert.deepEqual([...wrong], []);
});

for (const dark of [false, true]) {
	test(`it can be read ${dark ? 'in the dark' : 'in the light'}, on a phone too`, async () => {
		const somebody = await person(browser, server, { locale: 'en', dark, screen: screens.phone });
		for (const where of ['/docs/api', '/docs/api/entry', '/docs/api/problems']) {
			await somebody.page.goto(where);
			assert.equal(await somebody.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, `${where} is wider than a phone`);
			assert.deepEqual(await axe(somebody.page), [], where);
		}
		const paper = await somebody.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
		assert.equal(paper, dark ? 'rgb(20, 24, 29)' : 'rgb(251, 250, 247)');
		await somebody.close();
	});
}
