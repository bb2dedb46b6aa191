// A relay between saitoud and MariaDB, in a thread of its own, that cuts connections where a test says.
//
// cut('before' | 'after', 'commit')       loses the connection at the next COMMIT, before MariaDB sees it or after
// cut('before' | 'after', 'execute', n)   likewise at a prepared statement, after letting n of them pass
// away(), back()                          nobody listens and all connections are lost, as while MariaDB is down; and again
import net from 'node:net';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';

export async function startRelay(at, to) {
	const cuts = new Int32Array(new SharedArrayBuffer(4));
	const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { at, to, cuts } });
	const told = () => new Promise((done) => worker.once('message', done));
	await told();
	const say = (order) => {
		worker.postMessage(order);
		return told();
	};
	return {
		at,
		get cuts() {
			return Atomics.load(cuts, 0);
		},
		cut: (when, what, skip = 0) => say({ fault: { when, what, skip } }),
		away: () => say({ away: true }),
		back: () => say({ away: false }),
		stop: () => worker.terminate(),
	};
}

// Bytes of the protocol: behind the length and the number, COM_QUERY is 3 and COM_STMT_EXECUTE is 23.
function matches(fault, bytes) {
	if (fault.what === 'commit') return bytes.length === 4 + 7 && bytes[4] === 3 && bytes.subarray(5).toString() === 'COMMIT';
	return bytes[4] === 23 && fault.skip-- === 0;
}

function relay(client, state, { to, cuts }) {
	const database = net.connect(to);
	state.clients.add(client);
	client.on('close', () => state.clients.delete(client));
	for (const socket of [client, database]) {
		socket.on('error', () => {});
		socket.on('close', () => (client.destroy(), database.destroy()));
	}
	let swallow = false;
	client.on('data', (bytes) => {
		if (state.fault && matches(state.fault, bytes)) {
			const { when } = state.fault;
			state.fault = null;
			Atomics.add(cuts, 0, 1);
			if (when === 'before') return client.destroy();
			swallow = true;
		}
		database.write(bytes);
	});
	database.on('data', (bytes) => (swallow ? client.destroy() : client.write(bytes)));
}

if (!isMainThread) {
	const state = { fault: null, clients: new Set() };
	const server = net.createServer((client) => relay(client, state, workerData));
	const done = () => parentPort.postMessage('done');
	server.listen(workerData.at, done);
	parentPort.on('message', ({ fault, away }) => {
		if (fault) {
			state.fault = fault;
			done();
		} else if (away) {
			server.close(done);
			for (const client of state.clients) client.destroy();
		} else server.listen(workerData.at, done);
	});
}
