// Three ways: what both sides knew (BASE), what is here (MINE), what is there (THEIRS). A field that only one side changed is that side's; one that
// both changed differently is for the writer to decide.
import { same, type FieldValue, type Flat } from './flat';

export interface Conflict {
	field: string;
	mine: FieldValue | null;
	theirs: FieldValue | null;
}

export function threeWays(base: Flat, mine: Flat, theirs: Flat): { taken: string[]; clash: Conflict[] } {
	const taken: string[] = [];
	const clash: Conflict[] = [];
	for (const path of new Set([...Object.keys(base), ...Object.keys(mine), ...Object.keys(theirs)])) {
		const [b, m, t] = [base[path], mine[path], theirs[path]];
		if (same(t, b) || same(m, t)) continue;
		if (same(m, b)) taken.push(path);
		else clash.push({ field: path, mine: m ?? null, theirs: t ?? null });
	}
	return { taken, clash };
}

// The conflicts that are open after a merge that found FRESH ones: an older one of the same field is replaced, one on which both agree now is gone.
export const standing = (open: Conflict[], fresh: Conflict[], mine: Flat, theirs: Flat): Conflict[] => [...open.filter((c) => !fresh.some((n) => n.field === c.field) && !same(mine[c.field], theirs[c.field])), ...fresh];
