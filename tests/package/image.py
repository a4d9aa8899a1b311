# SPDX-License-Identifier: MIT
"""A small Debian 12 with the package installed, as the file system of a test machine."""
import hashlib
import os
import pathlib
import shutil
import stat
import subprocess
import tempfile

import initramfs
import slim

HERE = pathlib.Path(__file__).parent
PACKAGES = ("dbus", "ifupdown", "iproute2", "kmod", "nftables", "procps", "systemd", "systemd-sysv", "udev",
            # what ctgate depends on
            "libbpf1", "libfmt9", "libmnl0", "libpcap0.8", "libspdlog1.10", "libstdc++6",
            "libtomlplusplus3", "libxdp1")
UNITS = ("ctgate@gate0.service", "knock@0.service", "knock@1.service", "outside.service", "systemd-networkd.service",
         "trials.service")
# Made before the first boot: they draw on a processor that is twenty times slower than this one.
MASKED = ("systemd-networkd-wait-online.service", "ifupdown-wait-online.service", "apt-daily.timer",
          "e2scrub_all.timer", "fstrim.timer", "dpkg-db-backup.timer", "systemd-update-utmp.service",
          "systemd-random-seed.service", "console-getty.service", "getty@tty1.service", "serial-getty@ttyS0.service")
MODULES = ("bridge", "veth", "nf_conntrack", "nf_tables", "nft_objref", "nft_ct")


def bare(cache):
    """The Debian without ctgate, as a tar archive that is kept."""
    packages = ",".join(PACKAGES)
    return slim.made_once(cache, f"root-{hashlib.sha256(packages.encode()).hexdigest()[:8]}", "--variant=essential",
                          f"--include={packages}")


def inside(root, *command):
    """Runs a command in the file system that is being made."""
    done = subprocess.run(["chroot", root, *command], capture_output=True, text=True,
                          env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive"})
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: {done.stdout}{done.stderr}")
    return done.stdout


def next_version(package, to):
    """The same package, called one version newer."""
    with tempfile.TemporaryDirectory() as made:
        folder = pathlib.Path(made) / "next"
        subprocess.run(["dpkg-deb", "-R", package, folder], check=True)
        control = folder / "DEBIAN/control"
        lines = [line + "+1" if line.startswith("Version: ") else line for line in control.read_text().splitlines()]
        control.write_text("\n".join(lines) + "\n")
        subprocess.run(["dpkg-deb", "--build", "--root-owner-group", folder, to], check=True, capture_output=True)


def add_modules(root, kernel):
    """The kernel's modules where modprobe looks for them."""
    folder = root / "usr/lib/modules" / (kernel / "release").read_text()
    folder.mkdir(parents=True)
    archive = initramfs.Archive()
    initramfs.add_modules(archive, kernel / "modules", MODULES)
    for path, (mode, content, _) in archive.entries.items():
        if stat.S_ISREG(mode):
            (folder / pathlib.Path(path).name).write_bytes(content)
    inside(root, "depmod", folder.name)


def furnish(root, package, kernel, knock):
    """Installs the package and what the trials need."""
    add_modules(root, kernel)
    shutil.copytree(HERE / "guest", root, dirs_exist_ok=True)
    shutil.copy(knock, root / "usr/local/lib/trials")
    shutil.copy(package, root / "root/this.deb")
    next_version(package, root / "root/next.deb")
    installed = inside(root, "dpkg", "-i", "/root/this.deb")
    inside(root, "systemctl", "enable", *UNITS)
    inside(root, "systemctl", "mask", *MASKED)
    (root / "init").symlink_to("usr/lib/systemd/systemd")
    (root / "etc/machine-id").write_text("0123456789abcdef0123456789abcdef\n")
    return installed


def archive_of(root):
    """A folder as the file system of a machine. Everything becomes root's, which a small Debian does not mind."""
    archive = initramfs.Archive()
    for folder, folders, files in os.walk(root):
        for name in (*folders, *files):
            path = os.path.join(folder, name)
            mode = os.lstat(path).st_mode
            content = b""
            if stat.S_ISLNK(mode):
                content = os.readlink(path).encode()
            elif stat.S_ISREG(mode):
                content = pathlib.Path(path).read_bytes()
            elif not stat.S_ISDIR(mode):
                continue
            archive.entries["/" + os.path.relpath(path, root)] = (mode, content, (0, 0))
    archive.device("/dev/console", initramfs.CONSOLE)
    return archive


def make(package, kernel, cache, knock, to):
    """Writes the file system of the machine."""
    with tempfile.TemporaryDirectory() as made:
        root = pathlib.Path(made)
        root.chmod(0o755)
        subprocess.run(["tar", "-xf", bare(cache), "-C", root, "--exclude=./dev/*"], check=True)
        furnish(root, package, kernel, knock)
        archive_of(root).write(to)
