// Lines pasted from a spreadsheet: an entry's number, and its points, by a tab, by spaces, or by a comma or semicolon. What stands behind the number is
// read whole, as every number is, so that "1,234.5" is never a 1.
import { readNumber, type Reading } from '@/kit/number';

export interface PastedLine {
	number: string;
	text: string; // what stands for the points
	points: Reading; // null: to be taken away
	shape?: 'noPoints' | 'columns'; // why there is nothing to read
}

const PLACES = 6;
const away = /^[-\u2010-\u2015\u2212\ufe63\uff0d]$/;
const bare = (cell: string) => cell.trim().replace(/^"(.*)"$/, '$1').trim();

function split(line: string): string[] {
	if (line.includes('\t')) return line.split('\t').map(bare).filter(Boolean);
	const parts = /^(.+?)(?:\s*[;；]\s*|\s+)(.*)$/.exec(line) ?? /^(.+?)[,，](.*)$/.exec(line);
	return parts ? [bare((parts[1] as string).replace(/[,，:：]$/, '')), bare(parts[2] as string)].filter(Boolean) : [bare(line)];
}

export function pasted(text: string): PastedLine[] {
	return text
		.split(/\r\n|\r|\n/)
		.filter((line) => line.trim())
		.map((line) => {
			const [number = '', value = '', ...more] = split(line.trim());
			const told = { number, text: [value, ...more].join(' ') };
			if (more.length) return { ...told, points: null, shape: 'columns' };
			if (!value) return { ...told, points: null, shape: 'noPoints' };
			return { ...told, points: away.test(value) ? null : readNumber(value, PLACES) };
		});
}

export { PLACES as extraPlaces };
