"""The worker: serves one submission. It runs the cells it is sent, and calls the functions that they have made."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from typing import Any

from .calls import call
from .elementwise import FUNCTIONS
from .shell import Shell, run_cell
from .wire import Unpacker, frame, receive

READY = b"!"


def serve(channel: socket.socket, shell: Shell) -> None:
    """Answers every frame with one frame, until the other side closes the channel."""
    read = _reader(channel)
    while True:
        header, body = receive(read)
        arrays: list[bytes] = []
        if "cell" in header:
            reply = run_cell(shell, header["cell"], header["limit"])
        else:
            unpack = Unpacker(body, FUNCTIONS).value
            shell.collected.start(0)
            reply, arrays = call(shell.user_ns, header["call"], [unpack(value) for value in header["arguments"]])
        channel.sendall(frame(reply, arrays))


def _reader(channel: socket.socket) -> Callable[[int], bytes]:
    def read(count: int) -> bytes:
        parts: list[Any] = []
        while count:
            part = channel.recv(min(count, 1 << 20))
            if not part:
                os._exit(0)
            parts.append(part)
            count -= len(part)
        return b"".join(parts)

    return read
