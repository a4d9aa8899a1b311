# SPDX-License-Identifier: MIT
"""What every rule needs: the tracked files, and one way to say what is wrong."""

import pathlib
import subprocess
import sys

SKIPPED = 77  # as told to CTest
ROOT = pathlib.Path(__file__).resolve().parents[2]

C_SUFFIXES = (".c", ".h", ".cpp", ".hpp")
CODE_SUFFIXES = C_SUFFIXES + (".hpp.in", ".py", ".sh", ".cmake")


def is_code(path, text):
    """Sources, scripts and CMake files; not documents, data or licences."""
    return path.endswith(CODE_SUFFIXES) or path.endswith("CMakeLists.txt") or text.startswith("#!")


def tracked():
    """Path -> text of every tracked text file that is there."""
    listing = subprocess.run(["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"],
                             cwd=ROOT, capture_output=True, text=True, check=False)
    if listing.returncode != 0:
        print(f"SKIPPED: not a git checkout: {listing.stderr.strip()}")
        sys.exit(SKIPPED)
    files = {}
    for path in filter(None, listing.stdout.split("\0")):
        if not (ROOT / path).is_file():
            continue
        try:
            files[path] = (ROOT / path).read_text()
        except UnicodeDecodeError:
            pass
    return files


def judge(violations):
    """Prints what a rule found and ends the script."""
    found = list(violations(tracked()))
    for violation in found:
        print(violation)
    sys.exit(1 if found else 0)
