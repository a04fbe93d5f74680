"""pages.py - what the measurements of pages share: finding the data and the program, unpacking, reading."""
import gzip, json, pathlib, subprocess, sys, tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]


def arguments(parser):
    parser.add_argument("--program", default=ROOT / "build/release/tools/read_page", type=pathlib.Path)
    parser.add_argument("--shared", default=ROOT.parent / "shared/data", type=pathlib.Path)
    parser.add_argument("--wrong", action="store_true", help="show what went wrong")
    args = parser.parse_args()
    return args


def need(*paths):
    """Ends with status 77 (skipped) where something is not there."""
    for path in paths:
        if not path.exists():
            print(f"skipped: no {path}")
            sys.exit(77)


def unpack(folder, into):
    """The pages of a folder of .gz, unpacked; names without .gz."""
    for path in sorted(folder.glob("*.gz")):
        (into / path.name[:-3]).write_bytes(gzip.decompress(path.read_bytes()))


def read(program, files_and_urls, *options):
    """The program's answers for (file, URL), in order."""
    asked = "".join(f"{file}\t{url}\n" for file, url in files_and_urls)
    done = subprocess.run([program, *options], input=asked.encode(), stdout=subprocess.PIPE, check=True)
    return [json.loads(line) for line in done.stdout.split(b"\n") if line]


def folder():
    return tempfile.TemporaryDirectory(prefix="dateline-pages-")
