# SPDX-License-Identifier: MIT
# IPv6 with extension headers.

options() {
	right python3 "$HERE/sockets" server $RIGHT6 &
	right python3 "$HERE/sockets" datagram-server $RIGHT6 &
	eventually listening right 7000
	local header
	for header in destination-options hop-by-hop both-options; do
		left python3 "$HERE/sockets" "$header" $RIGHT6
	done
}

# A segment routing header in the packet itself, and in a packet around it.
segments() {
	local host
	for host in left right far; do
		$host sysctl -qw net.ipv6.conf.all.seg6_enabled=1 net.ipv6.conf.default.seg6_enabled=1
		$host sysctl -qw net.ipv6.conf.wire.seg6_enabled=1 net.ipv6.conf.far.seg6_enabled=1 2>/dev/null || true
	done
	start_nginx far
	left ip -6 route add $FAR6/128 encap seg6 mode inline segs $RIGHT6 dev wire
	left ping -c 2 -i 0.2 $FAR6
	fetch "http://[$FAR6]/page"
	left ip -6 route replace $FAR6/128 encap seg6 mode encap segs $RIGHT6 dev wire
	left ping -c 2 -i 0.2 $FAR6
}

# Listeners make themselves known with a hop-by-hop router alert; neighbours and routers are found.
discovery() {
	left python3 "$HERE/sockets" multicast-listener $LEFT6 &
	right python3 "$HERE/sockets" multicast-listener $RIGHT6 &
	wait
	left ip link set wire down
	left ip link set wire up
	sleep 3
	left ip address add $LEFT6/64 dev wire
	left ping -c 2 -i 0.2 $RIGHT6
	left ping -c 2 -i 0.2 ff02::1%wire
}

capture ipv6-options "destination options and hop-by-hop options before TCP and UDP; Python" options
capture ipv6-segments "segment routing header before ICMPv6 and TCP, inline and in a packet around; ping, curl, nginx" segments
capture ipv6-discovery "neighbour discovery, MLDv2 with router alert; ping, Python" discovery
