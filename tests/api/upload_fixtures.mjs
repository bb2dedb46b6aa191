// Files of every type that attachments know, and uploads by hand: each request of the protocol as the test wants it.
import { randomBytes } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';

export const PIECE = 4 * 1024 * 1024;

// A PDF of one empty page, SIZE bytes long (340 at least), with random bytes that no page shows.
export function pdf(size = 2000) {
	const objects = ['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[3 0 R]/Count 1>>', '<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>'];
	const whole = (filling) => {
		const pieces = [Buffer.from('%PDF-1.7\n')], offsets = [];
		let at = 9;
		const put = (bytes) => (pieces.push(Buffer.from(bytes)), (at += bytes.length));
		for (const [i, text] of objects.entries()) offsets.push(at), put(`${i + 1} 0 obj\n${text}\nendobj\n`);
		offsets.push(at), put(`4 0 obj\n<</Length ${String(filling.length).padEnd(9)}>>\nstream\n`), put(filling), put('\nendstream\nendobj\n');
		const xref = at;
		put(`xref\n0 5\n0000000000 65535 f \n${offsets.map((o) => `${String(o).padStart(10, '0')} 00000 n \n`).join('')}trailer\n<</Size 5/Root 1 0 R>>\nstartxref\n${String(xref).padEnd(10)}\n%%EOF\n`);
		return Buffer.concat(pieces);
	};
	const least = whole(Buffer.alloc(0)).length;
	return whole(randomBytes(Math.max(size - least, 8)));
}
// No pages: what begins as a PDF, and is none that anybody can open.
export const brokenPdf = (size = 2000) => Buffer.concat([Buffer.from('%PDF-1.7\n%\xE2\xE3\xCF\xD3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n', 'latin1'), randomBytes(size)]).subarray(0, Math.max(size, 60));
export const png = () => Buffer.concat([Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'), randomBytes(8)]);
// Pictures of one pixel, and random bytes behind their end.
export const jpeg = () => Buffer.concat([Buffer.from('/9j/4AAQSkZJRgABAQEAYABgAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSExIQEw8QEBD/wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAACf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AVN//2Q==', 'base64'), randomBytes(8)]);
export const webp = () => Buffer.concat([Buffer.from('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==', 'base64'), randomBytes(8)]);
export const html = () => Buffer.from('<!DOCTYPE html><html><head><title>x</title></head><body><script>alert(1)</script></body></html>');

function crc32(bytes) {
	let crc = ~0;
	for (const byte of bytes) {
		crc ^= byte;
		for (let k = 0; k < 8; k++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
	}
	return ~crc >>> 0;
}

// A ZIP archive of members by name; {deflate: bytes} is packed, all else stored.
export function zip(members) {
	const local = [];
	const central = [];
	let offset = 0;
	for (const [name, contents] of Object.entries(members)) {
		const plain = Buffer.from(contents.deflate ?? contents), packed = contents.deflate ? deflateRawSync(plain) : plain;
		const bytes = Buffer.from(name);
		const head = Buffer.alloc(30);
		head.writeUInt32LE(0x04034b50, 0);
		head.writeUInt16LE(20, 4);
		head.writeUInt16LE(contents.deflate ? 8 : 0, 8);
		head.writeUInt32LE(crc32(plain), 14);
		head.writeUInt32LE(packed.length, 18);
		head.writeUInt32LE(plain.length, 22);
		head.writeUInt16LE(bytes.length, 26);
		const item = Buffer.alloc(46);
		item.writeUInt32LE(0x02014b50, 0);
		item.writeUInt16LE(20, 4);
		item.writeUInt16LE(20, 6);
		head.copy(item, 10, 8, 28);
		item.writeUInt16LE(bytes.length, 28);
		item.writeUInt32LE(offset, 42);
		local.push(head, bytes, packed);
		central.push(item, bytes);
		offset += 30 + bytes.length + packed.length;
	}
	const directory = Buffer.concat(central);
	const end = Buffer.alloc(22);
	end.writeUInt32LE(0x06054b50, 0);
	end.writeUInt16LE(Object.keys(members).length, 8);
	end.writeUInt16LE(Object.keys(members).length, 10);
	end.writeUInt32LE(directory.length, 12);
	end.writeUInt32LE(offset, 16);
	return Buffer.concat([...local, directory, end]);
}
const types = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>';
// The members in an order that libmagic does not recognise, as some office programs write them.
export const pptx = (more = {}) => zip({ [`media/${randomBytes(4).toString('hex')}.png`]: '', 'docProps/app.xml': '<a/>', 'ppt/presentation.xml': '<p/>', ...more, '[Content_Types].xml': more['[Content_Types].xml'] ?? types });
// An OLE container whose directory has the stream of a presentation.
export const ppt = () => {
	const bytes = Buffer.concat([Buffer.alloc(2048), randomBytes(8)]);
	Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(bytes);
	Buffer.from('PowerPoint Document\0', 'utf16le').copy(bytes, 1024);
	return bytes;
};
export const ole = () => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(2048), randomBytes(8)]);
export const archive = () => zip({ 'readme.txt': 'x', 'page.html': 'y' });

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
