#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Boots the kernels and prints what came of it. scripts/kernels builds and calls this, and has the help."""
import argparse
import concurrent.futures
import os
import pathlib
import sys

import debian
import judge
import kernels
import machine
import table
import trials

SKIPPED = 77  # as told to CTest


def parse_arguments():
    parser = argparse.ArgumentParser(prog="scripts/kernels", usage="scripts/kernels [OPTION...] [KERNEL...]")
    parser.add_argument("names", nargs="*", metavar="KERNEL")
    parser.add_argument("--build", type=pathlib.Path)
    parser.add_argument("--cache", type=pathlib.Path)
    parser.add_argument("--fresh", action="store_true")
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--targets", action="store_true", help="print what must be built")
    parser.add_argument("--names", dest="list", action="store_true", help="print the kernels there are")
    options = parser.parse_args()
    known = [kernel.name for kernel in kernels.KERNELS]
    for name in options.names:
        if name not in known:
            parser.error(f"no kernel `{name}`; say {', '.join(known)}")
    return options


def run(kernel, options):
    """Fetches, boots and judges one kernel. A sentence when it cannot be had."""
    try:
        files = debian.kernel_of(kernel.suite, options.cache, options.fresh)
    except debian.Unavailable as why:
        return str(why)
    folder = options.build / "kernels" / kernel.name
    folder.mkdir(parents=True, exist_ok=True)
    archive = folder / "initramfs.cpio"
    trials.file_system(kernel, files, options.build).write(archive)
    ran = machine.boot(files / "vmlinuz", archive, folder)
    if not options.keep:
        archive.unlink()
    return judge.judge(kernel, (files / "release").read_text(), ran)


def main():
    options = parse_arguments()
    if options.list or options.targets:
        print(*(kernel.name for kernel in kernels.KERNELS) if options.list else trials.targets())
        return 0
    options.build = options.build.resolve()
    wanted = [kernel for kernel in kernels.KERNELS if not options.names or kernel.name in options.names]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda kernel: run(kernel, options), wanted))
    verdicts = [result for result in results if isinstance(result, judge.Verdict)]
    skipped = [(kernel, why) for kernel, why in zip(wanted, results) if isinstance(why, str)]
    table.show(verdicts, options.build / "kernels")
    for kernel, why in skipped:
        print(f"SKIPPED: {kernel.name}: {why}")
    if any(verdict.failures for verdict in verdicts):
        return 1
    return SKIPPED if skipped else 0


if __name__ == "__main__":
    sys.exit(main())
