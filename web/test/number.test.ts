// Numbers as people write them (kit/number.ts):
// - full-width digits, an ideographic stop for the point, thousands separators, blanks that Word puts in, typographic minus signs
// - money with and without its unit, exact to the fen, in 万元, yuan, 亿, and several of them together
// - what could mean two things, or is no number, is unreadable; what is half typed is no fault yet
// - what a field shows reads back as the same amount
import { describe, expect, it } from 'vitest';
import { readMoney, readNumber, readPercent, writeMoney } from '@/kit/number';

describe('a plain number', () => {
	const read = (text: string) => readNumber(text, { places: 2 });
	it.each([
		['27.5', 27.5],
		['２７．５', 27.5],
		['27。5', 27.5],
		[' 27.5\u00a0', 27.5],
		['\u200b27.5\ufeff', 27.5],
		['1,234,567.89', 1234567.89],
		['１，２３４', 1234],
		['007', 7],
		['12.', 12],
		['.5', 0.5],
		['+3', 3],
		['0', 0],
	])('%j is %d', (text, value) => expect(read(text)).toBe(value));

	it.each(['abc', '1e5', '1E+05', '0x10', '1.2.3', '1,23,456', '12,34.5', '1.005', 'Infinity', 'NaN', '3/4', '½', '12分', '1234567890123456'])('%j is unreadable', (text) => expect(read(text)).toBe('bad'));

	it.each(['1,', '1,2', '1,23', '12,345,6', '.'])('%j is half typed', (text) => expect(read(text)).toBe('half'));

	it('takes a minus only where one may be', () => {
		for (const minus of ['-', '−', '–', '—', '－', '﹣']) {
			expect(read(`${minus}5`)).toBe('bad');
			expect(readNumber(`${minus}5`, { places: 2, negative: true })).toBe(-5);
			expect(readNumber(minus, { places: 2, negative: true })).toBe('half');
		}
		expect(Object.is(readNumber('-0', { places: 2, negative: true }), 0)).toBe(true);
		expect(readNumber('5-', { places: 2, negative: true })).toBe('bad');
	});

	it('is none where nothing is written', () => {
		for (const text of ['', '  ', '\u3000', '\u00a0']) expect(read(text)).toBeNull();
	});
});

describe('a share in percent', () => {
	it.each([
		['30', 0.3],
		['30%', 0.3],
		['３０％', 0.3],
		['12.5 %', 0.125],
		['33.3333', 0.333333],
		['0.07', 0.0007],
	])('%j is %d', (text, value) => expect(readPercent(text)).toBe(value));

	it('is no number with two signs or five decimals', () => {
		expect(readPercent('30%%')).toBe('bad');
		expect(readPercent('1.00001')).toBe('bad');
		expect(readPercent('')).toBeNull();
	});
});

describe('money', () => {
	it.each([
		['350', 'wan', 350_000_000],
		['350', 'yuan', 35_000],
		['3.5万元', 'yuan', 3_500_000],
		['3.5萬', 'yuan', 3_500_000],
		['3５0 万元', 'wan', 350_000_000],
		['2000元', 'wan', 200_000],
		['2000圆整', 'wan', 200_000],
		['1亿', 'wan', 10_000_000_000],
		['1.5億元', 'yuan', 15_000_000_000],
		['1亿2000万', 'wan', 12_000_000_000],
		['1亿2,000万3元', 'yuan', 12_000_000_300],
		['3.5万元整', 'yuan', 3_500_000],
		['￥1,234.56', 'yuan', 123_456],
		['RMB 1,234.5', 'yuan', 123_450],
		['0.000001', 'wan', 1],
		['0.01', 'yuan', 1],
		['29.99', 'wan', 29_990_000], // 29.99 × 10⁶ in floating point is 29989999.999999996
		['1.10', 'yuan', 110],
	] as const)('%j (%s) is %d fen', (text, unit, fen) => expect(readMoney(text, unit)).toBe(fen));

	it.each([
		['0.0000001', 'wan'],
		['0.001', 'yuan'],
		['-5', 'wan'],
		['−5万元', 'wan'],
		['1e5', 'yuan'],
		['5千', 'yuan'],
		['五万', 'yuan'],
		['3万2亿', 'yuan'],
		['万', 'wan'],
		['$100', 'yuan'],
		['100美元', 'yuan'],
		['99999999999', 'wan'], // more fen than a number holds exactly
		['99999999亿', 'wan'],
	] as const)('%j (%s) is unreadable', (text, unit) => expect(readMoney(text, unit)).toBe('bad'));

	it('is half typed after 亿 until the next unit is there', () => {
		expect(readMoney('1亿2', 'wan')).toBe('half');
		expect(readMoney('1亿2000', 'wan')).toBe('half');
		expect(readMoney('1,2', 'wan')).toBe('half');
	});

	it('reads back what the field shows', () => {
		for (const fen of [0, 1, 99, 100, 123_456_789, 29_990_000, 10_000_000_000, Number.MAX_SAFE_INTEGER])
			for (const unit of ['wan', 'yuan'] as const) expect(readMoney(writeMoney(fen, unit), unit)).toBe(fen);
		expect(writeMoney(350_000_000, 'wan')).toBe('350');
		expect(writeMoney(350_500_000, 'wan')).toBe('350.5');
		expect(writeMoney(1, 'wan')).toBe('0.000001');
		expect(writeMoney(0, 'yuan')).toBe('0');
		expect(writeMoney(null, 'yuan')).toBe('');
	});
});
