// The files that judges read, in browsers that show no PDF inside a page, and where there is no network:
// - a tablet shows all pages of a PDF, drawn, with Chinese text that can be marked and is read aloud; pages are counted and made larger
// - slides are shown as the PDF that the server has made of them
// - a PDF that arrives damaged says so
// - the files of all entries are taken along, with their size before and the progress meanwhile; without a network they are shown, on the tablet too,
//   also those that were never opened; the picture with them
// - who logs out leaves none of them on the device
import assert from 'node:assert/strict';
import test from 'node:test';
import { edition, complete, setDates, submit, rulebook } from '../api/entry_fixtures.mjs';
import { until } from '../api/harness.mjs';
import { openRound } from '../api/judging_fixture.mjs';
import { presentation } from '../api/slides_fixture.mjs';
import { png, upload } from '../api/upload_fixtures.mjs';
import { onStage, patience, person, screens } from './browser.mjs';
import { words } from './words.mjs';

let server, browser;
onStage((s, b) => ([server, browser] = [s, b]));
const slow = { timeout: 300000 };

// A PDF with a page for each text, in a font that it does not bring and an encoding by name, as office programs in China write it.
function document(texts) {
	const parts = ['%PDF-1.5\n%\xE2\xE3\xCF\xD3\n'];
	const offsets = [];
	const object = (body) => {
		offsets.push(Buffer.byteLength(parts.join(''), 'latin1'));
		parts.push(`${offsets.length} 0 obj\n${body}\nendobj\n`);
	};
	const pages = texts.map((_, i) => 5 + 2 * i);
	object('<< /Type /Catalog /Pages 2 0 R >>');
	object(`<< /Type /Pages /Count ${texts.length} /Kids [${pages.map((n) => `${n} 0 R`).join(' ')}] >>`);
	object('<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>');
	object('<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /DW 1000 /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >> >>');
	texts.forEach((text, i) => {
		const hex = [...text].map((c) => c.charCodeAt(0).toString(16).padStart(4, '0')).join('');
		const stream = `BT /F 48 Tf 60 ${i ? 300 : 500} Td <${hex}> Tj ET`;
		object(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${i ? '800 450' : '595 842'}] /Resources << /Font << /F 3 0 R >> >> /Contents ${6 + 2 * i} 0 R >>`);
		object(`<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`);
	});
	const start = Buffer.byteLength(parts.join(''), 'latin1');
	const table = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
	parts.push(`xref\n0 ${offsets.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${offsets.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`);
	return Buffer.from(parts.join(''), 'latin1');
}

// Entries with these files, submitted through the API, and a judge of theirs who has pledged: {round, entries, judge}.
async function atWork(files) {
	const made = edition(server);
	const { db } = server;
	rulebook.rounds.forEach((round, position) => db.query('INSERT INTO rounds (edition_id, code, position, kind) VALUES (?, ?, ?, ?)', made.id, round.id, position, round.kind));
	const organizer = await server.account({ organizer: made.id });
	const judge = await server.account({ judge: made.id });
	const entries = [];
	for (const list of files) {
		const owner = await server.account({ contestant: null });
		const { entry } = await complete(server, owner, made.id);
		for (const [kind, filename, bytes] of list) assert.equal((await upload(owner, { entry: entry.id, kind, filename }, bytes)).last.status, 204, filename);
		assert.equal((await submit(owner, { ...entry, version: (await owner.expect(200, 'GET', `/api/v1/entries/${entry.id}`)).version })).status, 201);
		entries.push(entry.id);
	}
	setDates(server, made.id, { closes: -1000 });
	const row = await organizer.expect(201, 'POST', `/api/v1/editions/${made.id}/judges`, { account_id: judge.account.id, organisation: '某研究院' });
	await judge.expect(200, 'POST', '/api/v1/judging/pledge', { edition_id: made.id });
	const round = Number(db.one("SELECT id FROM rounds WHERE edition_id = ? AND code = 'semi'", made.id).id);
	await openRound(organizer, round);
	for (const entry of entries) await organizer.expect(201, 'POST', `/api/v1/rounds/${round}/assignments`, { entry_id: entry, judge_id: row.id });
	return { round, entries, judge, sheet: (entry) => `/judging/rounds/${round}/entries/${entry}` };
}

// A tablet says that it is a Macintosh, and that it can be touched.
const tablet = { screen: screens.tablet, touch: true, agent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.6 Safari/605.1.15' };

// Whether the page of the PDF has been drawn: something on it is not white.
const inked = (page, n) =>
	page.evaluate((at) => {
		const canvas = document.querySelector(`.pdf [data-page="${at}"] canvas`);
		if (!canvas?.width) return false;
		const copy = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
		Object.assign(copy.canvas, { width: canvas.width, height: canvas.height });
		copy.drawImage(canvas, 0, 0);
		const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
		return data.some((value, i) => i % 4 === 0 && value < 100);
	}, n);

test('a PDF on a tablet', slow, async () => {
	const { entries, judge, sheet } = await atWork([[['roadshow', '路演.pdf', document(['第一页：智能装备', '第二页：市场', '第三页'])]]]);
	const who = await person(browser, server, tablet);
	await who.login(judge.account.email);
	await who.open(sheet(entries[0]));
	const pdf = who.page.locator('.pdf');
	await pdf.getByText(words('file.page', { n: 1, of: 3 })).waitFor();
	await until('the first page to be drawn', () => inked(who.page, 1), patience);
	await pdf.locator('[data-page="1"] .texts').getByText('第一页：智能装备', { exact: true }).waitFor();
	await pdf.locator('[data-page="3"]').scrollIntoViewIfNeeded();
	await until('the last page to be drawn', () => inked(who.page, 3), patience);
	await pdf.getByText(words('file.page', { n: 3, of: 3 })).waitFor();
	const width = () => pdf.locator('[data-page="1"]').evaluate((box) => box.clientWidth);
	const before = await width();
	await pdf.getByRole('button', { name: words('file.larger') }).click();
	await until('the pages to be larger', async () => (await width()) > before, patience);
	await until('the page to be drawn anew', () => inked(who.page, 3), patience);
	assert.equal(await who.page.locator('iframe').count(), 0);
	who.clean();
	await who.close();
});

test('slides', slow, async () => {
	const { entries, judge, sheet } = await atWork([[['roadshow', '路演.pptx', presentation(['智能装备路演'])]]]);
	await until('the slides to be made', () => server.db.one("SELECT COUNT(*) AS n FROM renditions WHERE state = 'made'").n === '1', 2 * patience);
	for (const how of [tablet, {}]) {
		const who = await person(browser, server, how);
		await who.login(judge.account.email);
		await who.open(sheet(entries[0]));
		// A browser that has no viewer of its own, as the oldest one here, is drawn the pages, too.
		if (how === tablet || !(await who.page.evaluate(() => navigator.pdfViewerEnabled))) await who.page.locator('.pdf .texts').getByText('智能装备路演').first().waitFor();
		else await who.page.locator('iframe[title="路演.pptx"]').waitFor();
		who.clean();
		await who.close();
	}
});

test('a PDF that arrives damaged', slow, async () => {
	const { entries, judge, sheet } = await atWork([[['roadshow', '路演.pdf', document(['一'])]]]);
	const who = await person(browser, server, tablet);
	await who.login(judge.account.email);
	await who.page.route('**/api/v1/attachments/*', (route) => route.fulfill({ contentType: 'application/pdf', body: 'no PDF' }));
	await who.open(sheet(entries[0]));
	await who.page.getByText(words('file.broken')).waitFor();
	who.clean();
	await who.close();
});

test('files taken along, read without a network, gone with the log-out', slow, async () => {
	const { round, entries, judge, sheet } = await atWork([
		[['roadshow', '甲.pdf', document(['甲的路演'])], ['picture', '甲.png', png()]],
		[['roadshow', '乙.pdf', document(['乙的路演'])]],
	]);
	const who = await person(browser, server, tablet);
	const { page } = who;
	await who.login(judge.account.email);
	await who.open(`/judging/rounds/${round}`);
	await page.getByText(words('judge.queue.ahead', { n: 2, of: 2 })).waitFor();
	await page.getByText(words('judge.queue.files', { n: 0, of: 3 })).waitFor();
	await page.locator('.along button').click();
	await page.getByText(words('judge.queue.files', { n: 3, of: 3 })).waitFor();
	await until('the worker to keep the pages', () => page.evaluate(() => navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)), patience);
	who.allow(/net::ERR_INTERNET_DISCONNECTED/, /net::ERR_FAILED/);
	await who.context.setOffline(true);
	await page.goto(sheet(entries[1]));
	await until('the other firm’s page to be drawn without a network', () => inked(page, 1), patience);
	await page.locator('.pdf .texts').getByText('乙的路演', { exact: true }).waitFor();
	await page.goto(sheet(entries[0]));
	await until('the first firm’s, too', () => inked(page, 1), patience);
	await until('its picture to be shown', () => page.locator('figure img').evaluate((img) => img.complete && img.naturalWidth > 0), patience);
	await who.context.setOffline(false);
	const shelves = () => page.evaluate(async () => (await caches.keys()).filter((name) => name.includes('files')));
	assert.equal((await shelves()).length, 1);
	await page.goto(`/judging/rounds/${round}`);
	await page.getByRole('button', { name: words('common.menu'), exact: true }).click();
	await page.getByRole('button', { name: words('common.logout') }).click();
	await page.waitForURL((url) => !url.pathname.startsWith('/judging'));
	await until('the files to be off the device', async () => (await shelves()).length === 0, patience);
	who.clean();
	await who.close();
});
