// The order of a queue on the screen.
import type { QueueRow } from './useQueue';

export const queueColumns = ['title', 'industry', 'panel', 'state', 'total'] as const;
export type QueueColumn = (typeof queueColumns)[number];
type Words = Partial<Record<QueueColumn, (row: QueueRow) => string>>;

const collator = new Intl.Collator('zh-Hans-CN', { numeric: true });

// By a column, or against it ("-total"); by anything else as they come. Rows without a value are last either way, and equal ones stay as they are.
export function sortRows(rows: QueueRow[], by: string, words: Words = {}): QueueRow[] {
	const column = by.replace(/^-/, '') as QueueColumn;
	if (!queueColumns.includes(column)) return rows;
	const value = (row: QueueRow): string => {
		if (column === 'panel') return [row.panel ?? '', row.draw ?? ''].join(' ').trim();
		return String(words[column]?.(row) ?? row[column as 'title'] ?? '');
	};
	const sign = by.startsWith('-') ? -1 : 1;
	return rows
		.map((row, at) => ({ row, at, value: value(row) }))
		.sort((a, b) => {
			if (!a.value || !b.value) return a.value ? -1 : b.value ? 1 : a.at - b.at;
			const order = column === 'total' ? Number(a.value) - Number(b.value) : collator.compare(a.value, b.value);
			return sign * order || a.at - b.at;
		})
		.map(({ row }) => row);
}
