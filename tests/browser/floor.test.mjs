// In the oldest Chromium that the pages are made for (web/floor.json), the last for Windows 7:
// - it is that one, and is not called too old; an older one, and one that cannot read the pages at all, is told what to do
// - every page of every role opens without an error or a failed request, and fits a phone
// - a list turns its pages, and its search finds, by the address
// - what people do most: a form saves and a file is uploaded, a sheet is handed in
// The other files of browser tests run in it with SAITOU_BROWSER=floor.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { root, until } from '../api/harness.mjs';
import { pdf } from '../api/upload_fixtures.mjs';
import { launch, patience, person, screens } from './browser.mjs';
import { places, visit } from './places.mjs';
import { playSeason } from './season.mjs';
import { words } from './words.mjs';

let browser, season;
before(async () => {
	season = await playSeason({ whole: true });
	browser = await launch({ floor: true });
}, { timeout: 600000 });
after(async () => {
	await browser?.close();
	await season?.server.stop();
});

const slow = { timeout: 600000 };
const as = async (role, options) => {
	const who = await person(browser, season.server, options);
	if (role) await who.login(season.accounts[role], season.secret);
	return who;
};

test('the browser of the floor', slow, async () => {
	const { chrome } = JSON.parse(readFileSync(path.join(root, 'web/floor.json'), 'utf8'));
	assert.equal(browser.version().split('.')[0], chrome);
	const who = await as(null);
	await who.open('/');
	assert.equal(await who.page.locator('#start').count(), 0);
	who.clean();
	// Older: it does not know what the floor's learnt last.
	await who.page.addInitScript(() => {
		const supports = CSS.supports.bind(CSS);
		CSS.supports = (name, value) => value !== '1dvh' && supports(name, value);
	});
	await who.open('/');
	await who.page.locator('#start', { hasText: 'Windows 7' }).waitFor();
	// One that stumbles over the pages' own script has no page, and says why.
	await who.page.route('**/assets/index-*.js', (route) => route.fulfill({ contentType: 'text/javascript', body: 'class { static # }' }));
	who.allow(/^error: /);
	await who.page.goto('/');
	await who.page.locator('#start', { hasText: 'Windows 7' }).waitFor();
	assert.equal(await who.page.locator('#app > *').count(), 0);
	who.clean();
	await who.close();
});

test('every page', slow, async () => {
	const all = places(season);
	const wrong = [];
	for (const role of new Set(all.map((p) => p.who))) {
		const who = await as(role, { screen: screens.phone });
		for (const place of all.filter((p) => p.who === role)) {
			try {
				await visit(who, place);
				const width = await who.page.evaluate(() => document.documentElement.scrollWidth);
				assert.ok(width <= screens.phone.width, `${width} px wide`);
				assert.equal(await who.page.locator('main h1').count(), 1, 'one h1');
				who.clean();
			} catch (error) {
				wrong.push(`${place.name}: ${error.message}`);
			}
		}
		await who.close();
	}
	assert.equal(wrong.join('\n'), '');
});

test('a list', slow, async () => {
	const who = await as('organizer');
	const { page } = who;
	await who.open(`/desk/${season.ids.judging}/entries`);
	const asked = () => page.waitForRequest((r) => r.method() === 'GET' && /\/entries\?/.test(r.url()));
	const [request] = await Promise.all([asked(), page.locator('thead button').first().click()]);
	assert.ok(new URL(request.url()).searchParams.get('sort'), request.url());
	const title = (await page.locator('tbody th a').last().innerText()).trim();
	const [search] = await Promise.all([page.waitForRequest((r) => /\/entries\?.*[?&]q=/.test(r.url())), page.locator('input[type=search]').first().fill(title)]);
	assert.equal(new URL(search.url()).searchParams.get('q'), title);
	await until('what was looked for', async () => (await page.locator('tbody th a').allInnerTexts()).every((t) => t.includes(title)), patience);
	who.clean();
	await who.close();
});

test('a form and a file', slow, async () => {
	const who = await as('drafter');
	const { page } = who;
	await who.open(`/my/entries/${season.ids.draft}/form/description`);
	await page.locator('#f-product').fill('在旧浏览器里写的');
	await page.locator('.state.good').waitFor();
	await until('it to be saved', () => JSON.parse(season.server.db.one('SELECT form FROM drafts WHERE entry_id = ?', season.ids.draft).form).product === '在旧浏览器里写的', patience);
	await page.goto(`/my/entries/${season.ids.draft}/form/files`);
	await page.locator('#f-attachments-licence input[type=file]').setInputFiles({ name: '旧浏览器.pdf', mimeType: 'application/pdf', buffer: pdf(50000) });
	await page.locator('#f-attachments-licence a[download]', { hasText: '旧浏览器.pdf' }).waitFor();
	who.clean();
	await who.close();
});

test('a sheet', slow, async () => {
	const who = await as('judge');
	const { page } = who;
	await who.open(`/judging/rounds/${season.ids.round}/entries/${season.ids.sheet}`);
	const fields = page.locator('form.sheet [role=spinbutton]');
	await fields.first().waitFor();
	for (let i = 0; i < (await fields.count()); i++) await fields.nth(i).fill('5');
	await page.locator('form.sheet button[type=submit]').click();
	await page.locator('[data-standing=handed_in]').waitFor({ state: 'attached' });
	assert.ok((await page.locator('.receipt').innerText()).includes(words('judge.standing.handedIn')));
	who.clean();
	await who.close();
});
