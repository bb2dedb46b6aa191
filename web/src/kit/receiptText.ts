// A receipt found in a text: the saved file, its words pasted, or the mail that brought it. The text itself is made, and compared, by the server.
export interface ReceiptMark {
	number: string;
	sha256: string;
}

// Whether this is a receipt as a whole, with its last line for programs.
export const isReceipt = (text: string): boolean => /^\s*saitou-receipt\/\d+ /m.test(text);

// Whether a text that was pasted states more than number and hash: then all of it is compared, and one that lost its last line is not taken for genuine.
export const statesMore = (text: string): boolean => isReceipt(text) || text.trim().split(/(?:\s*\n)+/).length > 3;

export function receiptIn(text: string): ReceiptMark | null {
	const line = /^\s*saitou-receipt\/\d+ (\S+) \d+ ([0-9a-f]{64})\s*$/im.exec(text);
	const number = line?.[1] ?? /\b[A-Z0-9]+(?:-[A-Z0-9]+)*-\d{6}\b/.exec(text)?.[0];
	const sha256 = line?.[2] ?? /\b[0-9a-f]{64}\b/i.exec(text)?.[0];
	return number && sha256 ? { number, sha256: sha256.toLowerCase() } : null;
}
