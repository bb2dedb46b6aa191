// What a server leaves in memory when it ends:
// - after judging, a mail and a clean end, nothing that was allocated by our own code is left, not even where a global still
//   points to it (LeakSanitizer counts that as a leak only when told so; what libraries keep is theirs)
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { build, startServer } from '../api/harness.mjs';
import { handIn, openWithAll, points, season } from '../api/judging_fixture.mjs';

test('a clean end leaves nothing', async () => {
	assert.ok(readFileSync(path.join(build, 'saitoud')).includes('__asan_init'), 'needs a build with --enable-sanitizer=address, as ./check makes one');
	const server = await startServer({ wrapper: ['env', 'LSAN_OPTIONS=use_globals=0:exitcode=0'] });
	try {
		const made = await season(server);
		const round = await openWithAll(made);
		await handIn(made, made.judges[0], round, made.entries[0], points.startup);
		await server.client().expect(202, 'POST', '/api/v1/password-resets', { email: made.organizer.account.email });
		await server.mailTo(made.organizer.account.email);
		assert.deepEqual(await server.terminate(), { code: 0, signal: null });
		const report = readFileSync(server.log, 'utf8').split(/(?=^(?:Direct|Indirect) leak of )/m);
		assert.match(report[0], /LeakSanitizer: detected memory leaks/, 'the libraries’ own are found');
		const ours = /^ *#1 \S+ in \w+ \S*\b(?:api|core|judging|certs|tools)\/\w+\.c:\d/m;
		assert.deepEqual(report.slice(1).filter((leak) => ours.test(leak)), []);
	} finally {
		await server.stop();
	}
});
