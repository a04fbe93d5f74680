#!/usr/bin/env python3
"""Character sets and character references of pages: shared/data/html5lib.

usage: html5lib.py [--program build/release/tools/read_page] [--shared ../shared/data] [--wrong]

encoding/: the declared set of every case. tokenizer/: the cases that are character data or one attribute's value in the
data state, through the parser's own tokenizer; the rest (comments, doctypes, broken tags) is the parser's business.
"""
import argparse, json, pathlib, re
import pages

args = pages.arguments(argparse.ArgumentParser(description=__doc__.split("\n")[0]))
data = args.shared / "html5lib"
pages.need(args.program, data)


def encodings():
    """(file, data, expected set) of the tests."""
    for path in sorted(data.glob("encoding/**/*.dat")):
        if path.parent.name == "scripted":
            print("skipped:", path.relative_to(data), "(a script writes the <meta>; scripts are not run)")
            continue
        for case in re.split(rb"(?:^|\n)#data\n", path.read_bytes())[1:]:
            page, _, label = case.partition(b"\n#encoding\n")
            yield path.relative_to(data), page, label.split(b"\n")[0].strip().decode().lower()


def escaped(text):
    """Surrogate pairs and doubly escaped strings of the tests."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def references():
    """(file, page, expected text, expected attribute) of cases that this program can be asked."""
    for path in sorted(data.glob("tokenizer/*.test")):
        for test in json.loads(path.read_text(encoding="utf-8"))["tests"]:
            states = test.get("initialStates", ["Data state"])
            out = [t for t in test["output"] if t != "ParseError"]
            if test.get("doubleEscaped") or "Data state" not in states or not out:
                continue
            if all(t[0] == "Character" for t in out):
                yield path.relative_to(data), "<body>x" + test["input"], "x" + "".join(t[1] for t in out), None
            elif len(out) == 1 and out[0][0] == "StartTag" and list(out[0][2]) == ["a"]:
                yield path.relative_to(data), "<body>" + test["input"], None, out[0][2]["a"]


def run(name, into, cases, option, right):
    asked = []
    for n, case in enumerate(cases):
        page = into / f"{name}-{n}"
        page.write_bytes(case[1] if isinstance(case[1], bytes) else escaped(case[1]).encode())
        asked.append((page, ""))
    answers = pages.read(args.program, asked, option)
    wrong = [(c, a) for c, a in zip(cases, answers) if not right(c, a)]
    print(f"{name}: {len(cases) - len(wrong)} of {len(cases)}")
    for case, answer in wrong if args.wrong else []:
        print("  ", case[0], str(case[1][-200:])[:300], "expected", case[2:], "met", answer)


def same_text(case, answer):
    if case[2] is not None:
        # A page has no NUL and no CR; the tokenizer's tests do.
        return answer.get("text") == escaped(case[2]) or "\0" in case[2]
    return answer.get("a") == escaped(case[3])


with pages.folder() as name:
    run("character sets", pathlib.Path(name), list(encodings()), "--charset", lambda c, a: a["charset"].lower() == c[2])
    run("character references", pathlib.Path(name), list(references()), "--fragment", same_text)
