// What of a page is cut off on paper, and what is there that only a screen needs: {cut, bars}. The page is in print already.
export const onPaper = (page) =>
	page.evaluate(() => {
		const seen = [...document.querySelectorAll('body *')].filter((e) => e.checkVisibility?.() ?? e.offsetParent);
		return {
			cut: seen.filter((e) => !['TEXTAREA', 'INPUT', 'SELECT', 'svg'].includes(e.tagName) && ((e.scrollHeight > e.clientHeight + 2 && /auto|scroll|hidden/.test(getComputedStyle(e).overflowY) && e.clientHeight > 1))).map((e) => `${e.tagName}.${e.className}`),
			bars: seen.filter((e) => e.matches('header.bar, footer.foot, nav.pages, [role=search]')).map((e) => e.className),
		};
	});
