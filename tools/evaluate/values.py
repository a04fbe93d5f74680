#!/usr/bin/env python3
"""Measure the normalisers of src/values and src/incidents/toll on spans that people found.

usage: values.py MEASURE [--program build/release/tools/measure_values] [--tables data] [--corpora ../shared/data]
                 [--split train|dev|all] [--show N]

MEASURE  when     dates of modern, gold phrases: start and end both right (all that have one, and all phrases)
         count    counts of people, targets and weapons of modern, gold phrases
         toll     killed and injured of modern from gold entries of people
         timex    time values of timex-tbaq and meantime: on gold extents, and end to end (relaxed extent, right value)
         gun      date (and with --records FILE the toll) of the incidents of gun-incidents
         bench    normalisations a second of each kind on one core

Every figure is printed with what it counts over. --show N prints up to N errors of each kind, for the eye only: the
texts are under licence and stay out of the repository.
"""
import argparse, collections, datetime, glob, json, os, re, subprocess, sys
from xml.etree import ElementTree

HERE = os.path.dirname(os.path.abspath(__file__)); ROOT = os.path.dirname(os.path.dirname(HERE))


def ask(args, questions):
    """One answer a question, by way of the measuring program."""
    lines = "\n".join(json.dumps(q) for q in questions) + "\n"
    done = subprocess.run([args.program, args.tables], input=lines.encode(), stdout=subprocess.PIPE, check=True)
    return [json.loads(l) for l in done.stdout.decode().splitlines()]


def lines_of(path):
    return [json.loads(l) for l in open(path, encoding="utf-8") if l.strip()]


def byte_span(text, quote):
    """[start, end) bytes of a gold quote: "words" or ["words", nth]; None when it is not there."""
    words, nth = (quote, 0) if isinstance(quote, str) else (quote[0], quote[1])
    at = -1
    for _ in range(nth + 1):
        at = text.find(words, at + 1)
        if at < 0: return None
    start = len(text[:at].encode())
    return [start, start + len(words.encode())]


def spans(text, quotes):
    return [s for s in (byte_span(text, q) for q in quotes or []) if s]


def modern(args):
    """(text record, gold record) of the asked split."""
    folder = os.path.join(args.corpora, "modern")
    dev = set(open(os.path.join(folder, "dev.txt")).read().split())
    texts = {d["doc"]: d for d in lines_of(os.path.join(folder, "texts.jsonl"))}
    for g in lines_of(os.path.join(folder, "gold.jsonl")):
        if args.split == "all" or (g["doc"] in dev) == (args.split == "dev"): yield texts[g["doc"]], g


def f1(right, gold, system):
    p, r = right / system if system else 0, right / gold if gold else 0
    return f"right {right} of {gold} gold, {system} said: P {100*p:.1f} R {100*r:.1f} F1 {100*(2*p*r/(p+r) if p+r else 0):.1f}"


def show(args, errors):
    for e in errors[:args.show]: print("   ", *e)


def when(args):
    asked, questions = [], []
    for t, g in modern(args):
        incidents = [i for i in g["incidents"] if i.get("when") and spans(t["text"], i["when"]["quotes"])]
        questions.append({"text": t["text"], "published": g.get("published"), "times": [spans(t["text"], i["when"]["quotes"]) for i in incidents]})
        asked.append((g, incidents))
    right = gold_n = said = equal = n = 0; errors = []; by = collections.Counter()
    for (g, incidents), a in zip(asked, ask(args, questions)):
        for i, v in zip(incidents, a.get("times", [])):
            w = i["when"]; want, got = (w["start"], w["end"]), (v["start"], v["end"])
            n += 1; equal += want == got; by[a["anchor"][0], want == got, any(got)] += 1; gold_n += any(want); said += any(got); right += any(want) and want == got
            if want != got: errors.append((g["doc"], g.get("published"), w["quotes"], "gold", want, "got", got, v["why"], a["anchor"]))
    print(f"when, modern {args.split}, gold phrases: {f1(right, gold_n, said)}; equal {equal} of {n} ({100*equal/n:.1f} %)")
    for k, source in enumerate(("none", "dateline", "published", "text")):
        print(f"   anchor {source}: resolved and right {by[k, True, True]}, wrong {by[k, False, True]}; left open and right {by[k, True, False]}, wrong {by[k, False, False]}")
    show(args, errors)


def count(args):
    roles = (("people", 0), ("targets", 1), ("weapons", 2))
    asked, questions = [], []
    for t, g in modern(args):
        items = [(name, x, {"phrases": spans(t["text"], x["quotes"]), "role": role, "named": bool(x.get("named"))})
                 for i in g["incidents"] for name, role in roles for x in i.get(name) or []]
        items = [x for x in items if x[2]["phrases"]]
        asked.append((g, items)); questions.append({"text": t["text"], "published": g.get("published"), "counts": [q for _, _, q in items]})
    total, errors = collections.Counter(), collections.defaultdict(list)
    for (g, items), a in zip(asked, ask(args, questions)):
        for (name, x, _), v in zip(items, a.get("counts", [])):
            total[name, "n"] += 1; total[name, "right"] += v["count"] == x["count"]
            if not x.get("named"): total[name, "unnamed"] += 1; total[name, "unnamed right"] += v["count"] == x["count"]
            if v["count"] != x["count"]: errors[name].append((name, g["doc"], x["quotes"], "gold", x["count"], "got", v["count"], v["why"]))
    for name, _ in roles:
        n = total[name, "n"]
        print(f"count of {name}, modern {args.split}, gold phrases: {total[name, 'right']} of {n} ({100*total[name, 'right']/n:.1f} %)"
              f", without names {total[name, 'unnamed right']} of {total[name, 'unnamed']}")
        show(args, errors[name])


def toll(args):
    """People with gold effect; counts by our own normaliser (--gold-counts: the gold ones)."""
    asked, questions = [], []
    for t, g in modern(args):
        text, tolls, counts = t["text"], [], []
        foreground = sum(not i["background"] for i in g["incidents"])
        for i in g["incidents"]:
            people = [dict(phrases=spans(text, p["quotes"]), effect=p["effect"], named=bool(p["named"]), count=p["count"]) for p in i["people"]]
            people = [p for p in people if p["phrases"]]
            counts.append([dict(phrases=p["phrases"], role=0, named=p["named"]) for p in people])
            tolls.append(dict(people=people, mentions=spans(text, i["mentions"]), n_incidents=foreground))
        questions.append({"text": text, "published": g.get("published"), "tolls": tolls, "_counts": counts}); asked.append(g)
    if not args.gold_counts:
        flat = [dict(text=q["text"], published=q["published"], counts=[c for cs in q["_counts"] for c in cs]) for q in questions]
        for q, a in zip(questions, ask(args, flat)):
            values = iter(a.get("counts", []))
            for toll_ in q["tolls"]:
                for p in toll_["people"]: p["count"] = next(values)["count"]
    for q in questions: del q["_counts"]
    for field in ("killed", "injured"):
        right = gold_n = said = 0; errors = []
        for g, q, a in zip(asked, questions, ask(args, questions)):
            for i, p, v in zip(g["incidents"], q["tolls"], a.get("tolls", [])):
                want, got = i[field], v[field]
                gold_n += bool(want); said += bool(got); right += bool(want) and want == got
                if want != got: errors.append((g["doc"], i["type"], "gold", want, "got", got, v["why_" + field], "|", "; ".join(f"{'/'.join(x if isinstance(x, str) else x[0] for x in y['quotes'])} {y['count']} {y['effect']}" for y in i["people"]), i["mentions"][:2]))
        print(f"{field}, modern {args.split}, gold people, {'gold' if args.gold_counts else 'own'} counts: {f1(right, gold_n, said)}"); show(args, errors)


def same_value(got, want):
    return got == want


def timeml(path):
    """Text, day of writing and (start, end, value) byte spans of a TimeML file."""
    raw = open(path, encoding="utf-8", errors="replace").read()
    dct = re.search(r'functionInDocument="CREATION_TIME"[^>]*?value="([^"]*)"|value="([^"]*)"[^>]*functionInDocument="CREATION_TIME"', raw)
    body = re.search(r"<TEXT>(.*)</TEXT>", raw, re.S).group(1)
    text, found = "", []
    open_at = None
    for piece in re.split(r"(<[^>]*>)", body):
        if piece.startswith("<TIMEX3"):
            open_at = (len(text.encode()), re.search(r'\bvalue="([^"]*)"', piece).group(1), re.search(r'\btype="([^"]*)"', piece).group(1))
        elif piece.startswith("</TIMEX3"):
            found.append((open_at[0], len(text.encode()), open_at[1], open_at[2]))
        elif not piece.startswith("<"):
            text += piece.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&apos;", "'")
    return text, (dct.group(1) or dct.group(2))[:10] if dct else None, found


def naf(path):
    """The same of a MEANTIME CAT file; the text is its tokens with blanks between."""
    root = ElementTree.parse(path).getroot(); text, at, found, dct = "", {}, [], None
    for t in root.iter("token"):
        if int(t.get("sentence")) > 5: break  # the annotators read the title and five sentences
        if text: text += "\n\n" if t.get("sentence") != last else " "
        last = t.get("sentence"); at[t.get("t_id")] = (len(text.encode()), len((text + t.text).encode())); text += t.text
    for t in root.iter("TIMEX3"):
        anchors = [a.get("t_id") for a in t.findall("token_anchor") if a.get("t_id") in at]
        if t.get("functionInDocument") == "CREATION_TIME": dct = (t.get("value") or "")[:10]
        if anchors: found.append((at[anchors[0]][0], at[anchors[-1]][1], t.get("value"), t.get("type")))
    return text, dct, [f for f in found if f[2]]


def timex(args):
    for name, files, read in (("timex-tbaq", sorted(glob.glob(args.corpora + "/timex-tbaq/*/*.tml")), timeml),
                              ("meantime", sorted(glob.glob(args.corpora + "/meantime/corpus_*/*.xml")), naf)):
        docs = [read(f) for f in files]
        questions = [{"text": t, "published": d if d and re.match(r"\d{4}-\d\d-\d\d$", d) else None, "times": [[[s, e]] for s, e, _, _ in found], "scan": True} for t, d, found in docs]
        right = n = tp = said = overlap = 0; errors, missed, spurious = [], [], []
        for f, (text, d, found), a in zip(files, docs, ask(args, questions)):
            raw = text.encode()
            for (s, e, value, kind), v in zip(found, a.get("times", [])):
                n += 1; right += v["timex"] == value
                if v["timex"] != value: errors.append((kind, raw[s:e].decode(), "gold", value, "got", v["timex"], "|", raw[max(0, s-60):e+30].decode("utf-8", "ignore").replace("\n", " "), d))
            system = a.get("found_times", []); said += len(system); used = set()
            for s, e, value, kind in found:
                hit = next((k for k, v in enumerate(system) if k not in used and v["start"] < e and v["end"] > s), None)
                if hit is None: missed.append((kind, raw[s:e].decode(), value, "|", raw[max(0, s-40):e+30].decode("utf-8", "ignore").replace("\n", " "))); continue
                used.add(hit); overlap += 1; tp += system[hit]["timex"] == value
            for k, v in enumerate(system):
                if k not in used: spurious.append((raw[v["start"]:v["end"]].decode("utf-8", "ignore"), v["timex"], "|", raw[max(0, v["start"]-40):v["end"]+30].decode("utf-8", "ignore").replace("\n", " ")))
        print(f"time values, {name}, gold extents: {right} of {n} ({100*right/n:.1f} %)")
        print(f"time values, {name}, end to end: extent (relaxed) {f1(overlap, n, said)}; value {f1(tp, n, said)}")
        show(args, errors); show(args, [("missed",) + m for m in missed]); show(args, [("spurious",) + m for m in spurious])


def gun_documents(args):
    """(document, record) pairs of gun-incidents; --limit N takes every n-th."""
    folder = os.path.join(args.corpora, "gun-incidents")
    records = {r["incident_id"]: r for r in lines_of(os.path.join(folder, "incidents.jsonl"))}
    docs = [d for d in lines_of(os.path.join(folder, "docs.jsonl")) if d["incident_id"] in records and re.match(r"\d{4}-\d\d-\d\d", d.get("dct") or "")]
    if args.limit: docs = docs[::max(1, len(docs) // args.limit)]
    return [(d, records[d["incident_id"]]) for d in docs]


def gun(args):
    """Without --records: the first day told in the text. With it: from the records that `dateline read --jsonl` gave for
    the corpus (doc_id as doc, dct as published): the first incident of the report that is no background."""
    day = datetime.date.fromisoformat
    pairs = gun_documents(args); found = {}
    if args.records:
        for r in lines_of(args.records):
            incidents = [i for i in r["incidents"] if not i.get("background")] or r["incidents"]
            hit = next((i for i in incidents if (i.get("killed") or {}).get("max") or (i.get("injured") or {}).get("max")), incidents[0] if incidents else None)
            when_ = (hit or {}).get("when") or {}
            found[r["report"]["doc"]] = (when_.get("start") or when_.get("end"), (hit or {}).get("killed"), (hit or {}).get("injured"))
    else:
        for (d, _), a in zip(pairs, ask(args, [{"text": d["text"], "published": d["dct"][:10], "scan": True} for d, _ in pairs])):
            days = [v["when"]["start"] for v in a.get("found_times", []) if v["when"]["start"] and v["when"]["start"][:10] == (v["when"]["end"] or "")[:10]]
            found[d["doc_id"]] = (days[0] if days else None, None, None)
    exact = near = n = killed = injured = 0; errors = []
    for d, record in pairs:
        want = datetime.datetime.strptime(record["date"], "%B %d, %Y").date(); n += 1
        start, k, i = found.get(d["doc_id"], (None, None, None))
        got = day((start or d["dct"])[:10])
        exact += got == want; near += abs((got - want).days) <= 1
        value = lambda c: (c or {}).get("max") if (c or {}).get("max") is not None else (c or {}).get("min") or 0
        killed += value(k) == record["killed"]; injured += value(i) == record["injured"]
        if got != want: errors.append((d["doc_id"], "gold", str(want), "got", str(got), "dct", d["dct"]))
    print(f"incident date, gun-incidents, {'records' if args.records else 'first day told, no model'}: exact {100*exact/n:.1f} %, within a day {100*near/n:.1f} % of {n}")
    if args.records: print(f"killed exact {100*killed/n:.1f} %, injured exact {100*injured/n:.1f} % of {n}")
    show(args, errors)


def bench(args):
    """Normalisations a second over the gold phrases of modern."""
    questions = []
    for t, g in modern(args):
        text, incidents = t["text"], g["incidents"]
        people = [[dict(phrases=spans(text, p["quotes"]), effect=p["effect"], named=bool(p["named"]), count=p["count"]) for p in i["people"]] for i in incidents]
        people = [[p for p in ps if p["phrases"]] for ps in people]
        questions.append({"text": text, "published": g.get("published"), "times": [spans(text, (i.get("when") or {}).get("quotes")) for i in incidents if i.get("when")],
                          "counts": [dict(phrases=p["phrases"], role=0, named=p["named"]) for ps in people for p in ps],
                          "tolls": [dict(people=ps, mentions=spans(text, i["mentions"]), n_incidents=1) for i, ps in zip(incidents, people)]})
    subprocess.run([args.program, args.tables, "--bench"], input=("\n".join(json.dumps(q) for q in questions) + "\n").encode(), check=True)


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0]); ap.add_argument("measure", choices=["when", "count", "toll", "timex", "gun", "bench"])
    ap.add_argument("--program", default=os.path.join(ROOT, "build/release/tools/measure_values")); ap.add_argument("--tables", default=os.path.join(ROOT, "data"))
    ap.add_argument("--corpora", default=os.path.join(ROOT, "../shared/data")); ap.add_argument("--split", default="train", choices=["train", "dev", "all"])
    ap.add_argument("--show", type=int, default=0); ap.add_argument("--gold-counts", action="store_true"); ap.add_argument("--limit", type=int, default=0); ap.add_argument("--records")
    args = ap.parse_args(); globals()[args.measure](args)


if __name__ == "__main__":
    main()
