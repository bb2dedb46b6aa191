// What the desk decides about those who enter, through the pages:
// - an admitted entry whose division a new rulebook does not have any more: the overview counts it, the queue finds it, its page says why, opening the round
//   names it and that it takes no part; its firm reads that it will be decided again, and never that it is not eligible; decided again it is settled
// - facts that a new rulebook asks for are named to the desk and to the firm, and the rule is not followed without them
// - letters of authorisation that wait for somebody: counted on the overview, found in a list, read and confirmed or refused there
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { edition, form, release, rulebook, setDates, submitted } from '../api/entry_fixtures.mjs';
import { pdf, upload } from '../api/upload_fixtures.mjs';
import { launch, person, startPages } from './browser.mjs';
import { atDesk } from './desk.mjs';
import { words } from './words.mjs';

const slow = { timeout: 300000 };
let server, browser, id, chair, desk;
const made = {};
const named = { ...rulebook, rounds: rulebook.rounds.map((r) => ({ ...r, name: { 'zh-CN': r.id === 'semi' ? '初赛' : '决赛' } })) };

async function use(body) {
	const next = await chair.expect(201, 'POST', `/api/v1/editions/${id}/rulebooks`, { body: JSON.parse(JSON.stringify(body)) });
	const match = (n) => ({ headers: { 'If-Match': `"${n}"` } });
	const frozen = await chair.expect(200, 'POST', `/api/v1/rulebooks/${next.id}/freeze`, {}, match(next.version));
	await chair.expect(200, 'POST', `/api/v1/rulebooks/${next.id}/use`, { reason: '规则调整' }, match(frozen.version));
}

before(async () => {
	server = await startPages();
	browser = await launch();
	({ id } = edition(server, { body: named }));
	chair = await server.account({ organizer: id });
	await use(named);
	for (const [who, firm_facts] of [['old', { registered_on: '2020-05-06' }], ['young', {}], ['other', {}]]) {
		const client = await server.account({ contestant: null });
		made[who] = { client, ...(await submitted(server, client, id, { project_name: `${who} 项目`, firm_facts: { ...form.firm_facts, staff: who === 'other' ? 12 : null, ...firm_facts } })) };
	}
	const decide = (who, decision) => chair.expect(200, 'PUT', `/api/v1/entries/${made[who].entry.id}/eligibility`, { decision, reason: '核对材料', ordinal: 1 });
	await decide('old', 'admitted');
	await decide('young', 'follow_rule');
	await decide('other', 'follow_rule');
	await release(chair, id);
	const asks = structuredClone(named);
	asks.divisions.pop();
	asks.direct_advancement = undefined;
	asks.eligibility.all.push({ fact: 'firm.staff', at_most: 500 });
	await use(asks);
	desk = await atDesk(browser, server, chair, id);
	desk.who.allow(/answer: 503 GET \/api\/v1\/attachments/, /answer: 409 PUT .*\/eligibility/); // licences here have no bytes; and what is refused below
}, slow);
after(async () => {
	await browser?.close();
	await server?.stop();
});

test('what a decision rested on is gone: seen at the desk, read by the firm, decided again', slow, async () => {
	await desk.open('');
	await desk.page.getByRole('link', { name: words('desk.overview.wait.again', {}, 2) }).click();
	await desk.page.waitForURL(/decision=again/);
	await desk.row('old 项目').getByText(words('queues.findingAgain.no_division'), { exact: true }).waitFor();
	await desk.row('young 项目').getByText(words('queues.findingAgain.missing'), { exact: true }).waitFor();
	assert.equal(await desk.row('other 项目').count(), 0);

	// Its firm.
	const firm = await person(browser, server);
	await firm.login(made.old.client.account.email);
	await firm.open(`/my/entries/${made.old.entry.id}`);
	const note = firm.page.locator('.finding');
	await note.getByText(words('my.finding.no_division')).waitFor();
	const said = await firm.page.locator('main').innerText();
	assert.ok(said.includes(words('my.finding.again')) && said.includes(words('my.next.again')), said);
	assert.ok(!/不符合参赛/.test(said), said);
	firm.clean();
	await firm.close();
	const lacking = await person(browser, server);
	await lacking.login(made.young.client.account.email);
	await lacking.open(`/my/entries/${made.young.entry.id}`);
	await lacking.page.locator('.finding').getByText(words('my.finding.missing')).waitFor();
	assert.ok(!/不符合参赛/.test(await lacking.page.locator('main').innerText()));
	lacking.clean();
	await lacking.close();

	// Opening names both.
	setDates(server, id, { closes: -1000 });
	const round = Number(server.db.one("SELECT id FROM rounds WHERE edition_id = ? AND code = 'semi'", id).id);
	await desk.open(`rounds/${round}/closing`);
	await desk.button('jdesk.closing.open').click();
	const asked = desk.dialog;
	await asked.getByText(words('jdesk.opening.what.eligibility_in_vain', { n: 2 }, 2)).waitFor();
	assert.ok((await asked.innerText()).includes(words('jdesk.opening.becomes.takes_no_part')));
	await desk.page.keyboard.press('Escape');

	// The rule is not followed where facts are missing; the organiser decides.
	await desk.open(`entries/${made.young.entry.id}`);
	await desk.page.getByText(words('queues.findingHint.missing')).waitFor();
	await assert.rejects(desk.ask('queues.act.follow_rule'), /尚不能判定/);
	await desk.page.keyboard.press('Escape');
	await desk.open(`entries/${made.old.entry.id}`);
	await desk.page.getByText(words('queues.findingHint.no_division')).waitFor();
	await desk.ask('queues.act.follow_rule');
	await desk.open('eligibility?decision=again');
	await desk.row('young 项目').waitFor();
	assert.equal(await desk.row('old 项目').count(), 0);
	desk.who.clean();
});

test('letters of authorisation are confirmed and refused from a list', slow, async () => {
	for (const who of ['old', 'young']) {
		const { client, entry } = made[who];
		const { mine } = await client.expect(200, 'GET', `/api/v1/entries/${entry.id}/mandates`);
		await upload(client, { mandate: mine, kind: 'authorisation', filename: `${who}授权委托书.pdf` }, pdf());
		await client.expect(200, 'POST', `/api/v1/mandates/${mine}/prove`);
	}
	await desk.open('');
	await desk.page.getByRole('link', { name: words('desk.overview.wait.mandates', {}, 2) }).click();
	await desk.page.waitForURL(/mandates\?state=proved/);
	const [old, young] = ['old', 'young'].map((who) => desk.row(made[who].client.account.email));
	await old.getByRole('button', { name: words('queues.mandate.show', { n: 1 }, 1) }).click();
	assert.match(await old.getByRole('link', { name: 'old授权委托书.pdf' }).getAttribute('href'), /^\/api\/v1\/attachments\/\d+$/);
	await desk.ask('queues.mandate.act.confirm', { on: old });
	await desk.page.getByRole('status').getByText(words('queues.mandate.did.confirm')).waitFor();
	await desk.ask('queues.mandate.act.refuse', { on: young, reason: '委托书没有盖章' });
	await desk.page.getByText(words('queues.noneMatch')).waitFor();
	await desk.open(`mandates?q=${encodeURIComponent(made.young.client.account.email)}`);
	await young.getByText(words('queues.mandate.state.refused'), { exact: true }).waitFor();
	assert.ok((await young.innerText()).includes('委托书没有盖章'));
	assert.equal(await desk.row(made.old.client.account.email).count(), 0);
	desk.who.clean();
});
