// What a form states about firm, project and investments, and what it can be:
// - every fact that the rules ask for has a unit and a range, by what the rulebook declares, else by the end of its name; the form tells both
// - what lies outside is kept in the draft and marked, the other fields are saved, and it bars submitting: years that nobody means, days to come,
//   more than all of the staff, half a patent, fewer than none; what is declared rules, a minimum below 0 too
// - facts are held against each other: a day that cannot come before another, a part that exceeds its whole, an investment older than the firm
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
