// The reference of the API at /docs/api, as built:
// - every stage, the schemas and the problems have a page; every operation stands in its stage's page with its refusals, and an example
// - whatever is linked to is there; nothing comes from elsewhere, and nothing needs a script
// - readable: no fault that axe finds, light and dark; no page is wider than a phone
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { document, operations, shown } from '../api/contract.mjs';
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

test('every operation stands there', () => {
	for (const { operation } of operations) {
		const page = pages.get(`/docs/api/${operation.tags[0]}`);
		const section = page.slice(page.indexOf(`<section id="${operation.operationId}">`)).split('</section>')[0];
		assert.ok(section.includes(operation.summary), operation.operationId);
		if (shown.some((o) => o.operation === operation)) assert.ok(section.includes('<details><summary>Example'), `${operation.operationId} without an example`);
		for (const code of operation['x-problems'] ?? []) assert.ok(section.includes(`problems#${code}"`), `${operation.operationId}: ${code}`);
		assert.ok(pages.get('/docs/api').includes(`#${operation.operationId}"`));
	}
	for (const name of Object.keys(document.components.schemas)) assert.ok(pages.get('/docs/api/schemas').includes(`<section id="${name}">`), name);
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
