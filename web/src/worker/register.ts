// Only judges get a service worker: others do not work without a network, and their first visit stays small.
export function registerWorker(roles: string[]): void {
	if (import.meta.env.PROD && roles.includes('judge') && 'serviceWorker' in navigator) void navigator.serviceWorker.register('/sw.js').catch(() => undefined);
}
