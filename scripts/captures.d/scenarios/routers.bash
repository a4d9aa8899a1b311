# SPDX-License-Identifier: MIT
# What routers and switches tell each other.

# Adjacent over OSPF for both families, BGP with TCP MD5, and BFD beneath it.
start_bird() {
	local host=$1 number=$2 peer=$3
	cat >"$host.conf" <<CONF
router id 198.51.100.$number;
protocol device {}
protocol bfd { interface "wire" { interval 1 s; }; }
protocol kernel { ipv4 {}; }
protocol ospf v2 { ipv4 {}; area 0 { interface "wire" { hello 1; }; }; }
protocol ospf v3 { ipv6 {}; area 0 { interface "wire" { hello 1; }; }; }
protocol bgp { local as 65000; neighbor $peer as 65000; direct; authentication md5; password "secret"; bfd; hold time 9; ipv4 { export all; }; }
CONF
	$host bird -f -c "$RUN/$host.conf" -s "$RUN/$host.ctl" &
}

routing() {
	start_bird left 10 $RIGHT
	start_bird right 20 $LEFT
	eventually established
	sleep 3
}

established() {
	birdc -s left.ctl show protocols >protocols
	grep -q "BGP.*Established" protocols
}

# VRRP, LLDP and spanning tree, all on the one cable.
redundancy() {
	cat >keepalived.conf <<CONF
vrrp_instance gateway {
	state MASTER
	interface wire
	virtual_router_id 7
	priority 150
	advert_int 1
	virtual_ipaddress { 198.51.100.254/24 }
}
CONF
	right keepalived --dont-fork --vrrp --use-file "$RUN/keepalived.conf" --pid "$RUN/keepalived.pid" \
		--vrrp_pid "$RUN/vrrp.pid" &
	sleep 6
}

switches() {
	local host
	for host in left right; do
		$host ip link add bridge type bridge stp_state 1 hello_time 100 forward_delay 200
		$host ip link set wire master bridge
		$host ip link set bridge up
	done
	mkdir -p /run/lldpd
	left lldpd -d -I wire -u "$RUN/lldpd.sock" &
	sleep 7
}

capture router-routing "OSPFv2, OSPFv3, BGP with TCP MD5, BFD, IGMP; BIRD" routing
capture router-redundancy "VRRP, gratuitous ARP; keepalived" redundancy
capture router-switches "spanning tree, LLDP; Linux bridge, lldpd" switches
