// A notice being written.
import type { Locale } from '@/i18n';

export interface NoticeDraft {
	title: Record<Locale, string>;
	body: Record<Locale, string>;
	days: number | null;
}

export const emptyNotice = (days: number | null, title: Partial<Record<Locale, string>> = {}): NoticeDraft => ({ title: { 'zh-CN': '', 'zh-Hant': '', en: '', ...title }, body: { 'zh-CN': '', 'zh-Hant': '', en: '' }, days });

const filled = (text: Record<Locale, string>) => Object.fromEntries(Object.entries(text).flatMap(([k, v]) => (v.trim() ? [[k, v.trim()]] : [])));

export function noticeBody(draft: NoticeDraft): { title: Record<string, string>; body?: Record<string, string>; working_days?: number } {
	const body = filled(draft.body);
	return { title: filled(draft.title), ...(Object.keys(body).length ? { body } : {}), ...(draft.days ? { working_days: draft.days } : {}) };
}

export const noticeReady = (draft: NoticeDraft, days: boolean): boolean => draft.title['zh-CN'].trim() !== '' && (!days || (draft.days ?? 0) > 0);
