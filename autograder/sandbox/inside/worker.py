"""The worker: serves one submission. It runs the cells it is sent, and calls the functions that they have made."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable

from .calls import call
from .cells.shell import Shell, run_cell
from .elementwise import FUNCTIONS
from .wire import Unpacker, frame, receive


def serve(channel: socket.socket, shell: Shell) -> None:
    """Answers each frame, and each of the calls in it, until the other side closes the channel."""
    read = _reader(channel)
    while True:
        header, body = receive(read)
        if "cell" in header:
            channel.sendall(frame(run_cell(shell, header["cell"], header["limit"])))
            continue
        unpack = Unpacker(body, FUNCTIONS).value
        for packed in header["calls"]:
            shell.collected.start(0)
            arguments = [unpack(value) for value in packed]
            channel.sendall(frame(*call(shell.user_ns, header["call"], arguments)))


def _reader(channel: socket.socket) -> Callable[[int], bytes]:
    stream = channel.makefile("rb")

    def read(count: int) -> bytes:
        data = stream.read(count)
        if len(data) < count:
            os._exit(0)
        return data

    return read
