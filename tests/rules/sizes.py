#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""No file of code over 300 lines, no line of C or C++ over 120 columns (a tab is eight)."""

import tree

LINES_MAX = 300
COLUMNS_MAX = 120
TAB = 8


def violations(files):
    for path, text in files.items():
        if not tree.is_code(path, text):
            continue
        lines = text.splitlines()
        if len(lines) > LINES_MAX:
            yield f"{path}: {len(lines)} lines, at most {LINES_MAX}"
        if not path.endswith(tree.C_SUFFIXES):
            continue
        for number, line in enumerate(lines, 1):
            columns = len(line.expandtabs(TAB))
            if columns > COLUMNS_MAX:
                yield f"{path}:{number}: {columns} columns, at most {COLUMNS_MAX}"


if __name__ == "__main__":
    tree.judge(violations)
