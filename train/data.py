"""Annotated reports as piece sequences with span, incident and argument targets.

A Document holds the pieces of one report (ids, character ranges, sentence of each), its windows, and, where gold is given, the
targets. Sentences come from segment.py, or from a file that `dateline explain --layer sentences --jsonl` wrote.
"""
import json
import re
from dataclasses import dataclass, field


import features
import labels as L
from segment import sentences as split_sentences

WINDOW = 510
WIDTH = 24
STOP = "the a an of in on at to by ' s - , . \"".split()


@dataclass
class Incident:
    """Gold: mention spans, class indices, and for each role a list of entries (spans, {attribute: index})."""
    mentions: list
    heads: dict
    background: int
    arguments: dict = field(default_factory=dict)
    related: dict = field(default_factory=dict)  # other incident -> relation index


@dataclass
class Document:
    doc: str
    text: str
    published: str
    ids: list
    chars: list            # (start, end) of each piece
    sentence_of: list
    sentence_range: list   # pieces of each sentence
    windows: list          # pieces of each window
    layout: features.Layout = None
    incidents: list = None
    positive: set = None   # (label, start, end)
    ignored: set = None
    weight: float = 1.0
    partial: bool = False  # annotated in part: what is not gold may still be right

    @property
    def n(self):
        return len(self.ids)


class Encoder:
    """Text to pieces."""

    def __init__(self, tokenizer_json, sentence_file=None):
        from tokenizers import Tokenizer
        self.tokenizer = Tokenizer.from_file(tokenizer_json)
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        self.stop = {self.tokenizer.token_to_id(w) for w in STOP}
        self.sentences = {}
        for d in (d for name in (sentence_file or "").split(",") if name for d in read_jsonl(name)):
            self.sentences[d["doc"]] = [(s["start"], s["end"]) for s in d["spans"] if s["value"].get("kind") != "byline"]

    def split(self, doc, text):
        if doc not in self.sentences:
            return split_sentences(text)
        raw = text.encode()
        at = lambda byte: len(raw[:byte].decode("utf-8", "ignore"))
        return [(at(a), at(b)) for a, b in self.sentences[doc]]

    def encode(self, doc, text, published=None):
        ids, chars, sentence_of, ranges = [], [], [], []
        for a, b in self.split(doc, text):
            e = self.tokenizer.encode(text[a:b], add_special_tokens=False)
            for k in range(0, len(e.ids), WINDOW):
                part = e.ids[k:k + WINDOW]
                sentence_of += [len(ranges)] * len(part)
                ranges.append((len(ids), len(ids) + len(part)))
                ids += part
                chars += [(a + x, a + y) for x, y in e.offsets[k:k + WINDOW]]
        d = Document(doc, text, published, ids, chars, sentence_of, ranges, windows(ranges))
        d.layout = features.Layout(ids, sentence_of, self.stop)
        return d


def windows(ranges):
    """Whole sentences, as many as fit."""
    out = []
    for a, b in ranges:
        if out and b - out[-1][0] <= WINDOW:
            out[-1] = (out[-1][0], b)
        else:
            out.append((a, b))
    return out


def piece_span(d, a, b):
    """The pieces that a character range touches, or None where they leave a sentence or are too many."""
    inside = [k for k, (x, y) in enumerate(d.chars) if y > a and x < b]
    if not inside or d.sentence_of[inside[0]] != d.sentence_of[inside[-1]] or len(inside) > WIDTH:
        return None
    return inside[0], inside[-1] + 1


def find(d, quote):
    """(span of the meant occurrence or None, spans of the others)."""
    text, nth = (quote, 0) if isinstance(quote, str) else (quote[0], quote[1])
    spans = [piece_span(d, m.start(), m.end()) for m in re.finditer(re.escape(text), d.text)] if text else []
    meant = spans[nth] if nth < len(spans) else None
    return meant, [s for k, s in enumerate(spans) if s and k != nth]


class Gold:
    """Fills a document's targets from annotation.md's object."""

    def __init__(self, d, incidents):
        self.d = d
        d.positive, d.ignored, d.incidents = set(), set(), []
        for inc in incidents:
            d.incidents.append(self.incident(inc))
        keep = [k for k, i in enumerate(d.incidents) if i.mentions]
        for k in keep:
            d.incidents[k].related = {keep.index(o): r for o, r in d.incidents[k].related.items() if o in keep}
        d.incidents = [d.incidents[k] for k in keep]
        self.order()
        d.ignored -= d.positive

    def order(self):
        """Incidents by first mention, as the decoder numbers them."""
        old = self.d.incidents
        rank = sorted(range(len(old)), key=lambda k: old[k].mentions[0])
        place = {k: r for r, k in enumerate(rank)}
        for i in old:
            i.related = {place[o]: r for o, r in i.related.items()}
        self.d.incidents = [old[k] for k in rank]

    def spans(self, label, quotes, learn=True):
        out = []
        for q in quotes or []:
            meant, others = find(self.d, q)
            self.d.ignored |= {(label, *s) for s in others}
            if meant and learn and meant not in out:
                out.append(meant)
                self.d.positive.add((label, *meant))
            elif meant:
                self.d.ignored.add((label, *meant))
        return out

    def incident(self, inc):
        index = lambda classes, value: classes.index(value) if value in classes else -1
        claim = inc.get("claim") or {}
        heads = {"type": index(L.TYPES, inc["type"]), "stage": index(L.STAGES, inc.get("stage")),
                 "claim": L.CLAIMS.index(claim.get("status") or "none"), "intent": index(L.INTENTS, inc.get("intent") or "unknown")}
        out = Incident(sorted(self.spans(0, inc["mentions"])), heads, int(bool(inc.get("background"))))
        simple = {"TIME": inc.get("when"), "PLACE": inc.get("where")}
        for role, value in simple.items():
            spans = self.spans(L.SPANS.index(role), (value or {}).get("quotes"))
            out.arguments[role] = [(spans, {})] if spans else []
        spans = self.spans(L.SPANS.index("CLAIM"), claim.get("quotes"))
        out.arguments["CLAIM"] = [([s], {"status": heads["claim"] - 1}) for s in spans]
        for role, name in (("PERP", "perpetrators"), ("WEAPON", "weapons"), ("TARGET", "targets"), ("PERSON", "people"), ("SOURCE", "said_by")):
            out.arguments[role] = self.entries(role, inc.get(name) or [])
        for x in inc.get("perpetrators") or []:
            self.spans(L.SPANS.index("SOURCE"), x.get("by"), learn=False)
        out.related = {r["incident"]: L.RELATIONS.index(r["relation"]) for r in inc.get("related") or [] if r["relation"] in L.RELATIONS}
        return out

    def entries(self, role, values):
        out, heads = [], L.ATTRIBUTES[role]
        for x in values:
            spans = self.spans(L.SPANS.index(role), x["quotes"])
            if not spans:
                continue
            attrs = {a: classes.index(x[a]) if x.get(a) in classes else -1 for a, classes in heads.items()}
            if role == "PERSON":
                twin = next((o for s, o in out if s[0] == spans[0] and o["effect"] != attrs["effect"]), None)
                if twin:  # one phrase, two effects
                    twin["effect2"] = attrs["effect"] + 1
                    continue
                attrs["effect2"] = 0
            out.append((spans, attrs))
        return out


def read_jsonl(path):
    with open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f if line.strip()]


def load(encoder, texts, gold, only=None, without=()):
    """Documents of a pair of files; only / without: sets of doc names."""
    records = {g["doc"]: g for g in read_jsonl(gold)} if gold else {}
    out = []
    for t in read_jsonl(texts):
        if t["doc"] in without or (only is not None and t["doc"] not in only):
            continue
        d = encoder.encode(t["doc"], t["text"], t.get("published"))
        if t["doc"] in records:
            Gold(d, records[t["doc"]]["incidents"])
            if "ignored" in records[t["doc"]]:
                d.partial = True
                d.ignored |= {tuple(x) for x in records[t["doc"]]["ignored"] if 0 < x[2] - x[1] <= WIDTH and x[2] <= d.n} - d.positive
        if d.n:
            out.append(d)
    return out


def steps(documents, pieces, rng):
    """Documents in groups of about `pieces` pieces, alike in length within a group, in random order."""
    order = list(documents)
    rng.shuffle(order)
    groups = []
    for k in range(0, len(order), 64):
        group, size = [], 0
        for d in sorted(order[k:k + 64], key=lambda d: d.n + rng.random() * 20):
            if group and size + d.n > pieces:
                groups.append(group)
                group, size = [], 0
            group.append(d)
            size += d.n
        groups.append(group)
    rng.shuffle(groups)
    return groups
