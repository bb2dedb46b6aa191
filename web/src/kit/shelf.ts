// What this browser keeps for the site. Where it keeps nothing (cookies blocked, some private windows, no room), the page remembers as long as it is
// open: everything works but what has to outlive it.
const here = new Map<string, string>();

function attempt<T>(use: (storage: Storage) => T, otherwise: T): T {
	try {
		return use(localStorage);
	} catch {
		return otherwise;
	}
}

export const shelf = {
	get: (name: string): string | null => here.get(name) ?? attempt((s) => s.getItem(name), null),
	// False if it is remembered by this page only.
	set(name: string, value: string): boolean {
		const kept = attempt((s) => (s.setItem(name, value), true), false);
		if (kept) here.delete(name);
		else here.set(name, value);
		return kept;
	},
	remove(name: string): void {
		here.delete(name);
		attempt((s) => s.removeItem(name), undefined);
	},
	names: (prefix: string): string[] => [...new Set([...here.keys(), ...attempt((s) => Object.keys(s), [])])].filter((name) => name.startsWith(prefix)),
	// What was kept as JSON; null if there is nothing, or nothing that can be read.
	read<T>(name: string): T | null {
		try {
			return JSON.parse(shelf.get(name) ?? 'null') as T | null;
		} catch {
			return null;
		}
	},
};
