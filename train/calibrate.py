#!/usr/bin/env python3
"""Make scores honest: fit score = sigmoid(a logit(p) + b) for each field to whether its values were right.

usage: calibrate.py --program build/release/dateline --model models/reader-1 --data ../shared/data/modern [--write]

Right is what score_records.py counts: an incident that is paired with a gold one; a type, stage, date, total or claim equal to that of
the gold incident; a place, party, thing, person or speaker whose words are those of a gold fill. Values of unpaired incidents are
wrong. Prints the expected calibration error of each field, before and after, the latter fitted on one half of the reports and measured
on the other, both ways. --write puts the fit over all reports into model.json.
"""
import argparse
import hashlib

import numpy as np

import program

ENTRIES = ("perpetrators", "weapons", "targets", "people", "said_by")


def values(scorer, doc, gold, record):
    """(field, raw score, right) of every value of a report."""
    s = scorer.s
    rep = s.Report(scorer.texts[doc])
    incidents = record["incidents"]
    gs, ss = [rep.gold(i) for i in gold["incidents"]], [rep.system(i) for i in incidents]
    partner = {j: i for i, j in s.align(gs, ss)}
    for j, inc in enumerate(incidents):
        g, raw = (gs[partner[j]], gold["incidents"][partner[j]]) if j in partner else (s.EMPTY, {})
        yield "incident", inc.get("score"), j in partner
        for name, right in (("type", g["type"] == inc["type"]), ("stage", g["stage"] == inc.get("stage")),
                            ("background", j in partner and raw["background"] == inc.get("background", False)),
                            ("intent", j in partner and (raw.get("intent") or "unknown") == (inc.get("intent") or "unknown"))):
            yield name, (inc.get("scores") or {}).get(name), right
        score = lambda name: (inc.get(name) or {}).get("score")
        if ss[j]["when"]:
            yield "when", score("when"), g["when"] == ss[j]["when"]
        if inc.get("where"):
            yield "where", score("where"), bool(g["place"] and s.same_thing(ss[j]["place"], g["place"]))
        for name in ("killed", "injured"):
            if inc.get(name):
                yield name, score(name), g[name] == ss[j][name]
        if inc.get("claim"):
            yield "claim", score("claim"), g["claim"] == ss[j]["claim"]
        for name in ENTRIES:
            right = {id(y) for _, y in s.pair_off(g[name], ss[j][name])}
            for x, y in zip(inc.get(name) or [], ss[j][name]):
                yield name, x.get("score"), id(y) in right


def logit(p):
    p = np.clip(p, 1e-4, 1 - 1e-4)
    return np.log(p / (1 - p))


def fit(p, right):
    """a, b by Newton steps with halving, drawn towards a = 1, b = 0 where there is little to go by."""
    x = np.stack([logit(p), np.ones(len(p))], 1)
    start, pull = np.array([1.0, 0.0]), 2.0

    def cost(w):
        z = x @ w
        return np.sum(np.logaddexp(0, z) - right * z) + pull / 2 * np.sum((w - start) ** 2)

    w = start.copy()
    for _ in range(50):
        q = apply(w, p)
        gradient = x.T @ (q - right) + pull * (w - start)
        step = np.linalg.solve((x * (q * (1 - q))[:, None]).T @ x + pull * np.eye(2), gradient)
        size = 1.0
        while cost(w - size * step) > cost(w) and size > 1e-6:
            size /= 2
        w = w - size * step
    return max(0.05, w[0]), w[1]


def apply(ab, p):
    return 1 / (1 + np.exp(-np.clip(ab[0] * logit(p) + ab[1], -30, 30)))


def error(p, right):
    """Expected calibration error over bins of equal size: ten, fewer where that leaves under 25 values a bin."""
    bins = min(10, max(1, len(p) // 25))
    order = np.argsort(p, kind="stable")
    return sum(len(k) * abs(p[k].mean() - right[k].mean()) for k in np.array_split(order, bins) if len(k)) / max(1, len(p))


def main():
    a, dev = program.arguments(argparse.ArgumentParser(description=__doc__.split("\n")[0]))
    run = program.Program(a.program, a.model, a.data, a.tool, dev)
    records = run.read(run.described["thresholds"])
    rows = {}
    for doc, g in run.gold.items():
        half = int(hashlib.sha1(doc.encode()).hexdigest(), 16) & 1
        for field, p, right in values(run.scorer, doc, g, records.get(doc) or {"incidents": []}):
            if p is not None:
                rows.setdefault(field, []).append((p, float(right), half))
    table, after, before = {}, [], []
    print(f"{'field':14s} values  right  ECE raw  ECE cross-fitted")
    for field, r in rows.items():
        p, right, half = (np.array(c) for c in zip(*r))
        table[field] = [round(float(x), 4) for x in fit(p, right)]
        crossed = np.where(half == 0, apply(fit(p[half == 1], right[half == 1]), p), apply(fit(p[half == 0], right[half == 0]), p))
        before.append((p, right)), after.append((crossed, right))
        print(f"{field:14s} {len(p):6d}  {right.mean():5.2f}  {error(p, right):7.3f}  {error(crossed, right):7.3f}")
    for name, parts in (("raw", before), ("cross-fitted", after)):
        p, right = np.concatenate([x for x, _ in parts]), np.concatenate([y for _, y in parts])
        print(f"all values, {name}: ECE {error(p, right):.3f} over {len(p)} values")
    if a.write:
        run.save(calibration=table)


if __name__ == "__main__":
    main()
