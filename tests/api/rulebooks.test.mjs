// Rulebooks:
// - validation names every mistake at once, each with its JSON path
// - a draft may be saved with mistakes, which are answered; it is frozen only without any, and never edited after
// - versions are numbered within the edition; the hash is over the canonical form, whatever the order of keys
// - only a frozen version is put in force; that plans the rounds, anew as long as none has opened, and is refused after that
// - in a published edition that needs a reason, shown among the amendments
// - the public reads the version in force of a published edition; drafts are for organisers and auditors
// - stale and missing versions are refused; auditors and others change nothing
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { draftEdition, ifMatch, publishedEdition, rulebook, useRulebook } from './fixtures.mjs';
import { startServer } from './harness.mjs';

let server, organizer, auditor, contestant, nobody;

before(async () => {
	server = await startServer();
	organizer = await server.account({ organizer: null });
	auditor = await server.account({ auditor: null });
	contestant = await server.account({ contestant: null });
	nobody = server.client();
});
after(() => server?.stop());

const code = (answer) => answer.json?.code;
const faulty = () => rulebook({ timezone: 7, rounds: [{ id: 'final', kind: 'judged', criteria: [], aggregate: { method: 'magic' } }], unknown: 1 });

test('validation names every mistake at once', async () => {
	const good = await organizer.post('/api/v1/rulebooks/validate', { body: rulebook() });
	assert.deepEqual(good.json, { valid: true, errors: [] });
	const bad = (await auditor.post('/api/v1/rulebooks/validate', { body: faulty() })).json;
	assert.equal(bad.valid, false);
	const paths = bad.errors.map((e) => e.path);
	for (const path of ['timezone', 'rounds[0].criteria', 'rounds[0].aggregate.method']) assert.ok(paths.includes(path), `${path} in ${paths}`);
	assert.equal((await contestant.post('/api/v1/rulebooks/validate', { body: {} })).status, 403);
	assert.equal((await organizer.post('/api/v1/rulebooks/validate', { body: [] }, { hold: false })).status, 422);
});

test('mistakes are said in the language of the caller', async () => {
	const said = async (language) => {
		const { errors } = (await organizer.post('/api/v1/rulebooks/validate', { body: faulty() }, { headers: { 'Accept-Language': language } })).json;
		return Object.fromEntries(errors.map((e) => [e.path, e.message]));
	};
	const [english, simplified, traditional] = [await said('en'), await said('zh-CN'), await said('zh-TW')];
	assert.deepEqual([Object.keys(simplified), Object.keys(traditional)], [Object.keys(english), Object.keys(english)]);
	for (const message of [...Object.values(simplified), ...Object.values(traditional)]) assert.match(message, /\p{Script=Han}/u);
	for (const message of Object.values(english)) assert.doesNotMatch(message, /\p{Script=Han}/u);
	assert.deepEqual([english.unknown, simplified.unknown, traditional.unknown], ['unknown key', '没有这一项，请核对拼写', '沒有這一項，請核對拼寫']);
	assert.match(simplified['rounds[0].aggregate.method'], /^“magic”不在可选值之内：.*borda/);
});

test('a draft may hold mistakes, but is frozen only without', async () => {
	const { id: edition } = await draftEdition(organizer);
	const made = await organizer.post(`/api/v1/editions/${edition}/rulebooks`, { body: faulty() });
	const path = `/api/v1/rulebooks/${made.json.id}`;

	assert.equal(made.status, 201);
	assert.equal(made.headers.location, path);
	assert.equal(made.headers.etag, '"1"');
	assert.ok(made.json.errors.length >= 3);
	const refused = await organizer.post(`${path}/freeze`, {}, ifMatch(1));
	assert.equal(code(refused), 'rulebook-invalid');
	assert.deepEqual(refused.json.errors.map((e) => e.field), made.json.errors.map((e) => e.path));
	const saved = (await organizer.put(path, { body: rulebook() }, ifMatch(1))).json;
	assert.deepEqual(saved.errors, []);
	const frozen = (await organizer.post(`${path}/freeze`, { reason: '定稿' }, ifMatch(saved.version))).json;
	assert.equal(frozen.state, 'frozen');
	assert.equal(code(await organizer.put(path, { body: rulebook() }, ifMatch(frozen.version))), 'rulebook-frozen');
	assert.equal(code(await organizer.post(`${path}/freeze`, {}, ifMatch(frozen.version))), 'rulebook-frozen');
});

test('versions are numbered within the edition, and hashed over the canonical form', async () => {
	const { id: edition } = await draftEdition(organizer);
	const body = rulebook();
	const turned = Object.fromEntries(Object.entries(body).reverse());
	const [one, two, three] = [body, turned, rulebook({ entries_per_firm: 2 })].map((b) => organizer.expect(201, 'POST', `/api/v1/editions/${edition}/rulebooks`, { body: b }));
	const made = await Promise.all([one, two, three]);

	assert.deepEqual(made.map((m) => m.number).sort(), [1, 2, 3]);
	assert.equal(made[0].sha256, made[1].sha256);
	assert.notEqual(made[0].sha256, made[2].sha256);
	const list = (await auditor.get(`/api/v1/editions/${edition}/rulebooks?limit=2`)).json;
	assert.equal(list.total, 3);
	assert.deepEqual(list.items.map((r) => r.number), [3, 2]);
});

test('numbers survive storing: the body comes back as it was, and hashes the same', async () => {
	const { id: edition } = await draftEdition(organizer);
	const body = rulebook();
	body.rounds[0].indicators[0].bands = [{ at_least: 0.3, points: 20 }, { at_least: 0.07, points: 0.1 }];
	const made = await organizer.expect(201, 'POST', `/api/v1/editions/${edition}/rulebooks`, { body });

	assert.deepEqual((await organizer.get(`/api/v1/rulebooks/${made.id}`)).json.body, body);
	const again = await organizer.expect(200, 'PUT', `/api/v1/rulebooks/${made.id}`, { body: made.body }, ifMatch(made.version));
	assert.equal(again.sha256, made.sha256);
});

test('a frozen version is put in force and plans the rounds, anew until one has opened', async () => {
	const { id: edition } = await draftEdition(organizer);
	const draft = await organizer.expect(201, 'POST', `/api/v1/editions/${edition}/rulebooks`, { body: rulebook() });
	const rounds = () => server.db.query('SELECT code, position, kind, state FROM rounds WHERE edition_id = ? ORDER BY position', edition).map((r) => Object.values(r).join(' '));

	assert.equal(code(await organizer.post(`/api/v1/rulebooks/${draft.id}/use`, {}, ifMatch(1))), 'rulebook-not-frozen');
	const first = await useRulebook(organizer, edition);
	assert.equal(first.in_force, true);
	assert.deepEqual(rounds(), ['prelim 0 indicators planned', 'final 1 judged planned']);
	const second = await useRulebook(organizer, edition, rulebook({ rounds: [rulebook().rounds[1]] }));
	assert.deepEqual(rounds(), ['final 0 judged planned']);
	assert.equal((await organizer.get(`/api/v1/editions/${edition}`)).json.rulebook.id, second.id);
	assert.equal((await organizer.get(`/api/v1/rulebooks/${first.id}`)).json.in_force, false);
	server.db.query("UPDATE rounds SET state = 'open' WHERE edition_id = ?", edition);
	assert.equal(code(await organizer.post(`/api/v1/rulebooks/${first.id}/use`, {}, ifMatch(first.version))), 'rulebook-in-use');
	assert.deepEqual(rounds(), ['final 0 judged open']);
});

test('once published, the rulebook changes for a reason that everybody sees', async () => {
	const { id: edition } = await publishedEdition(organizer);
	const draft = await organizer.expect(201, 'POST', `/api/v1/editions/${edition}/rulebooks`, { body: rulebook({ entries_per_firm: 1 }) });
	await organizer.expect(200, 'POST', `/api/v1/rulebooks/${draft.id}/freeze`, {}, ifMatch(1));
	assert.equal(code(await organizer.post(`/api/v1/rulebooks/${draft.id}/use`, {}, ifMatch(2))), 'rulebook-reason-needed');
	await organizer.expect(200, 'POST', `/api/v1/rulebooks/${draft.id}/use`, { reason: '每家企业限报一项' }, ifMatch(2));
	const { rulebook: used, amendments } = (await nobody.get(`/api/v1/editions/${edition}`)).json;
	assert.equal(used.number, 2);
	assert.deepEqual(amendments.map((a) => [a.field, a.old_value, a.new_value, a.reason]), [['rulebook', '1', '2', '每家企业限报一项']]);
});

test('the public reads the version in force of a published edition, and no other', async () => {
	const draft = await draftEdition(organizer);
	const used = await useRulebook(organizer, draft.id);
	const { id: edition } = await publishedEdition(organizer);

	assert.equal((await nobody.get(`/api/v1/editions/${draft.id}/rulebook`)).status, 404);
	const seen = (await nobody.get(`/api/v1/editions/${edition}/rulebook`)).json;
	assert.deepEqual(seen.body, rulebook());
	assert.equal(seen.sha256, used.sha256);
	assert.equal((await nobody.get(`/api/v1/rulebooks/${used.id}`)).status, 401);
	assert.equal((await contestant.get(`/api/v1/rulebooks/${used.id}`)).status, 403);
	assert.equal((await auditor.get(`/api/v1/rulebooks/${used.id}`)).status, 200);
});

test('only the edition\'s organisers change its rulebooks, and only what they have read', async () => {
	const { id: edition } = await draftEdition(organizer);
	const other = await server.account({ organizer: (await draftEdition(organizer)).id });
	const draft = await organizer.expect(201, 'POST', `/api/v1/editions/${edition}/rulebooks`, { body: {} });
	const path = `/api/v1/rulebooks/${draft.id}`;

	assert.equal((await other.get(path)).status, 404);
	assert.equal((await other.get(`/api/v1/editions/${edition}/rulebooks`)).status, 404);
	assert.equal((await other.post(`/api/v1/editions/${edition}/rulebooks`, { body: {} })).status, 404);
	assert.equal((await other.put(path, { body: {} }, ifMatch(1))).status, 404);
	assert.equal((await auditor.put(path, { body: {} }, ifMatch(1))).status, 403);
	assert.equal((await auditor.post(`${path}/freeze`, {}, ifMatch(1))).status, 403);
	assert.equal((await organizer.put(path, { body: {} }, { hold: false })).status, 428);
	await organizer.expect(200, 'PUT', path, { body: { title: {} } }, ifMatch(1));
	assert.equal((await organizer.put(path, { body: {} }, ifMatch(1))).status, 412);
	assert.equal((await organizer.post(`${path}/freeze`, {}, ifMatch(1))).status, 412);
});

test('nothing changes in a closed edition', async () => {
	const { id: edition } = await publishedEdition(organizer);
	const draft = await organizer.expect(201, 'POST', `/api/v1/editions/${edition}/rulebooks`, { body: rulebook() });
	server.db.query("UPDATE editions SET state = 'closed' WHERE id = ?", edition);

	assert.equal(code(await organizer.post(`/api/v1/editions/${edition}/rulebooks`, { body: {} })), 'edition-closed');
	assert.equal(code(await organizer.put(`/api/v1/rulebooks/${draft.id}`, { body: {} }, ifMatch(1))), 'edition-closed');
});
