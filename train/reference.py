"""The forward pass in plain numpy over the stored weights: what C must agree with to 1e-3. No torch. MODEL.md in code."""
import numpy as np

import container
import features
import labels as L

DIM, LAYERS, HEADS, KEY, WIDTH, CLS, SEP = 384, 6, 12, 48, 24, 101, 102
N_SPANS = len(L.SPANS)

# erf by Abramowitz and Stegun would be too coarse; numpy has none, so math.erf over the elements.
_erf = np.vectorize(__import__("math").erf, otypes=[np.float64])


def gelu(x):
    return (x * 0.5 * (1 + _erf(x / np.sqrt(2.0)))).astype(np.float32)


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


class Reference:
    def __init__(self, path):
        self.w = container.read(path)

    def linear(self, x, name):
        return x @ self.w[name + ".weight"].T + self.w[name + ".bias"]

    def norm(self, x, name):
        x = x - x.mean(-1, keepdims=True)
        return x / np.sqrt((x * x).mean(-1, keepdims=True) + 1e-12) * self.w[name + ".weight"] + self.w[name + ".bias"]

    def layers(self, ids):
        """States after the embedding and after each layer of one window (ids with [CLS] and [SEP])."""
        w, n = self.w, len(ids)
        x = self.norm(w["embed.word"][ids] + w["embed.position"][:n] + w["embed.type"], "embed.norm")
        out = [x]
        for k in range(LAYERS):
            l = f"layer.{k}."
            q, key, v = np.moveaxis(self.linear(x, l + "attn.qkv").reshape(n, 3, HEADS, DIM // HEADS), 1, 0).swapaxes(1, 2)
            a = softmax(q @ key.swapaxes(1, 2) / np.sqrt(np.float32(DIM // HEADS))) @ v
            x = self.norm(x + self.linear(a.swapaxes(0, 1).reshape(n, DIM), l + "attn.out"), l + "attn.norm")
            x = self.norm(x + self.linear(gelu(self.linear(x, l + "ffn.up")), l + "ffn.down"), l + "ffn.norm")
            out.append(x)
        return out

    def encode(self, d):
        """Document -> h [n, DIM], c [DIM]."""
        states = [self.layers(np.array([CLS] + d.ids[a:b] + [SEP]))[-1] for a, b in d.windows]
        return np.concatenate([s[1:-1] for s in states]), np.mean([s[0] for s in states], 0)

    def span_scores(self, d, h):
        """[labels, n, WIDTH]; -inf where a span would leave its sentence (or, in later spans, the text)."""
        y, n, w = self.linear(h, "span.proj"), len(h), N_SPANS * KEY
        q, k = y[:, :w].reshape(n, N_SPANS, KEY), y[:, w:2 * w].reshape(n, N_SPANS, KEY)
        st, en = y[:, 2 * w:2 * w + N_SPANS], y[:, 2 * w + N_SPANS:]
        out = np.full((N_SPANS, n, WIDTH), -np.inf, np.float32)
        for i in range(n):
            for j in range(i, min(i + WIDTH, d.sentence_range[d.sentence_of[i]][1])):
                out[:, i, j - i] = (q[i] * k[j]).sum(1) / np.sqrt(KEY) + st[i] + en[j] + self.w["span.length"][:, j - i]
        return out

    def vector(self, d, h, label, span):
        a, b = span
        s, e = d.sentence_range[d.sentence_of[a]]
        x = np.concatenate([h[a], h[b - 1], h[a:b].mean(0), h[s:e].mean(0)])
        return gelu(self.linear(x, "vector") + self.w["vector.label"][label])

    def incident(self, mention_vectors, c):
        return gelu(self.linear(np.concatenate([np.mean(mention_vectors, 0), c]), "incident"))

    def background(self, v, row):
        return self.linear(v, "background")[0] + row @ self.w["background.feature"]

    def pairwise(self, name, x, y, row, z=None):
        w = self.w
        u = w[name + ".a"] @ x + w[name + ".b"] @ y + row @ w[name + ".feature"] + w[name + ".bias"]
        u = u + w[name + ".p"] @ (x * (y if z is None else z))
        if z is not None:
            u = u + w[name + ".m"] @ z + w[name + ".q"] @ (x * y)
        return gelu(u) @ w[name + ".out"].T + w[name + ".out_bias"]

    def attributes(self, role, phrases, incident):
        """phrases: (phrase vector, vector of the nearest mention, feature row) -> {attribute: logits}."""
        u = np.mean([gelu(self.linear(np.concatenate([p, incident, m]), "attr." + role) + f @ self.w[f"attr.{role}.feature"])
                     for p, m, f in phrases], 0)
        return {a: self.linear(u, f"attr.{role}.{a}") for a in L.ATTRIBUTES[role]}


def mention_types(ref, vectors, c):
    """Type distributions of single mentions."""
    return [softmax(ref.linear(ref.incident([v], c), "type")) for v in vectors]


__all__ = ["Reference", "mention_types", "softmax", "gelu", "features"]
