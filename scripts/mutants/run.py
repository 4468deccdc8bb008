#!/usr/bin/env python3
"""Plants mistakes in a copy of the tree, one at a time, and prints those that no test notices.

    scripts/mutants/run.py                            the named ones, and 200 chosen over all rooms
    scripts/mutants/run.py --room text --count 20     of one room
    scripts/mutants/run.py --rooms text,sql           of these, each its share of 200 over all rooms
    scripts/mutants/run.py --list                     show them without trying
    scripts/mutants/run.py --named                    those of tests/mutants.toml alone

A mistake is one changed line (operators.py), or a named one that once survived. It is tried by the
tests of its room, then by tests/faults (of base and store) and those of the rooms that use it, then
by tests/cli (--cli). Results are kept in build/mutants/results.jsonl by the file's content: a run
that was ended goes on where it was.
"""
import argparse
import collections
import json
import os
import sys

from plants import ROOT, chosen, explanations, named
from trial import Trial, refresh_tree

RESULTS = ROOT / "build" / "mutants" / "results.jsonl"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--room")
    parser.add_argument("--rooms", help="these alone, each with its share of the count")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--named", action="store_true", help="only the named ones")
    parser.add_argument("--list", action="store_true", help="print the mistakes and end")
    parser.add_argument("--own", action="store_true", help="only the tests of the room itself")
    parser.add_argument("--cli", action="store_true", help="ask tests/cli about what else survives")
    parser.add_argument("--again", action="store_true", help="try also what has a result")
    parser.add_argument("--survivors", action="store_true", help="try also what has survived, after tests were written")
    parser.add_argument("--least", type=float, default=0, help="fail below this percentage noticed")
    parser.add_argument("--jobs", default=str(os.cpu_count()))
    return parser.parse_args()


def known_results():
    if not RESULTS.exists():
        return {}
    return {one["key"]: one for one in map(json.loads, RESULTS.read_text().splitlines())}


def shown(plant):
    head = f"{plant.path}:{plant.line} ({plant.name or plant.operator})"
    return f"{head}\n  - {plant.before.strip()}\n  + {plant.after.strip()}"


class Run:
    def __init__(self, options):
        self.options = options
        self.known = {} if options.again else known_results()
        if options.survivors:
            self.known = {key: one for key, one in self.known.items() if one["verdict"] != "survived"}
        self.reasons = explanations()
        self.trial = Trial(options.jobs, not options.own, options.cli)
        self.counts = collections.defaultdict(collections.Counter)
        self.survivors = []

    def verdict(self, plant):
        """The kept verdict, or that of a trial; a survivor is asked again when more tests are asked."""
        levels = ["own", "rooms", "cli"]
        level = "own" if self.options.own else "cli" if self.options.cli else "rooms"
        kept = self.known.get(plant.key)
        if kept and (kept["verdict"] != "survived" or levels.index(kept["level"]) >= levels.index(level)):
            return kept
        if plant.room != "web":
            self.trial.measure(plant.room)
        verdict, by = self.trial.of(plant)
        result = {"key": plant.key, "verdict": verdict, "by": by, "level": level, "path": plant.path,
                  "line": plant.line, "before": plant.before.strip(), "after": plant.after.strip()}
        with RESULTS.open("a") as file:
            file.write(json.dumps(result) + "\n")
        return result

    def take(self, plant):
        """Counts one; False if it was no mutant."""
        result = self.verdict(plant)
        why = plant.explained or self.reasons.get((plant.path, plant.before.strip(), plant.after.strip()), "")
        verdict = "explained" if result["verdict"] == "survived" and why else result["verdict"]
        print(f"{verdict:10} {plant.path}:{plant.line} {result['by'] or why}", file=sys.stderr, flush=True)
        self.counts[plant.room][verdict] += 1
        if verdict == "survived":
            self.survivors.append(plant)
        return verdict != "no mutant"

    def report(self):
        print(f"{'room':10} {'noticed':>8} {'survived':>9} {'explained':>10}")
        total = collections.Counter()
        for room, counts in sorted(self.counts.items()):
            print(f"{room:10} {counts['noticed']:8} {counts['survived']:9} {counts['explained']:10}")
            total += counts
        for plant in self.survivors:
            print(f"\nsurvived: {shown(plant)}")
        asked = total["noticed"] + total["survived"]
        share = 100 * total["noticed"] / asked if asked else 100
        print(f"\nmutants: {total['noticed']} of {asked} noticed ({share:.1f} %), {total['explained']} explained")
        return share


def main():
    options = arguments()
    rooms = options.rooms.split(",") if options.rooms else [options.room]
    plants, complaints = [], []
    for room in rooms:
        found, complained = named(room)
        plants += found
        complaints = complained
    for complaint in complaints:
        print(f"mutants: {complaint}", file=sys.stderr)
    pools = {} if options.named else chosen(options.count, options.seed, options.room)
    if options.rooms:
        pools = {name: pools[name] for name in rooms if name in pools}
    if options.list:
        for plant in plants + [p for wanted, pool in pools.values() for p in pool[:wanted]]:
            print(shown(plant))
        return 1 if complaints else 0
    refresh_tree()
    run = Run(options)
    for plant in plants:
        run.take(plant)
    for wanted, pool in pools.values():
        for plant in pool:
            if wanted == 0:
                break
            wanted -= run.take(plant)
    return 1 if run.report() < options.least or complaints else 0


if __name__ == "__main__":
    sys.exit(main())
