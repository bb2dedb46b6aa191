// Many at once at the desk, in the browser:
// - eligibility is filtered by what the rule says, and all that the filter finds are decided in one act; what somebody has an interest in
//   is neither found nor counted
// - when the filter finds others than were seen, nothing is decided, and the dialog says so
// - assignments are found by a text of judge or project, and by picking either
// - who advances directly stands on a page of the desk, with the rule in words, and on a public one once a standing is published
import assert from 'node:assert/strict';
import test, { after, afterEach, before, beforeEach } from 'node:test';
import { edition, form, submitted } from '../api/entry_fixtures.mjs';
import { until } from '../api/harness.mjs';
import { openWithAll, season } from '../api/judging_fixture.mjs';
import { Season } from '../api/results_fixture.mjs';
import { launch, patience, person, startPages } from './browser.mjs';
import { atDesk } from './desk.mjs';
import { words } from './words.mjs';

const slow = { timeout: 300000 };
const poor = { firm_facts: { ...form.firm_facts, revenue_fen: 30000000000 } };
let server, browser;

before(async () => (browser = await launch()), slow);
beforeEach(async () => (server = await startPages()), slow); // of each fixture one, as they number their editions
afterEach(() => server.stop());
after(() => browser?.close());

test('all that a filter finds', slow, async () => {
	const open = edition(server, {});
	const owner = await server.account({ contestant: null }), organizer = await server.account({ organizer: open.id });
	for (const more of [{}, poor, {}, {}]) await submitted(server, owner, open.id, more);
	const own = (await submitted(server, owner, open.id)).entry;
	server.db.query('UPDATE firm_members SET account_id = ? WHERE firm_id = (SELECT firm_id FROM entries WHERE id = ?)', organizer.account.id, own.id);
	const decided = () => Number(server.db.one('SELECT COUNT(*) n FROM eligibility_decisions d JOIN entries e ON e.id = d.entry_id WHERE e.edition_id = ?', open.id).n);
	const desk = await atDesk(browser, server, organizer, open.id);
	await desk.open('eligibility?rule=eligible');
	await desk.page.locator('tbody tr').nth(2).waitFor();
	assert.equal(await desk.page.locator('tbody tr').count(), 3, 'the own one is not shown');
	await desk.button('queues.bulk.all', { n: 3 }).click();
	await desk.button('queues.act.follow_rule').click();
	await desk.dialog.getByText(words('queues.bulk.touches', { n: 3 })).waitFor();
	// Somebody submits while the dialog is open.
	await submitted(server, owner, open.id);
	await desk.dialog.getByRole('button', { name: words('queues.bulk.go', { n: 3 }), exact: true }).click();
	await desk.dialog.getByRole('alert').waitFor();
	assert.match(await desk.dialog.innerText(), /4 个/);
	assert.equal(decided(), 0);
	await desk.dialog.getByRole('button', { name: words('common.cancel'), exact: true }).click();
	await desk.open('eligibility?rule=eligible');
	await desk.page.locator('tbody tr').nth(3).waitFor();
	await desk.button('queues.bulk.all', { n: 4 }).click();
	await desk.button('queues.act.follow_rule').click();
	await desk.dialog.getByText(words('queues.bulk.touches', { n: 4 })).waitFor();
	await desk.confirm(words('queues.bulk.go', { n: 4 }));
	assert.equal(decided(), 4);
});

test('assignments by judge and project', slow, async () => {
	const made = await season(server);
	const round = await openWithAll(made);
	const desk = await atDesk(browser, server, made.organizer, made.edition);
	const all = Number(server.db.one('SELECT COUNT(*) n FROM assignments WHERE round_id = ?', round).n);
	const rows = () => desk.page.locator('section', { has: desk.page.getByRole('heading', { name: words('jdesk.assign.title') }) }).locator('tbody tr');
	await desk.open(`rounds/${round}/assignment`);
	await rows().first().waitFor();
	const judge = server.db.one('SELECT j.id, a.name FROM judges j JOIN accounts a ON a.id = j.account_id WHERE j.edition_id = ? ORDER BY j.id LIMIT 1', made.edition);
	const his = Number(server.db.one('SELECT COUNT(*) n FROM assignments WHERE round_id = ? AND judge_id = ?', round, judge.id).n);
	assert.ok(his > 0 && his < all);
	await desk.button('jdesk.assign.narrow').click();
	await desk.page.locator('.narrow').getByRole('radio', { name: new RegExp(judge.name) }).first().check();
	await desk.page.waitForURL(/judge=\d+/);
	await until('as many rows', async () => (await rows().count()) === his, patience);
	for (const text of await rows().allInnerTexts()) assert.ok(text.includes(judge.name));
	await desk.button('jdesk.assign.unfilter').click();
	await until('as many rows', async () => (await rows().count()) === all, patience);
});

test('who advances directly', slow, async () => {
	const contest = new Season(server, [{ share: 0.7 }, { share: 0.6 }, { share: 0.4 }, { share: 0.35 }, { share: 0.1 }, { name: '己公司', registered_on: '2019-01-01', share: 0.1 }]);
	const organizer = await server.account({ organizer: contest.edition });
	await server.account({ organizer: contest.edition }); // two have verified it
	contest.addInvestment(contest.entries[5], 150000);
	contest.db.query("UPDATE investments SET state = 'verified', first_by = 1, second_by = 2 WHERE edition_id = ?", contest.edition);
	contest.setTieOrder('prelim', [contest.entries[2], contest.entries[3]]);
	const desk = await atDesk(browser, server, organizer, contest.edition);
	await desk.open('direct');
	await desk.page.getByText(words('rdesk.direct.none')).waitFor();
	await organizer.expect(200, 'POST', `/api/v1/rounds/${contest.rounds.prelim}/compute`, {});
	await desk.open('direct');
	await desk.row('己公司').waitFor();
	await desk.row('己公司').locator('summary').first().click();
	assert.match(await desk.row('己公司').innerText(), /项目5[^]*0\.15 万元/, 'what the rule saw: 1,500 yuan');
	const guest = await person(browser, server), page = `/editions/${contest.code}/direct`;
	await guest.open(page);
	await guest.page.getByText(words('pages.direct.none')).waitFor();
	await organizer.expect(200, 'POST', `/api/v1/rounds/${contest.rounds.prelim}/publish`, {});
	const link = guest.page.getByRole('link', { name: words('pages.direct.title'), exact: true });
	// What the public reads may be a second old.
	await until('the link to be there', async () => {
		await guest.open(`/editions/${contest.code}`);
		return (await link.count()) > 0;
	}, patience);
	await link.click();
	await guest.page.waitForURL((url) => url.pathname === page);
	await until('the firm to be listed', async () => {
		await guest.open(page);
		return (await guest.page.locator('tbody tr', { hasText: '己公司' }).count()) > 0;
	}, patience);
	assert.equal(await guest.page.locator('tbody tr').count(), 1);
	assert.ok((await guest.page.locator('main .card').count()) > 0, 'the rule stands there in words');
});
