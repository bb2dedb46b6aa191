// A small season for tests of judging: an edition with a rulebook in force, submitted entries, organizers, an auditor and judges.
// What other files of the suite test (firms, entries, rulebooks) is put into the tables directly.

export const criteria = [
	{ id: 'technology', max: 30, step: 0.5 },
	{ id: 'market', max: 20, weight: 0.5 },
	{ id: 'finance', max: 10, divisions: ['growth'] },
];

export const rulebook = {
	title: { 'zh-CN': '测试赛制' },
	timezone: 'Asia/Shanghai',
	divisions: [
		{ id: 'startup', when: { fact: 'firm.registered_on', at_least: '2022-01-01' } },
		{ id: 'growth', when: { fact: 'firm.registered_on', present: true } },
	],
	industries: [{ id: 'biomed' }, { id: 'materials' }],
	rounds: [
		{
			id: 'semi', kind: 'judged', groups: ['division'], judges_per_entry: 2, min_sheets: 2, criteria,
			aggregate: { method: 'mean' }, advance: { seats: 1 }, tie_at_cut: 'resolve', replacement: 'next_in_rank',
		},
		{ id: 'final', kind: 'judged', judges_per_entry: 2, min_sheets: 1, criteria, aggregate: { method: 'mean' } },
	],
};

let serial = 0;

// division: 'startup' or 'growth'
export function addEntry(db, edition, owner, { division = 'startup', industry = 'biomed' } = {}) {
	const n = ++serial;
	const code = `91440101MA${String(n).padStart(8, '0')}`;
	const facts = { registered_on: division === 'startup' ? '2022-05-01' : '2015-05-01' };
	db.query('INSERT INTO firms (code, name, created_by, created_at) VALUES (?, ?, ?, UTC_TIMESTAMP(6))', code, `企业${n}`, owner);
	const firm = Number(db.one('SELECT id FROM firms WHERE code = ?', code).id);
	db.query('INSERT INTO entries (edition_id, firm_id, title, industry, created_by, created_at) VALUES (?, ?, ?, ?, ?, UTC_TIMESTAMP(6))', edition, firm, `项目${n}`, industry, owner);
	const entry = Number(db.one('SELECT id FROM entries WHERE firm_id = ?', firm).id);
	db.query("INSERT INTO submissions (entry_id, ordinal, arrived_at, submitted_by, body, firm_facts, entry_facts, sha256) VALUES (?, 1, UTC_TIMESTAMP(6), ?, ?, ?, '{}', REPEAT('x', 32))", entry, owner, { form: { title: `项目${n}`, product: '机密' } }, facts);
	db.query("UPDATE entries SET state = 'submitted', number = ?, submission_id = (SELECT id FROM submissions WHERE entry_id = ?) WHERE id = ?", `T-${n}`, entry, entry);
	return entry;
}

// → {edition, rounds: {code: id}, organizer, second, auditor, outsider, judges: [{client, id}], entries: [ids]}
export async function season(server, { judges = 3, entries = ['startup', 'startup', 'growth'], rules = rulebook, pledged = true } = {}) {
	const { db } = server;
	const n = ++serial;
	const owner = server.addAccount(`owner${n}@example.com`, '报名人', { contestant: null });
	db.query("INSERT INTO contests (code, title, created_at) VALUES (?, '{\"zh-CN\": \"测试\"}', UTC_TIMESTAMP(6))", `contest-${n}`);
	db.query("INSERT INTO editions (contest_id, code, title, state, entries_close_at, created_at) SELECT id, ?, '{\"zh-CN\": \"测试\"}', 'published', UTC_TIMESTAMP(6) - INTERVAL 1 DAY, UTC_TIMESTAMP(6) FROM contests WHERE code = ?", `edition-${n}`, `contest-${n}`);
	const edition = Number(db.one('SELECT id FROM editions WHERE code = ?', `edition-${n}`).id);
	db.query("INSERT INTO rulebooks (edition_id, number, body, sha256, created_by, created_at) VALUES (?, 1, ?, REPEAT('x', 32), ?, UTC_TIMESTAMP(6))", edition, rules, owner);
	db.query('UPDATE editions SET rulebook_id = (SELECT id FROM rulebooks WHERE edition_id = ?) WHERE id = ?', edition, edition);
	rules.rounds.forEach((round, position) => db.query('INSERT INTO rounds (edition_id, code, position, kind) VALUES (?, ?, ?, ?)', edition, round.id, position, round.kind));
	const made = {
		edition,
		owner,
		rounds: Object.fromEntries(db.query('SELECT id, code FROM rounds WHERE edition_id = ?', edition).map((r) => [r.code, Number(r.id)])),
		organizer: await server.account({ organizer: edition }),
		second: await server.account({ organizer: edition }),
		auditor: await server.account({ auditor: edition }),
		judges: [],
		entries: entries.map((e) => addEntry(db, edition, owner, typeof e === 'string' ? { division: e } : e)),
	};
	for (let i = 0; i < judges; i++) made.judges.push(await addJudge(server, made, { pledged }));
	return made;
}

export async function addJudge(server, made, { pledged = true, expertise = [] } = {}) {
	const client = await server.account({ judge: made.edition });
	const row = await made.organizer.expect(201, 'POST', `/api/v1/editions/${made.edition}/judges`, { account_id: client.account.id, organisation: '某基金', expertise });
	if (pledged) await client.expect(200, 'POST', '/api/v1/judging/pledge', { edition_id: made.edition });
	return { client, id: row.id };
}

export const points = { startup: { technology: 27.5, market: 18 }, growth: { technology: 20, market: 10.25, finance: 9.99 } };

export const sheetOf = (round, entry) => `/api/v1/rounds/${round}/entries/${entry}/sheet`;

// Opens a round, by its id or address, after a look at what is undecided.
export async function openRound(client, round) {
	const target = String(round).startsWith('/') ? round : `/api/v1/rounds/${round}`;
	const { acknowledge } = await client.expect(200, 'GET', `${target}/opening`);
	return client.expect(200, 'POST', `${target}/open`, acknowledge ? { acknowledged: acknowledge } : {});
}

// Opens the round and gives every entry to every judge.
export async function openWithAll(made, code = 'semi') {
	const round = made.rounds[code];
	await openRound(made.organizer, round);
	for (const entry of made.entries) {
		for (const judge of made.judges) await made.organizer.expect(201, 'POST', `/api/v1/rounds/${round}/assignments`, { entry_id: entry, judge_id: judge.id });
	}
	return round;
}

export async function handIn(made, judge, round, entry, values) {
	return judge.client.expect(201, 'POST', `${sheetOf(round, entry)}/hand-in`, { points: values });
}

export async function rejected(status, code, answer) {
	const { status: got, json, text } = await answer;
	if (got !== status || json?.code !== code) throw new Error(`expected ${status} ${code}, got ${got}: ${text.slice(0, 1000)}`);
	return json;
}
