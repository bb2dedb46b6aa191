// What searchers and previews read of the public's pages, without running a script of theirs:
// - title, description, canonical address, Open Graph and a picture that is there, for an edition, its rules, standings and a notice
// - in the language that is asked for; what people wrote stands there as text, whatever is in it; nothing of the policy of pages is given up
// - what is not there, or not public, is 404, by number, code and round, and shown by the pages; any query is allowed
// - the map lists what is public, and nothing else, and robots.txt names the map
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { draftEdition, publishedEdition } from './fixtures.mjs';
import { build, startServer, until } from './harness.mjs';
import { Season } from './results_fixture.mjs';

let server, organizer, anyone, edition, notice;
const tricky = '“甲”科技<b>&"\'</title><script>alert(1)</script>';

before(async () => {
	server = await startServer({ config: `pages = "${path.join(build, 'web/dist')}"\n` });
	organizer = await server.account({ organizer: null });
	anyone = server.client();
	edition = await publishedEdition(organizer);
	notice = await organizer.expect(201, 'POST', `/api/v1/editions/${edition.id}/notices`, { title: { 'zh-CN': tricky, en: 'Award list' }, body: { 'zh-CN': `${tricky}公示如下`, en: 'As follows' }, working_days: 5 });
});
after(() => server?.stop());

const unescaped = (text) => text.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
const read = (target, language = 'zh-CN') => anyone.get(target, { hold: false, headers: { 'Accept-Language': language, Accept: 'text/html' } });
const metas = (html) => Object.fromEntries([...html.matchAll(/<meta (?:name|property|itemprop)="([^"]+)" content="([^"]*)"/g)].map((m) => [m[1], unescaped(m[2])]));
async function page(target, language) {
	const answer = await read(target, language);
	assert.equal(answer.status, 200, `${target}: ${answer.text}`);
	assert.match(answer.headers['content-type'], /^text\/html/);
	assert.match(answer.headers['content-security-policy'], /script-src 'self'; style-src 'self'/);
	assert.doesNotMatch(answer.headers['content-security-policy'], /unsafe/);
	assert.equal(answer.text.match(/<title>/g).length, 1);
	assert.equal(answer.text.match(/<meta name="description"/g).length, 1);
	assert.match(answer.text, /<script type="module"[^>]* src="\/assets\//, 'the application is there');
	return { ...metas(answer.text), title: unescaped(answer.text.match(/<title>([^]*?)<\/title>/)[1]), canonical: answer.text.match(/<link rel="canonical" href="([^"]+)"/)[1], lang: answer.text.match(/<html lang="([^"]+)"/)[1], html: answer.text };
}
const shown = (id) => server.db.one('SELECT code FROM editions WHERE id = ?', id).code;

test('an edition and its rules', async () => {
	const code = shown(edition.id);
	const home = await page(`/editions/${code}`);
	assert.ok(home.title.length > 5 && home.title.endsWith('· 赛投'), home.title);
	assert.equal(home['og:title'], home.title.replace(/ · 赛投$/, ''));
	assert.ok(home.description.length > 10 && home.description === home['og:description']);
	assert.match(home.canonical, new RegExp(`^https://[^/]+/editions/${code}$`));
	assert.equal(home['og:url'], home.canonical);
	assert.equal((await page(`/editions/${edition.id}?from=timeline&x[]=1`)).canonical, home.canonical, 'by its number, with any query');
	assert.equal((await page(`/editions/${code}/rules`)).canonical, `${home.canonical}/rules`);
	assert.equal((await page(`/editions/${code}`, 'en')).lang, 'en');
	assert.equal((await page(`/editions/${code}`, 'zh-TW')).lang, 'zh-Hant');
	const picture = await read(new URL(home['og:image']).pathname);
	assert.deepEqual([picture.status, picture.headers['content-type']], [200, 'image/png']);
});

test('a notice, whatever was written', async () => {
	const chinese = await page(`/notices/${notice.id}`);
	assert.ok(chinese.title.startsWith(tricky), chinese.title);
	assert.equal(chinese.description, `${tricky}公示如下`);
	assert.ok(!chinese.html.includes('<script>alert') && !chinese.html.includes('<b>&'));
	const english = await page(`/notices/${notice.id}`, 'en');
	assert.ok(english.title.startsWith('Award list'));
	assert.equal(english.description, 'As follows');
});

test('standings that are public', async () => {
	const season = new Season(server, [{}, {}, {}]);
	const { prelim } = season.rounds;
	await organizer.expect(200, 'POST', `/api/v1/rounds/${prelim}/compute`, {});
	assert.equal((await read(`/editions/${season.code}/standings/prelim`)).status, 404);
	await organizer.expect(200, 'POST', `/api/v1/rounds/${prelim}/publish`, {});
	await until('what was kept of it to be old', async () => (await read(`/editions/${season.code}/standings/prelim`)).status === 200);
	const now = await page(`/editions/${season.code}/standings/prelim`);
	assert.match(now.title, /^初赛成绩 · /);
	const first = await page(`/editions/${season.code}/standings/prelim/versions/1`);
	assert.equal(first.canonical, now.canonical);
	assert.equal((await read(`/editions/${season.code}/standings/final`)).status, 404);
	const map = await read('/sitemap.xml?fresh');
	assert.ok(map.text.includes(`/editions/${season.code}/standings/prelim<`));
});

test('what is not there', async () => {
	const draft = await draftEdition(organizer);
	const code = shown(edition.id);
	for (const target of ['/editions/none-such', '/editions/99999', `/editions/${shown(draft.id)}`, `/editions/${draft.id}`, `/editions/${draft.id}/rules`, `/editions/${code}/standings/none`, `/editions/${code}/standings/final/versions/7`, '/notices/99999', '/notices/99999/objection', '/editions/%E5%B9%BF']) {
		const answer = await read(target);
		assert.equal(answer.status, 404, target);
		assert.match(answer.text, /<div id="app">/, target);
		assert.match(answer.headers['content-security-policy'], /script-src 'self'; style-src/);
	}
});

test('the map', async () => {
	const draft = await draftEdition(organizer);
	const map = await read('/sitemap.xml');
	assert.match(map.headers['content-type'], /^application\/xml/);
	const listed = [...map.text.matchAll(/<loc>([^<]+)<\/loc>/g)].map((m) => new URL(unescaped(m[1])).pathname);
	for (const target of ['/', '/notices', `/editions/${shown(edition.id)}`, `/editions/${shown(edition.id)}/rules`, `/notices/${notice.id}`]) assert.ok(listed.includes(target), target);
	assert.ok(!listed.some((target) => target.includes(shown(draft.id))));
	for (const target of listed) assert.equal((await read(target)).status, 200, target);
	const robots = await read('/robots.txt');
	assert.match(robots.text, /^Disallow: \/api\/$/m);
	assert.match(robots.text, /^Sitemap: https:\/\/[^/]+\/sitemap\.xml$/m);
});
