#!/usr/bin/env python3
"""Main text of pages: shared/data/article-extraction, scored as its own benchmark does (shingles of four words).

usage: article.py [--program build/release/tools/read_page] [--shared ../shared/data] [--wrong]
"""
import argparse, collections, json, pathlib, re, statistics, time
import pages

args = pages.arguments(argparse.ArgumentParser(description=__doc__.split("\n")[0]))
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


with pages.folder() as name:
    into = pathlib.Path(name)
    pages.unpack(data / "html", into)
    keys = sorted(k for k in truth if (into / f"{k}.html").exists())
    asked = [(into / f"{k}.html", truth[k].get("url", "")) for k in keys]
    start = time.perf_counter()
    answers = pages.read(args.program, asked)
    seconds = time.perf_counter() - start

scores = [compare(truth[k].get("articleBody", ""), answer["text"]) for k, answer in zip(keys, answers)]
precision = statistics.mean(p for p, r, *_ in scores if p is not None)
recall = statistics.mean(r for p, r, *_ in scores if r is not None)
print(f"pages {len(keys)}  F1 {2 * precision * recall / (precision + recall):.3f}  precision {precision:.3f}  "
      f"recall {recall:.3f}  refused {sum(a['error'] is not None for a in answers)}  {len(keys) / seconds:.0f} pages/s")
if args.wrong:
    for k, a, (p, r, less, more) in sorted(zip(keys, answers, scores), key=lambda x: (x[2][0] or 0) + (x[2][1] or 0)):
        if (p or 0) + (r or 0) < 1.97:
            print(f"{k[:8]} p {p or 0:.2f} r {r or 0:.2f} {truth[k].get('url', '')[:90]} {a['error'] or ''}")
