# SPDX-License-Identifier: MIT
"""Says in sentences what the figures of this run show, the bad with the good. No sentence without its figure."""
import figures

SAME_POINTS = 2.0    # a success rate that moved less than this is called equal
SAME_LATENCY = 2.0   # so is a 99th percentile within this factor; the machine is shared
SUFFERING_MS = 100   # and one that stays below this hurts nobody


def sentences(without, with_ctgate, drops):
    yield table(without, with_ctgate)
    yield malformed(without, with_ctgate, drops)
    for name in figures.SERVICES:
        yield service(name, without, with_ctgate)
    yield from limits(without, with_ctgate, drops)
    yield cpu(without, with_ctgate)


def occupancy(phase):
    if phase["full_after_s"] is None:
        return f"the table never filled (peak {phase.peak_percent:.0f} %)"
    return f"the table was full after {phase['full_after_s']:.1f} s"


def casualties(phase):
    return f"{phase.stat('drop') or 0:,} packets dropped for want of an entry, " \
           f"{phase.stat('early_drop') or 0:,} unassured entries evicted"


def table(without, with_ctgate):
    return (f"TABLE: without ctgate {occupancy(without)}: {casualties(without)}; "
            f"with it {occupancy(with_ctgate)}: {casualties(with_ctgate)}. "
            "An evicted entry may be the attacker's or a client's: the kernel does not say.")


def malformed(without, with_ctgate, drops):
    stopped = sum(packets for name, packets in drops.items() if name.startswith("tcp_flags_"))
    return (f"MALFORMED SEGMENTS never stay in the table, with or without ctgate: what filled it was UDP. Without "
            f"ctgate each costs an allocation, which in a full table evicts somebody or ends in `drop`; conntrack "
            f"called {without.stat('invalid') or 0:,} packets invalid. With it {stopped:,} of "
            f"{with_ctgate['offered']['malformed']:,} stopped before conntrack, "
            f"which called {with_ctgate.stat('invalid') or 0:,} invalid.")


def compare(before, after):
    """One word on success, or on the 99th percentile where success is equal."""
    points = after.success_percent - before.success_percent
    if abs(points) >= SAME_POINTS:
        return "BETTER" if points > 0 else "WORSE"
    slow_before, slow_after = before.latency_ms(0.99), after.latency_ms(0.99)
    if max(slow_before, slow_after) < SUFFERING_MS:
        return "EQUAL"
    if slow_before >= SAME_LATENCY * slow_after:
        return "BETTER"
    return "WORSE" if slow_after >= SAME_LATENCY * slow_before else "EQUAL"


def service(name, without, with_ctgate):
    before, after = without.attacked[name], with_ctgate.attacked[name]
    return (f"{compare(before, after)} with ctgate: {figures.SERVICES[name]}: {before.success_percent:.0f} % answered, "
            f"p99 {before.latency_ms(0.99):.0f} ms, became {after.success_percent:.0f} %, "
            f"p99 {after.latency_ms(0.99):.0f} ms.")


# Which client shares a limit with which part of the attack.
SHARED = {"limit_dns_total": ("dns_to_host", "query", "dns", "queries from made-up sources"),
          "limit_dns_reply_total": ("dns_from_behind", "reply", "dns-reply", "replies")}


def limits(without, with_ctgate, drops):
    """The price of a total limit, when a client paid it."""
    for reason, (name, kind, limit, text) in SHARED.items():
        lost = without.attacked[name].success_percent - with_ctgate.attacked[name].success_percent
        if lost < SAME_POINTS or reason not in drops:
            continue
        rate = with_ctgate["offered"][kind] / with_ctgate.seconds
        yield (f"WHY WORSE: {rate:,.0f} {text} a second competed with the client for limit `{limit}`; "
               f"{drops[reason]:,} packets were over its total, which cannot tell one from the other. The limit keeps "
               f"the table free for everything else at the price of this service; raise it "
               f"(ctgate limit set {limit} --rate ...) to pay the other way round.")


def cpu(without, with_ctgate):
    before, after = without.cpu_us, with_ctgate.cpu_us
    word = "less" if after < before else "MORE"
    return (f"CPU: sending and receiving cost {before:.2f} us per offered packet without ctgate and {after:.2f} us with "
            f"it: {abs(before - after):.2f} us {word}. Sending is the same in both, so that is what receiving changed by.")
