// Resumable uploads with tus-js-client, the client that pages use:
// - a file of many pieces arrives whole
// - cut off in mid-upload and resumed by another client object, it continues where the server stands
// - the server killed in mid-upload and started again, the client goes on by itself
// - an upload begun with its first piece, and one that is cancelled
import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, test } from 'node:test';
import https from 'node:https';
import tus from 'tus-js-client';
import { entry, firm, publishedEdition, sha256 } from './fixtures.mjs';
import { startServer } from './harness.mjs';
import { PIECE, pdf } from './upload_fixtures.mjs';

let server, contestant, edition, firmId;

before(async () => {
	server = await startServer();
	edition = (await publishedEdition(await server.account({ organizer: null }))).id;
	contestant = await server.account();
	firmId = firm(server, [contestant]);
});
after(() => server?.stop());

// Passes connections on to the server; cut() ends them all once so many bytes have gone through.
async function wire(cutAfter = Infinity) {
	let passed = 0;
	const sockets = new Set();
	const cut = () => sockets.forEach((s) => s.destroy());
	const listener = net.createServer((client) => {
		const upstream = net.connect(server.port, '127.0.0.1');
		for (const s of [client, upstream]) {
			sockets.add(s);
			s.on('error', () => {});
			s.on('close', () => { client.destroy(); upstream.destroy(); });
		}
		client.on('data', (bytes) => {
			passed += bytes.length;
			if (passed > cutAfter) cut();
			else upstream.write(bytes);
		});
		upstream.on('data', (bytes) => client.write(bytes));
	});
	await new Promise((done) => listener.listen(0, '127.0.0.1', done));
	return { url: `https://localhost:${listener.address().port}`, close: () => { cut(); listener.close(); } };
}

function start(bytes, options) {
	const entryId = options.entry ?? entry(server, edition, firmId, contestant);
	const agent = new https.Agent({ ca: server.ca, keepAlive: true });
	let client;
	const done = new Promise((resolve, reject) => {
		client = new tus.Upload(bytes, {
			endpoint: `${options.via ?? server.url}/api/v1/uploads`,
			httpStack: new tus.DefaultHttpStack({ agent }),
			headers: { cookie: [...contestant.cookies].map(([k, v]) => `${k}=${v}`).join('; '), origin: server.url },
			chunkSize: PIECE,
			retryDelays: null,
			metadata: { entry: String(entryId), kind: 'roadshow', filename: '路演.pdf' },
			onSuccess: resolve,
			onError: reject,
			...options.client,
		});
		client.start();
	}).finally(() => agent.destroy());
	return { client, done, entryId };
}

const stored = async (entryId) => (await contestant.get(`/api/v1/entries/${entryId}/attachments`)).json.items.map((a) => [a.state, a.filename, a.sha256]);

test('a file of many pieces arrives whole', async () => {
	const bytes = pdf(3 * PIECE + 12345);
	const upload = start(bytes, {});
	await upload.done;
	assert.deepEqual(await stored(upload.entryId), [['stored', '路演.pdf', sha256(bytes)]]);
});

test('an upload cut off on its way is resumed where the server stands', async () => {
	const bytes = pdf(6 * PIECE);
	const bad = await wire(2.5 * PIECE);
	const first = start(bytes, { via: bad.url });
	await assert.rejects(first.done);
	bad.close();
	const path = new URL(first.client.url).pathname;
	const before = await contestant.request('HEAD', path, { headers: { 'tus-resumable': '1.0.0' } });
	assert.equal(before.headers['upload-offset'], String(2 * PIECE));

	const good = await wire();
	const sent = [];
	const second = start(bytes, { via: good.url, entry: first.entryId, client: { uploadUrl: good.url + path, onBeforeRequest: (request) => void sent.push(request.getMethod()) } });
	await second.done;
	good.close();
	assert.deepEqual(sent, ['HEAD', 'PATCH', 'PATCH', 'PATCH', 'PATCH']);
	assert.deepEqual(await stored(first.entryId), [['stored', '路演.pdf', sha256(bytes)]]);
});

test('the server is killed in mid-upload, and the client goes on by itself', async () => {
	const bytes = pdf(8 * PIECE);
	let killed;
	const upload = start(bytes, {
		client: {
			retryDelays: [100, 200, 400, 800, 1600, 3200],
			onChunkComplete: (_, accepted) => {
				if (!killed && accepted >= 3 * PIECE) killed = server.kill().then(() => server.start());
			},
		},
	});
	await upload.done;
	await killed;
	assert.deepEqual(await stored(upload.entryId), [['stored', '路演.pdf', sha256(bytes)]]);
});

test('an upload begins with its first piece', async () => {
	const bytes = pdf(PIECE + 1);
	const upload = start(bytes, { client: { uploadDataDuringCreation: true } });
	await upload.done;
	assert.deepEqual(await stored(upload.entryId), [['stored', '路演.pdf', sha256(bytes)]]);
});

test('an upload is cancelled by its client', async () => {
	const bytes = pdf(4 * PIECE);
	const upload = start(bytes, { client: { onChunkComplete: () => upload.client.abort(true).then(() => aborted()) } });
	let aborted;
	await new Promise((done) => { aborted = done; });
	assert.deepEqual(await stored(upload.entryId), []);
	assert.equal((await contestant.request('HEAD', new URL(upload.client.url).pathname, { headers: { 'tus-resumable': '1.0.0' } })).status, 410);
});
