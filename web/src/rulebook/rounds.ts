// What a round of a rulebook says about scores, ties and who goes on, as sentences.
import { count } from '@/format';
import { i18n, localised } from '@/i18n';
import { factName, groupWords, inside, measureText, queryPath } from './facts';
import type { Names } from './names';
import type { Criterion, Indicator, Round } from './types';

const { t } = i18n.global;

export const percent = (share: number): string => `${count(Math.round(share * 10_000) / 100)}%`;
export const listed = (items: string[]): string => items.join(t('common.comma'));
export const quoted = (text: string): string => t('readable.quoted', { text });

export const indicatorPath = (i: Indicator): string => (i.investments ? queryPath(i.investments) : (i.fact ?? ''));
export const indicatorFact = (i: Indicator, names?: Names): string => (i.investments ? measureText(i.investments, names) : factName(indicatorPath(i), names));
// An indicator that was given no name is called after what it measures.
export const indicatorName = (i: Indicator, names?: Names): string => localised(i.name) || (i.best_of ? i.best_of.map((b, n) => (n ? inside(indicatorFact(b, names)) : indicatorFact(b, names))).join(t('rules.or')) : indicatorFact(i, names));
export const topOf = (i: Indicator): number => Math.max(i.otherwise ?? 0, ...(i.bands ?? []).map((b) => b.points), ...(i.best_of ?? []).map(topOf));

// "criterion:technology", "round:prelim", "sum", "least:firm.registered_on" …
export function measureName(rule: string, names: Names, round?: Round): string {
	const colon = rule.indexOf(':');
	const [kind, id] = colon < 0 ? [rule, ''] : [rule.slice(0, colon), rule.slice(colon + 1)];
	if (!id) return t(`readable.tie.${kind}`);
	if (kind === 'most' || kind === 'least') return t(`readable.tie.${id.endsWith('_on') ? (kind === 'most' ? 'latest' : 'earliest') : kind}`, { name: quoted(factName(id, names)) });
	const indicator = kind === 'indicator' ? allIndicators(round?.indicators).find((i) => i.id === id) : undefined;
	if (indicator) return t('readable.tie.indicator', { name: quoted(indicatorName(indicator, names)) });
	return t(`readable.tie.${kind}`, { name: quoted(kind === 'extra' ? id : names.of(kind === 'round' ? 'round' : 'criterion', id)) });
}

// The roles of judges that the rounds name, each once.
export const rolesOf = (rounds: readonly Round[] | undefined): string[] => [...new Set((rounds ?? []).flatMap((r) => [...(r.criteria ?? []).flatMap((c) => c.roles ?? []), ...Object.keys(r.judge_weights ?? {})]))];

export const allIndicators = (some: Indicator[] | undefined): Indicator[] => (some ?? []).flatMap((i) => [i, ...allIndicators(i.best_of)]);

// To which entries and judges a criterion applies, if not to all.
export const onlyFor = (c: Criterion, names: Names): string =>
	[c.divisions && t('readable.onlyDivisions', { divisions: listed(c.divisions.map((d) => names.of('division', d))) }), c.roles && t('readable.onlyRoles', { roles: listed(c.roles) })].filter(Boolean).join(t('readable.comma'));

function aggregateWords(round: Round): string[] {
	const a = round.aggregate;
	if (!a) return [];
	const words = [t(`readable.aggregate.${a.method}_${a.level ?? 'sheet'}`, { high: a.drop_high ?? 1, low: a.drop_low ?? 1 })];
	if (a.trim_from !== undefined) words.push(t('readable.trimFrom', { n: a.trim_from }));
	const weights = Object.entries(round.judge_weights ?? {});
	if (weights.length) words.push(t('readable.judgeWeights', { list: listed(weights.map(([role, weight]) => t('readable.judgeWeight', { role, weight: count(weight) }))) }));
	return words;
}

export function scoreWords(round: Round, names: Names): string[] {
	const words: string[] = [];
	if (round.kind === 'judged') {
		const least = round.min_sheets ?? 1;
		words.push(round.judges_per_entry ? t('readable.judges', { n: round.judges_per_entry, min: least }) : t('readable.sheets', { min: least }));
	}
	words.push(...aggregateWords(round));
	if (round.adjust && round.adjust !== 'none') words.push(t(`readable.adjust.${round.adjust}`));
	if (round.components === 'accept') words.push(t('readable.componentsAccept'));
	const parts = Object.entries(round.parts ?? {});
	if (parts.length && !(parts.length === 1 && parts[0]?.[0] === 'sheets' && parts[0][1] === 1))
		words.push(t('readable.parts', { list: parts.map(([part, weight]) => t('readable.part', { weight: percent(weight), what: part === 'sheets' ? t('readable.partSheets') : measureName(part, names, round) })).join(t('readable.plus')) }));
	for (const [part, value] of Object.entries(round.parts_otherwise ?? {})) words.push(t('readable.partOtherwise', { what: measureName(part, names, round), value: count(value) }));
	return words;
}

export function rankWords(round: Round, names: Names): string[] {
	const groups = groupWords(round.groups, names);
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
	if (a.share !== undefined) {
		const least = a.share_min ?? 1;
		const limits = [t(`readable.shareRounding.${a.share_rounding ?? 'down'}`), least > 0 && t('readable.shareMin', { n: count(least) }, least), a.share_max !== undefined && t('readable.shareMax', { n: count(a.share_max) }, a.share_max)];
		words.push(t(`readable.share${each}`, { share: percent(a.share), limits: limits.filter(Boolean).join(t('readable.comma')) }));
	}
	if (a.seats !== undefined && a.share !== undefined) words.push(t('readable.smaller'));
	if (a.seats === undefined && a.share === undefined) words.push(t('readable.noLimit'));
	if (a.min_score !== undefined) words.push(t('readable.minScore', { score: count(a.min_score) }));
	for (const [rule, points] of Object.entries(a.min ?? {})) words.push(t('readable.minOf', { what: measureName(rule, names, round), points: count(points) }));
	if (a.seats !== undefined || a.share !== undefined) words.push(t(`readable.cut.${round.tie_at_cut ?? 'all'}`));
	words.push(t(`readable.replacement.${round.replacement ?? 'none'}`));
	if (round.wildcards) words.push((round.wildcards.from_rank ?? 1) > 1 ? t('readable.wildcardsFrom', { n: count(round.wildcards.seats), rank: count(round.wildcards.from_rank ?? 1) }, round.wildcards.seats) : t('readable.wildcards', { n: count(round.wildcards.seats) }, round.wildcards.seats));
	return words;
}
