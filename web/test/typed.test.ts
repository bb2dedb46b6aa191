// A text field whose value is a number (kit/useTyped.ts, with points as the judge's sheet reads them):
// - while an input method composes nothing is read; its result is
// - half-typed is no fault until the field is left; what cannot be read is one at once, and no points are left standing behind it
// - a value that comes from elsewhere is shown, unless it is what was typed
// - no page has a number field of the browser
import { expect, it } from 'vitest';
import { nextTick, ref } from 'vue';
import { readNumber } from '@/kit/number';
import { useTyped } from '@/kit/useTyped';

function field(clear = false) {
	const value = ref<number | null>(null);
	const typed = useTyped(value, (text) => readNumber(text, { places: 2 }), (v) => (v === null ? '' : String(v)), clear);
	const input = document.createElement('input');
	for (const [name, heard] of Object.entries(typed.on)) input.addEventListener(name, heard);
	const type = async (text: string, kind: 'input' | 'compositionend' | 'change' = 'input', isComposing = false) => {
		input.value = text;
		input.dispatchEvent(kind === 'input' ? new InputEvent('input', { isComposing }) : new Event(kind));
		await nextTick();
	};
	return { value, type, fault: typed.fault, shown: typed.text };
}

it('reads what an input method has composed, and nothing before', async () => {
	const f = field();
	await f.type('er', 'input', true);
	expect([f.value.value, f.fault.value]).toEqual([null, false]);
	await f.type('２７。５', 'compositionend');
	expect([f.value.value, f.fault.value]).toEqual([27.5, false]);
	expect(f.shown.value, 'what was typed stays as it was').toBe('２７。５');
});

it('finds fault with what is half typed only when the field is left', async () => {
	const f = field();
	await f.type('1,2');
	expect(f.fault.value).toBe(false);
	await f.type('1,2', 'change');
	expect(f.fault.value).toBe(true);
	await f.type('1,200', 'change');
	expect([f.value.value, f.fault.value]).toEqual([1200, false]);
});

it('leaves no points standing behind what cannot be read', async () => {
	const f = field(true);
	await f.type('27');
	await f.type('27e');
	expect([f.value.value, f.fault.value, f.shown.value]).toEqual([null, true, '27e']);
	const kept = field();
	await kept.type('27');
	await kept.type('27e');
	expect([kept.value.value, kept.fault.value]).toEqual([27, true]);
});

it('shows a value that comes from elsewhere', async () => {
	const f = field();
	await f.type('12.50');
	f.value.value = 30;
	await nextTick();
	expect(f.shown.value).toBe('30');
	await f.type('30.0');
	f.value.value = 30;
	await nextTick();
	expect(f.shown.value).toBe('30.0');
});

// The browser's own number fields swallow full-width digits and thousands, and change by the wheel of the mouse.
it('is the only kind of field for numbers', () => {
	const pages = import.meta.glob('../src/**/*.vue', { query: '?raw', import: 'default', eager: true });
	expect(Object.keys(pages).length).toBeGreaterThan(100);
	expect(Object.entries(pages).filter(([, text]) => /type="number"/.test(String(text))).map(([name]) => name)).toEqual([]);
});
