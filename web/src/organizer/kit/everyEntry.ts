// All entries of a round, page by page; rounds have at most some thousands.
import { get, type Schemas } from '@/api/client';
import { every } from '@/kit/every';

export const everyEntry = (round: number): Promise<Schemas['RoundEntry'][]> => every((query) => get('/api/v1/rounds/{round}/entries', { path: { round }, query }));

export const everyJudge = (edition: number): Promise<Schemas['Judge'][]> => every((query) => get('/api/v1/editions/{edition}/judges', { path: { edition }, query: { state: 'active', ...query } }));
