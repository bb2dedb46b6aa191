import { createApp } from 'vue';
import App from './App.vue';
import { i18n, startLocale } from './i18n';
import { router } from './router';
import { loadSession } from './session';
import { applyAppearance } from './theme/appearance';
import './theme/tokens.css';
import './theme/base.css';
import './theme/controls.css';
import './theme/element.css';

applyAppearance();
await Promise.all([startLocale(), loadSession()]);
createApp(App).use(i18n).use(router).mount('#app');
