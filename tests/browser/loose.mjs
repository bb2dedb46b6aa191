// What of a page a machine that translates could spoil (numbers, points, money, codes and dates that are all that an element says), and what is empty where something
// is named: a cell, or what a definition says.

// Nothing but figures, with their units and signs: 12, 3/5, 54.25, ¥1,000, 200 万元, 24%, 12:30, 2026/11/30 08:00, N-3-12, a hash.
const FIGURES = /^(?=.*\d)[\d\s.,:/%‰+−–—~×÷=()（）<>≤≥…·|#*¥￥年月日时分秒元万亿KMGTBi-]+$/u;
const CODE = /^(?=.*\d)[A-Z0-9][A-Za-z0-9]*(?:[-_/][A-Za-z0-9]+)+$|^[0-9A-Z]{18}$|^[0-9a-f]{16,}$/;

export const loose = (page) =>
	page.evaluate(
		([figures, code]) => {
			const [isFigure, isCode] = [new RegExp(figures, 'u'), new RegExp(code)];
			const found = [];
			const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
			for (let node = walker.nextNode(); node; node = walker.nextNode()) {
				const { parentElement: at } = node;
				const text = at.textContent.trim(); // figures among words are a sentence's
				if (!node.textContent.trim() || text.length > 80 || !(isFigure.test(text) || isCode.test(text))) continue;
				if (at.closest('[translate=no], script, style, code, pre, textarea, option, svg, .cm-editor')) continue;
				if (!(at.checkVisibility?.() ?? at.offsetParent)) continue;
				found.push(`${at.tagName.toLowerCase()}.${at.className}: ${text.slice(0, 30)}`);
			}
			return [...new Set(found)];
		},
		[FIGURES.source, CODE.source],
	);

// Cells without text or anything that can be seen or used; a head over a column of buttons, or a corner, may be.
export const hollow = (page) =>
	page.evaluate(() =>
		[...document.querySelectorAll('main :is(tbody td, tbody th, dd)')]
			.filter((e) => (e.checkVisibility?.() ?? e.offsetParent) && !e.textContent.trim() && !e.querySelector('input, select, textarea, button, img, svg, canvas, progress, i, b'))
			// Buttons that one may not press, days of other months, what a sum has none of, and lines to sign on are empty by nature.
			.filter((e) => !e.matches('.acts, .tick, .bar, table.month td, tfoot td, .sum td, .sign dd'))
			.map((e) => `${e.tagName.toLowerCase()}.${e.className} of ${(e.closest('tr, dl')?.textContent ?? '').replace(/\s+/g, ' ').trim().slice(0, 60)}`),
	);
