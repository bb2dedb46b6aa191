// The round that a page below /rounds/:round is about, shared by the frame with the pages inside it.
import { inject, type InjectionKey, type Ref } from 'vue';
import type { Schemas } from '@/api/client';

export type Round = Schemas['Round'];
export type RoundState = Round['state'];
export interface OpenRound {
	round: Ref<Round | null>;
	version: Ref<string | undefined>;
	reload: () => Promise<void>;
}
export const roundKey: InjectionKey<OpenRound> = Symbol('round');

export function useRound(): OpenRound {
	const open = inject(roundKey);
	if (!open) throw new Error('outside of a round');
	return open;
}

export const roundTones: Record<RoundState, 'calm' | 'good' | 'wait' | 'info'> = { planned: 'calm', open: 'good', locked: 'wait', closed: 'wait', computed: 'info', published: 'good' };
