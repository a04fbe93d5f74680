#!/usr/bin/env python3
"""Prototype of the decoding in MODEL.md, for comparing recipes and a first search of thresholds. The product decodes in C.

usage: decode.py CHECKPOINT --bert FOLDER --data FOLDER [--out RECORDS] [--search] [--sentences FILE] [--thresholds FILE]
"""
import argparse
import copy
import importlib.util
import json
import os
from collections import defaultdict

import numpy as np
import torch

import data
import features
import forward
import labels as L
import model as M
import rough
import search_thresholds
from export import THRESHOLDS

LOW = -4.0


def load(checkpoint):
    reader = M.Reader()
    reader.load_state_dict(torch.load(checkpoint, weights_only=True)["reader"])
    return reader.eval()


class Read:
    """One document: states and candidate spans, read at any thresholds."""

    def __init__(self, reader, d):
        self.reader, self.d, self.cache = reader, d, {}
        with torch.no_grad():
            s = forward.encode(reader, [d])
            self.table, self.sums, self.c = s.table, s.sums, s.c
            self.found = forward.candidates(s, [d], LOW)[0]

    def vectors(self, label, spans):
        missing = [s for s in spans if (label, s) not in self.cache]
        if missing:
            rows = torch.tensor([(label, a, b, *self.d.sentence_range[self.d.sentence_of[a]]) for a, b in missing])
            for s, v in zip(missing, self.reader.vectors(self.table, self.sums, rows)):
                self.cache[label, s] = v
        return torch.stack([self.cache[label, s] for s in spans])

    @torch.no_grad()
    def decode(self, t):
        r, d = self.reader, self.d
        kept = forward.pick([f for f in self.found if f[0] >= t["span"][L.SPANS[f[1]]]])
        score = {(l, a, b): s for l, spans in kept.items() for s, a, b in spans}
        mentions = sorted((a, b) for _, a, b in kept.get(0, []))
        if not mentions:
            return []
        v = self.vectors(0, mentions)
        c = lambda n: self.c.expand(n, -1)
        single = r.linear(r.incident(v, c(len(v))), "type")
        clusters = self.cluster(mentions, v, single.softmax(1), t["cluster"])
        inc = torch.stack([r.incident(v[k].mean(0, keepdim=True), self.c)[0] for k in clusters])
        real = torch.sigmoid(r.linear(inc, "real")[:, 0])
        keep = [k for k in range(len(clusters)) if real[k] >= t["real"]]
        if not keep:
            return []
        chosen = [[mentions[m] for m in clusters[k]] for k in keep]
        inc = inc[keep]
        mixed = torch.stack([(1 - t["type_mix"]) * r.linear(inc[x], "type") + t["type_mix"] * single[clusters[k]].mean(0) for x, k in enumerate(keep)])
        out = []
        background = torch.sigmoid(r.linear(inc, "background")[:, 0] + torch.from_numpy(
            np.stack([features.background_row(d.layout, chosen, x) for x in range(len(chosen))])) @ r.p("background.feature"))
        for x in range(len(chosen)):
            head = {n: L.INCIDENT_HEADS[n][int(r.linear(inc[x], n).argmax())] for n in ("stage", "intent", "claim")}
            out.append({"type": L.TYPES[int(mixed[x].argmax())], "type_p": float(mixed[x].softmax(0).max()), "real": float(real[keep[x]]), **head, "background": bool(background[x] >= t["background"]),
                        "mentions": chosen[x], "arguments": {}})
        self.arguments(t, kept, chosen, inc, out)
        return out

    def cluster(self, mentions, v, kinds, cut):
        n = len(mentions)
        if n == 1:
            return [[0]]
        if ("pair", tuple(mentions)) not in self.cache:
            ab = [(a, b) for a in range(n) for b in range(a + 1, n)]
            rows = np.stack([features.pair_row(self.d.layout, mentions[a], mentions[b], float(kinds[a] @ kinds[b])) for a, b in ab])
            x, y = v[[a for a, _ in ab]], v[[b for _, b in ab]]
            self.cache["pair", tuple(mentions)] = ab, torch.sigmoid(self.reader.pairwise("pair", x, y, torch.from_numpy(rows))).tolist()
        ab, p = self.cache["pair", tuple(mentions)]
        return average_link(n, dict(zip(ab, p)), cut)

    def arguments(self, t, kept, chosen, inc, out):
        r, d = self.reader, self.d
        flat = [(l, (a, b)) for l in sorted(kept) if l for _, a, b in sorted(kept[l], key=lambda s: s[1])]
        if not flat:
            return
        rows, x, z, y = [], [], [], []
        for l, s in flat:
            f, nearest = features.link_rows(d.layout, s, l, chosen)
            rows.append(f)
            x += [(l, s)] * len(chosen)
            z += [(0, m) for m in nearest]
            y += list(range(len(chosen)))
        vec = lambda keys: torch.stack([self.vectors(l, [s])[0] for l, s in keys])
        p = torch.sigmoid(r.pairwise("link", vec(x), inc[y], torch.from_numpy(np.concatenate(rows)), vec(z))).view(len(flat), len(chosen)).numpy()
        linked = [defaultdict(list) for _ in chosen]
        for (l, s), q in zip(flat, p):
            role = L.SPANS[l]
            owners = [k for k in range(len(q)) if q[k] >= t["link"][role]]
            if not owners and q.max() >= t["link_low"][role]:
                owners = [int(q.argmax())]
            for k in owners:
                linked[k][role].append((s, float(q[k])))
        for k, by_role in enumerate(linked):
            for role, phrases in by_role.items():
                out[k]["arguments"][role] = self.entries(t, role, phrases, chosen[k], inc[k])

    def entries(self, t, role, phrases, mentions, incident):
        r, d, label = self.reader, self.d, L.SPANS.index(role)
        phrases = sorted(phrases)
        spans = [s for s, _ in phrases]
        groups = [[k] for k in range(len(spans))]
        if role in L.GROUPED and len(spans) > 1:
            ab = [(a, b) for a in range(len(spans)) for b in range(a + 1, len(spans))]
            v = self.vectors(label, spans)
            rows = np.stack([features.group_row(d.layout, spans[a], spans[b], label) for a, b in ab])
            q = torch.sigmoid(r.pairwise("group", v[[a for a, _ in ab]], v[[b for _, b in ab]], torch.from_numpy(rows))).tolist()
            groups = average_link(len(spans), dict(zip(ab, q)), t["group"][role])
        out = []
        for g in groups:
            entry = {"spans": [spans[k] for k in g], "link": max(phrases[k][1] for k in g), "links": [phrases[k][1] for k in g]}
            if role in L.ATTRIBUTES:
                near = [mentions[features.nearest_mention(mentions, spans[k])] for k in g]
                f = np.stack([features.attribute_row(d.layout, spans[k], m) for k, m in zip(g, near)])
                h = r.attribute_hidden(role, self.vectors(label, entry["spans"]), incident.expand(len(g), -1), self.vectors(0, near), torch.from_numpy(f))
                u = h.mean(0)
                entry["attrs"] = {a: r.linear(u, f"attr.{role}.{a}").softmax(0) for a in L.ATTRIBUTES[role]}
            out.append(entry)
        return out


def average_link(n, p, cut):
    """Clusters of 0..n-1 by average linkage of pair scores p[a, b], a < b."""
    s = np.zeros((n, n))
    for (a, b), x in p.items():
        s[a, b] = s[b, a] = x
    groups = [[k] for k in range(n)]
    while len(groups) > 1:
        best, at = cut, None
        for a in range(len(groups)):
            for b in range(a + 1, len(groups)):
                m = s[np.ix_(groups[a], groups[b])].mean()
                if m > best or (at is None and m >= best):
                    best, at = m, (a, b)
        if at is None:
            break
        groups[at[0]] = sorted(groups[at[0]] + groups[at[1]])
        del groups[at[1]]
    return sorted(groups)


def records(d, incidents, t, countries):
    """The scorer's form, with rough values."""
    at = lambda s: [len(d.text[:d.chars[s[0]][0]].encode()), len(d.text[:d.chars[s[1] - 1][1]].encode())]
    word = lambda s: d.text[d.chars[s[0]][0]:d.chars[s[1] - 1][1]]
    rng = lambda c: None if c is None else {"min": c[0], "max": c[1]}
    out = []
    for i in incidents:
        arg = lambda role: i["arguments"].get(role, [])
        pick = lambda e, role, a: L.ATTRIBUTES[role][a][int(e["attrs"][a].argmax())]
        o = {"type": i["type"], "stage": i["stage"], "background": i["background"], "mentions": [at(m) for m in i["mentions"]]}
        times = sorted(arg("TIME"), key=lambda e: -e["link"])
        dates = [x for x in (rough.date(word(e["spans"][0]), d.published) for e in times) if x]
        o["when"] = {"start": dates[0][0], "end": dates[0][1]} if dates else None
        places = [e["spans"][0] for e in sorted(arg("PLACE"), key=lambda e: -e["link"])]
        o["where"] = {"name": word(places[0]) if places else None, "evidence": [at(s) for s in places],
                      "country": countries.of([word(s) for s in places], d.text)} if places else None
        o["perpetrators"] = [{"evidence": [at(s) for s in e["spans"]], "certainty": pick(e, "PERP", "certainty"), "kind": pick(e, "PERP", "kind")} for e in arg("PERP")]
        o["weapons"] = [{"evidence": [at(s) for s in e["spans"]], "type": pick(e, "WEAPON", "type")} for e in arg("WEAPON")]
        o["targets"] = [{"evidence": [at(s) for s in e["spans"]], "type": pick(e, "TARGET", "type"), "effect": pick(e, "TARGET", "effect")} for e in arg("TARGET")]
        o["people"] = []
        for e in arg("PERSON"):
            base = {"evidence": [at(s) for s in e["spans"]], "type": pick(e, "PERSON", "type"), "count": rng(rough.count(word(e["spans"][0])))}
            o["people"].append({**base, "effect": pick(e, "PERSON", "effect")})
            second = e["attrs"]["effect2"]
            if 1 - float(second[0]) > t["effect2"]:
                o["people"].append({**base, "effect": L.EFFECTS[int(second[1:].argmax())]})
        o["said_by"] = [{"evidence": [at(s) for s in e["spans"]], "kind": pick(e, "SOURCE", "kind")} for e in arg("SOURCE")]
        claims = sorted(arg("CLAIM"), key=lambda e: -e["link"])
        o["claim"] = {"status": pick(claims[0], "CLAIM", "status")} if claims else None
        for name in ("killed", "injured"):
            counts = [p["count"] for p in o["people"] if p["effect"] == name]
            o[name] = max(counts, key=lambda c: c["min"] or 0) if counts else None
        out.append(o)
    return {"report": {"doc": d.doc}, "incidents": out}


class Scorer:
    def __init__(self, tool, texts, gold):
        spec = importlib.util.spec_from_file_location("score_records", tool)
        self.s = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self.s)
        self.texts, self.gold = texts, gold

    def tally(self, outputs, only=None):
        s, total = self.s, self.s.Tally()
        for doc, g in self.gold.items():
            if only is not None and doc not in only:
                continue
            rep = s.Report(self.texts[doc])
            gs = [rep.gold(i) for i in g["incidents"]]
            ss = [rep.system(i) for i in (outputs.get(doc) or {"incidents": []})["incidents"]]
            pairs = s.align(gs, ss)
            total.add("incident", len(pairs), len(gs), len(ss))
            for i, j in pairs:
                s.score_pair(total, gs[i], ss[j])
            for i in set(range(len(gs))) - {i for i, _ in pairs}:
                s.score_pair(total, gs[i], s.EMPTY)
            for j in set(range(len(ss))) - {j for _, j in pairs}:
                s.score_pair(total, s.EMPTY, ss[j])
        return total

    def halves(self, outputs):
        """Record F1 of all reports and of two halves of them."""
        docs = sorted(self.gold)
        return [self.f1(outputs, only)[0] for only in (None, set(docs[::2]), set(docs[1::2]))]

    def f1(self, outputs, only=None):
        t = self.tally(outputs, only)
        c, g, s = [sum(v[k] for f, v in t.items() if f != "incident") for k in range(3)]
        return 100 * 2 * c / max(1, g + s), 100 * c / max(1, s), 100 * c / max(1, g), t


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("checkpoint"), ap.add_argument("--bert", required=True), ap.add_argument("--data", required=True)
    ap.add_argument("--out"), ap.add_argument("--search", action="store_true"), ap.add_argument("--sentences")
    ap.add_argument("--thresholds"), ap.add_argument("--tool", default="../shared/tools/score_records.py"), ap.add_argument("--save-thresholds")
    a = ap.parse_args()
    torch.set_num_threads(1)
    here = lambda f: os.path.join(a.data, f)
    dev = set(open(here("dev.txt")).read().split())
    gold = {g["doc"]: g for g in data.read_jsonl(here("gold.jsonl"))}
    docs = data.load(data.Encoder(os.path.join(a.bert, "tokenizer.json"), a.sentences), here("texts.jsonl"), here("gold.jsonl"), only=dev)
    countries = rough.Countries(g for k, g in gold.items() if k not in dev)
    scorer = Scorer(a.tool, {d.doc: d.text for d in docs}, {k: g for k, g in gold.items() if k in dev})
    t = copy.deepcopy(THRESHOLDS)
    if a.thresholds:
        t.update(json.load(open(a.thresholds)))
    reader = load(a.checkpoint)
    reads = [Read(reader, d) for d in docs]
    run = lambda t: {r.d.doc: records(r.d, r.decode(t), t, countries) for r in reads}
    if a.search:
        t = search_thresholds.search(t, lambda t: scorer.halves(run(t)))
    out = run(t)
    f, p, rec, tally = scorer.f1(out)
    for name, (c, g, s) in tally.items():
        print(f"{name:24s} P {100 * c / max(1, s):5.1f}  R {100 * c / max(1, g):5.1f}  F1 {200 * c / max(1, g + s):5.1f}")
    print(f"record F1 {f:.1f} (P {p:.1f} R {rec:.1f}) on {len(docs)} reports")
    if a.save_thresholds:
        json.dump(t, open(a.save_thresholds, "w"), indent=1)
    if a.out:
        with open(a.out, "w") as w:
            w.writelines(json.dumps(o) + "\n" for o in out.values())


if __name__ == "__main__":
    main()
