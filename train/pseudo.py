#!/usr/bin/env python3
"""Reads unlabelled reports with a trained reader and writes what it is sure of as partly annotated training reports.

usage: pseudo.py CHECKPOINT --bert FOLDER --texts FILE --out PREFIX [--sentences FILE]

Spans below SURE are left out of the loss, neither right nor wrong; so are classes below their probability. A report in which the
model half-believes an incident (real between 0.2 and 0.6) is dropped. Writes PREFIX-texts.jsonl and PREFIX-gold.jsonl.
"""
import argparse
import copy
import json
import os

import torch

import data
import decode
import labels as L
from export import THRESHOLDS
from muc import quote_of

SURE, CLASS = 0.5, 0.6


def entries(d, read, role, score, attributes):
    out, label = [], L.SPANS.index(role)
    for e in read["arguments"].get(role, []):
        keep = [s for s, p in zip(e["spans"], e["links"]) if p >= 0.5 and score.get((label, *s), -9) >= SURE]
        if keep:
            x = {"quotes": [quote_of(d, s) for s in keep]}
            for a in attributes:
                p = e["attrs"][a]
                x[a] = L.ATTRIBUTES[role][a][int(p.argmax())] if float(p.max()) >= CLASS else None
            out.append(x)
    return out


def incident(d, r, score):
    mentions = [m for m in r["mentions"] if score.get((0, *m), -9) >= 0]
    if not mentions:
        return None
    plain = lambda role: {"quotes": [q for x in entries(d, r, role, score, []) for q in x["quotes"]]}
    claim = entries(d, r, "CLAIM", score, ["status"])
    return {"type": r["type"] if r["type_p"] >= CLASS else None, "stage": r["stage"], "intent": r["intent"], "background": r["background"],
            "mentions": [quote_of(d, m) for m in mentions], "when": plain("TIME"), "where": plain("PLACE"),
            "claim": {"status": claim[0]["status"], "quotes": claim[0]["quotes"]} if claim and claim[0]["status"] else None,
            "perpetrators": entries(d, r, "PERP", score, ["kind", "category", "certainty"]), "weapons": entries(d, r, "WEAPON", score, ["type"]),
            "targets": entries(d, r, "TARGET", score, ["type", "effect"]), "people": entries(d, r, "PERSON", score, ["type", "effect"]),
            "said_by": entries(d, r, "SOURCE", score, ["kind"]), "related": []}


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("checkpoint"), ap.add_argument("--bert", required=True), ap.add_argument("--texts", required=True)
    ap.add_argument("--out", required=True), ap.add_argument("--sentences")
    a = ap.parse_args()
    torch.set_num_threads(1)
    t = copy.deepcopy(THRESHOLDS)
    t["real"] = 0.2
    encoder, reader = data.Encoder(os.path.join(a.bert, "tokenizer.json"), a.sentences), decode.load(a.checkpoint)
    n = total = 0
    with open(a.out + "-texts.jsonl", "w") as ft, open(a.out + "-gold.jsonl", "w") as fg:
        for x in data.read_jsonl(a.texts):
            d = encoder.encode(x["doc"], x["text"])
            if not 0 < d.n <= 500:
                continue
            read = decode.Read(reader, d)
            reads = read.decode(t)
            if any(r["real"] < 0.6 for r in reads):
                continue
            score = {(l, s, e): v for v, l, s, e in read.found}
            incidents = [i for i in (incident(d, r, score) for r in reads) if i]
            if len(incidents) < len(reads):
                continue
            n, total = n + 1, total + len(incidents)
            ft.write(json.dumps({"doc": d.doc, "text": d.text}) + "\n")
            fg.write(json.dumps({"doc": d.doc, "incidents": incidents, "ignored": [[l, s, e] for v, l, s, e in read.found if v > -1.5]}) + "\n")
    print(f"{n} reports, {total} incidents")


if __name__ == "__main__":
    main()
