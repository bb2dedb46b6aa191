// Days as texts, 2026-10-01, which is how the calendar keeps them; no time zone comes into it.
import { i18n } from '@/i18n';

const at = (day: string) => new Date(`${day}T00:00:00Z`);
const text = (date: Date) => date.toISOString().slice(0, 10);
export const valid = (day: string): boolean => /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(at(day).valueOf()) && text(at(day)) === day;
export const weekend = (day: string): boolean => [0, 6].includes(at(day).getUTCDay());

export function daysFrom(first: string, last: string): string[] {
	const days: string[] = [];
	for (let d = at(first); d <= at(last); d = new Date(d.valueOf() + 86400_000)) days.push(text(d));
	return days;
}

// The weeks of a month, Monday first; null before the first day and after the last.
export function weeksOf(year: number, month: number): (string | null)[][] {
	const first = new Date(Date.UTC(year, month - 1, 1));
	const days: (string | null)[] = [...Array<null>((first.getUTCDay() + 6) % 7).fill(null), ...daysFrom(text(first), text(new Date(Date.UTC(year, month, 0))))];
	while (days.length % 7) days.push(null);
	return Array.from({ length: days.length / 7 }, (_, i) => days.slice(7 * i, 7 * i + 7));
}

const format = (options: Intl.DateTimeFormatOptions) => (day: string) => new Intl.DateTimeFormat(i18n.global.locale.value, { timeZone: 'UTC', ...options }).format(at(day));
export const longDay = format({ year: 'numeric', month: 'long', day: 'numeric', weekday: 'short' });
export const monthName = format({ month: 'long' });
export const weekdayName = format({ weekday: 'narrow' });
