// Files of every type that attachments know, and uploads by hand: each request of the protocol as the test wants it.
import { randomBytes } from 'node:crypto';

export const PIECE = 4 * 1024 * 1024;

export const pdf = (size = 2000) => Buffer.concat([Buffer.from('%PDF-1.7\n%\xE2\xE3\xCF\xD3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n', 'latin1'), randomBytes(size)]).subarray(0, Math.max(size, 60));
export const png = () => Buffer.concat([Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'), randomBytes(8)]);
export const jpeg = () => Buffer.concat([Buffer.from('ffd8ffe000104a46494600010101004800480000ffdb0043', 'hex'), randomBytes(200)]);
export const webp = () => Buffer.concat([Buffer.from('RIFF\x00\x01\x00\x00WEBPVP8 ', 'latin1'), randomBytes(200)]);
export const html = () => Buffer.from('<!DOCTYPE html><html><head><title>x</title></head><body><script>alert(1)</script></body></html>');

// A ZIP archive of empty, stored members.
function zip(names) {
	const local = [];
	const central = [];
	let offset = 0;
	for (const name of names) {
		const bytes = Buffer.from(name);
		const head = Buffer.alloc(30);
		head.writeUInt32LE(0x04034b50, 0);
		head.writeUInt16LE(20, 4);
		head.writeUInt16LE(bytes.length, 26);
		const item = Buffer.alloc(46);
		item.writeUInt32LE(0x02014b50, 0);
		item.writeUInt16LE(20, 4);
		item.writeUInt16LE(20, 6);
		item.writeUInt16LE(bytes.length, 28);
		item.writeUInt32LE(offset, 42);
		local.push(head, bytes);
		central.push(item, bytes);
		offset += 30 + bytes.length;
	}
	const directory = Buffer.concat(central);
	const end = Buffer.alloc(22);
	end.writeUInt32LE(0x06054b50, 0);
	end.writeUInt16LE(names.length, 8);
	end.writeUInt16LE(names.length, 10);
	end.writeUInt32LE(directory.length, 12);
	end.writeUInt32LE(offset, 16);
	return Buffer.concat([...local, directory, end]);
}
// The members in an order that libmagic does not recognise, as some office programs write them.
export const pptx = () => zip([`media/${randomBytes(4).toString('hex')}.png`, 'docProps/app.xml', 'ppt/presentation.xml', '[Content_Types].xml']);
// An OLE container whose directory has the stream of a presentation.
export const ppt = () => {
	const bytes = Buffer.concat([Buffer.alloc(2048), randomBytes(8)]);
	Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(bytes);
	Buffer.from('PowerPoint Document\0', 'utf16le').copy(bytes, 1024);
	return bytes;
};
export const ole = () => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(2048), randomBytes(8)]);
export const archive = () => zip(['readme.txt', 'page.html']);

const metadata = (pairs) => Object.entries(pairs).map(([k, v]) => `${k} ${Buffer.from(String(v)).toString('base64')}`).join(',');

export const tus = (headers = {}) => ({ 'tus-resumable': '1.0.0', ...headers });

// pairs: {entry: id, kind, filename}; extra headers replace or (undefined) remove the usual ones.
export function create(client, pairs, length, headers = {}, body = undefined, hold = undefined) {
	const type = body === undefined ? {} : { 'content-type': 'application/offset+octet-stream' };
	return client.request('POST', '/api/v1/uploads', { headers: tus({ 'upload-length': String(length), 'upload-metadata': metadata(pairs), ...type, ...headers }), body, hold });
}

export function piece(client, where, offset, body, headers = {}, hold = undefined) {
	return client.request('PATCH', where, { headers: tus({ 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset), ...headers }), body, hold });
}

export const progress = (client, where) => client.request('HEAD', where, { headers: tus() });

// The whole of it; → {id, where, last: answer to the last piece}.
export async function upload(client, pairs, bytes) {
	const made = await create(client, { filename: 'file.bin', ...pairs }, bytes.length);
	if (made.status !== 201) throw new Error(`upload refused: ${made.text}`);
	const where = made.headers.location;
	let last;
	for (let at = 0; at < bytes.length; at += PIECE) {
		last = await piece(client, where, at, bytes.subarray(at, at + PIECE));
		if (last.status !== 204) break;
	}
	return { id: made.json.id, where, last };
}
