// An edition in which everything that takes a second person waits for one: a result to be taken over, an amendment, a late admission, a correction, an
// office, each asked for and not decided. → {edition, rounds, code}
import { handIn, openRound, season } from '../api/judging_fixture.mjs';

const criteria = [{ id: 'technology', name: { 'zh-CN': '技术', en: 'Technology' }, max: 100 }];
const round = (id, name, en, more) => ({ id, name: { 'zh-CN': name, en }, kind: 'judged', min_sheets: 1, criteria, aggregate: { method: 'mean' }, ...more });
const award = { budget_fen: 10_000_000, pools: [{ round: 'final', tiers: [{ id: 'first', name: { 'zh-CN': '一等奖', en: 'First prize' }, seats: 1, amount: 3_000_000 }] }] };
const rules = {
	title: { 'zh-CN': '测试赛制', en: 'Rules for a test' }, timezone: 'Asia/Shanghai', divisions: [{ id: 'all', name: { 'zh-CN': '不分组', en: 'All' }, when: { all: [] } }],
	industries: [{ id: 'biomed', name: { 'zh-CN': '生物医药', en: 'Biomedicine' } }], award,
	rounds: [round('prelim', '初赛', 'Preliminary', { advance: { seats: 2 } }), round('final', '决赛', 'Final')],
};

export async function pendingEdition(server) {
	const made = await season(server, { judges: 1, entries: Array(4).fill('startup'), rules });
	const { organizer, second, rounds, edition } = made;
	const act = (name, verb, json) => organizer.expect(200, 'POST', `/api/v1/rounds/${rounds[name]}/${verb}`, json);
	const assign = (name, entry) => organizer.expect(201, 'POST', `/api/v1/rounds/${rounds[name]}/assignments`, { entry_id: entry, judge_id: made.judges[0].id });
	const correct = (entry, technology) => {
		const sheet = server.db.one('SELECT assignment_id AS id FROM sheets WHERE round_id = ? AND entry_id = ?', rounds.prelim, entry).id;
		return organizer.expect(201, 'POST', `/api/v1/sheets/${sheet}/corrections`, { points: { technology }, reason: '登记有误' });
	};
	await openRound(organizer, rounds.prelim);
	// While there is still a round that it could come into
	server.db.query("INSERT INTO firms (code, name, created_by, created_at) VALUES ('91330100799655058B', '迟到科技有限公司', ?, UTC_TIMESTAMP(6))", made.owner);
	const until_at = new Date(Date.now() + 48 * 3600e3).toISOString();
	await organizer.expect(201, 'POST', `/api/v1/editions/${edition}/late-admissions`, { jurisdiction: 'CN', code: '91330100799655058B', until_at, reason: '系统故障期间未能提交' });
	for (const [i, entry] of made.entries.entries()) {
		await assign('prelim', entry);
		await handIn(made, made.judges[0], rounds.prelim, entry, { technology: 80 - 10 * i });
	}
	for (const [verb, json] of [['lock'], ['close'], ['compute', {}], ['publish', {}]]) await act('prelim', verb, json);
	await openRound(organizer, rounds.final);
	for (const entry of made.entries.slice(0, 2)) await assign('final', entry);

	const asked = await correct(made.entries[2], 75);
	await second.expect(200, 'POST', `/api/v1/corrections/${asked.id}/decide`, { decision: 'approved', reason: '属实' });
	await act('prelim', 'compute', { reason: '评分更正' });
	await organizer.expect(201, 'POST', `/api/v1/rounds/${rounds.prelim}/takeovers`, { choice: 'take_over', reason: '评分登记有误，按更正后的名次调整' });
	await correct(made.entries[3], 55);

	const body = structuredClone(rules);
	body.award.budget_fen = 8_000_000;
	const book = await organizer.expect(201, 'POST', `/api/v1/editions/${edition}/rulebooks`, { body });
	await organizer.expect(201, 'POST', `/api/v1/editions/${edition}/rulebook-amendments`, { rulebook_id: book.id, reason: '预算削减' });

	const [one, helper] = [await server.account({ organizer: null }, { name: '陈主任' }), await server.account({}, { name: '新同事' })];
	await one.expect(201, 'POST', '/api/v1/invitations', { email: helper.account.email, name: '新同事', role: 'organizer', edition_id: edition, locale: 'zh-CN' });
	return made;
}
