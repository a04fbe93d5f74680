#!/usr/bin/env python3
"""Run every measurement of a part (rows of PARTS) and write its section of docs/ACCURACY.md.

usage: run.py [--page docs/ACCURACY.md] [values|pages]
"""
import argparse, datetime, pathlib, subprocess, sys
from records import ROOT, replace_section

HERE = pathlib.Path(__file__).resolve().parent

# What is measured: title, command. A script that is not there, or that says so by status 77, is skipped aloud.
VALUES = [
    ("Dates of incidents, given their words (modern, development split)", ["values.py", "when", "--split", "dev"]),
    ("Counts, given their words (modern, development split)", ["values.py", "count", "--split", "dev"]),
    ("Tolls, given the people (modern, development split)", ["values.py", "toll", "--split", "dev"]),
    ("Time values (timex-tbaq, meantime)", ["values.py", "timex"]),
    ("Date of the incident from the text alone (gun-incidents)", ["values.py", "gun"]),
    ("Places, given their words (GeoWebNews)", ["places.py", "gold"]),
    ("Places from the text alone (GeoWebNews)", ["places.py", "scan"]),
    ("Country of incidents, given their words (modern)", ["places.py", "country"]),
    ("Who, what with, nations, given their words (modern, development split)", ["who.py", "@measure_who", "--part", "dev"]),
    ("Speakers from the text alone (polnear)", ["speakers.py", "@measure_who"]),
]

PAGES = [
    ("Main text of pages (article-extraction)", ["article.py", "--beside"]),
    ("Day of publication of pages (page-dates)", ["page_dates.py"]),
    ("Character sets and character references (html5lib)", ["html5lib.py"]),
]

PARTS = {"values": ("Values", VALUES), "pages": ("Pages of the web", PAGES)}


def programs(word):
    """"@NAME" is a measuring program of the release build."""
    return str(next(ROOT.glob(f"build/release/**/{word[1:]}"), word)) if word.startswith("@") else word


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("--page", type=pathlib.Path)
    ap.add_argument("part", nargs="?", default="values", choices=PARTS)
    args = ap.parse_args()
    heading, measures = PARTS[args.part]
    parts, failed = [], 0
    for title, command in measures:
        script = HERE / command[0]
        if not script.exists():
            print(f"skipped: {title}: no tools/evaluate/{command[0]}")
            continue
        command = [programs(word) for word in command]
        done = subprocess.run([sys.executable, script, *command[1:]], capture_output=True, text=True, cwd=ROOT)
        shown = "python3 tools/evaluate/" + " ".join(command).replace(str(ROOT) + "/", "")
        print(f"== {title}\n{done.stdout}{done.stderr}", flush=True)
        if done.returncode:
            failed += done.returncode != 77
            print(f"skipped: {shown} ended with status {done.returncode}")
            continue
        parts.append(f"### {title}\n\n`{shown}`\n\n```\n{done.stdout.rstrip()}\n```\n")
    if args.page and parts:
        begin, end = f"<!-- {args.part}: made by ./evaluate {args.part} -->", f"<!-- {args.part}: end -->"
        replace_section(args.page, begin, end,
                        f"## {heading}\n\n`./evaluate {args.part}`, {datetime.date.today()}.\n\n" + "\n".join(parts))
    sys.exit(failed > 0)


main()
