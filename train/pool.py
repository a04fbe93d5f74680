#!/usr/bin/env python3
"""Gather unlabelled reports of the same kinds as the annotated ones, for pseudo.py.

usage: pool.py --corpora FOLDER --out FILE

From the development halves of ConfliBERT's sets and of gun-incidents, in a fixed random order. A text that shares a tenth of its
8-word runs with any annotated report (training or development split), or with one already taken, is left out.
"""
import argparse
import csv
import json
import random
import re

import data

csv.field_size_limit(10 ** 9)
# Name, source, reports, longest in words; shorter than 25 words tells too little.
TAKE = (("satp", "satp_relevant", 700, 300), ("insight", "insightCrime", 260, 420), ("india", "IndiaPoliceEvents_docs", 260, 420),
        ("gun", None, 300, 350))
SHORTEST, RUN, SHARED, SEED = 25, 8, 0.1, 7


def words(text):
    return re.findall(r"\w+", text.lower())


def runs(text):
    w = words(text)
    return {hash(tuple(w[k:k + RUN])) for k in range(max(1, len(w) - RUN + 1))}


def rows(corpora, folder):
    """(text, published) of a set: gun-incidents, or the first column of a set of ConfliBERT."""
    if folder is None:
        return [(d["text"], d.get("dct")) for d in data.read_jsonl(f"{corpora}/gun-incidents/docs.jsonl")]
    return [(row[0], None) for part in ("train", "dev")
            for row in csv.reader(open(f"{corpora}/conflibert/{folder}/{part}.tsv", encoding="utf-8"), delimiter="\t") if row]


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("--corpora", required=True), ap.add_argument("--out", required=True)
    a = ap.parse_args()
    seen = set().union(*(runs(t["text"]) for t in data.read_jsonl(f"{a.corpora}/modern/texts.jsonl")))
    rng = random.Random(SEED)
    with open(a.out, "w", encoding="utf-8") as out:
        for name, folder, most, longest in TAKE:
            texts, taken = rows(a.corpora, folder), 0
            rng.shuffle(texts)
            for k, (text, published) in enumerate(texts):
                if taken == most:
                    break
                here = runs(text)
                if not SHORTEST <= len(words(text)) <= longest or len(here & seen) > SHARED * len(here):
                    continue
                seen |= here
                taken += 1
                out.write(json.dumps({"doc": f"pool-{name}/{k}", "text": text, "published": published}) + "\n")
            print(f"{name}: {taken} reports")


if __name__ == "__main__":
    main()
