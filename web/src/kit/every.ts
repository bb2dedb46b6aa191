// All rows of a list that the server pages, for what is shown whole: MOST at a time, in order.
import type { Page } from './useList';

const MOST = 500;

export async function every<T>(ask: (query: { limit: number; offset: number }) => Promise<Page<T>>): Promise<T[]> {
	const all: T[] = [];
	for (;;) {
		const { items, total } = await ask({ limit: MOST, offset: all.length });
		all.push(...items);
		if (!items.length || all.length >= (total ?? 0)) return all;
	}
}
