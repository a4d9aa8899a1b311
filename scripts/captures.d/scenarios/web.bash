# SPDX-License-Identifier: MIT
# curl and nghttp on the left, nginx on the right.

# In a namespace, over HTTP/1.1, 2 and 3.
start_nginx() {
	mkdir -p www
	head -c 8000 /dev/urandom >www/page
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=right \
		-keyout key.pem -out cert.pem
	chmod -R a+rX .
	cat >nginx.conf <<CONF
user root;
worker_processes 1;
pid $RUN/nginx.pid;
error_log $RUN/nginx.log;
events {}
http {
	access_log off;
	server {
		listen 80 fastopen=16;
		listen [::]:80;
		listen 443 ssl;
		listen [::]:443 ssl;
		listen 443 quic;
		listen [::]:443 quic;
		http2 on;
		ssl_certificate $RUN/cert.pem;
		ssl_certificate_key $RUN/key.pem;
		root $RUN/www;
		location /upload { return 200 "taken\n"; }
	}
}
CONF
	"$1" nginx -c "$RUN/nginx.conf"
	eventually listening "$1" 443
}

fetch() {
	left curl --silent --show-error --fail --insecure --output /dev/null "$@"
}

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
