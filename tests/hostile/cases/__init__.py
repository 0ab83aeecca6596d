"""Hostile notebooks, by category: each is tried against the grader, and must win nothing and harm nobody."""

from tests.hostile.cases import (
    broken_files,
    broken_folders,
    calling,
    controls,
    drawing,
    escaping,
    exhausting,
    feedback,
    filling,
    forging,
    hooking,
    lying,
    owning,
    packing,
    reading,
    retouching,
    talking,
    writing,
)

CATEGORIES = {
    module.__name__.rpartition(".")[2]: module.CASES
    for module in (
        forging,
        hooking,
        lying,
        retouching,
        talking,
        packing,
        reading,
        writing,
        owning,
        exhausting,
        filling,
        escaping,
        calling,
        broken_files,
        broken_folders,
        feedback,
        drawing,
        controls,
    )
}
CASES = [case for cases in CATEGORIES.values() for case in cases]
