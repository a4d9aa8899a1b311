#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""One phase, run inside the namespace of the host under test: clients, a quiet baseline, the attack, the figures.

Writes everything that was measured as JSON. The clients and the attacker work in namespaces of their own.
"""
import argparse
import json
import subprocess
import sys
import threading
import time

import kernel

SETTLE_S = 0.5         # clients start up before the baseline begins
POLL_S = 0.1
LAST_ANSWERS_S = 3.2   # longer than the clients wait for an answer

# Which client runs where and asks whom.
CLIENTS = {
    "dns_to_host": ("world", "dns", "198.51.100.1"),
    "dns_from_behind": ("upstream", "dns", "198.51.100.2"),
    "http_to_host": ("world", "http", "198.51.100.1"),
    "http_through_host": ("world", "http", "10.99.0.2"),
}


def parse_arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--run", required=True, help="prefix of the namespaces")
    parser.add_argument("--tools", required=True, help="directory of client.py")
    parser.add_argument("--flood", required=True, help="the attacker's command line, one argument")
    parser.add_argument("--baseline", type=float, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--pace", type=float, required=True, help="requests a second, each client")
    return parser.parse_args()


def start(options, namespace, command):
    return subprocess.Popen(["nsenter", f"--net=/run/netns/{options.run}-{namespace}", *command],
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


class Client:
    """Collects what client.py writes: (began, answered, seconds)."""

    def __init__(self, options, namespace, kind, address):
        command = ["/usr/bin/python3", f"{options.tools}/client.py", kind, address, str(options.pace)]
        self.process = start(options, namespace, command)
        self.requests = []
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout:
            began, answered, seconds = line.split()
            self.requests.append((float(began), answered == "1", float(seconds)))

    def finish(self):
        self.process.terminate()
        self.process.wait()
        self.reader.join()

    def between(self, first, last):
        """Of the requests that began in a span: how many, how many answered, the times that answers took."""
        chosen = [request for request in self.requests if first <= request[0] < last]
        return {"asked": len(chosen), "answered": sum(request[1] for request in chosen),
                "seconds": sorted(request[2] for request in chosen if request[1])}


def snapshot():
    return {"time": time.monotonic(), "cpu": kernel.cpu_seconds(), "stat": kernel.conntrack_stat(), "ksoftirqd": kernel.ksoftirqd_seconds(),
            "received": kernel.received("outer"), "entries": kernel.conntrack_count()}


def watch(attacker):
    """The table's occupancy while the attack lasts."""
    entries = []
    while attacker.poll() is None:
        entries.append((time.monotonic(), kernel.conntrack_count()))
        time.sleep(POLL_S)
    return entries


def difference(before, after):
    return {key: after[key] - before[key] for key in before}


def attack(options, attacker):
    """Lets the attacker go; what happened until it ended."""
    before = snapshot()
    attacker.stdin.write("go\n")
    attacker.stdin.flush()
    entries = watch(attacker)
    after = snapshot()
    if attacker.returncode != 0:
        sys.exit("the attacker failed")
    maximum = kernel.conntrack_max()
    full = next((moment for moment, count in entries if maximum and count >= maximum), None)
    return {
        "began": before["time"], "ended": after["time"],
        "offered": json.loads(attacker.stdout.read()),
        "received": after["received"] - before["received"],
        "ksoftirqd": after["ksoftirqd"] - before["ksoftirqd"],
        "cpu": difference(before["cpu"], after["cpu"]),
        "stat": difference(before["stat"], after["stat"]),
        "entries_before": before["entries"], "entries_end": after["entries"],
        "entries_peak": max(after["entries"], *(count for _, count in entries)), "conntrack_max": maximum,
        "full_after_s": None if full is None else full - before["time"],
        "table_full_lines": kernel.table_full_lines(before["time"]),
    }


def main():
    options = parse_arguments()
    attacker = start(options, "world", options.flood.split())
    if attacker.stdout.readline() != "ready\n":
        sys.exit("the attacker did not start")
    clients = {name: Client(options, *where) for name, where in CLIENTS.items()}
    time.sleep(SETTLE_S)
    quiet_from = time.monotonic()
    time.sleep(options.baseline)
    result = attack(options, attacker)
    time.sleep(LAST_ANSWERS_S)
    for client in clients.values():
        client.finish()
    result["quiet"] = {name: client.between(quiet_from, result["began"]) for name, client in clients.items()}
    result["attacked"] = {name: client.between(result["began"], result["ended"]) for name, client in clients.items()}
    json.dump(result, sys.stdout)


if __name__ == "__main__":
    main()
