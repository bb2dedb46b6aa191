// A list that the server pages, sorts and filters, with its state in the address, so that a link shows the same rows. A list without end (BY_KEY) has
// no numbered pages: it is read on behind the last row that was seen, and the browser's way back leads back.
import { computed, nextTick, ref, shallowRef, watch, type Ref } from 'vue';
import { useRoute, useRouter, type LocationQuery } from 'vue-router';
import { Problem } from '@/api/client';

export interface Page<T> {
	items: T[];
	total: number | null; // null: was not counted again
	withheld?: number; // rows that the reader's own interest keeps from them
	next?: number | null; // of a list by key: what follows these rows is asked for with it
}

export interface Ahead {
	first: boolean; // these are the first rows
	next: number | null;
	go: (after: number | null) => void;
}

const PRINTED = 100; // rows asked for at a time for paper
const MOST = 2000; // that are printed of a list without end

type Query = Record<string, string | number | boolean | undefined>;

export interface List<T> {
	items: Ref<T[]>;
	total: Ref<number>;
	withheld: Ref<number>;
	loading: Ref<boolean>;
	problem: Ref<unknown>;
	page: Ref<number>; // from 1
	ahead: Ref<Ahead | null>; // instead of PAGE, of a list by key
	size: number;
	filters: Ref<Record<string, string>>; // as in the address; set() changes one and goes back to the first page
	set: (name: string, value: string | undefined) => void;
	reload: () => Promise<void>;
	whole: Ref<boolean>; // ITEMS are all that there are, while they are being printed
	printAll: () => Promise<void>; // of a list by key the first MOST
}
// What is below a list's rows needs of it.
export type Paged = Pick<List<unknown>, 'total' | 'withheld' | 'loading' | 'page' | 'ahead' | 'size' | 'whole' | 'printAll'> & { items: Readonly<Ref<readonly unknown[]>> };

// NAMES are the filters (and "sort") that this list keeps in the address. FETCH gets limit, offset and the filters.
export function useList<T>(names: string[], fetch: (query: Query) => Promise<Page<T>>, { size = 50, byKey = false } = {}): List<T> {
	const route = useRoute();
	const router = useRouter();
	const items = shallowRef<T[]>([]) as Ref<T[]>;
	const total = ref(0);
	const withheld = ref(0);
	const loading = ref(false);
	const whole = ref(false);
	const problem = ref<unknown>(null);
	const text = (query: LocationQuery, name: string) => (typeof query[name] === 'string' ? (query[name] as string) : '');
	const filters = computed(() => Object.fromEntries(names.map((n) => [n, text(route.query, n)])));
	const page = computed({
		get: () => Math.max(1, Number(text(route.query, 'page')) || 1),
		set: (p) => void router.replace({ query: { ...route.query, page: p > 1 ? String(p) : undefined } }),
	});
	const next = ref<number | null>(null);
	const after = computed(() => (byKey ? text(route.query, 'after') : ''));
	const go = (to: number | null) => void router.push({ query: { ...route.query, after: to === null ? undefined : String(to) } });
	const ahead = computed(() => (byKey ? { first: !after.value, next: next.value, go } : null));
	const home = route.path;
	let turn = 0;

	async function reload() {
		const mine = ++turn;
		loading.value = true;
		try {
			const query: Query = { limit: size, ...(byKey ? { after: after.value || undefined } : { offset: (page.value - 1) * size }) };
			for (const n of names) if (filters.value[n]) query[n] = filters.value[n];
			const answer = await fetch(query);
			if (mine !== turn) return; // a later question is already on its way
			items.value = answer.items;
			total.value = answer.total ?? total.value;
			withheld.value = answer.withheld ?? 0;
			next.value = answer.next ?? null;
			problem.value = null;
		} catch (error) {
			if (mine === turn) problem.value = error instanceof Problem || error instanceof Error ? error : new Error(String(error));
		} finally {
			if (mine === turn) loading.value = false;
		}
	}

	// On paper the list is whole: it is read page after page, shown until it is printed, and then is as it was.
	async function readAll(): Promise<{ all: T[]; whole: boolean }> {
		const all: T[] = [];
		for (let behind: number | null = null; ; ) {
			const query: Query = { limit: PRINTED, ...(byKey ? { after: behind ?? undefined } : { offset: all.length }) };
			for (const n of names) if (filters.value[n]) query[n] = filters.value[n];
			const answer = await fetch(query);
			all.push(...answer.items);
			total.value = answer.total ?? total.value;
			behind = answer.next ?? null;
			const done = !answer.items.length || (byKey ? behind === null : all.length >= total.value);
			if (done || (byKey && all.length >= MOST)) return { all, whole: done };
		}
	}
	async function printAll() {
		const before = items.value;
		try {
			const read = await readAll();
			items.value = read.all;
			whole.value = read.whole;
			await nextTick();
			const back = () => {
				if (items.value === read.all) items.value = before;
				whole.value = false;
			};
			window.addEventListener('afterprint', back, { once: true });
			window.print();
		} catch (error) {
			problem.value = error;
		}
	}

	const set = (name: string, value: string | undefined) => void router.replace({ query: { ...route.query, [name]: value || undefined, page: undefined, after: undefined } });
	watch(
		() => [page.value, after.value, ...names.map((n) => filters.value[n])].join('\u0000'),
		() => {
			if (route.path === home) void reload();
		},
		{ immediate: true },
	);
	return { items, total, withheld, loading, problem, page, ahead, size, filters: filters as Ref<Record<string, string>>, set, reload, whole, printAll };
}
