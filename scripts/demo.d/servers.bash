# SPDX-License-Identifier: MIT
# The real servers of a phase: Knot DNS on the host and in the world, HTTP on the host and upstream.

readonly SERVER_PATIENCE=100 # tenths of a second

start_servers() {
	start_dns world "$WORLD_ADDRESS"
	start_dns host "$HOST_ADDRESS"
	start_http host "$HOST_ADDRESS"
	start_http upstream "$UPSTREAM_ADDRESS"
	wait_for_port world "$WORLD_ADDRESS" 53
	wait_for_port host "$HOST_ADDRESS" 53
	wait_for_port host "$HOST_ADDRESS" 80
	wait_for_port upstream "$UPSTREAM_ADDRESS" 80
}

start_dns() {
	local directory=$WORK/dns-$1
	mkdir -p "$directory"
	cat >"$directory/example.zone" <<ZONE
\$ORIGIN example.
\$TTL 60
@ SOA ns hostmaster 1 60 60 60 60
@ NS ns
@ A 192.0.2.1
ns A $2
ZONE
	cat >"$directory/knot.conf" <<CONF
server:
  rundir: $directory
  listen: $2@53
  udp-workers: 1
  tcp-workers: 1
database:
  storage: $directory
zone:
  - domain: example
    storage: $directory
    file: example.zone
CONF
	inside "$1" knotd -c "$directory/knot.conf" >"$directory/log" 2>&1 &
}

start_http() {
	inside "$1" /usr/bin/python3 "$HERE/server.py" "$2" >"$WORK/http-$1.log" 2>&1 &
}

# Both servers listen on TCP, too.
wait_for_port() {
	local i
	for ((i = 0; i < SERVER_PATIENCE; i++)); do
		if inside "$1" bash -c "exec 3<>/dev/tcp/$2/$3" 2>/dev/null; then
			return
		fi
		sleep 0.1
	done
	die "the server on $2 port $3 did not start: $(tail -qn 1 "$WORK"/dns-"$1"/log "$WORK"/http-"$1".log 2>/dev/null)"
}

# Flows that a busy host already has. Written into its table over netlink; conntrack keeps and counts them as if
# they had come by packets, and never evicts them, because they are assured.
load_established() {
	local count=$1
	((count > 0)) || return 0
	awk -v count="$count" 'BEGIN {
		for (i = 0; i < count; i++) {
			client = sprintf("172.%d.%d.%d", 16 + int(i / 65536) % 16, int(i / 256) % 256, i % 256)
			printf "-A -p tcp -s %s -d 10.99.0.2 --sport %d --dport 443 " \
				"--state ESTABLISHED -u SEEN_REPLY,ASSURED -t 432000\n", client, 1024 + i % 60000
		}
	}' | inside host conntrack -R - >"$WORK/established.log" 2>&1 ||
		die "conntrack did not take the established flows: $(tail -n 1 "$WORK/established.log")"
}
