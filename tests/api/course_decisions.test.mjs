// Decisions about eligibility and investments as causes of a takeover: made after the next round has opened, they change the result that it rests on.
// - the decision marks that result stale, and touches nothing else: the later round, what is public, and lists stay until two people have decided
// - an entry that is found ineligible goes out and the next comes in; one that is eligible after all comes back with its sheets, and pushes another out; one
//   whose investment is revoked falls back into the rounds before, with its sheets
// - each is previewed, asked for by one and approved by another, in each of the ways that the rules leave; the season plays to its end, its final list is
//   recomputed byte for byte, and the edition closes
// - an entry without sheets does not come into a round that takes none any more: said plainly, until that is gone into again
// - once an award list is published, no such decision is possible
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { saitouctl, startServer } from './harness.mjs';
import { handIn, openRound, rejected, season } from './judging_fixture.mjs';

let server;
before(async () => (server = await startServer()));
after(() => server.stop());

const reason = '复核后更正';
const round = (id, more) => ({ id, kind: 'judged', criteria: [{ id: 'technology', max: 100 }], aggregate: { method: 'mean' }, min_sheets: 1, ...more });
const rules = {
	title: { 'zh-CN': '测试' }, timezone: 'Asia/Shanghai', divisions: [{ id: 'all', when: { all: [] } }],
	eligibility: { fact: 'firm.registered_on', at_least: '2022-01-01' },
	rounds: [round('prelim', { advance: { seats: 2 } }), round('final')],
	direct_advancement: [{ id: 'invest', to: 'final', when: { investments: { where: { fact: 'investment.verified', equals: true }, count: true }, at_least: 1 } }],
	award: { budget_fen: 1000, pools: [{ round: 'final', groups: [], tiers: [{ id: 'first', name: { 'zh-CN': '一等奖' }, seats: 1, amount: 600 }, { id: 'second', name: { 'zh-CN': '二等奖' }, seats: 2, amount: 100 }] }] },
};
const GIVEN = [80, 70, 75, 50];

class Played {
	constructor(made) {
		Object.assign(this, made, { made });
	}
	act(code, verb, json, status = 200) {
		return verb === 'open' ? openRound(this.organizer, this.rounds[code]) : this.organizer.expect(status, 'POST', `/api/v1/rounds/${this.rounds[code]}/${verb}`, json);
	}
	in(code) {
		return server.db.query('SELECT entry_id FROM round_entries WHERE round_id = ? AND takes_part ORDER BY entry_id', this.rounds[code]).map((e) => this.entries.indexOf(Number(e.entry_id)));
	}
	state(code) {
		return server.db.one('SELECT state FROM rounds WHERE id = ?', this.rounds[code]).state;
	}
	async judge(code, list, points) {
		for (const i of list) {
			await this.organizer.expect(201, 'POST', `/api/v1/rounds/${this.rounds[code]}/assignments`, { entry_id: this.entries[i], judge_id: this.judges[0].id });
			await handIn(this.made, this.judges[0], this.rounds[code], this.entries[i], { technology: points[i] });
		}
	}
	async end(code) {
		for (const verb of ['lock', 'close']) await this.act(code, verb);
		for (const verb of ['compute', 'publish']) await this.act(code, verb, { reason });
	}
	decide(i, decision) {
		return this.organizer.put(`/api/v1/entries/${this.entries[i]}/eligibility`, { decision, reason, ordinal: 1 });
	}
	async invest(i) {
		server.db.query("INSERT INTO investments (edition_id, firm_id, investor, facts, state, created_by, created_at) SELECT edition_id, firm_id, '粤科基金', '{}', 'declared', created_by, UTC_TIMESTAMP(6) FROM entries WHERE id = ?", this.entries[i]);
		const id = Number(server.db.one('SELECT MAX(id) AS id FROM investments').id);
		server.db.query("INSERT INTO attachments (token, edition_id, investment_id, kind, filename, size, received, state, media_type, sha256, created_by, created_at, stored_at) SELECT ?, edition_id, id, 'evidence', '回单.pdf', 1, 1, 'stored', 'application/pdf', ?, created_by, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) FROM investments WHERE id = ?", `evidence-${id}`, Buffer.alloc(32), id);
		return id;
	}
	async investment(id, verb, client = this.organizer) {
		const { version } = await client.expect(200, 'GET', `/api/v1/investments/${id}`);
		return client.post(`/api/v1/investments/${id}/${verb}`, { reason }, { headers: { 'If-Match': `"${version}"` } });
	}
	async board(code) {
		return (await this.auditor.expect(200, 'GET', `/api/v1/editions/${this.edition}/dashboard`)).rounds.find((r) => r.code === code);
	}
	// The result is computed anew, and what it means is asked for by one and approved by another.
	async takeOver(choice, { out, came }) {
		const { downstream } = await this.act('prelim', 'compute', { reason });
		assert.deepEqual([downstream.rounds[0].in, downstream.rounds[0].out].map((l) => l.map((e) => this.entries.indexOf(e.entry_id))), [came, out]);
		const asked = await this.act('prelim', 'takeovers', { choice, reason }, 201);
		const decided = await this.second.post(`/api/v1/takeovers/${asked.id}/decide`, { decision: 'approved', reason });
		assert.equal(decided.status, 200, decided.text);
	}
	// To the final list, the archive's bytes, and the edition's end.
	async finish(points) {
		if (this.state('final') === 'locked') await this.act('final', 'reopen', { reason });
		const given = server.db.query("SELECT s.entry_id FROM sheets s JOIN assignments a ON a.id = s.assignment_id WHERE s.round_id = ? AND s.state = 'handed_in' AND a.state = 'assigned'", this.rounds.final).map((s) => this.entries.indexOf(Number(s.entry_id)));
		await this.judge('final', this.in('final').filter((i) => !given.includes(i)), points);
		await this.end('final');
		const list = await this.organizer.expect(201, 'POST', `/api/v1/editions/${this.edition}/award-lists`, { why: reason });
		const awards = (await this.organizer.expect(200, 'GET', `/api/v1/award-lists/${list.id}/awards?limit=50`)).items.map((a) => [this.entries.indexOf(a.entry), a.tier]);
		const { id } = server.db.one('SELECT MAX(id) AS id FROM computations WHERE edition_id = ?', this.edition);
		const [dossier, results] = [await this.auditor.get(`/api/v1/computations/${id}/dossier`), await this.auditor.get(`/api/v1/computations/${id}/results`)];
		const file = path.join(server.folder, 'dossier.json');
		writeFileSync(file, dossier.bytes);
		assert.ok(execFileSync(saitouctl, ['recompute', file]).equals(results.bytes), 'recompute differs');
		return { list, awards };
	}
	async close() {
		const edition = await this.organizer.get(`/api/v1/editions/${this.edition}`);
		return this.organizer.request('POST', `/api/v1/editions/${this.edition}/close`, { json: { reason: '结束' }, headers: { 'If-Match': edition.headers.etag } });
	}
}

// Four firms, all judged in the preliminary; BEFORE is done once that is so. The final is open, and judged so far.
async function begun(before = async () => {}) {
	const c = new Played(await season(server, { judges: 1, entries: Array(4).fill('startup'), rules }));
	await c.act('prelim', 'open');
	await c.judge('prelim', [0, 1, 2, 3], GIVEN);
	await before(c);
	await c.end('prelim');
	await c.act('final', 'open');
	await c.judge('final', c.in('final'), { 0: 90, 1: 80, 2: 85, 3: 60 });
	return c;
}

// What is decided, and what follows: who comes into the final and who goes out, and the ways that the rules leave.
const causes = [
	{
		name: 'an entry is found ineligible',
		cause: 'eligibility',
		decided: async (c) => assert.equal((await c.decide(2, 'ineligible')).status, 200),
		before: [0, 2], came: [1], out: [2], choices: ['take_over', 'supplementary'], refused: 'keep_seat', then: [0, 1],
	},
	{
		name: 'an entry is eligible after all',
		cause: 'eligibility',
		prepare: async (c) => assert.equal((await c.decide(2, 'ineligible')).status, 200),
		decided: async (c) => assert.equal((await c.decide(2, 'follow_rule')).status, 200),
		before: [0, 1], came: [2], out: [1], choices: ['take_over', 'keep_seat', 'supplementary'], then: [0, 2],
	},
	{
		name: 'an investment is revoked',
		cause: 'investment',
		prepare: async (c) => {
			c.money = await c.invest(2);
			assert.equal((await c.investment(c.money, 'first-verify')).status, 200);
			assert.equal((await c.investment(c.money, 'second-verify', c.second)).status, 200);
		},
		decided: async (c) => {
			const { entries, possible } = await c.organizer.expect(200, 'GET', `/api/v1/investments/${c.money}/effect?decision=reject`);
			assert.deepEqual([possible, entries.map((e) => [c.entries.indexOf(e.entry_id), e.from, e.to, e.running])], [true, [[2, 'final', 'prelim', 'corrects']]]);
			assert.equal((await c.investment(c.money, 'reject')).status, 200);
		},
		before: [0, 1, 2], came: [], out: [1], choices: ['take_over', 'keep_seat', 'supplementary'], then: [0, 2],
	},
];

for (const { name, cause, prepare, decided, before: was, came, out, choices, refused, then } of causes)
	for (const choice of choices)
		test(`${name}: ${choice}`, async () => {
			const c = await begun(prepare);
			assert.deepEqual(c.in('final'), was);
			await decided(c);
			const board = await c.board('prelim');
			assert.deepEqual([board.stale.map((s) => s.cause), board.published, (await c.board('final')).rests_on], [[cause], true, ['prelim']]);
			assert.deepEqual(c.in('final'), was, 'nothing has moved yet');
			await c.act('final', 'lock');
			await rejected(409, 'participants-changed', c.organizer.post(`/api/v1/rounds/${c.rounds.final}/close`));
			await c.act('final', 'reopen', { reason });
			if (refused) {
				await c.act('prelim', 'compute', { reason });
				await rejected(409, 'takeover-choice', c.organizer.post(`/api/v1/rounds/${c.rounds.prelim}/takeovers`, { choice: refused, reason }));
			}
			await c.takeOver(choice, { out, came });
			assert.deepEqual(c.in('final'), choice === 'keep_seat' ? [...then, ...out].sort() : then);
			const { awards } = await c.finish([90, 80, 85, 60]);
			assert.deepEqual(awards.map(([i]) => i).sort(), choice === 'keep_seat' ? [...then, ...out].sort() : then);
			const closed = await c.close();
			assert.equal(closed.status, 200, closed.text);
		});

test('without sheets it does not come into a round that is over, until that is gone into again', async () => {
	const c = await begun();
	// Refused before it was judged, in a season of its own.
	const d = new Played(await season(server, { judges: 1, entries: Array(3).fill('startup'), rules }));
	assert.equal((await d.decide(2, 'ineligible')).status, 200);
	await d.act('prelim', 'open');
	await d.judge('prelim', [0, 1], GIVEN);
	await d.end('prelim');
	await d.act('final', 'open');
	assert.match((await rejected(409, 'eligibility-not-decidable', d.decide(2, 'follow_rule'))).detail, /takes no sheets|评分已经结束/);
	await d.act('prelim', 'reopen', { reason, to: 'locked' });
	assert.equal(d.state('prelim'), 'locked');
	assert.equal((await d.decide(2, 'follow_rule')).status, 200);
	assert.deepEqual([d.in('prelim'), d.in('final')], [[0, 1, 2], [0, 1]], 'it is judged first');
	await d.act('prelim', 'reopen', { reason });
	await d.judge('prelim', [2], GIVEN);
	for (const verb of ['lock', 'close']) await d.act('prelim', verb);
	await d.takeOver('take_over', { came: [2], out: [1] });
	assert.deepEqual(d.in('final'), [0, 2]);

	const { list } = await c.finish([90, 80, 85, 60]);
	const step = async (who, verb, json) => {
		const { version } = await who.expect(200, 'GET', `/api/v1/award-lists/${list.id}`);
		return who.expect(200, 'POST', `/api/v1/award-lists/${list.id}/${verb}`, json, { headers: { 'If-Match': `"${version}"` } });
	};
	for (const who of [c.organizer, c.second]) await step(who, 'approve', {});
	await step(c.organizer, 'publish', { title: { 'zh-CN': '公示' }, working_days: 5 });
	await rejected(409, 'eligibility-not-decidable', c.decide(2, 'ineligible'));
});
