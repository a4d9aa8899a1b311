# SPDX-License-Identifier: MIT
# IPsec with keys set by hand. ESP hides what it carries; AH does not.

readonly AUTHENTICATION=0x$(printf '%064d' 1) ENCRYPTION=0x$(printf '%032d' 2)

# secure LEFT-ADDRESS RIGHT-ADDRESS MODE PROTOCOL...: both directions, on both hosts
secure() {
	local from=$1 to=$2 mode=$3 name
	shift 3
	for name in left right; do
		associate $name "$from" "$to" "$mode" "$@"
		associate $name "$to" "$from" "$mode" "$@"
	done
	demand left out "$from" "$to" "$mode" "$@"
	demand left in "$to" "$from" "$mode" "$@"
	demand right out "$to" "$from" "$mode" "$@"
	demand right in "$from" "$to" "$mode" "$@"
}

associate() {
	local name=$1 from=$2 to=$3 mode=$4 protocol keys
	shift 4
	for protocol in "$@"; do
		keys="auth-trunc hmac(sha256) $AUTHENTICATION 128"
		[[ $protocol != esp ]] || keys+=" enc cbc(aes) $ENCRYPTION"
		# shellcheck disable=SC2086 # words
		$name ip xfrm state add src $from dst $to proto $protocol spi 0x1000 mode $mode $keys ${encapsulation-}
	done
}

demand() {
	local name=$1 direction=$2 from=$3 to=$4 mode=$5 protocol wanted=()
	shift 5
	for protocol in "$@"; do
		[[ $mode == tunnel ]] && wanted+=(tmpl src "$from" dst "$to") || wanted+=(tmpl)
		wanted+=(proto "$protocol" mode "$mode")
	done
	# Neighbours are found in the clear.
	$name ip xfrm policy add src "$from" dst "$to" proto tcp dir "$direction" "${wanted[@]}"
}

over_both_families() {
	start_nginx right
	fetch "http://$RIGHT/page"
	fetch "http://[$RIGHT6]/page"
}

esp() {
	secure $LEFT $RIGHT transport esp
	secure $LEFT6 $RIGHT6 tunnel esp
	over_both_families
}

ah() {
	secure $LEFT $RIGHT tunnel ah
	secure $LEFT6 $RIGHT6 transport ah
	over_both_families
}

# RFC 3948: ESP in UDP port 4500, with the keepalives that hold a NAT's entry.
esp_in_udp() {
	encapsulation="encap espinudp 4500 4500 0.0.0.0"
	secure $LEFT $RIGHT transport esp
	right python3 "$HERE/sockets" esp-in-udp $RIGHT $LEFT &
	left python3 "$HERE/sockets" esp-in-udp $LEFT $RIGHT &
	eventually listening left 4500
	eventually listening right 4500
	start_nginx right
	fetch "http://$RIGHT/page"
}

capture ipsec-esp "HTTP in ESP, IPv4 transport and IPv6 tunnel; ip xfrm, curl, nginx" esp
capture ipsec-ah "HTTP behind AH, IPv4 tunnel and IPv6 transport; ip xfrm, curl, nginx" ah
capture ipsec-nat "HTTP in ESP in UDP port 4500, and NAT keepalives; ip xfrm, curl, nginx, Python" esp_in_udp
