"""Rough normalisers for comparing recipes before C reads the spans: counts, dates and countries. Never shipped."""
import datetime
import re
from collections import Counter, defaultdict

UNITS = {w: k for k, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
                                    "sixteen seventeen eighteen nineteen twenty".split())}
UNITS.update(thirty=30, forty=40, fifty=50, sixty=60, a=1, an=1, another=1, dozen=12, no=0)
DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
MONTHS = "january february march april may june july august september october november december".split()


def count(text):
    """[min, max] of a noun phrase, as annotation.md wants it."""
    t = text.lower().replace(",", "")
    if re.search(r"\b(dozens)\b", t):
        return 24, None
    if re.search(r"\b(hundreds)\b", t):
        return 200, None
    if re.search(r"\b(several|some)\b", t):
        return 3, None
    n = [int(x) for x in re.findall(r"\b\d+\b", t)] or [UNITS[w] for w in re.findall(r"[a-z]+", t) if w in UNITS]
    if not n:
        plural = re.search(r"(people|men|women|children|police|troops|[a-z]{3,}s)$", t)
        return (2, None) if plural else (1, 1)
    k = n[0]
    if re.search(r"at least|more than|over", t):
        return k, None
    if "up to" in t:
        return None, k
    if re.search(r"about|around|nearly|some ", t):
        return int(k * 0.9), int(k * 1.1 + 0.5)
    return k, k


def date(text, published):
    """(start, end) ISO days or None."""
    t = text.lower()
    base = None
    if published and re.fullmatch(r"\d{4}-\d\d-\d\d", published):
        base = datetime.date.fromisoformat(published)
    m = re.search(r"\b(" + "|".join(x[:3] for x in MONTHS) + r")[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?\b(?:,?\s+(\d{4}))?", t)
    if not m:
        n = re.search(r"\b(\d{1,2})(?:st|nd|rd|th)?\s+(" + "|".join(x[:3] for x in MONTHS) + r")[a-z]*\.?(?:,?\s+(\d{4}))?", t)
        m = n and re.match(r"(\w+) (\w+) ?(\w*)", f"{n[2]} {n[1]} {n[3] or ''}")
    if m:
        year = int(m[3]) if m[3] else base.year if base else None
        if year:
            try:
                day = datetime.date(year, [x[:3] for x in MONTHS].index(m[1]) + 1, int(m[2]))
                return day.isoformat(), day.isoformat()
            except ValueError:
                return None
    if base:
        for k, d in enumerate(DAYS):
            if re.search(r"\b" + d[:3] + r"([a-z]*day|\b)", t):
                day = base - datetime.timedelta(days=(base.weekday() - k) % 7)
                if "last" in t and day == base:
                    day -= datetime.timedelta(days=7)
                return day.isoformat(), day.isoformat()
        for w, k in (("yesterday", 1), ("last night", 1), ("today", 0), ("this morning", 0), ("earlier", 0)):
            if w in t:
                day = (base - datetime.timedelta(days=k)).isoformat()
                return day, day
    return None


class Countries:
    """Names that the training records tie to a country."""

    def __init__(self, gold):
        votes = defaultdict(Counter)
        for g in gold:
            for i in g["incidents"]:
                w = i.get("where") or {}
                if w.get("country"):
                    for q in [w.get("name")] + [q if isinstance(q, str) else q[0] for q in w.get("quotes") or []]:
                        if q:
                            votes[q.lower()][w["country"]] += 1
        self.known = {k: c.most_common(1)[0][0] for k, c in votes.items()}

    def of(self, places, text):
        for p in places:
            p = p.lower()
            if p in self.known:
                return self.known[p]
            words = re.findall(r"[\w'-]+", p)
            for n in (3, 2, 1):
                for k in range(len(words) - n + 1):
                    w = " ".join(words[k:k + n])
                    if w in self.known and len(w) > 3:
                        return self.known[w]
        found = Counter(self.known[w] for w in re.findall(r"[a-z]{4,}", text.lower()) if w in self.known)
        return found.most_common(1)[0][0] if found else None
