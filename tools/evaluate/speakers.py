#!/usr/bin/env python3
"""Measures source_scan on PolNeAR (general attribution in US news): who says what, without the model.

usage: speakers.py MEASURE_WHO [--part dev|train] [--data data] [--shared ../shared/data] [--show N]

A found attribution is right when its cue touches a gold cue and its nearest speaker touches that attribution's gold source.
Gold attributions without a source or a cue, and sources that are one pronoun, are left out of recall; found attributions that
touch one of them are left out of precision.
"""
import argparse, glob, json, os, re, subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
PRONOUN = set("he she they it i we you who him her them his".split())

def read(folder, text_file):
    """Texts and gold attributions as byte spans: [(source spans, cue spans, source words)]."""
    text = open(text_file, encoding="utf-8").read()
    name = os.path.basename(text_file)[:-4]
    files = sorted(glob.glob(os.path.join(folder, "attributions", name + "_*.ann")))
    spans, gold = {}, []
    if not files: return text, gold
    for line in open(files[0], encoding="utf-8"):
        m = re.match(r"(T\d+)\t\w+ ([\d ;]+)\t", line)
        if m: spans[m[1]] = [tuple(map(int, p.split())) for p in m[2].split(";")]
        elif line[0] == "E":
            parts = dict(p.split(":") for p in line.split("\t")[1].split() if ":" in p)
            pick = lambda k: [s for key, t in parts.items() if key.startswith(k) for s in spans.get(t, [])]
            gold.append((pick("Source"), pick("Cue")))
    at = lambda c: len(text[:c].encode())
    return text, [([(at(a), at(b)) for a, b in s], [(at(a), at(b)) for a, b in c], " ".join(text[a:b] for a, b in s).lower()) for s, c in gold]

def touch(span, spans): return any(span[0] < b and a < span[1] for a, b in spans)

def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0]); ap.add_argument("program"); ap.add_argument("--part", default="dev")
    ap.add_argument("--data", default=os.path.join(HERE, "../../data")); ap.add_argument("--shared", default=os.path.join(HERE, "../../../shared/data")); ap.add_argument("--show", type=int, default=0)
    a = ap.parse_args()
    folder = os.path.join(a.shared, "polnear", a.part)
    docs = [read(folder, f) for f in sorted(glob.glob(os.path.join(folder, "text", "*.txt")))]
    docs = [d for d in docs if d[1]]
    feed = "".join(json.dumps({"text": t, "asks": [{"what": "scan", "span": [0, 1]}]}) + "\n" for t, _ in docs)
    out = subprocess.run([a.program, a.data], input=feed, capture_output=True, text=True, check=True).stdout.splitlines()
    right = found = wanted = met = cues = shown = 0
    for (text, gold), line in zip(docs, out):
        answer = json.loads(line)
        system = answer[0] if answer else []
        fair = [g for g in gold if g[0] and g[1] and g[2] not in PRONOUN]
        for g in fair:
            wanted += 1
            hit = [s for s in system if touch(s["cue_span"], g[1])]
            cues += bool(hit)
            ok = any(touch(s["chain"][0]["span"], g[0]) for s in hit)
            met += ok
            if not ok and shown < a.show: shown += 1; print("missed:", g[2], "| cue", text.encode()[g[1][0][0]:g[1][0][1]].decode(), "|", [(s["chain"][0]["name"], s["cue"]) for s in hit])
        for s in system:
            here = [g for g in gold if g[1] and touch(s["cue_span"], g[1])]
            if here and all(g not in fair for g in here): continue
            found += 1
            ok = any(touch(s["chain"][0]["span"], g[0]) for g in here); right += ok
            if not ok and shown < a.show: shown += 1; print("wrong:", s["chain"][0]["name"], "| cue", s["cue"], "|", [g[2] for g in here])
    print(f"{len(docs)} articles, {wanted} attributions: precision {100*right/max(found,1):.1f} recall {100*met/max(wanted,1):.1f} (cue found {100*cues/max(wanted,1):.1f})")

if __name__ == "__main__":
    main()
