"""Which mistakes are planted where: the named ones of tests/mutants.toml and a choice by seed."""
import dataclasses
import hashlib
import pathlib
import random
import tomllib

from operators import mutations

ROOT = pathlib.Path(__file__).resolve().parents[2]
NAMED = ROOT / "tests" / "mutants.toml"


@dataclasses.dataclass(frozen=True)
class Plant:
    """One line of one file that becomes another."""

    path: str
    line: int  # from 1
    before: str
    after: str
    operator: str
    name: str = ""
    explained: str = ""  # why no test can notice it

    @property
    def room(self):
        parts = pathlib.PurePath(self.path).parts
        return parts[1] if parts[0] == "src" else "web"

    @property
    def key(self):
        """The same as long as the file is."""
        text = (ROOT / self.path).read_bytes()
        parts = [self.path, str(self.line), self.after, hashlib.sha256(text).hexdigest()]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]

    def planted(self):
        lines = (ROOT / self.path).read_text().split("\n")
        lines[self.line - 1] = self.after
        return "\n".join(lines)


def sources(room=None):
    """Files whose behaviour unit tests can reach, by room."""
    rooms = {}
    for path in sorted((ROOT / "src").rglob("*.cc")):
        relative = path.relative_to(ROOT)
        if path.stem.endswith(("_test", "_bench")) or "testing" in relative.parts or path.stem.startswith("test_"):
            continue
        rooms.setdefault(relative.parts[1], []).append(relative.as_posix())
    for path in sorted((ROOT / "web" / "src").rglob("*.ts")):
        if path.name.endswith((".test.ts", ".d.ts")) or not path.with_suffix(".test.ts").exists():
            continue
        rooms.setdefault("web", []).append(path.relative_to(ROOT).as_posix())
    return {name: files for name, files in rooms.items() if room in (None, name)}


def candidates(path):
    text = (ROOT / path).read_text()
    for number, line in enumerate(text.split("\n"), 1):
        for operator, changed in mutations(line):
            yield Plant(path, number, line, changed, operator)


def one_per_line(plants, draw):
    """Shuffled; of one line only one plant, so that a long condition is not planted ten times."""
    plants = list(plants)
    draw.shuffle(plants)
    seen = set()
    for plant in plants:
        if (plant.path, plant.line) not in seen:
            seen.add((plant.path, plant.line))
            yield plant


def chosen(count, seed, room=None):
    """`count` plants over the rooms, each room's share by the root of its size, none without any.

    More are listed than asked for: a plant that does not compile is replaced by its room's next.
    """
    rooms = sources(room)
    pools = {name: list(one_per_line((p for f in files for p in candidates(f)), random.Random(f"{seed}/{name}")))
             for name, files in rooms.items()}
    pools = {name: pool for name, pool in pools.items() if pool}
    roots = {name: len(pool) ** 0.5 for name, pool in pools.items()}
    total = sum(roots.values())
    return {name: (max(1, round(count * roots[name] / total)), pool) for name, pool in pools.items()}


def read_list():
    return tomllib.loads(NAMED.read_text())


def named(room=None):
    """(plants, complaints): a plant whose line is gone, or stands twice, has to be written anew."""
    plants, complaints = [], []
    for entry in read_list().get("mutant", []):
        path = ROOT / entry["file"]
        lines = path.read_text().split("\n") if path.exists() else []
        places = [i for i, line in enumerate(lines) if entry["text"] in line]
        if len(places) != 1:
            complaints.append(f"{entry['name']}: {entry['file']} has its text {len(places)} times")
            continue
        before = lines[places[0]]
        plant = Plant(entry["file"], places[0] + 1, before, before.replace(entry["text"], entry["becomes"], 1),
                      "named", entry["name"], entry.get("explained", ""))
        if room in (None, plant.room):
            plants.append(plant)
    return plants, complaints


def explanations():
    """{(file, line's text, what it becomes): reason} of mistakes that no test can notice."""
    return {(one["file"], one["text"].strip(), one["becomes"].strip()): one["why"]
            for one in read_list().get("explained", [])}
