# SPDX-License-Identifier: MIT
"""A Debian 12 as bare as an image of it in a registry is: with apt and with nothing of ctgate's."""
import subprocess

import debian

SUITE = "bookworm"
LEFT_OUT = ("/usr/share/doc/*", "/usr/share/man/*", "/usr/share/locale/*", "/usr/share/info/*")


def archive(cache):
    """As a tar archive, which is kept."""
    kept = cache / f"{SUITE}-slim.tar"
    cache.mkdir(parents=True, exist_ok=True)
    with debian.only_one(cache / f"{SUITE}-slim.lock"):
        if not kept.exists():
            made = kept.with_suffix(".new")
            done = subprocess.run(
                ["mmdebstrap", "--quiet", "--variant=minbase", *(f"--dpkgopt=path-exclude={path}" for path in LEFT_OUT),
                 "--format=tar", SUITE, made, debian.mirror()], capture_output=True, text=True)
            if done.returncode != 0:
                raise debian.Unavailable(f"mmdebstrap: {debian.last_line(done.stderr)}")
            made.rename(kept)
    return kept
