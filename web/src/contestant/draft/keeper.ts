// What has been typed and not yet arrived, kept on this device: one record for each tab, written at every change, so that neither a lost
// network nor a closed tab nor an ended session loses a word. Every tab holds a lock as long as it lives; a record whose lock is free
// belongs to a tab that is gone, and the next tab takes it over.
import { holdForLife, isFree } from '@/kit/alone';
import { shelf } from '@/kit/shelf';
import type { FieldValue, Flat } from './flat';

export interface Kept {
	account: number;
	entry: number;
	tab: string;
	at: string;
	base: Flat; // the changed fields as they were on the server when the typing began
	values: Record<string, FieldValue | null>;
	unread?: Unread;
}
// What stands in fields and cannot be read as their values, by field.
export type Unread = Record<string, string>;

const tab = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 10)}`;
const lockName = (name: string) => `saitou-tab-${name}`;
const keyOf = (account: number, entry: number, name: string) => `draft:${account}:${entry}:${name}`;
holdForLife(lockName(tab));

// False if this device keeps nothing (storage is full or forbidden): the page says so.
export function keep(account: number, entry: number, base: Flat, values: Record<string, FieldValue | null>, unread: Unread = {}): boolean {
	const key = keyOf(account, entry, tab);
	if (!Object.keys(values).length && !Object.keys(unread).length) {
		shelf.remove(key);
		return true;
	}
	const record: Kept = { account, entry, tab, at: new Date().toISOString(), base: Object.fromEntries(Object.keys(values).flatMap((p) => (base[p] === undefined ? [] : [[p, base[p]]]))), values, unread: { ...unread } };
	return shelf.set(key, JSON.stringify(record));
}

// Takes over what tabs that are gone have left, oldest first, and what this one has when it comes back to the form.
export async function takeOver(account: number, entry: number): Promise<Kept[]> {
	const prefix = `draft:${account}:${entry}:`;
	const found: Kept[] = [];
	for (const key of shelf.names(prefix)) {
		const name = key.slice(prefix.length);
		if (name !== tab && !(await isFree(lockName(name)))) continue;
		const record = shelf.read<Kept>(key);
		if (record) found.push(record);
	}
	return found.sort((a, b) => a.at.localeCompare(b.at));
}

// Taken over: this tab keeps it under its own name now.
export function drop(record: Kept): void {
	if (record.tab !== tab) shelf.remove(keyOf(record.account, record.entry, record.tab));
}

// Entries of this account with words that have not arrived, for the list of entries.
export function entriesWithWords(account: number): number[] {
	const prefix = `draft:${account}:`;
	return [...new Set(shelf.names(prefix).map((k) => Number(k.split(':')[2])))];
}
