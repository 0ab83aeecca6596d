"""What a process gives up before it reads a line of a submission: root, files, system calls, amounts.

Root goes first, for limits on amounts do not bind it. Landlock (files), seccomp (system calls) and rlimits (amounts)
work without privileges, hold for every process that this one starts, and none can be taken back.
"""

from __future__ import annotations

import ctypes
import errno
import os
import resource
import socket
import struct
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

LEAST_ABI = 6  # the first Landlock that also keeps signals and abstract sockets inside
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # system calls, alike on every processor
VERSION_FLAG, BENEATH_PATH = 1, 1  # these and the rights below: linux/landlock.h
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1, 2, 4, 8
MAKE_DEVICES = 0x40 | 0x800  # of characters, of blocks
EVERY_FILE_RIGHT = (1 << 16) - 1
EVERY_NET_RIGHT = 3  # to bind, to connect
EVERY_SCOPE = 3  # abstract sockets, signals
NO_NEW_PRIVILEGES, DUMPABLE, DEATH_SIGNAL, SUBREAPER, KEEP_CAPABILITIES = 38, 4, 1, 36, 8  # linux/prctl.h
CAPSET_VERSION, DAC_READ_SEARCH = 0x20080522, 2  # linux/capability.h: the third version, the bit of the capability

FORBIDDEN = (
    *("ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd", "kcmp", "userfaultfd", "perf_event_open"),
    *("mount", "umount2", "move_mount", "open_tree", "fsopen", "fsconfig", "fsmount", "fspick", "mount_setattr"),
    *("pivot_root", "chroot", "unshare", "setns", "swapon", "swapoff", "reboot", "sethostname", "setdomainname"),
    *("keyctl", "add_key", "request_key", "bpf", "io_uring_setup", "io_uring_enter", "io_uring_register"),
    *("open_by_handle_at", "name_to_handle_at", "memfd_create", "memfd_secret", "shmget", "shmat", "shmctl"),
    *("msgget", "msgsnd", "msgrcv", "msgctl", "semget", "semop", "semtimedop", "semctl", "mq_open", "mq_unlink"),
    *("init_module", "finit_module", "delete_module", "kexec_load", "kexec_file_load", "acct", "quotactl"),
    *("iopl", "ioperm", "personality", "fanotify_init", "inotify_init", "inotify_init1", "setpriority"),
    *("sched_setscheduler", "sched_setattr", "sched_setparam", "sched_setaffinity", "ioprio_set"),
    *("process_madvise", "process_mrelease", "move_pages", "migrate_pages", "mlock", "mlock2", "mlockall"),
    *("socket", "connect", "bind", "listen"),
)
ADDRESSED = (socket.SOCK_DGRAM, socket.SOCK_RAW)  # the kinds of a socket pair that can still call other sockets
SOCKET_KIND = 0xF  # the bits of a socket's type that are its kind, beside SOCK_CLOEXEC and SOCK_NONBLOCK
CLONE_THREAD = 0x00010000  # linux/sched.h, as are the flags that make a namespace each
CLONE_NEW = (0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000)

libc = ctypes.CDLL(None, use_errno=True)


def _system(number: int, *arguments: Any) -> int:
    result = int(libc.syscall(number, *arguments))
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def drop_root(uid: int, search: bool) -> None:
    """Becomes the user `uid` for good, of no group, with no capability.

    `search` leaves one, to read past the permissions of folders: where Python itself lies in a private folder of
    root's. Landlock then still refuses every file outside of its list. Raises OSError where it cannot be done.
    """
    if search and libc.prctl(KEEP_CAPABILITIES, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_KEEPCAPS) failed")
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    capabilities = 1 << DAC_READ_SEARCH if search else 0
    header = struct.pack("Ii", CAPSET_VERSION, 0)
    sets = struct.pack("6I", capabilities, capabilities, 0, 0, 0, 0)
    if libc.capset(header, sets):
        raise OSError(ctypes.get_errno(), "capset failed")


def landlock_version() -> int:
    """The ABI of Landlock that this kernel speaks, 0 without Landlock."""
    return max(int(libc.syscall(CREATE_RULESET, 0, 0, VERSION_FLAG)), 0)


def no_new_privileges() -> None:
    """No program started from here on gains rights by being setuid."""
    libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)


def close_to_others() -> None:
    """No other process of the same user may look into this one, nor into those it forks."""
    libc.prctl(DUMPABLE, 0, 0, 0, 0)


def die_with_parent(signal: int) -> None:
    """This process gets the signal when the one that started it ends."""
    libc.prctl(DEATH_SIGNAL, signal, 0, 0, 0)


def adopt_orphans() -> None:
    """Processes below this one that lose their parent become its children."""
    libc.prctl(SUBREAPER, 1, 0, 0, 0)


def only_files(readable: Iterable[Path], own_folder: Path) -> None:
    """Landlock: no file but these to read and run, and those in its own folder; no network, no signal to the outside.

    Raises OSError where the kernel has no Landlock of version 6 or newer.
    """
    attributes = struct.pack("QQQ", EVERY_FILE_RIGHT, EVERY_NET_RIGHT, EVERY_SCOPE)
    rules = _system(CREATE_RULESET, ctypes.create_string_buffer(attributes, len(attributes)), len(attributes), 0)
    for path in readable:
        if path.exists():
            _allow(rules, path, EXECUTE | READ_FILE | READ_DIR if path.is_dir() else READ_FILE)
    _allow(rules, Path("/dev/null"), READ_FILE | WRITE_FILE)
    _allow(rules, own_folder, EVERY_FILE_RIGHT & ~MAKE_DEVICES)
    _system(RESTRICT_SELF, rules, 0)
    os.close(rules)


def _allow(rules: int, path: Path, rights: int) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    rule = struct.pack("=Qi", rights, place)
    _system(ADD_RULE, rules, BENEATH_PATH, ctypes.create_string_buffer(rule, len(rule)), 0)
    os.close(place)


@cache
def system_call_filter(may_fork: bool) -> Any:
    """seccomp: nothing done to other processes, no mounts, no namespaces, no sockets, no keys, no kernel's back doors.

    Unless it `may_fork`, it may start threads but no process.

    Raises ImportError or OSError where libseccomp is missing.
    """
    import pyseccomp

    rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    refused = pyseccomp.ERRNO(errno.EPERM)
    for name in FORBIDDEN:
        _refuse(rules, refused, name)
    for flag in CLONE_NEW:
        rules.add_rule(refused, "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, flag, flag))
    if not may_fork:
        rules.add_rule(refused, "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, CLONE_THREAD, 0))
        for name in ("fork", "vfork"):
            _refuse(rules, refused, name)
    for kind in ADDRESSED:
        rules.add_rule(refused, "socketpair", pyseccomp.Arg(1, pyseccomp.MASKED_EQ, SOCKET_KIND, kind))
    rules.add_rule(refused, "prlimit64", pyseccomp.Arg(0, pyseccomp.NE, 0))  # amounts of another process
    rules.add_rule(pyseccomp.ERRNO(errno.ENOSYS), "clone3")  # its flags lie in memory; the C library then uses clone
    return rules


def _refuse(rules: Any, how: int, name: str) -> None:
    with suppress(ValueError):  # a call that this processor, or this libseccomp, does not have
        rules.add_rule(how, name)


def only_amounts(limits: Mapping[str, int]) -> None:
    """rlimits by name, e.g. {"NPROC": 64}, hard and soft."""
    for name, most in limits.items():
        kind = getattr(resource, f"RLIMIT_{name}")
        _, hard = resource.getrlimit(kind)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, most))
