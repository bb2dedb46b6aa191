// What the files pages*.test.mjs do with every page, in seasons of their own: see pages.test.mjs. Each takes some of the roles, so that none takes too long.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { until } from '../api/harness.mjs';
import { axe, tell } from './axe.mjs';
import { launch, locales, person, screens } from './browser.mjs';
import { places, visit } from './places.mjs';
import { playSeason } from './season.mjs';

let browser, season;
export let all;
const people = new Map();

before(async () => {
	season = await playSeason({ whole: true });
	browser = await launch();
	all = places(season);
}, { timeout: 600000 });
after(async () => {
	await browser?.close();
	await season?.server.stop();
});

export async function as(who) {
	if (!people.has(who)) {
		const somebody = await person(browser, season.server);
		if (who) await somebody.login(season.accounts[who], season.secret);
		people.set(who, somebody);
	}
	return people.get(who);
}

// Changes the language as a reader does, without loading the page again.
async function speak(page, locale) {
	if ((await page.evaluate(() => document.documentElement.lang)) === locale) return;
	await page.locator('header [aria-haspopup=menu]').first().click();
	await page.locator('[role=menuitemradio]').nth(locales.indexOf(locale)).click();
	await page.locator(`html[lang="${locale}"]`).waitFor({ state: 'attached' });
}

// The width of the page once it was the same for ten frames.
const settledWidth = (page) =>
	page.evaluate(
		() =>
			new Promise((done) => {
				let last = 0, same = 0;
				const frame = () => {
					const now = document.documentElement.scrollWidth;
					same = now === last ? same + 1 : 0;
					last = now;
					if (same >= 10) done(now);
					else requestAnimationFrame(frame);
				};
				frame();
			}),
	);

async function look(place) {
	const wrong = [];
	const somebody = await as(place.who);
	const { page } = somebody;
	await page.setViewportSize(screens.laptop);
	await page.emulateMedia({ colorScheme: 'light' });
	await visit(somebody, place);
	for (const locale of locales) {
		await speak(page, locale);
		wrong.push(...tell(`${place.name} ${locale}`, await axe(page)));
		// What is set as code is meant to be read as it is.
		const text = await page.evaluate(() => {
			const copy = document.body.cloneNode(true);
			for (const code of copy.querySelectorAll('.mono, code, pre, script')) code.remove();
			return copy.textContent;
		});
		const bare = text.match(/\b(?:common|calendar|account|my|judge|desk|jdesk|rdesk|rules|rulebook|queues|people|pages|table|file|readable)\.[a-z]\w+(?:\.\w+)*\b/);
		if (bare) wrong.push(`${place.name} ${locale}: shows the name of a message, ${bare[0]}`);
	}
	await page.emulateMedia({ colorScheme: 'dark' });
	await page.locator('html.dark').waitFor({ state: 'attached' });
	wrong.push(...tell(`${place.name} dark`, await axe(page)));
	const heads = await page.locator('main h1').count();
	if (heads !== 1) wrong.push(`${place.name}: ${heads} h1`);
	if (!(await page.title()).includes('·')) wrong.push(`${place.name}: no title of its own: ${await page.title()}`);
	await page.setViewportSize({ width: 360, height: 740 });
	// The bar at the top, and tables, notice a moment later that they have become narrow: what counts is the width that stays.
	let wide;
	await until('the page to fit', async () => (wide = await settledWidth(page)) <= 360, 10000).catch(() => undefined);
	if (wide > 360) wrong.push(`${place.name}: ${wide} px wide on a phone of 360 px`);
	try {
		somebody.clean();
	} catch (error) {
		wrong.push(`${place.name}: ${error.message}`);
	}
	await speak(page, 'zh-CN');
	return wrong;
}

// A test for each of ROLES (null: everybody), of its places that TAKEN takes.
export function lookAs(roles, taken = () => true) {
	for (const who of roles) {
		test(`pages of ${who ?? 'everybody'}`, { timeout: 900000 }, async () => {
			const wrong = [];
			const mine = all.filter((p) => p.who === who && taken(p));
			assert.ok(mine.length);
			for (const place of mine) wrong.push(...(await look(place).catch((error) => [`${place.name}: ${error.message}`])));
			assert.equal(wrong.join('\n'), '');
		});
	}
}
