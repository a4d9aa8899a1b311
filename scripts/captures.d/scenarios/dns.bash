# SPDX-License-Identifier: MIT
# kdig on the left, Knot DNS on the right with a signed zone whose answers are of any length.

strings() {
	local i
	for ((i = 0; i < $1; i++)); do
		printf ' "%s"' "$(head -c 150 /dev/urandom | base64 --wrap 0)"
	done
}

start_knot() {
	cat >example.zone <<ZONE
\$ORIGIN example.
\$TTL 3600
@ SOA ns hostmaster 1 3600 600 86400 300
@ NS ns
@ MX 10 mail
ns A $RIGHT
ns AAAA $RIGHT6
mail A 192.0.2.25
www A 192.0.2.80
www AAAA 2001:db8:80::80
t1300 TXT$(strings 5)
t2500 TXT$(strings 11)
t3800 TXT$(strings 18)
ZONE
	cat >knot.conf <<CONF
server:
  rundir: $RUN
  listen: [ $RIGHT@53, $RIGHT6@53 ]
  listen-tls: [ $RIGHT@853 ]
  listen-quic: [ $RIGHT@853 ]
  udp-max-payload: 4096
  udp-workers: 1
  tcp-workers: 1
database:
  storage: $RUN
policy:
  - id: signed
    algorithm: ecdsap256sha256
    nsec3: on
acl:
  - id: everybody
    action: transfer
    address: $LEFT
zone:
  - domain: example
    storage: $RUN
    file: example.zone
    dnssec-signing: on
    dnssec-policy: signed
    acl: everybody
CONF
	right knotd -c knot.conf &
	eventually listening right 853
	eventually signed
}

signed() {
	left kdig "@$RIGHT6" +dnssec +timeout=1 +retry=0 example DNSKEY >dnskey
	grep -q RRSIG dnskey
}

ask() {
	left kdig "$@" >answer
	grep -q "status: \(NOERROR\|NXDOMAIN\)" answer
}

udp() {
	start_knot
	local type server
	for server in $RIGHT $RIGHT6; do
		for type in A AAAA; do
			ask @$server www.example $type
			ask @$server +dnssec www.example $type
		done
		ask @$server +dnssec example MX
		ask @$server +dnssec example DNSKEY
		ask @$server +dnssec nobody.example A
		ask @$server +nsid +cookie www.example A
	done
}

tcp() {
	start_knot
	ask @$RIGHT +tcp +dnssec +keepopen www.example A t3800.example TXT www.example AAAA
	ask @$RIGHT6 +tcp t2500.example TXT
	ask @$RIGHT +bufsize=1232 t2500.example TXT # truncated, then again over TCP
	left kdig @$RIGHT example AXFR >zone
	grep -q t3800 zone
}

large() {
	start_knot
	local server name
	for server in $RIGHT $RIGHT6; do
		for name in t1300 t2500 t3800; do
			ask @$server +notcp +ignore +bufsize=4096 $name.example TXT
			ask @$server +notcp +ignore +bufsize=4096 +dnssec $name.example TXT
		done
	done
}

encrypted() {
	start_knot
	ask @$RIGHT +tls +dnssec www.example A
	ask @$RIGHT +quic +dnssec www.example A
	ask @$RIGHT +quic t3800.example TXT
}

capture dns-udp "DNS over UDP, IPv4 and IPv6: DNSSEC, EDNS, cookies, NSEC3; kdig, Knot DNS" udp
capture dns-tcp "DNS over TCP: several queries in a connection, truncation, AXFR; kdig, Knot DNS" tcp
capture dns-large "DNS over UDP, answers of 1,300 to 4,096 bytes in up to three fragments; kdig, Knot DNS" large
capture dns-encrypted "DNS over TLS and over QUIC; kdig, Knot DNS" encrypted
