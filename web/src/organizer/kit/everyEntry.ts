// All entries of a round, page by page; rounds have at most some thousands.
import { get, type Schemas } from '@/api/client';

export async function everyEntry(round: number): Promise<Schemas['RoundEntry'][]> {
	const all: Schemas['RoundEntry'][] = [];
	for (;;) {
		const { items, total } = await get('/api/v1/rounds/{round}/entries', { path: { round }, query: { limit: 500, offset: all.length } });
		all.push(...items);
		if (!items.length || all.length >= total) return all;
	}
}

export async function everyJudge(edition: number): Promise<Schemas['Judge'][]> {
	const all: Schemas['Judge'][] = [];
	for (;;) {
		const { items, total } = await get('/api/v1/editions/{edition}/judges', { path: { edition }, query: { state: 'active', limit: 500, offset: all.length } });
		all.push(...items);
		if (!items.length || all.length >= total) return all;
	}
}
