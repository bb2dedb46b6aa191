// Writes /sw.js into the build: the worker with the names of all files that the judge's pages need, and a version made of them.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin, Rollup } from 'vite';

const wanted = /\/src\/(judge|account|kit\/pdf)\/\w+\.(vue|ts)$|\/src\/i18n\//;

// Of pdf.js, which its pages show PDFs with where the browser cannot: its worker, and the encodings that texts in simplified Chinese come in.
const isReader = (name: string): boolean => /^assets\/worker-[\w-]+\.js$/.test(name);
const encodings = ['GB-EUC-H', 'GB-EUC-V', 'GBK-EUC-H', 'GBK-EUC-V', 'GBKp-EUC-H', 'GBK2K-H', 'GBK2K-V', 'UniGB-UCS2-H', 'UniGB-UCS2-V', 'UniGB-UTF16-H', 'UniGB-UTF16-V', 'Adobe-GB1-UCS2'];

// A chunk with everything that it imports, styles too.
function closure(bundle: Rollup.OutputBundle, name: string, found: Set<string>): void {
	const chunk = bundle[name];
	if (found.has(name) || chunk?.type !== 'chunk') return;
	found.add(name);
	for (const style of chunk.viteMetadata?.importedCss ?? []) found.add(style);
	for (const file of chunk.imports) closure(bundle, file, found);
}

export function serviceWorker(): Plugin {
	return {
		name: 'service-worker',
		apply: 'build',
		generateBundle(_, bundle) {
			const found = new Set<string>();
			for (const file of Object.values(bundle)) if (file.type === 'chunk' && (file.isEntry || Object.keys(file.modules).some((id) => wanted.test(id.split('?')[0] ?? '')))) closure(bundle, file.fileName, found);
			const files = ['/', '/seal.svg', '/start.js', ...[...found, ...Object.keys(bundle).filter(isReader)].sort().map((name) => `/${name}`), ...encodings.map((name) => `/pdf/cmaps/${name}.bcmap`)];
			const source = readFileSync(fileURLToPath(new URL('./worker.js', import.meta.url)), 'utf8');
			const start = readFileSync(fileURLToPath(new URL('../../public/start.js', import.meta.url)));
			const build = createHash('sha256').update(source).update(start).update(files.join()).digest('hex').slice(0, 12);
			this.emitFile({ type: 'asset', fileName: 'sw.js', source: source.replace('__BUILD__', build).replace('__FILES__', JSON.stringify(files)) });
		},
	};
}
