#!/usr/bin/env python3
"""Write tests/vectors/ from the numpy reference: what the C program's tokeniser, encoder and heads are compared with.

usage: vectors.py MODEL_FOLDER TOKENIZER_JSON OUT_FOLDER [--words]

wordpiece.tsv.gz: 10,000 lines "text as UTF-8 bytes in hex TAB ids separated by blanks", made-up text (only with --words).
encoder.bin: for T in t5, t60, t200, t510: `T.ids` [pieces] without [CLS] and [SEP], `T.cls` [384], `T.rows` [r] (piece numbers), `T.states` [r, 384] final
    states of these pieces; for t5 also `t5.layer.K` [7, 384], K = 0 (after the embedding) to 6: all rows, [CLS] first.
heads.bin: one made-up report of two windows: `ids` [n], `sentences` [m, 2] piece ranges, `windows` [w, 2], `c` [384], `h.rows` [r], `h.states` [r, 384];
    `span.at` [k, 3] (label, first piece, last piece), `span.score` [k]; `vector.at` [v, 3] (label, start, end), `vector` [v, 192];
    `incident.mentions` [i, 2]: rows of vector.at, -1 for none; `incident` [i, 192]; `type`, `stage`, `claim`, `intent` logits, `real`, `background` [i];
    `pair.at` [p, 2] (rows of vector.at), `pair.feature`, `pair` [p]; `group.at`, `group.feature`, `group`; `link.at` [l, 2] (row of vector.at, incident),
    `link.feature`, `link` [l]; `relation.at` [r, 2] incidents, `relation.feature`, `relation` [r, 5]; `mention_type` [mentions, 24] (rows of vector.at with label 0);
    `attr.ROLE.at` [2]: row of vector.at of one phrase and its incident, `attr.ROLE.feature`, `attr.ROLE.A` logits.
"""
import argparse
import gzip
import io
import os
import random

import numpy as np

import container
import data
import features
import labels as L
import reference

REPORT = """Two bombs went off near the harbour market of Vessel Bay on Tuesday, killing four traders and wounding a dozen more, police said.
The blasts tore down the east wall of the fish hall and set three lorries on fire. A group that calls itself the Tide Front said that it had planted both devices.
"We heard one bang, then another," said Orla Fenn, a nurse. Hours earlier gunmen had ambushed an army patrol at Kestrel Pass, leaving two soldiers dead.
No one was held for the ambush. The army said on Wednesday that it had seized rifles and a mortar in a raid on a farm."""


def long_text(words, n, rng):
    """About n pieces of invented sentences from plain vocabulary words."""
    out = []
    while sum(len(s.split()) + 1 for s in out) < n:
        out.append(" ".join(rng.choice(words) for _ in range(rng.randint(6, 24))).capitalize() + ".")
    return " ".join(out)


def word_lines(vocabulary, rng, n=10000):
    """Text meant to hurt a tokeniser; none of it from a corpus."""
    plain = [v for v in vocabulary if v.isalpha() and len(v) > 2]
    parts = [v[2:] for v in vocabulary if v.startswith("##") and v[2:].isalpha()]
    odd = ["\u200b", "\u200d", "\ufeff", "\u00ad", "\u0000", "\u0001", "\u007f", "\u0085", "\u00a0", "\u3000", "\u2028", "\ufffd", "\t", "\n", "\r",
           "😀", "👩‍🚒", "🇸🇾", "e\u0301", "n\u0303", "İ", "ı", "ß", "ẞ", "Ǆ", "ﬁ", "Å", "Ω", "ς", "Σ", "中国", "北京", "東京", "かな", "カナ", "한국", "ไทย", "हिन्दी",
           "العربية", "بَغْدَاد", "שלום", "Москва", "Київ", "й", "Ё", "…", "—", "–", "‘", "’", "“", "”", "«", "»", "·", "•", "€", "£", "¥", "₹", "°", "½", "²", "©", "™",
           "\u0301", "\u20dd", "𝐀", "𠀀", "x" * 99, "x" * 100, "x" * 101, "y" * 240, "[CLS]", "[SEP]", "[UNK]", "[MASK]", "[PAD]", "##ing", "#", "_", "^", "`", "$", "~", "|"]
    accents = {"a": "áàâäãåā", "e": "éèêëēę", "i": "íìîïī", "o": "óòôöõøō", "u": "úùûüū", "c": "çćč", "n": "ñń", "s": "šśş", "z": "žźż", "d": "đď", "l": "ł"}
    punct = list(".,;:!?'\"()[]{}<>/\\-+*=&%@#")

    def word():
        k = rng.random()
        w = rng.choice(plain)
        if k < .3:
            return w
        if k < .4:
            return w.upper() if rng.random() < .5 else w.capitalize()
        if k < .5:
            return "".join(rng.choice(accents[c]) if c in accents and rng.random() < .5 else c for c in w)
        if k < .6:
            return w + rng.choice(parts) + rng.choice(parts)
        if k < .66:
            return rng.choice(["", "$", "-", "+"]) + str(rng.randint(0, 10 ** rng.randint(1, 9))) + rng.choice(["", ",000", ".5", "th", "mm", "%", "-" + str(rng.randint(1, 99))])
        if k < .72:
            return w + rng.choice(["'s", "’s", "n't", "-" + rng.choice(plain), "/" + rng.choice(plain), "."])
        if k < .8:
            return rng.choice(punct) * rng.randint(1, 3)
        if k < .93:
            return rng.choice(odd)
        if k < .96:
            return rng.choice(odd) + w + rng.choice(odd)
        return "".join(chr(rng.choice([rng.randint(33, 0x2ff), rng.randint(0x370, 0x6ff), rng.randint(0x900, 0x1fff), rng.randint(0x2000, 0x2bff),
                                       rng.randint(0x3000, 0xd7ff), rng.randint(0xe000, 0xffff), rng.randint(0x10000, 0x1ffff)])) for _ in range(rng.randint(1, 4)))

    special = {"[CLS]", "[SEP]", "[UNK]", "[MASK]", "[PAD]"}
    out = ["", " ", "\n"]
    while len(out) < n:
        words = [word() for _ in range(rng.randint(1, 9))]
        line = "".join(w + rng.choice([" ", " ", " ", "", "  ", "\u00a0"]) for w in words)
        if not any(s in line for s in special):
            out.append(line)
    return out


def write_words(tokenizer, vocabulary, path):
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", mtime=0) as f:
        for line in word_lines(vocabulary, random.Random(7)):
            ids = tokenizer.encode(line, add_special_tokens=False).ids
            f.write((line.encode().hex() + "\t" + " ".join(map(str, ids)) + "\n").encode())
    with open(path, "wb") as f:
        f.write(buffer.getvalue())


def encoder_vectors(ref, tokenizer, vocabulary):
    rng = random.Random(11)
    plain = [v for v in vocabulary if v.isalpha() and len(v) > 2][2000:]
    out = []
    for n in (5, 60, 200, 510):
        text = "Gunmen fired at the bridge." if n == 5 else long_text(plain, n, rng)
        ids = tokenizer.encode(text, add_special_tokens=False).ids[:n]
        states = ref.layers(np.array([reference.CLS] + ids + [reference.SEP]))
        rows = np.arange(len(ids)) if n <= 60 else np.unique(np.linspace(0, len(ids) - 1, 24).astype(int))
        t = f"t{n}."
        out += [(t + "ids", ids), (t + "cls", states[-1][0]), (t + "rows", rows), (t + "states", states[-1][1 + rows])]
        if n == 5:
            out += [(f"{t}layer.{k}", s) for k, s in enumerate(states)]
    return out


def spans_of(d):
    """Phrases of REPORT as (label, start, end)."""
    phrase = lambda label, text: (L.SPANS.index(label), *data.find(d, text)[0])
    return [phrase("MENTION", "Two bombs went off"), phrase("MENTION", "The blasts"), phrase("MENTION", "ambushed an army patrol"), phrase("MENTION", "the ambush"),
            phrase("MENTION", "seized rifles and a mortar"), phrase("TIME", "Tuesday"), phrase("PLACE", "Vessel Bay"), phrase("PLACE", "Kestrel Pass"),
            phrase("PERP", "the Tide Front"), phrase("PERP", "gunmen"), phrase("WEAPON", "Two bombs"), phrase("WEAPON", "both devices"),
            phrase("TARGET", "three lorries"), phrase("PERSON", "four traders"), phrase("PERSON", "a dozen"), phrase("PERSON", "two soldiers"),
            phrase("SOURCE", "police"), phrase("SOURCE", "Orla Fenn"), phrase("SOURCE", "The army"), phrase("CLAIM", "said that it had planted both devices")]


def head_vectors(ref, encoder):
    filler = " ".join(f"In the {w} season boats of the {v} fleet stay tied up and nobody sails." for w in "wet dry cold warm long short mild hard".split()
                      for v in "north south east west".split())
    d = encoder.encode("vectors", REPORT + "\n" + filler)
    h, c = ref.encode(d)
    rows = np.unique(np.linspace(0, d.n - 1, 40).astype(int))
    scores = ref.span_scores(d, h)
    at = [(l, i, i + w) for l in range(len(L.SPANS)) for i in range(0, d.n, 29) for w in (0, 1, 3, 7, 23) if i + w < d.sentence_range[d.sentence_of[i]][1]]
    spans = spans_of(d)
    at += [(l, a, b - 1) for l, a, b in spans]
    v = [ref.vector(d, h, l, (a, b)) for l, a, b in spans]
    members = [[0, 1], [2, 3], [4]]
    chosen = [[spans[m][1:] for m in g] for g in members]
    inc = [ref.incident([v[m] for m in g], c) for g in members]
    out = [("ids", d.ids), ("sentences", d.sentence_range), ("windows", d.windows), ("c", c), ("h.rows", rows), ("h.states", h[rows]),
           ("span.at", at), ("span.score", [scores[l, i, j - i] for l, i, j in at]), ("vector.at", spans), ("vector", v),
           ("incident.mentions", [(g + [-1])[:2] for g in members]), ("incident", inc)]
    out += [(name, [ref.linear(x, name) for x in inc]) for name in L.INCIDENT_HEADS]
    out += [("real", [ref.linear(x, "real")[0] for x in inc])]
    out += [("background", [ref.background(x, features.background_row(d.layout, chosen, k)) for k, x in enumerate(inc)])]
    kinds = reference.mention_types(ref, v[:5], c)
    out += [("mention_type", kinds)]
    pairs = [(a, b) for a in range(5) for b in range(a + 1, 5)]
    f = [features.pair_row(d.layout, spans[a][1:], spans[b][1:], float(kinds[a] @ kinds[b])) for a, b in pairs]
    out += [("pair.at", pairs), ("pair.feature", f), ("pair", [ref.pairwise("pair", v[a], v[b], x)[0] for (a, b), x in zip(pairs, f)])]
    groups = [(a, b) for a in range(5, len(spans)) for b in range(a + 1, len(spans)) if spans[a][0] == spans[b][0] and L.SPANS[spans[a][0]] in L.GROUPED and spans[a] < spans[b]]
    f = [features.group_row(d.layout, spans[a][1:], spans[b][1:], spans[a][0]) for a, b in groups]
    out += [("group.at", groups), ("group.feature", f), ("group", [ref.pairwise("group", v[a], v[b], x)[0] for (a, b), x in zip(groups, f)])]
    out += link_vectors(ref, d, spans, v, inc, chosen)
    pairs = [(x, y) for x in range(3) for y in range(3) if x != y]
    f = [features.relation_row(d.layout, chosen, x, y) for x, y in pairs]
    out += [("relation.at", pairs), ("relation.feature", f), ("relation", [ref.pairwise("relation", inc[x], inc[y], r) for (x, y), r in zip(pairs, f)])]
    return out


def link_vectors(ref, d, spans, v, inc, chosen):
    at, rows, scores, out = [], [], [], []
    mention = lambda s: v[spans.index((0, *s))]
    for k in range(5, len(spans)):
        f, nearest = features.link_rows(d.layout, spans[k][1:], spans[k][0], chosen)
        for x in range(3):
            at.append((k, x))
            rows.append(f[x])
            scores.append(ref.pairwise("link", v[k], inc[x], f[x], mention(nearest[x]))[0])
    out += [("link.at", at), ("link.feature", rows), ("link", scores)]
    for role in L.ATTRIBUTES:
        k = next(k for k, s in enumerate(spans) if s[0] == L.SPANS.index(role))
        near = chosen[0][features.nearest_mention(chosen[0], spans[k][1:])]
        f = features.attribute_row(d.layout, spans[k][1:], near)
        logits = ref.attributes(role, [(v[k], mention(near), f)], inc[0])
        out += [(f"attr.{role}.at", (k, 0)), (f"attr.{role}.feature", f)] + [(f"attr.{role}.{a}", x) for a, x in logits.items()]
    return out


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("model"), ap.add_argument("tokenizer"), ap.add_argument("out"), ap.add_argument("--words", action="store_true")
    a = ap.parse_args()
    os.makedirs(a.out, exist_ok=True)
    encoder = data.Encoder(a.tokenizer)
    vocabulary = open(os.path.join(a.model, "vocab.txt"), encoding="utf-8").read().split("\n")
    if a.words:
        write_words(encoder.tokenizer, vocabulary, os.path.join(a.out, "wordpiece.tsv.gz"))
    ref = reference.Reference(os.path.join(a.model, "weights.bin"))
    for name, tensors in (("encoder", encoder_vectors(ref, encoder.tokenizer, vocabulary)), ("heads", head_vectors(ref, encoder))):
        path = os.path.join(a.out, name + ".bin")
        container.write(path, [(n, np.asarray(x, np.float32), container.F32) for n, x in tensors])
        print(path, os.path.getsize(path), "bytes")


if __name__ == "__main__":
    main()
