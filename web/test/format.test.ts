// Numbers as they are shown (format.ts):
// - of a decimal as the server writes it the zeros behind the point go, and those before it stay; no other module of the pages cuts zeros of its own
// - a deadline at midnight is the end of the day before; sizes are said as people say them
// - points and shares are shown as exactly as they are counted, to the millionth
import { describe, expect, it } from 'vitest';
import { bytes, count, deadline, decimal } from '@/format';

describe('a deadline', () => {
	it.each([
		['2026-12-04T16:00:00Z', '2026/12/04 24:00'],
		['2026-12-31T16:00:00.000000Z', '2026/12/31 24:00'],
		['2026-12-04T15:59:59Z', '2026/12/04 23:59'],
		['2026-12-04T16:00:01Z', '2026/12/05 00:00'],
		['2026-12-05T09:00:00Z', '2026/12/05 17:00'],
		[null, '—'],
	])('%j is %s', (iso, shown) => expect(deadline(iso)).toBe(shown));
});

it.each([
	[512, '512 B'],
	[104857600, '100 MB'],
	[1536, '1.5 KB'],
])('%j bytes are %s', (n, shown) => expect(bytes(n)).toBe(shown));

describe('a decimal', () => {
	it.each([
		['80', '80'],
		['80.000000', '80'],
		['100', '100'],
		['0', '0'],
		['0.000000', '0'],
		['-10.50', '-10.5'],
		['89.166667', '89.166667'],
		['1000.010', '1000.01'],
		[8.5, '8.5'],
		[80, '80'],
		[null, '—'],
		[undefined, '—'],
	])('%j is %s', (text, shown) => expect(decimal(text)).toBe(shown));

	it('is written in one place', () => {
		const sources = import.meta.glob(['../src/**/*.vue', '../src/**/*.ts'], { query: '?raw', import: 'default', eager: true });
		expect(Object.keys(sources).length).toBeGreaterThan(150);
		expect(Object.entries(sources).filter(([name, text]) => /0[+*]\)?\$\//.test(String(text)) && !/\/(format|kit\/number)\.ts$/.test(name)).map(([name]) => name)).toEqual([]);
	});
});

it('a count is as exact as points are', () => {
	expect(count(29.190401)).toBe('29.190401');
	expect(count(0.0001)).toBe('0.0001');
	expect(count(12345)).toBe('12,345');
});
