#!/usr/bin/env python3
"""Measure places against people: GeoWebNews (points and GeoNames ids) and the modern reports (country of `where`).

usage: places.py MEASURE [--program build/release/tools/measure_places] [--gazetteer build/release/data/gazetteer.bin]
                 [--corpora ../shared/data] [--half even|odd|all] [--show N]

MEASURE  gold      GeoWebNews, the annotated extents given: located names within 161 km / with the very id
         scan      GeoWebNews end to end, place_scan as the recogniser: a name counts when the found span that overlaps it
                   most is right; also how many found pins overlap no annotated name of any class
         country   modern, quotes of `where` given: country of the most specific pin (train and dev apart)
         speed     look-ups, reports and places a second on one core

The weights (data/costs.tsv, place.*) were searched on even documents and on train; odd documents and dev are
the honest halves. The causes of errors are told apart by rule, the commonest ten printed. --show N prints N errors, for the
eye only: the texts are under licence and stay out of the repository.
"""
import argparse, collections, json, math, os, pathlib, subprocess, sys
from xml.etree import ElementTree

ROOT = pathlib.Path(__file__).resolve().parents[2]
FACILITY = set("street avenue road drive lane hospital school university college church court park stadium center centre hall "
               "club hotel mall house square airport station theatre library complex institute building bridge".split())


def distance(a, b, c, d):
    x = math.sin(math.radians(c - a) / 2) ** 2 + math.cos(math.radians(a)) * math.cos(math.radians(c)) * math.sin(math.radians(d - b) / 2) ** 2
    return 12742 * math.asin(math.sqrt(min(1, x)))


def byte_offsets(text):
    out = [0]
    for c in text:
        out.append(out[-1] + len(c.encode()))
    return out


def ask(args, questions):
    text = "".join(json.dumps(q, ensure_ascii=False) + "\n" for q in questions)
    done = subprocess.run([args.program, args.gazetteer] + (["--speed"] if args.measure == "speed" else []), input=text.encode(), capture_output=True)
    if done.returncode:
        sys.exit(done.stderr.decode())
    if args.measure == "speed":
        return print(done.stdout.decode(), end="")
    return [json.loads(line)["places"] for line in done.stdout.decode().split("\n") if line]


def geowebnews(args):
    """[(text, located names, every annotated extent)], bytes."""
    out = []
    for k, article in enumerate(ElementTree.parse(args.corpora / "geowebnews/GWN.xml").getroot()):
        if args.half != "all" and k % 2 != (args.half == "odd"):
            continue
        text = article.findtext("text")
        at, located, every = byte_offsets(text), [], []
        for t in article.iter("toponym"):
            span = at[int(t.findtext("start"))], at[int(t.findtext("end"))]
            every.append(span)
            if t.findtext("latitude"):
                id_ = t.findtext("geonamesID") or ""
                located.append((span, int(id_) if id_.isdigit() else 0, float(t.findtext("latitude")), float(t.findtext("longitude")), t.findtext("type")))
        out.append((text, sorted(located), every))
    return out


def cause(text, span, place, id_, kind):
    words = text.encode()[span[0]:span[1]].decode().lower().split()
    if kind == "Coercion" or FACILITY & set(words):
        return "building, street or body: in no gazetteer"
    if place is None:
        return "name not found by the scanner"
    if place["lat"] is None:
        return "no place of the name known, or none good enough for a pin"
    if place["adjective"]:
        return "nationality word inside another name"
    if place["kind"] in ("river", "water", "mountain", "area", "region", "continent"):
        return "point of a river, sea or region elsewhere along it"
    if place["facility"]:
        return "unknown name put at the wrong town"
    if place["country"] == "":
        return "other"
    return "namesake: another town or area of the name"


def measure_geowebnews(args):
    documents = geowebnews(args)
    scan = args.measure == "scan"
    answers = ask(args, [{"text": t, "scan": True} if scan else {"text": t, "bare": True, "spans": [s for s, *_ in located]}
                         for t, located, _ in documents])
    n = near = exact = pins = stray = 0
    causes, shown = collections.Counter(), 0
    for (text, located, every), places in zip(documents, answers):
        for i, (span, id_, lat, lon, kind) in enumerate(located):
            overlap = [p for p in places if p["start"] < span[1] and p["end"] > span[0]]
            place = max(overlap, key=lambda p: min(p["end"], span[1]) - max(p["start"], span[0]), default=None) if scan else places[i]
            n += 1
            pinned = place is not None and place["lat"] is not None
            same = pinned and id_ > 0 and place["id"] == id_
            close = same or pinned and distance(lat, lon, place["lat"], place["lon"]) <= 161
            near, exact = near + close, exact + same
            if not close:
                causes[cause(text, span, place, id_, kind)] += 1
                if shown < args.show:
                    shown += 1
                    print("   ", text.encode()[span[0]:span[1]].decode(), (lat, lon), place)
        for p in places:
            if p["lat"] is not None:
                pins += 1
                stray += not any(p["start"] < b and p["end"] > a for a, b in every)
    print(f"geowebnews {args.measure} ({args.half}): {n} located names: within 161 km {100 * near / n:.1f} %, exact id {100 * exact / n:.1f} %")
    if scan:
        print(f"  {pins} pins, {100 * stray / pins:.1f} % of them where no name of any class is annotated")
    for what, count in causes.most_common(10):
        print(f"  {count:5} {what}")


SPECIFIC = {"country": 3, "continent": 4, "region": 4, "admin1": 2, "admin2": 1, "admin3": 1, "area": 1, "river": 1, "water": 2}


def measure_country(args):
    folder = args.corpora / "modern"
    texts = {r["doc"]: r["text"] for r in map(json.loads, open(folder / "texts.jsonl", encoding="utf-8"))}
    dev = set((folder / "dev.txt").read_text().split())
    questions, wanted = [], []
    for record in map(json.loads, open(folder / "gold.jsonl", encoding="utf-8")):
        text, spans, asked = texts[record["doc"]].encode(), [], []
        for incident in record["incidents"]:
            where = incident.get("where") or {}
            quotes = [q if isinstance(q, str) else q[0] for q in where.get("quotes") or []]
            found = [(text.find(q.encode()), len(q.encode())) for q in quotes]
            found = [[a, a + len_] for a, len_ in found if a >= 0]
            if found:
                asked.append((len(found), where.get("country") or ""))
                spans += found
        if asked:
            questions.append({"text": text.decode(), "spans": spans})
            wanted.append((record["doc"] in dev, asked))
    totals = collections.defaultdict(collections.Counter)
    for (is_dev, asked), places in zip(wanted, ask(args, questions)):
        at = 0
        for count, country in asked:
            pinned = [p for p in places[at:at + count] if p["lat"] is not None]
            at += count
            best = min(pinned, key=lambda p: SPECIFIC.get(p["kind"], 0), default=None)
            got = best["country"] if best else ""
            totals[is_dev].update(n=1, right=got == country, wrong=best is not None and got != country)
    for is_dev, c in sorted(totals.items()):
        print(f"modern {'dev' if is_dev else 'train'}: {c['n']} incidents with a place: country right {100 * c['right'] / c['n']:.1f} %, "
              f"wrong {100 * c['wrong'] / c['n']:.1f} %, the rest unpinned")


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("measure", choices=("gold", "scan", "country", "speed"))
    a.add_argument("--program", default=str(ROOT / "build/release/tools/measure_places"))
    a.add_argument("--gazetteer", default=str(ROOT / "build/release/data/gazetteer.bin"))
    a.add_argument("--corpora", type=pathlib.Path, default=ROOT / "../shared/data")
    a.add_argument("--half", choices=("even", "odd", "all"), default="all")
    a.add_argument("--show", type=int, default=0)
    args = a.parse_args()
    if not args.corpora.is_dir():
        print(f"skipped: {args.corpora} is not here")
    elif args.measure == "country":
        measure_country(args)
    elif args.measure == "speed":
        ask(args, [{"text": t, "scan": True} for t, *_ in geowebnews(args)])
    else:
        measure_geowebnews(args)


if __name__ == "__main__":
    main()
