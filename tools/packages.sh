#!/bin/sh
# Installs the Debian packages of packages.txt that are missing. Usage: tools/packages.sh build|run|check|bench …
# Needs root or sudo only if something is missing.
set -eu
list=$(dirname "$0")/../packages.txt
missing=
for kind in "$@"; do
	while read -r package for command; do
		[ "$for" = "$kind" ] || continue
		if [ "$command" != - ] && PATH="$PATH:/usr/sbin:/sbin" command -v "$command" >/dev/null 2>&1; then
			continue
		fi
		dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed' || missing="$missing $package"
	done <<-END
		$(grep -v '^#' "$list")
	END
done
[ -n "$missing" ] || exit 0
if ! command -v apt-get >/dev/null 2>&1; then
	echo "Missing:$missing. These are Debian's names; install the like of them and start again." >&2
	exit 1
fi
become=
if [ "$(id -u)" -ne 0 ]; then
	command -v sudo >/dev/null 2>&1 || {
		echo "Missing:$missing. Install them as root: apt-get install$missing" >&2
		exit 1
	}
	become="sudo env"
fi
echo "Installing$missing" >&2
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
# shellcheck disable=SC2086
if ! { $become apt-get -q update && ${become:-env} DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install $missing; } >"$log" 2>&1; then
	tail -n 20 "$log" >&2
	echo "The packages above could not be installed (whole output: $log). Is the machine online, and is it Debian 12 or newer?" >&2
	exit 1
fi
rm -f "$log"
