// A judge's work in the browser:
// - the pledge before the first sheet; the queue; points by keyboard; a running total; "handed in" with the server's time and version
// - handing in is refused while a criterion has no points, and the cursor goes there
// - without a network: the sheet is kept on the device and says that it is not handed in; it is sent when the network is back
// - a sheet kept while the tab was closed is sent when the judge comes back
// - the pages themselves open without a network once the judge has been there
// - two devices of one judge: the second to save chooses, neither overwrites the other silently
// - what is typed while this device or the server is still at work with the sheet is neither lost nor left unsent, points that cannot be among it
// - the session ends in the middle of a sheet: the password is asked for, the points stay
// - who has a role is asked for its criteria; taken away, it takes them along, also the points that were given already and what could not be read
// - a recusal is declared in the middle of a sheet: no points can be given any more, and the declaration is in the judge's list
// - a round that is locked cannot be changed any more, and the page says so
import assert from 'node:assert/strict';
import test from 'node:test';
import { until } from '../api/harness.mjs';
import { openWithAll, rulebook, season } from '../api/judging_fixture.mjs';
import { onStage, patience, person } from './browser.mjs';
import { words } from './words.mjs';

let server, browser;
onStage((s, b) => ([server, browser] = [s, b]));

const slow = { timeout: 300000 };
const standing = (page, value) => page.locator(`[data-standing="${value}"]`).waitFor({ state: 'attached' }); // it may have nothing to say
const points = (page, id) => page.locator(`#points-${id}`);
const rows = (round, entry) => server.db.query('SELECT state, points, version FROM sheets WHERE round_id = ? AND entry_id = ?', round, entry);

// A season with one judge at work, and the judge's browser. The first two entries are startups: technology (30) and market (20, half).
async function atWork(options = {}) {
	const made = await season(server, { judges: 1, ...options });
	const round = await openWithAll(made);
	const [judge] = made.judges;
	const who = await person(browser, server, options);
	await who.login(judge.client.account.email);
	return { made, round, judge, who, page: who.page, entry: made.entries[0], sheet: (entry) => `/judging/rounds/${round}/entries/${entry}` };
}

test('from the pledge to the receipt, by keyboard', slow, async () => {
	const { who, page, round, entry } = await atWork({ pledged: false });
	await who.open('/judging');
	await page.locator('.pledge input[type=checkbox]').check();
	await page.locator('.pledge button[type=submit]').click();
	await page.locator('.pledge').waitFor({ state: 'detached' });
	await page.locator(`a[href="/judging/rounds/${round}"]`).click();
	await page.locator(`a[href="/judging/rounds/${round}/entries/${entry}"]`).first().click();
	await points(page, 'technology').waitFor();
	// Nothing yet: refused here, and the cursor is where it has to be.
	await page.locator('form.sheet button[type=submit]').click();
	await until('the cursor at the first criterion', () => page.evaluate(() => document.activeElement.id === 'points-technology'), patience);
	await page.keyboard.type('27.5');
	await page.keyboard.press('Enter');
	await page.keyboard.type('18');
	await page.keyboard.press('ArrowDown'); // by hundredths
	await page.keyboard.press('ArrowUp');
	assert.match(await page.locator('.total output').innerText(), /^36\.5\b/, '27.5 + 18 ÷ 2');
	await page.keyboard.press('Enter');
	assert.equal(rows(round, entry).filter((r) => r.state === 'handed_in').length, 0, 'Enter alone hands nothing in');
	await page.keyboard.press('Enter');
	await standing(page, 'handed_in');
	const [row] = rows(round, entry);
	assert.equal(row.state, 'handed_in');
	assert.deepEqual(JSON.parse(row.points), { technology: 27.5, market: 18 });
	const receipt = await page.locator('.receipt').innerText();
	assert.ok(receipt.includes(words('judge.standing.handedIn')) && receipt.includes('36.5'));
	await who.open(`/judging/rounds/${round}`);
	await page.getByText(words('judge.queue.progress', { done: 1, of: 3 })).waitFor();
	who.clean();
	await who.close();
});

test('a role and its criteria', slow, async () => {
	const rules = structuredClone(rulebook);
	for (const round of rules.rounds) Object.assign(round, { criteria: [...round.criteria, { id: 'lead', max: 5, roles: ['chief'] }], aggregate: { method: 'mean', level: 'criterion' } });
	const { made, who, page, round, judge, entry, sheet } = await atWork({ rules });
	const give = (role) => made.organizer.expect(200, 'PATCH', `/api/v1/judges/${judge.id}`, { role });
	const given = () => JSON.parse(rows(round, entry)[0]?.points ?? '{}');
	await give('chief');
	await who.open(sheet(entry));
	for (const [id, value] of Object.entries({ technology: '20', market: '10', lead: '4' })) await points(page, id).fill(value);
	await until('the draft to arrive', () => given().lead === 4, patience);
	await standing(page, 'draft_saved');
	// What stands there unread goes as well, and holds nothing up.
	page.on('dialog', (dialog) => void dialog.accept());
	await points(page, 'lead').fill('四');
	await page.locator('.standing .unread').waitFor();
	await give('');
	await who.open(sheet(entry));
	await points(page, 'market').waitFor();
	await points(page, 'lead').waitFor({ state: 'detached' });
	await page.locator('form.sheet button[type=submit]').click();
	await standing(page, 'handed_in');
	assert.deepEqual(given(), { technology: 20, market: 10 });
	who.clean();
	await who.close();
});

test('without a network: kept, and handed in when it is back', slow, async () => {
	const { who, page, round, entry, sheet } = await atWork();
	who.allow(/net::ERR_INTERNET_DISCONNECTED/);
	await who.open(sheet(entry));
	await who.context.setOffline(true);
	await points(page, 'technology').fill('20');
	await points(page, 'market').fill('10');
	await page.locator('form.sheet button[type=submit]').click();
	await standing(page, 'asked');
	assert.ok((await page.locator('[data-standing=asked]').innerText()).includes(words('judge.standing.notYet')));
	assert.equal(await page.locator('.receipt').count(), 0, 'nothing says that it was handed in');
	assert.equal(rows(round, entry).length, 0);
	await who.context.setOffline(false);
	await standing(page, 'handed_in');
	const [row] = rows(round, entry);
	assert.equal(row.state, 'handed_in');
	assert.deepEqual(JSON.parse(row.points), { technology: 20, market: 10 });
	who.clean();
	await who.close();
});

test('typed while the sheet is being read, stored and sent', slow, async () => {
	const { who, page, round, entry, sheet } = await atWork();
	await who.open(sheet(entry)); // from now on this device has an answer of its own
	// Whenever the browser's store is asked for a sheet, a key is pressed before it answers: ten times, then the typing stops.
	await page.addInitScript(() => {
		const get = IDBObjectStore.prototype.get;
		let typed = 0;
		IDBObjectStore.prototype.get = function (...key) {
			const request = get.apply(this, key);
			const field = document.querySelector('#points-market');
			if (this.name === 'sheets' && field && typed < 10) {
				field.value = String(++typed);
				field.dispatchEvent(new Event('input', { bubbles: true }));
			}
			return request;
		};
	});
	await who.open(sheet(entry));
	for (let n = 1; (await points(page, 'market').inputValue()) !== '10'; n++) {
		assert.ok(n < 60, 'ten keys were pressed');
		const before = await points(page, 'market').inputValue();
		await points(page, 'technology').fill(String((n % 29) + 1));
		await until('something to be stored', async () => (await points(page, 'market').inputValue()) !== before, patience);
	}
	await points(page, 'technology').fill('30');
	await until('all of it to be saved', () => rows(round, entry)[0]?.points && JSON.stringify(JSON.parse(rows(round, entry)[0].points)) === '{"technology":30,"market":10}', patience);
	await standing(page, 'draft_saved');
	// Points that cannot be are kept here, with the comment, and nothing of it is sent before they are put right.
	await points(page, 'technology').fill('31');
	await page.locator('#comment').fill('先写下来');
	await page.reload();
	await points(page, 'technology').waitFor();
	await until('what was typed to be there again', async () => (await points(page, 'technology').inputValue()) === '31' && (await page.locator('#comment').inputValue()) === '先写下来', patience);
	assert.deepEqual(JSON.parse(rows(round, entry)[0].points), { technology: 30, market: 10 });
	await points(page, 'technology').fill('29');
	await page.locator('form.sheet button[type=submit]').click();
	await standing(page, 'handed_in');
	assert.deepEqual(JSON.parse(rows(round, entry)[0].points), { technology: 29, market: 10 });
	who.clean();
	await who.close();
});

test('without a network several entries can be scored, one after the other', slow, async () => {
	const { who, page, round, made } = await atWork({ entries: ['startup', 'startup', 'startup'] });
	who.allow(/net::ERR_INTERNET_DISCONNECTED/);
	await who.open(`/judging/rounds/${round}`);
	await page.getByText(words('judge.queue.ahead', { n: 3, of: 3 })).waitFor();
	await page.locator('tbody a').first().click(); // the page of a sheet itself is here then
	await points(page, 'technology').waitFor();
	await who.context.setOffline(true);
	for (const n of [1, 2, 3]) {
		await points(page, 'technology').fill(String(10 + n));
		await points(page, 'market').fill(String(n));
		await page.locator('form.sheet button[type=submit]').click();
		await standing(page, 'asked');
		if (n < 3) {
			const here = page.url();
			await page.locator('nav.top').getByRole('link', { name: words('judge.sheet.nextEntry') }).click();
			await page.waitForURL((url) => url.href !== here);
			await standing(page, 'nothing');
		}
	}
	await who.context.setOffline(false);
	await until('all three to be handed in', () => made.entries.every((e) => rows(round, e)[0]?.state === 'handed_in'), patience);
	who.clean();
	await who.close();
});

test('what was kept is sent when the judge comes back', slow, async () => {
	const { who, page, round, entry, sheet } = await atWork();
	who.allow(/net::ERR_INTERNET_DISCONNECTED/);
	await who.open(sheet(entry));
	await who.context.setOffline(true);
	await points(page, 'technology').fill('15');
	await points(page, 'market').fill('5');
	await page.locator('form.sheet button[type=submit]').click();
	await standing(page, 'asked');
	await page.close();
	await who.context.setOffline(false);
	who.page = await who.context.newPage();
	await who.open('/judging');
	await until('the sheet to be handed in', () => rows(round, entry)[0]?.state === 'handed_in', patience);
	who.clean();
	await who.close();
});

test('a hand-in whose answer was lost goes on from the draft that was saved before it', slow, async () => {
	const { who, page, round, entry, sheet } = await atWork();
	who.allow(/answer: 504 |status of 504/);
	let lost = 0;
	await page.route('**/hand-in', (route) => (++lost > 1 ? route.fallback() : route.fulfill({ status: 504, contentType: 'text/html', body: '<h1>Gateway Time-out</h1>' })));
	await who.open(sheet(entry));
	await page.context().setOffline(true);
	who.allow(/net::ERR_INTERNET_DISCONNECTED/);
	await points(page, 'technology').fill('15');
	await points(page, 'market').fill('5');
	await page.locator('form.sheet button[type=submit]').click();
	await standing(page, 'asked');
	await page.context().setOffline(false);
	await standing(page, 'handed_in');
	assert.ok(lost > 1, 'it was asked for again');
	assert.equal(rows(round, entry)[0].state, 'handed_in');
	who.clean(); // and no 428 or 412: the page knew which version was its own
	await who.close();
});

test('the pages open without a network once the judge has been there', slow, async () => {
	const { who, page, round, entry, sheet } = await atWork();
	who.allow(/net::ERR_INTERNET_DISCONNECTED/, /net::ERR_FAILED/);
	await who.open(`/judging/rounds/${round}`);
	await page.getByText(words('judge.queue.ahead', { n: 3, of: 3 })).waitFor();
	await until('the worker to keep the pages', () => page.evaluate(() => navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)), patience);
	await who.context.setOffline(true);
	await page.reload();
	await page.locator('tbody a').first().waitFor();
	await page.goto(sheet(entry));
	await points(page, 'technology').fill('18');
	await points(page, 'market').fill('8');
	await page.locator('form.sheet button[type=submit]').click();
	await standing(page, 'asked');
	await page.reload();
	await standing(page, 'asked');
	assert.equal(await points(page, 'technology').inputValue(), '18');
	await who.context.setOffline(false);
	await standing(page, 'handed_in');
	assert.equal(rows(round, entry)[0].state, 'handed_in');
	who.clean();
	await who.close();
});

test('two devices of one judge', slow, async () => {
	const { who, page, judge, round, entry, sheet } = await atWork();
	const other = await person(browser, server);
	await other.login(judge.client.account.email);
	for (const device of [who, other]) {
		device.allow(/answer: 4(09|12|28) /);
		await device.open(sheet(entry));
	}
	await points(page, 'technology').fill('25');
	await standing(page, 'draft_saved');
	await points(other.page, 'technology').fill('12');
	await points(other.page, 'market').fill('9');
	await standing(other.page, 'conflict');
	assert.equal(JSON.parse(rows(round, entry)[0].points).technology, 25, 'the first device’s points are still there');
	const choice = await other.page.locator('form.sheet').innerText();
	assert.match(choice, /12[\s\S]*25|25[\s\S]*12/, 'both are shown');
	await other.page.getByRole('button', { name: words('judge.conflict.takeOurs') }).click();
	await until('the choice to arrive', () => JSON.parse(rows(round, entry)[0].points).technology === 12, patience);
	for (const device of [who, other]) {
		device.clean();
		await device.close();
	}
});

test('the session ends in the middle of a sheet', slow, async () => {
	const { who, page, judge, round, entry, sheet } = await atWork();
	who.allow(/answer: 401 /);
	await who.open(sheet(entry));
	server.db.query('DELETE FROM sessions WHERE account_id = ?', judge.client.account.id);
	await points(page, 'technology').fill('22');
	await points(page, 'market').fill('11');
	await page.locator('dialog[open] input[type=password]').fill('correct horse 赛投 battery');
	await page.locator('dialog[open] button[type=submit]').click();
	await standing(page, 'draft_saved');
	assert.equal(await points(page, 'technology').inputValue(), '22');
	assert.deepEqual(JSON.parse(rows(round, entry)[0].points), { technology: 22, market: 11 });
	who.clean();
	await who.close();
});

test('a locked round', slow, async () => {
	const { made, who, page, round, entry, sheet } = await atWork();
	who.allow(/answer: 409 /);
	await who.open(sheet(entry));
	await points(page, 'technology').fill('22');
	await points(page, 'market').fill('11');
	await standing(page, 'draft_saved');
	await made.organizer.expect(200, 'POST', `/api/v1/rounds/${round}/lock`);
	await page.locator('form.sheet button[type=submit]').click();
	await standing(page, 'refused');
	await who.open(sheet(entry));
	await page.getByText(words('judge.bar.locked')).waitFor();
	assert.ok(await points(page, 'technology').isDisabled());
	who.clean();
	await who.close();
});

test('a recusal in the middle of a sheet', slow, async () => {
	const { who, page, entry, sheet } = await atWork();
	await who.open(sheet(entry));
	await page.getByRole('button', { name: words('judge.recusals.have') }).click();
	await page.locator('#kind').selectOption('own_fund');
	await page.locator('#statement').fill('本基金投资了该企业的竞争对手。');
	await page.locator('dialog[open] button[type=submit]').click();
	await page.locator('dialog').waitFor({ state: 'detached' });
	await page.getByText(words('judge.bar.recused')).waitFor();
	assert.equal(await page.locator('form.sheet [role=spinbutton]').count(), 0, 'no points can be given');
	await who.open('/judging/recusals');
	await page.locator('tbody tr', { hasText: '本基金投资了该企业的竞争对手' }).getByText(words('judge.recusalState.open')).waitFor();
	who.clean();
	await who.close();
});
