// A real browser in front of a real server: Debian's Chromium, or (floor) the oldest that the pages are made for, driven by playwright-core, and people who use it. What a page does wrong
// unseen (an error on the console, a request that fails, a warning of Vue) is collected for each person and fails the test that looks.
import { createHash, X509Certificate } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { build, password, startServer, until } from '../api/harness.mjs';

export const pages = process.env.SAITOU_PAGES ?? path.join(build, 'web/dist');
export const locales = ['zh-CN', 'zh-Hant', 'en'];
export const screens = { phone: { width: 390, height: 844 }, tablet: { width: 820, height: 1180 }, laptop: { width: 1280, height: 800 }, projector: { width: 1920, height: 1080 } };
// A machine under load is slow; a condition that never comes fails in the end all the same.
export const patience = 60000;
const quiet = 500; // ms: a page that has asked for nothing for so long has what it needs

export async function startPages(options = {}) {
	if (!existsSync(path.join(pages, 'index.html'))) throw new Error(`no pages in ${pages}: build them first (make all)`);
	return startServer({ ...options, config: `pages = "${pages}"\nmails_per_address = 0\n${options.config ?? ''}` }); // all people of a test sit at one address
}

// The key of the server's certificate, by which the browser trusts it in earnest: what comes over a connection whose certificate is merely
// overlooked is kept in no cache.
const keyOf = (server) => createHash('sha256').update(new X509Certificate(readFileSync(path.join(server.folder, 'certs/server.crt'))).publicKey.export({ type: 'spki', format: 'der' })).digest('base64');

// Chromium 109, the last for Windows 7, comes as a package, packed; unpacked once for all test files of a build.
const FLOOR = '109';
function oldChromium() {
	const folder = path.join(build, `chromium-${FLOOR}`);
	const binary = path.join(folder, 'chromium');
	if (!existsSync(binary)) {
		const packed = fileURLToPath(new URL('../node_modules/@sparticuz/chromium/bin/chromium.br', import.meta.url));
		const fresh = `${binary}.${process.pid}`;
		mkdirSync(folder, { recursive: true });
		writeFileSync(fresh, brotliDecompressSync(readFileSync(packed)));
		chmodSync(fresh, 0o755);
		renameSync(fresh, binary); // whole, whoever else is at it
	}
	return binary;
}

// FLOOR: the oldest Chromium that the pages are made for; with SAITOU_BROWSER=floor in every test file.
export const atFloor = process.env.SAITOU_BROWSER === 'floor';
export const browserFile = (floor = atFloor) => (floor ? oldChromium() : (process.env.CHROMIUM ?? '/usr/bin/chromium'));

export const launch = ({ trusted, floor } = {}) =>
	chromium.launch({
		executablePath: browserFile(floor),
		args: ['--headless', '--no-sandbox', '--disable-gpu', '--ignore-certificate-errors', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage', ...(trusted ? [`--ignore-certificate-errors-spki-list=${keyOf(trusted)}`] : [])],
		timeout: patience,
	});

// A test file's server and browser: TAKE gets them, and makes what the file needs, before its first test; after its last they are gone.
export function onStage(take, { timeout = 120000, ...browserOptions } = {}) {
	let server, browser;
	before(async () => {
		server = await startPages();
		browser = await launch(browserOptions);
		await take(server, browser);
	}, { timeout });
	after(async () => {
		await browser?.close();
		await server?.stop();
	});
}

// Somebody with a browser of their own (cookies, storage): {page, context, faults, allow(), settled(), …}
export async function person(browser, server, { locale = 'zh-CN', dark = false, screen = screens.laptop, touch = false, agent, zone = 'Asia/Shanghai' } = {}) {
	const context = await browser.newContext({
		baseURL: server.url,
		ignoreHTTPSErrors: true,
		viewport: screen,
		hasTouch: touch,
		userAgent: agent,
		locale: locale === 'zh-Hant' ? 'zh-TW' : locale === 'en' ? 'en-GB' : 'zh-CN',
		timezoneId: zone,
		colorScheme: dark ? 'dark' : 'light',
		reducedMotion: 'reduce',
		acceptDownloads: true,
	});
	context.setDefaultTimeout(patience);
	context.setDefaultNavigationTimeout(patience);
	const who = new Person(context, server);
	context.on('page', (page) => who.watch(page));
	who.page = await context.newPage();
	return who;
}

class Person {
	constructor(context, server) {
		Object.assign(this, { context, server, faults: [], allowed: [], pages: new Map() });
	}
	watch(page) {
		this.follow(page);
		const note = (text) => {
			if (!this.allowed.some((pattern) => pattern.test(text))) this.faults.push(`${text}  (on ${new URL(page.url(), 'https://x').pathname})`);
		};
		const target = (request) => request.url().replace(this.server.url, '');
		page.on('pageerror', (error) => note(`error: ${error.stack ?? error.message}`));
		page.on('console', (message) => {
			if (message.type() !== 'error' && message.type() !== 'warning') return;
			if (/^Failed to load resource:/.test(message.text())) return; // noted below, with what was asked for
			note(`console: ${message.text()}`);
		});
		page.on('response', (response) => {
			if (response.status() === 404 && response.request().isNavigationRequest()) return; // an address that is no page, which shows one that says so
			if (response.status() >= 400) note(`answer: ${response.status()} ${response.request().method()} ${target(response.request())}`);
		});
		page.on('requestfailed', (request) => {
			const why = request.failure()?.errorText ?? '';
			if (why !== 'net::ERR_ABORTED') note(`request: ${why} ${request.method()} ${target(request)}`); // aborted: the page was left, or asked anew
		});
	}
	// What is on its way, but for streams of events, which have no end.
	follow(page) {
		const open = new Set();
		this.pages.set(page, { open, since: Date.now() });
		const over = (request) => {
			if (open.delete(request)) this.pages.get(page).since = Date.now();
		};
		page.on('request', (request) => request.resourceType() !== 'eventsource' && open.add(request));
		page.on('requestfinished', over);
		page.on('requestfailed', over);
		page.on('framenavigated', (frame) => frame === page.mainFrame() && open.clear()); // what the former page asked for is nobody's any more
	}
	// From now on this is expected, as a pattern over "answer: 412 PATCH /api/v1/…", "request: net::ERR_… GET /…", "console: …".
	allow(...patterns) {
		this.allowed.push(...patterns);
	}
	// Fails if anything went wrong unseen so far.
	clean() {
		if (!this.faults.length) return;
		const faults = this.faults.splice(0);
		throw new Error(`the page ran into:\n  ${[...new Set(faults)].join('\n  ')}`);
	}
	async open(target) {
		await this.page.goto(target);
		await this.settled();
	}
	// Nothing is on its way any more and the page has a heading.
	async settled(page = this.page) {
		await page.locator('main h1, main h2').first().waitFor();
		await page.waitForLoadState();
		await until('the page to ask for nothing more', () => ((on) => on.open.size === 0 && Date.now() - on.since >= quiet)(this.pages.get(page)), patience);
	}
	// Logs in through the API, with this browser's cookies, and leaves what the pages remember of it.
	async login(email, secret = password) {
		const answer = await this.context.request.post('/api/v1/sessions', { data: { email, password: secret }, headers: { origin: this.server.url } });
		if (answer.status() !== 200) throw new Error(`${email} could not log in: ${answer.status()} ${await answer.text()}`);
		const me = await (await this.context.request.get('/api/v1/me')).text();
		await this.page.goto('/seal.svg');
		await this.page.evaluate((text) => localStorage.setItem('me', text), me);
	}
	// Logs in as a person does.
	async loginByHand(email, secret = password) {
		await this.page.goto('/login');
		await this.page.locator('input[type=email]').fill(email);
		await this.page.locator('input[type=password]').fill(secret);
		await this.page.locator('form button[type=submit]').click();
		await this.page.waitForURL((url) => url.pathname !== '/login');
		await this.settled();
	}
	async close() {
		await this.context.close();
	}
}
