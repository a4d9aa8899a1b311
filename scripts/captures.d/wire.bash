# SPDX-License-Identifier: MIT
# Three namespaces in a row; what passes the first cable is recorded as `left` sees it:
#
#   left  wire --- wire  right  far --- far  far
#   .10  198.51.100.0/24  .20   .20  203.0.113.0/24  .30      2001:db8:1::/64, 2001:db8:2::/64 likewise
#
# No offload: frames are what a cable carries, and each has its checksum.

readonly LEFT=198.51.100.10 RIGHT=198.51.100.20 FAR=203.0.113.30
readonly LEFT6=2001:db8:1::10 RIGHT6=2001:db8:1::20 FAR6=2001:db8:2::30
readonly MOST_FRAMES=400

left() { nsenter --net=/run/netns/left "$@"; }
right() { nsenter --net=/run/netns/right "$@"; }
far() { nsenter --net=/run/netns/far "$@"; }

make_wire() {
	rm -rf "$RUN" && mkdir -p "$RUN"
	local name
	for name in left right far; do
		ip netns add $name
		$name ip link set lo up
		$name sysctl -qw net.ipv6.conf.default.accept_dad=0 net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
		$name sysctl -qw "net.ipv4.ping_group_range=0 2147483647" net.ipv4.icmp_ratelimit=0
	done
	join left wire 02:00:00:00:00:0a right 02:00:00:00:00:0b
	join right far 02:00:00:00:00:1b far 02:00:00:00:00:1c
	left ip address add $LEFT/24 dev wire
	left ip address add $LEFT6/64 dev wire
	right ip address add $RIGHT/24 dev wire
	right ip address add $RIGHT6/64 dev wire
	right ip address add 203.0.113.20/24 dev far
	right ip address add 2001:db8:2::20/64 dev far
	far ip address add $FAR/24 dev far
	far ip address add $FAR6/64 dev far
	left ip route add default via $RIGHT
	left ip -6 route add default via $RIGHT6
	far ip route add default via 203.0.113.20
	far ip -6 route add default via 2001:db8:2::20
}

# join ONE DEVICE MAC OTHER MAC. The recorder keeps no more of a frame than the MTU is when it starts.
join() {
	ip link add "$2" netns "$1" address "$3" type veth peer name "$2" netns "$4" address "$5"
	local side
	for side in "$1" "$4"; do
		$side ethtool -K "$2" tx off rx off sg off tso off gso off gro off txvlan off rxvlan off >/dev/null
		$side ip link set "$2" mtu "${mtu:-1500}" up
	done
}

remove_wire() {
	local name
	for name in left right far; do
		ip netns pids $name | xargs -r kill -KILL
		ip netns delete $name
	done
}

start_recording() {
	# Not by left(): the recorder's own number is wanted, not that of a shell which waits for it.
	nsenter --net=/run/netns/left tcpdump -Z root -i wire -s 0 -c $MOST_FRAMES -U --immediate-mode -w "$1" 2>/dev/null &
	recorder=$!
	eventually test -s "$1"
}

stop_recording() {
	sleep 1
	kill -TERM $recorder 2>/dev/null
	wait $recorder
}

eventually() {
	local i
	for ((i = 0; i < 150; i++)); do
		"$@" >/dev/null 2>&1 && return
		sleep 0.1
	done
	echo "never true: $*"
	return 1
}

# listening NAMESPACE PORT, TCP or UDP
listening() {
	$1 ss -Hlntu "sport = :$2" | grep -q .
}
