#!/usr/bin/env python3
"""Records of the sample reports, as the program prints them."""
import hashlib, json
from cli import ROOT, SAMPLES, main, records, run

SCHEMA = json.loads((ROOT / "docs/record.schema.json").read_text())
JSONL = "".join(json.dumps({"doc": p.stem, "text": p.read_text(), "published": "2020-03-09", "publisher": "Test"}) + "\n"
                for p in SAMPLES * 8).encode()


def spans(value):
    """Every span in a record, wherever it stands."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("evidence", "mentions"):
                yield from inner
            else:
                yield from spans(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from spans(inner)


def samples_are_read():
    done = run("read", "--jsonl", *SAMPLES)
    assert done.returncode == 0, done.stderr
    assert not done.stderr, done.stderr
    assert [r["report"]["doc"] for r in records(done)] == [str(p) for p in SAMPLES]


def every_sample_has_incidents():
    for r in records(run("read", "--jsonl", *SAMPLES)):
        assert r["incidents"], r["report"]["doc"]


def records_agree_with_the_schema():
    import jsonschema
    check = jsonschema.Draft202012Validator(SCHEMA)
    for r in records(run("read", "--jsonl", "--with-text", *SAMPLES)):
        errors = [f"{e.json_path}: {e.message}" for e in check.iter_errors(r)]
        assert not errors, errors[:5]


def keys_stand_in_the_order_of_the_schema():
    def order(value, schema):
        schema = resolve(schema)
        if isinstance(value, dict):
            keys = [k for k in schema["properties"] if k in value]
            assert list(value) == keys, (list(value), keys)
            for k in value:
                order(value[k], schema["properties"][k])
        elif isinstance(value, list) and value and "items" in schema:
            for inner in value:
                order(inner, schema["items"])

    def resolve(schema):
        if "$ref" in schema:
            return resolve(SCHEMA["$defs"][schema["$ref"].split("/")[-1]])
        return resolve(schema["oneOf"][0]) if "oneOf" in schema else schema

    for r in records(run("read", "--jsonl", *SAMPLES)):
        order(r, SCHEMA)


def the_id_is_the_hash_of_the_text_and_spans_lie_in_it():
    for r in records(run("read", "--jsonl", "--with-text", *SAMPLES)):
        text = r["report"]["text"].encode()
        assert r["report"]["id"] == hashlib.sha256(text).hexdigest()
        for start, end in spans(r):
            assert 0 <= start < end <= len(text)
            text[start:end].decode("utf-8")
        for n, i in enumerate(r["incidents"]):
            assert i["id"] == f"{r['report']['id']}#{n}"


def json_says_the_same_as_jsonl():
    assert json.loads(run("read", "--json", *SAMPLES).stdout) == records(run("read", "--jsonl", *SAMPLES))


def the_number_of_threads_changes_no_byte():
    one = run("read", "--jobs", 1, "--jsonl", "-", stdin=JSONL)
    assert one.returncode == 0, one.stderr
    for jobs in (2, 5):
        assert run("read", "--jobs", jobs, "--jsonl", "-", stdin=JSONL).stdout == one.stdout
    assert one.stdout.count(b"\n") == len(SAMPLES) * 8


def a_report_reads_the_same_alone_and_in_a_stream():
    alone = records(run("read", "--jsonl", SAMPLES[2]))[0]["incidents"]
    line = json.dumps({"text": SAMPLES[2].read_text()}).encode()
    assert records(run("read", "--jsonl", "-", stdin=line))[0]["incidents"] == alone


def metadata_of_json_lines_comes_back():
    fields = dict(doc="d", title="T", published="2020-03-09T10:00", publisher="P", author="A", url="http://u", language="en")
    report = records(run("read", "--jsonl", "-", stdin=json.dumps({**fields, "text": SAMPLES[0].read_text()}).encode()))[0]["report"]
    assert {k: report[k] for k in fields} == fields, report


def explain_gives_spans_of_a_layer():
    for layer in "places times numbers actors speakers sentences tokens".split():
        done = run("explain", "--layer", layer, "--jsonl", *SAMPLES)
        assert done.returncode == 0, (layer, done.stderr)
        lines = records(done)
        assert len(lines) == len(SAMPLES)
        for p, line in zip(SAMPLES, lines):
            assert line["doc"] == str(p), line["doc"]
            assert line["spans"] or layer == "actors", (layer, line["doc"])
            size = len(p.read_bytes())
            assert all(0 <= s["start"] < s["end"] <= size for s in line["spans"])


def read_explain_shows_every_layer_and_the_record():
    lines = records(run("read", "--explain", "--jsonl", SAMPLES[0]))
    assert [l.get("layer") for l in lines[:5]] == "sentences tokens pieces spans drafts".split()
    assert "incidents" in lines[-1]


def arithmetics_can_be_chosen():
    for kind in ("f32", "auto"):
        assert run("read", "--arithmetic", kind, "--jsonl", SAMPLES[0]).returncode == 0
    kinds = {run("read", "--arithmetic", kind, "--jsonl", SAMPLES[0]).returncode for kind in ("bf16", "int8")}
    assert kinds <= {0, 3}  # 3: DL-0408, a processor without it


def a_page_is_the_default_on_no_pipe():
    assert run("read", SAMPLES[0]).stdout.startswith(b'{"report":')
    page = run("read", "--text", SAMPLES[0]).stdout.decode()
    assert page.startswith(str(SAMPLES[0])) and "\033" not in page and "called" in page
    assert "\033[1m" in run("read", "--text", "--colour", "always", SAMPLES[0]).stdout.decode()


main([samples_are_read, every_sample_has_incidents, records_agree_with_the_schema, keys_stand_in_the_order_of_the_schema,
      the_id_is_the_hash_of_the_text_and_spans_lie_in_it, json_says_the_same_as_jsonl, the_number_of_threads_changes_no_byte,
      a_report_reads_the_same_alone_and_in_a_stream, metadata_of_json_lines_comes_back, explain_gives_spans_of_a_layer,
      read_explain_shows_every_layer_and_the_record, arithmetics_can_be_chosen, a_page_is_the_default_on_no_pipe])
