#!/usr/bin/env python3
"""Search decoding thresholds on the development split, on the C program's own records.

usage: search_thresholds.py --program build/release/dateline --model models/reader-1 --data ../shared/data/modern [--write]

One threshold at a time, whole groups first (all spans up or down together), and only steps that gain at least 0.1 points of
record F1 are taken: the split has 180 reports, so smaller gains are noise.
"""
import argparse
import copy

import labels as L


def moves():
    """(name, change of a thresholds object), most telling first."""
    def shift(field, keys, by):
        def change(t):
            for k in keys:
                t[field][k] = round(min(0.95, max(0.05, t[field][k] + by)) if field != "span" else t[field][k] + by, 3)
        return f"{field} of {' '.join(keys) if len(keys) < 3 else 'all'} {by:+}", change

    def put(field, value):
        return f"{field} = {value}", lambda t: t.update({field: value})

    yield from (shift("span", L.SPANS, x) for x in (-1, -0.5, 0.5, 1))
    yield from (shift("span", ["MENTION"], x) for x in (-1, -0.5, 0.5, 1))
    yield from (put("real", x) for x in (0.1, 0.2, 0.3, 0.4, 0.5))
    yield from (put("cluster", x) for x in (0.2, 0.3, 0.4, 0.5))
    yield from (shift("link", L.ARGUMENTS, x) for x in (-0.2, -0.1, 0.1))
    yield from (shift("link_low", L.ARGUMENTS, x) for x in (-0.1, 0.1))
    yield from (put("type_mix", x) for x in (0.0, 0.3, 0.6))
    yield from (shift("group", L.GROUPED, x) for x in (-0.1, 0.1, 0.2))
    for l in L.ARGUMENTS:
        yield from (shift("span", [l], x) for x in (-0.7, 0.7))
        yield from (shift("link", [l], x) for x in (-0.15, 0.15))


def main():
    import program
    a, dev = program.arguments(argparse.ArgumentParser(description=__doc__.split("\n")[0]))
    p = program.Program(a.program, a.model, a.data, a.tool, dev)
    t = p.described["thresholds"]
    best = p.scorer.f1(p.read(t))[0]
    print(f"start {best:.2f}", flush=True)
    for name, change in moves():
        new = copy.deepcopy(t)
        change(new)
        f = p.scorer.f1(p.read(new))[0]
        if f > best + 0.1:
            best, t = f, new
            print(f"{name}: {best:.2f}", flush=True)
            if a.write:
                p.save(thresholds=t)
    print(f"best {best:.2f}")


if __name__ == "__main__":
    main()
