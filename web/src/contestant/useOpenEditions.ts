// The editions that take entries now.
import { ref } from 'vue';
import { get, type Schemas } from '@/api/client';
import { every } from '@/kit/every';
import { serverNow } from '@/kit/clock';

export type EditionRow = Schemas['EditionList']['items'][number];

export function useOpenEditions() {
	const editions = ref<EditionRow[]>([]);
	const problem = ref<unknown>(null);
	const loaded = ref(false);
	async function load() {
		try {
			const items = await every((query) => get('/api/v1/editions', { query: { state: 'published', ...query } }));
			editions.value = items.filter((e) => e.entries_open_at && e.entries_close_at && Date.parse(e.entries_open_at) <= serverNow() && serverNow() < Date.parse(e.entries_close_at));
			problem.value = null;
			loaded.value = true;
		} catch (error) {
			problem.value = error;
		}
	}
	return { editions, problem, loaded, load };
}
