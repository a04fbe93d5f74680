#!/usr/bin/env python3
"""Measures the normalisers of who, what with and who says so on the gold spans of ../shared/data/modern.

usage: who.py MEASURE_WHO [--part train|dev] [--data data] [--shared ../shared/data] [--wrong WHAT] [--bench]

MEASURE_WHO is the program of tools/measure_who.c. For each vocabulary: of the gold things how many the lexicon has an
answer for (cover), how many of those answers are right (right), and right answers of all (all). An answer for a thing is
that of its first phrase that has one; (sum) takes all phrases together. --wrong WHAT lists the wrong answers of a measure,
--bench gives normalisations a second of each kind.
"""
import argparse, collections, json, os, subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
C = collections.Counter

def find(text, quote, near=None):
    """Byte range of a gold quote, or None."""
    phrase, nth = (quote, 0) if isinstance(quote, str) else (quote[0], quote[1])
    at = -1
    for _ in range(nth + 1):
        at = text.find(phrase, at + 1)
        if at < 0: return None
    a = len(text[:at].encode())
    return [a, a + len(phrase.encode())]

def spans(text, thing, key="quotes"): return [s for s in (find(text, q) for q in thing.get(key) or []) if s]

class Asker:
    def __init__(self, program, data): self.lines, self.program, self.data = [], program, data
    def add(self, text, asks): self.lines.append({"text": text, "asks": asks})
    def run(self, options=()):
        feed = "\n".join(json.dumps(l) for l in self.lines) + "\n"
        out = subprocess.run([self.program, self.data, *options], input=feed, capture_output=True, text=True, check=True).stdout
        return out

def things(gold):
    """(what, gold value, thing, country, extra) of one report."""
    for i in gold["incidents"]:
        country = (i.get("where") or {}).get("country") or ""
        for p in i.get("people") or []:
            yield "people", p["type"], p, country, ""
            yield "people_effect", p["effect"], p, country, ""
            yield "nation_people", p.get("nation") or "", p, country, p["type"]
            yield "person", p.get("named", False), p, country, ""
        for p in i.get("targets") or []:
            yield "target", p["type"], p, country, ""
            yield "target_effect", p["effect"], p, country, ""
            yield "nation_target", p.get("nation") or "", p, country, p["type"]
        for p in i.get("weapons") or []: yield "weapon", p["type"], p, country, ""
        for p in i.get("perpetrators") or []:
            yield "perpetrator_kind", p["kind"], p, country, ""
            yield "perpetrator_category", p["category"], p, country, ""
            yield "certainty", p["certainty"], p, country, ""
            yield "actor", p["kind"], p, country, ""
        for p in i.get("said_by") or []: yield "speaker", p["kind"], p, country, ""
        yield "type", i["type"], {"quotes": i.get("mentions")}, country, ""
        yield "stage", i["stage"], {"quotes": i.get("mentions")}, country, ""

def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0]); ap.add_argument("program")
    ap.add_argument("--part", default="train"); ap.add_argument("--data", default=os.path.join(HERE, "../../data"))
    ap.add_argument("--shared", default=os.path.join(HERE, "../../../shared/data")); ap.add_argument("--wrong"); ap.add_argument("--bench", action="store_true")
    a = ap.parse_args()
    m = os.path.join(a.shared, "modern")
    dev = set(open(os.path.join(m, "dev.txt")).read().split())
    texts = {d["doc"]: d for d in map(json.loads, open(os.path.join(m, "texts.jsonl"), encoding="utf-8"))}
    ask, wanted = Asker(a.program, a.data), []
    for line in open(os.path.join(m, "gold.jsonl"), encoding="utf-8"):
        gold = json.loads(line)
        if (gold["doc"] in dev) != (a.part == "dev"): continue
        text, asks, want = texts[gold["doc"]]["text"], [], []
        for what, value, thing, country, kind in things(gold):
            ss = spans(text, thing)
            if not ss: continue
            want.append((what, value, len(ss), [text.encode()[s[0]:s[1]].decode() for s in ss], country, gold["doc"], kind))
            for s in ss: asks.append({"what": what, "span": s, "country": country, "type": kind, "date": texts[gold["doc"]].get("published") or ""})
        ask.add(text, asks); wanted.append(want)
    if a.bench: return print(ask.run(["--bench"]), end="")
    answers = [json.loads(l) for l in ask.run().splitlines()]
    tally = collections.defaultdict(lambda: [0, 0, 0]); wrong = collections.defaultdict(C); by = collections.defaultdict(lambda: collections.defaultdict(lambda: [0, 0, 0]))
    for want, got in zip(wanted, answers):
        at = 0
        for what, value, n, words, country, doc, kind in want:
            mine = got[at:at + n]; at += n
            if what.startswith("nation_"):
                # The phrases of a thing together: a nationality word in any of them, else the first phrase.
                best = next((x for x in mine if x.get("nation") and not x["inferred"]), mine[0]); answer = best.get("nation", ""); has = True
            elif what == "person": best = mine[0]; answer = best["named"]; has = True
            elif what == "actor":
                best = next((x for x in mine if x.get("id")), next((x for x in mine if x["why"]), {})); answer = best.get("kind"); has = bool(best.get("why"))
            else:
                best = next((x for x in mine if x.get("term")), {}); answer = best.get("term"); has = bool(answer)
            t = tally[what]; t[2] += 1; t[1] += has; t[0] += has and answer == value
            b = by[what][value]; b[2] += 1; b[1] += has; b[0] += has and answer == value
            if not (has and answer == value): wrong[what][f"{value} <- {answer}"] += 1
            if any(x.get("prior") for x in mine):
                # All phrases of a thing together: the sum of their priors.
                total = C()
                for x in mine:
                    for k, v in (x.get("prior") or {}).items(): total[k] += v
                summed = max(sorted(total), key=lambda k: total[k])
                t = tally[what + " (sum)"]; t[2] += 1; t[1] += 1; t[0] += summed == value
            if a.wrong == what and not (has and answer == value): print(value, "<-", answer, "|", best.get("why"), "|", words[:3], country, kind, doc)
    for what, (right, has, n) in tally.items():
        print(f"{what:22s} n {n:5d}  cover {100*has/n:5.1f}  right {100*right/max(has,1):5.1f}  all {100*right/n:5.1f}   " + ", ".join(f"{k} {v}" for k, v in wrong[what].most_common(6)))
    if a.wrong: print({k: v for k, v in by[a.wrong].items()})

if __name__ == "__main__":
    main()
