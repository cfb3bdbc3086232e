"""The table's own arithmetic: which pieces it holds, its 2-bit rows, and the file they make."""
import json
import struct
import unicodedata

import numpy as np
import scipy.sparse as sp
from tokenizers import Tokenizer

UNKNOWN = "[UNK]"
MOST_TOKENS = 64
STEP = 0.996  # best uniform step of two bits for a unit Gaussian
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


def two_bits(table):
    """(codes 0 to 3, a scale a row): a value is (code − 1.5) × scale."""
    scales = np.maximum((np.sqrt((table * table).mean(1, keepdims=True)) * STEP).astype(np.float16).astype(np.float32), 6e-8)
    return np.clip(np.floor(table / scales) + 2, 0, 3).astype(np.uint8), scales


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
