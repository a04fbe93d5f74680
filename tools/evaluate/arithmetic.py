#!/usr/bin/env python3
"""How far bf16 and int8 change the records of f32, on the development split of ../shared/data/modern.

usage: arithmetic.py [--program build/release/dateline] [--shared ../shared] [--work build/evaluate/arithmetic] [--jobs N]

Runs records.py once for each arithmetic and prints the record F1 of each, and the share of values (every leaf of
an incident but ids, evidence and scores, at its place in the record) that are as in f32. A value counts once for
each side that has it: values found by one alone are differences.
"""
import argparse
import collections
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SKIPPED = {"id", "evidence", "score", "scores", "mentions", "why"}


def leaves(value, place=()):
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in SKIPPED:
                yield from leaves(inner, (*place, key))
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from leaves(inner, (*place, i))
    elif value is not None:
        yield place, value


def values_of(path):
    found = collections.Counter()
    with open(path, encoding="utf-8") as f:
        for record in map(json.loads, f):
            doc = (record.get("report") or record).get("doc")
            found.update((doc, *leaf) for leaf in leaves(record.get("incidents") or []))
    return found


def run(args, arithmetic):
    work = args.work / arithmetic
    command = [sys.executable, str(ROOT / "tools/evaluate/records.py"), "--program", args.program, "--shared", args.shared,
               "--work", str(work), "--jobs", str(args.jobs), "--", "--arithmetic", arithmetic]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    score = [line for line in done.stdout.splitlines() if line.lower().startswith("record")]
    return values_of(work / "records.jsonl"), score[0] if score else done.stdout.splitlines()[-1]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", default=str(ROOT / "build/release/dateline"))
    parser.add_argument("--shared", default=str(ROOT / "../shared"))
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / "build/evaluate/arithmetic")
    parser.add_argument("--jobs", type=int, default=1)
    args = parser.parse_args()
    if not (pathlib.Path(args.shared) / "data/modern").is_dir():
        print("skipped: nothing can be evaluated here, ../shared/data is missing")
        return
    exact, line = run(args, "f32")
    print(f"f32   {line}")
    for arithmetic in ("bf16", "int8"):
        values, line = run(args, arithmetic)
        same, either = (exact & values).total(), max(exact.total(), values.total())
        print(f"{arithmetic:5} {line}\n      {same} of {either} values as in f32: {100 * same / either:.2f} %")


main()
