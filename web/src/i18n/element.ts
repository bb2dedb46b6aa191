// Element Plus's own words in our languages.
import en from 'element-plus/es/locale/lang/en.mjs';
import zhCn from 'element-plus/es/locale/lang/zh-cn.mjs';
import zhTw from 'element-plus/es/locale/lang/zh-tw.mjs';
import type { Locale } from '.';

export const elementLocale: Record<Locale, typeof en> = { 'zh-CN': zhCn, 'zh-Hant': zhTw, en };
