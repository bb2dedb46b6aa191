// The server's clock, learnt from the Date header of its answers, so that a wrong clock on this device shows no wrong deadline.
import { onBeforeUnmount, ref, type Ref } from 'vue';

let offset = 0;

export function learnClock(headers: Headers): void {
	const date = Date.parse(headers.get('Date') ?? '');
	if (!Number.isNaN(date)) offset = date + 500 - Date.now();
}

export const serverNow = () => Date.now() + offset;

// The same as something to watch, second by second, as long as the component lives.
export function useNow(): Ref<number> {
	const now = ref(serverNow());
	const tick = setInterval(() => (now.value = serverNow()), 1000);
	onBeforeUnmount(() => clearInterval(tick));
	return now;
}
