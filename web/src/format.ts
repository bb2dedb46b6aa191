// How times and money are shown: times by the clock of the page's edition (kit/zone.ts) or of the zone THERE, yuan with two decimals where it matters.
import { i18n } from '@/i18n';
import { dayNumber, zoneOf } from '@/kit/zone';

const tag = () => ({ 'zh-CN': 'zh-CN', 'zh-Hant': 'zh-Hant-TW', en: 'en-GB' })[i18n.global.locale.value];

export function dateTime(iso: string | null | undefined, there?: string | null): string {
	if (!iso) return '—';
	return new Intl.DateTimeFormat(tag(), { timeZone: zoneOf(there), year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(iso));
}

// A time by which something must be done. Midnight ends the day before: 2026/12/05 00:00 is read as the 5th, so it is 2026/12/04 24:00.
export function deadline(iso: string | null | undefined, there?: string | null): string {
	if (!iso) return '—';
	const at = Date.parse(iso);
	const zone = zoneOf(there);
	return dayNumber(at, zone) === dayNumber(at - 1, zone) ? dateTime(iso, zone) : dateTime(new Date(at - 1).toISOString(), zone).replace('23:59', '24:00');
}

export function clock(iso: string | Date): string {
	return new Intl.DateTimeFormat(tag(), { timeZone: zoneOf(), hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(typeof iso === 'string' ? new Date(iso) : iso);
}

// A day as such, 2026-03-01, is the same everywhere; of a moment it is the day there.
export function day(iso: string | null | undefined, there?: string | null): string {
	if (!iso) return '—';
	return new Intl.DateTimeFormat(tag(), { timeZone: iso.length === 10 ? 'UTC' : zoneOf(there), year: 'numeric', month: '2-digit', day: '2-digit' }).format(new Date(iso));
}

// Fen as yuan: 12345678 → 123,456.78
export function yuan(fen: number | null | undefined): string {
	if (fen === null || fen === undefined) return '—';
	return new Intl.NumberFormat(tag(), { style: 'currency', currency: 'CNY', currencyDisplay: 'narrowSymbol', minimumFractionDigits: fen % 100 ? 2 : 0 }).format(fen / 100);
}

// Fen in 万元, as award lists are read: 200000000 → 200 万元
export function wan(fen: number): string {
	const english = i18n.global.locale.value === 'en';
	if (english && fen < 100_000_000) return `CNY ${new Intl.NumberFormat(tag(), { maximumFractionDigits: 2 }).format(fen / 100)}`;
	const text = new Intl.NumberFormat(tag(), { maximumFractionDigits: 8 }).format(fen / (english ? 100_000_000 : 1_000_000));
	return english ? `CNY ${text} million` : `${text} ${i18n.global.t('common.money.wan')}`;
}

// "a, b and c"
export const conjunction = (items: string[]): string => new Intl.ListFormat(tag(), { type: 'conjunction' }).format(items);

// As exact as points and shares are: to the millionth.
export function count(n: number): string {
	return new Intl.NumberFormat(tag(), { maximumFractionDigits: 6 }).format(n);
}

// A decimal as the server writes it, without the zeros behind its point: "80.000000" → "80", "8.50" → "8.5", and "80" stays 80.
export function decimal(text: string | number | null | undefined): string {
	if (text === null || text === undefined || text === '') return '—';
	const [whole, fraction = ''] = String(text).split('.');
	const rest = fraction.replace(/0+$/, '');
	return rest ? `${whole}.${rest}` : String(whole);
}

export function bytes(n: number): string {
	// As people and their file managers say it.
	const units = ['B', 'KB', 'MB', 'GB'];
	let i = 0;
	while (n >= 1024 && i < units.length - 1) {
		n /= 1024;
		i++;
	}
	return `${n.toFixed(i && n < 10 ? 1 : 0)} ${units[i]}`;
}
