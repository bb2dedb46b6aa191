// Brings kept sheets to the server: at once if there is a network, else when it is back, and never twice at a time on one device.
// Only the server's answer makes a sheet "handed in".
import { reactive, ref } from 'vue';
import { call, get, Problem, type Schemas } from '@/api/client';
import { pauseBefore } from '@/api/failure';
import { alone, openChannel } from '@/kit/alone';
import { serverNow } from '@/kit/clock';
import { answerOf, putAnswer, putSheet, removeSheet, sheetOf, sheetsOf, type KeptSheet } from './store';

type Receipt = Schemas['SheetReceipt'];
type Own = Schemas['OwnSheet'];
type ServerSheet = Schemas['SheetOwnState'];

export const sheetKey = (round: number, entry: number): string => `${round}/${entry}`;
export const sheetPath = (round: number, entry: number): string => `/api/v1/rounds/${round}/entries/${entry}/sheet`;
export const kept = reactive(new Map<string, KeptSheet>());
export const sending = ref(false);
export const unreachable = ref(false); // the last attempt did not get through
type Listener = (round: number, entry: number, receipt: Receipt | null) => void; // null: changed by another tab
const listeners = new Set<Listener>();
export function onSettled(listener: Listener): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}

const DRAFT_PAUSE = 1200; // ms without a change before a draft is sent
const PATIENCE = 20_000; // ms until a sheet is sent again because nothing was heard
let account = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
let failures = 0;
let again = false;
const channel = openChannel<{ account: number; round: number; entry: number }>('saitou-sheets', (changed) => {
	if (changed.account !== account) return;
	void reread(changed.round, changed.entry).then(() => {
		for (const listener of listeners) listener(changed.round, changed.entry, null);
	});
});

// The same sheet, wherever it was written?
type Content = Pick<KeptSheet, 'points' | 'unread' | 'comment'>;
export function sameSheet(a: Content, b: Content): boolean {
	const names = [a, b].flatMap((s) => [...Object.keys(s.points), ...Object.keys(s.unread ?? {})]);
	return a.comment === b.comment && names.every((n) => a.points[n] === b.points[n] && a.unread?.[n] === b.unread?.[n]);
}

async function reread(round: number, entry: number): Promise<void> {
	const found = await sheetOf(account, round, entry);
	if (found) kept.set(sheetKey(round, entry), found);
	else kept.delete(sheetKey(round, entry));
}

async function write(sheet: KeptSheet): Promise<void> {
	kept.set(sheetKey(sheet.round, sheet.entry), sheet);
	await putSheet(sheet);
	channel.say({ account, round: sheet.round, entry: sheet.entry });
}

// The newest there is of a sheet: what was typed a moment ago may not be stored yet, what was typed in another tab not read yet.
async function newest(sheet: KeptSheet): Promise<KeptSheet | undefined> {
	const stored = await sheetOf(account, sheet.round, sheet.entry);
	const here = kept.get(sheetKey(sheet.round, sheet.entry));
	return here && (!stored || here.serial > stored.serial) ? here : stored;
}

// Nothing of it needs to be kept any more; what was changed after it stays.
export async function drop(sheet: KeptSheet): Promise<void> {
	const { round, entry } = sheet;
	const here = kept.get(sheetKey(round, entry));
	if (here && here.serial <= sheet.serial) kept.delete(sheetKey(round, entry));
	await removeSheet({ ...sheet, account });
	channel.say({ account, round, entry });
}

export type Change = Omit<KeptSheet, 'account' | 'serial' | 'changedAt' | 'state' | 'refusal' | 'theirs'>;

export async function keep(change: Change): Promise<void> {
	const before = kept.get(sheetKey(change.round, change.entry));
	if (!before) void navigator.storage?.persist?.();
	// A draft may have been saved in the meantime: the newest version that this device has seen counts.
	const base = before?.base ?? change.base;
	await write({ ...change, base, points: { ...change.points }, unread: { ...change.unread }, account, state: 'waiting', serial: Math.max((before?.serial ?? 0) + 1, Date.now()), changedAt: new Date().toISOString() });
	schedule(change.wants === 'hand_in' ? 0 : DRAFT_PAUSE);
}

// After a conflict: this device's version, on top of the server's.
export async function insist(sheet: KeptSheet): Promise<void> {
	const theirs = sheet.theirs;
	await write({ ...sheet, base: theirs?.version ?? sheet.base, wants: theirs?.state === 'handed_in' ? 'hand_in' : sheet.wants, state: 'waiting', theirs: undefined, refusal: undefined, serial: sheet.serial + 1 });
	schedule(0);
}

export async function tryAgain(sheet: KeptSheet): Promise<void> {
	await write({ ...sheet, state: 'waiting', refusal: undefined });
	schedule(0);
}

function schedule(delay: number): void {
	clearTimeout(timer);
	timer = setTimeout(() => void pump(), delay);
}

// What is kept rests on that version from now on, however the next step ends.
const rest = (sheet: KeptSheet, version: number): Promise<void> => write({ ...(kept.get(sheetKey(sheet.round, sheet.entry)) ?? sheet), base: version });

async function deliver(sheet: KeptSheet): Promise<Receipt> {
	const path = { round: sheet.round, entry: sheet.entry };
	const body = { points: sheet.points, comment: sheet.comment };
	let version = sheet.base ?? undefined;
	// A first sheet is always saved as a draft before it is handed in: that is refused if another device has begun one.
	if (sheet.wants === 'draft' || version === undefined) {
		const draft = (await call('put', '/api/v1/rounds/{round}/entries/{entry}/sheet', { path, body, version, account: sheet.account, patience: PATIENCE })).data;
		if (sheet.wants === 'draft') return draft;
		version = draft.version;
		await rest(sheet, version);
	}
	return (await call('post', '/api/v1/rounds/{round}/entries/{entry}/sheet/hand-in', { path, body, version, account: sheet.account, patience: PATIENCE })).data;
}

async function settle(sheet: KeptSheet, receipt: Receipt): Promise<void> {
	const path = sheetPath(sheet.round, sheet.entry);
	const answer = await answerOf<Own>(account, path);
	if (answer) {
		const saved: ServerSheet = { id: receipt.sheet_id, state: receipt.state, points: receipt.points, total: receipt.total, comment: sheet.comment, version: receipt.version, saved_at: receipt.handed_in_at ?? new Date(serverNow()).toISOString(), handed_in_at: receipt.handed_in_at, others_seen_at: answer.data.sheet?.others_seen_at ?? null, void_why: null };
		await putAnswer(account, path, { ...answer.data, sheet: saved });
	}
	const now = await newest(sheet);
	if (!now || now.serial <= sheet.serial) await drop(sheet);
	else {
		// It was changed while it was under way: the rest goes on top of what has been saved.
		await write({ ...now, base: receipt.version, wants: receipt.state === 'handed_in' && now.wants === 'draft' ? 'keep' : now.wants });
		again = true;
	}
	for (const listener of listeners) listener(sheet.round, sheet.entry, receipt);
}

const clashes = (p: Problem): boolean => p.status === 412 || p.status === 428 || p.code === 'sheet-handed-in';

// The server has another version. Perhaps it is ours, and only its answer was lost; else the judge must choose.
async function compare(sheet: KeptSheet, problem: Problem): Promise<void> {
	const own = await get('/api/v1/rounds/{round}/entries/{entry}/sheet', { path: { round: sheet.round, entry: sheet.entry } });
	await putAnswer(account, sheetPath(sheet.round, sheet.entry), own);
	const now = (await newest(sheet)) ?? sheet;
	const theirs = own.sheet;
	if (theirs && sameSheet(theirs, now)) {
		if (theirs.state === 'handed_in' || now.wants === 'draft') {
			await drop(now);
			for (const listener of listeners) listener(sheet.round, sheet.entry, null);
		} else {
			await write({ ...now, base: theirs.version });
			again = true;
		}
	} else if (theirs) await write({ ...now, state: 'conflict', theirs });
	else await write({ ...now, state: 'refused', refusal: problem.message });
}

async function sendOne(sheet: KeptSheet): Promise<void> {
	try {
		await settle(sheet, await deliver(sheet));
	} catch (error) {
		if (!(error instanceof Problem) || error.passing || error.waitsForOwner) throw error;
		if (clashes(error)) await compare(sheet, error);
		else await write({ ...((await newest(sheet)) ?? sheet), state: 'refused', refusal: [error.message, ...error.errors.map((e) => e.detail)].join(' ') });
	}
}

// One that the server cannot take just now does not hold up the others; when nobody answers, none is tried in vain.
async function sendAll(): Promise<void> {
	let late: Problem | undefined;
	for (const sheet of await sheetsOf(account)) {
		if (sheet.state !== 'waiting' || sheet.wants === 'keep') continue;
		try {
			await sendOne(sheet);
		} catch (error) {
			if (!(error instanceof Problem) || !error.passing || error.status < 500) throw error;
			late ??= error;
		}
	}
	if (late) throw late;
}

async function pump(): Promise<void> {
	if (!account) return;
	if (sending.value) {
		again = true;
		return;
	}
	sending.value = true;
	clearTimeout(timer);
	try {
		await alone(`saitou-sheets-${account}`, sendAll);
		failures = 0;
		unreachable.value = false;
	} catch (error) {
		// The judge did not log in again; the next change or look at the page asks once more.
		if (error instanceof Problem && error.waitsForOwner) return;
		unreachable.value = true;
		schedule(pauseBefore(++failures, error instanceof Problem ? error.wait : 0));
		if (!(error instanceof Problem)) throw error;
	} finally {
		sending.value = false;
		if (again) {
			again = false;
			schedule(0);
		}
	}
}

export const sendNow = (): void => schedule(0);

window.addEventListener('online', sendNow);
document.addEventListener('visibilitychange', () => {
	if (document.visibilityState === 'visible') sendNow();
});

let started: Promise<void> = Promise.resolve();

// Answers once all that this device keeps for the account is in `kept`.
export function startSync(id: number): Promise<void> {
	if (account === id) return started;
	account = id;
	kept.clear();
	started = sheetsOf(id).then((sheets) => {
		for (const sheet of sheets) kept.set(sheetKey(sheet.round, sheet.entry), sheet);
		sendNow();
	});
	return started;
}
