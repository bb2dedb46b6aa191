// Numbers as people type them, on the pages that take them:
// - 2。5 and １２０ typed into points are 2.5 and 120; what is no number stays in sight, is marked, is not sent and not called saved, is there after a reload, and
//   goes with "discard changes"; leaving the sheet asks first
// - in the entry form full-width digits, thousands, percent signs and 万 are understood; "约30人", "-4", "1,5" and 万 for people are refused in words, are
//   never called saved, stay through a change of step and a reload, are named at the step and the review, and nothing can be submitted before
// - what was saved in a field stays on the server while what stands there cannot be read; the other fields are saved
// - a day that is half typed stays as it is typed, is marked, and is not called saved, nor lost with the step; days are read as people write them
// - a number that may be less than 0 takes a sign; what is read and can be of no firm is marked beside its range, and the bar says so
// - an amount of an investment that cannot be read keeps the investment from being saved, and is there again when the step is
// - leaving the form, or logging out on it, asks first, and staying leaves everything as it is
// - no number that cannot be read leaves a dialog of the desk
import assert from 'node:assert/strict';
import test from 'node:test';
import { complete, edition, rulebook } from '../api/entry_fixtures.mjs';
import { publishedEdition } from '../api/fixtures.mjs';
import { until } from '../api/harness.mjs';
import { openWithAll, season } from '../api/judging_fixture.mjs';
import { onStage, patience, person } from './browser.mjs';
import { pattern, words } from './words.mjs';

let server, browser;
onStage((s, b) => ([server, browser] = [s, b]));

const slow = { timeout: 300000 };
const SAVED = /已保存/;
// From now on the browser's own question on leaving is answered with yes, and counted.
const leaves = (page) => {
	const seen = [];
	page.on('dialog', (dialog) => {
		seen.push(dialog.type());
		void dialog.accept();
	});
	return seen;
};

test('points', slow, async () => {
	const made = await season(server, { judges: 1 });
	const round = await openWithAll(made);
	const [entry, second] = made.entries;
	const who = await person(browser, server);
	await who.login(made.judges[0].client.account.email);
	const { page } = who;
	const seen = leaves(page);
	const points = (id) => page.locator(`#points-${id}`);
	const given = () => JSON.parse(server.db.query('SELECT points FROM sheets WHERE round_id = ? AND entry_id = ?', round, entry)[0]?.points ?? '{}');
	const sheet = page.locator('form.sheet');
	await who.open(`/judging/rounds/${round}/entries/${entry}`);
	await points('technology').pressSequentially('2。5');
	await points('market').pressSequentially('１２');
	await until('both to arrive', () => given().technology === 2.5 && given().market === 12, patience);
	assert.equal(await points('technology').inputValue(), '2。5');
	// No number: everything of the sheet waits.
	await points('technology').fill('二十');
	await page.locator('#points-technology-fault', { hasText: '二十' }).waitFor();
	await page.locator('.standing .unread').waitFor();
	assert.equal(await points('technology').getAttribute('aria-invalid'), 'true');
	await points('market').fill('13');
	await page.locator('#comment').fill('评语');
	assert.doesNotMatch(await sheet.innerText(), SAVED);
	await page.locator('form.sheet button[type=submit]').click();
	await until('the cursor where the fault is', () => page.evaluate(() => document.activeElement.id === 'points-technology'), patience);
	await page.reload();
	await points('technology').waitFor();
	await until('what was typed to be there again', async () => (await points('technology').inputValue()) === '二十' && (await points('market').inputValue()) === '13', patience);
	await page.locator('#points-technology-fault').waitFor();
	assert.deepEqual(seen, ['beforeunload']);
	assert.deepEqual(given(), { technology: 2.5, market: 12 }, 'nothing of it was sent');
	assert.doesNotMatch(await sheet.innerText(), SAVED);
	// Leaving asks; staying stays, going keeps it on this device.
	const queue = page.locator('nav.top a').first();
	await queue.click();
	await page.locator('dialog[open]').getByRole('button', { name: words('common.cancel') }).click();
	await page.locator('dialog').waitFor({ state: 'detached' });
	assert.equal(await points('technology').inputValue(), '二十');
	await queue.click();
	await page.locator('dialog[open]').getByRole('button', { name: words('common.leave.go') }).click();
	await page.waitForURL(new RegExp(`/rounds/${round}$`));
	await who.open(`/judging/rounds/${round}/entries/${entry}`);
	await until('what was typed to be there again', async () => (await points('technology').inputValue()) === '二十', patience);
	await points('technology').fill('20');
	await page.locator('.standing .unread').waitFor({ state: 'detached' });
	await page.locator('form.sheet button[type=submit]').click();
	await page.locator('[data-standing=handed_in]').waitFor();
	assert.deepEqual(given(), { technology: 20, market: 13 });
	// After handing in: not called handed in either, and discarded whole.
	await points('market').fill('-4');
	await page.locator('#points-market-fault').waitFor();
	assert.equal(await page.locator('.receipt').count(), 0);
	await page.getByRole('button', { name: words('judge.standing.undo') }).click();
	await page.locator('.receipt').waitFor();
	assert.deepEqual([await points('technology').inputValue(), await points('market').inputValue()], ['20', '13']);
	assert.equal(await page.locator('[aria-invalid=true]').count(), 0);
	// Nothing but what cannot be read: no draft, and no word of one.
	await who.open(`/judging/rounds/${round}/entries/${second}`);
	await points('technology').fill('约20');
	await page.locator('.standing .unread').waitFor();
	await points('technology').fill('');
	await page.locator('.standing .unread').waitFor({ state: 'detached' });
	who.clean();
	await who.close();
});

// A rulebook that asks for numbers of every kind.
const body = structuredClone(rulebook);
body.facts = {
	firm: {
		...Object.fromEntries(Object.entries({ registered_on: 'date', revenue_fen: 'money', listed: 'yes_no', blacklist: 'text' }).map(([name, kind]) => [name, { kind }])),
		staff: { kind: 'integer', name: { 'zh-CN': '在职员工' }, min: 1, max: 500 },
		research: { kind: 'share', name: { 'zh-CN': '研发占比' } },
	},
	entry: { submitted_on: { kind: 'date' }, patents: { kind: 'integer', name: { 'zh-CN': '专利' } }, change: { kind: 'number', min: -10 } },
	investment: { registered_on: { kind: 'date' }, received_fen: { kind: 'money' }, kind: { kind: 'choice', choices: [{ id: 'fund', name: { 'zh-CN': '备案基金' } }, { id: 'firm', name: { 'zh-CN': '产业方' } }] }, verified: { kind: 'yes_no' } },
};
body.eligibility.all.push({ fact: 'firm.staff', at_most: 300 }, { fact: 'firm.research', at_least: 0.01 }, { fact: 'entry.patents', at_least: 0 }, { any: [{ fact: 'entry.change', at_least: -10 }, { fact: 'entry.change', present: false }] });

async function drafting(code, step) {
	const made = edition(server, { code, body });
	const client = await server.account();
	const { entry } = await complete(server, client, made.id);
	const who = await person(browser, server);
	await who.login(client.account.email);
	await who.open(`/my/entries/${entry.id}/form/${step}`);
	const onServer = async () => (await client.get(`/api/v1/entries/${entry.id}`)).json.form;
	const { page } = who;
	const step_ = (name) => page.locator('main nav a', { hasText: words(`my.steps.${name}`) });
	return { who, page, entry, onServer, step: step_, field: (name) => page.locator(`#f-${name.replaceAll('.', '-')}`), fault: (name) => page.locator(`#f-${name.replaceAll('.', '-')}-error`) };
}
const saved = (page) => page.locator('.state.good').waitFor();

test('the form understands what is a number', slow, async () => {
	const { who, page, onServer, field, step } = await drafting('numbers-read', 'facts');
	for (const [name, typed, value] of [
		['firm_facts.staff', '１２０', 120],
		['firm_facts.revenue_fen', '1500万', 1_500_000_000],
		['firm_facts.revenue_fen', '1，234.5', 1_234_500_000],
		['firm_facts.research', '2。5％', 0.025],
	]) {
		await field(name).fill(typed);
		await until(`${typed} to arrive`, async () => (await onServer()).firm_facts[name.slice(11)] === value, patience);
		assert.equal(await field(name).inputValue(), typed, 'what was typed stays as it was');
	}
	await page.locator('.money select').first().selectOption('yuan');
	await field('firm_facts.revenue_fen').fill('1500万');
	await until('the amount to arrive', async () => (await onServer()).firm_facts.revenue_fen === 1_500_000_000, patience);
	await step('project').click();
	await field('financing_wan').fill('1500万');
	await until('the amount to arrive', async () => (await onServer()).financing_wan === 1500, patience);
	await field('financing_wan').fill('800');
	await field('equity_percent').fill('７。５%');
	await until('both to arrive', async () => (await onServer()).financing_wan === 800 && (await onServer()).equity_percent === 7.5, patience);
	await saved(page);
	who.clean();
	await who.close();
});

test('the form refuses in words what is none, and never calls it saved', slow, async () => {
	const { who, page, onServer, field, fault, step, entry } = await drafting('numbers-unread', 'facts');
	const seen = leaves(page);
	const bar = page.locator('.bar .state');
	await field('firm_facts.staff').fill('30');
	await field('firm_facts.research').fill('10');
	await until('both to arrive', async () => (await onServer()).firm_facts.staff === 30, patience);
	await saved(page);
	for (const typed of ['约30人', '-4', '1,5', '2万', '30.5']) {
		await field('firm_facts.staff').fill(typed);
		await field('firm_facts.staff').blur();
		await fault('firm_facts.staff').filter({ hasText: typed }).waitFor();
		assert.equal(await field('firm_facts.staff').getAttribute('aria-invalid'), 'true');
		assert.doesNotMatch(await page.locator('main').innerText(), SAVED);
	}
	await field('firm_facts.staff').fill('约30人');
	await field('firm_facts.research').fill('12'); // this one is saved
	await until('the share to arrive', async () => (await onServer()).firm_facts.research === 0.12, patience);
	await until('the state to be told', async () => /1/.test(await bar.innerText()) && (await bar.getAttribute('class')).includes('bad'), patience);
	assert.doesNotMatch(await page.locator('main').innerText(), SAVED);
	assert.equal((await onServer()).firm_facts.staff, 30, 'as it was before');
	// Through the steps, a reload, and the review.
	for (const go of [() => step('project').click(), () => step('facts').click(), () => page.reload()]) {
		await go();
		await bar.waitFor();
		await until('the state to be told', async () => (await bar.getAttribute('class')).includes('bad'), patience);
		assert.doesNotMatch(await page.locator('main').innerText(), SAVED);
		await step('facts').getByText(words('my.steps.wrong', { n: 1 })).waitFor();
	}
	assert.deepEqual(seen, ['beforeunload']);
	assert.equal(await field('firm_facts.staff').inputValue(), '约30人');
	await fault('firm_facts.staff').filter({ hasText: '约30人' }).waitFor();
	await step('review').click();
	const refusal = page.locator('main .note.bad', { hasText: '约30人' });
	await refusal.waitFor();
	await page.locator('dd', { hasText: '约30人' }).waitFor();
	assert.ok(await page.locator('.submit button.primary').isDisabled());
	assert.equal(await page.getByText(words('my.review.complete')).count(), 0);
	// Logging out: asked first, and whoever stays is logged in.
	await page.getByRole('button', { name: words('common.logout') }).click();
	await page.locator('dialog[open]').getByRole('button', { name: words('common.cancel') }).click();
	await refusal.waitFor();
	assert.equal((await who.context.request.get('/api/v1/me')).status(), 200);
	// To another page: asked, stayed, and left.
	await page.locator('header.bar a', { hasText: words('common.nav.check') }).click();
	await page.locator('dialog[open]').getByRole('button', { name: words('common.cancel') }).click();
	await refusal.waitFor();
	await page.locator('header.bar a', { hasText: words('common.nav.check') }).click();
	await page.locator('dialog[open]').getByRole('button', { name: words('common.leave.go') }).click();
	await page.waitForURL(/\/check$/);
	await page.goBack();
	await refusal.waitFor();
	await refusal.getByRole('link').click();
	await until('the cursor in the field', () => page.evaluate(() => document.activeElement.id === 'f-firm_facts-staff'), patience);
	assert.equal(await field('firm_facts.staff').inputValue(), '约30人');
	await field('firm_facts.staff').fill('３１');
	await until('the number to arrive', async () => (await onServer()).firm_facts.staff === 31, patience);
	await saved(page);
	await step('review').click();
	await page.getByText(words('my.review.complete')).waitFor();
	await page.locator('.submit button.primary').click();
	await page.waitForURL(/receipts\/1/);
	assert.equal(server.db.one('SELECT state FROM entries WHERE id = ?', entry.id).state, 'submitted');
	who.clean();
	await who.close();
});

test('a day that is half typed', slow, async () => {
	const { who, page, onServer, field, fault, step } = await drafting('numbers-days', 'facts');
	const bar = page.locator('.bar .state');
	const name = 'firm_facts.registered_on';
	await field(name).fill('2022-0');
	await field(name).blur();
	await fault(name).filter({ hasText: '2022-0' }).waitFor();
	await field('firm_facts.staff').fill('33');
	await until('the number to arrive', async () => (await onServer()).firm_facts.staff === 33, patience);
	await until('the state to be told', async () => (await bar.getAttribute('class')).includes('bad'), patience);
	assert.equal((await onServer()).firm_facts.registered_on, '2023-03-02', 'as it was before');
	assert.doesNotMatch(await page.locator('main').innerText(), SAVED);
	await step('project').click();
	await step('facts').click();
	await fault(name).filter({ hasText: '2022-0' }).waitFor();
	assert.equal(await field(name).inputValue(), '2022-0');
	for (const [typed, day] of [['2022年1月5日', '2022-01-05'], ['２０２２/２/６', '2022-02-06'], ['20220307', '2022-03-07'], ['2022.4.8', '2022-04-08']]) {
		await field(name).fill(typed);
		await until(`${typed} to arrive`, async () => (await onServer()).firm_facts.registered_on === day, patience);
	}
	await field(name).fill('2022-02-30');
	await fault(name).filter({ hasText: words('common.day.unreal', { text: '2022-02-30' }) }).waitFor();
	await field(name).fill('2999-01-01');
	await until('it to arrive', async () => (await onServer()).firm_facts.registered_on === '2999-01-01', patience);
	await fault(name).filter({ hasText: '日期不能晚于今天' }).waitFor();
	await until('the bar to say so', async () => /须更正后才能提交/.test(await bar.innerText()), patience);
	await field('entry_facts.patents').fill('-3');
	await fault('entry_facts.patents').filter({ hasText: '-3' }).waitFor();
	await field('entry_facts.change').fill('－5');
	await until('the number to arrive', async () => (await onServer()).entry_facts.change === -5, patience);
	await field(name).fill('2022-04-08');
	await field('entry_facts.patents').fill('3');
	await saved(page);
	who.clean();
	await who.close();
});

test('an investment', slow, async () => {
	const { who, page, step, entry } = await drafting('numbers-invested', 'investment');
	const amount = page.locator('#f-investment-received_fen');
	const bar = page.locator('.bar .state');
	await page.getByRole('button', { name: words('my.investment.add') }).click();
	await page.locator('#investor').fill('南山基金');
	await page.locator('#investment-kind').selectOption('fund');
	await page.locator('#f-investment-registered_on').fill('2026-01-05');
	await amount.fill('约500万');
	await page.locator('#f-investment-received_fen-error', { hasText: '约500万' }).waitFor();
	assert.doesNotMatch(await bar.innerText(), SAVED);
	await page.locator('form.card button[type=submit]').click();
	await until('the cursor in the field', () => page.evaluate(() => document.activeElement.id === 'f-investment-received_fen'), patience);
	assert.equal(server.db.query('SELECT id FROM investments WHERE edition_id = (SELECT edition_id FROM entries WHERE id = ?)', entry.id).length, 0);
	await step('review').click();
	await page.locator('main .note.bad', { hasText: '约500万' }).getByRole('link').click();
	await amount.waitFor();
	assert.deepEqual([await amount.inputValue(), await page.locator('#investor').inputValue()], ['约500万', '南山基金']);
	await amount.fill('500万');
	await page.locator('form.card button[type=submit]').click();
	await page.locator('form.card').waitFor({ state: 'detached' });
	assert.equal(Number(server.db.one('SELECT JSON_VALUE(facts, \'$.received_fen\') AS fen FROM investments WHERE edition_id = (SELECT edition_id FROM entries WHERE id = ?)', entry.id).fen), 500_000_000);
	await saved(page);
	who.clean();
	await who.close();
});

test('a dialog of the desk', slow, async () => {
	const organizer = await server.account({ organizer: null });
	const { id } = await publishedEdition(organizer, {}, rulebook);
	const who = await person(browser, server);
	await who.login(organizer.account.email);
	const { page } = who;
	await who.open(`/desk/${id}/dates`);
	await page.getByRole('button', { name: words('desk.dates.amend') }).click();
	const dialog = page.locator('dialog[open]');
	await dialog.locator('#amend-field').selectOption('grace_seconds');
	await dialog.locator('textarea').fill('系统维护');
	for (const typed of ['-60', '1,5', '半小时', '1分钟']) {
		await dialog.locator('#amend-value').fill(typed);
		await dialog.locator('#amend-value').blur();
		await dialog.locator('#amend-value-error', { hasText: typed }).waitFor();
		assert.ok(await dialog.getByRole('button', { name: pattern('desk.dates.amendGo') }).isDisabled());
	}
	await dialog.locator('#amend-value').fill('１２０');
	await dialog.getByRole('button', { name: pattern('desk.dates.amendGo') }).click();
	await dialog.waitFor({ state: 'detached' });
	assert.equal(Number(server.db.one('SELECT grace_seconds AS n FROM editions WHERE id = ?', id).n), 120);
	who.clean();
	await who.close();
});
