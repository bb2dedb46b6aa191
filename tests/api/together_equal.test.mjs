// Writes that share a transaction are answered, and leave behind, what they would one after the other. Random ones, each time others, are sent
// to two editions built alike: to one so that they make a group, to the other one by one.
// - sheets handed in and drafts of sheets: first ones, changed ones, with the right version, a stale one and none, sent twice, of judges who may and who
//   may not (recused, released, dismissed, without pledge, not assigned), in an open, a locked and an expired round, with points that are wrong or
//   of another division or another judge's role, after a look at the others' sheets
// - pieces of entries' drafts: versions right, stale and missing, twice for one entry, a stranger's, withdrawn, after the deadline, too large, with mistakes
// What differed says its seed; SAITOU_SEED=… draws the same again.
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import test, { after, before } from 'node:test';
import * as fixtures from './entry_fixtures.mjs';
import { dice } from './dice.mjs';
import { startServer, until } from './harness.mjs';
import { openRound, points, rulebook, season, sheetOf } from './judging_fixture.mjs';

const seed = Number(process.env.SAITOU_SEED ?? randomInt(2 ** 31));
const SENDS = 24;

let server, watcher;
before(async () => {
	server = await startServer();
	watcher = await server.account({ admin: null });
});
after(() => server?.stop());

const metric = async (name) => Number((await watcher.get('/metrics', { hold: false })).text.match(new RegExp(`^saitou_${name} ([\\d.]+)`, 'm'))[1]);
const waiting = (info) => Number(server.db.one('SELECT COUNT(*) n FROM information_schema.processlist WHERE db = ? AND info LIKE ? AND id <> CONNECTION_ID()', server.db.name, info).n);

// Two that wait for LOCKED keep the groups' places busy; SENDS queue up behind them in their order and make one group.
async function grouped(locked, info, blockers, sends) {
	const lock = server.sqlSession();
	await lock.run(`BEGIN; ${locked} FOR UPDATE`);
	const busy = [];
	for (const blocker of blockers) {
		busy.push(blocker());
		await until('it to wait', () => waiting(info) === busy.length);
	}
	const answers = [];
	for (const send of sends) {
		answers.push(send());
		await until('it to queue', async () => (await metric('queue_depth')) === answers.length);
	}
	const groups = await metric('group_size_count');
	await lock.end();
	for (const answer of await Promise.all(busy)) assert.ok(answer.status < 300, answer.text);
	const all = await Promise.all(answers);
	await until('two groups of one and one of all', async () => (await metric('group_size_count')) - groups === 3);
	return all;
}

async function alone(blockers, sends) {
	for (const blocker of blockers) assert.ok((await blocker()).status < 300);
	const answers = [];
	for (const send of sends) answers.push(await send());
	return answers;
}

// What an answer says, without ids and times, which differ between editions.
const said = ({ status, json, headers }) => ({ status, code: json.code ?? null, fields: json.errors?.map((e) => e.field) ?? null, version: json.version ?? null, state: json.state ?? null, total: json.total ?? null, points: json.points ?? null, etag: headers.etag ?? null });

/* ---- sheets ---- */

const bodies = [
	{ points: points.startup }, { points: points.startup, comment: '好' }, { points: points.growth }, { points: { technology: 1, market: 0.25 } },
	{ points: { technology: 1 } }, { points: { technology: 31, market: 1 } }, { points: { technology: 1, market: 1, other: 1 } },
];
const divisions = ['startup', 'growth', 'startup', 'growth', 'startup'];
const kinds = ['active', 'active', 'active', 'dismissed', 'unpledged'];
const chiefs = [1, 2]; // where the rules ask a chief for one criterion more

const withRoles = structuredClone(rulebook);
for (const round of withRoles.rounds) Object.assign(round, { criteria: [...round.criteria, { id: 'lead', max: 5, roles: ['chief'] }], aggregate: { method: 'mean', level: 'criterion' } });

// A season whose judges 1… and entries are given to each other as PLAN says; judge 0 and the last two entries are for the blockers.
async function judged(plan) {
	const made = await season(server, { judges: kinds.length + 1, entries: [...divisions, 'startup', 'startup'], rules: plan.roles ? withRoles : rulebook });
	const { db } = server;
	const rounds = [made.rounds.semi, made.rounds.final];
	await openRound(made.organizer, rounds[0]);
	db.query('INSERT INTO round_entries (round_id, entry_id, via, group_key, division) SELECT ?, entry_id, \'advanced\', group_key, division FROM round_entries WHERE round_id = ?', rounds[1], rounds[0]);
	for (const entry of made.entries.slice(-2)) db.query('INSERT INTO assignments (round_id, entry_id, judge_id, assigned_by, assigned_at) VALUES (?, ?, ?, ?, UTC_TIMESTAMP(6))', rounds[0], entry, made.judges[0].id, made.owner);
	for (const { round, entry, judge, assignment, sheet } of plan.given) {
		if (assignment === 'none') continue;
		const id = db.one('INSERT INTO assignments (round_id, entry_id, judge_id, state, released_why, recused, assigned_by, assigned_at) VALUES (?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6)) RETURNING id', rounds[round], made.entries[entry], made.judges[judge].id, assignment === 'released' ? 'released' : 'assigned', assignment === 'released' ? '换人' : null, assignment === 'recused', made.owner).id;
		if (sheet === 'none') continue;
		db.query(`INSERT INTO sheets (assignment_id, round_id, entry_id, judge_id, state, points, comment, version, saved_at, handed_in_at, others_seen_at) VALUES (?, ?, ?, ?, ?, ?, '', 2, UTC_TIMESTAMP(6), ${sheet === 'draft' ? 'NULL' : 'UTC_TIMESTAMP(6)'}, ${sheet === 'seen' ? 'UTC_TIMESTAMP(6)' : 'NULL'})`, id, rounds[round], made.entries[entry], made.judges[judge].id, sheet === 'draft' ? 'draft' : 'handed_in', JSON.stringify(points[divisions[entry]]));
	}
	if (plan.roles) for (const judge of chiefs) db.query("UPDATE judges SET role = 'chief' WHERE id = ?", made.judges[judge].id);
	kinds.forEach((kind, i) => {
		if (kind === 'dismissed') db.query("UPDATE judges SET state = 'dismissed' WHERE id = ?", made.judges[i + 1].id);
		if (kind === 'unpledged') db.query('UPDATE judges SET pledged_at = NULL WHERE id = ?', made.judges[i + 1].id);
	});
	db.query(plan.expired ? "UPDATE rounds SET state = 'open', closes_at = UTC_TIMESTAMP(6) - INTERVAL 1 MINUTE WHERE id = ?" : "UPDATE rounds SET state = 'locked' WHERE id = ?", rounds[1]);
	for (const judge of made.judges) judge.client.agent.maxSockets = 64;
	return { ...made, list: rounds };
}

function planOfSheets(rnd, roles) {
	const given = [];
	const right = (entry, judge) => ({ points: { ...points[divisions[entry]], ...(roles && chiefs.includes(judge) ? { lead: 4 } : {}) } });
	for (const round of [0, 1])
		for (let entry = 0; entry < divisions.length; entry++)
			for (let judge = 1; judge <= kinds.length; judge++)
				given.push({ round, entry, judge, assignment: rnd.of(['assigned', 'assigned', 'assigned', 'assigned', 'recused', 'released', 'none']), sheet: rnd.of(['none', 'none', 'none', 'draft', 'draft', 'handed_in', 'seen']) });
	// One that is surely saved: a group of which nothing stands is not counted as one.
	Object.assign(given[0], { assignment: 'assigned', sheet: 'none' });
	const sends = [{ round: 0, entry: 0, judge: 1, body: right(0, 1), version: 0 }];
	while (sends.length < SENDS) {
		const send = { round: rnd.of([0, 0, 0, 0, 1]), entry: rnd.below(divisions.length), judge: rnd.of([1, 1, 2, 2, 3, 3, 4, 5]), body: rnd.of([...bodies, 'right', 'right', 'right', ...(roles ? ['right', 'right', 'of another'] : [])]), version: rnd.of([0, 0, 2, 2, 1]) };
		sends.push(send.body === 'right' ? { ...send, body: right(send.entry, send.judge) } : send.body === 'of another' ? { ...send, body: right(send.entry, chiefs.includes(send.judge) ? 3 : 1) } : send);
		if (rnd.below(5) === 0) sends.push(rnd.of([sends.at(-1), { ...sends.at(-1), body: rnd.of(bodies), version: rnd.of([0, 1, 2, 3]) }]));
	}
	return { given, sends, roles, expired: rnd.below(2) === 1 };
}

function leftOfSheets(made) {
	const place = (list, id) => list.indexOf(Number(id));
	const judges = made.judges.map((j) => j.id);
	const rows = server.db.query('SELECT assignment_id, round_id, entry_id, judge_id, state, points, comment, version, handed_in_at IS NULL open, others_seen_at IS NULL unseen FROM sheets WHERE round_id IN (?, ?)', ...made.list);
	const name = new Map(rows.map((row) => [row.assignment_id, `${place(made.list, row.round_id)}/${place(made.entries, row.entry_id)}/${place(judges, row.judge_id)}`]));
	return {
		sheets: rows.map(({ assignment_id: id, state, points, comment, version, open, unseen }) => [name.get(id), state, points, comment, version, open, unseen].join(' ')).sort(),
		audit: server.db.query("SELECT action, object_id, detail FROM audit WHERE edition_id = ? AND object = 'sheets'", made.edition).map(({ action, object_id, detail }) => `${name.get(object_id)} ${action} ${JSON.parse(detail).version} ${JSON.parse(detail).points}`).sort(),
	};
}

for (const [n, [how, roles]] of [['hand-in', false], ['draft', true], ['hand-in', true]].entries()) {
	test(`sheets: ${how}${roles ? ' with roles' : ''}, ${n + 1}`, async () => {
		const from = seed + n;
		const plan = planOfSheets(dice(from), roles);
		const [one, other] = [await judged(plan), await judged(plan)];
		const send = (judge, round, entry, body, version) => {
			const headers = version ? { 'if-match': `"${version}"` } : {};
			return how === 'draft' ? judge.client.put(sheetOf(round, entry), body, { headers }) : judge.client.post(`${sheetOf(round, entry)}/hand-in`, body, { headers });
		};
		const sends = (made) => plan.sends.map((s) => () => send(made.judges[s.judge], made.list[s.round], made.entries[s.entry], s.body, s.version));
		const blockers = (made) => made.entries.slice(-2).map((entry) => () => send(made.judges[0], made.list[0], entry, { points: points.startup }));
		const together = (await grouped(`SELECT id FROM rounds WHERE id = ${one.list[0]}`, '%FROM rounds %LOCK IN SHARE MODE%', blockers(one), sends(one))).map(said);
		const apart = (await alone(blockers(other), sends(other))).map(said);
		plan.sends.forEach((s, i) => assert.deepEqual(together[i], apart[i], `SAITOU_SEED=${seed}: ${i}: ${JSON.stringify(s)}`));
		assert.deepEqual(leftOfSheets(one), leftOfSheets(other), `SAITOU_SEED=${seed}`);
		assert.ok(together.some((x) => x.status < 300) && together.some((x) => x.status >= 400), `SAITOU_SEED=${seed}: some are saved and some are not`);
	});
}

/* ---- drafts of entries ---- */

const states = ['plain', 'plain', 'plain', 'old', 'withdrawn', 'large', 'late'];
const pieces = [{ project_name: '甲' }, { project_name: '乙', industry: 'biomed' }, { product: '字'.repeat(500) }, { industry: null }, { project_name: '字'.repeat(1000) }];

function drafted(owner, edition, late) {
	const firm = server.db.one("INSERT INTO firms (jurisdiction, code, name, created_by, created_at) VALUES ('other', UUID(), '企业', ?, UTC_TIMESTAMP(6)) RETURNING id", owner.account.id).id;
	server.db.query('INSERT INTO firm_members (firm_id, account_id, added_at) VALUES (?, ?, UTC_TIMESTAMP(6))', firm, owner.account.id);
	return [...states, 'plain', 'plain'].map((state) => {
		const id = Number(server.db.one('INSERT INTO entries (edition_id, firm_id, created_by, created_at) VALUES (?, ?, ?, UTC_TIMESTAMP(6)) RETURNING id', state === 'late' ? late : edition, firm, owner.account.id).id);
		if (state === 'old') server.db.query('UPDATE drafts SET version = 3 WHERE entry_id = ?', id);
		if (state === 'withdrawn') server.db.query("UPDATE entries SET state = 'withdrawn', withdrawn_at = UTC_TIMESTAMP(6) WHERE id = ?", id);
		if (state === 'large') server.db.query("UPDATE drafts SET form = JSON_OBJECT('kept', REPEAT('x', 262000)) WHERE entry_id = ?", id);
		return id;
	});
}

test('drafts of entries', async () => {
	const rnd = dice(seed + 100);
	const { id: edition } = fixtures.edition(server, { code: 'equal' });
	const late = fixtures.edition(server, { code: 'equal-late' });
	fixtures.setDates(server, late.id, { opens: -7200e3, closes: -3600e3 });
	const owner = await server.account();
	const stranger = await server.account();
	owner.agent.maxSockets = stranger.agent.maxSockets = 64;
	const plan = Array.from({ length: SENDS }, () => ({ entry: rnd.below(states.length), who: rnd.of([owner, owner, owner, stranger]), piece: rnd.of(pieces), version: rnd.of([0, 1, 1, 1, 2, 3]) }));
	plan.unshift({ entry: 0, who: owner, piece: pieces[0], version: 1 }); // surely saved
	const [one, other] = [drafted(owner, edition, late.id), drafted(owner, edition, late.id)];
	const save = (who, id, piece, version) => who.patch(`/api/v1/entries/${id}`, piece, { headers: version ? { 'if-match': `"${version}"` } : {} });
	const sends = (ids) => plan.map((s) => () => save(s.who, ids[s.entry], s.piece, s.version));
	const blockers = (ids) => ids.slice(-2).map((id) => () => save(owner, id, { project_name: '占位' }, 1));
	const together = (await grouped(`SELECT entry_id FROM drafts WHERE entry_id IN (${one.slice(-2)})`, 'UPDATE drafts%', blockers(one), sends(one))).map(said);
	const apart = (await alone(blockers(other), sends(other))).map(said);
	plan.forEach((s, i) => assert.deepEqual(together[i], apart[i], `SAITOU_SEED=${seed}: ${i}: ${JSON.stringify({ ...s, who: s.who === owner ? 'owner' : 'stranger' })}`));
	const left = (ids) => ids.map((id) => server.db.one('SELECT w.version, w.form, w.saved_by, e.title, e.industry, e.state FROM drafts w JOIN entries e ON e.id = w.entry_id WHERE e.id = ?', id));
	assert.deepEqual(left(one), left(other), `SAITOU_SEED=${seed}`);
});
