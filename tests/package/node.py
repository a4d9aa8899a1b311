# SPDX-License-Identifier: MIT
"""A node that runs the pod of packaging/kubernetes, as far as podman is one: image, pod, probe, log."""
import os
import pathlib
import shutil
import subprocess

import yaml

import gate

ROOT = pathlib.Path(__file__).resolve().parents[2]
RUNTIME = pathlib.Path(__file__).with_name("runtime")
BASE, IMAGE = "localhost/debian:12-slim", "localhost/ctgate:test"


def daemon_set():
    documents = yaml.safe_load_all((ROOT / "packaging/kubernetes/ctgate.yaml").read_text())
    return next(one for one in documents if one["kind"] == "DaemonSet")["spec"]


class Node:
    """Keeps everything of its own in a folder."""

    def __init__(self, folder):
        self.folder = folder
        self.state = folder / "last-good"
        template = daemon_set()["template"]
        self.container = template["spec"]["containers"][0]
        self.pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "node", **template["metadata"]},
                    "spec": template["spec"]}
        self.container.update(image=IMAGE, imagePullPolicy="Never")
        for volume in self.pod["spec"]["volumes"]:
            if volume["name"] == "last-good":
                volume["hostPath"]["path"] = str(self.state)

    def command(self, *arguments):
        store = ("--root", self.folder / "root", "--runroot", self.folder / "run", "--tmpdir", self.folder / "tmp",
                 "--storage-driver", "overlay", "--cgroup-manager", "cgroupfs", "--events-backend", "file",
                 "--runtime", RUNTIME)
        return ("podman", *store, *arguments)

    def podman(self, *arguments):
        return gate.run(*self.command(*arguments))

    def build(self, base, package):
        """The image, by the recipe."""
        context = self.folder / "context"
        (context / "packaging").mkdir(parents=True)
        shutil.copy(package, context)
        shutil.copytree(ROOT / "packaging/container", context / "packaging/container")
        self.podman("import", "--quiet", base, BASE)
        # Where the parent process is there is a network, for apt.
        gate.run("nsenter", f"--net=/proc/{os.getppid()}/ns/net", *self.command(
            "build", "--quiet", "--isolation", "chroot", "--network", "host", "--build-arg", f"BASE={BASE}",
            "--tag", IMAGE, "--file", context / "packaging/container/Containerfile", context))

    def play(self, configuration):
        """Runs the pod with this configuration; one that runs before is ended, as a rollout does it."""
        manifest = self.folder / "pod.yaml"
        if manifest.exists():
            self.end()
        manifest.write_text(yaml.safe_dump_all([
            {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "ctgate"},
             "data": {"ctgate.toml": configuration}}, self.pod]))
        self.podman("kube", "play", "--quiet", manifest)

    def end(self):
        manifest = self.folder / "pod.yaml"
        self.podman("kube", "down", manifest)
        self.podman("volume", "rm", "--all", "--force")
        manifest.unlink()

    def name(self):
        return f"node-{self.container['name']}"

    def exec(self, *command):
        return subprocess.run(self.command("exec", self.name(), *command), capture_output=True, text=True)

    def probe(self):
        """What the readiness probe of the manifest says: exit status and text."""
        done = self.exec(*self.container["readinessProbe"]["exec"]["command"])
        return done.returncode, done.stdout + done.stderr

    def log(self):
        done = subprocess.run(self.command("logs", self.name()), capture_output=True, text=True)
        return done.stdout + done.stderr

    def clear(self):
        """Leaves nothing that runs or is mounted."""
        for arguments in (("pod", "rm", "--all", "--force"), ("system", "reset", "--force")):
            subprocess.run(self.command(*arguments), capture_output=True, check=False)

    def pid(self):
        return int(self.podman("inspect", "--format", "{{.State.Pid}}", self.name()))

    def capabilities(self):
        lines = pathlib.Path(f"/proc/{self.pid()}/status").read_text().splitlines()
        return next(int(line.split()[1], 16) for line in lines if line.startswith("CapEff:"))
