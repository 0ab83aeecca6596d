"""What a process gives up before it reads a line of a submission: root, files, system calls, amounts.

Root goes first, for limits on amounts do not bind it. Landlock (files), seccomp (system calls) and rlimits (amounts)
work without privileges, hold for every process that this one starts, and none can be taken back.
"""

from __future__ import annotations

import ctypes
import errno
import os
import resource
import struct
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

LEAST_ABI = 6  # the first Landlock that also keeps signals and abstract sockets inside
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # system calls, alike on every processor
VERSION_FLAG, BENEATH_PATH, TO_PORT, CONNECT = 1, 1, 2, 2  # these and the rights below: linux/landlock.h
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1, 2, 4, 8
MAKE_DEVICES = 0x40 | 0x800  # of characters, of blocks
EVERY_FILE_RIGHT = (1 << 16) - 1
EVERY_NET_RIGHT = 3  # to bind, to connect
EVERY_SCOPE = 3  # abstract sockets, signals
NO_NEW_PRIVILEGES, DUMPABLE, DEATH_SIGNAL, SUBREAPER, KEEP_CAPABILITIES = 38, 4, 1, 36, 8  # linux/prctl.h
SECCOMP, FILTER_MODE, INSTRUCTION = 22, 2, 8  # linux/prctl.h, linux/seccomp.h; bytes, linux/filter.h
CAPSET_VERSION, DAC_READ_SEARCH = 0x20080522, 2  # linux/capability.h: the third version, the bit of the capability

# What a submission may call, by what for. All else fails, what kernels to come add included: a list of what is refused
# has a hole for each call it does not know. Files and processes are still those that Landlock and namespaces leave it.
MEMORY = (
    *("brk", "mmap", "munmap", "mprotect", "mremap", "madvise", "mincore", "msync", "membarrier"),
    *("mbind", "get_mempolicy", "set_mempolicy"),  # OpenBLAS asks where its own memory lies
)
FILES = (
    *("read", "readv", "pread64", "preadv", "preadv2", "write", "writev", "pwrite64", "pwritev", "pwritev2"),
    *("open", "openat", "creat", "close", "close_range", "lseek", "dup", "dup2", "dup3", "umask", "flock"),
    *("stat", "fstat", "lstat", "newfstatat", "statx", "access", "faccessat", "faccessat2", "statfs", "fstatfs"),
    *("readlink", "readlinkat", "getdents", "getdents64", "getcwd", "chdir", "fchdir", "fadvise64"),
    *("mkdir", "mkdirat", "rmdir", "unlink", "unlinkat", "rename", "renameat", "renameat2", "symlink", "symlinkat"),
    *("truncate", "ftruncate", "fallocate", "fsync", "fdatasync", "sendfile", "copy_file_range"),
)
WAITING = (
    *("pipe", "pipe2", "poll", "ppoll", "select", "pselect6", "eventfd2"),
    *("epoll_create", "epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait", "epoll_pwait2"),
    *("recvfrom", "recvmsg", "sendto", "sendmsg", "shutdown", "getsockopt", "getsockname", "getpeername"),
    *("clock_gettime", "clock_getres", "clock_nanosleep", "nanosleep", "gettimeofday", "time", "times"),
    *("alarm", "setitimer", "getitimer", "pause", "restart_syscall", "sched_yield", "futex", "futex_waitv"),
)
PROCESSES = (
    *("getpid", "getppid", "gettid", "getpgrp", "getpgid", "getsid", "setsid", "setpgid"),
    *("getuid", "geteuid", "getgid", "getegid", "getresuid", "getresgid", "getgroups"),
    *("execve", "exit", "exit_group", "wait4", "waitid", "kill", "tkill", "tgkill", "prctl", "arch_prctl"),
    *("set_tid_address", "set_robust_list", "get_robust_list", "rseq", "getcpu", "getrandom", "sysinfo", "uname"),
    *("getrlimit", "setrlimit", "getrusage", "sched_getaffinity", "sched_getparam", "sched_getscheduler"),
    *("getpriority", "sched_get_priority_max", "sched_get_priority_min", "sigaltstack", "rt_sigreturn"),
    *("rt_sigaction", "rt_sigprocmask", "rt_sigpending", "rt_sigsuspend", "rt_sigtimedwait"),
)
# For a process of the grader's own that speaks with other machines. A local socket leads to other programs of the user.
NETWORK = ("socketpair", "connect", "setsockopt", "sendmmsg", "recvmmsg", "bind")
INTERNET = (2, 10)  # AF_INET, AF_INET6
# Refused in the words "not permitted", which programs understand; all other calls fail as if the kernel had none such.
NOT_PERMITTED = (
    *("chmod", "fchmod", "fchmodat", "fchmodat2", "chown", "fchown", "lchown", "fchownat", "utime", "utimes"),
    *("utimensat", "futimesat", "setxattr", "lsetxattr", "fsetxattr", "removexattr", "link", "linkat"),
    *("mknod", "mknodat", "socket", "socketpair", "connect", "bind", "listen", "ptrace", "mount", "umount2", "unshare"),
    *("setns", "chroot", "setuid", "setgid", "setreuid", "setregid", "setresuid", "setresgid", "setgroups", "capset"),
    *("bpf", "perf_event_open", "io_uring_setup", "io_setup", "keyctl", "memfd_create", "shmget", "sync", "syncfs"),
)
# Of a device's or a file's many further calls only these: is it a terminal, how much is there to read, closed by exec.
DEVICE_CALLS = (0x5401, 0x541B, 0x5421, 0x5450, 0x5451)  # TCGETS, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX
# Of what is asked of an open file only what concerns its number and its flags: no locks of parts of it, each of which
# takes the kernel's memory and is counted nowhere, no larger pipes, no signals when it changes.
OPEN_FILE_CALLS = (
    0,
    1,
    2,
    3,
    4,
    1030,
    1032,
)  # F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC, F_GETPIPE_SZ
CLONE_THREAD = 0x00010000  # linux/sched.h, as are the flags that make a namespace each
CLONE_NEW = 0x00020000 | 0x02000000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000 | 0x40000000

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


def only_files(readable: Iterable[Path], own_folder: Path | None, port: int = 0) -> None:
    """Landlock: no file but these to read and run, and those in its own folder; no network, no signal to the outside.

    With a `port` it may make TCP connections to that one, of any machine.

    Raises OSError where the kernel has no Landlock of version 6 or newer.
    """
    attributes = struct.pack("QQQ", EVERY_FILE_RIGHT, EVERY_NET_RIGHT, EVERY_SCOPE)
    rules = _system(CREATE_RULESET, ctypes.create_string_buffer(attributes, len(attributes)), len(attributes), 0)
    for path in readable:
        if path.exists():
            _allow(rules, path, EXECUTE | READ_FILE | READ_DIR if path.is_dir() else READ_FILE)
    _allow(rules, Path("/dev/null"), READ_FILE | WRITE_FILE)
    if own_folder is not None:
        _allow(rules, own_folder, EVERY_FILE_RIGHT & ~MAKE_DEVICES)
    if port:
        rule = struct.pack("=QQ", CONNECT, port)
        _system(ADD_RULE, rules, TO_PORT, ctypes.create_string_buffer(rule, len(rule)), 0)
    _system(RESTRICT_SELF, rules, 0)
    os.close(rules)


def _allow(rules: int, path: Path, rights: int) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    rule = struct.pack("=Qi", rights, place)
    _system(ADD_RULE, rules, BENEATH_PATH, ctypes.create_string_buffer(rule, len(rule)), 0)
    os.close(place)


def only_calls(may_fork: bool, network: bool = False) -> None:
    """seccomp: no system call but those that `system_call_filter` lets through.

    Raises ImportError or OSError without libseccomp, and OSError where the kernel takes no filter.
    """
    program = system_call_filter(may_fork, network)
    buffer = ctypes.create_string_buffer(program, len(program))
    filters = struct.pack("HxxxxxxP", len(program) // INSTRUCTION, ctypes.addressof(buffer))
    if libc.prctl(SECCOMP, FILTER_MODE, ctypes.create_string_buffer(filters, len(filters)), 0, 0):
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_SECCOMP) failed")


@cache
def system_call_filter(may_fork: bool, network: bool) -> bytes:
    """The calls of the lists above, and no other, as a program for the kernel: to make one takes it a millisecond.

    Unless it `may_fork`, it may start threads but no process; with `network`, open sockets of the internet.

    Raises ImportError or OSError without libseccomp.
    """
    import pyseccomp

    missing, refused = pyseccomp.ERRNO(errno.ENOSYS), pyseccomp.ERRNO(errno.EPERM)
    rules = pyseccomp.SyscallFilter(missing)
    forking = ("fork", "vfork")
    allowed = (*MEMORY, *FILES, *WAITING, *PROCESSES, *(forking if may_fork else ()), *(NETWORK if network else ()))
    for name in allowed:
        _add(rules, pyseccomp.ALLOW, name)
    for name in (*NOT_PERMITTED, *forking):
        if name not in allowed and not (network and name == "socket"):
            _add(rules, refused, name)
    for family in INTERNET if network else ():
        rules.add_rule(pyseccomp.ALLOW, "socket", pyseccomp.Arg(0, pyseccomp.EQ, family))
    for number in DEVICE_CALLS:
        rules.add_rule(pyseccomp.ALLOW, "ioctl", pyseccomp.Arg(1, pyseccomp.MASKED_EQ, 0xFFFFFFFF, number))
    for number in OPEN_FILE_CALLS:
        rules.add_rule(pyseccomp.ALLOW, "fcntl", pyseccomp.Arg(1, pyseccomp.MASKED_EQ, 0xFFFFFFFF, number))
    # clone3 keeps its flags in memory, where no filter sees them: it is missing, and the C library uses clone instead.
    flags = (CLONE_NEW, 0) if may_fork else (CLONE_NEW | CLONE_THREAD, CLONE_THREAD)
    rules.add_rule(pyseccomp.ALLOW, "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, *flags))
    if not may_fork:
        rules.add_rule(refused, "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, CLONE_THREAD, 0))
    rules.add_rule(pyseccomp.ALLOW, "prlimit64", pyseccomp.Arg(0, pyseccomp.EQ, 0))  # its own amounts, nobody else's
    with os.fdopen(os.memfd_create("filter"), "w+b") as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()


def _add(rules: Any, action: int, name: str) -> None:
    with suppress(ValueError):  # a call that this processor, or this libseccomp, does not have
        rules.add_rule(action, name)


def only_amounts(limits: Mapping[str, int]) -> None:
    """rlimits by name, e.g. {"NPROC": 64}, hard and soft."""
    for name, most in limits.items():
        kind = getattr(resource, f"RLIMIT_{name}")
        _, hard = resource.getrlimit(kind)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, most))
