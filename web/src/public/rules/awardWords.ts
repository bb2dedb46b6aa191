// What a rulebook says about awards and money: rows of its tables and sentences.
import { count, wan } from '@/format';
import { i18n } from '@/i18n';
import { conditionText } from '@/kit/conditionText';
import { groupWords, inside, measureText } from '@/kit/ruleWords';
import type { Names } from '@/kit/useNames';
import { listed, percent } from './roundWords';
import type { Amount, Award, Pool, Tier } from './rulebook';

const { t } = i18n.global;

export interface TierRow {
	tier: string;
	group: string; // in words; empty: every group
	seats: number;
	amount: string;
}

const isMap = (v: unknown): v is Record<string, number> => typeof v === 'object' && v !== null && !('of' in v);

function amountText(amount: Amount, division: string | undefined, names: Names): string {
	if (typeof amount === 'number') return wan(amount);
	if (isMap(amount)) {
		if (division !== undefined) return amount[division] === undefined ? '—' : wan(amount[division]);
		return Object.entries(amount)
			.map(([d, fen]) => t('readable.amountFor', { division: names.of('division', d), amount: wan(fen) }))
			.join(t('rules.semicolon'));
	}
	const what = inside(measureText(amount.of));
	const where = amount.of.where ? t('readable.counted', { sentence: what, where: inside(conditionText(amount.of.where, names)) }) : what;
	if (amount.steps) return t('readable.amountSteps', { what: where, steps: amount.steps.map((s) => t('readable.amountStep', { from: wan(s.at_least), amount: wan(s.amount_fen) })).join(t('rules.semicolon')) });
	return [t('readable.amountShare', { what: where, share: percent(amount.share ?? 1) }), amount.cap_fen !== undefined && t('readable.amountCap', { amount: wan(amount.cap_fen) }), amount.floor_fen !== undefined && t('readable.amountFloor', { amount: wan(amount.floor_fen) })].filter(Boolean).join(t('common.comma'));
}

// One row for each division if seats or money differ by it; groups within a division are added up and listed apart.
export function tierRows(pool: Pool, tier: Tier, divisions: string[], names: Names): TierRow[] {
	const name = names.of('tier', tier.id);
	const byDivision = (pool.groups ?? []).includes('division') && (isMap(tier.amount) || isMap(tier.seats));
	if (!byDivision) return [{ tier: name, group: '', seats: isMap(tier.seats) ? Object.values(tier.seats).reduce((a, b) => a + b, 0) : tier.seats, amount: amountText(tier.amount, undefined, names) }];
	return divisions.map((d) => {
		const seats = isMap(tier.seats) ? Object.entries(tier.seats).reduce((sum, [key, n]) => sum + (key.split('/')[0] === d ? n : 0), 0) : tier.seats;
		return { tier: name, group: names.of('division', d), seats, amount: amountText(tier.amount, d, names) };
	});
}

export const seatsByGroup = (seats: Tier['seats']): [string, number][] => (isMap(seats) ? Object.entries(seats) : []);

export function poolWords(pool: Pool, names: Names): string[] {
	const groups = groupWords(pool.groups);
	const words = [groups ? t('readable.pool', { round: names.of('round', pool.round), groups }) : t('readable.poolAll', { round: names.of('round', pool.round) })];
	if (pool.outcomes?.length) words.push(t('readable.poolOutcomes', { outcomes: listed(pool.outcomes.map((o) => inside(t(`rules.outcome.${o}`)))) }));
	if (pool.min_score !== undefined) words.push(t('readable.poolMin', { score: count(pool.min_score) }));
	words.push(t(`readable.poolTie.${pool.tie ?? 'higher'}`));
	return words;
}

export function moneyWords(award: Award): string[] {
	const words = [t('readable.budget', { amount: wan(award.budget_fen) }), t(`readable.repeat.${award.repeat ?? 'all'}`)];
	for (const [scheme, what] of Object.entries(award.prior ?? {})) words.push(t(`readable.prior.${what}`, { scheme }));
	if (award.firm_cap_fen) words.push(t('readable.firmCap', { amount: wan(award.firm_cap_fen) }));
	words.push(t(`readable.overBudget.${award.over_budget ?? 'refuse'}`, { unit: wan(award.unit_fen ?? 1) }));
	return words;
}
