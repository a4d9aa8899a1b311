# SPDX-License-Identifier: MIT
# A web server for HTTP/1.1, 2 and 3 in any namespace, and a client on the left; many scenarios want some TCP.

# start_nginx NAMESPACE
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
