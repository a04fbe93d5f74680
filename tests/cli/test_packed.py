#!/usr/bin/env python3
"""Compressed files: the records of what they hold; damage is a numbered error that costs no whole line before it."""
import gzip, json, pathlib, shutil, tempfile
from cli import SAMPLES, Skip, main, records, run

TMP = pathlib.Path(tempfile.mkdtemp(prefix="dateline-test-"))
LINES = [json.dumps({"doc": path.stem, "text": path.read_text()}).encode() + b"\n" for path in SAMPLES]


def made(name, content):
    path = TMP / name
    path.write_bytes(content)
    return path


def incidents(done):
    assert done.returncode == 0 and not done.stderr, done.stderr
    return [record["incidents"] for record in records(done)]


def a_packed_text_reads_as_the_text():
    bare = incidents(run("read", "--jsonl", SAMPLES[0]))
    assert incidents(run("read", "--jsonl", made("any.name", gzip.compress(SAMPLES[0].read_bytes())))) == bare


def members_read_as_one_file():
    bare = incidents(run("read", "--jsonl", made("lines", b"".join(LINES))))
    packed = b"".join(gzip.compress(line) for line in LINES)
    assert incidents(run("read", "--jsonl", made("members", packed))) == bare
    assert incidents(run("read", "--jsonl", "-", stdin=packed)) == bare


def zstd_reads_as_well():
    if not shutil.which("zstd"):
        raise Skip("no zstd program")
    import subprocess
    packed = subprocess.run(["zstd", "-q", "-c"], input=b"".join(LINES), capture_output=True, check=True).stdout
    assert len(incidents(run("read", "--jsonl", made("frames", packed)))) == len(LINES)


def damage_is_told_behind_what_was_read():
    cut = b"".join(gzip.compress(line) for line in LINES)[:-9]
    done = run("read", "--jsonl", made("cut", cut), SAMPLES[0])
    assert done.returncode == 1 and b"DL-0371" in done.stderr, done.stderr
    assert len(records(done)) >= len(LINES) - 1 + 1, len(records(done))


try:
    main([a_packed_text_reads_as_the_text, members_read_as_one_file, zstd_reads_as_well, damage_is_told_behind_what_was_read])
finally:
    shutil.rmtree(TMP, ignore_errors=True)
