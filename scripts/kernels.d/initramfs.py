# SPDX-License-Identifier: MIT
"""The whole file system of a test machine, as one cpio archive ("newc", Documentation/driver-api/early-userspace)."""
import lzma
import os
import pathlib
import re
import shutil
import stat
import subprocess
import tempfile

CONSOLE = (5, 1)
FOLDERS = ("dev", "proc", "sys", "tmp", "run", "modules", "root", "var")
MERGED = ("bin", "sbin", "lib", "lib64")  # links into /usr, as on every distribution that ctgate is built on


def in_usr(path):
    """A path without the links that MERGED names."""
    path = pathlib.PurePath(path)
    return path if path.parts[1] not in MERGED else pathlib.PurePath("/usr", *path.parts[1:])


class Archive:
    """Files by their path in the machine."""

    def __init__(self):
        self.entries = {}

    def folder(self, path):
        for parent in [*reversed(pathlib.PurePath(path).parents), pathlib.PurePath(path)][1:]:
            self.entries.setdefault(str(parent), (stat.S_IFDIR | 0o755, b"", (0, 0)))

    def file(self, path, content, mode=0o755):
        path = in_usr(path)
        self.folder(pathlib.PurePath(path).parent)
        self.entries[str(path)] = (stat.S_IFREG | mode, content, (0, 0))

    def link(self, path, target):
        self.folder(pathlib.PurePath(path).parent)
        self.entries[str(path)] = (stat.S_IFLNK | 0o777, target.encode(), (0, 0))

    def device(self, path, number):
        self.folder(pathlib.PurePath(path).parent)
        self.entries[str(path)] = (stat.S_IFCHR | 0o600, b"", number)

    def write(self, to):
        with open(to, "wb") as out:
            for inode, (path, (mode, content, device)) in enumerate(self.entries.items(), 1):
                self._entry(out, inode, path.lstrip("/"), mode, content, device)
            self._entry(out, 0, "TRAILER!!!", 0, b"", (0, 0))

    @staticmethod
    def _entry(out, inode, path, mode, content, device):
        name = path.encode() + b"\0"
        fields = (inode, mode, 0, 0, 1, 0, len(content), 0, 0, *device, len(name), 0)
        out.write(b"070701" + b"".join(b"%08X" % field for field in fields) + name)
        out.write(b"\0" * (-out.tell() % 4))
        out.write(content)
        out.write(b"\0" * (-out.tell() % 4))


def stripped(program):
    """A program without what only a debugger reads."""
    with tempfile.NamedTemporaryFile() as made:
        subprocess.run(["strip", "-o", made.name, program], check=True)
        return pathlib.Path(made.name).read_bytes()


def libraries(program):
    """What the dynamic linker loads for a program, itself included; as it is called here."""
    listed = subprocess.run(["ldd", program], capture_output=True, text=True)
    return re.findall(r"(?:=> |^\t)(/\S+) \(0x", listed.stdout, re.M)


def add_program(archive, program, content=None):
    """A program under its own path, and the libraries that it needs."""
    archive.file(program, content or pathlib.Path(program).read_bytes())
    for library in libraries(program):
        if str(in_usr(library)) not in archive.entries:
            archive.file(library, pathlib.Path(library).read_bytes())


def add_command(archive, name):
    path = shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin")
    if not path:
        raise FileNotFoundError(f"the command {name} is not installed; scripts/setup installs it")
    add_program(archive, path)


def add_busybox(archive):
    """What is not there by itself is busybox's: first in no search path, so that real tools come before it."""
    busybox = shutil.which("busybox")
    if not busybox:
        raise FileNotFoundError("the command busybox is not installed; scripts/setup installs it")
    archive.file("/bin/busybox", pathlib.Path(busybox).read_bytes())
    for applet in subprocess.run([busybox, "--list"], capture_output=True, text=True, check=True).stdout.split():
        archive.link(f"/busybox/{applet}", "/bin/busybox")


def module_content(path):
    return lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes()


def add_modules(archive, folder, names):
    """Modules and those that they need. Gives them back in the order in which they load."""
    files = {path.name.split(".")[0].replace("-", "_"): path for path in folder.iterdir()}
    order = []

    def visit(name):
        if name not in files or name in order: # built in, or there already
            return
        content = module_content(files[name])
        needed = re.search(rb"\0depends=([^\0]*)\0", content)
        for other in needed[1].decode().split(",") if needed else ():
            visit(other.replace("-", "_"))
        order.append(name)
        archive.file(f"/modules/{name}.ko", content)

    for name in names:
        visit(name)
    return order


def base():
    """An archive with what every program expects of a machine."""
    archive = Archive()
    for folder in FOLDERS:
        archive.folder(f"/{folder}")
    for name in MERGED:
        archive.folder(f"/usr/{name}")
        archive.link(f"/{name}", f"usr/{name}")
    archive.device("/dev/console", CONSOLE)
    archive.file("/etc/passwd", b"root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n", 0o644)
    archive.file("/etc/group", b"root:x:0:\nnogroup:x:65534:\n", 0o644)
    add_busybox(archive)
    return archive
