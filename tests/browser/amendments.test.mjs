// The rules are amended in mid-season, through the pages:
// - one organiser proposes a version with a reason; another reads what differs in words and its effect, and only then approves
// - the public reads when, why and what changed, in words
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { openRound, rulebook, season } from '../api/judging_fixture.mjs';
import { launch, person, startPages } from './browser.mjs';
import { atDesk } from './desk.mjs';
import { words } from './words.mjs';

const slow = { timeout: 300000 };
let server, browser, made, one, other;
const award = { budget_fen: 10000000, pools: [{ round: 'final', tiers: [{ id: 'first', name: { 'zh-CN': '一等奖' }, seats: 1, amount: 3000000 }] }] };
const rules = { ...rulebook, rounds: rulebook.rounds.map((r) => ({ ...r, name: { 'zh-CN': r.id === 'semi' ? '初赛' : '决赛' } })), award };

before(async () => {
	server = await startPages();
	browser = await launch();
	made = await season(server, { rules, judges: 0 });
	await openRound(made.organizer, made.rounds.semi);
	const body = structuredClone(rules);
	body.award.budget_fen = 8000000;
	await made.organizer.expect(201, 'POST', `/api/v1/editions/${made.edition}/rulebooks`, { body });
	[one, other] = [await atDesk(browser, server, made.organizer, made.edition), await atDesk(browser, server, made.second, made.edition)];
}, slow);
after(async () => {
	await browser?.close();
	await server?.stop();
});

test('proposed by one, approved by another who has seen what it changes', slow, async () => {
	await one.open('rulebook-amendments');
	await one.ask('rulebook.amendments.propose', { reason: '预算削减', fill: (dialog) => dialog.locator('#amendment-book').selectOption({ label: words('desk.dates.version', { n: 2 }) }) });
	await one.page.getByText(words('rulebook.amendments.other')).waitFor();
	await other.open('');
	await other.page.locator('main a[href$="/rulebook-amendments"]', { hasText: words('desk.overview.wait.amendments') }).click();
	assert.ok(await other.button('rulebook.amendments.approve').isDisabled(), 'look first');
	await other.button('rulebook.amendments.show').click();
	await other.page.locator('main del', { hasText: '10' }).waitFor();
	await other.page.locator('main ins', { hasText: '8' }).waitFor();
	await other.page.getByText(words('rulebook.amendments.effect')).waitFor();
	await other.ask('rulebook.amendments.approve');
	assert.equal(server.db.one('SELECT state FROM rulebook_amendments WHERE edition_id = ?', made.edition).state, 'approved');
	one.who.clean();
	other.who.clean();
});

test('the public reads what changed, and why', slow, async () => {
	const guest = await person(browser, server);
	const { code } = server.db.one('SELECT code FROM editions WHERE id = ?', made.edition);
	await guest.open(`/editions/${code}/rules`);
	await guest.page.getByText('预算削减').waitFor();
	await guest.page.getByRole('link', { name: words('readable.change.see') }).click();
	await guest.page.getByRole('heading', { name: words('readable.change.amendment', { from: 1, to: 2 }) }).waitFor();
	await guest.page.locator('main del', { hasText: '10' }).waitFor();
	const said = await guest.page.locator('main').innerText();
	assert.ok(said.includes('预算削减') && !said.includes('budget_fen'), said);
	guest.clean();
	await guest.close();
});
