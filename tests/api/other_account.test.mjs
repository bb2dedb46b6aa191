// Whose page sends a request, and who is logged in (Saitou-Account):
// - a page of another account than the session's is refused before anything is read or written: drafts, sheets alone and together, uploads, reads
// - the refusal says who is logged in; the page's own account, and requests that do not say, are let in
// - without a session it is the missing session that is refused
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { entry, firm, publishedEdition } from './fixtures.mjs';
import { startServer } from './harness.mjs';
import { openWithAll, points, rejected, season, sheetOf } from './judging_fixture.mjs';
import { create, pdf, piece, progress } from './upload_fixtures.mjs';

let server;
before(async () => (server = await startServer()));
after(() => server.stop());

const of = (client) => ({ headers: { 'saitou-account': String(client.account.id) } });

test('sheets', async () => {
	const made = await season(server, { entries: Array(8).fill('startup') });
	const round = await openWithAll(made);
	const [a, b] = made.judges.map((judge) => judge.client);
	const count = () => server.db.one('SELECT COUNT(*) n FROM sheets WHERE round_id = ?', round).n;
	const target = sheetOf(round, made.entries[0]);
	const refused = await rejected(409, 'other-account', b.put(target, { points: { technology: 13.5 } }, of(a)));
	assert.ok(refused.detail.includes(server.db.one('SELECT name FROM accounts WHERE id = ?', b.account.id).name), refused.detail);
	await rejected(409, 'other-account', b.post(`${target}/hand-in`, { points: points.startup }, of(a)));
	await rejected(409, 'other-account', b.get(target, of(a)));
	await rejected(409, 'other-account', b.put(target, { points: { technology: 13.5 } }, { headers: { 'saitou-account': `${b.account.id}x` } }));
	const all = await Promise.all(made.entries.map((entry, n) => b.post(`${sheetOf(round, entry)}/hand-in`, { points: points.startup }, of(n % 2 ? a : b))));
	assert.deepEqual(all.map((answer) => answer.status), made.entries.map((_, n) => (n % 2 ? 409 : 201)));
	assert.equal(count(), '4');
	await a.expect(201, 'POST', `${target}/hand-in`, { points: points.startup }, of(a));
	assert.equal(count(), '5');
	await rejected(401, 'unauthenticated', server.client().put(target, { points: {} }, of(a)));
});

test('drafts and uploads', async () => {
	const organizer = await server.account({ organizer: null });
	const [owner, colleague] = [await server.account(), await server.account()];
	const entryId = entry(server, (await publishedEdition(organizer)).id, firm(server, [owner, colleague]), owner);
	const save = (who, as) => who.patch(`/api/v1/entries/${entryId}`, { project_name: '项目' }, { headers: { 'if-match': '"1"', ...of(as).headers } });
	await rejected(409, 'other-account', save(colleague, owner));
	assert.equal((await save(owner, owner)).status, 200);
	const pairs = { entry: entryId, kind: 'evidence', filename: '证明.pdf' };
	assert.equal((await create(colleague, pairs, 100, of(owner).headers)).json.code, 'other-account');
	const { location } = (await create(owner, pairs, 100, of(owner).headers)).headers;
	assert.equal((await piece(colleague, location, 0, pdf(100).subarray(0, 50), of(owner).headers)).json.code, 'other-account');
	assert.equal((await progress(owner, location)).headers['upload-offset'], '0');
	assert.equal((await piece(owner, location, 0, pdf(100).subarray(0, 50), of(owner).headers)).status, 204);
});
