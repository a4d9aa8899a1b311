#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Builds the image of packaging/container and runs the pod of packaging/kubernetes in a network namespace, by podman:
what becomes of packets when its configuration is changed, is bad, when the container is killed and when it goes."""
import os
import pathlib
import signal
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1] / "scripts/kernels.d")]

import gate  # noqa: E402
import node  # noqa: E402
import pack  # noqa: E402
import slim  # noqa: E402
import trial  # noqa: E402

GOOD = '[interface."gate*"]\n'
OTHER = GOOD + '[defaults.limits.dns]\nrate = "4711/s"\n'
BAD = GOOD + "[defaults]\narmd = true\n"
BPF, PERFMON, NET_ADMIN, SYS_ADMIN = 39, 38, 12, 21
FEW_SECONDS = 0.5


def expect(what, holds):
    if not holds:
        raise RuntimeError(f"not so: {what}")


def counters(pod):
    return gate.offered(), gate.came_in(), gate.dropped(pod.exec("ctgate", "status", "--json").stdout)


class Row:
    """What happened to packets while something was done: printed, and judged."""

    def __init__(self, pod, name):
        self.pod, self.name = pod, name

    def __enter__(self):
        self.before = counters(self.pod)

    def __exit__(self, failed, *_):
        if failed:
            return
        time.sleep(FEW_SECONDS)
        offered, came_in, dropped = (after - before for before, after in zip(self.before, counters(self.pod)))
        print(f"{self.name:44} {offered:7} {came_in:7} {dropped:7}", flush=True)
        expect(f"{self.name}: packets are offered, dropped and counted", offered > 0 and dropped > 0)
        expect(f"{self.name}: none comes in", came_in == 0)


def is_ready(pod):
    """It has said how things stand, and the probe agrees."""
    return f"{gate.INTERFACE}: armed, native" in pod.log() and pod.probe()[0] == 0


def attach(pod):
    before = gate.came_in()
    time.sleep(FEW_SECONDS)
    expect("without a filter packets come in", gate.came_in() > before)
    pod.play(GOOD)
    expect(f"the pod becomes ready: {pod.log()}", gate.soon(lambda: is_ready(pod)))
    wanted = sum(1 << bit for bit in (BPF, PERFMON, NET_ADMIN, SYS_ADMIN))
    expect(f"it has the four capabilities and no other: {pod.capabilities():x}", pod.capabilities() == wanted)
    expect("no compiler is in the image", pod.exec("sh", "-c", "command -v cc clang g++").returncode != 0)


def newcomer(pod):
    gate.run("ip", "link", "add", "gate9", "type", "veth", "peer", "name", "wire9")
    expect("an interface that comes gets its filter", gate.soon(lambda: gate.filtered("gate9")))
    gate.run("ip", "link", "delete", "gate9")


def change(pod):
    pod.play(OTHER)
    expect(f"the other configuration is in force: {pod.log()}", gate.soon(lambda: is_ready(pod)))
    expect(f"the filter runs the program of this image: {pod.log()}", "runs this version's program" in pod.log())
    expect("status tells it", "4711/s" in pod.exec("ctgate", "status").stdout)


def bad(pod):
    pod.play(BAD)
    expect("the log has the mistake", gate.soon(lambda: "`armd` is not known here" in pod.log()))
    expect("the log says what is in force", "the last good configuration is used" in pod.log())
    status, text = pod.probe()
    expect(f"the probe fails with the mistake: {text}", status == 2 and "armd" in text)
    expect("what was in force is in force", "4711/s" in pod.exec("ctgate", "status").stdout)


def back(pod):
    pod.play(OTHER)
    expect(f"the pod is ready again: {pod.log()}", gate.soon(lambda: is_ready(pod)))


def drift(pod):
    expect("a hand may change it", pod.exec("ctgate", "limit", "set", "dns", "--rate", "9/s").returncode == 0)
    status, text = pod.probe()
    expect(f"the probe fails and says in what: {text}", status == 1 and "9/s" in text)
    back(pod)


def kill(pod):
    os.kill(pod.pid(), signal.SIGKILL)
    expect("the filter stays without it", gate.filtered())
    expect("the container is started again", gate.soon(lambda: is_ready(pod), seconds=30))


def remove(pod):
    before = gate.came_in()
    pod.end()
    time.sleep(FEW_SECONDS)
    expect("the filter stays without the pod", gate.filtered() and gate.came_in() == before)
    pod.play(OTHER)
    expect("the pod is ready once more", gate.soon(lambda: is_ready(pod)))
    expect("the filter goes when it is told to", pod.exec("ctgate", "detach", "--all").returncode == 0)
    pod.end()
    expect("none is left", not gate.filtered() and not os.listdir("/sys/fs/bpf/ctgate"))
    before = gate.came_in()
    time.sleep(FEW_SECONDS)
    expect("packets come in again", gate.came_in() > before)


def never_good(pod):
    (pod.state / "last-good.toml").unlink()
    pod.pod["spec"]["restartPolicy"] = "Never"  # podman does not end one well that it is starting again and again
    pod.play(BAD)
    expect("the log says that there is no way out", gate.soon(lambda: "there is no last good configuration" in pod.log()))
    expect("the pod is not ready", not is_ready(pod))
    expect("no filter stands", not gate.filtered())
    pod.end()


def all_of_it(pod):
    attach(pod)
    print(f"{'':44} {'offered':>7} {'came in':>7} {'dropped':>7}")
    for what, do in (("an interface comes", newcomer), ("a rollout of another configuration", change),
                     ("a rollout of a bad configuration", bad), ("and back", back),
                     ("a change by hand, and a rollout over it", drift), ("kill -9 of the container", kill)):
        with Row(pod, what):
            do(pod)
    remove(pod)
    never_good(pod)


def inside(options):
    """In the namespace."""
    with tempfile.TemporaryDirectory(prefix="ctgate-node-") as folder:
        pod = node.Node(pathlib.Path(folder))
        try:
            began = time.monotonic()
            pod.build(slim.archive(options.cache), pack.packed(options.build))
            print(f"image built in {time.monotonic() - began:.1f} s")
            with gate.knocking(options.build / "tests/package/package_knock"):
                all_of_it(pod)
        except RuntimeError as why:
            print(why)
            return trial.FAILED
        finally:
            pod.clear()
    return trial.PASSED


if __name__ == "__main__":
    sys.exit(trial.main(inside))
