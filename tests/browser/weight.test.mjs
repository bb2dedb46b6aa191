// What the pages weigh:
// - the first page, with nothing kept, is at most 200 KiB over the wire in every language, and so are logging in and registering
// - what has a hash in its name is kept by the browser: a second visit transfers next to nothing
// - a list of 5,044 entries is paged by the server: the page holds one page of rows, and its address says which
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { until } from '../api/harness.mjs';
import { launch, locales, patience, person, startPages } from './browser.mjs';
import { ENTRIES, largeEdition } from './large.mjs';

let server, browser, season;
before(async () => {
	server = await startPages();
	browser = await launch({ trusted: server });
	season = largeEdition(server);
}, { timeout: 180000 });
after(async () => {
	await browser?.close();
	await server?.stop();
});

const slow = { timeout: 300000 };

// Bytes over the wire, headers and all, from now on.
async function scales(who) {
	const cdp = await who.context.newCDPSession(who.page);
	await cdp.send('Network.enable');
	const all = { bytes: 0 };
	cdp.on('Network.loadingFinished', ({ encodedDataLength }) => (all.bytes += encodedDataLength));
	return all;
}

for (const locale of locales) {
	test(`the first page in ${locale}`, slow, async () => {
		for (const target of ['/', '/login', '/register']) {
			const who = await person(browser, server, { locale });
			const seen = await scales(who);
			await who.open(target);
			assert.ok(seen.bytes > 20000, `only ${seen.bytes} bytes were counted`);
			assert.ok(seen.bytes <= 200 * 1024, `${target} in ${locale} weighs ${(seen.bytes / 1024).toFixed(1)} KiB`);
			console.log(`# ${target} in ${locale}: ${(seen.bytes / 1024).toFixed(1)} KiB`);
			const first = seen.bytes;
			await who.page.goto('about:blank');
			await who.open(target);
			assert.ok(seen.bytes - first < 40 * 1024, `a second visit transfers ${((seen.bytes - first) / 1024).toFixed(1)} KiB`);
			who.clean();
			await who.close();
		}
	});
}

test('a list of 5,044 entries', slow, async () => {
	const organizer = await server.account({ organizer: season.edition });
	const who = await person(browser, server);
	await who.login(organizer.account.email);
	const { page } = who;
	await who.open(`/desk/${season.edition}/entries`);
	await page.locator('tbody tr').first().waitFor();
	assert.ok((await page.locator('main').innerText()).replace(/[,，\s]/g, '').includes(String(ENTRIES)), 'the number of all is shown');
	const rows = await page.locator('tbody tr').count();
	assert.ok(rows > 10 && rows <= 100, `${rows} rows`);
	const first = await page.locator('tbody tr').first().innerText();
	await page.locator('nav.pages button').last().click();
	await page.waitForURL(/[?&]page=2\b/);
	const second = await until('the next rows', async () => ((now) => now !== first && now)(await page.locator('tbody tr').first().innerText()), patience);
	await page.reload();
	await page.locator('tbody tr').first().waitFor();
	assert.equal(await page.locator('tbody tr').first().innerText(), second, 'the address says which rows');
	who.clean();
	await who.close();
});
