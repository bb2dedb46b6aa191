// pdf.js, for browsers that show no PDF inside a page: tablets show its first page only, phones none. Loaded when one is opened.
import { getDocument, GlobalWorkerOptions, TextLayer, type PDFDocumentLoadingTask, type PDFDocumentProxy, type PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import Reader from './worker?worker';

export type { PDFDocumentProxy, PDFPageProxy };

// CMaps are what texts in Chinese are encoded by; the server has them beside the pages (vite.config.ts).
export function open(data: ArrayBuffer): PDFDocumentLoadingTask {
	GlobalWorkerOptions.workerPort ??= new Reader();
	return getDocument({ data, cMapUrl: '/pdf/cmaps/', cMapPacked: true, standardFontDataUrl: '/pdf/fonts/', isEvalSupported: false, enableXfa: false });
}

export interface Drawing {
	done: Promise<void>;
	cancel: () => void;
}

// More pixels than that are refused by tablets, which then draw nothing.
const PIXELS = 16_000_000;

// Draws a page WIDTH CSS pixels wide, its text over it to be marked and read aloud.
export function draw(page: PDFPageProxy, canvas: HTMLCanvasElement, texts: HTMLElement, width: number): Drawing {
	const scale = width / page.getViewport({ scale: 1 }).width;
	const viewport = page.getViewport({ scale });
	const dots = Math.min(window.devicePixelRatio || 1, 2, Math.sqrt(PIXELS / (viewport.width * viewport.height)));
	canvas.width = Math.floor(viewport.width * dots);
	canvas.height = Math.floor(viewport.height * dots);
	const picture = page.render({ canvasContext: canvas.getContext('2d') as CanvasRenderingContext2D, viewport, transform: [dots, 0, 0, dots, 0, 0] });
	texts.replaceChildren();
	texts.style.setProperty('--scale-factor', String(scale));
	const layer = new TextLayer({ textContentSource: page.streamTextContent(), container: texts, viewport });
	const done = Promise.all([picture.promise, layer.render()]).then(() => undefined);
	return {
		done,
		cancel() {
			picture.cancel();
			layer.cancel();
		},
	};
}
