// Where I am a judge: editions and my rounds, read once a visit, kept for a visit without a network.
import { computed, ref, shallowRef, type ComputedRef, type Ref } from 'vue';
import { send, type Schemas } from '@/api/client';
import { read } from './keptAnswer';

export type MyJudging = Schemas['MyJudging'];

const items = shallowRef<MyJudging[] | null>(null);
const from = ref<string | null>(null);
const problem = ref<unknown>(null);

// What rounds, criteria and divisions are called, where the service worker looks for it (worker.js): it was not at work yet when the judge came here first.
async function keepRulebooks(editions: number[]): Promise<void> {
	try {
		const cache = await caches.open('rulebooks');
		for (const edition of new Set(editions)) {
			const target = `/api/v1/editions/${edition}/rulebook`;
			await cache.put(target, await send('get', target));
		}
	} catch {
		// this browser keeps nothing, or the network is gone: there will be another time
	}
}

async function load() {
	try {
		const answer = await read('/api/v1/judging/me');
		if (!answer.from) void keepRulebooks(answer.data.items.map((m) => m.edition_id));
		items.value = answer.data.items;
		from.value = answer.from;
		problem.value = null;
	} catch (error) {
		problem.value = error;
	}
}

export function useMyJudging(): { items: Ref<MyJudging[] | null>; from: Ref<string | null>; problem: Ref<unknown>; load: () => Promise<void>; editionOf: (round: () => number) => ComputedRef<MyJudging | undefined> } {
	return { items, from, problem, load, editionOf: (round) => computed(() => items.value?.find((m) => m.rounds.some((r) => r.round_id === round()))) };
}
