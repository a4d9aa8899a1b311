#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A legitimate client: `client.py dns|http ADDRESS PER_SECOND`, until it is ended.

Starts a request at every tick, whether or not earlier ones were answered, each from a new port. Writes a line a
request to standard output: when it began (CLOCK_MONOTONIC), 1 or 0 for answered, seconds taken.
"""
import asyncio
import os
import struct
import sys
import time

DNS_TIMEOUT_S = 1.0
HTTP_TIMEOUT_S = 3.0  # a lost SYN is sent again after 1 s and 3 s
MOST_REQUESTS = 100_000


class Answer(asyncio.DatagramProtocol):
    """Resolves to true when the answer to `query_id` arrives."""

    def __init__(self, query_id):
        self.query_id = query_id
        self.done = asyncio.get_running_loop().create_future()

    def datagram_received(self, data, address):
        right = data[:2] == self.query_id and data[3] & 0x0F == 0 and data[6:8] != b"\0\0"
        if right and not self.done.done():
            self.done.set_result(True)

    def error_received(self, error):
        if not self.done.done():
            self.done.set_exception(error)


async def ask_dns(address):
    query_id = os.urandom(2)
    question = query_id + struct.pack("!5H", 0x0100, 1, 0, 0, 0) + b"\7example\0" + struct.pack("!2H", 1, 1)
    transport, answer = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: Answer(query_id), remote_addr=(address, 53))
    try:
        transport.sendto(question)
        return await answer.done
    finally:
        transport.close()


async def fetch_http(address):
    reader, writer = await asyncio.open_connection(address, 80)
    try:
        writer.write(b"GET / HTTP/1.0\r\n\r\n")
        return (await reader.read()).endswith(b"It works, through conntrack.\n")
    finally:
        writer.close()


async def one_request(request, address, timeout_s):
    began = time.monotonic()
    try:
        answered = await asyncio.wait_for(request(address), timeout_s)
    except (OSError, asyncio.TimeoutError):
        answered = False
    print(f"{began:.6f} {int(answered)} {time.monotonic() - began:.6f}", flush=True)


async def run(kind, address, per_second):
    request, timeout_s = {"dns": (ask_dns, DNS_TIMEOUT_S), "http": (fetch_http, HTTP_TIMEOUT_S)}[kind]
    start = time.monotonic()
    running = set()
    for i in range(MOST_REQUESTS):
        await asyncio.sleep(max(0.0, start + i / per_second - time.monotonic()))
        task = asyncio.create_task(one_request(request, address, timeout_s))
        running.add(task)
        task.add_done_callback(running.discard)


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1], sys.argv[2], float(sys.argv[3])))
