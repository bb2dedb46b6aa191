import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import vue from '@vitejs/plugin-vue';
import { defineConfig, type Plugin } from 'vite';
import components from 'unplugin-vue-components/vite';
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers';

// The server sends what is compressed here; it never compresses itself.
function precompress(): Plugin {
	return {
		name: 'precompress',
		apply: 'build',
		enforce: 'post',
		generateBundle(_, bundle) {
			for (const [name, file] of Object.entries(bundle)) {
				if (!/\.(js|css|html|svg|json)$/.test(name)) continue;
				const source = Buffer.from(file.type === 'chunk' ? file.code : file.source);
				if (source.length < 1024) continue;
				const brotli = brotliCompressSync(source, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
				this.emitFile({ type: 'asset', fileName: `${name}.br`, source: brotli });
				this.emitFile({ type: 'asset', fileName: `${name}.gz`, source: gzipSync(source, { level: 9 }) });
			}
		},
	};
}

export default defineConfig({
	plugins: [vue(), components({ dts: false, dirs: [], resolvers: [ElementPlusResolver({ importStyle: 'css' })] }), precompress()],
	resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
	build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false }, chunkSizeWarningLimit: 700 },
});
