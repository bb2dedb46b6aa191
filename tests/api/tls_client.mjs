// A client that says what no library says: after an ordinary handshake it makes its TLS records itself, from the secrets that the handshake left.
import { createCipheriv, createHmac } from 'node:crypto';
import net from 'node:net';
import { Duplex } from 'node:stream';
import tls from 'node:tls';

const HANDSHAKE = 22;
const DATA = 23;
const mac = (key, ...pieces) => pieces.reduce((hash, piece) => hash.update(piece), createHmac('sha256', key)).digest();

// RFC 8446, 7.1, of no more than one block.
function expandLabel(secret, label, length) {
	const name = Buffer.from(`tls13 ${label}`);
	return mac(secret, Buffer.from([0, length, name.length]), name, Buffer.from([0, 1])).subarray(0, length);
}

// RFC 5246, 5.
function prf(secret, label, seed, length) {
	const begin = Buffer.concat([Buffer.from(label), seed]);
	let out = Buffer.alloc(0);
	for (let a = mac(secret, begin); out.length < length; a = mac(secret, a)) out = Buffer.concat([out, mac(secret, a, begin)]);
	return out.subarray(0, length);
}

const encrypt = (key, nonce, aad, plain) => {
	const cipher = createCipheriv('aes-128-gcm', key, nonce).setAAD(aad);
	return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
};

export class TlsClient {
	received = 0; // bytes, encrypted
	closed = false;
	static async open(port, version) {
		const client = new TlsClient();
		const socket = (client.socket = net.connect(port, '127.0.0.1'));
		socket.on('error', () => {});
		client.gone = new Promise((done) => socket.on('close', () => ((client.closed = true), done())));
		const heard = [];
		const between = new Duplex({ read() {}, write: (bytes, encoding, done) => socket.write(bytes, done) });
		const take = (bytes) => (heard.push(bytes), between.push(bytes));
		socket.on('data', take);
		const secrets = {};
		await new Promise((done, fail) => {
			const ciphers = version === 'TLSv1.3' ? 'TLS_AES_128_GCM_SHA256' : 'ECDHE-ECDSA-AES128-GCM-SHA256';
			const above = tls.connect({ socket: between, servername: 'localhost', rejectUnauthorized: false, minVersion: version, maxVersion: version, ciphers }, done);
			above.on('error', fail);
			above.on('keylog', (line) => {
				const [name, random, secret] = line.toString().trim().split(' ');
				secrets[name] = { random: Buffer.from(random, 'hex'), secret: Buffer.from(secret, 'hex') };
			});
		});
		socket.off('data', take).on('data', (bytes) => (client.received += bytes.length));
		if (version === 'TLSv1.3') {
			client.renew(secrets.CLIENT_TRAFFIC_SECRET_0.secret);
		} else {
			const { random, secret } = secrets.CLIENT_RANDOM;
			const theirs = Buffer.concat(heard).subarray(11, 43); // behind the heads of record and ServerHello, and the version
			const keys = prf(secret, 'key expansion', Buffer.concat([theirs, random]), 40);
			Object.assign(client, { key: keys.subarray(0, 16), salt: keys.subarray(32, 36), number: 1 }); // Finished was the first
		}
		return client;
	}
	renew(secret) {
		Object.assign(this, { secret, key: expandLabel(secret, 'key', 16), iv: expandLabel(secret, 'iv', 12), number: 0 });
	}
	record(type, content) {
		const number = Buffer.alloc(8);
		number.writeBigUInt64BE(BigInt(this.number++));
		const head = Buffer.from([this.iv ? DATA : type, 3, 3, 0, 0]);
		if (this.iv) {
			head.writeUInt16BE(content.length + 17, 3);
			const nonce = Buffer.from(this.iv);
			number.forEach((byte, i) => (nonce[4 + i] ^= byte));
			return Buffer.concat([head, encrypt(this.key, nonce, head, Buffer.concat([content, Buffer.from([type])]))]);
		}
		head.writeUInt16BE(content.length, 3);
		const body = encrypt(this.key, Buffer.concat([this.salt, number]), Buffer.concat([number, head]), content);
		head.writeUInt16BE(content.length + 24, 3);
		return Buffer.concat([head, number, body]);
	}
	data(text) {
		return this.record(DATA, Buffer.from(text, 'latin1'));
	}
	// TLS 1.3: our keys are new from here on, and we want new ones of the server.
	keyUpdate() {
		const record = this.record(HANDSHAKE, Buffer.from([24, 0, 0, 1, 1]));
		this.renew(expandLabel(this.secret, 'traffic upd', 32));
		return record;
	}
	// TLS 1.2: COUNT wishes for another handshake, in one record.
	hellos(count) {
		return this.record(HANDSHAKE, Buffer.alloc(4 * count, Buffer.from([1, 0, 0, 0])));
	}
	send(...records) {
		this.socket.write(Buffer.concat(records));
		return this;
	}
	close() {
		this.socket.destroy();
	}
}
