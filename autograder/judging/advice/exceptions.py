"""What to do about an exception: the kinds of which the text tells where to look, each with its sentence."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from autograder.judging.advice.attributes import missing_attribute
from autograder.judging.advice.names import missing_name, unset_name

CALLED = re.compile(r"(?:TypeError: )?(?:.*\.)?(\w+)\(\) (?:takes|missing|got)\b.* argument")
OWN_REFUSAL = re.compile(r"(raise|assert)\b")
UNCALLED = re.compile(r"\b\w+\.(transpose|copy|flatten|ravel|squeeze|sum|mean)\b(?!\s*[(.\w])")
CALLED_TRANSPOSE = re.compile(r"\b(\w+)\.T\(")
# The first that is found in the text is what is said; the order matters where one text fits several.
SENTENCES = (
    (
        r"output has more dimensions .* no '\.\.\.' ellipsis",
        "einsum never sums over '...': make the leading axes one first, or name each of them.",
    ),
    (
        r"[Ee]instein|einsum|remapped shapes|subscripts",
        "Hold einsum's string against its operands: each group has a letter for each axis, and a letter one size.",
    ),
    (
        r"shape-mismatch for sum",
        "np.tensordot(A, B) sums the last two axes of A over the first two of B; axes= says which others.",
    ),
    (
        r"(zeros|ones|empty)\(\) takes|Cannot interpret '.*' as a data type|data type not understood",
        "A shape is one argument, in brackets of its own: np.zeros((m, n)).",
    ),
    (
        r"unsupported operand type.*'function'",
        "A function stands there, and not its value: it is called on a matrix, as in h(Y).",
    ),
    (r"only integers, slices", "An index is a whole number: // divides without leaving them, and / does not."),
    (r"'(int|numpy\.int64)' object is not iterable", "A loop runs over a range: `for i in range(n):` counts to n."),
    (r"'tuple' object cannot be interpreted as an integer", "A shape is a tuple: its first number is A.shape[0]."),
    (r"unexpected keyword argument '(dim|keepdim)'", "numpy's words for these are axis and keepdims."),
    (
        r"only integer scalar arrays can be converted",
        "An array stands where one whole number is asked for: several arrays to be taken together share a bracket.",
    ),
    (r"setting an array element with a sequence", "One entry takes one number, and an array was put there."),
    (r"values to unpack", "On the left of = stand as many names as there are values on the right: count both."),
    (r"cannot reshape", "A reshape makes no numbers and drops none: as many must come out as go in."),
    (
        r"same_kind",
        "An array of whole numbers takes no fractions in place: write `A = A * c`, which makes a new one of floats.",
    ),
    (r"broadcast", "Entry by entry, numpy lines two shapes up at their right ends: write both below each other."),
    (
        r"inner sizes|not aligned|matmul: ",
        "Write the shape of every factor beside it: where two factors meet, their inner sizes must be equal.",
    ),
    (r"too many indices", "There are more indices than axes: look at its shape."),
    (r"bitwise_xor|for \^", "^ is no power in Python: a power is A ** 2, a transpose is A.T."),
    (
        r"truth value of an array",
        "An array is neither true nor false: ask about one entry, or about all of them by np.all.",
    ),
    (r"'tuple' object is not callable", "A shape is a tuple, not a function: its first number is W.shape[0]."),
    (
        r"ndarray' object is not callable",
        "An array with round brackets behind it is called like a function: is an operator missing, or is [ ] meant?",
    ),
    (r"'(int|float|numpy\.\w+)' object is not callable", "A number stands before a bracket: is an operator missing?"),
    (
        r"'(int|float|numpy\.\w+)' object is not subscriptable|invalid index to scalar",
        "What is indexed there is one number by then, not an array.",
    ),
)


def advise(kinds: Collection[str], text: str, line: str = "", arguments: Sequence[str] = ()) -> str:
    """What to do about an exception of these classes, with this text, raised in this line of the answer's own.

    `arguments` are the names of what the exercise hands over.

    >>> advise(["NameError"], "name 'x' is not defined", "return x.T", ["X"])
    'Python tells x from X: did you mean X?'
    >>> advise(["TypeError"], "frobenius() takes 1 positional argument but 2 were given", "", ["A", "B"])
    'It is called with (A, B): its first line is `def frobenius(A, B):`.'
    """
    if "UnboundLocalError" in kinds:
        return unset_name(text)
    if "NameError" in kinds:
        return missing_name(text, line, arguments)
    if "AttributeError" in kinds and (sentence := missing_attribute(text, line)):
        return sentence
    if re.search(r"(?<![.\w])input\(", line):
        return "Nobody types anything here: all that the function needs stands in its arguments."
    if "RecursionError" in kinds:
        return "The function calls itself without end."
    call = CALLED.match(text)
    if "TypeError" in kinds and call and not line and arguments:
        given = ", ".join(arguments)
        return f"It is called with ({given}): its first line is `def {call[1]}({given}):`."
    if OWN_REFUSAL.match(line):
        return "That line of yours refuses this input, and the exercise allows it: see the shapes that it was tried on."
    if method := UNCALLED.search(line):
        return f"{method[0]} is a method, and is called with brackets: {method[0]}()."
    if matrix := CALLED_TRANSPOSE.search(line):
        return f"{matrix[1]}.T has no brackets behind it."
    for pattern, sentence in SENTENCES:
        if re.search(pattern, text):
            return sentence
    if "AxisError" in kinds:
        return "That axis is not there for every input: see how many axes there may be, and count them from the end."
    if "IndexError" in kinds:
        return "An index runs past the end of its axis: see which size its loop runs over."
    if line:
        return "Run the line that is quoted on the small matrices of the lesson, one part of it at a time."
    return "Call it in a cell of its own, on the small matrices of the lesson."
