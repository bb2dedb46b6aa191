// What the draft comes to, as the server computes it from what has been saved: asked again a moment after each save, and not shown anew while it is asked.
import { onBeforeUnmount, shallowRef, watch } from 'vue';
import { get, type Schemas } from '@/api/client';
import type { Draft } from '../draft/useDraft';

export type Yield = Schemas['EntryYield'];
export type Indicator = Schemas['YieldIndicator'];
export type YieldRound = Yield['rounds'][number];

const PAUSE = 300; // ms: several saves in a row are asked about once

export function useYield(id: number, draft: Draft) {
	const found = shallowRef<Yield | null>(null);
	let timer = 0;
	let turn = 0;
	async function load() {
		const mine = ++turn;
		// Without rules in force, or rules that cannot be applied, there is nothing to tell; what passes is asked again with the next save.
		const answer = await get('/api/v1/entries/{entry}/yield', { path: { entry: String(id) } }).catch(() => null);
		if (mine === turn) found.value = answer ?? found.value;
	}
	function ask(pause = PAUSE) {
		clearTimeout(timer);
		timer = window.setTimeout(() => void load(), pause);
	}
	watch(
		() => [draft.entry.value !== null, draft.savedAt.value],
		([there]) => there && ask(),
		{ immediate: true },
	);
	onBeforeUnmount(() => clearTimeout(timer));
	return { found, ask };
}

// The row of the indicator that looks at the fact, with those inside a best_of.
export function indicatorOf(found: Yield | null, path: string): Indicator | undefined {
	const all = (rows: readonly Indicator[]): Indicator[] => rows.flatMap((i) => [i, ...all(i.parts ?? [])]);
	return all(found?.rounds.flatMap((r) => r.indicators) ?? []).find((i) => i.fact === path);
}
