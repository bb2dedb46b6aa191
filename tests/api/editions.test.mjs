// Contests, editions, amendments and the calendar:
// - contests and editions are made by organisers of all editions and by admins, by nobody else
// - making an edition gives no right to it
// - the public sees published editions and their contests; drafts exist for their organisers, auditors and admins only
// - short names are unique and well formed, titles are texts by language, dates do not contradict each other
// - a draft is edited under optimistic locking; a published edition is not
// - publishing needs dates and a rulebook and says what is missing; closing needs a reason and nothing open
// - an announced date changes by amendment, with old value, new value and reason for everybody to see
// - what people were promised is not taken away: no new date in the past, none after the first round began
// - lists are filtered, sorted and paged
// - holidays that the State Council has announced are there from the beginning, with the notice; a period that reaches into a year whose holidays nobody
//   entered says so, in the caller's language, until a founder enters it
// - the end of a period in working days follows the calendar, in Shanghai's time; one that no calendar has an end for is refused
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { draftEdition, ifMatch, inDays, newContest, publishedEdition, useRulebook } from './fixtures.mjs';
import { startServer } from './harness.mjs';

let server, organizer, admin, auditor, contestant, nobody;

before(async () => {
	server = await startServer();
	organizer = await server.account({ organizer: null });
	admin = await server.account({ admin: null });
	auditor = await server.account({ auditor: null });
	contestant = await server.account({ contestant: null });
	nobody = server.client();
});
after(() => server?.stop());

const code = (answer) => answer.json?.code;

test('contests are made by organisers of all editions and admins only', async () => {
	const { id: edition } = await draftEdition(organizer);
	const local = await server.account({ organizer: edition });
	const contest = { code: 'guangzhou', title: { 'zh-CN': '广州赛区' } };

	assert.equal((await nobody.post('/api/v1/contests', contest)).status, 401);
	assert.equal((await contestant.post('/api/v1/contests', contest)).status, 403);
	assert.equal((await auditor.post('/api/v1/contests', contest)).status, 403);
	assert.equal((await local.post('/api/v1/contests', contest)).status, 403);
	const made = await organizer.post('/api/v1/contests', contest);
	assert.equal(made.status, 201);
	assert.equal(made.headers.location, `/api/v1/contests/${made.json.id}`);
	assert.equal((await admin.post('/api/v1/contests', { ...contest, code: 'nansha' })).status, 201);
	assert.equal(code(await admin.post('/api/v1/contests', contest)), 'contest-code-taken');
});

test('a short name and a title that are not well formed are refused', async () => {
	for (const bad of ['Guangzhou', '-a', 'a-', 'a--b', 'a_b', '广州'])
		assert.equal(code(await organizer.post('/api/v1/contests', { code: bad, title: { 'zh-CN': '甲' } }, { hold: false })), 'code-invalid', bad);
	for (const bad of [{}, { en: 'only English' }, { 'zh-CN': '' }, { 'zh-CN': '甲', fr: 'x' }, { 'zh-CN': '甲'.repeat(101) }, { 'zh-CN': 5 }])
		assert.equal(code(await organizer.post('/api/v1/contests', { code: 'fine', title: bad }, { hold: false })), 'localised-text-invalid', JSON.stringify(bad));
});

test('a contest is edited under optimistic locking', async () => {
	const contest = await newContest(organizer);
	const path = `/api/v1/contests/${contest.id}`;

	assert.equal((await organizer.patch(path, { title: { 'zh-CN': '乙' } }, { hold: false })).status, 428);
	assert.equal((await organizer.patch(path, { title: { 'zh-CN': '乙' } }, ifMatch(contest.version))).json.title['zh-CN'], '乙');
	assert.equal(code(await organizer.patch(path, { title: { 'zh-CN': '丙' } }, ifMatch(contest.version))), 'version');
	assert.equal((await contestant.patch(path, { title: { 'zh-CN': '丙' } }, ifMatch(2))).status, 403);
});

test('the public knows a contest and an edition once it is published', async () => {
	const contest = await newContest(organizer);
	const draft = await draftEdition(organizer, { contest_id: contest.id });
	const path = `/api/v1/editions/${draft.id}`;

	assert.equal((await nobody.get(`/api/v1/contests/${contest.id}`)).status, 404);
	assert.equal((await nobody.get(path)).status, 404);
	assert.equal((await contestant.get(path)).status, 404);
	const stranger = await server.account({ organizer: (await draftEdition(organizer)).id });
	assert.equal((await stranger.get(path)).status, 404);
	for (const client of [organizer, auditor, admin]) assert.equal((await client.get(path)).status, 200);
	assert.equal((await nobody.get(`/api/v1/editions?contest=${contest.id}`)).json.total, 0);
	assert.equal((await auditor.get(`/api/v1/editions?contest=${contest.id}`)).json.total, 1);

	await useRulebook(organizer, draft.id);
	const { version } = (await organizer.get(path)).json;
	assert.equal((await organizer.post(`${path}/publish`, {}, ifMatch(version))).json.state, 'published');
	assert.equal((await nobody.get(path)).json.state, 'published');
	assert.equal((await nobody.get(`/api/v1/contests/${contest.id}`)).json.id, contest.id);
	assert.ok((await nobody.get('/api/v1/contests?limit=500')).json.items.some((c) => c.id === contest.id));
	assert.equal((await nobody.get(`/api/v1/editions?contest=${contest.id}`)).json.total, 1);
});

test('making an edition gives no right to it', async () => {
	const contest = await newContest(admin);
	const edition = await draftEdition(admin, { contest_id: contest.id });

	assert.equal((await admin.patch(`/api/v1/editions/${edition.id}`, { grace_seconds: 60 }, ifMatch(1))).status, 403);
	assert.equal(server.db.one('SELECT COUNT(*) AS n FROM grants WHERE edition_id = ?', edition.id).n, '0');
});

test('an edition with a wrong contest, a taken name or contradicting dates is not made', async () => {
	const { contest_id, code: taken } = await draftEdition(organizer);
	const make = async (fields) => code(await organizer.post('/api/v1/editions', { contest_id, code: 'free-name', title: { 'zh-CN': '甲' }, ...fields }));

	assert.equal(await make({ contest_id: 999999 }), 'contest-unknown');
	assert.equal(await make({ code: taken }), 'edition-code-taken');
	assert.equal(await make({ entries_open_at: inDays(2), entries_close_at: inDays(1) }), 'edition-dates-invalid');
	assert.equal(await make({ entries_close_at: inDays(2), corrections_close_at: inDays(1) }), 'edition-dates-invalid');
	assert.equal((await organizer.post('/api/v1/editions', { contest_id, code: 'free-name', title: { 'zh-CN': '甲' }, grace_seconds: 86401 }, { hold: false })).status, 422);
});

test('a draft is edited piece by piece; null clears a date; a stale or missing version is refused', async () => {
	const draft = await draftEdition(organizer, { corrections_close_at: inDays(20) });
	const path = `/api/v1/editions/${draft.id}`;

	assert.equal((await organizer.patch(path, {}, { hold: false })).status, 428);
	const saved = (await organizer.patch(path, { corrections_close_at: null, grace_seconds: 300 }, ifMatch(1))).json;
	assert.equal(saved.corrections_close_at, null);
	assert.equal(saved.grace_seconds, 300);
	assert.equal(saved.entries_close_at, draft.entries_close_at);
	assert.equal((await organizer.patch(path, { grace_seconds: 1 }, ifMatch(1))).status, 412);
	assert.equal(code(await organizer.patch(path, { entries_close_at: inDays(-11) }, ifMatch(2))), 'edition-dates-invalid');
	assert.equal((await auditor.patch(path, { grace_seconds: 1 }, ifMatch(2))).status, 403);
	const stranger = await server.account({ organizer: (await draftEdition(organizer)).id });
	assert.equal((await stranger.patch(path, { grace_seconds: 1 }, ifMatch(2))).status, 404);
});

test('publishing says what is missing, happens once, and ends the editing', async () => {
	const draft = await draftEdition(organizer, { entries_open_at: null, entries_close_at: null });
	const path = `/api/v1/editions/${draft.id}`;
	const early = await organizer.post(`${path}/publish`, {}, ifMatch(1));

	assert.equal(code(early), 'edition-not-ready');
	assert.deepEqual(early.json.errors.map((e) => e.field), ['entries_open_at', 'entries_close_at', 'rulebook']);
	await organizer.expect(200, 'PATCH', path, { entries_open_at: inDays(-1), entries_close_at: inDays(1) }, ifMatch(1));
	await useRulebook(organizer, draft.id);
	assert.equal((await organizer.post(`${path}/publish`, {}, ifMatch(2))).status, 412);
	assert.equal((await organizer.post(`${path}/publish`, {}, ifMatch(3))).json.state, 'published');
	assert.equal((await organizer.post(`${path}/publish`, {}, ifMatch(4))).status, 409);
	assert.equal(code(await organizer.patch(path, { grace_seconds: 1 }, ifMatch(4))), 'edition-published');
});

test('an announced date changes by amendment, and everybody sees how', async () => {
	const { id, entries_close_at: old } = await publishedEdition(organizer);
	const path = `/api/v1/editions/${id}`;
	const later = inDays(30);
	const amended = await organizer.post(`${path}/amendments`, { field: 'entries_close_at', new_value: later, reason: '应企业要求延期' });

	assert.equal(amended.status, 201);
	assert.equal(Date.parse(amended.json.entries_close_at), Date.parse(later));
	await organizer.expect(201, 'POST', `${path}/amendments`, { field: 'grace_seconds', new_value: 600, reason: '网络拥堵' });
	const seen = (await nobody.get(path)).json;
	assert.equal(seen.grace_seconds, 600);
	assert.deepEqual(seen.amendments.map((a) => [a.field, a.reason, a.amended_by]), [['entries_close_at', '应企业要求延期', null], ['grace_seconds', '网络拥堵', null]]);
	assert.equal(Date.parse(seen.amendments[0].old_value), Date.parse(old));
	assert.equal(Date.parse(seen.amendments[0].new_value), Date.parse(later));
	assert.deepEqual([seen.amendments[1].old_value, seen.amendments[1].new_value], ['0', '600']);
	assert.equal((await auditor.get(path)).json.amendments[0].amended_by, organizer.account.id);
});

test('an amendment needs a reason, a fitting value, a published edition, and must not come too late', async () => {
	const { id } = await publishedEdition(organizer);
	const amend = async (field, new_value, options) => code(await organizer.post(`/api/v1/editions/${id}/amendments`, { field, new_value, reason: '因故' }, options));
	const hold = false;

	assert.equal((await organizer.post(`/api/v1/editions/${id}/amendments`, { field: 'grace_seconds', new_value: 5, reason: '' }, { hold })).status, 422);
	assert.equal(await amend('entries_close_at', inDays(-1)), 'amendment-in-past');
	assert.equal(await amend('entries_close_at', '明天'), 'amendment-value-invalid');
	assert.equal(await amend('entries_close_at', 7), 'amendment-value-invalid');
	assert.equal(await amend('grace_seconds', 'x'), 'amendment-value-invalid');
	assert.equal(await amend('grace_seconds', 86401), 'amendment-value-invalid');
	assert.equal(await amend('grace_seconds', 0), 'amendment-value-invalid'); // as it is already
	assert.equal(await amend('entries_open_at', inDays(1)), 'amendment-too-late'); // it has opened
	assert.equal(await amend('corrections_close_at', inDays(1)), 'edition-dates-invalid');
	assert.equal((await organizer.post(`/api/v1/editions/${id}/amendments`, { field: 'title', new_value: 'x', reason: '因故' }, { hold })).status, 422);
	server.db.query("UPDATE rounds SET state = 'open' WHERE edition_id = ? AND position = 0", id);
	assert.equal(await amend('entries_close_at', inDays(40)), 'amendment-too-late');
	const draft = await draftEdition(organizer);
	assert.equal(code(await organizer.post(`/api/v1/editions/${draft.id}/amendments`, { field: 'grace_seconds', new_value: 5, reason: '因故' })), 'edition-not-published');
	assert.equal((await auditor.post(`/api/v1/editions/${id}/amendments`, { field: 'grace_seconds', new_value: 5, reason: '因故' })).status, 403);
});

test('closing needs a reason and nothing open, and is for good', async () => {
	const { id, version } = await publishedEdition(organizer);
	const path = `/api/v1/editions/${id}`;

	assert.equal((await organizer.post(`${path}/close`, {}, { ...ifMatch(version), hold: false })).status, 422);
	server.db.query("UPDATE rounds SET state = 'open' WHERE edition_id = ? AND position = 0", id);
	const refused = await organizer.post(`${path}/close`, { reason: '全部完成' }, ifMatch(version));
	assert.equal(code(refused), 'edition-unfinished');
	assert.equal(refused.json.rounds_open, 1);
	server.db.query("UPDATE rounds SET state = 'planned' WHERE edition_id = ?", id);
	assert.equal((await organizer.post(`${path}/close`, { reason: '全部完成' }, ifMatch(version))).json.state, 'closed');
	assert.equal((await organizer.post(`${path}/close`, { reason: '全部完成' }, ifMatch(version + 1))).status, 409);
	assert.equal(code(await organizer.post(`${path}/amendments`, { field: 'grace_seconds', new_value: 5, reason: '因故' })), 'edition-not-published');
	assert.equal((await nobody.get(path)).json.state, 'closed');
});

test('editions are filtered, sorted and paged', async () => {
	const contest = await newContest(organizer);
	const make = (code, days) => draftEdition(organizer, { contest_id: contest.id, code: `${contest.code}-${code}`, entries_close_at: inDays(days) });
	const [b, a, c] = [await make('b', 1), await make('a', 3), await make('c', 2)];
	const ids = async (query) => (await organizer.get(`/api/v1/editions?contest=${contest.id}${query}`)).json.items.map((e) => e.id);

	assert.deepEqual(await ids(''), [c.id, a.id, b.id]);
	assert.deepEqual(await ids('&sort=code'), [a.id, b.id, c.id]);
	assert.deepEqual(await ids('&sort=entries_close_at'), [b.id, c.id, a.id]);
	assert.deepEqual(await ids('&sort=code&limit=1&offset=1'), [b.id]);
	assert.deepEqual(await ids('&state=published'), []);
	assert.equal((await organizer.get(`/api/v1/editions?contest=${contest.id}&limit=1&offset=9`)).json.total, 3);
	assert.equal((await organizer.get('/api/v1/editions?sort=id')).status, 422);
	assert.equal((await organizer.get('/api/v1/editions?limit=501')).status, 422);
});

test('the calendar is kept by organisers of all editions and admins', async () => {
	const path = '/api/v1/calendar/2030-10-01';

	assert.equal((await contestant.put(path, { working: false })).status, 403);
	const local = await server.account({ organizer: (await draftEdition(organizer)).id });
	assert.equal((await local.put(path, { working: false })).status, 403);
	assert.deepEqual((await admin.put(path, { working: false, name: '国庆节' })).json, { day: '2030-10-01', working: false, name: '国庆节' });
	assert.deepEqual((await organizer.put(path, { working: false, name: '国庆' })).json, { day: '2030-10-01', working: false, name: '国庆' });
	assert.equal((await nobody.get(path)).json.name, '国庆');
	assert.deepEqual((await nobody.get('/api/v1/calendar?from=2030-10-01&to=2030-10-01')).json.items.map((d) => d.day), ['2030-10-01']);
	assert.equal((await organizer.put('/api/v1/calendar/2030-02-30', { working: false }, { hold: false })).status, 422);
	assert.equal((await organizer.delete(path)).status, 204);
	assert.equal((await organizer.delete(path)).status, 404);
	assert.equal((await nobody.get(path)).status, 404);
});

test('a period in working days ends in the midnight after its last day in Shanghai', async () => {
	const end = async (after, days) => (await nobody.get(`/api/v1/working-days?after=${encodeURIComponent(after)}&days=${days}`)).json?.ends_at;
	const day = (text) => new Date(`${text}T00:00:00+08:00`).getTime();
	const ends = async (after, days, text) => assert.equal(Date.parse(await end(after, days)), day(text), `${after} + ${days}`);

	// 2031-04-30 is a Wednesday.
	await ends('2031-04-30T09:00:00+08:00', 1, '2031-05-02');
	await ends('2031-04-30T09:00:00+08:00', 5, '2031-05-08'); // over a weekend
	await ends('2031-04-30T23:59:59+08:00', 1, '2031-05-02');
	await ends('2031-04-30T16:00:00Z', 1, '2031-05-03'); // already the 1st there
	await ends('2031-05-03T12:00:00+08:00', 1, '2031-05-06'); // begun on a Saturday
	for (const d of ['01', '02', '05']) await organizer.expect(200, 'PUT', `/api/v1/calendar/2031-05-${d}`, { working: false, name: '劳动节' });
	await organizer.expect(200, 'PUT', '/api/v1/calendar/2031-05-04', { working: true, name: '调休上班' }); // a Sunday
	await ends('2031-04-30T09:00:00+08:00', 1, '2031-05-05');
	await ends('2031-04-30T09:00:00+08:00', 2, '2031-05-07');
	server.db.query("INSERT INTO calendar_days (day, working) SELECT '2041-01-01' + INTERVAL seq DAY, FALSE FROM seq_0_to_800");
	const never = await nobody.get('/api/v1/working-days?after=2041-01-01T00:00:00Z&days=1');
	assert.deepEqual([never.status, never.json.code, never.json.field], [422, 'no-working-day', 'days']);
	assert.equal((await nobody.get('/api/v1/working-days?days=251')).status, 422);
	assert.equal((await nobody.get('/api/v1/working-days?days=0')).status, 422);
});

test('announced holidays are there with their notice, and periods follow them', async () => {
	const years = (await nobody.get('/api/v1/calendar-years')).json.items;
	for (const [year, notice, off, worked] of [[2024, '国办发明电〔2023〕7号', 28, 8], [2025, '国办发明电〔2024〕12号', 28, 5], [2026, '国办发明电〔2025〕7号', 33, 6]]) {
		const found = years.find((y) => y.year === year);
		assert.ok(found?.source.includes(notice), `${year}: ${found?.source}`);
		assert.deepEqual([found.days_off, found.days_worked], [off, worked], String(year));
	}
	const of = async (after, days) => (await nobody.get(`/api/v1/working-days?after=${encodeURIComponent(after)}&days=${days}`)).json;
	// From Tuesday, 29 September 2026: the 30th, then eight days off, then Thursday, Friday and a Saturday that is worked.
	const golden = await of('2026-09-29T10:00:00+08:00', 4);
	assert.equal(Date.parse(golden.ends_at), Date.parse('2026-10-11T00:00:00+08:00'));
	assert.deepEqual(golden.warnings, []);
});

test('a period that reaches into a year whose holidays nobody entered warns, until somebody enters it', async () => {
	const reach = async (after, days, language = 'zh-CN') => (await nobody.get(`/api/v1/working-days?after=${encodeURIComponent(after)}&days=${days}`, { headers: { 'accept-language': language } })).json.warnings;
	const year = '/api/v1/calendar-years/2044';
	const notice = { source: '国务院办公厅关于2044年部分节假日安排的通知' };

	// 2043 is entered, 2044 is not: Thursday, 31 December 2043 is the last day of the first, the end itself does not count.
	await organizer.expect(200, 'PUT', '/api/v1/calendar-years/2043', notice);
	assert.deepEqual(await reach('2043-12-28T09:00:00+08:00', 3), []);
	const [warning, ...others] = await reach('2043-12-28T09:00:00+08:00', 4);
	assert.deepEqual([warning.code, warning.year, others], ['holidays-unknown', 2044, []]);
	assert.match(warning.message, /2044 年的放假安排尚未录入/);
	assert.match((await reach('2043-12-28T09:00:00+08:00', 4, 'en'))[0].message, /holidays of 2044 have not been entered/);
	assert.deepEqual((await reach('2044-12-28T09:00:00+08:00', 250)).map((w) => w.year), [2044, 2045]);

	assert.equal((await nobody.put(year, notice)).status, 401);
	assert.equal((await auditor.put(year, notice)).status, 403);
	const { id: edition } = await draftEdition(organizer);
	assert.equal((await (await server.account({ organizer: edition })).put(year, notice)).status, 403);
	for (const no of ['1948', '9999', '24', '02044', 'next']) assert.equal((await organizer.put(`/api/v1/calendar-years/${no}`, notice, { hold: false })).status, 422, no);
	assert.equal((await organizer.put(year, { source: ' ' })).status, 422);
	assert.equal((await organizer.put(year, { source: 'x'.repeat(201) }, { hold: false })).status, 422);
	assert.deepEqual((await admin.put(year, notice)).json, { year: 2044, ...notice });
	assert.deepEqual(await reach('2043-12-28T09:00:00+08:00', 4), []);
	assert.equal((await organizer.delete(year)).status, 204);
	assert.equal((await organizer.delete(year)).status, 404);
	assert.equal((await reach('2043-12-28T09:00:00+08:00', 4)).length, 1);
});
