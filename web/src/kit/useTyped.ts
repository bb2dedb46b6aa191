// A text field whose value is a number: what is typed stays as it is typed, the value follows when it can be read. What cannot be read stays in sight, is
// marked, keeps its form from being sent, and is told to the page (UNREAD), which must not call it saved. A fault that the next key may mend is said when
// the field is left. While an input method composes nothing is read.
import { computed, onBeforeUnmount, onMounted, ref, watch, type Ref } from 'vue';
import { isFault, mayGoOn, type Fault, type Reading } from './number';
import { useHold } from './leaving';

export interface Typing {
	value: Ref<number | null>;
	unread: Ref<string | undefined>; // what stands there and cannot be read; whoever keeps it finds it again when the field is shown again
	read: (text: string) => Reading;
	write: (value: number | null) => string;
	say: (fault: Fault, text: string) => string;
	// What becomes of the value until it is put right: by default there is none, and the page is not left unasked. If the page keeps what is unread:
	// "before" leaves the value that was there before this field was typed in, "nothing" leaves none.
	kept?: 'before' | 'nothing';
}

export function useTyped({ value, unread, read, write, say, kept }: Typing) {
	const text = ref(unread.value ?? write(value.value));
	const left = ref(true);
	const input = ref<HTMLInputElement | null>(null);
	let before = value.value; // as it was when the field was last left
	let mine = value.value; // as this field has set it, so that another's change is recognised

	const reading = computed(() => read(text.value));
	const message = computed(() => (isFault(reading.value) && (left.value || !mayGoOn(reading.value)) ? say(reading.value, text.value) : ''));
	// The browser itself keeps a form from being sent in which something is unread.
	const mark = () => input.value?.setCustomValidity(isFault(reading.value) ? say(reading.value, text.value) : '');

	function set(now: number | null) {
		if (now === mine) return;
		mine = now;
		value.value = now;
	}
	function take(typed: string, leaving: boolean) {
		text.value = typed;
		left.value = leaving;
		const now = reading.value;
		unread.value = isFault(now) ? typed : undefined;
		set(!isFault(now) ? now : kept === 'before' ? before : null);
		if (leaving && !isFault(now)) before = now;
		mark();
	}
	function rewrite() {
		text.value = write(value.value);
		left.value = true;
		mark();
	}
	// Read again, as by another unit.
	const again = () => (isFault(reading.value) ? take(text.value, true) : rewrite());

	// What an input method composes is read when it is done; older browsers do not say so of the keys in between.
	let composing = false;
	const typed = (event: Event) => {
		if (event.type === 'compositionend') composing = false;
		if (!composing && !(event as Partial<InputEvent>).isComposing) take((event.target as HTMLInputElement).value, false);
	};
	const settle = (event: Event) => take((event.target as HTMLInputElement).value, true);
	watch(value, (now) => {
		if (now === mine) return;
		mine = before = now;
		if (!isFault(reading.value)) rewrite();
	});
	watch(unread, (now) => {
		if (now === undefined && isFault(reading.value)) rewrite();
		else if (now !== undefined && now !== text.value) take(now, true);
	});
	onMounted(mark);
	onBeforeUnmount(() => (input.value = null));
	if (!kept) useHold(() => isFault(reading.value) && 'lost');

	const attributes = computed(() => ({ ref: (element: unknown) => (input.value = element as HTMLInputElement | null), type: 'text', value: text.value, inputmode: 'decimal' as const, autocomplete: 'off' }));
	return { text, message, attributes, on: { input: typed, compositionstart: () => void (composing = true), compositionend: typed, change: settle }, again };
}
