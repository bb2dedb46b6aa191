// A rulebook in words (rulebook/): everything that the rule language can say, in every language
// - no sentence has a blank left open or a key for a word; ids, facts and choices are called as the rulebook calls them
// - conditions: bounds, days counted in months and days, other facts, by division, lists, negation; brackets where and and or meet
// - rounds: weights and roles of judges, trimming, points by rank, parts and what stands in for them, ties by fact, shares with their rounding and
//   limits, wildcards; awards: special, conditional and ranked pools, a tier's own minimum, shares, steps, brackets and sums
// - money is said in 万元, never in fen; the unit of a number by what is declared of its fact, else by the end of its name
import { beforeAll, describe, expect, it } from 'vitest';
import { useLocale, type Locale } from '@/i18n';
import { amountText, moneyWords, poolWords, tierRows } from '@/rulebook/awards';
import { conditionSentences, conditionText } from '@/rulebook/conditions';
import { boundText, factRuleText, valueText } from '@/rulebook/facts';
import { namesIn } from '@/rulebook/names';
import { advanceWords, onlyFor, rankWords, scoreWords } from '@/rulebook/rounds';
import type { Condition, Round, Rulebook } from '@/rulebook/types';

const text = (zh: string, en = zh) => ({ 'zh-CN': zh, 'zh-Hant': zh, en });
const money: Condition = { investments: { sum: 'received_fen', by: 'registered_on', from: { fact: 'entry.submitted_on', plus_months: -12, plus_days: 1 }, to: { fact: 'entry.submitted_on' }, where: { all: [{ fact: 'investment.kind', one_of: ['fund', 'angel'] }, { not: { fact: 'investment.government_fund', equals: true } }] } }, at_least: { startup: 100_000_000, growth: 500_000_000 } };
const judged: Round = {
	id: 'semi',
	name: text('半决赛', 'Semi-final'),
	kind: 'judged',
	groups: ['division', 'firm.district'],
	skip_below: 6,
	judges_per_entry: 5,
	min_sheets: 3,
	criteria: [{ id: 'technology', name: text('技术', 'Technology'), max: 60, divisions: ['growth'], roles: ['expert'] }, { id: 'team', name: text('团队', 'Team'), max: 40 }],
	aggregate: { method: 'trimmed_mean', drop_high: 1, drop_low: 1, trim_from: 5, level: 'criterion' },
	adjust: 'panel_factor',
	parts: { sheets: 0.8, 'round:prelim': 0.1, 'extra:popularity': 0.1 },
	parts_otherwise: { 'round:prelim': 70 },
	rank_on: 'exact',
	ties: ['criterion:technology', 'round:prelim', 'extra:popularity', 'sum', 'highest', 'least:firm.registered_on', 'most:firm.patents'],
	advance: { seats: { 'startup/天河': 3 }, share: 0.333, share_rounding: 'half_up', share_min: 2, share_max: 9, min_score: 60, min: { 'criterion:team': 18 } },
	tie_at_cut: 'resolve',
	wildcards: { seats: 4, from_rank: 2 },
	replacement: 'next_in_rank',
};
const book: Rulebook = {
	title: text('赛'),
	timezone: 'Asia/Shanghai',
	facts: {
		firm: { revenue_fen: { kind: 'money', name: text('上年营收', 'Last revenue'), min: 0, max: 20_000_000_000 }, board: { kind: 'choice', name: text('挂牌板块', 'Board'), choices: [{ id: 'neeq', name: text('新三板', 'NEEQ') }, { id: 'none', name: text('未挂牌', 'none') }] }, rd: { kind: 'share', name: text('研发占比', 'R&D share') } },
		investment: { kind: { kind: 'choice', name: text('投资方类型', 'Kind'), choices: [{ id: 'fund', name: text('基金', 'fund') }, { id: 'angel', name: text('天使', 'angel') }] } },
	},
	divisions: [{ id: 'startup', name: text('初创组', 'Startups'), when: { fact: 'firm.registered_on', at_least: '2021-01-01' } }, { id: 'growth', name: text('成长组', 'Growth'), when: { fact: 'firm.registered_on', present: true } }],
	rounds: [
		{ id: 'prelim', name: text('初赛', 'Preliminary'), kind: 'indicators', indicators: [{ id: 'rd', best_of: [{ id: 'a', fact: 'firm.rd', bands: [{ at_least: 0.06, points: 50 }] }, { id: 'b', fact: 'firm.patents', bands: [{ at_least: 3, points: 40 }] }] }], require: { fact: 'firm.rd', above: 0 }, ties: ['indicator:a'], advance: {} },
		judged,
		{ id: 'final', name: text('决赛', 'Final'), kind: 'judged', criteria: [{ id: 'all', max: 100 }], aggregate: { method: 'borda' } },
	],
	direct_advancement: [{ id: 'invest', to: 'final', when: money, seats: 'within' }],
	award: {
		budget_fen: 10_000_000_000,
		pools: [
			{ round: 'final', groups: ['division'], min_score: 60, tie: 'lower', tiers: [{ id: 'first', name: text('一等奖', 'First'), seats: 1, amount: { startup: 100_000_000, growth: 200_000_000 }, min_score: 80 }] },
			{ round: 'semi', when: { fact: 'firm.board', equals: 'neeq' }, outcomes: ['eliminated'], rank_by: 'criterion:team', special: true, tiers: [{ id: 'team', seats: { startup: 2 }, amount: { sum: [5_000_000, { of: { sum: 'received_fen' }, brackets: [{ above: 0, share: 0.03 }, { above: 1_000_000_000, share: 0.015 }], cap_fen: 100_000_000, floor_fen: 1_000_000 }], cap_fen: 50_000_000 } }] },
		],
		repeat: 'highest_only',
		prior: { provincial: 'top_up' },
		firm_cap_fen: 200_000_000,
		over_budget: 'pro_rata',
		unit_fen: 1_000_000,
	},
};
const names = namesIn(() => book);
const [prelim, semi, final] = book.rounds as [Round, Round, Round];
const pools = book.award?.pools ?? [];

describe.each(['zh-CN', 'zh-Hant', 'en'] as Locale[])('in %s', (locale) => {
	beforeAll(() => useLocale(locale));
	it('everything is said, with nothing left open', () => {
		const all = [
			...book.rounds.flatMap((r) => [...scoreWords(r, names), ...rankWords(r, names), ...advanceWords(r, names), ...(r.criteria ?? []).map((c) => onlyFor(c, names))]),
			...conditionSentences(money, names),
			...Object.keys(book.facts?.firm ?? {}).map((n) => factRuleText(`firm.${n}`, names)),
			...pools.flatMap((p) => [...poolWords(p, names, semi), ...p.tiers.flatMap((tier) => tierRows(p, tier, ['startup', 'growth'], names).flatMap((r) => [r.amount, r.least]))]),
			...moneyWords(book.award as NonNullable<Rulebook['award']>),
		].filter(Boolean);
		expect(all.length).toBeGreaterThan(45);
		for (const sentence of all) expect(sentence).not.toMatch(/[{}]|undefined|NaN|\[object|readable\.|rules\.|_fen|\bfen\b/);
	});
});

describe('in Chinese', () => {
	beforeAll(() => useLocale('zh-CN'));
	it.each([
		[{ fact: 'firm.revenue_fen', at_most: 20_000_000_000 }, '上年营收不超过 20,000 万元'],
		[{ fact: 'firm.revenue_fen', below: { fact: 'firm.assets_fen', times: 1.5 } }, '上年营收低于 资产总额的 1.5 倍'],
		[{ fact: 'firm.rd', at_least: 0.125 }, '研发占比不低于 12.5%'],
		[{ fact: 'firm.board', one_of: ['neeq', 'none'] }, '挂牌板块应为 新三板或未挂牌'],
		[{ not: { fact: 'firm.registered_on', above: '2021-01-01' } }, '注册日期在 2021/01/01 或之前（或未填写）'],
		[{ not: { fact: 'firm.listed', equals: true } }, '是否上市公司不应为“是”'],
		[{ fact: 'firm.staff', at_least: { startup: 1, growth: 20 } }, '职工总数初创组不低于 1；成长组不低于 20'],
	] as [Condition, string][])('%j', (condition, said) => expect(conditionText(condition, names)).toBe(said));

	it('and and or cannot be mixed up', () => {
		const c: Condition = { all: [{ fact: 'firm.listed', equals: false }, { any: [{ fact: 'firm.patents', at_least: 1 }, { fact: 'firm.staff', at_most: 500 }] }] };
		expect(conditionText(c, names)).toBe('是否上市公司应为“否”，且（专利数不低于 1，或职工总数不超过 500）');
	});
	it('days counted from a fact, months first', () => {
		expect(boundText({ fact: 'entry.submitted_on', plus_months: -12, plus_days: 1 }, names)).toBe('提交日期前 12 个月再后 1 天');
		expect(boundText({ fact: 'entry.submitted_on', plus_days: -30 }, names)).toBe('提交日期前 30 天');
		expect(boundText({ fact: 'entry.submitted_on' }, names)).toBe('提交日期当天');
		expect(boundText('2024-02-29')).toBe('2024/02/29');
	});
	it('what a declared fact is', () => {
		expect(factRuleText('firm.revenue_fen', names)).toBe('上年营收：金额，不低于 0 万元，不超过 20,000 万元');
		expect(factRuleText('firm.board', names)).toBe('挂牌板块：选项，可选 新三板或未挂牌');
		expect(valueText('investment.kind', 'angel', names)).toBe('天使');
		expect(valueText('firm.rd', 0.3, names)).toBe('30%');
	});
	it.each([
		['firm.rd_to_revenue', 0.061, 'number', '6.1%', '0.061'],
		['firm.held_to_date_count', 61, 'integer', '61', '61'],
		['firm.spent_share', 61, 'number', '6,100%', '61'],
		['firm.equity_percent', 61, 'number', '61%', '61%'],
		['firm.sought_wan', 150.5, 'number', '150.5 万元', '150.5 万元'],
		['firm.ratio', 0.061, 'share', '0.061', '6.1%'],
		['firm.revenue_fen', 150_500_000, 'money', '150.5 万元', '150.5 万元'],
	] as const)('the unit of %s: %d', (path, value, kind, undeclared, declared) => {
		expect(valueText(path, value)).toBe(undeclared);
		expect(valueText(path, value, { fact: () => ({ kind }) })).toBe(declared);
	});
	it('a share with its rounding and limits, and wildcards', () => {
		expect(advanceWords(semi, names)).toContain('每组晋级前 33.3%（四舍五入，至少 2 个，最多 9 个）。');
		expect(advanceWords(semi, names)).toContain('另设 4 个外卡名额，给各组第 2 名及以后的未晋级项目中得分最高者。');
		expect(advanceWords(prelim, names)).toContain('不限名额，达到要求的全部晋级。');
	});
	it('who scores what, and how it counts', () => {
		expect(onlyFor(semi.criteria?.[0] as never, names)).toBe('限成长组，限expert评分');
		expect(scoreWords(semi, names)).toContain('有效评分表不足 5 份的项目，不去掉最高分和最低分。');
		expect(scoreWords(semi, names)).toContain('没有“初赛”得分的，按 70 分计。');
		expect(scoreWords(final, names).join()).toContain('名次分');
		expect(scoreWords({ ...final, judge_weights: { chief: 2 } }, names)).toContain('评委权重：chief 2，其他评委为 1。');
		expect(rankWords(semi, names).join()).toContain('“注册日期”较早者在前 → “专利数”较大者在前');
	});
	it('amounts, in 万元', () => {
		expect(amountText({ startup: 100_000_000, growth: 200_000_000 }, undefined, names)).toBe('初创组 100 万元；成长组 200 万元');
		expect(amountText(pools[1]?.tiers[0]?.amount as never, undefined, names)).toBe('5 万元 ＋ 按各笔投资的实际到账金额合计分段计算：起始部分 3%；超过 1,000 万元 的部分 1.5%，最高 100 万元，不足 1 万元 的不发放，最高 50 万元');
		expect(tierRows(pools[0] as never, pools[0]?.tiers[0] as never, ['startup', 'growth'], names)[0]).toMatchObject({ amount: '100 万元', least: '不低于 80 分' });
	});
	it('seats of a division, wherever it stands in the key of a group', () => {
		const seats = { 'it/startup': 2, 'it/growth': 1, 'biomed/growth': 4 };
		const rows = (groups: string[], of: Record<string, number>) => tierRows({ round: 'final', groups, tiers: [] }, { id: 'first', seats: of, amount: 1_000_000 }, ['startup', 'growth'], names).map((row) => row.seats);
		expect(rows(['industry', 'division'], seats)).toEqual([2, 5]);
		expect(rows(['division', 'industry'], { 'startup/it': 2, 'growth/it': 1, 'growth/startup': 4 })).toEqual([2, 5]);
		expect(rows(['industry'], { it: 3, biomed: 4 })).toEqual([7]);
	});
});
