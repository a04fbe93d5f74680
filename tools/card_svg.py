#!/usr/bin/env python3
"""Draws coloured terminal output as an SVG picture, for the README:

    build/release/dateline read --text --colour always samples/5-air-strike-idlib.txt | tools/card_svg.py > docs/card.svg
"""
import html, re, sys

WIDTH, LINE, LEFT, TOP = 8.43, 19, 16, 44  # pixels a column, a line, margins
COLUMNS = 82
STYLES = {"1": "b", "2": "d", "36": "q", "33": "w", "0": ""}
CSS = """text{font:14px ui-monospace,"DejaVu Sans Mono","Liberation Mono",monospace;fill:#d8dee9;white-space:pre}
.b{font-weight:700;fill:#fff}.d{fill:#7b8494}.q{fill:#88c0d0}.w{fill:#ebcb8b}.c{fill:#8fbcbb}"""

command = sys.argv[1] if len(sys.argv) > 1 else ""
lines = sys.stdin.read().rstrip("\n").split("\n")
if command:
    lines = [f"\033[2m$\033[0m \033[1m{command}\033[0m", *lines]
height = TOP + LINE * len(lines) + 8
width = int(LEFT * 2 + WIDTH * COLUMNS)
print(f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img">')
print(f"<title>{html.escape(command or 'terminal')}</title><style>{CSS}</style>")
print(f'<rect width="{width}" height="{height}" rx="8" fill="#20242c"/>')
for i, colour in enumerate(("#bf616a", "#ebcb8b", "#a3be8c")):
    print(f'<circle cx="{18 + 20 * i}" cy="18" r="6" fill="{colour}"/>')
for n, line in enumerate(lines):
    style, spans, column = "", [], 0
    for part in re.split(r"(\033\[\d+m)", line):
        code = re.match(r"\033\[(\d+)m", part)
        if code:
            style = STYLES.get(code[1], "")
            continue
        if part.strip():
            blanks = len(part) - len(part.lstrip(" "))
            x = LEFT + WIDTH * (column + blanks)
            spans.append(f'<tspan x="{x:.1f}"{f" class={chr(34)}{style}{chr(34)}" if style else ""}>{html.escape(part.strip(" "))}</tspan>')
        column += len(part)
    if spans:
        print(f'<text y="{TOP + LINE * n + 10}">{"".join(spans)}</text>')
print("</svg>")
