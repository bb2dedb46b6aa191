// What stands between browsers and the server in offices and hotels: a proxy in front of SERVER that hands everything on, unless HOW says otherwise of a
// request: 'portal' (a page to log in to the network, in the server's name, with 200), a status (a proxy's own page with it), 'empty' (204, as networks answer
// who asks whether there is one), 'hang' (no answer ever), 'cut' (the connection ends).
// → {server: the same seen through it, how: (request) => …, asked: [{method, url, how}], stop()}
import { readFileSync } from 'node:fs';
import https from 'node:https';
import path from 'node:path';

const PORTAL = '<!doctype html><html><head><title>Wi-Fi</title></head><body><form action="/login"><h1>请先登录网络</h1></form></body></html>';
const GATEWAY = (status) => `<!doctype html><html><body><center><h1>${status}</h1></center><hr>proxy</body></html>`;

export async function rudeProxy(server) {
	const there = new URL(server.url);
	const proxy = { how: () => null, asked: [] };
	const agent = new https.Agent({ keepAlive: true });
	const key = (name) => readFileSync(path.join(server.folder, 'certs', name));
	const tls = https.createServer({ key: key('server.key'), cert: key('server.crt') }, (request, response) => {
		const how = proxy.how(request);
		proxy.asked.push({ method: request.method, url: request.url, how });
		const say = (status, text) => {
			request.resume();
			response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8' }).end(text);
		};
		if (how === 'hang') return request.resume();
		if (how === 'cut') return request.socket.destroy();
		if (how === 'empty') return void (request.resume(), response.writeHead(204).end());
		if (how === 'portal') return say(200, PORTAL);
		if (how) return say(how, GATEWAY(how));
		const headers = { ...request.headers, host: there.host, ...(request.headers.origin && { origin: there.origin }), ...(request.headers.referer && { referer: server.url }) };
		const on = https.request({ hostname: there.hostname, port: there.port, method: request.method, path: request.url, headers, agent, rejectUnauthorized: false }, (answer) => {
			response.writeHead(answer.statusCode, answer.headers);
			answer.pipe(response);
		});
		on.on('error', () => response.destroy());
		response.on('close', () => on.destroy());
		request.pipe(on);
	});
	await new Promise((done) => tls.listen(0, '127.0.0.1', done));
	const url = `https://${there.hostname}:${tls.address().port}`;
	proxy.server = Object.create(server, { url: { value: url } });
	proxy.stop = () => {
		agent.destroy();
		tls.closeAllConnections();
		return new Promise((done) => tls.close(done));
	};
	return proxy;
}

export const isApi = (request) => request.url.startsWith('/api/');
export const writes = (request) => isApi(request) && !['GET', 'HEAD'].includes(request.method);
