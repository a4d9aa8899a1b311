# SPDX-License-Identifier: MIT
# TCP in the states that ordinary networks bring it into.

bulk() {
	far iperf3 --server --one-off &
	eventually listening far 5201
	left iperf3 --client $FAR --bytes 28K --length 4K "$@"
}

# Lost behind the recorder, so the same segment is seen twice; reordered and doubled before it.
recovery() {
	right tc qdisc add dev far root netem delay 15ms loss 10%
	far tc qdisc add dev far root netem delay 15ms reorder 30% 50% duplicate 5%
	bulk
	bulk --reverse
}

without_options() {
	local name
	for name in left far; do
		$name sysctl -qw net.ipv4.tcp_sack=0 net.ipv4.tcp_timestamps=0 net.ipv4.tcp_window_scaling=0
	done
	right tc qdisc add dev far root netem delay 15ms loss 10%
	bulk
}

# Congestion is marked behind the recorder: the receiver echoes it, the sender says that it slowed down.
ecn() {
	local name
	for name in left far; do
		$name sysctl -qw net.ipv4.tcp_ecn=1
	done
	right tc qdisc add dev far root netem delay 10ms loss 10% ecn
	far tc qdisc add dev far root netem delay 10ms loss 10% ecn
	bulk
	bulk --reverse
}

fast_open() {
	left sysctl -qw net.ipv4.tcp_fastopen=3
	right sysctl -qw net.ipv4.tcp_fastopen=3
	start_nginx right
	fetch --tcp-fastopen "http://$RIGHT/page?cookie"
	fetch --tcp-fastopen "http://$RIGHT/page?1"
	fetch --tcp-fastopen "http://$RIGHT/page?2"
}

# Two subflows, from two addresses of the left.
multipath() {
	left ip address add 198.51.100.11/24 dev wire
	left ip mptcp limits set subflow 2
	right ip mptcp limits set subflow 2
	left ip mptcp endpoint add 198.51.100.11 dev wire subflow
	right python3 "$HERE/sockets" multipath-server $RIGHT &
	eventually listening right 7000
	left python3 "$HERE/sockets" multipath-client $RIGHT
}

endings() {
	right python3 "$HERE/sockets" server $RIGHT &
	eventually listening right 7000
	local way
	for way in close half-close abort urgent; do
		left python3 "$HERE/sockets" $way $RIGHT
	done
	! left bash -c "exec 3<>/dev/tcp/$RIGHT/9999" # nobody listens
	open_at_once
}

# A long way, on which two SYNs have time to pass each other.
open_at_once() {
	left tc qdisc add dev wire root netem delay 300ms
	right tc qdisc add dev wire root netem delay 300ms
	left python3 "$HERE/sockets" simultaneous-open $LEFT $RIGHT &
	right python3 "$HERE/sockets" simultaneous-open $RIGHT $LEFT
	wait $!
}

keepalive() {
	right python3 "$HERE/sockets" server $RIGHT &
	eventually listening right 7000
	left python3 "$HERE/sockets" keepalive $RIGHT
}

# Nobody answers, then somebody does.
unanswered() {
	far ip link set far down
	local address
	for address in $FAR $FAR6; do
		left curl --silent --max-time 4 "http://${address/#*:*/[$address]}/" || true
	done
	far ip link set far up
	far ip route replace default via 203.0.113.20
	right ip neighbour flush dev far
	start_nginx far
	fetch "http://$FAR/page"
}

capture tcp-recovery "loss, reordering and duplicates, with SACK and time stamps; iperf3 through netem" recovery
capture tcp-plain "loss without SACK, time stamps and window scaling; iperf3 through netem" without_options
capture tcp-ecn "ECN negotiated, congestion marked (CE, ECE, CWR); iperf3 through netem" ecn
capture tcp-fast-open "SYN with a cookie and data; curl, nginx" fast_open
capture tcp-multipath "MPTCP with two subflows; Python" multipath
capture tcp-endings "close, half-close, RST, refused, urgent data, simultaneous open; Python, bash" endings
capture tcp-keepalive "an idle connection kept open by probes; Python" keepalive
capture tcp-unanswered "SYNs sent again and again, unreachable host, then a connection; curl" unanswered
