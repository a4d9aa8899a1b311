# SPDX-License-Identifier: MIT
# What a host needs from its network.

addresses() {
	right dnsmasq --no-daemon --port=0 --interface=wire --bind-interfaces --user=root \
		--dhcp-range=198.51.100.100,198.51.100.110 --dhcp-range=2001:db8:1::,ra-only --enable-ra \
		--dhcp-leasefile="$RUN/leases" --pid-file="$RUN/dnsmasq.pid" &
	eventually listening right 67
	left ip address flush dev wire
	left sysctl -qw net.ipv6.conf.wire.accept_ra=2
	left ip link set wire down
	left ip link set wire up
	left udhcpc --interface wire --quit --now --script /bin/true --release
	left arping -c 2 -D -I wire $LEFT
	left ip address add $LEFT/24 dev wire
	left arping -c 2 -U -I wire $LEFT
	sleep 3
}

clock() {
	printf '%s\n' "local stratum 5" "allow" "cmdport 0" "pidfile $RUN/chronyd.pid" "driftfile $RUN/drift" >chrony.conf
	right chronyd -d -x -u root -f "$RUN/chrony.conf" &
	eventually listening right 123
	left ntpdig $RIGHT
	left ntpdig $RIGHT6
	left chronyd -Q -t 10 -u root "server $RIGHT iburst" "pidfile $RUN/client.pid" "cmdport 0"
}

shell() {
	mkdir -p /run/sshd
	ssh-keygen -q -t ed25519 -N "" -f host
	ssh-keygen -q -t ed25519 -N "" -f user
	cp user.pub authorized
	chmod 600 authorized
	right /usr/sbin/sshd -o HostKey="$RUN/host" -o AuthorizedKeysFile="$RUN/authorized" -o PidFile="$RUN/sshd.pid" \
		-o StrictModes=no -o UsePAM=no -o PermitRootLogin=yes
	eventually listening right 22
	local options=(-i user -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null)
	left ssh "${options[@]}" root@$RIGHT uname -a
	head -c 10000 /dev/urandom >sent
	left scp "${options[@]}" sent "root@[$RIGHT6]:$RUN/arrived"
	cmp sent arrived
}

# Over IPv4 and IPv6; iperf3 keeps a TCP connection for control beside.
sctp() {
	modprobe sctp
	local address
	for address in $RIGHT $RIGHT6; do
		right iperf3 --server --one-off &
		eventually listening right 5201
		left iperf3 --client $address --sctp --bytes 20K --length 4K
		wait $!
	done
}

# Frames of 9,000 bytes.
jumbo() {
	head -c 30000 /dev/zero >zeros
	start_nginx right
	fetch --data-binary @zeros "http://$RIGHT/upload"
	fetch --data-binary @zeros "http://[$RIGHT6]/upload"
	left ping -c 1 -s 12000 $RIGHT
}

capture service-addresses "DHCP, router advertisements, ARP probes and announcements; dnsmasq, udhcpc, arping" addresses
capture service-clock "NTP; chronyd, ntpdig" clock
capture service-shell "ssh and scp, IPv4 and IPv6; OpenSSH" shell
capture sctp "SCTP associations with data, IPv4 and IPv6; iperf3" sctp
mtu=9000 capture jumbo "frames of 9,000 bytes; curl, nginx, ping" jumbo
