// A notice being written.
import { locales, type Locale } from '@/i18n';

export interface NoticeDraft {
	title: Record<Locale, string>;
	body: Record<Locale, string>;
	days: number | null;
}

export const emptyNotice = (days: number | null, title: Partial<Record<Locale, string>> = {}): NoticeDraft => ({ title: { 'zh-CN': '', 'zh-Hant': '', en: '', ...title }, body: { 'zh-CN': '', 'zh-Hant': '', en: '' }, days });

// What a notice may be called, for the organiser to change. A language in which the round has no name is left to the organiser.
export const proposedAwards: Record<Locale, string> = { 'zh-CN': '拟获奖名单公示', 'zh-Hant': '擬獲獎名單公示', en: 'Notice of the proposed award list' };
export const finalAwards: Record<Locale, string> = { 'zh-CN': '获奖名单公布', 'zh-Hant': '獲獎名單公布', en: 'Final award list' };
const resultsOf: Record<Locale, (round: string) => string> = { 'zh-CN': (round) => `${round}结果公示`, 'zh-Hant': (round) => `${round}結果公示`, en: (round) => `Results of the round “${round}”` };
export const roundResults = (name: Partial<Record<Locale, string>>): Partial<Record<Locale, string>> => Object.fromEntries((Object.keys(locales) as Locale[]).flatMap((locale) => (name[locale] ? [[locale, resultsOf[locale](name[locale])]] : [])));

const filled = (text: Record<Locale, string>) => Object.fromEntries(Object.entries(text).flatMap(([k, v]) => (v.trim() ? [[k, v.trim()]] : [])));

export function noticeBody(draft: NoticeDraft): { title: Record<string, string>; body?: Record<string, string>; working_days?: number } {
	const body = filled(draft.body);
	return { title: filled(draft.title), ...(Object.keys(body).length ? { body } : {}), ...(draft.days ? { working_days: draft.days } : {}) };
}

export const noticeReady = (draft: NoticeDraft, days: boolean): boolean => draft.title['zh-CN'].trim() !== '' && (!days || (draft.days ?? 0) > 0);
