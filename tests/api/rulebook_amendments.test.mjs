// Amendments of the rulebook once the first round has begun:
// - before that there is nothing to amend; a version that differs in nothing, or has mistakes, or is another edition's, is refused
// - what has begun stays: a change of the criteria of a round that has begun, of eligibility, of a rule of direct advancement is refused and named; names may
//   change
// - proposed by one organiser with a reason, decided by another, not by an auditor; rejected and withdrawn ones change nothing; one at a time
// - two rounds that have not begun are merged in mid-season: rows of rounds, departures and the dossier follow; the round that has begun goes on, and the
//   season plays to its end by the new rules
// - the budget is cut and a prize mended; the preview shows the effect before; drafts of the list are made anew
// - overtaken by a round that opened between proposal and approval: refused, saying what has begun
// - after an award list was published the award stays as it is
// - the public sees when and why, and reads both versions; a version that never was in force is not shown
// - the dossier says what was amended, and recomputes to the same bytes; an edition with an open proposal is not closed
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { saitouctl, startServer } from './harness.mjs';
import { criteria, handIn, openRound, openWithAll, points, rejected, rulebook, season } from './judging_fixture.mjs';

let server;
before(async () => (server = await startServer()));
after(() => server.stop());

const award = { budget_fen: 100000, pools: [{ round: 'final', tiers: [{ id: 'first', seats: 1, amount: 30000 }, { id: 'second', seats: 1, amount: 20000 }] }] };
const [semi, final] = rulebook.rounds;
const middle = { ...semi, id: 'middle', advance: { seats: 2 }, tie_at_cut: 'all', replacement: 'none' };
const three = { ...rulebook, rounds: [{ ...semi, advance: { seats: 2 }, tie_at_cut: 'all' }, middle, final], award };
const clone = (value) => structuredClone(value);

const list = (made) => `/api/v1/editions/${made.edition}/rulebook-amendments`;
const version = async (made, change, from = three) => {
	const body = clone(from);
	change(body);
	return (await made.organizer.expect(201, 'POST', `/api/v1/editions/${made.edition}/rulebooks`, { body })).id;
};
const propose = (made, rulebook_id, client = made.organizer) => client.post(list(made), { rulebook_id, reason: '省里要求合并轮次' });
const proposed = async (made, change, from) => {
	const answer = await propose(made, await version(made, change, from));
	assert.equal(answer.status, 201, answer.text);
	return answer.json;
};
const decide = (client, amendment, verb, json = { reason: '同意' }) => client.post(`/api/v1/rulebook-amendments/${amendment.id}/${verb}`, json);
const rounds = (made) => server.db.query('SELECT code, position, kind, state FROM rounds WHERE edition_id = ? ORDER BY position', made.edition).map((r) => [r.code, Number(r.position), r.state]);

async function play(made, code, entries = made.entries) {
	const round = Number(server.db.one('SELECT id FROM rounds WHERE edition_id = ? AND code = ?', made.edition, code).id);
	for (const entry of entries) {
		for (const judge of made.judges) await made.organizer.expect(201, 'POST', `/api/v1/rounds/${round}/assignments`, { entry_id: entry, judge_id: judge.id });
		for (const judge of made.judges) await handIn(made, judge, round, entry, entry === made.entries[2] ? points.growth : { ...points.startup, technology: 20 + made.entries.indexOf(entry) });
	}
	await finish(made, round);
	return round;
}
async function finish(made, round) {
	for (const step of ['lock', 'close']) await made.organizer.expect(200, 'POST', `/api/v1/rounds/${round}/${step}`);
	for (const step of ['compute', 'publish']) await made.organizer.expect(200, 'POST', `/api/v1/rounds/${round}/${step}`, {});
}

test('there has to be something to amend', async () => {
	const made = await season(server, { rules: three, judges: 0 });
	const budget = await version(made, (b) => (b.award.budget_fen = 90000));
	await rejected(409, 'amendment-not-begun', propose(made, budget));
	await openRound(made.organizer, made.rounds.semi);
	const inForce = Number(server.db.one('SELECT rulebook_id AS id FROM editions WHERE id = ?', made.edition).id);
	await rejected(422, 'amendment-nothing', propose(made, inForce));
	await rejected(422, 'amendment-nothing', propose(made, await version(made, () => {})));
	await rejected(422, 'rulebook-invalid', propose(made, await version(made, (b) => delete b.rounds[2].criteria)));
	const other = await season(server, { rules: three, judges: 0 });
	await rejected(422, 'amendment-rulebook-unknown', propose(made, await version(other, (b) => (b.award.budget_fen = 1))));
	await rejected(404, 'not-found', propose(made, budget, other.organizer));
	assert.equal((await propose(made, budget, made.auditor)).status, 403);
	await rejected(409, 'rulebook-not-frozen', made.organizer.post(`/api/v1/rulebooks/${budget}/use`, {}, { headers: { 'if-match': '"1"' } }));
});

test('what has begun stays as it is', async () => {
	const direct = [{ id: 'invest', to: 'final', when: { investments: { sum: 'received_fen' }, at_least: 1 } }];
	const rules = { ...three, direct_advancement: direct };
	const made = await season(server, { rules, judges: 0 });
	await openRound(made.organizer, made.rounds.semi);
	const refused = async (change) => (await rejected(422, 'amendment-begun', propose(made, await version(made, change, rules)))).begun.map((b) => [b.part, b.id, b.begun]);
	assert.deepEqual(await refused((b) => (b.rounds[0].criteria[0].max = 40)), [['rounds', 'semi', 'round']]);
	assert.deepEqual(await refused((b) => (b.eligibility = { fact: 'firm.listed', equals: false })), [['eligibility', null, 'first_round']]);
	assert.deepEqual(await refused((b) => (b.divisions[0].when.at_least = '2021-01-01')), [['divisions', null, 'first_round']]);
	assert.deepEqual(await refused((b) => (b.direct_advancement[0].when.at_least = 2)), [['direct_advancement', 'invest', 'first_round']]);
	assert.deepEqual(await refused((b) => (b.direct_advancement = [])), [['direct_advancement', 'invest', 'first_round']]);
	assert.deepEqual(await refused((b) => b.rounds.shift()), [['rounds', 'semi', 'round']]);
	const named = await rejected(422, 'amendment-begun', made.organizer.post(list(made), { rulebook_id: await version(made, (b) => { b.rounds[0].advance.seats = 1; b.entries_per_firm = 2; }, rules), reason: '改名额' }));
	assert.deepEqual(named.errors.map((e) => e.field), ['entries_per_firm', 'rounds.semi']);
	assert.match(named.errors[0].detail, /^Entries per firm: The first round has begun/, 'the part is named in words');
	assert.match(named.errors[1].detail, /^Round “[^”]+”: This round has begun/);
	const fine = await proposed(made, (b) => {
		b.rounds[0].name = { 'zh-CN': '初赛' };
		b.rounds[0].criteria[0].name = { 'zh-CN': '技术' };
		b.title = { 'zh-CN': '新的名称' };
		b.direct_advancement[0].to = 'middle';
	}, rules);
	assert.deepEqual(await made.auditor.expect(200, 'GET', `/api/v1/rulebook-amendments/${fine.id}`), fine);
	assert.deepEqual([fine.state, fine.changed], ['proposed', ['title', 'rounds', 'direct_advancement']]);
});

test('two people decide, one proposal at a time', async () => {
	const made = await season(server, { rules: three, judges: 0 });
	await openRound(made.organizer, made.rounds.semi);
	const cut = (b) => (b.award.budget_fen = 80000);
	const first = await proposed(made, cut);
	const told = async () => (await made.second.expect(200, 'GET', `/api/v1/editions/${made.edition}/dashboard`)).proposals.amendments;
	assert.equal(await told(), 1, 'the second person is told');
	await rejected(409, 'amendment-pending', propose(made, await version(made, cut)));
	await rejected(409, 'same-person', decide(made.organizer, first, 'approve'));
	await rejected(409, 'same-person', decide(made.organizer, first, 'reject'));
	assert.equal((await decide(made.auditor, first, 'approve')).status, 403);
	await rejected(403, 'forbidden', decide(made.second, first, 'withdraw'));
	await rejected(409, 'edition-unfinished', made.organizer.post(`/api/v1/editions/${made.edition}/close`, { reason: '结束' }, { headers: { 'if-match': (await made.organizer.get(`/api/v1/editions/${made.edition}`)).headers.etag } }));
	assert.equal((await decide(made.organizer, first, 'withdraw', { reason: '写错了' })).json.state, 'withdrawn');
	assert.equal(await told(), 0);
	const second = await proposed(made, cut);
	assert.deepEqual([(await decide(made.second, second, 'reject', { reason: '不同意' })).json].map((a) => [a.state, a.decided_why]), [['rejected', '不同意']]);
	await rejected(409, 'state', decide(made.second, second, 'approve'));
	assert.equal((await server.client().expect(200, 'GET', `/api/v1/editions/${made.edition}`)).amendments.length, 0);
	assert.deepEqual((await made.auditor.expect(200, 'GET', list(made))).items.map((a) => a.state), ['rejected', 'withdrawn']);
	assert.equal((await server.client().get(list(made))).status, 401);
	assert.equal((await server.client().get(`/api/v1/editions/${made.edition}/rulebook/${second.number}`)).status, 404, 'never in force');
});

test('two rounds are merged in mid-season', async () => {
	const made = await season(server, { rules: three, judges: 2 });
	const [a, b, c] = made.entries;
	await openRound(made.organizer, made.rounds.semi);
	await made.organizer.expect(201, 'POST', `/api/v1/editions/${made.edition}/departures`, { entry_id: b, before: 'middle', as: 'withdrawn', reason: '企业来函' });
	const amendment = await proposed(made, (body) => {
		body.rounds = [body.rounds[0], { ...final, id: 'joint' }];
		body.award.pools[0].round = 'joint';
	});
	const preview = await made.second.expect(200, 'GET', `/api/v1/rulebook-amendments/${amendment.id}/preview`);
	assert.deepEqual([preview.proposed.computed, preview.proposed.faults], [true, []]);
	const approved = await decide(made.second, amendment, 'approve', {});
	assert.equal(approved.status, 200, approved.text);
	assert.deepEqual(rounds(made), [['semi', 0, 'open'], ['joint', 1, 'planned']]);
	assert.equal(server.db.one('SELECT before_code FROM departures WHERE entry_id = ?', b).before_code, 'joint');
	await play(made, 'semi', [a, b, c]);
	const joint = Number(server.db.one("SELECT id FROM rounds WHERE edition_id = ? AND code = 'joint'", made.edition).id);
	await openRound(made.organizer, joint);
	await play(made, 'joint', [a, c]);
	const made_list = await made.organizer.expect(201, 'POST', `/api/v1/editions/${made.edition}/award-lists`, {});
	assert.deepEqual([made_list.summary.total, made_list.allocated_fen], [2, 50000]);

	const dossier = await made.auditor.get(`/api/v1/editions/${made.edition}/dossier`);
	assert.deepEqual(dossier.json.rulebook.rounds.map((r) => r.id), ['semi', 'joint']);
	assert.deepEqual(dossier.json.rulebook.rounds[0], clone(three.rounds[0]), 'as it began');
	assert.deepEqual(dossier.json.amendments.map((x) => [x.what, x.why]), [['rulebook 2 in place of 1', '省里要求合并轮次']]);
	const file = path.join(server.folder, 'amended.json');
	writeFileSync(file, dossier.bytes);
	const results = await made.auditor.get(`/api/v1/computations/${made_list.computation}/results`);
	assert.ok(execFileSync(saitouctl, ['recompute', file]).equals(results.bytes), 'recompute differs');

	const shown = await server.client().expect(200, 'GET', `/api/v1/editions/${made.edition}`);
	assert.deepEqual(shown.amendments.map((x) => [x.field, x.old_value, x.new_value, x.reason]), [['rulebook', '1', '2', '省里要求合并轮次']]);
	for (const [number, codes] of [[1, ['semi', 'middle', 'final']], [2, ['semi', 'joint']]])
		assert.deepEqual((await server.client().expect(200, 'GET', `/api/v1/editions/${made.edition}/rulebook/${number}`)).body.rounds.map((r) => r.id), codes);
	assert.equal(server.db.one("SELECT COUNT(*) AS n FROM audit WHERE edition_id = ? AND action LIKE 'rulebook_amendment.%'", made.edition).n, '2');
});

test('the budget is cut and a prize mended, until a list is published', async () => {
	const made = await season(server, { rules: { ...rulebook, rounds: [{ ...semi, tie_at_cut: 'all' }, final], award }, judges: 2 });
	const rules = { ...rulebook, rounds: [{ ...semi, tie_at_cut: 'all' }, final], award };
	const [, b, c] = made.entries;
	await openWithAllOf(made);
	await finish(made, made.rounds.semi);
	await openRound(made.organizer, made.rounds.final);
	await play(made, 'final', [b, c]);
	const lists = `/api/v1/editions/${made.edition}/award-lists`;
	const before = await made.organizer.expect(201, 'POST', lists, {});
	assert.equal(before.allocated_fen, 50000);
	const amendment = await proposed(made, (body) => {
		body.award.budget_fen = 60000;
		body.award.pools[0].tiers[0].amount = 40000;
	}, rules);
	const preview = await made.second.expect(200, 'GET', `/api/v1/rulebook-amendments/${amendment.id}/preview`);
	assert.deepEqual([preview.in_force.awards.budget.allocated_fen, preview.proposed.awards.budget.allocated_fen, preview.differences.awards.total], [50000, 60000, 1]);
	assert.equal((await decide(made.second, amendment, 'approve')).json.state, 'approved');
	const list2 = await made.organizer.expect(201, 'POST', lists, { why: '奖金修订' });
	assert.deepEqual([list2.budget_fen, list2.allocated_fen], [60000, 60000]);
	const step = async (client, verb, json = {}) => client.expect(200, 'POST', `/api/v1/award-lists/${list2.id}/${verb}`, json, { headers: { 'if-match': (await client.get(`/api/v1/award-lists/${list2.id}`)).headers.etag } });
	await step(made.organizer, 'approve');
	await step(made.second, 'approve');
	await step(made.organizer, 'publish', { title: { 'zh-CN': '公示' }, body: { 'zh-CN': '如有异议请实名提出。' }, working_days: 5 });
	const late = await rejected(422, 'amendment-begun', propose(made, await version(made, (body) => (body.award.budget_fen = 70000), rules)));
	assert.deepEqual(late.begun, [{ part: 'award', id: null, begun: 'award_list' }]);
});

async function openWithAllOf(made) {
	const round = await openWithAll(made);
	for (const judge of made.judges) for (const [i, entry] of made.entries.entries()) await handIn(made, judge, round, entry, i === 2 ? points.growth : { ...points.startup, technology: 20 + i });
}

test('a round that opens overtakes an amendment', async () => {
	const made = await season(server, { rules: three, judges: 2 });
	await openRound(made.organizer, made.rounds.semi);
	const amendment = await proposed(made, (b) => (b.rounds[1].criteria = [{ ...criteria[0], max: 50 }]));
	await play(made, 'semi');
	await openRound(made.organizer, made.rounds.middle);
	const refused = await rejected(409, 'amendment-overtaken', decide(made.second, amendment, 'approve'));
	assert.deepEqual([refused.begun, refused.errors.map((e) => e.field)], [[{ part: 'rounds', id: 'middle', begun: 'round' }], ['rounds.middle']]);
	assert.deepEqual(rounds(made), [['semi', 0, 'published'], ['middle', 1, 'open'], ['final', 2, 'planned']], 'nothing has changed');
	assert.equal((await decide(made.second, amendment, 'reject', { reason: '已经开始' })).json.state, 'rejected');
	const other = await proposed(made, (b) => b.rounds.push({ ...final, id: 'grand' }) && (b.rounds[2].advance = { seats: 1 }));
	assert.equal((await decide(made.second, other, 'approve')).status, 200);
	assert.deepEqual(rounds(made).at(-1), ['grand', 3, 'planned'], 'a round is added');
});
