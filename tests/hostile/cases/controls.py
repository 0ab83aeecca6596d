"""Controls: honest notebooks, some of them odd, that must have exactly what they deserve."""

from nbformat.v4 import new_code_cell

from tests.hostile.answers import POINTS
from tests.hostile.case import Edit, Hostile, answer, before, cell_of, first, notebook, right

ALL = dict(POINTS)
HALF = ("linear_forward", "linear_grad_W", "linear_grad_B", "linear_derivation")


def honest(name: str, *edits: Edit, earns=None, reason: str | None = None) -> Hostile:
    """Right answers, then these edits."""
    return Hostile(name, notebook(right(*POINTS), *edits), ALL if earns is None else earns, reason)


def without_checks(made) -> None:
    """The student deleted every check."""
    made.cells = [kept for kept in made.cells if not str(kept.get("id")).endswith("-check")]


def rename(old: str, new: str) -> Edit:
    """Another cell id and grade id, as a copy of the cell gets in some editors."""

    def edit(made) -> None:
        renamed = cell_of(made, old)
        renamed.id = renamed.metadata.nbgrader.grade_id = new

    return edit


def reversed_order(made) -> None:
    """The definitions stand at the end, after the checks that use them were moved there as well."""
    made.cells.sort(key=lambda kept: str(kept.get("id")).endswith("-check"))


def in_one_cell(made) -> None:
    """All definitions in a cell of the student's own; the cells meant for them are empty."""
    sources = [cell_of(made, name).source for name in POINTS]
    for name in POINTS:
        cell_of(made, name).source = ""
    made.cells.insert(0, new_code_cell("\n\n".join(["import numpy as np", *sources]), id="mine"))


CASES = [
    honest("honest-all-right"),
    Hostile("honest-half-right", notebook(right(*HALF)), {name: POINTS[name] for name in HALF}, "not written"),
    Hostile("honest-blank", notebook(), {}, "not written"),
    honest(
        "honest-in-part",
        answer(
            linear_grads_nd="def linear_grads_nd(X, W, b, G):\n    return G @ W, np.zeros(W.shape), np.zeros(b.shape)"
        ),
        earns={**ALL, "linear_grads_nd": 1.0},
    ),
    honest(
        "honest-and-prints-a-lot",
        first(
            """
            import sys
            for number in range(2000):
                print("step", number)
                print("warned", number, file=sys.stderr)
            """
        ),
        answer(linear_grad_W="def linear_grad_W(X, W, B, G):\n    print(X, W, B, G)\n    return G.T @ X"),
    ),
    honest(
        "honest-with-warnings",
        answer(
            linear_grad_W="def linear_grad_W(X, W, B, G):\n    np.ones(3) / np.zeros(3)\n    return G.T @ X",
            linear_grad_X="def linear_grad_X(X, W, B, G):\n    np.log(-np.ones(3))\n    return G @ W",
        ),
    ),
    honest("honest-without-checks", without_checks),
    honest("honest-with-a-renamed-check", rename("linear_grad_W-check", "linear_grad_W-check-copy")),
    honest("honest-with-a-renamed-answer", rename("linear_grad_W", "linear_grad_W_copy")),
    honest("honest-with-checks-at-the-end", reversed_order),
    honest("honest-in-one-cell", in_one_cell),
    honest(
        "honest-with-helpers",
        first("def rows(M):\n    return M.reshape(-1, M.shape[-1])"),
        answer(
            linear_grads_nd="def linear_grads_nd(X, W, b, G):\n    return G @ W, rows(G).T @ rows(X), rows(G).sum(0)",
            linear_grad_b="def linear_grad_b(X, W, b, G):\n    return total(G, axis=0)",
        ),
        before("linear_grad_b", "total = np.sum"),
    ),
    honest("honest-and-slow", before("linear_grad_W", "import time\ntime.sleep(1)")),
    honest("honest-after-an-error", before("linear_grad_W", "1 / 0"), before("linear_grad_X", "def broken(:")),
    honest(
        "honest-with-magic",
        first("%matplotlib inline\n%timeit -n1 -r1 sum(range(10))\n!echo hello\nimport numpy as np"),
    ),
    honest(
        "honest-with-threads-and-files",
        first(
            """
            import threading
            with open("notes.txt", "w") as file:
                file.write("x")
            threading.Thread(target=print).start()
            """
        ),
    ),
]
