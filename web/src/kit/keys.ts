// Keys of our own, for every handler of keydown: one place knows that a key may belong to an input method. The Enter that ends a composition, or the
// Escape that gives it up, is no key for the page: nothing is added, sent, chosen or closed by it.

// While composing. Safari says so of the last key only by its old number, 229.
export const composing = (event: KeyboardEvent): boolean => event.isComposing || event.keyCode === 229;

// What each key does, by its name, with the modifiers that are held in this order: "Enter", "Alt+ArrowUp", "Ctrl+s". Shift is none of them, and any
// other key stays the browser's.
export type Keys = Record<string, (event: KeyboardEvent) => unknown>;

export function press(event: KeyboardEvent, keys: Keys): void {
	if (composing(event)) return;
	const held = [event.ctrlKey && 'Ctrl', event.metaKey && 'Meta', event.altKey && 'Alt'].filter(Boolean);
	const act = keys[[...held, event.key].join('+')];
	if (!act) return;
	event.preventDefault();
	act(event);
}
