// Networks as they are, with a proxy in front of the server that answers in its stead (rude.mjs):
// - a network's log-in page logs nobody out: a judge's kept work stays in reach, and a sheet that was "handed in" into it is handed in once it is gone
// - a draft goes on being saved after whatever a proxy says: 504, 413, 429, 511, an empty 204, nothing at all
// - a list that could not be read is read again by itself
// - the question who is there hangs: every page opens all the same
// - cookies and storage blocked: what is for everybody is there, and says what is wrong where it has to
// - a part of the site that is no more, since the site was renewed: the page that was wanted opens all the same; one that does not come says so, and comes
// - a log-out that could not reach the server is kept, said, and sent
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after } from 'node:test';
import { chromium } from 'playwright-core';
import * as fixtures from '../api/entry_fixtures.mjs';
import { until } from '../api/harness.mjs';
import { openWithAll, season } from '../api/judging_fixture.mjs';
import { browserFile, onStage, patience, person } from './browser.mjs';
import { isApi, rudeProxy, writes } from './rude.mjs';
import { pattern, words } from './words.mjs';

let server, browser;
const proxies = [];
onStage((s, b) => ([server, browser] = [s, b]));
after(() => Promise.all(proxies.map((proxy) => proxy.stop())));

const slow = { timeout: 300000 };
const standing = (page, value) => page.locator(`[data-standing="${value}"]`).waitFor({ state: 'attached' });

// Somebody whose way to the server leads through a proxy.
async function behind(options) {
	const proxy = await rudeProxy(server);
	proxies.push(proxy);
	const who = await person(browser, proxy.server, options);
	who.allow(/^answer: (4|5)\d\d /, /^request: /, /^console: /); // what a proxy does
	return { proxy, who, page: who.page };
}

test('a page to log in to the network', slow, async () => {
	const made = await season(server, { judges: 1 });
	const round = await openWithAll(made);
	const [judge] = made.judges;
	const entry = made.entries[0];
	const rows = () => server.db.query('SELECT state, points FROM sheets WHERE round_id = ? AND entry_id = ?', round, entry);
	const { proxy, who, page } = await behind();
	await who.login(judge.client.account.email);
	const sheet = `/judging/rounds/${round}/entries/${entry}`;
	await who.open(sheet);
	proxy.how = (request) => isApi(request) && 'portal';
	await page.locator('#points-technology').fill('20');
	await page.locator('#points-market').fill('10');
	await page.locator('form.sheet button[type=submit]').click();
	await standing(page, 'asked');
	await until('the portal to have been given the sheet', () => proxy.asked.some((a) => a.how === 'portal' && a.method === 'PUT'), patience);
	assert.deepEqual(rows(), []);
	// Come back to in this network, the work is in reach, as its owner's.
	await page.goto(sheet);
	await page.locator('#points-technology').waitFor();
	await standing(page, 'asked');
	assert.equal(await page.locator('#points-technology').inputValue(), '20');
	assert.ok(new URL(page.url()).pathname === sheet);
	await page.getByText(pattern('judge.offline.shown')).first().waitFor();
	// A network that answers everything with nothing takes nothing, either.
	proxy.how = (request) => isApi(request) && 'empty';
	const before = proxy.asked.length;
	await until('the sheet to be tried again', () => proxy.asked.slice(before).some((a) => a.how === 'empty' && a.method === 'PUT'), patience);
	await standing(page, 'asked');
	proxy.how = () => null;
	await standing(page, 'handed_in');
	assert.deepEqual(rows().map((r) => [r.state, JSON.parse(r.points)]), [['handed_in', { technology: 20, market: 10 }]]);
	await who.close();
});

test('a draft goes on being saved', slow, async () => {
	const made = fixtures.edition(server, { code: 'rude-draft' });
	const client = await server.account();
	const { entry } = await fixtures.complete(server, client, made.id);
	const { proxy, who, page } = await behind();
	await who.login(client.account.email);
	await who.open(`/my/entries/${entry.id}/form/description`);
	const product = async () => (await client.get(`/api/v1/entries/${entry.id}`)).json.form.product;
	for (const how of [504, 413, 429, 511, 401, 'empty', 'portal', 'cut']) {
		proxy.how = (request) => writes(request) && how;
		const before = proxy.asked.length;
		await page.locator('#f-product').fill(`写给 ${how} 的一段`);
		await until(`${how} to be met`, () => proxy.asked.slice(before).some((a) => a.how === how), patience);
		await page.locator('.state.wait').waitFor(); // said, in sight
		assert.notEqual(await product(), `写给 ${how} 的一段`);
		proxy.how = () => null;
		await until(`the words to arrive after ${how}`, async () => (await product()) === `写给 ${how} 的一段`, patience);
		await page.locator('.state.good').waitFor();
	}
	assert.equal(await page.locator('dialog[open]').count(), 0, 'nobody was asked for a password');
	await who.close();
});

test('a list is read again by itself', slow, async () => {
	fixtures.edition(server, { code: 'rude-list' });
	const { proxy, who, page } = await behind();
	proxy.how = (request) => isApi(request) && 504;
	await page.goto('/notices');
	await page.getByRole('alert').getByText(words('common.retrySoon')).waitFor();
	proxy.how = () => null;
	await page.getByRole('alert').waitFor({ state: 'detached' });
	await who.settled();
	await who.close();
});

test('the question who is there hangs', slow, async () => {
	const client = await server.account();
	const { proxy, who, page } = await behind();
	await who.login(client.account.email);
	proxy.how = (request) => request.url === '/api/v1/me' && 'hang';
	for (const target of ['/', '/my']) {
		await page.goto(target);
		await page.locator('main h1').first().waitFor({ timeout: 15000 });
		await page.locator('header .who').waitFor();
	}
	assert.equal(new URL(page.url()).pathname, '/my', 'as who was here last');
	await who.close();
});

// Always in Debian's Chromium: the packed one of the floor reads no preferences.
test('cookies and storage are blocked', slow, async () => {
	const client = await server.account();
	const profile = mkdtempSync(path.join(server.folder, 'profile-'));
	mkdirSync(path.join(profile, 'Default'));
	writeFileSync(path.join(profile, 'Default/Preferences'), JSON.stringify({ profile: { default_content_setting_values: { cookies: 2 }, block_third_party_cookies: true } }));
	const executablePath = browserFile(false);
	const context = await chromium.launchPersistentContext(profile, { executablePath, baseURL: server.url, ignoreHTTPSErrors: true, locale: 'zh-CN', args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'], timeout: patience });
	try {
		const page = await context.newPage();
		page.setDefaultTimeout(patience);
		await page.goto('/');
		assert.equal(await page.evaluate(() => { try { return typeof localStorage; } catch { return 'refused'; } }), 'refused');
		await page.locator('main h1').first().waitFor();
		for (const target of ['/check', '/notices', '/login']) {
			await page.goto(target);
			await page.locator('main h1').first().waitFor();
		}
		// Who logs in is told that it cannot be.
		await page.locator('input[type=email]').fill(client.account.email);
		await page.locator('input[type=password]').fill('correct horse 赛投 battery');
		await page.locator('form button[type=submit]').click();
		await page.getByRole('alert').waitFor();
	} finally {
		await context.close();
	}
});

test('the site was renewed while a tab was open', slow, async () => {
	const { proxy, who, page } = await behind();
	await who.open('/');
	// What the tab would ask for is gone; the page, loaded anew, asks for what is there.
	let renewed = false;
	proxy.how = (request) => {
		if (request.headers['sec-fetch-mode'] === 'navigate') renewed = true;
		return !renewed && request.url.startsWith('/assets/') && 404;
	};
	await page.getByRole('navigation').getByRole('link', { name: words('common.nav.check') }).click();
	await page.waitForURL((url) => url.pathname === '/check');
	await page.locator('main h1').waitFor();
	assert.ok(renewed && proxy.asked.some((a) => a.how === 404));
	await who.close();
});

test('a part of the site does not come', slow, async () => {
	const { proxy, who, page } = await behind();
	await who.open('/');
	proxy.how = (request) => (request.url.startsWith('/assets/') || request.headers['sec-fetch-dest'] === 'document' || request.url === '/') && 504;
	await page.getByRole('navigation').getByRole('link', { name: words('common.nav.check') }).click();
	await page.getByRole('alert').getByText(words('common.unreached')).waitFor();
	assert.ok(await page.locator('main h1').count(), 'what was there still is');
	proxy.how = () => null;
	await page.waitForURL((url) => url.pathname === '/check');
	await page.locator('main h1').waitFor();
	await who.close();
});

test('nothing of the pages comes', slow, async () => {
	const { proxy, who, page } = await behind();
	proxy.how = (request) => request.url.startsWith('/assets/') && 504;
	await page.goto('/');
	await page.locator('#start button').waitFor();
	proxy.how = () => null;
	await page.locator('#start button').click();
	await page.locator('main h1').waitFor();
	assert.equal(await page.locator('#start').count(), 0);
	await who.close();
});

test('a log-out that does not reach the server', slow, async () => {
	const client = await server.account();
	const { proxy, who, page } = await behind();
	await who.loginByHand(client.account.email);
	const sessions = () => server.db.query('SELECT 1 FROM sessions WHERE account_id = ?', client.account.id).length;
	const before = sessions();
	proxy.how = (request) => isApi(request) && 504;
	await page.getByRole('button', { name: words('common.logout') }).click();
	await page.getByText(words('common.leaving')).waitFor();
	await page.locator('header').getByRole('link', { name: words('common.login') }).waitFor();
	assert.equal(sessions(), before);
	// Kept, also when the page is closed.
	await page.goto('about:blank');
	proxy.how = () => null;
	await page.goto('/');
	await until('the session to have ended', () => sessions() === before - 1, patience);
	await page.getByText(words('common.leaving')).waitFor({ state: 'detached' });
	await who.close();
});
