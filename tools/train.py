"""Train the small models of the extractor from gold documents: make train.

    python -m tools.train GOLD.jsonl... --out data/model/judge.jsonl [--hold 3] [--written FOLDER]

Each model is a logistic regression over named features (pipelines.extract.features
and .topic). They are trained in turns, for each looks at what the others fill in, and the
mean of the turns counts. The documents of --written, which were written to train on, count
once, those of gold files twice, and those of the reference annotator, whose files' names begin
as --held says, three times. With --hold N the reference's documents of part 0 of N, by their
ids, are left out, so that they can tell how the models do on what they never saw.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from pipelines.extract.linear import Linear
from tools.fit import fit_all, mean_of, write_models
from tools.gold import Gold, read_gold
from tools.lessons import PARTS, Teacher

TURNS = 3
"""How often the models are trained; what the others fill in changes little from then on."""

GOLD = 2.0
"""What a document of a gold file weighs beside one that was written to train on."""

REFERENCE = 3.0
"""What a document of the reference annotator weighs."""


def train(documents: Sequence[Gold]) -> dict[str, Linear]:
    """Train all models on some documents; the mean of all turns counts."""
    teacher = Teacher()
    lessons = teacher.lessons(documents)
    taught = []
    for _ in range(TURNS):
        unseen = [fit_all(lessons.without(part)) for part in range(PARTS)]
        lessons = teacher.lessons(documents, unseen)
        taught.append(fit_all(lessons))
    return mean_of(taught)


def weighed(written: Path | None, gold: Sequence[Path], held: str, hold: int) -> list[Gold]:
    """The documents to train on, the reference annotator's without part 0 of `hold`."""
    documents = read_gold(sorted(written.glob("*.jsonl"))) if written else []
    reference = [path for path in gold if path.name.startswith(held)]
    documents += read_gold([path for path in gold if path not in reference], GOLD)
    found = read_gold(reference, REFERENCE)
    return documents + [one for one in found if not hold or one.part(hold) != 0]


def main() -> None:
    """Train from the files named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--hold", type=int, default=0, metavar="N", help="leave out part 0 of N")
    parser.add_argument("--held", default="dev", help="the reference: files whose names begin so")
    parser.add_argument("--written", type=Path, metavar="FOLDER", help="documents to train on")
    options = parser.parse_args()
    documents = weighed(options.written, options.gold, options.held, options.hold)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    write_models(train(documents), options.out)


if __name__ == "__main__":
    main()
