// A mariadb client beside the server's own connections, told what to do line by line: for locks that a test holds.
import { spawn } from 'node:child_process';

export class SqlSession {
	#client;
	#text = '';
	#marks = 0;
	#until;
	constructor(socket, database, until) {
		this.#until = until;
		this.#client = spawn('mariadb', ['--no-defaults', '-S', socket, '--unbuffered', '--skip-column-names', '--force', database], { stdio: ['pipe', 'pipe', 'pipe'] });
		for (const stream of [this.#client.stdout, this.#client.stderr]) stream.on('data', (bytes) => (this.#text += bytes));
		this.#client.stdin.on('error', () => {}); // one that was ended by force
		this.exit = new Promise((done) => this.#client.on('exit', done));
	}
	// Answers once the statement is done, with all that was printed so far.
	async run(sql) {
		const mark = `done-${++this.#marks}`;
		this.#client.stdin.write(`${sql};\nSELECT '${mark}';\n`);
		await this.#until(mark, () => this.#text.includes(mark));
		return this.#text;
	}
	// Its last statement, and the end of the connection with every lock.
	end(sql = 'ROLLBACK') {
		this.#client.stdin.end(`${sql};\n`);
		return this.exit;
	}
	kill() {
		this.#client.kill('SIGKILL');
	}
}
