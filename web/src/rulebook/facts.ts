// The parts of a condition in words: names of facts, values with their units, the sentence of one comparison.
import { conjunction, count, day, wan } from '@/format';
import { i18n, localised } from '@/i18n';
import type { Names } from './names';
import { operators, type Condition, type DayRule, type Operator, type OtherFact, type Query, type Value } from './types';
import units from './units.json';

const { t, te } = i18n.global;

// What is known of facts, and of ids where that is at hand.
export type Known = Pick<Names, 'fact'> & Partial<Pick<Names, 'of'>>;

// As the rulebook declares it, else as we know it, else its own name. Message keys have no dots in them: firm.revenue_fen → rules.facts.firm_revenue_fen
export function factName(path: string, names?: Known): string {
	if (path === 'division' || path === 'industry') return t(`rules.facts.${path}`);
	const declared = localised(names?.fact(path)?.name);
	if (declared) return declared;
	const key = `rules.facts.${path.replace('.', '_')}`;
	return te(key, 'zh-CN') ? t(key) : path.replace(/^[a-z]+\./, '').replace(/_(on|fen)$/, '').replaceAll('_', ' ');
}

// A name that begins with a capital as a label and stands inside a sentence; "R&D" and the like keep theirs.
export const inside = (text: string): string => (i18n.global.locale.value === 'en' && /^[A-Z][a-z ]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text);

// What entries are grouped by: "division and industry".
export const groupWords = (groups: string[] | undefined, names?: Names): string => conjunction((groups ?? []).map((g) => (te(`rules.group.${g}`, 'zh-CN') ? t(`rules.group.${g}`) : inside(factName(g, names)))));

const endings = Object.entries(units).map(([ending, unit]) => ({ ending: new RegExp(`${ending.replace('*', '[a-z]+')}$`), unit }));

// What a number of the fact means: a share if it is declared as one, else what the end of its name says in the table, which `saitouctl explain` reads
// too; but what is declared otherwise is no share.
function unitOf(path: string, names?: Known): string | undefined {
	const kind = names?.fact(path)?.kind;
	if (kind === 'share') return 'share';
	const unit = endings.find((e) => e.ending.test(path))?.unit;
	return unit === 'share' && kind ? undefined : unit;
}

export const isRatio = (path: string, names?: Known): boolean => unitOf(path, names) === 'share';

const percentOf = (share: number): string => `${count(Math.round(share * 1_000_000) / 10_000)}%`;

export function valueText(path: string, value: Value, names?: Known): string {
	if (typeof value === 'boolean') return value ? t('common.yes') : t('common.no');
	if (path === 'division' || path === 'industry') return names?.of ? names.of(path, String(value)) : String(value);
	const declared = names?.fact(path);
	if (typeof value === 'string') {
		const choice = declared?.choices?.find((c) => c.id === value);
		return choice ? localised(choice.name) || value : path.endsWith('_on') ? day(value) : value;
	}
	const unit = unitOf(path, names);
	if (unit === 'money') return wan(value);
	if (unit === 'wan') return wan(value * 1_000_000);
	if (unit === 'percent') return `${count(value)}%`;
	return unit === 'share' ? percentOf(value) : count(value);
}

// The range of a fact: "不低于 0", "不超过 2 亿元"
export function factLimits(path: string, names: Known): string[] {
	const { min, max } = names.fact(path) ?? {};
	return [min !== undefined && t('rules.factMin', { value: valueText(path, min, names) }), max !== undefined && t('rules.factMax', { value: valueText(path, max, names) })].filter((words) => words !== false);
}

// What can be typed for a fact, by its bounds as the server tells them: "整数，单位：人，不低于 0，不超过 500"
type Bounds = { unit: string; min: number | string | null; max: number | string | null; whole: boolean };
export function boundsText({ path, type, bounds }: { path: string; type: string; bounds?: Bounds }, names: Known): string {
	if (!bounds || !['day', 'money', 'number'].includes(type)) return factLimits(path, names).join(t('readable.comma'));
	const { unit, min, max, whole } = bounds;
	if (unit === 'day') return [min && t('rules.bounds.first', { day: day(String(min)) }), max && t('rules.bounds.last', { day: day(String(max)) })].filter(Boolean).join(t('readable.comma'));
	const said = (n: number) => (unit === 'money' ? wan(n) : unit === 'wan' ? wan(n * 1_000_000) : unit === 'share' ? percentOf(n) : unit === 'percent' ? `${count(n)}%` : count(n));
	const words = [unit !== 'money' && whole && t('rules.bounds.whole'), te(`rules.bounds.unit.${unit}`, 'zh-CN') && t('rules.bounds.in', { unit: t(`rules.bounds.unit.${unit}`) }), typeof min === 'number' && t('rules.factMin', { value: said(min) }), typeof max === 'number' && t('rules.factMax', { value: said(max) })];
	return words.filter(Boolean).join(t('readable.comma'));
}

// A fact that the rules ask for, with its limits: "上年营业收入：金额，最低 0，最高 2亿元"
export function factRuleText(path: string, names: Names): string {
	const fact = names.fact(path);
	if (!fact) return factName(path, names);
	const limits = [...factLimits(path, names), fact.choices?.length && t('rules.factChoices', { choices: fact.choices.map((c) => localised(c.name) || c.id).join(t('rules.or')) })];
	return t('rules.factRule', { name: factName(path, names), kind: [t(`rules.factKind.${fact.kind}`), ...limits].filter(Boolean).join(t('readable.comma')) });
}

export const operatorOf = (c: Condition): Operator | undefined => operators.find((o) => c[o] !== undefined);

const isOther = (value: unknown): value is OtherFact => typeof value === 'object' && value !== null && !Array.isArray(value) && typeof (value as OtherFact).fact === 'string';

export function otherText(other: OtherFact, names?: Names): string {
	const fact = inside(factName(other.fact, names));
	return other.times === undefined ? t('rules.otherFact', { fact }) : t('rules.otherTimes', { fact, times: count(other.times) });
}

// What the comparison asks for, e.g. 不超过2亿元; NEGATED if it stands in a `not` and can be said in one breath.
export function demand(path: string, operator: Operator, value: unknown, negated: boolean, names?: Names): string {
	const say = (v: unknown): string => (Array.isArray(v) ? v.map(say).join(t('rules.or')) : valueText(path, v as Value, names));
	if (isOther(value)) {
		const kind = path.endsWith('_on') && operator !== 'equals' ? 'day' : 'op';
		return t(`rules.${kind}.${negated ? `not_${operator}` : operator}`, { value: otherText(value, names) });
	}
	if (value !== null && typeof value === 'object' && !Array.isArray(value))
		return Object.entries(value)
			.map(([division, v]) => t('rules.forDivision', { division: names ? names.of('division', division) : division, demand: demand(path, operator, v, negated, names) }))
			.join(t('rules.semicolon'));
	if (operator === 'present') return t((value === true) !== negated ? 'rules.op.present' : 'rules.op.absent');
	if (typeof value === 'boolean' && operator === 'equals') return t(negated ? 'rules.op.not_equals' : 'rules.op.equals', { value: t(value ? 'common.yes' : 'common.no') });
	const kind = path.endsWith('_on') && operator !== 'equals' && operator !== 'one_of' ? 'day' : 'op';
	return t(`rules.${kind}.${negated ? `not_${operator}` : operator}`, { value: say(value) });
}

// The demand of a whole comparison; of a list that was too long to be kept only its length is known.
export function demandOf(c: Condition, path: string, negated: boolean, names?: Names): string {
	if (c.one_of_count !== undefined && c.one_of === undefined) return t(negated ? 'rules.op.not_one_of_many' : 'rules.op.one_of_many', { n: count(c.one_of_count) });
	const operator = operatorOf(c);
	return operator ? demand(path, operator, c[operator], negated, names) : '';
}

// A day that is counted from a fact: months first, then days.
export function boundText(bound: DayRule, names?: Names): string {
	if (typeof bound === 'string') return day(bound);
	const steps = [['Months', bound.plus_months ?? 0], ['Days', bound.plus_days ?? 0]] as const;
	const fact = inside(factName(bound.fact, names));
	const said = steps.filter(([, n]) => n !== 0).map(([unit, n]) => t(`rules.bound.${n < 0 ? 'before' : 'after'}${unit}`, { n: Math.abs(n) }, Math.abs(n)));
	return said.length ? t('rules.bound.from', { fact, offset: said.join(t('rules.bound.then')) }) : t('rules.bound.same', { fact });
}

// What a query over investments adds up, without its `where`.
export function measureText(q: Query, names?: Names): string {
	const of = (name: string) => factName(`investment.${name}`, names);
	const what = q.sum ? t('rules.measure.sum', { fact: of(q.sum) }) : q.max ? t('rules.measure.max', { fact: of(q.max) }) : t('rules.measure.count');
	if (!q.by || (!q.from && !q.to)) return what;
	const fact = inside(of(q.by));
	const window = q.from && q.to ? t('rules.window.both', { fact, from: boundText(q.from, names), to: boundText(q.to, names) }) : q.from ? t('rules.window.from', { fact, from: boundText(q.from, names) }) : t('rules.window.to', { fact, to: boundText(q.to as DayRule, names) });
	return t('rules.measure.within', { what, window });
}

// Values of a query have the unit of what they add up.
export const queryPath = (q: Query): string => (q.count ? 'investment.count' : `investment.${q.sum ?? q.max ?? ''}`);
