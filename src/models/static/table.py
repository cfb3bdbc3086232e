"""The table's own arithmetic: which pieces it holds, its 2-bit rows, and the file they make."""
import json
import struct
import unicodedata

import numpy as np
import scipy.sparse as sp
from tokenizers import Tokenizer

UNKNOWN = "[UNK]"
MOST_TOKENS = 64
INNER = 256  # columns of codes
ROUNDS = 100
HEAT = 0.3  # standard deviation, in steps between codes, of the noise in the first round
EXTRA = set("£€¥°–—‘’“”…•×÷½¼¾²³±§©®™′″¢·¡¿«»")


def kept(piece):
    """English needs no pieces of other scripts, and no special tokens but one."""
    if piece == UNKNOWN:
        return True
    if piece.startswith("[") and piece.endswith("]") and len(piece) > 2:
        return False
    bare = piece[2:] if piece.startswith("##") and len(piece) > 2 else piece
    return all(letter.isascii() or letter in EXTRA or unicodedata.name(letter, "").startswith("LATIN ") for letter in bare)


def reduced_tokenizer(path):
    """The same BERT pipeline over fewer pieces: (tokenizer, id of each row in the original vocabulary, pieces by row)."""
    with open(path, encoding="utf8") as file:
        about = json.load(file)
    pieces = sorted(about["model"]["vocab"], key=about["model"]["vocab"].get)
    ids = [i for i, piece in enumerate(pieces) if kept(piece)]
    about["model"]["vocab"] = {pieces[i]: row for row, i in enumerate(ids)}
    about["added_tokens"] = [token | {"id": ids.index(token["id"])} for token in about["added_tokens"] if token["id"] in set(ids)]
    about |= {"post_processor": None, "truncation": None, "padding": None}
    return Tokenizer.from_str(json.dumps(about)), np.array(ids), [pieces[i] for i in ids]


def count_matrix(tokenizer, texts, rows):
    """Texts × rows: how often each piece stands in each text, and once the bias row, which is the unknown piece's."""
    bias = tokenizer.token_to_id(UNKNOWN)
    columns, ends = [], [0]
    for encoding in tokenizer.encode_batch(texts, add_special_tokens=False):
        columns += [row for row in encoding.ids[:MOST_TOKENS] if row != bias] + [bias]
        ends.append(len(columns))
    matrix = sp.csr_matrix((np.ones(len(columns), np.float32), np.array(columns, np.int32), np.array(ends, np.int32)), shape=(len(texts), rows))
    matrix.sum_duplicates()
    return matrix


def normalised(vectors):
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)


def two_bits(wide, weights, seed):
    """Codes 0 to 3 (rows × INNER), a scale a row, and a projection (INNER × dimensions), so that (codes − 1.5) · scale ·
    projection is close to `wide`, mostly in rows of much weight.

    Additive quantisation (Babenko and Lempitsky, 2014): the projection by least squares, then each column of codes with the
    others held. Noise that falls to none (Martinez et al., LSQ++, 2018) keeps it from the nearest poor answer: of the rows'
    energy 9.0 % is lost, 10.2 % without noise, 14.9 % where each coordinate is rounded on its own.
    """
    rng = np.random.default_rng(seed)
    weights = (weights / weights.sum())[:, None].astype(np.float32)
    principal = np.linalg.eigh(((wide * weights).T @ wide).astype(np.float64))[1][:, ::-1][:, :INNER].T
    projection = (np.linalg.qr(rng.normal(size=(INNER, INNER)))[0] @ principal).astype(np.float32)
    turned = wide @ projection.T
    scales = np.sqrt((turned * turned).mean(1, keepdims=True)) + 1e-6
    levels = level(turned / scales)
    for step in range(ROUNDS):
        made = (levels * scales).astype(np.float64)
        gram = (made * weights).T @ made
        projection = np.linalg.solve(gram + 1e-6 * np.trace(gram) / INNER * np.eye(INNER), (made * weights).T @ wide).astype(np.float32)
        between, along = projection @ projection.T, wide @ projection.T
        left = along / scales - levels @ between
        noise = HEAT * max(0, 1 - step / (0.8 * ROUNDS))
        for start in range(0, len(wide), 1024):  # so many rows stay in the processor's cache
            settle_columns(levels[start : start + 1024], left[start : start + 1024], between, noise, rng)
        scales = np.maximum((along * levels).sum(1, keepdims=True) / (levels @ between * levels).sum(1, keepdims=True), 1e-6)
    return (levels + 1.5).astype(np.uint8), scales, projection


def settle_columns(levels, left, between, noise, rng):
    """Each column of codes in turn, in place; `left` is what the codes do not yet make, along each direction."""
    for column in rng.permutation(INNER):
        wish = levels[:, column] + left[:, column] / between[column, column]
        moved = level(wish + noise * rng.standard_normal(len(wish), np.float32)) - levels[:, column]
        rows = np.nonzero(moved)[0]
        levels[rows, column] += moved[rows]
        left[rows] -= np.outer(moved[rows], between[column])


def level(values):
    """The nearest of −1.5, −.5, .5 and 1.5."""
    return np.clip(np.floor(values) + np.float32(0.5), -1.5, 1.5)


def file_of(codes, scales, projection, ids, bias, means, texts):
    """The bytes of `static.bin`; the layout is in src/models/README.md."""
    rows, inner = codes.shape
    quarters = codes.reshape(rows, inner // 4, 4).astype(np.uint16)
    packed = sum(quarters[:, :, i] << (2 * i) for i in range(4)).astype(np.uint8)
    sections = [
        ("codes", packed.tobytes()),
        ("scales", scales.astype("<f2").tobytes()),
        ("projection", projection.astype("<f2").tobytes()),
        ("bert_ids", ids.astype("<u2").tobytes()),
        ("mean_student", means[0].astype("<f4").tobytes()),
        ("mean_teacher", means[1].astype("<f4").tobytes()),
    ]
    header = dict(format="static-token-embedding", version=1, space="sentence-transformers/all-MiniLM-L6-v2", dim=projection.shape[1], k=inner, rows=rows, bits=2, value="(code-1.5)*scale", bias_row=bias, max_tokens=MOST_TOKENS, tokenizer="bert-uncased wordpiece, vocab.txt, no special tokens, unknown words skipped", train_texts=texts)
    length = 0
    for _ in range(3):  # the header holds offsets that depend on its own length
        offset, places = 12 + length, {}
        for name, content in sections:
            offset = (offset + 3) // 4 * 4
            places[name] = dict(offset=offset, bytes=len(content))
            offset += len(content)
        text = json.dumps(header | {"sections": places}).encode()
        text += b" " * ((-len(text) - 12) % 4)
        length = len(text)
    out = bytearray(b"STATEMB1" + struct.pack("<I", length) + text)
    for name, content in sections:
        out += b"\0" * (places[name]["offset"] - len(out)) + content
    return bytes(out)
