// Where I am a judge: editions and my rounds, read once a visit, kept for a visit without a network.
import { computed, ref, shallowRef, type ComputedRef, type Ref } from 'vue';
import type { Schemas } from '@/api/client';
import { read } from './keptAnswer';

export type MyJudging = Schemas['MyJudging'];

const items = shallowRef<MyJudging[] | null>(null);
const from = ref<string | null>(null);
const problem = ref<unknown>(null);

async function load() {
	try {
		const answer = await read('/api/v1/judging/me');
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
