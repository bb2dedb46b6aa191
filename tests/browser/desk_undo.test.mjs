// What the desk can take back or turn to another use, by the organiser, each outcome looked at in the tables:
// - a plan of assignments asks for as many judges as the rules say, however late the rules arrive
// - a batch of assignments is undone; a judge is dismissed, and reinstated
// - an entry signs in, another forfeits and the forfeit is revoked
// - a round's dates are set, it is locked, reopened, closed and put back to locked
// - a tie of a round computed from indicators is decided, and how many are made public is said in numbers
// - a text is published as a notice and withdrawn; a prior award is recorded for a firm that was found, and removed
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { handIn, points, season } from '../api/judging_fixture.mjs';
import { Season } from '../api/results_fixture.mjs';
import { launch, startPages } from './browser.mjs';
import { atDesk } from './desk.mjs';
import { words } from './words.mjs';

const slow = { timeout: 300000 };
let server, browser, made, round, desk;

const one = (sql, ...values) => server.db.one(sql, ...values);
const count = (sql, ...values) => Number(Object.values(one(sql, ...values))[0]);
const state = (id) => one('SELECT state FROM rounds WHERE id = ?', id).state;
const assigned = () => count("SELECT COUNT(*) FROM assignments WHERE round_id = ? AND state = 'assigned'", round);

before(async () => {
	server = await startPages();
	browser = await launch();
	made = await season(server);
	round = made.rounds.semi;
	desk = await atDesk(browser, server, made.organizer, made.edition);
}, { timeout: 300000 });
after(async () => {
	await browser?.close();
	await server?.stop();
});

async function assignAll() {
	await desk.open(`rounds/${round}/assignment`);
	await desk.button('jdesk.plan.preview').click();
	await desk.button('jdesk.plan.apply', { n: 6 }).click();
	await desk.confirm(words('jdesk.plan.do'));
	assert.equal(assigned(), 6);
}

async function rulesComeLate() {
	const rules = '**/api/v1/editions/*/rulebook';
	let release;
	const held = new Promise((resolve) => (release = resolve));
	await desk.page.route(rules, (route) => held.then(() => route.continue()));
	await desk.page.goto(`/desk/${made.edition}/rounds/${round}/assignment`);
	await desk.page.locator('#plan-judges').waitFor();
	assert.equal(await desk.page.locator('#plan-judges').inputValue(), '', 'no number is guessed');
	assert.ok(await desk.button('jdesk.plan.preview').isDisabled());
	release();
	await desk.page.locator('button:enabled', { hasText: words('jdesk.plan.preview') }).waitFor();
	assert.equal(await desk.page.locator('#plan-judges').inputValue(), '2');
	await desk.page.unroute(rules);
}

test('dates are set and a batch is undone', slow, async () => {
	await desk.open(`rounds/${round}`);
	await desk.ask('jdesk.rounds.dates', { confirm: 'common.save', fill: (dialog) => dialog.locator('#closes').fill('2031-05-01T18:00') });
	assert.equal(one("SELECT DATE_FORMAT(closes_at, '%Y-%m-%d %H:%i') AS at FROM rounds WHERE id = ?", round).at, '2031-05-01 10:00', 'Beijing time');
	await desk.open(`rounds/${round}/closing`);
	// What is undecided stands in the dialog, and is acknowledged with it.
	await desk.ask('jdesk.closing.open', { fill: (dialog) => dialog.getByText(words('jdesk.opening.what.eligibility_undecided', { n: made.entries.length }), { exact: false }).waitFor() });
	await rulesComeLate();
	await assignAll();
	await desk.ask('jdesk.batch.undo', { reason: '评委名单有误' });
	assert.equal(assigned(), 0);
	await assignAll();
	desk.who.clean();
});

test('a judge is dismissed and reinstated', slow, async () => {
	const [judge] = made.judges;
	const name = one('SELECT name FROM accounts WHERE id = ?', judge.client.account.id).name;
	await desk.open('judges');
	await desk.ask('jdesk.judges.dismiss', { on: desk.row(`${judge.client.account.email}`), reason: '不再参与' });
	assert.ok(assigned() < 6, 'tasks are taken back');
	await desk.row(name).getByText(words('jdesk.judgeState.dismissed')).first().waitFor();
	await desk.ask('jdesk.judges.reinstate', { on: desk.row(`${judge.client.account.email}`), reason: '误操作' });
	assert.equal(one('SELECT state FROM judges WHERE id = ?', judge.id).state, 'active');
	desk.who.clean();
});

test('an entry signs in, another forfeits and comes back', slow, async () => {
	const [first, second] = made.entries;
	const title = (id) => one('SELECT title FROM entries WHERE id = ?', id).title;
	await desk.open(`rounds/${round}/entries`);
	await desk.row(title(first)).getByRole('button', { name: words('jdesk.part.sign'), exact: true }).click();
	await desk.row(title(first)).getByRole('button', { name: words('jdesk.part.sign'), exact: true }).waitFor({ state: 'detached' });
	assert.ok(one('SELECT signed_in_at AS at FROM round_entries WHERE round_id = ? AND entry_id = ?', round, first).at);
	await desk.ask('jdesk.part.forfeit', { on: desk.row(title(second)), reason: '未到场' });
	assert.equal(one('SELECT departed_as FROM departures WHERE entry_id = ?', second).departed_as, 'forfeited');
	await desk.open('departures');
	await desk.ask('jdesk.departures.revoke', { on: desk.row(title(second)), reason: '已补签到' });
	assert.equal(count('SELECT COUNT(*) FROM departures WHERE entry_id = ?', second), 0);
	desk.who.clean();
});

test('a round is locked, reopened, closed and put back', slow, async () => {
	await desk.open(`rounds/${round}/assignment`);
	for (const [i, entry] of made.entries.entries()) {
		const given = new Set(server.db.query("SELECT judge_id FROM assignments WHERE round_id = ? AND entry_id = ? AND state = 'assigned'", round, entry).map((a) => Number(a.judge_id)));
		// Judges that the dismissal and the forfeit left out are assigned again; whoever was released from an entry is not asked for it twice.
		for (const judge of made.judges) {
			if (given.size >= 2 || given.has(judge.id)) continue;
			const answer = await made.organizer.post(`/api/v1/rounds/${round}/assignments`, { entry_id: entry, judge_id: judge.id });
			if (answer.status === 201) given.add(judge.id);
		}
		for (const judge of made.judges) if (given.has(judge.id)) await handIn(made, judge, round, entry, i === 2 ? points.growth : { ...points.startup, technology: 20 + i });
	}
	await desk.open(`rounds/${round}/closing`);
	await desk.ask('jdesk.closing.lock');
	await desk.ask('jdesk.closing.reopen', { reason: '系统故障，延长时间' });
	assert.equal(state(round), 'open');
	await desk.ask('jdesk.closing.lock');
	await desk.page.locator('button.primary:enabled', { hasText: words('jdesk.closing.close') }).waitFor();
	await desk.ask('jdesk.closing.close');
	await desk.ask('jdesk.closing.unlock', { reason: '有一份评分需要更正' });
	assert.equal(state(round), 'locked');
	desk.who.clean();
});

test('a tie of a computed round is decided', slow, async () => {
	// Five of a division for three seats, all with the same points.
	const computed = new Season(server, Array.from({ length: 5 }, () => ({})));
	const organizer = await atDesk(browser, server, await server.account({ organizer: computed.edition }), computed.edition);
	await organizer.open(`rounds/${computed.rounds.prelim}/closing`);
	await organizer.button('jdesk.closing.compute').click();
	await organizer.page.locator('main form ol li').nth(4).waitFor();
	await organizer.page.locator('main form ol li').last().getByRole('button', { name: words('jdesk.order.up', { what: '' }).trim() }).click();
	await organizer.page.locator('#tie-why').fill('评审委员会抽签');
	await organizer.button('jdesk.closing.tieDecide').click();
	await organizer.button('jdesk.closing.publish').click();
	await organizer.dialog.getByText(words('rdesk.publishRoundLine', { n: 5 })).waitFor();
	await organizer.confirm(words('rdesk.publish'));
	assert.equal(state(computed.rounds.prelim), 'published');
	assert.deepEqual(JSON.parse(one('SELECT tie_order FROM rounds WHERE id = ?', computed.rounds.prelim).tie_order).length, 5);
	organizer.who.clean();
	await organizer.who.close();
});

test('a text is published and withdrawn; a prior award is recorded and removed', slow, async () => {
	await desk.open('notices');
	await desk.ask('rdesk.notices.write', {
		confirm: 'rdesk.publish',
		fill: async (dialog) => {
			await dialog.locator('#notice-title-zh-CN').fill('路演地点调整');
			await dialog.locator('#notice-body-zh-CN').fill('改在二号楼');
		},
	});
	await desk.ask('rdesk.notices.withdraw', { on: desk.row('路演地点调整'), reason: '地点未变' });
	assert.ok(one("SELECT withdrawn_at AS at FROM notices WHERE edition_id = ? AND kind = 'text'", made.edition).at);
	const firm = one('SELECT f.name FROM firms f JOIN entries e ON e.firm_id = f.id WHERE e.id = ?', made.entries[0]).name;
	await desk.open('prior-awards');
	await desk.ask('queues.prior.add', {
		fill: async (dialog) => {
			await dialog.locator('input[type=search]').fill(firm);
			await dialog.locator('label.choice', { hasText: firm }).first().locator('input').check();
			await dialog.locator('#prior-scheme').fill('provincial');
			await dialog.locator('#prior-amount').fill('３０万元'); // as an input method types it
			await dialog.locator('#prior-source').fill('省科技厅 2025 年公示');
		},
	});
	assert.equal(count('SELECT amount_fen FROM prior_awards WHERE edition_id = ?', made.edition), 30000000);
	await desk.ask('common.remove', { on: desk.row(firm), reason: '另一家同名企业' });
	assert.equal(await desk.row(firm).count(), 0);
	desk.who.clean();
});
