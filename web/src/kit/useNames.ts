// What the ids of an edition mean in words: divisions, industries, rounds, criteria, tiers; read from the rulebook in force, once.
import { computed, reactive } from 'vue';
import { i18n, localised } from '@/i18n';
import { get } from '@/api/client';

type Text = Record<string, string>;
type Kind = 'division' | 'industry' | 'round' | 'criterion' | 'tier' | 'direct';
interface Named {
	id?: string;
	name?: Text;
	[member: string]: unknown;
}

export interface Names {
	of: (kind: Kind, id: string | null | undefined) => string;
	group: (key: string | null | undefined) => string; // "growth/new_energy" → 成长企业组 · 新能源
	max: (criterion: string, round?: string) => number | undefined;
	criteria: (round: string) => string[]; // of a judged round, in the order of the rules
}

type Table = Partial<Record<Kind, Record<string, Text>>> & { max: Record<string, number> };
const tables = reactive(new Map<number, Table>());
const asked = new Set<number>();

const list = (value: unknown): Named[] => (Array.isArray(value) ? (value as Named[]) : []);

function table(body: Record<string, unknown>): Table {
	const result: Table = { max: {} };
	const take = (kind: Kind, items: Named[]) => {
		const names = (result[kind] ??= {});
		for (const item of items) if (item.id && item.name) names[item.id] = item.name;
	};
	take('division', list(body.divisions));
	take('industry', list(body.industries));
	take('round', list(body.rounds));
	take('direct', list(body.direct_advancement));
	for (const round of list(body.rounds)) {
		take('criterion', [...list(round.criteria), ...list(round.indicators)]);
		for (const c of list(round.criteria)) if (c.id && typeof c.max === 'number') result.max[`${round.id ?? ''}:${c.id}`] = c.max;
	}
	for (const pool of list((body.award as Named | undefined)?.pools)) take('tier', list(pool.tiers));
	return result;
}

async function load(edition: number) {
	try {
		tables.set(edition, table((await get('/api/v1/editions/{edition}/rulebook', { path: { edition } })).body));
	} catch {
		asked.delete(edition); // ids are shown as they are; the next page that needs them asks again
	}
}

export function useNames(edition: () => number | null | undefined): Names {
	const found = () => {
		const id = edition();
		if (!id) return undefined;
		if (!asked.has(id)) {
			asked.add(id);
			void load(id);
		}
		return tables.get(id);
	};
	return namesOf(found);
}

// The same of a rulebook at hand, such as one that is being written.
export function namesIn(body: () => Record<string, unknown> | null): Names {
	const found = computed(() => {
		const b = body();
		return b ? table(b) : undefined;
	});
	return namesOf(() => found.value);
}

function namesOf(found: () => Table | undefined): Names {
	const of: Names['of'] = (kind, id) => {
		if (!id) return '';
		const name = found()?.[kind]?.[id];
		return name ? localised(name) : id;
	};
	const group: Names['group'] = (key) => {
		if (!key) return i18n.global.t('rules.everyone');
		return key
			.split('/')
			.map((part) => found()?.division?.[part] ?? found()?.industry?.[part] ?? part)
			.map((name) => (typeof name === 'string' ? name : localised(name)))
			.join(' · ');
	};
	const criteria: Names['criteria'] = (round) => Object.keys(found()?.max ?? {}).flatMap((key) => (key.startsWith(`${round}:`) ? [key.slice(round.length + 1)] : []));
	return { of, group, criteria, max: (criterion, round = '') => found()?.max[`${round}:${criterion}`] };
}
