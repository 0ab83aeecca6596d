"""Calling: the network, and sockets that listen beyond the wall."""

from tests.hostile.case import WON
from tests.hostile.cases.escaping import escape

CASES = [
    escape(
        "calls-home-over-tcp",
        """
for host in ("127.0.0.1", "localhost", "::1", "0.0.0.0"):
    try:
        socket.create_connection((host, @PORT@)).sendall(b"called")
    except OSError:
        pass
""",
    ),
    escape(
        "calls-home-over-udp",
        """
for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
    try:
        socket.socket(family, socket.SOCK_DGRAM).sendto(b"called", (host, @PORT@))
    except OSError:
        pass
""",
    ),
    escape(
        "calls-home-over-an-abstract-socket",
        """
for name in (b"\\0@SOCKET@", "@SOCKETS@/listening"):
    try:
        caller = socket.socket(socket.AF_UNIX)
        caller.connect(name)
        caller.sendall(b"called")
    except OSError:
        pass
""",
    ),
    escape(
        "sends-to-a-unix-socket-by-datagram",
        """
for name in (b"\\0@SOCKET@-datagrams", "@SOCKETS@/datagrams"):
    for send in (lambda s: s.sendto(b"called", name), lambda s: s.sendmsg([b"called"], [], 0, name)):
        for make in (socket.socket, lambda *kind: socket.socketpair(*kind)[0]):
            try:
                send(make(socket.AF_UNIX, socket.SOCK_DGRAM))
            except OSError:
                pass
""",
    ),
    escape(
        "asks-a-name-server",
        f"""
for ask in (lambda: socket.getaddrinfo("example.org", 80), lambda: urllib.request.urlopen("http://example.org")):
    try:
        ask()
        print("{WON}")
    except OSError:
        pass
""",
    ),
    escape(
        "listens-on-a-port",
        f"""
try:
    server = socket.create_server(("127.0.0.1", 0))
    socket.create_connection(server.getsockname())
    if os.path.exists("/proc/net/route") and len(open("/proc/net/route").readlines()) > 1:
        print("{WON}")
except OSError:
    pass
""",
    ),
    escape(
        "other-families-of-sockets",
        f"""
raw, stream = socket.SOCK_RAW, socket.SOCK_STREAM
for family, kind in ((socket.AF_PACKET, raw), (socket.AF_VSOCK, stream), (socket.AF_INET, raw)):
    try:
        socket.socket(family, kind)
        print("{WON}", family)
    except OSError:
        pass
""",
    ),
    escape(
        "calls-home-by-programs",
        """
for command in ("curl -m 1 http://127.0.0.1:@PORT@/called", "wget -t 1 -T 1 -O- http://127.0.0.1:@PORT@/called",
                "exec 3<>/dev/tcp/127.0.0.1/@PORT@ && echo called >&3"):
    subprocess.run(["bash", "-c", command], capture_output=True)
""",
    ),
]
