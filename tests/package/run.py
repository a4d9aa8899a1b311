#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Installs the package in a Debian 12, boots that in qemu, and prints what the filter lived through."""
import argparse
import os
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT / "scripts/kernels.d")]

import debian  # noqa: E402  (scripts/kernels.d knows kernels and machines)
import image  # noqa: E402
import machine  # noqa: E402
import outcome  # noqa: E402
import pack  # noqa: E402
import slim  # noqa: E402

TRIALS = ("boot", "hardened", "reload", "stop", "disarmed", "killed", "recreate", "stuck", "renamed", "upgrade",
          "by_hand", "shared", "configured", "refused", "removed", "purged")
PASSED, FAILED, SKIPPED = 0, 1, 77  # as told to CTest
MEMORY_MB = 1024


def rows(ran):
    for name in TRIALS:
        said = ran.trials.get(name)
        yield outcome.judge(name, said) if said else outcome.Row(name, wrong=[f"not reached: {ran.died}"])


def show(all_rows):
    print(f"{'':10} {'offered':>8} {'came in':>8} {'dropped':>8}")
    for row in all_rows:
        print(f"{row.name:10} {row.offered:8} {row.came_in:8} {row.dropped:8}  "
              f"{'FAILED' if row.wrong else 'ok':6}  {row.note}")
    for row in all_rows:
        for wrong in row.wrong:
            print(f"\n{row.name}: {wrong}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--cache", type=pathlib.Path, default="/var/cache/ctgate-kernels")
    options = parser.parse_args()
    if os.geteuid() != 0:
        print("SKIPPED: needs root, to install a package in a folder")
        return SKIPPED
    folder = options.build / "package"
    archive = folder / "initramfs.cpio"
    try:
        kernel = debian.kernel_of(slim.SUITE, options.cache, False)
        image.make(pack.packed(options.build), kernel, options.cache,
                   options.build / "tests/package/package_knock", archive)
    except debian.Unavailable as why:
        print(f"SKIPPED: {why}")
        return SKIPPED
    ran = machine.boot(kernel / "vmlinuz", archive, folder, MEMORY_MB)
    archive.unlink()
    all_rows = list(rows(ran))
    show(all_rows)
    print(f"\n{ran.cpu_seconds:.0f} s of a processor; {ran.died or 'the machine ended by itself'}; logs: {folder}")
    return FAILED if ran.died or any(row.wrong for row in all_rows) else PASSED


if __name__ == "__main__":
    sys.exit(main())
