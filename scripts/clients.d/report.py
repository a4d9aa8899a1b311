#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""`report.py DIRECTORY LIMIT`: prints what dnsperf reported in each scene, and what the flood was."""
import json
import re
import sys

SCENES = {"none-quiet": "no filter, quiet", "none-flood": "no filter, flood",
          "ctgate-quiet": "ctgate, quiet", "ctgate-flood": "ctgate, flood"}
CLIENTS = {"known": "seen before", "new": "comes now"}


class Report:
    """One client's run, as `dnsperf -v` tells it: a line a query, and its statistics."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            text = file.read()
        self.sent = self._statistic(text, "Queries sent")
        self.completed = self._statistic(text, "Queries completed")
        # "> NOERROR example. A 0.000123"; what is lost has no latency.
        self.latencies = sorted(float(seconds) for seconds in re.findall(r"^> NOERROR .* ([\d.]+)$", text, re.M))
        if self.sent == 0 or len(self.latencies) > self.completed:
            raise ValueError(f"{path}: {self.sent} queries sent, {self.completed} completed, "
                             f"{len(self.latencies)} answered")

    @staticmethod
    def _statistic(text, name):
        found = re.search(rf"^\s*{name}:\s*(\d+)", text, re.M)
        if not found:
            raise ValueError(f"dnsperf told no `{name}`")
        return int(found[1])

    @property
    def success_percent(self):
        return 100 * len(self.latencies) / self.sent

    def latency_ms(self, quantile):
        """Of the answered queries only; None when there were none."""
        if not self.latencies:
            return None
        return 1000 * self.latencies[min(len(self.latencies) - 1, int(quantile * len(self.latencies)))]


def milliseconds(value):
    return "-" if value is None else f"{value:.2f}"


def print_clients(directory):
    print(f"{'':20}{'client':14}{'asked':>8}{'answered':>10}{'success':>10}{'median ms':>12}{'p99 ms':>10}")
    for scene, text in SCENES.items():
        for client, name in CLIENTS.items():
            report = Report(f"{directory}/{scene}/{client}")
            print(f"{text:20}{name:14}{report.sent:>8}{len(report.latencies):>10}{report.success_percent:>8.1f} %"
                  f"{milliseconds(report.latency_ms(0.5)):>12}{milliseconds(report.latency_ms(0.99)):>10}")


def print_floods(directory, limit):
    for scene in ("none-flood", "ctgate-flood"):
        with open(f"{directory}/{scene}/flood.json", encoding="ascii") as file:
            sent = json.load(file)
        rate = sent["query"] / sent["seconds"]
        print(f"{SCENES[scene]}: {rate:,.0f} queries a second from made-up sources, {rate / limit:.0f} times the limit")


def print_tables(directory):
    """What the flood left in conntrack, and whom it cost an entry: `conntrack -C` and `-S`, sums over CPUs."""
    for scene in ("none-flood", "ctgate-flood"):
        with open(f"{directory}/{scene}/entries", encoding="ascii") as file:
            entries = int(file.read())
        with open(f"{directory}/{scene}/stat", encoding="ascii") as file:
            stat = file.read()
        evicted, refused = (sum(map(int, re.findall(rf"\b{name}=(\d+)", stat))) for name in ("early_drop", "drop"))
        print(f"{SCENES[scene]}: {entries:,} conntrack entries at the end, {evicted:,} evicted before their time, "
              f"{refused:,} packets refused for want of one")


def print_drops(directory):
    with open(f"{directory}/ctgate-flood/drops.json", encoding="utf-8") as file:
        reasons = json.load(file)["interfaces"][0]["reasons"]
    for name, entry in reasons.items():
        if entry["dropped"]["packets"]:
            print(f"ctgate, flood: dropped {entry['dropped']['packets']:,} for {name}")


def main(directory, limit):
    print()
    print_clients(directory)
    print()
    print_floods(directory, limit)
    print_tables(directory)
    print_drops(directory)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
