import { createApp, watch } from 'vue';
import App from './App.vue';
import { i18n, startLocale } from './i18n';
import { keepFigures } from './kit/figures';
import { rolesOf, router } from './router';
import { loadSession, session } from './session';
import { applyAppearance } from './theme/appearance';
import { registerWorker } from './worker/register';
import './theme/tokens.css';
import './theme/base.css';
import './theme/controls.css';

async function start(): Promise<void> {
	applyAppearance();
	keepFigures(document.body);
	await Promise.all([startLocale(), loadSession()]);
	createApp(App).use(i18n).use(router).mount('#app');
	watch(() => session.me, () => registerWorker(rolesOf()), { immediate: true });
}
// What fails here fails in sight: start.js hears of it.
void start();
