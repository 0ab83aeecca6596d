"""Every right derivation of the corpus is read and right, each wrong one is pointed at its first wrong line."""

import pytest

from autograder import exercises, judge
from autograder.judging.kinds.derivation import DerivationExercise
from tests.notation.corpus import RIGHT, WRONG

SEEDS = (0, 2**47 + 5)


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in RIGHT.items() for text in texts])
def test_what_is_right_is_right_however_it_is_typed(name, text):
    for seed in SEEDS:
        verdict = judge(name, lambda: text, seed=seed)
        assert verdict.passed, str(verdict)


@pytest.mark.parametrize(("name", "text", "slug", "line", "words"), WRONG)
def test_what_is_wrong_is_pointed_at_on_its_first_wrong_line(name, text, slug, line, words):
    for seed in SEEDS:
        verdict = judge(name, lambda: text, seed=seed)
        assert not verdict.passed
        assert (verdict.mistake, verdict.line) == (slug, line), str(verdict)
        assert words in verdict.message, str(verdict)
        assert verdict.column is None or 0 <= verdict.column <= len(verdict.working[line - 1].text)


def test_the_corpus_speaks_of_every_derivation():
    names = {name for name, exercise in exercises().items() if isinstance(exercise, DerivationExercise)}
    assert set(RIGHT) == names == {name for name, *_ in WRONG}
    assert sum(map(len, RIGHT.values())) + len(WRONG) >= 120
