// saitouctl explain, which tells results in words:
// - every sample dossier with results is told in every language, without a blank left open and without a bare code
// - the sentence of a decision has its numbers: seats, ranks, what a tie rule compared, a minimum that was missed
// - money is told in 万元 and never in fen, a share in percent, a condition with what was stated and whether it holds
// - a number's unit by what is declared of its fact, else by the end of its name, as on the pages
// - in English numbers agree with what they count, in every sample
// - a group without seats: none is said to be taken by better ranks, and none that a wildcard stands outside of; direct advancement never takes more than there are
// - pools of awards as people count them, from 1; what a query came to, and what it counts, in whole sentences; what must not be, where it is not stated
// - a list that does not show all says how many more there are
// - one entry alone; an entry, a language and a file that do not exist; a dossier with mistakes
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { build, root } from './api/harness.mjs';

const saitouctl = path.join(build, 'saitouctl');
const run = (...args) => spawnSync(saitouctl, args, { encoding: 'utf8', maxBuffer: 64 << 20 });
const samples = path.join(root, 'tests/data/dossiers');
const locales = ['zh-CN', 'zh-Hant', 'en'];

function withDossier(dossier, use) {
	const folder = mkdtempSync(path.join(tmpdir(), 'saitou-explain-'));
	try {
		const file = path.join(folder, 'dossier.json');
		writeFileSync(file, JSON.stringify(dossier));
		return use(file);
	} finally {
		rmSync(folder, { recursive: true });
	}
}

test('every sample is told in every language', () => {
	const { codes } = JSON.parse(run('why-codes').stdout);
	const bare = new RegExp(`^\\s*(${codes.map((c) => c.code).join('|')})\\s*$`, 'm');
	let told = 0;
	for (const name of readdirSync(samples).filter((f) => f.endsWith('.expected.json'))) {
		if (JSON.parse(readFileSync(path.join(samples, name), 'utf8')).error) continue;
		for (const locale of locales) {
			const { status, stdout, stderr } = run('explain', '--locale', locale, path.join(samples, name.replace('.expected', '')));
			assert.equal(status, 0, `${name} ${locale}: ${stderr}`);
			assert.doesNotMatch(stdout, /[{}]|undefined|\(null\)|rules\.|why\.|readable\./, `${name} ${locale}`);
			assert.doesNotMatch(stdout, bare, `${name} ${locale}`);
			assert.doesNotMatch(stdout, /^ +$/m, `${name} ${locale}: a sentence without words`);
			assert.doesNotMatch(stdout, /\S(: ?|：| )$/m, `${name} ${locale}: a sentence that stops in its middle`);
			if (locale === 'en') assert.doesNotMatch(stdout, /\b1 (seats|places|wildcards|are|go|take)\b|\b(\d*[2-9]|\d+[01]) (seat|place|wildcard)\b|[|#]/, `${name}: numbers that do not agree`);
			assert.doesNotMatch(stdout, /第 0 组|第 0 組|[Aa]wards 0/, `${name} ${locale}: a pool that nobody counts`);
			told++;
		}
	}
	assert.ok(told > 100, `only ${told}`);
});

// Three firms for one seat: the first by score, two equal but for the criterion that decides; one below the minimum.
const sheet = (entry, technology, team) => ({ entry, judge: 'j1', points: { technology, team } });
const contest = {
	format: 'saitou-dossier/1',
	rulebook: {
		title: { 'zh-CN': '赛' },
		timezone: 'Asia/Shanghai',
		divisions: [{ id: 'all', name: { 'zh-CN': '全部', en: 'Everybody' }, when: { fact: 'firm.revenue_fen', at_most: 20000000000 } }],
		rounds: [
			{
				id: 'semi', name: { 'zh-CN': '复赛', en: 'Semi-final' }, kind: 'judged', ties: ['criterion:technology'], aggregate: { method: 'mean' }, advance: { seats: 1, min_score: 40 },
				criteria: [{ id: 'technology', name: { 'zh-CN': '技术和产品', en: 'Technology' }, max: 50 }, { id: 'team', name: { 'zh-CN': '团队' }, max: 50 }],
			},
			{ id: 'final', name: { 'zh-CN': '决赛', en: 'Final' }, kind: 'indicators', indicators: [{ id: 'staff', fact: 'firm.staff', bands: [{ at_least: 1, points: 60.5 }] }] },
		],
		award: {
			budget_fen: 10000000000,
			pools: [{ round: 'final', groups: [], tiers: [{ id: 'first', name: { 'zh-CN': '一等奖', en: 'First prize' }, seats: 1, amount: { of: { sum: 'received_fen' }, share: 0.125 } }] }],
		},
	},
	firms: [
		{ id: 'f1', name: '甲公司', facts: { revenue_fen: 123450000, staff: 5 } },
		{ id: 'f2', name: '乙公司', facts: { revenue_fen: 0, staff: 5 } },
		{ id: 'f3', name: '丙公司', facts: { revenue_fen: 0, staff: 5 } },
		{ id: 'f4', name: '丁公司', facts: { revenue_fen: 30000000000, staff: 5 } },
	],
	investments: [{ id: 'i1', firm: 'f1', investor: '基金', facts: { received_fen: 500000000 } }],
	judges: [{ id: 'j1', organisation: '某机构' }],
	entries: [1, 2, 3, 4].map((n) => ({ id: `e${n}`, firm: `f${n}`, facts: {}, status: 'submitted' })),
	rounds: [{ id: 'semi', sheets: [sheet('e1', 40, 40), sheet('e2', 39, 41), sheet('e3', 10, 10)] }, { id: 'final' }],
	prior_awards: [],
};

test('what decided is told with its numbers', () => {
	withDossier(contest, (file) => {
		const zh = run('explain', file).stdout;
		assert.match(zh, /e1 {2}甲公司/);
		assert.match(zh, /符合：上年营业收入不超过 20,000 万元（填报为 123\.45 万元）/);
		assert.match(zh, /不符合：上年营业收入不超过 20,000 万元（填报为 30,000 万元）/);
		assert.match(zh, /复赛 · 得分 80\.00 · 第 1 名 · 晋级/);
		assert.match(zh, /与“项目 e1”同分，按“技术和产品”平均分排在其后：本项目 39，对方 40。/);
		assert.match(zh, /得分 20 低于最低要求 40|20.*低于.*40/);
		assert.match(zh, /奖项：一等奖，62\.5 万元/);
		assert.match(zh, /12\.5%/);
		assert.match(zh, /预算 10,000 万元，已分配 62\.5 万元，剩余 9,937\.5 万元。/);
		const en = run('explain', '--locale', 'en', '--entry', 'e2', file).stdout;
		assert.match(en, /Semi-final · score 80\.00 · rank 2 · Not advanced/);
		assert.match(en, /Rank 2 of 2 in the group|Rank 2 of 3 in the group/);
		assert.match(en, /Budget CNY 100 million, allocated CNY 625,000, remaining CNY 99\.375 million\./);
		assert.doesNotMatch(en, /甲公司|丙公司/);
	});
});

test('the unit of a number', () => {
	const facts = { rd_to_revenue: 0.061, held_to_date_count: 61, spent_share: 61, equity_percent: 61, sought_wan: 150.5, ratio: 0.061 };
	const eligibility = { all: Object.keys(facts).map((name) => ({ fact: `firm.${name}`, at_most: name === 'ratio' ? 1 : 100000 })) };
	const kinds = { rd_to_revenue: 'number', held_to_date_count: 'integer', spent_share: 'number', equity_percent: 'number', sought_wan: 'number', ratio: 'share', revenue_fen: 'money', staff: 'integer' };
	const firms = contest.firms.map((f) => ({ ...f, facts: { ...f.facts, ...facts } }));
	const told = (declared, locale = 'zh-CN') => withDossier({ ...contest, firms, rulebook: { ...contest.rulebook, eligibility, ...declared } }, (file) => {
		const { stdout, stderr } = run('explain', '--locale', locale, '--entry', 'e1', file);
		assert.equal(stderr, '');
		return Object.fromEntries([...stdout.matchAll(/(rd to revenue|held to date count|spent share|equity percent|sought wan|ratio).*?(?:填报为 |stated: )([^）)]*)/g)].map((m) => [m[1], m[2]]));
	});
	const undeclared = { 'rd to revenue': '6.1%', 'held to date count': '61', 'spent share': '6,100%', 'equity percent': '61%', 'sought wan': '150.5 万元', ratio: '0.061' };
	assert.deepEqual(told({}), undeclared);
	assert.deepEqual(told({ facts: { firm: Object.fromEntries(Object.entries(kinds).map(([name, kind]) => [name, { kind }])), investment: { received_fen: { kind: 'money' } } } }), { ...undeclared, 'rd to revenue': '0.061', 'spent share': '61', ratio: '6.1%' });
	assert.equal(told({}, 'en')['sought wan'], 'CNY 1.505 million');
});

test('a group without seats says so', () => {
	const direct_advancement = [{ id: 'staff', to: 'final', seats: 'within', when: { fact: 'firm.staff', at_least: 6 } }];
	const firms = contest.firms.map((f, i) => (i === 0 || i === 3 ? { ...f, facts: { revenue_fen: 0, staff: 6 } } : f));
	withDossier({ ...contest, firms, rulebook: { ...contest.rulebook, direct_advancement }, rounds: [{ id: 'semi', sheets: [sheet('e2', 39, 41), sheet('e3', 30, 30)] }, { id: 'final' }] }, (file) => {
		const told = (locale) => run('explain', '--locale', locale, '--entry', 'e2', file).stdout;
		assert.match(told('zh-CN'), /本组第 1 名，共 2 名；本组没有可用的晋级名额，未晋级。规则给本组的名额为 1 个。直接晋级而计入本组名额的项目有 2 个。/);
		assert.match(told('zh-Hant'), /本組第 1 名，共 2 名；本組沒有可用的晉級名額，未晉級。規則給本組的名額為 1 個。直接晉級而計入本組名額的項目有 2 個。/);
		assert.match(told('en'), /Rank 1 of 2 in the group; the group has no seats left: it does not advance\. The rules give the group 1 seat\. Entries that advance directly and count against its seats: 2\./);
	});
});

test('a wildcard of a group without seats stands outside of none', () => {
	const direct_advancement = [{ id: 'staff', to: 'final', seats: 'within', when: { fact: 'firm.staff', at_least: 6 } }];
	const firms = contest.firms.map((f, i) => (i === 0 || i === 3 ? { ...f, facts: { revenue_fen: 0, staff: 6 } } : f));
	const [semi, final] = contest.rulebook.rounds;
	const rounds = [{ ...semi, advance: { seats: 1 }, wildcards: { seats: 1 } }, final];
	withDossier({ ...contest, firms, rulebook: { ...contest.rulebook, direct_advancement, rounds }, rounds: [{ id: 'semi', sheets: [sheet('e2', 39, 41), sheet('e3', 30, 30)] }, { id: 'final' }] }, (file) => {
		const told = (locale, entry) => run('explain', '--locale', locale, '--entry', entry, file).stdout;
		assert.match(told('zh-CN', 'e2'), /本组第 1 名，共 2 名；本组没有可用的晋级名额；在各组未晋级的项目中排第 1 名（共 2 名），外卡名额 1 个，晋级。/);
		assert.match(told('zh-Hant', 'e2'), /本組第 1 名，共 2 名；本組沒有可用的晉級名額；在各組未晉級的項目中排第 1 名（共 2 名），外卡名額 1 個，晉級。/);
		assert.match(told('en', 'e2'), /Rank 1 of 2 in the group, which has no seats left; rank 1 of 2 among those of all groups who had no seat, with 1 wildcard: it advances\. The rules give the group 1 seat\./);
		assert.match(told('en', 'e3'), /No wildcard: rank 2 of 2 among those of all groups who had no seat, with only 1 wildcard\./);
	});
});

test('queries, pools and what must not be are told in whole sentences', () => {
	const round = contest.rulebook.rounds[0];
	const { award } = contest.rulebook;
	const eligibility = { all: [{ not: { fact: 'firm.listed', equals: true } }, { any: [{ investments: { count: true }, at_least: 1 }, { fact: 'firm.staff', at_least: 1 }] }] };
	const pools = [{ ...award.pools[0], tiers: [{ ...award.pools[0].tiers[0], seats: 2, amount: { of: { max: 'received_fen' }, share: 0.5 } }] }];
	const rulebook = { ...contest.rulebook, eligibility, rounds: [{ ...round, aggregate: { method: 'trimmed_mean', drop_high: 1, drop_low: 0, trim_from: 2 }, advance: { seats: 2 } }, contest.rulebook.rounds[1]], award: { ...award, pools } };
	const judges = ['j1', 'j2'].map((id) => ({ id, organisation: '某机构' }));
	const sheets = [sheet('e1', 40, 40), { ...sheet('e1', 20, 20), judge: 'j2' }, sheet('e2', 39, 41), sheet('e3', 10, 10)];
	withDossier({ ...contest, rulebook, judges, rounds: [{ id: 'semi', sheets }, { id: 'final' }] }, (file) => {
		const zh = run('explain', file);
		assert.equal(zh.status, 0, zh.stderr);
		assert.match(zh.stdout, /^ +投资 i1：计入$/m);
		assert.match(zh.stdout, /^ +单笔投资的最高实际到账金额：计得 500 万元。$/m);
		assert.match(zh.stdout, /^ +单笔投资的最高实际到账金额：没有可以计入的投资。$/m);
		assert.match(zh.stdout, /符合：是否上市公司不应为“是”（没有填报）/);
		assert.match(zh.stdout, /评委 j1 评 80 分/);
		assert.match(zh.stdout, /第 1 组奖项：/);
		const hant = run('explain', '--locale', 'zh-Hant', file).stdout;
		assert.match(hant, /^ +投資 i1：計入$/m);
		assert.match(hant, /是否上市公司不應為「是」/);
		assert.match(hant, /評委 j1 評 80 分/);
		const en = run('explain', '--locale', 'en', file).stdout;
		assert.match(en, /^ +investment i1: counted$/m);
		assert.match(en, /^ +Amount received, largest single investment: It comes to CNY 5 million\.$/m);
		assert.match(en, /^ +Amount received, largest single investment: No investment counts\.$/m);
		assert.match(en, /Met: Listed company: must not be “Yes” \(not stated\)/);
		assert.match(en, /Awards 1: /);
	});
});

test('a list that does not show all says how many more there are', () => {
	const investments = Array.from({ length: 40 }, (_, i) => ({ id: `i${i}`, firm: 'f1', investor: '基金', facts: {} }));
	const all = Array.from({ length: 50 }, () => ({ fact: 'firm.revenue_fen', at_least: 0 }));
	const direct_advancement = [{ id: 'invest', to: 'final', when: { investments: { sum: 'received_fen' }, at_least: 1 } }];
	withDossier({ ...contest, investments, rulebook: { ...contest.rulebook, eligibility: { all }, direct_advancement } }, (file) => {
		const en = run('explain', '--locale', 'en', '--entry', 'e1', file).stdout;
		assert.match(en, /^ +… and 18 more$/m);
		assert.match(en, /Investments not counted\n(.*\n){32} +… and 8 more\n/);
		assert.match(run('explain', '--entry', 'e1', file).stdout, /^ +……另有 8 项$/m);
	});
});

test('what cannot be told says why', () => {
	withDossier(contest, (file) => {
		assert.match(run('explain', '--entry', 'e9', file).stderr, /no entry "e9"/);
		assert.equal(run('explain', '--entry', 'e9', file).status, 1);
		assert.match(run('explain', '--locale', 'fr', file).stderr, /"fr"; there are zh-CN, zh-Hant and en/);
	});
	assert.equal(run('explain', path.join(tmpdir(), 'saitou-no-such-dossier.json')).status, 2);
	withDossier({ ...contest, judges: [] }, (file) => {
		const { status, stderr } = run('explain', file);
		assert.equal(status, 1);
		assert.match(stderr, /rounds\[0\]\.sheets\[0\]\.judge/);
	});
});
