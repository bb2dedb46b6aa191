// The text field whose value is a number (kit/useTyped.ts):
// - while an input method composes nothing is read; its result is
// - what cannot be read stays as it was typed and keeps its form from being sent; it is said at once, or when the field is left if the next key may mend it
// - there is no value then, or the one from before the typing where the page keeps what is unread; the page is told, and can give it back
// - a value that comes from elsewhere is shown, unless it is what was typed; it does not take away what stands there unread
// - no page has a number field of the browser, hears the wheel, or reads numbers in another way
import { afterEach, expect, it } from 'vitest';
import { createApp, defineComponent, h, nextTick, ref } from 'vue';
import { readNumber } from '@/kit/number';
import { useTyped, type Typing } from '@/kit/useTyped';

let unmount = () => {};
afterEach(() => unmount());

function field(kept?: Typing['kept'], given: { value?: number; unread?: string } = {}) {
	const value = ref<number | null>(given.value ?? null);
	const unread = ref<string | undefined>(given.unread);
	let typing!: ReturnType<typeof useTyped>;
	const app = createApp(
		defineComponent({
			setup() {
				typing = useTyped({ value, unread, read: (text) => readNumber(text, 2), write: (v) => (v === null ? '' : String(v)), say: (fault) => fault, kept });
				return () => h('form', h('input', { ...typing.attributes.value, onInput: typing.on.input, onCompositionend: typing.on.compositionend, onChange: typing.on.change }));
			},
		}),
	);
	const root = document.body.appendChild(document.createElement('div'));
	app.mount(root);
	unmount = () => (app.unmount(), root.remove());
	const input = root.querySelector('input') as HTMLInputElement;
	const type = async (text: string, kind: 'input' | 'compositionend' | 'change' = 'input', isComposing = false) => {
		input.value = text;
		input.dispatchEvent(kind === 'input' ? new InputEvent('input', { isComposing }) : new Event(kind));
		await nextTick();
	};
	const sendable = () => root.querySelector('form')?.checkValidity();
	return { value, unread, type, input, sendable, said: () => typing.message.value };
}

it('reads what an input method has composed, and nothing before', async () => {
	const f = field();
	await f.type('er', 'input', true);
	expect([f.value.value, f.said()]).toEqual([null, '']);
	await f.type('２７。５', 'compositionend');
	expect([f.value.value, f.said()]).toEqual([27.5, '']);
	expect(f.input.value, 'what was typed stays as it was').toBe('２７。５');
});

it('says what the next key may mend only when the field is left', async () => {
	const f = field();
	await f.type('1,2');
	expect([f.said(), f.unread.value, f.sendable()]).toEqual(['', '1,2', false]);
	await f.type('1,2', 'change');
	expect(f.said()).toBe('comma');
	await f.type('1,200', 'change');
	expect([f.value.value, f.said(), f.unread.value, f.sendable()]).toEqual([1200, '', undefined, true]);
});

it.each([undefined, 'nothing'] as const)('leaves no value behind what cannot be read (kept: %s)', async (kept) => {
	const f = field(kept);
	await f.type('27', 'change');
	await f.type('27e');
	expect([f.value.value, f.said(), f.input.value, f.unread.value, f.sendable()]).toEqual([null, 'words', '27e', '27e', false]);
});

it('leaves the value from before the typing, where the page keeps what is unread', async () => {
	const f = field('before', { value: 20 });
	for (const text of ['1', '15', '150', '1500', '1500万']) await f.type(text);
	expect([f.value.value, f.said(), f.unread.value]).toEqual([20, 'words', '1500万']);
	await f.type('1500', 'change');
	await f.type('1500x', 'change');
	expect([f.value.value, f.input.value]).toEqual([1500, '1500x']);
});

it('shows what the page has kept, until the page takes it away', async () => {
	const f = field('before', { value: 20, unread: '约30人' });
	expect([f.input.value, f.said(), f.sendable()]).toEqual(['约30人', 'words', false]);
	f.unread.value = undefined;
	await nextTick();
	expect([f.input.value, f.said(), f.sendable()]).toEqual(['20', '', true]);
});

it('shows a value that comes from elsewhere', async () => {
	const f = field();
	await f.type('12.50');
	f.value.value = 30;
	await nextTick();
	expect(f.input.value).toBe('30');
	await f.type('30.0');
	f.value.value = 30;
	await nextTick();
	expect(f.input.value).toBe('30.0');
	await f.type('30个');
	f.value.value = 40;
	await nextTick();
	expect([f.input.value, f.said()]).toEqual(['30个', 'words']);
});

// The browser's own number fields swallow full-width digits and thousands, and change by the wheel of the mouse.
it('is the only kind of field for numbers', () => {
	const pages = import.meta.glob(['../src/**/*.vue', '../src/**/*.ts'], { query: '?raw', import: 'default', eager: true });
	expect(Object.keys(pages).length).toBeGreaterThan(150);
	const found = (pattern: RegExp, but: RegExp) => Object.entries(pages).filter(([name, text]) => pattern.test(String(text)) && !but.test(name)).map(([name]) => name);
	expect(found(/type\s*[=:]\s*["'`]{1,2}number["'`]/, /\/i18n\/|schema\.d\.ts/)).toEqual([]);
	expect(found(/["'`]range["'`]/, /\/judge\/(PointsField\.vue|points\.ts|useSheet\.ts|SheetForm\.vue)$/)).toEqual([]);
	expect(found(/wheel/i, /^$/)).toEqual([]);
	expect(found(/parseFloat|parseInt|valueAsNumber|v-model\.number|\bNumber\([^)]*(?:\.target|typed|input)/, /\/judge\/PointsField\.vue$/)).toEqual([]);
});
