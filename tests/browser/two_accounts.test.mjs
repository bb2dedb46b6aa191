// Two accounts in one browser, each in a tab:
// - who logs in in a second tab is noticed by the first at once, which says so, and saves nothing as the other
// - also where the tabs cannot hear each other: the server refuses what the first sends
// - what was typed stays with its owner, a judge's sheet as an entry form, and is there and sent when they log in again
import assert from 'node:assert/strict';
import test from 'node:test';
import * as fixtures from '../api/entry_fixtures.mjs';
import { until } from '../api/harness.mjs';
import { openWithAll, season } from '../api/judging_fixture.mjs';
import { onStage, patience, person } from './browser.mjs';
import { words } from './words.mjs';

let server, browser;
onStage((s, b) => ([server, browser] = [s, b]));

const slow = { timeout: 300000 };
const dialog = (page) => page.locator('dialog[open]', { hasText: words('common.other.title') });
const button = (page, key, values) => dialog(page).getByRole('button', { name: words(key, values) });

// A second tab of the same browser, in which ACCOUNT logs in by hand.
async function secondTab(who, account) {
	const tab = await who.context.newPage();
	await tab.goto('/login?email=x');
	await tab.locator('input[type=email]').fill(account.email);
	await tab.locator('input[type=password]').fill('correct horse 赛投 battery');
	await tab.locator('form button[type=submit]').click();
	await tab.waitForURL((url) => url.pathname !== '/login');
	return tab;
}
const nameOf = (client) => server.db.one('SELECT name FROM accounts WHERE id = ?', client.account.id).name;
const logInAgain = async (page) => {
	await page.locator('input[type=password]').fill('correct horse 赛投 battery');
	await page.locator('form button[type=submit]').click();
};

test('a judge\'s sheet, in tabs that cannot hear each other', slow, async () => {
	const made = await season(server, { judges: 2 });
	const round = await openWithAll(made);
	const [a, b] = made.judges;
	const entry = made.entries[0];
	const rows = () => server.db.query('SELECT judge_id, state, points FROM sheets WHERE round_id = ? AND entry_id = ?', round, entry);
	const who = await person(browser, server);
	const { page } = who;
	who.allow(/answer: 409 PUT /);
	await page.addInitScript(() => addEventListener('storage', (event) => event.stopImmediatePropagation(), true));
	await who.login(a.client.account.email);
	await who.open(`/judging/rounds/${round}/entries/${entry}`);
	await page.locator('#points-technology').waitFor();
	await (await secondTab(who, b.client.account)).close();
	assert.equal(await dialog(page).count(), 0);
	await page.locator('#points-technology').fill('13.5');
	await dialog(page).waitFor();
	assert.ok((await dialog(page).innerText()).includes(nameOf(a.client)));
	assert.deepEqual(rows(), []);
	// To stay and look is no way round it.
	await button(page, 'common.other.stay').click();
	assert.equal(await page.locator('#points-technology').inputValue(), '13.5');
	await page.locator('#points-market').fill('4');
	await dialog(page).waitFor();
	assert.deepEqual(rows(), []);
	// The owner is back: the sheet is as it was typed, and goes out as theirs.
	await button(page, 'common.other.back', { name: nameOf(a.client) }).click();
	await page.waitForURL((url) => url.pathname === '/login');
	assert.equal(await page.locator('input[type=email]').inputValue(), a.client.account.email);
	await logInAgain(page);
	await page.waitForURL((url) => url.pathname.endsWith(`/entries/${entry}`));
	await until('the sheet of its owner', () => rows().length === 1, patience);
	await until('all of it', () => JSON.parse(rows()[0].points).market === 4, patience);
	assert.deepEqual([Number(rows()[0].judge_id), JSON.parse(rows()[0].points)], [Number(a.id), { technology: 13.5, market: 4 }]);
	who.clean();
	await who.close();
});

test('an entry form: noticed at once, and kept for its owner', slow, async () => {
	const { id: edition } = fixtures.edition(server, { code: 'two-accounts' });
	const [owner, other] = [await server.account(), await server.account()];
	const draft = await fixtures.draft(owner, edition, (await fixtures.firm(owner)).id);
	const form = () => JSON.parse(server.db.one('SELECT form FROM drafts WHERE entry_id = ?', draft.id).form);
	const who = await person(browser, server);
	const { page } = who;
	who.allow(/answer: 409 PATCH /);
	await who.login(owner.account.email);
	await who.open(`/my/entries/${draft.id}/form`);
	const name = page.locator('#f-project_name');
	await name.fill('甲的项目');
	await until('it to be saved', () => form().project_name === '甲的项目', patience);
	const tab = await secondTab(who, other.account);
	await dialog(page).waitFor(); // before anything is typed
	await button(page, 'common.other.stay').click();
	await name.fill('甲后来写的');
	await dialog(page).waitFor();
	assert.equal(form().project_name, '甲的项目');
	// Who goes on in the second tab finds nothing of it.
	await tab.goto('/my');
	await tab.locator('main h1').waitFor();
	assert.ok(!(await tab.locator('main').innerText()).includes('甲的项目'));
	await button(page, 'common.other.back', { name: nameOf(owner) }).click();
	await page.waitForURL((url) => url.pathname === '/login');
	await logInAgain(page);
	await page.waitForURL((url) => url.pathname.endsWith('/form'));
	await until('what was typed to arrive', () => form().project_name === '甲后来写的', patience);
	// The tab of the other one has heard it, too.
	await dialog(tab).waitFor();
	await button(tab, 'common.other.go').click();
	await tab.waitForURL((url) => url.pathname === '/');
	assert.ok((await tab.locator('header').innerText()).includes(nameOf(owner)));
	who.clean();
	await who.close();
});
