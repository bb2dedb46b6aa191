// What was read from the server, once for all who show it. Asked for twice at a time it is read once; shown again it is there at once and read again
// behind; after a write what lies below the same resource is read again where it is on screen, and nothing else that was read before the write is
// shown any more. What is on screen is also read again when somebody comes back to the page after a while, or the network does. It is one account's:
// logging in or out drops everything.
//
// Why not TanStack Query: measured with what we would use of it (useQuery, the client, its plugin), it adds 10.5 KiB of brotli to the first page of
// everybody, this 0.8 KiB; its retries, pages and mutations are things that our lists, drafts and sheets do in ways of their own.
import { onScopeDispose, ref, shallowRef, type Ref } from 'vue';

export interface Loaded<T> {
	data: Ref<T | null>;
	problem: Ref<unknown>;
	loading: Ref<boolean>;
	load: () => Promise<void>; // reads it again, whatever is known
}

interface Kept<T> extends Omit<Loaded<T>, 'load'> {
	read: () => Promise<T>;
	text: string; // of the last answer: an equal one changes nothing on the page
	at: number;
	turn: number; // of the newest question; answers to older ones are not wanted
	running: Promise<void> | null;
	users: number;
}

const LONG_AGO = 30_000; // ms: who comes back after less has seen it just now
const MOST = 200; // that nobody shows are kept

const all = new Map<string, Kept<unknown>>();

function keptAt<T>(key: string, read: () => Promise<T>): Kept<T> {
	const found = all.get(key) as Kept<T> | undefined;
	if (found) return found;
	const kept: Kept<T> = { data: shallowRef(null) as Ref<T | null>, problem: ref(null), loading: ref(false), read, text: '', at: 0, turn: 0, running: null, users: 0 };
	all.set(key, kept as Kept<unknown>);
	return kept;
}

function run<T>(kept: Kept<T>): Promise<void> {
	const mine = ++kept.turn;
	kept.loading.value = true;
	const running = kept
		.read()
		.then(
			(answer) => {
				if (mine !== kept.turn) return;
				const text = JSON.stringify(answer, (_, value: unknown) => (value instanceof Map ? [...value] : value)) ?? '';
				if (text !== kept.text || kept.data.value === null) kept.data.value = answer;
				kept.text = text;
				kept.at = Date.now();
				kept.problem.value = null;
			},
			(error: unknown) => {
				if (mine === kept.turn) kept.problem.value = error;
			},
		)
		.finally(() => {
			if (mine !== kept.turn) return;
			kept.loading.value = false;
			kept.running = null;
		});
	kept.running = running;
	return running;
}

function tidy(): void {
	const unused = [...all].filter(([, k]) => !k.users).sort(([, a], [, b]) => a.at - b.at);
	for (const [key] of unused.slice(0, Math.max(0, unused.length - MOST))) all.delete(key);
}

// KEY names it: the path below /api/v1, with what makes it different from others of the same path. FRESH: seconds in which it is not read again only
// because it is shown again, for what hardly ever changes.
export function useLoad<T>(key: string, read: () => Promise<T>, fresh = 0): Loaded<T> {
	const mine = keptAt(key, read);
	mine.read = read;
	mine.users++;
	onScopeDispose(() => {
		mine.users--;
		tidy();
	});
	if (!mine.running && (mine.data.value === null || Date.now() - mine.at >= fresh * 1000)) void run(mine);
	return { data: mine.data, problem: mine.problem, loading: mine.loading, load: () => run(mine) };
}

// For what is no component: the answer that is there, or the one that is on its way, or a new one.
export async function once<T>(key: string, read: () => Promise<T>): Promise<T> {
	const kept = keptAt(key, read);
	if (kept.data.value === null) await (kept.running ?? run(kept));
	if (kept.data.value === null) throw kept.problem.value;
	return kept.data.value;
}

const below = (key: string, prefix: string): boolean => key === prefix || key.startsWith(`${prefix}/`) || key.startsWith(`${prefix}?`);

// Unless the page that wrote does so itself at once.
function readSoon(kept: Kept<unknown>): void {
	const { turn } = kept;
	setTimeout(() => {
		if (kept.users && kept.turn === turn) void run(kept);
	}, 50);
}

// Something below PREFIX ("rounds/7") is no longer what it was: it is read again where it is shown; all else that nobody shows is forgotten, because
// a write changes more than its own address tells.
export function invalidate(prefix: string): void {
	for (const [key, kept] of all) {
		if (!kept.users) all.delete(key);
		else {
			kept.at = 0;
			if (below(key, prefix)) readSoon(kept);
		}
	}
}

// Anything may have changed.
export function invalidateAll(): void {
	for (const [key, kept] of all) {
		if (!kept.users) all.delete(key);
		else {
			kept.at = 0;
			readSoon(kept);
		}
	}
}

// A write to TARGET (/api/v1/rounds/7/panels) has succeeded.
export function wrote(target: string): void {
	const [, , , kind, id] = (target.split('?')[0] ?? '').split('/');
	if (kind) invalidate(id ? `${kind}/${id}` : kind);
}

export function forgetAll(): void {
	for (const kept of all.values()) {
		kept.turn++; // what is under way is another account's
		kept.data.value = null;
		kept.text = '';
	}
	all.clear();
}

function again(than: number): void {
	for (const kept of all.values()) if (kept.users && !kept.running && Date.now() - kept.at > than) void run(kept);
}
document.addEventListener('visibilitychange', () => {
	if (!document.hidden) again(LONG_AGO);
});
window.addEventListener('online', () => again(0));
