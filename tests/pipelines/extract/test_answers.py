"""What was answered is not asked again until it is forgotten."""

from collections.abc import Sequence

from pipelines.extract.answers import Answers


def _asking(asked: list[int], most: int) -> Answers[int, str]:
    def ask(questions: Sequence[int]) -> list[str]:
        asked.extend(questions)
        return [str(each) for each in questions]

    return Answers(ask, most)


def test_each_question_is_asked_once() -> None:
    asked: list[int] = []
    answers = _asking(asked, 10)
    assert answers([3, 1, 3]) == ["3", "1", "3"]
    assert answers([1, 2, 3]) == ["1", "2", "3"]
    assert answers([]) == []
    assert asked == [3, 1, 2]


def test_too_many_answers_are_forgotten() -> None:
    asked: list[int] = []
    answers = _asking(asked, 2)
    for questions in ([1, 2, 3], [1], [1]):
        assert answers(questions) == [str(each) for each in questions]
    assert asked == [1, 2, 3, 1]
