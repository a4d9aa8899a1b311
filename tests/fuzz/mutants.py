#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Plants bugs in a copy of the sources, one at a time, and looks whether fuzzing finds each. Takes some minutes."""

import argparse
import dataclasses
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]


@dataclasses.dataclass
class Mutant:
    what: str
    file: str
    good: str
    bad: str


# In headers that host and kernel share: the second reader must notice.
IN_BOTH = [
    Mutant("AH counted in units of eight bytes", "bpf/parse/ipv6.h", "((__u32)length + 2) * 4",
           "((__u32)length + 1) * 8"),
    Mutant("no bound on what is taken", "bpf/parse/cursor.h", "if (taken + length > cursor->end)", "if (0)"),
    Mutant("a fragment header peeked at by two bytes", "bpf/parse/ipv6.h",
           "ctg_peek(cursor, sizeof(struct ctg_ipv6_fragment))", "ctg_peek(cursor, 2)"),
    Mutant("one extension header less", "bpf/parse/ipv6.h", "CTG_IPV6_EXTENSIONS_MAX = 7", "CTG_IPV6_EXTENSIONS_MAX = 6"),
    Mutant("reserved bits taken for an offset", "bpf/parse/ipv6.h", "CTG_IPV6_OFFSET_MASK = 0xfff8",
           "CTG_IPV6_OFFSET_MASK = 0xfffe"),
    Mutant("fragments within fragments: the first header counts", "bpf/parse/ipv6.h", "inner > outer ? inner : outer",
           "outer ? outer : inner"),
    Mutant("an extension header may be longer than the packet", "bpf/parse/ipv6.h", "if (length > ip->payload)",
           "if (0)"),
    Mutant("an IPv4 header of four words", "bpf/parse/ipv4.h", "CTG_IPV4_IHL_MIN = 5", "CTG_IPV4_IHL_MIN = 4"),
    Mutant("the reserved flag of IPv4 taken for an offset", "bpf/parse/ipv4.h", "CTG_IPV4_OFFSET_MASK = 0x1fff",
           "CTG_IPV4_OFFSET_MASK = 0x9fff"),
    Mutant("a third VLAN tag is read", "bpf/parse/ethernet.h", "CTG_VLAN_TAGS_MAX = 2", "CTG_VLAN_TAGS_MAX = 3"),
    Mutant("one of 23 illegal flags forgotten", "bpf/check/tcp.h", "= CTG_TCP_FLAGS_RST_URG,", "= CTG_GO_ON,"),
    Mutant("options that just fill the segment", "bpf/check/tcp.h", "tcp->header_length > ip->payload",
           "tcp->header_length >= ip->payload"),
    Mutant("ICMP above IPv6 taken for ICMPv6", "bpf/parse/icmp.h", "CTG_PROTOCOL_ICMP : CTG_PROTOCOL_ICMPV6",
           "CTG_PROTOCOL_ICMP : CTG_PROTOCOL_ICMP"),
    Mutant("an ICMP header without anything behind it", "bpf/parse/icmp.h", "ip->payload < CTG_ICMP_HEADER",
           "ip->payload <= CTG_ICMP_HEADER"),
    Mutant("an empty UDP datagram", "bpf/check/udp.h", "udp->length < CTG_UDP_HEADER", "udp->length <= CTG_UDP_HEADER"),
]

# In what only the kernel runs, or as if only its compiler had gone wrong: the comparison must notice.
IN_KERNEL = [
    Mutant("AH counted in units of eight bytes, by BPF only", "bpf/parse/ipv6.h",
           "	if (kind == CTG_IPV6_AH)\n",
           "#ifdef __bpf__\n	if (kind == CTG_IPV6_AH)\n		return ((__u32)length + 1) * 8;\n#endif\n"
           "	if (kind == CTG_IPV6_AH)\n"),
    Mutant("the short way takes fragments", "bpf/check/plain.h",
           "ctg_from_be16(CTG_IPV4_OFFSET_MASK | CTG_IPV4_MORE_FRAGMENTS)", "0"),
    Mutant("the short way does not look at data offsets", "bpf/shortcut.bpf.h", "|| ctg_check_tcp_offset(&tcp, ip)", ""),
    Mutant("the short way takes IPv4 options for TCP", "bpf/check/plain.h", "header->ihl != CTG_IPV4_IHL_MIN", "0"),
    Mutant("layer 4 read from later fragments", "bpf/judge.bpf.h", "packet->ip.part != CTG_LATER_FRAGMENT", "1"),
    Mutant("the walk's offset wraps early", "bpf/parse/ipv6.bpf.h", "CTG_IPV6_OFFSET_BOUND = 0x3fff",
           "CTG_IPV6_OFFSET_BOUND = 0x03ff"),
    Mutant("the walk forgets which fragment it saw", "bpf/parse/ipv6.bpf.h", "walk->part = ip.part;", ""),
    Mutant("the walk forgets how far it went", "bpf/parse/ipv6.bpf.h", "walk->offset += walk->payload - ip.payload;",
           ""),
    Mutant("bytes counted as the header says them", "bpf/length.bpf.h",
           "first_buffer == CTG_ETHERNET_MIN)\n		return first_buffer;",
           "first_buffer == CTG_ETHERNET_MIN)\n		return announced;"),
]


class Copy:
    """The tracked sources in a folder of their own, with a build, a corpus, and at most one bug at a time."""

    def __init__(self, folder, seconds):
        self.folder, self.seconds = folder, seconds
        self.build_folder = folder / "build"
        self.programs = self.build_folder / "tests/fuzz"
        self.seeds, self.corpus = folder / "seeds", folder / "corpus"
        self.corpus.mkdir()
        for path in self.call("git", "-C", ROOT, "ls-files", "-z").split("\0"):
            if path and (ROOT / path).is_file():
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / path, folder / path)

    @staticmethod
    def call(*command):
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if done.returncode != 0:
            sys.exit(f"{' '.join(map(str, command))}:\n{done.stdout}")
        return done.stdout

    def build(self, target):
        self.call("cmake", "--build", self.build_folder, "--target", target)

    def prepare(self):
        self.call("cmake", "-S", self.folder, "-B", self.build_folder, "-G", "Ninja",
                  "-DCMAKE_BUILD_TYPE=RelWithDebInfo")
        self.build("fuzz")
        self.call(self.programs / "fuzz_seeds", self.seeds)
        if self.finds("parse_fuzz", self.corpus, self.seeds, f"-max_total_time={self.seconds}", "-max_len=3500"):
            sys.exit("fuzzing finds something although nothing is planted: run scripts/fuzz")

    def finds(self, program, *arguments):
        """Whether the program fails; it must never be for another reason than a finding."""
        environment = os.environ | {"LLVM_PROFILE_FILE": str(self.folder / "profile")}
        done = subprocess.run([self.programs / program, *map(str, arguments)], env=environment, cwd=self.folder,
                              capture_output=True, text=True, errors="replace", check=False)
        said = done.stdout + done.stderr
        if done.returncode == 0:
            return False
        if not any(sign in said for sign in ("disagree", "the program says", "AddressSanitizer", "runtime error")):
            sys.exit(f"{program} failed without a finding:\n{said[-2000:]}")
        return True

    def found(self, mutant, fuzz):
        """Seconds until `fuzz` found the mutant, or None."""
        source = self.folder / mutant.file
        text = source.read_text()
        if text.count(mutant.good) != 1:
            sys.exit(f"{mutant.file} has `{mutant.good}` {text.count(mutant.good)} times: this list is out of date")
        source.write_text(text.replace(mutant.good, mutant.bad))
        try:
            return fuzz()
        finally:
            source.write_text(text)

    def on_host(self):
        self.build("fuzz_host")
        scratch = pathlib.Path(tempfile.mkdtemp(dir=self.folder))  # what it keeps is of no use to the next
        begun = time.monotonic()
        found = self.finds("parse_fuzz", scratch, self.seeds, f"-max_total_time={self.seconds}", "-max_len=3500")
        return time.monotonic() - begun if found else None

    def in_kernel(self):
        self.build("fuzz_agree")
        begun = time.monotonic()
        found = self.finds("fuzz_agree", self.corpus, self.seeds, "--seconds", self.seconds)
        return time.monotonic() - begun if found else None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=30, help="to find a bug in before it counts as missed (30)")
    chosen = parser.parse_args()
    missed = 0
    with tempfile.TemporaryDirectory(prefix="ctgate-mutants-") as folder:
        copy = Copy(pathlib.Path(folder), chosen.seconds)
        copy.prepare()
        for mutants, fuzz, who in ((IN_BOTH, copy.on_host, "host"), (IN_KERNEL, copy.in_kernel, "kernel")):
            for mutant in mutants:
                took = copy.found(mutant, fuzz)
                missed += took is None
                print(f"{who:6}  {'MISSED' if took is None else f'{took:5.1f} s'}  {mutant.what}", flush=True)
    print(f"{len(IN_BOTH) + len(IN_KERNEL) - missed} found, {missed} missed")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
