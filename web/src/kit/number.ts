// Numbers as people write them: typed with an input method (full-width digits, 。 for the point), pasted from Word (no-break spaces, typographic
// minus signs) or from a table (thousands separators), and money with its units (3.5万元, 1亿2000万). Digits are moved, nothing is multiplied in
// floating point. What could mean two things ("1,5", "1e5") is unreadable: nobody's money is guessed.

// null: nothing was written; 'half': may become a number with the next key, as "1," and "-"; 'bad': none and never will be
export type Reading = number | null | 'half' | 'bad';
export interface Limits {
	places: number; // decimals at most
	negative?: boolean;
}

const LONGEST = 15; // digits before the point: more are no exact double

// Full width becomes half width, every minus is one sign, and what is not seen is taken out.
function tidy(text: string): string {
	return text
		.normalize('NFKC')
		.replace(/[\s\u200b-\u200f\u2060\ufeff]/g, '')
		.replace(/[\u2010-\u2015\u2212\ufe63]/g, '-')
		.replace(/(?<=\d)。(?=\d|$)/g, '.')
		.replace(/[、﹐]/g, ',')
		.replace(/^\+/, '');
}

const plain = /^\d*(\.\d*)?$/;
const grouped = /^\d{1,3}(,\d{3})+(\.\d*)?$/;
const begun = /^\d{1,3}(,\d{3})*,\d{0,2}$/; // the last group is being typed

// Unsigned digits without separators: "1,234.50" → "1234.50"
function digits(text: string): string | 'half' | 'bad' {
	if (begun.test(text)) return 'half';
	if (!plain.test(text) && !grouped.test(text)) return 'bad';
	if (text === '.') return 'half';
	const bare = text.replaceAll(',', '').replace(/^0+(?=\d)/, '');
	return (bare.split('.')[0] ?? '').length > LONGEST ? 'bad' : bare;
}

// Whole units of 10^-PLACES: shifted("12.5", 2) → 1250
function shifted(bare: string, places: number): number | 'bad' {
	const [whole = '', rest = ''] = bare.split('.');
	if (rest.replace(/0+$/, '').length > places) return 'bad';
	const value = Number((whole || '0') + rest.slice(0, places).padEnd(places, '0'));
	return Number.isSafeInteger(value) ? value : 'bad';
}

export function readNumber(text: string, { places, negative }: Limits): Reading {
	let rest = tidy(text);
	if (!rest) return null;
	const minus = rest.startsWith('-');
	if (minus && !negative) return 'bad';
	if (minus) rest = rest.slice(1);
	if (!rest) return 'half';
	const bare = digits(rest);
	if (bare === 'half' || bare === 'bad') return bare;
	if ((bare.split('.')[1] ?? '').replace(/0+$/, '').length > places) return 'bad';
	const value = Number(bare);
	return minus && value !== 0 ? -value : value;
}

// "12.5%", "12.5 ％", 12.5 → 0.125
export function readPercent(text: string): Reading {
	const typed = tidy(text).replace(/%$/, '');
	if (!typed) return null;
	const bare = digits(typed);
	if (bare === 'half' || bare === 'bad') return bare;
	const millionths = shifted(bare, 4);
	return millionths === 'bad' ? 'bad' : Number((millionths / 1e6).toFixed(6));
}

export type MoneyUnit = 'wan' | 'yuan';
const scale = { yuan: 2, wan: 6, yi: 10 }; // places to whole fen
const units: [RegExp, keyof typeof scale][] = [[/^(.+?)[亿億]/, 'yi'], [/^(.+?)[万萬]/, 'wan'], [/^(.+?)[元圆圓]/, 'yuan']];

// An amount in fen. A unit that is written counts, UNIT is that of a bare number.
export function readMoney(text: string, unit: MoneyUnit): Reading {
	let rest = tidy(text).replace(/^(?:¥|RMB|CNY|人民币|人民幣)/i, '');
	if (!rest) return null;
	rest = rest.replace(/整$/, '').replace(/(?<=[亿億万萬])[元圆圓]$/, '');
	let fen = 0;
	let said = false;
	for (const [pattern, name] of units) {
		const match = pattern.exec(rest);
		if (!match) continue;
		const bare = digits(match[1] as string);
		if (bare === 'half' || bare === 'bad' || bare === '') return 'bad';
		const part = shifted(bare, scale[name]);
		if (part === 'bad') return 'bad';
		fen += part;
		said = true;
		rest = rest.slice(match[0].length);
	}
	if (rest) {
		// After 亿 and 万 nothing follows without its own unit: "1亿5" would be anybody's guess.
		if (said) return plain.test(rest) ? 'half' : 'bad';
		const bare = digits(rest);
		if (bare === 'half' || bare === 'bad') return bare;
		const part = shifted(bare, scale[unit]);
		if (part === 'bad') return 'bad';
		fen = part;
	}
	return Number.isSafeInteger(fen) ? fen : 'bad';
}

// An amount as its field shows it, without a fraction of floating point: 350000000 in wan → "350"
export function writeMoney(fen: number | null, unit: MoneyUnit): string {
	if (fen === null) return '';
	const places = scale[unit];
	const text = String(fen).padStart(places + 1, '0');
	return `${text.slice(0, -places)}.${text.slice(-places)}`.replace(/\.?0+$/, '');
}
