// Judges and recusals:
// - an organizer adds a judge by account id or address; only accounts with a judge's grant; once; with industries of the rulebook
// - who has the role and is not entered yet is listed, for organiser and auditor
// - nobody judges an edition that they organise or audit, no admin does; a judge gets no such role, by grant, invitation or saitouctl, while active
// - list with filters, edit, dismiss (releases what is open, keeps what was handed in), reinstate; the auditor reads and changes nothing
// - a judge's role is one that the rulebook names; it decides which criteria the sheet asks for, goes into the dossier, and stays once a sheet is handed in
// - an organizer of another edition sees none of it
// - the pledge, once; my rows; the queue with progress, time left and my own distribution
// - a judge declares a recusal, an organizer records one; no pair twice; not for entries of other editions
// - an open one blocks assigning; upholding voids the sheet and releases the assignment; dismissing it after all gives both back
// - of a closed edition no judge is edited, dismissed, taken back or pledged, no recusal declared, found or decided
// - upholding after the round was computed asks for a new computation; published rounds stay
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test, { after, before } from 'node:test';
import { password, saitouctl, startServer } from './harness.mjs';
import { addJudge, handIn, openWithAll, points, rejected, rulebook, season, sheetOf } from './judging_fixture.mjs';

let server;
before(async () => (server = await startServer()));
after(() => server.stop());

test('adding judges', async () => {
	const made = await season(server, { judges: 0 });
	const target = `/api/v1/editions/${made.edition}/judges`;
	const judge = await server.account({ judge: made.edition });
	const contestant = await server.account();
	const row = { organisation: '某大学', expertise: ['biomed'] };
	await rejected(422, 'judge-account-unknown', made.organizer.post(target, { ...row, account_id: contestant.account.id }));
	await rejected(422, 'judge-account-unknown', made.organizer.post(target, { ...row, email: 'nobody@example.com' }));
	await rejected(422, 'judge-account-missing', made.organizer.post(target, row));
	await rejected(422, 'expertise-invalid', made.organizer.post(target, { ...row, email: judge.account.email, expertise: ['astrology'] }));
	await rejected(422, 'expertise-invalid', made.organizer.post(target, { ...row, email: judge.account.email, expertise: ['biomed', 'biomed'] }));
	const waiting = async (client) => (await client.expect(200, 'GET', `/api/v1/editions/${made.edition}/judge-candidates?limit=500`)).items.map((c) => c.account_id);
	assert.ok((await waiting(made.auditor)).includes(judge.account.id) && !(await waiting(made.organizer)).includes(contestant.account.id));
	const added = await made.organizer.expect(201, 'POST', target, { ...row, email: judge.account.email.toUpperCase() });
	assert.ok(!(await waiting(made.organizer)).includes(judge.account.id));
	assert.equal((await judge.get(`/api/v1/editions/${made.edition}/judge-candidates`)).status, 403);
	assert.equal(added.account_id, judge.account.id);
	await rejected(409, 'judge-exists', made.organizer.post(target, { ...row, account_id: judge.account.id }));
	assert.equal((await made.auditor.post(target, row)).status, 403);
	const other = await season(server, { judges: 0 });
	await rejected(404, 'not-found', other.organizer.get(target));
	await rejected(404, 'not-found', other.organizer.post(target, { ...row, account_id: judge.account.id }));
	await rejected(404, 'not-found', other.organizer.get(`/api/v1/judges/${added.id}`));
	await rejected(404, 'not-found', other.organizer.patch(`/api/v1/judges/${added.id}`, { organisation: '他处' }));
	assert.equal((await made.auditor.expect(200, 'GET', `/api/v1/judges/${added.id}`)).id, added.id);
	const edited = await made.organizer.expect(200, 'PATCH', `/api/v1/judges/${added.id}`, { organisation: '另一大学', expertise: [] });
	assert.deepEqual([edited.organisation, edited.expertise], ['另一大学', []]);
	await addJudge(server, made);
	assert.equal((await made.auditor.expect(200, 'GET', `${target}?limit=1`)).total, 2);
	assert.deepEqual((await made.auditor.expect(200, 'GET', `${target}?q=${encodeURIComponent('另一')}`)).items.map((j) => j.id), [added.id]);
	assert.equal((await judge.get(target)).status, 403);
});

test('the role of a judge', async () => {
	const rules = structuredClone(rulebook);
	rules.rounds[0].aggregate.level = 'criterion';
	rules.rounds[0].ties = ['most:entry.patents'];
	rules.rounds[0].criteria = [{ id: 'technology', max: 30 }, { id: 'finance', max: 10, roles: ['chief'] }];
	rules.rounds[1].judge_weights = { guest: 2 };
	const made = await season(server, { judges: 2, entries: ['startup'], rules });
	const [chief, plain] = made.judges;
	await rejected(422, 'judge-role-unknown', made.organizer.patch(`/api/v1/judges/${chief.id}`, { role: 'king' }));
	assert.equal((await made.organizer.expect(200, 'PATCH', `/api/v1/judges/${plain.id}`, { role: 'guest' })).role, 'guest');
	assert.equal((await made.organizer.expect(200, 'PATCH', `/api/v1/judges/${plain.id}`, { role: '' })).role, null);
	assert.equal((await made.organizer.expect(200, 'PATCH', `/api/v1/judges/${chief.id}`, { role: 'chief' })).role, 'chief');
	assert.equal((await made.organizer.expect(200, 'PATCH', `/api/v1/judges/${chief.id}`, { organisation: '某院' })).role, 'chief');

	const round = await openWithAll(made);
	const [entry] = made.entries;
	const asked = async (judge) => (await judge.client.expect(200, 'GET', sheetOf(round, entry))).criteria.map((c) => c.id);
	assert.deepEqual([await asked(chief), await asked(plain)], [['technology', 'finance'], ['technology']]);
	const give = (judge, points) => judge.client.post(`${sheetOf(round, entry)}/hand-in`, { points });
	const fields = async (answer) => (await rejected(422, 'invalid', answer)).errors.map((e) => e.field);
	assert.deepEqual(await fields(give(chief, { technology: 20 })), ['points.finance']);
	assert.deepEqual(await fields(give(plain, { technology: 20, finance: 5 })), ['points.finance']);
	assert.equal((await handIn(made, chief, round, entry, { technology: 20, finance: 5.5 })).total, '25.5');
	assert.equal((await handIn(made, plain, round, entry, { technology: 22 })).total, '22');
	await rejected(409, 'judge-role-fixed', made.organizer.patch(`/api/v1/judges/${chief.id}`, { role: '' }));

	// The fact that only a tie rule names, and the role, stand in the dossier.
	server.db.query('UPDATE submissions SET entry_facts = ? WHERE entry_id = ?', { patents: 7, secret: 1 }, entry);
	for (const step of ['lock', 'close', 'compute']) await made.organizer.expect(200, 'POST', `/api/v1/rounds/${round}/${step}`, {});
	const { dossier, results } = server.db.one('SELECT dossier, results FROM computations WHERE round_id = ?', round);
	const held = JSON.parse(dossier);
	assert.deepEqual([held.entries[0].facts.patents, held.entries[0].facts.secret], [7, undefined]);
	assert.deepEqual(held.judges.map((j) => j.role ?? null), ['chief', null]);
	const again = spawnSync(saitouctl, ['recompute', '-'], { input: dossier, encoding: 'utf8' });
	assert.equal(again.stdout, results, again.stderr);
});

test('judges and who runs the edition', async () => {
	const made = await season(server, { judges: 1 });
	const elsewhere = await season(server, { judges: 0 });
	const target = `/api/v1/editions/${made.edition}/judges`;
	for (const office of [{ organizer: made.edition }, { organizer: null }, { auditor: made.edition }, { auditor: null }, { admin: null }]) {
		const { account } = await server.account({ judge: made.edition, ...office });
		await rejected(409, 'judge-in-office', made.organizer.post(target, { organisation: '某大学', account_id: account.id }));
	}
	const { account } = await server.account({ judge: made.edition, organizer: elsewhere.edition, auditor: elsewhere.edition });
	await made.organizer.expect(201, 'POST', target, { organisation: '某大学', account_id: account.id });

	const admin = await server.account({ admin: null });
	const [judge] = made.judges;
	const grants = `/api/v1/accounts/${judge.client.account.id}/grants`;
	for (const [role, edition_id] of [['organizer', made.edition], ['organizer', null], ['auditor', made.edition], ['auditor', null], ['admin', null]])
		await rejected(409, 'office-of-judge', admin.post(grants, { role, edition_id }));
	await admin.expect(202, 'POST', grants, { role: 'organizer', edition_id: elsewhere.edition });
	const { email } = judge.client.account;
	await made.organizer.expect(201, 'POST', '/api/v1/invitations', { email, name: '评委', role: 'organizer', edition_id: made.edition, locale: 'en' });
	const acceptance = { token: (await server.mailTo(email, /invitation#/)).text.match(/#token=([\w-]+)/)[1] };
	await rejected(409, 'office-of-judge', server.client().post('/api/v1/invitations/acceptances', acceptance));
	// Whoever judges no more may organise, and then does not come back as a judge.
	await made.organizer.expect(200, 'POST', `/api/v1/judges/${judge.id}/dismiss`, { reason: '改任组织者' });
	await server.client().expect(200, 'POST', '/api/v1/invitations/acceptances', acceptance);
	const waiting = async () => (await made.second.expect(200, 'GET', `/api/v1/grant-requests?edition=${made.edition}`)).items.find((q) => q.role === 'organizer').id;
	await made.organizer.expect(200, 'POST', `/api/v1/judges/${judge.id}/reinstate`, { reason: '先回来' });
	await rejected(409, 'office-of-judge', made.second.post(`/api/v1/grant-requests/${await waiting()}/confirm`));
	await made.organizer.expect(200, 'POST', `/api/v1/judges/${judge.id}/dismiss`, { reason: '改任组织者' });
	await made.second.expect(204, 'POST', `/api/v1/grant-requests/${await waiting()}/confirm`);
	await rejected(409, 'judge-in-office', made.organizer.post(`/api/v1/judges/${judge.id}/reinstate`, { reason: '返聘' }));
	// An edition that is over bars nobody from all editions.
	const over = await season(server, { judges: 1 });
	server.db.query("UPDATE editions SET state = 'closed' WHERE id = ?", over.edition);
	const veteran = `/api/v1/accounts/${over.judges[0].client.account.id}/grants`;
	await rejected(409, 'office-of-judge', admin.post(veteran, { role: 'auditor', edition_id: over.edition }));
	await admin.expect(202, 'POST', veteran, { role: 'organizer' });
});

test('roles from the command line', async () => {
	const made = await season(server, { judges: 1 });
	const elsewhere = await season(server, { judges: 0 });
	const { email, id } = made.judges[0].client.account;
	const code = (edition) => server.db.one('SELECT code FROM editions WHERE id = ?', edition).code;
	const account = (address, role, edition, how = '--password-stdin') => {
		const { status, stderr } = spawnSync(saitouctl, ['account', '--config', server.config, '--email', address, '--name', '评委', '--role', role, ...(edition ? ['--edition', code(edition)] : []), how], { input: `${password} anew\n`, encoding: 'utf8' });
		return [status, stderr.trim().split(': ').at(-1)];
	};
	const barred = [1, 'This account belongs to a judge, so it cannot organise or audit the same edition, or be an administrator.'];
	for (const [role, edition] of [['organizer', made.edition], ['organizer'], ['auditor', made.edition], ['auditor'], ['admin']]) assert.deepEqual(account(email, role, edition), barred);
	// Of what was refused nothing stands, the password neither.
	assert.deepEqual(server.db.query('SELECT role FROM grants WHERE account_id = ?', id), [{ role: 'judge' }]);
	await server.client().login(email, password);
	const global = [1, 'An administrator is responsible for all editions; please leave the edition out.'];
	for (const how of ['--password-stdin', '--invite']) assert.deepEqual(account('new-admin@example.com', 'admin', made.edition, how), global);
	assert.deepEqual(account('no address', 'admin'), [1, 'no address is not a valid mail address']);
	assert.equal(server.db.one("SELECT COUNT(*) n FROM accounts WHERE email IN ('new-admin@example.com', 'no address')").n, '0');
	assert.deepEqual(account(email, 'organizer', elsewhere.edition), [0, '']);
	await server.client().login(email, `${password} anew`);
});

test('dismissing and reinstating', async () => {
	const made = await season(server);
	const round = await openWithAll(made);
	const [judge] = made.judges;
	await handIn(made, judge, round, made.entries[0], points.startup);
	const dismissed = await made.organizer.expect(200, 'POST', `/api/v1/judges/${judge.id}/dismiss`, { reason: '另有任用' });
	assert.deepEqual([dismissed.state, dismissed.assigned, dismissed.handed_in], ['dismissed', 1, 1]);
	await rejected(409, 'state', made.organizer.post(`/api/v1/judges/${judge.id}/dismiss`, { reason: '再次' }));
	assert.deepEqual((await made.organizer.expect(200, 'GET', `/api/v1/editions/${made.edition}/judges?state=dismissed`)).items.map((j) => j.id), [judge.id]);
	await rejected(404, 'not-found', judge.client.get(`/api/v1/judging/queue?round=${round}`));
	await rejected(422, 'assignment-judge-unknown', made.organizer.post(`/api/v1/rounds/${round}/assignments`, { entry_id: made.entries[1], judge_id: judge.id }));
	await made.organizer.expect(200, 'POST', `/api/v1/judges/${judge.id}/reinstate`, { reason: '返聘' });
	await made.organizer.expect(201, 'POST', `/api/v1/rounds/${round}/assignments`, { entry_id: made.entries[1], judge_id: judge.id });
	await rejected(409, 'state', made.organizer.post(`/api/v1/judges/${judge.id}/reinstate`, { reason: '再次' }));
	const counted = await made.auditor.expect(200, 'GET', `/api/v1/entries/${made.entries[0]}/sheets`);
	assert.equal(counted.items[0].void_why, null);
});

test("the judge's desk", async () => {
	const made = await season(server, { pledged: false });
	const round = await openWithAll(made);
	const { client } = made.judges[0];
	await rejected(404, 'not-found', client.post('/api/v1/judging/pledge', { edition_id: 99999 }));
	const first = await client.expect(200, 'POST', '/api/v1/judging/pledge', { edition_id: made.edition });
	assert.deepEqual(await client.expect(200, 'POST', '/api/v1/judging/pledge', { edition_id: made.edition }), first);
	await handIn(made, made.judges[0], round, made.entries[0], points.startup);
	await client.expect(201, 'PUT', sheetOf(round, made.entries[1]), { points: { technology: 1 } });
	const me = await client.expect(200, 'GET', '/api/v1/judging/me');
	assert.deepEqual(me.items[0].rounds.map((r) => [r.code, r.assigned, r.handed_in]), [['semi', 3, 1]]);
	const { headers } = await made.organizer.get(`/api/v1/rounds/${round}`);
	const closes = new Date(Date.now() + 3600e3).toISOString();
	await made.organizer.expect(200, 'PATCH', `/api/v1/rounds/${round}`, { closes_at: closes, reason: '确定截止时间' }, { headers: { 'if-match': headers.etag } });
	const queue = await client.expect(200, 'GET', `/api/v1/judging/queue?round=${round}`);
	assert.deepEqual(queue.progress, { assigned: 3, handed_in: 1, drafts: 1 });
	assert.ok(queue.seconds_left > 3500 && queue.seconds_left <= 3600);
	assert.deepEqual([queue.distribution.count, queue.distribution.mean, queue.distribution.bands[9]], [1, '36.5', 1]);
	assert.deepEqual(queue.items.map((i) => [i.entry_id, i.sheet_state, i.total]), [[made.entries[0], 'handed_in', '36.5'], [made.entries[1], 'draft', '1'], [made.entries[2], null, null]]);
	await rejected(422, 'invalid', client.get('/api/v1/judging/queue'));
	const other = await season(server, { judges: 1 });
	await rejected(404, 'not-found', other.judges[0].client.get(`/api/v1/judging/queue?round=${round}`));
});

test('recusals', async () => {
	const made = await season(server);
	const round = await openWithAll(made);
	const [one, two] = made.judges;
	const [entry, other] = made.entries;
	const declaration = { entry_id: entry, kind: 'own_fund', statement: '本基金投资了该企业' };
	const declared = await one.client.expect(201, 'POST', '/api/v1/recusals', declaration);
	assert.deepEqual([declared.source, declared.state], ['declared', 'open']);
	await rejected(409, 'recusal-exists', one.client.post('/api/v1/recusals', declaration));
	const elsewhere = await season(server, { judges: 1 });
	await rejected(422, 'recusal-pair-unknown', one.client.post('/api/v1/recusals', { ...declaration, entry_id: elsewhere.entries[0] }));
	await rejected(404, 'not-found', two.client.get(`/api/v1/recusals/${declared.id}`));
	await one.client.expect(200, 'GET', `/api/v1/recusals/${declared.id}`);
	assert.equal((await one.client.expect(200, 'GET', '/api/v1/judging/recusals')).total, 1);
	// found by an organizer, after the judge has scored
	await handIn(made, two, round, entry, points.startup);
	const found = await made.organizer.expect(201, 'POST', `/api/v1/editions/${made.edition}/recusals`, { judge_id: two.id, entry_id: entry, kind: 'kinship', statement: '举报属实' });
	assert.equal(found.sheets_handed_in, 1);
	await rejected(422, 'recusal-pair-unknown', made.organizer.post(`/api/v1/editions/${made.edition}/recusals`, { judge_id: elsewhere.judges[0].id, entry_id: entry, kind: 'kinship', statement: '无' }));
	assert.equal((await made.auditor.post(`/api/v1/recusals/${found.id}/decide`, { decision: 'upheld', reason: '审计' })).status, 403);
	await rejected(404, 'not-found', elsewhere.organizer.post(`/api/v1/recusals/${found.id}/decide`, { decision: 'upheld', reason: '越权' }));
	await rejected(409, 'recusal-recorder', made.organizer.post(`/api/v1/recusals/${found.id}/decide`, { decision: 'upheld', reason: '自己记录的' }));
	await made.second.expect(200, 'POST', `/api/v1/recusals/${found.id}/decide`, { decision: 'upheld', reason: '情况属实' });
	await rejected(409, 'recusal-decided', made.second.post(`/api/v1/recusals/${found.id}/decide`, { decision: 'upheld', reason: '再次' }));
	const sheets = async () => (await made.auditor.expect(200, 'GET', `/api/v1/entries/${entry}/sheets`)).items.map((s) => s.void_why);
	const assignment = async (judge) => (await made.auditor.expect(200, 'GET', `/api/v1/rounds/${round}/assignments?judge=${judge.id}&entry=${entry}`)).items[0];
	assert.deepEqual(await sheets(), ['recused']);
	assert.deepEqual([(await assignment(two)).state, (await assignment(two)).released_why], ['released', 'recused']);
	await rejected(409, 'assignment-recused', made.organizer.post(`/api/v1/rounds/${round}/assignments`, { entry_id: entry, judge_id: two.id }));
	await made.organizer.expect(200, 'POST', `/api/v1/recusals/${found.id}/decide`, { decision: 'dismissed', reason: '同名误认' });
	assert.deepEqual(await sheets(), [null]);
	assert.equal((await assignment(two)).state, 'assigned');
	await made.organizer.expect(200, 'POST', `/api/v1/recusals/${declared.id}/decide`, { decision: 'dismissed', reason: '已无关联' });
	await handIn(made, one, round, entry, points.startup);
	const listed = await made.auditor.expect(200, 'GET', `/api/v1/editions/${made.edition}/recusals?state=dismissed&judge=${one.id}`);
	assert.deepEqual(listed.items.map((x) => x.id), [declared.id]);
	assert.equal((await made.organizer.expect(200, 'GET', `/api/v1/editions/${made.edition}/recusals?entry=${other}`)).total, 0);
});

test('a late recusal', async () => {
	const made = await season(server);
	const round = await openWithAll(made);
	const target = `/api/v1/rounds/${round}`;
	for (const judge of made.judges) for (const [i, entry] of made.entries.entries()) await handIn(made, judge, round, entry, i === 2 ? points.growth : { technology: 10 + i, market: 10 });
	await made.organizer.expect(200, 'POST', `${target}/lock`);
	await made.organizer.expect(200, 'POST', `${target}/close`);
	await made.organizer.expect(200, 'POST', `${target}/compute`, {});
	const find = (judge, entry) => made.organizer.expect(201, 'POST', `/api/v1/editions/${made.edition}/recusals`, { judge_id: judge.id, entry_id: entry, kind: 'employment', statement: '曾任职' });
	const state = async () => (await made.auditor.expect(200, 'GET', target)).state;
	const early = await find(made.judges[0], made.entries[0]);
	await made.second.expect(200, 'POST', `/api/v1/recusals/${early.id}/decide`, { decision: 'upheld', reason: '属实' });
	assert.equal(await state(), 'closed', 'to be computed again');
	await made.organizer.expect(200, 'POST', `${target}/compute`, {});
	await made.organizer.expect(200, 'POST', `${target}/publish`, {});
	const late = await find(made.judges[1], made.entries[0]);
	await made.second.expect(200, 'POST', `/api/v1/recusals/${late.id}/decide`, { decision: 'upheld', reason: '属实' });
	assert.equal(await state(), 'published');
	const sheets = await made.auditor.expect(200, 'GET', `/api/v1/entries/${made.entries[0]}/sheets`);
	assert.deepEqual(sheets.items.map((x) => x.void_why), ['recused', 'recused', null], 'void at once; what is published stays as it is');
});

test('judges and recusals of a closed edition', async () => {
	const made = await season(server, { judges: 2, pledged: false });
	const [one, two] = made.judges;
	const pledge = (judge) => judge.client.post('/api/v1/judging/pledge', { edition_id: made.edition });
	const given = await pledge(one);
	const { id } = await one.client.expect(201, 'POST', '/api/v1/recusals', { entry_id: made.entries[0], kind: 'kinship', statement: '亲属' });
	await made.organizer.expect(200, 'POST', `/api/v1/judges/${two.id}/dismiss`, { reason: '另有任用' });
	const state = () => server.db.query('SELECT id, organisation, state, pledged_at FROM judges WHERE edition_id = ? UNION SELECT id, kind, state, decided_at FROM recusals WHERE edition_id = ?', made.edition, made.edition);
	const before = state();
	server.db.query("UPDATE editions SET state = 'closed' WHERE id = ?", made.edition);
	for (const answer of [
		made.organizer.patch(`/api/v1/judges/${one.id}`, { organisation: '他处' }),
		made.organizer.post(`/api/v1/judges/${one.id}/dismiss`, { reason: '迟了' }),
		made.organizer.post(`/api/v1/judges/${two.id}/reinstate`, { reason: '迟了' }),
		made.organizer.post(`/api/v1/editions/${made.edition}/recusals`, { judge_id: one.id, entry_id: made.entries[1], kind: 'other', statement: '迟了' }),
		made.organizer.post(`/api/v1/recusals/${id}/decide`, { decision: 'upheld', reason: '迟了' }),
		one.client.post('/api/v1/recusals', { entry_id: made.entries[1], kind: 'other', statement: '迟了' }),
	]) await rejected(409, 'edition-closed', answer);
	assert.deepEqual(state(), before);
	assert.deepEqual((await pledge(one)).json, given.json);
	server.db.query('UPDATE judges SET pledged_at = NULL WHERE id = ?', one.id);
	await rejected(409, 'edition-closed', pledge(one));
	await rejected(404, 'not-found', (await season(server, { judges: 0 })).organizer.patch(`/api/v1/judges/${one.id}`, { organisation: '他处' }));
});
