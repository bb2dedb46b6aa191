// The thread behind database.mjs: one kept connection for each database, answers as rows of text.
import mysql from 'mysql2';
import { workerData } from 'node:worker_threads';

const { port, done } = workerData;
const connections = new Map();

function opened(socketPath, database) {
	const key = `${socketPath} ${database}`;
	if (connections.has(key)) return connections.get(key);
	const connection = mysql.createConnection({
		socketPath,
		user: 'root',
		database,
		charset: 'utf8mb4',
		timezone: 'Z',
		multipleStatements: true,
		typeCast: (field) => field.buffer()?.toString('utf8') ?? null,
	});
	const gone = () => connections.get(key) === connection && connections.delete(key);
	connection.on('error', gone).on('end', gone);
	connections.set(key, connection);
	connection.query("SET time_zone = '+00:00'", (error) => error && gone());
	return connection;
}

const ask = (connection, sql) => new Promise((answer) => connection.query(sql, (error, rows, fields) => answer({ error, rows, fields })));

async function query({ socket, database, sql }) {
	const kept = connections.get(`${socket} ${database}`);
	let { error, rows, fields } = await ask(opened(socket, database), sql);
	// MariaDB was started again since the last statement, which its end may not have told yet.
	if (error?.fatal && kept) {
		connections.delete(`${socket} ${database}`);
		({ error, rows, fields } = await ask(opened(socket, database), sql));
	}
	if (error) return { error: `${error.code} ${error.sqlMessage ?? error.message}` };
	// Of several statements (or a procedure) each result stands apart; only those with columns have rows.
	const results = fields?.some((f) => !f?.name) ? rows.filter((_, n) => Array.isArray(fields[n])) : fields ? [rows] : [];
	return { rows: results.flat().map((row) => ({ ...row })) };
}

port.on('message', async (message) => {
	// Whatever goes wrong here must be answered: the test's thread stands still until it is.
	const answer = await query(message).catch((error) => ({ error: String(error?.stack ?? error) }));
	port.postMessage({ ...answer, number: message.number });
	Atomics.store(done, 0, message.number);
	Atomics.notify(done, 0);
});
