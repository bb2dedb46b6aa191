// One version of a rulebook as it is edited: its text, the mistakes in it (asked of the server while one types), saving, freezing, using.
import { computed, onBeforeUnmount, ref, shallowRef, watch } from 'vue';
import { call, type Schemas } from '@/api/client';
import { bookText } from './bookText';
import { readPlaces } from './jsonPlaces';

export type Rulebook = Schemas['Rulebook'];
export type Mistake = Schemas['RulebookErrors'][number];

export function useRulebook(id: number) {
	const row = shallowRef<Rulebook | null>(null);
	const text = ref('');
	const stored = ref(''); // the text as it was read or saved last
	const problem = shallowRef<unknown>(null);
	const mistakes = shallowRef<Mistake[]>([]);
	const checking = ref(false);
	const savedAt = ref<Date | null>(null);
	let version: string | undefined;
	let timer: ReturnType<typeof setTimeout> | undefined;
	let asked: AbortController | undefined;

	const places = computed(() => readPlaces(text.value));
	const body = computed(() => {
		const value = places.value.value;
		return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
	});
	const dirty = computed(() => text.value !== stored.value);
	const editable = computed(() => row.value?.state === 'draft');

	function take(data: Rulebook, etag: string | undefined, rewrite: boolean) {
		row.value = data;
		version = etag ?? String(data.version);
		mistakes.value = data.errors;
		if (rewrite) text.value = bookText(data.body);
		stored.value = text.value;
	}
	async function load() {
		try {
			const reply = await call('get', '/api/v1/rulebooks/{rulebook}', { path: { rulebook: id } });
			take(reply.data, reply.version, true);
			problem.value = null;
		} catch (error) {
			problem.value = error;
		}
	}
	async function save() {
		if (!body.value) return;
		const sent = text.value;
		const reply = await call('put', '/api/v1/rulebooks/{rulebook}', { path: { rulebook: id }, version, body: { body: body.value } });
		const typed = text.value; // more may have been written meanwhile
		take(reply.data, reply.version, false);
		stored.value = sent;
		text.value = typed;
		savedAt.value = new Date();
	}
	async function move(to: 'freeze' | 'use', reason: string) {
		const path = to === 'freeze' ? '/api/v1/rulebooks/{rulebook}/freeze' : '/api/v1/rulebooks/{rulebook}/use';
		const reply = await call('post', path, { path: { rulebook: id }, version, body: reason ? { reason } : {} });
		take(reply.data, reply.version, true);
	}
	async function check() {
		if (!body.value) return;
		asked?.abort();
		const mine = (asked = new AbortController());
		checking.value = true;
		try {
			mistakes.value = (await call('post', '/api/v1/rulebooks/validate', { body: { body: body.value }, signal: mine.signal })).data.errors;
		} catch {
			// the next keystroke asks again; saving says what is wrong
		} finally {
			if (asked === mine) checking.value = false;
		}
	}
	watch(text, () => {
		clearTimeout(timer);
		if (dirty.value && editable.value) timer = setTimeout(() => void check(), 500);
	});
	onBeforeUnmount(() => {
		clearTimeout(timer);
		asked?.abort();
	});
	void load();
	return { row, text, body, places, mistakes, checking, dirty, editable, problem, savedAt, load, save, move };
}
