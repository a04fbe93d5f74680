#!/usr/bin/env python3
"""Search decoding thresholds on the development split, on the C program's own records.

usage: search_thresholds.py --program build/release/dateline --model models/reader-1 --data ../shared/data/modern [--write]

One move at a time, whole groups first (all spans up or down together), two rounds. A move is taken where it gains 0.08 points of record F1
and costs neither half of the reports 0.1: the split has 180 reports, so smaller gains are noise.
"""
import argparse
import copy

import labels as L

ROUNDS, GAIN, LOSS = 2, 0.08, 0.1


def clamp(x, low=0.02, high=0.98):
    return round(min(high, max(low, x)), 3)


def moves():
    """(name, change of a thresholds object), whole groups first."""
    def shift(field, keys, by):
        def change(t):
            for k in keys:
                t[field][k] = round(t[field][k] + by, 3) if field == "span" else clamp(t[field][k] + by)
        return f"{field} of {' '.join(keys) if len(keys) < 3 else 'all'} {by:+}", change

    def add(field, by):
        return f"{field} {by:+}", lambda t: t.update({field: clamp(t[field] + by, 0.0, 1.0)})

    groups = ((L.SPANS, "span", (-1, -0.5, 0.5)), (["MENTION"], "span", (-1.5, -1, -0.5, 0.5)), (L.ARGUMENTS, "link", (-0.2, -0.1, 0.1, 0.2)),
              (L.ARGUMENTS, "link_low", (-0.2, -0.1, 0.1)), (L.GROUPED, "group", (-0.15, 0.15)))
    single = (("real", (-0.2, -0.1, 0.1, 0.2)), ("cluster", (-0.15, -0.08, 0.08, 0.15)), ("type_mix", (-0.3, 0.3)), ("background", (-0.15, 0.15)),
              ("effect2", (-0.2, 0.2)))
    yield from (shift(field, keys, x) for keys, field, steps in groups for x in steps)
    yield from (add(field, x) for field, steps in single for x in steps)
    for l in L.ARGUMENTS:
        yield from (shift("span", [l], x) for x in (-1, -0.5, 0.5, 1))
        yield from (shift("link", [l], x) for x in (-0.2, -0.1, 0.1, 0.2))
        yield from (shift("link_low", [l], x) for x in (-0.15, -0.07, 0.1))
    for l in L.GROUPED:
        yield from (shift("group", [l], x) for x in (-0.15, 0.15))


def search(t, scores, keep=lambda t: None):
    """scores: thresholds -> record F1 of all reports and of two halves. keep is called with every better set."""
    best = scores(t)
    print("start", [round(x, 2) for x in best], flush=True)
    for _ in range(ROUNDS):
        before = best
        for name, change in moves():
            new = copy.deepcopy(t)
            change(new)
            s = scores(new) if new != t else best
            if s[0] > best[0] + GAIN and all(x > y - LOSS for x, y in zip(s[1:], best[1:])):
                best, t = s, new
                print(f"{name}: {[round(x, 2) for x in best]}", flush=True)
                keep(t)
        if best == before:
            break
    return t


def main():
    import program
    a, dev = program.arguments(argparse.ArgumentParser(description=__doc__.split("\n")[0]))
    p = program.Program(a.program, a.model, a.data, a.tool, dev)
    search(p.described["thresholds"], lambda t: p.scorer.halves(p.read(t)), lambda t: p.save(thresholds=t) if a.write else None)


if __name__ == "__main__":
    main()
