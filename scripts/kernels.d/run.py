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

PASSED, FAILED, SKIPPED = 0, 1, 77  # as told to CTest


def parse_arguments():
    parser = argparse.ArgumentParser(prog="scripts/kernels", usage="scripts/kernels [OPTION...] [KERNEL...]")
    parser.add_argument("names", nargs="*", metavar="KERNEL")
    parser.add_argument("--build", type=pathlib.Path)
    parser.add_argument("--cache", type=pathlib.Path)
    parser.add_argument("--fresh", action="store_true")
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--list", choices=("kernels", "targets"), help="print the kernels there are, or what to build")
    options = parser.parse_args()
    for name in options.names:
        if name not in kernels.NAMES:
            parser.error(f"no kernel `{name}`; say {', '.join(kernels.NAMES)}")
    return options


def run(kernel, options):
    """Fetches, boots and judges one kernel."""
    folder = options.build / "kernels" / kernel.name
    folder.mkdir(parents=True, exist_ok=True)
    try:
        files = debian.kernel_of(kernel.suite, options.cache, options.fresh)
    except debian.Unavailable as why:
        return judge.Verdict(kernel.name, unavailable=str(why))
    archive = folder / "initramfs.cpio"
    trials.file_system(kernel, files, options.build).write(archive)
    ran = machine.boot(files / "vmlinuz", archive, folder)
    if not options.keep:
        archive.unlink()
    return judge.judge(kernel, (files / "release").read_text(), ran)


def main():
    options = parse_arguments()
    if options.list:
        print(*(kernels.NAMES if options.list == "kernels" else trials.targets()))
        return PASSED
    options.build = options.build.resolve()
    wanted = [kernel for kernel in kernels.KERNELS if not options.names or kernel.name in options.names]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        verdicts = list(pool.map(lambda kernel: run(kernel, options), wanted))
    table.show(verdicts, options.build / "kernels")
    if any(verdict.failures for verdict in verdicts):
        return FAILED
    return SKIPPED if any(verdict.unavailable for verdict in verdicts) else PASSED


if __name__ == "__main__":
    sys.exit(main())
