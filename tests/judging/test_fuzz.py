"""Whatever an answer returns is judged within a bound of time and of memory."""

import os
import subprocess
import sys

from tests.support.course import ROOT


def test_the_fuzz_ends_within_its_limits():
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.judging.fuzz"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, f"{done.returncode}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
