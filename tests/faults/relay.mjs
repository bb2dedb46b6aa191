// A relay between saitoud and MariaDB, in a thread of its own, that cuts connections where a test says.
//
// cut('before' | 'after', 'commit')       loses the connection at the next COMMIT, before MariaDB sees it or after
// cut('before' | 'after', 'execute', n)   likewise at a prepared statement, after letting n of them pass
// refuse(number, 'commit')                at the next COMMIT MariaDB is not asked, and the client hears this error of it
// refuse(number, 'execute', n)            likewise at a prepared statement
// silent(), speak()                       nothing is passed on and connections are still accepted, as while MariaDB hangs; and all that was held back
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
		refuse: (number, what, skip = 0) => say({ fault: { when: 'instead', number, what, skip } }),
		silent: () => say({ silent: true }),
		speak: () => say({ silent: false }),
		away: () => say({ away: true }),
		back: () => say({ away: false }),
		stop: () => worker.terminate(),
	};
}

// Whether what the client sends holds the statement to cut at. Packets are a length of three bytes, a number and a command (COM_QUERY is 3,
// COM_STMT_EXECUTE is 23); several may come at once, and one in pieces, of which RESTS knows how many bytes are still to come. Some versions of the
// client send the zero at the end of a text, too.
function matches(fault, bytes, rests) {
	let at = rests.bytes, found = false;
	for (; at + 4 < bytes.length; at += 4 + bytes.readUIntLE(at, 3)) {
		const body = bytes.subarray(at + 4, at + 4 + bytes.readUIntLE(at, 3));
		if (fault?.what === 'commit') found ||= body[0] === 3 && body.subarray(1).toString().replace(/\0+$/, '') === 'COMMIT';
		else if (fault && !found) found = body[0] === 23 && fault.skip-- === 0;
	}
	rests.bytes = Math.max(0, at - bytes.length);
	return found;
}

// ERR packet: length and number of the packet, 0xff, the error, its SQLSTATE and text.
function refusal(number) {
	const body = Buffer.concat([Buffer.from([0xff, number & 255, number >> 8]), Buffer.from('#HY000refused by the test')]);
	return Buffer.concat([Buffer.from([body.length, 0, 0, 1]), body]);
}

function relay(client, state, { to, cuts }) {
	const database = net.connect(to);
	state.clients.add(client);
	client.on('close', () => state.clients.delete(client));
	for (const socket of [client, database]) {
		socket.on('error', () => {});
		socket.on('close', () => (client.destroy(), database.destroy()));
	}
	const rests = { bytes: 0 };
	for (const socket of [client, database]) if (state.silent) socket.pause();
	state.pairs.add([client, database]);
	let swallow = false;
	client.on('data', (bytes) => {
		if (matches(state.fault, bytes, rests)) {
			const { when, number } = state.fault;
			state.fault = null;
			Atomics.add(cuts, 0, 1);
			if (when === 'before') return client.destroy();
			if (when === 'instead') return client.write(refusal(number));
			swallow = true;
		}
		database.write(bytes);
	});
	database.on('data', (bytes) => (swallow ? client.destroy() : client.write(bytes)));
}

if (!isMainThread) {
	const state = { fault: null, clients: new Set(), pairs: new Set(), silent: false };
	const server = net.createServer((client) => relay(client, state, workerData));
	const done = () => parentPort.postMessage('done');
	server.listen(workerData.at, done);
	parentPort.on('message', ({ fault, away, silent }) => {
		if (silent !== undefined) {
			state.silent = silent;
			for (const pair of state.pairs) for (const socket of pair) silent ? socket.pause() : socket.resume();
			done();
		} else if (fault) {
			state.fault = fault;
			done();
		} else if (away) {
			server.close(done);
			for (const client of state.clients) client.destroy();
		} else server.listen(workerData.at, done);
	});
}
