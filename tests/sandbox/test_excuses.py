"""What a notebook at home can do and a judged one cannot says so in a line, and the cell goes on."""

from tests.support.walls import session, text

LINES = [
    *("!pip install torch", "!ls -l", "!cd ..; echo $HOME &", "%pip install torch", "%conda install torch", "%ls"),
    *("%cat x", "%mkdir y", "%cd ..", "%cd -", "%cd /nowhere", "%bookmark here", "%load_ext tensorboard", "%sx ls"),
    *("%matplotlib widget", "%matplotlib qt", "%system ls", "%load nowhere.py", "%store x", "%no_such_magic"),
    *("%env X=1", "%autoreload 2", "%config NoSuch.thing = 1", "%%capture\n!ls", "%history", "%notebook x.ipynb"),
    *("%edit", "%alias l ls", "%dhist", "lines = !ls", "!!ls", "lines = !sleep 1 &", "x, y = 1, 2\n!ls {x} $y"),
]


def test_what_is_no_part_of_an_answer_takes_nothing_with_it(wall):
    with session(wall) as opened:
        for number, line in enumerate(LINES):
            ran = opened.run(f"{line}\ndef number():\n    return {number}")
            assert ran.ok, (line, ran.outputs)
            assert opened.run("number()").outputs[0]["data"]["text/plain"] == str(number), line


def test_what_is_left_out_is_said(wall):
    with session(wall) as opened:
        assert text(opened.run("!pip install torch\n%load_ext tensorboard\n1")).startswith(
            "!pip install torch is left out: IPython runs no commands where answers are judged.\n"
            "%load_ext is left out: it raised ModuleNotFoundError where answers are judged.\n"
        )
        assert "No such file" in text(opened.run("%cd /nowhere"))  # IPython says so itself
        assert "%%bash is left out: only Python is run" in text(opened.run("%%bash\nrm -rf /"))


def test_no_way_of_writing_a_command_runs_it(wall):
    """In IPython's own notation; what Python runs, such as os.system, is the submission's affair."""
    ways = ["!touch x", "!!touch x", "y = !touch x", "%sx touch x", "%system touch x", "y = %sx touch x", "%mkdir x"]
    ways += ["%%!\ntouch x", "%%sx touch x\ntouch x", "%%system\ntouch x", "%%bash\ntouch x", "%%capture\n!touch x"]
    with session(wall) as opened:
        for way in ways:
            ran = opened.run(way)
            assert ran.ok, (way, ran.outputs)
            assert "capture" in way or " is left out: " in text(ran), way
            assert text(opened.run("import os\nprint(os.path.exists('x'))")) == "False\n", way
        assert text(opened.run("y = !ls\nprint(y, y.s)")).endswith("[] \n")


def test_what_the_students_own_code_raises_is_raised(wall):
    with session(wall) as opened:
        for line in ("%time 1 / 0", "%timeit -n 1 -r 1 1 / 0", "x = [1][2]"):
            assert not opened.run(f"{line}\ny = 1").ok, line
            assert not opened.run("y").ok, line


def test_a_stream_that_a_cell_took_away_costs_no_cell_after_it(wall):
    with session(wall) as opened:
        for line in ("sys.stdout = sys.stderr = None", "del sys.stdout, sys.stderr", "sys.stdout = io.StringIO()"):
            opened.run(f"import io, sys\n{line}")
            assert opened.run("1 + 1").outputs[0]["data"]["text/plain"] == "2", line
            assert not opened.run("1 / 0").ok, line
