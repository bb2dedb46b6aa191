// A server with the demo's seasons played on it, as ./demo does: one in the middle of judging, one that takes entries, and (whole) one
// that has ended, with its notice, and one in which everything waits for a second person. → {server, accounts: {admin, organizer, second, auditor, judge, contestant, drafter}, secret, ids}
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { saitouctl } from '../api/harness.mjs';
import { pdf, upload } from '../api/upload_fixtures.mjs';
import { startPages } from './browser.mjs';
import { pendingEdition } from './pending.mjs';

function ctl(args, input) {
	const done = spawnSync(saitouctl, args, { input, encoding: 'utf8', maxBuffer: 1 << 26 });
	if (done.status !== 0) throw new Error(`saitouctl ${args.slice(0, 2).join(' ')} ended with ${done.status ?? done.signal}:\n${done.stderr.slice(-3000)}`);
	return done.stdout;
}

export async function playSeason({ whole = false } = {}) {
	const server = await startPages();
	const secret = randomBytes(8).toString('hex');
	const config = ['--config', server.config];
	for (const email of ['admin@demo.example', 'admin2@demo.example']) ctl(['account', ...config, '--email', email, '--name', '管理员', '--role', 'admin', '--password-stdin'], secret);
	const play = (what, ...more) => ctl(['demo', what, ...config, '--ca', path.join(server.folder, 'certs/ca.crt'), ...more], `${secret}\n`);
	if (whole) play('run', '--entrants', '50', '--judges', '8', '--threads', '4');
	const told = play('start');
	const mails = (role) => [...told.matchAll(new RegExp(`^  ${role} +(\\S+)`, 'gm'))].map((m) => m[1]);
	const [contestant, drafter] = mails('contestant');
	const accounts = { admin: mails('admin')[0], organizer: mails('organizer')[0], second: told.match(/approvals by two: (\S+)\)/)[1], auditor: mails('auditor')[0], judge: mails('judge')[0], contestant, drafter };
	const one = (sql, ...values) => {
		const row = server.db.one(sql, ...values);
		return row ? Number(Object.values(row)[0]) : undefined;
	};
	const edition = (code) => one('SELECT id FROM editions WHERE code LIKE ?', code);
	const of = (email) => one('SELECT id FROM accounts WHERE email = ?', email);
	const entryOf = (email) => one('SELECT MAX(e.id) FROM entries e JOIN firm_members m ON m.firm_id = e.firm_id WHERE m.account_id = ?', of(email));
	const judging = edition('demo-judging');
	const open = edition('demo-entries');
	const ended = one('SELECT id FROM editions WHERE id NOT IN (?, ?) ORDER BY id LIMIT 1', judging, open);
	const ids = {
		judging,
		open,
		ended,
		round: one("SELECT id FROM rounds WHERE edition_id = ? AND state = 'open'", judging),
		computed: one("SELECT id FROM rounds WHERE edition_id = ? AND state IN ('computed', 'published') ORDER BY position LIMIT 1", judging),
		entry: entryOf(contestant),
		draft: entryOf(drafter),
		firm: one('SELECT firm_id FROM entries WHERE id = ?', entryOf(contestant)),
	};
	ids.sheet = one("SELECT a.entry_id FROM assignments a JOIN judges j ON j.id = a.judge_id LEFT JOIN sheets s ON s.assignment_id = a.id WHERE j.account_id = ? AND a.round_id = ? AND s.assignment_id IS NULL LIMIT 1", of(accounts.judge), ids.round);
	ids.rulebook = one('SELECT rulebook_id FROM editions WHERE id = ?', judging);
	ids.investment = one('SELECT MIN(id) FROM investments WHERE edition_id = ?', judging);
	// One firm says that another's code is theirs.
	const claimant = server.client();
	await claimant.login(drafter, secret);
	const { jurisdiction, code } = server.db.one('SELECT jurisdiction, code FROM firms WHERE id = ?', ids.firm);
	ids.claim = (await claimant.expect(201, 'POST', '/api/v1/me/firm-claims', { jurisdiction, code, firm_name: '广州认领科技有限公司', insist: true })).id;
	for (const kind of ['licence', 'authorisation']) await upload(claimant, { claim: ids.claim, kind, filename: `${kind}.pdf` }, pdf());
	await claimant.expect(200, 'POST', `/api/v1/me/firm-claims/${ids.claim}/file`, { statement: '本公司自成立以来使用此代码，从未委托他人登记。' });
	claimant.close();
	if (ended !== undefined) {
		ids.endedCode = server.db.one('SELECT code FROM editions WHERE id = ?', ended).code;
		ids.finalCode = server.db.one('SELECT code FROM rounds WHERE edition_id = ? ORDER BY position DESC LIMIT 1', ended).code;
		ids.final = one('SELECT id FROM rounds WHERE edition_id = ? ORDER BY position DESC LIMIT 1', ended);
		ids.winner = one('SELECT entry_id FROM round_entries WHERE round_id = ? ORDER BY entry_id LIMIT 1', ids.final);
		ids.list = one('SELECT MAX(id) FROM award_lists WHERE edition_id = ?', ended);
		ids.notice = one('SELECT MAX(id) FROM notices WHERE edition_id = ?', ended);
		const objector = server.client();
		await objector.login(contestant, secret);
		const objection = { real_name: '王小明', contact: 'wang@example.com', statement: '公示名单中第二名的注册日期与营业执照不符,请核查。' };
		ids.objection = (await objector.expect(201, 'POST', `/api/v1/notices/${ids.notice}/objections`, objection)).id;
		objector.close();
		const pending = await pendingEdition(server);
		Object.assign(ids, { pending: pending.edition, pendingPrelim: pending.rounds.prelim, pendingFinal: pending.rounds.final });
	}
	return { server, accounts, secret, ids };
}
