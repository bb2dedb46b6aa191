// Not a test: pictures of every page in the demo's seasons at phone, laptop and projector size, into build-check/pictures.
//   node tests/browser/pictures.mjs --docs [--locale=en]    those of docs/organizing.md, into docs/pictures
//   node tests/browser/pictures.mjs [--dark] [--locale=en] [--screen=phone] [--to=FOLDER] [NAME …]   (beginnings of the names of places.mjs)
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../api/harness.mjs';
import { launch, person, screens } from './browser.mjs';
import { places, visit } from './places.mjs';
import { playSeason } from './season.mjs';

const option = (name, otherwise) => process.argv.find((a) => a.startsWith(`--${name}=`))?.split('=')[1] ?? otherwise;
const dark = process.argv.includes('--dark');
const locale = option('locale', 'zh-CN');
// What docs/organizing.md shows, by the name of the place.
const shown = process.argv.includes('--docs') ? ['dates', 'eligibility', 'assignment', 'closing', 'derivation', 'award-list', 'exports'] : [];
const folder = option('to', path.join(root, 'build-check/pictures'));

const sizes = Object.entries(screens).filter(([name]) => (shown.length ? name === 'laptop' : !option('screen') || option('screen') === name));
const wanted = shown.length ? [] : process.argv.slice(2).filter((a) => !a.startsWith('--'));
const taken = (name) => (shown.length ? shown.some((s) => name === `desk-${s}`) : !wanted.length || wanted.some((w) => name.startsWith(w)));

// The first 1000 pixels as WebP, which Chromium's own screenshots cannot be.
async function webp(page, png) {
	const text = await page.evaluate(async (data) => {
		const image = await createImageBitmap(await (await fetch(data)).blob());
		const canvas = new OffscreenCanvas(image.width, Math.min(image.height, 1000));
		canvas.getContext('2d').drawImage(image, 0, 0);
		const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/webp', quality: 0.8 })).arrayBuffer());
		return btoa(bytes.reduce((t, b) => t + String.fromCharCode(b), ''));
	}, `data:image/png;base64,${png.toString('base64')}`);
	return Buffer.from(text, 'base64');
}

mkdirSync(folder, { recursive: true });
const season = await playSeason({ whole: true });
const browser = await launch();
try {
	for (const [size, screen] of sizes) {
		const people = new Map();
		for (const place of places(season).filter((p) => taken(p.name))) {
			if (!people.has(place.who)) {
				const somebody = await person(browser, season.server, { locale, dark, screen });
				if (place.who) await somebody.login(season.accounts[place.who], season.secret);
				people.set(place.who, somebody);
			}
			const { page } = people.get(place.who);
			await visit(people.get(place.who), place);
			if (shown.length) {
				const blank = await browser.newPage(); // without the pages' own policy
				const picture = await webp(blank, await page.screenshot({ fullPage: true, animations: 'disabled' }));
				writeFileSync(path.join(root, 'docs/pictures', `organizing-${place.name.slice(5)}${locale === 'zh-CN' ? '' : `-${locale}`}.webp`), picture);
				await blank.close();
				continue;
			}
			await page.screenshot({ path: path.join(folder, `${place.name}-${size}.png`), fullPage: size !== 'projector', animations: 'disabled' });
		}
		for (const somebody of people.values()) await somebody.close();
	}
	console.log(`pictures are in ${folder}`);
} finally {
	await browser.close();
	await season.server.stop();
}
