// Investments and prior awards:
// - a firm's members declare investments, with facts as the rulebook names them; every mistake is named, also what the rulebook declares otherwise
// - edited and withdrawn while the edition takes corrections; edited only until somebody has verified
// - verification by two different organisers, with evidence; nobody for their own firm; the version that was read
// - rejection with a reason, also later
// - after the second verification the rule decides about direct advancement, explained to the firm
// - once the round to which it would lead has begun, a decision that changes who advances directly corrects what was published (course_decisions.test.mjs)
// - lists: own, or the edition's queue; who verified is for organisers and auditors
// - history of an investment
// - prior awards: recorded with their source, listed, removed with a reason
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { join, edition, firm, rulebook, setDates, submitted } from './entry_fixtures.mjs';
import { startServer } from './harness.mjs';

let server, open, owner, stranger, first, second, auditor;
const hours = 3600e3;
const loose = { hold: false };
const today = (days = 0) => new Date(Date.now() + 8 * hours + days * 24 * hours).toISOString().slice(0, 10);
const facts = { registered_on: today(-30), received_fen: 120000000, kind: 'fund' };

before(async () => {
	server = await startServer();
	open = edition(server, {});
	owner = await server.account({ contestant: null });
	stranger = await server.account({ contestant: null });
	first = await server.account({ organizer: open.id }, { name: '甲核' });
	second = await server.account({ organizer: open.id }, { name: '乙核' });
	auditor = await server.account({ auditor: open.id });
});
after(() => server.stop());

const declare = (firmId, fields = {}, client = owner, options = {}) => client.post('/api/v1/investments', { edition_id: open.id, firm_id: firmId, investor: '粤科基金', facts, ...fields }, options);
const evidence = (id) => server.db.query("INSERT INTO attachments (token, edition_id, investment_id, kind, filename, size, received, state, media_type, sha256, created_by, created_at, stored_at) SELECT ?, edition_id, id, 'evidence', '回单.pdf', 1, 1, 'stored', 'application/pdf', ?, created_by, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) FROM investments WHERE id = ?", `token-of-evidence-${id}-${Math.random()}`, Buffer.alloc(32), id);
const act = (client, investment, verb, body = { reason: '核对银行回单与工商登记' }, match = `"${investment.version}"`) => client.post(`/api/v1/investments/${investment.id}/${verb}`, body, { ...loose, headers: { 'If-Match': match ?? undefined } });
const show = (client, id) => client.expect(200, 'GET', `/api/v1/investments/${id}`);
const fieldsOf = (problem) => problem.errors.map((e) => e.field).sort();

async function verified(firmId, fields) {
	const investment = (await declare(firmId, fields)).json;
	evidence(investment.id);
	const once = (await act(first, investment, 'first-verify')).json;
	const twice = await act(second, once, 'second-verify');
	assert.equal(twice.status, 200, twice.text);
	return twice.json;
}

test('declaring', async () => {
	const mine = await firm(owner);
	const made = await declare(mine.id, { investor_is_person: true });
	assert.equal(made.status, 201);
	assert.equal(made.json.state, 'declared');
	assert.deepEqual(made.json.facts, facts);
	assert.equal(made.json.investor_is_person, true);
	assert.equal((await declare(mine.id, {}, stranger, loose)).json.code, 'firm-unknown');
	assert.equal((await declare(mine.id, {}, first, loose)).status, 403);
	const wrong = async (changed) => fieldsOf((await declare(mine.id, { facts: { ...facts, ...changed } }, owner, loose)).json);
	assert.deepEqual(await wrong({ received_fen: -1 }), ['facts.received_fen']);
	assert.deepEqual(await wrong({ received_fen: undefined, kind: undefined, registered_on: '2023-13-01' }), ['facts.kind', 'facts.received_fen', 'facts.registered_on']);
	assert.deepEqual(await wrong({ verified: true }), ['facts.verified']);
	assert.deepEqual(await wrong({ government_share_fen: '5', nested: {} }), ['facts.government_share_fen', 'facts.nested']);
	assert.equal((await declare(mine.id, { investor: '' }, owner, loose)).status, 422);
	assert.equal((await declare(mine.id, { edition_id: edition(server, { opens: -2 * hours, closes: -hours }).id }, owner, loose)).json.code, 'investments-closed');
	assert.equal((await declare(mine.id, { edition_id: edition(server, { opens: -2 * hours, closes: -hours, corrections: hours }).id })).status, 201);
	assert.equal((await declare(mine.id, { edition_id: 99999 }, owner, loose)).json.code, 'investments-closed');
	for (let i = 0; i < 49; i++) await declare(mine.id);
	assert.equal((await declare(mine.id, {}, owner, loose)).json.code, 'investments-per-firm');
});

test('facts as the rulebook declares them', async () => {
	const body = structuredClone(rulebook);
	body.facts = { firm: Object.fromEntries(Object.entries({ registered_on: 'date', revenue_fen: 'money', listed: 'yes_no', blacklist: 'text' }).map(([name, kind]) => [name, { kind }])), entry: { submitted_on: { kind: 'date' } }, investment: { registered_on: { kind: 'date' }, received_fen: { kind: 'money', min: 10000000 }, kind: { kind: 'choice', choices: [{ id: 'fund', name: { 'zh-CN': '基金' } }, { id: 'firm' }] }, verified: { kind: 'yes_no' }, held_share: { kind: 'share', max: 0.5 } } };
	const ruled = edition(server, { body });
	const mine = await firm(owner);
	const wrong = async (changed) => {
		const refused = await declare(mine.id, { edition_id: ruled.id, facts: { ...facts, ...changed } }, owner, { ...loose, headers: { 'accept-language': 'zh-CN' } });
		assert.deepEqual([refused.status, refused.json.code], [422, 'investment-facts-invalid']);
		return Object.fromEntries(refused.json.errors.map((e) => [e.field, e.detail]));
	};
	assert.deepEqual(await wrong({ kind: 'angel' }), { 'facts.kind': '请从以下选项中选择：基金、firm。' });
	assert.deepEqual(await wrong({ received_fen: 9999999 }), { 'facts.received_fen': '不能小于 10 万元。' });
	assert.deepEqual(await wrong({ received_fen: -1 }), { 'facts.received_fen': '金额应不小于 0 元，最多精确到 0.01 元。' });
	assert.deepEqual(await wrong({ held_share: 0.51 }), { 'facts.held_share': '不能大于 50%。' });
	assert.deepEqual(await wrong({ held_share: '2023-01-01' }), { 'facts.held_share': '这一项是比例，应在 0% 到 100% 之间。' });
	assert.deepEqual(Object.keys(await wrong({ note: 'x' })), ['facts.note']);
	const made = await declare(mine.id, { edition_id: ruled.id, facts: { ...facts, held_share: 0.5 } });
	assert.equal(made.status, 201, made.text);
	const edited = await owner.patch(`/api/v1/investments/${made.json.id}`, { facts: { ...facts, kind: 'angel' } }, { ...loose, headers: { 'If-Match': '"1"' } });
	assert.deepEqual([edited.json.code, fieldsOf(edited.json)], ['investment-facts-invalid', ['facts.kind']]);
});

test('editing and withdrawing', async () => {
	const mine = await firm(owner);
	const made = (await declare(mine.id)).json;
	const edit = (client, body, match) => client.patch(`/api/v1/investments/${made.id}`, body, { ...loose, headers: { 'If-Match': match } });
	assert.equal((await edit(owner, { investor: '新名' }, undefined)).status, 428);
	assert.equal((await edit(stranger, { investor: '新名' }, '"1"')).status, 404);
	const edited = await edit(owner, { investor: '新名', facts: { ...facts, received_fen: 5 } }, '"1"');
	assert.equal(edited.status, 200);
	assert.equal(edited.json.investor, '新名');
	assert.equal(edited.json.facts.received_fen, 5);
	assert.equal((await edit(owner, { investor_is_person: true }, '"1"')).status, 412);
	assert.equal((await edit(owner, { facts: { kind: 'fund' } }, '"2"')).json.code, 'investment-facts-invalid');
	assert.equal((await edit(owner, { investor_is_person: true }, '"2"')).json.investor_is_person, true);
	evidence(made.id);
	const once = await act(first, { id: made.id, version: 3 }, 'first-verify');
	assert.equal(once.status, 200);
	assert.equal((await edit(owner, { investor: 'x' }, '"4"')).json.code, 'state');
	assert.equal((await act(stranger, once.json, 'withdraw', {})).status, 404);
	assert.equal((await act(owner, once.json, 'withdraw', {})).json.state, 'withdrawn');
	assert.equal((await act(second, { id: made.id, version: 5 }, 'second-verify')).json.code, 'state');
	const other = (await declare(mine.id)).json;
	setDates(server, open.id, { closes: -1000 });
	assert.equal((await owner.patch(`/api/v1/investments/${other.id}`, { investor: 'x' }, { ...loose, headers: { 'If-Match': '"1"' } })).json.code, 'investments-closed');
	setDates(server, open.id, { closes: hours });
});

test('two different people verify', async () => {
	const mine = await firm(owner);
	const made = (await declare(mine.id)).json;
	assert.equal((await act(first, made, 'first-verify')).json.code, 'evidence-missing');
	evidence(made.id);
	assert.equal((await act(owner, made, 'first-verify')).status, 403);
	assert.equal((await act(auditor, made, 'first-verify')).status, 403);
	assert.equal((await act(first, made, 'first-verify', {})).status, 422);
	assert.equal((await act(first, made, 'first-verify', undefined, null)).status, 428);
	assert.equal((await act(first, made, 'first-verify', undefined, '"9"')).status, 412);
	assert.equal((await act(first, made, 'second-verify')).json.code, 'state');
	const outsider = await server.account({ organizer: edition(server, {}).id });
	assert.equal((await act(outsider, made, 'first-verify')).status, 404);
	const once = (await act(first, made, 'first-verify')).json;
	assert.equal(once.state, 'first_verified');
	assert.equal(once.first_by, '甲核');
	assert.equal((await act(first, once, 'second-verify')).json.code, 'second-person-required');
	assert.throws(() => server.db.query("UPDATE investments SET state = 'verified', second_by = first_by, second_at = UTC_TIMESTAMP(6) WHERE id = ?", made.id), /investments_two_people/);
	const twice = (await act(second, once, 'second-verify', { reason: '复核无误' })).json;
	assert.equal(twice.state, 'verified');
	assert.equal(twice.second_why, '复核无误');
	const seen = await show(owner, made.id);
	assert.equal(seen.state, 'verified');
	assert.deepEqual([seen.first_by, seen.second_by, seen.first_why, seen.second_why], [null, null, null, null]);
	assert.equal((await show(auditor, made.id)).first_by, '甲核');
	assert.equal((await stranger.get(`/api/v1/investments/${made.id}`)).status, 404);
	const rows = server.db.query("SELECT action, reason FROM audit WHERE object = 'investments' AND object_id = ? ORDER BY seq", made.id);
	assert.deepEqual(rows.map((x) => x.action), ['investment.declare', 'investment.first_verify', 'investment.second_verify']);
});

test('an organiser who acts for the firm cannot verify', async () => {
	const mine = await firm(owner);
	const both = await server.account({ organizer: open.id, contestant: null });
	await join(owner, mine.id, both);
	const made = (await declare(mine.id)).json;
	evidence(made.id);
	assert.equal((await act(both, made, 'first-verify')).json.code, 'own-firm');
});

test('rejecting, also later', async () => {
	const mine = await firm(owner);
	const made = (await declare(mine.id)).json;
	const rejected = (await act(first, made, 'reject', { reason: '属于老股转让' })).json;
	assert.equal(rejected.state, 'rejected');
	assert.equal((await show(owner, made.id)).rejected_why, '属于老股转让');
	assert.equal((await act(second, rejected, 'first-verify')).json.code, 'state');
	const done = await verified(mine.id);
	assert.equal((await act(first, done, 'reject', { reason: '回单系伪造' })).json.state, 'rejected');
});

test('the rule decides about direct advancement', async () => {
	const { entry, firm: mine } = await submitted(server, owner, open.id);
	const direct = (client = owner) => client.expect(200, 'GET', `/api/v1/entries/${entry.id}/direct-advancement`);
	assert.equal((await direct()).takes, null);
	assert.deepEqual((await direct()).rules.map((x) => [x.rule, x.to, x.holds]), [['invest', 'final', false]]);
	const made = (await declare(mine.id)).json;
	evidence(made.id);
	const once = (await act(first, made, 'first-verify')).json;
	assert.equal((await direct()).takes, null, 'one verification is not enough');
	await act(second, once, 'second-verify');
	const answer = await direct();
	assert.equal(answer.takes, 'invest');
	assert.equal(answer.division, 'startup');
	assert.equal(answer.rules[0].holds, true);
	assert.ok(JSON.stringify(answer.rules[0].why).includes('120000000'));
	assert.equal((await direct(auditor)).takes, 'invest');
	assert.equal((await stranger.get(`/api/v1/entries/${entry.id}/direct-advancement`)).status, 404);
	const detail = JSON.parse(server.db.one("SELECT detail FROM audit WHERE action = 'investment.second_verify' AND object_id = ?", made.id).detail);
	assert.deepEqual(detail.direct_advancement, [{ entry: entry.id, rule: 'invest', to: 'final', holds_before: false, holds: true }]);
	await first.expect(200, 'PUT', `/api/v1/entries/${entry.id}/eligibility`, { decision: 'ineligible', reason: '失信', ordinal: 1 });
	assert.equal((await direct(auditor)).takes, null, 'who is not eligible advances nowhere');
	assert.equal((await direct()).takes, 'invest', 'which its firm has not been told yet');
	await first.expect(200, 'PUT', `/api/v1/entries/${entry.id}/eligibility`, { decision: 'follow_rule', ordinal: 1 });
	server.db.query("INSERT INTO departures (entry_id, edition_id, before_code, departed_as, reason, recorded_by, recorded_at) VALUES (?, ?, 'final', 'withdrawn', '放弃', ?, UTC_TIMESTAMP(6))", entry.id, open.id, first.account.id);
	assert.equal((await direct()).takes, null, 'it left before the final');
	const small = await submitted(server, owner, open.id);
	await verified(small.firm.id, { facts: { ...facts, received_fen: 99999999 } });
	assert.equal((await owner.expect(200, 'GET', `/api/v1/entries/${small.entry.id}/direct-advancement`)).takes, null);
	await verified(small.firm.id, { facts: { ...facts, received_fen: 1 } });
	assert.equal((await owner.expect(200, 'GET', `/api/v1/entries/${small.entry.id}/direct-advancement`)).takes, 'invest');
});

test('once the round to which it would lead is open, the decision corrects what was published', async () => {
	const own = edition(server, {});
	const [a, b] = [await server.account({ organizer: own.id }), await server.account({ organizer: own.id })];
	const { firm: mine } = await submitted(server, owner, own.id);
	const make = async (amount) => {
		const made = (await declare(mine.id, { edition_id: own.id, facts: { ...facts, received_fen: amount } })).json;
		evidence(made.id);
		return (await act(a, made, 'first-verify')).json;
	};
	const [decisive, harmless] = [await make(100000000), await make(5)];
	server.db.query("INSERT INTO rounds (edition_id, code, position, kind, state) VALUES (?, 'semi', 0, 'judged', 'closed'), (?, 'final', 1, 'judged', 'open')", own.id, own.id);
	assert.deepEqual((await b.expect(200, 'GET', `/api/v1/investments/${decisive.id}/effect?decision=verify`)).entries.map((e) => [e.from, e.to, e.running]), [['semi', 'final', 'corrects']]);
	assert.equal((await act(b, decisive, 'second-verify')).json.state, 'verified');
	assert.equal((await act(b, harmless, 'second-verify')).json.state, 'verified');
	assert.equal((await act(b, await show(b, decisive.id), 'reject')).json.code, 'running-round-closed', 'it would come back into a round that is over, without a sheet');
});

test('lists', async () => {
	const own = edition(server, {});
	const chair = await server.account({ organizer: own.id });
	const [mine, other] = [await firm(owner, { name: '列表公司' }), await firm(stranger)];
	const made = (await declare(mine.id, { edition_id: own.id, investor: '红杉' })).json;
	const late = (await declare(other.id, { edition_id: own.id }, stranger)).json;
	evidence(late.id);
	await act(chair, late, 'first-verify');
	const list = async (client, query = '') => (await client.expect(200, 'GET', `/api/v1/investments?edition_id=${own.id}${query}`)).items.map((i) => i.id);
	assert.deepEqual(await list(chair), [late.id, made.id], 'what waits for its second verification first');
	assert.deepEqual(await list(chair, '&state=declared'), [made.id]);
	assert.deepEqual(await list(chair, `&firm_id=${other.id}`), [late.id]);
	assert.deepEqual(await list(chair, `&q=${encodeURIComponent('红杉')}`), [made.id]);
	assert.deepEqual(await list(chair, `&q=${encodeURIComponent('列表')}&limit=1`), [made.id]);
	assert.deepEqual(await list(owner), [made.id]);
	assert.deepEqual(await list(stranger), [late.id]);
	assert.deepEqual(await list(first), []);
	assert.ok((await owner.expect(200, 'GET', '/api/v1/investments')).total > 1);
	assert.equal((await chair.expect(200, 'GET', `/api/v1/investments?edition_id=${own.id}`)).items[0].evidence, 1);
});

test('history of an investment', async () => {
	const mine = await firm(owner);
	const done = await verified(mine.id);
	const history = await auditor.expect(200, 'GET', `/api/v1/investments/${done.id}/history`);
	assert.deepEqual(history.items.map((v) => v.state), ['declared', 'first_verified', 'verified']);
	const then = await auditor.expect(200, 'GET', `/api/v1/investments/${done.id}/history?at=${encodeURIComponent(history.items[1].from)}`);
	assert.deepEqual(then.items.map((v) => [v.state, v.first_by, v.second_by]), [['first_verified', '甲核', null]]);
	assert.equal((await owner.get(`/api/v1/investments/${done.id}/history`)).status, 403);
	assert.equal((await auditor.get('/api/v1/investments/99999/history')).status, 404);
});

test('prior awards', async () => {
	const mine = await firm(owner, { name: '获奖公司' });
	const record = (client, fields = {}) => client.post(`/api/v1/editions/${open.id}/prior-awards`, { firm_id: mine.id, scheme: 'provincial', amount_fen: 5000000, source: '省科技厅公告 2023-15', ...fields }, loose);
	assert.equal((await record(owner)).status, 403);
	assert.equal((await record(auditor)).status, 403);
	assert.equal((await record(first, { firm_id: 99999 })).json.code, 'prior-award-firm-unknown');
	assert.equal((await record(first, { amount_fen: -1 })).status, 422);
	assert.equal((await record(first, { amount_fen: 9007199254740992 })).status, 422);
	assert.equal((await record(first, { source: '' })).status, 422);
	const made = await first.expect(201, 'POST', `/api/v1/editions/${open.id}/prior-awards`, { firm_id: mine.id, scheme: 'provincial', amount_fen: 5000000, source: '省科技厅公告' });
	assert.equal(made.recorded_by, '甲核');
	await first.expect(201, 'POST', `/api/v1/editions/${open.id}/prior-awards`, { firm_id: mine.id, scheme: 'national', amount_fen: 0, source: '科技部' });
	const list = async (query = '') => (await auditor.expect(200, 'GET', `/api/v1/editions/${open.id}/prior-awards${query}`)).items.map((p) => p.scheme);
	assert.deepEqual(await list(), ['national', 'provincial']);
	assert.deepEqual(await list('?scheme=national'), ['national']);
	assert.deepEqual(await list(`?firm_id=${mine.id}&limit=1&offset=1`), ['provincial']);
	assert.deepEqual(await list(`?q=${encodeURIComponent('没有')}`), []);
	const remove = (client, reason) => client.post(`/api/v1/prior-awards/${made.id}/remove`, { reason }, loose);
	assert.equal((await remove(first, '')).status, 422);
	const outsider = await server.account({ organizer: edition(server, {}).id });
	assert.equal((await remove(outsider, '重复')).status, 404);
	assert.equal((await remove(first, '重复登记')).status, 204);
	assert.equal((await remove(first, '重复登记')).status, 404);
	assert.deepEqual(await list(), ['national']);
	assert.equal(server.db.one("SELECT reason FROM audit WHERE action = 'prior_award.remove' AND object_id = ?", made.id).reason, '重复登记');
	server.db.query("UPDATE editions SET state = 'closed' WHERE id = ?", open.id);
	assert.equal((await record(first)).json.code, 'edition-closed');
	server.db.query("UPDATE editions SET state = 'published' WHERE id = ?", open.id);
});
