#!/usr/bin/env python3
"""What a person at a terminal sees: a page in the width of the window, colour unless refused, progress of long runs."""
import fcntl, json, os, pty, re, struct, subprocess, termios, threading
from cli import PROGRAM, SAMPLES, main

BAR = re.compile(rb"\[[#.]{24}\] +\d+ %")


def on_terminal(args, columns=90, env=None, error_too=False, stdin=None):
    """The bytes that reach a terminal of that width when standard output is one (or standard error, the output going elsewhere)."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    where = dict(stdout=subprocess.DEVNULL, stderr=slave) if error_too else dict(stdout=slave, stderr=subprocess.DEVNULL)
    clean = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "COLUMNS")}
    child = subprocess.Popen([PROGRAM, *map(str, args)], stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
                             env={**clean, "TERM": "xterm", **(env or {})}, **where)
    os.close(slave)
    if stdin:
        threading.Thread(target=stdin, args=(child.stdin,), daemon=True).start()
    seen = b""
    while True:
        try:
            part = os.read(master, 65536)
        except OSError:
            break
        if not part:
            break
        seen += part
    os.close(master)
    child.wait(timeout=60)
    return seen.replace(b"\r\n", b"\n")


def the_default_is_a_page_in_colour():
    seen = on_terminal(["read", SAMPLES[0]])
    assert b"\033[1m" in seen and b"called" in seen and not seen.startswith(b"{")


def no_color_is_honoured():
    for env in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        assert b"\033" not in on_terminal(["read", SAMPLES[0]], env=env), env
    assert b"\033[1m" in on_terminal(["read", SAMPLES[0]], env={"NO_COLOR": ""}), "an empty NO_COLOR refuses nothing"


def json_on_a_terminal_is_plain():
    assert b"\033" not in on_terminal(["read", "--jsonl", SAMPLES[0]])


def the_page_fits_the_window():
    for columns in (60, 80, 100):
        lines = on_terminal(["read", *SAMPLES], columns, {"NO_COLOR": "1"}).decode().split("\n")
        longest = max(len(line) for line in lines)
        assert columns - 15 <= longest <= columns, (columns, longest)


def a_short_run_shows_no_progress():
    assert on_terminal(["read", "--jsonl", SAMPLES[0]], error_too=True) == b""


def a_long_run_shows_progress_and_takes_it_away(tmp="/tmp/dateline-progress.jsonl"):
    line = json.dumps({"text": SAMPLES[0].read_text()}) + "\n"
    with open(tmp, "w") as f:
        f.write(line * 600)
    try:
        seen = on_terminal(["read", "--jsonl", tmp], error_too=True)
    finally:
        os.unlink(tmp)
    assert seen == b"" or BAR.search(seen), seen[-300:]  # a machine may be too fast for it
    assert seen == b"" or seen.endswith(b"\r\033[K"), seen[-50:]


main([the_default_is_a_page_in_colour, no_color_is_honoured, json_on_a_terminal_is_plain, the_page_fits_the_window,
      a_short_run_shows_no_progress, a_long_run_shows_progress_and_takes_it_away])
