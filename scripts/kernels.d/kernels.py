# SPDX-License-Identifier: MIT
"""Which kernels are run, what runs on them, and what must come of it. The place to change; nothing else knows."""
import dataclasses


@dataclasses.dataclass(frozen=True)
class Kernel:
    """The kernel for virtual machines that a suite of Debian has now."""
    name: str
    suite: str
    refusal: str = ""     # what `ctgate attach` must say, where it must refuse; {release} is the kernel's
    off: tuple = ()       # (capability, sentence) that `ctgate --version` must say "no" to, with nf_conntrack loaded


KERNELS = (
    Kernel("5.10", "bullseye",
           refusal="Linux {release} refused the filter (--verbose shows what its verifier said): Invalid argument"),
    Kernel("6.1", "bookworm"),
    Kernel("6.12", "trixie"),
    Kernel("sid", "sid"),
)
NAMES = [kernel.name for kernel in KERNELS]

# What `ctgate --version` must say "no" to on every supported kernel while nf_conntrack is not loaded.
OFF_WITHOUT_CONNTRACK = (
    ("conntrack look-ups",
     "this kernel has no bpf_xdp_ct_lookup(): it is older than 5.18, or its module nf_conntrack is not loaded "
     "(modprobe nf_conntrack, then make any change); off are tcp_out_of_state, dns_reply_unsolicited and every limit "
     "that counts new flows only"),
)

# What the tests and their network namespaces need of the kernel. What a package lacks is built in.
BASE_MODULES = ("veth", "nf_tables", "nft_objref")
CONNTRACK_MODULES = ("nf_conntrack", "nf_conntrack_netlink", "nft_ct", "nft_chain_nat", "nft_masq")


@dataclasses.dataclass(frozen=True)
class Suite:
    """A GoogleTest program of the build, and which of its tests run. The name of a test may be written with a *."""
    program: str
    only: tuple = ("*",)
    never: tuple = ()

    @property
    def name(self):
        return self.program.rsplit("/", 1)[1]

    @property
    def filter(self):
        return f"{':'.join(self.only)}-{':'.join(self.never)}"


# What a kernel could do in another way than the next one. An emulated processor is 20 times slower than a real one, and
# every test loads a program or several, so what says the same of every kernel is left to the other tests.
SUITES = (
    Suite("tests/bpf/bpf_test",
          only=("TcpFlags.*", "FrameLength.*", "LimitDnsSource.PassesTheBurstExactly", "SourceSets.*",
                "LimitNewOnly.LetsMorePacketsOfAKnownFlowPass", "LimitNewOnly.KnowsFlowsOfIpv6",
                "LimitReserve.IsNotTouchedByAFlowThatConntrackKnows",
                "DnsReplyUnsolicited.DropsWhatNobodyAskedForOnceConntrackWasSeenToKnowFlows")),
    Suite("tests/e2e/lifecycle_test",
          only=("Lifecycle.DisarmedNothingDropsArmedItDoes", "Lifecycle.ChangesKeepLinkAndCounters",
                "Lifecycle.DetachLeavesNothing")),
    Suite("tests/e2e/set_test", only=("SetCommand.LoadReplacesTheWholeSetAndLeavesTheOtherAlone",)),
    Suite("tests/e2e/why_test", only=("Why.AsksConntrackWhetherItKnowsTheFlow",)),
    Suite("tests/e2e/doctor/doctor_test",
          only=("DoctorOfTraffic.NamesWhatFloodsTheGate", "DoctorCommand.SaysWhyAFullTableIsFullAndWhatToDo",
                "DoctorCommand.SaysThatConntrackIsNotActive")),
    Suite("tests/e2e/doctor/doctor_confusion_test", only=("Doctor.IsNotMisledByEntriesThatHaveExpired",)),
    Suite("tests/e2e/relieve_test",
          only=("Relieve.EveryKindFreesItsOwnAndLeavesAllOthers", "Relieve.TheKernelFreesByItselfWhatItCanTellApart")),
    Suite("tests/e2e/shared_test", only=("SharedInterface.*",)),
    Suite("tests/e2e/selftest_test", only=("SelftestCommand.NothingIsWrongWithTheDefaultConfiguration",)),
)

# No program may take more than this of the million instructions that every verifier looks at before it gives up.
VERIFIED_MAX = 500_000
