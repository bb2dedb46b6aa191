// What of a page is cut off on paper, and what is there that only a screen needs: {cut, bars}. The page is in print already.
export const onPaper = (page) =>
	page.evaluate(() => {
		const seen = [...document.querySelectorAll('body *')].filter((e) => e.checkVisibility?.() ?? e.offsetParent);
		const named = (e) => `${e.tagName}.${e.className} ${(e.textContent ?? '').trim().slice(0, 20)}`;
		return {
			cut: seen.filter((e) => !['TEXTAREA', 'INPUT', 'SELECT', 'svg'].includes(e.tagName) && ((e.scrollHeight > e.clientHeight + 2 && /auto|scroll|hidden/.test(getComputedStyle(e).overflowY) && e.clientHeight > 1))).map((e) => `${e.tagName}.${e.className}`),
			// A table's head and what a cell or a text says may be a button on the screen: it has no look of one, and is read.
			bars: seen.filter((e) => e.matches('header.bar, footer.foot, main nav, [role=search], [role=tablist], aside.side') || (e.matches('button, .button, [type=submit]') && !e.closest('thead, td, th, .said'))).map(named),
		};
	});
