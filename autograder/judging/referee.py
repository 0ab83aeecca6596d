"""The referee: tries an answer on inputs, compares it with the measured truth, returns a Verdict.

It does not care where the answer lives: any callable will do, a student's function in a notebook or one behind a wall.
It knows no closed form of any gradient. An answer is right when it is right on every probe, twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from operator import itemgetter
from time import monotonic

from autograder.exercises.examination import Examination
from autograder.exercises.exercise import AnyExercise, DerivationExercise, EinsumExercise, Exercise, WitnessExercise
from autograder.exercises.probes import Probe
from autograder.judging import wording
from autograder.judging.answer import AnyAnswer, call, changed, invoke, mutation
from autograder.judging.diagnosis import diagnose, swapped
from autograder.judging.outcomes import Fault, Outcome, Returned
from autograder.judging.time_limit import Patience
from autograder.judging.trial import Trial
from autograder.judging.verdict import Verdict
from autograder.notation.derivation.judge import judge_derivation
from autograder.notation.einsum.judge import judge_einsum
from autograder.notation.signature import Arguments, Result
from autograder.numerics.arrays import Array

SECONDS = 5.0
SECONDS_IN_ALL = 20.0
GOES_ON_AFTER = ("raises", "wrong_shape", "dtype_int")


class Referee:
    """Judges answers to one exercise.

    `seed` repeats the draw of inputs; `seconds` is the limit of wall time for each call of the answer; `examine` makes
    the examination of an exercise for a seed.
    """

    def __init__(
        self,
        exercise: AnyExercise,
        seed: int = 0,
        seconds: float = SECONDS,
        examine: Callable[[Exercise, int], Examination] = Examination,
    ) -> None:
        self.exercise = exercise
        self.seed = seed
        self.seconds = seconds
        self.examine = examine

    def judge(self, answer: AnyAnswer) -> Verdict:
        """The verdict on an answer. Whatever the answer does, nothing is raised on its account."""
        match self.exercise:
            case EinsumExercise() as exercise:
                verdict = self._judge_einsum(exercise, answer)
            case DerivationExercise() as exercise:
                verdict = self._judge_derivation(exercise, answer)
            case WitnessExercise() as exercise:
                verdict = self._judge_witness(exercise, answer)
            case exercise:
                verdict = self._judge_function(exercise, answer)
        return replace(verdict, seed=self.seed)

    def _judge_function(self, exercise: Exercise, answer: AnyAnswer) -> Verdict:
        rounds = self._rounds(exercise, answer)
        verdicts = [
            self._judge_result(exercise, answer, result, [trials[position] for trials in rounds])
            for position, result in enumerate(exercise.results)
        ]
        if len(verdicts) == 1:
            return verdicts[0]
        together = wording.together(exercise, verdicts)
        return wording.exchanged(together) if not together.passed and swapped(rounds) else together

    def _rounds(self, exercise: Exercise, answer: AnyAnswer) -> list[list[Trial]]:
        """All calls of the examination, each with a trial for each result, in the order of the probes.

        Ends at the first fault after which going on would tell nothing more.
        """
        made = self._calls(exercise, answer)
        return [trials for _, trials in sorted(made, key=itemgetter(0))]

    def _calls(self, exercise: Exercise, answer: AnyAnswer) -> Iterator[tuple[int, list[Trial]]]:
        examination = self.examine(exercise, self.seed)
        probes = [examination.probes[position] for position in examination.asked]
        made = self._call(exercise, answer, probes, Patience(self.seconds, monotonic() + SECONDS_IN_ALL))
        for position, probe, outcomes in zip(examination.asked, probes, made, strict=True):
            trials = [
                Trial(probe, outcome, truth, exercise.integral)
                for outcome, truth in zip(outcomes, examination.truth(position), strict=True)
            ]
            yield position, trials
            if any(_is_final(trial) for trial in trials):
                return

    def _call(
        self, exercise: Exercise, answer: AnyAnswer, probes: Sequence[Probe], patience: Patience
    ) -> Iterator[list[Outcome]]:
        """One call on a copy of each probe; having changed that is a fault of every result."""
        names = [argument.name for argument in exercise.arguments]
        copies = [probe.fresh(exercise.arguments) for probe in probes]
        made = call(answer, copies, exercise.results, patience)
        for probe, given, outcomes in zip(probes, copies, made, strict=True):
            positions = changed([probe.values[name] for name in names], given)
            if positions and not all(isinstance(outcome, Fault) for outcome in outcomes):
                yield [mutation([names[position] for position in positions])] * len(outcomes)
            else:
                yield outcomes

    def _judge_result(self, exercise: Exercise, answer: AnyAnswer, result: Result, trials: Sequence[Trial]) -> Verdict:
        failed = next((trial for trial in trials if not trial.passed), None)
        if failed is None:
            return wording.right(exercise, result, trials)

        def again(values: Arguments) -> Array | None:
            (outcomes,) = self._call(exercise, answer, [Probe("", values)], Patience(self.seconds))
            outcome = outcomes[exercise.results.index(result)]
            return outcome.values if isinstance(outcome, Returned) else None

        return wording.wrong(exercise, result, failed, trials, diagnose(exercise, result, trials, again))

    def _judge_einsum(self, exercise: EinsumExercise, answer: AnyAnswer) -> Verdict:
        said = invoke(answer, (), self.seconds)
        if isinstance(said, Fault):
            return wording.refused(exercise, said)
        complaint = judge_einsum(said, exercise.meaning, exercise.operands)
        if complaint is None:
            return Verdict(
                exercise.name,
                True,
                1.0,
                f"Right: {said!r} means what is asked for; any names of the indices would do.",
            )
        return wording.refused(exercise, Fault(complaint.slug, complaint.sentence), complaint.next_step)

    def _judge_derivation(self, exercise: DerivationExercise, answer: AnyAnswer) -> Verdict:
        said = invoke(answer, (), self.seconds)
        if isinstance(said, Fault):
            return wording.refused(exercise, said)
        judgement = judge_derivation(said, exercise.asked())
        if not judgement.slug:
            right = "Right: every step is true, and the last has the form asked for."
            return Verdict(exercise.name, True, 1.0, right, working=judgement.working)
        refused = wording.refused(exercise, Fault(judgement.slug, judgement.sentence))
        return replace(refused, line=judgement.line, column=judgement.column, working=judgement.working)

    def _judge_witness(self, exercise: WitnessExercise, answer: AnyAnswer) -> Verdict:
        (outcomes,) = call(answer, [()], exercise.results, Patience(self.seconds))
        fault = next((outcome for outcome in outcomes if isinstance(outcome, Fault)), None)
        if fault is not None:
            return wording.refused(exercise, fault)
        complaint = exercise.complaint(*(outcome.values for outcome in outcomes if isinstance(outcome, Returned)))
        if complaint is None:
            return Verdict(exercise.name, True, 1.0, "Right: the example does what was asked.")
        return wording.refused(exercise, Fault("unknown", complaint), "Change the example and check again.")


def _is_final(trial: Trial) -> bool:
    """Whether further probes would tell nothing new: the same fault would come again, at the same price."""
    if isinstance(trial.outcome, Returned) and trial.outcome.values is None:
        return True
    return trial.fault is not None and (trial.fault.slug not in GOES_ON_AFTER or trial.fault.blank)
