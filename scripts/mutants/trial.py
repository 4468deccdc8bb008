"""Tries a plant: builds the tests nearest to it in a copy of the tree and sees whether one fails."""
import os
import pathlib
import re
import resource
import shutil
import signal
import subprocess
import time

from plants import ROOT

TREE = ROOT / "build" / "mutants" / "tree"
BUILD = TREE / "build" / "test"
LINKED = ("third_party/node_modules", "third_party/node", "web/node_modules", "tests/api/node_modules",
          "tests/web/node_modules")
# What tests/faults asks of power cuts and full disks, no room's own tests do.
FAULTS, SEEN_BY_FAULTS = "faults", ("base", "store")
USES = re.compile(r"\bUSES\b((?:\s+[a-z_0-9]+)+)")


def run(command, timeout, cwd=TREE, cpu_seconds=None, **environment):
    """(exit code or None for a time-out, output), the whole group being ended after `timeout`."""
    limit = lambda: resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 5))
    process = subprocess.Popen([str(word) for word in command], cwd=cwd, text=True, errors="replace",
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
                               preexec_fn=limit if cpu_seconds else None,
                               env={**os.environ, "VITRINE_SOURCE_DIR": str(TREE), **environment})
    try:
        output, _ = process.communicate(timeout=timeout)
        return process.returncode, output
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return None, ""


def refresh_tree():
    """Makes the copy what the tree is now; files that are the same keep their times."""
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
                            capture_output=True, check=True).stdout.decode().split("\0")
    wanted = {name for name in listed if name and (ROOT / name).is_file()}
    for name in wanted:
        source, copy = ROOT / name, TREE / name
        if not copy.exists() or copy.read_bytes() != source.read_bytes():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, copy)
            shutil.copymode(source, copy)
    for old in TREE.rglob("*"):
        if old.is_file() and not {"build", "node_modules", "dist"} & set(old.relative_to(TREE).parts):
            if not old.is_symlink() and old.relative_to(TREE).as_posix() not in wanted:
                old.unlink()
    for name in LINKED:
        if (ROOT / name).exists() and not (TREE / name).exists():
            (TREE / name).parent.mkdir(parents=True, exist_ok=True)
            (TREE / name).symlink_to((ROOT / name).resolve())
    if not (BUILD / "build.ninja").exists():
        # Each file is compiled twice, with the mistake and without it again: what was intact is known.
        launcher = ["-DCMAKE_CXX_COMPILER_LAUNCHER=ccache"] if shutil.which("ccache") else []
        code, output = run(["cmake", "--preset", "test", *launcher], 300)
        if code != 0:
            raise SystemExit(f"mutants: the copy cannot be configured\n{output[-2000:]}")


def users_of(room):
    """Rooms that use `room`, directly or not, the nearest first."""
    uses = {}
    for lists in (TREE / "src").glob("*/CMakeLists.txt"):
        found = USES.search(lists.read_text())
        uses[lists.parent.name] = set(found.group(1).split()) if found else set()
    found, queue = [], [room]
    while queue:
        current = queue.pop(0)
        for name in sorted(n for n, used in uses.items() if current in used):
            if name not in found:
                found.append(name)
                queue.append(name)
    return found


def has_tests(room):
    return room == FAULTS or any((TREE / "src" / room).rglob("*_test.cc"))


def program_of(room):
    folder = BUILD / "tests" if room == FAULTS else BUILD / "src"
    return folder / room / f"{room}_test"


class Trial:
    """Says of a plant: "noticed", "survived" or "no mutant" (it does not compile), and by what."""

    def __init__(self, jobs, crossing, command_line):
        self.jobs = jobs
        self.crossing = crossing
        self.command_line = command_line
        self.baseline = {}

    def of(self, plant):
        target = TREE / plant.path
        intact = target.read_text()
        target.write_text(plant.planted())
        try:
            return self.of_page(plant) if plant.room == "web" else self.of_room(plant)
        finally:
            target.write_text(intact)

    def build(self, target):
        code, output = run(["cmake", "--build", BUILD, "-j", self.jobs, "--target", target], 1800)
        return code == 0, output

    def unit_tests(self, room):
        program = program_of(room)
        seconds, cpu_seconds = self.baseline.get(room, (60, 60))
        # A loop that does not end uses the processor; a busy machine only takes longer.
        return run([program, "--gtest_brief=1", "--gtest_fail_fast"], 300 + 4 * seconds, cwd=program.parent,
                   cpu_seconds=int(10 + 4 * cpu_seconds))

    def measure(self, room):
        """What time a room's tests take, and that they pass, without any plant."""
        if room in self.baseline or not has_tests(room):
            return
        built, output = self.build(f"{room}_test")
        begin, cpu_begin = time.monotonic(), cpu_of_children()
        code, tested = self.unit_tests(room) if built else (1, output)
        if code != 0:
            raise SystemExit(f"mutants: {room}_test fails before anything is planted\n{tested[-2000:]}")
        self.baseline[room] = time.monotonic() - begin, cpu_of_children() - cpu_begin

    def of_room(self, plant):
        built, _ = self.build(f"vitrine_{plant.room}")
        if not built:
            return "no mutant", "does not compile"
        rooms = [plant.room]
        if self.crossing:
            rooms += ([FAULTS] if plant.room in SEEN_BY_FAULTS else []) + users_of(plant.room)
        for room in filter(has_tests, rooms):
            if not self.build(f"{room}_test")[0]:
                return "no mutant", f"{room}_test does not compile"
            code, output = self.unit_tests(room)
            if code != 0:
                return "noticed", f"{room}_test: {first_failure(output, code)}"
        if self.command_line:
            return self.of_command_line()
        return "survived", ""

    def of_command_line(self):
        if not self.build("vitrine")[0]:
            return "no mutant", "vitrine does not link"
        files = sorted(path.name for path in (TREE / "tests" / "cli").glob("*.test.mjs"))
        code, _ = run(["node", "--test", *files], 900, cwd=TREE / "tests" / "cli",
                      VITRINE_BINARY=str(BUILD / "vitrine"))
        return ("survived", "") if code == 0 else ("noticed", "tests/cli")

    def of_page(self, plant):
        relative = pathlib.PurePath(plant.path).relative_to("web").as_posix()
        code, output = run(["npx", "--no-install", "vitest", "related", "--run", relative], 180, cwd=TREE / "web")
        if code == 0:
            return "survived", ""
        failed = re.search(r"FAIL\s+(.*)", output)
        return "noticed", failed.group(1)[:100] if failed else "vitest"


def cpu_of_children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def first_failure(output, code):
    if code in (None, -signal.SIGXCPU):
        return "takes too long"
    failed = re.search(r"\[  FAILED  \] (\S+)", output)
    return failed.group(1).rstrip(",") if failed else f"ends with {code}"
