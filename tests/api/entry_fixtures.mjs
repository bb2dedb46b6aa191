// Editions, firms and filled-in entries for tests, with as few steps as they need.
import { createHash, randomInt } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';

// A valid unified social credit code for the administrative division, new each time.
export function uscc(division = '440106') {
	const letters = Array.from({ length: 8 }, (_, i) => (i === 0 ? 'M' : i === 1 ? 'A' : String(randomInt(10)))).join('');
	const weights = [3, 7, 9, 10, 5, 8, 4, 2];
	const value = (c) => (c <= '9' ? Number(c) : c.charCodeAt(0) - 55);
	const rest = 11 - ([...letters].reduce((sum, c, i) => sum + weights[i] * value(c), 0) % 11);
	const body = `91${division}${letters}${rest === 10 ? 'X' : rest === 11 ? '0' : rest}`;
	let sum = 0;
	let weight = 1;
	for (const c of body) {
		sum += weight * alphabet.indexOf(c);
		weight = (weight * 3) % 31;
	}
	return body + alphabet[(31 - (sum % 31)) % 31];
}

// Startups by registration date; firms with too much revenue are out; investments of 100万/500万 lead to the final.
export const rulebook = {
	title: { 'zh-CN': '测试赛制' },
	timezone: 'Asia/Shanghai',
	entries_per_firm: 1,
	divisions: [
		{ id: 'startup', name: { 'zh-CN': '初创组' }, when: { fact: 'firm.registered_on', at_least: '2022-01-01' } },
		{ id: 'growth', name: { 'zh-CN': '成长组' }, when: { fact: 'firm.registered_on', below: '2022-01-01' } },
	],
	industries: [{ id: 'biomed', name: { 'zh-CN': '生物医药' } }, { id: 'it', name: { 'zh-CN': '新一代信息技术' } }],
	eligibility: {
		all: [
			{ fact: 'firm.revenue_fen', at_most: 20000000000 },
			{ fact: 'firm.listed', equals: false },
			{ not: { fact: 'firm.blacklist', present: true } },
		],
	},
	rounds: [
		{ id: 'semi', name: {}, kind: 'judged', groups: ['division', 'industry'], criteria: [{ id: 'technology', max: 100 }], aggregate: { method: 'mean' }, advance: { seats: 2 } },
		{ id: 'final', name: {}, kind: 'judged', groups: ['division'], criteria: [{ id: 'technology', max: 100 }], aggregate: { method: 'mean' } },
	],
	direct_advancement: [
		{
			id: 'invest',
			to: 'final',
			when: {
				investments: { where: { all: [{ fact: 'investment.verified', equals: true }, { fact: 'investment.kind', one_of: ['fund', 'firm'] }] }, sum: 'received_fen', by: 'registered_on', from: { fact: 'entry.submitted_on', plus_days: -365 }, to: { fact: 'entry.submitted_on', plus_days: 0 } },
				at_least: { startup: 100000000, growth: 500000000 },
			},
		},
	],
};

const stamp = (ms) => new Date(Date.now() + ms).toISOString().replace('T', ' ').replace('Z', '');
const hours = 3600e3;

let editions = 0;
// A published edition with its rulebook in force. options: {code, body, opens, closes (ms from now), corrections, grace, state}
export function edition(server, options = {}) {
	const n = ++editions;
	const code = options.code ?? `edition-${n}`;
	const creator = server.addAccount(`founder${n}@example.com`, '主办', {});
	const { db } = server;
	db.query("INSERT INTO contests (code, title, created_at) VALUES (?, '{\"zh-CN\": \"赛事\"}', UTC_TIMESTAMP(6))", `contest-of-${code}`);
	db.query(
		"INSERT INTO editions (contest_id, code, title, state, entries_open_at, entries_close_at, grace_seconds, corrections_close_at, created_by, created_at) VALUES ((SELECT MAX(id) FROM contests), ?, '{\"zh-CN\": \"届\"}', ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6))",
		code, options.state ?? 'published', stamp(options.opens ?? -hours), stamp(options.closes ?? hours), options.grace ?? 0, options.corrections === undefined ? null : stamp(options.corrections), creator,
	);
	const id = Number(db.one('SELECT id FROM editions WHERE code = ?', code).id);
	const body = JSON.stringify(options.body ?? rulebook);
	db.query("INSERT INTO rulebooks (edition_id, number, body, sha256, state, created_by, created_at, frozen_by, frozen_at) VALUES (?, 1, ?, ?, 'frozen', ?, UTC_TIMESTAMP(6), ?, UTC_TIMESTAMP(6))", id, body, createHash('sha256').update(body).digest(), creator, creator);
	db.query('UPDATE editions SET rulebook_id = (SELECT id FROM rulebooks WHERE edition_id = ?) WHERE id = ?', id, id);
	return { id, code };
}

export const setDates = (server, id, { opens, closes, grace, corrections } = {}) => {
	if (closes !== undefined) server.db.query('UPDATE editions SET entries_close_at = ? WHERE id = ?', stamp(closes), id);
	if (opens !== undefined) server.db.query('UPDATE editions SET entries_open_at = ? WHERE id = ?', stamp(opens), id);
	if (grace !== undefined) server.db.query('UPDATE editions SET grace_seconds = ? WHERE id = ?', grace, id);
	if (corrections !== undefined) server.db.query('UPDATE editions SET corrections_close_at = ? WHERE id = ?', stamp(corrections), id);
};

export const form = {
	project_name: '可降解心脏支架',
	industry: 'biomed',
	technology_field: '医疗器械',
	invest_instead_of_review: true,
	service_needs: ['融资', '场地'],
	financing_wan: 500,
	equity_percent: 12.5,
	keywords: ['支架', '镁合金'],
	product: '产品说明\n第二行',
	market: '市场说明',
	business_model: '模式说明',
	contact: { name: '王小明', phone: '+86 (20) 1234-5678', email: 'wang@example.com' },
	firm_facts: { registered_on: '2023-03-02', revenue_fen: 9600000000, listed: false, district: '天河区' },
	entry_facts: { patents: 3 },
};

export const firm = (client, fields = {}) => client.expect(201, 'POST', '/api/v1/firms', { jurisdiction: 'CN', code: uscc(), name: '广州测试科技有限公司', ...fields });
export const draft = (client, editionId, firmId) => client.expect(201, 'POST', '/api/v1/entries', { edition_id: editionId, firm_id: firmId });
export const save = (client, entry, piece) => client.request('PATCH', `/api/v1/entries/${entry.id}`, { json: piece, headers: { 'If-Match': `"${entry.version}"` } });
export const submit = (client, entry) => client.request('POST', `/api/v1/entries/${entry.id}/submit`, { headers: { 'If-Match': `"${entry.version}"` } });

// A stored attachment, without its upload.
export function attach(server, entry, kind = 'licence', content = `${kind} of ${entry.id}`) {
	const sha256 = createHash('sha256').update(content).digest();
	server.db.query(
		"INSERT INTO attachments (token, edition_id, entry_id, kind, filename, size, received, state, media_type, sha256, created_by, created_at, stored_at) SELECT ?, edition_id, id, ?, ?, ?, ?, 'stored', 'application/pdf', ?, created_by, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) FROM entries WHERE id = ?",
		createHash('sha256').update(`${entry.id}${kind}${Math.random()}`).digest('hex'), kind, `${kind}.pdf`, content.length, content.length, sha256, entry.id,
	);
	return sha256.toString('hex');
}

// A firm with a complete draft: {firm, entry: {id, version}}.
export async function complete(server, client, editionId, pieces = {}) {
	const made = await firm(client);
	const entry = await draft(client, editionId, made.id);
	attach(server, entry);
	const saved = await client.expect(200, 'PATCH', `/api/v1/entries/${entry.id}`, { ...form, ...pieces }, { headers: { 'If-Match': `"${entry.version}"` } });
	return { firm: made, entry: { id: entry.id, version: saved.version } };
}

// The same, submitted: {firm, entry, receipt}.
export async function submitted(server, client, editionId, pieces = {}) {
	const made = await complete(server, client, editionId, pieces);
	const answer = await submit(client, made.entry);
	if (answer.status !== 201) throw new Error(answer.text);
	return { ...made, entry: { id: made.entry.id, version: made.entry.version + 1 }, receipt: answer.json };
}

// One submitted entry of a new firm for each of PROJECTS, entries closed, and all of them admitted as the rules say. → [{client, firm, entry, receipt}]
export async function admitted(server, organizer, editionId, projects) {
	const made = [];
	for (const project_name of projects) {
		const client = await server.account();
		made.push({ client, ...(await submitted(server, client, editionId, { project_name })) });
	}
	setDates(server, editionId, { closes: -1000 });
	for (const { entry } of made) await organizer.expect(200, 'PUT', `/api/v1/entries/${entry.id}/eligibility`, { ordinal: 1, decision: 'follow_rule' });
	return made;
}

// Asks somebody to act for a firm, who agrees.
export async function join(inviter, firm, guest) {
	await inviter.expect(200, 'POST', `/api/v1/firms/${firm}/members`, { email: guest.account.email });
	await guest.expect(204, 'POST', `/api/v1/firm-invitations/${firm}/accept`);
}

// Tells the firms what was decided: all that the filter finds, as an organiser does who has looked at the list.
export async function release(organizer, edition, filter = {}) {
	const { fingerprint } = await organizer.expect(200, 'GET', `/api/v1/editions/${edition}/decision-letters?${new URLSearchParams(filter)}`);
	return organizer.expect(201, 'POST', `/api/v1/editions/${edition}/releases`, { fingerprint, ...filter });
}
