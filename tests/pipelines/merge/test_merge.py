"""The merge rule, a sentence a test."""
# ruff: noqa: E501 - a mention is one line

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.catalogue import Catalogue
from pipelines.merge import Correction, MergeRules, Timeline, merge
from pipelines.model import Evidence

EDA = "export_control impose in_force | US > CN | eda_software"
LIFT = "export_control lift in_force | US > CN | eda_software"

ONE_EVENT = {
    "two outlets tell one day": (
        f"2025-05-24 wire/1 b | {EDA} | 2025-05-23",
        f"2025-05-25 daily/1 b | {EDA} | 2025-05-23",
    ),
    "told days within the window": (
        f"2025-05-24 wire/1 b | {EDA} | 2025-05-23",
        f"2025-06-07 daily/1 b | {EDA} | 2025-06-06",
    ),
    "a title and its text": (
        f"2025-05-28 wire/1 t | {EDA} | -",
        f"2025-05-28 wire/1 b | {EDA} | 2025-05-23",
    ),
    "announced and then in force": (
        "2025-06-10 wire/1 b | tariff impose announced | US > CN | steel | 2025-07-01",
        "2025-07-01 daily/1 t | tariff impose in_force | US > CN | steel | -",
    ),
    "no actor told": (
        f"2025-05-24 wire/1 b | {EDA} | 2025-05-23",
        "2025-05-25 daily/1 b | export_control impose in_force | - > CN | eda_software | 2025-05-23",
    ),
    "an ancestor of the item": (
        f"2025-05-24 wire/1 b | {EDA} | 2025-05-23",
        "2025-05-25 daily/1 b | export_control impose in_force | US > CN | technology | 2025-05-23",
    ),
    "no item": (
        f"2025-05-24 wire/1 b | {EDA} | 2025-05-23",
        "2025-05-26 daily/1 b | export_control impose in_force | US > CN | - | 2025-05-23",
    ),
    "a coarser date": (
        f"2025-05-24 wire/1 b | {EDA} | 2025-05-23",
        f"2025-08-26 daily/1 b | {EDA} | 2025-05",
    ),
    "a month beside the day": (
        f"2025-05-24 wire/1 b | {EDA} | 2025-05-23",
        f"2025-06-10 daily/1 b | {EDA} | 2025-06",
    ),
    "a year alone": (
        "2025-05-24 wire/1 b | export_control impose in_force | US > CN | eda_software | 2025-05-23",
        "2026-03-01 daily/1 b | export_control impose in_force | US > CN | eda_software | 2025",
    ),
    "a bare retelling five weeks later": (
        f"2025-05-24 wire/1 b | {EDA} | 2025-05-23",
        f"2025-06-28 daily/1 b | {EDA} | -",
    ),
    "a list of goods and one of them": (
        "2025-07-03 wire/1 b | export_control lift in_force | US > CN | eda_software,ethane | 2025-07-02",
        f"2025-07-03 daily/1 b | {LIFT} | 2025-07-02",
    ),
    "a dated telling of one and an undated list": (
        f"2025-07-03 daily/1 b | {LIFT} | 2025-07-02",
        "2025-07-04 wire/1 t | export_control lift in_force | US > CN | eda_software,ethane | -",
    ),
    "a company's name spelt twice": (
        "2025-05-30 wire/1 b | supply stop in_force | org:Synopsys > CN | eda_software | 2025-05-29",
        "2025-05-30 daily/1 b | supply stop in_force | org:Synopsys, Inc. > CN | eda_software | 2025-05-29",
    ),
    "talks, whoever comes first": (
        "2025-06-09 wire/1 b | talks hold in_force | US > CN | - | 2025-06-09",
        "2025-06-10 daily/1 b | talks hold in_force | CN,US > - | - | 2025-06-10",
    ),
    "planned, threatened and expected": (
        "2025-06-09 wire/1 b | tariff impose planned | US > EU | steel | -",
        "2025-06-10 daily/1 b | tariff impose threatened | US > EU | steel | -",
        "2025-06-11 weekly/1 b | tariff impose expected | US > EU | steel | -",
    ),
}

TWO_EVENTS = {
    "another direction": (
        f"2025-05-24 wire/1 b | {EDA} | 2025-05-23",
        f"2025-05-25 daily/1 b | {LIFT} | 2025-05-24",
    ),
    "another actor": (
        f"2025-05-24 wire/1 b | {EDA} | 2025-05-23",
        "2025-05-24 wire/1 b | export_control impose in_force | EU > CN | eda_software | 2025-05-23",
    ),
    "another target": (
        f"2025-05-24 wire/1 b | {EDA} | 2025-05-23",
        "2025-05-24 wire/1 b | export_control impose in_force | US > JP | eda_software | 2025-05-23",
    ),
    "other goods in one week": (
        f"2025-05-24 wire/1 b | {EDA} | 2025-05-23",
        "2025-05-24 wire/1 b | export_control impose in_force | US > CN | ethane | 2025-05-23",
    ),
    "another class of status": (
        f"2025-05-24 wire/1 b | {EDA} | 2025-05-23",
        "2025-05-24 wire/1 b | export_control impose expected | US > CN | eda_software | 2025-05-23",
    ),
    "told days beyond the window": (
        f"2025-05-24 wire/1 b | {EDA} | 2025-05-23",
        f"2025-06-20 daily/1 b | {EDA} | 2025-06-19",
    ),
    "a bare telling long after": (
        f"2025-05-24 wire/1 b | {EDA} | 2025-05-23",
        f"2025-09-24 daily/1 b | {EDA} | -",
    ),
    "a probe and the duty": (
        "2025-05-24 wire/1 b | tariff investigate in_force | US > CN | steel | 2025-05-23",
        "2025-05-24 wire/1 b | tariff impose in_force | US > CN | steel | 2025-05-23",
    ),
    "two levels on two days": (
        "2025-04-08 wire/1 b | tariff tighten in_force | US > CN | all_goods | 2025-04-08 | 84%",
        "2025-04-09 wire/2 b | tariff tighten in_force | US > CN | all_goods | 2025-04-09 | 125%",
    ),
    "a call four days before the talks": (
        "2025-06-06 wire/1 b | talks hold in_force | CN,US > - | - | 2025-06-05",
        "2025-06-10 wire/2 b | talks hold in_force | CN,US > - | - | 2025-06-09",
    ),
    "a month beyond the window": (
        f"2025-05-15 wire/1 b | {EDA} | 2025-05-15",
        f"2025-06-20 daily/1 b | {EDA} | 2025-06",
    ),
    "talks of a day and of the next month": (
        "2025-05-26 wire/1 b | talks hold in_force | CN,US > - | - | 2025-05-26",
        "2025-06-10 wire/2 b | talks hold in_force | CN,US > - | - | 2025-06",
    ),
    "two months": (
        f"2025-09-24 wire/1 b | {EDA} | 2025-05",
        f"2025-09-24 daily/1 b | {EDA} | 2025-06",
    ),
    "nothing told but the instrument, in two articles": (
        "2025-05-24 wire/1 b | tariff impose in_force | - > - | - | -",
        "2025-05-24 daily/1 b | tariff impose in_force | - > - | - | -",
    ),
}


@pytest.mark.parametrize("lines", ONE_EVENT.values(), ids=ONE_EVENT)
def test_these_are_one_event(lines: Sequence[str], timeline: Callable[..., Timeline]) -> None:
    assert len(timeline(*lines).events) == 1


@pytest.mark.parametrize("lines", TWO_EVENTS.values(), ids=TWO_EVENTS)
def test_these_are_two_events(lines: Sequence[str], timeline: Callable[..., Timeline]) -> None:
    assert len(timeline(*lines).events) == 2


def test_a_reimposition_after_a_lift_is_a_new_event(timeline: Callable[..., Timeline]) -> None:
    found = timeline(
        f"2025-06-01 wire/1 b | {EDA} | 2025-06-01",
        f"2025-06-05 wire/2 b | {LIFT} | 2025-06-05",
        f"2025-06-08 wire/3 b | {EDA} | 2025-06-08",
        f"2025-06-20 wire/4 b | {EDA} | -",
    )

    assert [(event.action, event.date, len(event.evidence)) for event in found.events] == [
        ("impose", "2025-06-01", 1),
        ("lift", "2025-06-05", 1),
        ("impose", "2025-06-08", 2),
    ]


@pytest.mark.parametrize("when", ["2025-06-08", "2025-06"])
@pytest.mark.parametrize("articles", [(1, 2, 3), (1, 1, 1)])
def test_a_reimposition_told_more_vaguely_is_a_new_event_too(
    timeline: Callable[..., Timeline], when: str, articles: Sequence[int]
) -> None:
    first, second, third = articles
    found = timeline(
        f"2025-06-09 wire/{first} b | {EDA} | 2025-05-30",
        f"2025-06-09 wire/{second} b | {LIFT} | 2025-05-31",
        f"2025-06-09 wire/{third} b | {EDA.replace('CN', '-')} | {when}",
    )

    assert [(event.action, event.date) for event in found.events] == [
        ("impose", "2025-05-30"),
        ("lift", "2025-05-31"),
        ("impose", when),
    ]


def test_an_opposite_act_that_is_told_ahead_parts_nothing(
    timeline: Callable[..., Timeline],
) -> None:
    lines = (
        f"2025-05-24 wire/1 b | {EDA} | 2025-05-23",
        f"2025-06-20 wire/3 b | {EDA} | -",
    )
    ahead = f"2025-06-01 wire/2 b | {LIFT} | 2025-06-10"
    done = f"2025-06-11 wire/2 b | {LIFT} | 2025-06-10"

    assert [len(event.evidence) for event in timeline(*lines, ahead).events] == [2, 1]
    assert [len(event.evidence) for event in timeline(*lines, done).events] == [1, 1, 1]


def test_a_bare_telling_does_not_cross_an_opposite_act(timeline: Callable[..., Timeline]) -> None:
    found = timeline(
        f"2025-05-24 wire/1 b | {EDA} | 2025-05-23",
        f"2025-06-02 wire/2 b | {LIFT} | 2025-06-02",
        f"2025-06-20 wire/3 t | {EDA} | -",
    )

    assert [event.day.isoformat() for event in found.events if event.action == "impose"] == [
        "2025-05-23",
        "2025-06-20",
    ]


def test_the_history_in_an_article_about_the_lift_is_of_the_act_that_was_lifted(
    timeline: Callable[..., Timeline],
) -> None:
    found = timeline(
        f"2025-05-24 wire/1 b | {EDA} | 2025-05-23",
        f"2025-06-04 daily/1 t | {LIFT} | 2025-06-02",
        f"2025-06-04 daily/1 b | {EDA} | -",
    )

    assert [len(event.evidence) for event in found.events] == [2, 1]


def test_a_vaguer_mention_never_bridges_two_events(timeline: Callable[..., Timeline]) -> None:
    eda, ethane = f"2025-05-24 wire/1 b | {EDA} | 2025-05-23", EDA.replace("eda_software", "ethane")
    found = timeline(
        eda,
        f"2025-05-28 wire/2 b | {ethane} | 2025-05-27",
        "2025-05-26 daily/1 b | export_control impose in_force | US > CN | - | 2025-05-26",
    )

    assert {(event.items, len(event.evidence)) for event in found.events} == {
        (("eda_software",), 1),
        (("ethane",), 2),
    }


def test_a_list_of_countries_does_not_bridge_their_events(
    timeline: Callable[..., Timeline],
) -> None:
    act = "tariff impose announced | US >"
    found = timeline(
        f"2025-07-31 wire/1 b | {act} CA | all_goods | 2025-08-01",
        f"2025-07-31 wire/2 b | {act} BR | all_goods | 2025-08-01",
        f"2025-08-01 daily/1 b | {act} BR,CA | all_goods | 2025-08-01",
    )

    assert {event.targets for event in found.events} == {("CA",), ("BR",), ("BR", "CA")}


def test_a_list_with_a_coarse_date_does_not_bridge_two_acts(
    timeline: Callable[..., Timeline],
) -> None:
    both = EDA.replace("eda_software", "eda_software,ethane")
    found = timeline(
        f"2025-05-24 wire/1 b | {EDA} | 2025-05-23",
        f"2025-05-28 wire/2 b | {EDA.replace('eda_software', 'ethane')} | 2025-05-28",
        f"2025-07-03 daily/1 b | {both} | 2025-05",
    )

    assert len(found.events) == 3


def test_a_dated_telling_without_goods_is_not_of_the_goods_that_an_undated_one_names(
    timeline: Callable[..., Timeline],
) -> None:
    found = timeline(
        "2025-06-06 wire/1 b | tariff tighten in_force | US > CN | - | 2025-06-05",
        "2025-06-15 daily/1 b | tariff impose in_force | US > CN | steel | -",
    )

    assert {event.items for event in found.events} == {(), ("steel",)}


def test_a_long_run_of_days_is_cut_where_it_is_thinnest(
    timeline: Callable[..., Timeline],
) -> None:
    days = (1, 2, 3, 12, 13, 14, 20)
    found = timeline(
        *(f"2025-07-{day:02d} wire/{day} b | {EDA} | 2025-07-{day:02d}" for day in days)
    )

    assert [len(event.evidence) for event in found.events] == [3, 4]


class TestWhatAnEventTells:
    def test_the_strongest_status(self, timeline: Callable[..., Timeline]) -> None:
        (event,) = timeline(
            "2025-05-24 wire/1 b | tariff impose announced | US > CN | steel | 2025-05-23",
            "2025-05-25 daily/1 b | tariff impose in_force | US > CN | steel | 2025-05-23",
        ).events

        assert event.status == "in_force"

    def test_the_most_precise_date_that_most_witnesses_tell(
        self, timeline: Callable[..., Timeline]
    ) -> None:
        (event,) = timeline(
            f"2025-05-28 wire/1 b | {EDA} | 2025-05-28",
            f"2025-05-28 wire/1 t | {EDA} | 2025-05-28",
            f"2025-05-29 daily/1 b | {EDA} | 2025-05-23",
            f"2025-05-30 ledger/1 b | {EDA} | 2025-05-23",
            f"2025-06-01 weekly/1 b | {EDA} | 2025-05",
        ).events

        assert (event.date, event.date_precision, event.day) == (
            "2025-05-23",
            "day",
            dt.date(2025, 5, 23),
        )

    def test_the_articles_day_stands_in_and_is_marked(
        self, timeline: Callable[..., Timeline]
    ) -> None:
        (event,) = timeline(f"2025-05-28 wire/1 t | {EDA} | -").events

        assert (event.date, event.day, event.day_from_article) == (None, dt.date(2025, 5, 28), True)

    def test_the_fullest_parties_and_goods(self, timeline: Callable[..., Timeline]) -> None:
        (event,) = timeline(
            "2025-05-25 daily/1 b | export_control impose in_force | - > CN | technology | 2025-05-23",
            f"2025-05-24 wire/1 b | {EDA} | 2025-05-23",
        ).events

        assert (event.actors, event.targets, event.items) == (("US",), ("CN",), ("eda_software",))

    def test_an_official_source_says_what_was_done(self, timeline: Callable[..., Timeline]) -> None:
        eased = LIFT.replace("lift", "ease")
        told = [f"2025-07-03 {each}/1 b | {eased} | 2025-07-02" for each in ("wire", "daily")]
        official = f"2025-07-04 register/1 b | {LIFT} | 2025-07-02"

        assert [event.action for event in timeline(*told).events] == ["ease"]
        assert [event.action for event in timeline(*told, official).events] == ["lift"]

    @pytest.mark.parametrize(
        ("outlets", "expected"),
        [
            (("wire", "wire"), "single"),
            (("wire", "daily"), "confirmed"),
            (("wire", "register"), "official"),
        ],
    )
    def test_its_corroboration(
        self, outlets: Sequence[str], expected: str, timeline: Callable[..., Timeline]
    ) -> None:
        (event,) = timeline(
            *(f"2025-05-24 {each}/{at} b | {EDA} | 2025-05-23" for at, each in enumerate(outlets))
        ).events

        assert event.corroboration == expected

    def test_near_copies_are_one_witness(
        self, rules: MergeRules, tell: Callable[..., Evidence]
    ) -> None:
        lines = [f"2025-05-24 {each}/1 b | {EDA} | 2025-05-23" for each in ("wire", "daily")]
        evidence = [tell(line, witness="wire") for line in lines]

        assert merge(evidence, rules).events[0].corroboration == "single"

    def test_a_denial_disputes_what_it_denies_until_an_official_source_tells_it(
        self, timeline: Callable[..., Timeline]
    ) -> None:
        told = f"2025-05-24 wire/1 b | {EDA} | 2025-05-23"
        denial = f"2025-05-25 daily/1 b | {EDA.replace('in_force', 'denied')} | -"
        official = f"2025-05-27 register/1 b | {EDA} | 2025-05-23"

        def corroboration(*lines: str) -> str:
            found = timeline(*lines).events
            return next(each.corroboration for each in found if each.status == "in_force")

        assert corroboration(told, denial) == "disputed"
        assert corroboration(told, denial, official) == "official"

    def test_it_keeps_its_id_when_retold(self, timeline: Callable[..., Timeline]) -> None:
        first = f"2025-05-24 wire/1 b | {EDA} | 2025-05-23"
        again = f"2025-05-29 daily/1 b | {EDA} | 2025-05-23"

        assert timeline(first).events[0].id == timeline(first, again).events[0].id


class TestCorrections:
    first = f"2025-05-24 wire/1 b | {EDA} | 2025-05-23"
    later = f"2025-07-24 wire/2 b | {EDA} | 2025-07-23"
    same = f"2025-05-25 daily/1 b | {EDA} | 2025-05-23"

    def ids(self, timeline: Callable[..., Timeline], *lines: str) -> list[str]:
        return [mention for event in timeline(*lines).events for mention in event.evidence]

    def test_merge(self, timeline: Callable[..., Timeline]) -> None:
        one, two = self.ids(timeline, self.first, self.later)
        correction = Correction(1, "merge", (one,), (two,))

        (event,) = timeline(self.first, self.later, corrections=[correction]).events
        assert event.evidence == (one, two)

    def test_split(self, timeline: Callable[..., Timeline]) -> None:
        one, two = self.ids(timeline, self.first, self.same)
        correction = Correction(1, "split", (one,), (two,))

        events = timeline(self.first, self.same, corrections=[correction]).events
        assert [event.evidence for event in events] in ([(one,), (two,)], [(two,), (one,)])

    def test_set_and_hide_and_confirm(self, timeline: Callable[..., Timeline]) -> None:
        (one,) = self.ids(timeline, self.first)
        corrections = [
            Correction(1, "set", (one,), name="date", value="2025-05-20"),
            Correction(2, "set", (one,), name="items", value=("steel",)),
            Correction(3, "hide", (one,)),
            Correction(4, "confirm", (one,)),
        ]

        found = timeline(self.first, corrections=corrections)
        (event,) = found.events
        assert (event.date, event.day, event.items) == (
            "2025-05-20",
            dt.date(2025, 5, 20),
            ("steel",),
        )
        assert event.corroboration == "confirmed"
        assert found.hidden == {event.id}

    def test_one_whose_mentions_are_gone_changes_nothing(
        self, timeline: Callable[..., Timeline]
    ) -> None:
        gone = Correction(1, "hide", ("mgone",))

        assert timeline(self.first, corrections=[gone]) == timeline(self.first)


def lines() -> st.SearchStrategy[str]:
    days = st.integers(0, 60).map(lambda day: dt.date(2025, 5, 1) + dt.timedelta(day))
    return st.builds(
        "{} {}/{} {} | export_control {} {} | {} > {} | {} | {}".format,
        days,
        st.sampled_from(["wire", "daily", "register"]),
        st.integers(1, 3),
        st.sampled_from("tb"),
        st.sampled_from(["impose", "lift"]),
        st.sampled_from(["in_force", "expected", "denied"]),
        st.sampled_from(["US", "-", "EU,US"]),
        st.sampled_from(["CN", "-"]),
        st.sampled_from(["eda_software", "technology", "-", "eda_software,ethane", "ethane"]),
        st.one_of(st.just("-"), days.map(str), st.sampled_from(["2025-05", "2025-06", "2025"])),
    )


@settings(max_examples=60, deadline=None)
@given(world=st.lists(lines(), max_size=25), seed=st.randoms(use_true_random=False))
def test_the_order_of_mentions_never_matters(
    world: list[str], seed: random.Random, rules: MergeRules, tell: Callable[..., Evidence]
) -> None:
    evidence = [tell(line, at) for at, line in enumerate(world)]
    shuffled = seed.sample(evidence, len(evidence))

    assert merge(shuffled, rules) == merge(evidence, rules)


@settings(max_examples=60, deadline=None)
@given(world=st.lists(lines(), max_size=25))
def test_each_mention_is_in_one_event_and_all_states_of_an_event_agree(
    world: list[str], rules: MergeRules, tell: Callable[..., Evidence]
) -> None:
    evidence = {each.id: each for each in (tell(line, at) for at, line in enumerate(world))}
    events = merge(evidence.values(), rules).events

    assert sorted(id_ for event in events for id_ in event.evidence) == sorted(evidence)
    for event in events:
        for id_ in event.evidence:
            mention = evidence[id_].mention
            assert mention.direction == event.direction
            assert set(mention.actors) <= set(event.actors)
            assert set(mention.targets) <= set(event.targets)


@settings(max_examples=40, deadline=None)
@given(day=st.dates(dt.date(2024, 1, 1), dt.date(2026, 1, 1)), gaps=st.lists(st.integers(1, 9)))
def test_no_run_of_told_days_is_longer_than_the_window(
    day: dt.date, gaps: list[int], rules: MergeRules, tell: Callable[..., Evidence]
) -> None:
    evidence = [tell(f"{day} wire/0 b | {EDA} | {day}")]
    for at, gap in enumerate(gaps, 1):
        day += dt.timedelta(gap)
        evidence.append(tell(f"{day} wire/{at} b | {EDA} | {day}"))
    told = {each.id: each.published for each in evidence}

    for event in merge(evidence, rules).events:
        days = [told[id_] for id_ in event.evidence]
        assert (max(days) - min(days)).days <= rules.window_days


def test_the_window_can_be_set(small_catalogue: Catalogue, tell: Callable[..., Evidence]) -> None:
    evidence = [
        tell(f"2025-05-{day:02d} wire/{day} b | {EDA} | 2025-05-{day:02d}") for day in (1, 6)
    ]

    assert len(merge(evidence, MergeRules(small_catalogue, window_days=7)).events) == 1
    assert len(merge(evidence, MergeRules(small_catalogue, window_days=4)).events) == 2
