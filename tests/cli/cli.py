"""cli.py - what the tests of the program share: running it, and results as TAP."""
import json, os, pathlib, subprocess, sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLES = sorted(ROOT.glob("samples/*.txt"))
PROGRAM = str(pathlib.Path(sys.argv[1]).resolve()) if len(sys.argv) > 1 else str(ROOT / "build/release/dateline")
LIMIT = 300  # seconds a call


def run(*args, stdin=b"", limit=LIMIT, env=None, **more):
    """Runs the program; the result has returncode, stdout and stderr (bytes)."""
    more.setdefault("stdout", subprocess.PIPE)
    return subprocess.run([PROGRAM, *map(str, args)], input=stdin, stderr=subprocess.PIPE, timeout=limit,
                          env=dict(os.environ, **(env or {})), **more)


def records(done):
    return [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]


class Skip(Exception):
    pass


def main(tests):
    """Runs functions in order; the name of one, with blanks, is the name of the test."""
    failed = 0
    for n, test in enumerate(tests, 1):
        name = test.__name__.replace("_", " ")
        try:
            test()
            print(f"ok {n} - {name}", flush=True)
        except Skip as reason:
            print(f"ok {n} # SKIP {name}: {reason}", flush=True)
        except Exception as why:  # an assert, a time-out, broken output
            failed += 1
            frame = why.__traceback__
            while frame.tb_next:
                frame = frame.tb_next
            print(f"# line {frame.tb_lineno}: {type(why).__name__}: {str(why)[:2000]}\nnot ok {n} - {name}", flush=True)
    sys.exit(failed > 0)
