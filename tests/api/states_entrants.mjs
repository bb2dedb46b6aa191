// Acts of tests/api/states_random.test.mjs about who enters, who is told what, who acts for a firm, whose interest keeps them from deciding, and by which
// rules: entries withdrawn and taken up again, late admissions, decisions and their letters, mandates, ties, amendments of the rulebook, objections from outside.
import assert from 'node:assert/strict';
import { complete, setDates } from './entry_fixtures.mjs';
import { ifMatch } from './fixtures.mjs';

const reason = '另有原因', soon = () => new Date(Date.now() + 3600e3).toISOString();
const complaint = { real_name: '路人甲', statement: '该企业的研发人员数据与事实不符，请核查。' };

// Who enters: one account acts for all firms of the world, and has one more whose draft was not submitted in time. OPEN: entries are not closed yet.
export async function addEntrants(server, made, open) {
	const client = await server.account({ contestant: null });
	setDates(server, made.edition, { opens: -3600e3, closes: 3600e3 });
	const { firm, entry } = await complete(server, client, made.edition, { project_name: '迟到的项目', invest_instead_of_review: false, firm_facts: { registered_on: '2023-03-02' }, entry_facts: {} });
	for (const { firm_id } of server.db.query('SELECT firm_id FROM entries WHERE edition_id = ? AND id <> ?', made.edition, entry.id)) server.db.query('INSERT INTO firm_members (firm_id, account_id, added_at) VALUES (?, ?, UTC_TIMESTAMP(6))', firm_id, client.account.id);
	if (!open) setDates(server, made.edition, { closes: -1000 });
	return { client, late: { firm, entry: entry.id }, admin: await server.account({ admin: null }) };
}

// The deadline has come: no request can do that.
export const deadlinePasses = (server, w) => setDates(server, w.made.edition, { closes: -1000 });

const anyEntry = (w) => w.any('SELECT e.id, e.state, e.version, e.firm_id, d.version AS draft, COALESCE((SELECT MAX(s.ordinal) FROM submissions s WHERE s.entry_id = e.id), 1) AS ordinal FROM entries e JOIN drafts d ON d.entry_id = e.id WHERE e.edition_id = ?', w.made.edition);
const editionOf = (w) => `/editions/${w.made.edition}`;

// One of the edition's rows in TABLE, and what is done with it.
const withOne = (table, act) => (w) => {
	const one = w.any(`SELECT * FROM ${table} WHERE edition_id = ?`, w.made.edition);
	return one && act(w, one);
};

const decide = (w, entry) => w.send(w.organizer, 'PUT', `/api/v1/entries/${entry.id}/eligibility`, { ordinal: Number(entry.ordinal), ...w.draw.of([{ decision: 'follow_rule' }, { decision: 'follow_rule' }, { decision: 'admitted', reason }, { decision: 'ineligible', reason }]) });

// The rules as they stand with something else in them, as a version.
async function amended(w, rules) {
	const body = structuredClone(rules);
	w.draw.of([
		() => (body.award.budget_fen = w.draw.of([900, 1000, 1200])),
		() => (body.award.pools[0].tiers[1].amount = w.draw.of([200, 300])),
		() => (body.rounds[1].tie_at_cut = 'all'),
		() => (body.title = { 'zh-CN': `赛制（${w.steps}）` }),
	])();
	const made = await w.post(w.organizer, `${editionOf(w)}/rulebooks`, { body });
	return made.status === 201 ? made.json.id : undefined;
}

export const entrantActs = (server, rules) => [
	// ---- who enters ----
	[2, (w) => w.post(w.entrant.client, `/entries/${anyEntry(w).id}/withdraw`, w.draw.of([{}, { reason }]))],
	[3, (w) => {
		const one = w.any("SELECT id FROM entries WHERE edition_id = ? AND state = 'withdrawn'", w.made.edition) ?? anyEntry(w);
		return w.post(w.entrant.client, `/entries/${one.id}/restore`);
	}],
	[2, (w) => deadlinePasses(server, w)],
	[3, (w) => w.post(w.organizer, `${editionOf(w)}/late-admissions`, { code: w.entrant.late.firm.code, until_at: soon(), reason })],
	[5, withOne('late_admissions', (w, one) => w.post(w.organizer, `/late-admissions/${one.id}/${w.draw.of(['grant', 'grant', 'grant', 'refuse', 'withdraw'])}`, { reason }))],
	[4, (w) => {
		const one = w.any('SELECT w.version FROM drafts w WHERE w.entry_id = ?', w.entrant.late.entry);
		return w.send(w.entrant.client, 'POST', `/api/v1/entries/${w.entrant.late.entry}/${w.draw.of(['submit-late', 'submit-late', 'submit'])}`, undefined, ifMatch(one.version));
	}],
	// ---- what is decided and told ----
	[4, (w) => decide(w, anyEntry(w))],
	[1, (w) => w.post(w.organizer, `/entries/${anyEntry(w).id}/return`, { reason })],
	[2, (w) => w.post(w.organizer, `/entries/${anyEntry(w).id}/withdraw-decision`, { reason })],
	[1, (w) => w.post(w.organizer, `${editionOf(w)}/eligibility/bulk`, { entries: w.rows("SELECT e.id AS entry_id, s.ordinal FROM entries e JOIN submissions s ON s.id = e.submission_id WHERE e.edition_id = ? AND e.state = 'submitted'", w.made.edition).map((e) => ({ entry_id: Number(e.entry_id), ordinal: Number(e.ordinal) })), decision: 'follow_rule', dry_run: w.draw.chance(0.2) })],
	[3, async (w) => {
		const { fingerprint } = await w.organizer.expect(200, 'GET', `/api/v1${editionOf(w)}/decision-letters`);
		return w.post(w.organizer, `${editionOf(w)}/releases`, { fingerprint });
	}],
	// ---- who acts for a firm ----
	[1, (w) => w.post(w.entrant.client, `/entries/${anyEntry(w).id}/mandates`)],
	[2, withOne('mandates', (w, one) => w.post(w.organizer, `/mandates/${one.id}/decide`, { decision: w.draw.of(['confirm', 'confirm', 'refuse', 'revoke']), reason }))],
	[1, (w) => w.post(w.organizer, `${editionOf(w)}/mandates/confirm`, { entries: [Number(anyEntry(w).id)] })],
	// ---- whose interest it is ----
	[1, (w) => w.post(w.organizer, '/me/ties', { jurisdiction: 'CN', code: w.any('SELECT f.code FROM entries e JOIN firms f ON f.id = e.firm_id WHERE e.edition_id = ?', w.made.edition).code, kind: w.draw.of(['kinship', 'business']), statement: reason, insist: true })],
	[4, (w) => endTies(w, 1)],
	// ---- by which rules ----
	[3, async (w) => {
		const rulebook = await amended(w, rules);
		return rulebook && w.post(w.organizer, `${editionOf(w)}/rulebook-amendments`, { rulebook_id: rulebook, reason });
	}],
	[5, withOne('rulebook_amendments', (w, one) => w.post(w.organizer, `/rulebook-amendments/${one.id}/${w.draw.of(['approve', 'approve', 'approve', 'reject', 'withdraw'])}`, { reason }))],
	// ---- who has no account ----
	[2, async (w) => {
		const notice = w.any('SELECT id FROM notices WHERE edition_id = ?', w.made.edition), email = `passer${w.made.edition}-${w.steps}@street.example`;
		if (!notice) return undefined;
		const asked = await w.post(w.anyone, `/public/notices/${notice.id}/objection-links`, { email, privacy_consent: true });
		if (asked.status !== 202) return asked;
		const token = (await server.mailTo(email, /objections#/)).text.replace(/=\r?\n/g, '').match(/objections#token=([\w-]+)/)[1];
		w.tokens.push(token);
		return w.post(w.anyone, '/public/objections', { token, ...complaint });
	}],
	[1, (w) => {
		const one = w.any('SELECT id FROM objections WHERE edition_id = ?', w.made.edition);
		return one && w.tokens.length && w.post(w.anyone, `/public/objections/${one.id}/withdraw`, { token: w.draw.of(w.tokens) });
	}],
];

// An admin ends ties of the edition's organisers: LIMIT of them, or all.
export async function endTies(w, limit) {
	const accounts = w.made.organizers.map((client) => client.account.id);
	const ties = w.rows(`SELECT id FROM staff_ties WHERE account_id IN (${accounts.map(() => '?').join(', ')})`, ...accounts);
	for (const { id } of ties.slice(0, limit ?? ties.length)) await w.post(w.entrant.admin, `/ties/${id}/end`, { reason });
}

// What waits for somebody, as far as these acts begin it, until nothing does: the way on.
export async function finishEntrants(server, w) {
	const { edition, organizers } = w.made;
	deadlinePasses(server, w);
	await endTies(w);
	for (const { id } of w.rows("SELECT id FROM rulebook_amendments WHERE edition_id = ? AND state = 'proposed'", edition)) for (const client of organizers) await w.post(client, `/rulebook-amendments/${id}/withdraw`, { reason });
	for (const { id } of w.rows("SELECT id FROM late_admissions WHERE edition_id = ? AND state IN ('asked', 'granted')", edition)) for (const client of organizers) await w.post(client, `/late-admissions/${id}/${w.draw.of(['refuse', 'withdraw'])}`, { reason });
	for (const { id } of w.rows("SELECT e.id FROM entries e JOIN eligibility_decisions x ON x.entry_id = e.id WHERE e.edition_id = ? AND e.state = 'submitted' AND x.decision = 'ineligible'", edition)) await w.post(organizers[0], `/entries/${id}/withdraw-decision`, { reason });
	for (const { id } of w.rows("SELECT DISTINCT e.id FROM entries e WHERE e.edition_id = ? AND e.state = 'submitted'", edition)) await w.post(w.entrant.client, `/entries/${id}/mandates`);
	for (const { id } of w.rows("SELECT id FROM mandates WHERE edition_id = ? AND state NOT IN ('confirmed')", edition)) await w.post(organizers[0], `/mandates/${id}/decide`, { decision: 'confirm', reason });
}

export const ENTRANT_CONTRADICTIONS = {
	'a closed edition in which an amendment, a late admission or a takeover waits': `SELECT e.id FROM editions e WHERE e.id = ? AND e.state = 'closed' AND (
		EXISTS (SELECT 1 FROM rulebook_amendments a WHERE a.edition_id = e.id AND a.state = 'proposed')
		OR EXISTS (SELECT 1 FROM late_admissions l WHERE l.edition_id = e.id AND l.state = 'asked')
		OR EXISTS (SELECT 1 FROM takeovers t JOIN rounds r ON r.id = t.round_id WHERE r.edition_id = e.id AND t.state = 'proposed'))`,
	'two amendments at once': "SELECT edition_id FROM rulebook_amendments WHERE edition_id = ? AND state = 'proposed' GROUP BY edition_id HAVING COUNT(*) > 1",
	'a late admission that was used by no submission': "SELECT l.id FROM late_admissions l LEFT JOIN entries e ON e.id = l.entry_id WHERE l.edition_id = ? AND l.state = 'used' AND (e.id IS NULL OR e.submission_id IS NULL)",
	'late admissions of one firm at once': "SELECT firm_id FROM late_admissions WHERE edition_id = ? AND state IN ('asked', 'granted') GROUP BY firm_id HAVING COUNT(*) > 1",
	'a withdrawn entry that takes part': "SELECT e.id FROM entries e JOIN round_entries n ON n.entry_id = e.id JOIN rounds r ON r.id = n.round_id WHERE e.edition_id = ? AND e.state <> 'submitted' AND n.takes_part AND r.state <> 'planned'",
	'a letter that waits and says other than what is decided': `SELECT l.id FROM decision_letters l JOIN entries e ON e.id = l.waiting_for LEFT JOIN eligibility_decisions x ON x.entry_id = e.id WHERE l.edition_id = ?
		AND l.kind = 'eligibility' AND (x.entry_id IS NULL OR x.decision <> l.decision OR x.submission_id <> l.submission_id)`,
	'other than one current publication of a public round': `SELECT r.id FROM rounds r WHERE r.edition_id = ? AND NOT (r.public_computation_id <=> (SELECT p.computation_id FROM publications p WHERE p.round_id = r.id ORDER BY p.number DESC LIMIT 1))`,
	'a list whose sum is not that of its rows, or above the budget': `SELECT l.id FROM award_lists l WHERE l.edition_id = ? AND (l.allocated_fen > l.budget_fen
		OR l.allocated_fen <> (SELECT COALESCE(SUM(a.amount_fen), 0) FROM awards a WHERE a.award_list_id = l.id))`,
	'an award of whom has left before it': `SELECT a.entry_id FROM awards a JOIN award_lists l ON l.id = a.award_list_id JOIN departures d ON d.entry_id = a.entry_id
		WHERE l.edition_id = ? AND l.state IN ('noticed', 'final') AND d.recorded_at < l.created_at`,
};

// What somebody with a tie does about the tied entry, or about all, from the step after the tie was declared to that before it is ended.
const BY_TIED = `SELECT a.seq, a.action, a.account_id FROM audit a WHERE a.edition_id = ? AND a.account_id = ? AND a.seq > ? AND (
	(a.object IN ('entries', 'departures') AND a.object_id IN (ENTRIES)) OR (a.object IN ('assignments', 'sheets') AND a.object_id IN (SELECT x.id FROM assignments x WHERE x.entry_id IN (ENTRIES)))
	OR (a.object = 'recusals' AND a.object_id IN (SELECT x.id FROM recusals x WHERE x.entry_id IN (ENTRIES)))
	OR (a.object IN ('rounds', 'award_lists', 'notices', 'takeovers', 'rulebook_amendments') AND EXISTS (SELECT 1 FROM entries e WHERE e.id IN (ENTRIES) AND e.state = 'submitted')))`;

export function checkTies(w) {
	const { edition, organizers } = w.made, now = new Map();
	for (const { id, account_id, code } of w.rows('SELECT id, account_id, code FROM staff_ties WHERE account_id IN (?, ?, ?)', ...organizers.map((c) => c.account.id))) {
		const entries = w.rows('SELECT e.id FROM entries e JOIN firms f ON f.id = e.firm_id WHERE e.edition_id = ? AND f.code = ?', edition, code).map((e) => Number(e.id));
		if (!entries.length) continue;
		if (w.ties.has(id)) assert.deepEqual(w.rows(BY_TIED.replaceAll('ENTRIES', entries.join(', ')), edition, account_id, w.ties.get(id)), [], 'somebody did what their tie keeps them from');
		now.set(id, Number(w.rows('SELECT COALESCE(MAX(seq), 0) AS seq FROM audit WHERE edition_id = ?', edition)[0].seq));
	}
	w.ties = now;
}
