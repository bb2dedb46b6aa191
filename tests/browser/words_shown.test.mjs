// On pages stands what people say, not what programs call it. Every page of a played season, as the role that works there:
// - in Chinese no codes: no value of the contract's enumerations, no name in the manner of programs (first_verified, entry.submit), no id of the season's
//   rulebook (prelim, award, startup), no number of a row (#12, e12), no key of a message, nothing undefined, no place left unfilled
// - what stands for itself (figures, money, points, dates, codes) is marked as nothing to be translated, and no cell is empty: it says that there is nothing
// - in English no Chinese but people's own data, as the server answered it
// What is set as code, such as a rulebook's text, is meant so; so are the paths of mistakes in it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { document } from '../api/contract.mjs';
import { launch, person } from './browser.mjs';
import { hollow, loose } from './loose.mjs';
import { places, visit } from './places.mjs';
import { playSeason } from './season.mjs';

const enumerated = new Set();
(function gather(node) {
	if (Array.isArray(node?.enum)) for (const word of node.enum) if (typeof word === 'string' && /^[a-z]{3,}$/.test(word)) enumerated.add(word);
	if (node !== null && typeof node === 'object') for (const child of Object.values(node)) gather(child);
})(document);
// Ids of the season's rulebook and rows, and words of programs, beside what the contract lists; MEANT are words that people say so in Chinese, too.
const ids = ['award', 'prelim', 'rematch', 'semi', 'startup', 'growth', 'fund', 'undefined', 'null', 'NaN'];
const meant = new Set(['csv', 'json', 'pdf', 'xlsx', 'en']);
const words = [...enumerated, ...ids].filter((word) => !meant.has(word));
const raw = [
	new RegExp(`(?<![\\w.@/#-])(?:[a-z]+(?:_[a-z0-9]+)+|[a-zA-Z]+\\.[a-z_A-Z]+(?:\\.[a-zA-Z_]+)*|${words.join('|')})(?![\\w@/-]|\\.[a-z])`, 'g'),
	/\[object|(?<![\w&/])#\d+|(?<![\w-])[efij]\d{1,6}(?![\w-])|\{\w+\}/g,
];
const english = [/(?<![\w.@/#-])(?:[a-z]+(?:_[a-z0-9]+)+|undefined|null|NaN|[a-z]+\.[a-z]+[A-Z]\w*)(?![\w@/-])/g, raw[1]];
const known = /^(?:localhost|[\w-]+\.(?:example|pdf|csv|json|txt|xlsx|pptx?|png|jpe?g|zip|cn|com)|www\..*)$/;
const codes = (patterns, text) => [...new Set(patterns.flatMap((pattern) => text.match(pattern) ?? []))].filter((word) => !known.test(word));

const languages = ['简体中文', '繁體中文']; // in which each is called by its own name

// What people read of a page, and what is read out to them.
const textOf = (page) =>
	page.evaluate(() => {
		const copy = document.querySelector('main').cloneNode(true);
		for (const code of copy.querySelectorAll('code, pre, script, style, details .mono, .hash, .path, .message, .cm-editor, a[href^=mailto]')) code.remove();
		const said = [...copy.querySelectorAll('*')].flatMap((e) => ['title', 'aria-label', 'placeholder', 'alt'].map((name) => e.getAttribute(name) ?? ''));
		for (const element of copy.querySelectorAll('*')) element.before(' '), element.append(' ');
		return `${document.title} ${copy.textContent} ${said.join(' ')}`;
	});

let season, browser, all;
before(async () => {
	season = await playSeason({ whole: true });
	browser = await launch();
	const client = season.server.client();
	await client.login(season.accounts.organizer, season.secret);
	// Its mistakes name the words that may stand there, which are those of the rulebook's own text: its sentences alone are looked at.
	const body = { timezone: 7, rounds: [{ id: 'final', kind: 'judged', criteria: [], aggregate: { method: 'magic' } }], unknown: 1 };
	const { id } = await client.expect(201, 'POST', `/api/v1/editions/${season.ids.judging}/rulebooks`, { body });
	client.close();
	all = places(season).filter((p) => !['style', 'desk-rulebook'].includes(p.name));
	all.push({ who: 'organizer', path: `/desk/${season.ids.judging}/rulebooks/${id}`, name: 'rulebook-mistakes', only: mistakes });
}, { timeout: 600000 });
after(async () => {
	await browser?.close();
	await season?.server.stop();
});

async function mistakes(page) {
	await page.locator('main [role=tab]').nth(1).click();
	const said = await page.locator('main ol .message').allInnerTexts();
	assert.ok(said.length > 2, `${said}`);
	const chinese = (await page.locator('html').getAttribute('lang')) !== 'en';
	for (const one of said) assert.equal(/\p{Script=Han}/u.test(one), chinese, one);
}

async function readAll(locale, look) {
	const wrong = [];
	for (const role of new Set(all.map((p) => p.who))) {
		const who = await person(browser, season.server, { locale });
		const answers = [];
		who.page.on('response', (response) => /\/api\//.test(response.url()) && /json/.test(response.headers()['content-type'] ?? '') && answers.push(response.text().catch(() => '')));
		if (role) await who.login(season.accounts[role], season.secret);
		for (const place of all.filter((p) => p.who === role)) {
			await visit(who, place);
			if (place.only) {
				await place.only(who.page);
				continue;
			}
			const found = await look(await textOf(who.page), answers, who.page);
			if (found.length) wrong.push(`${place.name}: ${found.join(', ')}`);
		}
		await who.close();
	}
	assert.equal(wrong.join('\n'), '');
}

const slow = { timeout: 900000 };
test('no page in Chinese shows what programs call things', slow, () => readAll('zh-CN', async (text, answers, page) => [
	...codes(raw, text),
	...(await loose(page)).map((one) => `translatable: ${one}`),
	...(await hollow(page)).map((one) => `empty: ${one}`),
]));

test('no page in English shows Chinese but people’s data', slow, () =>
	readAll('en', async (text, answers) => {
		const data = (await Promise.all(answers)).join('\n').replace(/\\u([0-9a-f]{4})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
		const chinese = (text.match(/\p{Script=Han}+/gu) ?? []).filter((run) => !data.includes(run) && !languages.includes(run));
		return [...new Set([...chinese, ...codes(english, text)])];
	}));
