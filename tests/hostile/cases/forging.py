"""Forging: wrong answers, and a numpy or a checker that takes them for right."""

from tests.hostile.case import Edit, Hostile, all_wrong, answer, before, first, notebook, right

ONE_RIGHT = {"linear_forward": 1.0}


def forger(name: str, *edits: Edit | str, earns: dict[str, float] = ONE_RIGHT) -> Hostile:
    """Wrong answers to all but `linear_forward`, in a notebook with these edits; a text is a first cell."""
    made = [first(edit) if isinstance(edit, str) else edit for edit in edits]
    return Hostile(name, notebook(all_wrong(), right("linear_forward"), *made), earns)


NUMPY = [
    forger("numpy-any-says-no", "import numpy as np\nnp.any = lambda *a, **k: False"),
    forger(
        "numpy-comparisons-agree",
        """
        import numpy as np
        for name in ("allclose", "array_equal", "array_equiv", "isclose", "all", "isfinite"):
            setattr(np, name, lambda *a, **k: True)
        np.any = np.count_nonzero = lambda *a, **k: False
        for name in ("assert_allclose", "assert_array_equal", "assert_almost_equal"):
            setattr(np.testing, name, lambda *a, **k: None)
        """,
    ),
    forger(
        "numpy-errors-vanish",
        """
        import numpy as np
        for name in ("abs", "absolute", "max", "amax", "subtract", "vdot"):
            setattr(np, name, lambda *a, **k: np.float64(0.0))
        np.linalg.norm = lambda *a, **k: 0.0
        """,
    ),
    forger(
        "ndarray-methods-by-the-garbage-collector",
        """
        import gc, numpy as np
        (methods,) = (d for d in gc.get_referents(np.ndarray.__dict__) if isinstance(d, dict) and "any" in d)
        for name in ("any", "max", "sum"):
            methods[name] = lambda self, *a, **k: False
        methods["all"] = lambda self, *a, **k: True
        """,
    ),
    forger(
        "numpy-draws-only-zeros",
        """
        import numpy as np
        class Zeros(np.random.Generator):
            def random(self, size=None, *a, **k): return np.zeros(size)
            normal = uniform = lambda self, low=0, high=1, size=None: np.zeros(size)
            standard_normal = random
        np.random.default_rng = lambda seed=None: Zeros(np.random.PCG64(1))
        """,
    ),
]

CHECKER = [
    forger(
        "judge-replaced",
        """
        import autograder.student.check as own
        from autograder import Verdict
        own.judge = lambda name, answer, **k: Verdict(name, True, 1.0, "Right.")
        """,
    ),
    forger(
        "verdict-always-passed",
        """
        from autograder.judging.verdict import Verdict
        Verdict.passed = property(lambda self: True, lambda self, value: None)
        Verdict.score = property(lambda self: 1.0, lambda self, value: None)
        """,
    ),
    forger(
        "trial-always-passed",
        "from autograder.judging import trial\ntrial.Trial.passed = property(lambda self: True)",
    ),
    forger(
        "every-autograder-function-says-right",
        """
        import sys, types
        for name, module in list(sys.modules.items()):
            for key, value in list(vars(module).items()) if name.startswith("autograder") else ():
                if isinstance(value, types.FunctionType):
                    value.__code__ = (lambda *a, **k: None).__code__
        """,
    ),
    forger(
        "autograder-module-replaced",
        """
        import sys, types
        fake = types.ModuleType("autograder")
        fake.check = fake.progress = lambda *a, **k: None
        fake.pictures = types.ModuleType("autograder.pictures")
        fake.pictures.show = lambda *a, **k: None
        sys.modules.update({"autograder": fake, "autograder.pictures": fake.pictures, "autograder.student.check": fake})
        """,
    ),
    forger(
        "check-replaced",
        before("linear_grad_W", "check = lambda *a, **k: None"),
    ),
    forger(
        "check-displays-points",
        before(
            "linear_grad_W",
            """
            def check(answer, *a, **k):
                get_ipython().displayhook(3.0)
            """,
        ),
    ),
    forger(
        "check-publishes-a-verdict",
        before(
            "linear_grad_W",
            """
            from IPython.display import publish_display_data
            def check(answer, *a, **k):
                verdict = {"exercise": answer.__name__, "passed": True, "score": 1.0, "mistake": None}
                publish_display_data({"text/plain": "right"}, metadata={"matrix_gradients": verdict | {"message": ""}})
            """,
        ),
    ),
    forger(
        "easier-exercise-under-another-name",
        right("linear_grad_B"),
        *(
            answer(**{name: f"def linear_grad_B(X, W, B, G):\n    return 1.0 * G\n{name} = linear_grad_B"})
            for name in ("linear_grad_W", "linear_grad_X", "unbroadcast", "linear_derivation")
        ),
        earns={"linear_forward": 1.0, "linear_grad_B": 1.0},
    ),
    forger(
        "function-with-a-borrowed-name",
        right("linear_grad_B"),
        before(
            "linear_derivation-check",
            """
            for name in ("linear_grad_W", "linear_grad_X", "unbroadcast", "linear_derivation"):
                globals()[name] = lambda X, W, B, G: 1.0 * G
                globals()[name].__name__ = globals()[name].__qualname__ = "linear_grad_B"
            """,
        ),
        earns={"linear_forward": 1.0, "linear_grad_B": 1.0},
    ),
]

CASES = [*NUMPY, *CHECKER]
