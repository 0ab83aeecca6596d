"""Identities: what a right answer has earned, in all the forms in which one meets it elsewhere.

They are shown after "right" and never before. Formulas are plain Unicode, as in an exercise's statement: `G Xᵀ`,
`Σ_j G_dj X_cj`, `∂ℓ/∂W_dc`. Tests hold every `indices` and `einsum` against the measured truth.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Identity:
    """One identity: `formula` in matrices, `why` in one line.

    indices: the same entry by entry, "" where that says nothing new.
    einsum: a numpy expression in the exercise's arguments and the names of their sizes, "" where there is none.
    torch: what PyTorch calls it, "" where it has no name there.

    >>> Identity("∂ℓ/∂B = G", "dY = dB when only B moves.", torch="B.grad").torch
    'B.grad'
    """

    formula: str
    why: str
    indices: str = ""
    einsum: str = ""
    torch: str = ""
