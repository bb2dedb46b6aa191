// Whether the page is being printed just now: what is at hand and shown a part at a time is then shown whole.
import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue';

export function usePaper(): Ref<boolean> {
	const printing = ref(false);
	const begin = () => (printing.value = true);
	const end = () => (printing.value = false);
	onMounted(() => {
		window.addEventListener('beforeprint', begin);
		window.addEventListener('afterprint', end);
	});
	onBeforeUnmount(() => {
		window.removeEventListener('beforeprint', begin);
		window.removeEventListener('afterprint', end);
	});
	return printing;
}
