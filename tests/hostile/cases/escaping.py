"""Escaping: other processes, namespaces and system calls beyond the wall."""

from tests.hostile.case import WON, Hostile, all_wrong, before, behind_a_wall, notebook, right

IMPORTS = """
import ctypes, glob, os, resource, signal, socket, struct, subprocess, time, urllib.request
library = ctypes.CDLL(None, use_errno=True)
socket.setdefaulttimeout(1)
MACHINE = os.uname().machine
"""


def escape(name: str, source: str, *, walled: bool = False) -> Hostile:
    """Wrong answers to all but `linear_forward`; a cell that tries to get out."""
    attack = behind_a_wall(source) if walled else source
    build = notebook(all_wrong(), right("linear_forward"), before("linear_grad_W-check", IMPORTS + attack))
    return Hostile(name, build, {"linear_forward": 1.0})


def system_call(name: str, x86: int, arm: int, *arguments: str) -> Hostile:
    """A system call that must be refused; where it is not, it is said so."""
    return escape(
        name,
        f"""
number = {{"x86_64": {x86}, "aarch64": {arm}}}[MACHINE]
if library.syscall(number, {", ".join(arguments)}) >= 0:
    print("{WON}")
""",
        walled=True,
    )


PROCESSES = [
    escape(
        "traces-its-parents",
        f"""
for target in {{os.getppid(), 1, *(int(p) for p in os.listdir("/proc") if p.isdigit())}} - {{0, os.getpid()}}:
    if library.ptrace(16, target, 0, 0) == 0:
        print("{WON}", target)
        library.ptrace(17, target, 0, 0)
""",
        walled=True,
    ),
    escape(
        "takes-descriptors-of-other-processes",
        f"""
for target in {{os.getppid(), 1}} - {{0, os.getpid()}}:
    try:
        pidfd = os.pidfd_open(target)
    except OSError:
        continue
    for fd in range(3, 64):
        if library.syscall(438, pidfd, fd, 0) >= 0:
            print("{WON}", target, fd)
""",
    ),
    escape(
        "takes-the-means-of-other-processes",
        """
names = ("CPU", "NPROC", "NOFILE", "FSIZE", "AS", "DATA", "STACK")
for target in {os.getppid(), *range(1, 64), *range(os.getpid() - 64, os.getpid())} - {0, os.getpid()}:
    for name in names:
        try:
            resource.prlimit(target, getattr(resource, "RLIMIT_" + name), (1, 1))
        except (OSError, ValueError):
            pass
    try:
        os.sched_setaffinity(target, {0})
        os.sched_setscheduler(target, os.SCHED_IDLE, os.sched_param(0))
    except (OSError, ValueError):
        pass
""",
        walled=True,
    ),
    escape(
        "raises-its-own-limits",
        f"""
for limit in (resource.RLIMIT_NPROC, resource.RLIMIT_NOFILE, resource.RLIMIT_FSIZE, resource.RLIMIT_AS):
    soft, hard = resource.getrlimit(limit)
    try:
        if hard != resource.RLIM_INFINITY:
            resource.setrlimit(limit, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            print("{WON}", limit)
    except (OSError, ValueError):
        pass
""",
    ),
    escape(
        "becomes-root",
        f"""
for become in (lambda: os.setuid(0), lambda: os.setresuid(0, 0, 0), lambda: os.setgid(0), lambda: os.setgroups([0])):
    try:
        become()
    except OSError:
        pass
for path in ("/etc/shadow", "@HOME@/.netrc"):
    try:
        print("{WON}", open(path).read()[:100])
    except OSError:
        pass
""",
    ),
    escape(
        "runs-programs-that-become-root",
        f"""
for command in ("su -c id", "sudo -n id", "pkexec id", "newgrp root -c id", "mount -t tmpfs none /mnt"):
    done = subprocess.run(command, shell=True, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=2)
    if "uid=0" in done.stdout:
        print("{WON}", command)
with open("mine", "wb") as file:
    file.write(open("/bin/true", "rb").read())
try:
    os.chmod("mine", 0o6755)
    os.chown("mine", 0, 0)
    print("{WON}")
except OSError:
    pass
""",
    ),
]

KERNEL = [
    escape(
        "mounts",
        f"""
for what in ((b"none", b"/tmp", b"tmpfs", 0), (b"/", b"/tmp", None, 4096), (b"proc", b"/proc", b"proc", 0)):
    if library.mount(*what, None) == 0:
        print("{WON}")
if library.umount2(b"/tmp", 2) == 0 or library.umount2(b"/proc", 2) == 0:
    print("{WON}")
""",
        walled=True,
    ),
    escape(
        "mounts-in-namespaces-of-its-own",
        f"""
if library.unshare(0x10000000 | 0x00020000) == 0:
    if library.mount(b"none", b"/tmp", b"tmpfs", 0, None) == 0:
        print("{WON}")
""",
        walled=True,
    ),
    escape(
        "enters-other-namespaces",
        f"""
for path in glob.glob("/proc/[0-9]*/ns/*"):
    try:
        if f"/{{os.getpid()}}/" not in path and library.setns(os.open(path, os.O_RDONLY), 0) == 0:
            print("{WON}", path)
    except OSError:
        pass
""",
        walled=True,
    ),
    escape(
        "climbs-out-of-the-root",
        f"""
os.makedirs("jail", exist_ok=True)
try:
    os.chroot("jail")
    for _ in range(64):
        os.chdir("..")
    os.chroot(".")
    print("{WON}")
except OSError:
    pass
for up in ("../" * 20, "/proc/self/root/", "/proc/self/cwd/" + "../" * 20, "/proc/thread-self/root/"):
    try:
        open(up + "@MARK@".lstrip("/"), "w").close()
    except OSError:
        pass
""",
    ),
    escape(
        "makes-devices",
        f"""
for name, major, minor in (("memory", 1, 1), ("disk", 8, 0), ("disk2", 253, 0), ("disk3", 254, 0)):
    try:
        os.mknod(name, 0o20666 if name == "memory" else 0o60666, os.makedev(major, minor))
        open(name, "rb").read(1)
        print("{WON}", name)
    except OSError:
        pass
for path in ("/dev/mem", "/dev/kmsg", "/dev/sda", "/dev/vda", "/dev/nvme0n1", "/proc/kcore", "/proc/sysrq-trigger"):
    try:
        open(path, "rb").read(1)
        print("{WON}", path)
    except OSError:
        pass
""",
        walled=True,
    ),
    escape(
        "changes-the-kernels-settings",
        f"""
for path in ("/proc/sys/kernel/core_pattern", "/proc/sys/kernel/hostname", "/proc/sys/vm/overcommit_memory",
             "/sys/kernel/uevent_helper", "/proc/self/oom_score_adj"):
    try:
        with open(path) as file:
            value = file.read()
        with open(path, "w") as file:
            file.write("-1000" if path.endswith("adj") else value)
        print("{WON}", path)
    except OSError:
        pass
""",
        walled=True,
    ),
    escape(
        "joins-another-control-group",
        f"""
for path in ("/sys/fs/cgroup/cgroup.procs", *glob.glob("/sys/fs/cgroup/*/cgroup.procs")):
    try:
        with open(path, "w") as file:
            file.write(str(os.getpid()))
        print("{WON}", path)
    except OSError:
        pass
""",
    ),
    system_call("asks-for-an-io-ring", 425, 425, "8", "ctypes.create_string_buffer(256)"),
    system_call("asks-for-a-kernel-program", 321, 280, "0", "ctypes.create_string_buffer(128)", "128"),
    system_call("asks-for-page-faults", 323, 282, "0"),
    system_call("asks-for-a-performance-counter", 298, 241, "ctypes.create_string_buffer(128)", "0", "-1", "-1", "0"),
    escape(
        "types-into-the-terminal",
        f"""
import fcntl, termios
for path in ("/dev/tty", "/dev/console", "/dev/pts/0", *(f"/proc/self/fd/{{fd}}" for fd in range(3))):
    try:
        with open(path, "r+b", buffering=0) as terminal:
            if os.isatty(terminal.fileno()):
                fcntl.ioctl(terminal, termios.TIOCSTI, b"#")
                print("{WON}", path)
    except OSError:
        pass
""",
    ),
]

CASES = [*PROCESSES, *KERNEL]
