// A result on which the next round rests is corrected, played at the desk by two organisers with the public looking on:
// - a correction is asked for and approved; the overview and the round say that it is stale, and the next round what it rests on
// - computed anew, the desk shows who comes into the final and who goes out; one proposes, cannot decide, and another agrees
// - the public page is there all the time, says what took the place of the first version and why, and the first stays readable
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { handIn, openRound, season } from '../api/judging_fixture.mjs';
import { launch, person, startPages } from './browser.mjs';
import { atDesk } from './desk.mjs';
import { words } from './words.mjs';

const slow = { timeout: 300000 };
let server, browser, made, code;
const criteria = [{ id: 'technology', name: { 'zh-CN': '技术' }, max: 100 }];
const round = (id, name, more) => ({ id, name: { 'zh-CN': name }, kind: 'judged', min_sheets: 1, criteria, aggregate: { method: 'mean' }, ...more });
const rules = {
	title: { 'zh-CN': '测试' }, timezone: 'Asia/Shanghai', divisions: [{ id: 'all', name: { 'zh-CN': '不分组' }, when: { all: [] } }],
	rounds: [round('prelim', '初赛', { advance: { seats: 2 } }), round('final', '决赛')],
};

before(async () => {
	server = await startPages();
	browser = await launch();
	made = await season(server, { judges: 1, entries: Array(4).fill('startup'), rules });
	code = server.db.one('SELECT code FROM editions WHERE id = ?', made.edition).code;
	const act = (name, verb, json) => made.organizer.expect(200, 'POST', `/api/v1/rounds/${made.rounds[name]}/${verb}`, json);
	const assign = (name, entry) => made.organizer.expect(201, 'POST', `/api/v1/rounds/${made.rounds[name]}/assignments`, { entry_id: entry, judge_id: made.judges[0].id });
	await openRound(made.organizer, made.rounds.prelim);
	for (const [i, entry] of made.entries.entries()) {
		await assign('prelim', entry);
		await handIn(made, made.judges[0], made.rounds.prelim, entry, { technology: 80 - 10 * i });
	}
	for (const [verb, json] of [['lock'], ['close'], ['compute', {}], ['publish', {}]]) await act('prelim', verb, json);
	await openRound(made.organizer, made.rounds.final);
	for (const entry of made.entries.slice(0, 2)) await assign('final', entry);
	const sheet = server.db.one('SELECT assignment_id AS id FROM sheets WHERE round_id = ? AND entry_id = ?', made.rounds.prelim, made.entries[2]).id;
	const asked = await made.organizer.expect(201, 'POST', `/api/v1/sheets/${sheet}/corrections`, { points: { technology: 75 }, reason: '登记有误' });
	await made.second.expect(200, 'POST', `/api/v1/corrections/${asked.id}/decide`, { decision: 'approved', reason: '属实' });
}, slow);
after(async () => {
	await browser?.close();
	await server?.stop();
});

const title = (i) => server.db.one('SELECT title FROM entries WHERE id = ?', made.entries[i]).title;
const taking = () => server.db.query('SELECT entry_id FROM round_entries WHERE round_id = ? AND takes_part ORDER BY entry_id', made.rounds.final).map((e) => made.entries.indexOf(Number(e.entry_id)));

test('a corrected result is taken over by two, and the public sees each version', slow, async () => {
	const reader = await person(browser, server), page = reader.page, standing = `/editions/${code}/standings/prelim`;
	const outcome = async (i) => !(await page.locator('tbody tr', { hasText: title(i) }).innerText()).includes(words('rules.outcome.eliminated'));
	await reader.open(standing);
	assert.deepEqual([await outcome(1), await outcome(2)], [true, false]);

	const one = await atDesk(browser, server, made.organizer, made.edition);
	await one.open('');
	await one.page.getByText(words('desk.overview.wait.roundStale', { round: '初赛' })).waitFor();
	await one.open(`rounds/${made.rounds.final}/assignment`);
	await one.page.getByText(words('jdesk.stale.restsOn', { rounds: '初赛' })).waitFor();
	await one.open(`rounds/${made.rounds.prelim}/closing`);
	await one.page.getByText(words('jdesk.stale.own').trim()).waitFor();
	await one.button('jdesk.closing.computeAgain').click();
	await one.row(title(2)).getByText(words('jdesk.takeover.in'), { exact: true }).waitFor();
	await one.row(title(1)).getByText(words('jdesk.takeover.out'), { exact: true }).waitFor();
	await reader.open(standing);
	assert.deepEqual([await outcome(1), await outcome(2)], [true, false], 'nothing is public yet');
	await one.page.locator('#takeover-why').fill('评分登记有误，按更正后的名次调整');
	await one.button('jdesk.takeover.propose').click();
	await one.page.getByText(words('jdesk.takeover.own')).waitFor();
	assert.equal(await one.button('jdesk.takeover.approve').count(), 0);

	const two = await atDesk(browser, server, made.second, made.edition);
	await two.open('');
	await two.page.getByText(words('desk.overview.wait.roundTakeover', { round: '初赛' })).click();
	await two.ask('jdesk.takeover.approve', { reason: '核对无误' });
	assert.deepEqual(taking(), [0, 2]);
	one.who.clean();
	two.who.clean();

	await reader.open(standing);
	assert.deepEqual([await outcome(1), await outcome(2)], [false, true]);
	await page.getByText('评分登记有误，按更正后的名次调整').first().waitFor();
	await page.getByRole('link', { name: words('pages.standings.versionN', { n: 1 }) }).click();
	await page.getByRole('link', { name: words('pages.standings.inForce') }).waitFor();
	await page.locator('tbody tr').first().waitFor();
	assert.deepEqual([await outcome(1), await outcome(2)], [true, false], 'the first version is as it was');
	reader.clean();
});
