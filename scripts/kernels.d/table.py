# SPDX-License-Identifier: MIT
"""Shows what came of each kernel."""

ROW = "%-6s %-28s %6s %6s   %8s %8s %8s   %6s   %s"
LINES_MAX = 40
CONFIGURATIONS = ("off", "default", "on")


def shortened(text):
    lines = text.rstrip().splitlines()
    return lines if len(lines) <= LINES_MAX else [*lines[:LINES_MAX], f"... {len(lines) - LINES_MAX} lines more"]


def show_failures(verdict):
    for what, text in verdict.failures:
        print(f"{verdict.kernel}: FAILED: {what}")
        for line in shortened(text):
            print(f"    {line}")


def show(verdicts, logs):
    for verdict in verdicts:
        show_failures(verdict)
    ran = [verdict for verdict in verdicts if not verdict.unavailable]
    if ran:
        print(ROW % ("kernel", "release", "passed", "failed", *CONFIGURATIONS, "cpu s", "features"))
    for verdict in ran:
        verified = [verdict.verified.get(name, "-") for name in CONFIGURATIONS]
        print((ROW % (verdict.kernel, verdict.release, verdict.passed, len(verdict.failures), *verified,
                      f"{verdict.cpu_seconds:.0f}", verdict.remark)).rstrip())
    if ran:
        print(f"{', '.join(CONFIGURATIONS)}: instructions that the verifier looked at, by configuration. "
              f"Logs: {logs}/")
    for verdict in verdicts:
        if verdict.unavailable:
            print(f"SKIPPED: {verdict.kernel}: {verdict.unavailable}")
