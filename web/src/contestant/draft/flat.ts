// The entry form as a flat map, so that fields can be compared, merged and kept one by one: "contact.email", "firm_facts.staff".
import type { Schemas } from '@/api/client';

export type FieldValue = string | number | boolean | string[];
export type Flat = Record<string, FieldValue>;
export type EntryForm = Schemas['EntryForm'];
export type EntryPiece = Schemas['EntryPiece'];

const nested = ['contact', 'firm_facts', 'entry_facts'];

export function flatten(form: EntryForm): Flat {
	const flat: Flat = {};
	for (const [name, value] of Object.entries(form)) {
		if (nested.includes(name)) for (const [member, inner] of Object.entries(value as Record<string, FieldValue>)) flat[`${name}.${member}`] = inner;
		else flat[name] = value as FieldValue;
	}
	return flat;
}

// A merge patch: null takes a field out.
export function piece(changes: Record<string, FieldValue | null>): EntryPiece {
	const patch: Record<string, unknown> = {};
	for (const [path, value] of Object.entries(changes)) {
		const dot = path.indexOf('.');
		if (dot < 0) patch[path] = value;
		else ((patch[path.slice(0, dot)] ??= {}) as Record<string, unknown>)[path.slice(dot + 1)] = value;
	}
	return patch as EntryPiece;
}

export const same = (a: FieldValue | null | undefined, b: FieldValue | null | undefined): boolean => (a ?? null) === (b ?? null) || (Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((x, i) => x === b[i]));

// What has to be sent so that BASE becomes MINE. An empty text is no text.
export function difference(base: Flat, mine: Flat): Record<string, FieldValue | null> {
	const changes: Record<string, FieldValue | null> = {};
	for (const path of new Set([...Object.keys(base), ...Object.keys(mine)])) if (!same(base[path], mine[path])) changes[path] = mine[path] ?? null;
	return changes;
}

export function setField(form: Flat, path: string, value: FieldValue | null | undefined): void {
	if (value === null || value === undefined || value === '' || (Array.isArray(value) && !value.length)) delete form[path];
	else form[path] = value;
}

// The field that an error path of the server means: "keywords[1]" → keywords.
export const fieldOf = (path: string): string => path.replace(/\[\d+\].*$/, '');
