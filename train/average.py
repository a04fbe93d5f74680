#!/usr/bin/env python3
"""Average the weights of checkpoints of one line of runs. usage: average.py OUT CHECKPOINT CHECKPOINT..."""
import sys

import torch


def main():
    states = [torch.load(p, weights_only=True)["reader"] for p in sys.argv[2:]]
    torch.save({"reader": {k: sum(s[k] for s in states) / len(states) for k in states[0]}}, sys.argv[1])


if __name__ == "__main__":
    main()
