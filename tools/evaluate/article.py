#!/usr/bin/env python3
"""Main text of pages: shared/data/article-extraction, scored as its own benchmark does (shingles of four words).

usage: article.py [--program build/release/tools/read_page] [--shared ../shared/data] [--wrong] [--beside]
"""
import argparse, collections, json, pathlib, re, resource, statistics
import pages

parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
parser.add_argument("--beside", action="store_true", help="the same with trafilatura (pip install trafilatura), if it is there")
args = pages.arguments(parser)
data = args.shared / "article-extraction"
pages.need(args.program, data)
truth = json.loads((data / "ground-truth.json").read_text(encoding="utf-8"))


def shingles(text, n=4):
    words = re.findall(r"\w+", text or "")
    return collections.Counter(tuple(words[i:i + n]) for i in range(max(1, len(words) - n + 1)) if words[i:i + n])


def compare(true, read):
    """Precision and recall of one page; None where there is nothing to be right about."""
    t, p = shingles(true), shingles(read)
    both = sum((t & p).values())
    n_t, n_p = sum(t.values()), sum(p.values())
    return both / n_p if n_p else None, both / n_t if n_t else None, t - p, p - t


def score(name, texts, seconds):
    """Prints a line; returns what compare says of every page. Seconds of processor time."""
    scores = [compare(truth[k].get("articleBody", ""), text) for k, text in zip(keys, texts)]
    precision = statistics.mean(p for p, r, *_ in scores if p is not None)
    recall = statistics.mean(r for p, r, *_ in scores if r is not None)
    print(f"{name:12} pages {len(keys)}  F1 {2 * precision * recall / (precision + recall):.3f}  precision {precision:.3f}  "
          f"recall {recall:.3f}  {len(keys) / seconds:.0f} pages a second of one core")
    return scores


def spent(who):
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


def read_beside(files):
    import trafilatura
    contents = [f.read_bytes() for f in files]
    start = spent(resource.RUSAGE_SELF)
    texts = [trafilatura.extract(c, include_comments=False) or "" for c in contents]
    return texts, spent(resource.RUSAGE_SELF) - start


with pages.folder() as name:
    into = pathlib.Path(name)
    pages.unpack(data / "html", into)
    keys = sorted(k for k in truth if (into / f"{k}.html").exists())
    asked = [(into / f"{k}.html", truth[k].get("url", "")) for k in keys]
    start = spent(resource.RUSAGE_CHILDREN)
    answers = pages.read(args.program, asked)
    scores = score("dateline", [a["text"] for a in answers], spent(resource.RUSAGE_CHILDREN) - start)
    if args.beside:
        try:
            score("trafilatura", *read_beside([f for f, _ in asked]))
        except ImportError as why:
            print(f"skipped: trafilatura: {why}")
if args.wrong:
    for k, a, (p, r, less, more) in sorted(zip(keys, answers, scores), key=lambda x: (x[2][0] or 0) + (x[2][1] or 0)):
        if (p or 0) + (r or 0) < 1.97:
            print(f"{k[:8]} p {p or 0:.2f} r {r or 0:.2f} {truth[k].get('url', '')[:90]} {a['error'] or ''}")
