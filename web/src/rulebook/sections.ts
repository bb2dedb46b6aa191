// A rulebook in words, part by part, and what differs between two of them: the same sentences that the public reads, never paths of JSON.
import { count } from '@/format';
import { i18n, localised } from '@/i18n';
import { moneyWords, poolWords, seatsByGroup, tierRows } from './awards';
import { conditionText } from './conditions';
import { factRuleText } from './facts';
import { namesIn, type Names } from './names';
import { advanceWords, indicatorName, listed, onlyFor, rankWords, scoreWords, topOf } from './rounds';
import { list, type Indicator, type Pool, type Round, type Rulebook } from './types';

const { t } = i18n.global;

export interface Section {
	key: string; // the same in every version: "round:semi", "pool:0"
	title: string;
	lines: string[];
}
export interface Change {
	key: string;
	title: string;
	gone: string[];
	added: string[];
	what: 'new' | 'gone' | 'changed';
}

// A part that cannot be put into words says nothing, rather than take the page with it.
function safely(make: () => string[]): string[] {
	try {
		return make();
	} catch {
		return [];
	}
}

const pair = (what: string, text: string): string => t('readable.change.pair', { what, text });

function indicatorLines(i: Indicator, names: Names): string[] {
	const bands = (of: Indicator): string => [...list(of.bands).map((b) => t('readable.change.band', { from: count(b.at_least), points: count(b.points) })), t('readable.change.otherwise', { points: count(of.otherwise ?? 0) })].join(t('rules.semicolon'));
	if (i.best_of) return [pair(indicatorName(i, names), t('readable.change.bestOf')), ...i.best_of.flatMap((part) => indicatorLines(part, names))];
	return [pair(`${indicatorName(i, names)}${t('readable.change.top', { points: count(topOf(i)) })}`, bands(i))];
}

function roundLines(round: Round, names: Names): string[] {
	return [
		pair(t('readable.change.kind'), t(`readable.change.kinds.${round.kind}`)),
		...list(round.criteria).map((c) => pair(localised(c.name) || c.id, [t('readable.change.criterion', { max: count(c.max), step: count(c.step ?? 0.01), weight: count(c.weight ?? 1) }), onlyFor(c, names)].filter(Boolean).join(t('readable.comma')))),
		...list(round.indicators).flatMap((i) => indicatorLines(i, names)),
		...(round.require ? [pair(t('readable.change.require'), conditionText(round.require, names))] : []),
		...scoreWords(round, names),
		...rankWords(round, names),
		...advanceWords(round, names),
		...(typeof round.advance?.seats === 'object' ? Object.entries(round.advance.seats).map(([group, n]) => pair(names.group(group), t('readable.change.seats', { n: count(n) }))) : []),
	];
}

function poolLines(pool: Pool, body: Rulebook, names: Names): string[] {
	const divisions = list(body.divisions).map((d) => d.id);
	return [
		...poolWords(pool, names, list(body.rounds).find((r) => r.id === pool.round)),
		...list(pool.tiers).flatMap((tier) => [
			...tierRows(pool, tier, divisions, names).map((row) => pair([row.tier, row.group].filter(Boolean).join(' · '), [t('readable.change.seats', { n: count(row.seats) }), row.amount, row.least].filter(Boolean).join(t('readable.comma')))),
			...seatsByGroup(tier.seats).filter(([key]) => key.includes('/')).map(([key, n]) => pair(`${names.of('tier', tier.id)} · ${names.group(key)}`, t('readable.change.seats', { n: count(n) }))),
		]),
	];
}

export function sections(body: Rulebook): Section[] {
	const names = namesIn(() => body);
	const made: Section[] = [];
	const add = (key: string, title: string, lines: () => string[]) => made.push({ key, title, lines: safely(lines) });
	add('title', t('readable.change.title'), () => [localised(body.title)].filter(Boolean));
	add('facts', t('readable.section.facts'), () => (['firm', 'entry', 'investment'] as const).flatMap((owner) => Object.keys(body.facts?.[owner] ?? {}).map((name) => factRuleText(`${owner}.${name}`, names))));
	add('divisions', t('readable.section.divisions'), () => list(body.divisions).map((d) => pair(names.of('division', d.id), conditionText(d.when, names))));
	add('industries', t('readable.section.industries'), () => list(body.industries).map((i) => names.of('industry', i.id)));
	add('eligibility', t('readable.section.eligibility'), () => [...(body.entries_per_firm ? [t('readable.perFirm', { n: body.entries_per_firm })] : []), ...(body.eligibility ? [conditionText(body.eligibility, names)] : [])]);
	add('order', t('readable.change.order'), () => [list(body.rounds).map((r) => names.of('round', r.id)).join(' → ')]);
	for (const r of list(body.rounds)) add(`round:${r.id}`, names.of('round', r.id), () => roundLines(r, names));
	add('direct', t('readable.section.direct'), () => list(body.direct_advancement).map((d) => pair(names.of('direct', d.id), t('readable.direct', { round: names.of('round', d.to) }) + t(`readable.directSeats.${d.seats ?? 'extra'}`) + conditionText(d.when, names))));
	if (body.award) {
		const award = body.award;
		add('award', t('readable.section.award'), () => moneyWords(award));
		for (const [i, p] of list(award.pools).entries()) add(`pool:${i}`, t('readable.poolTitle', { n: i + 1, round: names.of('round', p.round) }), () => poolLines(p, body, names));
	}
	return made;
}

// What the newer version says otherwise, in its order; what it does not have any more comes last.
export function changes(before: Rulebook, after: Rulebook): Change[] {
	const old = new Map(sections(before).map((s) => [s.key, s]));
	const fresh = sections(after);
	const made: Change[] = [];
	for (const s of fresh) {
		const was = old.get(s.key);
		const gone = was ? was.lines.filter((l) => !s.lines.includes(l)) : [];
		const added = was ? s.lines.filter((l) => !was.lines.includes(l)) : s.lines;
		const renamed = was && was.title !== s.title;
		if (was && !gone.length && !added.length && !renamed) continue;
		if (renamed) {
			gone.unshift(was.title);
			added.unshift(s.title);
		}
		if (was || s.lines.length) made.push({ key: s.key, title: s.title, gone, added, what: was ? 'changed' : 'new' });
	}
	for (const was of old.values()) if (!fresh.some((s) => s.key === was.key) && was.lines.length) made.push({ key: was.key, title: was.title, gone: was.lines, added: [], what: 'gone' });
	return made;
}

export const listedTitles = (all: Change[]): string => listed(all.map((c) => c.title));
