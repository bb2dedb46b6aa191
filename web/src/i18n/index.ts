import { createI18n } from 'vue-i18n';
import { shelf } from '@/kit/shelf';
import zhCN from './zh-CN';

export const locales = { 'zh-CN': '简体中文', 'zh-Hant': '繁體中文', en: 'English' } as const;
export type Locale = keyof typeof locales;

const remembered = shelf.get('locale');
const preferred = (): Locale => {
	if (remembered && remembered in locales) return remembered as Locale;
	for (const language of navigator.languages) {
		if (/^zh-(Hant|TW|HK|MO)/i.test(language)) return 'zh-Hant';
		if (/^zh/i.test(language)) return 'zh-CN';
		if (/^en/i.test(language)) return 'en';
	}
	return 'zh-CN';
};

export const i18n = createI18n({ legacy: false, locale: 'zh-CN' as Locale, fallbackLocale: 'zh-CN', messages: { 'zh-CN': zhCN } as Record<string, typeof zhCN>, missingWarn: false, fallbackWarn: false });

const loaders: Record<Locale, () => Promise<{ default: typeof zhCN }>> = {
	'zh-CN': async () => ({ default: zhCN }),
	'zh-Hant': () => import('./zh-Hant'),
	en: () => import('./en'),
};

export async function useLocale(locale: Locale): Promise<void> {
	i18n.global.setLocaleMessage(locale, (await loaders[locale]()).default);
	i18n.global.locale.value = locale;
	document.documentElement.lang = locale;
	shelf.set('locale', locale);
}

// Words that do not come keep nobody from the page: it speaks the language that is always there.
export const startLocale = () => useLocale(preferred()).catch(() => undefined);

// A text that the organiser wrote in some languages: the reader's, else the nearest.
export function localised(text: Record<string, string> | null | undefined): string {
	if (!text) return '';
	const locale = i18n.global.locale.value;
	const order: Record<string, string[]> = { 'zh-CN': ['zh-CN', 'zh-Hant', 'en'], 'zh-Hant': ['zh-Hant', 'zh-CN', 'en'], en: ['en', 'zh-CN', 'zh-Hant'] };
	for (const candidate of order[locale] ?? []) if (text[candidate]) return text[candidate];
	return Object.values(text)[0] ?? '';
}
