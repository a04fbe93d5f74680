"""Runs the encoder over a group of documents and lays their states end to end.

Rows are padded to a few fixed lengths, because free shapes are ten times slower on a CPU.
"""
from dataclasses import dataclass

import numpy as np
import torch

import model as M

LENGTHS = (32, 64, 96, 128, 192, 256, 384, 512)
CLS, SEP, MASK = 101, 102, 103


@dataclass
class States:
    table: torch.Tensor   # [pieces of all documents, DIM]
    sums: torch.Tensor    # [pieces + 1, DIM], running sums of table
    c: torch.Tensor       # [documents, DIM]
    offset: list          # first piece of each document in table
    bands: list           # (scores [rows, labels, n, WIDTH], [(document, first piece, end)] a row)


def encode(reader, docs, autocast=True):
    rows = [(k, a, b) for k, d in enumerate(docs) for a, b in d.windows]
    by_length = {}
    for r in rows:
        by_length.setdefault(next(x for x in LENGTHS if r[2] - r[1] + 2 <= x), []).append(r)
    offset = np.concatenate([[0], np.cumsum([d.n for d in docs])]).tolist()
    flat, where, cls, owner, bands = [], [], [], [], []
    for length, group in sorted(by_length.items()):
        ids = torch.zeros(len(group), length, dtype=torch.long)
        mask = torch.zeros(len(group), length, dtype=torch.bool)
        for i, (k, a, b) in enumerate(group):
            ids[i, :b - a + 2] = torch.tensor([CLS] + docs[k].ids[a:b] + [SEP])
            mask[i, :b - a + 2] = True
        if reader.training and reader.mask_rate:
            ids = hide(ids, reader.mask_rate)
        with torch.autocast("cpu", torch.bfloat16, enabled=autocast):
            x = reader.encode(ids, mask)
            pieces = reader.drop(x[:, 1:-1], reader.hidden_dropout)
            band = reader.span_scores(pieces)
        x, pieces = x.float(), pieces.float()
        bands.append((band, group))
        for i, (k, a, b) in enumerate(group):
            flat.append(pieces[i, :b - a])
            where.append(offset[k] + a)
            cls.append(x[i, 0])
            owner.append(k)
    order = np.argsort(where)
    table = torch.cat([flat[k] for k in order])
    sums = torch.cat([table.new_zeros(1, M.DIM), table.cumsum(0)])
    return States(table, sums, M.segment_mean(torch.stack(cls), torch.tensor(owner), len(docs)), offset, bands)


def hide(ids, rate):
    """Training only: every other row has a share of its pieces replaced by [MASK]."""
    hit = (torch.rand(ids.shape) < rate) & (torch.rand(len(ids), 1) < 0.5) & (ids > 999)
    return ids.masked_fill(hit, MASK)


def valid_ends(d, a, b, n):
    """[n, WIDTH] bool: spans from piece a+i that stay within their sentence and the row."""
    end = np.zeros(n, np.int64)
    for k in range(a, b):
        end[k - a] = d.sentence_range[d.sentence_of[k]][1] - a
    return np.arange(n)[:, None] + np.arange(M.WIDTH)[None, :] < end[:, None]


def candidates(states, docs, threshold):
    """For each document the spans over a threshold (one for all labels, or a list): [(score, label, start, end)]."""
    out = [[] for _ in docs]
    thr = torch.as_tensor(threshold, dtype=torch.float32).reshape(-1, 1, 1) if not isinstance(threshold, float) else threshold
    for band, group in states.bands:
        for i, (k, a, b) in enumerate(group):
            s = band[i].detach()
            ok = torch.from_numpy(valid_ends(docs[k], a, b, s.shape[1]))
            lab, start, width = torch.nonzero((s >= thr) & ok, as_tuple=True)
            for score, l, j, w in zip(s[lab, start, width].tolist(), lab.tolist(), start.tolist(), width.tolist()):
                out[k].append((score, l, a + j, a + j + w + 1))
    return out


def pick(spans):
    """Greedy by score, no two overlapping spans of one label."""
    kept = {}
    for score, l, a, b in sorted(spans, key=lambda s: (-s[0], s[2], s[3], s[1])):
        if all(b <= x or a >= y for _, x, y in kept.setdefault(l, [])):
            kept[l].append((score, a, b))
    return kept
