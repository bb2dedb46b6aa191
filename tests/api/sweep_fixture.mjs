// One object of every kind that an address can name, all of one edition; and bodies that pass the checks of form, made from the contract.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { handIn, openWithAll, points, season } from './judging_fixture.mjs';

const document = parse(readFileSync(new URL('../../api/openapi.yaml', import.meta.url), 'utf8'));

const resolve = (node) => {
	let value = node;
	while (value?.$ref) value = value.$ref.slice(2).split('/').reduce((at, step) => at[step], document);
	return value;
};

// The smallest value that fits SCHEMA.
export function sample(schema, name = '') {
	const s = resolve(schema) ?? {};
	if (s.const !== undefined) return s.const;
	if (s.enum) return s.enum[0];
	if (s.oneOf ?? s.anyOf) return sample((s.oneOf ?? s.anyOf)[0], name);
	if (s.allOf) return Object.assign({}, ...s.allOf.map((part) => sample(part, name)));
	const type = Array.isArray(s.type) ? s.type.find((t) => t !== 'null') : s.type;
	switch (type) {
		case 'object':
			return Object.fromEntries((s.required ?? []).map((key) => [key, sample(s.properties?.[key], key)]));
		case 'array':
			return Array.from({ length: s.minItems ?? 0 }, () => sample(s.items));
		case 'integer':
		case 'number':
			return Math.max(s.minimum ?? 1, 1);
		case 'boolean':
			return true;
		case 'string':
			if (s.format === 'date-time') return '2099-01-01T00:00:00Z';
			if (s.format === 'date') return '2026-03-01';
			if (s.format === 'email') return 'somebody@example.com';
			return 'x'.repeat(Math.max(s.minLength ?? 1, 10)).slice(0, s.maxLength ?? 10);
		default:
			return {};
	}
}

// Every operation that names an object in its path: {method, path, parameters: [names], body}.
export const operations = Object.entries(document.paths).flatMap(([path, item]) =>
	['get', 'post', 'put', 'patch', 'delete', 'head'].filter((m) => item[m]).map((m) => {
		const body = resolve(item[m].requestBody)?.content?.['application/json']?.schema;
		return { method: m.toUpperCase(), path, parameters: [...path.matchAll(/\{([^}]+)\}/g)].map((p) => p[1]), body: body && sample(body) };
	}),
);

// → {…season, objects: {edition, round, entry, …: id}}; the round is open, one sheet handed in.
export async function oneOfEach(server) {
	const made = await season(server);
	const { db, edition, owner } = made;
	const round = await openWithAll(made);
	const receipt = await handIn(made, made.judges[0], round, made.entries[0], points.startup);
	const insert = (table, row) => {
		const columns = Object.keys(row);
		server.db.query(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`, ...Object.values(row));
		return Number(server.db.one(`SELECT MAX(id) AS id FROM ${table}`).id);
	};
	const at = '2026-01-01 00:00:00';
	const token = randomBytes(32);
	const entry = made.entries[0];
	const firm = Number(server.db.one('SELECT firm_id FROM entries WHERE id = ?', entry).firm_id);
	server.db.query('INSERT INTO firm_members (firm_id, account_id, added_at) VALUES (?, ?, ?)', firm, owner, at);
	const rulebook = Number(server.db.one('SELECT rulebook_id FROM editions WHERE id = ?', edition).rulebook_id);
	const computation = insert('computations', { edition_id: edition, round_id: round, rulebook_id: rulebook, dossier: '{}', dossier_sha256: Buffer.alloc(32), results: '{}', results_sha256: Buffer.alloc(32), computed_by: owner, computed_at: at });
	const list = insert('award_lists', { edition_id: edition, number: 1, computation_id: computation, budget_fen: 1, allocated_fen: 0, created_by: owner, created_at: at });
	const notice = insert('notices', { edition_id: edition, kind: 'text', title: { 'zh-CN': '公示' }, body: {}, published_at: at, published_by: owner });
	const investment = insert('investments', { edition_id: edition, firm_id: firm, investor: '某基金', facts: {}, created_by: owner, created_at: at });
	server.db.query("INSERT INTO departures (entry_id, edition_id, before_code, departed_as, reason, recorded_by, recorded_at) VALUES (?, ?, 'final', 'withdrawn', '退出', ?, ?)", made.entries[2], edition, owner, at);
	const objects = {
		edition, round, entry, firm, rulebook, computation, list, notice, investment,
		ordinal: 1, batch: 1, sheet: receipt.sheet_id, judge: made.judges[0].id,
		assignment: Number(server.db.one('SELECT id FROM assignments WHERE round_id = ? AND entry_id = ?', round, entry).id),
		panel: insert('panels', { round_id: round, code: 'A' }),
		recusal: insert('recusals', { edition_id: edition, judge_id: made.judges[1].id, entry_id: entry, kind: 'other', source: 'found', statement: '亲属', declared_by: owner, declared_at: at }),
		correction: insert('sheet_corrections', { sheet_id: receipt.sheet_id, old_points: {}, new_points: {}, reason: '誊写错误', requested_by: owner, requested_at: at }),
		objection: insert('objections', { edition_id: edition, notice_id: notice, account_id: owner, real_name: '王五', contact: '13800000000', statement: '有异议', filed_at: at }),
		attachment: insert('attachments', { token: token.toString('hex'), edition_id: edition, entry_id: entry, kind: 'licence', filename: '执照.pdf', size: 1, received: 1, state: 'stored', media_type: 'application/pdf', sha256: Buffer.alloc(32, 1), created_by: owner, created_at: at }),
		upload: token.toString('hex'),
		award: insert('prior_awards', { edition_id: edition, firm_id: firm, scheme: 's', amount_fen: 1, source: '公告', recorded_by: owner, recorded_at: at }),
		invitation: insert('account_tokens', { token_hash: token, purpose: 'invite', email: 'guest@example.com', name: '客', locale: 'zh-CN', role: 'judge', edition_id: edition, invited_by: owner, created_at: at, expires_at: '2099-01-01' }),
	};
	return { ...made, round, objects };
}
