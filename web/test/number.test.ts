// Numbers as people write them (kit/number.ts), and as they are pasted (organizer/judging/pastedExtras.ts):
// - full-width digits, an ideographic stop for the point, thousands separators, blanks that Word puts around, signs that are not seen
// - money with and without its unit, exact to the fen, in 万元, yuan, 亿, and several of them together
// - what could mean two things, has a sign, or is no number, is refused by its code; what the next keys may mend is known from what they cannot
// - every refusal has its words in every language, with what was typed in them
// - what a field shows reads back as the same amount
// - a pasted line is an entry's number and all of the points behind it; more columns, none, and doubtful numbers are refused
import { describe, expect, it } from 'vitest';
import { i18n } from '@/i18n';
import { faultText } from '@/kit/faultText';
import { mayGoOn, readMoney, readNumber, readPercent, readShare, writeMoney, type Fault } from '@/kit/number';
import { pasted } from '@/organizer/judging/pastedExtras';

describe('a plain number', () => {
	const read = (text: string) => readNumber(text, 2);
	it.each([
		['27.5', 27.5],
		['２７．５', 27.5],
		['27。5', 27.5],
		['2。5', 2.5],
		['2｡5', 2.5],
		['。5', 0.5],
		['１２０', 120],
		[' 27.5\u00a0', 27.5],
		['\u3000３０\u3000', 30],
		['\u200b27.5\ufeff', 27.5],
		['\u202a27.5\u202c', 27.5],
		['2\u00ad7', 27],
		['1,234,567.89', 1234567.89],
		['1，234.5', 1234.5],
		['１，２３４', 1234],
		['1,234。5', 1234.5],
		['007', 7],
		['12.', 12],
		['.5', 0.5],
		['27.500', 27.5],
		['0', 0],
	])('%j is %d', (text, value) => expect(read(text)).toBe(value));

	it.each([
		...['-4', '−4', '–4', '—4', '－4', '﹣4', '+3', '＋3', '±1', '5-', '-', '- 4', '-0'].map((text) => [text, 'sign']),
		...['abc', '约30人', '30人', '30左右', '1e5', '1E+05', '0x10', 'Infinity', 'NaN', '3/4', '½', '10²', '①', '12分', '1500万', '三十', '٣', '(5)', '30%', '1、2', "1'234", '10~20', '10至20'].map((text) => [text, 'words']),
		...['1.2.3', '1。2。3', '1,23,456', '12,34.5', '1234,567', '1 234', '1\u00a0234', '12 .5', ',5', '1.234.567', '1.234,5', '1,,2'].map((text) => [text, 'separators']),
		...['1,', '1,2', '1,5', '1，23', '12,345,6'].map((text) => [text, 'comma']),
		['.', 'unfinished'],
		['1.005', 'places'],
		['1234567890123456', 'large'],
	] as [string, Fault][])('%j is refused: %s', (text, fault) => expect(read(text)).toBe(fault));

	it('knows what the next keys may mend', () => {
		for (const text of ['1,', '1,2', '.']) expect(mayGoOn(read(text) as Fault)).toBe(true);
		for (const text of ['1.2.3', 'x', '-', '1.005']) expect(mayGoOn(read(text) as Fault)).toBe(false);
	});

	it('is none where nothing is written', () => {
		for (const text of ['', '  ', '\u3000', '\u00a0', '\u200b']) expect(read(text)).toBeNull();
	});
});

describe('in percent', () => {
	it.each([
		['30', 30, 0.3],
		['30%', 30, 0.3],
		['３０％', 30, 0.3],
		['12.5 %', 12.5, 0.125],
		['12。5﹪', 12.5, 0.125],
		['33.3333', 33.3333, 0.333333],
		['0.07', 0.07, 0.0007],
	])('%j is %d, as a share %d', (text, percent, share) => expect([readPercent(text), readShare(text)]).toEqual([percent, share]));

	it.each([['30%%', 'words'], ['1.00001', 'places'], ['-3%', 'sign'], ['%', 'words'], ['三成', 'words'], ['1,5%', 'comma']])('%j is refused: %s', (text, fault) => expect([readPercent(text), readShare(text)]).toEqual([fault, fault]));

	it('is none where nothing is written', () => expect([readPercent(''), readShare('')]).toEqual([null, null]));
});

describe('money', () => {
	it.each([
		['350', 'wan', 350_000_000],
		['350', 'yuan', 35_000],
		['1500万', 'wan', 1_500_000_000],
		['1500万', 'yuan', 1_500_000_000],
		['１５００ 万元', 'yuan', 1_500_000_000],
		['3.5万元', 'yuan', 3_500_000],
		['3。5萬', 'yuan', 3_500_000],
		['3５0 万元', 'wan', 350_000_000],
		['2000元', 'wan', 200_000],
		['2000圆整', 'wan', 200_000],
		['1亿', 'wan', 10_000_000_000],
		['1.5億元', 'yuan', 15_000_000_000],
		['1亿2000万', 'wan', 12_000_000_000],
		['1亿2,000万3元', 'yuan', 12_000_000_300],
		['3.5万元整', 'yuan', 3_500_000],
		['￥1,234.56', 'yuan', 123_456],
		['¥1，234.56', 'yuan', 123_456],
		['RMB 1,234.5', 'yuan', 123_450],
		['0.000001', 'wan', 1],
		['0.01', 'yuan', 1],
		['29.99', 'wan', 29_990_000], // 29.99 × 10⁶ in floating point is 29989999.999999996
		['1.10', 'yuan', 110],
	] as const)('%j (%s) is %d fen', (text, unit, fen) => expect(readMoney(text, unit)).toBe(fen));

	it.each([
		['0.0000001', 'wan', 'places'],
		['0.001', 'yuan', 'places'],
		['-5', 'wan', 'sign'],
		['−5万元', 'wan', 'sign'],
		['¥-5', 'yuan', 'sign'],
		['1e5', 'yuan', 'words'],
		['5千', 'yuan', 'words'],
		['五万', 'yuan', 'words'],
		['约1500万', 'yuan', 'words'],
		['1500多万', 'yuan', 'words'],
		['3万2亿', 'yuan', 'words'],
		['万', 'wan', 'words'],
		['.万', 'wan', 'words'],
		['$100', 'yuan', 'words'],
		['100美元', 'yuan', 'words'],
		['1,5万', 'yuan', 'comma'],
		['3万5', 'yuan', 'unit'],
		['1亿2', 'wan', 'unit'],
		['1亿2000', 'wan', 'unit'],
		['1亿万', 'wan', 'words'],
		['1 500', 'yuan', 'separators'],
		['1,2', 'wan', 'comma'],
		['99999999999', 'wan', 'large'], // more fen than a number holds exactly
		['99999999亿', 'wan', 'large'],
	] as const)('%j (%s) is refused: %s', (text, unit, fault) => expect(readMoney(text, unit)).toBe(fault));

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

it('says every refusal in words, with what was typed', () => {
	const before = i18n.global.locale.value;
	for (const locale of ['zh-CN', 'zh-Hant', 'en'] as const) {
		i18n.global.locale.value = locale;
		for (const fault of ['sign', 'words', 'separators', 'comma', 'unfinished', 'unit', 'places', 'large'] as Fault[])
			for (const places of [0, 2]) {
				const said = faultText(fault, ' 约30人 ', 'whole', places);
				expect(said).toContain('约30人');
				expect(said).not.toMatch(/common\.number|[{}]/);
			}
		expect([...faultText('words', '长'.repeat(500), 'money', 2)].length).toBeLessThan(100);
	}
	i18n.global.locale.value = before;
	expect(faultText('places', '2.5', 'whole', 0)).not.toBe(faultText('places', '2.5', 'number', 1));
});

describe('a pasted line', () => {
	const one = (line: string) => {
		const [read] = pasted(line);
		return [read?.number, read?.shape ?? read?.points];
	};
	it.each([
		['DEMO-000012\t1,234.5', 1234.5],
		['DEMO-000012\t1，234.5', 1234.5],
		['DEMO-000012\t２。５', 2.5],
		['DEMO-000012 10', 10],
		['DEMO-000012  1,234.5', 1234.5],
		['DEMO-000012,12.5', 12.5],
		['DEMO-000012，12.5', 12.5],
		['DEMO-000012, 1,234.5', 1234.5],
		['DEMO-000012,1,234.5', 1234.5],
		['"DEMO-000012"\t"1,234.5"', 1234.5],
		['DEMO-000012;7', 7],
		['DEMO-000012\t-', null],
		['DEMO-000012\t—', null],
		['DEMO-000012', 'noPoints'],
		['DEMO-000012\t', 'noPoints'],
		['DEMO-000012\t项目甲\t10', 'columns'],
		['DEMO-000012 1 234', 'separators'],
		['DEMO-000012\t1,5', 'comma'],
		['DEMO-000012\t-3', 'sign'],
		['DEMO-000012\t10分', 'words'],
		['DEMO-000012\t1e3', 'words'],
	])('%j means %s', (line, points) => expect(one(line)).toEqual(['DEMO-000012', points]));

	it('ends with any end of a line, and blank ones are none', () => expect(pasted('A\t1\r\nB\t2\r\n\r\n \nC\t3\n').map((l) => [l.number, l.points])).toEqual([['A', 1], ['B', 2], ['C', 3]]));
});
