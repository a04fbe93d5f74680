"""The training loss of a group of documents. Each term is described where it is added up."""
from collections import defaultdict

import numpy as np
import torch
import torch.nn.functional as F

import features
import forward
import labels as L
import model as M

WEIGHT = {"span": 0.5, "type": 2.0, "mention_type": 0.7, "pair": 2.0, "head": 0.5, "real": 1.0, "link": 2.0, "group": 1.0,
          "attribute": 0.5, "relation": 0.3}


def span_loss(states, docs):
    """log(1 + sum over wrong spans of e^s) + log(1 + sum over right spans of e^-s), a label and window at a time."""
    total = 0.0
    for band, group in states.bands:
        b, l, n, w = band.shape
        truth = np.full((b, l, n, w), -1, np.int8)
        for i, (k, a, z) in enumerate(group):
            d = docs[k]
            truth[i][:, forward.valid_ends(d, a, z, n)] = 0
            for value, spans in ((-1, d.ignored), (1, d.positive)):
                for lab, x, y in spans:
                    if a <= x and y <= z:
                        truth[i, lab, x - a, y - x - 1] = value
        truth = torch.from_numpy(truth).view(b, l, n * w)
        s = band.float().view(b, l, n * w)
        zero = s.new_zeros(b, l, 1)
        low = torch.finfo(s.dtype).min
        neg = torch.cat([zero, s.masked_fill(truth != 0, low)], 2).logsumexp(2)
        pos = torch.cat([zero, (-s).masked_fill(truth != 1, low)], 2).logsumexp(2)
        scale = torch.tensor([docs[k].weight for k, _, _ in group])[:, None]
        total = total + ((neg + pos) * scale).sum()
    return total


class Batch:
    """Collects what the heads must score for a group of documents, then scores all at once."""

    def __init__(self, reader, states, docs, rng, false_spans):
        self.reader, self.states, self.docs, self.rng = reader, states, docs, rng
        self.spans, self.index = [], {}              # rows for Reader.vectors
        self.sets, self.set_doc = [], []             # mention sets -> incident vectors
        self.terms = defaultdict(float)
        self.pairs, self.groups, self.links, self.relations = [], [], [], []
        self.attributes = defaultdict(list)
        self.head_items, self.real_items, self.type_items = [], [], []
        for k, d in enumerate(docs):
            self.document(k, d, false_spans[k] if false_spans else {})

    def span(self, k, label, s):
        key = (k, label, s)
        if key not in self.index:
            d, o = self.docs[k], self.states.offset[k]
            a, z = d.sentence_range[d.sentence_of[s[0]]]
            self.index[key] = len(self.spans)
            self.spans.append((label, o + s[0], o + s[1], o + a, o + z))
        return self.index[key]

    def mention_set(self, k, mentions):
        self.sets.append([self.span(k, 0, m) for m in mentions])
        self.set_doc.append(k)
        return len(self.sets) - 1

    def document(self, k, d, false_spans):
        rng = self.rng
        gold = sorted({m for i in d.incidents for m in i.mentions})
        if rng.random() < 0.4:  # what the decoder meets: some mentions are missing
            chosen = [[m for m in i.mentions if rng.random() > 0.35] or [rng.choice(i.mentions)] for i in d.incidents]
        else:
            chosen = [i.mentions for i in d.incidents]
        order = sorted(range(len(chosen)), key=lambda x: chosen[x][0])
        incidents = [d.incidents[x] for x in order]
        chosen = [chosen[x] for x in order]
        sets = [self.mention_set(k, m) for m in chosen]
        single = {m: self.mention_set(k, [m]) for m in gold}
        n = max(len(incidents), 1)
        self.mention_pairs(k, d, gold, single)
        for x, i in enumerate(incidents):
            row = features.background_row(d.layout, chosen, x)
            self.head_items.append((sets[x], i, row, d.weight))
            self.real_items.append((sets[x], 1.0, d.weight / n))
            for m in i.mentions:
                self.type_items.append((single[m], i.heads["type"], d.weight / len(i.mentions)))
                self.real_items.append((single[m], 1.0, 0.3 * d.weight / len(gold)))
        false_mentions = [s for s in false_spans.get(0, []) if all(features.gap(s, m) >= 0 for m in gold)]
        for s in false_mentions[:6]:
            self.real_items.append((self.mention_set(k, [s]), 0.0, d.weight / max(n, len(false_mentions[:6]))))
        self.arguments(k, d, incidents, chosen, sets, false_spans)
        self.relate(k, d, incidents, chosen, sets)

    def mention_pairs(self, k, d, gold, single):
        together = [{x for x, i in enumerate(d.incidents) if m in i.mentions} for m in gold]
        for a in range(len(gold)):
            for b in range(a + 1, len(gold)):
                row = features.pair_row(d.layout, gold[a], gold[b], 0.0)
                self.pairs.append((self.span(k, 0, gold[a]), self.span(k, 0, gold[b]), row, float(bool(together[a] & together[b])),
                                   d.weight / (len(gold) - 1), single[gold[a]], single[gold[b]]))

    def arguments(self, k, d, incidents, chosen, sets, false_spans):
        if not incidents:
            return
        owners = defaultdict(set)
        for x, i in enumerate(incidents):
            for role, entries in i.arguments.items():
                label = L.SPANS.index(role)
                for spans, attrs in entries:
                    for s in spans:
                        owners[label, s].add(x)
                    if attrs:
                        self.attribute(k, d, role, label, spans, attrs, chosen[x], sets[x])
                if role in L.GROUPED:
                    self.grouping(k, d, label, entries)
        for label in range(1, len(L.SPANS)):
            taken = [s for l, s in owners if l == label]
            extra = [s for s in false_spans.get(label, []) if all(features.gap(s, t) >= 0 for t in taken)]
            for s in extra[:4]:
                owners[label, s] = set()
        for (label, s), own in owners.items():
            rows, nearest = features.link_rows(d.layout, s, label, chosen)
            v = self.span(k, label, s)
            for x in range(len(incidents)):
                self.links.append((v, sets[x], self.span(k, 0, nearest[x]), rows[x], float(x in own), d.weight / len(incidents)))

    def grouping(self, k, d, label, entries):
        spans = sorted((s, e) for e, (ss, _) in enumerate(entries) for s in ss)
        for a in range(len(spans)):
            for b in range(a + 1, len(spans)):
                if spans[a][0] != spans[b][0]:
                    self.groups.append((self.span(k, label, spans[a][0]), self.span(k, label, spans[b][0]),
                                        features.group_row(d.layout, spans[a][0], spans[b][0], label),
                                        float(spans[a][1] == spans[b][1]), d.weight / len(spans) ** 0.5))

    def attribute(self, k, d, role, label, spans, attrs, mentions, set_index):
        phrases = []
        for s in spans:
            m = mentions[features.nearest_mention(mentions, s)]
            phrases.append((self.span(k, label, s), self.span(k, 0, m), features.attribute_row(d.layout, s, m)))
        self.attributes[role].append((phrases, set_index, attrs, d.weight))

    def relate(self, k, d, incidents, chosen, sets):
        for x in range(len(incidents)):
            for y in range(len(incidents)):
                if x != y:
                    other = next((o for o, i in enumerate(d.incidents) if i is incidents[y]), -1)
                    truth = incidents[x].related.get(other, 0)
                    self.relations.append((sets[x], sets[y], features.relation_row(d.layout, chosen, x, y), truth, d.weight / len(incidents)))

    def loss(self):
        r, st = self.reader, self.states
        t = self.terms
        v = r.vectors(st.table, st.sums, torch.tensor(self.spans, dtype=torch.long).reshape(-1, 5))
        if self.sets:
            rows = torch.tensor([s for x in self.sets for s in x])
            owner = torch.tensor([i for i, x in enumerate(self.sets) for _ in x])
            inc = r.incident(M.segment_mean(v[rows], owner, len(self.sets)), st.c[torch.tensor(self.set_doc)])
            self.incident_terms(inc)
            self.pair_terms(v, inc)
            self.attribute_terms(v, inc)
        t["span"] = span_loss(st, self.docs)
        return sum(WEIGHT[k] * x for k, x in t.items()), {k: float(x.detach()) for k, x in t.items()}

    def incident_terms(self, inc):
        r, t = self.reader, self.terms
        if self.head_items:
            x = inc[[i[0] for i in self.head_items]]
            w = torch.tensor([i[3] for i in self.head_items])
            for name in L.INCIDENT_HEADS:
                y = torch.tensor([i[1].heads[name] for i in self.head_items])
                e = (F.cross_entropy(r.linear(x, name), y, reduction="none", ignore_index=-1) * w).sum()
                t["type" if name == "type" else "head"] += e
            logit = r.linear(x, "background")[:, 0] + torch.from_numpy(np.stack([i[2] for i in self.head_items])) @ r.p("background.feature")
            y = torch.tensor([float(i[1].background) for i in self.head_items])
            t["head"] += (F.binary_cross_entropy_with_logits(logit, y, reduction="none") * w).sum()
        if self.type_items:
            y = torch.tensor([i[1] for i in self.type_items])
            e = F.cross_entropy(r.linear(inc[[i[0] for i in self.type_items]], "type"), y, reduction="none", ignore_index=-1)
            t["mention_type"] = (e * torch.tensor([i[2] for i in self.type_items])).sum()
        if self.real_items:
            e = F.binary_cross_entropy_with_logits(r.linear(inc[[i[0] for i in self.real_items]], "real")[:, 0],
                                                   torch.tensor([i[1] for i in self.real_items]), reduction="none")
            t["real"] = (e * torch.tensor([i[2] for i in self.real_items])).sum()

    def pair_terms(self, v, inc):
        r, t = self.reader, self.terms
        rows = lambda items, c: torch.from_numpy(np.stack([i[c] for i in items]))
        col = lambda items, c: torch.tensor([i[c] for i in items])
        if self.pairs:
            kinds = r.linear(inc, "type").softmax(1).detach()
            f = rows(self.pairs, 2).clone()
            f[:, 22] = (kinds[col(self.pairs, 5)] * kinds[col(self.pairs, 6)]).sum(1)
            s = r.pairwise("pair", v[col(self.pairs, 0)], v[col(self.pairs, 1)], f)
            t["pair"] = (F.binary_cross_entropy_with_logits(s, col(self.pairs, 3), reduction="none") * col(self.pairs, 4)).sum()
        if self.groups:
            s = r.pairwise("group", v[col(self.groups, 0)], v[col(self.groups, 1)], rows(self.groups, 2))
            t["group"] = (F.binary_cross_entropy_with_logits(s, col(self.groups, 3), reduction="none") * col(self.groups, 4)).sum()
        if self.links:
            s = r.pairwise("link", v[col(self.links, 0)], inc[col(self.links, 1)], rows(self.links, 3), v[col(self.links, 2)])
            t["link"] = (F.binary_cross_entropy_with_logits(s, col(self.links, 4), reduction="none") * col(self.links, 5)).sum()
        if self.relations:
            s = r.pairwise("relation", inc[col(self.relations, 0)], inc[col(self.relations, 1)], rows(self.relations, 2))
            t["relation"] = (F.cross_entropy(s, col(self.relations, 3), reduction="none") * col(self.relations, 4)).sum()

    def attribute_terms(self, v, inc):
        r, t = self.reader, self.terms
        for role, items in self.attributes.items():
            flat = [(p, s, m, f) for e, (phrases, s, _, _) in enumerate(items) for p, m, f in phrases]
            owner = torch.tensor([e for e, (phrases, _, _, _) in enumerate(items) for _ in phrases])
            col = lambda c: torch.tensor([x[c] for x in flat])
            h = r.attribute_hidden(role, v[col(0)], inc[col(1)], v[col(2)], torch.from_numpy(np.stack([x[3] for x in flat])))
            u = r.drop(M.segment_mean(h, owner, len(items)))
            w = torch.tensor([i[3] for i in items])
            for a in L.ATTRIBUTES[role]:
                y = torch.tensor([i[2].get(a, -1) for i in items])
                t["attribute"] += (F.cross_entropy(r.linear(u, f"attr.{role}.{a}"), y, reduction="none", ignore_index=-1) * w).sum()


def false_spans(states, docs, rng):
    """The model's own wrong spans (score over -2.5), a shuffled list for each label of each document."""
    out = []
    for d, found in zip(docs, forward.candidates(states, docs, -2.5)):
        by_label = defaultdict(list)
        for label, spans in forward.pick([] if d.partial else found).items():
            for _, a, b in spans:
                if (label, a, b) not in d.positive and (label, a, b) not in d.ignored:
                    by_label[label].append((a, b))
            rng.shuffle(by_label[label])
        out.append(by_label)
    return out


def step_loss(reader, docs, rng, use_false):
    states = forward.encode(reader, docs)
    wrong = false_spans(states, docs, rng) if use_false else None
    return Batch(reader, states, docs, rng, wrong).loss()
