# SPDX-License-Identifier: MIT
# Packets in packets.

# through NAME TYPE OPTION...: the same tunnel from both ends, with traffic of both families inside
through() {
	local name=$1 host
	shift
	left ip link add "$name" type "$@" local "${mine:-$LEFT}" remote "${theirs:-$RIGHT}"
	right ip link add "$name" type "$@" local "${theirs:-$RIGHT}" remote "${mine:-$LEFT}"
	inhabit "$name"
	left ip link delete "$name"
	right ip link delete "$name"
}

inhabit() {
	local name=$1 host number=1
	for host in left right; do
		$host ip link set "$name" up
		$host ip address add 10.9.0.$number/24 dev "$name" 2>/dev/null || true
		$host ip address add fd00:9::$number/64 dev "$name" 2>/dev/null || true
		number=2
	done
	[[ $name == six* ]] || left ping -c 2 -i 0.2 10.9.0.2
	[[ $name == four* ]] || left ping -c 2 -i 0.2 fd00:9::2
	[[ $name == six* ]] || left ping -c 1 -s 3000 10.9.0.2
}

gre() {
	through gre-plain gre
	through gre-full gre key 7 csum seq
	through gre-tap gretap
	mine=$LEFT6 theirs=$RIGHT6 through gre-six ip6gre
}

ip_in_ip() {
	through four-in-four ipip
	through six-in-four sit
	mine=$LEFT6 theirs=$RIGHT6 through both-in-six ip6tnl mode any
}

vxlan_and_geneve() {
	through vxlan vxlan id 7 dev wire dstport 4789
	left ip link add geneve type geneve id 7 remote $RIGHT
	right ip link add geneve type geneve id 7 remote $LEFT
	inhabit geneve
}

wireguard() {
	wg genkey >left.key
	wg genkey >right.key
	left ip link add wg type wireguard
	right ip link add wg type wireguard
	right wg set wg listen-port 51820 private-key right.key \
		peer "$(wg pubkey <left.key)" allowed-ips 10.9.0.1/32,fd00:9::1/128
	left wg set wg private-key left.key peer "$(wg pubkey <right.key)" \
		allowed-ips 10.9.0.2/32,fd00:9::2/128 endpoint $RIGHT:51820 persistent-keepalive 1
	inhabit wg
}

capture tunnel-gre "GRE plain, with key, checksum and sequence, of Ethernet, in IPv6; ip link, ping" gre
capture tunnel-ip "IPv4 and IPv6 in IPv4, both in IPv6; ip link, ping" ip_in_ip
capture tunnel-udp "VXLAN and GENEVE; ip link, ping" vxlan_and_geneve
capture tunnel-wireguard "WireGuard with keepalives; wg, ping" wireguard
