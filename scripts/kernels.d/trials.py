# SPDX-License-Identifier: MIT
"""What a test machine runs, as a shell script for its init, and the files that this needs."""
import shlex
import pathlib

import initramfs
import kernels

# What tests/e2e calls, and `sh` for its and the machine's own scripts.
COMMANDS = ("bpftool", "conntrack", "ip", "mount", "nft", "setpriv", "sh", "timeout", "unshare", "xdp-loader")
CTGATE = "userspace/ctgate"
TRIAL_S = 100  # by the machine's clock, which waits for nobody
DISPATCHER = "xdp-dispatcher.o"           # where it is a file: newer libxdp have it in the library
NEIGHBOUR = "tests/e2e/neighbour.bpf.o"  # what xdp-loader puts beside ctgate
VERIFIED = "tests/kernels/verified_instructions"


def targets():
    """What must be built."""
    return [pathlib.PurePath(program).name for program in programs()]


def programs():
    return [CTGATE, VERIFIED, *(suite.program for suite in kernels.SUITES)]


def trial(name, *command):
    bounded = ("timeout", "--kill-after=1", TRIAL_S, *command)
    return f"trial {name} {shlex.join(str(word) for word in bounded)}\n"


def of_refusal(build, load_base):
    """On a kernel that ctgate must refuse: does it say so, and leave the interface alone?"""
    return (load_base +
            trial("interface", "ip", "link", "add", "gate0", "type", "veth", "peer", "name", "wire") +
            trial("attach", build / CTGATE, "attach", "gate0") +
            trial("pins", "ls", "-R", "/sys/fs/bpf") +
            trial("link", "ip", "-details", "link", "show", "dev", "gate0"))


def of_everything(build, load_base, load_conntrack):
    """On a kernel that ctgate supports."""
    script = (load_base + trial("version-without-conntrack", build / CTGATE, "--version") +
              load_conntrack + trial("version", build / CTGATE, "--version") +
              trial("verified", build / VERIFIED))
    for suite in kernels.SUITES:
        script += trial(suite.name, build / suite.program, f"--gtest_filter={suite.filter}", "--gtest_color=no")
    return script


def file_system(kernel, folder, build):
    """The archive for one kernel whose files are in folder, with the programs of a build under their own paths."""
    archive = initramfs.base()
    for command in COMMANDS:
        initramfs.add_command(archive, command)
    for program in programs():
        initramfs.add_program(archive, build / program, initramfs.stripped(build / program))

    archive.file(build / NEIGHBOUR, (build / NEIGHBOUR).read_bytes())
    for dispatcher in pathlib.Path("/usr/lib").glob(f"*/bpf/{DISPATCHER}"):
        archive.file(dispatcher, dispatcher.read_bytes())

    base = initramfs.add_modules(archive, folder / "modules", kernels.BASE_MODULES)
    both = initramfs.add_modules(archive, folder / "modules", kernels.BASE_MODULES + kernels.CONNTRACK_MODULES)
    load_base = f"trial base-modules load {' '.join(base)}\n"
    load_conntrack = f"trial conntrack-modules load {' '.join(both[len(base):])}\n"
    if kernel.refusal:
        script = of_refusal(build, load_base)
    else:
        script = of_everything(build, load_base, load_conntrack)
    archive.file("/trials", script.encode())
    archive.file("/init", (pathlib.Path(__file__).parent / "init").read_bytes())
    return archive
