// MariaDB over TCP:
// - the server works over TLS with a certificate of the configured CA, with a password from a file
// - refused: a certificate of another CA, a certificate for another name, a database that speaks no TLS, a wrong password
// - the connection is really encrypted
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { Database, freePort, saitouctl, startMariadb, startServer, until } from './harness.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'saitou-dbtls-'));
const at = (name) => path.join(folder, name);
let mariadb, port, process_;

// The data folder of the private MariaDB, served with a TCP port.
async function serve(...options) {
	const args = ['--no-defaults', ...(process.getuid() === 0 ? ['--user=root'] : []), `--datadir=${at('mariadb/data')}`, `--socket=${mariadb.socket}`, `--pid-file=${at('mariadb/pid')}`, `--port=${port}`, '--bind-address=127.0.0.1', '--skip-name-resolve', '--character-set-server=utf8mb4', '--collation-server=utf8mb4_bin', ...options];
	process_ = spawn('mariadbd', args, { stdio: 'ignore', env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` } });
	await until('MariaDB', () => {
		try {
			return new Database(mariadb.socket, 'mysql').one('SELECT 1 AS up');
		} catch {
			return undefined; // it does not listen yet
		}
	});
}
const stopServing = () =>
	new Promise((done) => {
		process_.on('exit', done);
		process_.kill();
	});

before(async () => {
	mariadb = startMariadb(at('mariadb'));
	mariadb.stop();
	port = await freePort();
	execFileSync(saitouctl, ['certificates', at('certs'), 'localhost', '127.0.0.1']);
	execFileSync(saitouctl, ['certificates', at('elsewhere'), 'elsewhere.example']);
	writeFileSync(at('password'), 'tls only\n');
	writeFileSync(at('wrong'), 'wrong\n');
	await serve(`--ssl-cert=${at('certs/server.crt')}`, `--ssl-key=${at('certs/server.key')}`);
	new Database(mariadb.socket, 'mysql').query("CREATE USER remote@'127.0.0.1' IDENTIFIED BY 'tls only'; GRANT ALL ON *.* TO remote@'127.0.0.1'");
});
after(async () => {
	await stopServing();
	rmSync(folder, { recursive: true, force: true });
});

const remote = ({ host = 'localhost', ca = at('certs/ca.crt'), password = at('password') } = {}) => `database_host = "${host}"
database_port = ${port}
database_ca = "${ca}"
database_user = "remote"
database_password_file = "${password}"
`;

// What saitouctl says to such a database; "" if it got through.
function told(options) {
	writeFileSync(at('c.conf'), `public_url = "https://localhost"\ntls_certificate = "x"\ntls_key = "x"\nfiles = "/tmp"\nmail_folder = "/tmp"\ndatabase_name = "mysql"\n${remote(options)}`);
	return spawnSync(saitouctl, ['verify', '--config', at('c.conf')], { encoding: 'utf8' }).stderr;
}

test('the server works over TLS', async () => {
	const server = await startServer({ mariadb, database: remote() });
	const user = await server.account({ contestant: null });
	await user.expect(200, 'GET', '/api/v1/me');
	assert.ok(Number(new Database(mariadb.socket, 'mysql').one("SHOW GLOBAL STATUS LIKE 'Ssl_finished_accepts'").Value) >= 4);
	assert.ok(server.db.query("SELECT id FROM information_schema.processlist WHERE user = 'remote'").length >= 4);
	await server.stop();
});

test('refused', async () => {
	assert.match(told({}), /audit trail cannot be read/); // it got through to a database without our tables
	assert.match(told({ ca: at('elsewhere/ca.crt') }), /cannot be reached: .*(certificate|TLS|SSL)/i);
	assert.match(told({ password: at('wrong') }), /Access denied/);
	await stopServing();
	await serve(`--ssl-cert=${at('elsewhere/server.crt')}`, `--ssl-key=${at('elsewhere/server.key')}`);
	assert.match(told({ ca: at('elsewhere/ca.crt') }), /cannot be reached: .*(certificate|TLS|SSL|hostname)/i);
	await stopServing();
	await serve('--skip-ssl');
	assert.match(told({}), /cannot be reached: .*(TLS|SSL)/i);
});
