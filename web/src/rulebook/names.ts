// What the ids of a rulebook mean in words: divisions, industries, rounds, criteria, tiers, rules of direct advancement, facts; and the rulebook in
// force itself, read once for all who need it.
import { computed, effectScope, onScopeDispose, shallowRef, watch, type ComputedRef, type EffectScope } from 'vue';
import { get, type Answer } from '@/api/client';
import { i18n, localised } from '@/i18n';
import { useLoad, type Loaded } from '@/kit/cache';
import { list, type FactRule, type Rulebook, type Text } from './types';

type Kind = 'division' | 'industry' | 'round' | 'criterion' | 'tier' | 'direct';

// What a dossier calls by the number of its row: e12, j3, i7.
export type RowKind = 'entry' | 'judge' | 'investment';

export interface Names {
	of: (kind: Kind, id: string | null | undefined) => string;
	group: (key: string | null | undefined) => string; // "growth/new_energy" → 成长企业组 · 新能源
	max: (criterion: string, round?: string) => number | undefined;
	criteria: (round: string) => string[]; // of a judged round, in the order of the rules
	fact: (path: string) => FactRule | undefined; // if the rulebook declares it
	row?: (kind: RowKind, id: string) => string | undefined; // if the page knows it
}

interface Table {
	names: Record<Kind, Record<string, Text>>;
	max: Record<string, number>;
	facts: Record<string, FactRule>;
	direct: (string | undefined)[]; // ids of the rules of direct advancement, which may do without a name
}

function table(body: Partial<Rulebook>): Table {
	const names: Table['names'] = { division: {}, industry: {}, round: {}, criterion: {}, tier: {}, direct: {} };
	const result: Table = { names, max: {}, facts: {}, direct: list(body.direct_advancement).map((d) => d.id) };
	const take = (kind: Kind, items: { id?: string; name?: Text }[]) => {
		for (const item of items) if (item.id && item.name) names[kind][item.id] = item.name;
	};
	take('division', list(body.divisions));
	take('industry', list(body.industries));
	take('round', list(body.rounds));
	take('direct', list(body.direct_advancement));
	for (const round of list(body.rounds)) {
		take('criterion', [...list(round.criteria), ...list(round.indicators)]);
		for (const c of list(round.criteria)) if (c.id && typeof c.max === 'number') result.max[`${round.id ?? ''}:${c.id}`] = c.max;
	}
	for (const pool of list(body.award?.pools)) take('tier', list(pool.tiers));
	for (const [owner, facts] of Object.entries(body.facts ?? {})) for (const [name, fact] of Object.entries(facts ?? {})) result.facts[`${owner}.${name}`] = fact as FactRule;
	return result;
}

// The same, with what a page knows of rows: title, name or investor by number.
export const withRows = (names: Names, rows: () => Partial<Record<RowKind, ReadonlyMap<number, string>>>): Names => ({ ...names, row: (kind, id) => rows()[kind]?.get(Number(id.slice(1))) || undefined });

const HARDLY_EVER = 300; // seconds: a rulebook in force changes by a decision that is announced

export type InForce = Answer<'/api/v1/editions/{edition}/rulebook', 'get'>;

// The rulebook in force of an edition that may be known later, or become another.
export function useInForce(edition: () => number | null | undefined): { answer: ComputedRef<InForce | null>; problem: ComputedRef<unknown> } {
	const loaded = shallowRef<Loaded<InForce> | null>(null);
	let scope: EffectScope | undefined;
	watch(
		edition,
		(id) => {
			scope?.stop();
			scope = effectScope(true);
			loaded.value = id ? (scope.run(() => useLoad(`editions/${id}/rulebook`, () => get('/api/v1/editions/{edition}/rulebook', { path: { edition: id } }), HARDLY_EVER)) ?? null) : null;
		},
		{ immediate: true },
	);
	onScopeDispose(() => scope?.stop());
	return { answer: computed(() => loaded.value?.data.value ?? null), problem: computed(() => loaded.value?.problem.value ?? null) };
}

export function useRulebook(edition: () => number | null | undefined): ComputedRef<Rulebook | null> {
	const { answer } = useInForce(edition);
	return computed(() => (answer.value?.body as unknown as Rulebook | undefined) ?? null);
}

export const useNames = (edition: () => number | null | undefined): Names => namesIn(useRulebook(edition));

// Of a rulebook at hand, such as one that is being written.
export function namesIn(body: (() => object | null) | ComputedRef<object | null>): Names {
	const found = computed(() => {
		const b = typeof body === 'function' ? body() : body.value;
		return b ? table(b as Partial<Rulebook>) : undefined;
	});
	const of: Names['of'] = (kind, id) => {
		if (!id) return '';
		const place = kind === 'direct' ? found.value?.direct.indexOf(id) ?? -1 : -1;
		return localised(found.value?.names[kind][id]) || (place < 0 ? id : i18n.global.t('rules.directRule', { n: place + 1 }));
	};
	const group: Names['group'] = (key) => {
		if (!key) return i18n.global.t('rules.everyone');
		return key
			.split('/')
			.map((part) => localised(found.value?.names.division[part] ?? found.value?.names.industry[part]) || part)
			.join(' · ');
	};
	const criteria: Names['criteria'] = (round) => Object.keys(found.value?.max ?? {}).flatMap((key) => (key.startsWith(`${round}:`) ? [key.slice(round.length + 1)] : []));
	return { of, group, criteria, max: (criterion, round = '') => found.value?.max[`${round}:${criterion}`], fact: (path) => found.value?.facts[path] };
}
