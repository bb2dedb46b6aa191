// One thing read from the server, with what went wrong, and a way to read it again.
import { ref, shallowRef, type Ref } from 'vue';

export function useLoad<T>(read: () => Promise<T>): { data: Ref<T | null>; problem: Ref<unknown>; loading: Ref<boolean>; load: () => Promise<void> } {
	const data = shallowRef<T | null>(null) as Ref<T | null>;
	const problem = ref<unknown>(null);
	const loading = ref(false);
	let turn = 0;
	async function load() {
		const mine = ++turn;
		loading.value = true;
		try {
			const answer = await read();
			if (mine !== turn) return;
			data.value = answer;
			problem.value = null;
		} catch (error) {
			if (mine === turn) problem.value = error;
		} finally {
			if (mine === turn) loading.value = false;
		}
	}
	void load();
	return { data, problem, loading, load };
}
