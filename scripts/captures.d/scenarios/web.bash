# SPDX-License-Identifier: MIT
# curl and nghttp on the left, nginx on the right.

http1() {
	start_nginx right
	fetch "http://$RIGHT/page" --next --silent --output /dev/null --data-binary @www/page "http://$RIGHT/upload"
	fetch --head "http://[$RIGHT6]/page"
}

tls13() {
	start_nginx right
	fetch --tlsv1.3 --http1.1 "https://$RIGHT/page"
	fetch --tlsv1.3 --http1.1 "https://[$RIGHT6]/page"
}

http2() {
	start_nginx right
	fetch --http2 "https://$RIGHT/page"
	left nghttp --null-out --no-verify "https://$RIGHT/page" "https://$RIGHT/page?2" "https://$RIGHT/page?3"
}

http3() {
	start_nginx right
	fetch --http3-only "https://$RIGHT/page"
	fetch --http3-only "https://[$RIGHT6]/page"
}

capture web-http1 "HTTP/1.1: GET, POST, HEAD; curl, nginx" http1
capture web-tls13 "TLS 1.3 with HTTP/1.1; curl, nginx" tls13
capture web-http2 "TLS with HTTP/2, three streams in one connection; curl, nghttp, nginx" http2
capture web-http3 "QUIC with HTTP/3 over IPv4 and IPv6; curl, nginx" http3
