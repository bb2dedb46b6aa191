// Uploads and the steps of the form they were begun in:
// - a file goes on being sent while its writer is at other steps, and is there; the review names it until it is, and counts it then
// - leaving the form while a file is on its way asks; who stays goes on, and closing the tab asks, too
// - a proxy that gives up in the middle holds it up, said, and for no longer than it does so
// - a file that was changed or taken away since it was chosen says so, and waits for no network; chosen again it arrives
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after } from 'node:test';
import { complete, edition } from '../api/entry_fixtures.mjs';
import { until } from '../api/harness.mjs';
import { pdf } from '../api/upload_fixtures.mjs';
import { onStage, patience, person } from './browser.mjs';
import { rudeProxy } from './rude.mjs';
import { words } from './words.mjs';

let server, browser, proxy;
onStage(async (s, b) => {
	[server, browser] = [s, b];
	proxy = await rudeProxy(server);
});
after(() => proxy?.stop());

const slow = { timeout: 300000 };
const file = (name) => path.join(server.folder, name);
const large = (name) => writeFileSync(file(name), Buffer.concat([pdf(2000), randomBytes(7 * 1024 * 1024)]));
const laterPieces = (request) => request.method === 'PATCH' && request.url.startsWith('/api/v1/uploads/') && request.headers['upload-offset'] !== '0';

let number = 0;
async function atFiles() {
	proxy.how = () => null;
	const made = edition(server, { code: `uploads-${++number}` });
	const client = await server.account();
	const { entry } = await complete(server, client, made.id);
	const who = await person(browser, proxy.server);
	who.allow(/^answer: 504/, /^request: /);
	await who.login(client.account.email);
	await who.open(`/my/entries/${entry.id}/form/files`);
	const { page } = who;
	const kind = page.locator('#f-attachments-roadshow');
	const choose = (name) => kind.locator('input[type=file]').setInputFiles(file(name));
	const row = () => server.db.one("SELECT state, received FROM attachments WHERE entry_id = ? AND kind = 'roadshow' AND state <> 'removed' ORDER BY id DESC LIMIT 1", entry.id);
	const turnTo = (step) => page.locator('.body nav a', { hasText: words(`my.steps.${step}`) }).click();
	return { who, page, kind, choose, row, turnTo };
}

test('at another step, at the review, and elsewhere', slow, async () => {
	const { who, page, kind, choose, row, turnTo } = await atFiles();
	large('路演一.pdf');
	proxy.how = (request) => laterPieces(request) && 504;
	await choose('路演一.pdf');
	await until('the first piece to arrive', () => Number(row()?.received) > 0, patience);
	await turnTo('contact');
	await page.locator('#f-contact-name').waitFor();
	await turnTo('review');
	const named = page.locator('main .note.wait', { hasText: words('my.review.unfinished', { n: 1 }) });
	await named.getByRole('link', { name: /路演一\.pdf/ }).waitFor();
	// Leaving asks; who stays is where they were, and it is not given up.
	const dialog = page.locator('dialog[open]');
	await page.getByRole('navigation').getByRole('link', { name: words('common.nav.contest') }).click();
	await dialog.getByText(words('common.leave.sending')).waitFor();
	await dialog.getByRole('button', { name: words('common.cancel') }).click();
	assert.match(new URL(page.url()).pathname, /\/form\/review$/);
	const asked = page.waitForEvent('dialog');
	const closing = page.close({ runBeforeUnload: true });
	const question = await asked;
	assert.equal(question.type(), 'beforeunload');
	await question.dismiss();
	await closing;
	await named.getByRole('link').click();
	await kind.locator('progress').waitFor();
	await turnTo('review');
	proxy.how = () => null;
	await page.locator('main li a[download]', { hasText: '路演一.pdf' }).waitFor();
	await named.waitFor({ state: 'detached' });
	assert.equal(row().state, 'stored');
	// Nothing is on its way any more: nobody is asked.
	await page.getByRole('navigation').getByRole('link', { name: words('common.nav.contest') }).click();
	await page.waitForURL((url) => url.pathname === '/');
	who.clean();
	await who.close();
});

test('a proxy gives up', slow, async () => {
	const { who, kind, choose, row } = await atFiles();
	large('路演二.pdf');
	for (const how of [504, 413, 'portal', 'cut']) {
		proxy.how = (request) => laterPieces(request) && how;
		who.allow(/^answer: 413/, /^console: /);
		await choose('路演二.pdf');
		await kind.getByText(words('my.files.state.waiting')).waitFor();
		assert.notEqual(row().state, 'stored', String(how));
		proxy.how = () => null;
		await kind.locator('a[download]', { hasText: '路演二.pdf' }).waitFor();
		assert.equal(row().state, 'stored', String(how));
		await kind.getByRole('button', { name: words('common.remove') }).click();
		await who.page.locator('dialog[open]').getByRole('button', { name: words('common.remove') }).click();
		await kind.locator('a[download]').waitFor({ state: 'detached' });
	}
	who.clean();
	await who.close();
});

test('a file that is not what it was', slow, async () => {
	const { who, kind, choose, row } = await atFiles();
	for (const spoil of [(name) => large(name), (name) => rmSync(file(name))]) {
		large('路演三.pdf');
		proxy.how = (request) => laterPieces(request) && 504;
		await choose('路演三.pdf');
		await kind.getByText(words('my.files.state.waiting')).waitFor();
		spoil('路演三.pdf');
		proxy.how = () => null;
		await kind.getByRole('alert').getByText(words('my.files.gone')).waitFor();
		await kind.getByText(words('my.files.state.failed')).waitFor();
		assert.notEqual(row().state, 'stored');
		await kind.locator('li', { has: who.page.getByText(words('my.files.gone')) }).getByRole('button', { name: words('common.cancel') }).click();
		await kind.getByText(words('my.files.gone')).waitFor({ state: 'detached' });
	}
	large('路演三.pdf');
	await choose('路演三.pdf');
	await kind.locator('a[download]', { hasText: '路演三.pdf' }).waitFor();
	assert.equal(row().state, 'stored');
	who.clean();
	await who.close();
});
