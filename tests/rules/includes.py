#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Dependencies point one way: abi.h <- parse <- check <- limit <- admit <- program, and abi.h <- loader <- userspace."""

import posixpath
import re

import tree

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)

# Inside bpf/, from the ground up; a file includes its own layer and those below.
BPF_LAYERS = (
    r"abi/.*",
    r"abi\.h",
    r"maps\.bpf\.h",
    r"parse/.*",
    r"(stamp\.h|(bound|clock|length|trace)\.bpf\.h)",
    r"check/(fragment|plain|tcp|udp)\.h",
    r"flow\.h",
    r"visitor\.h",
    r"count\.bpf\.h",
    r"check/(conntrack|recent|set|state)\.bpf\.h",
    r"limit/.*",
    r"(admit|judge|packet|shortcut)\.bpf\.h",
    r".*\.bpf\.c",
)
BPF_SYSTEM = re.compile(r"(linux|bpf)/.+|std[a-z]+\.h")

# The one file that knows each skeleton.
SKELETON_READERS = {"ctgate.skel.h": "loader/program/program.cpp", "ctgate_seat.skel.h": "loader/shared/seat.cpp"}
LIBXDP_READERS = ("loader/shared/", "loader/base/libbpf_log.cpp")

# What a folder may include of the project.
REACH = {
    "loader": ("bpf/abi.h", "loader/"),
    "userspace": ("bpf/abi.h", "loader/", "userspace/"),
}
GENERATED = {"userspace": ("ctgate_version.hpp",)}


def includes(text):
    return [(quote == '"', name) for quote, name in INCLUDE.findall(text)]


def layer(path):
    name = path.removeprefix("bpf/")
    return next((i for i, pattern in enumerate(BPF_LAYERS) if re.fullmatch(pattern, name)), None)


def bpf_violation(path, quoted, name):
    if not quoted:
        if not BPF_SYSTEM.fullmatch(name):
            return "bpf/ includes no more of the system than <linux/...>, <bpf/...> and <std*.h>"
        if name.startswith("bpf/") and not re.search(r"\.bpf\.[ch]$", path):
            return "a file without .bpf in its name is pure"
        return None
    target = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
    if not target.startswith("bpf/"):
        return "bpf/ includes nothing from outside"
    if layer(path) is None or layer(target) is None:
        return "bpf/ has a new layer that tests/rules/includes.py does not know"
    if layer(target) > layer(path):
        return "this include runs backwards"
    if target.endswith(".bpf.h") and not re.search(r"\.bpf\.[ch]$", path):
        return "a file without .bpf in its name is pure"
    return None


def cpp_violation(path, quoted, name):
    folder = path.split("/")[0]
    if name.startswith("bpf/") and not quoted:
        return None if folder == "loader" else "only loader/ knows libbpf"
    if name.startswith("xdp/") and not quoted:
        return None if path.startswith(LIBXDP_READERS) else "only loader/shared/ knows libxdp"
    if name in SKELETON_READERS:
        return None if path == SKELETON_READERS[name] else f"only {SKELETON_READERS[name]} knows that skeleton"
    if not quoted or name in GENERATED.get(folder, ()):
        return None
    return None if name.startswith(REACH[folder]) else f"{folder}/ may not reach there"


def violations(files):
    for path, text in files.items():
        folder = path.split("/")[0]
        if not path.endswith(tree.C_SUFFIXES + (".hpp.in",)) or folder not in ("bpf", *REACH):
            continue
        judge_one = bpf_violation if folder == "bpf" else cpp_violation
        for quoted, name in includes(text):
            wrong = judge_one(path, quoted, name)
            if wrong:
                yield f"{path}: includes {name}: {wrong}"


if __name__ == "__main__":
    tree.judge(violations)
