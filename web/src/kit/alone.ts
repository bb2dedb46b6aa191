// One tab of this browser at a time, where the browser can say so (Safari from 15.4 on); where it cannot, tabs are at it together, and the server, which
// takes each version once, keeps them apart.
const locks = (): LockManager | undefined => navigator.locks as LockManager | undefined;

export async function alone<T>(name: string, work: () => Promise<T>): Promise<T> {
	const free = locks();
	let begun = false;
	const once = () => {
		begun = true;
		return work();
	};
	if (!free) return once();
	try {
		return (await free.request(name, once)) as T;
	} catch (error) {
		if (begun) throw error;
		return once(); // refused by a browser that keeps nothing for the site
	}
}

// As long as this page lives.
export function holdForLife(name: string): void {
	void locks()?.request(name, () => new Promise<void>(() => undefined)).catch(() => undefined);
}

// Whether nobody holds it.
export async function isFree(name: string): Promise<boolean> {
	try {
		return (await locks()?.request(name, { ifAvailable: true }, (lock) => Promise.resolve(lock !== null))) ?? true;
	} catch {
		return true;
	}
}

// What tabs tell each other; where they cannot hear each other (Safari before 15.4), nothing.
export function openChannel<T>(name: string, heard: (message: T) => void): { say: (message: T) => void; close: () => void } {
	if (!('BroadcastChannel' in window)) return { say: () => undefined, close: () => undefined };
	const channel = new BroadcastChannel(name);
	channel.onmessage = (event: MessageEvent<T>) => heard(event.data);
	return { say: (message) => channel.postMessage(message), close: () => channel.close() };
}
