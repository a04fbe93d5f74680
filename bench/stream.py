#!/usr/bin/env python3
"""Memory of a long stream: stream.py PROGRAM N. Feeds N reports and reads the program's own memory as they go by."""
import json, pathlib, subprocess, sys, threading, time

program, n = sys.argv[1], int(sys.argv[2])
root = pathlib.Path(__file__).resolve().parents[1]
lines = [json.dumps({"doc": p.stem, "text": p.read_text()}).encode() + b"\n" for p in sorted(root.glob("samples/*.txt"))]


def memory(pid):
    fields = dict(line.split(":", 1) for line in open(f"/proc/{pid}/status") if ":" in line)
    return int(fields["RssAnon"].split()[0]) / 1024


def feed(pipe):
    for i in range(n):
        pipe.write(lines[i % len(lines)])
    pipe.close()


started = time.time()
child = subprocess.Popen([program, "read", "--jsonl", "--jobs", "1", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
threading.Thread(target=feed, args=(child.stdin,), daemon=True).start()
seen = []
for i, _ in enumerate(child.stdout, 1):
    if i % (n // 10) == 0 and i < n:
        seen.append((i, memory(child.pid)))
child.wait()
seconds = time.time() - started
for i, mib in seen:
    print(f"after {i:6d} reports {mib:6.1f} MiB resident (mapped files apart)")
print(f"{n} reports in {seconds:.1f} s of the clock, {n / seconds:.1f} a second; exit status {child.returncode}")
