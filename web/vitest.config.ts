import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

// Units of the pages that a browser test cannot try in all their cases; what people do on the pages is tested in tests/browser.
export default defineConfig({
	plugins: [vue()],
	resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
	test: { environment: 'jsdom', testTimeout: 60_000, include: ['test/**/*.test.ts'], setupFiles: ['test/setup.ts'] },
});
