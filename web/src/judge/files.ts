// The files of entries on this device: what has been shown stays for reading without a network, and all of a round can be taken along.
// A stored file never changes, so what is here is right; it goes when the judge logs out.
import { send } from '@/api/client';
import { shownAt } from '@/kit/files';
import { session } from '@/session';

export interface Wanted {
	id: number;
	size: number;
	as_pdf?: string | null;
}

const nameOf = (account: number): string => `judge-files-${account}`;

// Some browsers keep nothing for a site, and say so by refusing.
async function shelf(account: number): Promise<Cache | null> {
	try {
		return await caches.open(nameOf(account));
	} catch {
		return null;
	}
}

export async function isFileHere(file: Wanted): Promise<boolean> {
	const cache = await shelf(session.me?.id ?? 0);
	return (await cache?.match(shownAt(file))) !== undefined;
}

// From this device, else from the server, and then kept if there is room.
export async function readFile(file: Wanted, signal?: AbortSignal): Promise<Blob> {
	const cache = await shelf(session.me?.id ?? 0);
	const kept = await cache?.match(shownAt(file));
	if (kept) return kept.blob();
	const answer = await send('get', shownAt(file), { signal });
	const blob = await answer.blob();
	if (cache && (blob.size === file.size || file.as_pdf)) await cache.put(shownAt(file), new Response(blob, { headers: { 'Content-Type': blob.type } })).catch(() => undefined);
	return blob;
}

export async function forgetFiles(account: number): Promise<void> {
	try {
		await caches.delete(nameOf(account));
	} catch {
		// nothing was kept
	}
}
