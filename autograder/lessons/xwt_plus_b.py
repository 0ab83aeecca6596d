"""Lesson 05: Y = X Wᵀ + B with samples in rows, by differentials: dℓ = G : dY = (GᵀX) : dW."""

import numpy as np

from autograder.exercises.derivations.asked import Differential, Steps
from autograder.exercises.identity import Identity
from autograder.exercises.task import Mistake
from autograder.exercises.truth import Gradient, Value
from autograder.lessons.lesson import Lesson
from autograder.notation.derivation.forms import Part, entries_of, product_of
from autograder.notation.derivation.seen import through
from autograder.notation.signature import Arguments
from autograder.numerics.arrays import Array, signed_directions

LESSON = Lesson("05-xwt-plus-b", "Y = X Wᵀ + B, by differentials", samples="N")


def _linear(X: Array, W: Array, B: Array) -> Array:
    return X @ W.mT + B


def _linear_with_row(X: Array, W: Array, b: Array) -> Array:
    return X @ W.mT + b[..., np.newaxis, :]


def _linear_nd(X: Array, W: Array, b: Array) -> Array:
    return X @ W.mT + b


LESSON.exercise(
    "linear_forward",
    "X: N q, W: p q, b: p -> N p",
    Value(_linear_with_row),
    "Y = X Wᵀ + 1 bᵀ",
    heading="The layer",
    earned=(
        Identity(
            "Y = X Wᵀ + 𝟏 bᵀ",
            "Samples are rows of X, outputs are rows of W; each pair of rows meets in one entry of Y.",
            indices="Y_ij = Σ_k X_ik W_jk + b_j",
            einsum="np.einsum('ik,jk->ij', X, W) + b",
            torch="torch.nn.functional.linear(X, W, b)",
        ),
    ),
    mistakes=(
        Mistake(
            "missing_transpose",
            lambda X, W, b: X @ W + b,
            "You computed X W; the shapes agree only where W is square, and it is wrong even there.",
        ),
        Mistake("extra_term", lambda X, W: X @ W.T, "The bias is missing."),
        Mistake(
            "extra_term",
            lambda X, W, b: X @ (W.T + b),
            "The bias is added to Wᵀ, and so goes through the product with X. Multiply first, then add b.",
        ),
        Mistake(
            "transposed", lambda X, W, b: W @ X.T + b[:, None], "This is Yᵀ. Samples stand in rows: X comes first."
        ),
        Mistake(
            "wrong_axis_sum",
            lambda X, W, b: X @ W.T + b[:, None],
            "The bias was added along the wrong axis: every row of Y gets the whole b.",
        ),
    ),
)

LESSON.exercise(
    "linear_grad_W",
    "X: N q, W: p q, B: N p, G: N p -> p q",
    Gradient(_linear, "W"),
    "∂ℓ/∂W for Y = X Wᵀ + B",
    heading="The gradient of W",
    earned=(
        Identity(
            "∂ℓ/∂W = Gᵀ X",
            "dℓ = G : (X dWᵀ) = (Gᵀ X) : dW, and the gradient is what stands before dW.",
            indices="∂ℓ/∂W_jk = Σ_i G_ij X_ik",
            einsum="np.einsum('ij,ik->jk', G, X)",
            torch="layer.weight.grad of a torch.nn.Linear, after loss.backward()",
        ),
    ),
    mistakes=(
        Mistake(
            "missing_transpose",
            lambda X, G: G @ X,
            "You computed G X; the shapes agree only where N = p, and it is wrong even there. Follow G : (X dWᵀ) step by step.",
        ),
        Mistake(
            "missing_transpose",
            lambda X, G: G @ X.T,
            "You computed G Xᵀ, which is for samples in columns; here they stand in rows.",
        ),
        Mistake("wrong_variable", lambda W, G: G @ W, "This is G W, the gradient of X."),
        Mistake(
            "reshape_for_transpose",
            lambda X, G: G.reshape(G.shape[::-1]) @ X,
            "You reshaped G where you should transpose it: the entries end up in other places.",
        ),
        Mistake(
            "extra_term",
            lambda W, X, G: G.T @ X + W,
            "There is a W added: the derivative of a weight penalty, which is not part of Y = X Wᵀ + B.",
        ),
        Mistake(
            "sum_before_product",
            lambda X, G: np.outer(G.sum(0), X.sum(0)),
            "You summed over the samples in each factor first. Multiply, then sum over them once.",
        ),
    ),
)

LESSON.exercise(
    "linear_grad_X",
    "X: N q, W: p q, B: N p, G: N p -> N q",
    Gradient(_linear, "X"),
    "∂ℓ/∂X for Y = X Wᵀ + B",
    heading="The gradient of X",
    earned=(
        Identity(
            "∂ℓ/∂X = G W",
            "dℓ = G : (dX Wᵀ) = (G W) : dX: slopes go back along the weights that the values came by.",
            indices="∂ℓ/∂X_ik = Σ_j G_ij W_jk",
            einsum="np.einsum('ij,jk->ik', G, W)",
            torch="X.grad, after loss.backward()",
        ),
    ),
    mistakes=(
        Mistake(
            "missing_transpose",
            lambda W, G: G @ W.T,
            "You computed G Wᵀ; the shapes agree only where W is square, and it is wrong even there.",
        ),
        Mistake(
            "missing_transpose",
            lambda W, G: W.T @ G,
            "You computed WᵀG, which is for samples in columns; here they stand in rows.",
        ),
        Mistake("wrong_variable", lambda X, G: G.T @ X, "This is GᵀX, the gradient of W."),
    ),
)

LESSON.exercise(
    "linear_grad_B",
    "X: N q, W: p q, B: N p, G: N p -> N p",
    Gradient(_linear, "B"),
    "∂ℓ/∂B for Y = X Wᵀ + B with a full matrix B",
    heading="The gradient of the bias",
    earned=(
        Identity(
            "∂ℓ/∂B = G",
            "dY = dB when only B moves, so dℓ = G : dB.",
            indices="∂ℓ/∂B_ij = G_ij",
            einsum="np.einsum('ij->ij', G)",
            torch="B.grad, after loss.backward()",
        ),
    ),
    mistakes=(
        Mistake(
            "ignores_G",
            lambda G: np.ones_like(G),
            "This is ∂Y/∂B without the chain rule: every entry must be weighed by G.",
        ),
        Mistake(
            "over_sum",
            lambda G: G.sum(0),
            "You summed over the samples. Here B has an entry of its own for every sample; only a shared row b is summed.",
        ),
    ),
)

LESSON.exercise(
    "linear_grad_b",
    "X: N q, W: p q, b: p, G: N p -> p",
    Gradient(_linear_with_row, "b"),
    "∂ℓ/∂b for Y = X Wᵀ + 1 bᵀ",
    heading="The gradient of the bias",
    earned=(
        Identity(
            "∂ℓ/∂b = Gᵀ 𝟏",
            "b_j is added in every sample, so its slope is collected from every sample.",
            indices="∂ℓ/∂b_j = Σ_i G_ij",
            einsum="np.einsum('ij->j', G)",
            torch="layer.bias.grad of a torch.nn.Linear, after loss.backward()",
        ),
    ),
    mistakes=(
        Mistake(
            "factor",
            lambda G: G.mean(0),
            "This is the mean over the samples. The gradient is the sum: the 1/N, if any, is already in G.",
        ),
        Mistake(
            "missing_batch_sum",
            lambda G: G,
            "The samples are still apart: this is the gradient of a full matrix B. A shared row collects from every sample.",
        ),
        Mistake("over_sum", lambda G: G.sum(), "You summed over everything. One number per output must remain."),
        Mistake(
            "wrong_axis_sum",
            lambda G: G.sum(1),
            "You summed over the outputs and kept the samples. It must be the other way round.",
        ),
        Mistake(
            "broadcast_accident",
            lambda G: G.sum(0, keepdims=True),
            "Right values, but shape (1, p): b has shape (p,). Drop the kept axis.",
        ),
        Mistake(
            "ignores_G",
            lambda G: np.ones(G.shape[1]),
            "This is what ones would give: every entry must be weighed by G.",
        ),
    ),
)


Shape = tuple[int, ...]
BROADCAST: tuple[tuple[Shape, Shape], ...] = (
    *(((4, 3), small) for small in ((3,), (1, 3), (4, 1), (4, 3), (), (1, 1), (1,))),
    *(((5,), small) for small in ((), (1,))),
    *(((1, 5), small) for small in ((5,), (), (1, 1), (1,))),
    *(((2, 3, 4), small) for small in ((4,), (3, 1), (1, 3, 4), (2, 1, 4), (1, 3, 1), (1, 1, 1), (1,), ())),
    *(((2, 3, 4, 5), small) for small in ((1, 5), (3, 1, 5), (2, 1, 4, 1), (5,), ())),
    *(((2, 1, 4), small) for small in ((1, 4), (1, 1), (2, 1, 1))),
    *(((3, 3), small) for small in ((3, 1), (1, 3), (3,))),
    *(((70, 3), small) for small in ((3,), (70, 1))),
    *(((3, 70), small) for small in ((70,), (3, 1))),
    ((2, 70, 3), (70, 1)),
    ((1, 1), ()),
    ((), ()),
)
"""Pairs of shapes that broadcast, the second to the first: axes added, none to all, and stretched, none to all."""

RANDOM = 3  # pairs of shapes drawn anew for each seed: nobody can list them


def _broadcast_shapes(rng: np.random.Generator) -> list[tuple[str, Arguments]]:
    """G of the first shape and a hidden B of the second; at last G holds whole numbers of dtype int."""
    shapes = [(f"shape {small}", large, small) for large, small in BROADCAST]
    shapes += [("shapes at random", *_random_shapes(rng)) for _ in range(RANDOM)]
    cases: list[tuple[str, Arguments]] = [
        (label, {"G": signed_directions(rng, large), "shape": small, "B": signed_directions(rng, small)})
        for label, large, small in shapes
    ]
    whole = {"G": rng.integers(-3, 4, (4, 3)), "shape": (1, 3), "B": np.zeros((1, 3))}
    return [*cases, ("whole numbers of dtype int", whole)]


def _random_shapes(rng: np.random.Generator) -> tuple[Shape, Shape]:
    large = tuple(int(size) for size in rng.integers(1, 6, rng.integers(2, 5)))
    kept = large[rng.integers(len(large)) :]
    return large, tuple(size if rng.random() < 0.5 else 1 for size in kept)


def _added(G: Array, shape: tuple[int, ...]) -> tuple[int, ...]:
    """The axes that G has in front of the shape."""
    return tuple(range(G.ndim - len(shape)))


def _stretched(G: Array, shape: tuple[int, ...]) -> tuple[int, ...]:
    """The axes of G that were 1 in the shape and are longer now, or may be."""
    return tuple(axis + G.ndim - len(shape) for axis, size in enumerate(shape) if size == 1)


def _from_the_left(G: Array, shape: tuple[int, ...]) -> Array:
    """What is left where the axes behind the shape are summed in place of those in front of it."""
    return np.asarray(G.sum(tuple(range(len(shape), G.ndim))).sum(_ones_from_the_left(G, shape), keepdims=True))


def _ones_from_the_left(G: Array, shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(axis for axis, size in enumerate(shape) if size == 1)


LESSON.exercise(
    "unbroadcast",
    "G: *any, shape: tuple -> *shape",
    Gradient(lambda B, G: np.broadcast_to(B, G.shape), "B"),
    "∂ℓ/∂B where B of a smaller shape was broadcast to the shape of G",
    hidden="B: *shape",
    heading="Undoing a broadcast",
    earned=(
        Identity(
            "∂ℓ/∂B = G, summed over every axis along which B was repeated",
            "An entry that is used many times has the sum of the slopes of all its uses.",
            torch="G.sum_to_size(shape)",
        ),
    ),
    cases=_broadcast_shapes,
    mistakes=(
        Mistake("missing_sum", lambda G: G, "Nothing is summed: every entry of B was used several times over."),
        Mistake(
            "missing_sum",
            lambda G, shape: G.sum(_added(G, shape)),
            "Only the axes in front are summed. An axis that grew from 1 is summed as well, and kept.",
        ),
        Mistake(
            "missing_sum",
            lambda G, shape: G.sum(_ones_from_the_left(G, shape), keepdims=True),
            "Axes of size 1 are summed, counted from the left; those that stand in front of the shape are left.",
        ),
        Mistake(
            "broadcast_accident",
            lambda G, shape: G.sum((*_added(G, shape), *_stretched(G, shape))),
            "All sums are right, but an axis that grew from 1 must be kept, with size 1: keepdims=True.",
        ),
        Mistake(
            "broadcast_accident",
            lambda G, shape: G.sum((*_added(G, shape), *_stretched(G, shape)), keepdims=True),
            "All sums are right, but the axes in front that the shape does not have are kept.",
        ),
        Mistake(
            "factor",
            lambda G, shape: G.mean((*_added(G, shape), *_stretched(G, shape))).reshape(shape),
            "This is the mean over the axes; the gradient is the sum over them.",
        ),
        Mistake(
            "reshape_for_transpose",
            lambda G, shape: G.reshape(-1, *shape).sum(0),
            "A reshape cuts G in the order of memory, and does not see which axes grew from 1: sum over those axes.",
        ),
        Mistake("over_sum", lambda G: G.sum(), "You summed over everything: as many entries must remain as B has."),
        Mistake(
            "over_sum",
            lambda G, shape: np.full(shape, G.sum()),
            "You summed over everything, and spread the total: each entry of B has a sum of its own.",
        ),
        Mistake(
            "wrong_axis_sum",
            lambda G: G.sum(0),
            "You summed axis 0, whatever the shapes are. Line them up at their right ends, and see which axes differ.",
        ),
        Mistake(
            "wrong_axis_sum",
            lambda G, shape: _from_the_left(G, shape),
            "The shapes are lined up at their left ends; a broadcast lines them up at the right.",
        ),
        Mistake(
            "missing_sum",
            lambda G, shape: G[(0,) * len(_added(G, shape))].sum(
                tuple(axis - len(_added(G, shape)) for axis in _stretched(G, shape)), keepdims=True
            ),
            "Of the axes in front only the first slice is used: sum over all of them.",
        ),
        Mistake(
            "wrong_function",
            lambda G, shape: G.max((*_added(G, shape), *_stretched(G, shape))).reshape(shape),
            "You took the largest entry along the axes; the gradient is the sum over them.",
        ),
        Mistake(
            "wrong_function",
            lambda G, shape: G.sum(_added(G, shape)).max(
                tuple(axis - len(_added(G, shape)) for axis in _stretched(G, shape)), keepdims=True
            ),
            "Along the axes that grew from 1 you took the largest entry: they are summed, as those in front are.",
        ),
        Mistake("ignores_G", lambda shape: np.ones(shape), "G does not occur in it."),
        Mistake(
            "factor",
            lambda G, shape: G.sum(_added(G, shape)).mean(
                tuple(axis - len(_added(G, shape)) for axis in _stretched(G, shape)), keepdims=True
            ),
            "Along the axes that grew from 1 you took the mean: they are summed, as those in front are.",
        ),
        Mistake(
            "missing_sum",
            lambda G, shape: G.sum(_added(G, shape))[tuple(slice(1) if size == 1 else slice(None) for size in shape)],
            "Along the axes that grew from 1 only the first slice is used: sum over all of them.",
        ),
    ),
)

LESSON.exercise(
    "linear_grads_nd",
    "X: *N q, W: p q, b: p, G: *N p -> dX: *N q, dW: p q, db: p",
    Gradient(_linear_nd, "X", "W", "b"),
    "all three gradients, with any number of leading axes",
    heading="More axes in front",
    earned=(
        Identity(
            "∂ℓ/∂X = G W",
            "Each sample by itself, whatever axes stand in front.",
            einsum="np.einsum('...j,jk->...k', G, W)",
            torch="X.grad, after loss.backward()",
        ),
        Identity(
            "∂ℓ/∂W = Gᵀ X, the leading axes flattened into one",
            "W is shared by all samples, so all of them are summed over.",
            einsum="np.einsum('nj,nk->jk', G.reshape(-1, p), X.reshape(-1, q))",
            torch="layer.weight.grad of a torch.nn.Linear",
        ),
        Identity(
            "∂ℓ/∂b = Gᵀ 𝟏, the leading axes flattened into one",
            "b is shared by all samples, too.",
            einsum="np.einsum('nj->j', G.reshape(-1, p))",
            torch="layer.bias.grad of a torch.nn.Linear",
        ),
    ),
    mistakes=(
        Mistake(
            "missing_sum",
            lambda G: G.sum(0),
            "Only the first axis is summed. Every leading axis counts samples: flatten them, or sum over all of them.",
            "db",
        ),
        Mistake(
            "missing_batch_sum",
            lambda G: G,
            "The samples are still apart. A shared row collects from every one of them: sum over every leading axis.",
            "db",
        ),
        Mistake("over_sum", lambda G: G.sum(), "You summed over everything. One number per output must remain.", "db"),
        Mistake(
            "wrong_axis_sum",
            lambda G: G.sum(-1),
            "You summed over the outputs and kept the samples. It must be the other way round.",
            "db",
        ),
        Mistake(
            "missing_sum",
            lambda X, G: G.mT @ X,
            "The leading axes are still there: this is a stack of gradients. Flatten the leading axes first.",
            "dW",
        ),
        Mistake(
            "missing_transpose",
            lambda W, G: G @ W.T,
            "You computed G Wᵀ; the shapes agree only where W is square, and it is wrong even there.",
            "dX",
        ),
    ),
)


def _linear_with_column(X: Array, W: Array, b: Array) -> Array:
    return _linear(X, W, np.ones((len(X), 1)) @ b.mT)


def _put_in(product: str, *parts: Part) -> Steps:
    return [(through(*parts), f"put dY = {product} into dℓ = G : dY, as a step of its own")]


LESSON.derivation(
    "linear_derivation",
    "X: N q, W: p q, B: N p, G: N p -> Y: N p",
    Differential(_linear, "W"),
    "dℓ = G : dY = … = M : dW",
    steps=_put_in("X dWᵀ", product_of("X", "dW")),
    heading="The derivation, line by line",
    earned=(
        Identity(
            "dℓ = G : (X dWᵀ) = Gᵀ : (dW Xᵀ) = (Gᵀ X) : dW",
            "Both sides of a colon may be transposed at once; then Xᵀ crosses it, and is transposed.",
            einsum="np.einsum('ij,ik->jk', G, X)",
            torch="layer.weight.grad of a torch.nn.Linear, after loss.backward()",
        ),
    ),
)

LESSON.derivation(
    "linear_derivation_X",
    "X: N q, W: p q, B: N p, G: N p -> Y: N p",
    Differential(_linear, "X"),
    "dℓ = G : dY = … = M : dX",
    steps=_put_in("dX Wᵀ", product_of("W", "dX")),
    heading="The derivation, line by line",
    earned=(
        Identity(
            "dℓ = G : (dX Wᵀ) = (G W) : dX",
            "Wᵀ crosses the colon, and is transposed.",
            einsum="np.einsum('ij,jk->ik', G, W)",
            torch="X.grad, after loss.backward()",
        ),
    ),
)

LESSON.derivation(
    "linear_derivation_b",
    "X: N q, W: p q, b: p 1, 𝟏: N 1, G: N p -> Y: N p",
    Differential(_linear_with_column, "b"),
    "dℓ = G : dY = … = M : db",
    steps=_put_in("𝟏 dbᵀ", product_of("𝟏", "db"), entries_of("G", "db")),
    heading="The derivation, line by line",
    earned=(
        Identity(
            "dℓ = G : (𝟏 dbᵀ) = Gᵀ : (db 𝟏ᵀ) = (Gᵀ 𝟏) : db",
            "Both sides of a colon may be transposed at once; then 𝟏ᵀ crosses it, and is transposed.",
            einsum="np.einsum('ij->j', G)",
            torch="layer.bias.grad of a torch.nn.Linear, after loss.backward()",
        ),
    ),
)
