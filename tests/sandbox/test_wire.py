"""The wire: what is packed comes out the same, and whatever else comes only ever raises BadFrame."""

import contextlib
import json
import math
import tracemalloc
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from autograder.sandbox.inside.wire import (
    DTYPES,
    LARGEST_ARRAY,
    LARGEST_BODY,
    LENGTHS,
    BadFrame,
    Large,
    Strange,
    Unpacker,
    frame,
    pack,
    receive,
)


def sent(value, functions=None):
    """A value packed, framed, read and unpacked."""
    parts = []
    header, body = receive(reader(frame({"value": pack(value, parts, functions)}, parts)))
    return Unpacker(body, functions).value(header["value"])


def reader(data):
    """Reads from bytes as from a socket: exactly n bytes, or EOFError."""
    place = 0

    def read(count):
        nonlocal place
        if place + count > len(data):
            raise EOFError
        place += count
        return data[place - count : place]

    return read


def layouts(array):
    """The same array as it may lie in memory."""
    wide = np.zeros([2 * size for size in array.shape], array.dtype)
    every_other: Any = (*(slice(None, None, 2) for _ in array.shape), ...)
    strided = wide[every_other]
    strided[...] = array
    return [array, np.asfortranarray(array), strided, strided[..., ::-1] if array.ndim else strided]


def same(one, other):
    if isinstance(one, tuple | list):
        return type(one) is type(other) and len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()
    return type(one) is type(other) and (one == other or math.isnan(one) and math.isnan(other))


any_array = st.sampled_from(sorted(DTYPES)).flatmap(
    lambda dtype: arrays.arrays(np.dtype(dtype), arrays.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4))
)
scalar = st.none() | st.booleans() | st.integers(1 - 2**63, 2**63 - 1) | st.floats() | st.text(max_size=40)
values = st.recursive(
    scalar | any_array, lambda inner: st.lists(inner, max_size=4) | st.lists(inner, max_size=4).map(tuple), max_leaves=8
)


@given(any_array, st.integers(0, 3))
def test_an_array_comes_out_with_dtype_shape_bytes_and_layout(array, layout):
    given_, got = layouts(array)[layout], sent(layouts(array)[layout])
    assert same(np.array(given_), np.array(got))
    if given_.size > 1:
        assert got.flags.c_contiguous == given_.flags.c_contiguous
        assert got.flags.f_contiguous == given_.flags.f_contiguous
    assert got.flags.writeable


def depth(value):
    return 1 + max(map(depth, value), default=0) if isinstance(value, tuple | list) else 0


@given(values)
def test_nested_values_come_out_the_same(value):
    if depth(value) <= 3:
        assert same(value, sent(value))


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ({"a": 1}, Strange("dict")),
        (np.array(["a"]), Strange("array", "<U1")),
        (np.array(object()), Strange("value", "object")),
        (np.array([1], "datetime64[s]"), Strange("array", "datetime64[s]")),
        (np.ones(2, np.clongdouble), Strange("array", str(np.dtype(np.clongdouble)))),
        ([[[[1]]]], [[[Strange("list", length=1)]]]),
        ((0,) * 65, Strange("tuple", length=65)),
        (print, Strange("builtin_function_or_method")),
        (10**400, 2**63),
        (-(2**63), -(2**63)),
    ],
)
def test_what_does_not_cross_says_what_it_was(value, kind):
    assert sent(value) == kind


def test_other_forms_of_arrays_cross_as_plain_ones():
    assert same(sent(np.float32(1.5)), np.array(1.5, "f4"))
    assert same(sent(np.array([1, 2], ">i4")), np.array([1, 2], "<i4"))
    assert sent(np.array([1.5], np.longdouble)).dtype == float
    masked = sent(np.ma.MaskedArray([1.0, 2.0], [False, True]))
    assert masked[0] == 1.0
    assert np.isnan(masked[1])
    assert same(sent(np.ma.MaskedArray([1, 2])), np.array([1, 2]))
    assert np.isnan(sent(np.ma.MaskedArray([1, 2], [False, True]))[1])
    assert sent(np.zeros(LARGEST_ARRAY + 1, "i1")) == Large((LARGEST_ARRAY + 1,), np.dtype("i1"))


def test_functions_cross_by_name_and_only_known_ones():
    assert sent(np.tanh, {"tanh": np.tanh}) is np.tanh
    assert sent(np.sin, {"tanh": np.tanh}) == Strange("ufunc")
    with pytest.raises(BadFrame):
        Unpacker(memoryview(b"")).value({"is": "function", "name": "tanh"})


@pytest.mark.parametrize("text", ["\ud800", "a\udfffb"])
def test_half_characters_do_not_get_through(text):
    for packed in ({"is": "text", "value": text}, {"is": "strange", "kind": text, "dtype": text, "length": None}):
        got = Unpacker(memoryview(b"")).value(packed)
        f"{getattr(got, 'kind', got)}{getattr(got, 'dtype', '')}".encode()


def outcome(data):
    """Reads and unpacks whatever the bytes are; None unless it is a value."""
    try:
        header, body = receive(reader(data))
        return Unpacker(body, {"tanh": np.tanh}).value(header.get("value"))
    except (BadFrame, EOFError):
        return None


@given(st.binary(max_size=300))
@example(LENGTHS.pack(4, 0) + b"\xff\xfe{}")
@example(LENGTHS.pack(5000, 0) + b"9" * 5000)
@example(LENGTHS.pack(100_000, 0) + b"[" * 100_000)
def test_random_bytes_only_ever_raise_bad_frame(data):
    outcome(data)
    if len(data) > LENGTHS.size:
        outcome(LENGTHS.pack(len(data) - LENGTHS.size, 0) + data[LENGTHS.size :])


@settings(max_examples=300)
@given(values, st.data())
def test_mutated_frames_only_ever_raise_bad_frame(value, data):
    parts = []
    mutant = bytearray(frame({"value": pack(value, parts)}, parts))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(mutant) - 1))
        mutant[place] = data.draw(st.integers(0, 255))
    outcome(bytes(mutant))


junk = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(
        ["array", "large", "tuple", "text", "number", "strange", "function", "<f8", "|b1", "C", "strided"]
    ),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["is", "value", "items", "dtype", "shape", "layout", "name", "kind"]), inner)
    ),
    max_leaves=12,
)


@settings(max_examples=300)
@given(junk, st.binary(max_size=64))
def test_headers_of_any_form_only_ever_raise_bad_frame(packed, body):
    with contextlib.suppress(BadFrame):
        Unpacker(memoryview(body)).value(packed)


@pytest.mark.parametrize(
    "shape",
    [[0, 2**61], [2**61, 0, 2**61], [10**9], [2**31, 2**31], [-1], [1.0], [True], [2**70], [1] * 33, "ab", None],
)
@pytest.mark.parametrize("kind", ["array", "large"])
def test_no_array_is_made_by_the_size_it_announces(shape, kind):
    packed = {"is": kind, "dtype": "<f8", "shape": shape, "layout": "strided"}
    tracemalloc.start()
    with contextlib.suppress(BadFrame):
        Unpacker(memoryview(b"12345678")).value(packed)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100_000


@pytest.mark.parametrize("lengths", [(16_000_001, 0), (2, LARGEST_BODY + 1), (2**32 - 1, 2**64 - 1)])
def test_a_frame_that_announces_too_much_is_refused_before_it_is_read(lengths):
    counts = []

    def read(count):
        counts.append(count)
        return LENGTHS.pack(*lengths)

    with pytest.raises(BadFrame, match="announces"):
        receive(read)
    assert counts == [LENGTHS.size]


@pytest.mark.parametrize("header", ["[]", "1", "null", '"text"', "{", "", "nul"])
def test_a_header_that_is_no_object_is_refused(header):
    with pytest.raises(BadFrame):
        receive(reader(LENGTHS.pack(len(header), 0) + header.encode()))


def test_arrays_are_taken_from_their_own_frame_only():
    packed = {"is": "array", "dtype": "<f8", "shape": [1], "layout": "C"}
    unpacker = Unpacker(memoryview(bytes(8)))
    assert unpacker.value(packed).tolist() == [0.0]
    with pytest.raises(BadFrame, match="longer than its frame"):
        unpacker.value(packed)


def test_json_numbers_that_json_does_not_have_come_through():
    text = json.dumps({"value": {"is": "number", "value": math.nan}}).encode()
    header, _ = receive(reader(LENGTHS.pack(len(text), 0) + text))
    assert math.isnan(Unpacker(memoryview(b"")).value(header["value"]))


BIG = np.zeros((1000, 1000))


@pytest.mark.parametrize("value", [[BIG] * 64, [BIG * 1j] * 9, (("x" * 10**6,) * 64,) * 64, ["é" * 10**6] * 64])
def test_whatever_is_returned_fits_into_a_frame(value):
    assert len(sent(value)) == len(value)
