// The parts of a condition in words: names of facts, values with their units, the sentence of one comparison.
import { i18n } from '@/i18n';
import { conjunction, count, day, wan } from '@/format';
import type { Names } from './useNames';

export type Value = string | number | boolean;
export type Operator = 'at_least' | 'at_most' | 'above' | 'below' | 'equals' | 'one_of' | 'present';
export const operators: Operator[] = ['at_least', 'at_most', 'above', 'below', 'equals', 'one_of', 'present'];

export interface Condition {
	all?: Condition[];
	any?: Condition[];
	not?: Condition;
	fact?: string;
	investments?: Query;
	holds?: boolean;
	saw?: Value;
	missing?: boolean;
	missing_day?: boolean;
	division_without_value?: boolean;
	counted?: string[];
	[operator: string]: unknown;
}

export type Bound = string | { fact: string; plus_days: number };

export interface Query {
	where?: Condition;
	sum?: string;
	max?: string;
	count?: boolean;
	by?: string;
	from?: Bound;
	to?: Bound;
}

const { t, te } = i18n.global;

// Message keys have no dots in them: firm.revenue_fen → rules.facts.firm_revenue_fen
export function factName(path: string): string {
	if (path === 'division' || path === 'industry') return t(`rules.facts.${path}`);
	const key = `rules.facts.${path.replace('.', '_')}`;
	return te(key, 'zh-CN') ? t(key) : path.replace(/^[a-z]+\./, '').replace(/_(on|fen)$/, '').replaceAll('_', ' ');
}

// A name that begins with a capital as a label and stands inside a sentence; "R&D" and the like keep theirs.
export const inside = (text: string): string => (i18n.global.locale.value === 'en' && /^[A-Z][a-z ]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text);

// What entries are grouped by: "division and industry".
export const groupWords = (groups: string[] | undefined): string => conjunction((groups ?? []).map((g) => (te(`rules.group.${g}`, 'zh-CN') ? t(`rules.group.${g}`) : inside(factName(g)))));

export const isRatio = (path: string): boolean => /(_share|_ratio|_to_[a-z]+)$/.test(path);

export function valueText(path: string, value: Value, names?: Names): string {
	if (typeof value === 'boolean') return value ? t('common.yes') : t('common.no');
	if (path === 'division' || path === 'industry') return names ? names.of(path, String(value)) : String(value);
	if (typeof value === 'string') return path.endsWith('_on') ? day(value) : value;
	if (path.endsWith('_fen')) return wan(value);
	if (path.endsWith('financing_wan')) return wan(value * 1_000_000);
	if (path.endsWith('_percent')) return `${count(value)}%`;
	return isRatio(path) ? `${count(Math.round(value * 10_000) / 100)}%` : count(value);
}

export const operatorOf = (c: Condition): Operator | undefined => operators.find((o) => c[o] !== undefined);

// What the comparison asks for, e.g. 不超过2亿元; NEGATED if it stands in a `not` and can be said in one breath.
export function demand(path: string, operator: Operator, value: unknown, negated: boolean, names?: Names): string {
	const say = (v: unknown): string => (Array.isArray(v) ? v.map(say).join(t('rules.or')) : valueText(path, v as Value, names));
	if (value !== null && typeof value === 'object' && !Array.isArray(value))
		return Object.entries(value)
			.map(([division, v]) => t('rules.forDivision', { division: names ? names.of('division', division) : division, demand: demand(path, operator, v, negated, names) }))
			.join(t('rules.semicolon'));
	if (operator === 'present') return t((value === true) !== negated ? 'rules.op.present' : 'rules.op.absent');
	if (typeof value === 'boolean' && operator === 'equals') return t('rules.op.equals', { value: t(value !== negated ? 'common.yes' : 'common.no') });
	const kind = path.endsWith('_on') && operator !== 'equals' && operator !== 'one_of' ? 'day' : 'op';
	return t(`rules.${kind}.${negated ? `not_${operator}` : operator}`, { value: say(value) });
}

export function boundText(bound: Bound): string {
	if (typeof bound === 'string') return day(bound);
	const days = Math.abs(bound.plus_days);
	return t(bound.plus_days === 0 ? 'rules.bound.same' : bound.plus_days < 0 ? 'rules.bound.before' : 'rules.bound.after', { fact: inside(factName(bound.fact)), days }, days);
}

// What a query over investments adds up, without its `where`.
export function measureText(q: Query): string {
	const what = q.sum ? t('rules.measure.sum', { fact: factName(`investment.${q.sum}`) }) : q.max ? t('rules.measure.max', { fact: factName(`investment.${q.max}`) }) : t('rules.measure.count');
	if (!q.by || (!q.from && !q.to)) return what;
	const fact = inside(factName(`investment.${q.by}`));
	const window = q.from && q.to ? t('rules.window.both', { fact, from: boundText(q.from), to: boundText(q.to) }) : q.from ? t('rules.window.from', { fact, from: boundText(q.from) }) : t('rules.window.to', { fact, to: boundText(q.to as Bound) });
	return t('rules.measure.within', { what, window });
}

// Values of a query have the unit of what they add up.
export const queryPath = (q: Query): string => (q.count ? 'investment.count' : `investment.${q.sum ?? q.max ?? ''}`);
