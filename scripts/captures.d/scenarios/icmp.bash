# SPDX-License-Identifier: MIT
# ICMP: what asks, and what reports that something did not arrive.

echoes() {
	left ping -c 3 -i 0.2 $RIGHT
	left ping -c 3 -i 0.2 $RIGHT6
	left ping -c 2 -i 0.2 -s 0 $RIGHT
	left ping -c 2 -i 0.2 -R $RIGHT             # record route: an IPv4 option
	left ping -c 2 -i 0.2 -T tsandaddr $RIGHT   # time stamps: another
	right ping -c 2 -i 0.2 $LEFT
}

routes() {
	local address method
	for address in $FAR $FAR6; do
		for method in --udp --icmp --tcp; do
			left traceroute -n -q 1 -m 3 $method $address
		done
	done
	left traceroute -n -q 1 -m 3 $LEFT6
}

# A datagram to a port where nobody listens, and addresses that the router has an opinion on.
refusals() {
	local address
	for address in $RIGHT $FAR $RIGHT6; do
		left bash -c "echo hello >/dev/udp/$address/9999"
		sleep 0.2
	done
	right ip route add prohibit 203.0.113.99
	right ip route add unreachable 203.0.113.98
	right ip -6 route add prohibit 2001:db8:2::99
	right ip -6 route add unreachable 2001:db8:2::98
	for address in 203.0.113.99 203.0.113.98 2001:db8:2::99 2001:db8:2::98; do
		! left ping -c 1 -W 1 $address
		! left curl --silent --max-time 2 --output /dev/null "http://${address/#*:*/[$address]}/"
	done
}

# The way to `far` takes less than the cable does.
path_mtu() {
	start_nginx far
	right ip link set far mtu 1300
	local address
	for address in $FAR $FAR6; do
		! left ping -c 2 -i 0.2 -M do -s 1400 $address
	done
	left ip route flush cache
	left ip -6 route flush cache
	fetch --data-binary @www/page "http://$FAR/upload"
	fetch --data-binary @www/page "http://[$FAR6]/upload"
}

capture icmp-echo "echo over IPv4 and IPv6, with IPv4 options record route and time stamps; ping" echoes
capture icmp-traceroute "UDP, ICMP and TCP probes, and time exceeded; traceroute" routes
capture icmp-unreachable "port, host and administrative refusals of UDP, ICMP and TCP; bash, ping, curl" refusals
capture icmp-path-mtu "fragmentation needed, packet too big, and TCP that heeds them; ping, curl, nginx" path_mtu
