"""Reads and writes DLWEIGHT files: named tensors, f32, bf16 or int8 rows with a scale each, little-endian.

Header 64 bytes (magic, version, count, size, XXH3-64 of the rest), one entry of 136 bytes a tensor, then data aligned to 64 bytes.
"""
import struct

import numpy as np
import xxhash

F32, BF16, INT8 = 0, 1, 2
HEADER, ENTRY = struct.Struct("<8sIIQQ32s"), struct.Struct("<64sII4IQQQ24s")


def to_bf16(x):
    """f32 -> the 16 upper bits, rounded to nearest, ties to even."""
    bits = np.ascontiguousarray(x, np.float32).view(np.uint32)
    return ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype(np.uint16)


def from_bf16(x):
    return (x.astype(np.uint32) << 16).view(np.float32)


def write(path, tensors):
    """tensors: list of (name, f32 array, dtype). Returns the checksum."""
    entries, blobs, offset = [], [], align(HEADER.size + ENTRY.size * len(tensors))

    def place(raw):
        nonlocal offset
        start = offset
        blobs.append((start, raw))
        offset = align(start + len(raw))
        return start

    for name, x, dtype in tensors:
        x = np.ascontiguousarray(x, np.float32)
        scale_at = 0
        if dtype == BF16:
            raw = to_bf16(x).tobytes()
        elif dtype == INT8:
            scale = np.maximum(np.abs(x).max(1), 1e-12) / 127
            scale_at = place(scale.astype("<f4").tobytes())
            raw = np.clip(np.round(x / scale[:, None]), -127, 127).astype(np.int8).tobytes()
        else:
            raw = x.astype("<f4").tobytes()
        dims = list(x.shape) + [1] * (4 - x.ndim)
        entries.append(ENTRY.pack(name.encode(), dtype, x.ndim, *dims, place(raw), len(raw), scale_at, b""))
    body = bytearray(offset - HEADER.size)
    body[:ENTRY.size * len(entries)] = b"".join(entries)
    for start, raw in blobs:
        body[start - HEADER.size:start - HEADER.size + len(raw)] = raw
    checksum = xxhash.xxh3_64_intdigest(bytes(body))
    with open(path, "wb") as f:
        f.write(HEADER.pack(b"DLWEIGHT", 1, len(tensors), offset, checksum, b"") + body)
    return checksum


def align(n):
    return (n + 63) // 64 * 64


def read(path):
    """Name -> f32 array of the stored values."""
    raw = open(path, "rb").read()
    magic, version, n, size, checksum, _ = HEADER.unpack_from(raw)
    if magic != b"DLWEIGHT" or version != 1 or size != len(raw) or checksum != xxhash.xxh3_64_intdigest(raw[HEADER.size:]):
        raise ValueError(f"{path}: not an intact weight file")
    out = {}
    for k in range(n):
        name, dtype, ndim, *dims, at, size, scale_at, _ = ENTRY.unpack_from(raw, HEADER.size + ENTRY.size * k)
        shape, count = dims[:ndim], int(np.prod(dims[:ndim]))
        if dtype == F32:
            x = np.frombuffer(raw, "<f4", count, at)
        elif dtype == BF16:
            x = from_bf16(np.frombuffer(raw, "<u2", count, at))
        else:
            x = np.frombuffer(raw, np.int8, count, at).reshape(shape) * np.frombuffer(raw, "<f4", shape[0], scale_at)[:, None]
        out[name.rstrip(b"\0").decode()] = np.array(x, np.float32).reshape(shape)
    return out
