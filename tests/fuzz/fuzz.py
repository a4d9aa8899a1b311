#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Fuzzes bpf/parse and bpf/check on the host, measures what that reached, and runs the same inputs in the kernel.
Fuzzes the readers of userspace, too."""

import argparse
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "tests/fixtures"
COVERED = ("bpf/parse/", "bpf/check/")  # what must be reached
LINES_MIN = 95  # per cent of them
LONGEST = 3500  # kLongestFrame of corpus.hpp
READERS = ("ctnetlink_fuzz", "observation_fuzz")
SKIPPED = 77  # as told to CTest


class Failure(Exception):
    """What went wrong, as the user reads it."""


class Room:
    """The programs of a build, and the folders in it where fuzzing lives."""

    def __init__(self, build):
        self.programs = pathlib.Path(build).resolve() / "tests/fuzz"
        if not (self.programs / "parse_fuzz").exists():
            raise Failure(f"{build} has no fuzzer; run scripts/fuzz, which builds it")
        self.work = self.programs / "work"
        self.seeds, self.corpus, self.crashes = (self.work / name for name in ("seeds", "corpus", "crashes"))
        self.reader_seeds = self.work / "reader_seeds"
        for folder in (self.corpus, self.crashes):
            folder.mkdir(parents=True, exist_ok=True)

    def run(self, program, *arguments):
        """Exit status and all that the program said."""
        profile = {"LLVM_PROFILE_FILE": str(self.work / f"{program}.profraw")}
        done = subprocess.run([self.programs / program, *map(str, arguments)], env=os.environ | profile, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
        return done.returncode, done.stdout


def make_seeds(room):
    for program, *arguments in (("fuzz_seeds", room.seeds, FIXTURES), ("fuzz_reader_seeds", room.reader_seeds)):
        status, said = room.run(program, *arguments)
        if status != 0:
            raise Failure(said)


def hexadecimal(frame):
    return "\n".join(frame[at:at + 32].hex() for at in range(0, len(frame), 32))


def report_crash(room, said):
    """The failure that names the shortest input found that still fails, as it would be kept."""
    crash = max(room.crashes.glob("*"), key=lambda path: path.stat().st_mtime)
    smallest = room.work / "smallest"
    room.run("parse_fuzz", "-minimize_crash=1", "-max_total_time=10", f"-exact_artifact_path={smallest}", crash)
    frame = (smallest if smallest.exists() else crash).read_bytes()
    smallest.unlink(missing_ok=True)
    crash.unlink()
    what = re.search(r"the two readers disagree\n.*\n.*|ERROR: AddressSanitizer.*|.*runtime error.*", said)
    return Failure(f"{what[0] if what else said[-3000:]}\nonce it is mended, keep it in tests/fixtures/fuzz/NAME.hex:\n"
                   f"# what was wrong\n{hexadecimal(frame)}")


def fuzz(room, seconds):
    status, said = room.run("parse_fuzz", room.corpus, room.seeds, f"-max_total_time={seconds}", f"-max_len={LONGEST}",
                            f"-artifact_prefix={room.crashes}/", "-print_final_stats=1", "-timeout=10", "-entropic=0")
    if status != 0:
        raise report_crash(room, said)
    tell_executions("parse_fuzz", said, room.corpus)


def tell_executions(program, said, corpus):
    done = re.search(r"Done (\d+) runs in (\d+) second", said)
    executions, took = int(done[1]), int(done[2])
    print(f"{program}: {executions:,} executions in {took} s ({executions // max(took, 1):,}/s), no disagreement, no "
          f"over-read; corpus: {sum(1 for _ in corpus.iterdir())} inputs", flush=True)


def fuzz_reader(room, program, seconds):
    corpus = room.work / program
    corpus.mkdir(exist_ok=True)
    status, said = room.run(program, corpus, room.reader_seeds / program, f"-max_total_time={seconds}",
                            f"-artifact_prefix={room.crashes}/{program}-", "-print_final_stats=1", "-timeout=10")
    if status != 0:
        raise Failure(f"{said[-3000:]}\nonce it is mended, make a test of it in tests/userspace")
    tell_executions(program, said, corpus)


def llvm(tool):
    """The tool that belongs to the clang in use: profiles differ between versions."""
    done = subprocess.run(["clang", f"-print-prog-name={tool}"], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def tell_coverage(room):
    """Runs what fuzzing kept, and nothing else, and looks which lines that reached."""
    room.run("parse_fuzz", "-runs=0", room.corpus, room.seeds)
    profile = room.work / "parse_fuzz.profdata"
    subprocess.run([llvm("llvm-profdata"), "merge", "-sparse", room.work / "parse_fuzz.profraw", "-o", profile],
                   check=True)
    done = subprocess.run([llvm("llvm-cov"), "export", "-summary-only", f"-instr-profile={profile}",
                           room.programs / "parse_fuzz"], check=True, capture_output=True, text=True)
    lines = {}
    for file in json.loads(done.stdout)["data"][0]["files"]:
        path = os.path.relpath(file["filename"], ROOT)
        if path.startswith(COVERED):
            lines[path] = file["summary"]["lines"]
    count, covered = (sum(line[key] for line in lines.values()) for key in ("count", "covered"))
    if count == 0:
        raise Failure("llvm-cov names no file of bpf/parse or bpf/check")
    percent = 100 * covered / count
    print(f"the corpus reaches {covered} of {count} lines of bpf/parse and bpf/check ({percent:.1f} %)", flush=True)
    for path, line in lines.items():
        if line["covered"] < line["count"]:
            print(f"  {path}: {line['count'] - line['covered']} lines not reached")
    if percent < LINES_MIN:
        raise Failure(f"that is less than {LINES_MIN} %: the changes no longer get deep enough")


def compare_with_kernel(room, seconds):
    status, said = room.run("fuzz_agree", room.corpus, room.seeds, "--seconds", seconds)
    print(said, end="")
    if status == SKIPPED:
        sys.exit(SKIPPED)
    if status != 0:
        raise Failure("host and kernel do not agree")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", required=True, help="a folder where tests/fuzz is built")
    parser.add_argument("--seconds", type=int, default=60, help="of fuzzing, a sixth of them in the kernel, a sixth of the readers (60)")
    chosen = parser.parse_args()
    if chosen.seconds < 6:
        parser.error("--seconds: six at least")
    return chosen


def main():
    chosen = arguments()
    in_kernel, for_a_reader = chosen.seconds // 6, max(1, chosen.seconds // 12)
    try:
        room = Room(chosen.build)
        make_seeds(room)
        for reader in READERS:
            fuzz_reader(room, reader, for_a_reader)
        fuzz(room, chosen.seconds - in_kernel - len(READERS) * for_a_reader)
        tell_coverage(room)
        compare_with_kernel(room, in_kernel)
    except (Failure, subprocess.CalledProcessError) as failure:
        print(failure)
        sys.exit(1)


if __name__ == "__main__":
    main()
