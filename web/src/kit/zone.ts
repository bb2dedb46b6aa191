// By whose clock times are shown and typed: that of the edition a page is about (its rulebook says which), and Beijing's where there is none. Never the
// browser's own.
import { computed, onScopeDispose, shallowReactive, shallowRef, watchEffect } from 'vue';
import { i18n } from '@/i18n';

export const BEIJING = 'Asia/Shanghai';

const known = new Map<string, boolean>();

// A browser whose zones are older than the rulebook's shows Beijing's time, and says so.
function shownBy(zone: string | null | undefined): string {
	if (!zone) return BEIJING;
	if (!known.has(zone)) {
		try {
			new Intl.DateTimeFormat('en', { timeZone: zone });
			known.set(zone, true);
		} catch {
			known.set(zone, false);
		}
	}
	return known.get(zone) ? zone : BEIJING;
}

// What the pages on screen are about; the last one that says so counts, for the moment in which one page takes the place of another.
const said = shallowReactive<{ value: string | null }[]>([]);
export const zone = computed(() => {
	for (let i = said.length - 1; i >= 0; i--) if (said[i]?.value) return said[i]?.value ?? BEIJING;
	return BEIJING;
});

// For a page about one edition: as soon as OF tells its zone, everything on the page is shown by it.
export function useZone(of: () => string | null | undefined): void {
	const mine = shallowRef<string | null>(null);
	said.push(mine);
	watchEffect(() => (mine.value = of() ? shownBy(of()) : null), { flush: 'sync' });
	onScopeDispose(() => said.splice(said.indexOf(mine), 1));
}

// A row's own zone in a list of many editions, or the page's.
export const zoneOf = (there?: string | null): string => (there ? shownBy(there) : zone.value);

// "北京时间", "Asia/Urumqi 时间"
export function zoneWords(there?: string | null): string {
	const name = zoneOf(there);
	return name === BEIJING ? i18n.global.t('common.beijingTime') : i18n.global.t('common.zoneTime', { zone: name });
}

const formats = new Map<string, Intl.DateTimeFormat>();

// What calendar and clock show there, as if it were UTC, in milliseconds.
function there(at: number, name: string): number {
	let format = formats.get(name);
	if (!format) formats.set(name, (format = new Intl.DateTimeFormat('en-US', { timeZone: name, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' })));
	const part: Record<string, number> = {};
	for (const { type, value } of format.formatToParts(at)) part[type] = Number(value);
	const whole = Date.UTC(part.year ?? 0, (part.month ?? 1) - 1, part.day ?? 1, part.hour ?? 0, part.minute ?? 0, part.second ?? 0);
	return whole + (((at % 1000) + 1000) % 1000);
}

const DAY = 86_400_000;
// The number of the day there, for telling whether two moments are on the same.
export const dayNumber = (at: number, name: string): number => Math.floor(there(at, name) / DAY);

// Between the API's UTC times and a field for date and time.
export function toField(iso: string | null | undefined): string {
	if (!iso) return '';
	return new Date(there(Date.parse(iso), zone.value)).toISOString().slice(0, 16);
}

// Of a time that a change of clocks leaves out, the moment as far behind the change; of one that comes twice, the first.
export function fromField(text: string): string | null {
	const local = text ? Date.parse(`${text}Z`) : NaN;
	if (Number.isNaN(local)) return null;
	const offset = (at: number) => there(at, zone.value) - at;
	const [before, behind] = [offset(local - DAY), offset(local + DAY)];
	const first = local - Math.max(before, behind);
	const at = there(first, zone.value) === local ? first : local - (there(local - Math.min(before, behind), zone.value) === local ? Math.min(before, behind) : before);
	return new Date(at).toISOString().replace('.000Z', 'Z');
}

export const today = (): string => new Date(there(Date.now(), zone.value)).toISOString().slice(0, 10);
