"""Invented text: headlines over WordNet's words, and real lines with some of their words exchanged."""
import re
from itertools import accumulate

# P a name, n a noun, v a verb, a an adjective, k a number.
FRAMES = [
    "{P} {v}s {n} in {P}",
    "{k} {a} {n}s to {v} this {n}",
    "Why {P} is {v}ing {n}",
    "{P} {n}: {n} and {n} after {a} {n}",
    "How to {v} {n} with {n}",
    "{P} vs. {P}: {n}, {n} and {n}",
    "Police: {n} {v}ed in {P} {n}",
    "{P} says {n} will {v} {n}",
    "The {k} best {n}s for {n}",
    "{n} {v}s {k} at {P}",
    "{P}'s {n} {v}s over {a} {n}",
    "What {P} {n} means for {n}",
    "{P} and {P} {v} {n}",
    "{a} {n} leaves {k} {n}s",
    "{P} to {v} {P} for ${k} million",
    "{P} beats {P} {k}-{k}",
    "Watch: {P} {v}s {a} {n}",
    "{P} {n} report: {n} {v}s {k} percent",
    "Is {n} {a}? Experts on {n}",
    "New {n} in {P} {v}s {n}",
    "{P} {n}",
    "{n} of {P}",
    "{P} trade {P} {n} for {n}",
]
NUMBERS = ["1", "2", "3", "4", "5", "7", "10", "12", "15", "17", "20", "25", "30", "50", "100", "2019", "2024"]
FIRST_WORD = 1996  # BERT's vocabulary begins its words here, the most frequent first


def frequent_words(vocabulary):
    """Whole words of more than two letters with weights that fall slowly with rank."""
    words = [(rank, piece) for piece, rank in vocabulary.items() if piece.isascii() and piece.isalpha() and len(piece) > 2]
    return [piece for _, piece in words], [1 / (300 + max(0, rank - FIRST_WORD)) ** 0.6 for rank, _ in words]


class Headlines:
    def __init__(self, rng, synsets, vocabulary):
        self.rng = rng
        words = lambda kinds, fits: [word for kind, lemmas, _, _ in synsets if kind in kinds for word in lemmas if fits(word)]
        self.nouns = words("n", lambda word: word[0].islower() and len(word) < 18)
        self.names = words("n", lambda word: word[0].isupper() and len(word) < 22)
        self.verbs = words("v", lambda word: True)
        self.adjectives = words("as", lambda word: True)
        self.common = frequent_words(vocabulary)[0][:6_000]

    def either(self, rare, share):
        return self.rng.choice(rare) if self.rng.random() < share else self.rng.choice(self.common)

    def one(self):
        parts = {
            "P": lambda: self.either(self.names, 0.6),
            "n": lambda: self.either(self.nouns, 0.4),
            "v": lambda: self.either(self.verbs, 0.5),
            "a": lambda: self.either(self.adjectives, 0.5),
            "k": lambda: self.rng.choice(NUMBERS),
        }
        return re.sub(r"\{(.)\}", lambda part: parts[part[1]](), self.rng.choice(FRAMES))


class Substitution:
    def __init__(self, rng, vocabulary):
        self.rng = rng
        self.words, weights = frequent_words(vocabulary)
        self.weights = list(accumulate(weights))

    def of(self, text):
        share = self.rng.uniform(0.2, 0.7)
        exchange = lambda word: len(word) > 3 and self.rng.random() < share
        return " ".join(self.word() if exchange(word) else word for word in text.split()[:12])

    def word(self):
        return self.rng.choices(self.words, cum_weights=self.weights)[0] if self.rng.random() < 0.6 else self.rng.choice(self.words)
