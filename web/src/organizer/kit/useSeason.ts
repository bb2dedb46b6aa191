// The edition of the desk with what its rulebook says and calls things, and whether the person in front may change anything.
import { computed, reactive } from 'vue';
import { get } from '@/api/client';
import { localised } from '@/i18n';
import { useDesk } from '../useDesk';

type Text = Record<string, string>;
interface Named {
	id: string;
	name?: Text;
}
export interface Criterion extends Named {
	max: number;
	step?: number;
	weight?: number;
	divisions?: string[];
}
export interface Indicator extends Named {
	best_of?: Indicator[];
}
export interface RoundRules extends Named {
	kind: 'judged' | 'indicators';
	groups?: string[];
	judges_per_entry?: number;
	min_sheets?: number;
	criteria?: Criterion[];
	indicators?: Indicator[];
	aggregate?: { method: string; drop_high?: number; drop_low?: number; level?: string };
	adjust?: string;
	parts?: Record<string, number>;
	ties?: string[];
	decimals?: number;
	rank_on?: string;
	advance?: { seats?: number | Record<string, number>; share?: number; min_score?: number; min?: Record<string, number> };
	tie_at_cut?: string;
}
export interface RulebookBody {
	divisions?: Named[];
	industries?: Named[];
	rounds?: RoundRules[];
	award?: { budget_fen?: number; pools?: { round: string; tiers: Named[] }[] };
}

const books = reactive(new Map<number, RulebookBody | null>());
const asked = new Set<number>();

async function readBook(edition: number) {
	if (asked.has(edition)) return;
	asked.add(edition);
	try {
		books.set(edition, (await get('/api/v1/editions/{edition}/rulebook', { path: { edition } })).body as RulebookBody);
	} catch {
		asked.delete(edition); // names fall back to codes; asked again by the next page
	}
}

export function useSeason() {
	const { id, mayChange } = useDesk();
	const edition = computed(() => id);
	void readBook(id);
	const book = computed(() => books.get(edition.value) ?? null);
	const named = (list: Named[] | undefined, id: string | null | undefined) => (id ? localised(list?.find((x) => x.id === id)?.name) || id : '—');
	const rules = (code: string) => book.value?.rounds?.find((r) => r.id === code) ?? null;
	const round = (code: string | null | undefined) => named(book.value?.rounds, code);
	const division = (id: string | null | undefined) => named(book.value?.divisions, id);
	const industry = (id: string | null | undefined) => named(book.value?.industries, id);
	const tier = (id: string | null | undefined) => named(book.value?.award?.pools?.flatMap((p) => p.tiers), id);
	const criterion = (code: string, id: string) => named(rules(code)?.criteria, id);
	// startup/new_it → 初创企业组 · 新一代信息技术
	const group = (key: string) =>
		key
			.split('/')
			.filter(Boolean)
			.map((part) => localised([...(book.value?.divisions ?? []), ...(book.value?.industries ?? [])].find((x) => x.id === part)?.name) || part)
			.join(' · ');
	const to = (rest: string) => `/desk/${edition.value}/${rest}`;
	return { edition, book, mayChange, rules, round, division, industry, tier, criterion, group, to };
}
