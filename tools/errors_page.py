#!/usr/bin/env python3
"""Writes docs/ERRORS.md from src/base/errors.def: tools/errors_page.py > docs/ERRORS.md"""
import pathlib, re

RANGES = {1: "Memory and files", 2: "Text", 3: "Intake", 4: "Model and network", 5: "Gazetteer and tables", 6: "Reading",
          7: "Output", 8: "Ledger", 9: "Command line"}
ROW = re.compile(r'ERROR\(\s*(\d+),\s*(\w+),\s*"((?:[^"\\]|\\.)*)",\s*"((?:[^"\\]|\\.)*)",\s*"((?:[^"\\]|\\.)*)"\s*\)', re.S)

source = (pathlib.Path(__file__).resolve().parents[1] / "src/base/errors.def").read_text(encoding="utf-8")
print("""# Errors

Made by `tools/errors_page.py` from `src/base/errors.def`; `./test` holds the two together. The program prints

    dateline: DL-0301 reports.jsonl:5120: expected one JSON object a line, met: ...

number, file and byte, what was expected and what was met. A report that cannot be read does not stop the others; the exit
status is then 1 (`dateline read --help` lists all). In C the status of a failed function is the negative of the number.
""")
part = None
for number, _, title, expected, advice in ROW.findall(source):
    clean = lambda s: s.replace('\\"', '"')
    if int(number) // 100 != part:
        part = int(number) // 100
        print(f"## {RANGES[part]}\n\n| number | what | expected | what to do |\n|---|---|---|---|")
    print(f"| DL-{int(number):04d} | {clean(title)} | {clean(expected)} | {clean(advice)} |")
    following = re.search(r"ERROR\(\s*(\d+)", source[source.index(f"ERROR({number},") + 6:])
    if following and int(following[1]) // 100 != part:
        print()
