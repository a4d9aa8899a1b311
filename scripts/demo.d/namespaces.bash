# SPDX-License-Identifier: MIT
# Three namespaces in a row, made for one phase and removed after it:
#
#   world  outer 198.51.100.2 --- .1 outer  host  inner .1 --- 10.99.0.2 inner  upstream
#   attacker, client, resolver    conntrack, DNS, HTTP       HTTP, and 10.128.0.0/16 where nobody answers
#
# Links are made inside the namespaces: the machine's own interfaces are never seen here.

readonly OUTER_MAC=02:00:00:00:00:01
readonly HOST_ADDRESS=198.51.100.1 WORLD_ADDRESS=198.51.100.2
readonly INNER_ADDRESS=10.99.0.1 UPSTREAM_ADDRESS=10.99.0.2
readonly SILENT_PREFIX=10.128.0.0/16

# `ip netns exec` would hide bpffs, and like `ip -n` it fails in a chroot.
inside() {
	local name=$1
	shift
	nsenter --net="/run/netns/$RUN-$name" "$@"
}

make_namespaces() {
	local name
	for name in world host upstream; do
		ip netns add "$RUN-$name"
		inside "$name" ip link set lo up
	done
	join world host outer
	join host upstream inner

	inside host ip link set outer address "$OUTER_MAC"
	inside world ip address add "$WORLD_ADDRESS/24" dev outer
	inside host ip address add "$HOST_ADDRESS/24" dev outer
	inside host ip address add "$INNER_ADDRESS/24" dev inner
	inside upstream ip address add "$UPSTREAM_ADDRESS/24" dev inner
	inside world ip route add default via "$HOST_ADDRESS"
	inside host ip route add default via "$WORLD_ADDRESS"
	inside host ip route add "$SILENT_PREFIX" via "$UPSTREAM_ADDRESS"
	inside upstream ip route add default via "$INNER_ADDRESS"
	inside upstream ip route add blackhole "$SILENT_PREFIX"
	inside host sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.outer.rp_filter=0
}

# One veth pair between two namespaces, called the same on both sides.
join() {
	inside "$1" ip link add "$3" type veth peer name "$3" netns "$RUN-$2"
	local side
	for side in "$1" "$2"; do
		inside "$side" ip link set "$3" up
		# The driver's polling receive path in both phases; without GRO veth has it only under XDP.
		inside "$side" ethtool -K "$3" gro on
	done
}

# Ends what still runs in them. A namespace that was never made is not an error.
remove_namespaces() {
	local name pids
	for name in world host upstream; do
		[[ -e /run/netns/$RUN-$name ]] || continue
		pids=$(ip netns pids "$RUN-$name") || pids=
		# shellcheck disable=SC2086 # a list
		[[ -z $pids ]] || kill -KILL $pids 2>/dev/null || true
		ip netns delete "$RUN-$name"
	done
}
