"""Content whose form is right and that breaks a rule: one message for each way to do so."""

from __future__ import annotations

from datetime import date

import pytest
from content_copy import Content

MISSED = "dosing/missed_dose.yaml"
ANSWER = f"intents/en/{MISSED}:6: answer: "


def test_whole_content_has_no_problems(content: Content) -> None:
    """
    Nothing is found where nothing is wrong.
    """
    assert content.problems() == []


def test_same_question_in_two_intents(content: Content) -> None:
    """
    Capitals, marks and shorthand make no second question.
    """
    content.change(MISSED, '"I forgot my shot"', '"How often is the SHOT?!"')

    assert content.problems() == [f"intents/en/{MISSED}:4: questions[0]: same as how_often.yaml:4 once normalised"]


def test_same_question_in_one_variant(content: Content) -> None:
    """
    One of the texts that a template stands for is enough.
    """
    content.change(MISSED, "what to do about a (late|skipped) shot", "(is it a daily thing|missed)")

    assert content.problems() == [f"intents/en/{MISSED}:5: questions[1]: same as how_often.yaml:5 once normalised"]


def test_same_question_as_a_title(content: Content) -> None:
    """
    The title of another intent is one of its questions.
    """
    content.change(MISSED, "I forgot my shot", "how often do i take it")

    assert content.problems() == [f"intents/en/{MISSED}:4: questions[0]: same as how_often.yaml:2 once normalised"]


def test_same_question_twice_in_one_intent(content: Content) -> None:
    """
    A question that stands twice weighs twice, which nobody meant.
    """
    content.change(MISSED, "what to do about a (late|skipped) shot", "i forgot my shot!")

    assert content.problems() == [f"intents/en/{MISSED}:5: questions[1]: same as missed_dose.yaml:4 once normalised"]


def test_title_among_its_own_questions(content: Content) -> None:
    """
    A title may stand among the questions of its own intent.
    """
    content.change(MISSED, "I forgot my shot", "what if i miss a dose")

    assert content.problems() == []


FOLLOW_UPS = """after: missed_dose
follow_ups:
  missed_dose:
    - "and if I miss two"
  how_often:
    - "how often was it again"
"""
FOLLOWING = {
    "no such answer": (
        "after: missed_dose",
        "after: missed",
        "1: after: expected `missed_dose`, the name of the file, found `missed`",
    ),
    "no such intent": (
        "how_often:",
        "how_oftn:",
        "6: follow_ups: no intent is called `how_oftn`; did you mean `how_often`?",
    ),
    "twice": ("how often was it again", "And if I miss two", "6: follow_ups.how_often: same as line 4"),
    "unknown key": ("follow_ups:", "followups:", None),
}


def test_follow_ups_are_content(content: Content) -> None:
    """
    What people say after an answer may stand beside the intents.
    """
    content.write("follow_ups/missed_dose.yaml", FOLLOW_UPS)

    assert content.problems() == []


@pytest.mark.parametrize(("old", "new", "found"), FOLLOWING.values(), ids=FOLLOWING)
def test_follow_ups_with_a_mistake(content: Content, old: str, new: str, found: str | None) -> None:
    """
    A name that nobody has, and a message that stands twice, are found in their line.
    """
    content.write("follow_ups/missed_dose.yaml", FOLLOW_UPS.replace(old, new))

    file = "intents/en/follow_ups/missed_dose.yaml"
    expected = (
        [f"{file}:{found}"]
        if found
        else [
            f"{file}:1: follow_ups: missing",
            f"{file}:2: followups: unknown key; did you mean `follow_ups`?",
        ]
    )
    assert content.problems() == expected


def test_follow_ups_after_no_answer(content: Content) -> None:
    """
    Only answers are followed up: a file of another name is found.
    """
    content.write("follow_ups/hello.yaml", FOLLOW_UPS.replace("after: missed_dose", "after: hello"))

    assert content.problems() == ["intents/en/follow_ups/hello.yaml:1: after: no answer is called `hello`"]


POINTING = {
    "dangling related": (
        MISSED,
        "related: [how_often]",
        "related: [how_oftn]",
        "8: related[0]: no intent is called `how_oftn`; did you mean `how_often`?",
    ),
    "dangling part": (MISSED, "related: [how_often]", "parts: [zzz]", "8: parts[0]: no intent is called `zzz`"),
    "itself": (MISSED, "related: [how_often]", "related: [missed_dose]", "8: related[0]: names the intent itself"),
    "twice": (
        MISSED,
        "related: [how_often]",
        "related: [how_often, how_often]",
        "8: related[1]: `how_often` stands twice",
    ),
    "dangling option": (
        "vague/vague_dose.yaml",
        "[how_often, missed_dose]",
        "[how_often, dose]",
        "5: options[1]: no intent is called `dose`",
    ),
    "one option": (
        "vague/vague_dose.yaml",
        "[how_often, missed_dose]",
        "[how_often]",
        "5: options: expected 2 to 4 intents to choose from, found 1",
    ),
}


@pytest.mark.parametrize("name", POINTING)
def test_intents_point_to_what_exists(content: Content, name: str) -> None:
    """
    A name that nobody has is told, with the nearest that somebody has.
    """
    file, old, new, message = POINTING[name]

    content.change(file, old, new)

    assert content.problems() == [f"intents/en/{file}:{message}"]


def test_dangling_veto(content: Content) -> None:
    """
    A veto that names no concept would never speak.
    """
    content.change(MISSED, "related: [how_often]", "not_with: [chlid]")

    (problem,) = content.problems()

    assert problem.endswith("not_with[0]: no concept of the lexicon is called `chlid`; did you mean `child`?")


def test_option_that_asks_back(content: Content) -> None:
    """
    Nobody is asked back twice in a row.
    """
    content.write(
        "vague/vague_time.yaml",
        'id: vague_time\ntitle: "Time: what about it?"\nquestions:\n  - "time"\noptions: [how_often, vague_dose]\n',
    )

    assert content.problems() == [
        "intents/en/vague/vague_time.yaml:5: options[1]: `vague_dose` asks back as well; offer intents that answer"
    ]


SECTIONS = {
    "unknown": (
        MISSED,
        '["Missed Dose"]',
        '["Missed Doses"]',
        "7: sections[0]: `Missed Doses` is no section of the source; did you mean `Missed Dose`?",
    ),
    "like no other": (
        MISSED,
        '["Missed Dose"]',
        '["Missed Dose", "Zzz"]',
        "7: sections[1]: `Zzz` is no section of the source; see `sections` in catalog.yaml",
    ),
    "none": (MISSED, '["Missed Dose"]', "[]", "7: sections: expected at least one heading of the source, found none"),
    "of a card": (
        "triage/cards.yaml",
        'section: "Overdose"',
        'section: "Over dose"',
        "15: topics[0].section: `Over dose` is no section of the source; did you mean `Overdose`?",
    ),
    "without data": (
        "source.yaml",
        '  - name: "Missed Dose"\n',
        "",
        "1: sections: `Missed Dose` of catalog.yaml is missing here",
    ),
    "with data only": (
        "source.yaml",
        '  - name: "Missed Dose"\n',
        '  - name: "Missed Dose"\n  - name: "Zzz"\n',
        "12: sections.name: `Zzz` is no section of the source; see `sections` in catalog.yaml",
    ),
}


@pytest.mark.parametrize("name", SECTIONS)
def test_sections_are_those_of_the_source(content: Content, name: str) -> None:
    """
    Every section that is named exists, and every answer names one.
    """
    file, old, new, message = SECTIONS[name]

    content.change(file, old, new)

    assert content.problems() == [f"intents/en/{file}:{message}"]


def test_title_is_a_question(content: Content) -> None:
    """
    A title is offered for one click, so it has to be a question; small talk is free.
    """
    content.change(MISSED, "What if I miss a dose?", "Missed doses")

    assert content.problems() == [f"intents/en/{MISSED}:2: title: expected a question, which ends in `?`"]


def test_title_is_unique(content: Content) -> None:
    """
    Two intents of one title could not be told apart.
    """
    content.change(MISSED, "What if I miss a dose?", "How often do I take it??")

    assert content.problems() == [
        f"intents/en/{MISSED}:2: title: same as the title in how_often.yaml:2; a title belongs to one intent"
    ]


def test_answer_too_long(content: Content) -> None:
    """
    An answer has at most ninety words.
    """
    content.answer("Ask us now. " * 30 + "Do.")

    assert content.problems() == [f"{ANSWER}91 words, at most 90 are allowed"]


def test_answer_of_ninety_words(content: Content) -> None:
    """
    Ninety words are allowed.
    """
    content.answer("Ask us now. " * 29 + "Ask us now.")

    assert content.problems() == []


def test_answer_too_hard(content: Content) -> None:
    """
    An answer reads at grade 8 or lower.
    """
    content.answer("Administration of the subsequent injection necessitates communication with your provider.")

    assert content.problems() == [f"{ANSWER}reading grade 20.2, at most 8 is allowed; use shorter sentences and words"]


def test_card_too_hard(content: Content) -> None:
    """
    A card is measured whole, with its sentence on the topic, and reads at grade 6 or lower.
    """
    content.change(
        "triage/cards.yaml", "Signs like this need help at once.", "Immediate emergency intervention is indicated."
    )

    assert content.problems() == [
        "intents/en/triage/cards.yaml:14: topics[0].sentence: reading grade 9.2, at most 6 is allowed; "
        "use shorter sentences and words"
    ]


UNKNOWN = {
    "number": ("Call us within 3 days.", "the number `3 day` does not stand in `Missed Dose`"),
    "another unit": ("Call us. The dose is 50 kg.", "the number `50 kg` does not stand in `Missed Dose`"),
    "number of another section": ("Call us. The dose is 50 mg.", "the number `50 mg` does not stand in `Missed Dose`"),
    "written number": ("Call us within two hours.", "the number `2 hour` does not stand in `Missed Dose`"),
    "how often": ("Call us twice a week.", "the number `twice a week` does not stand in `Missed Dose`"),
    "rate": ("Call us. It goes per pound.", "the number `per pound` does not stand in `Missed Dose`"),
    "factor": ("Call us before half of it is gone.", "the number `half` does not stand in `Missed Dose`"),
    "medicine": (
        "We can tell you of Bluvatol.",
        "the medicine `bluvatol` does not stand in `Missed Dose`",
    ),
    "its ending": (
        "We can tell you of Xylumab.",
        "the medicine `xylumab` does not stand in `Missed Dose`",
    ),
    "telephone": ("Report it at 800-332-1088.", "the number `800-332-1088` does not stand in `Missed Dose`"),
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_numbers_and_names_stand_in_the_source(content: Content, name: str) -> None:
    """
    What the named sections do not hold, an answer does not say.
    """
    answer, message = UNKNOWN[name]

    content.answer(answer)

    assert content.problems() == [f"{ANSWER}{message}"]


def test_number_in_an_answer_without_sections(content: Content) -> None:
    """
    Small talk holds no facts.
    """
    content.change("small_talk/hello.yaml", "What would you like to know?", "The dose is 50 mg.")

    assert content.problems() == [
        "intents/en/small_talk/hello.yaml:5: answer: the number `50 mg` does not stand in a section: "
        "the intent names none"
    ]


@pytest.mark.parametrize(
    "answer",
    [
        "Zorvex can wait. For help, call 911, 988 or 800-222-1222.",
        "Call us about one shot or two of them.",
        "Call us (or Poison Control, 800-222-1222).",
    ],
)
def test_own_name_and_emergency_numbers_stand_anywhere(content: Content, answer: str) -> None:
    """
    The medicine itself, 911, 988 and Poison Control need no section, and counting in words is free.
    """
    content.answer(answer)

    assert content.problems() == []


def test_copied_run(content: Content) -> None:
    """
    Six words in a row as in the source are copied, whatever stands between them.
    """
    content.answer("Call us: somebody at the clinic will SAY what to do.")

    assert content.problems() == [
        f"{ANSWER}7 words in a row as in the source: `somebody at the clinic will say what`; say it in other words"
    ]


def test_five_words_are_not_copied(content: Content) -> None:
    """
    Five words in a row may be the same.
    """
    content.answer("Call us. Somebody at the clinic will help.")

    assert content.problems() == []


def test_shared_phrase(content: Content) -> None:
    """
    A phrase that is listed with its reason may be shared.
    """
    content.answer("This needs a call to Poison Control at 800-222-1222.")

    assert content.problems() == []


def test_fingerprints_of_another_document(content: Content) -> None:
    """
    Runs of an older document would find nothing.
    """
    content.change("source-runs.txt", "# sha256 ", "# sha256 0000")
    lines = content.path("source-runs.txt").read_text().split("\n")
    content.write("source-runs.txt", "\n".join([lines[0][:73], *lines[1:]]))

    assert content.problems() == [
        "intents/en/source-runs.txt:1: made from another document than source.sha256 of catalog.yaml; "
        "run scripts/fingerprint-source"
    ]


UNSAFE = {
    "yes": ("Yes, you may.", "begins with `Yes`, which could agree with anything; say what is so"),
    "of course": ("Of course. Call us.", "begins with `Of course`, which could agree with anything; say what is so"),
    "take more": (
        "You can take more if it hurts.",
        "`You can take more` reads as leave to change a dose; name the doctor or provider there",
    ),
    "raise": (
        "Call us, then raise it.",
        "`then raise` reads as leave to change a dose; name the doctor or provider there",
    ),
    "stop": ("Stop it for now.", "`Stop` reads as leave to change a dose; name the doctor or provider there"),
    "skip": (
        "Call us. You should just skip it.",
        "`You should just skip` reads as leave to change a dose; name the doctor or provider there",
    ),
}


@pytest.mark.parametrize("name", UNSAFE)
def test_answers_are_safe_under_any_question(content: Content, name: str) -> None:
    """
    No answer agrees with what it did not hear, or gives leave to change a dose.
    """
    answer, message = UNSAFE[name]

    content.answer(answer)

    assert content.problems() == [f"{ANSWER}{message}"]


@pytest.mark.parametrize(
    "answer",
    [
        "Call your doctor before you stop.",
        "Your doctor may raise it.",
        "Please don't take more on your own.",
        "Only stop if your provider says so.",
        "No one but the clinic can say.",
    ],
)
def test_what_is_left_to_the_doctor_is_safe(content: Content, answer: str) -> None:
    """
    A change of dose may be named when it is forbidden or handed to the doctor.
    """
    content.answer(answer)

    assert content.problems() == []


def test_unapproved_telephone(content: Content) -> None:
    """
    Even a number of the source has to be approved.
    """
    content.change(
        "source.yaml", '  - name: "Missed Dose"\n', '  - name: "Missed Dose"\n    numbers: ["1-800-555-0100"]\n'
    )
    content.answer("Call 1-800-555-0100.")

    assert content.problems() == [
        f"{ANSWER}the telephone number 1-800-555-0100 is not approved; "
        "approved: 911, 988, 800-222-1222, 800-332-1088, 1-800-FDA-1088"
    ]


def test_unapproved_short_number_in_a_reply(content: Content) -> None:
    """
    Fixed replies hold approved numbers only.
    """
    text = content.path("replies.yaml").read_text(encoding="utf-8").rstrip("\n")
    content.write("replies.yaml", f'{text}\n  more:\n    - "Call 112."\n')

    (problem,) = content.problems()

    assert problem == (
        f"intents/en/replies.yaml:{text.count(chr(10)) + 3}: texts.more[0]: the telephone number 112 is not approved; "
        "approved: 911, 988, 800-222-1222, 800-332-1088, 1-800-FDA-1088"
    )


def test_overdose_without_numbers(content: Content) -> None:
    """
    An answer about overdose names Poison Control and 911.
    """
    content.change(MISSED, '["Missed Dose"]', '["Overdose"]')

    assert content.problems() == [
        f"{ANSWER}expected 800-222-1222 in an answer about overdose",
        f"{ANSWER}expected 911 in an answer about overdose",
    ]


def test_soothing_overdose_answer_with_late_numbers(content: Content) -> None:
    """
    Good news about overdose never stands before the numbers.
    """
    content.change(MISSED, 'sections: ["Missed Dose"]', 'sections: ["Overdose"]\nsoothing: true')
    content.answer("It was fine. Others were fine too. Call 800-222-1222 or 911.")

    assert content.problems() == [
        f"{ANSWER}expected 800-222-1222 in the first two sentences of a soothing answer about overdose",
        f"{ANSWER}expected 911 in the first two sentences of a soothing answer about overdose",
    ]


def test_soothing_overdose_answer_with_early_numbers(content: Content) -> None:
    """
    With the numbers first, the good news may follow.
    """
    content.change(MISSED, 'sections: ["Missed Dose"]', 'sections: ["Overdose"]\nsoothing: true')
    content.answer("Call 800-222-1222. If it is bad, call 911. Others were fine.")

    assert content.problems() == []


def test_review_is_due(content: Content) -> None:
    """
    The day after the review was due, the content no longer passes.
    """
    assert content.problems(today=date(2027, 1, 16)) == [
        "intents/en/catalog.yaml:7: source.review_by: the review was due by 2027-01-15; "
        "compare the content with the document, then set both dates"
    ]


def test_review_on_its_last_day(content: Content) -> None:
    """
    On the day itself it still passes.
    """
    assert content.problems(today=date(2027, 1, 15)) == []


def test_review_date_that_is_none(content: Content) -> None:
    """
    A date is written as year, month and day.
    """
    content.change("catalog.yaml", '"2027-01-15"', '"soon"')

    assert content.problems() == [
        "intents/en/catalog.yaml:7: source.review_by: expected a date such as 2027-11-23, found `soon`"
    ]


def test_file_that_nobody_reads(content: Content) -> None:
    """
    A folder that the catalogue does not list is told, not passed over.
    """
    content.write("storage/fridge.yaml", "id: fridge\n")

    assert content.problems() == [
        "intents/en/storage/fridge.yaml:1: `storage` is not a topic of catalog.yaml, so nobody reads this file"
    ]


def test_id_in_two_topics(content: Content) -> None:
    """
    An id belongs to one file.
    """
    content.write("small_talk/how_often.yaml", 'id: how_often\ntitle: "Hi"\nquestions:\n  - "hey"\nanswer: "Hi."\n')

    assert content.problems()[-1] == (
        "intents/en/small_talk/how_often.yaml:1: id: `how_often` is already dosing/how_often.yaml; give it another name"
    )


def test_rules_report_together(content: Content) -> None:
    """
    Different rules speak in one run, in the order of files and lines.
    """
    content.change("vague/vague_dose.yaml", "how_often", "often")
    content.change(MISSED, "What if I miss a dose?", "Missed doses")
    content.answer("Yes, 3 days.")

    assert content.problems() == [
        f"intents/en/{MISSED}:2: title: expected a question, which ends in `?`",
        f"{ANSWER}begins with `Yes`, which could agree with anything; say what is so",
        f"{ANSWER}the number `3 day` does not stand in `Missed Dose`",
        "intents/en/vague/vague_dose.yaml:5: options[0]: no intent is called `often`; did you mean `how_often`?",
    ]


DATA = {
    "exception without reason": (
        '\n    reason: "The approved way to say it."',
        "",
        "5: shared_phrases[0].reason: missing",
    ),
    "needless exception": (
        "needs a call to poison control at",
        "poison control",
        "5: shared_phrases.text: needs no exception: fewer than 6 words",
    ),
    "unknown key": ("    names: [", "    name_s: [", "10: sections[0].name_s: unknown key; did you mean `names`?"),
}


@pytest.mark.parametrize("name", DATA)
def test_source_data_is_checked_itself(content: Content, name: str) -> None:
    """
    What is kept of the source is content too.
    """
    old, new, message = DATA[name]

    content.change("source.yaml", old, new)

    assert content.problems() == [f"intents/en/source.yaml:{message}"]


def test_missing_fingerprints(content: Content) -> None:
    """
    Without fingerprints nothing could be found copied.
    """
    content.path("source-runs.txt").unlink()

    assert content.problems() == [
        "intents/en/source-runs.txt:1: cannot be read: No such file or directory; "
        "make it with scripts/fingerprint-source"
    ]


def test_fingerprints_that_are_none(content: Content) -> None:
    """
    The document itself in the place of its fingerprints is refused.
    """
    content.write("source-runs.txt", "When a dose was left out\n")

    assert content.problems() == [
        "intents/en/source-runs.txt:1: expected fingerprints, found other text; make it with scripts/fingerprint-source"
    ]
