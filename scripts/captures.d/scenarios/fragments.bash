# SPDX-License-Identifier: MIT
# Datagrams longer than the cable takes at once.

iperf_datagrams() {
	right iperf3 --server --one-off &
	eventually listening right 5201
	left iperf3 --client "$@" --udp --length 5000 --bitrate 400K --blockcount 4
}

udp_ipv4() {
	iperf_datagrams $RIGHT
	iperf_datagrams $RIGHT --reverse
}

udp_ipv6() {
	iperf_datagrams $RIGHT6
	iperf_datagrams $RIGHT6 --reverse
}

icmp_fragments() {
	left ping -c 3 -i 0.2 -s 4000 $RIGHT
	left ping -c 3 -i 0.2 -s 4000 $RIGHT6
	left ping -c 1 -s 12000 $RIGHT
}

# IPv4 fragments that a router made of what the sender had in one piece.
by_a_router() {
	right ip link set far mtu 9000
	far ip link set far mtu 9000
	far ping -M dont -c 2 -i 0.2 -s 6000 $LEFT
}

capture fragments-udp-ipv4 "UDP datagrams of 5,000 bytes in four fragments, both ways; iperf3" udp_ipv4
capture fragments-udp-ipv6 "the same over IPv6; iperf3" udp_ipv6
capture fragments-icmp "echo of 4,000 and 12,000 bytes, IPv4 and IPv6; ping" icmp_fragments
capture fragments-router "echo of 6,000 bytes that a router cut, and answers that the host cut; ping" by_a_router
