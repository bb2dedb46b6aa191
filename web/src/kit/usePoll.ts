// Asks again every so many seconds while the page is on screen, and at once when it comes back.
import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue';

// A stream of events may be dead without anybody's noticing, on a phone that changed its network: so much slower it is asked all the same.
const SLOWER = 10;

// LIVE: whether the page hears of changes by itself (useEvents) and calls turn() then.
export function usePoll(ask: () => Promise<unknown>, seconds = 10, live?: Readonly<Ref<boolean>>) {
	const at = ref<Date | null>(null); // of the last answer
	const problem = ref<unknown>(null);
	let timer: ReturnType<typeof setTimeout> | undefined;
	let over = false;
	let passed = 0; // turns that were let pass since the last question

	function later() {
		clearTimeout(timer);
		if (over) return;
		timer = setTimeout(() => {
			if (document.hidden) return;
			if (live?.value && ++passed < SLOWER) later();
			else void turn();
		}, seconds * 1000);
	}
	async function turn() {
		clearTimeout(timer);
		passed = 0;
		try {
			await ask();
			at.value = new Date();
			problem.value = null;
		} catch (error) {
			problem.value = error;
		}
		later();
	}
	const back = () => {
		if (!document.hidden) void turn();
	};
	onMounted(() => {
		document.addEventListener('visibilitychange', back);
		void turn();
	});
	onBeforeUnmount(() => {
		over = true;
		clearTimeout(timer);
		document.removeEventListener('visibilitychange', back);
	});
	return { at, problem, turn };
}
