#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""`report.py DIRECTORY`: prints both phases side by side, with the tool that checks each figure, and what they say."""
import sys
import textwrap

import figures
import verdict

ROW = "%-34s%17s%17s  %s"


def row(label, without, with_ctgate, check=""):
    print((ROW % (label, without, with_ctgate, check)).rstrip())


def heading(text, without="", with_ctgate="", check=""):
    print()
    row(text, without, with_ctgate, check)


def number(value):
    return "not readable" if value is None else f"{value:,}"


def pair(phases, label, value, check=""):
    row(label, *(value(phase) for phase in phases), check)


def print_attack(phases):
    for kind, text in (("malformed", "malformed segments"), ("query", "spoofed DNS queries"),
                       ("reply", "unsolicited DNS replies")):
        pair(phases, f"  offered: {text}", lambda phase, kind=kind: number(phase["offered"][kind]))
    pair(phases, "  taken in by the driver", lambda phase: number(phase["received"]), "ip -s link show outer")


def print_table(phases):
    heading("CONNTRACK", check=f"nf_conntrack_max {number(phases[0]['conntrack_max'])}")
    pair(phases, "  entries before the attack", lambda phase: number(phase["entries_before"]), "conntrack -C")
    pair(phases, "  entries, peak", lambda phase: number(phase["entries_peak"]), "conntrack -C")
    pair(phases, "  entries, at the end", lambda phase: number(phase["entries_end"]), "conntrack -C")
    pair(phases, "  full after", full_after)
    for name in ("drop", "early_drop", "invalid", "insert_failed"):
        pair(phases, f"  {name}", lambda phase, name=name: number(phase.stat(name)), "conntrack -S")
    pair(phases, "  `table full` lines in the log", lambda phase: number(phase["table_full_lines"]),
         "dmesg (rate-limited: not a packet count)")


def full_after(phase):
    return "never" if phase["full_after_s"] is None else f"{phase['full_after_s']:.1f} s"


def print_service(phases, name):
    heading(figures.SERVICES[name])
    for label, span in (("before", "quiet"), ("attacked", "attacked")):
        services = [getattr(phase, span)[name] for phase in phases]
        row(f"  {label}: answered", *(f"{s.success_percent:.1f} % of {s.asked}" for s in services))
        row(f"  {label}: median / p99 ms",
            *(f"{s.latency_ms(0.5):.1f} / {s.latency_ms(0.99):.1f}" for s in services))


def print_drops(drops, phase):
    heading("DROPPED BY CTGATE (whole phase)", "-", number(sum(drops.values())), "ctgate drops outer")
    for name, packets in sorted(drops.items(), key=lambda item: -item[1]):
        row(f"  {name}", "-", number(packets), f"ctgate explain {name}")


def print_cpu(phases):
    heading("CPU OF THE MACHINE")
    pair(phases, "  send + receive, us per packet", lambda phase: f"{phase.cpu_us:.2f}", "/proc/PID/schedstat")
    pair(phases, "  of these in ksoftirqd, seconds", lambda phase: f"{phase['ksoftirqd']:.2f}", "/proc/PID/schedstat")
    pair(phases, "  softirq, seconds", lambda phase: f"{phase['cpu']['softirq']:.2f}", "/proc/stat, field 8")
    print("  Sender, host, servers and clients share this machine. A veth's receiving side (driver, XDP,\n"
          "  conntrack, routing) runs in the sender's thread or in ksoftirqd: the first row counts both, and\n"
          "  sending, which is the same in both columns. /proc/stat samples at ticks: coarse here. No figure\n"
          "  for a NIC.")


def main(directory):
    phases = [figures.Phase(f"{directory}/{name}.json") for name in ("without", "with")]
    drops = figures.read_drops(f"{directory}/drops.json")
    heading("ATTACK", "without", "with ctgate", "check with")
    print_attack(phases)
    print_table(phases)
    for name in figures.SERVICES:
        print_service(phases, name)
    print_drops(drops, phases[1])
    print_cpu(phases)
    print()
    for sentence in verdict.sentences(*phases, drops):
        print(textwrap.fill(sentence, 100))


if __name__ == "__main__":
    main(sys.argv[1])
