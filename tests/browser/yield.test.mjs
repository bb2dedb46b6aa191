// What a form comes to, before the contestant's eyes, under the rulebook of Guangzhou 2023:
// - what decides is asked for and not called optional; a deciding fact left blank is missing, in its step, with the way there, and never "not eligible"
// - filled in, its points are shown beside the field and the total moves; what would bring more is said
// - the conditions of direct advancement stand where the investment is declared, with what this claim yields once it is verified
// - submitted, the computed preliminary finds what the form showed
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { complete, edition, setDates } from '../api/entry_fixtures.mjs';
import { until } from '../api/harness.mjs';
import { onStage, patience, person } from './browser.mjs';
import { pattern, words } from './words.mjs';

let server, browser;
onStage((s, b) => ([server, browser] = [s, b]));

const slow = { timeout: 300000 };
const guangzhou = JSON.parse(readFileSync(new URL('../../schema/rulebooks/guangzhou-2023.json', import.meta.url)));
const day = (offset) => new Date(Date.now() + 8 * 3600e3 + offset * 86400e3).toISOString().slice(0, 10);

test('from a blank fact to the computed preliminary', slow, async () => {
	const made = edition(server, { body: guangzhou });
	const client = await server.account();
	const { entry, firm } = await complete(server, client, made.id, { industry: 'biomed', firm_facts: { district: '天河区' }, entry_facts: {} });
	const who = await person(browser, server);
	await who.login(client.account.email);
	await who.open(`/my/entries/${entry.id}/form/facts`);
	const { page } = who;
	const field = (name) => page.locator(`#f-firm_facts-${name}`);
	const panel = page.locator('section.yield');
	await panel.getByText(words('my.yield.eligibility.open')).waitFor();
	assert.doesNotMatch(await page.locator('main').innerText(), new RegExp(words('my.yield.eligibility.no')));
	for (const name of ['staff', 'technical_staff_share', 'assets_fen', 'rd_to_sales', 'ip_class_1']) assert.doesNotMatch(await page.locator('.field', { has: field(name) }).innerText(), new RegExp(words('common.optional')), name);
	await page.getByText('Ⅰ类：发明专利').waitFor();
	for (const [name, typed] of Object.entries({ registered_on: '2022-03-02', revenue_fen: '960', assets_fen: '500', staff: '50', rd_to_sales: '3.5', rd_to_costs: '30', ip_class_1: '0', ip_class_2: '2' })) await field(name).fill(typed);
	for (const name of ['listed', 'ip_dispute', 'bad_record', 'abnormal_operation', 'national_top_three']) {
		assert.equal(await field(name).locator('input:checked').count(), 0, 'nothing is chosen beforehand');
		await field(name).getByLabel(words('common.no'), { exact: true }).check();
	}
	// One deciding fact is blank: open, with the way there, and nothing can be submitted.
	await panel.getByText(words('my.yield.eligibility.yes', { division: '初创企业组' })).waitFor();
	await panel.getByText('62 分（满分 100），需要 60 分').waitFor();
	await panel.getByText(words('my.yield.verdict.open')).waitFor();
	await page.locator('nav a', { hasText: words('my.steps.review') }).click();
	await page.locator('main .note.wait').getByRole('link', { name: '科技人员占职工比例' }).click();
	await until('the cursor in the field', () => page.evaluate(() => document.activeElement.id === 'f-firm_facts-technical_staff_share'), patience);
	await field('technical_staff_share').fill('24');
	await page.locator('.fact', { has: field('technical_staff_share') }).getByText('得 12 分（满分 20）；达到 25% 得 16 分').waitFor();
	await panel.getByText('74 分（满分 100），需要 60 分').waitFor();
	await panel.getByText(words('my.yield.verdict.yes')).waitFor();
	await panel.getByText('12 / 20 分').waitFor();
	// What cannot be read brings no points, not even those of the value before it.
	const share = page.locator('.fact', { has: field('technical_staff_share') });
	await field('technical_staff_share').fill('2。4。');
	await share.getByText('得 12 分').waitFor({ state: 'detached' });
	await field('technical_staff_share').fill('24');
	await share.getByText('得 12 分').waitFor();

	// The claim, and what it would do.
	await page.locator('nav a', { hasText: words('my.steps.investment') }).click();
	await page.locator('main .verdict').getByText(words('my.direct.state.none')).waitFor();
	const facts = { registered_on: day(-30), received_fen: 150000000, kind: 'fund', in_cash: true, new_equity: true, government_fund: false, investor_share: 0.12, largest_holder: false, controller: false };
	const claim = await client.expect(201, 'POST', '/api/v1/investments', { edition_id: made.id, firm_id: firm.id, investor: '甲基金', facts });
	await page.reload();
	await page.locator('main .verdict').getByText(words('my.direct.state.ifVerified', { round: '总决赛' })).waitFor();
	await client.expect(200, 'POST', `/api/v1/investments/${claim.id}/withdraw`, {}, { headers: { 'If-Match': `"${claim.version}"` } });

	await page.locator('nav a', { hasText: words('my.steps.review') }).click();
	await page.getByText(words('my.review.complete')).waitFor();
	await panel.getByText('74 分（满分 100），需要 60 分').waitFor();
	await page.locator('.submit button.primary').click();
	await page.waitForURL(/\/receipts\/1/);
	who.clean();
	await who.close();

	setDates(server, made.id, { closes: -1000 });
	const organizer = await server.account({ organizer: made.id });
	server.db.query("INSERT INTO rounds (edition_id, code, position, kind) VALUES (?, 'prelim', 0, 'indicators')", made.id);
	const prelim = Number(server.db.one('SELECT id FROM rounds WHERE edition_id = ?', made.id).id);
	await organizer.expect(200, 'POST', `/api/v1/rounds/${prelim}/compute`, {});
	const { items } = await organizer.expect(200, 'GET', `/api/v1/rounds/${prelim}/standings`);
	assert.deepEqual(items.map((s) => [s.entry, s.score, s.outcome]), [[entry.id, '74.00', 'advanced']]);
});
