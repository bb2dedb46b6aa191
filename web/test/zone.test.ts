// By whose clock times are shown and typed (kit/zone.ts, format.ts):
// - without an edition by Beijing's; while a page about an edition is there by its zone, and by Beijing's again afterwards
// - what is typed into a field for date and time is read by that clock, also where clocks change, and is shown in the field again as it was typed
// - a deadline at midnight there ends the day before, also where the day begins at one o'clock; a day as such is the same everywhere
// - a zone that the browser does not know is shown in Beijing's time, and said to be that
import { describe, expect, it } from 'vitest';
import { effectScope } from 'vue';
import { dateTime, day, deadline } from '@/format';
import { fromField, toField, useZone, zone, zoneWords } from '@/kit/zone';

function there<T>(name: string | null, act: () => T): T {
	const scope = effectScope();
	scope.run(() => useZone(() => name));
	const result = act();
	scope.stop();
	return result;
}

it('is Beijing’s without an edition, and that of the page with one', () => {
	expect(zone.value).toBe('Asia/Shanghai');
	expect(zoneWords()).toBe('北京时间');
	there('Asia/Urumqi', () => {
		expect(dateTime('2031-05-01T18:30:00Z')).toBe('2031/05/02 00:30');
		expect(zoneWords()).toBe('Asia/Urumqi 时间');
	});
	there(null, () => expect(zone.value).toBe('Asia/Shanghai'));
	expect(zone.value).toBe('Asia/Shanghai');
	expect(dateTime('2031-05-01T18:30:00Z', 'America/New_York')).toBe('2031/05/01 14:30');
});

it('lets the page that came last say it, whichever goes first', () => {
	const [old, next] = [effectScope(), effectScope()];
	old.run(() => useZone(() => 'Asia/Urumqi'));
	next.run(() => useZone(() => 'America/New_York'));
	expect(zone.value).toBe('America/New_York');
	old.stop();
	expect(zone.value).toBe('America/New_York');
	next.stop();
	expect(zone.value).toBe('Asia/Shanghai');
});

describe('a field for date and time', () => {
	it.each([
		['Asia/Shanghai', '2031-05-01T17:00', '2031-05-01T09:00:00Z'],
		['Asia/Urumqi', '2031-05-01T17:00', '2031-05-01T11:00:00Z'],
		['Asia/Kathmandu', '2031-05-01T00:00', '2031-04-30T18:15:00Z'],
		['America/New_York', '2031-03-08T17:00', '2031-03-08T22:00:00Z'],
		['America/New_York', '2031-03-09T17:00', '2031-03-09T21:00:00Z'],
		['America/New_York', '2031-03-10T00:00', '2031-03-10T04:00:00Z'],
		['America/New_York', '2031-11-02T01:30', '2031-11-02T05:30:00Z'], // twice: the first
		['America/New_York', '2031-11-02T02:00', '2031-11-02T07:00:00Z'],
		['Pacific/Kiritimati', '2031-05-01T12:00', '2031-04-30T22:00:00Z'],
		['UTC', '2031-05-01T12:00', '2031-05-01T12:00:00Z'],
	])('in %s %s is %s', (name, text, iso) =>
		there(name, () => {
			expect(fromField(text)).toBe(iso);
			expect(toField(iso)).toBe(text);
		}),
	);
	it('takes a time that is left out for the one behind the change', () => there('America/New_York', () => expect(fromField('2031-03-09T02:30')).toBe('2031-03-09T07:30:00Z')));
	it.each(['', 'soon'])('%j is nothing', (text) => expect(fromField(text)).toBe(null));
});

it.each([
	['Asia/Urumqi', '2031-05-01T18:00:00Z', '2031/05/01 24:00'],
	['Asia/Urumqi', '2031-05-01T16:00:00Z', '2031/05/01 22:00'],
	['America/New_York', '2031-03-10T04:00:00Z', '2031/03/09 24:00'],
	['America/Sao_Paulo', '2018-11-04T03:00:00Z', '2018/11/03 24:00'],
])('in %s the deadline %s is %s', (name, iso, shown) => there(name, () => expect(deadline(iso)).toBe(shown)));

it('leaves a day as such what it is', () => {
	there('America/New_York', () => {
		expect(day('2031-05-01')).toBe('2031/05/01');
		expect(day('2031-05-01T02:00:00Z')).toBe('2031/04/30');
	});
});

it('falls back to Beijing’s clock, and says so', () =>
	there('Mars/Olympus', () => {
		expect(dateTime('2031-05-01T18:30:00Z')).toBe('2031/05/02 02:30');
		expect(zoneWords()).toBe('北京时间');
	}));
