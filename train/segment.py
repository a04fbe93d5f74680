"""A provisional sentence splitter, used where the C program's own sentences are not given.

Blocks end at line breaks. Within a block a sentence ends after [.!?] and closing marks, before white space and a capital, a
digit or an opening mark, unless the word before is a known abbreviation or an initial.
"""
import re

ABBREVIATIONS = set("""mr mrs ms dr prof gen col lt sgt capt maj brig cpl pvt cmdr adm rep sen gov pres st mt ft jr sr no nos vs etc dept
jan feb mar apr jun jul aug sep sept oct nov dec u.s u.k u.n p.m a.m inc ltd co corp rs supt insp asst addl hon rev fr e.g i.e""".split())
END = re.compile(r"[.!?]+[\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z0-9])")


def sentences(text):
    """Half-open character ranges, in order, without the white space around them."""
    out = []
    for block in re.finditer(r"[^\n\r]+", text):
        start = block.start()
        for m in END.finditer(text, block.start(), block.end()):
            word = re.search(r"(\S*)$", text[start:m.start()])
            before = word.group(1).lower().lstrip("\"'“‘([")
            if text[m.start()] == "." and (before in ABBREVIATIONS or re.fullmatch(r"[a-z]|([a-z]\.)+[a-z]", before)):
                continue
            out.append((start, m.end()))
            start = m.end()
        out.append((start, block.end()))
    return [trimmed for trimmed in (trim(text, a, b) for a, b in out) if trimmed]


def trim(text, a, b):
    while a < b and text[a].isspace():
        a += 1
    while b > a and text[b - 1].isspace():
        b -= 1
    return (a, b) if a < b else None
