// What a judge sees while typing, before the server has answered: whether points fit their criterion, and the total. The server decides; that both
// say the same is held by test/points.json, which a test of each reads.
import type { Criterion } from '@/rulebook/types';

const MULTIPLE = 10_000; // weights have at most four decimals

const hundredths = (value: number) => Math.round(value * 100);

// Points have at most two decimals, as they are written: 0.1 + 0.2 is no 0.3.
export function faultOf(c: Criterion, value: number | undefined): 'step' | 'range' | null {
	if (value === undefined) return null;
	if (!Number.isFinite(value) || value < 0 || value > c.max) return 'range';
	return /^\d+(\.\d\d?)?$/.test(String(value)) && hundredths(value) % hundredths(c.step ?? 0.01) === 0 ? null : 'step';
}

// Weighted sum in whole millionths, as the server counts.
export function totalOf(criteria: Criterion[], points: Record<string, number>): number {
	return criteria.reduce((sum, c) => sum + hundredths(points[c.id] ?? 0) * Math.round((c.weight ?? 1) * MULTIPLE), 0) / (100 * MULTIPLE);
}
