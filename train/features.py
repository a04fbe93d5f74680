"""Hand features of the pair scorers, from piece positions alone (no torch, no text).

MODEL.md defines every row; this file is the definition in code, shared by training and the reference. A span is a half-open
pair of piece indices (start, end). Each function returns a float32 row: 1 where a feature holds, 0 elsewhere (and one real
value, the agreement of predicted types). Rows are summed out of a learnt table by a matrix product.
"""
import numpy as np

BOUNDS = (2, 5, 10, 20, 40, 80, 160)  # bucket k holds gaps below BOUNDS[k] and not below BOUNDS[k-1]; 7 is the rest
SENTENCE_BOUNDS = (1, 2, 3, 5, 10)
COUNT_BOUNDS = (2, 3, 4, 6)  # 1, 2, 3, 4-5, 6 and more

N_PAIR, N_GROUP, N_LINK, N_RELATION, N_BACKGROUND, N_ATTRIBUTE = 23, 31, 160, 9, 7, 24


def bucket(value, bounds):
    """Index of the first bound above value; len(bounds) if there is none."""
    for k, bound in enumerate(bounds):
        if value < bound:
            return k
    return len(bounds)


def gap(a, b):
    """Pieces between two spans; -1 if they overlap or nest."""
    if a[1] <= b[0]:
        return b[0] - a[1]
    if b[1] <= a[0]:
        return a[0] - b[1]
    return -1


def side(a, m):
    """Signed distance class of span a seen from span m: 0 overlap, 1-8 a after m, 9-16 a before m."""
    g = gap(a, m)
    if g < 0:
        return 0
    return (1 if a[0] >= m[1] else 9) + bucket(g, BOUNDS)


class Layout:
    """Where the pieces of a document stand: ids, sentence of each piece, ids that count as function words."""

    def __init__(self, ids, sentence_of, stop_ids):
        self.ids, self.sentence_of, self.stop_ids = ids, sentence_of, stop_ids
        self.n_sentences = (sentence_of[-1] + 1) if len(sentence_of) else 0

    def sentence(self, span):
        return self.sentence_of[span[0]]

    def content(self, span):
        return set(self.ids[span[0]:span[1]]) - self.stop_ids


def pair_row(layout, a, b, same_type):
    """Two mentions, a before b by (start, end). same_type: dot product of their predicted type distributions."""
    f = np.zeros(N_PAIR, np.float32)
    fill_strings(f, layout, a, b)
    f[22] = same_type
    return f


def group_row(layout, a, b, label):
    """Two phrases of one role, a before b; label is the index in labels.SPANS."""
    f = np.zeros(N_GROUP, np.float32)
    fill_strings(f, layout, a, b)
    if label > 0:
        f[22 + label] = 1  # rows 23-30
    return f


def fill_strings(f, layout, a, b):
    """Rows 0-21: distance, sentences apart, and what the two strings of pieces share."""
    g = gap(a, b)
    f[0 if g < 0 else 1 + bucket(g, BOUNDS)] = 1
    f[9 + bucket(abs(layout.sentence(b) - layout.sentence(a)), SENTENCE_BOUNDS)] = 1
    ids_a, ids_b = layout.ids[a[0]:a[1]], layout.ids[b[0]:b[1]]
    set_a, set_b = layout.content(a), layout.content(b)
    common = len(set_a & set_b)
    f[15] = list(ids_a) == list(ids_b)
    f[16] = common > 0 and common == min(len(set_a), len(set_b))
    f[17] = ids_a[-1] == ids_b[-1]
    f[18 + min(common, 3)] = 1


def nearest_mention(mentions, span):
    """Index of the mention with the least gap to span; the first of equals in the given order."""
    gaps = [gap(span, m) for m in mentions]
    return gaps.index(min(gaps))


def link_rows(layout, span, label, incidents):
    """One argument against all incidents: ([n_incidents, N_LINK], the nearest mention of each incident).

    incidents: lists of mention spans, each in text order, the incidents in order of their first mention.
    """
    n = len(incidents)
    rows = np.zeros((n, N_LINK), np.float32)
    here = layout.sentence(span)
    nearest = [mentions[nearest_mention(mentions, span)] for mentions in incidents]
    gaps = [gap(span, m) for m in nearest]
    inside = [any(layout.sentence(m) == here for m in mentions) for mentions in incidents]
    n_inside = sum(inside)
    for k in range(n):
        f = rows[k]
        apart = max(-3, min(3, here - layout.sentence(nearest[k]))) + 3
        size = bucket(n, COUNT_BOUNDS)
        f[label] = 1
        f[9 + side(span, nearest[k])] = 1
        f[26 + apart] = 1
        f[33] = gaps[k] == min(gaps)
        f[34] = inside[k] and n_inside == 1
        f[35] = n_inside == 0
        f[36 + size] = 1
        f[41 + 7 * label + apart] = 1
        f[104 + 5 * label + size] = 1
        f[149 + min(n_inside, 3)] = 1
        f[153] = here == 0
        f[154] = here == layout.n_sentences - 1
        f[155 + min(k, 4)] = 1
    return rows, nearest


def attribute_row(layout, span, mention):
    """One phrase of an argument against the incident's mention nearest to it."""
    f = np.zeros(N_ATTRIBUTE, np.float32)
    f[side(span, mention)] = 1
    f[17 + max(-3, min(3, layout.sentence(span) - layout.sentence(mention))) + 3] = 1
    return f


def background_row(layout, incidents, k):
    f = np.zeros(N_BACKGROUND, np.float32)
    f[min(k, 4)] = 1
    f[5] = len(incidents) == 1
    f[6] = layout.sentence(incidents[k][0]) == 0
    return f


def relation_row(layout, incidents, x, y):
    """Ordered pair of incidents, "x stands in the relation to y"."""
    f = np.zeros(N_RELATION, np.float32)
    f[0 if x < y else 1] = 1
    apart = min(abs(layout.sentence(a) - layout.sentence(b)) for a in incidents[x] for b in incidents[y])
    f[2 + bucket(apart, SENTENCE_BOUNDS)] = 1
    f[8] = abs(x - y) == 1
    return f
