// What ./check runs, and how: test files side by side, the longest first, beside builds and analyses that take what processor is left.
//
// A job is one line of the output: a test file, or one command. Jobs stand in lanes; each lane runs so many at a time:
//   tests     files against a real server, and the demo: one more than there are processors, because they wait a good deal
//   builds    one at a time, at low priority: the other builds and what follows from them, clang-tidy
//   fuzz      one at a time, with what no other job needs: a target's minute is the clock's
// Each file has a database, a port, folders and a browser of its own; they share one MariaDB.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const top = fileURLToPath(new URL('../', import.meta.url));
const out = path.join(top, 'build-check');
const builds = Object.fromEntries(['asan', 'tsan', 'plain', 'fuzz'].map((name) => [name, path.join(out, name)]));
const processors = os.availableParallelism?.() ?? os.cpus().length;
const PATIENCE_S = 900; // a test that hangs is a failure like any other, not the end of the run
const PATIENCE_BUILD_S = 3600; // many of them in one job
const GRACE_S = 10; // between SIGTERM and SIGKILL
const lanes = { tests: processors + 1, builds: 1, fuzz: 1 };
const nice = { tests: 0, builds: 10, fuzz: 15 };

const steps = ['house', 'unit', 'web', 'api', 'browser', 'threads', 'memory', 'faults', 'demo', 'fuzz', 'bench', 'tidy', 'dist'];
const asked = process.argv.slice(2).map((word) => word.replace(/^\.\//, ''));
for (const word of asked) {
	if (steps.includes(word) || existsSync(path.join(top, word))) continue;
	console.error(`no step or test file: ${word}; steps are ${steps.join(' ')}`);
	process.exit(2);
}
const wanted = (step, file) => asked.length === 0 || asked.includes(step) || (file !== undefined && asked.includes(file));

Object.assign(process.env, {
	ASAN_OPTIONS: 'detect_stack_use_after_return=1:abort_on_error=0:exitcode=99',
	UBSAN_OPTIONS: 'print_stacktrace=1',
	TSAN_OPTIONS: 'halt_on_error=0:exitcode=99:second_deadlock_stack=1',
});

/* ---- one job ---- */

const totals = { passed: 0, failed: 0, cpu: 0 };
const running = new Set();
let interrupted = false;

// The last "# WORD N" (or "# WORD: N") of a log.
const told = (log, word) => Number([...log.matchAll(new RegExp(`^# ${word}:? *(\\d+)`, 'gm'))].at(-1)?.[1] ?? 0);
const lines = (log, pattern, after, most) => {
	const all = log.split('\n');
	const shown = new Set(all.flatMap((line, n) => (pattern.test(line) ? Array.from({ length: after + 1 }, (_, i) => n + i) : [])));
	return all.filter((_, n) => shown.has(n)).slice(0, most);
};

// How each kind of log is read: [passed, failed] and, when something failed, the lines to show.
const readers = {
	one: { count: (log, ok) => (ok ? [1, 0] : [0, 1]), excerpt: (log) => log.trimEnd().split('\n').slice(-30) },
	tap: {
		count: (log, ok) => [told(log, 'pass'), told(log, 'fail') + told(log, 'cancelled') || Number(!ok)],
		excerpt: (log) => lines(log, /^ *not ok/, 12, 80),
	},
	vitest: {
		count: (log, ok) => {
			const [, failed = 0, passed = 0] = (log.match(/^ *Tests +(?:(\d+) failed)?(?: \| )?(?:(\d+) passed)?/m) ?? []).map((n) => Number(n ?? 0));
			return [passed, failed || Number(!ok)];
		},
		excerpt: (log) => lines(log, /FAIL|Error:/, 12, 80),
	},
	automake: {
		count: (log, ok) => [told(log, 'PASS'), told(log, 'FAIL') + told(log, 'ERROR') || Number(!ok)],
		excerpt: (log) => [...lines(log, /^(FAIL|ERROR):|error:/, 0, 20), ...log.trimEnd().split('\n').slice(-5)],
	},
};

// Processor seconds that sh's times wrote: of the shell, then of what it ran.
function processorSeconds(file) {
	const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
	rmSync(file, { force: true });
	return [...text.matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, m, s]) => sum + Number(m) * 60 + Number(s), 0);
}

function end(child, signal) {
	try {
		process.kill(-child.pid, signal); // a group of its own: with all that it started
	} catch {
		// it has just ended
	}
}

// Runs a job to its end and says how it went; → whether it passed. job: {name, kind, command: [program, argument…], lane?, env?}
async function run(job) {
	if (interrupted) return false;
	const log = path.join(out, 'log', `${job.name.replace(/[ /]/g, '_')}.log`);
	const began = Date.now();
	const output = openSync(log, 'w');
	const child = spawn('sh', ['-c', '"$@"; status=$?; times >"$0"; exit $status', `${log}.times`, 'nice', '-n', String(nice[job.lane] ?? 0), ...job.command], {
		cwd: top,
		detached: true,
		stdio: ['ignore', output, output],
		env: { ...process.env, ...job.env },
	});
	closeSync(output);
	running.add(child);
	let late = false;
	const patience = ['one', 'automake'].includes(job.kind) ? PATIENCE_BUILD_S : PATIENCE_S;
	const timers = [setTimeout(() => ((late = true), end(child, 'SIGTERM')), patience * 1000), setTimeout(() => end(child, 'SIGKILL'), (patience + GRACE_S) * 1000)];
	const status = await new Promise((done) => child.on('exit', (code) => done(code)).on('error', () => done(null)));
	timers.forEach(clearTimeout);
	running.delete(child);
	if (late) {
		end(child, 'SIGKILL'); // what it has left behind
		appendFileSync(log, `\nnot ok - still running after ${patience} s\n`);
	}
	if (interrupted) return false;
	const text = readFileSync(log, 'utf8');
	const { count, excerpt } = readers[job.kind];
	const [passed, failed] = count(text, status === 0 && !late);
	const cpu = processorSeconds(`${log}.times`);
	const seconds = Math.round((Date.now() - began) / 1000);
	totals.passed += passed;
	totals.failed += failed;
	totals.cpu += cpu;
	remember(job.name, seconds);
	const figures = `${String(seconds).padStart(4)} s, processor ${String(Math.round(cpu)).padStart(3)} s`;
	console.log(`${job.name.padEnd(34)} ${String(passed).padStart(4)} passed${failed ? `, ${failed} FAILED` : ''}   ${figures}${failed ? `, see ${path.relative(top, log)}` : ''}`);
	if (failed) console.log(excerpt(text).join('\n'));
	return failed === 0;
}

/* ---- the longest first: by the seconds of the last run, or else by size, which says nothing of these ---- */

const LONG = { 'tests/browser/pages.test.mjs': 200, 'tests/browser/pages_desk.test.mjs': 200, 'tests/browser/pages_rounds.test.mjs': 200, 'tests/browser/floor.test.mjs': 120, 'tests/browser/rude_network.test.mjs': 90, 'tests/threads/load.test.mjs': 100, 'tests/demo/demo.test.mjs': 150, 'tests/demo/progress.test.mjs': 70, 'tests/api/delivery.test.mjs': 30, 'tests/api/patience.test.mjs': 40 };

const memory = path.join(out, 'seconds.json');
const seconds = existsSync(memory) ? JSON.parse(readFileSync(memory, 'utf8')) : {};
function remember(name, took) {
	seconds[name] = took;
	writeFileSync(memory, JSON.stringify(seconds, null, 1));
}
const expected = (job) => seconds[job.name] ?? job.guess ?? 0;

const jobs = [];
function testFiles(step, { build = builds.asan, guess = 1000, lane = 'tests', after, env } = {}) {
	for (const name of readdirSync(path.join(top, 'tests', step)).filter((f) => f.endsWith('.test.mjs'))) {
		const file = `tests/${step}/${name}`;
		if (!wanted(step, file)) continue;
		const title = name === `${step}.test.mjs` ? step : `${step}: ${name.replace('.test.mjs', '')}`;
		jobs.push({
			name: title,
			kind: 'tap',
			command: ['node', '--test', '--test-reporter=tap', file],
			env: { SAITOU_BUILD: build, ...env },
			lane,
			guess: LONG[file] ?? statSync(path.join(top, file)).size / guess,
			after,
		});
	}
}

/* ---- the lanes ---- */

async function runLane(lane) {
	const waiting = jobs.filter((job) => job.lane === lane).sort((a, b) => expected(b) - expected(a));
	const worker = async () => {
		for (let job; !interrupted && (job = waiting.shift()); ) {
			if (job.after && !(await job.after())) continue; // what it needs has failed, and was counted
			await run(job);
		}
	};
	await Promise.all(Array.from({ length: lanes[lane] }, worker));
}

// A build beside the one with ASan, made once, when the first job needs it.
const once = (make) => {
	let made;
	return () => (made ??= make());
};
const configured = (folder, ...args) => ['sh', '-c', `mkdir -p "$1" && cd "$1" || exit
	shift
	# Again only if something else is asked for, or configure has changed.
	[ -f Makefile ] && [ "$(cat arguments 2>/dev/null)" = "$*" ] && [ ! "$OLDPWD/configure" -nt Makefile ] && exit 0
	"$OLDPWD/configure" --quiet --enable-werror "$@" && printf %s "$*" >arguments`, 'configure', folder, ...args];
const make = (folder, ...targets) => ['make', '-C', folder, `-j${processors}`, ...targets];
const one = (name, command, more = {}) => run({ name, kind: 'one', command, ...more });

/* ---- what the tests write: in memory where there is room, because they make and drop databases all the time ---- */

function room() {
	try {
		const { bavail, bsize } = statfsSync('/dev/shm'); // of Node 18.15 on
		return Math.min(bavail * bsize, os.freemem()) > 4 * 1024 ** 3;
	} catch {
		return false;
	}
}
// A short path, for sockets; the same at the next run, which so finds what this one may leave behind.
const scratch = path.join(room() ? '/dev/shm' : os.tmpdir(), `saitou-check-${createHash('sha256').update(top).digest('hex').slice(0, 12)}`);
const mariadb = path.join(scratch, 'mariadb');
const mariadbScript = (verb) => spawnSync('tools/mariadb.sh', [verb, mariadb], { cwd: top, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
function cleanUp() {
	mariadbScript('stop');
	if (!process.env.SAITOU_KEEP) rmSync(scratch, { recursive: true, force: true });
}

/* ---- the run ---- */

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
	process.on(signal, async () => {
		if (interrupted) return; // pressed again: what was started still has to end
		interrupted = true;
		const all = [...running];
		all.forEach((child) => end(child, 'SIGTERM'));
		const over = Date.now() + GRACE_S * 1000;
		while (running.size && Date.now() < over) await new Promise((done) => setTimeout(done, 50));
		all.forEach((child) => end(child, 'SIGKILL'));
		cleanUp();
		process.exit(130);
	});

const began = Date.now();
function finish() {
	if (interrupted) return new Promise(() => {}); // what was interrupted ends above
	cleanUp();
	const minutes = (s) => `${Math.floor(s / 60)} min ${String(Math.round(s % 60)).padStart(2, '0')} s`;
	console.log(`${minutes((Date.now() - began) / 1000)} on ${processors} processors, ${minutes(totals.cpu)} of their time`);
	console.log(`${totals.passed} passed, ${totals.failed} failed`);
	process.exit(totals.failed === 0 && totals.passed > 0 ? 0 : 1);
}

mkdirSync(path.join(out, 'log'), { recursive: true });
const prepared = await Promise.all([
	one('prepare the build', ['autoreconf', '-i']).then((ok) => ok && one('configure', configured(builds.asan, '--enable-sanitizer=address,undefined', 'CFLAGS=-O1 -g'))),
	one("install the tests' packages", ['npm', '--prefix', 'tests', 'ci', '--no-audit', '--no-fund']),
]);
if (!prepared.every(Boolean) || !(await one('build with ASan and UBSan', make(builds.asan, 'all')))) await finish();

cleanUp();
mkdirSync(path.join(scratch, 'tmp'), { recursive: true });
if (!mariadbScript('start')) {
	totals.failed++;
	await finish();
}
process.env.SAITOU_SOCKET = path.join(mariadb, 'socket');
const tmp = os.tmpdir();
process.env.TMPDIR = path.join(scratch, 'tmp');

if (wanted('house', 'tests/house.test.mjs')) jobs.push({ name: 'house', kind: 'tap', command: ['node', '--test', '--test-reporter=tap', 'tests/house.test.mjs', 'tests/explain.test.mjs', 'tests/contract.test.mjs', 'tests/rules_schema.test.mjs', 'tests/rules_keys.test.mjs', 'tests/docs.test.mjs'], env: { SAITOU_BUILD: builds.asan }, lane: 'tests' });
if (wanted('unit')) jobs.push({ name: 'unit tests, ASan and UBSan', kind: 'automake', command: make(builds.asan, 'check'), lane: 'tests', guess: 40 });
if (wanted('web')) {
	jobs.push({ name: 'pages: units', kind: 'vitest', command: make(builds.asan, 'web-test'), env: { NO_COLOR: '1' }, lane: 'tests', guess: 20 });
	jobs.push({ name: 'pages: types', kind: 'one', command: make(builds.asan, 'web-check'), lane: 'builds', guess: 30 });
}
testFiles('api');
testFiles('browser', { guess: 250 });
testFiles('faults');
testFiles('threads', {
	build: builds.tsan,
	lane: 'builds',
	after: once(async () => (await one('configure, TSan', configured(builds.tsan, '--enable-sanitizer=thread', '--without-web', 'CFLAGS=-O1 -g'))) && one('build with TSan', make(builds.tsan, 'saitoud', 'saitouctl'), { lane: 'builds' })),
});
testFiles('memory', {
	build: builds.plain,
	lane: 'builds',
	after: once(async () => (await one('configure, no sanitizer', configured(builds.plain, '--without-web', 'CFLAGS=-O1'))) && one('build without sanitizers', make(builds.plain, 'saitoud', 'saitouctl'), { lane: 'builds' })),
});
testFiles('demo', { env: { TMPDIR: tmp } }); // builds everything: too large for memory
if (wanted('fuzz')) {
	const names = readFileSync(path.join(top, 'tests/fuzz/local.mk'), 'utf8').match(/^fuzz_targets = (.*)$/m)[1].split(' ');
	const after = once(async () => (await one('configure, fuzzing', configured(builds.fuzz, '--disable-werror', '--enable-fuzzing', '--without-web', 'CC=clang-19', 'CFLAGS=-O1 -g'))) && one('build with libFuzzer', make(builds.fuzz, ...names.map((name) => `tests/fuzz/${name}`)), { lane: 'builds' }));
	for (const name of names) jobs.push({ name: `fuzz: ${name}`, kind: 'one', command: ['make', '-C', builds.fuzz, `fuzz-${name}`], lane: 'fuzz', after });
}
// Not with the build before it: "make all bench" would build the same objects twice at once.
if (wanted('bench')) jobs.push({ name: 'bench: it builds', kind: 'one', command: make(builds.asan, 'bench'), lane: 'builds', guess: 5 });
if (wanted('tidy')) jobs.push({ name: 'clang-tidy', kind: 'one', command: make(builds.asan, 'tidy'), lane: 'builds', guess: 100 });
if (wanted('dist')) jobs.push({ name: 'make distcheck', kind: 'one', command: make(builds.asan, 'distcheck', 'DISTCHECK_CONFIGURE_FLAGS=CFLAGS=-O1'), lane: 'builds', guess: 80 });

await Promise.all(Object.keys(lanes).map(runLane));
await finish();
