// Uploads by the tus protocol: in pieces, each durable once answered. What has arrived is remembered under a fingerprint of the file,
// so that the same file chosen again, in this tab or after it was closed, goes on where it stopped.
import { markRaw, onBeforeUnmount, reactive, ref } from 'vue';
import { DetailedError, Upload } from 'tus-js-client';
import { accountHeader, get, page, type Schemas } from '@/api/client';
import { i18n } from '@/i18n';
import { session } from '@/session';

export type Owner = { entry: number } | { investment: number } | { objection: number };
export type Attachment = Schemas['AttachmentList']['items'][number];

export interface Running {
	key: string;
	kind: string;
	name: string;
	size: number;
	sent: number;
	resumed: boolean;
	state: 'sending' | 'waiting' | 'paused' | 'failed';
	problem: string;
	upload: Upload;
}

const piece = 2 * 1024 * 1024;
const delays = [0, 1000, 3000, 5000, 10_000, 20_000, 30_000];
const ownerText = (owner: Owner) => Object.entries(owner)[0]?.join('-') ?? '';

export async function listFiles(owner: Owner): Promise<Attachment[]> {
	if ('entry' in owner) return (await get('/api/v1/entries/{entry}/attachments', { path: owner })).items;
	if ('investment' in owner) return (await get('/api/v1/investments/{investment}/attachments', { path: owner })).items;
	return (await get('/api/v1/objections/{objection}/attachments', { path: owner })).items;
}

function sentence(error: Error): { text: string; status: number; code?: string } {
	const response = error instanceof DetailedError ? error.originalResponse : null;
	const status = response?.getStatus() ?? 0;
	try {
		const body = JSON.parse(response?.getBody() ?? '') as { detail?: unknown; code?: string };
		if (typeof body.detail === 'string') return { text: body.detail, status, code: body.code };
	} catch {
		// no problem document
	}
	return { text: status ? i18n.global.t('common.failed', { status }) : i18n.global.t('my.files.offline'), status };
}

export function useUploads(owner: Owner, arrived: () => void) {
	const running = reactive(new Map<string, Running>()) as Map<string, Running>;
	const busy = ref(false);
	const account = session.me?.id ?? 0;
	const fingerprint = (kind: string, file: File) => ['saitou', account, ownerText(owner), kind, file.name, file.type, file.size, file.lastModified].join('|');

	function note() {
		busy.value = [...running.values()].some((r) => r.state === 'sending' || r.state === 'waiting');
	}

	async function add(kind: string, file: File): Promise<void> {
		const key = fingerprint(kind, file);
		const before = running.get(key);
		if (before && before.state !== 'failed' && before.state !== 'paused') return;
		const change = (part: Partial<Running>) => {
			const now = running.get(key);
			if (now) Object.assign(now, part);
			note();
		};
		const upload = new Upload(file, {
			endpoint: '/api/v1/uploads',
			metadata: { ...Object.fromEntries(Object.entries(owner).map(([k, v]) => [k, String(v)])), kind, filename: file.name },
			chunkSize: piece,
			retryDelays: delays,
			storeFingerprintForResuming: true,
			removeFingerprintOnSuccess: true,
			headers: { 'Accept-Language': i18n.global.locale.value, ...(account && { [accountHeader]: String(account) }) },
			fingerprint: () => Promise.resolve(key),
			onShouldRetry: (error) => {
				const status = error.originalResponse?.getStatus() ?? 0;
				const passing = status === 0 || (status === 409 && sentence(error).code !== 'other-account') || status === 423 || status >= 500;
				if (passing) change({ state: 'waiting' });
				return passing;
			},
			onProgress: (sent) => change({ sent, state: 'sending', problem: '' }),
			onSuccess: () => {
				running.delete(key);
				note();
				arrived();
			},
			onError: (error) => {
				const { text, status, code } = sentence(error);
				change({ state: status === 0 ? 'paused' : 'failed', problem: text });
				if (code === 'other-account') page.taken?.();
				// The session ended: asking for anything brings the dialog; then it goes on.
				if (status === 401) void listFiles(owner).then(() => { change({ state: 'sending', problem: '' }); upload.start(); }).catch(() => undefined);
			},
		});
		const earlier = await upload.findPreviousUploads().catch(() => []);
		if (earlier[0]) upload.resumeFromPreviousUpload(earlier[0]);
		running.set(key, { key, kind, name: file.name, size: file.size, sent: 0, resumed: earlier.length > 0, state: 'sending', problem: '', upload: markRaw(upload) });
		note();
		upload.start();
	}

	function goOn(key: string) {
		const r = running.get(key);
		if (!r) return;
		Object.assign(r, { state: 'sending', problem: '' });
		note();
		r.upload.start();
	}

	async function pause(key: string) {
		const r = running.get(key);
		await r?.upload.abort();
		if (r) r.state = 'paused';
		note();
	}

	const forget = async (key: string) => {
		await running.get(key)?.upload.abort(true).catch(() => undefined);
		running.delete(key);
		note();
		arrived();
	};

	const online = () => [...running.values()].filter((r) => r.state === 'paused' && r.problem).forEach((r) => goOn(r.key));
	window.addEventListener('online', online);
	// Leaving the page stops sending; what has arrived stays, and the file chosen again goes on.
	onBeforeUnmount(() => {
		window.removeEventListener('online', online);
		for (const r of running.values()) void r.upload.abort();
	});
	return { running, busy, add, pause, goOn, forget };
}
