#!/usr/bin/env python3
"""Bad input, bad surroundings, bad command lines: a numbered error or a clean record, and an exit status that tells."""
import json, os, pathlib, re, shutil, struct, subprocess, tempfile
from cli import PROGRAM, ROOT, SAMPLES, Skip, main, records, run

GOOD = SAMPLES[0]
SHARE = pathlib.Path(PROGRAM).parent / "share"
TMP = pathlib.Path(tempfile.mkdtemp(prefix="dateline-test-"))
ASAN = "asan" in PROGRAM


def made(name, content):
    path = TMP / name
    path.write_bytes(content)
    return path


def numbers(done):
    """Error numbers on standard error; every line must be one error."""
    lines = done.stderr.decode().splitlines()
    assert all(re.match(r"dateline: DL-\d{4} ", line) for line in lines), lines
    return [int(line[13:17]) for line in lines]


def fails(done, status, *expected):
    assert done.returncode == status, (done.returncode, done.stderr[-2000:])
    assert numbers(done) == list(expected), done.stderr


def the_batch_goes_on_behind(bad, *expected):
    """A bad file between two good ones: their records, the error, status 1."""
    done = run("read", "--jsonl", GOOD, bad, GOOD)
    fails(done, 1, *expected)
    first, second = records(done)
    assert first == second


def an_empty_file(): the_batch_goes_on_behind(made("empty", b""), 201)
def blanks_only(): the_batch_goes_on_behind(made("blank", b" \n\t\n  "), 201)
def a_picture(): the_batch_goes_on_behind(made("png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40), 202)
def random_bytes(): the_batch_goes_on_behind(made("random", bytes((i * 7919 >> 3) % 256 for i in range(5000))), 202)
def a_missing_file(): the_batch_goes_on_behind(TMP / "none", 102)
def a_folder(): the_batch_goes_on_behind(TMP, 105)


def a_sparse_gigabyte():
    path = TMP / "huge"
    with open(path, "wb") as f:
        f.truncate(1 << 30)
    done = run("read", "--jsonl", GOOD, path, GOOD)
    assert done.returncode == 1 and len(records(done)) == 2
    assert numbers(done)[0] in (106, 202, 203), done.stderr
    os.unlink(path)


def a_gigabyte_of_lines_streams():
    if ASAN:
        raise Skip("slow under sanitizers")
    line = b'{"text":1,"pad":"' + b"x" * 20000 + b'"}\n'  # long lines: it is about memory, not about errors
    with open(TMP / "errors", "w+b") as errors:
        program = subprocess.Popen([PROGRAM, "read", "--jsonl", "-"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=errors)
        for _ in range(50000):
            program.stdin.write(line)
        program.stdin.close()
        assert program.wait(300) == 1
        errors.seek(0)
        assert errors.read().count(b"DL-0302") == 50000


def invalid_utf8_is_repaired_and_said():
    text = GOOD.read_bytes().replace(b"Ramadi", b"Ramadi").replace(b"sirens", b"sir\xffens").replace(b"baker", b"bak\xe2\x82er")
    done = run("read", "--jsonl", "--with-text", made("broken", text))
    fails(done, 0)
    report = records(done)[0]["report"]
    assert report["repaired"] == 2 and "sir\ufffdens" in report["text"], report


def utf16_is_no_text():
    the_batch_goes_on_behind(made("utf16", b"\xff\xfe" + GOOD.read_text().encode("utf-16-le")), 202)


def a_line_of_ten_megabytes():
    done = run("read", "--jsonl", made("long", b"x" * 5_000_000 + b" \xc3\xa9" + b"y" * 5_000_000), limit=120)
    fails(done, 0)
    assert len(records(done)) == 1


def a_long_line_of_prose():
    word = b"the soldiers walked along the river and saw nothing at all " * (200 if ASAN else 2000)
    done = run("read", "--jsonl", made("prose", word))
    fails(done, 0)
    assert len(records(done)) == 1


def a_json_line_of_ten_megabytes():
    line = json.dumps({"doc": "long", "text": "x" * 10_000_000}) + "\n" + json.dumps({"doc": "next", "text": GOOD.read_text()})
    done = run("read", "--jsonl", "-", stdin=line.encode())
    assert records(done)[-1]["report"]["doc"] == "next"


def broken_json_lines_are_numbered_and_passed_over():
    lines = [b'{"doc":"a","text":"' + b"A bomb went off in Kabul." + b'"}', b"{broken", b'{"doc":"b"}', b'{"text":5}', b"[]",
             b'{"doc":"c","text":"A bomb went off in Kabul."}', b'{"text":"ok in Kabul", "title":7}']
    done = run("read", "--jsonl", "-", stdin=b"\n".join(lines))
    fails(done, 1, 301, 303, 302, 301, 302)
    assert [r["report"]["doc"] for r in records(done)] == ["a", "c"]


def errors_name_the_byte():
    bad = made("second.jsonl", b'{"text":"Gunmen shot two men in Kabul."}\n{broken\n')
    done = run("read", "--jsonl", bad)
    assert re.search(rb"DL-0301 .*second\.jsonl:\d+: expected one JSON object", done.stderr), done.stderr


def a_bad_date_is_a_note():
    done = run("read", "--jsonl", "-", stdin=json.dumps({"text": GOOD.read_text(), "published": "yesterday"}).encode())
    fails(done, 0, 305)
    assert records(done)[0]["report"]["published"] is None


def a_name_that_is_no_utf8():
    path = os.fsencode(TMP) + b"/caf\xe9.txt"
    shutil.copy(GOOD, path)
    done = subprocess.run([os.fsencode(PROGRAM), b"read", b"--jsonl", path], capture_output=True)
    assert done.returncode == 0, done.stderr
    assert records(done)[0]["report"]["doc"].endswith("caf\ufffd.txt"), done.stdout[:200]


def no_permission():
    path = made("secret", GOOD.read_bytes())
    path.chmod(0)
    if os.access(path, os.R_OK):
        if not shutil.which("setpriv"):
            raise Skip("root reads everything, and setpriv is missing")
        TMP.chmod(0o755)
        probe = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        if subprocess.run([*probe, PROGRAM, "--version"], capture_output=True).returncode:
            raise Skip("root reads everything, and no other user may run the program from here")
        done = subprocess.run([*probe, PROGRAM, "read", "--jsonl", path], capture_output=True)
    else:
        done = run("read", "--jsonl", path)
    fails(done, 1, 102)


def control_characters_reach_no_terminal():
    text = "KABUL - Gunmen \033]0;owned\007shot \u202etwo\u202c policemen in Kabul on Monday, officials said.\n"
    page = run("read", "--text", "--colour", "never", made("escape", text.encode())).stdout.decode()
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", page), repr(page)
    page = run("read", "--text", "--explain", "--colour", "never", made("escape", text.encode())).stdout.decode()
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", page), repr(page)


# --- model and data ---

def copied_model():
    source = next(p for p in sorted((SHARE / "models").iterdir()) if (p / "weights.bin").exists())
    folder = pathlib.Path(tempfile.mkdtemp(dir=TMP)) / source.name
    shutil.copytree(source, folder)
    return folder


def with_weights(change):
    folder = copied_model()
    weights = bytearray((folder / "weights.bin").read_bytes())
    (folder / "weights.bin").write_bytes(change(weights))
    return run("read", "--jsonl", "--model", folder, GOOD)


def patched(weights, at, new):
    weights[at:at + len(new)] = new
    return weights


def no_model(): fails(run("read", "--model", TMP / "none", GOOD), 3, 401)
def a_model_without_weights():
    folder = copied_model()
    (folder / "weights.bin").unlink()
    fails(run("read", "--model", folder, GOOD), 3, 401)
def a_copied_model_reads_the_same():
    assert with_weights(lambda w: w).stdout == run("read", "--jsonl", GOOD).stdout
def a_model_cut_short(): fails(with_weights(lambda w: w[:len(w) // 2]), 3, 402)
def a_model_of_no_bytes(): fails(with_weights(lambda w: b""), 3, 402)
def a_model_that_is_none(): fails(with_weights(lambda w: patched(w, 0, b"NOTMODEL")), 3, 403)
def a_model_too_new(): fails(with_weights(lambda w: patched(w, 8, struct.pack("<I", 1000))), 3, 405)
def a_model_too_old(): fails(with_weights(lambda w: patched(w, 8, struct.pack("<I", 0))), 3, 404)
def a_damaged_model(): fails(with_weights(lambda w: patched(w, len(w) * 2 // 3, bytes([w[len(w) * 2 // 3] ^ 1]))), 3, 406)
def a_broken_model_json():
    folder = copied_model()
    (folder / "model.json").write_text("{")
    done = run("read", "--model", folder, GOOD)
    assert done.returncode == 3 and numbers(done)[0] in (403, 406, 407), done.stderr
def a_vocabulary_that_lost_a_line():
    folder = copied_model()
    lines = (folder / "vocab.txt").read_bytes().splitlines(keepends=True)
    (folder / "vocab.txt").write_bytes(b"".join(lines[:200] + lines[201:]))
    fails(run("read", "--model", folder, GOOD), 3, 407)
def no_data(): fails(run("read", "--data", TMP / "none", GOOD), 3, numbers(run("read", "--data", TMP / "none", GOOD))[0])
def a_damaged_gazetteer():
    folder = pathlib.Path(tempfile.mkdtemp(dir=TMP))
    for p in SHARE.iterdir():
        if p.is_file():
            shutil.copy(p, folder / p.name)
    gazetteer = folder / "gazetteer.bin"
    def reading(content):
        gazetteer.write_bytes(content)
        return run("read", "--data", folder, "--model", copied_model(), GOOD)
    whole = bytearray(gazetteer.read_bytes())
    assert reading(whole).returncode == 0
    fails(reading(whole[:len(whole) // 2]), 3, 511)
    fails(reading(b"NOTGAZETTEER" + whole[12:]), 3, 512)


# --- output and command line ---

def a_full_device():
    if not os.path.exists("/dev/full"):
        raise Skip("no /dev/full here")
    with open("/dev/full", "wb") as full:
        fails(run("read", "--jsonl", GOOD, stdout=full), 4, 701)


def a_closed_pipe_ends_quietly():
    line = json.dumps({"text": GOOD.read_text()})
    script = f"yes '{line}' | head -n 2000 | {PROGRAM} read --jsonl - | head -n 1 >/dev/null; echo ${{PIPESTATUS[2]}}"
    done = subprocess.run(["bash", "-c", script.replace("'s", "")], capture_output=True, timeout=300)
    assert done.stdout.strip() == b"141" and not done.stderr, (done.stdout, done.stderr)


def closed_standard_output():
    done = subprocess.run(["bash", "-c", f"{PROGRAM} read --jsonl {GOOD} >&-"], capture_output=True, timeout=300)
    assert done.returncode == 4, done


def wrong_command_lines():
    for args, number in ((["raed"], 903), (["--vresion"], 901), (["read", "--jsnol", "x"], 901), (["read"], 902),
                         (["read", "--jobs", "0", "x"], 902), (["explain", "x"], 902), (["read", "--arithmetic", "f8", "x"], 902)):
        fails(run(*args), 2, number)
    assert run().returncode == 2
    done = run("explain", "--layer", "nothing", GOOD)
    fails(done, 1, 902)


def help_and_version():
    for args in (["--help"], ["read", "--help"], ["explain", "--help"], ["--version"]):
        done = run(*args)
        assert done.returncode == 0 and done.stdout.startswith(b"dateline") and not done.stderr
        assert all(len(line) <= 104 for line in done.stdout.splitlines()), args


try:
    main([an_empty_file, blanks_only, a_picture, random_bytes, a_missing_file, a_folder, a_sparse_gigabyte, a_gigabyte_of_lines_streams,
          invalid_utf8_is_repaired_and_said, utf16_is_no_text, a_line_of_ten_megabytes, a_long_line_of_prose, a_json_line_of_ten_megabytes,
          broken_json_lines_are_numbered_and_passed_over, errors_name_the_byte, a_bad_date_is_a_note, a_name_that_is_no_utf8,
          no_permission, control_characters_reach_no_terminal, no_model, a_model_without_weights, a_copied_model_reads_the_same,
          a_model_cut_short, a_model_of_no_bytes, a_model_that_is_none, a_model_too_new, a_model_too_old, a_damaged_model,
          a_broken_model_json, a_vocabulary_that_lost_a_line, no_data, a_damaged_gazetteer, a_full_device, a_closed_pipe_ends_quietly, closed_standard_output,
          wrong_command_lines, help_and_version])
finally:
    shutil.rmtree(TMP, ignore_errors=True)
