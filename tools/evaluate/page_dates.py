#!/usr/bin/env python3
"""Day of publication of pages: shared/data/page-dates.

usage: page_dates.py [--program build/release/tools/read_page] [--shared ../shared/data] [--wrong]
"""
import argparse, collections, csv, pathlib
import pages

args = pages.arguments(argparse.ArgumentParser(description=__doc__.split("\n")[0]))
data = args.shared / "page-dates"
pages.need(args.program, data)
with open(data / "dates.tsv", encoding="utf-8") as f:
    rows = list(csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE))

with pages.folder() as name:
    into = pathlib.Path(name)
    pages.unpack(data / "html", into)
    answers = pages.read(args.program, [(into / row["file"][:-3], row["url"]) for row in rows])

right = wrong = none = 0
origins = collections.defaultdict(lambda: [0, 0])
for row, answer in zip(rows, answers):
    read = (answer["published"] or "")[:10]
    right += read == row["date"] and bool(read)
    wrong += bool(read) and read != row["date"]
    none += not read and row["date"] != "nan"
    if read:
        origins[answer["published_from"]][read != row["date"]] += 1
    if args.wrong and read != row["date"]:
        print(f"{row['file']:20} {row['date']} read {read or '-':10} from {answer.get('published_from')} "
              f"{row['url'][:100]} {answer['error'] or ''}")
precision, recall = right / max(1, right + wrong), right / max(1, right + none)
print(f"pages {len(rows)}  F {2 * precision * recall / max(1e-9, precision + recall):.3f}  right {right}  wrong {wrong}  none {none}")
for origin, (good, bad) in sorted(origins.items(), key=lambda x: -sum(x[1])):
    print(f"  {origin:12} {good} right, {bad} wrong")
