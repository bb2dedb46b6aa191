// What the pickers of the desk search: judges of an edition, entries of an edition or of a round, firms.
import { get } from '@/api/client';
import type { Found } from './PickOne.vue';

export async function findJudges(edition: number, q: string): Promise<Found<number>[]> {
	const { items } = await get('/api/v1/editions/{edition}/judges', { path: { edition }, query: { q: q || undefined, state: 'active', limit: 8 } });
	return items.map((j) => ({ value: j.id, text: j.name, note: `${j.organisation} · ${j.handed_in}/${j.assigned}` }));
}

export async function findEntries(edition: number, q: string): Promise<Found<number>[]> {
	const { items } = await get('/api/v1/entries', { query: { edition_id: edition, q: q || undefined, state: 'submitted', limit: 8 } });
	return items.map((e) => ({ value: e.id, text: `${e.number ?? '—'} ${e.title}`, note: e.firm_name }));
}

export async function findRoundEntries(round: number, q: string): Promise<Found<number>[]> {
	const { items } = await get('/api/v1/rounds/{round}/entries', { path: { round }, query: { q: q || undefined, limit: 8 } });
	return items.map((e) => ({ value: e.entry_id, text: `${e.number ?? '—'} ${e.title}`, note: e.firm_name }));
}

export async function findFirms(q: string): Promise<Found<number>[]> {
	const { items } = await get('/api/v1/firms', { query: { q: q || undefined, limit: 8 } });
	return items.map((f) => ({ value: f.id, text: f.name, note: f.code }));
}
