#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A small HTTP server: `server.py ADDRESS`, port 80, one answer to every request, until it is ended."""
import http.server
import socketserver
import sys

BODY = b"It works, through conntrack.\n"


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", str(len(BODY)))
        self.end_headers()
        self.wfile.write(BODY)

    def log_message(self, *arguments):
        pass


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 128
    # HTTPServer's own looks its name up in a DNS that a namespace cannot reach, for ten seconds.
    server_bind = socketserver.TCPServer.server_bind


if __name__ == "__main__":
    Server((sys.argv[1], 80), Handler).serve_forever()
