"""Mistakes by name: for each slug its name in words, a sentence for the student, and one for who counts them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sentences:
    """What a slug is called, and what it says to the student and to the instructor who counts them."""

    name: str
    student: str
    instructor: str


MISTAKES: dict[str, Sentences] = {
    "returns_none": Sentences(
        "no `return`",
        "A function without `return` gives back None: end it with `return` and the result.",
        "No value was returned.",
    ),
    "raises": Sentences(
        "an error",
        "Write the shape of every factor beside it: the inner sizes must meet before values can be right.",
        "The function raised an exception or did not finish.",
    ),
    "out_of_memory": Sentences(
        "more memory than there is",
        "Do not build the large tensor: find what is asked for without it, and no array grows beyond the result.",
        "Asked for more memory than there is.",
    ),
    "too_slow": Sentences(
        "no result in time",
        "Look for a loop whose condition never becomes false; at larger sizes, let numpy do the inner loops.",
        "A call did not finish in time.",
    ),
    "died": Sentences(
        "an end of Python itself",
        "Leave the running Python alone: no os._exit, no signals, no writing to channels that the cell did not open.",
        "The process of the submission ended by itself, or broke off the talk with the grader.",
    ),
    "out_of_disk": Sentences(
        "more disk than there is",
        "Keep results in variables: nothing here needs a file.",
        "Wrote too much to the disk.",
    ),
    "not_written": Sentences(
        "not written yet",
        "Replace the `raise NotImplementedError()` by your own lines, then check again.",
        "The cell was left blank.",
    ),
    "wrong_type": Sentences(
        "no array of numbers",
        "Return what is asked for as numpy has it: one array of real numbers, or one number.",
        "The result was not an array of real numbers.",
    ),
    "mutates_input": Sentences(
        "an argument changed in place",
        "Work on a copy, `A = A.copy()`, or write `A = A * c` instead of `A *= c`.",
        "An argument was changed in place.",
    ),
    "dtype_int": Sentences(
        "whole numbers in place of floats",
        "Make the array of floats, for example with `np.zeros(shape)` and no dtype: whole numbers cut a gradient off.",
        "The result was cut to whole numbers, or came with an integer dtype.",
    ),
    "dtype_float32": Sentences(
        "single precision",
        "The values carry only seven digits: somewhere they pass through float32. Keep float64 throughout.",
        "Computed in single precision.",
    ),
    "overflow_nan": Sentences(
        "NaN or infinity",
        "Look for a division by zero, a log of zero, the root of a negative number or an overflow: none is right here.",
        "The result held NaN or infinity.",
    ),
    "not_repeatable": Sentences(
        "another result each time",
        "The same input gave two different results: the function must depend on its arguments alone.",
        "Two calls on the same input disagreed.",
    ),
    "hardcoded": Sentences(
        "a value written down",
        "Something is written down that should come from the arguments.",
        "A value is fixed that should come from the arguments.",
    ),
    "over_constrained": Sentences(
        "a δ too many",
        "The entries that you have are right, but some that must not be 0 are: there is a δ too many.",
        "A Kronecker delta too many.",
    ),
    "batch1_only": Sentences(
        "several samples",
        "It is right for a single sample only: look at what happens along the samples when there are several.",
        "Right only for one sample.",
    ),
    "square_only": Sentences(
        "sizes confused",
        "It is right only where all sizes are equal: two axes or two factors are confused that only their sizes tell apart.",
        "Right only for square matrices.",
    ),
    "swapped_outputs": Sentences(
        "results exchanged",
        "The right results stand in the wrong order: return them in the order that is asked for.",
        "Two results are exchanged.",
    ),
    "off_by_one_loop": Sentences(
        "an index off by one",
        "An index or a loop is off by one: `range(n)` already counts from 0 to n − 1.",
        "An index or a loop is off by one.",
    ),
    "ignores_G": Sentences(
        "the upstream is left out",
        "By the chain rule every entry must be weighed by the upstream gradient.",
        "The upstream gradient was not used.",
    ),
    "transposed": Sentences(
        "the transpose",
        "This is the transpose of the right result. Move factors until the variable stands alone right of the colon; then read off what is left.",
        "Transpose of the right result.",
    ),
    "permuted_axes": Sentences(
        "axes in another order",
        "The right numbers stand on the wrong axes. Write the result with its index letters and order the axes by them.",
        "The axes are in another order.",
    ),
    "factor": Sentences(
        "a factor",
        "The whole result is off by one factor: is there a mean where a sum belongs, a sign, or a constant?",
        "The right result times a constant.",
    ),
    "off_by_one_norm": Sentences(
        "a count off by one",
        "A count is off by one: count again how many there are.",
        "N − 1 or N + 1 in place of N, or the like.",
    ),
    "missing_sum": Sentences(
        "a sum left out",
        "An index is still there that should have been summed over. Look which letter of the formula the result does not have.",
        "A sum was left out.",
    ),
    "missing_batch_sum": Sentences(
        "the sum over the samples left out",
        "The samples are still apart. What is shared by all samples collects a contribution from each: sum over them.",
        "The sum over the batch was left out.",
    ),
    "over_sum": Sentences(
        "a sum too many",
        "One sum too many: an index that the result should keep was summed away.",
        "Summed over an index that should stay.",
    ),
    "wrong_axis_sum": Sentences(
        "a sum over the wrong axis",
        "The sum runs over the wrong axis: the index that should stay was summed, and the other kept.",
        "Summed over the wrong axis.",
    ),
    "broadcast_accident": Sentences(
        "an axis of size 1",
        "An axis of size 1 is there or missing: numpy broadcasts it without a word, and an update by it goes wrong later.",
        "Right values in a shape that merely broadcasts.",
    ),
    "wrong_shape": Sentences(
        "another shape",
        "Write the shape of every factor on paper, with its letters, and of the result that is asked for.",
        "The result has the wrong shape.",
    ),
    "missing_transpose": Sentences(
        "a transpose missing or too many",
        "Matching shapes are no proof: follow the differential, and see which factors are transposed as they cross the ':'.",
        "A factor is not transposed where it should be, or the other way round.",
    ),
    "reshape_for_transpose": Sentences(
        "a reshape for a transpose",
        "A reshape keeps the order in memory and so moves entries elsewhere; a transpose swaps indices.",
        "Reshaped where a transpose was meant.",
    ),
    "wrong_variable": Sentences(
        "another variable",
        "This is the gradient of another variable. Check which differential you kept.",
        "The gradient of another variable.",
    ),
    "elementwise_for_matmul": Sentences(
        "⊙ for a matrix product",
        "An elementwise product stands where a matrix product belongs.",
        "An elementwise product in place of a matrix one.",
    ),
    "matmul_for_elementwise": Sentences(
        "a matrix product for ⊙",
        "A matrix product stands where an elementwise one belongs.",
        "A matrix product in place of an elementwise one.",
    ),
    "sum_before_product": Sentences(
        "sums before the product",
        "Sums do not pass through products: multiply first, then sum once.",
        "Summed each factor before multiplying.",
    ),
    "norm_for_product": Sentences(
        "a norm for a product",
        "A norm and a product are confused: ‖A‖² = A : A.",
        "Norm, squared norm or product confused.",
    ),
    "extra_term": Sentences(
        "a term too many or too few", "There is a term too many or too few.", "A term was added or left out."
    ),
    "missing_delta": Sentences(
        "a δ left out",
        "A δ is missing: most entries must be 0, because each output depends on few of the weights.",
        "A Kronecker delta was left out.",
    ),
    "wrong_function": Sentences(
        "another function",
        "Another function of the same arguments is computed. Read the line of mathematics once more, symbol by symbol.",
        "Another function in place of the one asked for.",
    ),
    "diag_only": Sentences(
        "a diagonal alone",
        "Only entries on a diagonal are there. Every pair of indices counts, not just the equal ones.",
        "All but a diagonal was dropped.",
    ),
    "one_use_only": Sentences(
        "one use of several",
        "A variable that stands in several places collects a contribution from each: add them up.",
        "A variable used several times was differentiated in one place only.",
    ),
    "extra_dh": Sentences(
        "h′ too often",
        "There is a factor too many: h′(Y) stands there once.",
        "The derivative was multiplied in twice.",
    ),
    "h_for_dh": Sentences("h for h′", "You used h where h′ belongs.", "The function in place of its derivative."),
    "forgot_dh": Sentences(
        "h′ left out", "The factor h′(Y) is missing.", "The derivative of the elementwise function was left out."
    ),
    "dh_wrong_place": Sentences(
        "h′ at the wrong point",
        "h′ is taken at the wrong point: it belongs at Y.",
        "The derivative is taken at the wrong point.",
    ),
    "wrong_operand": Sentences(
        "other factors",
        "Matching shapes are no proof: go back to the line of mathematics and see which factor stands where.",
        "Another product of the same matrices.",
    ),
    "einsum_syntax": Sentences(
        "a string that einsum cannot read",
        "Write one letter for each axis, a comma between operands, then -> and the letters of the result.",
        "The einsum string does not parse or does not fit its operands.",
    ),
    "inconclusive": Sentences(
        "not judged",
        "Nothing is said against the gradient. Move the point away from the kink or the overflow, then check again.",
        "The forward function has no measurable derivative at this point.",
    ),
    "notation": Sentences(
        "a line that cannot be read",
        "Read the line aloud up to the caret, and mend what stands there.",
        "A line of a derivation could not be read.",
    ),
    "does_not_conform": Sentences(
        "shapes that do not meet",
        "Write the shape under every factor of that line.",
        "A line of a derivation does not conform.",
    ),
    "wrong_step": Sentences(
        "a false step",
        "Do only one thing from the line above to this one, and name the rule that you use.",
        "A line of a derivation does not equal the one before it.",
    ),
    "unfinished": Sentences(
        "not the end yet", "Go on from your last line.", "A derivation stops before the form that was asked for."
    ),
    "missing_step": Sentences(
        "a step left out", "Write that step out as a line of its own.", "A derivation leaves out a step asked for."
    ),
    "first_only": Sentences(
        "the first slice alone",
        "Does a `return` stand inside a loop and end it in its first round, or is an index fixed at 0?",
        "Only the first slice came back, as from a return inside a loop.",
    ),
    "wrong_index": Sentences(
        "an index in the wrong place",
        "Write the sum with its letters, and see which letter stands at which factor.",
        "A factor is taken at another index.",
    ),
    "leading_axes": Sentences(
        "more leading axes",
        "Count axes from the end, or make the leading ones a single axis first: `X.reshape(-1, X.shape[-1])`.",
        "Right for some numbers of leading axes only.",
    ),
    "one_size_only": Sentences(
        "right for size 1 alone",
        "See what happens along that axis when there is more than one of it.",
        "Right only where one of the sizes is 1.",
    ),
    "unknown": Sentences(
        "no mistake known by name",
        "Take the smallest case you can do by hand, and compare entry by entry, starting with the one above.",
        "No known mistake explains the values.",
    ),
}
