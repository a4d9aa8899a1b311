# SPDX-License-Identifier: MIT
"""Debian 12 as small as it goes: as an image in a registry, with apt and nothing of ctgate's, or with what is named."""
import subprocess

import debian

SUITE = "bookworm"
LEFT_OUT = ("/usr/share/doc/*", "/usr/share/man/*", "/usr/share/locale/*", "/usr/share/info/*")


def made_once(cache, name, *options):
    """A Debian 12 without its documentation, as a tar archive that is kept under this name."""
    kept = cache / f"{SUITE}-{name}.tar"
    cache.mkdir(parents=True, exist_ok=True)
    with debian.only_one(kept.with_suffix(".lock")):
        if not kept.exists():
            made = kept.with_suffix(".new")
            done = subprocess.run(
                ["mmdebstrap", "--quiet", *options, *(f"--dpkgopt=path-exclude={path}" for path in LEFT_OUT),
                 "--format=tar", SUITE, made, debian.mirror()], capture_output=True, text=True)
            if done.returncode != 0:
                raise debian.Unavailable(f"mmdebstrap: {debian.last_line(done.stderr)}")
            made.rename(kept)
    return kept


def archive(cache):
    """As bare as an image in a registry."""
    return made_once(cache, "slim", "--variant=minbase")
