// Asks again every so many seconds while the page is on screen, and at once when it comes back.
import { onBeforeUnmount, onMounted, ref } from 'vue';

export function usePoll(ask: () => Promise<unknown>, seconds = 10) {
	const at = ref<Date | null>(null); // of the last answer
	const problem = ref<unknown>(null);
	let timer: ReturnType<typeof setTimeout> | undefined;
	let over = false;

	async function turn() {
		clearTimeout(timer);
		try {
			await ask();
			at.value = new Date();
			problem.value = null;
		} catch (error) {
			problem.value = error;
		}
		clearTimeout(timer);
		if (!over) timer = setTimeout(() => (document.hidden ? undefined : void turn()), seconds * 1000);
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
