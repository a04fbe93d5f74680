#!/usr/bin/env python3
"""Saved pages: the records of the bare text, with the page's own fields; bad pages are numbered errors."""
import html, json, pathlib, shutil, tempfile
from cli import ROOT, SAMPLES, main, records, run

TMP = pathlib.Path(tempfile.mkdtemp(prefix="dateline-test-"))
PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="{charset}"><title>A title of its own</title>
<meta property="article:published_time" content="2020-03-09"><style>p {{ margin: 0 }}</style></head>
<body><nav><a href="/">Home</a> <a href="/world">World</a></nav>
<div class="content"><article>{body}</article>
<div class="related-stories"><h3>Related</h3><p><a href="/x">Ten killed in a bombing of a market in Baghdad, police said on Friday</a></p></div>
</div><footer><p>All about this newspaper, its owners, its terms of use and the people who work for it.</p></footer></body></html>"""


def paragraphs(path):
    """The paragraphs of a sample, but its headline and byline, which a page has elsewhere."""
    return [" ".join(p.split()) for p in path.read_text().split("\n\n")[1:] if p.strip() and not p.startswith("By ")]


def made(name, content):
    path = TMP / name
    path.write_bytes(content)
    return path


def page(path, charset="utf-8"):
    body = "\n".join(f"<p>{html.escape(p)}</p>" for p in paragraphs(path))
    return made(path.stem, PAGE.format(charset=charset, body=body).encode(charset, "xmlcharrefreplace"))


def read_text(path):
    """The record of the bare text with the fields that the page gives."""
    line = {"text": "\n\n".join(paragraphs(path)), "published": "2020-03-09"}
    return records(run("read", "--jsonl", made("text.jsonl", json.dumps(line).encode())))[0]


def a_page_reads_as_its_text():
    for path in SAMPLES:
        done = run("read", "--jsonl", page(path))
        assert done.returncode == 0 and not done.stderr, done.stderr
        assert records(done)[0]["incidents"] == read_text(path)["incidents"], path.name


def a_page_brings_its_fields():
    record = records(run("read", "--jsonl", page(SAMPLES[0])))[0]["report"]
    assert (record["title"], record["published"], record["language"]) == ("A title of its own", "2020-03-09", "en"), record
    assert record["doc"].endswith(SAMPLES[0].stem), record


def character_sets_make_no_difference():
    texts = [records(run("read", "--jsonl", page(SAMPLES[0], charset)))[0]["report"]["id"]
             for charset in ("utf-8", "windows-1252", "iso-8859-15")]
    wide = made("wide", PAGE.format(charset="utf-16", body="".join(f"<p>{html.escape(p)}</p>\n" for p in paragraphs(SAMPLES[0]))).encode("utf-16"))
    texts.append(records(run("read", "--jsonl", wide))[0]["report"]["id"])
    assert len(set(texts)) == 1, texts


def a_page_comes_by_standard_input():
    done = run("read", "--jsonl", "-", stdin=page(SAMPLES[0]).read_bytes())
    assert records(done)[0]["incidents"] == read_text(SAMPLES[0])["incidents"]


def bad_pages_are_numbered_and_the_others_read():
    bad = [(made("deep", b"<!doctype html>" + b"<div>" * 5000), "DL-0311"),
           (made("attributes", b"<!doctype html><p" + b" a=1" * 5000 + b">"), "DL-0312"),
           (made("large", b"<!doctype html>" + b"x" * (17 << 20)), "DL-0310"),
           (made("empty", b"<!doctype html><html><body></body></html>"), "DL-0314")]
    for path, number in bad:
        done = run("read", "--jsonl", path, page(SAMPLES[0]))
        assert done.returncode == 1 and len(records(done)) == 1, (number, done)
        assert number in done.stderr.decode() and path.name in done.stderr.decode(), (number, done.stderr)


try:
    main([a_page_reads_as_its_text, a_page_brings_its_fields, character_sets_make_no_difference, a_page_comes_by_standard_input,
          bad_pages_are_numbered_and_the_others_read])
finally:
    shutil.rmtree(TMP, ignore_errors=True)
