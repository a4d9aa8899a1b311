# SPDX-License-Identifier: MIT
"""What a machine said of its trials against what must come of them."""
import dataclasses
import re

import kernels

ALARM = re.compile(r"^<[0-5]>.*(?:WARNING:|BUG:|Oops|general protection|INFO: task .* blocked|rcu.*stall).*", re.M)


@dataclasses.dataclass
class Verdict:
    """What is shown of one kernel."""
    kernel: str
    release: str = ""
    unavailable: str = ""   # why there is nothing to show
    passed: int = 0
    failures: list = dataclasses.field(default_factory=list)  # (what, sentence or text)
    remark: str = ""
    verified: dict = dataclasses.field(default_factory=dict)  # configuration -> instructions
    cpu_seconds: float = 0.0

    def check(self, what, holds, otherwise):
        if holds:
            self.passed += 1
        else:
            self.failures.append((what, otherwise))


def switched_off(version):
    """What `ctgate --version` says "no" to: (capability, sentence)."""
    return tuple(re.findall(r"^  (\S.*?) {2,}no: (.*)$", version, re.M))


def judge_version(verdict, said, expected, what):
    found = switched_off(said.text)
    verdict.check(what, said.status == 0 and found == expected,
                  f"ctgate --version ended with {said.status}; off should be {expected}:\n{said.text}")


def judge_verified(verdict, said):
    verdict.verified = {name: int(number) for name, number in re.findall(r"^(\w+) (\d+)$", said.text, re.M)}
    counts = verdict.verified.values()
    verdict.check("verified instructions", said.status == 0 and counts and max(counts) <= kernels.VERIFIED_MAX,
                  f"at most {kernels.VERIFIED_MAX} are wanted:\n{said.text}")


def judge_suite(verdict, suite, said):
    """Each test counts; one that skips itself lacks something that a test machine should have."""
    passed = re.findall(r"^\[       OK \] (\S+)", said.text, re.M)
    verdict.passed += len(passed)
    for test in re.findall(r"^\[  (?:FAILED|SKIPPED) \] ([^\s,]+)(?:,.*)? \(\d+ ms\)$", said.text, re.M):
        started = said.text.find(f"[ RUN      ] {test}\n")
        verdict.failures.append((test, said.text[started:].split(f"] {test} (")[0]))
    if said.status is None:
        verdict.failures.append((suite.name, "the machine went while it ran:\n" + said.text[-2000:]))
    elif not passed or (said.status != 0 and not verdict.failures):
        verdict.failures.append((suite.name, f"ended with {said.status}:\n{said.text[-2000:]}"))


def judge_refusal(verdict, kernel, trials):
    sentence = f"ctgate: {kernel.refusal.format(release=verdict.release)}"
    attach = trials["attach"]
    verdict.check("refusal", attach.status not in (0, None) and attach.text == sentence + "\n",
                  f"`ctgate attach gate0` ended with {attach.status}; not 0 and this were wanted:\n{sentence}\n"
                  f"it said:\n{attach.text}")
    verdict.check("nothing pinned", "link" not in trials["pins"].text, trials["pins"].text)
    link = trials["link"]
    verdict.check("interface untouched", link.status == 0 and "xdp" not in link.text, link.text)
    verdict.remark = "refused: " + kernel.refusal.format(release=verdict.release)


def judge_support(verdict, kernel, trials):
    judge_version(verdict, trials["version-without-conntrack"], kernels.OFF_WITHOUT_CONNTRACK,
                  "features, nf_conntrack not loaded")
    judge_version(verdict, trials["version"], kernel.off, "features")
    judge_verified(verdict, trials["verified"])
    for suite in kernels.SUITES:
        judge_suite(verdict, suite, trials[suite.name])
    verdict.remark = "; ".join(f"{name} off: {sentence}" for name, sentence in kernel.off) or "all features"


def judge(kernel, release, ran):
    trials = ran.trials
    verdict = Verdict(kernel.name, release)
    try:
        (judge_refusal if kernel.refusal else judge_support)(verdict, kernel, trials)
        for name, said in trials.items():
            if name.endswith("modules"):
                verdict.check(name, (said.status, said.text) == (0, ""), said.text)
        alarms = ALARM.findall(trials["log"].text)
        verdict.check("kernel log", not alarms, "\n".join(alarms))
    except KeyError as trial:
        verdict.failures.append((trial.args[0], "was not run"))
    if ran.died:
        verdict.failures.append(("machine", ran.died))
    verdict.cpu_seconds = ran.cpu_seconds
    return verdict
