// The colours that go with the words for states.
import type { Schemas } from '@/api/client';

type Tone = 'calm' | 'good' | 'wait' | 'bad' | 'info';

export const roundTone: Record<Schemas['MyJudgingRound']['state'], Tone> = { planned: 'calm', open: 'good', locked: 'wait', closed: 'calm', computed: 'calm', published: 'info' };

export type ItemState = 'todo' | 'draft' | 'waiting' | 'stuck' | 'handed_in' | 'recused' | 'void' | 'released';
export const itemTone: Record<ItemState, Tone> = { todo: 'calm', draft: 'info', waiting: 'wait', stuck: 'bad', handed_in: 'good', recused: 'calm', void: 'bad', released: 'calm' };
