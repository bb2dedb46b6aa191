// One entry being written: saves by itself a moment after the last key, piece by piece; merges what was saved elsewhere; keeps on this
// device what has not arrived. Nothing is ever overwritten silently: where both sides changed a field, the writer chooses.
import { computed, onBeforeUnmount, reactive, ref, shallowRef, watch } from 'vue';
import { call, Problem, type Schemas } from '@/api/client';
import { pauseBefore } from '@/api/failure';
import { session } from '@/session';
import { difference, fieldOf, flatten, piece, same, setField, type FieldValue, type Flat } from './flat';
import { drop, keep, takeOver } from './keeper';
import { standing, threeWays, type Conflict } from './merge';
import { useNeighbours } from './useNeighbours';

export type { Conflict };
export type SaveState = 'saved' | 'typing' | 'saving' | 'offline' | 'session' | 'refused' | 'unread' | 'conflict' | 'closed' | 'failed';
type Entry = Schemas['Entry'];

const pause = 900; // ms after the last key
const PATIENCE = 20_000; // ms until a save is tried again because nothing was heard

// Which of the forms of an entry that this tab has had open is the one that keeps its record: one that was left may still be sending.
const keeping = new Map<number, symbol>();

export function useDraft(id: number) {
	const me = Symbol(String(id));
	keeping.set(id, me);
	const entry = shallowRef<Entry | null>(null);
	const form = reactive<Flat>({});
	const errors = reactive<Record<string, string>>({}); // by field: what the server refused to save
	const notices = reactive<Record<string, string>>({}); // by field: what is saved, and no submission may have
	const unread = reactive<Record<string, string>>({}); // by field: what stands there and cannot be read, as a number; it is kept here and sent nowhere
	const conflicts = ref<Conflict[]>([]);
	const elsewhere = ref<{ at: string; by: string | null; fields: string[] } | null>(null); // what was taken over
	const recovered = ref<string[]>([]); // fields that a tab that is gone had left unsent
	// Where the sending stands; "saved" is said only if nothing stands in the form that is not.
	const sent = ref<SaveState>('saved');
	const state = computed<SaveState>(() => {
		const rest = conflicts.value.length ? 'conflict' : Object.keys(errors).length ? 'refused' : Object.keys(unread).length ? 'unread' : 'saved';
		return sent.value === 'saved' ? rest : sent.value;
	});
	const savedAt = ref<string | null>(null);
	const problem = shallowRef<unknown>(null);
	const stored = ref(true); // whether this device keeps what has not arrived
	let base: Flat = {};
	let version = 0;
	let timer = 0;
	let running: Promise<void> | null = null;
	let account = 0;
	let alive = true;
	let failures = 0; // attempts that came to nothing since the last that did not

	const neighbours = useNeighbours(id, () => void pull());
	const changes = () => difference(base, form);
	const held = () => new Set(conflicts.value.map((c) => c.field));
	const unsent = ref(0);

	function remember() {
		const values = changes();
		unsent.value = Object.keys(values).length;
		if (keeping.get(id) === me) stored.value = keep(account, id, base, values, unread);
	}

	function setAll(flat: Flat) {
		for (const path of Object.keys(form)) if (!(path in flat)) delete form[path];
		Object.assign(form, flat);
	}

	function merge(theirs: Flat): string[] {
		const { taken, clash } = threeWays(base, form, theirs);
		for (const path of taken) setField(form, path, theirs[path]);
		base = { ...theirs };
		conflicts.value = standing(conflicts.value, clash, form, theirs);
		return taken;
	}

	function adopt(fresh: Entry, etag: string | undefined) {
		entry.value = fresh;
		version = Number(etag ?? fresh.version);
		savedAt.value = fresh.saved_at;
	}

	// Reads what is on the server now and merges it with what is here.
	async function pull(by: string | null = null): Promise<void> {
		if (!alive) return;
		try {
			const { data, version: etag } = await call('get', '/api/v1/entries/{entry}', { path: { entry: String(id) } });
			if (Number(etag) === version && entry.value) {
				entry.value = data;
				if (!data.editable) sent.value = 'closed';
				return;
			}
			const taken = merge(flatten(data.form));
			adopt(data, etag);
			if (taken.length) elsewhere.value = { at: data.saved_at, by, fields: taken };
			remember();
			if (!data.editable) sent.value = 'closed';
			else if (conflicts.value.length) sent.value = 'saved';
			else if (state.value === 'closed') {
				sent.value = 'typing'; // the deadline was moved
				schedule(0);
			}
		} catch (error) {
			fail(error);
		}
	}

	function fail(error: unknown) {
		problem.value = error;
		if (!(error instanceof Problem)) sent.value = 'failed';
		else if (error.passing) {
			sent.value = 'offline';
			schedule(pauseBefore(++failures, error.wait));
		} else if (error.waitsForOwner) sent.value = 'session';
		else if (['deadline-passed', 'edition-not-running', 'state', 'conflict-state'].includes(error.code)) {
			sent.value = 'closed';
			void pull();
		} else sent.value = 'failed';
	}

	// Marks the fields that the server did not save.
	function refuse(list: readonly { field: string; detail: string }[]): Set<string> {
		const fields = list.map((e) => [fieldOf(e.field), e.detail] as const).filter(([f]) => f);
		for (const [field, detail] of fields) errors[field] = detail;
		return new Set(fields.map(([f]) => f));
	}

	// What is to be sent now: changed, not in question, and not what the server has refused unchanged.
	function ready(): Record<string, FieldValue | null> {
		const waiting = held();
		return Object.fromEntries(Object.entries(changes()).filter(([path]) => !waiting.has(path) && !errors[path]));
	}

	async function sendOnce(): Promise<void> {
		const values = ready();
		if (!Object.keys(values).length) {
			sent.value = 'saved';
			return;
		}
		sent.value = 'saving';
		try {
			const { data } = await call('patch', '/api/v1/entries/{entry}', { path: { entry: String(id) }, version, body: piece(values), account, patience: PATIENCE });
			version = data.version;
			savedAt.value = data.saved_at;
			const refused = refuse(data.refused);
			for (const [path, value] of Object.entries(values)) if (!refused.has(path)) setField(base, path, value);
			for (const { field, detail } of data.notices) if (same(form[field], base[field])) notices[field] = detail;
			problem.value = null;
			failures = 0;
			remember();
			neighbours.tell(version);
			if (entry.value) entry.value = { ...entry.value, version, saved_at: data.saved_at, unsubmitted_changes: entry.value.state === 'submitted' };
			if (Object.keys(ready()).length) await sendOnce(); // typed meanwhile
			else sent.value = 'saved';
		} catch (error) {
			if (error instanceof Problem && error.status === 412) {
				await pull(typeof error.members.saved_by === 'string' ? error.members.saved_by : null);
				if (alive && !['offline', 'failed', 'closed', 'session'].includes(state.value)) await sendOnce();
			} else if (error instanceof Problem && error.status === 422 && refuse(error.errors).size) await sendOnce();
			else fail(error);
		}
	}

	function save(): Promise<void> {
		clearTimeout(timer);
		if (!alive || state.value === 'closed') return Promise.resolve();
		running ??= sendOnce().finally(() => (running = null));
		return running;
	}

	function schedule(ms: number) {
		clearTimeout(timer);
		timer = window.setTimeout(() => void save(), ms);
	}

	// Everything has arrived when this is done and says true.
	async function settle(): Promise<boolean> {
		await running;
		await save();
		return Object.keys(changes()).length === 0 && Object.keys(unread).length === 0;
	}

	// What the server says is wrong with what has been saved; what is not filled in is no fault yet, and what was typed since is not meant.
	function notice(list: readonly { field: string; detail: string }[]) {
		const waiting = changes();
		for (const path of Object.keys(notices)) delete notices[path];
		for (const { field, detail } of list) if (form[field] !== undefined && !(field in waiting)) notices[field] = detail;
	}

	function write(path: string, value: FieldValue | null | undefined) {
		setField(form, path, value);
		delete errors[path];
		delete notices[path];
		remember();
		if (state.value === 'closed') return;
		if (state.value !== 'saving' && state.value !== 'offline') sent.value = 'typing';
		schedule(pause);
	}

	// What cannot be read stands in the field, or does no more.
	function hold(path: string, text: string | undefined) {
		if (text === undefined) delete unread[path];
		else unread[path] = text;
		remember();
	}

	function decide(field: string, value: FieldValue | null) {
		delete unread[field];
		conflicts.value = conflicts.value.filter((c) => c.field !== field);
		write(field, value);
		if (!Object.keys(changes()).length) void save();
	}

	async function open(): Promise<void> {
		account = session.me?.id ?? 0;
		problem.value = null;
		try {
			const { data, version: etag } = await call('get', '/api/v1/entries/{entry}', { path: { entry: String(id) } });
			adopt(data, etag);
			base = flatten(data.form);
			setAll({ ...base });
			for (const record of await takeOver(account, id)) {
				// As if it had been typed here, on what the server had then.
				const now = base;
				base = { ...now, ...Object.fromEntries(Object.keys(record.values).map((p) => [p, record.base[p] as FieldValue])) };
				for (const [path, value] of Object.entries(record.values)) {
					setField(base, path, record.base[path]);
					setField(form, path, value);
				}
				merge(now);
				Object.assign(unread, record.unread);
				recovered.value = [...new Set([...recovered.value, ...Object.keys(record.values), ...Object.keys(record.unread ?? {})])].filter((p) => !same(form[p], base[p]) || conflicts.value.some((c) => c.field === p) || unread[p] !== undefined);
				remember();
				if (stored.value) drop(record);
			}
			if (!data.editable) sent.value = 'closed';
			if (data.editable && Object.keys(ready()).length) schedule(0);
		} catch (error) {
			problem.value = error;
		}
	}

	const online = () => state.value === 'offline' && void save();
	const hide = () => document.visibilityState === 'hidden' && state.value === 'typing' && void save();
	window.addEventListener('online', online);
	document.addEventListener('visibilitychange', hide);
	const stopWatch = watch(
		() => session.me?.id,
		(me) => me === account && state.value === 'session' && void save(),
	);
	onBeforeUnmount(() => {
		void save();
		alive = false;
		clearTimeout(timer);
		stopWatch();
		window.removeEventListener('online', online);
		document.removeEventListener('visibilitychange', hide);
	});

	const text = (path: string) => computed({ get: () => (typeof form[path] === 'string' ? form[path] : ''), set: (v: string) => write(path, v) });
	return { entry, form, errors, unread, hold, notices, notice, conflicts, elsewhere, recovered, state, savedAt, problem, stored, unsent, others: neighbours.others, version: () => version, open, pull, save, settle, write, decide, text };
}

export type Draft = ReturnType<typeof useDraft>;
