// States of an award list, and how they are coloured beside their word.
import type { Schemas } from '@/api/client';

export const listTone: Record<Schemas['AwardListState'], 'good' | 'calm' | 'wait' | 'info'> = { draft: 'wait', first_approved: 'wait', approved: 'info', noticed: 'good', final: 'good', superseded: 'calm' };
