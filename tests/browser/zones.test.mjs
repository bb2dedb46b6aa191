// An edition by another clock than Beijing's, in browsers that stand in a third zone:
// - what an organiser types for a deadline is read by the edition's clock, and so named beside the field; the contestant reads the same, and so does the public
// - midnight there is the end of the day before; the countdown, the form and the receipt say the zone
// - an edition of Beijing's beside it goes on in Beijing time, in the list of all as well
import assert from 'node:assert/strict';
import test from 'node:test';
import { complete, edition, rulebook, submit } from '../api/entry_fixtures.mjs';
import { onStage, person } from './browser.mjs';
import { DeskPerson } from './desk.mjs';

let server, browser;
onStage((s, b) => ([server, browser] = [s, b]));

const abroad = (options = {}) => person(browser, server, { zone: 'Europe/Berlin', ...options });

test('a deadline typed at the desk is what the contestant reads', { timeout: 300000 }, async () => {
	const made = edition(server, { code: 'new-york', body: { ...rulebook, timezone: 'America/New_York' }, closes: 40 * 86400e3 });
	edition(server, { code: 'beijing' });
	const organizer = await server.account({ organizer: null });
	const who = await abroad();
	await who.login(organizer.account.email);
	const desk = new DeskPerson(who, made.id);
	await desk.open('dates');
	await desk.page.locator('.what', { hasText: 'America/New_York 时间' }).waitFor();
	await desk.ask('desk.dates.amend', { confirm: 'desk.dates.amendGo', reason: '应企业要求', fill: async (dialog) => {
		await dialog.getByText('America/New_York 时间').waitFor();
		await dialog.locator('#amend-value').fill('2031-03-10T00:00');
	} });
	await desk.page.getByText('2031/03/09 24:00').first().waitFor();
	assert.equal(server.db.one("SELECT DATE_FORMAT(entries_close_at, '%Y-%m-%d %H:%i') AS at FROM editions WHERE id = ?", made.id).at, '2031-03-10 04:00', 'clocks change on that day');
	who.clean();
	await who.close();

	const client = await server.account({ contestant: null });
	const { entry } = await complete(server, client, made.id);
	const firm = await abroad();
	await firm.login(client.account.email);
	await firm.open(`/my/entries/${entry.id}`);
	await firm.page.locator('.countdown', { hasText: '2031/03/09 24:00 America/New_York 时间' }).waitFor();
	await firm.open(`/my/entries/${entry.id}/form/review`);
	await firm.page.locator('.countdown', { hasText: '2031/03/09 24:00 America/New_York 时间' }).waitFor();
	const receipt = (await submit(client, entry)).json;
	const arrived = new Intl.DateTimeFormat('zh-CN', { timeZone: 'America/New_York', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(new Date(receipt.arrived_at));
	await firm.open(`/my/entries/${entry.id}/receipts/1`);
	await firm.page.getByText(`${arrived} America/New_York 时间`).first().waitFor();
	await firm.open('/my');
	await firm.page.getByRole('heading').first().waitFor();
	firm.clean();
	await firm.close();

	const visitor = await abroad({ locale: 'en' });
	await visitor.open('/editions/new-york');
	await visitor.page.getByText('All times are America/New_York time.').waitFor();
	await visitor.page.locator('main dd', { hasText: '09/03/2031, 24:00' }).waitFor();
	await visitor.open('/editions/beijing');
	await visitor.page.getByText('All times are Beijing time.').waitFor();
	const plain = await (await visitor.context.request.get('/editions/new-york', { headers: { 'accept-language': 'en' } })).text();
	assert.match(plain, /Entries close at 2031-03-09 24:00:00 \(America\/New_York time\)/, 'what search engines and WeChat read');
	visitor.clean();
	await visitor.close();
});
