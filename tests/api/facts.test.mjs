// What a form states about firm, project and investments, and what it can be:
// - every fact that the rules ask for has a unit and a range, by what the rulebook declares, else by the end of its name; the form tells both
// - what lies outside is kept in the draft and marked, the other fields are saved, and it bars submitting: years that nobody means, days to come,
//   more than all of the staff, half a patent, fewer than none; what is declared rules, a minimum below 0 too
// - facts are held against each other: a day that cannot come before another, a part that exceeds its whole, an investment older than the firm
// - what the rulebook needs is asked for and marked, with what it can bring: conditions, indicators, questions; submitting without is refused, and of
//   the parts of which the best counts one will do; of an investment, too
// - the live yield of a draft: verdicts, points, what is missing, what an investment would do if it were verified; missing is never "not eligible"; what
//   is out of its range, or of another type than the rules compare (a "no" that is text), counts as missing; only for the firm and the edition's staff
// - what the form shows of a draft is what the computed preliminary finds of it
// - the units of money, shares and per cent are those that the pages show
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { complete, edition, form, rulebook, save, submit } from './entry_fixtures.mjs';
import { startServer } from './harness.mjs';

let server, owner;

before(async () => {
	server = await startServer();
	owner = await server.account();
});
after(() => server.stop());

const english = { headers: { 'accept-language': 'en' } };
const day = (offset) => new Date(Date.now() + 8 * 3600e3 + offset * 86400e3).toISOString().slice(0, 10);
// A rulebook that asks, in no rule that decides, for the facts FIRM.
const asking = (firm, declared) => {
	const body = structuredClone(rulebook);
	body.eligibility.all.push(...firm.map((name) => ({ any: [{ fact: `firm.${name}`, present: true }, { fact: `firm.${name}`, present: false }] })));
	if (declared) body.facts = declared;
	return body;
};

const names = ['technical_staff_share', 'rd_to_sales', 'rd_to_costs', 'staff', 'patents', 'ip_class_1', 'founded_on', 'licence_expires_on', 'growth_percent', 'profit', 'assets_wan', 'first_year', 'assets_fen'];

test('units and ranges by name, and the pages know the same units', async () => {
	const made = edition(server, { body: asking(names) });
	const { facts } = await owner.expect(200, 'GET', `/api/v1/editions/${made.id}/entry-form`);
	const bounds = Object.fromEntries(facts.filter((f) => f.owner === 'firm').map((f) => [f.name, f.bounds]));
	assert.deepEqual(bounds.technical_staff_share, { unit: 'share', min: 0, max: 1, whole: false });
	assert.deepEqual(bounds.staff, { unit: 'people', min: 0, max: 10000000, whole: true });
	assert.deepEqual(bounds.ip_class_1, { unit: 'items', min: 0, max: 1000000, whole: true });
	assert.deepEqual(bounds.founded_on, { unit: 'day', min: '1900-01-01', max: day(0), whole: false });
	assert.equal(bounds.licence_expires_on.max, '2199-12-31');
	assert.equal(bounds.growth_percent.min, -100);
	for (const f of facts) assert.ok(f.bounds.unit, f.path);
	const units = JSON.parse(readFileSync(new URL('../../web/src/rulebook/units.json', import.meta.url)));
	const sample = { _fen: 'assets_fen', _wan: 'assets_wan', _percent: 'growth_percent', _share: 'technical_staff_share', '_to_*': 'rd_to_sales' };
	for (const [ending, name] of Object.entries(sample)) assert.equal(bounds[name].unit, units[ending], name);
});

test('what no firm can state is kept, marked, and bars submitting', async () => {
	const made = edition(server, { body: asking(names) });
	let { entry } = await complete(server, owner, made.id);
	const noticed = async (facts) => {
		const kept = await save(owner, entry, { firm_facts: facts });
		assert.equal(kept.status, 200, kept.text);
		entry = { id: entry.id, version: kept.json.version };
		const refused = await submit(owner, entry);
		const marked = kept.json.notices.map((n) => n.field.replace('firm_facts.', '')).sort();
		assert.deepEqual(refused.status === 201 ? [] : refused.json.errors.map((e) => e.field.replace('firm_facts.', '')).sort(), marked);
		if (refused.status === 201) entry.version++;
		assert.deepEqual((await owner.expect(200, 'GET', `/api/v1/entries/${entry.id}`)).form.firm_facts[Object.keys(facts)[0]], Object.values(facts)[0], 'kept as typed');
		return marked;
	};
	const fine = { registered_on: '2023-03-02', technical_staff_share: 0.3, rd_to_sales: 1.3, rd_to_costs: 1, staff: 30, patents: 2, ip_class_1: 0, founded_on: '1901-01-01', licence_expires_on: day(1000), growth_percent: -12.5, profit: 5.5, assets_wan: 10, first_year: 2020, assets_fen: 0 };
	assert.deepEqual(await noticed(fine), []);
	const wrong = {
		registered_on: ['0202-03-02', '1899-12-31', '2999-01-01', day(1)], technical_staff_share: [1.3, -0.1, '30%', true], rd_to_costs: [1.01], rd_to_sales: [1001],
		staff: [2.5, -1, 10000001], patents: [2.5, -3], ip_class_1: [0.5, 'two'], growth_percent: [-101], first_year: [202, 2020.5], profit: [-1, 1e15], assets_fen: [2e15], licence_expires_on: ['2999-01-01'],
	};
	for (const [name, values] of Object.entries(wrong)) {
		for (const value of values) assert.deepEqual(await noticed({ [name]: value }), [name], `${name} ${value}`);
		assert.deepEqual(await noticed({ [name]: fine[name] }), []);
	}
	const said = async (facts) => (await save(owner, entry, { firm_facts: facts }).then((answer) => ((entry.version = answer.json.version), owner.expect(200, 'GET', `/api/v1/entries/${entry.id}/missing`, undefined, english)))).missing.map((m) => m.detail);
	assert.deepEqual(await said({ technical_staff_share: 1.3 }), ['This must be at most 100%.']);
	assert.deepEqual(await said({ technical_staff_share: 0.3, registered_on: day(1) }), [`The date cannot be after today (${day(0)}).`]);
	assert.deepEqual(await said({ registered_on: '0202-03-02' }), ['The date cannot be before 1900-01-01; please check the year.']);
	assert.deepEqual(await said({ registered_on: '2023-03-02', patents: 2.5 }), ['This must be a whole number.']);
});

test('what the rulebook declares rules', async () => {
	const declared = {
		firm: {
			registered_on: { kind: 'date' }, revenue_fen: { kind: 'money' }, listed: { kind: 'yes_no' }, blacklist: { kind: 'text' },
			profit: { kind: 'number', min: -1000 }, staff: { kind: 'integer' }, change: { kind: 'integer' }, share: { kind: 'number' }, patents: { kind: 'text' },
		},
		entry: { submitted_on: { kind: 'date' }, patents: { kind: 'integer' } },
		investment: { registered_on: { kind: 'date' }, received_fen: { kind: 'money' }, kind: { kind: 'text' }, verified: { kind: 'yes_no' } },
	};
	const body = asking(['profit', 'staff', 'change', 'share', 'patents'], declared);
	const made = edition(server, { body });
	const { facts } = await owner.expect(200, 'GET', `/api/v1/editions/${made.id}/entry-form`);
	const of = (name) => facts.find((f) => f.path === `firm.${name}`).bounds;
	assert.deepEqual([of('profit').min, of('change').min, of('change').whole, of('share').unit], [-1000, null, true, 'number']);
	const { entry } = await complete(server, owner, made.id);
	const marked = async (firm_facts) => {
		const answer = await save(owner, entry, { firm_facts });
		entry.version = answer.json.version;
		return answer.json.notices.map((n) => n.field);
	};
	assert.deepEqual(await marked({ profit: -1000, change: -5, share: 1.3, patents: 'two' }), []);
	assert.deepEqual(await marked({ profit: -1000.5, staff: -1, change: 0.5 }), ['firm_facts.profit', 'firm_facts.staff', 'firm_facts.change']);
	assert.deepEqual(await marked({ registered_on: day(1), staff: 1, change: 1, profit: 0 }), ['firm_facts.registered_on']);
});

test('facts that contradict each other', async () => {
	const made = edition(server, { body: asking(['founded_on', 'technical_staff', 'staff']) });
	const { entry, firm } = await complete(server, owner, made.id);
	const missing = async (firm_facts) => {
		entry.version = (await save(owner, entry, { firm_facts })).json.version;
		return (await owner.expect(200, 'GET', `/api/v1/entries/${entry.id}/missing`)).missing.map((m) => m.field);
	};
	assert.deepEqual(await missing({ registered_on: '2023-03-02', founded_on: '2023-03-03', technical_staff: 31, staff: 30 }), ['firm_facts.registered_on', 'firm_facts.technical_staff']);
	assert.deepEqual(await missing({ founded_on: '2023-03-02', technical_staff: 30 }), []);
	const declare = (facts) => owner.request('POST', '/api/v1/investments', { json: { edition_id: made.id, firm_id: firm.id, investor: '甲基金', facts: { registered_on: '2024-05-01', received_fen: 150000000, kind: 'fund', ...facts } }, hold: false });
	for (const [facts, field] of [[{ received_on: '2024-03-01', agreement_on: '2024-03-02' }, 'facts.received_on'], [{ agreed_on: '2024-05-02' }, 'facts.registered_on'], [{ registered_on: day(1) }, 'facts.registered_on'], [{ registered_on: '0202-05-01' }, 'facts.registered_on'], [{ investor_share: 1.3 }, 'facts.investor_share']]) {
		const refused = await declare(facts);
		assert.deepEqual([refused.status, refused.json.errors.map((e) => e.field)], [422, [field]], JSON.stringify(facts));
	}
	const kept = await declare({ received_on: '2024-03-02', agreement_on: '2024-03-02' });
	assert.equal(kept.status, 201);
	assert.deepEqual(await missing({ registered_on: '2024-06-01', founded_on: null }), [`investment.${kept.json.id}.registered_on`, `investment.${kept.json.id}.received_on`]);
	assert.equal((await submit(owner, entry)).status, 422);
	assert.deepEqual(await missing({ registered_on: form.firm_facts.registered_on }), []);
	assert.equal((await submit(owner, entry)).status, 201);
});

const guangzhou = JSON.parse(readFileSync(new URL('../../schema/rulebooks/guangzhou-2023.json', import.meta.url)));
const firmFacts = { registered_on: '2022-03-02', revenue_fen: 960000000, assets_fen: 500000000, staff: 50, technical_staff_share: 0.24, rd_to_sales: 0.035, ip_class_1: 0, ip_class_2: 2, listed: false, ip_dispute: false, bad_record: false, abnormal_operation: false, national_top_three: false, district: '天河区' };
const yieldOf = (entry, client = owner) => client.expect(200, 'GET', `/api/v1/entries/${entry.id}/yield`);
const missingOf = async (entry) => (await owner.expect(200, 'GET', `/api/v1/entries/${entry.id}/missing`)).missing.map((m) => m.field).sort();

test('what the rulebook needs', async () => {
	const made = edition(server, { body: guangzhou });
	const { facts } = await owner.expect(200, 'GET', `/api/v1/editions/${made.id}/entry-form`);
	const required = facts.filter((f) => f.required).map((f) => f.path);
	for (const path of ['firm.staff', 'firm.assets_fen', 'firm.revenue_fen', 'firm.registered_on', 'firm.technical_staff_share', 'firm.listed', 'firm.ip_dispute', 'firm.bad_record', 'firm.abnormal_operation', 'firm.national_top_three', 'investment.in_cash', 'investment.new_equity']) assert.ok(required.includes(path), path);
	const fact = (path) => facts.find((f) => f.path === path);
	assert.deepEqual(fact('firm.technical_staff_share').worth, { round: 'prelim', points: 20 });
	assert.deepEqual([fact('firm.rd_to_sales').required, fact('firm.rd_to_sales').worth.points, fact('firm.rd_to_sales').one_of], [false, 50, ['firm.rd_to_sales', 'firm.rd_to_costs']]);
	assert.deepEqual(fact('firm.ip_class_2').worth, { round: 'prelim', points: 24 });
	const { entry, firm } = await complete(server, owner, made.id, { industry: 'biomed', firm_facts: { district: '天河区' }, entry_facts: {} });
	const all = ['assets_fen', 'abnormal_operation', 'bad_record', 'ip_class_1', 'ip_dispute', 'listed', 'national_top_three', 'rd_to_sales', 'registered_on', 'revenue_fen', 'staff', 'technical_staff_share'].map((n) => `firm_facts.${n}`).sort();
	assert.deepEqual(await missingOf(entry), all);
	const refused = await submit(owner, entry);
	assert.deepEqual([refused.status, refused.json.errors.map((e) => e.field).sort()], [422, all]);
	// Of the parts one will do, and 0 and no are answers.
	entry.version = (await save(owner, entry, { firm_facts: { ...firmFacts, rd_to_sales: null, rd_to_costs: 0, ip_class_1: null, ip_class_2: 0 } })).json.version;
	assert.deepEqual(await missingOf(entry), []);
	const made2 = await owner.expect(201, 'POST', '/api/v1/investments', { edition_id: made.id, firm_id: firm.id, investor: '甲基金', facts: { registered_on: day(-30), received_fen: 150000000, kind: 'fund' } });
	const lacking = await missingOf(entry);
	assert.ok(lacking.includes(`investment.${made2.id}.in_cash`) && lacking.includes(`investment.${made2.id}.government_fund`), lacking.join());
	assert.equal((await submit(owner, entry)).status, 422);
});

test('what a draft comes to', async () => {
	const made = edition(server, { body: guangzhou });
	const { entry, firm } = await complete(server, owner, made.id, { industry: 'biomed', firm_facts: { district: '天河区' }, entry_facts: {} });
	const fill = async (firm_facts) => {
		entry.version = (await save(owner, entry, { firm_facts })).json.version;
		return yieldOf(entry);
	};
	const blank = await yieldOf(entry);
	assert.deepEqual([blank.eligibility.verdict, blank.eligibility.division, blank.rounds[0].verdict, blank.version], ['open', null, 'open', entry.version]);
	assert.ok(blank.eligibility.missing.includes('firm.listed') && blank.rounds[0].missing.includes('firm.staff'));
	const some = await fill(firmFacts);
	assert.deepEqual([some.eligibility.verdict, some.eligibility.division, some.eligibility.missing], ['yes', 'startup', []]);
	const round = some.rounds[0];
	assert.deepEqual([round.score, round.min_score, round.most, round.reaches, round.verdict, round.missing], ['44.00', 60, 100, false, 'open', ['firm.rd_to_costs']]);
	assert.deepEqual(round.indicators[0], { id: 'staff', points: 12, most: 20, fact: 'firm.technical_staff_share', saw: 0.24, next: { at_least: 0.25, points: 16 } });
	assert.deepEqual(round.minimums, [{ value_of: 'indicator:staff', value: 12, limit: 4, holds: true }]);
	assert.deepEqual([(await fill({ rd_to_costs: 0.12 })).rounds[0].verdict, (await fill({ rd_to_costs: 0.3 })).rounds[0].score, (await yieldOf(entry)).rounds[0].verdict], ['no', '74.00', 'yes']);
	// Certain whatever else, open, and out of its range
	assert.equal((await fill({ revenue_fen: 20000000001 })).eligibility.verdict, 'no');
	assert.equal((await fill({ revenue_fen: 960000000, listed: null })).eligibility.verdict, 'open');
	const faulty = await fill({ listed: false, registered_on: '0202-03-02', technical_staff_share: 1.3 });
	assert.deepEqual([faulty.eligibility.verdict, faulty.eligibility.missing, faulty.rounds[0].indicators[0].points, faulty.rounds[0].missing], ['open', ['firm.registered_on'], 0, ['firm.technical_staff_share']]);
	// Yes and no are no texts and no numbers, in the draft and of an investment.
	await fill({ registered_on: '2022-03-02', technical_staff_share: 0.24 });
	for (const answer of ['no', 'false', 0, '否']) {
		const wrong = await fill({ listed: answer });
		assert.deepEqual([wrong.eligibility.verdict, wrong.eligibility.missing], ['open', ['firm.listed']], JSON.stringify(answer));
		assert.deepEqual(await missingOf(entry), ['firm_facts.listed']);
		const told = await owner.post('/api/v1/investments', { edition_id: made.id, firm_id: firm.id, investor: '甲基金', facts: { registered_on: day(-30), received_fen: 150000000, kind: 'fund', in_cash: answer } });
		assert.deepEqual([told.status, told.json.errors?.map((e) => e.field)], [422, ['facts.in_cash']], JSON.stringify(answer));
	}
	await fill({ listed: false });
	// An investment: what it lacks, what it would do
	await fill({ registered_on: '2022-03-02', technical_staff_share: 0.24 });
	const facts = { registered_on: day(-30), received_fen: 150000000, kind: 'fund', in_cash: true, new_equity: true, government_fund: false, investor_share: 0.12, largest_holder: false, controller: false };
	await owner.expect(201, 'POST', '/api/v1/investments', { edition_id: made.id, firm_id: firm.id, investor: '甲基金', facts });
	const claimed = await yieldOf(entry);
	assert.deepEqual([claimed.takes, claimed.direct[0].verdict, claimed.if_verified.takes, claimed.if_verified.direct[0].verdict], [null, 'no', guangzhou.direct_advancement[0].id, 'yes']);
	const stranger = await server.account();
	assert.equal((await stranger.get(`/api/v1/entries/${entry.id}/yield`)).status, 404);
	const auditor = await server.account({ auditor: made.id });
	assert.equal((await yieldOf(entry, auditor)).rounds[0].score, '74.00');
	assert.equal((await owner.get('/api/v1/entries/999999/yield')).status, 404);
});
