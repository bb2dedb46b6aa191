// A small edition, written straight into the tables, whose results can be worked out by hand:
//
// Preliminary, computed: band of firm.share (≥ 0.5: 50 points, ≥ 0.3: 30, else 10); three of each division go on, a tie over the last
// seat waits for the judges. Final, judged: 0.9 × mean of the sheets (technology + team ÷ 2) + 0.1 × popularity, which is 50 for all. Money of at least 1000 yuan: straight to the final.
import { createHash } from 'node:crypto';

const name = (text) => ({ 'zh-CN': text });

export const rulebook = () => ({
	title: name('测试赛'),
	timezone: 'Asia/Shanghai',
	divisions: [
		{ id: 'startup', name: name('初创组'), when: { fact: 'firm.registered_on', at_least: '2022-01-01' } },
		{ id: 'growth', name: name('成长组'), when: { fact: 'firm.registered_on', below: '2022-01-01' } },
	],
	industries: [{ id: 'biomed', name: name('生物医药') }, { id: 'materials', name: name('新材料') }],
	eligibility: { not: { fact: 'firm.listed', equals: true } },
	rounds: [
		{
			id: 'prelim', name: name('初赛'), kind: 'indicators', groups: ['division'],
			indicators: [{ id: 'share', fact: 'firm.share', bands: [{ at_least: 0.5, points: 50 }, { at_least: 0.3, points: 30 }], otherwise: 10 }],
			advance: { seats: 3 }, tie_at_cut: 'resolve',
		},
		{
			id: 'final', name: name('决赛'), kind: 'judged', groups: ['division'], min_sheets: 2,
			criteria: [{ id: 'technology', name: name('技术'), max: 60, step: 0.5 }, { id: 'team', name: name('团队'), max: 40, step: 0.5, weight: 0.5 }],
			aggregate: { method: 'mean' }, parts: { sheets: 0.9, 'extra:popularity': 0.1 }, ties: ['criterion:technology'],
		},
	],
	direct_advancement: [{ id: 'invest', to: 'final', when: { investments: { where: { fact: 'investment.verified', equals: true }, sum: 'received_fen' }, at_least: 100000 } }],
	award: {
		budget_fen: 1000000,
		pools: [{ round: 'final', groups: ['division'], tiers: [{ id: 'first', name: name('一等奖'), seats: 1, amount: { startup: 200000, growth: 300000 } }, { id: 'second', name: name('=二等奖'), seats: 2, amount: 100000 }] }],
		repeat: 'highest_only',
	},
});

const past = '2026-01-10 00:00:00';

// entries: [{name, registered_on, share, industry, district, listed, decision, member (account id)}]; → ids and helpers.
export class Season {
	constructor(server, entries, rules = rulebook()) {
		this.server = server;
		this.db = server.db;
		this.admin = server.addAccount(`founder${Math.random()}@example.com`, '张三丰', { organizer: null });
		this.code = `edition-${this.admin}`;
		const hash = createHash('sha256').update(JSON.stringify(rules)).digest();
		this.insert('contests', { code: `contest-${this.admin}`, title: name('赛事'), created_at: past });
		const contest = this.last('contests');
		this.insert('editions', { contest_id: contest, code: this.code, title: name('第一届'), state: 'published', entries_open_at: '2026-01-01', entries_close_at: past, created_by: this.admin, created_at: past });
		this.edition = this.last('editions');
		this.insert('rulebooks', { edition_id: this.edition, number: 1, body: rules, sha256: hash, created_by: this.admin, created_at: past });
		this.rulebook = this.last('rulebooks');
		this.db.query('UPDATE editions SET rulebook_id = ? WHERE id = ?', this.rulebook, this.edition);
		this.rounds = Object.fromEntries(rules.rounds.map((round, position) => {
			this.insert('rounds', { edition_id: this.edition, code: round.id, position, kind: round.kind });
			return [round.id, this.last('rounds')];
		}));
		this.entries = entries.map((entry, i) => this.addEntry(entry, i));
		this.judges = [];
	}
	insert(table, row) {
		const columns = Object.keys(row);
		this.db.query(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`, ...Object.values(row));
	}
	last(table) {
		return Number(this.db.one(`SELECT MAX(id) AS id FROM ${table}`).id);
	}
	addEntry(entry, i) {
		this.insert('firms', { jurisdiction: 'other', code: `REG-${this.edition}-${i}`, name: entry.name ?? `企业${i}`, created_by: this.admin, created_at: past });
		const firm = this.last('firms');
		if (entry.member) this.insert('firm_members', { firm_id: firm, account_id: entry.member, added_at: past });
		this.insert('entries', { edition_id: this.edition, firm_id: firm, title: `项目${i}`, industry: entry.industry ?? 'biomed', created_by: this.admin, created_at: past });
		const id = this.last('entries');
		this.db.query('UPDATE drafts SET form = ? WHERE entry_id = ?', { contact: { name: '李四光', phone: '13800000000' } }, id);
		this.insert('submissions', {
			entry_id: id, ordinal: 1, arrived_at: '2026-01-05 17:30:00', submitted_by: this.admin, body: {},
			firm_facts: { registered_on: entry.registered_on ?? '2022-05-01', share: entry.share ?? 0.6, listed: entry.listed ?? false, district: entry.district ?? '天河区', legal_person: '王五' },
			entry_facts: { secret_phone: '13900000000' }, sha256: Buffer.alloc(32),
		});
		this.db.query("UPDATE entries SET state = 'submitted', submission_id = ?, number = ? WHERE id = ?", this.last('submissions'), `N-${this.edition}-${i}`, id);
		return { id, firm, number: `N-${this.edition}-${i}` };
	}
	addInvestment(entry, received_fen, fields = {}) {
		this.insert('investments', { edition_id: this.edition, firm_id: entry.firm, investor: '赵六基金', facts: { received_fen, registered_on: '2025-06-01' }, created_by: this.admin, created_at: past, ...fields });
	}
	// The account that judges; sheets: [{judge (index), entry, points, void_why}]. Adds the sheets handed in and closes the round.
	judge(code, sheets) {
		const round = this.rounds[code];
		for (const { judge, entry, points, void_why = null } of sheets) {
			if (!this.judges[judge]) {
				this.insert('judges', { edition_id: this.edition, account_id: this.server.addAccount(`judge${this.edition}-${judge}@example.com`, `评委${judge}`, { judge: this.edition }), organisation: `大学${judge}`, created_at: past });
				this.judges[judge] = this.last('judges');
			}
			this.db.query("INSERT IGNORE INTO round_entries (round_id, entry_id, via, group_key) VALUES (?, ?, 'advanced', '')", round, entry.id);
			this.db.query("INSERT IGNORE INTO extras (round_id, entry_id, code, points, recorded_by, recorded_at) VALUES (?, ?, 'popularity', 50, ?, ?)", round, entry.id, this.admin, past);
			this.insert('assignments', { round_id: round, entry_id: entry.id, judge_id: this.judges[judge], assigned_by: this.admin, assigned_at: past });
			this.insert('sheets', { assignment_id: this.last('assignments'), round_id: round, entry_id: entry.id, judge_id: this.judges[judge], state: 'handed_in', points, void_why, saved_at: past, handed_in_at: past });
		}
		this.db.query("UPDATE rounds SET state = 'closed' WHERE id = ?", round);
	}
	setTieOrder(code, entries) {
		this.db.query('UPDATE rounds SET tie_order = ? WHERE id = ?', JSON.stringify(entries.map((e) => e.id)), this.rounds[code]);
	}
}

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
