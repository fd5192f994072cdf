"""Score the extractor against gold files: make evaluate.

    python -m tools.evaluate [GOLD.jsonl...] [--write docs/evaluation.md] [--rules]

Prints scores by file, instrument and attribute, apart for the third of the
development documents that training leaves out, how far the confidence can be
trusted, and what --min-confidence gains and costs. Without files those of tests/gold
are scored.
"""

from __future__ import annotations

import argparse
import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.catalogue import Catalogue
from pipelines.extract import Extractor
from pipelines.extract.linear import load_models
from pipelines.lexicon import load_lexicon
from pipelines.model import INSTRUMENTS
from tools.causes import causes
from tools.gold import Gold, read_gold
from tools.scoring import LEVELS, Scorer, Tally, Told, from_gold, from_mention, total
from tracker.language import load_model
from tracker.resources import data_folder

OWN = Path(__file__).parents[1] / "tests" / "gold"
HELD = "dev"
"""How the files begin of which training leaves a part out, and in how many parts it cuts."""

PARTS = 3
STEPS = 10
CURVE = tuple(round(0.3 + 0.1 * step, 1) for step in range(7))
BEGIN, END = "<!-- tables of make evaluate -->", "<!-- end of tables -->"


@dataclass(frozen=True)
class Scored:
    """A gold document with what was found in it, and every act that was looked at."""

    file: str
    held: bool
    golds: Sequence[Told]
    found: Sequence[Told]
    proposed: Sequence[Told] = ()


def score_files(files: Sequence[Path], extractor: Extractor) -> list[Scored]:
    """Extract every document of some gold files."""
    return [_scored(path, document, extractor) for path in files for document in read_gold([path])]


def _scored(path: Path, document: Gold, extractor: Extractor) -> Scored:
    held = path.name.startswith(HELD) and not document.part(PARTS)
    verdicts = list(extractor.verdicts(document.article))
    return Scored(
        path.stem,
        held,
        from_gold(document),
        [from_mention(mention) for mention, verdict in verdicts if verdict.told],
        [from_mention(mention) for mention, _ in verdicts],
    )


class Report:
    """Tables in markdown of some scored documents."""

    def __init__(self, scored: Sequence[Scored], catalogue: Catalogue) -> None:
        self._scored = scored
        self._scorer = Scorer(catalogue)
        self._tallies = [self._scorer.tally(one.golds, one.found) for one in scored]

    def lines(self) -> Iterator[str]:
        """Yield the lines of all tables."""
        yield from ("### Scores", "", *self._scores(), "")
        yield from ("### Attributes of matched mentions", "", *self._attributes(), "")
        yield from ("### Instruments", "", *self._instruments(), "")
        yield from ("### Confidence", "", *self._reliability(), "")
        yield from ("### What --min-confidence gains and costs", "", *self._curve(), "")
        yield from ("### Documents without events", "", *self._quiet(), "")
        yield from ("### Errors by cause", "", *self._causes())

    def groups(self) -> dict[str, Tally]:
        """The tallies of all development documents, of those held back, and of each file."""
        told = list(zip(self._scored, self._tallies, strict=True))
        dev = [(one, tally) for one, tally in told if one.file.startswith(HELD)]
        groups = {}
        if dev:
            groups["all dev"] = total(tally for _, tally in dev)
            groups["held back"] = total(tally for one, tally in dev if one.held)
            groups["trained on"] = total(tally for one, tally in dev if not one.held)
        for file, rows in itertools.groupby(told, lambda row: row[0].file):
            groups[file] = total(tally for _, tally in rows)
        return groups

    def _scores(self) -> Iterator[str]:
        names = [f"{level} {name}" for level in LEVELS for name in ("P", "R", "F1")]
        yield from _head("files", "documents", "gold", "found", *names)
        for name, tally in self.groups().items():
            figures = (
                figure
                for level in LEVELS
                for figure in (tally.precision(level), tally.recall(level), tally.f1(level))
            )
            counts = (tally.documents, tally.gold["mention"], tally.found["mention"])
            yield _row(name, *map(str, counts), *map(_percent, figures))

    def _attributes(self) -> Iterator[str]:
        names = list(self._scorer.attributes)
        yield from _head("files", *names)
        for name, tally in self.groups().items():
            yield _row(name, *(_percent(tally.accuracy(attribute)) for attribute in names))

    def _instruments(self) -> Iterator[str]:
        yield from _head("instrument", "gold", "found", "P", "R", "F1")
        for instrument in INSTRUMENTS:
            tally = total(
                self._scorer.tally(_only(one.golds, instrument), _only(one.found, instrument))
                for one in self._chosen()
            )
            rates = (tally.precision("mention"), tally.recall("mention"), tally.f1("mention"))
            counts = (tally.gold["mention"], tally.found["mention"])
            yield _row(instrument, *map(str, counts), *map(_percent, rates))

    def _chosen(self) -> list[Scored]:
        """The documents that training left out, all where there are none."""
        return [one for one in self._scored if one.held] or list(self._scored)

    def judged(self) -> list[tuple[float, bool]]:
        """The confidence of each found mention, and whether it is one of the gold ones."""
        judged = []
        for one in self._chosen():
            pairs = self._scorer.pairs(one.golds, one.found, self._scorer.is_mention)
            right = {j for _, j in pairs}
            judged += [(told.confidence, j in right) for j, told in enumerate(one.found)]
        return judged

    def _reliability(self) -> Iterator[str]:
        judged = self.judged()
        yield f"Expected calibration error: {calibration_error(judged):.3f}"
        yield ""
        yield from _head("confidence", "mentions", "mean confidence", "right")
        for step, rows in _bins(judged):
            low, high = step / STEPS, (step + 1) / STEPS
            confidence = _mean([value for value, _ in rows])
            right = _mean([float(is_right) for _, is_right in rows])
            yield _row(
                f"{low:.1f} to {high:.1f}", str(len(rows)), _percent(confidence), _percent(right)
            )

    def _curve(self) -> Iterator[str]:
        yield from _head("at least", "mentions", "P", "R", "F1")
        for least in CURVE:
            tally = total(
                self._scorer.tally(
                    one.golds, [told for told in one.found if told.confidence >= least]
                )
                for one in self._chosen()
            )
            rates = (tally.precision("mention"), tally.recall("mention"), tally.f1("mention"))
            yield _row(f"{least:.1f}", str(tally.found["mention"]), *map(_percent, rates))

    def _quiet(self) -> Iterator[str]:
        yield from _head("documents", "without events", "false mentions", "per document")
        for name, chosen in (("held back", self._chosen()), ("all", list(self._scored))):
            quiet = [one for one in chosen if not one.golds]
            alarms = sum(len(one.found) for one in quiet)
            share = f"{alarms / len(quiet):.2f}" if quiet else "-"
            yield _row(name, str(len(quiet)), str(alarms), share)

    def _causes(self) -> Iterator[str]:
        yield from _head("cause", "count")
        counted: Counter[str] = Counter()
        for one in self._chosen():
            counted += causes(one.golds, one.found, one.proposed, self._scorer)
        for cause, count in sorted(counted.items(), key=lambda row: (-row[1], row[0])):
            yield _row(cause, str(count))


def calibration_error(judged: Sequence[tuple[float, bool]]) -> float:
    """How far confidence is from the share that is right, over ten bins, by their size."""
    gaps = (
        len(rows) * abs(_mean([v for v, _ in rows]) - _mean([float(r) for _, r in rows]))
        for _, rows in _bins(judged)
    )
    return sum(gaps) / len(judged) if judged else 0.0


def _bins(judged: Sequence[tuple[float, bool]]) -> Iterator[tuple[int, list[tuple[float, bool]]]]:
    """The judged mentions by the tenth of their confidence; empty tenths are left out."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for value, right in judged:
        bins.setdefault(min(STEPS - 1, int(value * STEPS)), []).append((value, right))
    return iter(sorted(bins.items()))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _only(told: Sequence[Told], instrument: str) -> list[Told]:
    return [one for one in told if one.instrument == instrument]


def _percent(share: float) -> str:
    return f"{share:.3f}"


def _head(*names: str) -> Iterator[str]:
    yield _row(*names)
    yield _row(*("---" for _ in names))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def written(page: str, tables: str) -> str:
    """A page with the tables between its marks; raises ValueError where it has none."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"no lines {BEGIN!r} and {END!r}")
    return f"{before}{BEGIN}\n\n{tables}\n\n{END}{after}"


def load(*, rules: bool) -> tuple[Extractor, Catalogue]:
    """The extractor as it is shipped, or by its rules alone, and the tree of items."""
    data = data_folder()
    lexicon = load_lexicon(data)
    models = {} if rules else load_models(data / "model" / "judge.jsonl")
    return Extractor(lexicon, load_model("en_core_web_sm"), models), lexicon.catalogue


def main() -> None:
    """Score the files named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", nargs="*", type=Path)
    parser.add_argument("--write", type=Path, help="put the tables between the marks of a page")
    parser.add_argument("--rules", action="store_true", help="use no learned weights")
    options = parser.parse_args()
    extractor, catalogue = load(rules=options.rules)
    files = options.gold or sorted(OWN.glob("*.jsonl"))
    tables = "\n".join(Report(score_files(files, extractor), catalogue).lines())
    print(tables)  # noqa: T201 - what the tool is for
    if options.write:
        page = options.write.read_text(encoding="utf-8")
        options.write.write_text(written(page, tables), encoding="utf-8")


if __name__ == "__main__":
    main()
