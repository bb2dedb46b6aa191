// A short sentence that something was done, spoken by screen readers and shown for a while at the foot of the page.
import { ref } from 'vue';

export const said = ref('');
let timer: ReturnType<typeof setTimeout> | undefined;

export function say(text: string): void {
	said.value = text;
	clearTimeout(timer);
	timer = setTimeout(() => (said.value = ''), 8000);
}
