// The edition whose desk is open, for every page below /desk/:edition: who may change it, and the edition itself as it was read last.
import { computed, inject, provide, type ComputedRef, type InjectionKey, type Ref } from 'vue';
import { call, type Schemas } from '@/api/client';
import { useLoad } from '@/kit/cache';
import { session } from '@/session';
import { useZone } from '@/kit/zone';

export type Edition = Schemas['Edition'];

export interface Desk {
	id: number;
	edition: Ref<Edition | null>;
	version: Ref<string | undefined>; // for If-Match
	problem: Ref<unknown>;
	mayChange: ComputedRef<boolean>; // an organiser of this edition; an auditor only reads
	isAuditor: ComputedRef<boolean>;
	reload: () => Promise<void>;
}

const key: InjectionKey<Desk> = Symbol('desk');

const holds = (role: string, edition: number) => (session.me?.roles ?? []).some((r) => r.role === role && (r.edition_id === null || r.edition_id === edition));

export function openDesk(id: number): Desk {
	const { data, problem, load: reload } = useLoad(`editions/${id}`, async () => {
		const reply = await call('get', '/api/v1/editions/{edition}', { path: { edition: id } });
		return { edition: reply.data, version: reply.version ?? String(reply.data.version) };
	});
	const edition = computed(() => data.value?.edition ?? null);
	const version = computed(() => data.value?.version);
	useZone(() => edition.value?.timezone);
	const desk: Desk = { id, edition, version, problem, mayChange: computed(() => holds('organizer', id)), isAuditor: computed(() => holds('auditor', id)), reload };
	provide(key, desk);
	return desk;
}

export function useDesk(): Desk {
	const desk = inject(key);
	if (!desk) throw new Error('useDesk is for pages below /desk/:edition');
	return desk;
}
