"""A fuzz of all that an answer may return, by itself under limits: `python -m tests.judging.fuzz`.

Derivations, einsum strings, shapes and numbers as texts, each kind the same ones in every run. That the process ends
within its limits of CPU time and memory is what is tested; no clock is read.
"""

import resource
import warnings

import numpy as np
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from autograder import judge

CPU_SECONDS, MEMORY = 60, 1_500_000_000  # it needs 10 s, and 90 MB resident
ALWAYS = settings(
    max_examples=250, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)

DERIVATIONS = {
    "linear_derivation": ("dL = ", ["G", "X", "dW", "dY", "Y", "Wᵀ", "B", "dL", "d(G)", "Tr(G Xᵀ)", "sum(X)"]),
    "wx_derivation": (
        "∂L/∂W_dc = ",
        ["G_dj", "X_cj", "δ_id", "Σ_i", "Σ_j", "Σ_ab", "W_ab", "∂D_ij/∂W_dc", "∂(W X)_ij/∂W_dc"],
    ),
    "linear_derivation_b": ("dℓ = ", ["G", "ones", "db", "dY", "M", "where M = ", "since ", "∂ℓ/∂Y", "∂ℓ/∂b", "0"]),
    "upstream_derivation": ("dℓ = ", ["V", "d𝐋", "h'(Y)", "dY", "X", "dWᵀ", "∂ℓ/∂𝐋", "Let K = ", "h(Y)", "so "]),
    "frobenius_derivation": ("(A B) : C = ", ["A", "B", "C", "Aᵀ", "Tr(A Aᵀ)", "(A B)", "sum(C)"]),
    "tensor_derivation": (
        "∂L_kl/∂W_rs = ",
        ["H", "F", "H_abcdef", "F_abcd", "h'(Y)", "h(Y_kl)", "X_ks", "δ_lr", "∂h(Y_kl)/∂W_rs", "dW", "L'"],
    ),
}
SIGNS = [
    " ",
    " · ",
    " : ",
    " ⊙ ",
    " + ",
    " - ",
    "/",
    " = ",
    "\n= ",
    "ᵀ ",
    ") ",
    " (",
    " [",
    "_ij ",
    ", ",
    " so ",
    " ⟹ ",
    "\nwhere M = ",
    " since A = ",
    " ∂/∂W_dc ",
    " # ",
]
numbers = st.one_of(
    st.integers(0, 400).map(lambda digits: "9" * (digits + 1)),
    st.integers(0, 400).map(lambda zeros: f"0.{'0' * zeros}1"),
    st.sampled_from(["0", "1/0", "1e999", "inf", "nan", "0.0", "2", "½", "1_000", "0x10", "٣"]),
)


@st.composite
def derivations(draw):
    """A name and a text: pieces in the exercise's own signs, one run of which is repeated."""
    name = draw(st.sampled_from(sorted(DERIVATIONS)))
    start, pieces = DERIVATIONS[name]
    piece = st.one_of(st.sampled_from(pieces), st.sampled_from(SIGNS), numbers, st.text(max_size=3))
    once = "".join(draw(st.lists(piece, max_size=12)))
    run = "".join(draw(st.lists(piece, max_size=4)))
    between = draw(st.sampled_from(["", " ", " + ", " + 0 ", "\n= ", " = ", "\n", "("]))
    return name, start + once + between.join([run] * draw(st.integers(1, 400)))


@ALWAYS
@given(derivations())
def derived(case):
    name, text = case
    assert isinstance(judge(name, lambda: text).message, str)


@ALWAYS
@given(
    st.sampled_from(sorted(DERIVATIONS)), st.text(alphabet="dWXYq∂LΣ_ijδ\\{}()[]'’., \n=:⊙/", min_size=1, max_size=6)
)
@example("linear_derivation", "dW")
@example("tensor_derivation", "d∂W")
def repeated(name, run):
    for times in (40, 66, 400, 10_000):
        for text in (run * times, run * times + "q", f"dL = {run * times}", "\n".join([run * 40] * (times % 90))):
            assert isinstance(judge(name, lambda text=text: text).message, str)


@ALWAYS
@given(
    st.sampled_from(["wx_grad_W_einsum", "elementwise_loss_einsum", "frobenius_einsum"]),
    st.lists(
        st.sampled_from(["i", "j", "k", "ij", "kl", ",", "->", "→", " ", "...", "Z", "iiii", "-", ">"]), max_size=20
    ),
    st.integers(1, 60),
)
def contracted(name, pieces, times):
    for string in ("".join(pieces), "".join(pieces) * times, ",".join(["".join(pieces)] * times)):
        assert isinstance(judge(name, lambda string=string: string).message, str)


@settings(ALWAYS, max_examples=150)
@given(
    st.sampled_from(["linear_grad_W", "linear_grad_X", "frobenius", "transpose_tensor", "elementwise_loss_tensor"]),
    st.lists(st.integers(0, 9), max_size=14),
    st.sampled_from([0.0, 1.0, np.inf, np.nan, 1.7e308, 5e-324]),
    st.integers(0, 6),
)
@example("linear_grad_W", [1] * 12, 1.0, 0)
@example("linear_grad_W", [1] * 32, 1.0, 0)
@example("linear_grad_W", [2] * 14, 1.0, 2)
def shaped(name, shape, filler, own):
    while np.prod(shape, dtype=float) > 300_000:
        shape.pop()

    def answer(*arguments):
        mine = [size for argument in arguments if isinstance(argument, np.ndarray) for size in argument.shape]
        return np.full((*mine[:own], *shape) if np.prod([*mine[:own], *shape]) < 300_000 else shape, filler)

    assert isinstance(judge(name, answer).message, str)


@ALWAYS
@given(
    st.lists(st.lists(st.integers(0, 50), max_size=10), min_size=3, max_size=3),
    st.sampled_from([0.0, 1.0, 1e6, 1e200, np.inf, np.nan, 1.7e308, 5e-324]),
)
def witnessed(shapes, filler):
    arrays = [np.full(shape if np.prod(shape, dtype=float) < 100_000 else (), filler) for shape in shapes]
    assert not judge("wx_counterexample", lambda: tuple(arrays)).passed


def main() -> None:
    """All of it, under the limits."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    warnings.simplefilter("ignore")
    for check in (derived, repeated, contracted, shaped, witnessed):
        check()


if __name__ == "__main__":
    main()
