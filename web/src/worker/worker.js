// Service worker of judges' browsers: the pages open without a network. BUILD and FILES are filled in when the pages are built.
// Sheets and entry texts are not its business; the pages keep them in IndexedDB.
const BUILD = '__BUILD__';
const FILES = __FILES__;
const SHELL = `shell-${BUILD}`;
const RULES = 'rulebooks';

// A network with a page to log in to, or a proxy, answers in the site's name: nothing of that is kept.
const TYPES = { bcmap: /octet-stream/, js: /javascript/, css: /text\/css/, svg: /image\/svg/, json: /json/ };
const isPage = (text) => text.includes('id="app"');
function canBeOurs(request, answer) {
	const kind = /\.(\w+)$/.exec(new URL(request.url).pathname)?.[1];
	return answer.ok && !answer.redirected && (TYPES[kind] ?? /text\/html/).test(answer.headers.get('Content-Type') ?? '');
}

async function keep(cache, file) {
	const request = new Request(file, { cache: 'no-cache' });
	const answer = await fetch(request);
	if (!canBeOurs(request, answer) || (file === '/' && !isPage(await answer.clone().text()))) throw new Error(`${file} is not the site's`);
	await cache.put(file, answer);
}

self.addEventListener('install', (event) => {
	event.waitUntil(
		caches
			.open(SHELL)
			.then((cache) => Promise.all(FILES.map((file) => keep(cache, file))))
			.then(() => self.skipWaiting()),
	);
});

// The build before this one stays: a tab that was opened with it asks for its parts.
self.addEventListener('activate', (event) => {
	event.waitUntil(
		caches
			.keys()
			.then((names) => names.filter((n) => n.startsWith('shell-') && n !== SHELL))
			.then((old) => Promise.all(old.slice(0, -1).map((n) => caches.delete(n))))
			.then(() => self.clients.claim()),
	);
});

const shell = async () => (await caches.open(SHELL)).match('/');

// Pages are asked for first, so that a new version is seen at once; the kept one is for when nobody answers, or only a proxy that got no answer.
async function page(request) {
	try {
		const answer = await fetch(request);
		return answer.status < 500 ? answer : ((await shell()) ?? answer);
	} catch {
		return (await shell()) ?? Response.error();
	}
}

// Names of built files hold a hash of what is in them: once kept they are right for ever.
const built = async (request) => (await (await caches.open(SHELL)).match(request)) ?? (await caches.match(request)) ?? fetch(request);

// Rulebooks in force say what criteria and rounds are called. The pages put them here, too, for when the judge had no worker yet.
async function rulebook(request) {
	const cache = await caches.open(RULES);
	try {
		const answer = await fetch(request);
		if (answer.ok && /json/.test(answer.headers.get('Content-Type') ?? '')) {
			await cache.put(request, answer.clone());
			return answer;
		}
		return answer.status === 404 ? answer : ((await cache.match(request)) ?? answer);
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
	} else if (url.pathname.startsWith('/assets/') || (url.pathname !== '/' && FILES.includes(url.pathname))) event.respondWith(built(request));
	else if (/^\/api\/v1\/editions\/\d+\/rulebook$/.test(url.pathname)) event.respondWith(rulebook(request));
});
