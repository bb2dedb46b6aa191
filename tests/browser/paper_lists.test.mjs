// Lists longer than a page, on paper, one of each kind that there is and of each role:
// - "print all" puts every row that the filter finds on the sheets, each once and the first and last among them, under a head that each sheet has
// - nothing reaches over an A4 sheet's edge, nothing is cut off, no bar, menu or button is there; all fonts are in the file
// - printed by the browser's own menu, a page says which rows of how many it shows
// - a list without end (the audit) is printed from its first row on, and says how many there are
// - what is shown a part at a time and is at hand (the pairs of a plan) is whole on paper however it is printed
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import test from 'node:test';
import { password, until } from '../api/harness.mjs';
import { Season, rulebook } from '../api/results_fixture.mjs';
import { onStage, patience, person } from './browser.mjs';
import { onPaper } from './paper.mjs';
import { words } from './words.mjs';

const ENTRIES = 64;
const AWARDS = 61;
const NOTICES = 55;
const names = Array.from({ length: ENTRIES }, (_, i) => `Firm${1000 + i}`);
let server, browser, season, notice, list;
const people = {};

onStage(async (s, b) => {
	[server, browser] = [s, b];
	const rules = rulebook();
	rules.rounds[0].advance.seats = ENTRIES;
	rules.award = { ...rules.award, budget_fen: 100_000_000, pools: [{ round: 'final', groups: [], tiers: [{ id: 'first', name: { 'zh-CN': '一等奖' }, seats: 1, amount: 2_000_000 }, { id: 'second', name: { 'zh-CN': '二等奖' }, seats: AWARDS - 1, amount: 100_000 }] }] };
	rules.rounds[1].groups = [];
	const contestant = await server.account({ contestant: null });
	season = new Season(server, names.map((name) => ({ name, member: contestant.account.id })), rules);
	people.organizer = await server.account({ organizer: null });
	people.contestant = contestant;
	const [first, second] = [people.organizer, await server.account({ organizer: null })];
	await first.expect(200, 'POST', `/api/v1/rounds/${season.rounds.prelim}/compute`, {});
	season.judge('final', season.entries.flatMap((entry, i) => [0, 1].map((judge) => ({ judge, entry, points: { technology: 60 - i / 2, team: 20 } }))));
	for (const code of ['prelim', 'final']) {
		await first.expect(200, 'POST', `/api/v1/rounds/${season.rounds[code]}/compute`, {});
		await first.expect(200, 'POST', `/api/v1/rounds/${season.rounds[code]}/publish`, {});
	}
	list = await first.expect(201, 'POST', `/api/v1/editions/${season.edition}/award-lists`, {});
	for (const [client, verb, json] of [[first, 'approve', {}], [second, 'approve', {}], [first, 'publish', { title: { 'zh-CN': '拟奖励企业名单公示' }, working_days: 5 }]]) {
		const answer = await client.post(`/api/v1/award-lists/${list.id}/${verb}`, json, { headers: { 'if-match': `"${list.version}"` } });
		assert.equal(answer.status, 200, answer.text);
		list = answer.json;
	}
	notice = list.notice?.id ?? list.notice_id ?? Number(server.db.one('SELECT MAX(id) AS id FROM notices WHERE award_list_id = ?', list.id).id);
	for (let i = 0; i < NOTICES; i++) await first.expect(201, 'POST', `/api/v1/editions/${season.edition}/notices`, { title: { 'zh-CN': `通知${100 + i}号` }, body: { 'zh-CN': '内容' } });
	for (let i = 0; i < 60; i++) season.insert('objections', { edition_id: season.edition, notice_id: notice, account_id: contestant.account.id, real_name: `Objector${100 + i}`, contact: '020-12345678', statement: `名单中的数据与事实不符，请核查。Statement${100 + i}`, filed_at: '2026-01-11 00:00:00' });
	people.judge = { account: { email: `judge${season.edition}-0@example.com` } };
});

const slow = { timeout: 300000 };

async function at(role, path) {
	const who = await person(browser, server);
	await who.page.addInitScript(() => {
		window.print = () => {
			window.printed = true;
		};
	});
	if (role) await who.login(people[role].account.email, password);
	await who.open(path);
	return who;
}

// A4 sheets of the page, as text and as words with their places.
function sheetsOf(pdf) {
	const run = (...args) => execFileSync('pdftotext', [...args, '-', '-'], { input: pdf, encoding: 'utf8', maxBuffer: 1 << 27 });
	const pages = [...run('-bbox').matchAll(/<page width="([\d.]+)"[^>]*>(.*?)<\/page>/gs)].map(([, width, inside]) => ({ width: Number(width), words: [...inside.matchAll(/xMin="([\d.-]+)"[^>]*xMax="([\d.-]+)"[^>]*>([^<]*)</g)].map(([, from, to, word]) => ({ from: Number(from), to: Number(to), word })) }));
	return { texts: run('-layout').split('\f').slice(0, -1), pages };
}

const EDGE = 28; // points, of 10 mm
const margin = { top: '10mm', right: '10mm', bottom: '10mm', left: '10mm' };
function inside(pages) {
	for (const { width, words: all } of pages) for (const { from, to, word } of all) assert.ok(from >= EDGE - 2 && to <= width - EDGE + 2, `${word} reaches over the edge: ${from}–${to} of ${width}`);
}

// What stands on paper: KEYS (a pattern, g) are those WANTED, each once, below HEADS on every sheet that has one.
async function whole(who, keys, wanted, { heads = true } = {}) {
	const { page } = who;
	await page.emulateMedia({ media: 'print' });
	const { cut, bars } = await onPaper(page);
	assert.deepEqual([cut, bars], [[], []]);
	const columns = heads ? (await page.locator('thead').last().locator('th:not(.tick)').allInnerTexts()).map((text) => text.replace(/[▲▼↕\s]/g, '')).filter(Boolean) : [];
	await page.emulateMedia({ media: null });
	const pdf = await page.pdf({ format: 'A4', margin });
	const { texts, pages } = sheetsOf(pdf);
	assert.ok(texts.length > 1, 'longer than a sheet');
	const printed = texts.flatMap((text) => text.match(keys) ?? []);
	assert.deepEqual([...new Set(printed)].sort(), [...wanted].sort());
	assert.equal(printed.length, wanted.length, 'each row once');
	for (const [i, text] of texts.entries()) if (text.match(keys)) for (const column of columns) assert.ok(text.replace(/\s/g, '').includes(column), `${column} on sheet ${i + 1}`);
	inside(pages);
	const fonts = execFileSync('pdffonts', ['-'], { input: pdf, encoding: 'utf8' }).split('\n').slice(2).filter(Boolean);
	assert.ok(fonts.length > 0);
	for (const font of fonts) assert.match(font, / yes +(yes|no) +(yes|no) +\d+ +\d+$/, `embedded: ${font}`);
	return texts.join('\n');
}

const titles = Array.from({ length: ENTRIES }, (_, i) => `项目${i}`);
const noticesOf = (n) => Array.from({ length: n }, (_, i) => `通知${100 + i}号`);
const kinds = [
	{ name: 'the public award list', path: () => `/notices/${notice}`, keys: /Firm1\d{3}/g, wanted: () => names.slice(0, AWARDS) },
	{ name: 'a public standing', path: () => `/editions/${season.code}/standings/final`, keys: /Firm1\d{3}/g, wanted: () => names },
	{ name: 'public notices', path: () => `/notices?edition=${season.code}`, keys: /通知\d+号/g, wanted: () => noticesOf(NOTICES), heads: false },
	{ name: 'entries, filtered', role: 'organizer', path: () => `/desk/${season.edition}/entries?q=Firm10&page=2`, keys: /Firm1\d{3}/g, wanted: () => names },
	{ name: 'the desk’s award list', role: 'organizer', path: () => `/desk/${season.edition}/awards/${list.id}`, keys: /Firm1\d{3}/g, wanted: () => names.slice(0, AWARDS) },
	{ name: 'the desk’s standing', role: 'organizer', path: () => `/desk/${season.edition}/rounds/${season.rounds.final}/standings`, keys: /Firm1\d{3}/g, wanted: () => names },
	{ name: 'entries of a round', role: 'organizer', path: () => `/desk/${season.edition}/rounds/${season.rounds.final}/entries`, keys: /项目\d+/g, wanted: () => titles },
	{ name: 'assignments of a judge', role: 'organizer', path: () => `/desk/${season.edition}/rounds/${season.rounds.final}/assignment?judge=${season.judges[1]}`, keys: /项目\d+/g, wanted: () => titles },
	{ name: 'notices at the desk', role: 'organizer', path: () => `/desk/${season.edition}/notices`, keys: /通知\d+号/g, wanted: () => noticesOf(NOTICES) },
	{ name: 'objections', role: 'organizer', path: () => `/desk/${season.edition}/objections`, keys: /Statement\d{3}/g, wanted: () => Array.from({ length: 60 }, (_, i) => `Statement${100 + i}`), heads: false },
	{ name: 'a judge’s queue', role: 'judge', path: () => `/judging/rounds/${season.rounds.final}`, keys: /项目\d+/g, wanted: () => titles, at: 'hand' },
	{ name: 'a contestant’s entries', role: 'contestant', path: () => '/my', keys: /项目\d+/g, wanted: () => titles, heads: false, at: 'hand' },
];

for (const kind of kinds)
	test(kind.name, slow, async () => {
		const who = await at(kind.role, kind.path());
		const rows = () => who.page.locator('tbody tr, li, article').count();
		const before = await rows();
		const all = who.page.getByRole('button', { name: words('table.printAll') }).last();
		if (kind.at !== 'hand') {
			await all.click();
			await until('it to be printed', () => who.page.evaluate(() => window.printed), patience);
		}
		await whole(who, kind.keys, kind.wanted(), kind);
		await until('the page to be as it was', async () => (await rows()) === before, patience);
		who.clean();
		await who.close();
	});

test('by the browser’s own menu a page says which rows it has', slow, async () => {
	const who = await at(null, `/editions/${season.code}/standings/final`);
	const flat = (text) => text.replace(/\s/g, '');
	const { texts } = sheetsOf(await who.page.pdf({ format: 'A4' }));
	assert.ok(flat(texts.join('')).includes(flat(words('table.range', { from: 1, to: 50, n: ENTRIES }))));
	await who.close();
});

test('a list without end', slow, async () => {
	const who = await at('organizer', `/desk/${season.edition}/audit`);
	const total = Number(server.db.one('SELECT COUNT(*) AS n FROM audit WHERE edition_id = ?', season.edition).n);
	assert.ok(total > 60, `${total}`);
	await who.page.getByRole('button', { name: words('table.printAll') }).click();
	await until('it to be printed', () => who.page.evaluate(() => window.printed), patience);
	assert.equal(await who.page.locator('tbody tr').count(), total);
	const { texts, pages } = sheetsOf(await who.page.pdf({ format: 'A4', margin }));
	const said = texts.join('').replace(/\s/g, '');
	assert.ok(said.includes(words('table.total', { n: total }).replace(/\s/g, '')));
	inside(pages);
	await who.page.emulateMedia({ media: 'print' });
	const { cut, bars } = await onPaper(who.page);
	assert.deepEqual([cut, bars], [[], []]);
	await who.close();
});
