// Hears from the server what changes while a page is open (server-sent events), so that the page asks for it at once instead of at the next turn of a
// clock. What changed is told, never what it changed to: the page reads that in the usual way, with what its reader may see.
//
// A stream that breaks is opened again by the browser, which also says where it left off. One that the server refuses (busy, logged out) the browser
// gives up: then we open another after a while, ever later. Where there is no stream, nothing is said about it: the page has its other ways (usePoll).
import { onScopeDispose, readonly, ref, watch, type Ref } from 'vue';
import { session } from '@/session';
import { invalidate, invalidateAll } from './cache';

// For a desk all three (a row of the audit trail); for a judge only that the queue changed.
export interface Change {
	object?: string; // "entries": the first part of its address, too
	action?: string;
	id?: number;
}

// Many things change at a time, and many listen: whoever hears of something asks once for all that comes within a moment, and not all of them in the same one.
const MOMENT = 400; // ms, and up to twice that
const AGAIN_FIRST = 5_000; // ms until a refused stream is tried again: doubles …
const AGAIN_LAST = 300_000; // … to this

// TARGET: the address of the stream. CHANGED is called after the change was made known to kit/cache.ts; also when it is not known what was missed.
// LIVE: whether there is a stream just now.
export function useEvents(target: string, changed: () => void): { live: Readonly<Ref<boolean>> } {
	const live = ref(false);
	let stream: EventSource | undefined;
	let telling: ReturnType<typeof setTimeout> | undefined;
	let opening: ReturnType<typeof setTimeout> | undefined;
	let pause = AGAIN_FIRST;
	let kinds = new Set<string>();
	let unknown = false; // something was missed, and nobody knows what

	function tell(): void {
		telling = undefined;
		const [told, all] = [kinds, unknown];
		kinds = new Set();
		unknown = false;
		if (all) invalidateAll();
		else for (const kind of told) invalidate(kind);
		changed();
	}
	const tellSoon = (): void => void (telling ??= setTimeout(tell, MOMENT * (1 + Math.random())));
	function missed(): void {
		unknown = true;
		tellSoon();
	}

	function close(): void {
		clearTimeout(opening);
		opening = undefined;
		stream?.close();
		stream = undefined;
		live.value = false;
	}
	function open(): void {
		if (typeof EventSource === 'undefined' || stream || !session.me || !navigator.onLine) return;
		clearTimeout(opening);
		const mine = new EventSource(target);
		let before = false; // it was open already: then the browser has said where it left off
		stream = mine;
		mine.addEventListener('open', () => {
			live.value = true;
			pause = AGAIN_FIRST;
			// What changed between the page's own reading and now was told to nobody.
			if (!before) missed();
			before = true;
		});
		mine.addEventListener('change', (event: MessageEvent<string>) => {
			const { object } = JSON.parse(event.data) as Change;
			if (object) kinds.add(object);
			tellSoon();
		});
		mine.addEventListener('reset', missed);
		mine.addEventListener('error', () => {
			live.value = false;
			if (mine.readyState !== 2) return; // it is opened again by itself
			close();
			opening = setTimeout(open, pause);
			pause = Math.min(pause * 2, AGAIN_LAST);
		});
	}

	const offline = () => close();
	const online = () => open();
	window.addEventListener('offline', offline);
	window.addEventListener('online', online);
	// Another account, or none: the stream was the former one's.
	watch(
		() => session.me?.id,
		() => {
			close();
			open();
		},
		{ flush: 'sync' },
	);
	onScopeDispose(() => {
		window.removeEventListener('offline', offline);
		window.removeEventListener('online', online);
		clearTimeout(telling);
		close();
	});
	open();
	return { live: readonly(live) };
}
