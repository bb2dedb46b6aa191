// Entries up to the receipt:
// - the form of an edition: fields with limits, facts that the rulebook asks about with types, industries, attachments
// - drafts: one per firm as the rulebook says, only while the edition takes entries, only for one's own firm
// - saving piece by piece: merge patch, null takes out, every limit refused with its field, If-Match needed, two tabs never overwrite each other
// - what is missing is listed by field; submitting an incomplete entry is refused with the same list
// - facts are held against what the rulebook declares of them (choice, range, kind, undeclared): kept in the draft, named, refused when submitted
// - submitting: number, time of arrival, ordinal, SHA-256 over the canonical body; nothing personal in it; attachments frozen by SHA-256
// - editing after submitting changes nothing that counts until it is submitted again
// - the deadline: time of arrival against deadline plus grace; not before the opening; announced times in the problem
// - a body that ends more than LIMIT_BODY_LATE_S after the deadline is late, whatever its head said; within that the head's time counts, and is kept
// - withdrawal frees the seat; not once the entry is in a round; until the deadline what was withdrawn can be taken up again, as it was
// - lists: own, or all of the edition for organisers and auditors, with filters, sorting and pages
// - receipts: list, one with its body, and the public check with its reasons; of a whole receipt every line is compared, in each language, as saved
//   and as mailed, also after the server has moved, and with what nobody sees it is refused; one that was replaced or whose entry was withdrawn says so
// - contestants see only their firms' entries
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { Raw, limits, until } from './bare.mjs';
import { attach, complete, draft, edition, firm, form, rulebook, save, setDates, submit, submitted } from './entry_fixtures.mjs';
import { startServer } from './harness.mjs';
import { pdf, upload } from './upload_fixtures.mjs';

let server, open, owner, stranger, organizer, auditor;
const hours = 3600e3;

before(async () => {
	server = await startServer();
	open = edition(server, { code: 'guangzhou-2023' });
	owner = await server.account({ contestant: null }, { name: '王小明' });
	stranger = await server.account({ contestant: null });
	organizer = await server.account({ organizer: open.id });
	auditor = await server.account({ auditor: open.id });
});
after(() => server.stop());

const loose = { hold: false };
const read = async (client, id) => (await client.expect(200, 'GET', `/api/v1/entries/${id}`));
const fieldsOf = (problem) => problem.errors.map((e) => e.field).sort();

// RFC 8785 for the values that occur here.
const canonical = (value) =>
	Array.isArray(value) ? `[${value.map(canonical).join(',')}]`
		: value && typeof value === 'object' ? `{${Object.keys(value).sort().map((k) => `${JSON.stringify(k)}:${canonical(value[k])}`).join(',')}}`
			: JSON.stringify(value);

test('the form tells fields and facts', async () => {
	const answer = await server.client({ language: 'zh-CN' }).expect(200, 'GET', `/api/v1/editions/${open.id}/entry-form`);
	const field = (name) => answer.fields.find((f) => f.name === name);
	assert.equal(field('project_name').max, 50);
	assert.equal(field('project_name').label, '项目名称');
	assert.equal(field('keywords').max_items, 5);
	assert.equal(field('contact.phone').personal, true);
	const facts = Object.fromEntries(answer.facts.map((f) => [f.path, f]));
	assert.deepEqual(Object.keys(facts).sort(), ['entry.submitted_on', 'firm.blacklist', 'firm.listed', 'firm.registered_on', 'firm.revenue_fen', 'investment.kind', 'investment.received_fen', 'investment.registered_on', 'investment.verified']);
	assert.equal(facts['firm.revenue_fen'].type, 'money');
	assert.equal(facts['firm.revenue_fen'].required, true);
	assert.equal(facts['firm.registered_on'].type, 'day');
	assert.equal(facts['firm.registered_on'].required, true);
	assert.equal(facts['firm.listed'].type, 'boolean');
	assert.equal(facts['firm.blacklist'].required, false);
	assert.deepEqual(facts['investment.kind'].values, ['fund', 'firm']);
	assert.equal(facts['investment.verified'].source, 'server');
	assert.equal(facts['entry.submitted_on'].source, 'server');
	assert.deepEqual(answer.industries.map((i) => i.id), ['biomed', 'it']);
	assert.deepEqual(answer.attachments.filter((a) => a.required).map((a) => a.kind), ['licence']);
	const hidden = edition(server, { state: 'draft' });
	assert.equal((await owner.get(`/api/v1/editions/${hidden.id}/entry-form`)).status, 404);
});

test('drafts: where, for whom, how many', async () => {
	const mine = await firm(owner);
	const make = (client, e, f) => client.post('/api/v1/entries', { edition_id: e, firm_id: f }, loose);
	const entry = await draft(owner, open.id, mine.id);
	assert.equal(entry.state, 'draft');
	assert.equal(entry.editable, true);
	assert.deepEqual(entry.form, {});
	assert.equal((await make(owner, open.id, mine.id)).json.code, 'entries-per-firm');
	assert.equal((await make(stranger, open.id, mine.id)).json.code, 'firm-unknown');
	assert.equal((await make(organizer, open.id, mine.id)).status, 403);
	assert.equal((await make(owner, 99999, mine.id)).json.code, 'edition-unknown');
	const early = await make(owner, edition(server, { opens: hours, closes: 2 * hours }).id, mine.id);
	assert.equal(early.json.code, 'entries-not-open');
	assert.ok(early.json.opens_at > new Date().toISOString());
	assert.equal((await make(owner, edition(server, { opens: -2 * hours, closes: -hours }).id, mine.id)).json.code, 'deadline-passed');
	assert.equal((await make(owner, edition(server, { closes: -1000, grace: 3600 }).id, mine.id)).status, 201);
	assert.equal((await make(owner, edition(server, { state: 'closed' }).id, mine.id)).json.code, 'edition-not-running');
	assert.equal((await make(owner, edition(server, { state: 'draft' }).id, mine.id)).json.code, 'edition-unknown');
	const unlimited = edition(server, { body: { ...rulebook, entries_per_firm: undefined } });
	for (let i = 0; i < 20; i++) await draft(owner, unlimited.id, mine.id);
	assert.equal((await make(owner, unlimited.id, mine.id)).json.code, 'entries-per-firm');
});

test('drafts made at the same moment do not exceed the limit', async () => {
	const mine = await firm(owner);
	const answers = await Promise.all(Array.from({ length: 6 }, () => owner.post('/api/v1/entries', { edition_id: open.id, firm_id: mine.id }, loose)));
	assert.deepEqual(answers.map((a) => a.status).sort(), [201, 409, 409, 409, 409, 409]);
});

test('saving piece by piece', async () => {
	const mine = await firm(owner);
	const entry = await draft(owner, open.id, mine.id);
	const first = await save(owner, entry, { project_name: '支架', contact: { name: '王', phone: '020-12345' }, firm_facts: { listed: false, note: 'x' } });
	assert.equal(first.status, 200);
	assert.equal(first.json.version, entry.version + 1);
	assert.equal(first.headers.etag, `"${first.json.version}"`);
	const second = await save(owner, first.json, { contact: { phone: null, email: 'a@b.cn' }, firm_facts: { note: null, revenue_fen: 5 }, industry: 'biomed', entry_facts: { gone: null } });
	assert.equal(second.status, 200);
	const now = await read(owner, entry.id);
	assert.deepEqual(now.form, { project_name: '支架', industry: 'biomed', contact: { name: '王', email: 'a@b.cn' }, firm_facts: { listed: false, revenue_fen: 5 }, entry_facts: {} });
	assert.equal(now.title, '支架');
	assert.equal(now.industry, 'biomed');
	const third = await save(owner, now, { project_name: null, industry: null, contact: null });
	assert.equal(third.status, 200);
	const after = await read(owner, entry.id);
	assert.equal(after.title, '');
	assert.equal(after.industry, null);
	assert.ok(!('contact' in after.form));
	assert.equal((await save(owner, after, { equity_percent: 27.1, financing_wan: 99999.99 })).status, 200);
	const { text } = await owner.get(`/api/v1/entries/${entry.id}`);
	assert.match(text, /"equity_percent":27\.1,"financing_wan":99999\.99[,}]/); // not 27.100000000000001
});

test('two tabs never overwrite each other', async () => {
	const mine = await firm(owner);
	const entry = await draft(owner, open.id, mine.id);
	assert.equal((await owner.patch(`/api/v1/entries/${entry.id}`, { market: 'a' }, loose)).status, 428);
	const answers = await Promise.all(['a', 'b', 'c', 'd'].map((market) => save(owner, entry, { market })));
	assert.deepEqual(answers.map((a) => a.status).sort(), [200, 412, 412, 412]);
	const won = answers.find((a) => a.status === 200).json;
	const lost = answers.find((a) => a.status === 412).json;
	assert.equal(lost.code, 'version');
	assert.equal(lost.version, won.version);
	assert.equal(lost.saved_by, '王小明');
	assert.equal(lost.saved_at, won.saved_at);
	assert.equal((await save(stranger, { id: entry.id, version: won.version }, { market: 'x' })).status, 404);
	assert.equal((await save(organizer, { id: entry.id, version: won.version }, { market: 'x' })).status, 403);
});

test('every limit of the form, each with its field', async () => {
	const mine = await firm(owner);
	const entry = await draft(owner, open.id, mine.id);
	const wrong = {
		'project_name': [{ project_name: '长'.repeat(51) }, { project_name: 7 }, { project_name: 'a\u0001' }],
		'industry': [{ industry: 'x'.repeat(65) }],
		'technology_field': [{ technology_field: '长'.repeat(101) }],
		'channel': [{ channel: '长'.repeat(51) }],
		'invest_instead_of_review': [{ invest_instead_of_review: 'yes' }],
		'service_needs': [{ service_needs: ['a', 'b', 'c', 'd'] }, { service_needs: 'a' }],
		'service_needs[1]': [{ service_needs: ['a', 'a'] }, { service_needs: ['a', ''] }, { service_needs: ['a', '长'.repeat(51)] }, { service_needs: ['a', 1] }],
		'financing_wan': [{ financing_wan: -1 }, { financing_wan: 10000001 }, { financing_wan: 1.234 }, { financing_wan: '5' }],
		'equity_percent': [{ equity_percent: 100.01 }],
		'keywords': [{ keywords: ['1', '2', '3', '4', '5', '6'] }],
		'keywords[0]': [{ keywords: ['长'.repeat(31)] }],
		'product': [{ product: '长'.repeat(2001) }],
		'market': [{ market: '长'.repeat(2001) }],
		'business_model': [{ business_model: '长'.repeat(1001) }],
		'contact': [{ contact: 'x' }],
		'contact.name': [{ contact: { name: '长'.repeat(51) } }],
		'contact.phone': [{ contact: { phone: '1234' } }, { contact: { phone: 'abc12345' } }],
		'contact.email': [{ contact: { email: 'nobody' } }, { contact: { email: 'a@b' } }, { contact: { email: `${'a'.repeat(250)}@b.cn` } }],
		'contact.fax': [{ contact: { fax: '1' } }],
		'surplus': [{ surplus: 1 }],
		'contact.name.first': [{ 'contact.name.first': 'x' }],
		'firm_facts': [{ firm_facts: [] }, { firm_facts: Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`f${i}`, i])) }],
		'firm_facts.Revenue': [{ firm_facts: { Revenue: 1 } }],
		'firm_facts.revenue_fen': [{ firm_facts: { revenue_fen: -1 } }, { firm_facts: { revenue_fen: 1.5 } }, { firm_facts: { revenue_fen: 9007199254740992 } }],
		'firm_facts.registered_on': [{ firm_facts: { registered_on: '2023-02-30' } }, { firm_facts: { registered_on: 20230228 } }],
		'firm_facts.a': [{ firm_facts: { a: { b: 1 } } }, { firm_facts: { a: 'x'.repeat(201) } }],
		'entry_facts.submitted_on': [{ entry_facts: { submitted_on: '2023-01-01' } }],
		'entry_facts.channel': [{ entry_facts: { channel: 'x' } }],
	};
	for (const [field, pieces] of Object.entries(wrong)) {
		for (const piece of pieces) {
			const answer = await save(owner, entry, piece);
			assert.equal(answer.status, 422, JSON.stringify(piece));
			assert.equal(answer.json.code, 'entry-form-invalid');
			assert.deepEqual(fieldsOf(answer.json), [field]);
			assert.ok(answer.json.errors[0].detail.length > 5);
			assert.doesNotMatch(answer.json.errors[0].detail, /\bfen\b|分为单位/);
		}
	}
	assert.deepEqual((await save(owner, entry, { project_name: 1, ['x'.repeat(79) + '文']: 1, contact: { email: 'x' } })).json.errors.length, 3);
	const several = await save(owner, entry, { project_name: 1, keywords: 2, contact: { email: 'x' } });
	assert.deepEqual(fieldsOf(several.json), ['contact.email', 'keywords', 'project_name']);
	assert.equal((await read(owner, entry.id)).version, entry.version);
	const full = { project_name: '长'.repeat(50), product: '长'.repeat(2000), market: '😀'.repeat(2000), business_model: '长'.repeat(1000), service_needs: ['a', 'b', 'c'], keywords: ['1', '2', '3', '4', '5'], financing_wan: 10000000, equity_percent: 99.99 };
	assert.equal((await save(owner, entry, full)).status, 200);
	assert.equal((await owner.patch(`/api/v1/entries/${entry.id}`, { market: 'x'.repeat(140000) }, { ...loose, headers: { 'If-Match': '"2"' } })).status, 413);
	let version = entry.version + 1;
	let answer;
	for (let i = 0; i < 30; i++) {
		answer = await save(owner, { id: entry.id, version }, { firm_facts: Object.fromEntries(Array.from({ length: 100 }, (_, k) => [`f${i}_${k}`, 'x'.repeat(150)])) });
		if (answer.status !== 200) break;
		version++;
	}
	assert.equal(answer.json.code, 'entry-form-too-large');
});

test('what is missing, and that it bars submitting', async () => {
	const mine = await firm(owner);
	const entry = await draft(owner, open.id, mine.id);
	const missing = await owner.expect(200, 'GET', `/api/v1/entries/${entry.id}/missing`);
	assert.equal(missing.complete, false);
	const all = ['attachments.licence', 'business_model', 'contact.email', 'contact.name', 'contact.phone', 'firm_facts.listed', 'firm_facts.registered_on', 'firm_facts.revenue_fen', 'industry', 'invest_instead_of_review', 'keywords', 'market', 'product', 'project_name', 'technology_field'];
	assert.deepEqual(missing.missing.map((m) => m.field).sort(), all);
	const refused = await submit(owner, entry);
	assert.equal(refused.json.code, 'entry-incomplete');
	assert.deepEqual(fieldsOf(refused.json), all);
	const saved = await save(owner, entry, { ...form, industry: 'astrology', project_name: '  ', firm_facts: { ...form.firm_facts, listed: 'no' } });
	attach(server, entry);
	const wrong = await submit(owner, saved.json);
	assert.deepEqual(fieldsOf(wrong.json), ['firm_facts.listed', 'industry', 'project_name']);
	const mended = await save(owner, saved.json, { industry: 'it', project_name: '支架', firm_facts: { listed: false } });
	assert.deepEqual(await owner.expect(200, 'GET', `/api/v1/entries/${entry.id}/missing`), { complete: true, missing: [] });
	assert.equal((await stranger.get(`/api/v1/entries/${entry.id}/missing`)).status, 404);
	server.db.query("UPDATE firms SET state = 'code_in_question' WHERE id = ?", mine.id);
	assert.deepEqual(fieldsOf((await submit(owner, mended.json)).json), ['firm']);
});

test('facts as the rulebook declares them', async () => {
	const body = structuredClone(rulebook);
	body.facts = {
		firm: {
			registered_on: { kind: 'date' }, revenue_fen: { kind: 'money', min: 100000000, max: 20000000000 }, listed: { kind: 'yes_no' }, blacklist: { kind: 'text' },
			stage: { kind: 'choice', name: { 'zh-CN': '阶段' }, choices: [{ id: 'seed', name: { 'zh-CN': '种子期', en: 'Seed' } }, { id: 'a', name: { 'zh-CN': 'A 轮', en: 'Series A' } }] },
			staff: { kind: 'integer', min: 1, max: 500 }, rd_share: { kind: 'share', min: 0.05 },
		},
		entry: { patents: { kind: 'number', max: 10 }, financing_wan: { kind: 'number', max: 1000 }, submitted_on: { kind: 'date' } },
		investment: { registered_on: { kind: 'date' }, received_fen: { kind: 'money' }, kind: { kind: 'text' }, verified: { kind: 'yes_no' } },
	};
	body.eligibility.all.push({ fact: 'firm.stage', one_of: ['seed', 'a'] }, { fact: 'firm.staff', at_most: 300 });
	body.rounds[0].ties = ['most:entry.patents'];
	const ruled = edition(server, { body });
	const answer = await owner.expect(200, 'GET', `/api/v1/editions/${ruled.id}/entry-form`);
	const stage = answer.facts.find((f) => f.path === 'firm.stage');
	assert.deepEqual([stage.type, stage.required, stage.values, stage.declared], ['text', true, ['seed', 'a'], body.facts.firm.stage]);

	const firmFacts = { ...form.firm_facts, stage: 'seed', staff: 30, rd_share: 0.06 };
	let { entry } = await complete(server, owner, ruled.id, { firm_facts: firmFacts });
	const path = `/api/v1/entries/${entry.id}/missing`;
	const noticed = async (piece) => {
		const kept = (await owner.request('PATCH', `/api/v1/entries/${entry.id}`, { json: piece, headers: { 'If-Match': `"${entry.version}"`, 'accept-language': 'en' } })).json;
		entry = { id: entry.id, version: kept.version };
		const { missing } = await owner.expect(200, 'GET', path, undefined, { headers: { 'accept-language': 'en' } });
		const refused = await submit(owner, entry);
		// What is not filled in is no fault while it is written; everything else is said at once.
		assert.deepEqual(kept.notices.map((e) => `${e.field}: ${e.detail}`).sort(), missing.filter((e) => e.detail !== 'This is not filled in yet.').map((e) => `${e.field}: ${e.detail}`).sort());
		if (missing.length) assert.deepEqual([refused.status, refused.json.code, refused.json.errors?.map((e) => e.field)], [422, 'entry-incomplete', missing.map((e) => e.field)]);
		return Object.fromEntries(missing.map((e) => [e.field, e.detail]));
	};
	assert.deepEqual(await noticed({ firm_facts: { stage: 'b' } }), { 'firm_facts.stage': 'Please choose one of: Seed, Series A.' });
	assert.deepEqual(await noticed({ firm_facts: { stage: 5 } }), { 'firm_facts.stage': 'Please choose one of: Seed, Series A.' });
	assert.deepEqual(await noticed({ firm_facts: { stage: null } }), { 'firm_facts.stage': 'This is not filled in yet.' });
	assert.deepEqual(await noticed({ firm_facts: { stage: 'a', staff: 0 } }), { 'firm_facts.staff': 'This must be at least 1.' });
	assert.deepEqual(await noticed({ firm_facts: { staff: 501 } }), { 'firm_facts.staff': 'This must be at most 500.' });
	assert.deepEqual(await noticed({ firm_facts: { staff: 1.5 } }), { 'firm_facts.staff': 'This must be a whole number.' });
	assert.deepEqual(await noticed({ firm_facts: { staff: '2023-03-02' } }), { 'firm_facts.staff': 'This must be a whole number.' });
	assert.deepEqual(await noticed({ firm_facts: { staff: 500, revenue_fen: 99999999, rd_share: 1.2 } }), { 'firm_facts.revenue_fen': 'This must be at least CNY 1000000.00.', 'firm_facts.rd_share': 'This is a share, from 0% to 100%.' });
	assert.deepEqual(await noticed({ firm_facts: { revenue_fen: 20000000001, rd_share: 0.01, listed: 'no' } }), { 'firm_facts.listed': 'This must be answered with yes or no.', 'firm_facts.revenue_fen': 'This must be at most CNY 200000000.00.', 'firm_facts.rd_share': 'This must be at least 5%.' });
	// A field of the form's own that the rules declare as a fact
	assert.deepEqual(await noticed({ firm_facts: { revenue_fen: 100000000, rd_share: 0.05, listed: false }, financing_wan: 1001, entry_facts: { patents: 10.5 } }), { 'financing_wan': 'This must be at most 1000.', 'entry_facts.patents': 'This must be at most 10.' });
	// Undeclared: an error once a rulebook declares facts, but for the district, which is asked for in any case
	assert.deepEqual(await noticed({ financing_wan: 1000, entry_facts: { patents: 10, colour: 'red' }, firm_facts: { note: 'x' } }), { 'entry_facts.colour': 'The rules of this edition know no such fact; please take it out.', 'firm_facts.note': 'The rules of this edition know no such fact; please take it out.' });
	const chinese = (await owner.expect(200, 'GET', path, undefined, { headers: { 'accept-language': 'zh-Hant' } })).missing;
	assert.deepEqual(chinese.map((e) => e.detail), ['本屆賽制沒有這一項，請刪去。', '本屆賽制沒有這一項，請刪去。']);
	assert.deepEqual(await noticed({ entry_facts: { colour: null }, firm_facts: { note: null } }), {});
	assert.equal(server.db.one('SELECT state FROM entries WHERE id = ?', entry.id).state, 'submitted');
	// The rules see what they ask about and no other fact, so that what is not declared does not stand in their way.
	const verdicts = [];
	for (const basis of ['draft', 'submission']) verdicts.push((await owner.expect(200, 'GET', `/api/v1/entries/${entry.id}/eligibility?basis=${basis}`)).rule);
	assert.deepEqual(verdicts.map((rule) => [rule.eligible, rule.division]), [[false, 'startup'], [false, 'startup']], 'staff is above what the rules take');
	assert.equal((await owner.expect(200, 'GET', `/api/v1/entries/${entry.id}/direct-advancement`)).rules[0].holds, false);

	// Without declarations any name will do.
	delete body.facts;
	const free = edition(server, { body });
	const { entry: other } = await complete(server, owner, free.id, { firm_facts: { ...firmFacts, stage: 'b', note: 'x' }, entry_facts: { colour: 'red' } });
	assert.deepEqual((await owner.expect(200, 'GET', `/api/v1/entries/${other.id}/missing`)).missing, []);
});

test('submitting gives a receipt', async () => {
	const { entry, firm: mine } = await complete(server, owner, open.id);
	const roadshow = attach(server, entry, 'roadshow');
	assert.equal((await owner.post(`/api/v1/entries/${entry.id}/submit`, undefined, loose)).status, 428);
	assert.equal((await submit(owner, { id: entry.id, version: 1 })).status, 412);
	assert.equal((await submit(stranger, entry)).status, 404);
	const answer = await submit(owner, entry);
	assert.equal(answer.status, 201);
	const receipt = answer.json;
	assert.match(receipt.number, /^GUANGZHOU-2023-\d{6}$/);
	assert.equal(receipt.ordinal, 1);
	const submission = await owner.expect(200, 'GET', `/api/v1/entries/${entry.id}/submissions/1`);
	assert.equal(submission.sha256, receipt.sha256);
	assert.equal(createHash('sha256').update(canonical(submission.body)).digest('hex'), receipt.sha256);
	assert.equal(submission.body.arrived_at, receipt.arrived_at);
	assert.equal(submission.body.firm.code, mine.code);
	assert.equal(submission.body.form.project_name, form.project_name);
	assert.ok(!('contact' in submission.body.form));
	assert.ok(submission.body.attachments.some((a) => a.kind === 'roadshow' && a.sha256 === roadshow));
	const row = server.db.one('SELECT firm_facts, entry_facts FROM submissions WHERE entry_id = ?', entry.id);
	assert.deepEqual(JSON.parse(row.firm_facts), form.firm_facts);
	const day = new Date(new Date(receipt.arrived_at).getTime() + 8 * hours).toISOString().slice(0, 10);
	assert.deepEqual(JSON.parse(row.entry_facts), { patents: 3, technology_field: '医疗器械', invest_instead_of_review: true, financing_wan: 500, equity_percent: 12.5, submitted_on: day });
	const now = await read(owner, entry.id);
	assert.equal(now.state, 'submitted');
	assert.equal(now.number, receipt.number);
	assert.equal(now.unsubmitted_changes, false);
	assert.equal(`"${now.version}"`, answer.headers.etag);
	const mail = await server.mailTo(owner.account.email, new RegExp(receipt.number));
	assert.ok(mail.text.includes(receipt.sha256));
	assert.equal((await submit(owner, entry)).status, 412, 'the same click again is not a second submission');
});

test('a licence that was really uploaded is frozen in the submission', async () => {
	const mine = await firm(owner);
	const entry = await draft(owner, open.id, mine.id);
	const saved = (await save(owner, entry, form)).json;
	assert.deepEqual(fieldsOf((await submit(owner, saved)).json), ['attachments.licence']);
	const bytes = pdf();
	const hash = createHash('sha256').update(bytes).digest('hex');
	await upload(owner, { entry: entry.id, kind: 'licence', filename: '营业执照.pdf' }, bytes);
	assert.equal((await submit(owner, saved)).status, 201);
	const [frozen] = (await owner.expect(200, 'GET', `/api/v1/entries/${entry.id}/submissions/1`)).body.attachments;
	assert.deepEqual(frozen, { kind: 'licence', filename: '营业执照.pdf', size: bytes.length, media_type: 'application/pdf', sha256: hash });
});

test('edited again: what counts changes with the next submission only', async () => {
	const { entry, receipt } = await submitted(server, owner, open.id);
	const saved = await save(owner, entry, { project_name: '新名称', industry: 'it' });
	const now = await read(owner, entry.id);
	assert.equal(now.unsubmitted_changes, true);
	assert.equal(now.title, form.project_name);
	assert.equal(now.industry, 'biomed');
	assert.equal(now.form.project_name, '新名称');
	assert.equal(now.submission.sha256, receipt.sha256);
	const again = await submit(owner, saved.json);
	assert.equal(again.status, 201);
	assert.equal(again.json.number, receipt.number);
	assert.equal(again.json.ordinal, 2);
	const after = await read(owner, entry.id);
	assert.equal(after.title, '新名称');
	assert.equal(after.industry, 'it');
	const list = await owner.expect(200, 'GET', `/api/v1/entries/${entry.id}/submissions`);
	assert.deepEqual(list.items.map((s) => [s.ordinal, s.counts]), [[1, false], [2, true]]);
});

test('numbers are given once, without gaps, also at the same moment', async () => {
	const busy = edition(server, { code: 'busy' });
	const entries = [];
	for (let i = 0; i < 8; i++) entries.push((await complete(server, owner, busy.id)).entry);
	const answers = await Promise.all(entries.map((entry) => submit(owner, entry)));
	assert.deepEqual(answers.map((a) => a.json.number).sort(), entries.map((_, i) => `BUSY-00000${i + 1}`));
});

test('a body that takes long', async () => {
	const closing = edition(server, {});
	const heads = [];
	for (let i = 0; i < 3; i++) {
		const { entry } = await complete(server, owner, closing.id);
		const raw = await Raw.open(server.port);
		const [method, target] = i < 2 ? ['PATCH', ''] : ['POST', '/submit'];
		const cookie = [...owner.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
		const body = i < 2 ? '{"market":"x"}' : '{}';
		raw.send(`${method} /api/v1/entries/${entry.id}${target} HTTP/1.1\r\nHost: localhost\r\nCookie: ${cookie}\r\nIf-Match: "${entry.version}"\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: ${body.length}\r\n\r\n`);
		while (!raw.bytes.includes('100 Continue\r\n\r\n')) await raw.wait('the head to be there');
		raw.bytes = Buffer.alloc(0);
		raw.send(body.slice(0, -1));
		heads.push(raw);
	}
	setDates(server, closing.id, { closes: 100 });
	const closes = Number(server.db.one("SELECT TIMESTAMPDIFF(MICROSECOND, '1970-01-01', entries_close_at) DIV 1000 at FROM editions WHERE id = ?", closing.id).at);
	console.error("closes", closes, Date.now());
	await until('the deadline', () => Date.now() > closes + 10);
	const inTime = await heads[0].send('}').answer();
	assert.equal(inTime.status, 200, inTime.text);
	assert.ok(Date.parse(inTime.json.saved_at) <= closes, 'the time of the head is kept');
	await until('the time for late bodies to be over', () => Date.now() > closes + limits.BODY_LATE_S * 1000 + 10);
	for (const raw of heads.slice(1)) {
		const late = await raw.send('}').answer();
		assert.equal(late.json.code, 'deadline-passed', late.text);
		assert.ok(Date.parse(late.json.arrived_at) <= closes && Date.parse(late.json.complete_at) > closes + limits.BODY_LATE_S * 1000);
	}
	for (const raw of heads) raw.close();
});

test('the deadline', async () => {
	const closing = edition(server, {});
	const { entry } = await complete(server, owner, closing.id);
	setDates(server, closing.id, { closes: -2000 });
	const late = await submit(owner, entry);
	assert.equal(late.json.code, 'deadline-passed');
	assert.ok(late.json.closes_at < late.json.arrived_at);
	const inBeijing = new Date(Date.parse(late.json.closes_at) + 8 * 3600e3).toISOString();
	assert.ok(late.json.detail.includes(inBeijing.slice(0, 19).replace('T', ' ')), late.json.detail);
	assert.equal((await save(owner, entry, { market: 'x' })).json.code, 'deadline-passed');
	assert.equal((await read(owner, entry.id)).editable, false);
	const { items } = await owner.expect(200, 'GET', '/api/v1/entries?mine=true&limit=100');
	assert.deepEqual([items.find((e) => e.id === entry.id).editable, items.some((e) => e.editable && e.state === 'draft')], [false, true]);
	setDates(server, closing.id, { grace: 600 });
	assert.equal((await read(owner, entry.id)).editable, true);
	const saved = await save(owner, entry, { market: 'x' });
	assert.equal(saved.status, 200);
	assert.equal((await submit(owner, saved.json)).status, 201);
	setDates(server, closing.id, { opens: hours, closes: 2 * hours, grace: 0 });
	assert.equal((await save(owner, { id: entry.id, version: saved.json.version + 1 }, { market: 'y' })).json.code, 'entries-not-open');
});

test('withdrawal', async () => {
	const { entry, firm: mine } = await submitted(server, owner, open.id);
	const withdraw = (client, body = {}) => client.post(`/api/v1/entries/${entry.id}/withdraw`, body);
	assert.equal((await withdraw(stranger)).status, 404);
	const done = await withdraw(owner, { reason: '转让项目' });
	assert.equal(done.json.state, 'withdrawn');
	assert.ok(done.json.withdrawn_at);
	assert.equal((await withdraw(owner)).json.code, 'state');
	assert.equal((await save(owner, done.json, { market: 'x' })).json.code, 'state');
	assert.equal((await submit(owner, done.json)).json.code, 'state');
	assert.equal(server.db.one("SELECT reason FROM audit WHERE action = 'entry.withdraw' AND object_id = ?", entry.id).reason, '转让项目');
	// Taken up again, as it was
	const restore = (client, id = entry.id) => client.post(`/api/v1/entries/${id}/restore`);
	assert.equal((await restore(stranger)).status, 404);
	const back = await restore(owner);
	assert.deepEqual([back.json.state, back.json.number, back.json.submission.ordinal, back.json.withdrawn_at, back.json.form.project_name], ['submitted', done.json.number, 1, null, form.project_name]);
	assert.equal((await restore(owner)).json.code, 'state');
	assert.deepEqual((await owner.expect(200, 'GET', `/api/v1/entries/${entry.id}/timeline`)).items.map((i) => i.kind), ['submitted', 'withdrawn', 'restored']);
	const begun = await complete(server, owner, open.id);
	await owner.expect(200, 'POST', `/api/v1/entries/${begun.entry.id}/withdraw`, {});
	assert.deepEqual([(await restore(owner, begun.entry.id)).json.state, (await save(owner, { id: begun.entry.id, version: begun.entry.version + 2 }, { market: 'x' })).status], ['draft', 200]);
	await owner.expect(200, 'POST', `/api/v1/entries/${entry.id}/withdraw`, {});
	// Not after the deadline, not beside another one
	const over = edition(server);
	const late = await submitted(server, owner, over.id);
	await owner.expect(200, 'POST', `/api/v1/entries/${late.entry.id}/withdraw`, {});
	setDates(server, over.id, { closes: -1000 });
	assert.equal((await restore(owner, late.entry.id)).json.code, 'deadline-passed');
	await draft(owner, open.id, mine.id);
	assert.equal((await restore(owner)).json.code, 'entries-per-firm');
	const other = await submitted(server, owner, open.id);
	server.db.query("INSERT INTO rounds (edition_id, code, position, kind) VALUES (?, 'semi', 0, 'judged')", open.id);
	server.db.query("INSERT INTO round_entries (round_id, entry_id, via, group_key) SELECT MAX(id), ?, 'first', '' FROM rounds", other.entry.id);
	assert.equal((await owner.post(`/api/v1/entries/${other.entry.id}/withdraw`, {})).json.code, 'entry-in-round');
});

test('lists', async () => {
	const own = edition(server, { code: 'lists' });
	const chair = await server.account({ organizer: own.id });
	const a = await submitted(server, owner, own.id, { project_name: '乙', industry: 'it' });
	const b = await submitted(server, stranger, own.id, { project_name: '甲' });
	await draft(owner, own.id, (await firm(owner, { name: '草稿公司' })).id);
	const list = async (client, query) => client.expect(200, 'GET', `/api/v1/entries?edition_id=${own.id}${query}`);
	assert.equal((await list(chair, '')).total, 3);
	assert.deepEqual((await list(chair, '&state=submitted&sort=title')).items.map((e) => e.id), [b, a].map((x) => x.entry.id).sort((x, y) => (x === a.entry.id ? -1 : 1)));
	assert.deepEqual((await list(chair, '&state=submitted&sort=-number')).items.map((e) => e.id), [b.entry.id, a.entry.id]);
	assert.deepEqual((await list(chair, '&industry=it')).items.map((e) => e.id), [a.entry.id]);
	assert.deepEqual((await list(chair, `&q=${encodeURIComponent('草稿')}`)).items.map((e) => e.state), ['draft']);
	assert.deepEqual((await list(chair, `&q=${b.firm.code.slice(4).toLowerCase()}`)).items.map((e) => e.id), [b.entry.id]);
	assert.deepEqual((await list(chair, '&q=lists-000001')).items.map((e) => e.id), [a.entry.id]);
	const page = await list(chair, '&limit=1&offset=1&sort=saved_at');
	assert.equal(page.items.length, 1);
	assert.equal(page.total, 3);
	assert.equal((await list(owner, '')).total, 2);
	assert.equal((await list(stranger, '')).total, 1);
	assert.equal((await list(organizer, '')).total, 0, 'organiser of another edition');
	assert.equal((await list(chair, '&mine=true')).total, 0);
	assert.ok((await owner.expect(200, 'GET', '/api/v1/entries')).total > 5);
	assert.equal((await chair.get('/api/v1/entries?sort=form', loose)).status, 422);
});

test('who sees an entry', async () => {
	const { entry } = await submitted(server, owner, open.id);
	for (const [client, status] of [[owner, 200], [organizer, 200], [auditor, 200], [stranger, 404]]) {
		assert.equal((await client.get(`/api/v1/entries/${entry.id}`)).status, status);
		assert.equal((await client.get(`/api/v1/entries/${entry.id}/submissions`)).status, status);
		assert.equal((await client.get(`/api/v1/entries/${entry.id}/submissions/1`)).status, status);
	}
	assert.equal((await owner.get(`/api/v1/entries/${entry.id}/submissions/2`)).status, 404);
	assert.equal((await owner.get('/api/v1/entries/0')).status, 404);
	assert.equal((await owner.get('/api/v1/entries/abc')).status, 404);
	assert.equal((await server.client().get(`/api/v1/entries/${entry.id}`)).status, 401);
	assert.equal((await submit(auditor, entry)).status, 403);
});

test('anybody can check a receipt by its number and hash', async () => {
	const { entry, receipt } = await submitted(server, owner, open.id);
	const check = (number, sha256) => server.client().expect(200, 'POST', '/api/v1/receipts/check', { number, sha256 });
	const good = await check(receipt.number.toLowerCase(), receipt.sha256.toUpperCase());
	assert.equal(good.valid, true);
	assert.deepEqual(good.submission, { ordinal: 1, arrived_at: receipt.arrived_at, counts: true, timezone: 'Asia/Shanghai' });
	assert.equal(good.differences, null, 'nothing else was compared');
	assert.ok(good.text.includes(receipt.sha256), 'what is stored is shown, to be compared by eye');
	assert.equal((await check('GUANGZHOU-2023-999999', receipt.sha256)).verdict, 'number_unknown');
	assert.equal((await check('编号', receipt.sha256)).verdict, 'number_unknown');
	assert.equal((await check(receipt.number, '0'.repeat(64))).verdict, 'hash_differs');
	assert.equal((await check(receipt.number, receipt.sha256.slice(1))).verdict, 'malformed');
	for (const body of [{}, { number: receipt.number }, { sha256: receipt.sha256 }]) assert.equal((await server.client().post('/api/v1/receipts/check', body)).json.code, 'receipt-not-given');
	server.db.query("UPDATE submissions SET body = JSON_SET(body, '$.form.market', 'altered') WHERE entry_id = ?", entry.id);
	const altered = await check(receipt.number, receipt.sha256);
	assert.equal(altered.verdict, 'stored_text_differs');
	assert.deepEqual([altered.submission, altered.text], [null, null]);
});

// Every line of a receipt is altered once, taken out once, and something is put before and behind it.
test('of a whole receipt every line is compared', async () => {
	const { entry } = await submitted(server, owner, open.id);
	const text = (await owner.expect(200, 'GET', `/api/v1/entries/${entry.id}/submissions/1`)).text;
	const check = (given) => server.client().expect(200, 'POST', '/api/v1/receipts/check', { text: given });
	const lines = text.split('\n');
	const said = lines.flatMap((line, i) => (line.trim() && !line.startsWith('saitou-receipt/') ? [i] : []));
	assert.ok(said.length > 12);
	const genuine = await check(text);
	assert.deepEqual([genuine.verdict, genuine.differences], ['good', []]);
	assert.equal((await check(`\ufeff${text.replaceAll('\n', '  \r\n\r\n')}`)).verdict, 'good', 'blanks and line ends are nothing');
	for (const i of said) {
		const forged = await check([...lines.slice(0, i), `${lines[i]}〇`, ...lines.slice(i + 1)].join('\n'));
		assert.deepEqual([forged.valid, forged.verdict], [false, 'differs'], lines[i]);
		assert.deepEqual(forged.differences, [{ stated: `${lines[i]}〇`.trim(), stored: lines[i].trim() }]);
		assert.deepEqual((await check([...lines.slice(0, i), ...lines.slice(i + 1)].join('\n'))).differences, [{ stated: null, stored: lines[i].trim() }]);
	}
	assert.deepEqual((await check(`企业: 别的企业\n${text}`)).differences, [{ stated: '企业: 别的企业', stored: null }]);
	assert.deepEqual((await check(`${text}获奖金额: 一百万\n`)).differences, [{ stated: '获奖金额: 一百万', stored: null }]);
	assert.equal((await check(text.replace(/^saitou-receipt.*$/m, ''))).verdict, 'malformed');
	// What would show other than it compares: digits turned round, a gap that is none.
	for (const unseen of ['\u202e', '\u2066', '\u200b', '\u00ad', '\u{e0041}', '\u0007']) {
		const refused = await server.client().post('/api/v1/receipts/check', { text: text.replace('-', `-${unseen}`) });
		assert.deepEqual([refused.status, refused.json.errors.map((e) => e.field)], [422, ['text']], escape(unseen));
	}
	assert.equal((await check(`${'\nx'.repeat(1001)}\n${text}`)).verdict, 'malformed', 'more lines than anything is compared with');
	assert.equal((await server.client().post('/api/v1/receipts/check', { text: 'x'.repeat(16001) })).status, 422);
});

test('a receipt in each language, with files, investments and their evidence, as it was mailed', async () => {
	const made = await complete(server, owner, open.id);
	const declared = await owner.expect(201, 'POST', '/api/v1/investments', { edition_id: open.id, firm_id: made.firm.id, investor: '成长基金', facts: { registered_on: '2025-03-04', received_fen: 1234567890, kind: 'fund' } });
	await upload(owner, { investment: declared.id, kind: 'evidence', filename: '增资协议.pdf' }, pdf());
	const { json: receipt } = await submit(owner, made.entry);
	const { entry } = made;
	const mail = await server.mailTo(owner.account.email, new RegExp(receipt.number));
	const check = (text) => server.client().expect(200, 'POST', '/api/v1/receipts/check', { text });
	assert.equal((await check(mail.text)).verdict, 'good', mail.text);
	for (const locale of ['zh-CN', 'zh-Hant', 'en']) {
		const { text, body } = await owner.expect(200, 'GET', `/api/v1/entries/${entry.id}/submissions/1`, undefined, { headers: { 'accept-language': locale } });
		const [investment] = body.investments;
		for (const part of [body.attachments[0].sha256, '成长基金', '12345678.90', '2025-03-04', investment.evidence[0].filename, investment.evidence[0].sha256]) assert.ok(text.includes(part), `${locale}: ${part}\n${text}`);
		assert.equal((await check(text)).verdict, 'good', locale);
		assert.equal((await check(text.replace('12345678.90', '92345678.90'))).verdict, 'differs', locale);
	}
});

test('a receipt from before the server moved is as genuine as it was', async () => {
	const { entry } = await submitted(server, owner, open.id);
	const { text } = await owner.expect(200, 'GET', `/api/v1/entries/${entry.id}/submissions/1`);
	const check = async (given) => (await server.client().expect(200, 'POST', '/api/v1/receipts/check', { text: given })).verdict;
	const config = readFileSync(server.config, 'utf8');
	await server.terminate();
	writeFileSync(server.config, config.replace(/^public_url = .*$/m, 'public_url = "https://moved.example"'));
	await server.start();
	try {
		assert.equal(await check(text), 'good');
		assert.equal(await check(text.replace(/https:[^ \n]*\/check/, 'https://phishing.example/check')), 'differs');
	} finally {
		await server.terminate();
		writeFileSync(server.config, config);
		await server.start();
	}
});

test('a receipt that was replaced, or whose entry was withdrawn, says so', async () => {
	const { entry, receipt } = await submitted(server, owner, open.id);
	const check = async () => {
		const { verdict, valid, submission } = await server.client().expect(200, 'POST', '/api/v1/receipts/check', { number: receipt.number, sha256: receipt.sha256 });
		return [verdict, valid, submission.counts];
	};
	assert.deepEqual(await check(), ['good', true, true]);
	assert.equal((await submit(owner, entry)).status, 201);
	assert.deepEqual(await check(), ['superseded', true, false]);
	await owner.expect(200, 'POST', `/api/v1/entries/${entry.id}/withdraw`, {});
	assert.deepEqual(await check(), ['withdrawn', true, false]);
});
