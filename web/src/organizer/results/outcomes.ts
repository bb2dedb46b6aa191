// How an entry's outcome in a round is coloured beside its word.
import type { Schemas } from '@/api/client';

type Outcome = Schemas['Outcome'];
export const outcomeTone: Record<Outcome, 'good' | 'calm' | 'wait' | 'bad' | 'info'> = {
	advanced: 'good',
	advanced_as_substitute: 'good',
	advanced_as_wildcard: 'good',
	advanced_as_added: 'good',
	skipped: 'info',
	eliminated: 'calm',
	tied_at_cut: 'wait',
	failed_requirement: 'bad',
	withdrawn: 'calm',
	disqualified: 'bad',
	forfeited: 'calm',
	ranked: 'info',
};
export const outcomes = Object.keys(outcomeTone) as Outcome[];
