// Keys of our own (kit/keys.ts):
// - a key does what it is said to do, with its modifiers, and the browser is kept from it; any other key stays the browser's
// - a key that belongs to an input method does nothing, whether the browser says so by isComposing or by the number 229
// - no page hears keys in any other way
import { describe, expect, it } from 'vitest';
import { press } from '@/kit/keys';

function pressed(init: KeyboardEventInit & { keyCode?: number }, names: string[]) {
	const done: string[] = [];
	const event = new KeyboardEvent('keydown', { cancelable: true, ...init });
	press(event, Object.fromEntries(names.map((name) => [name, () => done.push(name)])));
	return { done, prevented: event.defaultPrevented };
}

describe('a key', () => {
	it('does what it is said to do', () => {
		expect(pressed({ key: 'Enter' }, ['Enter', 'Escape'])).toEqual({ done: ['Enter'], prevented: true });
		expect(pressed({ key: 'ArrowUp', altKey: true }, ['Alt+ArrowUp'])).toEqual({ done: ['Alt+ArrowUp'], prevented: true });
		expect(pressed({ key: 's', ctrlKey: true }, ['Ctrl+s', 'Meta+s'])).toEqual({ done: ['Ctrl+s'], prevented: true });
		expect(pressed({ key: 'Enter', shiftKey: true }, ['Enter'])).toEqual({ done: ['Enter'], prevented: true });
	});

	it('stays the browser’s otherwise', () => {
		expect(pressed({ key: 'Tab' }, ['Enter'])).toEqual({ done: [], prevented: false });
		expect(pressed({ key: 'Enter', ctrlKey: true }, ['Enter'])).toEqual({ done: [], prevented: false });
		expect(pressed({ key: 'ArrowUp' }, ['Alt+ArrowUp'])).toEqual({ done: [], prevented: false });
	});

	it.each([['isComposing', { isComposing: true }], ['229', { keyCode: 229 }]])('belongs to the input method while that composes (%s)', (_, sign) => {
		for (const key of ['Enter', 'Escape', 'ArrowUp', ' ']) expect(pressed({ key, ...sign }, [key])).toEqual({ done: [], prevented: false });
	});
});

it('is heard in no other way', () => {
	const sources = import.meta.glob(['../src/**/*.vue', '../src/**/*.ts'], { query: '?raw', import: 'default', eager: true });
	const wrong: string[] = [];
	for (const [name, source] of Object.entries(sources)) {
		if (name.endsWith('/kit/keys.ts')) continue;
		const text = String(source);
		for (const [heard] of text.matchAll(/(?:@|v-on:)key(?:down|up|press)[^\s=]*="[^"]*"/g)) if (!/^@keydown="press\(\$event, /.test(heard) && !/composing/.test(text)) wrong.push(`${name}: ${heard}`);
		for (const [heard] of text.matchAll(/(?:addEventListener\(\s*['"`]key\w+|onkey(?:down|up|press)\b|onKey(?:down|up|press)\b).*/g)) wrong.push(`${name}: ${heard}`);
	}
	expect(wrong).toEqual([]);
});
