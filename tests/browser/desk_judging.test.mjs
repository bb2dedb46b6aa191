// The desk from the first assignment to the final list, by those who work there, each outcome looked at from outside:
// - a judge is given a role that the rules name, and keeps it once a sheet is handed in
// - panels are made, a judge moves from one to the other, the order of appearance is drawn once
// - a batch of assignments is shown before it is made, and makes what it showed; one is added and one released by hand
// - a declared recusal is upheld: the judge's task is taken back
// - extra points are pasted, shown and saved; what is doubtful among them is refused
// - the checklist names the sheet that is missing; a correction needs a second person; a tie over the last seat is decided and the round published
// - an entry leaves, its seat goes to the next, and it comes back
// - the award list is approved by two and published; an objection is upheld and carried out by a new version, which becomes final when the period is over
// - dossier and results are downloaded as they were computed
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import test, { after, before } from 'node:test';
import { admitted } from '../api/entry_fixtures.mjs';
import { publishedEdition } from '../api/fixtures.mjs';
import { until } from '../api/harness.mjs';
import { addJudge } from '../api/judging_fixture.mjs';
import { launch, patience, person, startPages } from './browser.mjs';
import { atDesk } from './desk.mjs';
import { words } from './words.mjs';

const name = (text) => ({ 'zh-CN': text, en: text });
const criteria = [{ id: 'technology', name: name('技术'), max: 60, step: 0.5 }, { id: 'team', name: name('团队'), max: 40, step: 0.5 }];
const rules = {
	title: name('测试赛制'),
	timezone: 'Asia/Shanghai',
	divisions: [{ id: 'startup', name: name('初创组'), when: { fact: 'firm.registered_on', present: true } }],
	industries: [{ id: 'biomed', name: name('生物医药') }],
	eligibility: { fact: 'firm.listed', equals: false },
	rounds: [
		{ id: 'semi', name: name('复赛'), kind: 'judged', groups: ['division'], judges_per_entry: 2, min_sheets: 2, criteria, aggregate: { method: 'mean' }, parts: { sheets: 1, 'extra:popularity': 0.1 }, advance: { seats: 2 }, tie_at_cut: 'resolve', replacement: 'next_in_rank' },
		{ id: 'final', name: name('决赛'), kind: 'judged', groups: ['division'], judges_per_entry: 2, min_sheets: 2, criteria, aggregate: { method: 'mean' }, judge_weights: { chief: 1 } },
	],
	award: { budget_fen: 100000000, pools: [{ round: 'final', groups: ['division'], tiers: [{ id: 'first', name: name('一等奖'), seats: 1, amount: 20000000 }, { id: 'second', name: name('二等奖'), seats: 1, amount: 10000000 }] }] },
};
const slow = { timeout: 300000 };
const names = ['甲', '乙', '丙', '丁', '戊'].map((n) => `项目${n}`);
const people = {};
let server, browser, edition, semi, final, organizer, second, auditor, judges, entries;

const one = (sql, ...values) => server.db.one(sql, ...values);
const count = (sql, ...values) => Number(Object.values(one(sql, ...values))[0]);
const numberOf = (entry) => one('SELECT number FROM entries WHERE id = ?', entry.entry.id).number;

before(async () => {
	server = await startPages();
	browser = await launch();
	people.organizer = await server.account({ organizer: null });
	people.second = await server.account({ organizer: null });
	people.auditor = await server.account({ auditor: null });
	edition = await publishedEdition(people.organizer, { mandates_required: false }, rules);
	entries = await admitted(server, people.organizer, edition.id, names);
	[semi, final] = server.db.query('SELECT id FROM rounds WHERE edition_id = ? ORDER BY position', edition.id).map((r) => Number(r.id));
	judges = [];
	for (let i = 0; i < 3; i++) {
		judges.push(await addJudge(server, { edition: edition.id, organizer: people.organizer }));
		server.db.query('UPDATE accounts SET name = ? WHERE id = ?', `评委${'一二三'[i]}`, judges[i].client.account.id);
	}
	[organizer, second, auditor] = await Promise.all([people.organizer, people.second, people.auditor].map((client) => atDesk(browser, server, client, edition.id)));
}, { timeout: 300000 });
after(async () => {
	await browser?.close();
	await server?.stop();
});

const panel = (code) => organizer.page.locator('article', { hasText: `${words('jdesk.panel')} ${code}` });
async function setPanel(code, what, chosen) {
	return organizer.ask(what, {
		on: panel(code),
		confirm: 'common.save',
		fill: async (dialog) => {
			await dialog.locator('input[type=checkbox]').first().waitFor();
			for (const box of await dialog.locator('label', { has: organizer.page.locator('input[type=checkbox]') }).all()) {
				const text = await box.innerText();
				await box.locator('input').setChecked(chosen.some((c) => text.includes(c)));
			}
		},
	});
}

test('a judge is given a role', slow, async () => {
	const roles = () => server.db.query('SELECT role FROM judges WHERE edition_id = ? ORDER BY id', edition.id).map((j) => j.role);
	await organizer.open('judges');
	const give = (judge, role) => organizer.ask('common.edit', { on: organizer.row(judge), confirm: 'common.save', fill: (dialog) => dialog.locator('#judge-role').selectOption(role) });
	await give('评委一', 'chief');
	await give('评委二', 'chief');
	await give('评委二', '');
	assert.deepEqual(roles(), ['chief', null, null]);
	await organizer.row('评委一').getByRole('cell', { name: 'chief', exact: true }).waitFor();
	organizer.who.clean();
});

test('panels are made, a judge moves, the order is drawn', slow, async () => {
	await organizer.open(`rounds/${semi}/closing`);
	await organizer.ask('jdesk.closing.open');
	await organizer.open(`rounds/${semi}/panels`);
	for (const code of ['A', 'B']) await organizer.ask('jdesk.panels.add', { fill: (dialog) => dialog.locator('#panel-code').fill(code) });
	await setPanel('A', 'jdesk.panels.setJudges', ['评委一', '评委二', '评委三']);
	await setPanel('B', 'jdesk.panels.setJudges', ['评委三']);
	await setPanel('A', 'jdesk.panels.setJudges', ['评委一', '评委二']);
	await setPanel('A', 'jdesk.panels.setEntries', names);
	const panels = () => server.db.query('SELECT p.code, (SELECT COUNT(*) FROM panel_judges j WHERE j.panel_id = p.id) AS judges FROM panels p WHERE p.round_id = ? ORDER BY p.code', semi).map((p) => `${p.code}${p.judges}`);
	assert.deepEqual(panels(), ['A2', 'B1']);
	await organizer.ask('jdesk.panels.draw', { on: panel('A'), fill: (dialog) => dialog.locator('#panel-seed').fill('2026-11') });
	await panel('A').getByRole('button', { name: words('jdesk.panels.order') }).click();
	await organizer.dialog.locator('ol li').nth(4).waitFor();
	await organizer.page.keyboard.press('Escape');
	assert.equal(await panel('A').getByRole('button', { name: words('jdesk.panels.draw'), exact: true }).count(), 0, 'drawn once');
	organizer.who.clean();
});

test('a batch is shown, then made; one assignment is added and one released', slow, async () => {
	const { page } = organizer;
	const assigned = () => count("SELECT COUNT(*) FROM assignments WHERE round_id = ? AND state = 'assigned'", semi);
	await organizer.open(`rounds/${semi}/assignment`);
	await organizer.button('jdesk.plan.preview').click();
	await page.getByText(words('jdesk.plan.makes', { n: 10, judges: 2 })).waitFor();
	assert.equal(assigned(), 0, 'a preview makes nothing');
	await organizer.button('jdesk.plan.apply', { n: 10 }).click();
	await organizer.confirm(words('jdesk.plan.do'));
	assert.equal(assigned(), 10);

	await organizer.open(`rounds/${semi}/panels`);
	await setPanel('A', 'jdesk.panels.setJudges', ['评委一', '评委二', '评委三']);
	await organizer.open(`rounds/${semi}/assignment`);
	const add = (entry, judge) => organizer.ask('jdesk.assign.add', {
		confirm: 'jdesk.assign.do',
		fill: async (dialog) => {
			await dialog.locator('input[type=search]').first().fill(entry);
			await dialog.locator('label.choice', { hasText: entry }).locator('input').check();
			await dialog.locator('input[type=search]').last().fill(judge);
			await dialog.locator('label.choice', { hasText: judge }).locator('input').check();
		},
	});
	await add('项目丁', '评委三');
	assert.equal(assigned(), 11);
	await organizer.ask('jdesk.check.release', { on: organizer.row('评委三').filter({ hasText: '项目丁' }), reason: '派错了' });
	assert.equal(assigned(), 10);
	await add('项目甲', '评委三');
	await add('项目戊', '评委三');
	organizer.who.clean();
});

test('a recusal is upheld', slow, async () => {
	const [judge] = judges;
	const declared = await judge.client.expect(201, 'POST', '/api/v1/recusals', { entry_id: entries[4].entry.id, kind: 'own_fund', statement: '本基金投资了该企业' });
	await organizer.open('recusals?state=open');
	await organizer.ask('jdesk.recusals.uphold', { on: organizer.row('本基金投资了该企业'), reason: '情况属实' });
	assert.equal(one('SELECT state FROM recusals WHERE id = ?', declared.id).state, 'upheld');
	assert.equal(one('SELECT state FROM assignments WHERE round_id = ? AND entry_id = ? AND judge_id = ?', semi, entries[4].entry.id, judge.id).state, 'released');
	organizer.who.clean();
});

test('extra points are pasted and shown before they are saved', slow, async () => {
	await organizer.open(`rounds/${semi}/extras`);
	const said = await organizer.ask('jdesk.extras.edit', {
		confirm: 'common.save',
		reason: '现场人气投票',
		fill: async (dialog) => {
			await dialog.locator('#extra-lines').fill('X-1\t10');
			await dialog.getByText(words('jdesk.extras.unknown', { number: 'X-1' })).waitFor();
			// All of what stands behind the number is read, and what is doubtful is refused.
			await dialog.locator('#extra-lines').fill(`${numberOf(entries[0])}\t1,234.5`);
			await dialog.locator('tbody td', { hasText: /^1234\.5$/ }).waitFor();
			for (const typed of ['1,5', '-3', '10分']) {
				await dialog.locator('#extra-lines').fill(`${numberOf(entries[0])}\t${typed}`);
				await dialog.locator('tbody .wrong', { hasText: typed }).waitFor();
				await dialog.getByText(words('jdesk.extras.wrong', { n: 1 })).waitFor();
			}
			await dialog.locator('#extra-lines').fill(entries.map((e) => `${numberOf(e)}\t10`).join('\n'));
			await dialog.locator('tbody tr').nth(4).waitFor();
		},
	});
	assert.ok(said.includes(words('jdesk.extras.will', { n: 5, removed: 0, same: 0 })), said);
	assert.equal(count('SELECT COUNT(*) FROM extras WHERE round_id = ? AND points = 10', semi), 5);
	organizer.who.clean();
});

test('what is missing is named, a correction needs a second, a tie is decided, the round published', slow, async () => {
	// 甲 90; 乙, 丙 and 丁 equal after the correction; 戊 by the second judge and the one who took the first one's place.
	const totals = [90, 80, 80, 70, 60];
	const give = (judge, i, total) => judge.client.expect(201, 'POST', `/api/v1/rounds/${semi}/entries/${entries[i].entry.id}/sheet/hand-in`, { points: { technology: total / 2, team: total / 2 - (total > 80 ? 5 : 0) } });
	for (const i of [0, 1, 2, 3]) await give(judges[0], i, totals[i]);
	for (const i of [0, 1, 2, 3, 4]) await give(judges[1], i, totals[i]);
	await give(judges[2], 4, totals[4]);
	const { page } = organizer;
	await organizer.open('judges');
	await organizer.row('评委一').getByRole('button', { name: words('common.edit'), exact: true }).click();
	await organizer.dialog.getByText(words('jdesk.judges.roleFixed')).waitFor();
	assert.ok(await organizer.dialog.locator('#judge-role').isDisabled());
	await page.keyboard.press('Escape');
	await organizer.open(`rounds/${semi}/closing`);
	await organizer.ask('jdesk.closing.lock');
	const state = () => one('SELECT state FROM rounds WHERE id = ?', semi).state;
	assert.equal(state(), 'locked');
	assert.ok(await organizer.button('jdesk.closing.close').isDisabled(), 'a sheet is missing');
	await organizer.ask('jdesk.check.release', { on: organizer.row('评委三').filter({ hasText: '项目甲' }), reason: '评委临时有事' });
	await page.locator('button.primary:enabled', { hasText: words('jdesk.closing.close') }).waitFor();

	await organizer.open(`rounds/${semi}/entries/${entries[3].entry.id}`);
	await organizer.ask('jdesk.sheet.correct', { on: organizer.row('评委一').filter({ has: page.getByRole('button', { name: words('jdesk.sheet.correct') }) }), confirm: 'jdesk.sheet.askDo', reason: '誊写错误', fill: (dialog) => dialog.locator('#points-technology').fill('５５．０') });
	await organizer.open('corrections');
	await page.getByText(words('jdesk.corrections.own')).waitFor();
	assert.equal(await organizer.button('jdesk.corrections.approve').count(), 0, 'nobody approves what they asked for');
	await second.open('corrections');
	await second.ask('jdesk.corrections.approve', { reason: '核对纸质评分表' });
	assert.equal(JSON.parse(one('SELECT points FROM sheets WHERE round_id = ? AND entry_id = ? AND judge_id = ?', semi, entries[3].entry.id, judges[0].id).points).technology, 55);

	await organizer.open(`rounds/${semi}/closing`);
	await organizer.ask('jdesk.closing.close');
	await organizer.button('jdesk.closing.compute').click();
	const tied = page.locator('main form ol li');
	await tied.nth(2).waitFor();
	assert.equal(await tied.count(), 3);
	await tied.filter({ hasText: '项目丙' }).focus();
	await page.keyboard.press('Alt+ArrowUp'); // in order of entry: 丙 goes before 乙
	await tied.first().filter({ hasText: '项目丙' }).waitFor();
	await page.locator('#tie-why').fill('三位评委会商');
	await organizer.button('jdesk.closing.tieDecide').click();
	await organizer.button('jdesk.closing.publish').waitFor();
	const came = (entry) => server.db.query('SELECT s.outcome FROM standings s JOIN rounds r ON r.id = s.round_id AND r.computation_id = s.computation_id WHERE s.round_id = ? AND s.entry_id = ?', semi, entry.entry.id)[0]?.outcome;
	assert.deepEqual(entries.map(came), ['advanced', 'eliminated', 'advanced', 'eliminated', 'eliminated']);
	await organizer.ask('jdesk.closing.publish', { confirm: 'rdesk.publish' });
	assert.equal(state(), 'published');
	const guest = await person(browser, server);
	await guest.open(`/editions/${edition.code}/standings/semi`);
	const said = await guest.page.locator('main').innerText();
	assert.ok(said.indexOf('项目丙') < said.indexOf('项目乙'), said);
	for (const who of [organizer.who, second.who, guest]) who.clean();
	await guest.close();
});

test('an entry leaves, its seat is filled, and it comes back', slow, async () => {
	await people.organizer.expect(200, 'POST', `/api/v1/rounds/${final}/open`);
	await organizer.open('departures');
	const leave = (entry, as, before) => organizer.ask('jdesk.departures.record', {
		reason: '企业书面申请',
		fill: async (dialog) => {
			await dialog.locator('input[type=search]').fill(entry);
			await dialog.locator('label.choice', { hasText: entry }).locator('input').check();
			await dialog.locator('#left-before').selectOption(before);
			await dialog.locator('#left-as').selectOption(as);
		},
	});
	await leave('项目甲', 'withdrawn', 'final');
	await organizer.page.getByText(words('jdesk.departures.effect', { released: 0, substitutes: 1 })).waitFor();
	assert.ok(server.db.query('SELECT entry_id FROM round_entries WHERE round_id = ? AND takes_part', final).some((e) => Number(e.entry_id) === entries[1].entry.id));
	await organizer.ask('jdesk.departures.revoke', {
		on: organizer.row('项目甲'), reason: '企业撤回申请',
		fill: (dialog) => dialog.getByText(words('jdesk.departures.rest.substitute', { entry: `${one('SELECT number FROM entries WHERE id = ?', entries[1].entry.id).number} 项目乙`, sheets: 0 })).waitFor(),
	});
	assert.deepEqual(server.db.query('SELECT entry_id FROM round_entries WHERE round_id = ? AND takes_part ORDER BY entry_id', final).map((e) => Number(e.entry_id)), [entries[0].entry.id, entries[2].entry.id]);
	assert.equal(count('SELECT COUNT(*) FROM departures WHERE entry_id = ?', entries[0].entry.id), 0);
	organizer.who.clean();
});

async function judgeFinal() {
	const o = people.organizer;
	for (const i of [0, 2]) {
		for (const judge of judges.slice(0, 2)) {
			await o.expect(201, 'POST', `/api/v1/rounds/${final}/assignments`, { entry_id: entries[i].entry.id, judge_id: judge.id });
			await judge.client.expect(201, 'POST', `/api/v1/rounds/${final}/entries/${entries[i].entry.id}/sheet/hand-in`, { points: { technology: 50 - i, team: 30 } });
		}
	}
	for (const step of ['lock', 'close', 'compute', 'publish']) await o.expect(200, 'POST', `/api/v1/rounds/${final}/${step}`, step === 'lock' || step === 'close' ? undefined : {});
}
const list = () => one('SELECT id, number, state FROM award_lists WHERE edition_id = ? ORDER BY number DESC LIMIT 1', edition.id);
async function approveAndPublish() {
	await organizer.ask('rdesk.awards.approve');
	await second.open(`awards/${list().id}`);
	await second.ask('rdesk.awards.approve');
	await second.ask('rdesk.awards.publish');
	assert.equal(list().state, 'noticed');
}

test('an upheld objection leads to a new version, which becomes final', slow, async () => {
	await judgeFinal();
	await organizer.open('awards');
	await organizer.button('rdesk.awards.make').click();
	await organizer.dialog.getByRole('button', { name: words('rdesk.awards.makeDo') }).click();
	await organizer.page.waitForURL(/\/awards\/\d+$/);
	await organizer.who.settled();
	await approveAndPublish();

	const notice = count("SELECT MAX(id) FROM notices WHERE edition_id = ? AND kind = 'award_list'", edition.id);
	const filed = await entries[2].client.expect(201, 'POST', `/api/v1/notices/${notice}/objections`, { real_name: '王小明', contact: 'wang@example.com', statement: '项目甲的企业曾有失信记录' });
	await second.open(`awards/${list().id}`);
	await second.page.getByText(words('rdesk.awards.openObjections', { n: 1 })).waitFor();
	await second.open('objections');
	await second.ask('rdesk.objections.uphold', { reason: '经查属实' });
	assert.equal(one('SELECT state FROM objections WHERE id = ?', filed.id).state, 'upheld');
	await organizer.open('departures');
	await organizer.ask('jdesk.departures.record', {
		reason: '失信记录，取消资格',
		fill: async (dialog) => {
			await dialog.locator('label.choice', { hasText: '项目甲' }).locator('input').check();
			await dialog.locator('#left-before').selectOption('award');
			await dialog.locator('#left-as').selectOption('disqualified');
		},
	});
	await organizer.open('awards');
	await organizer.page.getByText(words('rdesk.awards.waiting', { n: 1 })).waitFor();
	await organizer.button('rdesk.awards.makeNew').click();
	await organizer.dialog.locator('textarea').last().fill('落实异议：项目甲取消资格');
	await organizer.dialog.getByRole('button', { name: words('rdesk.awards.makeDo') }).click();
	await organizer.page.waitForURL((url) => url.pathname.endsWith(`/awards/${list().id}`));
	assert.equal(list().number, '2');
	await organizer.who.settled();
	await approveAndPublish();
	await second.open('objections');
	await second.page.getByText(words('rdesk.objections.carried')).waitFor();

	await auditor.open(`awards/${list().id}`);
	assert.equal(await auditor.page.locator('main .body :is(button.primary, button.danger)').count(), 0, 'the auditor is offered nothing to press');
	await organizer.open(`awards/${list().id}`);
	assert.ok(await organizer.button('rdesk.awards.finalise').isDisabled(), 'the period is not over');
	server.db.query('UPDATE notices SET published_at = published_at - INTERVAL 20 DAY, ends_at = UTC_TIMESTAMP(6) - INTERVAL 2 DAY WHERE id = (SELECT MAX(id) FROM notices WHERE edition_id = ?)', edition.id);
	// What the public reads of a notice may be a second old, at the desk too.
	await until('the period to be over', async () => {
		await organizer.open(`awards/${list().id}`);
		return organizer.button('rdesk.awards.finalise').isEnabled();
	}, patience);
	await organizer.ask('rdesk.awards.finalise');
	assert.equal(list().state, 'final');
	const guest = await person(browser, server);
	await guest.open(`/notices/${count("SELECT MAX(id) FROM notices WHERE edition_id = ? AND kind = 'final_list'", edition.id)}`);
	const said = await guest.page.locator('main').innerText();
	assert.match(said, /一等奖/);
	assert.match(said, /200,000|20 ?万/);
	for (const who of [organizer.who, second.who, auditor.who, guest]) who.clean();
	await guest.close();
});

test('dossier and results are downloaded as they were computed', slow, async () => {
	const { page } = auditor;
	const computed = one('SELECT LOWER(HEX(dossier_sha256)) AS dossier, LOWER(HEX(results_sha256)) AS results FROM computations WHERE edition_id = ? ORDER BY id DESC LIMIT 1', edition.id);
	await auditor.open('exports');
	for (const what of ['dossier', 'results']) {
		const [file] = await Promise.all([page.waitForEvent('download'), page.locator(`tbody tr:first-child a[href$="/${what}"]`).click()]);
		assert.equal(createHash('sha256').update(readFileSync(await file.path())).digest('hex'), computed[what], what);
	}
	auditor.who.clean();
});
