#!/usr/bin/env python3
"""The encoder beside ONNX Runtime's, on the same weights, the same pieces, one thread, in one run.

usage: bench/onnx_peer.py [--bench build/release/bench/encoder_limit] [--model models/reader-1] [--pieces 269] [--runs 40]

Makes a virtual environment (build/bench-venv) with onnx and onnxruntime from PyPI, builds the encoder as an ONNX
graph from weights.bin, fuses it with ONNX Runtime's own BERT optimizer, quantises it dynamically to int8, checks
the f32 graph against tests/vectors, then times f32, int8 and int8 of the fused graph, with encoder_limit before
and after. Processor time, fastest run. Where the packages cannot be had it says so and ends with 0.
"""
import argparse
import logging
import os
import struct
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, "build", "bench-venv")
PACKAGES = ["onnxruntime==1.20.1", "onnx==1.17.0", "numpy==1.26.4", "sympy==1.13.3"]
DIM, HEADS, CLS, SEP = 384, 12, 101, 102


def enter_venv():
    """Runs this script again inside the environment, made on the first run."""
    python = os.path.join(VENV, "bin", "python")
    if os.path.realpath(sys.prefix) == os.path.realpath(VENV):
        return
    try:
        if not os.path.exists(python):
            subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *PACKAGES], check=True)
    except (OSError, subprocess.CalledProcessError) as failure:
        print(f"skipped: ONNX Runtime cannot be installed here ({failure})")
        sys.exit(0)
    os.execv(python, [python, os.path.abspath(__file__), *sys.argv[1:]])


enter_venv()
import numpy as np  # noqa: E402
import onnx  # noqa: E402
import onnxruntime as ort  # noqa: E402
from onnx import TensorProto, helper, numpy_helper  # noqa: E402
from onnxruntime.quantization import QuantType, quantize_dynamic  # noqa: E402
from onnxruntime.transformers import optimizer  # noqa: E402


def read_tensors(path):
    """weights.bin (src/nn/weights.c draws it) as f32 arrays by name."""
    data, tensors = open(path, "rb").read(), {}
    entry = struct.Struct("<64sII4IQQQ24s")
    for i in range(struct.unpack_from("<I", data, 12)[0]):
        name, kind, n_dims, *dims, offset, size, scale, _ = entry.unpack_from(data, 64 + i * entry.size)
        raw = data[offset:offset + size]
        if kind == 1:
            x = (np.frombuffer(raw, "<u2").astype(np.uint32) << 16).view(np.float32)
        elif kind == 2:
            x = np.frombuffer(raw, np.int8).astype(np.float32).reshape(dims[0], -1)
            x = x * np.frombuffer(data, "<f4", dims[0], scale)[:, None]
        else:
            x = np.frombuffer(raw, "<f4" if kind == 0 else "<i4")
        tensors[name.rstrip(b"\0").decode()] = x.reshape(dims[:n_dims])
    return tensors


class Graph:
    """Nodes in the shapes that ONNX Runtime's optimizer knows from exported BERT models."""

    def __init__(self, tensors):
        self.tensors, self.nodes, self.constants, self.n = tensors, [], {}, 0

    def constant(self, name, value):
        if name not in self.constants:
            self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def node(self, kind, *inputs, **attributes):
        self.n += 1
        out = f"{kind}_{self.n}"
        self.nodes.append(helper.make_node(kind, list(inputs), [out], name=out, **attributes))
        return out

    def linear(self, name, x, rows=slice(None)):
        tag = name if rows == slice(None) else f"{name}.{rows.start}"
        w = self.constant(tag + ".w", self.tensors[name + ".weight"][rows].T)
        b = self.constant(tag + ".b", self.tensors[name + ".bias"][rows])
        return self.node("Add", b, self.node("MatMul", x, w))

    def norm(self, name, x):
        return self.node("LayerNormalization", x, self.constant(name + ".g", self.tensors[name + ".weight"]),
                         self.constant(name + ".b", self.tensors[name + ".bias"]), axis=-1, epsilon=1e-12)

    def heads(self, x, order):
        shape = self.constant("heads", np.array([0, 0, HEADS, DIM // HEADS], np.int64))
        return self.node("Transpose", self.node("Reshape", x, shape), perm=order)

    def layer(self, k, x):
        qkv = f"layer.{k}.attn.qkv"
        q = self.heads(self.linear(qkv, x, slice(0, DIM)), [0, 2, 1, 3])
        key = self.heads(self.linear(qkv, x, slice(DIM, 2 * DIM)), [0, 2, 3, 1])
        v = self.heads(self.linear(qkv, x, slice(2 * DIM, 3 * DIM)), [0, 2, 1, 3])
        root = self.constant("root", np.array((DIM / HEADS) ** 0.5, np.float32))
        scores = self.node("Softmax", self.node("Div", self.node("MatMul", q, key), root), axis=-1)
        mixed = self.node("Transpose", self.node("MatMul", scores, v), perm=[0, 2, 1, 3])
        mixed = self.node("Reshape", mixed, self.constant("flat", np.array([0, 0, DIM], np.int64)))
        x = self.norm(f"layer.{k}.attn.norm", self.node("Add", self.linear(f"layer.{k}.attn.out", mixed), x))
        up = self.linear(f"layer.{k}.ffn.up", x)
        erf = self.node("Erf", self.node("Div", up, self.constant("sqrt2", np.array(2 ** 0.5, np.float32))))
        gate = self.node("Mul", up, self.node("Add", erf, self.constant("one", np.array(1, np.float32))))
        middle = self.node("Mul", gate, self.constant("half", np.array(0.5, np.float32)))
        return self.norm(f"layer.{k}.ffn.norm", self.node("Add", self.linear(f"layer.{k}.ffn.down", middle), x))

    def model(self, rows):
        t = self.tensors
        words = self.node("Gather", self.constant("words", t["embed.word"]), "ids")
        places = self.constant("places", t["embed.position"][:rows] + t["embed.type"])
        x = self.norm("embed.norm", self.node("Add", words, places))
        for k in range(6):
            x = self.layer(k, x)
        self.nodes.append(helper.make_node("Identity", [x], ["hidden"]))
        graph = helper.make_graph(self.nodes, "encoder", [helper.make_tensor_value_info("ids", TensorProto.INT64, [1, rows])],
                                  [helper.make_tensor_value_info("hidden", TensorProto.FLOAT, [1, rows, DIM])],
                                  list(self.constants.values()))
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def session(path):
    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_ALL
    return ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def time_session(path, ids, runs):
    s, best = session(path), 1e9
    for _ in range(runs):
        start = time.process_time()
        s.run(None, {"ids": ids})
        best = min(best, time.process_time() - start)
    return best


def check(tensors, folder):
    """Largest difference of the f32 graph from the reference vector of 60 pieces."""
    vectors = read_tensors(os.path.join(ROOT, "tests", "vectors", "encoder.bin"))
    ids = np.array([[CLS, *vectors["t60.ids"].astype(np.int64), SEP]])
    path = os.path.join(folder, "check.onnx")
    onnx.save(Graph(tensors).model(ids.shape[1]), path)
    hidden = session(path).run(None, {"ids": ids})[0][0]
    return float(np.abs(hidden[0] - vectors["t60.cls"]).max())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bench", default=os.path.join(ROOT, "build", "release", "bench", "encoder_limit"))
    parser.add_argument("--model", default=os.path.join(ROOT, "models", "reader-1"))
    parser.add_argument("--pieces", type=int, default=269)
    parser.add_argument("--runs", type=int, default=40)
    args = parser.parse_args()
    logging.disable(logging.WARNING)  # advice about pre-processing, which opt_level=0 makes needless
    ours = [args.bench, "--arithmetic", "int8", "--model", args.model, "--pieces", str(args.pieces), "--runs", str(args.runs)]
    tensors = read_tensors(os.path.join(args.model, "weights.bin"))
    print(subprocess.run(ours, capture_output=True, text=True, check=True).stdout, end="")
    with tempfile.TemporaryDirectory() as folder:
        gap = check(tensors, folder)
        print(f"ONNX graph f32 against tests/vectors: {gap:.1e}")
        if gap > 1e-3:
            sys.exit("the ONNX graph computes something else: no comparison")
        rows = args.pieces + 2
        paths = {k: os.path.join(folder, k.replace(" ", "_") + ".onnx") for k in ("f32", "int8", "fused f32", "fused int8")}
        onnx.save(Graph(tensors).model(rows), paths["f32"])
        fused = optimizer.optimize_model(paths["f32"], model_type="bert", num_heads=HEADS, hidden_size=DIM, opt_level=0)
        fused.save_model_to_file(paths["fused f32"])
        for kind in ("", "fused "):
            quantize_dynamic(paths[kind + "f32"], paths[kind + "int8"], weight_type=QuantType.QInt8, per_channel=True,
                             extra_options={"DefaultTensorType": TensorProto.FLOAT})
        ids = (2000 + (np.arange(rows) * 7919) % 20000).astype(np.int64)[None]
        print(f"ONNX Runtime {ort.__version__}, one thread, fused operators: {fused.get_fused_operator_statistics()}")
        for name, path in paths.items():
            seconds = time_session(path, ids, args.runs)
            print(f"ONNX Runtime {name:11} {seconds * 1e3:8.3f} ms  {1 / seconds:7.1f} reports/s")
    print(subprocess.run(ours, capture_output=True, text=True, check=True).stdout, end="")


main()
