// A small rulebook that is valid as it stands, to begin with.
export const starter = (title: Record<string, string>): Record<string, unknown> => ({
	title,
	timezone: 'Asia/Shanghai',
	entries_per_firm: 1,
	divisions: [{ id: 'all', name: { 'zh-CN': '企业组', 'zh-Hant': '企業組', en: 'Firms' }, when: { fact: 'firm.registered_on', present: true } }],
	industries: [{ id: 'general', name: { 'zh-CN': '综合', 'zh-Hant': '綜合', en: 'General' } }],
	eligibility: { all: [{ fact: 'firm.registered_on', at_least: '2015-01-01' }, { not: { fact: 'firm.listed', equals: true } }] },
	rounds: [
		{
			id: 'semi',
			name: { 'zh-CN': '半决赛', 'zh-Hant': '半決賽', en: 'Semi-final' },
			kind: 'judged',
			groups: ['division'],
			judges_per_entry: 3,
			min_sheets: 3,
			criteria: [
				{ id: 'technology', name: { 'zh-CN': '技术', 'zh-Hant': '技術', en: 'Technology' }, max: 60, step: 0.5 },
				{ id: 'team', name: { 'zh-CN': '团队', 'zh-Hant': '團隊', en: 'Team' }, max: 40, step: 0.5 },
			],
			aggregate: { method: 'mean' },
			ties: ['criterion:technology'],
			advance: { seats: 10 },
			tie_at_cut: 'all',
			replacement: 'next_in_rank',
		},
		{
			id: 'final',
			name: { 'zh-CN': '决赛', 'zh-Hant': '決賽', en: 'Final' },
			kind: 'judged',
			groups: ['division'],
			judges_per_entry: 5,
			min_sheets: 3,
			criteria: [
				{ id: 'technology', name: { 'zh-CN': '技术', 'zh-Hant': '技術', en: 'Technology' }, max: 50, step: 0.5 },
				{ id: 'market', name: { 'zh-CN': '市场', 'zh-Hant': '市場', en: 'Market' }, max: 50, step: 0.5 },
			],
			aggregate: { method: 'trimmed_mean', drop_high: 1, drop_low: 1 },
			ties: ['criterion:technology', 'round:semi'],
		},
	],
	award: {
		budget_fen: 500000000,
		pools: [
			{
				round: 'final',
				groups: ['division'],
				tiers: [
					{ id: 'first', name: { 'zh-CN': '一等奖', 'zh-Hant': '一等獎', en: 'First prize' }, seats: 1, amount: 100000000 },
					{ id: 'second', name: { 'zh-CN': '二等奖', 'zh-Hant': '二等獎', en: 'Second prize' }, seats: 2, amount: 50000000 },
				],
			},
		],
		repeat: 'highest_only',
		over_budget: 'refuse',
		vacated: 'shift',
	},
});
