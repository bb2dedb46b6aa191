// By whose clock dates are counted and told: that of the edition's rulebook.
// - an edition without a rulebook is Beijing's; with one it tells its zone, and so do its notices, entries and late admissions
// - a period in working days ends in the midnight there, also when clocks change within it; holidays are the days there; a draft's zone is not told
// - the announced end of a real notice is a midnight there
// - what is refused for a deadline says it by that clock, midnight as the end of the day before
// - "not after today" means today there
// - the day of submission is that there: in the dossier, in what the rules say before it, to the second around midnight; the results follow, and
//   recompute to the same bytes
// - a receipt says when it arrived by that clock, is known again, and stays what it was when another rulebook comes into force
// - letters say times by that clock
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { complete, edition, form, release, rulebook, setDates, submitted } from './entry_fixtures.mjs';
import { draftEdition, inDays, publishedEdition, rulebook as small, useRulebook } from './fixtures.mjs';
import { saitouctl, startServer } from './harness.mjs';
import { Season, rulebook as season } from './results_fixture.mjs';

let server, organizer, owner, nobody;
before(async () => {
	server = await startServer();
	organizer = await server.account({ organizer: null });
	owner = await server.account();
	nobody = server.client();
});
after(() => server.stop());

const inZone = (timezone, more = {}) => ({ ...rulebook, timezone, ...more });
// As a calendar there shows it.
const dayIn = (timeZone, at = Date.now()) => new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);
const clockIn = (timeZone, at) => new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(at);
// These two are 25 hours apart: it is never the same day in both.
const EAST = 'Pacific/Kiritimati';
const WEST = 'Pacific/Pago_Pago';

test('an edition tells its zone', async () => {
	const draft = await draftEdition(organizer);
	assert.equal(draft.timezone, 'Asia/Shanghai');
	await useRulebook(organizer, draft.id, small({ timezone: 'America/New_York' }));
	assert.equal((await organizer.expect(200, 'GET', `/api/v1/editions/${draft.id}`)).timezone, 'America/New_York');
	const listed = (await organizer.expect(200, 'GET', '/api/v1/editions?limit=100')).items.find((e) => e.id === draft.id);
	assert.equal(listed.timezone, 'America/New_York');
	const refused = await organizer.post(`/api/v1/editions/${draft.id}/rulebooks`, { body: small({ timezone: 'Mars/Olympus' }) });
	assert.ok(refused.json.errors.some((e) => e.path === 'timezone'), refused.text);
});

test('working days are those of the zone', async () => {
	const there = async (timezone) => (await publishedEdition(organizer, {}, small({ timezone }))).id;
	const [urumqi, york] = [await there('Asia/Urumqi'), await there('America/New_York')];
	const end = async (id, after, days = 1) => {
		const answer = await nobody.expect(200, 'GET', `/api/v1/working-days?after=${encodeURIComponent(after)}&days=${days}${id ? `&edition=${id}` : ''}`);
		return new Date(answer.ends_at).toISOString();
	};
	// 23:30 of the Wednesday there, half past one on Thursday in Beijing.
	assert.equal(await end(urumqi, '2031-06-11T17:30:00Z'), '2031-06-12T18:00:00.000Z');
	assert.equal(await end(null, '2031-06-11T17:30:00Z'), '2031-06-13T16:00:00.000Z');
	assert.equal(await end(urumqi, '2031-06-11T18:00:00Z'), '2031-06-13T18:00:00.000Z');
	// Clocks change on Sunday the ninth of March and the second of November.
	assert.equal(await end(york, '2031-03-06T12:00:00-05:00'), '2031-03-08T05:00:00.000Z');
	assert.equal(await end(york, '2031-03-07T23:59:59-05:00'), '2031-03-11T04:00:00.000Z');
	assert.equal(await end(york, '2031-03-06T12:00:00-05:00', 5), '2031-03-14T04:00:00.000Z');
	assert.equal(await end(york, '2031-10-30T12:00:00-04:00', 2), '2031-11-04T05:00:00.000Z');
	// A holiday is a day there.
	await organizer.expect(200, 'PUT', '/api/v1/calendar/2031-06-12', { working: false, name: '节日' });
	assert.equal(await end(urumqi, '2031-06-11T17:30:00Z'), '2031-06-13T18:00:00.000Z');
	assert.equal(await end(null, '2031-06-11T17:30:00Z'), '2031-06-13T16:00:00.000Z');
	const { id } = await draftEdition(organizer);
	for (const unseen of [id, 999999]) assert.equal((await nobody.get(`/api/v1/working-days?days=1&edition=${unseen}`)).status, 404);
	const warned = await nobody.expect(200, 'GET', `/api/v1/working-days?after=2043-12-31T20:00:00Z&days=1&edition=${urumqi}`);
	assert.deepEqual([warned.timezone, warned.warnings.map((w) => w.year)], ['Asia/Urumqi', [2044]]);
});

test('a notice ends in a midnight there', async () => {
	for (const timezone of ['Asia/Urumqi', 'America/New_York', 'Asia/Kathmandu']) {
		const { id, code } = await publishedEdition(organizer, {}, small({ timezone }));
		const notice = await organizer.expect(201, 'POST', `/api/v1/editions/${id}/notices`, { title: { 'zh-CN': '公告' }, working_days: 5 });
		assert.equal(clockIn(timezone, new Date(notice.ends_at)), '00:00:00', timezone);
		assert.equal(notice.timezone, timezone);
		const [row] = (await nobody.expect(200, 'GET', `/api/v1/public/notices?edition=${code}`)).items;
		assert.deepEqual([row.id, row.timezone], [notice.id, timezone]);
	}
});

test('a deadline is said by the clock there', async () => {
	const midnight = '2026-05-01T18:00:00Z'; // in Urumqi, of the first of May
	const { id } = await publishedEdition(organizer, { entries_open_at: '2026-04-01T00:00:00Z', entries_close_at: midnight }, small({ timezone: 'Asia/Urumqi' }));
	const late = async (language) => (await owner.post('/api/v1/entries', { edition_id: id, firm_id: firm }, { headers: { 'accept-language': language } })).json;
	const firm = (await complete(server, owner, edition(server).id)).firm.id;
	assert.match((await late('en')).detail, /closed at 2026-05-01 24:00:00 \(Asia\/Urumqi time\);/);
	assert.match((await late('zh-CN')).detail, /2026-05-01 24:00:00（Asia\/Urumqi 时间）截止/);
	const early = await publishedEdition(organizer, { entries_open_at: '2099-06-30T16:00:00Z', entries_close_at: '2099-08-01T00:00:00Z' }, small({ timezone: 'America/New_York' }));
	const refused = await owner.post('/api/v1/entries', { edition_id: early.id, firm_id: firm }, { headers: { 'accept-language': 'en' } });
	assert.match(refused.json.detail, /open at 2099-06-30 12:00:00 \(America\/New_York time\)/);
});

test('today is today there', async () => {
	for (const timezone of [EAST, WEST]) {
		const { id } = edition(server, { body: inZone(timezone) });
		const { facts } = await nobody.expect(200, 'GET', `/api/v1/editions/${id}/entry-form`);
		const today = dayIn(timezone);
		assert.equal(facts.find((f) => f.path === 'firm.registered_on').bounds.max, today);
		const { entry } = await complete(server, owner, id);
		const save = (registered_on) => owner.request('PATCH', `/api/v1/entries/${entry.id}`, { json: { firm_facts: { ...form.firm_facts, registered_on } }, headers: { 'if-match': `"${entry.version}"`, 'accept-language': 'en' } });
		const tomorrow = new Date(Date.parse(today) + 86400e3).toISOString().slice(0, 10);
		const refused = await save(tomorrow);
		assert.ok(refused.text.includes(`cannot be after today (${today})`), refused.text);
	}
});

test('the day of submission is the day there', async () => {
	for (const timezone of [EAST, WEST]) {
		const { id } = edition(server, { body: inZone(timezone) });
		const begun = dayIn(timezone);
		const { entry, receipt } = await submitted(server, owner, id);
		const days = [begun, dayIn(timezone)]; // midnight may come between
		const dossier = await organizer.expect(200, 'GET', `/api/v1/editions/${id}/dossier`);
		assert.ok(days.includes(dossier.entries[0].facts.submitted_on), `${dossier.entries[0].facts.submitted_on} is not ${days}`);
		assert.equal((await owner.expect(200, 'GET', `/api/v1/entries/${entry.id}`)).timezone, timezone);
		assert.equal((await owner.expect(200, 'GET', `/api/v1/entries?mine=true&edition_id=${id}`)).items[0].timezone, timezone);

		const stored = await owner.expect(200, 'GET', `/api/v1/entries/${entry.id}/submissions/1`);
		const arrived = new Date(stored.arrived_at);
		assert.ok(stored.text.includes(`${dayIn(timezone, arrived)} ${clockIn(timezone, arrived)} (${timezone} time)`), stored.text);
		server.db.query("UPDATE rulebooks SET body = JSON_SET(body, '$.timezone', 'UTC') WHERE edition_id = ?", id);
		const check = await nobody.expect(200, 'POST', '/api/v1/receipts/check', { text: stored.text });
		assert.deepEqual([check.verdict, check.submission.timezone, receipt.number], ['good', timezone, stored.number]);
	}
});

test('around midnight the second decides, and the results with it', async () => {
	const arrivals = { '2026-01-05 17:59:59.999999': true, '2026-01-05 18:00:00': false };
	for (const [timezone, last] of [['Asia/Urumqi', '2026-01-05'], ['America/New_York', '2026-01-05'], ['Asia/Shanghai', '2026-01-05']]) {
		const s = new Season(server, [{}, {}], { ...season(), timezone, eligibility: { fact: 'entry.submitted_on', at_most: last } });
		Object.keys(arrivals).forEach((at, i) => s.db.query('UPDATE submissions SET arrived_at = ? WHERE entry_id = ?', at, s.entries[i].id));
		const { computation } = await organizer.expect(200, 'POST', `/api/v1/rounds/${s.rounds.prelim}/compute`, {});
		const dossier = await organizer.get(`/api/v1/computations/${computation}/dossier`);
		const results = await organizer.get(`/api/v1/computations/${computation}/results`);
		const days = dossier.json.entries.map((e) => e.facts.submitted_on);
		assert.deepEqual(days, { 'Asia/Urumqi': ['2026-01-05', '2026-01-06'], 'America/New_York': ['2026-01-05', '2026-01-05'], 'Asia/Shanghai': ['2026-01-06', '2026-01-06'] }[timezone]);
		assert.deepEqual(results.json.eligibility.map((e) => e.eligible), days.map((day) => day <= last));
		const file = path.join(server.folder, `${computation}.json`);
		writeFileSync(file, dossier.bytes);
		assert.ok(execFileSync(saitouctl, ['recompute', file]).equals(results.bytes), 'recompute differs');
		// What the desk shows of the rules beside it.
		for (const [i, entry] of s.entries.entries()) {
			const { rule } = await organizer.expect(200, 'GET', `/api/v1/entries/${entry.id}/eligibility`);
			assert.equal(rule.eligible, days[i] <= last, `${timezone} ${days[i]}`);
		}
	}
});

test('letters say times by the clock there', async () => {
	const { id } = edition(server, { body: inZone('America/New_York'), corrections: 20 * 86400e3 });
	const midnight = '2031-03-10 04:00:00';
	server.db.query('UPDATE editions SET corrections_close_at = ? WHERE id = ?', midnight, id);
	const { entry } = await submitted(server, owner, id);
	const desk = await server.account({ organizer: id });
	await desk.expect(200, 'POST', `/api/v1/entries/${entry.id}/return`, { reason: '请补交' });
	await release(desk, id);
	const mail = await server.mailTo(owner.account.email, /请补交/);
	assert.ok(mail.text.includes('2031-03-09 24:00:00（America/New_York 时间）之前'), mail.text);

	const closed = edition(server, { body: inZone('Asia/Urumqi') });
	rulebook.rounds.forEach((round, position) => server.db.query('INSERT INTO rounds (edition_id, code, position, kind) VALUES (?, ?, ?, ?)', closed.id, round.id, position, round.kind));
	const { firm } = await complete(server, owner, closed.id);
	setDates(server, closed.id, { opens: -7200e3, closes: -3600e3 });
	const [one, two] = [await server.account({ organizer: closed.id }), await server.account({ organizer: closed.id })];
	const until = `${dayIn('Asia/Urumqi', Date.now() + 5 * 86400e3)}T00:00:00+06:00`;
	const asked = await one.expect(201, 'POST', `/api/v1/editions/${closed.id}/late-admissions`, { code: firm.code, until_at: until, reason: '系统故障' });
	await two.expect(200, 'POST', `/api/v1/late-admissions/${asked.id}/grant`, { reason: '属实' });
	const eve = dayIn('Asia/Urumqi', Date.parse(until) - 1);
	const told = await server.mailTo(owner.account.email, /系统故障/);
	assert.ok(told.text.includes(`${eve} 24:00:00（Asia/Urumqi 时间）`), told.text);
	assert.equal((await owner.expect(200, 'GET', '/api/v1/late-admissions')).items.find((l) => l.id === asked.id).timezone, 'Asia/Urumqi');
});
