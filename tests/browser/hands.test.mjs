// What a hand does without meaning it changes nothing, and what it takes back is as it was:
// - a finger that scrolls over the points of a sheet changes none of them, on a touch screen and where the system does not tell of one; a mouse may use the slider
// - the wheel over a focused field of points scrolls the page and changes nothing
// - "discard changes" on a sheet that was handed in, and "discard" on one that was refused, show what the server has
// - the Enter that ends a composition of an input method adds no keyword, goes to no next field and hands nothing in; the next Enter does
// - the Escape that gives up a composition closes no dialog; the next one does
import assert from 'node:assert/strict';
import test from 'node:test';
import { complete, edition } from '../api/entry_fixtures.mjs';
import { until } from '../api/harness.mjs';
import { openWithAll, season } from '../api/judging_fixture.mjs';
import { onStage, patience, person, screens } from './browser.mjs';
import { words } from './words.mjs';

let server, browser;
onStage((s, b) => ([server, browser] = [s, b]));

const slow = { timeout: 300000 };
const points = (page, id) => page.locator(`#points-${id}`);
const standing = (page, value) => page.locator(`[data-standing="${value}"]`).waitFor({ state: 'attached' });
const rows = (round, entry) => server.db.query('SELECT state, points, version FROM sheets WHERE round_id = ? AND entry_id = ?', round, entry);
const given = (round, entry) => JSON.parse(rows(round, entry)[0]?.points ?? '{}');

// A judge before the first sheet: technology (30) and market (20, half).
async function judging(options = {}) {
	const made = await season(server, { judges: 1 });
	const round = await openWithAll(made);
	const who = await person(browser, server, options);
	await who.login(made.judges[0].client.account.email);
	const entry = made.entries[0];
	await who.open(`/judging/rounds/${round}/entries/${entry}`);
	await points(who.page, 'technology').waitFor();
	return { made, round, who, page: who.page, entry };
}

// Fingers and input methods, as the browser hears them.
const hands = async (who) => {
	const cdp = await who.context.newCDPSession(who.page);
	const key = (type, key, code) => cdp.send('Input.dispatchKeyEvent', { type, key, windowsVirtualKeyCode: code });
	return {
		async swipe(from, to, steps = 8) {
			const at = (i) => [{ x: from.x + ((to.x - from.x) * i) / steps, y: from.y + ((to.y - from.y) * i) / steps }];
			await cdp.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(0) });
			for (let i = 1; i <= steps; i++) await cdp.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(i) });
			await cdp.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
		},
		async tap(at) {
			await cdp.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [at] });
			await cdp.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
		},
		compose: (text) => cdp.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length }),
		commit: (text) => cdp.send('Input.insertText', { text }),
		// A key that the input method takes for itself.
		async taken(name) {
			await key('rawKeyDown', name, 229);
			await key('keyUp', name, name === 'Enter' ? 13 : 27);
		},
	};
};
const middle = async (locator, share = 0.5) => {
	const box = await locator.boundingBox();
	return { x: box.x + box.width * share, y: box.y + box.height / 2 };
};

test('a finger that scrolls changes no points', slow, async () => {
	const { who, page, round, entry } = await judging({ screen: screens.phone, touch: true });
	const { swipe } = await hands(who);
	await points(page, 'technology').fill('25');
	await points(page, 'market').fill('10');
	await until('the draft to arrive', () => given(round, entry).market === 10, patience);
	assert.equal(await page.locator('.slider:visible').count(), 0, 'nothing to slide on a touch screen');
	await page.evaluate(() => document.activeElement.blur());
	for (const id of ['technology', 'market']) {
		await points(page, id).scrollIntoViewIfNeeded();
		const row = page.locator('.points', { has: points(page, id) });
		const from = await middle(row, 0.2);
		await swipe(from, { x: from.x + 30, y: from.y - 150 });
		await swipe(from, { x: from.x + 30, y: from.y + 150 });
		await until('the page to be still', () => page.evaluate(() => new Promise((done) => { const y = scrollY; requestAnimationFrame(() => requestAnimationFrame(() => done(y === scrollY))); })), patience);
	}
	assert.deepEqual([await points(page, 'technology').inputValue(), await points(page, 'market').inputValue()], ['25', '10']);
	await points(page, 'market').fill('11'); // whatever was to be saved is saved with this
	await until('the draft to arrive', () => given(round, entry).market === 11, patience);
	assert.deepEqual(given(round, entry), { technology: 25, market: 11 });
	who.clean();
	await who.close();
});

test('the slider is for a mouse, though a finger touches it', slow, async () => {
	const { who, page, round, entry } = await judging();
	const { swipe, tap } = await hands(who);
	const slider = page.locator('.points', { has: points(page, 'technology') }).locator('.slider');
	const at = await middle(slider, 0.8);
	await page.mouse.click(at.x, at.y);
	const value = Number(await points(page, 'technology').inputValue());
	assert.ok(value > 20 && value < 28, `set by the mouse: ${value}`);
	await until('the draft to arrive', () => given(round, entry).technology === value, patience);
	const from = await middle(slider, 0.2);
	await tap(from);
	await swipe(from, { x: from.x + 40, y: from.y - 120 });
	await swipe(await middle(slider, 0.2), await middle(slider, 0.5));
	assert.equal(await points(page, 'technology').inputValue(), String(value));
	assert.ok(Math.abs(Number(await slider.inputValue()) - value) < 0.01, 'it has sprung back');
	await points(page, 'market').fill('11');
	await until('the draft to arrive', () => given(round, entry).market === 11, patience);
	assert.equal(given(round, entry).technology, value);
	who.clean();
	await who.close();
});

test('the wheel scrolls, and changes no points', slow, async () => {
	const { who, page, round, entry } = await judging({ screen: { width: 800, height: 420 } });
	await points(page, 'technology').fill('20');
	await until('the draft to arrive', () => given(round, entry).technology === 20, patience);
	await points(page, 'technology').focus();
	for (const place of [points(page, 'technology'), page.locator('.points', { has: points(page, 'technology') }).locator('.slider')]) {
		await place.scrollIntoViewIfNeeded();
		const at = await middle(place);
		await page.mouse.move(at.x, at.y);
		const before = await page.evaluate(() => scrollY);
		for (let notch = 0; notch < 3; notch++) await page.mouse.wheel(0, -120);
		await until('the page to scroll', async () => (await page.evaluate(() => scrollY)) < before, patience);
		assert.equal(await points(page, 'technology').inputValue(), '20');
	}
	await points(page, 'market').fill('11');
	await until('the draft to arrive', () => given(round, entry).market === 11, patience);
	assert.equal(given(round, entry).technology, 20);
	who.clean();
	await who.close();
});

test('a change that is discarded shows what the server has', slow, async () => {
	const { who, page, made, round, entry } = await judging();
	await points(page, 'technology').fill('30');
	await points(page, 'market').fill('18');
	await page.locator('#comment').fill('已提交的评语');
	await page.locator('form.sheet button[type=submit]').click();
	await standing(page, 'handed_in');
	const shows = async (technology, market, comment) => assert.deepEqual([await points(page, 'technology').inputValue(), await points(page, 'market').inputValue(), await page.locator('#comment').inputValue()], [technology, market, comment]);
	await points(page, 'technology').fill('3');
	await page.locator('#comment').fill('手滑');
	await standing(page, 'changed');
	await page.getByRole('button', { name: words('judge.standing.undo') }).click();
	await standing(page, 'handed_in');
	await shows('30', '18', '已提交的评语');
	assert.ok((await page.locator('.total output').innerText()).startsWith('39'));
	await page.reload();
	await standing(page, 'handed_in');
	await shows('30', '18', '已提交的评语');
	// Refused, as the round is locked meanwhile: the same.
	who.allow(/answer: 409 /);
	await points(page, 'technology').fill('7');
	await standing(page, 'changed');
	await made.organizer.expect(200, 'POST', `/api/v1/rounds/${round}/lock`);
	await page.locator('form.sheet button[type=submit]').click();
	await standing(page, 'refused');
	await page.getByRole('button', { name: words('judge.standing.discard') }).click();
	await standing(page, 'handed_in');
	await shows('30', '18', '已提交的评语');
	assert.deepEqual(given(round, entry), { technology: 30, market: 18 });
	who.clean();
	await who.close();
});

test('keys of an input method are not the page’s', slow, async () => {
	const made = edition(server, { code: 'typed-entries' });
	const client = await server.account();
	const { entry } = await complete(server, client, made.id);
	const who = await person(browser, server);
	await who.login(client.account.email);
	await who.open(`/my/entries/${entry.id}/form/project`);
	const { page } = who;
	const { compose, commit, taken } = await hands(who);
	const field = page.locator('#f-keywords');
	const items = () => page.locator('.field', { has: field }).locator('li').allInnerTexts();
	const before = await items();
	await field.focus();
	await compose('AI');
	await taken('Enter'); // ends nothing but a composition
	assert.deepEqual(await items(), before);
	await commit('AI医疗');
	await page.keyboard.press('Enter');
	await until('the keyword to be there', async () => (await items()).length === before.length + 1, patience);
	assert.deepEqual((await items()).map((text) => text.replace('✕', '').trim()).slice(before.length), ['AI医疗']);
	who.clean();
	await who.close();

	const judge = await judging();
	const typing = await hands(judge.who);
	await points(judge.page, 'technology').focus();
	await typing.compose('二');
	await typing.taken('Enter');
	assert.equal(await judge.page.evaluate(() => document.activeElement.id), 'points-technology');
	await typing.commit('20');
	await judge.page.keyboard.press('Enter');
	await until('the next field', () => judge.page.evaluate(() => document.activeElement.id === 'points-market'), patience);
	await judge.page.getByRole('button', { name: words('judge.recusals.have') }).click();
	await judge.page.locator('#statement').focus();
	await typing.compose('jijin');
	await typing.taken('Escape');
	await typing.commit('基金');
	assert.equal(await judge.page.locator('dialog[open]').count(), 1);
	assert.match(await judge.page.locator('#statement').inputValue(), /基金$/);
	await judge.page.keyboard.press('Escape');
	await judge.page.locator('dialog').waitFor({ state: 'detached' });
	judge.who.clean();
	await judge.who.close();
});
