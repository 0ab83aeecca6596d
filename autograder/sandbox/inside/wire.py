"""The wire: frames of bounded length over one socket, JSON and raw little-endian arrays, never pickle.

A frame is two lengths, a JSON header, and the bytes of its arrays one after the other. Both sides use this module; the
trusted side believes nothing in a frame: dtype, shape and length are checked before an array is made.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

READY = b"!"  # the first byte on a channel, before any frame: locked down, and nobody's code read so far
LENGTHS = struct.Struct("<IQ")
LARGEST_HEADER = 16_000_000  # bytes: a cell's million characters, of up to twelve bytes each in JSON
LARGEST_BODY = 64_000_000  # bytes: four complex arrays of the largest size
LARGEST_ARRAY = 1_000_000  # entries: a hundred times what an answer returns
SMALL = 100_000  # bytes: of such arrays a sequence of any length comes to no large frame
LONGEST_TEXT, SHORT_TEXT = 200_000, 100  # characters: an answer in words has a hundred; of one in a nest of many
DEEPEST, LONGEST_SEQUENCE = 3, 64  # an answer returns an array or a tuple of some
MOST_DIMENSIONS = 64  # as numpy has them
LONGEST_NAME = 60  # characters of a class's name, and of a dtype's
DTYPES = frozenset(("|b1", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8", "<f2", "<f4", "<f8", "<c8", "<c16"))
SEQUENCES: Mapping[str, type[tuple[Any, ...]] | type[list[Any]]] = {"tuple": tuple, "list": list}
HUGE = 2**63  # stands for every whole number that is no int64: some have too many digits to be written

Functions = Mapping[str, Callable[..., Any]]


class BadFrame(ValueError):
    """What came over the wire is not what this module sends. Its text says in what."""


@dataclass(frozen=True)
class Strange:
    """A value of a kind that does not cross: what it was, by its class's name.

    An array of no numbers is an "array", or a "value" without axes, of a `dtype`; a long tuple or list has a `length`.
    """

    kind: str
    dtype: str = ""
    length: int | None = None


@dataclass(frozen=True)
class Large:
    """An array of more than 10⁶ entries, of which only shape and dtype cross."""

    shape: tuple[int, ...]
    dtype: np.dtype[Any]


def frame(header: Mapping[str, Any], arrays: Sequence[bytes] = ()) -> bytes:
    """The bytes of a frame."""
    text = json.dumps(header).encode()
    return b"".join((LENGTHS.pack(len(text), sum(map(len, arrays))), text, *arrays))


def receive(read: Callable[[int], bytes]) -> tuple[dict[str, Any], memoryview]:
    """One frame's header and body; `read(n)` gives exactly n bytes. Raises BadFrame."""
    header_length, body_length = LENGTHS.unpack(read(LENGTHS.size))
    if header_length > LARGEST_HEADER or body_length > LARGEST_BODY:
        raise BadFrame(f"it announces {header_length + body_length} bytes")
    text, body = read(header_length), read(body_length)
    try:
        header = json.loads(text)
    except (ValueError, RecursionError) as error:  # ValueError: also what is no UTF-8, and endless numbers
        raise BadFrame("its header is not JSON") from error
    if not isinstance(header, dict):
        raise BadFrame("its header is not an object")
    return header, memoryview(body)


def pack(value: Any, arrays: list[bytes], functions: Functions | None = None, depth: int = 0) -> dict[str, Any]:
    """A value as JSON; the bytes of its arrays are appended to `arrays`. What cannot cross becomes Strange or Large."""
    if value is None:
        return {"is": "none"}
    if isinstance(value, bool | int | float) and not isinstance(value, np.generic):
        is_huge = isinstance(value, int) and not -(2**63) <= value < 2**63
        return {"is": "number", "value": HUGE if is_huge else value}
    if isinstance(value, str):
        return {"is": "text", "value": value[: max(LONGEST_TEXT // LONGEST_SEQUENCE**depth, SHORT_TEXT)]}
    if isinstance(value, np.ndarray | np.number | np.bool_):
        return _pack_array(np.asanyarray(value), arrays)
    if isinstance(value, tuple | list):
        return _pack_sequence(value, "list" if isinstance(value, list) else "tuple", arrays, functions, depth)
    name = next((name for name, function in (functions or {}).items() if function is value), None)
    return {"is": "function", "name": name} if name else _strange(type(value).__name__)


def _pack_sequence(
    value: Any, kind: str, arrays: list[bytes], functions: Functions | None, depth: int
) -> dict[str, Any]:
    """By what it holds, whatever methods a class of its own may have."""
    held = SEQUENCES[kind]
    length = held.__len__(value)
    if depth >= DEEPEST or length > LONGEST_SEQUENCE:
        return _strange(kind, length=length)
    items = [pack(item, arrays, functions, depth + 1) for item in held.__iter__(value)]
    return {"is": kind, "items": items}


def _pack_array(array: Any, arrays: list[bytes]) -> dict[str, Any]:
    layout = "C" if array.flags.c_contiguous else "F" if array.flags.f_contiguous else "strided"
    native = array.dtype.newbyteorder("<")
    is_longer = array.dtype.kind == "f" and native.str not in DTYPES
    if not is_longer and native.str not in DTYPES:
        return _strange("array" if array.ndim else "value", str(array.dtype))
    dtype = "<f8" if is_longer else native.str
    if array.size > LARGEST_ARRAY or (array.nbytes > SMALL and array.nbytes + sum(map(len, arrays)) > LARGEST_BODY):
        return {"is": "large", "dtype": dtype, "shape": list(array.shape)}
    if isinstance(array, np.ma.MaskedArray):
        array = _filled(array)
        dtype = dtype if array.dtype.kind == native.kind else "<f8"
    array = array.astype(dtype)
    arrays.append(np.asarray(array).tobytes())
    return {"is": "array", "dtype": dtype, "shape": list(array.shape), "layout": layout}


def _filled(array: Any) -> Any:
    """What is masked as NaN, which only floats have; complex numbers as they are, for nobody asks for them."""
    if array.dtype.kind == "c" or not np.any(np.ma.getmaskarray(array)):
        return np.ma.getdata(array)
    return np.ma.filled(array if array.dtype.kind == "f" else array.astype(float), np.nan)


def _strange(kind: str, dtype: str = "", length: int | None = None) -> dict[str, Any]:
    return {"is": "strange", "kind": kind[:LONGEST_NAME], "dtype": dtype[:LONGEST_NAME], "length": length}


class Unpacker:
    """Takes packed values out of one frame's body, in order. Raises BadFrame for whatever `pack` does not make."""

    def __init__(self, body: memoryview, functions: Functions | None = None) -> None:
        self.body = body
        self.place = 0
        self.functions = functions or {}

    def value(self, packed: Any, depth: int = 0) -> Any:
        """The value that was packed."""
        match packed:
            case {"is": "none"}:
                return None
            case {"is": "number", "value": bool() | int() | float() as number}:
                return number
            case {"is": "text", "value": str(text)} if len(text) <= LONGEST_TEXT:
                return readable(text)
            case {"is": "array", "dtype": str(dtype), "shape": list(shape), "layout": str(layout)}:
                return self._array(_dtype(dtype), _shape(shape), layout)
            case {"is": "large", "dtype": str(dtype), "shape": list(shape)}:
                return Large(_shape(shape), _dtype(dtype))
            case {"is": "tuple" | "list" as kind, "items": list(items)} if depth < DEEPEST:
                if len(items) > LONGEST_SEQUENCE:
                    raise BadFrame("a sequence is too long")
                return SEQUENCES[kind]([self.value(item, depth + 1) for item in items])
            case {"is": "function", "name": str(name)} if name in self.functions:
                return self.functions[name]
            case {"is": "strange", "kind": str(kind), "dtype": str(dtype), "length": length} if _is_length(length):
                return Strange(readable(kind[:LONGEST_NAME]), readable(dtype[:LONGEST_NAME]), length)
        raise BadFrame("a value is of no known kind")

    def _array(self, dtype: np.dtype[Any], shape: tuple[int, ...], layout: str) -> np.ndarray[Any, Any]:
        length = prod(shape) * dtype.itemsize
        if prod(shape) > LARGEST_ARRAY or length > len(self.body) - self.place:
            raise BadFrame("an array is longer than its frame")
        data = self.body[self.place : self.place + length]
        self.place += length
        try:
            array = np.frombuffer(data, dtype).reshape(shape) if length else np.empty(shape, dtype)
        except ValueError as error:  # no numbers, and yet too large a shape
            raise BadFrame("a shape is too large") from error
        if layout == "strided" and array.ndim and array.size:
            spread = np.empty((*shape[:-1], 2 * shape[-1]), dtype)[..., ::2]
            spread[...] = array
            return spread
        return np.array(array, order="F" if layout == "F" else "C")


def readable(text: str) -> str:
    """The text with "?" for half characters, which no file and no terminal takes."""
    return text.encode("utf-8", "replace").decode()


def _is_length(length: Any) -> bool:
    return length is None or (type(length) is int and 0 <= length < 2**63)


def _dtype(name: str) -> np.dtype[Any]:
    if name not in DTYPES:
        raise BadFrame(f"{name[:20]!r} is no dtype that crosses")
    return np.dtype(name)


def _shape(shape: list[Any]) -> tuple[int, ...]:
    if len(shape) > MOST_DIMENSIONS or not all(type(size) is int and 0 <= size < 2**62 for size in shape):
        raise BadFrame("a shape is not a list of sizes")
    return tuple(shape)
