// What the judge's page says of points while they are typed (judge/points.ts) is what the server says of them: the cases of points.json, which the server's test reads too.
import { describe, expect, it } from 'vitest';
import { faultOf, totalOf } from '@/judge/points';
import type { Criterion } from '@/rulebook/types';
import table from './points.json';

const criteria = table.criteria as Criterion[];

describe('points of a sheet', () => {
	it.each(table.cases.map((c) => [c.name, c] as const))('%s', (_name, { points, faults, total }) => {
		const given = points as Record<string, number>;
		expect(criteria.filter((c) => faultOf(c, given[c.id])).map((c) => c.id).sort()).toEqual(faults);
		if (total !== undefined) expect(String(totalOf(criteria, given))).toBe(total);
	});
});
