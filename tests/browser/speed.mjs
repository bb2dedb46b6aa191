// Not a test: how soon a page can be used on a slow phone (4× slower CPU, slow 4G: 150 ms, 1.6 Mbit/s down, 750 kbit/s up), first visit and
// second, and how long turning a page of 5,044 entries takes on this machine.
//   node tests/browser/speed.mjs [RUNS]
import { launch, person, screens, startPages } from './browser.mjs';
import { largeEdition } from './large.mjs';

const runs = Number(process.argv[2] ?? 5);
const server = await startPages();
const browser = await launch();
const row = (what, times) => {
	const sorted = [...times].sort((a, b) => a - b);
	console.log(`${what.padEnd(44)} min ${Math.round(sorted[0])}  median ${Math.round(sorted[Math.floor(sorted.length / 2)])}  max ${Math.round(sorted.at(-1))} ms`);
};

async function visit(target) {
	const who = await person(browser, server, { screen: screens.phone, touch: true });
	const cdp = await who.context.newCDPSession(who.page);
	await cdp.send('Network.enable');
	await cdp.send('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: (1638.4 * 1024) / 8, uploadThroughput: (750 * 1024) / 8 });
	await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 });
	const times = [];
	for (let i = 0; i < 2; i++) {
		const began = performance.now();
		await who.page.goto(target, { waitUntil: 'commit' });
		await who.page.locator('main h1').first().waitFor();
		times.push(performance.now() - began);
		await who.page.goto('about:blank');
	}
	await who.close();
	return times;
}

try {
	for (const target of ['/', '/login', '/register']) {
		const all = [];
		for (let i = 0; i < runs; i++) all.push(await visit(target));
		row(`${target} usable, first visit`, all.map((t) => t[0]));
		row(`${target} usable, second visit`, all.map((t) => t[1]));
	}
	const season = largeEdition(server);
	const organizer = await server.account({ organizer: season.edition });
	const who = await person(browser, server);
	await who.login(organizer.account.email);
	await who.open(`/desk/${season.edition}/entries`);
	const times = [];
	for (let i = 0; i < Math.max(5, runs); i++) {
		const before = await who.page.locator('tbody tr').first().innerText();
		const next = who.page.locator('nav.pages button').last();
		const began = performance.now();
		await next.click();
		while ((await who.page.locator('tbody tr').first().innerText()) === before) await new Promise((done) => setTimeout(done, 5));
		times.push(performance.now() - began);
	}
	row('next page of 5,044 entries', times);
} finally {
	await browser.close();
	await server.stop();
}
