"""Every number that a lesson states is what its own matrices, shapes and formulas give: recomputed here from its text.

A statement is looked for as it stands in the text, with the recomputed number in its place.
"""

import re

import numpy as np
import pytest

from autograder.judging.kinds.function import FunctionExercise
from autograder.lessons.course import exercises
from tests.support.course import ROOT


def text_of(number):
    (path,) = (ROOT / "solutions").glob(f"{number}-*.md")
    return path.read_text()


def code(number, beginning):
    """What the code cell with this line makes, run alone."""
    (cell,) = (cell for cell in re.findall(r"```python\n(.*?)\n```", text_of(number), re.S) if beginning in cell)
    made = {"np": np}
    exec("\n".join(line for line in cell.splitlines() if not line.startswith(("show(", "print("))), made)
    return made


def matrix(number, name, which=0):
    """A matrix that the text writes out as `name = …`: the first of that name, or another."""
    bodies = re.findall(re.escape(name) + r" = \\begin\{pmatrix\}(.*?)\\end\{pmatrix\}", text_of(number))
    return np.array([[float(entry) for entry in row.split("&")] for row in bodies[which].split(r"\\")])


def whole(value):
    assert abs(value - round(value)) < 1e-12
    return round(value)


def row(values):
    return " & ".join(str(whole(value)) for value in values)


def notation():
    loss, w, dw = (lambda w1, w2: w1**2 * w2 + 3 * w2), (2, 5), (0.01, 0.02)
    slopes = 2 * w[0] * w[1], w[0] ** 2 + 3
    linear = slopes[0] * dw[0] + slopes[1] * dw[1]
    happened = loss(w[0] + dw[0], w[1] + dw[1]) - loss(*w)
    yield f"At $w_1 = {w[0]}$, $w_2 = {w[1]}$ these are ${slopes[0]}$ and ${slopes[1]}$."
    yield f"= {slopes[0]} \\cdot {dw[0]} + {slopes[1]} \\cdot {dw[1]} = {linear:.2f}$$"
    yield f"The true change is ${str(happened)[:6]}\\ldots$ The difference, ${happened - linear:.4f}$,"


def frobenius():
    G, dY = matrix("01", "G"), matrix("01", "dY")
    products = " ".join(
        f"{'-' if g < 0 else '+'} {abs(whole(g))} \\cdot {y}" for g, y in zip(G.flat, dY.flat, strict=True)
    )
    yield f"$$d\\ell = {products.removeprefix('+ ')} = {np.sum(G * dY):.2f}$$"
    made = code("01", "Do these six numbers add up to")
    yield f"Do these six numbers add up to {whole(np.sum(made['A'] * made['B']))}?"
    A = code("01", "What is the root of the sum")["A"]
    yield f"the squares add up to {whole(np.sum(A * A))}. The norm is {whole(np.linalg.norm(A))}, not"
    made = code("01", "The same in numpy, bracket by bracket")
    A, B, C = (made[name] for name in "ABC")
    whole_sum = whole(np.sum((A @ B) * C))
    met = [whole(entry) for entry in ((A @ B) * C).flat if entry]
    X = A.T @ C
    yield rf"A B = \begin{{pmatrix}} {row((A @ B)[0])} \\ {row((A @ B)[1])} \end{{pmatrix}}"
    yield f"(A B) : C = {' + '.join(map(str, met))} = {whole_sum}$$"
    yield (
        rf"X = \begin{{pmatrix}} {row(X[0])} \end{{pmatrix}} \qquad B : X = "
        + " + ".join(str(whole(entry)) for entry in (B * X)[0])
        + f" = {whole_sum}$$"
    )
    X = C @ B.T
    for i in (0, 1):
        terms = " + ".join(rf"{whole(c)} \cdot {whole(b)}" for c, b in zip(C[i], B[0], strict=True))
        yield f"$X_{{{i + 1}1}} = {terms} = {whole(X[i, 0])}$"
    yield rf"A : X = {whole(A[0, 0])} \cdot {whole(X[0, 0])} + {whole(A[1, 0])} \cdot {whole(X[1, 0])} = {whole_sum}$$"
    A, B = matrix("01", "$A", -1), matrix("01", "$B", -1)  # of the model answer
    product = A @ B
    yield f"$(A B) : C = {whole(np.sum(product * product))}$ but $(B A) : C = {whole(np.sum((B @ A) * product))}$"


def by_indices():
    made = code("04", "D = W X, and an upstream gradient G")
    W, X, G = (made[name] for name in "WXG")
    (H, m), n = W.shape, X.shape[1]
    words = {2: "two", 3: "three", 4: "four"}
    yield f"{words[H]} neurons, {words[m]} features, {words[n]} samples"
    for j in range(n):
        terms = " + ".join(rf"W_{{1{k + 1}}} \cdot {number(X[k, j])}" for k in range(m))
        yield f"D_{{1{j + 1}}} &= {terms}"
    yield f"The factors {', '.join(f'${whole(x)}$' for x in X[1])} are row 2 of $X$."
    first, second = (whole(entry) for entry in (G[0] @ X[1], G[1] @ X[2]))
    yield rf"= {first}\,\varepsilon, \qquad \frac{{\partial\ell}}{{\partial W_{{12}}}} = {first}$$"
    terms = " + ".join(rf"{number(g)} \cdot {number(x)}" for g, x in zip(G[1], X[2], strict=True))
    yield rf"$\partial\ell/\partial W_{{23}} = {terms} = {second}$"
    terms = " + ".join(rf"{number(g)} \cdot {number(x)}" for g, x in zip(G[0], X[1], strict=True))
    yield f"For $W_{{12}}$ it was ${terms} = {first}$ by hand."
    yield f"`wx_grad_entry(X, G, 0, 1)` should be {first}, and `wx_grad_entry(X, G, 1, 2)` −{-second}."
    yield f"Look for the {first} and the −{-second}."
    yield rf"\partial D_{{11}}/\partial W_{{12}} = \delta_{{11}} X_{{21}} = {whole(X[1, 0])}$."
    assert W.size == 8
    yield "All eight entries, by experiment"


def number(value):
    return f"({whole(value)})" if value < 0 else str(whole(value))


def by_differentials():
    G = np.ones((5, 2, 3, 4))
    (value,) = set(G.sum(axis=0).sum(axis=1).flat)
    yield f"Every entry of the result is {whole(value)}: each entry of $B$ was copied to ${5} \\cdot {3}$ places."
    made = code("05", "hidden_W, hidden_b")
    yield f"shows us {made['N']} samples"


def tensors():
    yield f"of the {2**3 * 3**3} entries of $H$ for 2 by 3 matrices, six are not zero."
    yield f"at $mn = 144$ it already takes {round(8 * 144**3 / 2**20)} MiB."
    for n in (8, 12, 16, 20, 24, 32, 64):
        yield f"| {n} | {size(8 * n**6)} | {size(8 * n**2)} |"
    yield f"Twice the $n$, {2**6} times the memory."
    exercise = exercises()["elementwise_loss_grad"]
    assert isinstance(exercise, FunctionExercise)
    at_scale = exercise.at_scale or {}
    N, q, p = (int(np.prod(at_scale[name])) for name in ("N", "q", "p"))
    yield f"$N = {N}$, $q = {q}$, $p = {p}$. There the tensor would take {round(8 * N * p * p * q / 1e9)} GB,"
    assert 1000**4 == 10**12
    yield f"$N p^2 q = 10^{{12}}$ entries, {8 * 1000**4 // 10**12} TB in float64, and only one in $p = 1000$ of them"
    yield "no array is larger than $10^6$ entries"
    left, right = re.search(
        r"\{\\partial\\mathbf L_\{(kl)\}\}\{\\partial W_\{(rs)\}\} = h'\(Y_\{ij\}\)", text_of("07")
    ).groups()
    summed = set("ijmnt") - set(left + right)
    assert (len(summed), len(left + right)) == (5, 4)
    yield "Five letters are summed: $i, j, m, n, t$. Four are free: $k, l, r, s$."


def size(bytes_):
    """As the table writes it: at most one decimal, and none where it is zero."""
    for unit, factor in (("GiB", 2**30), ("MiB", 2**20), ("KiB", 2**10)):
        if bytes_ >= factor or unit == "KiB":
            value = bytes_ / factor
            return f"{value:.0f} {unit}" if value >= 16 else f"{value:.1f} {unit}".replace(".0 ", " ")
    raise AssertionError


STATEMENTS = [
    (number, statement)
    for number, statements in (
        ("00", notation), ("01", frobenius), ("04", by_indices), ("05", by_differentials), ("07", tensors),
    )
    for statement in statements()
]  # fmt: skip


@pytest.mark.parametrize(("number", "statement"), STATEMENTS)
def test_a_number_that_is_stated_is_what_its_source_gives(number, statement):
    assert statement in text_of(number)


def test_the_operations_of_einsum_are_those_of_its_best_plan():
    """Counted by numpy, which adds 1 to every count and prints four digits."""
    printed = re.findall(r'\("([a-z,>-]+)", ([n*+\d ]+)\)', text_of("07"))
    assert len(printed) == 3
    n = 8
    for letters, formula in printed:
        operands = [np.zeros([n] * len(axes)) for axes in letters.split("->")[0].split(",")]
        plan = np.einsum_path(letters, *operands, optimize="optimal")[1]
        counted = float(plan.split("FLOP count:")[2].split()[0]) - 1
        assert eval(formula, {"n": n}) == pytest.approx(counted, rel=5e-4)


def test_four_expressions_that_are_confused_give_four_results():
    P, Q = (code("01", "sum of P @ Q")[name] for name in "PQ")
    results = [np.trace(P @ Q), np.sum(P @ Q), np.sum(P) * np.sum(Q), np.sum(P * Q)]
    assert np.min(np.diff(sorted(results))) >= 5


def test_the_figure_of_the_product_and_the_trace_has_the_lessons_numbers():
    made = code("01", "Do these six numbers add up to")
    trace = made["A"].T @ made["B"]
    figure = (ROOT / "docs" / "figures" / "frobenius-trace.svg").read_text()
    shown = [text.replace("−", "-") for text in re.findall(r">(−?\d+)<", figure)]
    assert {str(entry) for entry in trace.flat} <= set(shown)
    diagonal = [str(entry).replace("-", "−") for entry in np.diag(trace)]
    assert f"on its diagonal {diagonal[0]}, {diagonal[1]} and {diagonal[2]}" in text_of("01")


def test_the_gradients_of_lesson_05_bring_its_loss_down():
    made = code("05", "hidden_W, hidden_b")
    cells = re.findall(r"```python[^\n]*\n(.*?)\n```", text_of("05"), re.S)
    for cell in cells:
        if re.match(r"def (linear_forward|linear_grads_nd|train)\(", cell):
            exec(cell, made)
    W, b, losses = made["train"](40)
    assert np.all(np.diff(losses) < 0)
    assert losses[-1] < 1e-4 * losses[0]
    assert np.max(np.abs(W - made["hidden_W"])) < 0.01
    climbing = dict(made, rate=-made["rate"])
    exec(next(cell for cell in cells if cell.startswith("def train(")), climbing)
    assert climbing["train"](5)[2][-1] > losses[0]
    without_mean = dict(made, rate=made["rate"] * made["N"])  # as if 1/N were forgotten in G
    exec(next(cell for cell in cells if cell.startswith("def train(")), without_mean)
    assert without_mean["train"](5)[2][-1] > losses[0]
