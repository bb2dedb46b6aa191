// What people meet now and then, in the browser, end to end:
// - an invitation is accepted as a judge, without an account and with one; a link that was used says so
// - a password is forgotten, reset by the mail and used; the old one holds no more
// - name, language and password of an account are changed
// - an entry comes back for correction: the contestant sees why, corrects, submits again
// - an entry is withdrawn, after saying what that means; leaving the dialog withdraws nothing and gives the focus back
// - people are added to a firm and removed from it
// - an investment is declared, its evidence added and removed, and taken back
// - an objection by a stranger, who is asked to register on the way and comes back to it, and by a firm; its decision is seen
// - a saved receipt is read again by the page that checks it, as a file and pasted; an altered one is not genuine, and what differs is shown;
//   nor is one that was pasted without its last line
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { complete, edition, release, setDates, submitted } from '../api/entry_fixtures.mjs';
import { password, until } from '../api/harness.mjs';
import { html, pdf, png } from '../api/upload_fixtures.mjs';
import { onStage, patience, person } from './browser.mjs';
import { pattern, words } from './words.mjs';

let server, browser, organizer;
onStage(async (s, b) => {
	[server, browser] = [s, b];
	organizer = await server.account({ organizer: null });
});

const slow = { timeout: 300000 };
const secret = '几个 不相干 的词 排在一起';
const button = (page, key, values) => page.getByRole('button', { name: values ? words(key, values) : pattern(key), exact: true }).first();
const send = (page) => page.locator('main form button[type=submit]').first().click();
const linkIn = (mail, place) => mail.text.match(new RegExp(`https:\\S+/${place}\\S*`))[0];

async function at(client, target, options) {
	const who = await person(browser, server, options);
	if (client) await who.login(client.account.email);
	if (target) await who.open(target);
	return { who, page: who.page };
}

// Answers the dialog that asks once.
async function sure(page, key) {
	const dialog = page.locator('dialog[open]');
	await dialog.getByRole('button', { name: words(key), exact: true }).click();
	await dialog.waitFor({ state: 'detached' });
}

async function leave(...people) {
	for (const who of people) {
		who.clean();
		await who.close();
	}
}

test('an invitation is accepted', slow, async () => {
	const made = edition(server);
	const invite = (email, name) => organizer.expect(201, 'POST', '/api/v1/invitations', { email, name, role: 'judge', edition_id: made.id, locale: 'zh-CN' });
	const { who, page } = await at(null);
	who.allow(/answer: 4(22|10) POST \/api\/v1\/invitations\/acceptances/);
	await invite('new.judge@jury.example', '新评委');
	const link = linkIn(await server.mailTo('new.judge@jury.example'), 'invitation');
	await who.open(link);
	await send(page);
	await page.locator('#password').fill(secret);
	await page.locator('input[type=checkbox]').check();
	await send(page);
	await page.waitForURL(/\/login/);
	assert.equal(await page.locator('#email').inputValue(), 'new.judge@jury.example');
	await page.locator('#password').fill(secret);
	await send(page);
	await page.waitForURL((url) => url.pathname === '/judging');
	assert.equal(await page.locator('header .who').innerText(), '新评委', 'the name in the invitation, unless another was given');
	await who.open(link);
	await send(page);
	await page.getByText(words('account.invitation.again')).waitFor();
	// Somebody who has an account and is logged in needs only a click.
	const other = await server.account();
	await invite(other.account.email, '老用户');
	const second = await at(other, linkIn(await server.mailTo(other.account.email, /invitation/), 'invitation'));
	await send(second.page);
	await second.page.waitForURL((url) => url.pathname === '/account');
	await second.page.locator('.roles').getByText(words('account.roles.judge')).waitFor();
	await leave(who, second.who);
});

test('a forgotten password', slow, async () => {
	const { account } = await server.account();
	const { who, page } = await at(null, '/login');
	who.allow(/answer: 401 POST \/api\/v1\/sessions/);
	await page.locator('#email').fill(account.email);
	await page.getByRole('link', { name: words('account.forgotten.title') }).click();
	assert.equal(await page.locator('#email').inputValue(), account.email, 'the address is carried over');
	await send(page);
	await page.getByText(words('account.mail.title')).waitFor();
	await page.goto(linkIn(await server.mailTo(account.email, /reset/), 'reset'));
	who.allow(/answer: 422 POST \/api\/v1\/password-resets\/completions/);
	await page.locator('#password').fill('password1234');
	await send(page);
	await page.getByText(/这个密码太容易被猜到/).waitFor(); // the server's word, beside the field
	await page.locator('#password').fill(secret);
	await send(page);
	await page.waitForURL(/\/login/);
	await page.getByText(words('account.done.reset')).waitFor();
	await page.locator('#password').fill(password);
	await send(page);
	await page.locator('[role=alert]').waitFor();
	await page.locator('#password').fill(secret);
	await send(page);
	await page.waitForURL((url) => url.pathname === '/my');
	await leave(who);
});

test('name, language and password of an account', slow, async () => {
	const client = await server.account();
	const { who, page } = await at(client, '/account');
	who.allow(/answer: 4\d\d PUT \/api\/v1\/me\/password/);
	await page.locator('#name').fill('改过的名字');
	await page.locator('#language').selectOption('en');
	await button(page, 'common.save').click();
	await page.locator('html[lang=en]').waitFor({ state: 'attached' });
	assert.equal(await page.locator('header .who').innerText(), '改过的名字');
	const [old, fresh] = [page.locator('#old_password'), page.locator('#password')];
	await old.fill('not my password');
	await fresh.fill(secret);
	await page.locator('form').nth(1).locator('button[type=submit]').click();
	await page.locator('#old_password-error').waitFor();
	await old.fill(password);
	await page.locator('form').nth(1).locator('button[type=submit]').click();
	await until('the fields to be empty again', async () => (await old.inputValue()) === '', patience);
	await client.login(client.account.email, secret);
	await leave(who);
});

test('an entry comes back for correction', slow, async () => {
	const made = edition(server, { corrections: 7200e3 });
	const client = await server.account();
	const { entry } = await submitted(server, client, made.id);
	setDates(server, made.id, { closes: -1000 });
	await organizer.expect(200, 'POST', `/api/v1/entries/${entry.id}/return`, { reason: '营业执照看不清，请重新上传。' });
	await release(organizer, made.id);
	const { who, page } = await at(client, '/my');
	await page.getByText(words('my.state.returned')).waitFor();
	await page.getByRole('link', { name: words('my.do.correct') }).click();
	await page.getByText('营业执照看不清').waitFor();
	await page.goto(`/my/entries/${entry.id}/form/project`);
	await page.locator('#f-project_name').fill('更正后的项目');
	await page.locator('.state.good').waitFor();
	await page.goto(`/my/entries/${entry.id}/form/review`);
	await page.getByText(words('my.review.complete')).waitFor();
	await page.locator('.submit button.primary').click();
	await page.waitForURL(/\/receipts\/2/);
	await who.open(`/my/entries/${entry.id}`);
	const text = await page.locator('main').innerText();
	assert.ok(text.includes('更正后的项目') && text.includes(words('my.timeline.returned')) && text.includes('营业执照看不清'), 'the course keeps what happened');
	assert.equal(await page.getByRole('link', { name: words('my.do.correct') }).count(), 0);
	await leave(who);
});

test('an entry is withdrawn', slow, async () => {
	const made = edition(server);
	const client = await server.account();
	const { entry, receipt } = await submitted(server, client, made.id);
	const { who, page } = await at(client, `/my/entries/${entry.id}`);
	await button(page, 'my.withdraw.title').click();
	await page.locator('dialog[open]').getByText(pattern('my.withdraw.submitted')).waitFor();
	await page.locator('#reason').fill('公司停业');
	await page.keyboard.press('Escape');
	await page.locator('dialog').waitFor({ state: 'detached' });
	assert.equal(server.db.one('SELECT state FROM entries WHERE id = ?', entry.id).state, 'submitted', 'Escape withdraws nothing');
	assert.ok(await button(page, 'my.withdraw.title').evaluate((b) => b === document.activeElement), 'the focus is back where the dialog was opened');
	await button(page, 'my.withdraw.title').click();
	await sure(page, 'my.withdraw.go');
	await page.getByText(words('my.next.withdrawn')).waitFor();
	await page.getByText('公司停业').waitFor();
	assert.equal(server.db.one('SELECT state FROM entries WHERE id = ?', entry.id).state, 'withdrawn');
	await who.open(`/my/entries/${entry.id}/receipts/${receipt.ordinal}`);
	await page.locator('.receipt').waitFor();
	await leave(who);
});

test('people of a firm', slow, async () => {
	const made = edition(server);
	const client = await server.account();
	const colleague = await server.account({ contestant: null }, { name: '同事小李' });
	const { firm } = await complete(server, client, made.id);
	const { who, page } = await at(client, `/my/firms/${firm.id}`);
	who.allow(/answer: 4\d\d POST \/api\/v1\/firms\/\d+\/members/);
	await page.locator('#member').fill('nobody@nowhere.example');
	await button(page, 'my.firm.add').click();
	await page.locator('#member-error').waitFor();
	await page.locator('#member').fill(colleague.account.email);
	await button(page, 'my.firm.add').click();
	await page.locator('li', { hasText: colleague.account.email }).waitFor();
	assert.equal(await page.getByText('同事小李').count(), 0, 'who has not agreed is not named');
	const second = await at(colleague, '/my');
	await second.page.locator('section[aria-labelledby=firm-invitations]').getByRole('button', { name: words('my.invitations.accept') }).click();
	await second.page.locator('section[aria-labelledby=firm-invitations]').waitFor({ state: 'detached' });
	await second.page.goto(`/my/firms/${firm.id}`);
	await page.reload();
	await second.page.locator('li', { hasText: '同事小李' }).waitFor();
	await page.locator('li', { hasText: '同事小李' }).getByRole('button').click();
	await page.locator('dialog[open]').getByText('同事小李').first().waitFor();
	await sure(page, 'common.remove');
	await page.locator('li', { hasText: '同事小李' }).waitFor({ state: 'detached' });
	second.who.allow(/answer: 404 GET/);
	await second.page.reload();
	await second.page.locator('[role=alert]').waitFor();
	await leave(who, second.who);
});

test('an investment with its evidence', slow, async () => {
	const made = edition(server);
	const client = await server.account();
	const { entry } = await complete(server, client, made.id);
	const { who, page } = await at(client, `/my/entries/${entry.id}/form/investment`);
	await button(page, 'my.investment.add').click();
	await page.locator('#investor').fill('粤科天使基金');
	await page.locator('#investment-kind').selectOption('fund');
	await page.locator('#f-investment-received_fen').fill('300');
	await page.locator('#f-investment-registered_on').fill('2026-03-02');
	await button(page, 'common.save').click();
	const card = page.getByRole('region', { name: '粤科天使基金' });
	await card.getByText(words('my.investment.noEvidence')).waitFor();
	await card.locator('input[type=file]').setInputFiles({ name: '银行回单.pdf', mimeType: 'application/pdf', buffer: pdf(20000) });
	await card.locator('a[download]', { hasText: '银行回单.pdf' }).waitFor();
	await card.getByText(words('my.investment.noEvidence')).waitFor({ state: 'detached' });
	const row = () => server.db.one("SELECT state, (SELECT COUNT(*) FROM attachments a WHERE a.investment_id = i.id AND a.state = 'stored') AS evidence FROM investments i WHERE edition_id = ?", made.id);
	assert.equal(Number(row().evidence), 1);
	await card.getByRole('button', { name: `${words('common.remove')} 银行回单.pdf` }).click();
	await sure(page, 'common.remove');
	await card.locator('a[download]').waitFor({ state: 'detached' });
	assert.equal(Number(row().evidence), 0);
	await card.getByRole('button', { name: words('my.investment.withdraw') }).click();
	await page.locator('dialog[open]').getByText(/3,000,000/).waitFor();
	await sure(page, 'my.investment.withdraw');
	await card.getByText(words('my.investment.states.withdrawn')).waitFor();
	assert.equal(row().state, 'withdrawn');
	await leave(who);
});

test('objections of a stranger and of a firm', slow, async () => {
	const made = edition(server);
	const firmClient = await server.account();
	const { entry } = await submitted(server, firmClient, made.id);
	const notice = await organizer.expect(201, 'POST', `/api/v1/editions/${made.id}/notices`, { title: { 'zh-CN': '拟奖励名单公示' }, working_days: 5 });
	const { who, page } = await at(null, `/notices/${notice.id}`);
	await page.getByRole('link', { name: words('my.objection.new') }).click();
	await page.waitForURL(/\/login\?next=/);
	await page.getByRole('link', { name: words('account.login.new') }).click();
	const email = 'stranger@street.example';
	await page.locator('#name').fill('路人甲');
	await page.locator('#email').fill(email);
	await page.locator('#password').fill(secret);
	await page.locator('input[type=checkbox]').check();
	await send(page);
	await page.getByText(words('account.mail.title')).waitFor();
	await page.goto(linkIn(await server.mailTo(email, /confirm/), 'confirm'));
	await page.locator('#password').fill(secret);
	await button(page, 'account.confirm.go').click();
	await page.waitForURL(/\/login/);
	await page.locator('#password').fill(secret);
	await send(page);
	await page.waitForURL(new RegExp(`/my/objections/new\\?notice=${notice.id}`)); // back where they were going
	assert.equal(await page.locator('#real_name').inputValue(), '路人甲');
	await page.locator('#statement').fill('名单第三名的注册日期与企业公示系统不符，应属成长组，请核查。');
	await send(page);
	await page.waitForURL(/\/my\/objections\/\d+/);
	const id = Number(page.url().match(/objections\/(\d+)/)[1]);
	await page.locator('input[type=file]').setInputFiles({ name: '截图.pdf', mimeType: 'application/pdf', buffer: pdf(9000) });
	await page.locator('a[download]', { hasText: '截图.pdf' }).waitFor();
	await organizer.expect(200, 'POST', `/api/v1/objections/${id}/decide`, { decision: 'dismissed', reason: '经核对工商登记，日期无误。' });
	await who.open('/my');
	await page.locator(`a[href="/my/objections/${id}"]`).click();
	await page.getByText('经核对工商登记，日期无误。').waitFor();
	await page.getByText(words('my.objection.states.dismissed')).waitFor();
	assert.equal(await page.locator('input[type=file]').count(), 0, 'nothing more can be added');
	// A firm, from the page of its entry, about that entry.
	const own = await at(firmClient, `/my/entries/${entry.id}`);
	await own.page.getByRole('link', { name: words('my.objection.new') }).click();
	await own.page.locator('#entry').selectOption({ label: await own.page.locator('#entry option').nth(0).innerText() });
	await own.page.locator('#statement').fill('我公司已按期提交，名单中没有我们，请说明理由。');
	await send(own.page);
	await own.page.waitForURL(/\/my\/objections\/\d+/);
	await button(own.page, 'my.objection.withdraw').click();
	await sure(own.page, 'my.objection.withdraw');
	await own.page.getByText(words('my.objection.states.withdrawn')).waitFor();
	await leave(who, own.who);
});

test('an objection without an account', slow, async () => {
	const made = edition(server);
	const notice = await organizer.expect(201, 'POST', `/api/v1/editions/${made.id}/notices`, { title: { 'zh-CN': '拟奖励名单公示' }, working_days: 5 });
	const { who, page } = await at(null, `/notices/${notice.id}`);
	await page.getByRole('link', { name: words('pages.objection.ask') }).click();
	const email = 'passer@street.example';
	await page.locator('#email').fill(email);
	await page.locator('input[type=checkbox]').check();
	await send(page);
	await page.getByText(words('account.mail.title')).waitFor();
	const link = linkIn(await server.mailTo(email, /objections#/), 'objections');
	await page.goto(link);
	await page.locator('#real_name').fill('路人乙');
	await page.locator('#statement').fill('名单第五名去年已获同类奖励，请核查。');
	await page.reload(); // what was written is still there
	await page.locator('#real_name').waitFor();
	assert.equal(await page.locator('#real_name').inputValue(), '路人乙');
	await send(page);
	await page.getByText(words('pages.objection.filed')).waitFor();
	const { id } = server.db.one('SELECT MAX(id) AS id FROM objections');
	// Evidence: one that is not what it is called is refused by its content, one is taken, and one taken back
	const chooser = page.locator('input[type=file]');
	who.allow(/answer: 415/);
	await chooser.setInputFiles({ name: '网页.pdf', mimeType: 'application/pdf', buffer: html() });
	await page.locator('li', { hasText: '网页.pdf' }).getByRole('alert').waitFor();
	await chooser.setInputFiles({ name: '证据.pdf', mimeType: 'application/pdf', buffer: pdf(150_000) });
	const kept = () => server.db.query("SELECT filename, size FROM attachments WHERE objection_id = ? AND state = 'stored'", id).map((f) => `${f.filename} ${f.size}`);
	await until('the evidence to be there', () => kept().join() === '证据.pdf 150000', patience);
	await chooser.setInputFiles({ name: '误传.png', mimeType: 'image/png', buffer: png() });
	const mistaken = page.locator('li', { hasText: '误传.png' });
	await mistaken.getByRole('button', { name: words('common.remove') }).click();
	await sure(page, 'common.remove');
	await mistaken.waitFor({ state: 'detached' });
	assert.deepEqual(kept(), ['证据.pdf 150000']);
	await page.reload();
	await page.locator('li', { hasText: '证据.pdf' }).waitFor();
	// Whoever decides reads it at the desk
	const desk = await at(organizer, `/desk/${made.id}/objections`);
	await desk.page.getByRole('link', { name: '证据.pdf' }).waitFor();
	await leave(desk.who);
	await organizer.expect(200, 'POST', `/api/v1/objections/${id}/decide`, { decision: 'dismissed', reason: '属于不同奖项，可以同时获得。' });
	// In another browser of the same person, by the link of the second letter
	const other = await at(null, linkIn(await server.mailTo(email, /处理结果.*objections#/s), 'objections'));
	await other.page.getByText('属于不同奖项，可以同时获得。').waitFor();
	await other.page.getByText(words('my.objection.states.dismissed')).waitFor();
	// Another one, withdrawn
	await other.page.locator('#real_name').fill('路人乙');
	await other.page.locator('#statement').fill('名单第六名的地址不在本市，请核查。');
	await send(other.page);
	await button(other.page, 'my.objection.withdraw').click();
	await sure(other.page, 'my.objection.withdraw');
	await other.page.getByText(words('my.objection.states.withdrawn')).waitFor();
	await leave(who, other.who);
});

test('a saved receipt is checked', slow, async () => {
	const made = edition(server);
	const client = await server.account();
	const { entry, receipt } = await submitted(server, client, made.id);
	const { who, page } = await at(client, `/my/entries/${entry.id}/receipts/1`);
	const [download] = await Promise.all([page.waitForEvent('download'), button(page, 'my.receipt.save').click()]);
	const saved = readFileSync(await download.path(), 'utf8');
	assert.ok(saved.length < 4096 && saved.includes(receipt.sha256) && saved.includes(receipt.number));
	const guest = await at(null, '/check');
	const choose = (text) => guest.page.locator('input[type=file]').setInputFiles({ name: download.suggestedFilename(), mimeType: 'text/plain', buffer: Buffer.from(text) });
	await choose(saved);
	await guest.page.getByText(words('pages.check.verdict.good')).waitFor();
	await guest.page.getByText(receipt.number).first().waitFor();
	await choose(saved.replaceAll(receipt.sha256, receipt.sha256.replace(/^./, (c) => (c === '0' ? '1' : '0'))));
	await guest.page.getByText(words('pages.check.verdict.hash_differs')).waitFor();
	// Another firm, another title, another time beside the right number and hash: what differs is shown, with what is stored.
	await choose(saved.replace('广州测试科技有限公司', '别的企业有限公司'));
	await guest.page.getByText(words('pages.check.verdict.differs')).waitFor();
	const differences = await guest.page.locator('.differences tbody').innerText();
	assert.ok(differences.includes('别的企业有限公司') && differences.includes('广州测试科技有限公司'), differences);
	await choose('这不是回执。');
	await guest.page.getByText(words('pages.check.unknown')).waitFor();
	// Its words pasted into either field fill both.
	const paste = async (text) => {
		await guest.page.locator('#number').focus();
		await guest.page.evaluate((pasted) => {
			const data = new DataTransfer();
			data.setData('text', pasted);
			document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
		}, text);
	};
	// One that has lost its last line, and its firm, is not taken for its number and hash.
	await paste(saved.replace('广州测试科技有限公司', '别的企业有限公司').replace(/^saitou-receipt.*$/m, ''));
	await button(guest.page, 'pages.check.go').click();
	await guest.page.getByText(words('pages.check.verdict.malformed')).waitFor();
	await paste(saved);
	assert.equal(await guest.page.locator('#sha256').inputValue(), receipt.sha256);
	await guest.page.locator('#number').fill(receipt.number.toLowerCase()); // typed carelessly
	await button(guest.page, 'pages.check.go').click();
	await guest.page.getByText(words('pages.check.verdict.good')).waitFor();
	await guest.page.getByText(words('pages.check.onlyMark')).waitFor();
	assert.ok((await guest.page.locator('pre').last().innerText()).includes('广州测试科技有限公司'), 'to be compared by eye');
	await leave(who, guest.who);
});
