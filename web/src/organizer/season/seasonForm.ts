// Title and dates of an edition as a form holds them, and as the API takes them.
import type { Locale } from '@/i18n';
import { fromField, toField } from '@/kit/zone';

export const dateFields = ['entries_open_at', 'entries_close_at', 'corrections_close_at', 'investments_close_at'] as const;
export type DateField = (typeof dateFields)[number];

export interface SeasonForm extends Record<DateField, string> {
	title: Record<Locale, string>;
	grace_seconds: number | null; // null: nothing is typed
}

export const emptyTitle = (): Record<Locale, string> => ({ 'zh-CN': '', 'zh-Hant': '', en: '' });
export const emptySeason = (): SeasonForm => ({ title: emptyTitle(), entries_open_at: '', entries_close_at: '', corrections_close_at: '', investments_close_at: '', grace_seconds: 0 });

export const titleOf = (title: Record<Locale, string>): Record<string, string> =>
	Object.fromEntries(
		Object.entries(title)
			.map(([k, v]) => [k, v.trim()] as const)
			.filter(([, v]) => v !== ''),
	);

interface Dated extends Record<DateField, string | null> {
	title: Record<string, string>;
	grace_seconds: number;
}

export const seasonOf = (form: SeasonForm): Dated => ({
	title: titleOf(form.title),
	entries_open_at: fromField(form.entries_open_at),
	entries_close_at: fromField(form.entries_close_at),
	corrections_close_at: fromField(form.corrections_close_at),
	investments_close_at: fromField(form.investments_close_at),
	grace_seconds: form.grace_seconds ?? 0,
});

export const formOf = (e: Dated): SeasonForm => ({
	title: { ...emptyTitle(), ...e.title },
	entries_open_at: toField(e.entries_open_at),
	entries_close_at: toField(e.entries_close_at),
	corrections_close_at: toField(e.corrections_close_at),
	investments_close_at: toField(e.investments_close_at),
	grace_seconds: e.grace_seconds,
});
