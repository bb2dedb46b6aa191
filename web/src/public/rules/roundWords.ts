// What a round of a rulebook says about scores, ties and who goes on, as sentences.
import { count } from '@/format';
import { i18n, localised } from '@/i18n';
import { factName, groupWords, inside, measureText, queryPath } from '@/kit/ruleWords';
import type { Names } from '@/kit/useNames';
import type { Indicator, Round } from './rulebook';

const { t } = i18n.global;

export const percent = (share: number): string => `${count(Math.round(share * 10_000) / 100)}%`;
export const listed = (items: string[]): string => items.join(t('common.comma'));
export const quoted = (text: string): string => t('readable.quoted', { text });

export const indicatorPath = (i: Indicator): string => (i.investments ? queryPath(i.investments) : (i.fact ?? ''));
export const indicatorFact = (i: Indicator): string => (i.investments ? measureText(i.investments) : factName(indicatorPath(i)));
// An indicator that was given no name is called after what it measures.
export const indicatorName = (i: Indicator): string => localised(i.name) || (i.best_of ? i.best_of.map((b, n) => (n ? inside(indicatorFact(b)) : indicatorFact(b))).join(t('rules.or')) : indicatorFact(i));

// "criterion:technology", "round:prelim", "sum" …
export function measureName(rule: string, names: Names, round: Round): string {
	const [kind = '', id] = rule.split(':');
	if (!id) return t(`readable.tie.${kind}`);
	const indicator = kind === 'indicator' ? round.indicators?.find((i) => i.id === id) : undefined;
	if (indicator) return t('readable.tie.indicator', { name: quoted(indicatorName(indicator)) });
	return t(`readable.tie.${kind}`, { name: quoted(kind === 'extra' ? id : names.of(kind === 'round' ? 'round' : 'criterion', id)) });
}

export function scoreWords(round: Round, names: Names): string[] {
	const words: string[] = [];
	if (round.kind === 'judged') {
		const least = round.min_sheets ?? 1;
		words.push(round.judges_per_entry ? t('readable.judges', { n: round.judges_per_entry, min: least }) : t('readable.sheets', { min: least }));
	}
	const a = round.aggregate;
	if (a) words.push(t(`readable.aggregate.${a.method}_${a.level ?? 'sheet'}`, { high: a.drop_high ?? 1, low: a.drop_low ?? 1 }));
	if (round.adjust && round.adjust !== 'none') words.push(t(`readable.adjust.${round.adjust}`));
	const parts = Object.entries(round.parts ?? {});
	if (parts.length && !(parts.length === 1 && parts[0]?.[0] === 'sheets' && parts[0][1] === 1))
		words.push(t('readable.parts', { list: parts.map(([part, weight]) => t('readable.part', { weight: percent(weight), what: part === 'sheets' ? t('readable.partSheets') : measureName(part, names, round) })).join(t('readable.plus')) }));
	return words;
}

export function rankWords(round: Round, names: Names): string[] {
	const groups = groupWords(round.groups);
	const words = [groups ? t('readable.grouped', { groups }) : t('readable.notGrouped')];
	words.push(t(round.rank_on === 'exact' ? 'readable.rankExact' : 'readable.rankRounded', { n: round.decimals ?? 2 }));
	if (round.ties?.length) words.push(t('readable.ties', { list: round.ties.map((rule) => measureName(rule, names, round)).join(t('readable.then')) }));
	else words.push(t('readable.noTies'));
	if (round.skip_below) words.push(t('readable.skip', { n: round.skip_below }));
	return words;
}

export function advanceWords(round: Round, names: Names): string[] {
	const a = round.advance;
	if (!a) return [t('readable.lastRound')];
	const words: string[] = [];
	const each = round.groups?.length ? 'Group' : 'All';
	if (typeof a.seats === 'number') words.push(t(`readable.seats${each}`, { n: count(a.seats) }));
	else if (a.seats) words.push(t('readable.seatsTable', { n: count(Object.values(a.seats).reduce((x, y) => x + y, 0)) }));
	if (a.share !== undefined) words.push(t(`readable.share${each}`, { share: percent(a.share) }));
	if (a.seats !== undefined && a.share !== undefined) words.push(t('readable.smaller'));
	if (a.seats === undefined && a.share === undefined) words.push(t('readable.noLimit'));
	if (a.min_score !== undefined) words.push(t('readable.minScore', { score: count(a.min_score) }));
	for (const [rule, points] of Object.entries(a.min ?? {})) words.push(t('readable.minOf', { what: measureName(rule, names, round), points: count(points) }));
	if (a.seats !== undefined || a.share !== undefined) words.push(t(`readable.cut.${round.tie_at_cut ?? 'all'}`));
	words.push(t(`readable.replacement.${round.replacement ?? 'none'}`));
	return words;
}
