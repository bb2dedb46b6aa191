// Numbers as people write them: typed with an input method (full-width digits, 。 for the point), pasted from Word (no-break spaces, bits that
// are not seen) or from a table (thousands separators), and money with its units (3.5万元, 1亿2000万). This is the only reader of numbers in the pages.
// Digits are moved, nothing is multiplied in floating point.
//
// A point is . ． 。 and stands once. Commas (, ，) part thousands: groups of three, all of them, before the point. What could mean two things is refused
// by a code from which words are made (kit/faultText.ts), never guessed: "1,5", "1 234", "1.234.567", "3万5", "约30". So is a sign.

// comma: groups of other than three · separators: points or commas of no number · unfinished: a point alone · unit: digits after 万 or 亿 without their own ·
// places: more decimals than there may be · large: more digits than are kept exactly · words: anything else that is no number
export type Fault = 'sign' | 'words' | 'separators' | 'comma' | 'unfinished' | 'unit' | 'places' | 'large';
export type Reading = number | null | Fault; // null: nothing was written

export const isFault = (reading: Reading): reading is Fault => typeof reading === 'string';
// Faults that the next keys may mend: "1,2" on the way to "1,234". They are said when the field is left.
export const mayGoOn = (fault: Fault): boolean => fault === 'comma' || fault === 'unfinished' || fault === 'unit';

const LONGEST = 15; // digits before the point: more are no exact double

// Full-width signs become plain ones, and what is not seen is taken out. Not NFKC: that makes 10² a 102.
export function fold(text: string): string {
	return text
		.replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
		.replace(/[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '')
		.replace(/[。｡﹒]/g, '.')
		.replace(/﹐/g, ',')
		.replace(/﹪/g, '%')
		.replace(/￥/g, '¥')
		.replace(/[\u2010-\u2015\u2212\ufe58\ufe63]/g, '-')
		.replace(/﹢/g, '+')
		.replace(/\s+/g, ' ')
		.trim();
}

const plain = /^(?:\d+\.?\d*|\.\d+)$/;
const grouped = /^\d{1,3}(?:,\d{3})+(?:\.\d*)?$/;
const begun = /^\d{1,3}(?:,\d{3})*,\d{0,2}$/; // the last group is being typed, or the comma was meant for a point
const signed = /^[-+±]|^[\d.,]+ ?[-+]$/;

type Digits = { bare: string } | Fault;

// Unsigned digits without separators: "1,234.50" → "1234.50"
function digits(text: string): Digits {
	if (signed.test(text)) return 'sign';
	if (begun.test(text)) return 'comma';
	if (text === '.') return 'unfinished';
	if (!plain.test(text) && !grouped.test(text)) return /^[\d., ]+$/.test(text) ? 'separators' : 'words';
	const bare = text.replaceAll(',', '').replace(/^0+(?=\d)/, '');
	return (bare.split('.')[0] ?? '').length > LONGEST ? 'large' : { bare };
}

// Whole units of 10^-PLACES: shifted("12.5", 2) → 1250
function shifted(bare: string, places: number): number | Fault {
	const [whole = '', rest = ''] = bare.split('.');
	if (rest.replace(/0+$/, '').length > places) return 'places';
	const value = Number((whole || '0') + rest.slice(0, places).padEnd(places, '0'));
	return Number.isSafeInteger(value) ? value : 'large';
}

// PLACES: decimals at most; BELOW: the number may be less than 0
export function readNumber(text: string, places: number, below = false): Reading {
	const typed = fold(text);
	if (!typed) return null;
	const minus = below && /^- ?(.*)$/.exec(typed);
	if (minus) {
		const amount = minus[1] ? readNumber(minus[1], places) : 'unfinished';
		return typeof amount === 'number' ? 0 - amount : amount;
	}
	const read = digits(typed);
	if (typeof read === 'string') return read;
	return (read.bare.split('.')[1] ?? '').replace(/0+$/, '').length > places ? 'places' : Number(read.bare);
}

// "12.5%", "12.5 ％", "12.5" → 12.5
export const readPercent = (text: string, below = false): Reading => readNumber(fold(text).replace(/([\d.]) ?%$/, '$1'), PERCENT_PLACES, below);
export const PERCENT_PLACES = 4;

// The same as a share: 0.125
export function readShare(text: string, below = false): Reading {
	const percent = readPercent(text, below);
	return typeof percent === 'number' ? Number((percent / 100).toFixed(6)) : percent;
}

export type MoneyUnit = 'wan' | 'yuan';
const scale = { yuan: 2, wan: 6, yi: 10 }; // places to whole fen
const units: [RegExp, keyof typeof scale][] = [[/^(.+?) ?[亿億]/, 'yi'], [/^(.+?) ?[万萬]/, 'wan'], [/^(.+?) ?[元圆圓]/, 'yuan']];

// An amount in fen. A unit that is written counts, UNIT is that of a bare number.
export function readMoney(text: string, unit: MoneyUnit): Reading {
	let rest = fold(text).replace(/^(?:¥|RMB|CNY|人民币|人民幣) ?/i, '');
	if (!rest) return null;
	rest = rest.replace(/ ?整$/, '').replace(/([亿億万萬]) ?[元圆圓]$/, '$1');
	let fen = 0;
	let said = false;
	for (const [pattern, name] of units) {
		const match = pattern.exec(rest);
		if (!match) continue;
		const read = digits(match[1] as string);
		if (typeof read === 'string') return read === 'unfinished' ? 'words' : read;
		const part = shifted(read.bare, scale[name]);
		if (typeof part === 'string') return part;
		fen += part;
		said = true;
		rest = rest.slice(match[0].length).trimStart();
	}
	if (rest) {
		const read = digits(rest);
		// After 亿 and 万 nothing follows without its own unit: "1亿5" would be anybody's guess.
		if (said) return typeof read === 'string' && !mayGoOn(read) ? read : 'unit';
		if (typeof read === 'string') return read;
		const part = shifted(read.bare, scale[unit]);
		if (typeof part === 'string') return part;
		fen = part;
	}
	return Number.isSafeInteger(fen) ? fen : 'large';
}

// An amount as its field shows it, without a fraction of floating point: 350000000 in wan → "350"
export function writeMoney(fen: number | null, unit: MoneyUnit): string {
	if (fen === null) return '';
	const places = scale[unit];
	const text = String(fen).padStart(places + 1, '0');
	return `${text.slice(0, -places)}.${text.slice(-places)}`.replace(/\.?0+$/, '');
}
