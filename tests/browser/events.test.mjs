// A page that is open changes by itself when somebody else does something, over HTTP/2 as the browser chose it:
// - the organiser's overview shows what became of a round, and a judge's queue that it takes no points any more, as soon as it is locked
import assert from 'node:assert/strict';
import test from 'node:test';
import { until } from '../api/harness.mjs';
import { openWithAll, season } from '../api/judging_fixture.mjs';
import { onStage, person } from './browser.mjs';
import { words } from './words.mjs';

const slow = { timeout: 300000 };
const soon = { timeout: 20000 }; // far below the clock that asks in any case
let server, browser, made, round;
onStage(async (s, b) => {
	[server, browser] = [s, b];
	made = await season(server, { judges: 1 });
	round = await openWithAll(made);
}, 300000);

// Somebody with a page open whose stream has begun; it is the same document as long as it says `kept`.
async function watching(client, target, stream) {
	const who = await person(browser, server);
	await who.login(client.account.email);
	const begun = who.page.waitForResponse((r) => r.url().endsWith(stream) && r.status() === 200);
	await who.open(target);
	await begun;
	await who.page.evaluate(() => (window.kept = true));
	assert.equal(await who.page.evaluate(() => performance.getEntriesByType('navigation')[0].nextHopProtocol), 'h2');
	return who;
}

test('the overview and the queue follow what others do', slow, async () => {
	const judge = await watching(made.judges[0].client, `/judging/rounds/${round}`, `/api/v1/judging/rounds/${round}/events`);
	const desk = await watching(made.organizer, `/desk/${made.edition}`, `/api/v1/editions/${made.edition}/events`);
	await judge.page.getByText(words('judge.roundState.open')).first().waitFor();
	const before = await desk.page.locator('.rounds').innerText();
	await made.organizer.expect(200, 'POST', `/api/v1/rounds/${round}/lock`);
	await judge.page.getByText(words('judge.roundState.locked')).first().waitFor(soon);
	await until('the overview to change', async () => (await desk.page.locator('.rounds').innerText()) !== before, soon.timeout);
	for (const who of [judge, desk]) {
		assert.equal(await who.page.evaluate(() => window.kept), true, 'without being loaded again');
		who.clean();
		await who.close();
	}
});
