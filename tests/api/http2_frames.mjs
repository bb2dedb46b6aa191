// HTTP/2 by hand: frames put together and taken apart byte by byte, over TLS with ALPN h2. Nothing here minds the rules.
import tls from 'node:tls';
import { until } from './bare.mjs';

export const TYPE = { DATA: 0, HEADERS: 1, PRIORITY: 2, RST_STREAM: 3, SETTINGS: 4, PUSH_PROMISE: 5, PING: 6, GOAWAY: 7, WINDOW_UPDATE: 8, CONTINUATION: 9 };
export const FLAG = { END_STREAM: 1, ACK: 1, END_HEADERS: 4, PADDED: 8, PRIORITY: 32 };
export const ERROR = { NO_ERROR: 0, PROTOCOL_ERROR: 1, INTERNAL_ERROR: 2, FLOW_CONTROL_ERROR: 3, STREAM_CLOSED: 5, FRAME_SIZE_ERROR: 6, REFUSED_STREAM: 7, CANCEL: 8, COMPRESSION_ERROR: 9, ENHANCE_YOUR_CALM: 11 };

export function frame(type, flags, stream, payload = Buffer.alloc(0)) {
	const head = Buffer.alloc(9);
	head.writeUIntBE(payload.length, 0, 3);
	head[3] = type;
	head[4] = flags;
	head.writeUInt32BE(stream >>> 0, 5);
	return Buffer.concat([head, payload]);
}

const number = (n) => {
	const b = Buffer.alloc(4);
	b.writeUInt32BE(n >>> 0);
	return b;
};
export const settings = (values = {}, flags = 0) => frame(TYPE.SETTINGS, flags, 0, Buffer.concat(Object.entries(values).map(([id, value]) => Buffer.concat([Buffer.from([0, Number(id)]), number(value)]))));
export const ping = (flags = 0) => frame(TYPE.PING, flags, 0, Buffer.alloc(8));
export const reset = (stream, error = ERROR.CANCEL) => frame(TYPE.RST_STREAM, 0, stream, number(error));
export const windowUpdate = (stream, increment) => frame(TYPE.WINDOW_UPDATE, 0, stream, number(increment));
export const data = (stream, bytes, flags = FLAG.END_STREAM) => frame(TYPE.DATA, flags, stream, Buffer.from(bytes));

// HPACK without its tables and without Huffman's code: each field as it is.
function integer(value, bits, first = 0) {
	const most = 2 ** bits - 1;
	if (value < most) return Buffer.from([first | value]);
	const bytes = [first | most];
	for (value -= most; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
	return Buffer.from([...bytes, value]);
}
const text = (value) => {
	const bytes = Buffer.from(String(value), 'latin1');
	return Buffer.concat([integer(bytes.length, 7), bytes]);
};
export const literal = (name, value, indexed = false) => Buffer.concat([Buffer.from([indexed ? 0x40 : 0]), text(name), text(value)]);
// fields: [[name, value], …] or an object
export const block = (fields) => Buffer.concat((Array.isArray(fields) ? fields : Object.entries(fields)).map(([name, value]) => literal(name, value)));
export const usual = { ':method': 'GET', ':scheme': 'https', ':authority': 'localhost', ':path': '/healthz' };
export const headers = (stream, fields = usual, flags = FLAG.END_STREAM | FLAG.END_HEADERS) => frame(TYPE.HEADERS, flags, stream, Buffer.isBuffer(fields) ? fields : block(fields));
export const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

// A connection that sends the bytes it is told and keeps the frames that come.
export class Frames {
	constructor(socket) {
		this.socket = socket;
		this.frames = [];
		this.rest = Buffer.alloc(0);
		this.closed = false;
		socket.on('data', (piece) => this.take(piece));
		for (const event of ['end', 'close', 'error']) socket.on(event, () => (this.closed = true));
	}
	take(piece) {
		this.rest = Buffer.concat([this.rest, piece]);
		for (let length; this.rest.length >= 9 && this.rest.length >= 9 + (length = this.rest.readUIntBE(0, 3)); this.rest = this.rest.subarray(9 + length))
			this.frames.push({ type: this.rest[3], flags: this.rest[4], stream: this.rest.readUInt32BE(5) & 0x7fffffff, payload: Buffer.from(this.rest.subarray(9, 9 + length)) });
	}
	// bare: without preface and settings; window: of each stream
	static open(port, { bare = false, window, ...options } = {}) {
		return new Promise((done, fail) => {
			const socket = tls.connect({ port, host: '127.0.0.1', servername: 'localhost', rejectUnauthorized: false, ALPNProtocols: ['h2'], ...options }, () => {
				const frames = new Frames(socket);
				if (!bare) frames.send(PREFACE, settings(window === undefined ? {} : { 4: window }));
				done(frames);
			});
			socket.on('error', fail);
		});
	}
	send(...pieces) {
		if (!this.socket.destroyed) this.socket.write(Buffer.concat(pieces));
		return this;
	}
	find(type, stream) {
		return this.frames.find((f) => f.type === type && (stream === undefined || f.stream === stream));
	}
	// The stream's answer: {ended, json, length}; undefined if the connection ends first.
	async answer(stream) {
		const of = (type) => this.frames.filter((f) => f.stream === stream && f.type === type);
		await until(`the answer of stream ${stream}`, () => this.closed || this.frames.some((f) => f.stream === stream && (f.flags & FLAG.END_STREAM) && (f.type === TYPE.DATA || f.type === TYPE.HEADERS)));
		if (!of(TYPE.HEADERS).length) return undefined;
		const body = Buffer.concat(of(TYPE.DATA).map((f) => f.payload));
		return { body, length: body.length, json: body[0] === 0x7b ? JSON.parse(body.toString()) : undefined };
	}
	// Why the stream was reset, or the connection given up: the code.
	async resetOf(stream) {
		return (await until(`the reset of stream ${stream}`, () => this.find(TYPE.RST_STREAM, stream) ?? (this.closed && { payload: number(0xffff) }))).payload.readUInt32BE(0);
	}
	async goaway() {
		await until('a farewell', () => this.find(TYPE.GOAWAY) || this.closed);
		const last = this.frames.filter((f) => f.type === TYPE.GOAWAY).at(-1);
		return last && { last: last.payload.readUInt32BE(0), error: last.payload.readUInt32BE(4) };
	}
	async ended() {
		await until('the end of the connection', () => this.closed);
		return true;
	}
	close() {
		this.socket.destroy();
	}
}
