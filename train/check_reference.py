#!/usr/bin/env python3
"""Compare the numpy reference with the torch model over the same stored weights. usage: check_reference.py MODEL_FOLDER TOKENIZER_JSON"""
import sys

import numpy as np
import torch

import container
import data
import forward
import model as M
import reference
from vectors import REPORT


def main():
    w = container.read(sys.argv[1] + "/weights.bin")
    reader = M.Reader().eval()
    for name, x in w.items():
        reader.p(name).data.copy_(torch.from_numpy(x))
    d = data.Encoder(sys.argv[2]).encode("check", REPORT)
    ref = reference.Reference(sys.argv[1] + "/weights.bin")
    h, c = ref.encode(d)
    with torch.no_grad():
        s = forward.encode(reader, [d], autocast=False)
        band = s.bands[0][0][0, :, :d.n]
        scores = ref.span_scores(d, h)
        v = reader.vectors(s.table, s.sums, torch.tensor([(3, 4, 9, *d.sentence_range[d.sentence_of[4]])]))
    ok = np.isfinite(scores)
    print("states", np.abs(h - s.table.numpy()).max(), "c", np.abs(c - s.c[0].numpy()).max(),
          "spans", np.abs(scores - band.numpy())[ok].max(), "vector", np.abs(ref.vector(d, h, 3, (4, 9)) - v[0].numpy()).max())


if __name__ == "__main__":
    main()
