// What is printed, and links that are taken elsewhere:
// - a list is whole on paper, as filtered: nothing scrolls, and what only a screen needs is not there; on the screen it is then as it was
// - on its sheets stand all rows and all columns, each once and uncut, under a head that every sheet has; what is printed in part says of how many
// - the link of a mail, whichever it is, works after its page was loaded again, and in another browser; used, it leads on
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
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

const texts = (pdf) => execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf, encoding: 'utf8', maxBuffer: 1 << 26 }).split('\f').slice(0, -1);

test('a list on its sheets', slow, async () => {
	const organizer = await server.account({ organizer: null });
	const edition = server.db.one("SELECT edition_id FROM entries WHERE number LIKE 'L-%' LIMIT 1").edition_id;
	const who = await person(browser, server);
	const { page } = who;
	await page.addInitScript(() => {
		window.print = () => {
			window.printed = true;
		};
	});
	await who.login(organizer.account.email);
	await who.open(`/desk/${edition}/entries?q=${encodeURIComponent('项目12')}`);
	const wanted = server.db.query('SELECT number FROM entries WHERE edition_id = ? AND title LIKE ?', edition, '%项目12%').map((e) => e.number);
	const shown = await page.locator('tbody tr').count();
	const part = texts(await page.pdf({ format: 'A4' })).join('');
	assert.ok(part.replace(/\s/g, '').includes(words('table.range', { from: 1, to: shown, n: wanted.length }).replace(/\s/g, '')), part.slice(-300));
	await page.getByRole('button', { name: words('table.printAll') }).click();
	await until('it to be printed', () => page.evaluate(() => window.printed), patience);
	const columns = (await page.locator('thead th:not(.tick)').allInnerTexts()).map((text) => text.replace(/[▲▼↕\s]/g, '')).filter(Boolean);
	const sheets = texts(await page.pdf({ format: 'A4' }));
	assert.ok(sheets.length > 3, `${sheets.length}`);
	const printed = sheets.flatMap((text) => text.match(/L-\d{6}/g) ?? []);
	assert.deepEqual([...new Set(printed)].sort(), wanted.sort());
	assert.equal(printed.length, wanted.length, 'each row once');
	for (const [i, text] of sheets.entries()) if (/L-\d{6}/.test(text)) for (const column of columns) assert.ok(text.replace(/\s/g, '').includes(column), `${column} on sheet ${i + 1}`);
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

test('the links of other mails', slow, async () => {
	const organizer = await server.account({ organizer: null });
	const { edition_id: edition } = server.db.one("SELECT edition_id FROM entries WHERE number LIKE 'L-%' LIMIT 1");
	const anyone = server.client();
	await anyone.expect(202, 'POST', '/api/v1/accounts', { email: 'new@paper.example', name: '新人', password: '五个 不相干 的词 在这里 排好', locale: 'zh-CN', privacy_consent: true });
	await organizer.expect(201, 'POST', '/api/v1/invitations', { email: 'judge@paper.example', name: '新评委', role: 'judge', edition_id: Number(edition), locale: 'zh-CN' });
	const notice = await organizer.expect(201, 'POST', `/api/v1/editions/${edition}/notices`, { title: { 'zh-CN': '公示' }, working_days: 5 });
	await anyone.expect(202, 'POST', `/api/v1/public/notices/${notice.id}/objection-links`, { email: 'objector@paper.example', privacy_consent: true });
	for (const [email, place, field] of [['new@paper.example', 'confirm', '#password'], ['judge@paper.example', 'invitation', 'form button[type=submit]'], ['objector@paper.example', 'objections', '#real_name']]) {
		const link = (await server.mailTo(email, new RegExp(`/${place}#`))).text.match(new RegExp(`https:\\S+/${place}#\\S*`))[0];
		const [who, other] = [await person(browser, server), await person(browser, server)];
		await who.page.goto(link);
		await who.page.locator(field).waitFor();
		await who.page.reload();
		await who.page.locator(field).waitFor();
		await other.page.goto(who.page.url());
		await other.page.locator(field).waitFor();
		for (const each of [who, other]) {
			each.clean();
			await each.close();
		}
	}
});
