// Conflicts of interest at the desk:
// - a recusal that was dismissed by mistake is opened again; the page says who dismissed it
// - an organiser declares a tie on their own account's page; from then on lists say that something is not shown, and the round is for others
// - an admin ends it, with a reason
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { season } from '../api/judging_fixture.mjs';
import { launch, startPages } from './browser.mjs';
import { atDesk } from './desk.mjs';
import { words } from './words.mjs';

const slow = { timeout: 300000 };
let server, browser, made, desk;
const one = (sql, ...values) => server.db.one(sql, ...values);

before(async () => {
	server = await startPages();
	browser = await launch();
	made = await season(server, { judges: 1 });
	desk = await atDesk(browser, server, made.organizer, made.edition);
}, { timeout: 300000 });
after(async () => {
	await browser?.close();
	await server?.stop();
});

test('a recusal is opened again', slow, async () => {
	const [judge] = made.judges;
	const { id } = await made.second.expect(201, 'POST', `/api/v1/editions/${made.edition}/recusals`, { judge_id: judge.id, entry_id: made.entries[0], kind: 'kinship', statement: '据说是亲属' });
	await made.second.expect(200, 'POST', `/api/v1/recusals/${id}/decide`, { decision: 'dismissed', reason: '查无实据' });
	await desk.open('recusals');
	const row = desk.row('据说是亲属');
	await row.getByText(words('jdesk.recusals.dismissedBy', { name: one('SELECT name FROM accounts WHERE id = ?', made.second.account.id).name })).waitFor();
	await desk.ask('jdesk.recusals.reopen', { on: row, reason: '有了新的证据' });
	assert.equal(one('SELECT state FROM recusals WHERE id = ?', id).state, 'open');
	await row.getByText(words('jdesk.recusalState.open'), { exact: true }).waitFor();
	desk.who.clean();
});

test('a tie is declared, and ended by an admin', slow, async () => {
	const { code, title } = one('SELECT f.code, e.title FROM entries e JOIN firms f ON f.id = e.firm_id WHERE e.id = ?', made.entries[0]);
	await desk.open('eligibility');
	await desk.row(title).waitFor();
	await desk.open('/account');
	await desk.page.getByText(words('account.ties.none')).waitFor();
	await desk.ask('account.ties.add', {
		fill: async (dialog) => {
			await dialog.locator('#tie-code').fill(code);
			await dialog.getByRole('checkbox').check();
			await dialog.locator('#tie-statement').fill('法定代表人是我的表兄');
		},
	});
	await desk.page.getByText(words('account.ties.saved')).waitFor();
	await desk.open('eligibility');
	await desk.page.getByText(words('table.withheld', { n: 1 })).waitFor();
	assert.equal(await desk.row(title).count(), 0);
	assert.equal((await made.organizer.get(`/api/v1/entries/${made.entries[0]}`)).json.code, 'own-firm');
	const admin = await server.account({ admin: null });
	const office = await atDesk(browser, server, admin, made.edition);
	await office.open('/accounts');
	await office.ask('account.ties.end', { on: office.row(code), reason: '关系申报有误' });
	await office.page.getByText(words('account.ties.allNone')).waitFor();
	await desk.open('eligibility');
	await desk.row(title).waitFor();
	desk.who.clean();
});
