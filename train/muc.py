#!/usr/bin/env python3
"""Turn MUC-4 DEV keys into partly annotated training reports with the help of a first model.

usage: muc.py CHECKPOINT --bert FOLDER --muc FOLDER --modern FOLDER --out PREFIX [--sentences FILE,...]
       muc.py --muc FOLDER --texts FILE --bert x --modern x

The keys give string fills, types and effects but no words for the happening. A first model reads each text; a template is tied
to the read incident of a fitting type that shares most strings with it. Mentions, times, places and speakers then come from
the model, parties, weapons, things and people from the key. What the model read beyond that is left out of the loss ("ignored").
Texts that modern/ has too are left out. Writes PREFIX-texts.jsonl and PREFIX-gold.jsonl.
"""
import argparse
import copy
import glob
import json
import os
import re

import torch

import data
import decode
import labels as L
from export import THRESHOLDS

TYPES = {"ATTACK": ["attack", "armed_clash", "shelling", "air_strike", "other_violence", "sexual_violence", "mob_violence"],
         "BOMBING": ["bombing", "suicide_bombing", "shelling", "air_strike"], "KIDNAPPING": ["abduction"], "ARSON": ["arson"],
         "ROBBERY": ["robbery"], "HIJACKING": ["hijacking"], "FORCED WORK STOPPAGE": ["forced_stoppage"]}
WEAPONS = {"GUN": "gun", "MACHINE GUN": "machine_gun", "HANDGUN": "handgun", "RIFLE": "rifle", "MORTAR": "mortar", "BOMB": "bomb", "VEHICLE BOMB": "vehicle_bomb",
           "DYNAMITE": "dynamite", "MINE": "mine", "AERIAL BOMB": "aerial_bomb", "GRENADE": "grenade", "MOLOTOV COCKTAIL": "molotov", "MISSILE": "missile",
           "ROCKET": "rocket", "CUTTING DEVICE": "blade", "FIRE": "fire", "STONE": "stone", "TORTURE": "torture"}
TARGETS = {"ENERGY": "energy", "TRANSPORT VEHICLE": "transport_vehicle", "GOVERNMENT OFFICE OR RESIDENCE": "government", "COMMERCIAL": "commercial",
           "COMMUNICATIONS": "communications", "ORGANIZATION OFFICE": "organisation", "FINANCIAL": "financial", "DIPLOMAT OFFICE OR RESIDENCE": "diplomatic",
           "CIVILIAN RESIDENCE": "residence", "TRANSPORTATION ROUTE": "transport_route", "LAW ENFORCEMENT FACILITY": "police", "TRANSPORTATION FACILITY": "transport_facility",
           "POLITICAL FIGURE OFFICE OR RESIDENCE": "political", "WATER": "water"}
TARGET_EFFECTS = {"SOME DAMAGE": "damaged", "DESTROYED": "destroyed", "NO DAMAGE": "undamaged", "TARGET TAKEN": "taken", None: "unknown"}
PEOPLE = {"CIVILIAN": "civilian", "POLITICAL FIGURE": "politician", "GOVERNMENT OFFICIAL": "official", "LEGAL OR JUDICIAL": "judicial", "LAW ENFORCEMENT": "police",
          "ACTIVE MILITARY": "military", "FORMER GOVERNMENT OFFICIAL": "former_official", "FORMER ACTIVE MILITARY": "former_military", "DIPLOMAT": "diplomat", "SECURITY GUARD": "guard"}
EFFECTS = {"DEATH": "killed", "INJURY": "injured", "NO INJURY OR DEATH": "unharmed", "NO INJURY": "unharmed", "REGAINED FREEDOM": "released", "ESCAPED": "escaped"}
CERTAINTY = {"REPORTED AS FACT": "fact", "SUSPECTED OR ACCUSED": "accused", "SUSPECTED OR ACCUSED BY AUTHORITIES": "accused_by_authorities",
             "CLAIMED OR ADMITTED": "claimed", "POSSIBLE": "possible"}
OTHER_CIVILIANS = re.compile(r"PRIEST|JESUIT|BISHOP|MONSIGNOR|NUN\b|JOURNALIST|REPORTER|STUDENT|TEACHER|PROFESSOR|CHILD|NURSE|DOCTOR|BOY|GIRL|UNIONIST|LEADER")


def texts(folder):
    """Text id -> text with its paragraphs unwrapped."""
    out = {}
    for path in sorted(glob.glob(folder + "/dev-muc3-*")):
        for block in re.split(r"(?m)^(?=DEV-MUC3-\d{4})", open(path, encoding="latin-1").read()):
            m = re.match(r"(DEV-MUC3-\d{4})\s*(.*)", block, re.S)
            if m:
                paragraphs = [" ".join(p.split()) for p in re.split(r"\n\s*\n", m[2])]
                out[m[1]] = "\n\n".join(p for p in paragraphs if p)
    return out


def keys(folder):
    """Text id -> templates, each slot number -> lines of fill."""
    out = {}
    for path in sorted(glob.glob(folder + "/key-dev-*")):
        for block in re.split(r"\n\s*\n", open(path, encoding="latin-1").read()):
            slots, current = {}, None
            for line in block.split("\n"):
                m = re.match(r"(\d+)\.\s+[A-Z ]+: *[A-Z ]*?\s{2,}(.*)", line)
                if m:
                    current = int(m[1])
                    slots[current] = [m[2].strip()]
                elif current is not None and line.strip() and not line.startswith(";"):
                    slots[current].append(line.strip())
            name = re.match(r"DEV-MUC3-\d{4}", (slots.get(0) or [""])[0])
            if name and slots.get(4, ["*"])[0] not in ("*", ""):
                out.setdefault(name[0], []).append(slots)
    return out


def strings(fill):
    return [s for s in re.findall(r'"([^"]+)"', fill) if s != "-"]


def tagged(lines, table):
    """Lines like `CIVILIAN: "PEASANTS" / "FARMERS"` as string -> mapped value (first alternative)."""
    out = {}
    for line in lines or []:
        value = line.lstrip("? ").split(":")[0].split("/")[0].strip()
        for s in strings(line):
            out[s] = table.get(value)
    return out


def entries(slots):
    """Template -> role -> [{quotes, attributes}]."""
    state = "STATE-SPONSORED" in " ".join(slots.get(8, []))
    category = "state" if state else "non_state"
    sure = tagged(slots.get(11), CERTAINTY)
    out = {"perpetrators": [], "weapons": [], "targets": [], "people": []}
    for line in slots.get(9, []):
        if strings(line):
            out["perpetrators"].append({"quotes": strings(line), "kind": "state_force" if state else "individual", "category": category})
    for line in slots.get(10, []):
        if strings(line):
            out["perpetrators"].append({"quotes": strings(line), "kind": "state_force" if state else "group", "category": category,
                                        "certainty": next((sure[s] for s in strings(line) if sure.get(s)), None)})
    kind = tagged(slots.get(7), WEAPONS)
    out["weapons"] = [{"quotes": strings(l), "type": kind.get(strings(l)[0])} for l in slots.get(6, []) if strings(l)]
    kind, effect = tagged(slots.get(13), TARGETS), tagged(slots.get(16), TARGET_EFFECTS)
    out["targets"] = [{"quotes": strings(l), "type": kind.get(strings(l)[0]), "effect": effect.get(strings(l)[0], "unknown")} for l in slots.get(12, []) if strings(l)]
    kind, effect = tagged(slots.get(20), PEOPLE), tagged(slots.get(23), EFFECTS)
    seen = set()
    for line in slots.get(19, []) + slots.get(18, []):
        quotes = strings(line)
        if not quotes or seen & set(quotes):
            continue
        seen |= set(quotes)
        t = next((kind[s] for s in quotes if s in kind), None)
        e = next((effect[s] for s in quotes if effect.get(s)), "abducted" if slots[4][0] == "KIDNAPPING" else "unknown")
        out["people"].append({"quotes": quotes, "type": None if t == "civilian" and OTHER_CIVILIANS.search(line) else t, "effect": e})
    return out


def quote_of(d, s):
    """A read span as annotation.md's quote with its occurrence."""
    a, b = d.chars[s[0]][0], d.chars[s[1] - 1][1]
    text = d.text[a:b]
    return [text, [m.start() for m in re.finditer(re.escape(text), d.text)].index(a)] if a in [m.start() for m in re.finditer(re.escape(text), d.text)] else text


def nearest(d, text, mentions):
    """The occurrence of a key string that lies nearest to the incident's mentions, or None."""
    best = None
    for k, m in enumerate(re.finditer(re.escape(text), d.text)):
        s = data.piece_span(d, m.start(), m.end())
        if s:
            g = min(max(0, max(s[0] - x[1], x[0] - s[1])) for x in mentions)
            if best is None or g < best[0]:
                best = (g, [text, k])
    return best and best[1]


def overlap(d, read, template):
    """How many of a template's strings a read incident shares, and whether their types fit."""
    kind = template[4][0].split("/")[0].strip()
    if read["type"] not in TYPES.get(kind, []):
        return 0
    said = " ".join(d.text[d.chars[s[0]][0]:d.chars[s[1] - 1][1]] for role in ("PERP", "WEAPON", "TARGET", "PERSON") for e in read["arguments"].get(role, []) for s in e["spans"])
    wanted = [s for slot in (6, 9, 10, 12, 18, 19) for line in template.get(slot, []) for s in strings(line)]
    return 0.1 + sum(w in said or any(x in w for x in said.split("  ")) for w in wanted)


def gold(d, reads, templates):
    scored = sorted(((overlap(d, r, t), k, j) for k, r in enumerate(reads) for j, t in enumerate(templates)), reverse=True)
    used_r, used_t, out = set(), set(), []
    for s, k, j in scored:
        if s < 1 or k in used_r or j in used_t:
            continue
        used_r.add(k), used_t.add(j)
        r, t = reads[k], templates[j]
        stage = t.get(5, ["ACCOMPLISHED"])[0].split("/")[0].strip().lower()
        phrases = lambda role: [quote_of(d, s) for e in r["arguments"].get(role, []) for s in e["spans"]]
        inc = {"type": r["type"], "stage": stage if stage in L.STAGES else "accomplished", "intent": "deliberate", "background": r["background"],
               "mentions": [quote_of(d, m) for m in r["mentions"]], "when": {"quotes": phrases("TIME")}, "where": {"quotes": phrases("PLACE")}, "claim": None,
               "said_by": [{"quotes": [quote_of(d, s) for s in e["spans"]], "kind": L.SOURCES[int(e["attrs"]["kind"].argmax())]} for e in r["arguments"].get("SOURCE", [])],
               "related": [], **entries(t)}
        for role in ("perpetrators", "weapons", "targets", "people"):
            for x in inc[role]:
                x["quotes"] = [q for q in (nearest(d, q, r["mentions"]) for q in x["quotes"]) if q]
            inc[role] = [x for x in inc[role] if x["quotes"]]
        out.append(inc)
    return out


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("checkpoint", nargs="?"), ap.add_argument("--bert", required=True), ap.add_argument("--muc", required=True), ap.add_argument("--modern", required=True)
    ap.add_argument("--out"), ap.add_argument("--limit", type=int, default=0), ap.add_argument("--thresholds")
    ap.add_argument("--texts", help="only write the texts of all keyed reports here, for the sentence splitter")
    ap.add_argument("--sentences"), ap.add_argument("--longest", type=int, default=500, help="pieces of the longest text used")
    a = ap.parse_args()
    if a.texts:
        with open(a.texts, "w") as f:
            f.writelines(json.dumps({"doc": "mucdev/" + k, "text": t}) + "\n" for k, t in texts(a.muc).items())
        return
    torch.set_num_threads(1)
    t = copy.deepcopy(THRESHOLDS)
    if a.thresholds:
        t.update(json.load(open(a.thresholds)))
    encoder, reader = data.Encoder(os.path.join(a.bert, "tokenizer.json"), a.sentences), decode.load(a.checkpoint)
    known = {x["doc"].split("/")[-1] for x in data.read_jsonl(os.path.join(a.modern, "texts.jsonl")) if x["doc"].startswith("muc/")}
    body, n_templates, n = texts(a.muc), 0, 0
    with open(a.out + "-texts.jsonl", "w") as ft, open(a.out + "-gold.jsonl", "w") as fg:
        for name, templates in sorted(keys(a.muc).items()):
            if name in known or name not in body or (a.limit and n >= a.limit):
                continue
            d = encoder.encode("mucdev/" + name, body[name])
            if d.n > a.longest:
                continue
            read = decode.Read(reader, d)
            incidents = gold(d, read.decode(t), templates)
            if not incidents:
                continue
            n, n_templates = n + 1, n_templates + len(incidents)
            ignored = [[l, s, e] for score, l, s, e in read.found if score > -2.5]
            ft.write(json.dumps({"doc": d.doc, "text": d.text}) + "\n")
            fg.write(json.dumps({"doc": d.doc, "incidents": incidents, "ignored": ignored}) + "\n")
    print(f"{n} texts, {n_templates} templates tied to a read incident")


if __name__ == "__main__":
    main()
