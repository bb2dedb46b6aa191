import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import vue from '@vitejs/plugin-vue';
import { defineConfig, type Plugin } from 'vite';
import floor from './floor.json';
import { serviceWorker } from './src/worker/build';

// The pages are sent as they are compressed here; what the server compresses itself are answers of the API.
function precompress(): Plugin {
	return {
		name: 'precompress',
		apply: 'build',
		writeBundle({ dir = '.' }, bundle) {
			// From the files as they were written: Vite still changes them after generateBundle.
			for (const name of Object.keys(bundle)) {
				if (!/\.(js|css|html|svg|json)$/.test(name)) continue;
				const source = readFileSync(join(dir, name));
				if (source.length < 1024) continue;
				writeFileSync(join(dir, `${name}.br`), brotliCompressSync(source, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
				writeFileSync(join(dir, `${name}.gz`), gzipSync(source, { level: 9 }));
			}
		},
	};
}

// What pdf.js asks for by name when a PDF needs it: tables of Chinese encodings, and the fonts that a PDF may expect everybody to have.
function pdfTables(): Plugin {
	const from = fileURLToPath(new URL('./node_modules/pdfjs-dist/', import.meta.url));
	return {
		name: 'pdf-tables',
		apply: 'build',
		writeBundle({ dir = '.' }) {
			cpSync(join(from, 'cmaps'), join(dir, 'pdf/cmaps'), { recursive: true });
			cpSync(join(from, 'standard_fonts'), join(dir, 'pdf/fonts'), { recursive: true });
		},
	};
}

// The browsers that the pages are written for, as esbuild calls them; syntax of scripts and styles that they cannot read is put into what they can.
const esbuildName: Record<string, string> = { safari_ios: 'ios' };

export default defineConfig({
	plugins: [vue(), serviceWorker(), precompress(), pdfTables()],
	resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
	build: { target: Object.entries(floor).map(([browser, version]) => `${esbuildName[browser] ?? browser}${version}`), assetsInlineLimit: 0, modulePreload: { polyfill: false }, chunkSizeWarningLimit: 700 },
});
