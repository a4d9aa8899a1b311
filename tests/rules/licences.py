#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every source, script and CMake file names its licence in its first two lines."""

import tree

TAG = "SPDX-License-Identifier: "
BPF = "GPL-2.0-only OR BSD-2-Clause"
OTHERS = "MIT"


def named(text):
    """The licence that a file names, or None."""
    for line in text.splitlines()[:2]:
        if TAG in line:
            return line.split(TAG, 1)[1].removesuffix("*/").strip()
    return None


def runs_in_the_kernel(path):
    return (path.startswith("bpf/") and path.endswith(tree.C_SUFFIXES)) or path.endswith((".bpf.c", ".bpf.h"))


def violations(files):
    for path, text in files.items():
        if not tree.is_code(path, text):
            continue
        wanted = BPF if runs_in_the_kernel(path) else OTHERS
        if named(text) != wanted:
            yield f"{path}: its first lines name {named(text) or 'no licence'}, not {wanted}"


if __name__ == "__main__":
    tree.judge(violations)
