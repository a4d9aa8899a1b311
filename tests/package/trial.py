# SPDX-License-Identifier: MIT
"""How a test starts that needs a network namespace and mounts of its own: it calls itself again, inside."""
import argparse
import os
import pathlib
import subprocess
import sys

import debian
import gate
import slim

PASSED, FAILED, SKIPPED = 0, 1, 77  # as told to CTest


def main(inside):
    """`inside` gets the options, and gives back one of the above."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--cache", type=pathlib.Path, default="/var/cache/ctgate-kernels")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        return inside(options)
    if os.geteuid() != 0:
        print("SKIPPED: needs root, for a network namespace")
        return SKIPPED
    try:
        slim.archive(options.cache)
    except debian.Unavailable as why:
        print(f"SKIPPED: {why}")
        return SKIPPED
    with gate.namespace() as name:
        return subprocess.run(gate.inside(name, sys.executable, "-B", *sys.argv, "--inside"), check=False).returncode
