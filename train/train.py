#!/usr/bin/env python3
"""Train the reader on annotated reports. One core, resumable: every epoch is saved.

usage: train.py --out DIR --bert FOLDER --data FOLDER [--epochs N] [--init CHECKPOINT] [--sentences FILE] ...
"""
import argparse
import os
import random
import time

import torch

import data
import loss
import model as M


def arguments():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("--out", required=True)
    ap.add_argument("--bert", required=True, help="folder with model.safetensors and tokenizer.json")
    ap.add_argument("--data", required=True, help="folder with texts.jsonl, gold.jsonl, dev.txt")
    ap.add_argument("--extra", nargs="*", default=[], metavar="TEXTS:GOLD:WEIGHT", help="further sets, of lower weight")
    ap.add_argument("--extra-share", type=float, default=1.0, help="share of the further sets seen in an epoch")
    ap.add_argument("--sentences", help="sentences of the C program; default: segment.py")
    ap.add_argument("--init", help="start from this checkpoint instead of MiniLM")
    ap.add_argument("--epochs", type=int, default=7)
    ap.add_argument("--stop-after", type=int, default=0, help="leave after this many epochs of the schedule")
    ap.add_argument("--lr", type=float, default=2e-4)
    ap.add_argument("--head-lr", type=float, default=1e-3)
    ap.add_argument("--warm-up", type=float, default=0.1)
    ap.add_argument("--pieces", type=int, default=1000, help="pieces a step")
    ap.add_argument("--false-from", type=int, default=2, help="epoch from which the model's own wrong spans are negatives")
    ap.add_argument("--ema", type=float, default=0.0, help="decay of the averaged weights; 0: none")
    ap.add_argument("--dropout", type=float, default=0.15, help="in the heads")
    ap.add_argument("--mask", type=float, default=0.0, help="share of pieces hidden in every other row")
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--threads", type=int, default=1)
    return ap.parse_args()


def documents(a):
    encoder = data.Encoder(os.path.join(a.bert, "tokenizer.json"), a.sentences)
    dev = set(open(os.path.join(a.data, "dev.txt")).read().split())
    docs, further = data.load(encoder, os.path.join(a.data, "texts.jsonl"), os.path.join(a.data, "gold.jsonl"), without=dev), []
    for spec in a.extra:
        texts, gold, weight = spec.split(":")
        more = data.load(encoder, texts, gold, without=dev)
        for d in more:
            d.weight = float(weight)
        further += more
    return docs, further


def optimizer(reader, a):
    groups = {}
    for name in reader.names:
        if name == "embed.word":
            continue
        encoder, decay = M.is_encoder(name), reader.p(name).dim() > 1 and "position" not in name
        groups.setdefault((encoder, decay), []).append(reader.p(name))
    return torch.optim.AdamW([{"params": p, "lr": a.lr if e else a.head_lr, "base": a.lr if e else a.head_lr,
                               "weight_decay": 0.01 if d else 0.0} for (e, d), p in groups.items()], betas=(0.9, 0.98), eps=1e-6)


def save(path, **state):
    torch.save(state, path + ".part")
    os.replace(path + ".part", path)


def main():
    a = arguments()
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    rng = random.Random(a.seed)
    os.makedirs(a.out, exist_ok=True)
    docs, further = documents(a)
    epoch_docs = lambda rng: docs + rng.sample(further, int(len(further) * a.extra_share))
    log = open(os.path.join(a.out, "log.txt"), "a")
    say = lambda text: (print(text, flush=True), log.write(text + "\n"), log.flush())
    reader = M.Reader(M.bert_weights(os.path.join(a.bert, "model.safetensors")), a.dropout)
    if a.init:
        reader.load_state_dict(torch.load(a.init, weights_only=True)["reader"])
    opt = optimizer(reader, a)
    total = a.epochs * len(data.steps(epoch_docs(random.Random(0)), a.pieces, random.Random(0)))
    average = {n: p.detach().clone() for n, p in reader.named_parameters() if p.requires_grad} if a.ema else None
    done, first = 0, 0
    last = os.path.join(a.out, "last.pt")
    if os.path.exists(last):
        s = torch.load(last, weights_only=True)
        reader.load_state_dict(s["model"])
        opt.load_state_dict(s["optimizer"])
        done, first, average = s["done"], s["epoch"], s["average"]
        rng.seed(a.seed + 1000 * first)
    say(f"{len(docs)} + {len(further)} documents, {sum(d.n for d in docs)} + {sum(d.n for d in further)} pieces, {total} steps, from epoch {first}; {vars(a)}")
    reader.train()
    reader.mask_rate = a.mask
    for epoch in range(first, a.stop_after or a.epochs):
        start, sums, count = time.time(), {}, 0
        for group in data.steps(epoch_docs(rng), a.pieces, rng):
            scale = min(1.0, (done + 1) / max(1, a.warm_up * total)) * max(0.0, 1 - max(0.0, done - a.warm_up * total) / (total * (1 - a.warm_up)))
            for g in opt.param_groups:
                g["lr"] = g["base"] * scale
            value, parts = loss.step_loss(reader, group, rng, epoch >= a.false_from)
            opt.zero_grad(set_to_none=True)
            (value / 4).backward()
            torch.nn.utils.clip_grad_norm_(reader.parameters(), 5.0)
            opt.step()
            done += 1
            if average:
                rate = min(a.ema, (1 + done) / (10 + done))
                with torch.no_grad():
                    for n, p in reader.named_parameters():
                        if n in average:
                            average[n].lerp_(p, 1 - rate)
            count += len(group)
            for k, x in parts.items():
                sums[k] = sums.get(k, 0) + x
            if done % 20 == 0:
                say(f"  step {done}/{total} {time.time() - start:.0f}s " + " ".join(f"{k} {x / count:.3f}" for k, x in sums.items()))
        say(f"epoch {epoch + 1}: {time.time() - start:.0f}s " + " ".join(f"{k} {x / count:.3f}" for k, x in sums.items()))
        weights = dict(reader.state_dict())
        save(last, model=weights, optimizer=opt.state_dict(), done=done, epoch=epoch + 1, average=average)
        if average:
            weights = {**weights, **average}
        save(os.path.join(a.out, f"epoch-{epoch + 1}.pt"), reader=weights, args=vars(a), epoch=epoch + 1)


if __name__ == "__main__":
    main()
