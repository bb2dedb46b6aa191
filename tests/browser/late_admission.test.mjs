// One firm is let in after the deadline, through the pages:
// - an organiser finds it by its code, reads where its entry could still come in, and asks with a public reason; another grants it, who reads what it means
// - the contestant sees it on the first page, fills in what is missing, and submits; the entry joins the round that is running
// - the public reads among the edition's amendments until when and why; the desk says that it was used
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { edition, complete, setDates, submitted, rulebook } from '../api/entry_fixtures.mjs';
import { openRound } from '../api/judging_fixture.mjs';
import { launch, person, startPages } from './browser.mjs';
import { atDesk } from './desk.mjs';
import { words } from './words.mjs';

const slow = { timeout: 300000 };
const reason = '报名系统在截止前一小时中断';
let server, browser, made, code, late, one, other;

before(async () => {
	server = await startPages();
	browser = await launch();
	const body = { ...rulebook, rounds: rulebook.rounds.map((r) => ({ ...r, name: { 'zh-CN': r.id === 'semi' ? '初赛' : '决赛' } })) };
	({ id: made, code } = edition(server, { body }));
	body.rounds.forEach((r, i) => server.db.query('INSERT INTO rounds (edition_id, code, position, kind) VALUES (?, ?, ?, ?)', made, r.id, i, r.kind));
	await submitted(server, await server.account({ contestant: null }), made, { project_name: '按时的项目' });
	const client = await server.account({ contestant: null });
	late = { client, ...(await complete(server, client, made, { project_name: '迟到的项目' })) };
	setDates(server, made, { closes: -1000 });
	const [a, b] = [await server.account({ organizer: made }), await server.account({ organizer: made })];
	await openRound(a, Number(server.db.one("SELECT id FROM rounds WHERE edition_id = ? AND code = 'semi'", made).id));
	[one, other] = [await atDesk(browser, server, a, made), await atDesk(browser, server, b, made)];
}, slow);
after(async () => {
	await browser?.close();
	await server?.stop();
});

test('asked for by one and granted by another', slow, async () => {
	await one.open('late-admissions');
	await one.page.locator('#late-code').fill(late.firm.code.toLowerCase());
	await one.button('desk.late.find').click();
	await one.page.getByText(words('desk.late.way.first', { round: '初赛' })).waitFor();
	assert.ok((await one.text()).includes(words('desk.late.draft', { title: '迟到的项目' })));
	const tomorrow = new Date(Date.now() + 32 * 3600e3).toISOString().slice(0, 16);
	const said = await one.ask('desk.late.ask', { on: one.page.locator('main [aria-live]'), reason, fill: (dialog) => dialog.locator('#late-until').fill(tomorrow) });
	assert.ok(said.includes(words('desk.late.line.ask', { firm: late.firm.name })), said);
	await one.page.getByText(words('desk.late.other')).waitFor();
	assert.equal(await one.button('desk.late.grant').count(), 0, 'not by who asked');

	await other.open('late-admissions');
	const means = await other.ask('desk.late.grant');
	assert.ok(means.includes(words('desk.late.way.first', { round: '初赛' })), means);
	await other.page.getByText(words('desk.late.state.granted'), { exact: true }).waitFor();
	one.who.clean();
	other.who.clean();
});

test('the contestant submits, and the entry takes part', slow, async () => {
	const contestant = await person(browser, server);
	await contestant.login(late.client.account.email);
	await contestant.open('/my');
	await contestant.page.getByText(words('my.late.why', { why: reason })).waitFor();
	await contestant.page.getByRole('button', { name: words('my.late.goOn') }).click();
	await contestant.page.waitForURL(/\/my\/entries\/\d+\/form/);
	await contestant.open(`/my/entries/${late.entry.id}/form/review`);
	await contestant.page.getByRole('button', { name: words('my.review.submit'), exact: true }).click();
	await contestant.page.waitForURL(/\/receipts\/1/);
	await contestant.open(`/my/entries/${late.entry.id}`);
	await contestant.page.getByText(words('my.late.used')).waitFor();
	assert.equal(Number(server.db.one("SELECT takes_part FROM round_entries n JOIN rounds r ON r.id = n.round_id WHERE r.code = 'semi' AND n.entry_id = ?", late.entry.id).takes_part), 1);
	contestant.clean();
	await contestant.close();

	await one.open('late-admissions');
	await one.page.getByText(words('desk.late.state.used'), { exact: true }).waitFor();
	one.who.clean();
});

test('the public reads until when, and why', slow, async () => {
	const guest = await person(browser, server);
	await guest.open(`/editions/${code}`);
	await guest.page.getByText(reason).waitFor();
	const said = await guest.page.locator('main').innerText();
	assert.ok(said.includes(words('pages.edition.field.late_admission')) && !said.includes('late_admission'), said);
	guest.clean();
	await guest.close();
});
