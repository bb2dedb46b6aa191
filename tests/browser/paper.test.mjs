// What is printed, and links that are taken elsewhere:
// - a list is whole on paper, as filtered: nothing scrolls, and what only a screen needs is not there; on the screen it is then as it was
// - the link of a mail works after its page was loaded again, and in another browser; used, it leads on
import assert from 'node:assert/strict';
import test from 'node:test';
import { until } from '../api/harness.mjs';
import { onStage, patience, person } from './browser.mjs';
import { largeEdition } from './large.mjs';
import { onPaper } from './paper.mjs';
import { words } from './words.mjs';

let server, browser;
onStage((s, b) => ([server, browser] = [s, b]));

const slow = { timeout: 300000 };
test('a list', slow, async () => {
	const large = largeEdition(server);
	const organizer = await server.account({ organizer: large.edition });
	const who = await person(browser, server);
	const { page } = who;
	await page.addInitScript(() => {
		window.print = () => {
			window.printed = document.querySelectorAll('tbody tr').length;
		};
	});
	await who.login(organizer.account.email);
	await who.open(`/desk/${large.edition}/entries?q=${encodeURIComponent('项目12')}`);
	const rows = page.locator('tbody tr');
	const before = await rows.count();
	const total = Number(server.db.one('SELECT COUNT(*) AS n FROM entries WHERE edition_id = ? AND title LIKE ?', large.edition, '%项目12%').n);
	assert.ok(total > 2 * before, `${total} of ${before}`);
	await page.getByRole('button', { name: words('table.printAll') }).click();
	await until('it to be printed', () => page.evaluate(() => window.printed), patience);
	assert.equal(await page.evaluate(() => window.printed), total);
	await page.emulateMedia({ media: 'print' });
	const { cut, bars } = await onPaper(page);
	assert.deepEqual([cut, bars], [[], []]);
	await page.emulateMedia({ media: 'screen' });
	await page.evaluate(() => dispatchEvent(new Event('afterprint')));
	await until('the page to be as it was', async () => (await rows.count()) === before, patience);
	who.clean();
	await who.close();
});

test('the link of a mail', slow, async () => {
	const client = await server.account();
	await client.expect(202, 'POST', '/api/v1/password-resets', { email: client.account.email });
	const mail = await server.mailTo(client.account.email, /reset/);
	const link = mail.text.match(/https:\S+\/reset\S*/)[0];
	const who = await person(browser, server);
	await who.page.goto(link);
	await who.page.locator('#password').waitFor();
	await who.page.reload();
	await who.page.locator('#password').waitFor();
	// Its address, taken to another browser
	const other = await person(browser, server);
	await other.page.goto(who.page.url());
	await other.page.locator('#password').fill('五个 不相干 的词 在这里 排好');
	await other.page.locator('form button[type=submit]').click();
	await other.page.waitForURL((url) => url.pathname === '/login');
	assert.ok(!other.page.url().includes('token'));
	other.clean();
	who.clean();
	await other.close();
	await who.close();
});
