// A whole contest in the browser, by the people who run it; what contestants do is in contestant.test.mjs:
// - the organiser opens the round and gives the entries to the judges
// - the judges give their pledge and hand in every sheet
// - the organiser locks, checks, closes, computes and publishes the round, makes the award list, and confirms who acts for its firms
// - one organiser cannot approve twice; the second approves; the list is published with a period for objections
// - the auditor sees all of it and is offered nothing to press
// - the public reads the list, downloads it, and checks file, dossier and receipt against what was published
// - the contestant sees rank, scores and award, and why
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test, { after, before } from 'node:test';
import { admitted } from '../api/entry_fixtures.mjs';
import { publishedEdition } from '../api/fixtures.mjs';
import { until } from '../api/harness.mjs';
import { addJudge } from '../api/judging_fixture.mjs';
import { launch, patience, person, startPages } from './browser.mjs';
import { pattern, words } from './words.mjs';

const name = (text) => ({ 'zh-CN': text, en: text });
const rules = {
	title: name('测试赛制'),
	timezone: 'Asia/Shanghai',
	divisions: [{ id: 'startup', name: name('初创组'), when: { fact: 'firm.registered_on', present: true } }],
	industries: [{ id: 'biomed', name: name('生物医药') }],
	eligibility: { fact: 'firm.listed', equals: false },
	rounds: [
		{
			id: 'final', name: name('决赛'), kind: 'judged', groups: ['division'], judges_per_entry: 2, min_sheets: 2,
			criteria: [{ id: 'technology', name: name('技术'), max: 60, step: 0.5 }, { id: 'team', name: name('团队'), max: 40, step: 0.5 }],
			aggregate: { method: 'mean' },
		},
	],
	award: {
		budget_fen: 100000000,
		pools: [{ round: 'final', groups: ['division'], tiers: [{ id: 'first', name: name('一等奖'), seats: 1, amount: 20000000 }, { id: 'second', name: name('二等奖'), seats: 1, amount: 10000000 }] }],
	},
};

let server, browser, edition, round, organizer, second, auditor, guest, contestants, judges;
const people = {};

before(async () => {
	server = await startPages();
	browser = await launch();
	people.organizer = await server.account({ organizer: null });
	people.second = await server.account({ organizer: null });
	people.auditor = await server.account({ auditor: null });
	edition = await publishedEdition(people.organizer, {}, rules);
	contestants = await admitted(server, people.organizer, edition.id, ['项目甲', '项目乙', '项目丙']);
	round = Number(server.db.one('SELECT id FROM rounds WHERE edition_id = ?', edition.id).id);
	judges = [];
	const made = { edition: edition.id, organizer: people.organizer };
	for (let i = 0; i < 2; i++) judges.push(await addJudge(server, made, { pledged: false }));
	const at = async (client, options) => {
		const who = await person(browser, server, options);
		if (client) await who.login(client.account.email);
		return who;
	};
	[organizer, second, auditor, guest] = [await at(people.organizer), await at(people.second), await at(people.auditor), await at(null)];
	for (const judge of judges) judge.who = await at(judge.client);
}, { timeout: 300000 });
after(async () => {
	await browser?.close();
	await server?.stop();
});

const slow = { timeout: 600000 };
const desk = (place) => `/desk/${edition.id}/${place}`;
const main = (who, key) => who.page.locator('main').getByRole('button', { name: words(key), exact: true });
// Presses the button of a page and then the one of the dialog that it opens.
async function doIt(who, key, confirm = key, fill = async () => undefined) {
	await main(who, key).first().click();
	const dialog = who.page.locator('dialog[open]');
	await dialog.waitFor();
	await fill(dialog);
	await dialog.getByRole('button', { name: words(confirm), exact: true }).click();
	await dialog.waitFor({ state: 'detached' });
}
const state = () => server.db.one('SELECT state FROM rounds WHERE id = ?', round).state;

test('the organiser opens the round', slow, async () => {
	await organizer.open('/desk');
	await organizer.page.locator(`a[href="/desk/${edition.id}"]`).first().click();
	await organizer.page.locator(`a[href="/desk/${edition.id}/rounds"]`).first().click();
	await organizer.page.locator(`a[href^="/desk/${edition.id}/rounds/${round}"]`).first().click();
	await organizer.page.locator(`a[href="/desk/${edition.id}/rounds/${round}/closing"]`).first().click();
	await doIt(organizer, 'jdesk.closing.open');
	await until('the round to be open', () => state() === 'open', patience);
	for (const { entry } of contestants) for (const judge of judges) await people.organizer.expect(201, 'POST', `/api/v1/rounds/${round}/assignments`, { entry_id: entry.id, judge_id: judge.id });
	organizer.clean();
});

test('the judges score every entry', slow, async () => {
	for (const [j, { who }] of judges.entries()) {
		const { page } = who;
		await who.open('/judging');
		await page.locator('.pledge input[type=checkbox]').check();
		await page.locator('.pledge button[type=submit]').click();
		await page.locator('.pledge').waitFor({ state: 'detached' });
		await who.open(`/judging/rounds/${round}`);
		await page.locator(`a.button.primary[href*="/entries/"]`).click();
		for (let done = 0; done < contestants.length; done++) {
			await page.locator('[data-standing=nothing]').waitFor();
			const entry = Number(page.url().match(/entries\/(\d+)/)[1]);
			const place = contestants.findIndex((c) => c.entry.id === entry); // 甲 before 乙 before 丙
			await page.locator('#points-technology').fill(String(50 - 5 * place + j));
			await page.locator('#points-team').fill(String(30 - 5 * place));
			await page.locator('form.sheet button[type=submit]').click();
			await page.locator('[data-standing=handed_in]').waitFor();
			if (done < contestants.length - 1) await page.locator('a.forward').click();
		}
		await page.getByText(words('judge.sheet.allDone')).waitFor();
		who.clean();
	}
});

test('the organiser closes, computes and publishes the round', slow, async () => {
	await organizer.open(desk(`rounds/${round}/closing`));
	await doIt(organizer, 'jdesk.closing.lock');
	await main(organizer, 'jdesk.closing.close').waitFor();
	await doIt(organizer, 'jdesk.closing.close');
	await main(organizer, 'jdesk.closing.compute').click();
	await main(organizer, 'jdesk.closing.publish').waitFor();
	await organizer.page.locator(`main a[href="/desk/${edition.id}/rounds/${round}/standings"]`).last().click();
	await organizer.page.locator('tbody tr').first().waitFor();
	const rows = await organizer.page.locator('tbody tr').allInnerTexts();
	assert.equal(rows.length, 3);
	assert.ok(rows[0].includes('项目甲') && rows[0].includes('80.5'), rows[0]);
	// How the first score came about.
	await organizer.page.locator('tbody tr a').first().click();
	await organizer.page.waitForURL(/standings\/\d+$/);
	await organizer.page.locator('main dd', { hasText: '80.5' }).first().waitFor();
	await organizer.open(desk(`rounds/${round}/closing`));
	await doIt(organizer, 'jdesk.closing.publish', 'rdesk.publish');
	await until('the round to be published', () => state() === 'published', patience);
	organizer.clean();
});

test('an award list is made, approved by two and published', slow, async () => {
	await organizer.open(desk('awards'));
	await main(organizer, 'rdesk.awards.make').first().click();
	await organizer.page.locator('dialog[open]').getByRole('button', { name: words('rdesk.awards.makeDo') }).click();
	await organizer.page.waitForURL(/\/awards\/\d+$/);
	const list = organizer.page.url().replace(server.url, '');
	await doIt(organizer, 'rdesk.awards.approve');
	await organizer.page.getByText(words('rdesk.awards.same')).waitFor();
	assert.equal(await main(organizer, 'rdesk.awards.approve').count(), 0, 'nobody approves twice');
	await auditor.open(list);
	assert.equal(await auditor.page.locator('main button.primary').count(), 0, 'the auditor is offered nothing to press');
	await second.open(list);
	await doIt(second, 'rdesk.awards.approve');
	// Where the edition asks for it, nobody is named for whom nobody was confirmed to act: said with their names, and confirmed for all in the queue.
	server.db.query('UPDATE editions SET mandates_required = TRUE WHERE id = ?', edition.id);
	await second.open(list);
	await second.page.locator('main .note.wait a[href$="eligibility?represented=false"]').first().click();
	for (let i = 0; i < contestants.length; i++) await second.page.locator('tbody input[type=checkbox]').nth(i).check();
	await doIt(second, 'queues.mandate.act.confirm');
	await until('all to be confirmed', () => Number(server.db.one("SELECT COUNT(*) AS n FROM mandates WHERE state = 'confirmed'").n) === contestants.length, patience);
	await second.open(list);
	await doIt(second, 'rdesk.awards.publish');
	await until('the list to be public', () => server.db.one('SELECT state FROM award_lists WHERE edition_id = ?', edition.id).state === 'noticed', patience);
	for (const who of [organizer, second, auditor]) who.clean();
});

test('the contestant sees the result and why', slow, async () => {
	const [first] = contestants;
	const who = await person(browser, server);
	await who.login(first.client.account.email);
	await who.open(`/my/entries/${first.entry.id}`);
	const text = await who.page.locator('main').innerText();
	assert.match(text, pattern('my.timeline.rankOf'));
	assert.ok(text.includes('80.5') && text.includes('一等奖'), text);
	who.clean();
	await who.close();
});

test('the public reads the list and checks it', slow, async () => {
	const notice = Number(server.db.one("SELECT MAX(id) AS id FROM notices WHERE edition_id = ? AND kind = 'award_list'", edition.id).id);
	const { page } = guest;
	await guest.open('/');
	await page.locator(`main a[href="/notices/${notice}"]`).first().click();
	await page.locator('tbody tr').first().waitFor();
	assert.match(await page.locator('main').innerText(), /一等奖[\s\S]*200,000|200,000[\s\S]*一等奖|20 ?万/);
	const [csv] = await Promise.all([page.waitForEvent('download'), page.locator('main a[href$=".csv"]').first().click()]);
	assert.match(readFileSync(await csv.path(), 'utf8'), /一等奖/);
	const list = readFileSync(await csv.path());
	// The downloaded file is checked in the browser against what was published; a changed one is not.
	await guest.open('/check');
	const file = page.locator('input[type=file]');
	await file.setInputFiles({ name: '名单.csv', mimeType: 'text/csv', buffer: list });
	await page.getByText(words('pages.check.known')).waitFor();
	await file.setInputFiles({ name: '名单.csv', mimeType: 'text/csv', buffer: Buffer.concat([list, Buffer.from(' ')]) });
	await page.getByText(words('pages.check.unknown'), { exact: false }).first().waitFor();
	const dossier = (await people.auditor.get(`/api/v1/computations/${server.db.one('SELECT computation_id AS id FROM award_lists WHERE edition_id = ?', edition.id).id}/dossier`)).bytes;
	await file.setInputFiles({ name: '卷宗.json', mimeType: 'application/json', buffer: dossier });
	await page.getByText(words('pages.check.known')).waitFor();
	// And a receipt, by its number and its hash.
	const { number, sha256 } = contestants[0].receipt;
	await page.locator('#number').fill(number);
	await page.locator('#sha256').fill(sha256);
	await page.getByRole('button', { name: words('pages.check.go') }).click();
	await page.getByText(words('pages.check.verdict.good')).waitFor();
	await page.locator('#sha256').fill(sha256.replace(/^./, (c) => (c === '0' ? '1' : '0')));
	await page.getByRole('button', { name: words('pages.check.go') }).click();
	await page.getByText(words('pages.check.verdict.hash_differs')).first().waitFor();
	guest.clean();
});
