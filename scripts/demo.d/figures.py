# SPDX-License-Identifier: MIT
"""What follows from the measurements of one phase. Nothing here is printed."""
import json
import math

SERVICES = {
    "dns_to_host": "DNS, client to host",
    "dns_from_behind": "DNS, from behind the host",
    "http_to_host": "HTTP, client to host",
    "http_through_host": "HTTP, client through host",
}


class Service:
    """What one legitimate client got in one span of time."""

    def __init__(self, measured):
        self.asked = measured["asked"]
        self.answered = measured["answered"]
        self.seconds = measured["seconds"]

    @property
    def success_percent(self):
        return 100 * self.answered / self.asked if self.asked else math.nan

    def latency_ms(self, quantile):
        """Of the answered requests only; not a number when there were none."""
        if not self.seconds:
            return math.nan
        return 1000 * self.seconds[min(len(self.seconds) - 1, int(quantile * len(self.seconds)))]


class Phase:
    def __init__(self, path):
        with open(path, encoding="ascii") as file:
            self.measured = json.load(file)
        self.quiet = {name: Service(self.measured["quiet"][name]) for name in SERVICES}
        self.attacked = {name: Service(self.measured["attacked"][name]) for name in SERVICES}
        self.offered = sum(self.measured["offered"][kind] for kind in ("malformed", "query", "reply"))

    def __getitem__(self, name):
        return self.measured[name]

    def stat(self, name):
        """None where this kernel has no such column."""
        return self.measured["stat"].get(name)

    @property
    def seconds(self):
        return self.measured["ended"] - self.measured["began"]

    @property
    def cpu_us(self):
        """Of the sender's thread, in which a veth's receiving side runs, and of ksoftirqd, which takes over when busy."""
        return 1e6 * (self.measured["offered"]["cpu_seconds"] + self.measured["ksoftirqd"]) / self.offered

    @property
    def peak_percent(self):
        return 100 * self.measured["entries_peak"] / self.measured["conntrack_max"]


def read_drops(path):
    """Packets that ctgate dropped, by reason; reasons without any are left out."""
    with open(path, encoding="utf-8") as file:
        reasons = json.load(file)["interfaces"][0]["reasons"]
    return {name: entry["dropped"]["packets"] for name, entry in reasons.items() if entry["dropped"]["packets"]}
