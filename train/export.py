#!/usr/bin/env python3
"""Write a trained checkpoint as weights.bin, vocab.txt and model.json.

usage: export.py CHECKPOINT BERT_FOLDER OUT_FOLDER [--commit HASH]

Thresholds and calibration of an existing model.json in OUT_FOLDER are kept.
"""
import argparse
import json
import os
import shutil

import container
import data
import labels as L
import model as M

THRESHOLDS = {"span": {l: -1.0 for l in L.SPANS}, "cluster": 0.35, "real": 0.3, "type_mix": 0.3, "background": 0.5,
              "link": {l: 0.5 for l in L.ARGUMENTS}, "link_low": {l: 0.3 for l in L.ARGUMENTS}, "group": {l: 0.3 for l in L.GROUPED},
              "effect2": 0.5, "relation": 0.5}


def dtype(name, shape):
    if name == "embed.word":
        return container.INT8
    big = name.startswith("layer.") or name in ("span.proj.weight", "vector.weight", "incident.weight")
    big = big or (name.startswith("attr.") and name.endswith(".weight") and shape[-1] == 3 * M.VECTOR)
    return container.BF16 if big and len(shape) == 2 else container.F32


def weights(checkpoint):
    """Name -> f32 array of a checkpoint."""
    import torch
    state = torch.load(checkpoint, weights_only=True)["reader"]
    return {name: state[name.replace(".", "/")].float().numpy() for name in M.shapes()}


def description(encoder, commit, checksum, old):
    return {"format": 1, "architecture": "dateline-reader", "version": 1, "name": "reader-1",
            "window": data.WINDOW, "span_width": M.WIDTH,
            "shape": {"layers": M.LAYERS, "dim": M.DIM, "heads": M.HEADS, "ffn": M.FFN, "vocab": M.VOCAB, "vector": M.VECTOR,
                      "hidden": M.HIDDEN, "key": M.KEY},
            "labels": {"spans": L.SPANS, **L.INCIDENT_HEADS, "relation": L.RELATIONS, "attr": L.ATTRIBUTES},
            "stop": sorted(encoder.stop), "thresholds": {**THRESHOLDS, **old.get("thresholds", {})},
            **({"calibration": old["calibration"]} if "calibration" in old else {}),
            "commit": commit, "weights": f"{checksum:016x}"}


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("checkpoint"), ap.add_argument("bert"), ap.add_argument("out"), ap.add_argument("--commit", default="")
    a = ap.parse_args()
    os.makedirs(a.out, exist_ok=True)
    w = weights(a.checkpoint)
    path = os.path.join(a.out, "weights.bin")
    checksum = container.write(path + ".part", [(n, x, dtype(n, x.shape)) for n, x in w.items()])
    os.replace(path + ".part", path)
    shutil.copyfile(os.path.join(a.bert, "vocab.txt"), os.path.join(a.out, "vocab.txt"))
    described = os.path.join(a.out, "model.json")
    old = json.load(open(described)) if os.path.exists(described) else {}
    with open(described, "w") as f:
        json.dump(description(data.Encoder(os.path.join(a.bert, "tokenizer.json")), a.commit, checksum, old), f, indent=1)
        f.write("\n")
    print(f"{path}: {os.path.getsize(path)} bytes, {len(w)} tensors, checksum {checksum:016x}")


if __name__ == "__main__":
    main()
