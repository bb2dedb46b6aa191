#!/bin/sh
# A private MariaDB server in a folder of its own: no network, a Unix socket, durable commits.
#   mariadb.sh start DIR    makes DIR and its data folder if need be, starts the server, returns when it answers
#   mariadb.sh stop DIR     shuts it down and waits for its end
# The socket is DIR/socket, the process id is in DIR/pid, the log is DIR/mariadbd.err. Root of the database is the user who owns the server.
# A first start takes about two seconds, a later one less than one.
set -eu

usage() {
	echo "usage: $0 start|stop DIR" >&2
	exit 2
}

running() {
	[ -s "$dir/pid" ] && kill -0 "$(cat "$dir/pid")" 2>/dev/null
}

install_data() {
	rm -rf "$dir/data.new"
	mkdir -p "$dir/data.new" "$dir/tmp"
	# shellcheck disable=SC2086
	TMPDIR="$dir/tmp" mariadb-install-db --no-defaults $as_root --datadir="$dir/data.new" --auth-root-authentication-method=socket \
		--auth-root-socket-user="$(id -un)" --force --skip-test-db --skip-name-resolve --innodb-log-file-size=8M \
		--innodb-flush-log-at-trx-commit=0 >"$dir/install.log" 2>&1 || {
		cat "$dir/install.log" >&2
		exit 1
	}
	mv "$dir/data.new" "$dir/data"
}

start() {
	mkdir -p "$dir"
	running && exit 0
	[ -d "$dir/data" ] || install_data
	rm -f "$dir/socket" "$dir/pid"
	mkdir -p "$dir/tmp" # of its own: at start a server deletes the temporary tables that it finds, also those of its neighbours
	# shellcheck disable=SC2086
	mariadbd --no-defaults $as_root --datadir="$dir/data" --tmpdir="$dir/tmp" --socket="$dir/socket" --pid-file="$dir/pid" --log-error="$dir/mariadbd.err" \
		--skip-networking --skip-name-resolve --innodb-flush-log-at-trx-commit=1 --innodb-log-file-size=64M \
		--innodb-buffer-pool-size="${SAITOU_BUFFER_POOL:-256M}" --innodb-print-all-deadlocks=0 --max-connections=200 \
		--max-prepared-stmt-count=200000 --max-allowed-packet=64M --character-set-server=utf8mb4 \
		--collation-server=utf8mb4_bin --performance-schema=OFF </dev/null >/dev/null 2>&1 &
	server=$!
	for _ in $(seq 1 600); do
		if mariadb --no-defaults --socket="$dir/socket" --execute="SELECT 1" >/dev/null 2>&1; then
			exit 0
		fi
		if ! kill -0 "$server" 2>/dev/null; then
			echo "mariadbd ended at once; the last lines of $dir/mariadbd.err:" >&2
			tail -n 20 "$dir/mariadbd.err" >&2
			exit 1
		fi
		sleep 0.1
	done
	echo "mariadbd does not answer after a minute, see $dir/mariadbd.err" >&2
	exit 1
}

stop() {
	running || exit 0
	pid=$(cat "$dir/pid")
	kill "$pid"
	while kill -0 "$pid" 2>/dev/null; do
		sleep 0.05
	done
}

[ $# -eq 2 ] || usage
case $2 in
/*) dir=$2 ;;
*) dir=$PWD/$2 ;;
esac
as_root=
[ "$(id -u)" -ne 0 ] || as_root=--user=root
case $1 in
start) start ;;
stop) stop ;;
*) usage ;;
esac
