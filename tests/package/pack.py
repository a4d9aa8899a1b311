#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The package of a build, as scripts/package makes it: BUILD/package/ctgate_*.deb. The other tests here install it."""
import argparse
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=pathlib.Path, required=True)
    build = parser.parse_args().build
    folder = build / "package"
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.deb"):
        old.unlink()
    subprocess.run([ROOT / "scripts/package", "--build-dir", build, "--output", folder], check=True,
                   env={**os.environ, "DEB_BUILD_OPTIONS": "noautodbgsym"})


def packed(build):
    """What main() made before."""
    return next((build / "package").glob("ctgate_*.deb"))


if __name__ == "__main__":
    sys.exit(main())
