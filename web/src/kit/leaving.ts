// Leaving what is not saved: a page, or a field, that holds something says so, and whoever leaves is asked first, by one dialog (LeaveDialog) for ways
// inside the site and by the browser for closing and reloading.
import { onBeforeUnmount, onMounted, shallowRef } from 'vue';
import type { RouteLocationNormalized as Place, Router } from 'vue-router';

// What becomes of it: lost with the page, on its way and interrupted (what has arrived stays), or kept on this device, and not on the server.
export type Held = 'lost' | 'sending' | 'kept';
const worstFirst: readonly Held[] = ['lost', 'sending', 'kept'];
export type Stays = (to: Place, from: Place) => boolean;
interface Hold {
	held: () => Held | false;
	stays: Stays;
}
const holds = new Set<Hold>();
// The question that is open: answered with whether to leave.
export const asked = shallowRef<{ held: Held; answer: (leave: boolean) => void } | null>(null);

// HELD: whether something is not saved now. STAYS: whether the page is still there at another place; by default, if its path is the same.
export function useHold(held: Hold['held'], stays: Stays = (to, from) => to.path === from.path): void {
	const hold: Hold = { held, stays };
	onMounted(() => holds.add(hold));
	onBeforeUnmount(() => holds.delete(hold));
}

export function guardLeaving(router: Router): void {
	router.beforeEach((to, from) => {
		const held = [...holds].filter((hold) => !hold.stays(to, from)).map((hold) => hold.held());
		const worst = worstFirst.find((kind) => held.includes(kind));
		asked.value?.answer(false);
		if (!worst) return true;
		return new Promise<boolean>((done) => {
			const answer = (leave: boolean) => {
				asked.value = null;
				done(leave);
			};
			asked.value = { held: worst, answer };
		});
	});
	window.addEventListener('beforeunload', (event) => {
		if (![...holds].some((hold) => hold.held())) return;
		event.preventDefault();
		event.returnValue = ''; // older browsers ask only so
	});
}
