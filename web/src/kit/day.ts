// Days as people write them: 2021-03-02, 2021/3/2, 2021.3.2, 2021年3月2日, 20210302. A day is the number that its digits make, 20210302, so that the
// one field for what is typed (kit/useTyped.ts) reads it like any other; 0 stands for none.
import { i18n } from '@/i18n';
import { fold, type Fault, type Reading } from './number';

const whole = /^(\d{4}) ?(?:[-/.年]) ?(\d{1,2}) ?(?:[-/.月]) ?(\d{1,2}) ?[日号號]?$/;
const digits = /^(\d{4})(\d\d)(\d\d)$/;
const begun = /^\d{1,4}(?: ?[-/.年] ?(?:\d{1,2}(?: ?[-/.月] ?\d{0,1})?)?)?$|^\d{5,7}$/;

const real = (year: number, month: number, day: number): boolean => {
	const date = new Date(Date.UTC(2000, month - 1, day));
	date.setUTCFullYear(year, month - 1, day);
	return year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
};

export function readDay(text: string): Reading {
	const typed = fold(text);
	if (!typed) return null;
	const parts = whole.exec(typed) ?? digits.exec(typed);
	if (!parts) return begun.test(typed) ? 'unfinished' : 'words';
	const [year, month, day] = parts.slice(1).map(Number) as [number, number, number];
	return real(year, month, day) ? year * 10_000 + month * 100 + day : 'separators';
}

export const dayNumber = (iso: string): number | null => (/^\d{4}-\d\d-\d\d$/.test(iso) ? Number(iso.replaceAll('-', '')) : null);

export function writeDay(day: number | null): string {
	if (day === null) return '';
	const text = String(day).padStart(8, '0');
	return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;
}

// What was typed is no number: a day that is being written, a day that no calendar has, or no day.
export function dayFault(fault: Fault, text: string): string {
	return i18n.global.t(`common.day.${fault === 'unfinished' ? 'unfinished' : fault === 'separators' ? 'unreal' : 'words'}`, { text });
}
