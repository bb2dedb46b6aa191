// Uploads by the tus protocol: in pieces, each durable once answered. What has arrived is remembered under a fingerprint of the file,
// so that the same file chosen again, in this tab or after it was closed, goes on where it stopped.
//
// They belong to a page (useUploads), not to the step or list in which a file was chosen (useUploadsOf): who turns to another step goes on sending, and
// who leaves the page while something is on its way is asked. What fails in passing is tried again for as long as the page is there.
import { computed, inject, markRaw, onBeforeUnmount, provide, reactive, type ComputedRef, type InjectionKey } from 'vue';
import { DetailedError, Upload } from 'tus-js-client';
import { failureOf, pauseBefore, type Failure } from '@/api/failure';
import { accountHeader, call, get, page, type Schemas } from '@/api/client';
import { i18n } from '@/i18n';
import { useHold, type Stays } from '@/kit/leaving';
import { session } from '@/session';

// LINK: the token of a mailed link, by which somebody without an account sends evidence.
export type Owner = { entry: number } | { investment: number } | { objection: number; link?: string } | { mandate: number } | { claim: number } | { answer: number };
export type Attachment = Schemas['AttachmentList']['items'][number];

export interface Running {
	key: string;
	owner: Owner;
	kind: string;
	name: string;
	size: number;
	sent: number;
	resumed: boolean;
	state: 'sending' | 'waiting' | 'paused' | 'failed';
	problem: string;
	attempts: number; // that came to nothing, since something arrived
	file: File;
	upload: Upload;
}

const piece = 2 * 1024 * 1024;
const pieceByLink = 64 * 1024; // what the server takes of anybody
export const linkOf = (owner: Owner): string | undefined => ('link' in owner ? owner.link : undefined);
export const ownerText = (owner: Owner) => Object.entries(owner)[0]?.join('-') ?? '';

export async function listFiles(owner: Owner): Promise<Attachment[]> {
	if ('entry' in owner) return (await get('/api/v1/entries/{entry}/attachments', { path: owner })).items;
	if ('investment' in owner) return (await get('/api/v1/investments/{investment}/attachments', { path: owner })).items;
	if ('mandate' in owner) return (await get('/api/v1/mandates/{mandate}/attachments', { path: owner })).items;
	if ('claim' in owner) return (await get('/api/v1/me/firm-claims/{claim}/attachments', { path: owner })).items;
	if ('answer' in owner) return (await get('/api/v1/me/claimed-firms/{claim}/attachments', { path: { claim: owner.answer } })).items;
	const path = { objection: owner.objection };
	if (owner.link) return (await call('post', '/api/v1/public/objections/{objection}/attachments', { path, body: { token: owner.link } })).data.items;
	return (await get('/api/v1/objections/{objection}/attachments', { path })).items;
}

function outcome(error: Error): { text: string; status: number; failure: Failure } {
	const response = error instanceof DetailedError ? error.originalResponse : null;
	const status = response?.getStatus() ?? 0;
	let body: { detail?: unknown; code?: unknown } = {};
	try {
		body = JSON.parse(response?.getBody() ?? '') as typeof body;
	} catch {
		// no problem document
	}
	const failure = failureOf({ status, type: response?.getHeader('Content-Type') ?? null, code: typeof body.code === 'string' ? body.code : undefined });
	// Another tab is at it, or the server has more than was thought: asked again, it says where to go on.
	const again = failure === 'refused' && (status === 409 || status === 423);
	return { text: typeof body.detail === 'string' ? body.detail : i18n.global.t('my.files.offline'), status, failure: again ? 'passing' : failure };
}

// A file that was changed, moved or taken away since it was chosen can be read no more, and browsers say only that the sending failed.
const readable = (file: File): Promise<boolean> =>
	file.slice(0, 1).arrayBuffer().then(
		() => true,
		() => false,
	);

export interface Uploads {
	running: Map<string, Running>;
	unfinished: ComputedRef<Running[]>;
	add: (owner: Owner, kind: string, file: File) => Promise<void>;
	pause: (key: string) => Promise<void>;
	goOn: (key: string) => void;
	forget: (key: string) => Promise<void>;
	onArrived: (heard: (owner: string) => void) => () => void;
}
const place: InjectionKey<Uploads> = Symbol('uploads');

// Of a page; what is below it finds them with useUploadsOf. STAYS: whether the page is still there at another place.
export function useUploads(stays?: Stays): Uploads {
	const running = reactive(new Map<string, Running>()) as Map<string, Running>;
	const timers = new Map<string, ReturnType<typeof setTimeout>>();
	const listeners = new Set<(owner: string) => void>();
	const account = session.me?.id ?? 0;
	let gone = false;

	const tell = (owner: string) => listeners.forEach((heard) => heard(owner));
	const change = (key: string, part: Partial<Running>) => {
		const r = running.get(key);
		if (r) Object.assign(r, part);
	};

	async function failed(key: string, error: Error) {
		const { text, status, failure } = outcome(error);
		if (status === 0 && !(await readable(running.get(key)?.file ?? new File([], '')))) return change(key, { state: 'failed', problem: i18n.global.t('my.files.gone') });
		if (gone || !running.has(key)) return;
		if (failure === 'passing') {
			const attempts = (running.get(key)?.attempts ?? 0) + 1;
			change(key, { state: 'waiting', problem: text, attempts });
			timers.set(key, setTimeout(() => goOn(key), pauseBefore(attempts)));
			return;
		}
		change(key, { state: 'failed', problem: text });
		if (failure === 'other') page.taken?.();
		// The session ended: asking for anything brings the dialog; then it goes on.
		if (failure === 'session') await listFiles((running.get(key) as Running).owner).then(() => goOn(key), () => undefined);
	}

	async function add(owner: Owner, kind: string, file: File): Promise<void> {
		const name = ownerText(owner);
		const key = ['saitou', account, name, kind, file.name, file.type, file.size, file.lastModified].join('|');
		const before = running.get(key);
		if (before && before.state !== 'failed' && before.state !== 'paused') return;
		const link = linkOf(owner);
		const upload = new Upload(file, {
			endpoint: link ? '/api/v1/public/uploads' : '/api/v1/uploads',
			metadata: { ...Object.fromEntries(Object.entries(owner).flatMap(([k, v]) => (k === 'link' ? [] : [[k, String(v)]]))), kind, filename: file.name },
			chunkSize: link ? pieceByLink : piece,
			retryDelays: null, // failed() knows better
			storeFingerprintForResuming: true,
			removeFingerprintOnSuccess: true,
			headers: { 'Accept-Language': i18n.global.locale.value, ...(link ? { 'Saitou-Link': link } : account && { [accountHeader]: String(account) }) },
			fingerprint: () => Promise.resolve(key),
			onUploadUrlAvailable: () => tell(name), // the list says by when it must be whole
			onProgress: (sent) => change(key, { sent, state: 'sending', problem: '' }),
			onChunkComplete: () => change(key, { attempts: 0 }),
			onSuccess: () => {
				running.delete(key);
				tell(name);
			},
			onError: (error) => void failed(key, error),
		});
		const earlier = await upload.findPreviousUploads().catch(() => []);
		if (earlier[0]) upload.resumeFromPreviousUpload(earlier[0]);
		running.set(key, { key, owner, kind, name: file.name, size: file.size, sent: 0, resumed: earlier.length > 0, state: 'sending', problem: '', attempts: 0, file: markRaw(file), upload: markRaw(upload) });
		upload.start();
	}

	function goOn(key: string) {
		clearTimeout(timers.get(key));
		if (gone || !running.has(key)) return;
		change(key, { state: 'sending', problem: '' });
		running.get(key)?.upload.start();
	}

	async function pause(key: string) {
		clearTimeout(timers.get(key));
		await running.get(key)?.upload.abort();
		change(key, { state: 'paused' });
	}

	async function forget(key: string) {
		clearTimeout(timers.get(key));
		const r = running.get(key);
		await r?.upload.abort(true).catch(() => undefined);
		running.delete(key);
		if (r) tell(ownerText(r.owner));
	}

	const online = () => [...running.values()].filter((r) => r.state === 'waiting' && r.problem).forEach((r) => goOn(r.key));
	window.addEventListener('online', online);
	useHold(() => [...running.values()].some((r) => r.state === 'sending' || r.state === 'waiting') && 'sending', stays);
	// Leaving the page stops sending; what has arrived stays, and the file chosen again goes on.
	onBeforeUnmount(() => {
		gone = true;
		window.removeEventListener('online', online);
		timers.forEach((timer) => clearTimeout(timer));
		for (const r of running.values()) void r.upload.abort();
	});

	const uploads: Uploads = {
		running,
		unfinished: computed(() => [...running.values()]),
		add,
		pause,
		goOn,
		forget,
		onArrived(heard) {
			listeners.add(heard);
			return () => listeners.delete(heard);
		},
	};
	provide(place, uploads);
	return uploads;
}

// Those of the page, for a part of it that hears of each that has arrived, or was given up.
export function useUploadsOf(arrived: (owner: string) => void): Uploads {
	const uploads = inject(place);
	if (!uploads) throw new Error('there are uploads only on a page that has them');
	onBeforeUnmount(uploads.onArrived(arrived));
	return uploads;
}
