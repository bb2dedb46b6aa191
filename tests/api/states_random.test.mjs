// All state machines together, driven at random through the API by three organisers, three judges and two who object: rounds, assignments, sheets,
// corrections, recusals, judges, departures, lists, notices, objections and the edition itself, and with them (tests/api/states_entrants.mjs) entries,
// late admissions, decisions and letters, mandates, amendments of the rules, ties of the organisers and objections from outside, one act after the other and
// sometimes two at once.
// Whatever was tried, after every step
// - nothing answered 500 or more, and every answer is in the contract
// - a closed edition has nothing unfinished in it, and not one row of its audit trail is added
// - a list on notice or final has its notice, and no other list has one; one list at most is public
// - what is published of a round stays what was published, byte for byte and without open ties, until another version is; what is not published is not shown
// - no assignment stands between a judge and an entry that an upheld recusal parts, in a round that goes on
// - who takes part in a later round that is not marked as resting on something unsettled is whom the results before let through
// - a public round has one publication in force, its newest; the sum of a list is that of its rows, and within its budget
// - a withdrawn entry takes part in nothing; a letter that waits says what is decided; of amendments, and of late admissions of a firm, one waits at most
// - nobody with a tie to an entry does anything about it, or about all of an edition in which it takes part
// and in the end, from wherever chance has led, there is a way on: every edition can be finished and closed; what is computed from its last dossier again is what is stored, byte for byte, and its audit
// trail is whole. That states in C are those of the schema is tests/api/states.test.mjs's.
// What went wrong says its seed and its last steps. By itself it draws the same editions each time, so that what chance finds is not laid at the door
// of whoever changed something else; SAITOU_SEED=… draws others, SAITOU_WORLDS=… more.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { dice } from './dice.mjs';
import { ifMatch } from './fixtures.mjs';
import { saitouctl, startServer } from './harness.mjs';
import { openWithAll, rulebook, season, sheetOf } from './judging_fixture.mjs';
import { addEntrants, checkTies, ENTRANT_CONTRADICTIONS, entrantActs, finishEntrants } from './states_entrants.mjs';

const seed = Number(process.env.SAITOU_SEED ?? 31);
const WORLDS = Number(process.env.SAITOU_WORLDS ?? 7), STEPS = 60;

let server;
before(async () => (server = await startServer({ config: 'mails_per_address = 0\n' })));
after(() => server?.stop());

const rules = {
	...rulebook,
	rounds: rulebook.rounds.map((round) => ({ ...round, min_sheets: 1 })),
	award: { budget_fen: 1000, pools: [{ round: 'final', groups: [], tiers: [{ id: 'first', name: { 'zh-CN': '一等奖' }, seats: 1, amount: 600 }, { id: 'second', name: { 'zh-CN': '二等奖' }, seats: 1, amount: 300 }] }] },
};
const title = { 'zh-CN': '公示' }, reason = '另有原因';
const complaint = { real_name: '陈先生', contact: '020-12345678', statement: '该企业的研发人员数据与事实不符，请核查。' };

// A world: one edition with everybody in it. Its ids are read from the tables, as the pages read them from lists.
class World {
	constructor(made, objectors, draw) {
		Object.assign(this, { made, objectors, draw, anyone: server.client(), tokens: [], ties: new Map(), published: new Map(), pages: 0, told: [], steps: 0 });
		this.code = server.db.one('SELECT code FROM editions WHERE id = ?', made.edition).code;
	}
	rows(sql, ...values) {
		return server.db.query(sql, ...values);
	}
	any(sql, ...values) {
		const list = this.rows(sql, ...values);
		return list.length ? this.draw.of(list) : undefined;
	}
	get organizer() {
		return this.draw.of(this.made.organizers);
	}
	async send(client, method, target, json, options) {
		const answer = await client.request(method, target, { json, ...options });
		this.told.push(`${method} ${target} ${JSON.stringify(json ?? {})} → ${answer.status} ${answer.json?.code ?? answer.json?.state ?? ''}`);
		assert.ok(answer.status < 500, `${answer.text}\n${readFileSync(server.log, 'utf8').slice(-2000)}`);
		this.steps++;
		return answer;
	}
	post(client, target, json, version) {
		return this.send(client, 'POST', `/api/v1${target}`, json, version === undefined ? {} : ifMatch(version));
	}
}

const anyRound = (w) => w.any('SELECT id, code, state, version FROM rounds WHERE edition_id = ?', w.made.edition);
const anyList = (w) => w.any("SELECT id, number, state, version FROM award_lists WHERE edition_id = ? AND state <> 'superseded'", w.made.edition);
const value = (w) => w.draw.of([10, 10, 20]);

// The points that a sheet of the entry asks for; few different ones, so that there are ties.
const marks = (w, entry) => ({ technology: value(w), market: 10, ...(w.made.entries.indexOf(entry) === 2 ? { finance: 5 } : {}) });

async function handIn(w, judge, round, entry) {
	const sheet = w.rows('SELECT s.version FROM sheets s JOIN assignments a ON a.id = s.assignment_id WHERE s.round_id = ? AND s.entry_id = ? AND s.judge_id = ?', round, entry, judge.id)[0];
	return w.post(judge.client, `${sheetOf(round, entry).slice(7)}/hand-in`, { points: marks(w, entry) }, sheet?.version);
}

async function assignAll(w, round) {
	for (const entry of w.made.entries) for (const judge of w.made.judges) await w.post(w.made.organizers[0], `/rounds/${round}/assignments`, { entry_id: entry, judge_id: judge.id });
}

const roundVerb = (verb, json) => (w) => {
	const round = anyRound(w);
	return w.post(w.organizer, `/rounds/${round.id}/${verb}`, json?.(w));
};
// Who opens a round acknowledges what is undecided; now and then not.
const openRound = async (w, client, id) => {
	const { acknowledge } = (await w.send(client, 'GET', `/api/v1/rounds/${id}/opening`)).json;
	return w.post(client, `/rounds/${id}/open`, acknowledge ? { acknowledged: acknowledge } : {});
};
const listVerb = (verb, json) => (w) => {
	const list = anyList(w);
	return list && w.post(w.organizer, `/award-lists/${list.id}/${verb}`, json(w), list.version);
};

// What people do, and how often.
const acts = [
	[6, (w) => openRound(w, w.organizer, anyRound(w).id)], [1, roundVerb('open')], [3, roundVerb('lock')], [4, roundVerb('close')],
	[2, roundVerb('reopen', (w) => ({ reason, to: w.draw.of(['open', 'locked']) }))],
	[8, roundVerb('compute', () => ({ reason }))],
	[2, roundVerb('check')],
	[5, roundVerb('takeovers', (w) => ({ choice: w.draw.of(['take_over', 'keep_seat', 'supplementary']), reason }))],
	[6, (w) => {
		const one = w.any("SELECT t.id FROM takeovers t JOIN rounds r ON r.id = t.round_id WHERE r.edition_id = ? AND t.state = 'proposed'", w.made.edition);
		return one && w.post(w.organizer, `/takeovers/${one.id}/${w.draw.chance(0.8) ? 'decide' : 'withdraw'}`, w.draw.chance(0.8) ? { decision: w.draw.of(['approved', 'approved', 'rejected']), reason } : { reason });
	}],
	[1, (w) => {
		const one = w.any('SELECT a.round_id, a.entry_id FROM added_seats a JOIN rounds r ON r.id = a.round_id WHERE r.edition_id = ?', w.made.edition);
		return one && w.post(w.organizer, `/rounds/${one.round_id}/added/${one.entry_id}/revoke`, { reason });
	}],
	[5, roundVerb('publish', (w) => ({ ...w.draw.of([{}, { title }, { title, working_days: 2 }]), ...w.draw.of([{}, { reason }]) }))],
	[2, roundVerb('release-missing', () => ({ reason }))],
	[3, (w) => assignAll(w, anyRound(w).id)],
	[3, async (w) => {
		const round = anyRound(w).id;
		for (const judge of w.made.judges) for (const entry of w.made.entries) await handIn(w, judge, round, entry);
	}],
	[6, (w) => handIn(w, w.draw.of(w.made.judges), anyRound(w).id, w.draw.of(w.made.entries))],
	[4, (w) => {
		const round = anyRound(w), tied = w.rows("SELECT entry_id FROM standings s JOIN rounds r ON r.computation_id = s.computation_id AND r.id = s.round_id WHERE r.id = ? AND s.outcome = 'tied_at_cut'", round.id);
		return w.send(w.organizer, 'PUT', `/api/v1/rounds/${round.id}/tie-order`, { order: tied.map((t) => Number(t.entry_id)), reason }, ifMatch(round.version));
	}],
	[2, (w) => {
		const one = w.any("SELECT a.id FROM assignments a JOIN rounds r ON r.id = a.round_id WHERE r.edition_id = ? AND a.state = 'assigned'", w.made.edition);
		return one && w.post(w.organizer, `/assignments/${one.id}/release`, { reason });
	}],
	[2, (w) => w.post(w.draw.of(w.made.judges).client, '/recusals', { entry_id: w.draw.of(w.made.entries), kind: w.draw.of(['kinship', 'advisory']), statement: reason })],
	[1, (w) => w.post(w.organizer, `/editions/${w.made.edition}/recusals`, { judge_id: w.draw.of(w.made.judges).id, entry_id: w.draw.of(w.made.entries), kind: 'employment', statement: reason })],
	[3, (w) => {
		const one = w.any('SELECT id FROM recusals WHERE edition_id = ?', w.made.edition);
		return one && w.post(w.organizer, `/recusals/${one.id}/decide`, { decision: w.draw.of(['upheld', 'dismissed', 'open']), reason });
	}],
	[1, (w) => w.post(w.organizer, `/judges/${w.draw.of(w.made.judges).id}/dismiss`, { reason })],
	[2, (w) => w.post(w.organizer, `/judges/${w.draw.of(w.made.judges).id}/reinstate`, { reason })],
	[4, (w) => {
		const sheet = w.any("SELECT s.assignment_id AS id, s.entry_id FROM sheets s JOIN rounds r ON r.id = s.round_id WHERE r.edition_id = ? AND s.state = 'handed_in'", w.made.edition);
		return sheet && w.post(w.organizer, `/sheets/${sheet.id}/corrections`, { points: marks(w, Number(sheet.entry_id)), reason });
	}],
	[4, (w) => {
		const one = w.any("SELECT k.id, s.round_id FROM sheet_corrections k JOIN sheets s ON s.assignment_id = k.sheet_id JOIN rounds r ON r.id = s.round_id WHERE r.edition_id = ? AND k.state = 'requested'", w.made.edition);
		return one && w.post(w.organizer, `/corrections/${one.id}/decide`, { decision: w.draw.of(['approved', 'rejected']), reason });
	}],
	[2, (w) => w.post(w.organizer, `/editions/${w.made.edition}/departures`, { entry_id: w.draw.of(w.made.entries), before: w.draw.of(['final', 'award', 'award']), as: w.draw.of(['withdrawn', 'disqualified']), reason })],
	[2, (w) => {
		const one = w.any('SELECT entry_id FROM departures WHERE edition_id = ?', w.made.edition);
		return one && w.post(w.organizer, `/departures/${one.entry_id}/revoke`, { reason });
	}],
	[5, (w) => {
		const upheld = w.rows("SELECT id FROM objections WHERE edition_id = ? AND state = 'upheld' AND changes_list AND award_list_id IS NULL", w.made.edition);
		return w.post(w.organizer, `/editions/${w.made.edition}/award-lists`, { why: reason, objections: w.draw.chance(0.7) ? upheld.map((o) => Number(o.id)) : [] });
	}],
	[9, listVerb('approve', () => ({}))],
	[6, listVerb('publish', () => ({ title, working_days: 2 }))],
	[6, listVerb('finalise', (w) => w.draw.of([{}, { title }]))],
	[4, async (w) => {
		// One sheet after the other gets the same points: ties where there were none.
		const round = anyRound(w), [asks, decides] = w.made.organizers;
		for (const sheet of w.rows("SELECT assignment_id AS id, entry_id FROM sheets WHERE round_id = ? AND state = 'handed_in'", round.id)) {
			const asked = await w.post(asks, `/sheets/${sheet.id}/corrections`, { points: { ...marks(w, Number(sheet.entry_id)), technology: 10 }, reason });
			if (asked.status === 201) await w.post(decides, `/corrections/${asked.json.id}/decide`, { decision: 'approved', reason });
		}
		return w.post(asks, `/rounds/${round.id}/compute`, { reason });
	}],
	[3, (w) => w.post(w.organizer, `/editions/${w.made.edition}/notices`, w.draw.of([{ title }, { title, working_days: 2 }]))],
	[3, (w) => {
		const one = w.any('SELECT id FROM notices WHERE edition_id = ?', w.made.edition);
		return one && w.post(w.organizer, `/notices/${one.id}/withdraw`, { reason });
	}],
	[3, (w) => {
		const one = w.any('SELECT id FROM notices WHERE edition_id = ?', w.made.edition);
		return one && w.post(w.draw.of(w.objectors), `/notices/${one.id}/objections`, complaint);
	}],
	[4, (w) => {
		const one = w.any('SELECT id FROM objections WHERE edition_id = ?', w.made.edition), upheld = w.draw.chance(0.4);
		return one && w.post(w.organizer, `/objections/${one.id}/decide`, { decision: upheld ? 'upheld' : 'dismissed', reason, ...(upheld ? { changes_list: w.draw.chance(0.5) } : {}) });
	}],
	[1, (w) => {
		const one = w.any('SELECT id FROM objections WHERE edition_id = ?', w.made.edition);
		return one && w.post(w.draw.of(w.objectors), `/objections/${one.id}/withdraw`, {});
	}],
	[3, (w) => daysPass(w)],
	[5, (w) => closeEdition(w)],
	[5, async (w) => {
		await w.post(w.organizer, `/editions/${w.made.edition}/notices`, { title, working_days: 2 });
		return closeEdition(w);
	}],
];
acts.push(...entrantActs({ get db() { return server.db; }, mailTo: (...of) => server.mailTo(...of) }, rules));
const hat = acts.flatMap(([times, act]) => Array(times).fill(act));

// The periods of all notices are over. The one thing that no request can do.
const daysPass = (w) => w.rows('UPDATE notices SET ends_at = UTC_TIMESTAMP(6) - INTERVAL 200 SECOND WHERE edition_id = ? AND ends_at > UTC_TIMESTAMP(6)', w.made.edition);

const closeEdition = (w) => w.post(w.organizer, `/editions/${w.made.edition}/close`, { reason }, w.rows('SELECT version FROM editions WHERE id = ?', w.made.edition)[0].version);

// ---- what must hold ----

const CONTRADICTIONS = {
	'a closed edition with something unfinished': `SELECT e.id FROM editions e WHERE e.id = ? AND e.state = 'closed' AND (
		EXISTS (SELECT 1 FROM rounds r WHERE r.edition_id = e.id AND r.state IN ('open', 'locked', 'closed', 'computed'))
		OR EXISTS (SELECT 1 FROM objections o WHERE o.edition_id = e.id AND o.state = 'filed')
		OR EXISTS (SELECT 1 FROM notices n WHERE n.edition_id = e.id AND n.withdrawn_at IS NULL AND n.ends_at > UTC_TIMESTAMP(6))
		OR EXISTS (SELECT 1 FROM award_lists l WHERE l.edition_id = e.id AND l.state IN ('first_approved', 'approved', 'noticed'))
		OR EXISTS (SELECT 1 FROM recusals x WHERE x.edition_id = e.id AND x.state = 'open')
		OR EXISTS (SELECT 1 FROM sheet_corrections k JOIN sheets s ON s.assignment_id = k.sheet_id JOIN rounds r ON r.id = s.round_id WHERE r.edition_id = e.id AND k.state = 'requested'))`,
	'a list on notice or final without its notice': `SELECT l.id FROM award_lists l WHERE l.edition_id = ? AND l.state IN ('noticed', 'final')
		AND NOT EXISTS (SELECT 1 FROM notices n WHERE n.award_list_id = l.id AND n.kind = 'award_list' AND n.withdrawn_at IS NULL)`,
	'a notice of a list that is not public': `SELECT n.id FROM notices n JOIN award_lists l ON l.id = n.award_list_id WHERE n.edition_id = ? AND n.withdrawn_at IS NULL AND l.state NOT IN ('noticed', 'final')`,
	'two public lists': "SELECT edition_id FROM award_lists WHERE edition_id = ? AND state IN ('noticed', 'final') GROUP BY edition_id HAVING COUNT(*) > 1",
	'a final list with an open objection': `SELECT l.id FROM award_lists l JOIN notices n ON n.award_list_id = l.id AND n.kind = 'award_list' AND n.withdrawn_at IS NULL JOIN objections o ON o.notice_id = n.id
		WHERE l.edition_id = ? AND l.state = 'final' AND o.state = 'filed'`,
	'a published round with an open tie': `SELECT r.id FROM rounds r JOIN standings s ON s.computation_id IN (r.public_computation_id, IF(r.state = 'computed', r.computation_id, NULL)) AND s.round_id = r.id WHERE r.edition_id = ? AND s.outcome = 'tied_at_cut'`,
	'an assignment across an upheld recusal': `SELECT a.id FROM assignments a JOIN rounds r ON r.id = a.round_id JOIN recusals x ON x.judge_id = a.judge_id AND x.entry_id = a.entry_id
		WHERE r.edition_id = ? AND r.state IN ('open', 'locked', 'closed', 'computed') AND x.state = 'upheld' AND a.state = 'assigned'`,
	'a sheet that counts across an upheld recusal': `SELECT s.assignment_id FROM sheets s JOIN rounds r ON r.id = s.round_id JOIN recusals x ON x.judge_id = s.judge_id AND x.entry_id = s.entry_id
		WHERE r.edition_id = ? AND r.state IN ('open', 'locked', 'closed', 'computed') AND x.state = 'upheld' AND s.state = 'handed_in' AND s.void_why IS NULL`,
	'an assignment in an open round that a dismissed judge still has to score': `SELECT a.id FROM assignments a JOIN rounds r ON r.id = a.round_id JOIN judges j ON j.id = a.judge_id
		WHERE r.edition_id = ? AND r.state = 'open' AND a.state = 'assigned' AND j.state = 'dismissed' AND NOT EXISTS (SELECT 1 FROM sheets s WHERE s.assignment_id = a.id AND s.state = 'handed_in')`,
};

async function check(w) {
	const { edition } = w.made;
	const { late } = w.entrant;
	if (!w.made.entries.includes(late.entry) && w.rows('SELECT submission_id FROM entries WHERE id = ?', late.entry)[0].submission_id) w.made.entries.push(late.entry);
	for (const [what, sql] of Object.entries({ ...CONTRADICTIONS, ...ENTRANT_CONTRADICTIONS })) assert.deepEqual(w.rows(sql, edition), [], what);
	const state = w.rows('SELECT e.state, (SELECT COUNT(*) FROM audit a WHERE a.edition_id = e.id) AS audited FROM editions e WHERE e.id = ?', edition)[0];
	if (w.closedWith !== undefined) assert.deepEqual([state.state, Number(state.audited)], ['closed', w.closedWith], 'something changed in a closed edition');
	if (state.state === 'closed') w.closedWith = Number(state.audited);
	for (const round of w.rows('SELECT code, state, published_at, public_computation_id FROM rounds WHERE edition_id = ?', edition)) {
		// Each time another address: not from the cache.
		const page = await w.made.organizers[0].get(`/api/v1/public/editions/${w.code}/rounds/${round.code}/standings?limit=${1 + (++w.pages % 400) + 99}`);
		if (!round.public_computation_id) {
			assert.equal(page.status, 404, `${round.code} is ${round.state} and shown`);
			assert.ok(!w.published.has(round.code), `${round.code} is no longer shown`);
			continue;
		}
		assert.equal(page.status, 200, `${round.code} is published and not shown`);
		const shown = JSON.stringify(page.json), key = `${round.code} ${round.published_at}`;
		if (w.published.get(round.code)?.key === key) assert.equal(shown, w.published.get(round.code).shown, 'what was published has changed');
		w.published.set(round.code, { key, shown });
	}
	await settled(w);
	checkTies(w);
	return state.state;
}

const CAME_THROUGH = "'advanced', 'advanced_as_substitute', 'advanced_as_wildcard', 'advanced_as_added', 'skipped'";

// Of rounds that rest on nothing unsettled: who takes part is who came through, and has not left since.
async function settled(w) {
	const { rounds } = (await w.made.organizers[0].expect(200, 'GET', `/api/v1/editions/${w.made.edition}/dashboard`));
	for (const round of rounds.filter((r) => r.position > 0 && r.state !== 'planned' && !r.rests_on.length)) {
		const there = w.rows('SELECT entry_id FROM round_entries WHERE round_id = ? AND takes_part ORDER BY entry_id', round.id).map((e) => Number(e.entry_id));
		const through = w.rows(`SELECT s.entry_id FROM rounds b JOIN standings s ON s.computation_id = b.computation_id AND s.round_id = b.id WHERE b.edition_id = ? AND b.position = ? AND s.outcome IN (${CAME_THROUGH})
			AND NOT EXISTS (SELECT 1 FROM departures d WHERE d.entry_id = s.entry_id AND d.before_code <> 'award') ORDER BY s.entry_id`, w.made.edition, round.position - 1).map((e) => Number(e.entry_id));
		const left = w.rows("SELECT entry_id FROM departures WHERE edition_id = ? AND before_code <> 'award'", w.made.edition).length;
		if (!left) assert.deepEqual(there, through, `${round.code} has others than came through`);
	}
}

// ---- the way on ----

async function finishRound(w, round) {
	const [boss] = w.made.organizers, at = (verb, json) => w.post(boss, `/rounds/${round.id}/${verb}`, json);
	switch (round.state) {
	case 'planned':
		return openRound(w, boss, round.id);
	case 'open':
		await assignAll(w, round.id);
		for (const judge of w.made.judges) for (const entry of w.made.entries) await handIn(w, judge, round.id, entry);
		return at('lock');
	case 'locked':
		await at('release-missing', { reason });
		return (await at('close')).status === 200 || at('reopen', { reason, to: 'open' });
	case 'closed': {
		const computed = await at('compute', { reason });
		if (computed.status !== 200) return at('reopen', { reason, to: 'locked' }); // others take part than when it was closed
		if (computed.json.ties?.length) await w.send(boss, 'PUT', `/api/v1/rounds/${round.id}/tie-order`, { order: computed.json.ties.flatMap((t) => t.entries.map((e) => e.id)), reason }, ifMatch(w.rows('SELECT version FROM rounds WHERE id = ?', round.id)[0].version));
		return undefined;
	}
	default: {
		// Computed or published: computed anew if something has changed, into a tie perhaps; decided by two where later rounds follow; published.
		const computed = await at('compute', { reason });
		if (computed.status !== 200) return at('reopen', { reason, to: 'locked' });
		const tied = w.rows("SELECT s.entry_id FROM standings s JOIN rounds r ON r.computation_id = s.computation_id AND r.id = s.round_id WHERE r.id = ? AND s.outcome = 'tied_at_cut' ORDER BY s.place", round.id);
		if (tied.length) {
			await w.send(boss, 'PUT', `/api/v1/rounds/${round.id}/tie-order`, { order: tied.map((t) => Number(t.entry_id)), reason }, ifMatch(w.rows('SELECT version FROM rounds WHERE id = ?', round.id)[0].version));
			return at('compute', { reason });
		}
		if (!computed.json.downstream) return at('publish', { reason });
		for (const { id } of w.rows("SELECT id FROM takeovers WHERE round_id = ? AND state = 'proposed'", round.id)) for (const client of w.made.organizers) await w.post(client, `/takeovers/${id}/withdraw`, { reason });
		const proposed = await at('takeovers', { choice: w.draw.of(['take_over', 'supplementary']), reason });
		return w.post(w.made.organizers[1], `/takeovers/${proposed.json.id}/decide`, { decision: 'approved', reason });
	}
	}
}

async function finishStep(w) {
	const { edition, organizers, judges } = w.made, [boss, other] = organizers;
	await finishEntrants(server, w);
	for (const judge of judges) await w.post(boss, `/judges/${judge.id}/reinstate`, { reason });
	for (const { id } of w.rows("SELECT id FROM recusals WHERE edition_id = ? AND state <> 'dismissed'", edition)) await w.post(boss, `/recusals/${id}/decide`, { decision: 'dismissed', reason });
	for (const { id } of w.rows("SELECT k.id FROM sheet_corrections k JOIN sheets s ON s.assignment_id = k.sheet_id JOIN rounds r ON r.id = s.round_id WHERE r.edition_id = ? AND k.state = 'requested'", edition)) {
		for (const client of organizers) await w.post(client, `/corrections/${id}/decide`, { decision: 'rejected', reason });
	}
	for (const { id } of w.rows("SELECT id FROM objections WHERE edition_id = ? AND state = 'filed'", edition)) await w.post(boss, `/objections/${id}/decide`, { decision: 'dismissed', reason });
	daysPass(w);
	const { rounds } = await boss.expect(200, 'GET', `/api/v1/editions/${edition}/dashboard`);
	const round = rounds.find((r) => r.state !== 'published' || r.stale.length || r.undecided || !r.published);
	if (round) return finishRound(w, round);
	const changes = w.rows("SELECT o.id FROM objections o WHERE o.edition_id = ? AND o.state = 'upheld' AND o.changes_list AND o.award_list_id IS NULL", edition).map((o) => Number(o.id));
	const list = w.rows("SELECT id, state, version FROM award_lists WHERE edition_id = ? AND state <> 'superseded' ORDER BY number DESC LIMIT 1", edition)[0];
	if (!list || changes.length) return w.post(boss, `/editions/${edition}/award-lists`, { why: reason, objections: changes });
	const step = (client, verb, json) => w.post(client, `/award-lists/${list.id}/${verb}`, json, list.version);
	// What has changed since the list was made asks for a new version.
	const anew = () => w.post(boss, `/editions/${edition}/award-lists`, { why: reason });
	if (list.state === 'draft') return (await step(boss, 'approve', {})).status === 200 || anew();
	if (list.state === 'first_approved') return (await step(other, 'approve', {})).status === 200 || (await step(boss, 'approve', {})).status === 200 || anew();
	if (list.state === 'approved') return (await step(boss, 'publish', { title, working_days: 2 })).status === 200 || anew();
	if (list.state === 'noticed') return (await step(boss, 'finalise', {})).status === 200 || anew();
	return closeEdition(w);
}

// What is stored is what its dossier gives, and nothing is missing in the trail.
async function whole(w) {
	const { edition, auditor } = w.made;
	const last = w.rows('SELECT MAX(id) AS id FROM computations WHERE edition_id = ?', edition)[0].id;
	if (last) {
		const [dossier, results] = [await auditor.get(`/api/v1/computations/${last}/dossier`), await auditor.get(`/api/v1/computations/${last}/results`)];
		const file = path.join(server.folder, `dossier-${edition}.json`);
		writeFileSync(file, dossier.bytes);
		assert.ok(execFileSync(saitouctl, ['recompute', file]).equals(results.bytes), 'recompute differs');
	}
	assert.deepEqual((await auditor.expect(200, 'GET', `/api/v1/audit/verify?edition=${edition}`)).broken, null);
}

async function world(draw) {
	const made = await season(server, { judges: 3, entries: ['startup', 'startup', 'growth', 'startup'], rules });
	made.organizers = [made.organizer, made.second, await server.account({ organizer: made.edition })];
	const w = new World(made, [await server.account({ contestant: null }), await server.account({ contestant: null })], draw);
	// Some begin further on, so that what comes late is met as often.
	const begin = draw.of(['planned', 'scored', 'noticed', 'final', 'final']);
	w.entrant = await addEntrants(server, made, begin === 'planned' && draw.chance(0.7));
	if (begin !== 'planned') {
		const round = await openWithAll(made);
		for (const judge of made.judges) for (const entry of made.entries) await handIn(w, judge, round, entry);
	}
	const there = () => w.rows('SELECT 1 FROM award_lists WHERE edition_id = ? AND state = ?', made.edition, begin).length > 0;
	if (['noticed', 'final'].includes(begin)) for (let i = 0; i < 40 && !there(); i++) await finishStep(w);
	return w;
}

test(`whatever is tried, states do not contradict each other, and there is a way on (seed ${seed})`, async () => {
	const draw = dice(seed);
	let steps = 0;
	for (let worlds = 0; worlds < WORLDS; worlds++) {
		const w = await world(draw);
		try {
			let state = await check(w);
			for (let i = 0; i < STEPS; i++) {
				const first = draw.of(hat), second = draw.of(hat);
				if (draw.chance(0.15)) await Promise.all([first(w), second(w)]);
				else await first(w);
				state = await check(w);
				if (state === 'closed' && draw.chance(0.2)) break; // but try a while what may still change
			}
			for (let i = 0; i < 100 && state !== 'closed'; i++) {
				await finishStep(w);
				state = await check(w);
			}
			assert.equal(state, 'closed', 'no way on');
			await whole(w);
		} catch (error) {
			error.message = `seed ${seed}, world ${worlds}: ${error.message}\nlast steps:\n${w.told.slice(-25).join('\n')}`;
			throw error;
		}
		steps += w.steps;
	}
	assert.ok(steps > 50, `only ${steps} steps`);
	console.log(`# ${WORLDS} editions, ${steps} requests, seed ${seed}`);
});
