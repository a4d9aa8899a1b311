#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""README's minute on this machine's own kernel: a bare Debian 12, `apt install ./ctgate_*.deb`, `ctgate attach`, and the
first packet counted. The Debian is a folder; network namespace and bpffs are the test's own."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1] / "scripts/kernels.d")]

import gate  # noqa: E402
import pack  # noqa: E402
import slim  # noqa: E402
import trial  # noqa: E402

A_MINUTE = 60
ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LC_ALL": "C.UTF-8",
               "DEBIAN_FRONTEND": "noninteractive"}


class Machine:
    """A folder as a machine. Its kernel is this one's."""

    def __init__(self, folder, cache):
        self.root = folder
        gate.run("tar", "-xf", slim.archive(cache), "-C", folder)
        shutil.copy("/etc/resolv.conf", folder / "etc/resolv.conf")
        for kind, at in (("proc", "proc"), ("sysfs", "sys"), ("bpf", "sys/fs/bpf")):
            gate.run("mount", "-t", kind, kind, folder / at)

    def run(self, *command):
        return gate.run("chroot", self.root, *command, env=ENVIRONMENT)

    def run_online(self, *command):
        """Where the parent process is there is a network, for apt."""
        return gate.run("nsenter", f"--net=/proc/{os.getppid()}/ns/net", "chroot", self.root, *command, env=ENVIRONMENT)

    def clear(self):
        subprocess.run(["umount", "--recursive", "--lazy", *(self.root / at for at in ("sys", "proc"))],
                       capture_output=True, check=False)


def counted(machine):
    status = json.loads(machine.run("ctgate", "drops", gate.INTERFACE, "--interval", "0.1", "--json"))
    return sum(one["dropped"]["packets"] for one in status["interfaces"][0]["reasons"].values())


def minute(machine):
    """Seconds until each step was done."""
    began = time.monotonic()
    steps = {}
    for step, run, command in (
            ("apt update", machine.run_online, ("apt-get", "update")),
            ("apt install ./ctgate_*.deb", machine.run_online, ("apt-get", "install", "--yes", "/root/ctgate.deb")),
            (f"ctgate attach {gate.INTERFACE}", machine.run, ("ctgate", "attach", gate.INTERFACE))):
        run(*command)
        steps[step] = time.monotonic() - began
    let_in = gate.came_in()
    if not gate.soon(lambda: counted(machine) > 0):
        raise RuntimeError("no packet was counted")
    steps[f"ctgate drops {gate.INTERFACE}: the first counter"] = time.monotonic() - began
    if let_in == 0 or gate.came_in() != let_in:
        raise RuntimeError(f"{let_in} packets came in before, {gate.came_in() - let_in} after")
    return steps


def leaves(machine):
    """apt remove takes the filter off; what it could not show, it must not leave."""
    machine.run_online("apt-get", "remove", "--yes", "ctgate")
    if gate.filtered():
        raise RuntimeError("the filter stands when the package is removed")


def inside(options):
    with tempfile.TemporaryDirectory(prefix="ctgate-minute-") as folder:
        machine = Machine(pathlib.Path(folder), options.cache)
        shutil.copy(pack.packed(options.build), machine.root / "root/ctgate.deb")
        try:
            with gate.knocking(options.build / "tests/package/package_knock"):
                steps = minute(machine)
                leaves(machine)
        except RuntimeError as why:
            print(why)
            return trial.FAILED
        finally:
            machine.clear()
    for step, seconds in steps.items():
        print(f"{seconds:6.1f} s  {step}")
    if max(steps.values()) > A_MINUTE:
        print("that is more than a minute")
        return trial.FAILED
    return trial.PASSED


if __name__ == "__main__":
    sys.exit(trial.main(inside))
