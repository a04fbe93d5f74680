"""The reader in PyTorch: encoder, span scorer, pair scorers, attribute heads. MODEL.md is its specification.

Parameters carry the names of MODEL.md (with "/" for "." inside torch), so that export is a loop. A step works on many documents at
once: their pieces lie one after the other in one table of states, and every head gets index lists into it.
"""
import math

import torch
import torch.nn.functional as F
from torch import nn

import features
import labels as L

DIM, LAYERS, HEADS, FFN, VOCAB = 384, 6, 12, 1536, 30522
VECTOR, HIDDEN, KEY, WIDTH = 192, 128, 48, 24
N_SPANS = len(L.SPANS)


def shapes():
    """Name -> shape of every tensor, encoder first."""
    s = {"embed.word": (VOCAB, DIM), "embed.position": (512, DIM), "embed.type": (DIM,)}
    norm = lambda name: s.update({name + ".weight": (DIM,), name + ".bias": (DIM,)})
    linear = lambda name, o, i: s.update({name + ".weight": (o, i), name + ".bias": (o,)})
    norm("embed.norm")
    for n in range(LAYERS):
        p = f"layer.{n}."
        linear(p + "attn.qkv", 3 * DIM, DIM), linear(p + "attn.out", DIM, DIM), norm(p + "attn.norm")
        linear(p + "ffn.up", FFN, DIM), linear(p + "ffn.down", DIM, FFN), norm(p + "ffn.norm")
    linear("span.proj", N_SPANS * (2 * KEY + 2), DIM)
    s["span.length"] = (N_SPANS, WIDTH)
    linear("vector", VECTOR, 4 * DIM)
    s["vector.label"] = (N_SPANS, VECTOR)
    linear("incident", VECTOR, VECTOR + DIM)
    for name, classes in L.INCIDENT_HEADS.items():
        linear(name, len(classes), VECTOR)
    linear("real", 1, VECTOR), linear("background", 1, VECTOR)
    s["background.feature"] = (features.N_BACKGROUND,)
    for name, rows, extra, out in (("pair", features.N_PAIR, "", 1), ("group", features.N_GROUP, "", 1),
                                   ("link", features.N_LINK, "mq", 1),
                                   ("relation", features.N_RELATION, "", len(L.RELATIONS))):
        for m in "abp" + extra:
            s[f"{name}.{m}"] = (HIDDEN, VECTOR)
        s.update({name + ".feature": (rows, HIDDEN), name + ".bias": (HIDDEN,),
                  name + ".out": (out, HIDDEN) if out > 1 else (HIDDEN,), name + ".out_bias": (out,)})
    for role, heads in L.ATTRIBUTES.items():
        linear(f"attr.{role}", HIDDEN, 3 * VECTOR)
        s[f"attr.{role}.feature"] = (features.N_ATTRIBUTE, HIDDEN)
        for a, classes in heads.items():
            linear(f"attr.{role}.{a}", len(classes), HIDDEN)
    return s


def is_encoder(name):
    return name.startswith(("embed.", "layer."))


def bert_weights(path):
    """MiniLM's own tensors under our names."""
    from safetensors.torch import load_file
    t = load_file(path)
    w = {"embed.word": t["embeddings.word_embeddings.weight"], "embed.position": t["embeddings.position_embeddings.weight"],
         "embed.type": t["embeddings.token_type_embeddings.weight"][0]}
    for x in ("weight", "bias"):
        w["embed.norm." + x] = t["embeddings.LayerNorm." + x]
        for n in range(LAYERS):
            old, new = f"encoder.layer.{n}.", f"layer.{n}."
            w[new + "attn.qkv." + x] = torch.cat([t[f"{old}attention.self.{k}.{x}"] for k in ("query", "key", "value")])
            for a, b in (("attn.out", "attention.output.dense"), ("attn.norm", "attention.output.LayerNorm"),
                         ("ffn.up", "intermediate.dense"), ("ffn.down", "output.dense"), ("ffn.norm", "output.LayerNorm")):
                w[f"{new}{a}.{x}"] = t[f"{old}{b}.{x}"]
    return {k: v.float().contiguous() for k, v in w.items()}


def int8_rows(table):
    """The word table as it will be stored: whole numbers times a scale a row."""
    scale = table.abs().amax(1, keepdim=True).clamp_min(1e-12) / 127
    return torch.round(table / scale).clamp(-127, 127), scale


class Reader(nn.Module):
    def __init__(self, bert=None, dropout=0.15, hidden_dropout=0.1):
        super().__init__()
        self.dropout, self.hidden_dropout, self.mask_rate = dropout, hidden_dropout, 0.0
        self.names = list(shapes())
        for name, shape in shapes().items():
            self.register_parameter(name.replace(".", "/"), nn.Parameter(self.start(name, shape)))
        if bert:
            for name, value in bert.items():
                self.p(name).data.copy_(value)
            q, scale = int8_rows(self.p("embed.word").data)
            self.p("embed.word").data.copy_(q * scale)
        self.p("embed.word").requires_grad_(False)

    @staticmethod
    def start(name, shape):
        if name == "span.length":
            return torch.full(shape, -4.0)
        if "norm.weight" in name:
            return torch.ones(shape)
        if len(shape) == 1 and not name.endswith(".out"):
            return torch.zeros(shape)
        if name.endswith((".feature", ".label")):
            return torch.randn(shape) * 0.02
        return torch.randn(shape) / math.sqrt(shape[-1]) * (0.7 if name.startswith("span.proj") else 1.0)

    def p(self, name):
        return getattr(self, name.replace(".", "/"))

    def linear(self, x, name):
        return F.linear(x, self.p(name + ".weight"), self.p(name + ".bias"))

    def drop(self, x, rate=None):
        return F.dropout(x, self.dropout if rate is None else rate, self.training)

    def encode(self, ids, mask):
        """ids, mask [rows, length] -> final states [rows, length, DIM]."""
        b, n = ids.shape
        norm = lambda x, name: F.layer_norm(x, (DIM,), self.p(name + ".weight"), self.p(name + ".bias"), 1e-12)
        x = F.embedding(ids, self.p("embed.word")) + self.p("embed.position")[:n] + self.p("embed.type")
        x = self.drop(norm(x, "embed.norm"), self.hidden_dropout)
        bias = torch.zeros(b, 1, 1, n).masked_fill_(~mask[:, None, None, :], -1e4) if not bool(mask.all()) else None
        for k in range(LAYERS):
            l = f"layer.{k}."
            qkv = self.linear(x, l + "attn.qkv").view(b, n, 3, HEADS, DIM // HEADS).permute(2, 0, 3, 1, 4)
            scores = (qkv[0] / math.sqrt(DIM // HEADS)) @ qkv[1].transpose(2, 3)  # faster here than torch's fused one, both ways
            a = (scores if bias is None else scores + bias.to(scores.dtype)).softmax(-1).to(qkv.dtype) @ qkv[2]
            a = self.linear(a.transpose(1, 2).reshape(b, n, DIM), l + "attn.out")
            x = norm(x + self.drop(a, self.hidden_dropout), l + "attn.norm")
            f = self.linear(F.gelu(self.linear(x, l + "ffn.up")), l + "ffn.down")
            x = norm(x + self.drop(f, self.hidden_dropout), l + "ffn.norm")
        return x

    def span_scores(self, x):
        """States [rows, n, DIM] of pieces -> [rows, labels, n, WIDTH]; last pieces beyond n are scored as if at n-1 (mask them)."""
        b, n, _ = x.shape
        y = self.linear(x, "span.proj")
        w = N_SPANS * KEY
        q = y[..., :w].view(b, n, N_SPANS, KEY).transpose(1, 2)
        k = y[..., w:2 * w].view(b, n, N_SPANS, KEY).transpose(1, 2)
        st, en = y[..., 2 * w:2 * w + N_SPANS].transpose(1, 2), y[..., 2 * w + N_SPANS:].transpose(1, 2)
        full = (q @ k.transpose(2, 3)).float() / math.sqrt(KEY) + en.float()[:, :, None, :]
        last = (torch.arange(n)[:, None] + torch.arange(WIDTH)[None, :]).clamp_max(n - 1)
        band = full.gather(3, last.expand(b, N_SPANS, n, WIDTH))
        return band + st.float()[..., None] + self.p("span.length")[None, :, None, :]

    def vectors(self, table, sums, spans):
        """spans: int tensor [m, 5] of label, start, end, sentence start, sentence end in the step's table of states."""
        if not len(spans):
            return table.new_zeros(0, VECTOR)
        lab, i, j, a, z = spans.unbind(1)
        mean = (sums[j] - sums[i]) / (j - i)[:, None]
        sentence = (sums[z] - sums[a]) / (z - a)[:, None]
        x = torch.cat([table[i], table[j - 1], mean, sentence], 1)
        return self.drop(F.gelu(self.linear(x, "vector") + self.p("vector.label")[lab]))

    def incident(self, mention_mean, c):
        return self.drop(F.gelu(self.linear(torch.cat([mention_mean, c], 1), "incident")))

    def pairwise(self, name, x, y, rows, z=None):
        """Scores of aligned rows x, y (and z): [m] or, for relation, [m, 5]."""
        p = self.p
        u = F.linear(x, p(name + ".a")) + F.linear(y, p(name + ".b")) + rows @ p(name + ".feature") + p(name + ".bias")
        u = u + F.linear(x * (y if z is None else z), p(name + ".p"))
        if z is not None:
            u = u + F.linear(z, p(name + ".m")) + F.linear(x * y, p(name + ".q"))
        u = self.drop(F.gelu(u))
        out = p(name + ".out")
        return F.linear(u, out, p(name + ".out_bias")) if out.dim() == 2 else u @ out + p(name + ".out_bias")

    def attribute_hidden(self, role, phrase, incident, mention, rows):
        x = torch.cat([phrase, incident, mention], 1)
        return F.gelu(self.linear(x, "attr." + role) + rows @ self.p(f"attr.{role}.feature"))


def segment_mean(x, index, n):
    """Mean of the rows of x that share an index, [n, width]."""
    total = x.new_zeros(n, x.shape[1]).index_add(0, index, x)
    count = x.new_zeros(n).index_add(0, index, x.new_ones(len(index)))
    return total / count.clamp_min(1)[:, None]
