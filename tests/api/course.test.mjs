// A season whose course changes: a result on which a later round rests is corrected after that has begun.
// - what is stale says so, and why: dashboard, round, checklist; opening the next round, publishing and award lists are refused until it is computed anew
// - before anything is taken over an organiser sees who comes into later rounds and who goes out, with what was done there
// - one proposes, another one decides; what no longer fits is refused; nobody decides about their own firm; it can be withdrawn and rejected
// - taken over, kept beside as an added seat, or judged supplementarily: whatever the later round was at (open, locked, closed, computed, published), the
//   season goes on to its award list, and the public page is there all the time
// - causes of every kind: a sheet, a departure, a voided sheet, points from elsewhere
// - three rounds deep; a tie that appears at the cut after publication
// - who was taken out comes back by another correction, with the sheets that were given; an added seat can be taken back
// - the dossier has added seats as facts, and recomputes to the same bytes
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { ifMatch } from './fixtures.mjs';
import { saitouctl, startServer } from './harness.mjs';
import { addJudge, handIn, openRound, rejected, season, sheetOf } from './judging_fixture.mjs';

let server, anyone;
before(async () => {
	server = await startServer();
	anyone = server.client();
});
after(() => server?.stop());

const reason = '更正后重新计算';
const criteria = [{ id: 'technology', max: 100 }];
const round = (id, more) => ({ id, name: { 'zh-CN': id }, kind: 'judged', min_sheets: 1, criteria, aggregate: { method: 'mean' }, ...more });
const rules = (more = {}) => ({
	title: { 'zh-CN': '测试' }, timezone: 'Asia/Shanghai', divisions: [{ id: 'all', when: { all: [] } }],
	rounds: [round('prelim', { advance: { seats: 2 }, tie_at_cut: 'resolve', replacement: 'next_in_rank', ...more }), round('final')],
	award: { budget_fen: 1000, pools: [{ round: 'final', groups: [], tiers: [{ id: 'first', name: { 'zh-CN': '一等奖' }, seats: 1, amount: 600 }, { id: 'second', name: { 'zh-CN': '二等奖' }, seats: 2, amount: 100 }] }] },
});

// Four firms, one judge; 80, 70, 60, 50 points in the first round, which is published.
class Course {
	constructor(made) {
		Object.assign(this, made, { made });
		this.pages = 100;
		this.code = server.db.one('SELECT code FROM editions WHERE id = ?', made.edition).code;
	}
	act(code, verb, json, client = this.organizer, status = 200) {
		if (verb === 'open') return openRound(client, this.rounds[code]);
		return client.expect(status, 'POST', `/api/v1/rounds/${this.rounds[code]}/${verb}`, json);
	}
	try(code, verb, json, client = this.organizer) {
		return client.post(`/api/v1/rounds/${this.rounds[code]}/${verb}`, json);
	}
	state(code) {
		return server.db.one('SELECT state FROM rounds WHERE id = ?', this.rounds[code]).state;
	}
	// Who takes part, as places 0, 1, …
	in(code) {
		return server.db.query('SELECT entry_id FROM round_entries WHERE round_id = ? AND takes_part ORDER BY entry_id', this.rounds[code]).map((e) => this.entries.indexOf(Number(e.entry_id)));
	}
	async assign(code, list = this.in(code)) {
		for (const i of list) await this.organizer.expect(201, 'POST', `/api/v1/rounds/${this.rounds[code]}/assignments`, { entry_id: this.entries[i], judge_id: this.judges[0].id });
	}
	async score(code, points) {
		for (const [i, technology] of Object.entries(points)) await handIn(this.made, this.judges[0], this.rounds[code], this.entries[i], { technology });
	}
	async end(code, until = 'published') {
		for (const [verb, state] of [['lock', 'locked'], ['close', 'closed'], ['compute', 'computed'], ['publish', 'published']]) {
			await this.act(code, verb, verb === 'compute' || verb === 'publish' ? { reason } : undefined);
			if (state === until) return;
		}
	}
	sheet(code, i) {
		return server.db.one('SELECT assignment_id AS id FROM sheets WHERE round_id = ? AND entry_id = ?', this.rounds[code], this.entries[i]).id;
	}
	async correct(code, i, technology) {
		const asked = await this.organizer.expect(201, 'POST', `/api/v1/sheets/${this.sheet(code, i)}/corrections`, { points: { technology }, reason: '登记有误' });
		await this.second.expect(200, 'POST', `/api/v1/corrections/${asked.id}/decide`, { decision: 'approved', reason: '属实' });
	}
	// The public page, always another address: not from the cache.
	async page(code, version = '') {
		return (await anyone.expect(200, 'GET', `/api/v1/public/editions/${this.code}/rounds/${code}/${version}standings?limit=${++this.pages}`)).items.map((s) => s.outcome);
	}
	async shown(code, version = '') {
		return (await anyone.expect(200, 'GET', `/api/v1/public/editions/${this.code}/rounds/${code}/${version}standings?limit=${++this.pages}`)).items;
	}
	async board(code) {
		return (await this.auditor.expect(200, 'GET', `/api/v1/editions/${this.edition}/dashboard`)).rounds.find((r) => r.code === code);
	}
	async propose(code, choice) {
		return this.act(code, 'takeovers', { choice, reason }, this.organizer, 201);
	}
	decide(id, decision, client = this.second) {
		return client.post(`/api/v1/takeovers/${id}/decide`, { decision, reason: '同意处理' });
	}
	async takeOver(code, choice) {
		const { id } = await this.propose(code, choice);
		const decided = await this.decide(id, 'approved');
		assert.equal(decided.status, 200, decided.text);
		return decided.json;
	}
	// From wherever the final is to the award list.
	async finish(points) {
		const code = 'final';
		if (this.state(code) === 'locked') await this.act(code, 'reopen', { reason });
		const assigned = server.db.query("SELECT entry_id FROM assignments WHERE round_id = ? AND state = 'assigned'", this.rounds[code]).map((a) => this.entries.indexOf(Number(a.entry_id)));
		if (this.state(code) === 'open') {
			await this.assign(code, this.in(code).filter((i) => !assigned.includes(i)));
			const given = server.db.query("SELECT entry_id FROM sheets WHERE round_id = ? AND state = 'handed_in'", this.rounds[code]).map((a) => this.entries.indexOf(Number(a.entry_id)));
			await this.score(code, Object.fromEntries(this.in(code).filter((i) => !given.includes(i)).map((i) => [i, points[i]])));
			await this.end(code);
		} else {
			await this.act(code, 'compute', { reason });
			await this.act(code, 'publish', { reason });
		}
		const board = await this.board(code);
		assert.deepEqual([board.stale, board.rests_on, board.published], [[], [], true]);
		const list = await this.organizer.expect(201, 'POST', `/api/v1/editions/${this.edition}/award-lists`, { why: reason });
		const rows = (await this.organizer.expect(200, 'GET', `/api/v1/award-lists/${list.id}/awards?limit=50`)).items;
		return rows.map((a) => [this.entries.indexOf(a.entry), a.tier]);
	}
}

// FINAL: how far the final has gone.
async function begun({ final = 'assigned', more, entries = 4 } = {}) {
	const c = new Course(await season(server, { judges: 1, entries: Array(entries).fill('startup'), rules: rules(more) }));
	await c.act('prelim', 'open');
	await c.assign('prelim');
	await c.score('prelim', Object.fromEntries([80, 70, 60, 50].slice(0, entries).map((p, i) => [i, p])));
	await c.end('prelim');
	if (final === 'planned') return c;
	await c.act('final', 'open');
	await c.assign('final');
	if (final === 'assigned') return c;
	await c.score('final', { 0: 90, 1: 80 });
	if (final === 'scored') return c;
	await c.end('final', final);
	return c;
}

test('a corrected sheet: stale says so, the preview names who comes and goes, two decide, and the final follows', async () => {
	const c = await begun({ final: 'scored' });
	const before = await c.shown('prelim');
	assert.deepEqual((await c.board('prelim')).stale, []);
	await c.correct('prelim', 2, 75); // the third becomes the second
	const board = await c.board('prelim');
	assert.deepEqual(board.stale.map((s) => [s.cause, s.count]), [['sheet_corrected', 1]]);
	assert.deepEqual((await c.board('final')).rests_on, ['prelim']);
	const shown = await c.auditor.expect(200, 'GET', `/api/v1/rounds/${c.rounds.prelim}`);
	assert.deepEqual([shown.stale.length, shown.published, shown.undecided], [1, true, false]);
	assert.deepEqual((await c.auditor.expect(200, 'GET', `/api/v1/rounds/${c.rounds.final}/checklist`)).rests_on, ['prelim']);
	const checked = await c.act('prelim', 'check');
	assert.deepEqual([checked.stale, checked.rounds[0].total, checked.rounds[0].items.map((i) => [c.entries.indexOf(i.entry_id), i.outcome, i.outcome_now])], [true, 2, [[1, 'advanced', 'eliminated'], [2, 'eliminated', 'advanced']]]);
	await c.act('final', 'lock');
	await rejected(409, 'participants-changed', c.try('final', 'close'));

	const computed = await c.act('prelim', 'compute', { reason });
	assert.deepEqual([computed.state, computed.published, computed.unchanged], ['published', false, false]);
	const [later] = computed.downstream.rounds;
	assert.deepEqual([later.code, later.state, later.in.map((e) => c.entries.indexOf(e.entry_id)), later.out.map((e) => [c.entries.indexOf(e.entry_id), e.handed_in])], ['final', 'locked', [2], [[1, 1]]]);
	assert.deepEqual(computed.downstream.keepable, [c.entries[1]]);
	assert.deepEqual((await c.auditor.expect(200, 'GET', `/api/v1/rounds/${c.rounds.prelim}/downstream`)).rounds, computed.downstream.rounds);
	assert.deepEqual(await c.shown('prelim'), before, 'nothing is public yet');
	await rejected(409, 'round-undecided', c.try('prelim', 'publish', { reason }));
	await rejected(409, 'participants-changed', c.try('final', 'close'));
	await rejected(409, 'round-without-result', c.organizer.post(`/api/v1/editions/${c.edition}/award-lists`, { why: reason }));

	const proposed = await c.propose('prelim', 'take_over');
	await rejected(409, 'takeover-pending', c.try('prelim', 'takeovers', { choice: 'take_over', reason }));
	await rejected(403, 'takeover-same-person', c.decide(proposed.id, 'approved', c.organizer));
	assert.equal((await c.decide(proposed.id, 'approved', c.auditor)).status, 403);
	await rejected(403, 'takeover-not-own', c.second.post(`/api/v1/takeovers/${proposed.id}/withdraw`, { reason }));
	assert.equal((await c.board('prelim')).takeover, proposed.id);
	assert.equal((await c.auditor.expect(200, 'GET', `/api/v1/editions/${c.edition}/dashboard`)).proposals.takeovers, 1);
	assert.deepEqual((await c.auditor.expect(200, 'GET', `/api/v1/rounds/${c.rounds.prelim}/takeovers`)).items.map((p) => [p.id, p.state, p.choice]), [[proposed.id, 'proposed', 'take_over']]);
	assert.equal((await c.decide(proposed.id, 'approved')).json.state, 'approved');
	assert.deepEqual(c.in('final'), [0, 2]);
	assert.notDeepEqual(await c.shown('prelim'), before);
	assert.deepEqual(await c.shown('prelim', 'publications/1/'), before);
	assert.deepEqual(server.db.query('SELECT a.state, a.released_why, s.void_why FROM assignments a JOIN sheets s ON s.assignment_id = a.id WHERE a.round_id = ? AND a.entry_id = ?', c.rounds.final, c.entries[1]).map((x) => ({ ...x })), [{ state: 'released', released_why: 'taken_over', void_why: 'taken_over' }]);
	await rejected(409, 'state', c.decide(proposed.id, 'approved'));
	assert.deepEqual(await c.finish([90, 0, 95]), [[2, 'first'], [0, 'second']]);
});

for (const final of ['planned', 'assigned', 'locked', 'closed', 'computed', 'published'])
	for (const choice of final === 'planned' ? ['none'] : ['take_over', 'keep_seat', 'supplementary'])
		test(`the final is ${final}: ${choice}`, async () => {
			const c = await begun({ final });
			await c.correct('prelim', 2, 75);
			if (final === 'planned') {
				await rejected(409, 'results-stale', c.try('final', 'open'));
				await c.act('prelim', 'compute', { reason });
				await rejected(409, 'round-before-unpublished', c.try('final', 'open'));
				await c.act('prelim', 'publish', { reason });
				await c.act('final', 'open');
				assert.deepEqual(c.in('final'), [0, 2]);
				return;
			}
			if (final === 'published') await rejected(409, 'results-stale', c.organizer.post(`/api/v1/editions/${c.edition}/award-lists`, { why: reason }));
			await c.act('prelim', 'compute', { reason });
			await c.takeOver('prelim', choice);
			assert.deepEqual(c.in('final'), choice === 'keep_seat' ? [0, 1, 2] : [0, 2]);
			if (final !== 'assigned') {
				assert.equal(c.state('final'), choice === 'supplementary' ? 'open' : 'locked');
				if (choice === 'supplementary') await rejected(409, 'round-supplementary', c.judges[0].client.post(`${sheetOf(c.rounds.final, c.entries[0])}/hand-in`, { points: { technology: 1 } }, ifMatch(1)));
			}
			if (final === 'published') {
				assert.equal((await c.page('final')).length, 2, 'stays public');
				assert.ok((await c.board('final')).stale.some((s) => s.cause === 'earlier_result'));
			}
			if (final === 'published' && choice === 'take_over') {
				// Judged again and computed, but not public: no ground for a list.
				await c.act('final', 'reopen', { reason });
				await c.assign('final', [2]);
				await c.score('final', { 2: 95 });
				await c.end('final', 'computed');
				await rejected(409, 'result-unpublished', c.organizer.post(`/api/v1/editions/${c.edition}/award-lists`, { why: reason }));
			}
			const awards = await c.finish([90, 80, 95]);
			assert.deepEqual(awards, choice === 'keep_seat' ? [[2, 'first'], [0, 'second'], [1, 'second']] : [[2, 'first'], [0, 'second']]);
			const { id } = server.db.one('SELECT MAX(id) AS id FROM computations WHERE edition_id = ?', c.edition);
			const dossier = await c.auditor.get(`/api/v1/computations/${id}/dossier`), results = await c.auditor.get(`/api/v1/computations/${id}/results`);
			assert.equal(JSON.stringify(dossier.json.rounds[0].added?.map((a) => a.entry)), choice === 'keep_seat' ? JSON.stringify([`e${c.entries[1]}`]) : undefined);
			const file = path.join(server.folder, 'dossier.json');
			writeFileSync(file, dossier.bytes);
			assert.ok(execFileSync(saitouctl, ['recompute', file]).equals(results.bytes), 'recompute differs');
		});

test('what no longer fits cannot be approved; it is withdrawn, rejected, and proposed anew', async () => {
	const c = await begun({ final: 'scored' });
	await c.correct('prelim', 2, 75);
	await rejected(409, 'takeover-none', c.try('prelim', 'takeovers', { choice: 'take_over', reason }));
	await c.act('prelim', 'compute', { reason });
	const first = await c.propose('prelim', 'take_over');
	await c.correct('prelim', 3, 79);
	await rejected(409, 'takeover-outdated', c.decide(first.id, 'approved'));
	await c.organizer.expect(200, 'POST', `/api/v1/takeovers/${first.id}/withdraw`, { reason });
	await rejected(409, 'takeover-outdated', c.try('prelim', 'takeovers', { choice: 'take_over', reason }));
	const again = await c.act('prelim', 'compute', { reason });
	assert.deepEqual(again.downstream.rounds[0].in.map((e) => c.entries.indexOf(e.entry_id)), [3]);
	const second = await c.propose('prelim', 'keep_seat');
	assert.equal((await c.decide(second.id, 'rejected')).json.state, 'rejected');
	const third = await c.propose('prelim', 'keep_seat');
	await c.act('final', 'lock'); // the later round has gone on meanwhile
	await rejected(409, 'takeover-outdated', c.decide(third.id, 'approved'));
	await c.act('final', 'reopen', { reason });
	assert.equal((await c.decide(third.id, 'approved')).json.state, 'approved');
	assert.deepEqual(c.in('final'), [0, 1, 3]);
	// The seat is taken back, and with it goes who sat there.
	await c.act('prelim', `added/${c.entries[1]}/revoke`, { reason });
	await rejected(404, 'not-found', c.try('prelim', `added/${c.entries[1]}/revoke`, { reason }));
	assert.deepEqual((await c.board('prelim')).stale.map((s) => s.cause), ['added_seat']);
	assert.deepEqual((await c.act('prelim', 'compute', { reason })).downstream.rounds[0].out.map((e) => c.entries.indexOf(e.entry_id)), [1]);
	await c.takeOver('prelim', 'take_over');
	assert.deepEqual(c.in('final'), [0, 3]);
	assert.deepEqual(await c.finish([90, 0, 0, 95]), [[3, 'first'], [0, 'second']]);
});

test('nobody decides about their own firm', async () => {
	const c = await begun();
	await c.correct('prelim', 2, 75);
	await c.act('prelim', 'compute', { reason });
	const firm = server.db.one('SELECT firm_id FROM entries WHERE id = ?', c.entries[2]).firm_id;
	const { id } = await c.propose('prelim', 'take_over');
	server.db.query('INSERT INTO firm_members (firm_id, account_id, added_at) VALUES (?, ?, UTC_TIMESTAMP(6))', firm, c.second.account.id);
	await rejected(403, 'own-firm', c.decide(id, 'approved'));
	assert.deepEqual(c.in('final'), [0, 1]);
});

test('who was taken out comes back by another correction, with the sheet that was given', async () => {
	const c = await begun({ final: 'scored' });
	await c.correct('prelim', 2, 75);
	await c.act('prelim', 'compute', { reason });
	await c.takeOver('prelim', 'take_over');
	await c.correct('prelim', 2, 65);
	await c.act('prelim', 'compute', { reason });
	await c.takeOver('prelim', 'take_over');
	assert.deepEqual(c.in('final'), [0, 1]);
	await c.act('final', 'lock');
	assert.equal((await c.act('final', 'close')).state, 'closed');
	await c.act('final', 'compute', {});
	await c.act('final', 'publish', {});
	assert.deepEqual(await c.finish([]).catch((e) => e.message.includes('publication-in-force')), true, 'nothing new to publish');
});

const causes = {
	async 'a departure before the final'(c) {
		await c.organizer.expect(201, 'POST', `/api/v1/editions/${c.edition}/departures`, { entry_id: c.entries[0], before: 'final', as: 'disqualified', reason: '数据不实' });
		assert.deepEqual(c.in('final'), [1, 2], 'the substitute is in at once');
		assert.equal((await c.act('prelim', 'compute', { reason })).downstream, null);
		await c.act('prelim', 'publish', { reason });
	},
	async 'a voided sheet'(c) {
		const found = await c.organizer.expect(201, 'POST', `/api/v1/editions/${c.edition}/recusals`, { judge_id: c.judges[1].id, entry_id: c.entries[2], kind: 'kinship', statement: '亲属' });
		await c.second.expect(200, 'POST', `/api/v1/recusals/${found.id}/decide`, { decision: 'upheld', reason: '属实' });
		assert.deepEqual((await c.board('prelim')).stale.map((s) => s.cause), ['recusal_decided']);
		await c.act('prelim', 'compute', { reason });
		await c.takeOver('prelim', 'take_over');
	},
	async 'points from elsewhere'(c) {
		await c.organizer.expect(200, 'PUT', `/api/v1/rounds/${c.rounds.prelim}/extras`, { items: [{ entry_id: c.entries[2], id: 'popularity', points: 30 }], reason: '投票更正' });
		assert.deepEqual((await c.board('prelim')).stale.map((s) => s.cause), ['extras']);
		await c.act('prelim', 'compute', { reason });
		await c.takeOver('prelim', 'take_over');
	},
};

for (const [what, change] of Object.entries(causes))
	test(`the cause is ${what}`, async () => {
		const more = what.startsWith('points') ? { parts: { sheets: 1, 'extra:popularity': 1 }, parts_otherwise: { 'extra:popularity': 0 } } : {};
		const made = await season(server, { judges: what.startsWith('a voided') ? 2 : 1, entries: Array(4).fill('startup'), rules: rules(more) });
		const c = new Course(made);
		await c.act('prelim', 'open');
		await c.assign('prelim');
		await c.score('prelim', { 0: 80, 1: 70, 2: 60, 3: 50 });
		if (made.judges[1]) {
			// A second judge gave the third too little.
			await c.organizer.expect(201, 'POST', `/api/v1/rounds/${c.rounds.prelim}/assignments`, { entry_id: c.entries[2], judge_id: made.judges[1].id });
			await handIn(made, made.judges[1], c.rounds.prelim, c.entries[2], { technology: 10 });
		}
		if (made.judges[1]) {
			await c.act('prelim', 'lock');
			const asked = await c.organizer.expect(201, 'POST', `/api/v1/sheets/${server.db.one('SELECT assignment_id AS id FROM sheets WHERE round_id = ? AND entry_id = ? AND judge_id = ?', c.rounds.prelim, c.entries[2], made.judges[0].id).id}/corrections`, { points: { technology: 75 }, reason });
			await c.second.expect(200, 'POST', `/api/v1/corrections/${asked.id}/decide`, { decision: 'approved', reason });
			for (const verb of ['close', 'compute', 'publish']) await c.act('prelim', verb, verb === 'close' ? undefined : {});
		} else {
			await c.end('prelim');
		}
		await c.act('final', 'open');
		assert.deepEqual(c.in('final'), [0, 1]);
		await c.assign('final');
		await change(c);
		const [first, second] = c.in('final');
		assert.deepEqual(second, 2);
		assert.deepEqual(await c.finish({ [first]: 90, 2: 95 }), [[2, 'first'], [first, 'second']]);
	});

test('a voided sheet leaves a published round with too few: it is judged again, and stays published meanwhile', async () => {
	const c = await begun({ final: 'planned' });
	const found = await c.organizer.expect(201, 'POST', `/api/v1/editions/${c.edition}/recusals`, { judge_id: c.judges[0].id, entry_id: c.entries[2], kind: 'kinship', statement: '亲属' });
	await c.second.expect(200, 'POST', `/api/v1/recusals/${found.id}/decide`, { decision: 'upheld', reason: '属实' });
	await rejected(422, 'dossier-invalid', c.try('prelim', 'compute', { reason }));
	await c.second.expect(200, 'POST', `/api/v1/recusals/${found.id}/decide`, { decision: 'dismissed', reason: '不属实' });
	await c.act('prelim', 'reopen', { to: 'locked', reason });
	await c.act('prelim', 'close');
	const same = await c.act('prelim', 'compute', { reason });
	assert.deepEqual([same.unchanged, same.state, same.published], [true, 'published', true], 'taken back for nothing: published as it was');
	await c.second.expect(200, 'POST', `/api/v1/recusals/${found.id}/decide`, { decision: 'upheld', reason: '属实' });
	await c.act('prelim', 'reopen', { to: 'locked', reason });
	assert.equal((await c.page('prelim')).length, 4);
	await c.act('prelim', 'reopen', { reason });
	const other = await addJudge(server, c.made);
	await c.organizer.expect(201, 'POST', `/api/v1/rounds/${c.rounds.prelim}/assignments`, { entry_id: c.entries[2], judge_id: other.id });
	await handIn(c.made, other, c.rounds.prelim, c.entries[2], { technology: 75 });
	await rejected(409, 'round-before-unpublished', c.try('final', 'open'));
	await c.end('prelim');
	await c.act('final', 'open');
	assert.deepEqual(c.in('final'), [0, 2]);
});

test('a tie at the cut after publication: what is public stays, the order is recorded, and two decide', async () => {
	const c = await begun({ final: 'scored' });
	const before = await c.page('prelim');
	await c.correct('prelim', 2, 70);
	const tied = await c.act('prelim', 'compute', { reason });
	assert.deepEqual([tied.state, tied.ties[0].entries.map((e) => c.entries.indexOf(e.id)), tied.downstream], ['published', [1, 2], null]);
	assert.deepEqual(await c.page('prelim'), before);
	await c.organizer.expect(200, 'PUT', `/api/v1/rounds/${c.rounds.prelim}/tie-order`, { order: [c.entries[2], c.entries[1]], reason: '评委合议' }, ifMatch(server.db.one('SELECT version FROM rounds WHERE id = ?', c.rounds.prelim).version));
	assert.equal((await c.act('prelim', 'compute', { reason })).downstream.rounds[0].in.length, 1);
	await c.takeOver('prelim', 'keep_seat');
	assert.deepEqual(c.in('final'), [0, 1, 2]);
	assert.deepEqual(await c.page('prelim'), ['advanced', 'advanced', 'advanced_as_added', 'eliminated']);
	assert.deepEqual(await c.finish([90, 80, 95]), [[2, 'first'], [0, 'second'], [1, 'second']]);
});

test('three rounds deep: each step is decided when it is known', async () => {
	const three = rules();
	three.rounds = [round('prelim', { advance: { seats: 2 } }), round('semi', { advance: { seats: 1 } }), round('final')];
	const c = new Course(await season(server, { judges: 1, entries: Array(4).fill('startup'), rules: three }));
	const points = { prelim: { 0: 80, 1: 70, 2: 60, 3: 50 }, semi: { 0: 60, 1: 70 } };
	for (const code of ['prelim', 'semi']) {
		await c.act(code, 'open');
		await c.assign(code);
		await c.score(code, points[code]);
		await c.end(code);
	}
	await c.act('final', 'open');
	await c.assign('final');
	assert.deepEqual(c.in('final'), [1]);
	await c.correct('prelim', 2, 75);
	const { downstream } = await c.act('prelim', 'compute', { reason });
	assert.deepEqual(downstream.rounds.map((r) => [r.code, r.unknown, r.in.length, r.out.length]), [['semi', false, 1, 1], ['final', true, 0, 0]]);
	await c.takeOver('prelim', 'supplementary');
	assert.deepEqual([c.in('semi'), c.state('semi'), c.in('final')], [[0, 2], 'open', [1]]);
	await c.act('final', 'lock');
	await rejected(409, 'participants-unknown', c.try('final', 'close'));
	await c.assign('semi', [2]);
	await c.score('semi', { 2: 90 });
	for (const verb of ['lock', 'close']) await c.act('semi', verb);
	const again = await c.act('semi', 'compute', { reason });
	assert.deepEqual(again.downstream.rounds.map((r) => [r.code, r.in.map((e) => c.entries.indexOf(e.entry_id)), r.out.map((e) => c.entries.indexOf(e.entry_id))]), [['final', [2], [1]]]);
	await c.takeOver('semi', 'take_over');
	assert.deepEqual(c.in('final'), [2]);
	assert.deepEqual(await c.finish({ 2: 95 }), [[2, 'first']]);
});
