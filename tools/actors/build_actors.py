#!/usr/bin/env python3
"""Makes data/actors.tsv of by_hand.tsv and of the Phoenix dictionary of armed non-state groups.

usage: build_actors.py PHOENIX_FOLDER [--out data/actors.tsv]

PHOENIX_FOLDER holds Phoenix.MilNonState.actors.txt (github.com/openeventdata/petrarch2, MIT, (c) 2014 Open Event Data
Alliance). Its names are upper case with _ for blanks, "+" begins an alias, [AFGREB] codes the home country. What is
mended here: case, entities, acronyms in parentheses (they become aliases), names that are plain words or too short,
and groups that by_hand.tsv has under another spelling (the row by hand wins and takes over the aliases).
"""
import argparse, os, re, unicodedata
import pycountry

HERE = os.path.dirname(os.path.abspath(__file__))
SMALL = set("of the for and in de la del los las el al an to e i on with against da do das dos et du des y".split())
# Words that are names of groups only in their dictionary, and anything else in the news.
PLAIN = set("""active national front|people|resistance|black|order|unit|movement|army|group|revolutionary|the base|islamic group
the order|popular resistance|white power|the front|red line|the movement|anarchists|skinheads|students|supporters
revolutionary army|revolutionary group|youth|peasants|farmers|islamists|new order|liberation army|national movement|
unity|the network|the brotherhood|brotherhood|red army|free people|action|martyrs|rebels|the fighters|the islamic group
students islamic union|immediate action|may 15|venceremos|direct action|november 25|first of may|popular front|the islamic army|islamic army|islamic front|red guard|popular army|peoples army
""".replace("\n", "|").split("|"))

ORGANISATION = re.compile(r"front|army|brigade|group|movement|organi|jihad|islam|liberat|mujah|league|party|council|cell|union|guard", re.I)

def key(name):
    """The folding of src/values/phrase.c, near enough to find doubles."""
    name = unicodedata.normalize("NFKD", name)
    name = "".join(c for c in name if not unicodedata.combining(c)).lower()
    return " ".join(re.findall(r"[a-z0-9]+", name.replace("'", "")))

def cased(words):
    out = []
    for i, w in enumerate(words):
        low = w.lower()
        if i and low in SMALL: out.append(low)
        elif re.fullmatch(r"[A-Z]{2,5}", w) and not re.search(r"[AEIOUY]", w): out.append(w)
        else: out.append("-".join(p if p.lower() in SMALL and j else p.capitalize() for j, p in enumerate(low.split("-"))))
    return " ".join(out)

def clean(raw):
    """A dictionary name -> (name, acronyms)."""
    raw = raw.split("#")[0].strip().strip("_").replace("_", " ")
    acronyms = [a for a in re.findall(r"\(([A-Z0-9/-]{2,8})\)", raw)]
    raw = re.sub(r"\([^)]*\)", " ", raw)
    if "," in raw:  # "ORDER, THE"
        head, _, tail = raw.partition(",")
        raw = tail.strip() + " " + head
    words = raw.split()
    if len(words) == 1 and 2 <= len(raw) <= 7 and not re.search(r"[a-z]", raw): return raw.strip(), acronyms
    return cased(words), acronyms

def nations():
    """Names and nationality words: "(COLOMBIA)" behind a group's name is no name of its own."""
    out = set()
    for line in open(os.path.join(HERE, "../../data/nations.tsv"), encoding="utf-8"):
        cells = line.rstrip("\n").split("\t")
        if line[0] != "#" and len(cells) > 3:
            for cell in cells[1:]: out.update(key(x) for x in cell.split("|"))
    return out

NATIONS = nations()

def usable(name):
    k = key(name)
    return len(k) > 3 and k not in NATIONS and k not in PLAIN and not k.isdigit() and "acute" not in k and len(k.split()) <= 9

def country_of(code):
    hit = pycountry.countries.get(alpha_3={"ROM": "ROU"}.get(code, code))
    return hit.alpha_2 if hit else ""

def phoenix(path):
    """Rows (name, country, aliases) in order of the file."""
    rows, name = [], None
    for line in open(path, encoding="utf-8", errors="replace"):
        line = line.strip()
        if not line or line.startswith("#"): name = None; continue
        if line.startswith("+"):
            if name is None: continue
            for part in line[1:].split("+"):
                alias, acronyms = clean(part)
                rows[-1][2].extend([alias] + acronyms)
            continue
        m = re.match(r"(.+?)\s*\[([A-Z]+)", line)
        if not m: name = None; continue
        name, acronyms = clean(m.group(1))
        country = country_of(m.group(2)[:3])
        # Rows without a country are persons and misspellings for the greater part.
        if not country and not ORGANISATION.search(name): name = None; continue
        rows.append((name, country, acronyms))
    return rows

def ident(name, taken):
    base = "-".join(key(name).split()[:6])
    out, n = base, 2
    while out in taken: out, n = f"{base}-{n}", n + 1
    return out

def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("phoenix"); ap.add_argument("--out", default=os.path.join(HERE, "../../data/actors.tsv"))
    a = ap.parse_args()
    lines = [l.rstrip("\n") for l in open(os.path.join(HERE, "by_hand.tsv"), encoding="utf-8") if l.strip() and l[0] != "#"]
    rows, by_key = [], {}
    for line in lines[1:]:
        i, name, kind, country, first, last, aliases = (line.split("\t") + [""] * 7)[:7]
        row = [i, name, kind, country, first, last, [x for x in aliases.split("|") if x], "hand"]
        rows.append(row)
        for x in [name] + row[6]: by_key.setdefault(key(x), row)
    taken = {r[0] for r in rows}
    for name, country, aliases in phoenix(os.path.join(a.phoenix, "Phoenix.MilNonState.actors.txt")):
        names = [x for x in dict.fromkeys([name] + aliases) if usable(x)]
        if not names: continue
        known = next((by_key[key(x)] for x in names if key(x) in by_key and len(key(x)) > 4), None)
        if known is None:
            known = [ident(names[0], taken), names[0], "group", country, "", "", [], "phoenix"]
            taken.add(known[0]); rows.append(known)
        for x in names:
            if key(x) in by_key: continue
            by_key[key(x)] = known
            if x != known[1]: known[6].append(x)
    with open(a.out, "w", encoding="utf-8") as f:
        f.write("# Actors: who is meant by a name. Made by tools/actors/build_actors.py of tools/actors/by_hand.tsv and of the Phoenix\n"
                "# dictionaries (petrarch2, MIT licence, (c) 2014 Open Event Data Alliance): edit by_hand.tsv, not this file.\n"
                "# Aliases are parted by |. Those of at most four letters count only in capitals. from, to: years, empty is open.\n"
                "id\tname\tkind\tcountry\tfrom\tto\taliases\torigin\n")
        for r in rows: f.write("\t".join(r[:6] + ["|".join(r[6]), r[7]]) + "\n")
    print(len(rows), "actors,", sum(1 + len(r[6]) for r in rows), "names")

if __name__ == "__main__":
    main()
