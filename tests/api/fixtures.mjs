// What several test files need before they can begin: a rulebook, an edition, a firm with an entry.
import { createHash, randomBytes } from 'node:crypto';

export const ifMatch = (version) => ({ headers: { 'if-match': `"${version}"` } });
export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
export const inDays = (days) => new Date(Date.now() + days * 86400000).toISOString();

// The smallest rulebook with a computed round, a judged one and no awards.
export function rulebook(changes = {}) {
	return {
		title: { 'zh-CN': '测试赛制' },
		timezone: 'Asia/Shanghai',
		divisions: [{ id: 'startup', when: { fact: 'firm.registered_on', at_least: '2022-01-01' } }, { id: 'growth', when: { fact: 'firm.registered_on', present: true } }],
		industries: [{ id: 'biomed' }],
		rounds: [
			{ id: 'prelim', kind: 'indicators', indicators: [{ id: 'staff', fact: 'firm.staff', bands: [{ at_least: 1, points: 20 }] }], advance: { seats: 10 } },
			{ id: 'final', kind: 'judged', min_sheets: 1, criteria: [{ id: 'technology', max: 100 }], aggregate: { method: 'mean' } },
		],
		...changes,
	};
}

const unique = () => randomBytes(5).toString('hex');

export async function newContest(organizer, fields = {}) {
	return organizer.expect(201, 'POST', '/api/v1/contests', { code: `contest-${unique()}`, title: { 'zh-CN': '创新创业大赛', en: 'Innovation contest' }, ...fields });
}

export async function draftEdition(organizer, fields = {}) {
	const contest_id = fields.contest_id ?? (await newContest(organizer)).id;
	return organizer.expect(201, 'POST', '/api/v1/editions', {
		contest_id,
		code: `edition-${unique()}`,
		title: { 'zh-CN': '第一届' },
		entries_open_at: inDays(-10),
		entries_close_at: inDays(10),
		...fields,
	});
}

// Puts a frozen rulebook in force; → the rulebook.
export async function useRulebook(organizer, edition, body = rulebook()) {
	const draft = await organizer.expect(201, 'POST', `/api/v1/editions/${edition}/rulebooks`, { body });
	const frozen = await organizer.expect(200, 'POST', `/api/v1/rulebooks/${draft.id}/freeze`, {}, ifMatch(draft.version));
	return organizer.expect(200, 'POST', `/api/v1/rulebooks/${draft.id}/use`, {}, ifMatch(frozen.version));
}

export async function publishedEdition(organizer, fields = {}, body = rulebook()) {
	const { id } = await draftEdition(organizer, fields);
	await useRulebook(organizer, id, body);
	const { version } = await organizer.expect(200, 'GET', `/api/v1/editions/${id}`);
	return organizer.expect(200, 'POST', `/api/v1/editions/${id}/publish`, {}, ifMatch(version));
}

// A firm whose people are MEMBERS (clients), written straight into the database.
export function firm(server, members, name = '广州测试科技有限公司') {
	const code = '91' + randomBytes(8).toString('hex').toUpperCase().slice(0, 16);
	const creator = members[0].account.id;
	server.db.query('INSERT INTO firms (code, name, created_by, created_at) VALUES (?, ?, ?, UTC_TIMESTAMP(6))', code, name, creator);
	const id = Number(server.db.one('SELECT id FROM firms WHERE code = ?', code).id);
	for (const member of members) server.db.query('INSERT INTO firm_members (firm_id, account_id, added_at) VALUES (?, ?, UTC_TIMESTAMP(6))', id, member.account.id);
	return id;
}

export function entry(server, edition, firmId, creator) {
	server.db.query(
		"INSERT INTO entries (edition_id, firm_id, title, created_by, created_at) VALUES (?, ?, '项目', ?, UTC_TIMESTAMP(6))",
		edition, firmId, creator.account.id);
	return Number(server.db.one('SELECT MAX(id) AS id FROM entries WHERE firm_id = ?', firmId).id);
}
