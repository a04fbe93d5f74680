#!/usr/bin/env python3
"""Score the program's records on the development split of ../shared/data/modern.

usage: records.py [--program build/release/dateline] [--shared ../shared] [--work build/evaluate] [--page docs/ACCURACY.md]
                  [--jobs N] [-- OPTION...]

Reads every report of dev.txt with the program (OPTIONs go to `dateline read`), scores the records by
../shared/tools/score_records.py, and measures beside it:
  calibration  how far the scores of values are from the share of right ones (expected calibration error, ten bins of equal size)
  no incident  of the reports without any incident, how many come out without any
With --page the figures replace the section between its markers in that page.
"""
import argparse, datetime, importlib.util, json, os, pathlib, re, subprocess, sys, time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BEGIN, END = "<!-- records: made by ./evaluate -->", "<!-- records: end -->"
LISTS = ("perpetrators", "weapons", "targets", "people", "said_by")


def lines_of(path):
    with open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f if line.strip()]


def scorer(shared):
    spec = importlib.util.spec_from_file_location("score_records", shared / "tools/score_records.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def write_lines(path, objects):
    with open(path, "w", encoding="utf-8") as f:
        for o in objects:
            f.write(json.dumps(o, ensure_ascii=False) + "\n")


def read_reports(args, reports, records):
    fields = "doc text title published publisher".split()
    asked = "".join(json.dumps({k: r[k] for k in fields if r.get(k)}) + "\n" for r in reports)
    command = [args.program, "read", "--jsonl", "--jobs", str(args.jobs), *args.options, "-"]
    started = time.time()
    with open(records, "wb") as out:
        done = subprocess.run(command, input=asked.encode(), stdout=out, stderr=subprocess.PIPE)
    if done.returncode > 1:
        sys.exit(done.stderr.decode() + f"{command[0]} ended with status {done.returncode}")
    return time.time() - started, done.stderr.decode()


def judged_values(score, texts, gold, system):
    """(score, right) of every value of the system, by field. Values of an incident that is none are wrong."""
    for doc, g in gold.items():
        report = score.Report(texts[doc])
        raw = (system.get(doc) or {}).get("incidents") or []
        gs, ss = [report.gold(i) for i in g["incidents"]], [report.system(i) for i in raw]
        partner = {j: gs[i] for i, j in score.align(gs, ss)}
        for j, (s, r) in enumerate(zip(ss, raw)):
            yield from judged_incident(score, partner.get(j), s, r)


def judged_incident(score, g, s, r):
    def of(field):
        return (r.get(field) or {}).get("score", 0.0)
    yield "type", r["scores"]["type"], bool(g and g["type"] == s["type"])
    yield "stage", r["scores"]["stage"], bool(g and g["stage"] == s["stage"])
    for field in ("when", "killed", "injured", "claim"):
        if s[field]:
            yield field, of(field), bool(g and g[field] == s[field])
    if r.get("where"):
        yield "where", of("where"), bool(g and g["place"] and score.same_thing(s["place"], g["place"]))
    for field in LISTS:
        right = {id(x) for _, x in score.pair_off(g[field], s[field])} if g else set()
        for thing, value in zip(s[field], r.get(field) or []):
            yield field, value.get("score", 0.0), id(thing) in right


def calibration_error(pairs):
    """Ten bins of equal size: the mean distance between mean score and share of right values."""
    pairs = sorted(pairs)
    n, total = len(pairs), 0.0
    for b in range(10):
        part = pairs[b * n // 10:(b + 1) * n // 10]
        if part:
            total += abs(sum(p for p, _ in part) - sum(ok for _, ok in part))
    return total / n if n else 0.0


def calibration(values):
    by_field = {}
    for field, p, ok in values:
        by_field.setdefault(field, []).append((p, ok))
    everything = [pair for pairs in by_field.values() for pair in pairs]
    out = [f"{'value':16s} {'n':>6s} {'mean score':>11s} {'right':>7s} {'error':>7s}"]
    for field, pairs in [*by_field.items(), ("all values", everything)]:
        n = len(pairs) or 1
        out.append(f"{field:16s} {len(pairs):6d} {sum(p for p, _ in pairs) / n:11.3f} {sum(ok for _, ok in pairs) / n:7.3f} "
                   f"{calibration_error(pairs):7.3f}")
    return "\n".join(out)


def replace_section(path, begin, end, text):
    page = path.read_text(encoding="utf-8") if path.exists() else "# Accuracy\n"
    section = f"{begin}\n{text.rstrip()}\n{end}"
    if begin in page:
        page = re.sub(re.escape(begin) + ".*?" + re.escape(end), lambda _: section, page, flags=re.S)
    else:
        page = page.rstrip() + f"\n\n{section}\n"
    path.write_text(page, encoding="utf-8")


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("--program", default=str(ROOT / "build/release/dateline"))
    ap.add_argument("--shared", type=pathlib.Path, default=ROOT.parent / "shared")
    ap.add_argument("--work", type=pathlib.Path, default=ROOT / "build/evaluate")
    ap.add_argument("--page", type=pathlib.Path)
    ap.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    ap.add_argument("options", nargs="*")
    args = ap.parse_args()
    modern = args.shared / "data/modern"
    names = set((modern / "dev.txt").read_text().split())
    reports = [r for r in lines_of(modern / "texts.jsonl") if r["doc"] in names]
    gold = {g["doc"]: g for g in lines_of(modern / "gold.jsonl") if g["doc"] in names}
    args.work.mkdir(parents=True, exist_ok=True)
    records = args.work / "records.jsonl"
    write_lines(args.work / "texts.jsonl", reports)
    write_lines(args.work / "gold.jsonl", gold.values())
    seconds, errors = read_reports(args, reports, records)

    command = [sys.executable, args.shared / "tools/score_records.py", args.work / "texts.jsonl", args.work / "gold.jsonl", records, "--by-set"]
    table = subprocess.run(command, capture_output=True, text=True, check=True).stdout.rstrip()
    system = {r["report"]["doc"]: r for r in lines_of(records)}
    texts = {r["doc"]: r["text"] for r in reports}
    scores = calibration(list(judged_values(scorer(args.shared), texts, gold, system)))
    quiet = [d for d, g in gold.items() if not g["incidents"]]
    kept = sum(not (system.get(d) or {}).get("incidents") for d in quiet)
    none = f"{kept} of {len(quiet)} reports without any incident come out without any"
    print(f"{table}\n\n{scores}\n\n{none}\n{len(reports)} reports in {seconds:.1f} s\n{errors}", end="")
    if args.page:
        version = subprocess.run(["git", "-C", ROOT, "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()
        text = (f"## Records\n\n`./evaluate` on the {len(reports)} reports of the development split of ../shared/data/modern, scored by\n"
                f"../shared/tools/score_records.py; {datetime.date.today()}, built from {version}"
                f"{', options ' + ' '.join(args.options) if args.options else ''}.\n\n```\n{table}\n```\n\n"
                f"Calibration of the scores (a value of an incident that is none counts as wrong), ten bins of equal size:\n\n```\n{scores}\n```\n\n"
                f"{none}.")
        replace_section(args.page, BEGIN, END, text)


if __name__ == "__main__":
    main()
