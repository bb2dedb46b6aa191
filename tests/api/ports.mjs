// A port on the loopback that nobody uses. Below those that the kernel gives to outgoing connections, so that no other test's
// client gets it in the moment until the server listens.
import net from 'node:net';

const listens = (port) =>
	new Promise((done) => {
		const probe = net.createServer().on('error', () => done(false));
		probe.listen(port, '127.0.0.1', () => probe.close(() => done(true)));
	});

export async function freePort() {
	for (;;) {
		const port = 10000 + Math.floor(Math.random() * 22000);
		if (await listens(port)) return port;
	}
}
