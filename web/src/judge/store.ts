// What a judge's browser keeps in IndexedDB: sheets that the server has not confirmed yet, and answers to read without a network.
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { ref } from 'vue';
import type { Schemas } from '@/api/client';

export interface KeptSheet {
	account: number;
	round: number;
	entry: number;
	title: string;
	points: Record<string, number>;
	unread?: Record<string, string>; // by criterion: what stands there and is no number; the sheet is not sent before it is
	comment: string;
	base: number | null; // version of the server's sheet that this was made from; null: there was none
	wants: 'keep' | 'draft' | 'hand_in'; // keep: not to be sent, as changes of a sheet that is handed in, or points that cannot be
	state: 'waiting' | 'conflict' | 'refused';
	serial: number; // grows with every change, in every tab and after a sheet was sent, so that an answer to an older content is recognised
	changedAt: string;
	refusal?: string; // the server's sentence
	theirs?: Schemas['SheetOwnState']; // what the server has instead, in a conflict
}

interface KeptAnswer {
	account: number;
	path: string;
	at: string; // when it was read
	data: unknown;
}

interface Tables extends DBSchema {
	sheets: { key: [number, number, number]; value: KeptSheet };
	answers: { key: [number, string]; value: KeptAnswer };
}

// False if this browser refuses to keep anything (some private windows): then the page says so, and memory must do.
export const durable = ref(true);
const memory = { sheets: new Map<string, KeptSheet>(), answers: new Map<string, KeptAnswer>() };
let opened: Promise<IDBPDatabase<Tables> | null> | undefined;

function database(): Promise<IDBPDatabase<Tables> | null> {
	opened ??= open().catch(() => {
		durable.value = false;
		return null;
	});
	return opened;
}

// A browser that keeps nothing for the site says so at once, or in its answer.
const open = async (): Promise<IDBPDatabase<Tables>> =>
	openDB<Tables>('saitou-judging', 1, {
		upgrade(db) {
			db.createObjectStore('sheets', { keyPath: ['account', 'round', 'entry'] });
			db.createObjectStore('answers', { keyPath: ['account', 'path'] });
		},
		terminated: () => (opened = undefined),
	});

// What Vue watches cannot be stored as it is.
const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

const everythingOf = (account: number): IDBKeyRange => IDBKeyRange.bound([account], [account + 1], false, true);

// A page that is left before IndexedDB has answered would lose the last key that was pressed: until then it stands in localStorage, at once.
const hastyOf = (account: number): string => `saitou-sheet ${account} `;

function inHaste<T>(use: (shelf: Storage) => T): T | undefined {
	try {
		return use(localStorage);
	} catch {
		return undefined; // full, or refused by this browser
	}
}

async function takeUp(account: number): Promise<void> {
	const names = inHaste((shelf) => Object.keys(shelf).filter((name) => name.startsWith(hastyOf(account)))) ?? [];
	for (const name of names) {
		const text = inHaste((shelf) => shelf.getItem(name));
		if (!text) continue;
		const sheet = JSON.parse(text) as KeptSheet;
		await exchange(sheet, sheet);
		inHaste((shelf) => shelf.getItem(name) === text && shelf.removeItem(name));
	}
}

// Unless a newer one is there: another tab may have been faster.
export async function putSheet(sheet: KeptSheet): Promise<void> {
	const name = `${hastyOf(sheet.account)}${sheet.round} ${sheet.entry}`;
	const text = JSON.stringify(sheet);
	inHaste((shelf) => shelf.setItem(name, text));
	await exchange(sheet, copy(sheet));
	inHaste((shelf) => shelf.getItem(name) === text && shelf.removeItem(name));
}

export async function sheetOf(account: number, round: number, entry: number): Promise<KeptSheet | undefined> {
	const db = await database();
	return db ? db.get('sheets', [account, round, entry]) : memory.sheets.get([account, round, entry].join());
}

export async function sheetsOf(account: number): Promise<KeptSheet[]> {
	await takeUp(account);
	const db = await database();
	return db ? db.getAll('sheets', everythingOf(account)) : [...memory.sheets.values()].filter((s) => s.account === account);
}

// Unless it was changed meanwhile.
export const removeSheet = (sheet: KeptSheet): Promise<void> => exchange(sheet, null);

async function exchange(sheet: KeptSheet, by: KeptSheet | null): Promise<void> {
	const key: [number, number, number] = [sheet.account, sheet.round, sheet.entry];
	const db = await database();
	if (!db) {
		if (by) memory.sheets.set(key.join(), by);
		else memory.sheets.delete(key.join());
		return;
	}
	const change = db.transaction('sheets', 'readwrite');
	const found = await change.store.get(key);
	if (!found || found.serial <= sheet.serial) await (by ? change.store.put(by) : change.store.delete(key));
	await change.done;
}

export async function putAnswer(account: number, path: string, data: unknown): Promise<void> {
	const answer: KeptAnswer = { account, path, at: new Date().toISOString(), data: copy(data) };
	const db = await database();
	if (db) await db.put('answers', answer);
	else memory.answers.set(`${account}${path}`, answer);
}

export async function answerOf<T>(account: number, path: string): Promise<{ at: string; data: T } | undefined> {
	const db = await database();
	const answer = db ? await db.get('answers', [account, path]) : memory.answers.get(`${account}${path}`);
	return answer as { at: string; data: T } | undefined;
}

// On logging out: what was read goes, work that is not handed in stays for when the same judge comes back.
export async function forgetAnswers(account: number): Promise<void> {
	memory.answers.clear();
	const db = await database();
	await db?.delete('answers', everythingOf(account));
}
