# SPDX-License-Identifier: MIT
"""What the kernel says about itself; all but cpu_seconds() about the network namespace of the caller."""
import glob
import os
import re
import subprocess

CPU_FIELDS = ("user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal")


def _number(path):
    with open(path, encoding="ascii") as file:
        return int(file.read())


def conntrack_count():
    return _number("/proc/sys/net/netfilter/nf_conntrack_count")


def conntrack_max():
    return _number("/proc/sys/net/netfilter/nf_conntrack_max")


def conntrack_stat():
    """Sums over CPUs by column name; `entries` stands on every row and is no sum."""
    with open("/proc/net/stat/nf_conntrack", encoding="ascii") as file:
        names = file.readline().split()
        rows = [[int(value, 16) for value in line.split()] for line in file]
    return {name: sum(column) for name, column in zip(names, zip(*rows)) if name != "entries"}


def received(interface):
    """Packets that the interface's driver took in, those that XDP dropped included."""
    with open("/proc/net/dev", encoding="ascii") as file:
        fields = next(line for line in file if line.strip().startswith(f"{interface}:")).split(":")[1].split()
    return int(fields[1])


def cpu_seconds():
    """Of all CPUs of the machine together."""
    with open("/proc/stat", encoding="ascii") as file:
        ticks = file.readline().split()[1:]
    return {name: int(value) / os.sysconf("SC_CLK_TCK") for name, value in zip(CPU_FIELDS, ticks)}


def ksoftirqd_seconds():
    """Processor time of the kernel's softirq threads: receiving that its starter had no time to finish."""
    total_ns = 0
    for path in glob.glob("/proc/[0-9]*/comm"):
        try:
            with open(path, encoding="utf-8", errors="replace") as file:
                if not file.read().startswith("ksoftirqd/"):
                    continue
            with open(path.replace("comm", "schedstat"), encoding="ascii") as file:
                total_ns += int(file.read().split()[0])
        except (FileNotFoundError, ProcessLookupError):
            continue  # the process ended meanwhile
    return total_ns / 1e9


def table_full_lines(since_s):
    """How often the kernel log says that this namespace's table was full since an uptime; None if unreadable.

    The kernel limits the rate of these lines, so this counts reports and not packets. Kernels before 6.18 (about) do
    not name the namespace: their lines are not counted here.
    """
    log = subprocess.run(["dmesg"], capture_output=True, text=True, check=False)
    if log.returncode != 0:
        return None
    namespace = os.stat("/proc/self/ns/net").st_ino
    lines = re.findall(rf"^\[\s*([\d.]+)\].*nf_conntrack: table full in netns {namespace}\b", log.stdout, re.M)
    return sum(float(stamp) >= since_s for stamp in lines)
