"""Train the small models of the extractor from gold documents: make train.

    python -m tools.train GOLD.jsonl... --out data/model/judge.jsonl [--hold 3]

Each model is a logistic regression over named features (pipelines.extract.features
and .topic). They are trained in turns, for each looks at what the others fill in.
The files whose names begin as --held says are those of the reference annotator: they
count twice. With --hold N their documents of part 0 of N, by their ids, are left out, so
that they can tell how the models do on what they never saw.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from pipelines.extract.linear import Linear
from tools.fit import fit_all, write_models
from tools.gold import Gold, read_gold
from tools.lessons import PARTS, Teacher

TURNS = 2

REFERENCE = 2.0
"""What a document of the reference annotator weighs beside others."""


def train(documents: Sequence[Gold]) -> dict[str, Linear]:
    """Train all models on some documents."""
    teacher = Teacher()
    lessons = teacher.lessons(documents)
    for _ in range(TURNS):
        unseen = [fit_all(lessons.without(part)) for part in range(PARTS)]
        lessons = teacher.lessons(documents, unseen)
    return fit_all(lessons)


def _documents(path: Path, is_reference: bool, hold: int) -> list[Gold]:
    """The documents of a file, of the reference annotator's without part 0 of `hold`."""
    if not is_reference:
        return read_gold([path])
    return [one for one in read_gold([path], REFERENCE) if not hold or one.part(hold) != 0]


def main() -> None:
    """Train from the files named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--hold", type=int, default=0, metavar="N", help="leave out part 0 of N")
    parser.add_argument("--held", default="dev", help="the reference: files whose names begin so")
    options = parser.parse_args()
    documents = [
        document
        for path in options.gold
        for document in _documents(path, path.name.startswith(options.held), options.hold)
    ]
    options.out.parent.mkdir(parents=True, exist_ok=True)
    write_models(train(documents), options.out)


if __name__ == "__main__":
    main()
