// Two seasons whose course changes, played at the desk from the corrected sheet to the list:
// - a sheet of the first round is corrected after the second has opened: overview, round and checklist say so, the exact check names who changes, the list
//   of awards waits; two organisers take it over, who read on the screen what it means
// - the second round goes to its end by the pages, the list is made, approved by two and published; a winner leaves, and what becomes of the seat is what the
//   rulebook says (shifted or left empty); the departure is revoked, and the list is as it was
// - closing the edition says what is stale
// - in the other season the rules are amended in mid-season, two rounds into one with a smaller budget, approved by a second person; the public reads what
//   differs in words, and the desk goes on by the new rules
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { handIn, openRound, season } from '../api/judging_fixture.mjs';
import { launch, person, startPages } from './browser.mjs';
import { atDesk } from './desk.mjs';
import { words } from './words.mjs';

const slow = { timeout: 300000 };
let server, browser;
before(async () => {
	server = await startPages();
	browser = await launch();
}, slow);
after(async () => {
	await browser?.close();
	await server?.stop();
});

const criteria = [{ id: 'technology', name: { 'zh-CN': '技术' }, max: 100 }];
const round = (id, name, more) => ({ id, name: { 'zh-CN': name }, kind: 'judged', min_sheets: 1, criteria, aggregate: { method: 'mean' }, ...more });
const tier = (id, name, seats, amount) => ({ id, name: { 'zh-CN': name }, seats, amount });
const award = { budget_fen: 10000000, pools: [{ round: 'final', tiers: [tier('first', '一等奖', 1, 3000000), tier('second', '二等奖', 1, 1000000)] }] };
const base = { title: { 'zh-CN': '测试' }, timezone: 'Asia/Shanghai', divisions: [{ id: 'all', name: { 'zh-CN': '不分组' }, when: { all: [] } }] };
const prelim = round('prelim', '初赛', { advance: { seats: 3 } });

// A season of five firms up to where its second round is open, with two organisers at the desk.
async function begun(rules) {
	const made = await season(server, { judges: 1, entries: Array(5).fill('startup'), rules });
	made.code = server.db.one('SELECT code FROM editions WHERE id = ?', made.edition).code;
	made.title = (i) => server.db.one('SELECT title FROM entries WHERE id = ?', made.entries[i]).title;
	made.in = (code) => server.db.query('SELECT entry_id FROM round_entries n JOIN rounds r ON r.id = n.round_id WHERE r.edition_id = ? AND r.code = ? AND n.takes_part ORDER BY entry_id', made.edition, code).map((e) => made.entries.indexOf(Number(e.entry_id)));
	made.judge = async (code, points) => {
		const id = Number(server.db.one('SELECT id FROM rounds WHERE edition_id = ? AND code = ?', made.edition, code).id);
		for (const [i, technology] of Object.entries(points)) {
			await made.organizer.expect(201, 'POST', `/api/v1/rounds/${id}/assignments`, { entry_id: made.entries[i], judge_id: made.judges[0].id });
			await handIn(made, made.judges[0], id, made.entries[i], { technology });
		}
	};
	await openRound(made.organizer, made.rounds.prelim);
	await made.judge('prelim', { 0: 80, 1: 75, 2: 70, 3: 60, 4: 50 });
	for (const [verb, json] of [['lock'], ['close'], ['compute', {}], ['publish', {}]]) await made.organizer.expect(200, 'POST', `/api/v1/rounds/${made.rounds.prelim}/${verb}`, json);
	[made.one, made.two] = [await atDesk(browser, server, made.organizer, made.edition), await atDesk(browser, server, made.second, made.edition)];
	return made;
}

// From open to published, by the page that leads through it.
async function end(desk, id) {
	await desk.open(`rounds/${id}/closing`);
	await desk.ask('jdesk.closing.lock');
	await desk.page.locator('button.primary:enabled', { hasText: words('jdesk.closing.close') }).waitFor();
	await desk.ask('jdesk.closing.close');
	await desk.button('jdesk.closing.compute').click();
	await desk.button('jdesk.closing.publish').waitFor();
	await desk.ask('jdesk.closing.publish', { confirm: 'rdesk.publish' });
}

// A new list, as rows of [place in the season, tier].
async function makeList(made, desk, fill) {
	await desk.open('awards');
	await desk.button('rdesk.awards.make').first().click();
	await desk.confirm(words('rdesk.awards.makeDo'), { fill });
	await desk.page.waitForURL(/\/awards\/\d+$/);
	const id = desk.page.url().match(/\d+$/)[0];
	return server.db.query('SELECT entry_id, tier FROM awards WHERE award_list_id = ? ORDER BY amount_fen DESC', id).map((a) => [made.entries.indexOf(Number(a.entry_id)), a.tier]);
}

async function corrected(made, i, technology) {
	const sheet = server.db.one('SELECT assignment_id AS id FROM sheets WHERE round_id = ? AND entry_id = ?', made.rounds.prelim, made.entries[i]).id;
	const asked = await made.organizer.expect(201, 'POST', `/api/v1/sheets/${sheet}/corrections`, { points: { technology }, reason: '登记有误' });
	await made.two.open('corrections');
	await made.two.ask('jdesk.corrections.approve', { reason: '属实' });
	assert.equal(server.db.one('SELECT state FROM sheet_corrections WHERE id = ?', asked.id).state, 'approved');
}

for (const [vacated, left] of [['shift', [[1, 'first'], [3, 'second']]], ['vacant', [[1, 'second']]]])
	test(`a season with a corrected sheet, to a list from which a winner leaves (${vacated})`, slow, async () => {
		const made = await begun({ ...base, rounds: [prelim, round('final', '决赛')], award: { ...award, vacated } });
		const { one, two } = made;
		await one.open(`rounds/${made.rounds.final}/closing`);
		await one.ask('jdesk.closing.open');
		await made.judge('final', { 0: 90, 1: 85 });
		await corrected(made, 3, 78); // the fourth becomes the second
		await one.open('');
		await one.page.getByText(words('desk.overview.wait.roundStale', { round: '初赛' })).waitFor();
		await one.open(`rounds/${made.rounds.final}/closing`);
		await one.page.getByText(words('jdesk.stale.restsOn', { rounds: '初赛' })).first().waitFor();
		await one.open(`rounds/${made.rounds.prelim}/closing`);
		await one.button('jdesk.stale.check').click();
		await one.page.locator('main li', { hasText: made.title(3) }).first().waitFor();
		assert.deepEqual(made.in('final'), [0, 1, 2], 'nothing has moved');

		await one.button('jdesk.closing.computeAgain').click();
		await one.row(made.title(3)).getByText(words('jdesk.takeover.in'), { exact: true }).waitFor();
		await one.page.locator('#takeover-why').fill('评分登记有误');
		await one.button('jdesk.takeover.propose').click();
		await one.page.getByText(words('jdesk.takeover.own')).waitFor();
		await two.open(`rounds/${made.rounds.prelim}/closing`);
		await two.row(made.title(2)).getByText(words('jdesk.takeover.out'), { exact: true }).waitFor();
		await two.ask('jdesk.takeover.approve', { reason: '核对无误' });
		assert.deepEqual(made.in('final'), [0, 1, 3]);

		await made.judge('final', { 3: 80 });
		await end(one, made.rounds.final);
		assert.deepEqual(await makeList(made, one), [[0, 'first'], [1, 'second']]);
		await one.ask('rdesk.awards.approve');
		await two.open(one.page.url().replace(server.url, ''));
		await two.ask('rdesk.awards.approve');

		// The winner leaves after the last round; the list that was approved rests on what is no more.
		await one.open('departures');
		await one.ask('jdesk.departures.record', {
			reason: '企业书面申请',
			fill: async (dialog) => {
				await dialog.locator('input[type=search]').fill(made.title(0));
				await dialog.locator('label.choice', { hasText: made.title(0) }).locator('input').check();
				await dialog.locator('#left-before').selectOption('award');
				await dialog.locator('#left-as').selectOption('withdrawn');
			},
		});
		const without = await made.organizer.expect(201, 'POST', `/api/v1/editions/${made.edition}/award-lists`, { why: '获奖者退出' });
		const rows = (await made.organizer.expect(200, 'GET', `/api/v1/award-lists/${without.id}/awards?limit=50`)).items.map((a) => [made.entries.indexOf(a.entry), a.tier]);
		assert.deepEqual(rows, left);
		await one.open('departures');
		await one.ask('jdesk.departures.revoke', { on: one.row(made.title(0)), reason: '企业撤回申请' });
		const again = await made.organizer.expect(201, 'POST', `/api/v1/editions/${made.edition}/award-lists`, { why: '退出已撤回' });
		assert.deepEqual((await made.organizer.expect(200, 'GET', `/api/v1/award-lists/${again.id}/awards?limit=50`)).items.map((a) => [made.entries.indexOf(a.entry), a.tier]), [[0, 'first'], [1, 'second']]);

		await one.open(`/desk/${made.edition}/awards/${again.id}`);
		await one.ask('rdesk.awards.approve');
		await two.open(`/desk/${made.edition}/awards/${again.id}`);
		await two.ask('rdesk.awards.approve');
		await two.ask('rdesk.awards.publish');
		const guest = await person(browser, server);
		await guest.open(`/notices/${server.db.one('SELECT MAX(id) AS id FROM notices WHERE edition_id = ?', made.edition).id}`);
		await guest.page.locator('tbody tr', { hasText: '一等奖' }).first().waitFor();
		guest.clean();
		await guest.close();
		for (const who of [one.who, two.who]) {
			who.clean();
			await who.close();
		}
	});

test('a season whose rules are amended on the way', slow, async () => {
	const rules = { ...base, rounds: [prelim, round('middle', '复赛', { advance: { seats: 2 } }), round('final', '决赛')], award };
	const made = await begun(rules);
	const { one, two } = made;
	const body = { ...rules, rounds: [prelim, rules.rounds[2]], award: { ...award, budget_fen: 5000000 } };
	await made.organizer.expect(201, 'POST', `/api/v1/editions/${made.edition}/rulebooks`, { body });
	await one.open('rulebook-amendments');
	await one.ask('rulebook.amendments.propose', { reason: '复赛并入决赛，预算削减', fill: (dialog) => dialog.locator('#amendment-book').selectOption({ label: words('desk.dates.version', { n: 2 }) }) });
	await two.open('rulebook-amendments');
	await two.button('rulebook.amendments.show').click();
	await two.page.locator('main del', { hasText: '复赛' }).first().waitFor();
	await two.page.getByText(words('rulebook.amendments.effect')).waitFor();
	await two.ask('rulebook.amendments.approve');
	assert.deepEqual(server.db.query('SELECT code FROM rounds WHERE edition_id = ? ORDER BY position', made.edition).map((r) => r.code), ['prelim', 'final']);

	const guest = await person(browser, server);
	await guest.open(`/editions/${made.code}/rules`);
	await guest.page.getByText('复赛并入决赛，预算削减').waitFor();
	await guest.page.getByRole('link', { name: words('readable.change.see') }).click();
	await guest.page.locator('main del', { hasText: '复赛' }).first().waitFor();
	guest.clean();
	await guest.close();

	await one.open(`rounds/${made.rounds.final}/closing`);
	await one.ask('jdesk.closing.open');
	assert.deepEqual(made.in('final'), [0, 1, 2]);
	await made.judge('final', { 0: 70, 1: 90, 2: 80 });
	await end(one, made.rounds.final);
	assert.deepEqual(await makeList(made, one), [[1, 'first'], [2, 'second']]);

	// What is stale is said before the edition is closed.
	const sheet = server.db.one('SELECT assignment_id AS id FROM sheets WHERE round_id = ? AND entry_id = ?', made.rounds.final, made.entries[0]).id;
	const asked = await made.organizer.expect(201, 'POST', `/api/v1/sheets/${sheet}/corrections`, { points: { technology: 71 }, reason: '登记有误' });
	await made.second.expect(200, 'POST', `/api/v1/corrections/${asked.id}/decide`, { decision: 'approved', reason: '属实' });
	await one.open('dates');
	await one.button('desk.dates.close').click();
	await one.dialog.getByText(words('desk.dates.closeStale', { rounds: '决赛' })).waitFor();
	await one.dialog.getByText(words('desk.dates.closeStaleLists', { lists: server.db.one("SELECT MAX(number) AS n FROM award_lists WHERE edition_id = ? AND state <> 'superseded'", made.edition).n })).waitFor();
	for (const who of [one.who, two.who]) {
		who.clean();
		await who.close();
	}
});
