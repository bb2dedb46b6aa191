// My queue of one round, with what this device still keeps laid over it; and the entries' texts fetched ahead for reading offline.
import { computed, ref, shallowRef, type ComputedRef, type Ref } from 'vue';
import type { Schemas } from '@/api/client';
import { isHere, read } from './keptAnswer';
import type { ItemState } from './states';
import { kept, sheetKey, sheetPath } from './sync';
import type { KeptSheet } from './store';

export type QueueItem = Schemas['QueueItem'];
export interface QueueRow extends QueueItem {
	state: ItemState;
}

export function itemState(item: QueueItem, local: KeptSheet | undefined): ItemState {
	if (item.recusal) return 'recused';
	if (item.void_why) return 'void';
	if (item.assignment === 'released') return 'released';
	if (local) return local.state !== 'waiting' ? 'stuck' : local.wants === 'hand_in' || item.sheet_state === 'handed_in' ? 'waiting' : 'draft';
	return item.sheet_state === 'handed_in' ? 'handed_in' : item.sheet_state === 'draft' ? 'draft' : 'todo';
}

export interface MyQueue {
	queue: Ref<Schemas['Queue'] | null>;
	rows: ComputedRef<QueueRow[]>;
	from: Ref<string | null>;
	problem: Ref<unknown>;
	ahead: Ref<number>; // entries whose texts are on this device
	load: () => Promise<void>;
	fetchAhead: () => Promise<void>;
	stop: () => void;
}

export function useQueue(round: number): MyQueue {
	const queue = shallowRef<Schemas['Queue'] | null>(null);
	const from = ref<string | null>(null);
	const problem = ref<unknown>(null);
	const ahead = ref(0);
	let stopped = false;

	async function load() {
		try {
			const answer = await read('/api/v1/judging/queue', { query: { round } });
			queue.value = answer.data;
			from.value = answer.from;
			problem.value = null;
		} catch (error) {
			problem.value = error;
		}
	}

	// Those that are really there: stored, whenever that was.
	async function countHere() {
		const there = await Promise.all((queue.value?.items ?? []).map((item) => isHere(sheetPath(round, item.entry_id)).catch(() => false)));
		ahead.value = there.filter(Boolean).length;
	}

	// One after the other, so that it is never in the way of the judge's own requests.
	async function fetchAhead() {
		await countHere();
		for (const item of from.value ? [] : (queue.value?.items ?? [])) {
			if (stopped) return;
			try {
				await read('/api/v1/rounds/{round}/entries/{entry}/sheet', { path: { round, entry: item.entry_id } });
			} catch {
				// not on this device yet; it is read when it is opened
			}
			await countHere();
		}
	}

	const rows = computed<QueueRow[]>(() => (queue.value?.items ?? []).map((item) => ({ ...item, state: itemState(item, kept.get(sheetKey(round, item.entry_id))) })));
	return { queue, rows, from, problem, ahead, load, fetchAhead, stop: () => (stopped = true) };
}
