// Small things that everybody meets:
// - after going to another page the focus is at its heading; a field that has it keeps it; Escape closes the menu of a phone
// - a deadline at midnight reads as the end of the day before, on pages and in the server's own sentences
// - an address that is no page answers 404, and shows one all the same; what is a page answers 200
// - the dialog that asks for the password again says whose it is
// - a withdrawn entry is taken up again from its page
import assert from 'node:assert/strict';
import test from 'node:test';
import { complete, edition, setDates, submitted } from '../api/entry_fixtures.mjs';
import { until } from '../api/harness.mjs';
import { onStage, patience, person } from './browser.mjs';
import { pattern, words } from './words.mjs';

let server, browser;
onStage((s, b) => ([server, browser] = [s, b]));

const slow = { timeout: 300000 };
const focused = (page, selector) => until(`the focus at ${selector}`, () => page.evaluate((s) => document.activeElement?.matches(s) === true, selector), patience);

test('the focus goes to the heading of the new page', slow, async () => {
	edition(server);
	const who = await person(browser, server);
	const { page } = who;
	await who.open('/');
	await page.locator('header nav a', { hasText: words('common.nav.check') }).click();
	await focused(page, 'h1');
	await page.locator('header .who').click();
	await page.locator('#email').waitFor();
	await page.setViewportSize({ width: 400, height: 800 });
	await page.locator('.burger').click();
	await page.locator('#nav.open').waitFor();
	await page.keyboard.press('Escape');
	await page.locator('#nav.open').waitFor({ state: 'detached' });
	await focused(page, '.burger');
	who.clean();
	await who.close();
});

test('a deadline at midnight is the end of the day before', slow, async () => {
	const made = edition(server, { code: 'midnight' });
	const day = new Date(Date.now() + 8 * 3600e3 + 3 * 86400e3).toISOString().slice(0, 10); // in Beijing
	server.db.query('UPDATE editions SET entries_close_at = ? WHERE id = ?', `${day} 16:00:00`, made.id);
	const who = await person(browser, server);
	await who.open('/editions/midnight');
	await who.page.locator('main dd', { hasText: `${day.replaceAll('-', '/')} 24:00` }).waitFor();
	who.clean();
	await who.close();
});

test('an address that is no page', slow, async () => {
	const who = await person(browser, server);
	const answers = {};
	for (const target of ['/', '/check', '/my/entries/5/form/facts', '/my/entries/5/form', '/desk/5/rounds/prelim/panels', '/editions', '/editions/guangzhou', '/notices/5', '/notices/', '/robots.txt', '/sitemap.xml', '/nothing/here', '/my/entries/x', '/my/entries/5/forms', '/notices/5/6', '/desk/x'])
		answers[target] = (await who.context.request.get(target)).status();
	assert.deepEqual(Object.entries(answers).filter(([, status]) => status === 200).map(([target]) => target), ['/', '/check', '/my/entries/5/form/facts', '/my/entries/5/form', '/desk/5/rounds/prelim/panels', '/notices/', '/robots.txt', '/sitemap.xml']);
	assert.deepEqual(Object.entries(answers).filter(([, status]) => status === 404).length, 8);
	await who.open('/nothing/here');
	await who.page.getByText(words('common.nowhereHint')).waitFor();
	who.clean();
	await who.close();
});

test('who is asked for the password again', slow, async () => {
	const made = edition(server);
	const client = await server.account({ contestant: null }, { name: '王小明' });
	const { entry } = await complete(server, client, made.id);
	const who = await person(browser, server);
	await who.login(client.account.email);
	await who.open(`/my/entries/${entry.id}/form/description`);
	await who.page.locator('#f-product').waitFor();
	who.allow(/answer: 401/);
	server.db.query('DELETE FROM sessions WHERE account_id = ?', client.account.id);
	await who.page.locator('#f-product').fill('会话过期之后写的');
	await who.page.getByText(words('common.again.who', { name: '王小明', email: client.account.email })).waitFor();
	await who.close();
});

test('a withdrawn entry is taken up again', slow, async () => {
	const made = edition(server);
	const client = await server.account();
	const { entry } = await submitted(server, client, made.id);
	await client.expect(200, 'POST', `/api/v1/entries/${entry.id}/withdraw`, {});
	const who = await person(browser, server);
	await who.login(client.account.email);
	await who.open(`/my/entries/${entry.id}`);
	await who.page.getByRole('button', { name: pattern('my.withdraw.restore') }).click();
	await who.page.locator('dialog, [role=dialog]').getByRole('button', { name: pattern('my.withdraw.restore') }).click();
	await until('it to be there again', async () => (await client.get(`/api/v1/entries/${entry.id}`)).json.state === 'submitted', patience);
	await who.page.getByRole('button', { name: pattern('my.withdraw.title') }).waitFor();
	setDates(server, made.id, { closes: -1000 });
	await client.expect(200, 'POST', `/api/v1/entries/${entry.id}/withdraw`, {});
	await who.page.reload();
	await who.page.getByText(words('my.next.withdrawn')).waitFor();
	assert.equal(await who.page.getByRole('button', { name: pattern('my.withdraw.restore') }).count(), 0);
	who.clean();
	await who.close();
});
