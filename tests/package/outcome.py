# SPDX-License-Identifier: MIT
"""What a trial said -> what came of it: packets offered and packets that came in, and what was not as it must be."""
import dataclasses
import json
import re

INTERFACES = ("gate0", "gate1")
# By the machine's clock, in which an instruction takes a nanosecond; a real processor does several in that time.
PROTECTED_AGAIN_MS = 2500
FREE = ("removed", "purged")  # where packets must come in again, or the count of those that came in says nothing


@dataclasses.dataclass
class Row:
    name: str
    offered: int = 0
    came_in: int = 0
    dropped: int = 0   # by the filter, in this trial
    note: str = ""
    wrong: list = dataclasses.field(default_factory=list)


def numbers(word, text):
    """What stands behind `#word KEY` in order, for each key."""
    found = {}
    for key, value in re.findall(rf"^#{word} (\S+) (\d+)$", text, re.M):
        found.setdefault(key, []).append(int(value))
    return found


def grown(series):
    """By how much counters grew in all, where an interface that was made anew counts from zero."""
    return sum(max(after - before, after if after < before else 0)
               for values in series.values() for before, after in zip(values, values[1:]))


def statuses(text):
    """Interface -> packets that its filter dropped, before and after."""
    found = {}
    for document in re.findall(r"^#status (.*)$", text, re.M):
        for interface in json.loads(document)["interfaces"]:
            found.setdefault(interface["interface"], []).append(interface["dropped"]["packets"])
    return found


def judge(name, said):
    row = Row(name, grown(numbers("offered", said.text)), grown(numbers("arrived", said.text)))
    if said.status != 0:
        row.wrong.append(said.text)
    dropped = {interface: values for interface, values in statuses(said.text).items() if interface in INTERFACES}
    row.dropped = grown(dropped)
    if name == "boot":  # counted from the start of the machine
        row.offered = sum(values[-1] for values in numbers("offered", said.text).values())
        row.came_in = sum(values[-1] for values in numbers("arrived", said.text).values())
        row.dropped = sum(values[-1] for values in dropped.values())
    for interface, values in dropped.items():
        if values != sorted(values):
            row.wrong.append(f"the counter of {interface} went back: {values}")
    judge_packets(row)
    add_note(row, said.text)
    return row


def judge_packets(row):
    if row.name in FREE:
        if row.name == "removed" and row.came_in == 0:
            row.wrong.append("no packet came in without a filter: the count proves nothing")
        return
    if row.offered == 0 or row.dropped == 0:
        row.wrong.append(f"{row.offered} packets offered, {row.dropped} dropped: nothing was tried")
    if row.came_in:
        row.wrong.append(f"{row.came_in} packets came in")


def add_note(row, text):
    if row.name == "boot":
        began = dict(re.findall(r"^#began (\S+) (\d+)$", text, re.M))
        was = [int(value) for value in re.findall(r"^#was \S+ (\d+)$", text, re.M)]
        row.note = f"filter {max(was, default=0) / 1e6:.2f} s, network {int(began['network-pre.target']) / 1e6:.2f} s"
        if not was or max(was) > int(began["network-pre.target"]):
            row.wrong.append("network-pre.target was reached before the filter stood")
    if row.name == "recreate":
        took = [value for values in numbers("protected", text).values() for value in values]
        up = [value for values in numbers("up", text).values() for value in values]
        row.note = f"filtered again after {', '.join(map(str, took))} ms; up after {', '.join(map(str, up))} ms"
        if not took or max(took) > PROTECTED_AGAIN_MS:
            row.wrong.append(f"protected again after {took} ms")
    if row.name == "configured":
        row.note = "two interfaces that no pattern names: {} ms".format(*numbers("strangers", text).get("lan", ["?"]))
    if row.name == "stuck":
        row.note = "udev goes on after {} s".format(*re.findall(r"^#held late0 (\d+)$", text, re.M) or ["?"])
    if row.name == "hardened":
        row.note = "systemd-analyze security: " + ", ".join(re.findall(r"^#score \S+ (\S+)$", text, re.M))
    if row.name == "killed":
        row.note = "{} of 20 killed in time".format(*re.findall(r"^#killed (\d+)$", text, re.M) or ["?"])
