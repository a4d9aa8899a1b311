#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""C and C++ are as clang-format leaves them. Its versions differ in detail; the house's is 14."""

import re
import shutil
import subprocess
import sys

import tree

VERSION = 14


def formatter():
    """The path of clang-format, or the end of the script."""
    for name in (f"clang-format-{VERSION}", "clang-format"):
        path = shutil.which(name)
        if not path:
            continue
        version = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout
        if re.search(rf"version {VERSION}\.", version):
            return path
    print(f"SKIPPED: no clang-format {VERSION} on this machine")
    sys.exit(tree.SKIPPED)


def unformatted(root, paths):
    """Those of the files under root that clang-format would change."""
    done = subprocess.run([formatter(), "--dry-run", *paths], cwd=root, capture_output=True, text=True, check=True)
    return sorted(set(re.findall(r"^(\S+?):\d+:\d+: warning: code should be clang-formatted", done.stderr, re.M)))


def violations(files):
    for path in unformatted(tree.ROOT, [path for path in files if path.endswith(tree.C_SUFFIXES)]):
        yield f"{path}: run clang-format -i on it"


if __name__ == "__main__":
    tree.judge(violations)
