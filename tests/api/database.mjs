// A test's own look into the database, beside the server. A statement answers at once, without await: a thread keeps the
// connection, and the test waits for it.
import { MessageChannel, Worker, receiveMessageOnPort } from 'node:worker_threads';

let thread;

function started() {
	if (thread) return thread;
	const { port1: port, port2 } = new MessageChannel();
	const done = new Int32Array(new SharedArrayBuffer(4));
	new Worker(new URL('sql_worker.mjs', import.meta.url), { workerData: { port: port2, done }, transferList: [port2] }).unref();
	port.unref();
	return (thread = { port, done, number: 0 });
}

// The answer to a message, which bears its number: the thread counts it in done once it is sent. Waited for with patience, and whatever
// else comes is none of ours.
function answered({ port, done }, message) {
	const number = ++thread.number;
	port.postMessage({ ...message, number });
	for (const end = Date.now() + 120000; Date.now() < end; ) {
		const seen = Atomics.load(done, 0);
		for (let got = receiveMessageOnPort(port); got; got = receiveMessageOnPort(port)) if (got.message.number === number) return got.message;
		Atomics.wait(done, 0, seen, seen === number ? 1 : 1000);
	}
	return { error: `no answer in two minutes: ${message.sql.slice(0, 500)}` };
}

function sqlText(value) {
	if (value === null || value === undefined) return 'NULL';
	if (typeof value === 'number' || typeof value === 'bigint') return String(value);
	if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
	if (Buffer.isBuffer(value)) return `X'${value.toString('hex')}'`;
	const text = typeof value === 'object' ? JSON.stringify(value) : value;
	return `CONVERT(X'${Buffer.from(text).toString('hex')}' USING utf8mb4)`;
}

export const TRANSACTIONS_EVERY = 150; // ms, see transactions()

export class Database {
	constructor(socket, name) {
		this.socket = socket;
		this.name = name;
	}
	// Rows as objects of text (NULL as null), of all statements in SQL together; values fill the ?s. Throws what MariaDB refuses.
	query(sql, ...values) {
		const filled = sql.replace(/\?/g, () => sqlText(values.shift()));
		const { error, rows } = answered(started(), { socket: this.socket, database: this.name, sql: filled });
		if (error) throw new Error(`${error}\n${filled.slice(0, 500)}`);
		return rows;
	}
	one(sql, ...values) {
		return this.query(sql, ...values)[0];
	}
	// How many transactions are open in this database (in the state given, such as LOCK WAIT), and in no other test's on the same MariaDB.
	// InnoDB's table of them stands still while it is read more often than every 100 ms: between two looks lie TRANSACTIONS_EVERY.
	transactions(state = '%') {
		return Number(this.one('SELECT COUNT(*) AS n FROM information_schema.INNODB_TRX JOIN information_schema.PROCESSLIST ON id = trx_mysql_thread_id WHERE trx_state LIKE ? AND db = DATABASE()', state).n);
	}
}
