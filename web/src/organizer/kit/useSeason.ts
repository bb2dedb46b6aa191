// The edition of the desk with what its rulebook says and calls things, and whether the person in front may change anything.
import { computed } from 'vue';
import { namesIn, useRulebook } from '@/rulebook/names';
import { useDesk } from '../useDesk';

export function useSeason() {
	const { id, mayChange } = useDesk();
	const edition = computed(() => id);
	const book = useRulebook(() => id);
	const names = namesIn(book);
	const rules = (code: string) => book.value?.rounds?.find((r) => r.id === code) ?? null;
	const named = (kind: 'round' | 'division' | 'industry' | 'tier') => (id: string | null | undefined) => names.of(kind, id) || '—';
	const to = (rest: string) => `/desk/${edition.value}/${rest}`;
	return {
		edition,
		book,
		names,
		mayChange,
		rules,
		round: named('round'),
		division: named('division'),
		industry: named('industry'),
		tier: named('tier'),
		criterion: (_: string, id: string) => names.of('criterion', id),
		group: (key: string) => (key ? names.group(key) : ''),
		to,
	};
}
