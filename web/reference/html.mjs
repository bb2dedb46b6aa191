// Text for HTML: a template that escapes what is put into it, and the little markup that descriptions use.

class Html {
	constructor(text) {
		this.text = text;
	}
	toString() {
		return this.text;
	}
}

const escaped = (text) => String(text).replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]);
const inside = (value) => (value instanceof Html ? value.text : Array.isArray(value) ? value.map(inside).join('') : value === undefined || value === null || value === false ? '' : escaped(value));

// html`<p>${text}</p>`: what is put in is escaped unless it was made by this function itself.
export const html = (pieces, ...values) => new Html(pieces.reduce((text, piece, i) => text + inside(values[i - 1]) + piece));

// Paragraphs, lists of lines that begin with "- ", and `code`.
const spans = (text) => new Html(escaped(text).replace(/`([^`]+)`/g, '<code>$1</code>'));
export const prose = (text) =>
	(text ?? '')
		.trim()
		.split(/\n\s*\n/)
		.filter((block) => block !== '')
		.map((block) => (block.split('\n').every((line) => line.startsWith('- ')) ? html`<ul>${block.split('\n').map((line) => html`<li>${spans(line.slice(2))}</li>`)}</ul>` : html`<p>${spans(block.replace(/\n/g, ' '))}</p>`));
export const line = (text) => spans((text ?? '').trim().replace(/\s*\n\s*/g, ' '));

