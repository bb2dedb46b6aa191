// Every page of the application, in the demo's seasons, as the role that works there:
// - none of the routes is left out
// - it loads without an error or a warning on the console, a failed request or a missing message
// - axe-core finds nothing serious in any language, in light and in dark
// - it has one h1 and a title of its own, in the reader's language, and nothing is wider than a phone of 360 px
// Here those of everybody, contestants and judges; the desk's stand in pages_desk.test.mjs and pages_rounds.test.mjs.
import assert from 'node:assert/strict';
import test from 'node:test';
import { all, as, lookAs } from './looking.mjs';
import { unseen } from './places.mjs';

test('no route is left out', async () => {
	const guest = await as(null);
	await guest.open('/login');
	assert.deepEqual(await unseen(guest.page, all), []);
});
lookAs([null, 'contestant', 'drafter', 'judge']);
