// The gate of conflicts of interest (api/shared/conflict_gate.h), by every operation of the contract:
// - whoever has an interest in an entry does nothing about it and reads nothing of it that is for the office: by the ids of paths and bodies; what is new
//   in the contract and not barred has to be named here
// - nor does anything to all at once: rounds, panels, lists, notices, rules, results that move rounds; files about all are refused
// - lists are read without its rows, and say how many are missing; the firm is named nowhere
// - an interest is: acting for the firm, having entered it, having declared its investment, or a tie; other entries, and other people, are as ever
// - a tie is declared by whoever has it, before the firm registers or after; another admin ends it, with a reason; nobody declares one for others
// - members with an office get of their firm what the firm gets
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ifMatch, startServer } from './harness.mjs';
import { rejected } from './judging_fixture.mjs';
import { oneOfEach, operations } from './sweep_fixture.mjs';

let server;
before(async () => void (server = await startServer()));
after(() => server.stop());

const at = '2026-01-01 00:00:00';
const tie = (client, code, extra = {}) => client.post('/api/v1/me/ties', { jurisdiction: 'CN', code, kind: 'kinship', statement: '其法定代表人是我的亲属', insist: true, ...extra });
const firmOf = (entry) => server.db.one('SELECT f.id, f.code, f.name, e.number, e.title FROM entries e JOIN firms f ON f.id = e.firm_id WHERE e.id = ?', entry);

// What oneOfEach() has not.
async function season() {
	const made = await oneOfEach(server);
	const { db } = server;
	const { edition, entry, round, computation } = made.objects;
	const last = (table) => Number(db.one(`SELECT MAX(id) AS id FROM ${table}`).id);
	db.query("INSERT INTO decision_letters (edition_id, entry_id, submission_id, kind, decision, eligible, rule_why, reason, note, decided_by, decided_at) SELECT edition_id, id, submission_id, 'eligibility', 'follow_rule', TRUE, '[]', '', '', ?, ? FROM entries WHERE id = ?", made.owner, at, entry);
	made.objects.letter = last('decision_letters');
	db.query("INSERT INTO rulebook_amendments (edition_id, rulebook_id, from_rulebook_id, reason, proposed_by, proposed_at) SELECT ?, rulebook_id, rulebook_id, '预算调整', ?, ? FROM editions WHERE id = ?", edition, made.owner, at, edition);
	made.objects.amendment = last('rulebook_amendments');
	db.query("INSERT INTO takeovers (round_id, computation_id, choice, reason, proposed_by, proposed_at, changes) VALUES (?, ?, 'follow', '更正', ?, ?, '[]')", round, computation, made.owner, at);
	made.objects.takeover = last('takeovers');
	made.objects.number = 1;
	return made;
}

const address = (path, objects) => path.replace(/\{(\w+)\}/g, (_, name) => objects[name]);

test('every operation', async () => {
	const made = await season();
	const own = firmOf(made.entries[0]);
	const client = await server.account({ organizer: made.edition, auditor: made.edition });
	await client.expect(201, 'POST', '/api/v1/me/ties', { jurisdiction: 'CN', code: own.code, kind: 'kinship', statement: '亲属', insist: true });
	const asked = operations.filter((o) => o.path.startsWith('/api/v1/') && o.parameters.length && o.parameters.every((p) => made.objects[p] !== undefined));
	const passed = [], barred = [], named = [];
	for (const o of [...asked.filter((x) => x.method === 'GET'), ...asked.filter((x) => !['GET', 'HEAD'].includes(x.method))]) {
		const body = o.body && { ...o.body, ...('entry_id' in o.body && { entry_id: made.entries[0] }), ...('firm_id' in o.body && { firm_id: own.id }) };
		const answer = await client.send(o.method, address(o.path, made.objects), body, ifMatch(1));
		const name = `${o.method} ${o.path.slice('/api/v1'.length)}`;
		if (answer.json?.code === 'forbidden') continue;
		(answer.json?.code === 'own-firm' ? barred : passed).push(name);
		if ([own.name, own.number, own.title].some((text) => answer.text?.includes(`"${text}"`)) && !o.path.includes('/public/')) named.push(name);
	}
	console.log(JSON.stringify({ passed, barred, named }, null, 1));
});
