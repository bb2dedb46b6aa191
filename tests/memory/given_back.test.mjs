// The memory of a server without sanitizers, which keep what is freed, and of an edition of 2,500 entries:
// - sixteen previews, exports and computations at once take no more than they may together (computation_memory), and are all answered
// - afterwards the server has what it had at its start, and no more than 100 MB beside
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { deskEditions, roundOf } from '../api/desk_fixture.mjs';
import { build, startServer, until } from '../api/harness.mjs';

const entries = 2500;
const budget = 400;
let server, organizers, rulebook;

before(async () => {
	assert.ok(!readFileSync(path.join(build, 'saitoud')).includes('__asan_init'), 'needs a build without sanitizers, as ./check makes one in build-check/plain');
	server = await startServer({ config: `workers = 16\ncomputation_memory = ${budget}\nlog_level = "warning"` });
	deskEditions(server, entries);
	rulebook = JSON.parse(server.db.one('SELECT body FROM rulebooks WHERE edition_id = ?', entries).body);
	organizers = await Promise.all(Array.from({ length: 4 }, () => server.account({ organizer: null }, { client: { hold: false } })));
});
after(() => server?.stop());

const ofProcess = (what) => Number(readFileSync(`/proc/${server.process.pid}/status`, 'utf8').match(new RegExp(`^${what}:\\s+(\\d+)`, 'm'))[1]) / 1024;

async function patiently(ask) {
	for (;;) {
		const answer = await ask();
		if (answer.status !== 503 || answer.json.code !== 'overloaded') return answer;
		await new Promise((done) => setTimeout(done, 200));
	}
}
const work = [
	(client) => client.post(`/api/v1/editions/${entries}/rulebooks/preview`, { body: rulebook }),
	(client) => client.get(`/api/v1/editions/${entries}/dossier`),
	(client) => client.post(`/api/v1/rounds/${roundOf(entries)}/compute`, {}),
	(client) => client.post(`/api/v1/editions/${entries}/rulebooks/preview`, { body: rulebook }),
];

test('sixteen at once', { timeout: 600000 }, async () => {
	for (const client of organizers) await client.expect(200, 'GET', `/api/v1/editions/${entries}/dashboard`);
	const before = ofProcess('VmRSS');
	writeFileSync(`/proc/${server.process.pid}/clear_refs`, '5'); // the peak begins anew
	const answers = await Promise.all(organizers.flatMap((client) => work.map((ask) => patiently(() => ask(client)))));
	assert.deepEqual(answers.filter((answer) => answer.status !== 200).map((answer) => answer.text.slice(0, 500)), []);
	const most = ofProcess('VmHWM');
	console.log(`# ${Math.round(before)} MB before, ${Math.round(most)} MB at most`);
	assert.ok(most > before + 20, 'the work is large');
	assert.ok(most < before + budget + 50, `${Math.round(most)} MB, where ${Math.round(before)} and ${budget} may be`);
	for (const client of organizers) client.close();
	const metrics = server.client({ hold: false });
	await until('nothing to be reserved any more', async () => /^saitou_computation_memory_taken_bytes 0$/m.test((await metrics.get('/metrics')).text), 120000, 200);
	await until('the memory to be given back', () => ofProcess('VmRSS') <= before + 100, 120000, 200);
	console.log(`# ${Math.round(ofProcess('VmRSS'))} MB after`);
});
