// What a translating browser may not touch: figures (numbers, money, points, dates) and codes that stand for themselves, wherever they are shown. Where an
// element's whole text is one, the element says so; who puts words there instead takes it back. Figures within a sentence are the sentence's.
const FIGURES = /^(?=[^]*\d)[\d\s.,:/%‰+−–—~×÷=()（）<>≤≥…·|#*¥￥年月日时分秒元万亿KMGTB-]+$/u;
const CODE = /^(?=.*\d)[A-Z0-9][A-Za-z0-9]*(?:[-_/][A-Za-z0-9]+)+$|^[0-9A-Z]{18}$|^[0-9a-f]{16,}$/;
const LONGEST = 100; // characters; more is a text
const SPARED = 'textarea, script, style, pre, .cm-editor, [contenteditable]';

const marked = new WeakSet<Element>();

function look(element: Element): void {
	const text = (element.textContent ?? '').trim();
	const figures = text.length <= LONGEST && (FIGURES.test(text) || CODE.test(text));
	if (figures && element.getAttribute('translate') === null && !element.closest(SPARED)) {
		element.setAttribute('translate', 'no');
		marked.add(element);
	} else if (!figures && marked.has(element)) {
		element.removeAttribute('translate');
		marked.delete(element);
	}
}

function lookBelow(node: Node): void {
	if (node.nodeType === Node.TEXT_NODE) {
		if (node.parentElement) look(node.parentElement);
		return;
	}
	if (!(node instanceof Element) || node.matches(SPARED)) return;
	const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
	for (let text = texts.nextNode(); text; text = texts.nextNode()) if (text.parentElement) look(text.parentElement);
}

// Of all that is shown below ROOT from now on.
export function keepFigures(root: Element): void {
	new MutationObserver((changes) => {
		for (const change of changes) {
			if (change.type === 'characterData') lookBelow(change.target);
			else {
				change.addedNodes.forEach(lookBelow);
				if (change.target instanceof Element) look(change.target);
			}
		}
	}).observe(root, { childList: true, characterData: true, subtree: true });
}
