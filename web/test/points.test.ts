// The field for points (judge/PointsField.vue): typed, pasted and by arrow keys, in the steps of its criterion; never more than its maximum, and
// nothing is left of what was there once it cannot be read.
import { afterEach, expect, it } from 'vitest';
import { createApp, defineComponent, h, nextTick, ref } from 'vue';
import { i18n } from '@/i18n';
import PointsField from '@/judge/PointsField.vue';

let unmount = () => {};
afterEach(() => unmount());

function field(step: number, max = 40) {
	const points = ref<number | undefined>();
	const app = createApp(defineComponent({ setup: () => () => h(PointsField, { id: 'p', label: '技术', max, step, weight: 1, modelValue: points.value, 'onUpdate:modelValue': (v: number | undefined) => (points.value = v) }) }));
	const root = document.body.appendChild(document.createElement('div'));
	app.use(i18n).mount(root);
	unmount = () => (app.unmount(), root.remove());
	const input = root.querySelector('input') as HTMLInputElement;
	const type = async (text: string) => {
		for (const key of text) {
			input.value += key;
			input.dispatchEvent(new InputEvent('input'));
			await nextTick();
		}
	};
	const press = async (key: string) => {
		input.dispatchEvent(new KeyboardEvent('keydown', { key }));
		await nextTick();
	};
	return { points, input, type, press };
}

it('takes what is typed, key by key, and steps from there', async () => {
	const f = field(0.01);
	await f.type('18');
	expect(f.points.value).toBe(18);
	await f.press('ArrowDown');
	expect([f.points.value, f.input.value]).toEqual([17.99, '17.99']);
	await f.press('ArrowUp');
	expect([f.points.value, f.input.value]).toEqual([18, '18']);
});

it('steps in halves, stays between 0 and the maximum', async () => {
	const f = field(0.5, 40);
	await f.press('ArrowDown');
	expect(f.points.value).toBe(0);
	await f.press('ArrowUp');
	expect(f.points.value).toBe(0.5);
	f.points.value = 39.8;
	await nextTick();
	await f.press('ArrowUp');
	expect(f.points.value).toBe(40);
	await f.press('ArrowUp');
	expect(f.points.value).toBe(40);
});

it('has no points once what is typed cannot be read', async () => {
	const f = field(0.5);
	await f.type('12');
	await f.type('x');
	expect(f.points.value).toBeUndefined();
	expect(f.input.getAttribute('aria-invalid')).toBe('true');
	expect(f.input.value).toBe('12x');
});
