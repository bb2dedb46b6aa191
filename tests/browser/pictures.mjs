// Not a test: pictures of every page in the demo's seasons at phone, laptop and projector size, into build-check/pictures.
//   node tests/browser/pictures.mjs [--dark] [--locale=en] [--screen=phone] [--to=FOLDER] [NAME …]   (beginnings of the names of places.mjs)
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { root } from '../api/harness.mjs';
import { launch, person, screens } from './browser.mjs';
import { places } from './places.mjs';
import { playSeason } from './season.mjs';

const option = (name, otherwise) => process.argv.find((a) => a.startsWith(`--${name}=`))?.split('=')[1] ?? otherwise;
const dark = process.argv.includes('--dark');
const locale = option('locale', 'zh-CN');
const sizes = Object.entries(screens).filter(([name]) => !option('screen') || option('screen') === name);
const wanted = process.argv.slice(2).filter((a) => !a.startsWith('--'));
const folder = option('to', path.join(root, 'build-check/pictures'));

mkdirSync(folder, { recursive: true });
const season = await playSeason({ whole: true });
const browser = await launch();
try {
	for (const [size, screen] of sizes) {
		const people = new Map();
		for (const place of places(season).filter((p) => !wanted.length || wanted.some((w) => p.name.startsWith(w)))) {
			if (!people.has(place.who)) {
				const somebody = await person(browser, season.server, { locale, dark, screen });
				if (place.who) await somebody.login(season.accounts[place.who], season.secret);
				people.set(place.who, somebody);
			}
			const { page } = people.get(place.who);
			await people.get(place.who).open(place.path);
			await page.screenshot({ path: path.join(folder, `${place.name}-${size}.png`), fullPage: size !== 'projector', animations: 'disabled' });
		}
		for (const somebody of people.values()) await somebody.close();
	}
	console.log(`pictures are in ${folder}`);
} finally {
	await browser.close();
	await season.server.stop();
}
