# SPDX-License-Identifier: MIT
"""A network namespace with an interface, packets that must not come in by it, and a count of those that do."""
import contextlib
import json
import os
import re
import subprocess
import time

INTERFACE, WIRE = "gate0", "wire0"
COUNT = f"""table inet arrived {{
    counter malformed {{}}
    chain first {{
        type filter hook prerouting priority raw
        tcp flags & (fin | syn | rst | psh | ack | urg) == 0 iifname "{INTERFACE}" counter name malformed
    }}
}}"""


def run(*command, **options):
    """A command that must succeed; what it said."""
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))}: {done.stdout}{done.stderr}")
    return done.stdout


@contextlib.contextmanager
def namespace():
    """The name of a new network namespace, which is removed again."""
    name = f"ctgate-package-{os.getpid()}"
    run("ip", "netns", "add", name)
    try:
        run("ip", "-n", name, "link", "set", "lo", "up")
        run("ip", "-n", name, "link", "add", INTERFACE, "type", "veth", "peer", "name", WIRE)
        for end in (INTERFACE, WIRE):
            run("ip", "-n", name, "link", "set", end, "up")
        run("nsenter", f"--net=/run/netns/{name}", "nft", "-f", "-", input=COUNT)
        yield name
    finally:
        run("ip", "netns", "delete", name)


def inside(name, *command):
    """The command in that namespace, with mounts of its own, and among them a bpffs of its own: what it pins, nobody
    else sees, and it is gone when nothing is left that runs there."""
    mounts = "set -e; mount -t bpf bpf /sys/fs/bpf; "
    # crun knows cgroups of one version or of the other.
    mounts += "! mountpoint -q /sys/fs/cgroup/unified || umount /sys/fs/cgroup/unified; "
    return ("nsenter", f"--net=/run/netns/{name}", "unshare", "--mount", "sh", "-c", mounts + 'exec "$@"', "sh", *command)


@contextlib.contextmanager
def knocking(knock):
    """Malformed TCP arrives, some hundred packets a second."""
    process = subprocess.Popen([knock, WIRE])
    try:
        yield
    finally:
        process.kill()
        process.wait()


def offered():
    return json.loads(run("ip", "-json", "-statistics", "link", "show", WIRE))[0]["stats64"]["tx"]["packets"]


def came_in():
    return int(re.search(r"packets (\d+)", run("nft", "list", "counter", "inet", "arrived", "malformed"))[1])


def filtered(interface=INTERFACE):
    return "prog/xdp" in run("ip", "-details", "link", "show", interface)


def soon(holds, seconds=15):
    """Waits until it is true. False when it does not become so."""
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def dropped(status):
    """Packets that the filter dropped, by what `ctgate status --json` said."""
    return sum(one["dropped"]["packets"] for one in json.loads(status)["interfaces"]
               if one["interface"] == INTERFACE)
