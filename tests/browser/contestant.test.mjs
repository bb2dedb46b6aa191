// A contestant's work in the browser:
// - register, confirm by the mail and the password (a wrong one is told beside the field), log in, register a firm, fill in the form, upload, submit, get a receipt
// - autosave: what was typed is on the server, and says so
// - facts as the rulebook declares them: called and chosen by its names, what is out of range is kept and said beside the field, what is not asked any more can be taken out
// - a tab that is closed before the words arrived: the next one brings them
// - two tabs of one draft: each is told of the other, nothing is overwritten, one field changed in both is asked about
// - the session ends in mid-form: the password is asked for, no word is lost
// - an upload that is cut off goes on where it stopped when the same file is chosen again, even in a new tab
// - each kind of file says its formats, size and number as the server does; one byte too many is not sent, and no more are asked for than there may be
// - the deadline passes while the form is open: said at once, what was typed stays readable
// - the network goes away and comes back: the words stay and arrive, and the review that waited for them can be submitted
// - what the server refused to save is said at the review, with a link to it, and at its step; corrected, it can be submitted
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { complete, edition, form, rulebook, setDates, uscc } from '../api/entry_fixtures.mjs';
import { until } from '../api/harness.mjs';
import { pdf } from '../api/upload_fixtures.mjs';
import { onStage, patience, person } from './browser.mjs';
import { pattern, words } from './words.mjs';

let server, browser;
onStage((s, b) => ([server, browser] = [s, b]));

const slow = { timeout: 300000 };
const button = (page, key) => page.getByRole('button', { name: pattern(key) }).first();
const saved = (page) => page.locator('.state.good').waitFor();
const field = (page, name) => page.locator(`#f-${name.replace('.', '-')}`);

// A contestant with a complete draft, and their browser at a step of its form.
async function drafting(step, options = {}) {
	const made = options.edition ?? edition(server);
	const client = await server.account();
	const { firm, entry } = await complete(server, client, made.id);
	const who = await person(browser, server, options);
	await who.login(client.account.email);
	await who.open(`/my/entries/${entry.id}/form/${step}`);
	const onServer = async () => (await client.get(`/api/v1/entries/${entry.id}`)).json.form;
	return { made, client, firm, entry, who, page: who.page, onServer, at: (s) => `/my/entries/${entry.id}/form/${s}` };
}

test('from registration to the receipt', slow, async () => {
	const { code } = edition(server, { code: 'open-season' });
	assert.ok(code);
	const who = await person(browser, server);
	const { page } = who;
	const email = 'wang@startup.example';
	const secret = '几个 不相干 的词 排在一起';
	await who.open('/register');
	await page.locator('#name').fill('王小明');
	await page.locator('#email').fill(email);
	await page.locator('#password').fill('六个 不相干 的词');
	await page.getByText(words('account.passwordMore', { n: 3 })).waitFor(); // counted in characters, as the server does
	await page.locator('#password').fill(secret);
	await page.locator('input[type=checkbox]').check();
	await page.locator('form button[type=submit]').click();
	await page.getByText(words('account.mail.title')).waitFor();
	const mail = await server.mailTo(email, /confirm/);
	await page.goto(mail.text.match(/https:\S+\/confirm\S*/)[0]);
	who.allow(/^answer: 403 POST \/api\/v1\/accounts\/confirmations/);
	await page.locator('#password').fill('不是这个密码');
	await button(page, 'account.confirm.go').click();
	await page.locator('#password[aria-invalid=true]').waitFor();
	await page.getByRole('main').getByRole('link', { name: words('account.forgotten.title') }).waitFor();
	await page.locator('#password').fill(secret);
	await button(page, 'account.confirm.go').click();
	await page.waitForURL(/\/login/);
	assert.equal(await page.locator('#email').inputValue(), email, 'the address is filled in already');
	await page.locator('#password').fill(secret);
	await page.locator('form button[type=submit]').click();
	await page.waitForURL((url) => url.pathname === '/my');

	// The firm: its code is checked while it is typed, its district proposed.
	await page.getByRole('link', { name: words('my.firm.register') }).first().click();
	const number = uscc('440106');
	await page.locator('#code').fill(number.slice(0, 17) + (number[17] === '0' ? '1' : '0'));
	await page.locator('.marks').waitFor();
	await page.locator('#code').fill(number);
	await page.locator('.fine').waitFor();
	await page.locator('#firm-name').fill('广州心脉医疗科技有限公司');
	await page.locator('#edition').selectOption({ index: 0 });
	assert.equal(await page.locator('#district').inputValue(), '天河区');
	await button(page, 'my.firm.goOn').click();
	await page.waitForURL(/\/my\/entries\/\d+\/form/);

	await field(page, 'project_name').fill(form.project_name);
	await field(page, 'industry').selectOption('biomed');
	await field(page, 'technology_field').fill('医疗器械');
	await page.locator('#f-keywords input, input#f-keywords').first().fill('支架');
	await page.keyboard.press('Enter');
	const next = async (step) => {
		await button(page, `my.steps.${step}`).click();
		await page.waitForURL(new RegExp(`/form/${step}$`));
	};
	await next('description');
	for (const name of ['product', 'market', 'business_model']) await field(page, name).fill(form[name]);
	await next('facts');
	await page.locator('#f-firm_facts-registered_on').fill('2023-03-02');
	await page.locator('#f-firm_facts-revenue_fen').fill('9600');
	await page.locator('#f-firm_facts-listed').getByLabel(words('common.no'), { exact: true }).check();
	assert.equal(await page.locator('#f-firm_facts-district').inputValue(), '天河区');
	await next('investment');
	await page.locator('#f-invest_instead_of_review').getByLabel(words('common.no'), { exact: true }).check();
	await next('files');
	await page.locator('#f-attachments-licence input[type=file]').setInputFiles({ name: '营业执照.pdf', mimeType: 'application/pdf', buffer: pdf(300000) });
	await page.locator('#f-attachments-licence a[download]', { hasText: '营业执照.pdf' }).waitFor();
	await next('contact');
	await field(page, 'contact.name').fill('王小明');
	await field(page, 'contact.phone').fill('020-12345678');
	await field(page, 'contact.email').fill(email);
	await saved(page);
	await next('review');
	await page.getByText(words('my.review.complete')).waitFor();
	await page.locator('.submit button.primary').click();
	await page.waitForURL(/\/receipts\/1/);
	const receipt = await page.locator('.receipt').innerText();
	const [hash] = receipt.match(/\b[0-9a-f]{64}\b/);
	assert.match(receipt, /open-season|\d/);
	const row = server.db.one("SELECT LOWER(HEX(sha256)) AS sha256 FROM submissions WHERE entry_id = (SELECT MAX(id) FROM entries WHERE title = ?)", form.project_name);
	assert.equal(hash, row.sha256, 'the receipt shows what the server keeps');
	// To keep: as a file.
	const [download] = await Promise.all([page.waitForEvent('download'), page.locator('.receipt, .page').getByRole('button', { name: words('my.receipt.save') }).click()]);
	assert.match(download.suggestedFilename(), /\.txt$/);
	await server.mailTo(email, new RegExp(hash.slice(0, 16), 'i'));
	who.clean();
	await who.close();
});

test('facts as the rulebook declares them', slow, async () => {
	const body = structuredClone(rulebook);
	body.facts = {
		firm: {
			...Object.fromEntries(Object.entries({ registered_on: 'date', revenue_fen: 'money', listed: 'yes_no', blacklist: 'text' }).map(([name, kind]) => [name, { kind }])),
			stage: { kind: 'choice', name: { 'zh-CN': '融资阶段', en: 'Stage' }, choices: [{ id: 'seed', name: { 'zh-CN': '种子期', en: 'Seed' } }, { id: 'a', name: { 'zh-CN': 'A 轮', en: 'Series A' } }] },
			staff: { kind: 'integer', name: { 'zh-CN': '在职员工', en: 'Staff' }, min: 1, max: 500 },
		},
		entry: { submitted_on: { kind: 'date' } },
		investment: { registered_on: { kind: 'date' }, received_fen: { kind: 'money' }, kind: { kind: 'choice', choices: [{ id: 'fund', name: { 'zh-CN': '备案基金' } }, { id: 'firm', name: { 'zh-CN': '产业方' } }] }, verified: { kind: 'yes_no' } },
	};
	body.eligibility.all.push({ fact: 'firm.stage', one_of: ['seed', 'a'] }, { fact: 'firm.staff', at_most: 300 });
	const { who, page, onServer, at } = await drafting('facts', { edition: edition(server, { body }) });
	const facts = async () => (await onServer()).firm_facts;
	await page.getByLabel('融资阶段').selectOption({ label: 'A 轮' });
	await page.getByText('不低于 1，不超过 500').waitFor();
	await page.getByLabel('在职员工').fill('６００');
	await until('both to arrive', async () => (await facts()).staff === 600 && (await facts()).stage === 'a', patience);
	await page.locator('#f-firm_facts-staff-error', { hasText: '不能大于 500' }).waitFor();
	await page.getByLabel('在职员工').fill('30.5');
	await page.locator('#f-firm_facts-staff-error', { hasText: words('common.number.whole', { text: '30.5', example: words('common.number.example.whole') }) }).waitFor();
	await page.getByLabel('在职员工').fill('300');
	await until('the number to arrive', async () => (await facts()).staff === 300, patience);
	await page.locator('#f-firm_facts-staff-error').waitFor({ state: 'detached' });
	// Stated under other rules: nobody asks for it here.
	await page.locator('#f-entry_facts-patents').getByRole('button').click();
	await until('it to be gone', async () => (await onServer()).entry_facts?.patents === undefined, patience);
	await saved(page);
	// The same in English
	await page.evaluate(() => localStorage.setItem('locale', 'en'));
	await page.reload();
	await page.getByLabel('Stage').waitFor();
	assert.deepEqual(await page.getByLabel('Stage').locator('option').allInnerTexts(), ['Please choose', 'Seed', 'Series A']);
	await page.evaluate(() => localStorage.setItem('locale', 'zh-CN'));
	await who.open(at('investment'));
	await button(page, 'my.investment.add').click();
	assert.deepEqual((await page.locator('#investment-kind option').allInnerTexts()).slice(1), ['备案基金', '产业方']);
	await who.open(at('review'));
	await page.locator('dd').getByText('A 轮', { exact: true }).waitFor();
	await page.getByText(words('my.review.complete')).waitFor();
	who.clean();
	await who.close();
});

test('what is typed is saved by itself, and kept if the tab is closed too early', slow, async () => {
	const { who, page, onServer, at } = await drafting('description');
	await field(page, 'product').fill('自动保存的内容');
	await until('the words to arrive', async () => (await onServer()).product === '自动保存的内容', patience);
	await saved(page);
	// Typed, and the tab is gone before anything was sent.
	await page.route('**/api/v1/entries/*', (route) => (route.request().method() === 'PATCH' ? route.abort('internetdisconnected') : route.continue()));
	who.allow(/net::ERR_INTERNET_DISCONNECTED PATCH/);
	await field(page, 'market').fill('还没有送达的内容');
	await page.close();
	who.page = await who.context.newPage();
	await who.open(at('description'));
	await until('the words to arrive from the next tab', async () => (await onServer()).market === '还没有送达的内容', patience);
	assert.equal(await field(who.page, 'market').inputValue(), '还没有送达的内容');
	who.clean();
	await who.close();
});

test('the network goes away and comes back', slow, async () => {
	const { who, page, onServer } = await drafting('description');
	who.allow(/net::ERR_INTERNET_DISCONNECTED/);
	await who.context.setOffline(true);
	await field(page, 'product').fill('断网时写的');
	await page.locator('.state.wait').waitFor();
	await who.context.setOffline(false);
	await until('the words to arrive', async () => (await onServer()).product === '断网时写的', patience);
	await saved(page);
	who.clean();
	await who.close();
});

test('the review says what was refused, and waits for what has not arrived', slow, async () => {
	const { who, page } = await drafting('contact');
	await field(page, 'contact.email').waitFor();
	await field(page, 'contact.email').fill('not-an-address');
	await page.locator('nav a', { hasText: words('my.steps.review') }).click();
	const refusal = page.locator('main .note.bad', { hasText: words('my.review.refused', { n: 1 }) });
	await refusal.waitFor();
	await page.locator('nav a', { hasText: words('my.steps.contact') }).getByText(words('my.steps.wrong', { n: 1 })).waitFor();
	assert.ok(await button(page, 'my.review.submit').isDisabled());
	await refusal.getByRole('link').click();
	await field(page, 'contact.email').fill('right@example.com');
	await saved(page);

	await who.context.setOffline(true);
	await field(page, 'contact.name').fill('林小姐');
	await page.locator('nav a', { hasText: words('my.steps.review') }).click();
	await page.locator('main h2', { hasText: words('my.steps.review') }).waitFor();
	await who.context.setOffline(false);
	await page.locator('main .note.good', { hasText: words('my.review.complete') }).waitFor();
	assert.equal(await refusal.count(), 0);
	await button(page, 'my.review.submit').click();
	await page.waitForURL(/receipts\/1/);
	await who.close();
});

test('two tabs of one draft', slow, async () => {
	const { who, page, onServer, at } = await drafting('description');
	who.allow(/answer: 412 PATCH/);
	const second = await who.context.newPage();
	await second.goto(at('description'));
	await who.settled(second);
	for (const tab of [page, second]) await tab.getByText(words('my.draft.otherTab')).waitFor();
	// Different fields: both arrive, and each tab shows the other's.
	await field(page, 'product').fill('第一个标签页写的产品');
	await until('the first to be saved', async () => (await onServer()).product === '第一个标签页写的产品', patience);
	await until('the second tab to show it', async () => (await field(second, 'product').inputValue()) === '第一个标签页写的产品', patience);
	await field(second, 'market').fill('第二个标签页写的市场');
	await until('the second to be saved', async () => (await onServer()).market === '第二个标签页写的市场', patience);
	await until('the first tab to show it', async () => (await field(page, 'market').inputValue()) === '第二个标签页写的市场', patience);
	assert.equal((await onServer()).product, '第一个标签页写的产品');
	// The same field in both, one of them without a network: the writer chooses.
	await page.route('**/api/v1/entries/*', (route) => route.abort('internetdisconnected'));
	who.allow(/net::ERR_INTERNET_DISCONNECTED/);
	await field(page, 'business_model').fill('第一份模式');
	await field(second, 'business_model').fill('第二份模式');
	await until('the second to be saved', async () => (await onServer()).business_model === '第二份模式', patience);
	await page.unroute('**/api/v1/entries/*');
	await page.locator('.state button').click({ timeout: 5000 }).catch(() => undefined); // or it has tried again by itself
	const clash = page.locator('.clash');
	await clash.waitFor();
	assert.match(await clash.innerText(), /第一份模式[\s\S]*第二份模式/);
	assert.equal((await onServer()).business_model, '第二份模式', 'nothing is overwritten before the writer has chosen');
	await clash.getByRole('button', { name: words('my.draft.takeMine') }).click();
	await until('the choice to arrive', async () => (await onServer()).business_model === '第一份模式', patience);
	who.clean();
	await who.close();
});

test('the session ends in mid-form', slow, async () => {
	const { who, page, client, onServer } = await drafting('description');
	who.allow(/answer: 401 /);
	server.db.query('DELETE FROM sessions WHERE account_id = ?', client.account.id);
	await field(page, 'product').fill('登录过期时写的一段话');
	const dialog = page.locator('dialog[open]');
	await dialog.waitFor();
	assert.equal(await field(page, 'product').inputValue(), '登录过期时写的一段话');
	await dialog.locator('input[type=password]').fill('correct horse 赛投 battery');
	await dialog.locator('button[type=submit]').click();
	await dialog.waitFor({ state: 'detached' });
	await saved(page);
	await client.login(client.account.email, 'correct horse 赛投 battery');
	assert.equal((await onServer()).product, '登录过期时写的一段话');
	who.clean();
	await who.close();
});

test('an upload cut off goes on where it stopped', slow, async () => {
	const { who, page, entry, at } = await drafting('files');
	const file = path.join(server.folder, '路演.pdf');
	writeFileSync(file, Buffer.concat([pdf(2000), randomBytes(7 * 1024 * 1024)]));
	// The second piece never arrives.
	let pieces = 0;
	await page.route('**/api/v1/uploads/*', (route) => (route.request().method() === 'PATCH' && ++pieces > 1 ? route.abort('connectionreset') : route.continue()));
	who.allow(/net::ERR_CONNECTION_RESET/);
	await page.locator('#f-attachments-roadshow input[type=file]').setInputFiles(file);
	const stored = () => server.db.one("SELECT received, size, state FROM attachments WHERE entry_id = ? AND kind = 'roadshow'", entry.id);
	await until('the first piece to arrive and the second to fail', () => pieces > 1 && Number(stored()?.received) > 0, patience);
	const before = Number(stored().received);
	await page.close();
	who.page = await who.context.newPage();
	await who.open(at('files'));
	const kind = who.page.locator('#f-attachments-roadshow');
	await kind.locator('progress').waitFor();
	const sent = [];
	who.page.on('request', (r) => r.method() === 'PATCH' && /uploads/.test(r.url()) && sent.push(Number(r.headers()['upload-offset'])));
	await kind.locator('input[type=file]').setInputFiles(file);
	await kind.locator('a[download]', { hasText: '路演.pdf' }).waitFor();
	assert.ok(sent[0] >= before && before > 0, `went on at ${sent[0]}, ${before} were there`);
	assert.equal(server.db.query("SELECT id FROM attachments WHERE entry_id = ? AND kind = 'roadshow' AND state <> 'removed'", entry.id).length, 1, 'one attachment, not two');
	who.clean();
	await who.close();
});

test('each kind of file says what it may be, as the server says', slow, async () => {
	const { who, page, entry } = await drafting('files');
	const { items } = await server.client().expect(200, 'GET', '/api/v1/attachment-kinds');
	const kind = (name) => page.locator(`#f-attachments-${name}`);
	await page.locator('input[type=file]').first().waitFor({ state: 'attached' });
	const offered = await page.locator('section.kind').evaluateAll((all) => all.map((k) => k.id.replace('f-attachments-', '')));
	assert.ok(offered.includes('licence') && offered.includes('roadshow'), offered.join());
	const rows = (name = 'licence') => server.db.query('SELECT state FROM attachments WHERE entry_id = ? AND kind = ?', entry.id, name).map((r) => r.state);
	const had = rows();
	for (const { kind: name, formats, size_max, count_max } of items.filter((k) => offered.includes(k.kind))) {
		const hint = await kind(name).locator('.hint').textContent();
		assert.ok(hint.includes(formats.map((f) => f.name).join(', ')) && hint.includes(`${size_max / 1048576} MB`), hint);
		const chooser = kind(name).locator('input[type=file]');
		assert.deepEqual((await chooser.getAttribute('accept')).split(',').sort(), formats.flatMap((f) => [...f.extensions, f.media_type]).sort(), name);
		assert.equal(await chooser.evaluate((input) => input.multiple), count_max - rows(name).length > 1, name);
	}
	// One byte too many is not sent; as many as there may be, and no more are asked for.
	const { size_max, count_max } = items.find((k) => k.kind === 'licence');
	const large = path.join(server.folder, '过大.pdf');
	writeFileSync(large, '');
	truncateSync(large, size_max + 1);
	assert.ok(had.length < count_max);
	await kind('licence').locator('input[type=file]').setInputFiles(large);
	await kind('licence').getByRole('alert').waitFor();
	assert.ok((await kind('licence').getByRole('alert').textContent()).includes('过大.pdf'));
	assert.deepEqual(rows(), had);
	for (let i = had.length; i < count_max; i++) {
		await kind('licence').locator('input[type=file]').setInputFiles({ name: `执照${i}.pdf`, mimeType: 'application/pdf', buffer: pdf(2000 + i) });
		await kind('licence').locator('a[download]', { hasText: `执照${i}.pdf` }).waitFor();
	}
	await kind('licence').locator('input[type=file]').waitFor({ state: 'detached' });
	assert.deepEqual(rows(), Array(count_max).fill('stored'));
	who.clean();
	await who.close();
});

test('the deadline passes while the form is open', slow, async () => {
	const made = edition(server);
	const { who, page, entry, at } = await drafting('description', { edition: made });
	who.allow(/answer: 409 /);
	// Soon, and the page learns it as everybody does who loads it now.
	setDates(server, made.id, { closes: 8000 });
	await who.open(at('description'));
	await field(page, 'product').fill('截止前写的');
	await page.getByText(words('my.closed.title')).waitFor();
	assert.equal(await field(page, 'product').inputValue(), '截止前写的');
	await page.goto(at('review'));
	await who.settled();
	assert.equal(await page.locator('.submit button.primary').count(), 0, 'there is nothing left to press');
	assert.equal(server.db.one('SELECT state FROM entries WHERE id = ?', entry.id).state, 'draft');
	who.clean();
	await who.close();
});
