#!/usr/bin/env python3
"""Writes docs/TOUR.md: one sample report followed through every stage, with what the program itself says of each.

usage: tools/tour_page.py [build/release/dateline] > docs/TOUR.md
"""
import json, pathlib, re, subprocess, sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
PROGRAM = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / "build/release/dateline")
SAMPLE = "samples/1-rockets-airfield.txt"
TEXT = (ROOT / SAMPLE).read_bytes()


def ask(*args):
    return subprocess.run([PROGRAM, *args, SAMPLE], cwd=ROOT, capture_output=True, check=True, text=True).stdout


def layer(name, n, only=lambda s: True):
    """The first n spans of a layer, each with the words of the text before it."""
    spans = [s for s in json.loads(ask("explain", "--jsonl", "--layer", name))["spans"] if only(s)]
    rows = []
    for s in spans[:n]:
        words = " ".join(TEXT[s["start"]:s["end"]].decode().split())
        words = words if len(words) <= 44 else words[:30].rstrip() + " … " + words[-12:].lstrip()
        why = f"   {s['why']}" if s.get("why") else ""
        rows.append(f"[{s['start']}, {s['end']})  {words!r}  {json.dumps(s['value'], ensure_ascii=False)}{why}")
    more = f"… and {len(spans) - n} more\n" if len(spans) > n else ""
    return "```\n" + "\n".join(rows) + f"\n{more}```\n"


def pretty(value):
    """Indented JSON with spans on one line."""
    return re.sub(r"\[\s+(\d+),\s+(\d+)\s+\]", r"[\1, \2]", json.dumps(value, ensure_ascii=False, indent=1))


def record():
    r = json.loads(ask("read", "--jsonl"))
    return r, r["incidents"][0]


report, first = record()
page = subprocess.run([PROGRAM, "read", "--text", SAMPLE], cwd=ROOT, capture_output=True, check=True, text=True).stdout
head = {k: report["report"][k] for k in ("doc", "id", "dateline")}
where = {k: first["where"][k] for k in first["where"]} if first["where"] else None

print(f"""# A report's tour

One report, from bytes to records, with what every stage adds. Made by `tools/tour_page.py` from the program's own output
(model reader-1); numbers change when the model does, the stages do not. Beside it, keep `src/reader.c` open: its
`read_text` and `read_document` are these sections in order.

The report, `{SAMPLE}`:

> {TEXT.decode().strip().replace(chr(10), chr(10) + "> ")}

Every layer below is an array in `src/doc/layers.h`; links between layers are indices, positions are bytes of the text, ranges
are half open. Each stage adds its layer and leaves the earlier ones alone.

## 1. Intake: bytes to a document (`src/intake/`)

Finds out whether the bytes are a text, repairs UTF-8, and takes the agency's dateline off into fields. The text itself stays
as it is: its SHA-256 is the report's id.

```json
{pretty(head)}
```

## 2. Text: sentences, tokens, pieces (`src/text/`)

`dateline explain --layer sentences`. A headline is told from the body, the dateline becomes a sentence of its own kind;
points of abbreviations and initials end nothing.

{layer("sentences", 5)}
Tokens are words and marks:

{layer("tokens", 5)}
Pieces are what the network reads: WordPiece ids of its own vocabulary, each tied to its bytes.

{layer("pieces", 6)}
## 3. Network: pieces to vectors (`src/nn/`)

Windows of whole sentences, up to 510 pieces, go through six transformer layers; out comes a vector of 384 numbers for every
piece. Nothing of it is kept in the record, so there is nothing to show; `src/nn/encoder.h` says how it runs.

## 4. Spans: vectors to scored spans (`src/spans/`)

Every stretch of up to 24 pieces gets a score for each of nine labels; those above a threshold stay. Scores are logits: 0 is an
even chance. Spans of different labels may nest: the words that name a killing hold the people killed.

{layer("spans", 12)}
## 5. Drafts: which spans belong together (`src/incidents/link.h`)

Mentions that mean the same incident are clustered; every other span is linked to the incidents it plays a part in; phrases
that mean the same thing become one. Each incident gets the chances of its types and stages.

{layer("drafts", 3)}
## 6. Values: words to dates, places, counts, actors (`src/values/`)

From here on no network, only tables (`data/`) and rules, each with its reason at the end of the line. They work on any
words, so `explain` shows what they find in the whole text, used or not.

Times, reckoned from the dateline's date:

{layer("times", 4)}
Places, resolved together over the report:

{layer("places", 4)}
Numbers:

{layer("numbers", 5)}
Actors, by the table of actors:

{layer("actors", 4)}
Speakers, what they said and how:

{layer("speakers", 4)}
## 7. Incidents: the record (`src/incidents/`)

The drafts filled with values; totals counted without counting anybody twice; every value checked against the invariants E1.. of
`src/incidents/evidence.h` before it leaves. The place of the first incident:

```json
{pretty(where)}
```

## 8. Faces: what a person sees (`src/faces/cli/`)

`dateline read {SAMPLE}`: the percentage is the value's score, the words in quotes are its evidence.

```
{page.rstrip()}
```
""")
