# SPDX-License-Identifier: MIT
"""A test machine: qemu, a kernel, a file system; and what it said of each trial."""
import dataclasses
import os
import re
import subprocess

# One processor that is emulated by one thread, and whose clock counts its instructions: a nanosecond each, and a
# wait takes no time at all. So a machine is as fast as this one is, but what happens in it does not depend on that.
# (Two processors do not start with such a clock. Several threads make some kernels fail. KVM may not be there.)
QEMU = ("qemu-system-x86_64", "-accel", "tcg,thread=single", "-icount", "shift=0,sleep=off", "-smp", "1",
        "-nodefaults", "-display", "none", "-no-reboot")
# A kernel that fails ends the machine at once. The emulated processor cannot be attacked and is slow enough.
KERNEL = "console=ttyS0 quiet panic=-1 oops=panic mitigations=off"
CPU_MAX_S = 300
MEMORY_MB = 768
# qemu ends with this script, and when it has used so much.
BOUNDED = ("setpriv", "--pdeathsig", "KILL", "prlimit", f"--cpu={CPU_MAX_S}")


@dataclasses.dataclass(frozen=True)
class Said:
    """What a trial wrote, how it ended (None: the machine went first) and how long it took in the machine's time."""
    text: str
    status: int | None
    seconds: float = 0.0


@dataclasses.dataclass(frozen=True)
class Run:
    """One machine from its start to its end."""
    trials: dict        # name -> Said
    died: str           # what ended it before it was done, or ""
    cpu_seconds: float  # of this machine's processor


def boot(vmlinuz, initramfs, folder, memory_mb=MEMORY_MB):
    """Runs a machine to its end. What it said stays in the folder."""
    console, report, complaint = (folder / f"{name}.log" for name in ("console", "report", "qemu"))
    report.unlink(missing_ok=True)
    with open(complaint, "w") as errors:
        process = subprocess.Popen([*BOUNDED, *QEMU, "-m", str(memory_mb), "-kernel", vmlinuz, "-initrd", initramfs,
                                    "-append", KERNEL, "-serial", f"file:{console}", "-serial", f"file:{report}"],
                                   stdin=subprocess.DEVNULL, stderr=errors)
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    text = report.read_text(errors="replace") if report.exists() else ""
    died = "" if text.endswith("@done\n") else why(process.returncode, complaint.read_text(), console)
    return Run(read(text), died, used.ru_utime + used.ru_stime)


def why(status, complaint, console):
    """Why a machine was not done."""
    if status < 0:
        return f"qemu was ended by signal {-status}; it may use {CPU_MAX_S} s of a processor"
    return complaint.strip() or f"it ended, and said last: {last_words(console.read_text(errors='replace'))}"


def last_words(console):
    """The line that says why a kernel ended, or what it said last."""
    why = re.search(r"^.*(?:Kernel panic|BUG:|Oops).*$", console, re.M)
    return why[0] if why else (console.strip().splitlines() or ["it said nothing"])[-1]


def read(text):
    """Trial -> Said, from what the machine's init wrote."""
    trials = {}
    for part in re.split(r"^@begin ", text, flags=re.M)[1:]:
        name, rest = part.split("\n", 1)
        body, *end = re.split(r"^@end ", rest, maxsplit=1, flags=re.M)
        if not end:
            trials[name] = Said(body, None)
            continue
        status, began, ended = end[0].splitlines()[0].split()
        trials[name] = Said(body.removesuffix("\n"), int(status), float(ended) - float(began))
    return trials
