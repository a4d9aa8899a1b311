# SPDX-License-Identifier: MIT
"""Kernels from the Debian mirror that this machine uses, kept in a folder. Touches nothing of the machine's apt."""
import contextlib
import fcntl
import pathlib
import re
import shutil
import subprocess
import tarfile
import tempfile

KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
META_PACKAGE = "linux-image-cloud-amd64"
# What a meta package leads to: the image, or since 2026 its two halves.
PART = re.compile(r"linux-(?:image|binary|modules)-[0-9][^ ]*-cloud-amd64(?= )")
VMLINUZ = re.compile(r"\./(?:boot/vmlinuz-.*|usr/lib/modules/[^/]+/vmlinuz)")
MODULE = re.compile(r"\./(?:usr/)?lib/modules/([^/]+)/kernel/(?:(?:net|lib|crypto|arch)/.*|drivers/net/veth)\.ko.*")
KEPT = ("vmlinuz", "release", "modules")


class Unavailable(Exception):
    """Why no kernel is to be had here, through no fault of ctgate's."""


def mirror():
    """Where this machine has its Debian packages from."""
    if subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True).stdout.strip() != "amd64":
        raise Unavailable("the kernels are Debian's for amd64; this machine is of another kind")
    listed = subprocess.run(["apt-get", "indextargets", "--format", "$(REPO_URI)"],
                            capture_output=True, text=True, check=True).stdout
    for uri in listed.split():
        if uri.endswith("/debian/"):
            return uri
    raise Unavailable("no mirror of Debian in this machine's apt sources")


class Apt:
    """apt-get with one suite, and with lists and settings in a folder of its own."""

    def __init__(self, folder, uri, suite):
        self.folder = folder
        for part in ("lists/partial", "archives/partial"):
            (folder / part).mkdir(parents=True)
        (folder / "status").touch()
        (folder / "sources.list").write_text(f"deb [signed-by={KEYRING}] {uri} {suite} main\n")
        self.options = [f"-o{key}={value}" for key, value in {
            "Dir::Etc::sourcelist": folder / "sources.list",
            "Dir::Etc::sourceparts": "/dev/null",
            "Dir::Etc::preferences": "/dev/null",
            "Dir::Etc::preferencesparts": "/dev/null",
            "Dir::State": folder,
            "Dir::State::status": folder / "status",
            "Dir::Cache": folder,
            "Acquire::Languages": "none",
            "Acquire::Retries": "3",
            "APT::Architecture": "amd64",
            "APT::Sandbox::User": "root",
        }.items()]

    def run(self, tool, *arguments):
        done = subprocess.run([tool, "-qq", *self.options, *arguments], cwd=self.folder, capture_output=True, text=True)
        if done.returncode != 0:
            raise Unavailable(f"{tool} {' '.join(arguments)}: {last_line(done.stderr)}")
        return done.stdout

    def parts(self):
        """Names of the packages that hold the kernel and its modules."""
        found, look = set(), {META_PACKAGE}
        while look:
            shown = self.run("apt-cache", "show", "--no-all-versions", *sorted(look))
            depends = " ".join(re.findall(r"^Depends: (.*)", shown, re.M))
            look = set(PART.findall(depends)) - found
            found |= look
        return sorted(found)


def last_line(text):
    return (text.strip().splitlines() or ["no word about why"])[-1]


def unpack(package, folder):
    """Takes from a package what a test machine may need."""
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", package], stdout=subprocess.PIPE) as unpacked:
        with tarfile.open(fileobj=unpacked.stdout, mode="r|") as archive:
            for member in archive:
                if not member.isfile():
                    continue
                module = MODULE.fullmatch(member.name)
                if module:
                    (folder / "release").write_text(module[1])
                elif not VMLINUZ.fullmatch(member.name):
                    continue
                to = folder / ("modules/" + pathlib.Path(member.name).name if module else "vmlinuz")
                to.write_bytes(archive.extractfile(member).read())


def download(suite, folder):
    apt = Apt(folder / "apt", mirror(), suite)
    apt.run("apt-get", "update")
    apt.run("apt-get", "download", *apt.parts())
    (folder / "modules").mkdir()
    for package in apt.folder.glob("*.deb"):
        unpack(package, folder)
    shutil.rmtree(apt.folder)
    if not (folder / "vmlinuz").exists() or not any((folder / "modules").iterdir()):
        raise Unavailable(f"the packages of {suite} hold no kernel where kernels are looked for")


@contextlib.contextmanager
def only_one(path):
    """Of several runs at the same time one downloads; the others wait and find it done."""
    with open(path, "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def kernel_of(suite, cache, fresh):
    """The folder of a suite's kernel, downloaded when it is not there: vmlinuz, release, modules/*.ko[.xz]."""
    kept = cache / suite
    cache.mkdir(parents=True, exist_ok=True)
    with only_one(cache / f"{suite}.lock"):
        if fresh or not all((kept / part).exists() for part in KEPT):
            with tempfile.TemporaryDirectory(dir=cache, prefix=f"{suite}.") as made:
                folder = pathlib.Path(made) / "kernel"
                folder.mkdir()
                download(suite, folder)
                shutil.rmtree(kept, ignore_errors=True)
                folder.rename(kept)
    return kept
