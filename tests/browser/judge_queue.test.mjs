// A judge's queue:
// - without a network after the first log-in everything is called by its name, also what the service worker was too late to see asked for
// - how many entries' texts are on this device is counted from what is there: also without a network, and none where nothing can be kept
// - it sorts by each column, either way, by value and not by letters; its address says how
// - what is searched for is found whatever its width, capitals, accents, brackets and blanks, as in every list, and stays as it was typed
// - on a tablet it fits, with nothing left out; a sheet and what is read beside it are whole on paper
import assert from 'node:assert/strict';
import test from 'node:test';
import { until } from '../api/harness.mjs';
import { openWithAll, points, rulebook, season } from '../api/judging_fixture.mjs';
import { onStage, patience, person } from './browser.mjs';
import { onPaper } from './paper.mjs';
import { words } from './words.mjs';

let server, browser;
onStage((s, b) => ([server, browser] = [s, b]));

const slow = { timeout: 300000 };
const named = structuredClone(rulebook);
const call = (item, text) => Object.assign(item, { name: { 'zh-CN': text } });
named.divisions.forEach((d, i) => call(d, ['初创组', '成长组'][i]));
named.industries.forEach((x, i) => call(x, ['生物医药', '新材料'][i]));
named.rounds.forEach((r, i) => {
	call(r, ['半决赛', '总决赛'][i]);
	r.criteria.forEach((c, k) => call(c, ['技术水平', '市场前景', '财务状况'][k]));
});

async function atWork(options) {
	const made = await season(server, { judges: 1, rules: named, entries: [{ industry: 'biomed' }, { industry: 'materials' }, { division: 'growth', industry: 'biomed' }] });
	const round = await openWithAll(made);
	const who = await person(browser, server, options);
	return { made, round, judge: made.judges[0], who, page: who.page };
}
const ids = /\b(semi|biomed|materials|startup|growth|technology|market|finance)\b/;

test('without a network after the first log-in', slow, async () => {
	const { made, round, judge, who, page } = await atWork();
	who.allow(/net::ERR_INTERNET_DISCONNECTED/, /net::ERR_FAILED/);
	await who.loginByHand(judge.client.account.email);
	await page.locator(`a[href="/judging/rounds/${round}"]`).click();
	await page.getByText(words('judge.queue.ahead', { n: 3, of: 3 })).waitFor();
	await until('the worker to keep the pages', () => page.evaluate(() => navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)), patience);
	await until('the rulebook to be kept', () => page.evaluate((edition) => caches.match(`/api/v1/editions/${edition}/rulebook`).then((kept) => !!kept), made.edition), patience);
	await who.context.setOffline(true);
	await page.reload();
	await page.getByRole('heading', { name: '半决赛' }).waitFor();
	await page.getByText(words('judge.queue.ahead', { n: 3, of: 3 })).waitFor();
	assert.doesNotMatch(await page.locator('main').innerText(), ids);
	await page.locator('tbody a').first().click();
	await page.getByLabel('技术水平').first().waitFor();
	assert.doesNotMatch(await page.locator('main').innerText(), ids);
	await page.goto('/judging');
	await page.getByText('半决赛').first().waitFor();
	assert.doesNotMatch(await page.locator('main').innerText(), ids);
	await who.close();
});

test('nothing can be kept', slow, async () => {
	const { round, judge, who, page } = await atWork();
	await page.addInitScript(() => {
		IDBFactory.prototype.open = () => {
			throw new DOMException('refused', 'SecurityError');
		};
	});
	await who.login(judge.client.account.email);
	await who.open(`/judging/rounds/${round}`);
	await page.getByText(words('judge.offline.nothingKept')).waitFor();
	await page.getByText(words('judge.queue.ahead', { n: 0, of: 3 })).waitFor();
	who.clean();
	await who.close();
});

test('sorted, and on a tablet', slow, async () => {
	const { made, round, judge, who, page } = await atWork({ screen: { width: 820, height: 1180 } });
	const give = async (entry, given) => {
		const draft = await judge.client.expect(201, 'PUT', `/api/v1/rounds/${round}/entries/${entry}/sheet`, { points: given, comment: '' });
		await judge.client.expect(200, 'POST', `/api/v1/rounds/${round}/entries/${entry}/sheet/hand-in`, { points: given, comment: '' }, { 'if-match': `"${draft.version}"` });
	};
	const [a, b, c] = made.entries;
	await give(a, { technology: 9, market: 1 }); // 9.5: less than 10, and its letters come after
	await give(c, points.growth);
	await who.login(judge.client.account.email);
	await who.open(`/judging/rounds/${round}`);
	const order = () => page.locator('tbody th a').evaluateAll((all) => all.map((link) => Number(link.getAttribute('href').split('/').at(-1))));
	const by = (key) => page.locator('thead button', { hasText: words(key) }).click();
	await by('judge.sheet.total');
	await until('the lowest first, none last', async () => (await order()).join() === [a, c, b].join(), patience);
	await by('judge.sheet.total');
	await until('the highest first, none last', async () => (await order()).join() === [c, a, b].join(), patience);
	assert.equal(new URL(page.url()).searchParams.get('sort'), '-total');
	await page.reload();
	await page.locator('tbody th a').first().waitFor();
	assert.deepEqual(await order(), [c, a, b]);
	await by('judge.queue.entry');
	await until('by title', async () => (await order()).join() === [a, b, c].join(), patience);
	// It fits, and what has no column of its own stands below the name.
	const box = await page.locator('.table-box').evaluate((element) => [element.scrollWidth, element.clientWidth, document.documentElement.scrollWidth]);
	assert.ok(box[0] <= box[1] && box[2] <= 820, box.join());
	assert.ok((await page.locator('tbody tr', { has: page.locator(`a[href$="/${b}"]`) }).innerText()).includes('新材料'));
	server.db.query('UPDATE entries SET title = ? WHERE id = ?', 'Acmé（广州）50%_\\ 智能', b);
	await page.reload();
	const search = page.locator('input[type=search]');
	for (const [word, found] of [['ａcme(广 州)', [b]], ['５０％＿＼智能', [b]], ['ACME\u3000（', [b]], ['50%x', []], ['　', [c, a, b]]]) {
		await search.fill(word);
		await until(`what ${word} finds`, async () => [...(await order())].sort().join() === [...found].sort().join(), patience);
		assert.equal(await search.inputValue(), word);
	}
	who.clean();
	await who.close();
});

test('on paper', slow, async () => {
	const { made, round, judge, who, page } = await atWork({ screen: { width: 1280, height: 500 } });
	await who.login(judge.client.account.email);
	for (const target of [`/judging/rounds/${round}`, `/judging/rounds/${round}/entries/${made.entries[0]}`]) {
		await who.open(target);
		await page.emulateMedia({ media: 'print' });
		assert.deepEqual(await onPaper(page), { cut: [], bars: [] }, target);
		await page.emulateMedia({ media: 'screen' });
	}
	who.clean();
	await who.close();
});
