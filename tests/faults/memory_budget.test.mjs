// What large computations may take of the process's memory (computation_memory), where 16 MB are all there is: enough for one of a small edition.
// - one that needs more than all of it is refused with both numbers, for nobody can ever wait long enough; what is not large goes on
// - one that finds it taken waits, with no transaction open and no lock held; others go on; then it is done
// - one that waits longer than LIMIT_ROOM_WAIT_US is told when to come again, and is counted
// - whoever goes away leaves nothing taken, waiting or not
// - what is not there, and who may not, takes nothing
// - after each of these nothing is set aside any more
import assert from 'node:assert/strict';
import test, { after, afterEach, before } from 'node:test';
import { limits } from '../api/bare.mjs';
import { deskEditions, roundOf } from '../api/desk_fixture.mjs';
import { startServer, TRANSACTIONS_EVERY, until } from '../api/harness.mjs';

const small = 64;
const large = 320;
let server, organizer;

before(async () => {
	server = await startServer({ config: 'workers = 16\ncomputation_memory = 16' });
	deskEditions(server, small, large);
	organizer = await server.account({ organizer: null });
});
after(() => server?.stop());
afterEach(async () => until('nothing to be set aside', async () => (await metric('computation_memory_taken_bytes')) === 0 && (await metric('computation_memory_waiting')) === 0));

async function metric(name) {
	const { text } = await server.client({ hold: false }).get('/metrics');
	return Number(text.match(new RegExp(`^saitou_${name.replace(/[{}]/g, '\\$&')} (\\d+)`, 'm'))[1]);
}
const dossier = (n) => `/api/v1/editions/${n}/dossier`;

// A computation of the small edition that has its memory, and waits for its round until end().
async function holding() {
	const lock = server.sqlSession();
	await lock.run(`BEGIN; SELECT id FROM rounds WHERE id = ${roundOf(small)} FOR UPDATE`);
	const answer = organizer.post(`/api/v1/rounds/${roundOf(small)}/compute`, {});
	await until('the computation to hold memory', async () => (await metric('computation_memory_taken_bytes')) > 0);
	return { lock, answer };
}
const waits = (count) => until(`${count} to wait`, async () => (await metric('computation_memory_waiting')) === count);

test('more than all there is', async () => {
	assert.equal(await metric('computation_memory_bytes'), 16e6);
	const refused = await organizer.get(dossier(large), { headers: { 'Accept-Language': 'en' } });
	assert.deepEqual([refused.status, refused.json.code, refused.headers['retry-after']], [503, 'memory-budget', undefined]);
	assert.match(refused.json.detail, /needs about \d\d MB .* more than the 16 MB/);
	assert.equal(await metric('class_refused_total{class="slow",why="memory"}'), 1);
	await organizer.expect(200, 'GET', `/api/v1/editions/${large}/dashboard`);
	await organizer.expect(200, 'GET', dossier(small));
});

test('who finds it taken waits, and holds nothing meanwhile', async () => {
	const { lock, answer } = await holding();
	const next = organizer.get(dossier(small));
	await waits(1);
	// The lock's own transaction and the computation's; whoever waits has none.
	await until('two transactions to be open', () => server.db.transactions() === 2, 20000, TRANSACTIONS_EVERY);
	await organizer.expect(200, 'GET', `/api/v1/editions/${small}/dashboard`);
	assert.equal(await metric('computation_memory_waiting'), 1);
	await lock.end();
	assert.equal((await answer).status, 200);
	assert.equal((await next).status, 200);
});

test('who waits too long is told when to come again', { timeout: 120000 }, async () => {
	const before = await metric('class_refused_total{class="slow",why="memory"}');
	const { lock, answer } = await holding();
	const refused = await organizer.get(dossier(small));
	assert.deepEqual([refused.status, refused.json.code, refused.json.class, refused.headers['retry-after']], [503, 'overloaded', 'slow', String(limits.SLOW_RETRY_AFTER_S)]);
	assert.equal(await metric('class_refused_total{class="slow",why="memory"}'), before + 1);
	await lock.end();
	assert.equal((await answer).status, 200);
});

test('who goes away leaves nothing taken', async () => {
	const { lock, answer } = await holding();
	const gone = server.client({ hold: false });
	gone.cookies = new Map(organizer.cookies);
	const left = gone.get(dossier(small)).catch((error) => error);
	await waits(1);
	gone.close();
	await lock.end();
	assert.equal((await answer).status, 200);
	assert.ok((await left) instanceof Error);
});

test('what is not there, and who may not', async () => {
	await organizer.expect(404, 'GET', dossier(987654321));
	await organizer.expect(404, 'GET', '/api/v1/computations/987654321/dossier');
	const contestant = await server.account();
	await contestant.expect(403, 'GET', dossier(large));
});
