// A firm whose code somebody else has registered, through the pages of all who have to do with it:
// - its people are refused where they register it, claim it from there with licence, letter and statement, and see how it stands, here and on their account
// - who holds it reads on the first page that it is claimed, not by whom, and answers with a file on the firm's page
// - an organiser finds the claim, reads both sides and proposes to uphold it, another confirms; the firm with its entry is the claimant's, and who held it
//   reads the reason and finds the firm no more
// - it is undone by two; an admin decides about a firm that has entered nothing
import assert from 'node:assert/strict';
import test from 'node:test';
import { edition, firm, submitted } from '../api/entry_fixtures.mjs';
import { pdf } from '../api/upload_fixtures.mjs';
import { onStage, person } from './browser.mjs';
import { atDesk } from './desk.mjs';
import { words } from './words.mjs';

const slow = { timeout: 300000 };
const statement = '本公司自2015年起使用此代码，从未委托他人登记。', answer = '我司受托登记，附委托协议。', reason = '执照与委托书原件相符';
let server, browser, made, squatter, owner, taken, one, other;

onStage(async (s, b) => {
	[server, browser] = [s, b];
	made = edition(server).id;
	squatter = await server.account({ contestant: null }, { name: '王占' });
	owner = await server.account({ contestant: null }, { name: '李真' });
	taken = await submitted(server, squatter, made, { project_name: '被占的项目' });
	[one, other] = [await atDesk(browser, server, await server.account({ organizer: made }), made), await atDesk(browser, server, await server.account({ organizer: made }), made)];
});

const at = async (client, target) => {
	const who = await person(browser, server);
	await who.login(client.account.email);
	await who.open(target);
	return who;
};
const leave = async (who) => {
	who.clean();
	await who.close();
};
// Chooses a file of a kind and waits until it has arrived.
async function attach(page, label, name) {
	const section = page.getByRole('region', { name: label, exact: true });
	await section.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/pdf', buffer: pdf() });
	await section.getByRole('link', { name, exact: true }).waitFor();
}

test('claimed where it is refused', slow, async () => {
	const who = await at(owner, '/my/firms/new');
	who.allow(/answer: 409 POST \/api\/v1\/firms/);
	const { page } = who;
	await page.locator('#code').fill(taken.firm.code);
	await page.locator('#firm-name').fill('广州真实科技有限公司');
	await page.locator('main form button[type=submit]').click();
	await page.getByRole('link', { name: words('my.claim.new') }).click();
	await page.waitForURL(/\/my\/claims\/new/);
	assert.equal(await page.locator('#claim-code').inputValue(), taken.firm.code);
	assert.equal(await page.locator('#claim-name').inputValue(), '广州真实科技有限公司');
	await page.locator('main form button[type=submit]').click();
	await page.waitForURL(/\/my\/claims\/\d+/);
	const send = page.getByRole('button', { name: words('my.claim.file'), exact: true });
	await page.locator('#claim-statement').fill(statement);
	assert.equal(await send.isDisabled(), true, 'without its evidence nothing is sent');
	await attach(page, words('my.claim.licence'), '营业执照.pdf');
	await page.reload();
	await page.locator('#claim-statement').waitFor();
	assert.equal(await page.locator('#claim-statement').inputValue(), statement, 'what was typed is kept');
	await attach(page, words('my.claim.letter'), '授权委托书.pdf');
	await send.click();
	await page.locator('main').getByText(words('my.claim.state.filed'), { exact: true }).waitFor();
	await who.open('/account');
	await page.getByRole('link', { name: '广州真实科技有限公司' }).waitFor();
	await page.locator('main').getByText(words('my.claim.state.filed'), { exact: true }).waitFor();
	await leave(who);
});

test('answered by who holds it', slow, async () => {
	const who = await at(squatter, '/my');
	const { page } = who;
	await page.getByRole('link', { name: words('my.claimed.toAnswer') }).click();
	await page.waitForURL(/\/my\/firms\/\d+/);
	const claimed = page.getByRole('region', { name: words('my.claimed.title'), exact: true });
	const text = await claimed.innerText();
	assert.ok(!text.includes('李真') && !text.includes('真实科技') && !text.includes(statement), text);
	await attach(claimed, words('my.claim.more'), '委托协议.pdf');
	await claimed.locator('textarea').fill(answer);
	await claimed.getByRole('button', { name: words('my.claimed.go'), exact: true }).click();
	await claimed.getByRole('button', { name: words('my.claimed.again'), exact: true }).waitFor();
	await leave(who);
});

const card = (desk) => desk.page.locator('article.claim', { hasText: taken.firm.code });
// The button's name goes on with the firm's, for who hears it.
async function pressed(desk, name, more = {}) {
	await card(desk).getByRole('button', { name: new RegExp(`^${words(`queues.claims.act.${name}`)}`) }).click();
	return desk.confirm(words(`queues.claims.act.${name}`), more);
}

test('decided by two', slow, async () => {
	await one.open('claims');
	await one.page.getByRole('searchbox').fill(taken.firm.code.toLowerCase());
	await card(one).waitFor();
	const both = await card(one).innerText();
	for (const part of [statement, answer, '李真', '王占', '营业执照.pdf', '授权委托书.pdf', '委托协议.pdf']) assert.ok(both.includes(part), part);
	const said = await pressed(one, 'uphold', { reason });
	assert.ok(said.includes(words('queues.claims.effect.two')), said);
	await card(one).getByText(words('queues.claims.state.proposed'), { exact: true }).waitFor();
	await card(one).getByText(words('queues.claims.other')).waitFor();
	await other.open('claims');
	const meant = await pressed(other, 'confirm');
	assert.ok(meant.includes(words('queues.claims.effect.over', { firm: taken.firm.name, claimant: '李真' })), meant);
	await card(other).getByText(words('queues.claims.state.upheld'), { exact: true }).waitFor();

	const who = await at(owner, '/my');
	await who.page.getByRole('link', { name: '被占的项目' }).waitFor();
	await leave(who);
	const lost = await at(squatter, '/my');
	await lost.page.getByText(words('my.claimed.lost')).waitFor();
	await lost.page.getByText(reason).waitFor();
	assert.equal(await lost.page.getByRole('link', { name: '被占的项目' }).count(), 0);
	await leave(lost);
});

test('undone by two', slow, async () => {
	await one.open('claims');
	await pressed(one, 'reverse', { reason: '委托书系伪造' });
	await card(one).getByText(words('queues.claims.state.reversing'), { exact: true }).waitFor();
	await other.open('claims');
	await pressed(other, 'confirm');
	await card(other).getByText(words('queues.claims.state.reversed'), { exact: true }).waitFor();
	const who = await at(squatter, '/my');
	await who.page.getByRole('link', { name: '被占的项目' }).waitFor();
	await leave(who);
	one.who.clean();
	other.who.clean();
});

test('an admin decides about a firm that has entered nothing', slow, async () => {
	const alone = await firm(squatter);
	const { id } = await owner.expect(201, 'POST', '/api/v1/me/firm-claims', { jurisdiction: 'CN', code: alone.code, firm_name: '广州真实科技有限公司' });
	const who = await at(owner, `/my/claims/${id}`);
	await attach(who.page, words('my.claim.licence'), '营业执照.pdf');
	await attach(who.page, words('my.claim.letter'), '授权委托书.pdf');
	await who.page.locator('#claim-statement').fill(statement);
	await who.page.getByRole('button', { name: words('my.claim.file'), exact: true }).click();
	await who.page.locator('main').getByText(words('my.claim.state.filed'), { exact: true }).waitFor();
	await leave(who);
	const admin = await atDesk(browser, server, await server.account({ admin: null }), made);
	await admin.open('/accounts');
	await admin.page.getByRole('link', { name: words('desk.nav.claims'), exact: true }).click();
	const found = admin.page.locator('article.claim', { hasText: alone.code });
	await found.getByRole('button', { name: new RegExp(`^${words('queues.claims.act.refuse')}`) }).click();
	await admin.confirm(words('queues.claims.act.refuse'), { reason: '委托书没有盖章' });
	await found.getByText(words('queues.claims.state.refused'), { exact: true }).waitFor();
	assert.equal(await found.getByRole('button').count(), 0);
	await leave(admin.who);
});
