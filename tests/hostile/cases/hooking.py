"""Hooking: wrong answers in a shell that hides what comes of them, and answers that look for what is expected."""

from textwrap import indent

from tests.hostile.case import Hostile, all_wrong, answer, code, notebook, right
from tests.hostile.cases.forging import ONE_RIGHT, forger


def thief(name: str, body: str) -> Hostile:
    """An answer that looks for what it will be compared with: `X, W, B, G` in, whatever it finds out."""
    source = f"def linear_grad_W(X, W, B, G):\n{indent(code(body), '    ')}"
    return Hostile(name, notebook(all_wrong(), right("linear_forward"), answer(linear_grad_W=source)), ONE_RIGHT)


SHELL = [
    forger("shell-swallows-errors", "get_ipython().set_custom_exc((Exception,), lambda *a, **k: None)"),
    forger("shell-shows-no-traceback", "type(get_ipython()).showtraceback = lambda *a, **k: None"),
    forger(
        "shell-skips-checks",
        """
        shell = get_ipython()
        run = shell.run_cell
        shell.run_cell = lambda source, *a, **k: run("" if source.startswith("check(") else source, *a, **k)
        """,
    ),
    forger(
        "input-transformer-drops-checks",
        """
        get_ipython().input_transformers_cleanup.append(
            lambda lines: ["pass" if line.startswith("check(") else line for line in lines]
        )
        """,
    ),
    forger(
        "syntax-tree-transformer-drops-checks",
        """
        import ast
        class Drop(ast.NodeTransformer):
            def visit_Call(self, node):
                return ast.Constant(3) if getattr(node.func, "id", "") == "check" else node
        get_ipython().ast_transformers.append(Drop())
        """,
    ),
    forger(
        "event-replaces-check-before-each-cell",
        """
        def forge(*a):
            get_ipython().user_ns["check"] = lambda *a, **k: None
        get_ipython().events.register("pre_run_cell", forge)
        """,
    ),
    forger(
        "event-publishes-a-verdict-after-each-cell",
        """
        from IPython.display import publish_display_data
        def forge(*a):
            publish_display_data({"text/plain": "3"}, metadata={"matrix_gradients": {
                "exercise": "linear_grad_W", "passed": True, "score": 1.0, "mistake": None, "message": "Right."}})
        get_ipython().events.register("post_run_cell", forge)
        get_ipython().set_custom_exc((BaseException,), lambda *a, **k: None)
        """,
    ),
    forger(
        "thread-keeps-replacing-check",
        """
        import threading, time
        def forge():
            while True:
                get_ipython_.user_ns["check"] = lambda *a, **k: None
                time.sleep(0.001)
        get_ipython_ = get_ipython()
        threading.Thread(target=forge, daemon=True).start()
        time.sleep(0.1)
        """,
    ),
    forger(
        "imports-hooked",
        """
        import builtins
        real = builtins.__import__
        def hooked(name, *a, **k):
            module = real(name, *a, **k)
            if hasattr(module, "check"):
                module.check = lambda *a, **k: None
            return module
        builtins.__import__ = hooked
        """,
    ),
    forger(
        "builtins-agree",
        """
        import builtins
        builtins.any = lambda *a: False
        builtins.all = lambda *a: True
        builtins.next = lambda *a: a[-1] if len(a) > 1 else None
        """,
    ),
]

THIEVES = [
    thief(
        "truth-from-the-callers-frames",
        """
        import sys
        frame = sys._getframe()
        while frame := frame.f_back:
            for value in frame.f_locals.values():
                for found in value if isinstance(value, (list, tuple)) else [value]:
                    truth = getattr(found, "truth", found)
                    if type(truth).__name__ == "Entries" and truth.values.shape == W.shape:
                        return truth.values.copy()
        return np.zeros(W.shape)
        """,
    ),
    thief(
        "truth-from-the-garbage-collector",
        """
        import gc
        for found in reversed(gc.get_objects()):
            if type(found).__name__ == "Entries" and found.values.shape == W.shape:
                return found.values.copy()
        return np.zeros(W.shape)
        """,
    ),
    thief(
        "truth-from-the-course",
        """
        from autograder.lessons.course import find
        return find("linear_grad_W").truth({"X": X, "W": W, "B": B, "G": G})[0].values
        """,
    ),
    thief(
        "truth-from-the-forward-function",
        """
        from autograder.lessons import xwt_plus_b
        return xwt_plus_b.LESSON.exercises[1].truth({"X": X, "W": W, "B": B, "G": G})[0].values
        """,
    ),
]

CASES = [*SHELL, *THIEVES]
