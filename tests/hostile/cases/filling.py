"""Filling: memory, disk and output, far above the limits and yet with an end.

The grader looks from time to time at what is held, and on a busy machine not often: a notebook that has taken too much
goes on for STAYS seconds, and has won only then.
"""

from tests.hostile.case import MEMORY, OUTPUT_CUT, TIME, WON, either
from tests.hostile.cases.exhausting import exhausting, when_called

STAYS = 10  # fifty looks, and a third of what a cell may take
HELD = either(MEMORY, TIME)
CUT = either(OUTPUT_CUT, TIME)

MEMORY_AND_DISK = [
    exhausting(
        "fills-memory-with-an-array",
        f"import numpy as np\nkept = np.ones(500_000_000)\ntime.sleep({STAYS})\nprint('{WON}')",
        HELD,
        walled=True,
    ),
    exhausting(
        "fills-memory-bit-by-bit",
        f"""
kept = []
for _ in range(40):
    kept.append(bytearray(os.urandom(1) * 100_000_000))
    time.sleep(0.05)
time.sleep({STAYS})
print("{WON}")
""",
        HELD,
        walled=True,
    ),
    exhausting(
        "fills-memory-in-many-processes",
        f"""
for _ in range(8):
    if os.fork() == 0:
        kept = bytearray(b"x" * 400_000_000)
        time.sleep(600)
        os._exit(0)
time.sleep({STAYS})
print("{WON}")
""",
        None,
        walled=True,
    ),
    exhausting(
        "fills-shared-memory",
        f"""
import mmap
kept = [mmap.mmap(-1, 100_000_000) for _ in range(30)]
for block in kept:
    for at in range(0, len(block), 4096):
        block[at] = 1
time.sleep({STAYS})
print("{WON}")
""",
        HELD,
        walled=True,
    ),
    exhausting(
        "fills-memory-files",
        f"""
fd = os.memfd_create("hostile")
for _ in range(30):
    os.write(fd, b"x" * 100_000_000)
time.sleep({STAYS})
print("{WON}")
""",
        None,
        walled=True,
    ),
    exhausting(
        "fills-the-disk",
        f"""
for folder in ('.', '/tmp', '/dev/shm', '/var/tmp'):
    try:
        with open(folder + "/hostile-large", "wb") as file:
            for _ in range(300):
                file.write(b"x" * 1_000_000)
                file.flush()
        time.sleep({STAYS})
        print("{WON}")
    except OSError as error:
        print(error)
""",
        None,
        walled=True,
    ),
    exhausting(
        "fills-the-disk-in-many-files",
        f"""
try:
    for number in range(30):
        with open(f"large-{{number}}", "wb") as file:
            file.write(b"x" * 10_000_000)
    time.sleep({STAYS})
    print("{WON}")
except OSError as error:
    print(error)
""",
        None,
        walled=True,
    ),
    exhausting(
        "makes-files-without-end",
        """
started = time.monotonic()
for number in range(200_000):
    if time.monotonic() - started > 2:
        break
    open(f"small-{number}", "w").close()
""",
        None,
        walled=True,
    ),
    exhausting(
        "fills-the-disk-in-deleted-files",
        f"""
kept = []
try:
    for number in range(30):
        kept.append(open(f"deleted-{{number}}", "wb"))
        os.remove(f"deleted-{{number}}")
        kept[-1].write(b"x" * 10_000_000)
    time.sleep({STAYS})
    print("{WON}")
except OSError as error:
    print(error)
""",
        None,
        walled=True,
    ),
    exhausting(
        "fills-the-disk-beyond-the-longest-path",
        f"""
try:
    for _ in range(50):
        os.mkdir("d" * 200)
        os.chdir("d" * 200)
    for number in range(30):
        with open(f"far-{{number}}", "wb") as file:
            file.write(b"x" * 10_000_000)
    time.sleep({STAYS})
    print("{WON}")
except OSError as error:
    print(error)
""",
        None,
        walled=True,
    ),
    exhausting(
        "makes-folders-that-cannot-be-removed",
        """
for _ in range(5000):
    try:
        os.mkdir("d")
        os.chdir("d")
    except OSError:
        break
for folder in (".", os.environ["HOME"]):
    os.chdir(folder)
    os.makedirs("locked/inside", exist_ok=True)
    os.chmod("locked/inside", 0)
    os.chmod("locked", 0)
time.sleep(1)
""",
        None,
    ),
]

OUTPUT = [
    exhausting("prints-without-end", "while True:\n    print('x' * 10_000)", CUT, endless=True),
    exhausting("prints-in-small-pieces", "for _ in range(300_000):\n    print('x')", CUT),
    exhausting("errors-without-end", "while True:\n    print('x' * 10_000, file=sys.stderr)", CUT, endless=True),
    exhausting(
        "writes-to-descriptors-without-end",
        "while True:\n    os.write(1, b'x' * 10_000)\n    os.write(2, b'x' * 10_000)",
        CUT,
        endless=True,
    ),
    exhausting(
        "displays-without-end", "while True:\n    display({'text/html': 'x' * 100_000}, raw=True)", CUT, endless=True
    ),
    exhausting("displays-an-enormous-picture", "display({'image/png': 'A' * 50_000_000}, raw=True)", CUT),
    exhausting("raises-ten-million-letters", "raise ValueError('x' * 10**7)", None),
    when_called(
        "raises-ten-million-letters-when-called",
        "raise ValueError('x' * 10**7)",
        "ValueError",
        "linear_grad_X",
        linear_grad_X=2.0,
    ),
    exhausting(
        "raises-a-chain-of-errors",
        """
error = None
for number in range(20_000):
    cause, error = error, ValueError("x" * 1000)
    error.__cause__ = cause
raise error
""",
        None,
    ),
    exhausting(
        "shows-an-object-that-never-ends",
        "class Endless:\n    def __repr__(self):\n        while True:\n            pass\nEndless()",
        TIME,
        endless=True,
    ),
    exhausting(
        "raises-an-error-that-never-ends",
        "class Endless(Exception):\n    def __str__(self):\n        while True:\n            pass\nraise Endless()",
        TIME,
        endless=True,
    ),
]

CASES = [*MEMORY_AND_DISK, *OUTPUT]
