#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A rule that nothing can break holds nothing: each one here meets what breaks it."""

import pathlib
import shutil
import tempfile
import unittest

import formatting
import includes
import licences
import sizes
import tree

DUAL = "/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */\n"
MIT = "// SPDX-License-Identifier: MIT\n"


def found(rule, path, text):
    return list(rule.violations({path: text}))


class Includes(unittest.TestCase):
    def refused(self, path, include):
        self.assertTrue(found(includes, path, f"#include {include}\n"), f"{path} may not include {include}")

    def taken(self, path, include):
        self.assertEqual(found(includes, path, f"#include {include}\n"), [])

    def test_bpf_layers_point_down(self):
        self.refused("bpf/abi.h", '"parse/ip.h"')
        self.refused("bpf/parse/tcp.h", '"../check/tcp.h"')
        self.refused("bpf/check/tcp.h", '"../limit/bucket.h"')
        self.refused("bpf/parse/tcp.h", '"../unknown/tcp.h"')
        self.taken("bpf/limit/bucket.h", '"../check/tcp.h"')
        self.taken("bpf/check/tcp.h", '"../parse/tcp.h"')
        self.taken("bpf/ctgate.bpf.c", '"limit/total.bpf.h"')

    def test_bpf_stands_alone(self):
        self.refused("bpf/ctgate.bpf.c", '"../loader/filter.hpp"')
        self.refused("bpf/abi.h", "<sys/types.h>")
        self.refused("bpf/abi.h", "<vector>")
        self.taken("bpf/abi.h", "<linux/types.h>")
        self.taken("bpf/parse/cursor.h", "<stdbool.h>")

    def test_pure_headers_need_no_helpers(self):
        self.refused("bpf/limit/bucket.h", '"../maps.bpf.h"')
        self.refused("bpf/parse/ip.h", "<bpf/bpf_helpers.h>")
        self.taken("bpf/limit/total.bpf.h", '"../maps.bpf.h"')
        self.taken("bpf/maps.bpf.h", "<bpf/bpf_helpers.h>")

    def test_loader_and_userspace_point_down(self):
        self.refused("loader/pins/pins.cpp", '"userspace/config/config.hpp"')
        self.refused("loader/pins/pins.cpp", '"bpf/parse/ip.h"')
        self.refused("userspace/cli/drops.cpp", '"bpf/maps.bpf.h"')
        self.refused("userspace/cli/drops.cpp", '"tests/packet/frame.hpp"')
        self.taken("userspace/cli/drops.cpp", '"loader/filter.hpp"')
        self.taken("loader/pins/pins.hpp", '"bpf/abi.h"')

    def test_only_the_loader_knows_libbpf(self):
        self.refused("userspace/main.cpp", "<bpf/libbpf.h>")
        self.taken("loader/pins/pins.cpp", "<bpf/bpf.h>")

    def test_one_file_knows_the_skeleton(self):
        self.refused("loader/filter.cpp", '"ctgate.skel.h"')
        self.refused("userspace/main.cpp", '"ctgate.skel.h"')
        self.taken("loader/program/program.cpp", '"ctgate.skel.h"')


class Licences(unittest.TestCase):
    def test_each_side_has_its_own(self):
        self.assertEqual(found(licences, "bpf/abi.h", DUAL), [])
        self.assertEqual(found(licences, "loader/pins/pins.cpp", MIT), [])
        self.assertEqual(found(licences, "tests/bench/empty.bpf.c", DUAL), [])
        self.assertTrue(found(licences, "bpf/abi.h", MIT))
        self.assertTrue(found(licences, "tests/bench/empty.bpf.c", MIT))
        self.assertTrue(found(licences, "loader/pins/pins.cpp", DUAL))

    def test_every_kind_of_code_is_asked(self):
        for path in ("a.c", "a.hpp", "a/CMakeLists.txt", "a.cmake", "a.py", "a.sh", "a.hpp.in"):
            self.assertTrue(found(licences, path, "nothing\n"), path)
        self.assertTrue(found(licences, "scripts/demo", "#!/bin/sh\n"))
        self.assertEqual(found(licences, "README.md", "nothing\n"), [])

    def test_it_stands_at_the_top(self):
        self.assertEqual(found(licences, "a.py", "#!/usr/bin/env python3\n# SPDX-License-Identifier: MIT\n"), [])
        self.assertTrue(found(licences, "a.cpp", "\n\n" + MIT))


class Sizes(unittest.TestCase):
    def test_files_end_after_300_lines(self):
        self.assertEqual(found(sizes, "a.py", "x\n" * 300), [])
        self.assertTrue(found(sizes, "a.py", "x\n" * 301))
        self.assertEqual(found(sizes, "data.json", "x\n" * 301), [])

    def test_lines_end_after_120_columns(self):
        self.assertEqual(found(sizes, "a.cpp", "\t" + "x" * 112 + "\n"), [])
        self.assertTrue(found(sizes, "a.cpp", "\t" + "x" * 113 + "\n"))


class Formatting(unittest.TestCase):
    def setUp(self):
        try:
            formatting.formatter()
        except SystemExit:
            self.skipTest(f"no clang-format {formatting.VERSION}")

    def test_asks_clang_format(self):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            shutil.copy(tree.ROOT / ".clang-format", root)
            (root / "good.cpp").write_text("int f()\n{\n\treturn 1;\n}\n")
            (root / "bad.cpp").write_text("int f() {\n    return 1;\n}\n")
            self.assertEqual(formatting.unformatted(root, ["good.cpp", "bad.cpp"]), ["bad.cpp"])


if __name__ == "__main__":
    unittest.main()
