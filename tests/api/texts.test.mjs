// The one policy for texts, at every door:
// - half a surrogate pair, NUL, vertical tabs, bidi overrides and zero-width characters in a form spoil no more than themselves
// - line ends of every kind become one; normal form C; joiners in emoji stay; blank is missing; characters are counted after that
// - a field at fault is named and keeps no other of its piece from being saved, alone and in a group; a piece with nothing else changes nothing
// - a name of a field that is cut in the middle of a letter is still a fault
// - telephone numbers are taken as people paste them
// - names, addresses and codes with what nobody sees are refused, with the position; passwords are the same from two keyboards
// - texts inside objects, names of files and what is searched for go through the same door
// - so does every text that any operation of the contract takes: nothing that nobody sees is stored by any of them; names and identifiers, titles of
//   notices and what stands in rulebooks among them, are refused with the position
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { document, resolve } from './contract.mjs';
import { draft, edition, firm, save } from './entry_fixtures.mjs';
import { password, startServer } from './harness.mjs';
import { oneOfEach, sample } from './sweep_fixture.mjs';
import { pdf, upload } from './upload_fixtures.mjs';

let server, open, owner;

before(async () => {
	server = await startServer();
	open = edition(server, { code: 'guangzhou-2023', body: { title: { 'zh-CN': '赛制' }, timezone: 'Asia/Shanghai', entries_per_firm: 100, rounds: [] } });
	owner = await server.account({ contestant: null });
});
after(() => server.stop());

const loose = { hold: false };
const started = async () => draft(owner, open.id, (await firm(owner)).id);
// The body as text, since JSON.stringify() would mend some of it.
const saveRaw = (entry, body) => owner.request('PATCH', `/api/v1/entries/${entry.id}`, { body, headers: { 'content-type': 'application/json', 'If-Match': `"${entry.version}"` }, ...loose });
// Where the contract's own description of the body is broken on purpose.
const saveWrong = (entry, piece) => saveRaw(entry, JSON.stringify(piece));
const stored = async (entry) => (await owner.expect(200, 'GET', `/api/v1/entries/${entry.id}`)).form;

test('what no text can hold spoils one character', async () => {
	let entry = await started();
	const kept = async (body) => {
		const answer = await saveRaw(entry, body);
		assert.equal(answer.status, 200, answer.text);
		assert.deepEqual(answer.json.refused, []);
		entry = { id: entry.id, version: answer.json.version };
		return stored(entry);
	};
	assert.deepEqual(await kept('{"channel":"ab\\ud83d","technology_field":"AI"}'), { channel: 'ab\ufffd', technology_field: 'AI' });
	assert.equal((await kept('{"channel":"\\ude00\\ud83d\\ude00\\ud83dx"}')).channel, '\ufffd😀\ufffdx');
	assert.equal((await kept('{"product":"a\\u0000b\\u000bc\\u0007\\r\\nd\\u2028e\\u202e\\u2066f\\u200b\\ufeff\\uffff"}')).product, 'ab\nc\nd\nef');
	assert.equal((await kept('{"channel":"a\\u000bb\\r\\nc\\td\\u0085\\u200d"}')).channel, 'a b c d ');
	assert.equal((await kept('{"product":"a\\\\u0000 \\\\\\ud83d\\u0000"}')).product, 'a\\u0000 \\\ufffd');
	assert.equal((await kept(JSON.stringify({ product: 'Cafe\u0301 👨‍👩‍👧 🏳️‍🌈 葛\u{e0100}' }))).product, 'Café 👨‍👩‍👧 🏳️‍🌈 葛\u{e0100}');
	assert.equal((await kept(Buffer.concat([Buffer.from('{"channel":"x'), Buffer.from([0xed, 0xa0, 0xbd]), Buffer.from('"}')]))).channel, 'x\ufffd');
	const facts = (await kept('{"firm_facts":{"note":"a\\u0001\\nb","n":27.1},"keywords":["a\\u200b","b\\n"]}'));
	assert.deepEqual([facts.firm_facts, facts.keywords], [{ note: 'a b', n: 27.1 }, ['a', 'b ']]);
	// 50 characters and an accent each that composes
	assert.equal((await kept(JSON.stringify({ channel: 'e\u0301'.repeat(50) }))).channel, 'é'.repeat(50));
	const blanks = await kept('{"channel":"\\u3000\\u00a0","product":"\\n \\u200b","contact":{"name":" "},"firm_facts":{"note":"\\u2003"}}');
	for (const name of ['channel', 'product']) assert.ok(!(name in blanks), name);
	assert.deepEqual([blanks.contact ?? {}, blanks.firm_facts], [{}, { n: 27.1 }]);
	assert.equal((await saveRaw(entry, '{"channel":"a\\ud83"}')).json.code, 'not-json');
});

test('one field at fault keeps no other from being saved', async () => {
	const entry = await started();
	const answer = await saveRaw(entry, '{"project_name":"支架\\u0000","technology_field":"AI","contact":{"name":"王","fax":"1","email":"x"},"firm_facts":{"Wrong":1,"staff":3},"keywords":["a","a"],"contact.x":1}');
	assert.equal(answer.status, 200, answer.text);
	assert.deepEqual(answer.json.refused.map((e) => e.field).sort(), ['contact.email', 'contact.fax', 'contact.x', 'firm_facts.Wrong', 'keywords[1]', 'project_name']);
	assert.match(answer.json.refused.find((e) => e.field === 'project_name').detail, /Character 3 /);
	assert.deepEqual(await stored(entry), { technology_field: 'AI', contact: { name: '王' }, firm_facts: { staff: 3 } });
	const next = { id: entry.id, version: answer.json.version };
	const nothing = await saveWrong(next, { keywords: 'x', contact: { fax: 1 } });
	assert.deepEqual([nothing.status, nothing.json.errors.map((e) => e.field).sort()], [422, ['contact.fax', 'keywords']]);
	assert.equal((await owner.expect(200, 'GET', `/api/v1/entries/${entry.id}`)).version, next.version);
	assert.equal((await saveWrong({ id: entry.id, version: 1 + next.version }, { keywords: 'x', channel: 'y' })).status, 412);
	// No member of too many is saved, and what stands beside them is.
	const many = await saveWrong(next, { channel: 'c', firm_facts: Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`f${i}`, i])) });
	assert.deepEqual([many.status, many.json.refused.map((e) => e.field)], [200, ['firm_facts']]);
	assert.deepEqual(await stored(entry), { technology_field: 'AI', channel: 'c', contact: { name: '王' }, firm_facts: { staff: 3 } });
});

test('the same when many are saved at once', async () => {
	const entries = await Promise.all(Array.from({ length: 12 }, started));
	const answers = await Promise.all(entries.map((entry, i) => saveWrong(entry, { project_name: i % 2 ? `名${i}` : `名\u200b${i}`, market: `a\r\n${i}`, product: i % 3 ? 'p' : 7 })));
	for (const [i, answer] of answers.entries()) {
		assert.equal(answer.status, 200, answer.text);
		const refused = [...(i % 3 ? [] : ['product']), ...(i % 2 ? [] : ['project_name'])];
		assert.deepEqual(answer.json.refused.map((e) => e.field).sort(), refused);
		assert.deepEqual(await stored(entries[i]), { market: `a\n${i}`, ...(i % 2 ? { project_name: `名${i}` } : {}), ...(i % 3 ? { product: 'p' } : {}) });
		assert.equal((await owner.expect(200, 'GET', `/api/v1/entries/${entries[i].id}`)).title, i % 2 ? `名${i}` : '');
	}
});

test('a name cut in the middle of a letter is a fault all the same', async () => {
	const entry = await started();
	for (const length of [76, 77, 78, 79, 80, 81, 158, 159, 160]) {
		const names = ['文', '😀', 'é'].map((letter) => 'x'.repeat(length) + letter + 'y');
		for (const name of names) {
			for (const piece of [{ [name]: 1 }, { contact: { [name]: 1 } }, { firm_facts: { [name]: 1 } }]) {
				const answer = await saveWrong(entry, piece);
				assert.equal(answer.status, 422, `${name}: ${answer.text}`);
				assert.equal(answer.json.errors.length, 1);
				assert.ok(!answer.json.errors[0].field.includes('\ufffd'));
			}
		}
	}
	const beside = await saveWrong(entry, { ['x'.repeat(79) + '文']: 1, channel: 'c' });
	assert.equal(beside.json.refused.length, 1);
	assert.deepEqual(await stored(entry), { channel: 'c' });
});

test('telephone numbers as people paste them', async () => {
	let entry = await started();
	const phone = async (text) => {
		const answer = await save(owner, entry, { contact: { phone: text } });
		if (answer.status !== 200) return answer.json.errors[0].field;
		entry = { id: entry.id, version: answer.json.version };
		return (await stored(entry)).contact.phone;
	};
	assert.equal(await phone('\u202d13800138000\u202c'), '13800138000');
	assert.equal(await phone('（020）8123－4567转801'), '(020)8123-4567转801');
	assert.equal(await phone('\u2066+86\u00a0138\u30000013 8000\u2069'), '+86 138 0013 8000');
	assert.equal(await phone('020 8123 4567 ext. 9'), '020 8123 4567 ext. 9');
	for (const taken of ['020-81234567,转801', '020-81234567*801', '020-81234567内线 801', '020-81234567;ext=801']) assert.equal(await phone(taken), taken);
	for (const other of ['12345转', '13800138000,13900139000', '13800138000、', '12345;67890', '12345,']) assert.equal(await phone(other), 'contact.phone', other);
	assert.equal(await phone('call me'), 'contact.phone');
});

test('names, addresses and codes are refused with the position', async () => {
	const anyone = server.client();
	const register = (fields) => anyone.post('/api/v1/accounts', { email: 'new@example.com', name: '新人', password: 'long enough secret', locale: 'zh-CN', privacy_consent: true, ...fields }, loose);
	for (const [field, text, position] of [['name', '新\u202e人', 2], ['name', '新人\u0000', 3], ['name', '\u3164', 1], ['email', 'new\u200b@example.com', 4], ['email', 'new@example.com\uffff', 16]]) {
		const answer = await register({ [field]: text });
		assert.deepEqual([answer.status, answer.json.errors.map((e) => e.field)], [422, [field]], text);
		assert.match(answer.json.errors[0].detail, new RegExp(`^Character ${position} .*U\\+[0-9A-F]{4}`));
	}
	assert.deepEqual((await register({ name: '\u3000', email: '\u00a0' })).json.errors.map((e) => e.field), ['email', 'name']);
	const spaced = await register({ email: ' new@example.com\u3000', password: 'Ångstro\u0308m und Cafe\u0301' });
	assert.ok(spaced.status < 300, spaced.text);
	const { text } = await server.mailTo('new@example.com');
	await anyone.expect(200, 'POST', '/api/v1/accounts/confirmations', { token: text.match(/token=([\w-]+)/)[1], password: 'Ångström und Café' });
	assert.equal((await server.client().post('/api/v1/sessions', { email: 'new@example.com', password: 'A\u030angström und Café' })).status, 200);
});

test('inside objects, in names of files, and in searches', async () => {
	const organizer = await server.account({ organizer: null, admin: null });
	const contest = await organizer.expect(201, 'POST', '/api/v1/contests', { code: 'texts', title: { 'zh-CN': '赛\n事Cafe\u0301' } });
	assert.equal(contest.title['zh-CN'], '赛 事Café');
	for (const title of [{ 'zh-CN': '\u3000' }, { 'zh-CN': 'a\u200b' }]) assert.equal((await organizer.post('/api/v1/contests', { code: 'texts-2', title }, loose)).status, 422);
	const entry = await started();
	await upload(owner, { entry: entry.id, kind: 'licence', filename: '营业\u202e执照\r\n.pdf' }, pdf());
	assert.equal(server.db.one('SELECT filename FROM attachments ORDER BY id DESC LIMIT 1').filename, '营业执照 .pdf');
	const found = await owner.expect(200, 'GET', `/api/v1/firms?q=${encodeURIComponent('\u202d测试\u000b科技'.replace('\u000b', '\u0000'))}`);
	assert.ok(found.total > 0);
	assert.equal((await owner.expect(200, 'GET', '/api/v1/firms?q=%20%E3%80%80')).total, found.total);
});

// ---- every text of the contract ----

// Where a body of SCHEMA has texts: lists of keys, with 0 for an element of a list.
function textsOf(schema, at = []) {
	const s = resolve(schema) ?? {};
	if (at.length > 4) return [];
	if (s.oneOf ?? s.anyOf ?? s.allOf) return (s.oneOf ?? s.anyOf ?? s.allOf).flatMap((part) => textsOf(part, at));
	const inside = Object.entries(s.properties ?? {}).flatMap(([key, member]) => textsOf(member, [...at, key]));
	if (typeof s.additionalProperties === 'object') inside.push(...textsOf(s.additionalProperties, [...at, 'zh-CN']));
	if (s.items) inside.push(...textsOf(s.items, [...at, 0]));
	return [s.type].flat().includes('string') && !s.enum && !s.format && s.const === undefined ? [at] : inside;
}

// BODY with VALUE at AT.
function withText(body, at, value) {
	let owner = body;
	for (const [i, key] of at.slice(0, -1).entries()) owner = owner[key] = typeof owner[key] === 'object' && owner[key] ? owner[key] : typeof at[i + 1] === 'number' ? [] : {};
	owner[at.at(-1)] = value;
	return body;
}

const NAMES = new Set(['name', 'real_name', 'email', 'code', 'organisation', 'alias', 'investor', 'scheme', 'title']);
// Where a name is only asked about, or is a part of what is not refused as a whole. A firm's number is taken as people paste it, or refused as one.
const ASKED = ['/api/v1/sessions', '/api/v1/entries/{entry}'], NUMBER = 'registration-number-invalid';

test('nothing that nobody sees is stored by any operation', async () => {
	const made = await oneOfEach(server);
	const [staff, someone] = [await server.account({ organizer: null, admin: null, auditor: null }), server.client()];
	const firms = server.client();
	await firms.login(server.db.one('SELECT email FROM accounts WHERE id = ?', made.owner).email, password);
	const actors = [staff, firms, made.judges[0].client, someone];
	const unseen = '测a\u202e\u0007\u180e\u{1d173}\u{e0100}试验一下这段文字';
	const reached = new Set(), slipped = [];
	for (const [path, item] of Object.entries(document.paths)) {
		for (const method of ['post', 'put', 'patch'].filter((m) => item[m])) {
			const schema = resolve(item[method].requestBody)?.content?.['application/json']?.schema;
			for (const at of schema ? textsOf(schema) : []) {
				const json = withText(sample(schema), at, unseen), target = path.replace(/\{([^}]+)\}/g, (_, name) => made.objects[name] ?? 1);
				const answers = [];
				for (const actor of actors) {
					const answer = await actor.request(method.toUpperCase(), target, { json, headers: { 'if-match': '"1"' }, ...loose });
					assert.ok(answer.status < 500, `${method} ${path} ${at}: ${answer.text}`);
					answers.push(answer);
					if (![401, 403, 404].includes(answer.status)) break;
				}
				const [last] = answers.slice(-1), named = last.json?.errors?.some((e) => e.field?.startsWith(at[0]) && /U\+202E/.test(e.detail));
				if (named || last.status < 300) reached.add(`${method} ${path}`);
				if (at.some((key) => NAMES.has(key)) && !ASKED.includes(path) && !named && last.json?.code !== NUMBER && ![401, 403].includes(last.status)) slipped.push(`${method} ${path} ${at.join('.')}: ${last.status} ${last.json?.code}`);
			}
		}
	}
	assert.deepEqual(slipped, [], 'names that are not refused');
	assert.ok(reached.size > 30, `only ${reached.size} operations took or refused a text`);
	const columns = server.db.query("SELECT table_name t, column_name c FROM information_schema.columns WHERE table_schema = DATABASE() AND data_type IN ('varchar', 'text', 'mediumtext', 'longtext') AND table_name NOT IN ('throttle')");
	for (const { t, c } of columns) assert.deepEqual(server.db.query(`SELECT \`${c}\` AS text FROM \`${t}\` WHERE \`${c}\` REGEXP ?`, '[\\x{7}\\x{180E}\\x{202E}\\x{1D173}\\x{E0100}]'), [], `${t}.${c}`);
});

test('titles of notices, and what stands in rulebooks, are names', async () => {
	const made = await oneOfEach(server), at = `/api/v1/editions/${made.edition}`;
	const notice = (title) => made.organizer.post(`${at}/notices`, { title: { 'zh-CN': title } }, loose);
	const refused = await notice('公示\u202e名单');
	assert.deepEqual([refused.status, refused.json.errors[0].field], [422, 'title.zh-CN']);
	assert.match(refused.json.errors[0].detail, /^Character 3 /);
	const { id } = await made.organizer.expect(201, 'POST', `${at}/notices`, { title: { 'zh-CN': '公示\r\n名单' } });
	assert.equal((await made.organizer.expect(200, 'GET', `/api/v1/public/notices/${id}`)).title['zh-CN'], '公示 名单');
	const body = (name) => ({ body: { title: { 'zh-CN': '赛制' }, timezone: 'Asia/Shanghai', rounds: [], divisions: [{ id: 'all', name: { 'zh-CN': name }, when: { all: [] } }] } });
	for (const path of ['/api/v1/rulebooks/validate', `${at}/rulebooks`, `${at}/rulebooks/preview`]) {
		const answer = await made.organizer.post(path, body('初创\u200b组'), loose);
		assert.deepEqual([answer.status, answer.json.errors?.map((e) => e.field)], [422, ['body.divisions[0].name.zh-CN']], path);
	}
	const saved = await made.organizer.expect(201, 'POST', `${at}/rulebooks`, body('初创\n组'));
	assert.equal(saved.body.divisions[0].name['zh-CN'], '初创 组');
});
