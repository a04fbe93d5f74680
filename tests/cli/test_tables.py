#!/usr/bin/env python3
"""Tables and arrays, by file and by standard input: the records of the bare texts; bad rows are numbered errors."""
import csv, gzip, io, json, pathlib, shutil, tempfile
from cli import SAMPLES, main, records, run

TMP = pathlib.Path(tempfile.mkdtemp(prefix="dateline-test-"))


def made(name, content):
    path = TMP / name
    path.write_bytes(content)
    return path


def table(separator=","):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator)
    writer.writerow(["id", "body"])
    writer.writerows([path.stem, path.read_text()] for path in SAMPLES)
    return out.getvalue().encode()


def incidents(done):
    assert done.returncode == 0 and not done.stderr, done.stderr
    return [record["incidents"] for record in records(done)]


def bare():
    return incidents(run("read", "--jsonl", *SAMPLES))


def tables_read_as_their_texts():
    for content in (table(), table("\t"), gzip.compress(table())):
        assert incidents(run("read", "--jsonl", made("any.name", content))) == bare()


def arrays_read_as_their_texts():
    content = json.dumps([{"id": path.stem, "text": path.read_text()} for path in SAMPLES], indent=1).encode()
    assert incidents(run("read", "--jsonl", "-", stdin=content)) == bare()


def bad_rows_cost_only_themselves():
    rows = table().decode() + "one field\n" + 'x,"open\n' + "last,A bomb went off in Kabul on Monday.\n"
    done = run("read", "--jsonl", made("bad.csv", rows.encode()))
    assert done.returncode == 1 and len(records(done)) == len(SAMPLES) + 1, done.stderr
    assert b"DL-0382" in done.stderr and b"DL-0383" in done.stderr, done.stderr


try:
    main([tables_read_as_their_texts, arrays_read_as_their_texts, bad_rows_cost_only_themselves])
finally:
    shutil.rmtree(TMP, ignore_errors=True)
