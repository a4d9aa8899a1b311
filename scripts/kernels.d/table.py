# SPDX-License-Identifier: MIT
"""Shows what came of each kernel."""

ROW = "%-6s %-28s %6s %6s   %8s %8s %8s   %6s   %s"
LINES_MAX = 40


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
    if not verdicts:
        return
    print(ROW % ("kernel", "release", "passed", "failed", "off", "default", "on", "cpu s", "features"))
    for verdict in verdicts:
        verified = [f"{verdict.verified[name]}" if name in verdict.verified else "-"
                    for name in ("off", "default", "on")]
        print((ROW % (verdict.kernel, verdict.release, verdict.passed, len(verdict.failures), *verified,
                      f"{verdict.cpu_seconds:.0f}", verdict.remark)).rstrip())
    print(f"off, default, on: instructions that the verifier looked at, by configuration. Logs: {logs}/")
