// The command that asks for what an example shows, as one types it in a shell.
export const jar = 'cookies.txt'; // where the session is kept
const host = 'https://contest.example';

// In single quotes everything stands for itself but the quote.
const quoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`;

// What stands for the method: GET needs no word, and a body says POST.
function method(name, body) {
	if (name === 'GET' || (name === 'POST' && body)) return [];
	return name === 'HEAD' ? ['--head'] : [`-X ${name}`];
}

// With SESSION somebody must be logged in; KEPT: the answer sets a session, which is kept.
export function curl(operation, example, { session, kept }) {
	const { headers = {}, body } = example.request;
	const bytes = /octet-stream/.test(headers['content-type'] ?? '');
	const sent = { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers };
	const lines = [
		['curl', ...method(operation.method, body !== undefined || bytes), quoted(host + example.path)].join(' '),
		...(session ? [`-b ${jar}`] : []),
		...(kept ? [`-c ${jar}`] : []),
		...Object.entries(sent).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
		...(bytes ? ['--data-binary @FILE'] : body === undefined ? [] : [`--data-raw ${quoted(JSON.stringify(body))}`]),
	];
	return lines.join(' \\\n  ');
}
