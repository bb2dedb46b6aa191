// The server's clock, learnt from the Date header of its answers, so that a wrong clock on this device shows no wrong deadline.
let offset = 0;

export function learnClock(headers: Headers): void {
	const date = Date.parse(headers.get('Date') ?? '');
	if (!Number.isNaN(date)) offset = date + 500 - Date.now();
}

export const serverNow = () => Date.now() + offset;
