// Deciding and telling are two acts:
// - before the release nothing of a decision is seen by the firm: not in its pages, the timeline, direct advancement, or a mail
// - the reason is for the firm; the note is for organisers and auditors, and stands in no letter, page of the firm or dossier
// - a letter is read before it goes out, in every language, with who will get it
// - what was changed or withdrawn before the release is never told; what was told and changed says that it corrects the letter of its day
// - a decision that was told can be withdrawn, with a reason, which is told as well
// - all that a filter finds goes out in one act, if it is still what was looked at; or some letters that were chosen
// - letters about a submission that counts no longer are not told, nor returns that the firm could not follow
// - nobody tells their own firm; auditors read; other editions do not exist; the dashboard counts what waits
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { edition, form, release, save, setDates, submit, submitted } from './entry_fixtures.mjs';
import { startServer, until } from './harness.mjs';

let server, own, owner, chair, auditor;
const loose = { hold: false };
const poor = { firm_facts: { ...form.firm_facts, revenue_fen: 30000000000 } };
before(async () => {
	server = await startServer();
	own = edition(server, { corrections: 7200e3 });
	owner = await server.account({ contestant: null }, { name: '王参赛' });
	chair = await server.account({ organizer: own.id }, { name: '李组织' });
	auditor = await server.account({ auditor: own.id });
});
after(() => server.stop());

const decide = (entry, decision, reason, more = {}) => chair.expect(200, 'PUT', `/api/v1/entries/${entry.id}/eligibility`, { decision, reason, ordinal: 1, ...more });
const letters = (query = '', client = chair) => client.expect(200, 'GET', `/api/v1/editions/${own.id}/decision-letters${query}`);
const withdraw = (entry, body = {}, status = 200) => chair.expect(status, 'POST', `/api/v1/entries/${entry.id}/withdraw-decision`, body);
const asFirm = async (entry) => {
	const read = (what) => owner.expect(200, 'GET', `/api/v1/entries/${entry.id}${what}`);
	return { entry: await read(''), eligibility: await read('/eligibility'), direct: await read('/direct-advancement'), timeline: await read('/timeline') };
};
const mails = (text) => Number(server.db.one('SELECT COUNT(*) AS n FROM outbox WHERE body LIKE ?', `%${text}%`).n);

test('nothing is seen before the release', async () => {
	const { entry, receipt } = await submitted(server, owner, own.id);
	const before_ = await asFirm(entry);
	const decided = await decide(entry, 'ineligible', '材料与年报不符', { note: '内部：电话核实过' });
	assert.deepEqual([decided.eligible, decided.waits.kind, decided.waits.note, decided.decision.note], [false, 'eligibility', '内部：电话核实过', '内部：电话核实过']);
	assert.deepEqual(await asFirm(entry), before_);
	assert.equal(mails('材料与年报不符'), 0);
	assert.equal((await chair.expect(200, 'GET', `/api/v1/editions/${own.id}/dashboard`)).waiting.untold, 1);
	const [letter] = (await letters()).items;
	assert.deepEqual([letter.entry_id, letter.eligible, letter.reason, letter.note, letter.recipients, letter.tellable, letter.corrects_at], [entry.id, false, '材料与年报不符', '内部：电话核实过', 1, true, null]);
	for (const [locale, said] of [['zh-CN', '不符合参赛资格'], ['zh-Hant', '不符合參賽資格'], ['en', 'not eligible']]) {
		const shown = await chair.expect(200, 'GET', `/api/v1/decision-letters/${letter.id}?locale=${locale}`);
		assert.ok(shown.text.includes(said) && shown.text.includes('材料与年报不符') && !shown.text.includes('内部'), shown.text);
		assert.ok(shown.subject.includes(receipt.number));
		assert.deepEqual(shown.recipients.map((p) => [p.name, p.email, p.locale]), [['王参赛', owner.account.email, 'zh-CN']]);
	}
	const done = await release(chair, own.id);
	assert.equal(done.letters, 1);
	const told = await asFirm(entry);
	assert.deepEqual([told.eligibility.eligible, told.eligibility.decision.reason, told.eligibility.decision.note, told.eligibility.waits], [false, '材料与年报不符', null, null]);
	assert.equal(told.timeline.items.at(-1).kind, 'eligibility');
	assert.ok(!JSON.stringify(told).includes('内部'));
	assert.equal(mails('内部'), 0);
	assert.ok((await server.mailTo(owner.account.email, /材料与年报不符/)).text.includes('不符合'));
	await until('the mail to be counted as sent', async () => (await chair.expect(200, 'GET', `/api/v1/releases/${done.id}`)).mails_sent === 1);
	assert.deepEqual((await letters(`?release=${done.id}`)).items.map((l) => [l.entry_id, l.tellable]), [[entry.id, false]]);
	assert.deepEqual((await chair.expect(200, 'GET', `/api/v1/editions/${own.id}/releases`)).items.map((x) => x.id), [done.id]);
	assert.equal((await letters()).total, 0);
});

test('changed or withdrawn before the release: never told', async () => {
	const { entry } = await submitted(server, owner, own.id);
	await decide(entry, 'ineligible', '点错了');
	await decide(entry, 'follow_rule', '核对无误');
	assert.equal((await letters()).items.length, 1);
	await chair.expect(200, 'POST', `/api/v1/entries/${entry.id}/return`, { reason: '请补充', note: '小事' });
	const [letter] = (await letters()).items;
	assert.deepEqual([letter.kind, letter.reason], ['return', '请补充']);
	assert.equal((await chair.expect(200, 'GET', `/api/v1/entries/${entry.id}/eligibility`)).decision, null, 'the return took the place of what nobody was told');
	assert.equal((await withdraw(entry)).waits, null);
	assert.equal((await letters()).total, 0);
	assert.equal((await withdraw(entry, {}, 409)).code, 'no-decision');
	assert.deepEqual((await asFirm(entry)).timeline.items.map((i) => i.kind), ['submitted']);
	for (const never of ['点错了', '核对无误', '请补充']) assert.equal(mails(never), 0);
});

test('what was told is corrected, with its day', async () => {
	const { entry } = await submitted(server, owner, own.id);
	await decide(entry, 'ineligible', '第一次');
	await release(chair, own.id);
	await decide(entry, 'follow_rule', '第二次');
	assert.equal((await asFirm(entry)).eligibility.eligible, false);
	assert.equal((await withdraw(entry)).decision.reason, '第一次', 'what was told is in force again');
	await decide(entry, 'follow_rule', '第三次');
	const [letter] = (await letters()).items;
	assert.ok(letter.corrects_at);
	const shown = await chair.expect(200, 'GET', `/api/v1/decision-letters/${letter.id}?locale=en`);
	assert.match(shown.text, /the letter that this one corrects/);
	await release(chair, own.id);
	assert.match((await server.mailTo(owner.account.email, /第三次/)).text, /由本通知更正/);
	const { timeline, eligibility } = await asFirm(entry);
	assert.equal(eligibility.eligible, true);
	const [first, second] = timeline.items.filter((i) => i.kind === 'eligibility');
	assert.deepEqual([first.detail.corrects_at, second.detail.corrects_at], [null, first.at]);
	assert.equal((await withdraw(entry, {}, 422)).code, 'reason-required');
	const gone = await withdraw(entry, { reason: '证据有误', note: '另案' });
	assert.deepEqual([gone.decision, gone.waits.kind], [null, 'withdrawal']);
	assert.equal((await asFirm(entry)).eligibility.decision.reason, '第三次');
	await release(chair, own.id);
	const last = await asFirm(entry);
	assert.deepEqual([last.eligibility.decision, last.timeline.items.at(-1).kind], [null, 'decision_withdrawn']);
	assert.match((await server.mailTo(owner.account.email, /证据有误/)).subject, /已撤回/);
	assert.equal(mails('第二次'), 0);
});

test('all that a filter finds, or some', async () => {
	const [a, b, c] = [await submitted(server, owner, own.id), await submitted(server, owner, own.id, poor), await submitted(server, owner, own.id, { industry: 'it', project_name: '独特名称' })];
	for (const { entry } of [a, b, c]) await decide(entry, 'follow_rule', '');
	const ids = async (query) => (await letters(query)).items.map((l) => l.entry_id);
	assert.deepEqual(await ids('?outcome=ineligible'), [b.entry.id]);
	assert.deepEqual(await ids('?outcome=return'), []);
	assert.deepEqual(await ids('?industry=it'), [c.entry.id]);
	assert.deepEqual(await ids(`?q=${encodeURIComponent('独特')}`), [c.entry.id]);
	const send = (body, status) => chair.expect(status, 'POST', `/api/v1/editions/${own.id}/releases`, body, { hold: status < 400 || status === 409 });
	assert.equal((await send({}, 422)).code, 'letters-unchosen');
	const seen = await letters('?outcome=eligible');
	assert.deepEqual([seen.letters, seen.recipients], [2, 2]);
	assert.equal((await send({ fingerprint: seen.fingerprint }, 409)).code, 'letters-changed', 'another list');
	await decide(a.entry, 'follow_rule', '再看一遍');
	assert.equal((await send({ fingerprint: seen.fingerprint, outcome: 'eligible' }, 409)).code, 'letters-changed', 'changed since');
	const chosen = (await letters()).items.filter((l) => l.entry_id !== a.entry.id).map((l) => l.id);
	assert.equal((await send({ letters: [...chosen, 999999] }, 409)).code, 'letters-changed');
	assert.equal((await send({ letters: chosen, fingerprint: seen.fingerprint }, 422)).code, 'letters-unchosen');
	assert.equal((await send({ letters: chosen }, 201)).letters, 2);
	assert.equal((await send({ letters: chosen }, 409)).code, 'letters-changed', 'told once');
	assert.equal((await release(chair, own.id)).letters, 1);
	const none = await letters();
	assert.equal((await send({ fingerprint: none.fingerprint }, 422)).code, 'letters-number');
});

test('what cannot be told any more', async () => {
	const { entry } = await submitted(server, owner, own.id);
	await decide(entry, 'ineligible', '旧的');
	const saved = await save(owner, entry, { market: '新' });
	assert.equal((await submit(owner, saved.json)).status, 201);
	assert.deepEqual((await letters()).items.map((l) => [l.entry_id, l.tellable]), [[entry.id, false]]);
	assert.equal((await letters()).letters, 0);
	await chair.expect(200, 'POST', `/api/v1/entries/${entry.id}/return`, { reason: '补正' });
	assert.equal((await letters()).letters, 1);
	setDates(server, own.id, { closes: -3000 });
	setDates(server, own.id, { corrections: -1000 });
	assert.deepEqual((await letters()).items.map((l) => l.tellable), [false]);
	setDates(server, own.id, { closes: 3600e3 });
	setDates(server, own.id, { corrections: 7200e3 });
	await withdraw(entry);
});

test('by whom', async () => {
	const both = await server.account({ contestant: null, organizer: own.id });
	const { entry, firm } = await submitted(server, owner, own.id);
	server.db.query('INSERT INTO firm_members (firm_id, account_id, added_at) VALUES (?, ?, UTC_TIMESTAMP(6))', firm.id, both.account.id);
	await decide(entry, 'ineligible', '自家', { note: '内部二' });
	const [letter] = (await letters('', auditor)).items;
	assert.equal((await letters('', both)).total, 0, 'of their own firm');
	assert.equal((await both.get(`/api/v1/decision-letters/${letter.id}`, loose)).json.code, 'own-firm');
	assert.equal((await both.get(`/api/v1/entries/${entry.id}/eligibility`)).json.waits, null);
	assert.ok(!(await both.get(`/api/v1/entries/${entry.id}/eligibility`)).text.includes('自家'));
	assert.equal((await both.post(`/api/v1/editions/${own.id}/releases`, { letters: [letter.id] })).json.code, 'letters-changed');
	assert.equal((await auditor.post(`/api/v1/editions/${own.id}/releases`, { letters: [letter.id] })).status, 403);
	assert.equal((await owner.get(`/api/v1/editions/${own.id}/decision-letters`)).status, 403);
	const other = await server.account({ organizer: edition(server, {}).id });
	assert.equal((await other.get(`/api/v1/editions/${own.id}/decision-letters`)).status, 404);
	assert.equal((await other.get(`/api/v1/decision-letters/${letter.id}`)).status, 404);
	const done = await release(chair, own.id);
	assert.equal((await other.get(`/api/v1/releases/${done.id}`)).status, 404);
	assert.equal(done.mails_waiting + done.mails_sent, 2, 'one mail to each who acts for the firm');
});
