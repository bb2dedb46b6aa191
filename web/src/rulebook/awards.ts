// What a rulebook says about awards and money: rows of its tables and sentences.
import { count, wan } from '@/format';
import { i18n } from '@/i18n';
import { conditionText } from './conditions';
import { groupWords, inside, measureText, queryPath, valueText } from './facts';
import type { Names } from './names';
import { listed, measureName, percent } from './rounds';
import { isComputed, isMap, type Amount, type Award, type Computed, type Pool, type Round, type Tier } from './types';

const { t } = i18n.global;

export interface TierRow {
	tier: string;
	group: string; // in words; empty: every group
	seats: number;
	amount: string;
	least: string; // the score that this tier alone asks for, or nothing
}

const limitWords = (a: Computed): string[] => [a.cap_fen !== undefined && t('readable.amountCap', { amount: wan(a.cap_fen) }), a.floor_fen !== undefined && t('readable.amountFloor', { amount: wan(a.floor_fen) })].filter((w) => w !== false);

function computedText(a: Computed, division: string | undefined, names: Names): string {
	const join = (words: string[]) => words.filter(Boolean).join(t('readable.comma'));
	if (a.sum) return join([t('readable.amountSum', { parts: a.sum.map((part) => amountText(part, division, names)).join(t('readable.plus')) }), ...limitWords(a)]);
	const query = a.of;
	if (!query) return '—';
	const measure = inside(measureText(query, names));
	const what = query.where ? t('readable.counted', { sentence: measure, where: inside(conditionText(query.where, names)) }) : measure;
	const value = (n: number) => valueText(queryPath(query), n, names);
	if (a.steps) return t('readable.amountSteps', { what, steps: a.steps.map((s) => t('readable.amountStep', { from: value(s.at_least), amount: wan(s.amount_fen) })).join(t('rules.semicolon')) });
	if (a.brackets) return join([t('readable.amountBrackets', { what, brackets: a.brackets.map((b) => t(b.above > 0 ? 'readable.amountBracket' : 'readable.amountBracketFirst', { above: value(b.above), share: percent(b.share) })).join(t('rules.semicolon')) }), ...limitWords(a)]);
	return join([t('readable.amountShare', { what, share: percent(a.share ?? 1) }), ...limitWords(a)]);
}

export function amountText(amount: Amount, division: string | undefined, names: Names): string {
	if (typeof amount === 'number') return wan(amount);
	if (isMap(amount)) {
		if (division !== undefined) return amount[division] === undefined ? '—' : wan(amount[division]);
		return Object.entries(amount)
			.map(([d, fen]) => t('readable.amountFor', { division: names.of('division', d), amount: wan(fen) }))
			.join(t('rules.semicolon'));
	}
	return computedText(amount, division, names);
}

// One row for each division if seats or money differ by it; groups within a division are added up and listed apart.
export function tierRows(pool: Pool, tier: Tier, divisions: string[], names: Names): TierRow[] {
	const name = names.of('tier', tier.id);
	const least = tier.min_score === undefined ? '' : t('readable.tierMin', { score: count(tier.min_score) }, tier.min_score);
	const place = (pool.groups ?? []).indexOf('division'); // of the division in a group's key
	if (place < 0 || !(isMap(tier.amount) || isMap(tier.seats))) return [{ tier: name, group: '', seats: isMap(tier.seats) ? Object.values(tier.seats).reduce((a, b) => a + b, 0) : tier.seats, amount: amountText(tier.amount, undefined, names), least }];
	return divisions.map((d) => {
		const seats = isMap(tier.seats) ? Object.entries(tier.seats).reduce((sum, [key, n]) => sum + (key.split('/')[place] === d ? n : 0), 0) : tier.seats;
		return { tier: name, group: names.of('division', d), seats, amount: amountText(tier.amount, d, names), least };
	});
}

export const seatsByGroup = (seats: Tier['seats']): [string, number][] => (isMap(seats) ? Object.entries(seats) : []);

export function poolWords(pool: Pool, names: Names, round?: Round): string[] {
	const groups = groupWords(pool.groups, names);
	const words = [groups ? t('readable.pool', { round: names.of('round', pool.round), groups }) : t('readable.poolAll', { round: names.of('round', pool.round) })];
	if (pool.outcomes?.length) words.push(t('readable.poolOutcomes', { outcomes: listed(pool.outcomes.map((o) => inside(t(`rules.outcome.${o}`)))) }));
	if (pool.when) words.push(t('readable.poolWhen', { condition: inside(conditionText(pool.when, names)) }));
	if (pool.rank_by) words.push(t('readable.poolRankBy', { what: measureName(pool.rank_by, names, round) }));
	if (pool.special) words.push(t('readable.poolSpecial'));
	if (pool.min_score !== undefined) words.push(t('readable.poolMin', { score: count(pool.min_score) }));
	words.push(t(`readable.poolTie.${pool.tie ?? 'higher'}`));
	return words;
}

export function moneyWords(award: Award): string[] {
	const words = [t('readable.budget', { amount: wan(award.budget_fen) }), t(`readable.repeat.${award.repeat ?? 'all'}`)];
	for (const [scheme, what] of Object.entries(award.prior ?? {})) words.push(t(`readable.prior.${what}`, { scheme }));
	if (award.firm_cap_fen) words.push(t('readable.firmCap', { amount: wan(award.firm_cap_fen) }));
	words.push(t(`readable.vacated.${award.vacated ?? 'shift'}`));
	words.push(t(`readable.overBudget.${award.over_budget ?? 'refuse'}`, { unit: wan(award.unit_fen ?? 1) }));
	return words;
}
