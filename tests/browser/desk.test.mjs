// The desk before judging, by those who work there, each outcome looked at from outside (the tables, or another person's page):
// - an organiser invites a judge, who accepts from the mail, is entered as a judge and gives the pledge; an invitation can be taken back
// - an admin gives a role and takes it away again, and closes an account
// - a contest and its edition are founded; a rulebook is written, its mistakes are named, it is saved, tried, frozen and used
// - the edition is published, a date amended with a reason that the public reads, and closed in the end
// - several entries are decided at once, after it was shown which; one is returned, and the contestant reads why; a code is accepted
// - an investment is verified by one and, not by the same, by a second; another is rejected
// - days are marked in the calendar, and periods in working days end later
// - what was done is found in the audit, and an entry is shown as it was; the audit is read on page by page
// - a firm reads of its eligibility what each condition asked and saw
// - an auditor sees the same pages and is offered nothing to press
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { form, rulebook, submitted } from '../api/entry_fixtures.mjs';
import { publishedEdition } from '../api/fixtures.mjs';
import { password, until } from '../api/harness.mjs';
import { png, upload } from '../api/upload_fixtures.mjs';
import { launch, person, startPages } from './browser.mjs';
import { atDesk } from './desk.mjs';
import { words } from './words.mjs';

const slow = { timeout: 300000 };
const people = {};
let server, browser, edition, organizer, auditor, contestants;

before(async () => {
	server = await startPages();
	browser = await launch();
	people.organizer = await server.account({ organizer: null }, { name: '周主任' });
	people.second = await server.account({ organizer: null }, { name: '周主任' }); // of the same name: people are told apart by account
	people.auditor = await server.account({ auditor: null });
	people.admin = await server.account({ admin: null });
	edition = await publishedEdition(people.organizer, {}, rulebook);
	contestants = [];
	for (let i = 0; i < 4; i++) {
		const client = await server.account();
		const revenue_fen = i === 2 ? 30000000000 : 9600000000; // the third has too much for the rules
		contestants.push({ client, ...(await submitted(server, client, edition.id, { project_name: `项目${'甲乙丙丁'[i]}`, firm_facts: { ...form.firm_facts, revenue_fen } })) });
	}
	organizer = await atDesk(browser, server, people.organizer, edition.id);
	auditor = await atDesk(browser, server, people.auditor, edition.id);
	for (const { who } of [organizer, auditor]) who.allow(...fileless);
}, { timeout: 300000 });
after(async () => {
	await browser?.close();
	await server?.stop();
});

const one = (sql, ...values) => server.db.one(sql, ...values);
const fileless = [/503 GET \/api\/v1\/attachments\//]; // licences of the fixtures stand in the tables only
const guest = () => person(browser, server);
// What a page offers for pressing that would change something.
const offered = (desk) => desk.page.locator('main .body :is(button.primary, button.danger)').or(desk.page.locator('main td button.link')).count();

test('a judge is invited, accepts and pledges', slow, async () => {
	await organizer.open('invitations');
	const invite = (email) => organizer.ask('people.invitations.invite', {
		confirm: 'people.invitations.send',
		fill: async (dialog) => {
			await dialog.locator('#invite-name').fill('钱评委');
			await dialog.locator('#invite-email').fill(email);
			await dialog.locator('#invite-role').selectOption('judge');
		},
	});
	await invite('wrong@example.com');
	await invite('qian@example.com');
	await organizer.ask('people.invitations.revoke', { on: organizer.row('wrong@example.com') });
	await organizer.row('wrong@example.com').waitFor({ state: 'detached' });
	const mail = await server.mailTo('qian@example.com');
	const link = mail.text.match(/https:\/\/\S+\/invitation#\S+/)[0];

	const judge = await guest();
	judge.allow(/422 POST \/api\/v1\/invitations\/acceptances/); // who has no account yet is asked for details
	await judge.open(link);
	await judge.page.locator('main form button[type=submit]').click();
	await judge.page.locator('#password').fill(password);
	await judge.page.locator('main form input[type=checkbox]').check();
	await judge.page.locator('main form button[type=submit]').click();
	await judge.page.waitForURL((url) => url.pathname === '/login');
	await judge.loginByHand('qian@example.com');
	assert.equal(one("SELECT g.role FROM grants g JOIN accounts a ON a.id = g.account_id WHERE a.email = 'qian@example.com' AND g.edition_id = ?", edition.id).role, 'judge');

	await organizer.open('judges');
	await organizer.ask('jdesk.judges.enter', {
		on: organizer.row('qian@example.com'),
		confirm: 'jdesk.judges.add',
		fill: (dialog) => dialog.locator('#judge-organisation').fill('某大学'),
	});
	await organizer.row('钱评委').getByText(words('jdesk.judges.notPledged')).waitFor();
	await judge.open('/judging');
	await judge.page.locator('.pledge input[type=checkbox]').check();
	await judge.page.locator('.pledge button[type=submit]').click();
	await judge.page.locator('.pledge').waitFor({ state: 'detached' });
	await organizer.open('judges');
	assert.equal(await organizer.row('钱评委').getByText(words('jdesk.judges.notPledged')).count(), 0);
	for (const who of [organizer.who, judge]) who.clean();
	await judge.close();
});

test('an admin gives and takes roles and closes an account', slow, async () => {
	const admin = await atDesk(browser, server, people.admin);
	const somebody = await server.account();
	await admin.open(`/accounts?text=${encodeURIComponent(somebody.account.email)}`);
	const row = admin.row(somebody.account.email);
	const grants = () => server.db.query('SELECT role, edition_id FROM grants WHERE account_id = ? ORDER BY role', somebody.account.id).map((g) => g.role).sort();
	await admin.ask('people.grant', {
		on: row,
		fill: async (dialog) => {
			await dialog.locator('#grant-role').selectOption('auditor');
			await dialog.locator('#grant-edition').selectOption(String(edition.id));
		},
	});
	assert.deepEqual(grants(), ['contestant'], 'it waits for a second person');
	const waits = admin.page.locator('section[aria-labelledby=grant-requests]');
	await waits.getByText(words('people.requests.byAnother')).waitFor();
	const second = await atDesk(browser, server, await server.account({ admin: null }));
	await second.open('/accounts');
	await second.ask('people.requests.confirm', { on: second.page.locator('section[aria-labelledby=grant-requests]') });
	second.who.clean();
	await second.who.close();
	assert.deepEqual(grants(), ['auditor', 'contestant']);
	await admin.open(`/accounts?text=${encodeURIComponent(somebody.account.email)}`);
	await row.locator('li', { hasText: words('account.roles.auditor') }).getByRole('button').click();
	await admin.confirm(words('people.withdraw'));
	assert.deepEqual(grants(), ['contestant']);
	await admin.ask('people.disable', { on: row, reason: '账号被他人使用' });
	await row.getByText(words('people.accountState.disabled')).waitFor();
	assert.equal((await server.client({ hold: false }).post('/api/v1/sessions', { email: somebody.account.email, password })).status, 403);
	await admin.ask('people.enable', { on: row });
	await row.getByText(words('people.accountState.active')).waitFor();
	admin.who.clean();
	await admin.who.close();
});

test('an edition is founded, its rulebook written and used, published, amended and closed', slow, async () => {
	const founder = await atDesk(browser, server, people.organizer);
	const { page } = founder;
	await founder.open('/desk');
	await page.locator('a[href="/desk/new"]').first().click();
	await page.locator('#contest').selectOption('new');
	await page.locator('#contest-code').fill('green-cup');
	await page.locator('#contest-title-zh-CN').fill('绿色创新赛');
	await page.locator('#code').fill('green-2030');
	await page.locator('#title-zh-CN').fill('2030 绿色创新赛');
	await founder.button('desk.new.go').click();
	await page.waitForURL(/\/desk\/\d+\/rulebooks$/);
	await founder.who.settled();
	founder.edition = Number(page.url().match(/desk\/(\d+)/)[1]);
	const row = () => one('SELECT e.state, e.rulebook_id, b.state AS book FROM editions e LEFT JOIN rulebooks b ON b.edition_id = e.id WHERE e.id = ?', founder.edition);

	await founder.button('rulebook.begin').click();
	await page.waitForURL(/\/rulebooks\/\d+$/);
	const area = page.locator('#book');
	await area.waitFor();
	const text = await area.inputValue();
	await area.fill(text.replace('"share"', '"sharee"').replace(/"method": ?"mean"/, '"method": "average"'));
	await page.locator('#book-state .bad').click();
	await page.locator('#beside ol button').first().click(); // the mistake leads to its line
	assert.match(await area.evaluate((a) => a.value.slice(a.selectionStart, a.selectionEnd)), /average/);
	assert.ok(await founder.button('rulebook.freeze').isDisabled(), 'nothing with mistakes is frozen');
	await area.fill('{"title": ');
	await page.locator('#beside').getByText(words('rulebook.fault.end')).waitFor();
	// Leaving with unsaved text asks, and staying keeps it.
	await page.locator('aside a', { hasText: words('desk.nav.dates') }).click();
	await founder.dialog.getByRole('button', { name: words('common.cancel') }).click();
	assert.equal(await area.inputValue(), '{"title": ');
	await area.fill(text.replace(/"seats": ?10\b/, '"seats": 12'));
	await founder.button('common.save').click();
	await page.getByText(words('rulebook.savedNow')).waitFor();
	await page.locator('#tab-preview').click();
	await page.locator('#beside button.primary').click();
	await page.locator('#beside table').first().waitFor();
	await founder.ask('rulebook.freeze');
	assert.equal(row().book, 'frozen');
	await founder.ask('rulebook.use');
	assert.ok(row().rulebook_id);
	assert.equal(JSON.parse(one('SELECT body FROM rulebooks WHERE id = ?', row().rulebook_id).body).rounds[0].advance.seats, 12);

	await founder.open('dates');
	assert.ok(await founder.button('desk.dates.publish').isDisabled(), 'dates are missing');
	await page.locator('#entries_open_at').fill('2030-03-01T09:00');
	await page.locator('#entries_close_at').fill('2030-02-01T17:00');
	founder.who.allow(/422 PATCH \/api\/v1\/editions/);
	await founder.button('common.save').click();
	await page.locator('#entries_close_at-error').waitFor(); // stands beside its field
	await page.locator('#entries_close_at').fill('2030-05-01T17:00');
	await founder.button('common.save').click();
	await page.locator('button.primary:enabled', { hasText: words('desk.dates.publish') }).waitFor();
	await founder.ask('desk.dates.publish');
	assert.equal(row().state, 'published');

	await founder.ask('desk.dates.amend', { confirm: 'desk.dates.amendGo', reason: '应企业要求延长十天', fill: (dialog) => dialog.locator('#amend-value').fill('2030-05-11T17:00') });
	const reader = await guest();
	await reader.open('/editions/green-2030');
	const said = await reader.page.locator('main').innerText();
	assert.match(said, /2030\/05\/11 17:00/);
	assert.match(said, /应企业要求延长十天/);
	await founder.ask('desk.dates.close', { reason: '演练结束' });
	assert.equal(row().state, 'closed');
	assert.equal(await offered(founder), 0, 'nothing can be changed any more');
	for (const who of [founder.who, reader]) who.clean();
	await founder.who.close();
	await reader.close();
});

test('entries are decided together, one is returned, a code is accepted', slow, async () => {
	const { page } = organizer;
	await organizer.open('eligibility');
	for (const name of ['项目甲', '项目乙', '项目丙']) await organizer.row(name).locator('input[type=checkbox]').check();
	await organizer.button('queues.act.follow_rule').click();
	await organizer.dialog.locator('tbody tr').first().waitFor();
	assert.equal(await organizer.dialog.locator('tbody tr').count(), 3);
	const touched = await organizer.dialog.locator('tbody').innerText();
	assert.ok(['项目甲', '项目乙', '项目丙'].every((n) => touched.includes(n)) && !touched.includes('项目丁'), touched);
	assert.match(await organizer.dialog.innerText(), new RegExp(words('queues.bulk.eligibleAfter', { yes: 2, no: 1 })));
	assert.equal(Number(one('SELECT COUNT(*) AS n FROM eligibility_decisions').n), 0, 'looking decides nothing');
	await organizer.confirm(words('queues.bulk.go', { n: 3 }));
	assert.equal(Number(one("SELECT COUNT(*) AS n FROM eligibility_decisions WHERE decision = 'follow_rule'").n), 3);

	// One against the rule, for a reason that the firm reads.
	await organizer.open(`entries/${contestants[2].entry.id}`);
	await organizer.ask('queues.act.admitted', { reason: '营收口径按合并前计算' });
	assert.equal(Number(one("SELECT COUNT(*) AS n FROM outbox WHERE body LIKE '%营收口径按合并前计算%'").n), 0, 'nobody is told yet');
	await organizer.open('letters');
	await organizer.row('项目丙').getByRole('button', { name: words('queues.letters.read') }).click();
	await organizer.dialog.getByText('营收口径按合并前计算').waitFor();
	await organizer.dialog.getByRole('button', { name: 'English' }).click();
	await organizer.dialog.getByText('it is eligible').waitFor();
	assert.match(await organizer.dialog.innerText(), new RegExp(contestants[2].client.account.email.replace('.', '\\.')));
	await organizer.dialog.getByRole('button', { name: words('common.close') }).click();
	await organizer.button('queues.letters.releaseAll', { n: 3 }).click();
	await organizer.confirm(words('queues.letters.releaseNow'));
	await page.getByText(words('queues.letters.released', { n: 3 })).waitFor();
	await page.getByText(words('queues.letters.none')).waitFor();
	const third = await person(browser, server);
	await third.login(contestants[2].client.account.email);
	await third.open(`/my/entries/${contestants[2].entry.id}`);
	await third.page.getByText('营收口径按合并前计算').first().waitFor();

	await organizer.open('eligibility');
	await page.locator('tbody').getByRole('link', { name: '项目丁' }).click();
	await page.waitForURL(/\/entries\/\d+$/);
	await organizer.who.settled();
	await organizer.ask('queues.act.return', { reason: '营业执照不清晰，请重新上传' });
	await organizer.open('letters');
	await organizer.row('项目丁').getByRole('checkbox').check();
	await organizer.button('queues.letters.releaseChosen', { n: 1 }).click();
	await organizer.confirm(words('queues.letters.releaseNow'));
	await page.getByText(words('queues.letters.released', { n: 1 })).waitFor();
	const fourth = await person(browser, server);
	await fourth.login(contestants[3].client.account.email);
	await fourth.open(`/my/entries/${contestants[3].entry.id}`);
	await fourth.page.getByText('营业执照不清晰，请重新上传').first().waitFor();

	const firm = await contestants[3].client.expect(201, 'POST', '/api/v1/firms', { jurisdiction: 'CN', code: '91350203M0001QAY9B', name: '厦门代码有疑有限公司', insist: true });
	await organizer.open('firms?state=code_in_question');
	await organizer.ask('queues.firms.accept', { on: organizer.row('厦门代码有疑有限公司'), reason: '已核对营业执照原件' });
	assert.equal(one('SELECT state FROM firms WHERE id = ?', firm.id).state, 'active');
	for (const who of [organizer.who, third, fourth]) who.clean();
	await third.close();
	await fourth.close();
});

test('an investment is verified by two people, another rejected', slow, async () => {
	const [{ client, firm }] = contestants;
	const declare = async (investor) => {
		const made = await client.expect(201, 'POST', '/api/v1/investments', { edition_id: edition.id, firm_id: firm.id, investor, facts: { registered_on: new Date().toISOString().slice(0, 10), received_fen: 150000000, kind: 'fund' } });
		await upload(client, { investment: String(made.id), kind: 'evidence', filename: '银行回单.png' }, png());
		return made.id;
	};
	const [kept, refused] = [await declare('粤科基金'), await declare('可疑基金')];
	const state = (id) => one('SELECT state FROM investments WHERE id = ?', id).state;
	await organizer.open('investments');
	await organizer.page.getByRole('link', { name: '粤科基金' }).click();
	await organizer.page.waitForURL(/\/investments\/\d+$/);
	await organizer.who.settled();
	await organizer.ask('queues.investment.act.first-verify', { reason: '已核对银行回单' });
	assert.equal(state(kept), 'first_verified');
	await organizer.page.getByText(words('queues.investment.samePerson')).waitFor();
	assert.ok(await organizer.button('queues.investment.act.second-verify').isDisabled());
	const second = await atDesk(browser, server, people.second, edition.id);
	second.who.allow(...fileless);
	await second.open(`investments/${kept}`);
	await second.ask('queues.investment.act.second-verify', { reason: '已核对工商变更登记' });
	assert.equal(state(kept), 'verified');
	await second.open(`investments/${refused}`);
	await second.ask('queues.investment.act.reject', { reason: '回单金额与申报不符' });
	assert.equal(state(refused), 'rejected');
	// With the money verified, the rule leads the entry straight to the final.
	await second.open(`entries/${contestants[0].entry.id}`);
	await second.page.getByText(words('queues.eligibility.directYes')).click();
	await second.page.getByText(words('why.parts.counted'), { exact: true }).click();
	await second.page.locator('.direct').getByText('粤科基金').waitFor(); // by its name, not by its number
	for (const who of [organizer.who, second.who]) who.clean();
	await second.who.close();
});

test('days are marked in the calendar', slow, async () => {
	const ends = async () => Date.parse((await server.client().get('/api/v1/working-days?days=5')).json.ends_at);
	const before = await ends();
	const soon = (days) => new Date(Date.now() + 8 * 3600e3 + days * 86400e3).toISOString().slice(0, 10);
	await organizer.open('calendar');
	const said = await organizer.ask('calendar.add', {
		confirm: 'common.save',
		fill: async (dialog) => {
			await dialog.locator('#day-first').fill(soon(1));
			await dialog.locator('#day-last').fill(soon(9));
			await dialog.locator('#day-name').fill('演练假期');
		},
	});
	assert.match(said, /共 9 天/);
	assert.equal(Number(one("SELECT COUNT(*) AS n FROM calendar_days WHERE working = 0 AND name = '演练假期'").n), 9);
	assert.ok((await ends()) - before >= 7 * 86400e3, 'a period ends later by the days that are free');
	// In December the days may stand in two years; the page shows the year of the first.
	const marked = organizer.page.locator('.table-box tbody tr', { hasText: '演练假期' });
	await organizer.ask('common.remove', { on: { getByRole: () => marked.first().locator('button').last() }, confirm: 'common.remove' });
	assert.equal(Number(one("SELECT COUNT(*) AS n FROM calendar_days WHERE name = '演练假期'").n), 8);
	await auditor.open('calendar');
	assert.equal(await offered(auditor), 0);
	organizer.who.clean();
});

test('a year whose holidays nobody entered is said in the calendar and before a notice is published', slow, async () => {
	const { page } = organizer;
	const year = Number(new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 4));
	const before = server.db.query('SELECT year, source FROM calendar_years');
	server.db.query('DELETE FROM calendar_years');
	await organizer.open(`calendar?year=${year}`);
	await page.getByText(words('calendar.yearUnknown', { year })).waitFor();
	await organizer.open('notices');
	await page.getByRole('button', { name: words('rdesk.notices.write') }).click();
	await page.locator('#notice-days').fill('3');
	await page.getByRole('dialog').getByText(`${year} 年的放假安排尚未录入`).waitFor();
	await page.keyboard.press('Escape');
	for (const one of [year, year + 1]) {
		await organizer.open(`calendar?year=${one}`);
		await organizer.ask('calendar.yearEnter', { confirm: 'calendar.yearEnter', fill: (dialog) => dialog.locator('#year-source').fill('放假安排的通知') });
		await page.getByText(words('calendar.yearSource', { source: '放假安排的通知' })).waitFor();
	}
	await organizer.open('notices');
	await page.getByRole('button', { name: words('rdesk.notices.write') }).click();
	await page.locator('#notice-days').fill('3');
	await page.getByText('（北京时间）结束').waitFor();
	assert.equal(await page.getByRole('dialog').getByText('尚未录入').count(), 0);
	await page.keyboard.press('Escape');
	server.db.query('DELETE FROM calendar_years');
	for (const one of before) server.db.query('INSERT INTO calendar_years (year, source) VALUES (?, ?)', one.year, one.source);
	organizer.who.clean();
});

test('the audit tells what was done, and an entry is shown as it was', slow, async () => {
	const { page } = auditor;
	await auditor.open('audit');
	await page.locator('main input[type=search], main input[type=text]').first().fill('回单金额与申报不符');
	await page.locator('tbody tr').first().waitFor();
	await page.locator('tbody tr').nth(1).waitFor({ state: 'detached' });
	assert.match(await page.locator('tbody tr').innerText(), new RegExp(words('people.action.investment_reject')));
	await page.getByRole('button', { name: words('people.audit.verify') }).click();
	await page.getByText(/已逐条校验/).waitFor();
	const id = contestants[0].entry.id;
	await contestants[0].client.expect(200, 'PATCH', `/api/v1/entries/${id}`, { project_name: '项目甲改名' }, { headers: { 'If-Match': `"${contestants[0].entry.version}"` } });
	const at = one("SELECT DATE_FORMAT(MAX(ROW_START) - INTERVAL 1 SECOND, '%Y-%m-%dT%H:%i:%sZ') AS at FROM entries WHERE id = ?", id).at;
	await auditor.open(`entries/${id}?at=${at}`);
	await page.locator('#e-form', { hasText: words('queues.formThen') }).waitFor();
	assert.ok(!(await page.locator('section[aria-labelledby=e-form]').innerText()).includes('项目甲改名'));
	auditor.who.clean();
});

test('a firm reads why it is eligible or not', slow, async () => {
	const decided = new Set(server.db.query('SELECT entry_id FROM eligibility_decisions').map((d) => Number(d.entry_id)));
	const theirs = contestants.filter((c) => decided.has(c.entry.id));
	assert.ok(theirs.length);
	for (const { client, entry } of theirs) {
		const who = await person(browser, server);
		await who.login(client.account.email);
		await who.open(`/my/entries/${entry.id}`);
		const why = who.page.locator('main details', { hasText: words('my.timeline.why') }).first();
		if ((await why.getAttribute('open')) === null) await why.locator('summary').click();
		await why.getByText(words('rules.facts.firm_revenue_fen')).first().waitFor();
		await who.close();
	}
});

test('the audit is read on page by page, and the way back leads back', slow, async () => {
	for (let i = 1; i <= 55; i++) await people.organizer.expect(201, 'POST', `/api/v1/editions/${edition.id}/amendments`, { field: 'grace_seconds', new_value: 60 + i, reason: '网络拥堵' });
	const { page } = auditor;
	const newest = () => page.locator('tbody tr').first().innerText();
	await auditor.open('audit');
	const first = await newest();
	assert.ok(await page.getByRole('button', { name: words('table.first') }).isDisabled());
	await page.getByRole('button', { name: words('table.after') }).click();
	await page.waitForURL(/[?&]after=\d+/);
	await until('older rows', async () => (await newest()) !== first);
	assert.ok(await page.getByRole('button', { name: words('table.first') }).isEnabled());
	await page.goBack();
	await until('the newest rows again', async () => (await newest()) === first);
	auditor.who.clean();
});

test('an auditor sees the same pages and is offered nothing to press', slow, async () => {
	const investment = Number(one('SELECT MIN(id) AS id FROM investments').id);
	const book = Number(one('SELECT rulebook_id AS id FROM editions WHERE id = ?', edition.id).id);
	for (const place of ['dates', 'rulebooks', `rulebooks/${book}`, 'entries', `entries/${contestants[0].entry.id}`, 'eligibility', 'investments', `investments/${investment}`, 'firms', 'prior-awards', 'judges', 'recusals', 'rounds', 'corrections', 'departures', 'awards', 'notices', 'objections', 'exports', 'invitations']) {
		await auditor.open(place);
		assert.equal(await offered(auditor), 0, place);
	}
	auditor.who.clean();
});
