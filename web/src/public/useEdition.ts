// An edition named in the address by its short name or its id, with its rounds.
import { ref, shallowRef, type Ref } from 'vue';
import { get, type Schemas } from '@/api/client';
import { useZone } from '@/kit/zone';

export type Edition = Schemas['Edition'];
export type RoundRow = Schemas['RoundRow'];

export interface EditionInSight {
	edition: Ref<Edition | null>;
	rounds: Ref<RoundRow[]>;
	problem: Ref<unknown>;
	missing: Ref<boolean>;
	load: () => Promise<void>;
}

async function idOf(name: string): Promise<number | undefined> {
	if (/^\d+$/.test(name)) return Number(name);
	for (let offset = 0; ; offset += 500) {
		const page = await get('/api/v1/editions', { query: { limit: 500, offset } });
		const found = page.items.find((e) => e.code === name);
		if (found || offset + 500 >= page.total) return found?.id;
	}
}

export function useEdition(name: () => string): EditionInSight {
	const edition = shallowRef<Edition | null>(null);
	const rounds = shallowRef<RoundRow[]>([]);
	const problem = ref<unknown>(null);
	const missing = ref(false);
	useZone(() => edition.value?.timezone);

	async function load() {
		problem.value = null;
		try {
			const id = await idOf(name());
			missing.value = id === undefined;
			if (id === undefined) return;
			const [one, list] = await Promise.all([get('/api/v1/editions/{edition}', { path: { edition: id } }), get('/api/v1/editions/{edition}/rounds', { path: { edition: id } })]);
			edition.value = one;
			rounds.value = list.items;
		} catch (error) {
			problem.value = error;
		}
	}
	return { edition, rounds, problem, missing, load };
}
