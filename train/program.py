"""Runs the C program with changed copies of a model and scores what it reads. Shared by search_thresholds.py and calibrate.py."""
import json
import os
import subprocess
import tempfile

import data
import decode


class Program:
    """The program, a model folder and the reports of a split."""

    def __init__(self, program, model, folder, tool, only):
        self.program, self.model = program, os.path.abspath(model)
        read = lambda name: [x for x in data.read_jsonl(os.path.join(folder, name)) if x["doc"] in only]
        texts, self.gold = read("texts.jsonl"), {g["doc"]: g for g in read("gold.jsonl")}
        self.scorer = decode.Scorer(tool, {t["doc"]: t["text"] for t in texts}, self.gold)
        self.work = tempfile.TemporaryDirectory()
        self.input = os.path.join(self.work.name, "texts.jsonl")
        with open(self.input, "w", encoding="utf-8") as f:
            f.writelines(json.dumps(t, ensure_ascii=False) + "\n" for t in texts)
        for name in ("weights.bin", "vocab.txt"):
            os.symlink(os.path.join(self.model, name), os.path.join(self.work.name, name))
        self.described = json.load(open(os.path.join(self.model, "model.json")))

    def read(self, thresholds, calibrated=False):
        """doc -> record, as the program reads it under these thresholds."""
        m = {**self.described, "thresholds": thresholds}
        if not calibrated:
            m.pop("calibration", None)
        with open(os.path.join(self.work.name, "model.json"), "w") as f:
            json.dump(m, f)
        out = subprocess.run([self.program, "read", "--jsonl", "--model", self.work.name, self.input], capture_output=True, check=True).stdout
        records = [json.loads(line) for line in out.decode().splitlines()]
        return {r["report"]["doc"]: r for r in records}

    def save(self, **changes):
        """Put thresholds or calibration into the model's own model.json."""
        self.described.update(changes)
        path = os.path.join(self.model, "model.json")
        with open(path + ".part", "w") as f:
            json.dump(self.described, f, indent=1)
            f.write("\n")
        os.replace(path + ".part", path)


def arguments(ap):
    """Options that both programs share."""
    ap.add_argument("--program", required=True), ap.add_argument("--model", required=True), ap.add_argument("--data", required=True)
    ap.add_argument("--tool", default="../shared/tools/score_records.py"), ap.add_argument("--write", action="store_true", help="change model.json")
    a = ap.parse_args()
    return a, set(open(os.path.join(a.data, "dev.txt")).read().split())
