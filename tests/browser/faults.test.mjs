// Every fault of the form leads to its field, on a phone:
// - whatever the step, what was not taken is counted at the step's own marker, which is in sight, and a line that is always there leads to the field
// - the review says each, with a link that puts the cursor into its field; it does not wait for what will not come, however long a text is
import assert from 'node:assert/strict';
import test from 'node:test';
import { complete, edition, rulebook } from '../api/entry_fixtures.mjs';
import { until } from '../api/harness.mjs';
import { onStage, patience, person, screens } from './browser.mjs';
import { pattern, words } from './words.mjs';

let server, browser;
onStage((s, b) => ([server, browser] = [s, b]));

const slow = { timeout: 300000 };
let number = 0;
async function onPhone(body) {
	const made = edition(server, { code: `faults-${++number}`, body });
	const client = await server.account();
	const { entry } = await complete(server, client, made.id);
	const who = await person(browser, server, { screen: screens.phone, touch: true });
	who.allow(/^answer: 422 PATCH/); // what it refuses
	await who.login(client.account.email);
	const { page } = who;
	const open = (step) => who.open(`/my/entries/${entry.id}/form/${step}`);
	const marker = (step) => page.locator(`.body nav a[href$="/${step}"]`);
	const inSight = (locator) => locator.evaluate((element) => {
		const { left, right, top, bottom } = element.getBoundingClientRect();
		return left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight;
	});
	const focused = (id) => until(`the cursor in ${id}`, () => page.evaluate((name) => !!document.activeElement?.closest(`#${name}`) || document.activeElement?.id === name, id), patience);
	return { who, page, open, marker, inSight, focused };
}

const limits = structuredClone(rulebook);
limits.facts = {
	firm: { registered_on: { kind: 'date' }, revenue_fen: { kind: 'money' }, listed: { kind: 'yes_no' }, blacklist: { kind: 'text' }, staff: { kind: 'integer', name: { 'zh-CN': '在职员工' }, min: 1, max: 500 } },
	entry: { submitted_on: { kind: 'date' }, patents: { kind: 'integer' } },
	investment: { registered_on: { kind: 'date' }, received_fen: { kind: 'money' }, kind: { kind: 'text' }, verified: { kind: 'yes_no' } },
};
limits.eligibility.all.push({ fact: 'firm.staff', at_most: 500 });

const faults = [
	{ step: 'project', id: 'f-project_name', type: '长'.repeat(60) },
	{ step: 'description', id: 'f-product', type: '长'.repeat(2100) },
	{ step: 'description', id: 'f-business_model', type: '长'.repeat(30000) },
	{ step: 'facts', id: 'f-firm_facts-revenue_fen', type: '约三千万吧' },
	{ step: 'contact', id: 'f-contact-email', type: 'not-an-address' },
];

test('each, at its step and from the review', slow, async () => {
	const { who, page, open, marker, inSight, focused } = await onPhone(limits);
	for (const { step, id, type } of faults) {
		await open(step);
		const field = page.locator(`#${id}`);
		const before = await field.inputValue();
		await field.fill(type);
		await page.locator('.bar .fault').waitFor();
		assert.ok(await inSight(page.locator('.bar .fault')), `${id}: the way to it is in sight`);
		await page.evaluate(() => scrollTo(0, 0));
		const at = marker(step);
		await at.getByText(words('my.steps.wrong', { n: 1 })).waitFor({ state: 'attached' });
		assert.ok(await inSight(at), `${id}: the marker of ${step} is in sight`);
		assert.equal(await at.locator('.badge').first().innerText(), '1');
		// From elsewhere the line leads back.
		await marker('files').click();
		await page.locator('#f-attachments-roadshow').waitFor();
		await page.locator('.bar .fault').click();
		await focused(id);
		await marker('review').click();
		const refusal = page.locator('main .note.bad', { hasText: words('my.review.refused', { n: 1 }) });
		await refusal.waitFor();
		await page.getByText(words('common.loading')).waitFor({ state: 'detached' });
		assert.ok(await inSight(marker('review')), 'the marker of the review is in sight');
		await refusal.getByRole('link').click();
		await focused(id);
		await page.locator(`#${id}`).fill(before);
		await page.locator('.state.good').waitFor();
		assert.equal(await page.locator('.bar .fault').count(), 0);
	}
	who.clean();
	await who.close();
});

test('several: one after the other', slow, async () => {
	const { who, page, open, marker, focused } = await onPhone(limits);
	await open('contact');
	await page.locator('#f-contact-email').fill('not-an-address');
	await page.locator('.bar .fault').waitFor();
	await marker('project').click();
	await page.locator('#f-project_name').fill('长'.repeat(60));
	await marker('review').click();
	const refusal = page.locator('main .note.bad', { hasText: words('my.review.refused', { n: 2 }) });
	await refusal.waitFor();
	assert.equal(await refusal.getByRole('link').count(), 2);
	// In the order of the steps.
	await page.locator('.bar .fault').click();
	await focused('f-project_name');
	await page.locator('#f-project_name').fill('短一些');
	await page.locator('.bar .fault', { hasText: pattern('my.form.toFault') }).waitFor();
	await until('the next one', async () => (await page.locator('.bar .fault').getAttribute('href')).includes('contact'), patience);
	await page.locator('.bar .fault').click();
	await focused('f-contact-email');
	who.clean();
	await who.close();
});
