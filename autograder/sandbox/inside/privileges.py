"""Root is given up before anything else: limits on amounts do not bind it."""

from __future__ import annotations

import ctypes
import os
import struct

KEEP_CAPABILITIES, CAPSET_VERSION = 8, 0x20080522
DAC_READ_SEARCH = 2

libc = ctypes.CDLL(None, use_errno=True)


def drop_root(uid: int, search: bool) -> None:
    """Becomes the user `uid` for good, of no group, with no capability.

    `search` keeps one, to read past the permissions of folders: where Python itself lies in a private folder of
    root's. Landlock then still refuses every file outside of its list. Raises OSError where it cannot be done.
    """
    if search and libc.prctl(KEEP_CAPABILITIES, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_KEEPCAPS) failed")
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    kept = 1 << DAC_READ_SEARCH if search else 0
    header = struct.pack("Ii", CAPSET_VERSION, 0)
    sets = struct.pack("6I", kept, kept, 0, 0, 0, 0)
    if libc.capset(header, sets):
        raise OSError(ctypes.get_errno(), "capset failed")
