// Service worker of judges' browsers: the pages open without a network. BUILD and FILES are filled in when the pages are built.
// Sheets and entry texts are not its business; the pages keep them in IndexedDB.
const BUILD = '__BUILD__';
const FILES = __FILES__;
const SHELL = `shell-${BUILD}`;
const RULES = 'rulebooks';

self.addEventListener('install', (event) => {
	event.waitUntil(
		caches
			.open(SHELL)
			.then((cache) => cache.addAll(FILES))
			.then(() => self.skipWaiting()),
	);
});

self.addEventListener('activate', (event) => {
	event.waitUntil(
		caches
			.keys()
			.then((names) => Promise.all(names.filter((n) => n.startsWith('shell-') && n !== SHELL).map((n) => caches.delete(n))))
			.then(() => self.clients.claim()),
	);
});

// Pages are asked for first, so that a new version is seen at once; the kept one is for when nobody answers.
const page = (request) => fetch(request).catch(async () => (await caches.match('/')) ?? Response.error());

// Names of built files hold a hash of what is in them: once kept they are right for ever.
const built = async (request) => (await caches.match(request)) ?? fetch(request);

// Rulebooks in force say what criteria and rounds are called.
async function rulebook(request) {
	const cache = await caches.open(RULES);
	try {
		const answer = await fetch(request);
		if (answer.ok) await cache.put(request, answer.clone());
		return answer;
	} catch (error) {
		const kept = await cache.match(request);
		if (kept) return kept;
		throw error;
	}
}

self.addEventListener('fetch', (event) => {
	const { request } = event;
	const url = new URL(request.url);
	if (request.method !== 'GET' || url.origin !== self.location.origin) return;
	if (request.mode === 'navigate') {
		if (!url.pathname.startsWith('/api/')) event.respondWith(page(request));
	} else if (url.pathname.startsWith('/assets/') || url.pathname === '/seal.svg') event.respondWith(built(request));
	else if (/^\/api\/v1\/editions\/\d+\/rulebook$/.test(url.pathname)) event.respondWith(rulebook(request));
});
