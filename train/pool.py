#!/usr/bin/env python3
"""Gather unlabelled reports of the same kinds as the annotated ones, for pseudo.py.

usage: pool.py --corpora FOLDER --out FILE

From the development halves of ConfliBERT's sets and of gun-incidents. A text that shares 30 % of its 8-word runs with any annotated
report (training or development split), or with one already taken, is left out.
"""
import argparse
import json
import os
import re

import data

TAKE = (("satp", "conflibert/satp_relevant", 700), ("insight", "conflibert/insightCrime", 260), ("india", "conflibert/IndiaPoliceEvents_docs", 260),
        ("gun", "gun-incidents", 300))
SHARED, RUN, SHORTEST, LONGEST = 0.3, 8, 120, 3000


def runs(text):
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[k:k + RUN]) for k in range(max(1, len(words) - RUN + 1))}


def rows(folder):
    """Texts of a set: a TSV's first column, or the reports of docs.jsonl."""
    if os.path.exists(os.path.join(folder, "docs.jsonl")):
        for d in data.read_jsonl(os.path.join(folder, "docs.jsonl")):
            yield d["text"], d.get("dct")
        return
    for name in ("train.tsv", "dev.tsv"):
        with open(os.path.join(folder, name), encoding="utf-8") as f:
            for line in f:
                yield line.rstrip("\n").split("\t")[0].strip('"').replace('""', '"'), None


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("--corpora", required=True), ap.add_argument("--out", required=True)
    a = ap.parse_args()
    seen = set().union(*(runs(t["text"]) for t in data.read_jsonl(os.path.join(a.corpora, "modern", "texts.jsonl"))))
    with open(a.out, "w", encoding="utf-8") as out:
        for name, folder, most in TAKE:
            taken = 0
            for k, (text, published) in enumerate(rows(os.path.join(a.corpora, folder))):
                here = runs(text)
                if taken == most or not SHORTEST <= len(text) <= LONGEST or len(here & seen) >= SHARED * len(here):
                    continue
                seen |= here
                taken += 1
                out.write(json.dumps({"doc": f"pool-{name}/{k}", "text": text, "published": published}, ensure_ascii=False) + "\n")
            print(f"{name}: {taken} reports")


if __name__ == "__main__":
    main()
