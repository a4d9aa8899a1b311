# SPDX-License-Identifier: MIT
# The same traffic behind one tag and behind two.

# tag DEVICE NAME PROTOCOL ID: a VLAN device on both hosts
tag() {
	local host
	for host in left right; do
		$host ip link add link "$1" name "$2" type vlan protocol "$3" id "$4"
		$host ip link set "$2" up
	done
}

traffic_on() {
	left ip address add 10.7.0.1/24 dev "$1"
	left ip address add fd00:7::1/64 dev "$1"
	right ip address add 10.7.0.2/24 dev "$1"
	right ip address add fd00:7::2/64 dev "$1"
	start_nginx right
	fetch "http://10.7.0.2/page"
	fetch "http://[fd00:7::2]/page"
	left ping -c 1 -s 3000 10.7.0.2
	left ping -c 1 -s 3000 fd00:7::2
}

one_tag() {
	tag wire inner 802.1Q 7
	traffic_on inner
}

two_tags() {
	tag wire outer 802.1ad 100
	tag outer inner 802.1Q 7
	traffic_on inner
}

priority() {
	tag wire inner 802.1Q 7
	left ip link set inner type vlan egress-qos-map 0:5
	right ip link set inner type vlan egress-qos-map 0:5
	traffic_on inner
}

capture vlan "802.1Q: HTTP, echo in fragments; curl, nginx, ping" one_tag
capture vlan-priority "the same with a priority in the tag" priority
capture vlan-qinq "the same with 802.1Q inside 802.1ad" two_tags
