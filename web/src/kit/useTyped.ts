// A text field whose value is a number: what is typed stays as it is typed, the value follows when it can be read, and a fault is said once it is
// clear that it cannot, or when the field is left half-way. While an input method composes nothing is read.
import { computed, ref, watch, type Ref } from 'vue';
import type { Reading } from './number';

// CLEAR: what cannot be read is no value; else the value that was there stays.
export function useTyped(value: Ref<number | null>, read: (text: string) => Reading, write: (value: number | null) => string, clear = false) {
	const text = ref(write(value.value));
	const fault = ref(false);

	function take(typed: string, left: boolean) {
		text.value = typed;
		const reading = read(typed);
		fault.value = reading === 'bad' || (left && reading === 'half');
		if (reading !== 'bad' && reading !== 'half') value.value = reading;
		else if (clear && fault.value) value.value = null;
	}
	const input = (event: Event) => {
		if (!(event as InputEvent).isComposing) take((event.target as HTMLInputElement).value, false);
	};
	const settle = (event: Event) => take((event.target as HTMLInputElement).value, true);
	function rewrite() {
		text.value = write(value.value);
		fault.value = false;
	}
	watch(value, (now) => {
		const reading = read(text.value);
		if (reading !== now && !(fault.value && now === null)) rewrite();
	});
	const attributes = computed(() => ({ value: text.value, inputmode: 'decimal' as const, autocomplete: 'off' }));
	return { text, fault, attributes, on: { input, compositionend: input, change: settle }, rewrite };
}
