// A receipt as text, and a receipt found in a text: the saved file, its words pasted, or the mail that brought it.
export interface ReceiptMark {
	number: string;
	sha256: string;
}

// The last line of a saved receipt, for programs.
export const markLine = (mark: ReceiptMark): string => `saitou-receipt/1 ${mark.number} ${mark.sha256}`;

export function receiptIn(text: string): ReceiptMark | null {
	const line = /^saitou-receipt\/1 (\S+) ([0-9a-f]{64})\s*$/im.exec(text);
	const number = line?.[1] ?? /\b[A-Z0-9]+(?:-[A-Z0-9]+)*-\d{6}\b/.exec(text)?.[0];
	const sha256 = line?.[2] ?? /\b[0-9a-f]{64}\b/i.exec(text)?.[0];
	return number && sha256 ? { number, sha256: sha256.toLowerCase() } : null;
}
