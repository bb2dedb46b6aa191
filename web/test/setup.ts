// What jsdom has not and browsers have.
import 'fake-indexeddb/auto';

type Work = (lock: object | null) => Promise<unknown>;

// Web locks of one page: whoever asks waits for who holds the name.
const held = new Map<string, Promise<unknown>>();
const locks = {
	request(name: string, options: { ifAvailable?: boolean } | Work, work: Work = options as Work): Promise<unknown> {
		const before = held.get(name);
		if (before && typeof options === 'object' && options.ifAvailable) return Promise.resolve(work(null));
		const mine = (before ?? Promise.resolve()).then(() => work({ name }));
		const settled: Promise<unknown> = mine.catch(() => undefined).then((): boolean => held.get(name) === settled && held.delete(name));
		held.set(name, settled);
		return mine;
	},
};
Object.defineProperty(navigator, 'locks', { value: locks, configurable: true });
