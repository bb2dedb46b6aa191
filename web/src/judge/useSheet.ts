// One sheet being filled in: what the server has, what this device keeps on top of it, and in words where it stands.
import { computed, onBeforeUnmount, reactive, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue';
import type { Schemas } from '@/api/client';
import { useNow } from '@/kit/clock';
import type { Criterion } from '@/rulebook/types';
import { session } from '@/session';
import { peek, read } from './keptAnswer';
import { faultOf, totalOf } from './points';
import { drop, insist, keep, kept, onSettled, sameSheet, sheetKey, sheetPath, startSync, tryAgain } from './sync';
import type { KeptSheet } from './store';

export type OwnSheet = Schemas['OwnSheet'];

export type { Criterion };

// nothing: not begun · draft_here, draft_saved · asked: to be handed in, not there yet · handed_in · changed: after handing in, only here
export type Standing = 'nothing' | 'draft_here' | 'draft_saved' | 'asked' | 'handed_in' | 'changed' | 'conflict' | 'refused';
// Why nothing can be entered
export type Bar = 'seen' | 'recused' | 'released' | 'void' | 'pledge' | 'planned' | 'locked' | 'late' | null;

export interface SheetInHand {
	own: Ref<OwnSheet | null>;
	from: Ref<string | null>; // read from this device, kept at
	problem: Ref<unknown>;
	points: Record<string, number>;
	unread: Record<string, string>; // by criterion: what stands there and is no number
	doubtful: ComputedRef<number>; // how many of those that are asked for
	comment: Ref<string>;
	criteria: ComputedRef<Criterion[]>;
	complete: ComputedRef<boolean>;
	faults: ComputedRef<Record<string, 'step' | 'range'>>;
	total: ComputedRef<number>;
	highest: ComputedRef<number>;
	local: ComputedRef<KeptSheet | undefined>;
	standing: ComputedRef<Standing>;
	bar: ComputedRef<Bar>;
	load: () => Promise<void>;
	changed: () => void;
	handIn: () => Promise<void>;
	goOn: () => Promise<void>;
	takeTheirs: () => Promise<void>;
	takeOurs: () => Promise<void>;
	retry: () => Promise<void>;
}

export function useSheet(round: number, entry: number): SheetInHand {
	const own = shallowRef<OwnSheet | null>(null);
	const from = ref<string | null>(null);
	const problem = ref<unknown>(null);
	const points = reactive<Record<string, number>>({});
	const unread = reactive<Record<string, string>>({});
	const comment = ref('');
	const now = useNow();
	const key = sheetKey(round, entry);
	const local = computed(() => kept.get(key));
	const criteria = computed(() => (own.value?.criteria ?? []) as unknown as Criterion[]); // those that this judge is asked for, of this entry

	function show(content: Pick<KeptSheet, 'points' | 'unread' | 'comment'> | null | undefined) {
		for (const name of Object.keys(points)) if (content?.points[name] === undefined) delete points[name];
		Object.assign(points, content?.points);
		for (const name of Object.keys(unread)) if (content?.unread?.[name] === undefined) delete unread[name];
		Object.assign(unread, content?.unread);
		comment.value = content?.comment ?? '';
	}

	// Never after waiting for something: what was typed meanwhile would be gone.
	function adopt(answer: OwnSheet) {
		own.value = answer;
		show(local.value ?? answer.sheet);
	}

	async function load() {
		await startSync(session.me?.id ?? 0);
		const early = own.value ? undefined : await peek<OwnSheet>(sheetPath(round, entry));
		if (early) {
			adopt(early.data);
			from.value = early.at;
		}
		try {
			const answer = await read('/api/v1/rounds/{round}/entries/{entry}/sheet', { path: { round, entry } });
			adopt(answer.data);
			from.value = answer.from;
			problem.value = null;
		} catch (error) {
			problem.value = error;
			if (!early) own.value = null;
		}
	}

	const online = () => void load();
	window.addEventListener('online', online);
	const settled = onSettled((r, e, receipt) => {
		if (r !== round || e !== entry || !own.value) return;
		void peek<OwnSheet>(sheetPath(round, entry)).then((answer) => {
			if (answer) adopt(answer.data);
			if (receipt) from.value = null; // the network is back
		});
	});
	onBeforeUnmount(() => {
		settled();
		window.removeEventListener('online', online);
	});
	// Another tab of this browser changed it.
	watch(
		() => local.value?.serial,
		() => {
			if (local.value && !sameSheet(local.value, { points, unread, comment: comment.value })) show(local.value);
		},
	);

	// Points for what is not asked any more, since the judge has another role, can be seen by nobody and are not sent.
	const asked = <T>(of: Record<string, T>) => Object.fromEntries(Object.entries(of).filter(([id]) => criteria.value.some((c) => c.id === id)));
	const doubtful = computed(() => Object.keys(asked(unread)).length);

	const faults = computed(() => {
		const found: Record<string, 'step' | 'range'> = {};
		for (const c of criteria.value) {
			const fault = faultOf(c, points[c.id]);
			if (fault) found[c.id] = fault;
		}
		return found;
	});
	const complete = computed(() => criteria.value.length > 0 && criteria.value.every((c) => points[c.id] !== undefined) && Object.keys(faults.value).length === 0 && !doubtful.value);

	const change = (wants: KeptSheet['wants']) => keep({ round, entry, title: own.value?.entry.title ?? '', points: asked(points), unread: asked(unread), comment: comment.value, base: own.value?.sheet?.version ?? null, wants });
	function changed() {
		if (!own.value) return;
		const server = own.value.sheet;
		if (server && local.value?.state !== 'conflict' && sameSheet(server, { points, unread: asked(unread), comment: comment.value })) void (local.value && drop({ ...local.value }));
		else void change(server?.state === 'handed_in' || Object.keys(faults.value).length > 0 || doubtful.value > 0 ? 'keep' : 'draft');
	}

	const standing = computed<Standing>(() => {
		const l = local.value;
		if (l?.state === 'conflict' || l?.state === 'refused') return l.state;
		if (l) return l.wants === 'hand_in' ? 'asked' : l.wants === 'keep' && own.value?.sheet?.state === 'handed_in' ? 'changed' : 'draft_here';
		return own.value?.sheet ? (own.value.sheet.state === 'handed_in' ? 'handed_in' : 'draft_saved') : 'nothing';
	});
	const bar = computed<Bar>(() => {
		const o = own.value;
		if (!o) return null;
		if (o.recusal) return 'recused';
		if (o.sheet?.void_why) return 'void';
		if (o.sheet?.others_seen_at) return 'seen';
		if (o.assignment === 'released') return 'released';
		if (!o.pledged_at) return 'pledge';
		if (o.round_state === 'planned') return 'planned';
		if (o.round_state !== 'open') return 'locked';
		return o.closes_at && Date.parse(o.closes_at) < now.value ? 'late' : null;
	});

	// What this device has goes, and what the server has is shown: at once as far as it is known here, and as it is now.
	async function takeTheirs() {
		const theirs = local.value?.theirs ?? own.value?.sheet;
		if (own.value && theirs) own.value = { ...own.value, sheet: theirs };
		if (local.value) await drop({ ...local.value });
		show(theirs);
		await load();
	}

	return {
		own,
		from,
		problem,
		points,
		unread,
		doubtful,
		comment,
		criteria,
		complete,
		faults,
		total: computed(() => totalOf(criteria.value, points)),
		highest: computed(() => totalOf(criteria.value, Object.fromEntries(criteria.value.map((c) => [c.id, c.max])))),
		local,
		standing,
		bar,
		load,
		changed,
		handIn: () => change('hand_in'),
		goOn: () => change(own.value?.sheet?.state === 'handed_in' ? 'keep' : 'draft'),
		takeTheirs,
		takeOurs: async () => {
			if (local.value) await insist({ ...local.value });
		},
		retry: async () => {
			if (local.value) await tryAgain({ ...local.value });
		},
	};
}
