"""Questions of the quiz, their answers and numbers in words."""

from __future__ import annotations

from glutmin_viewer.content import content, inside, number, without_side
from glutmin_viewer.core.curves import SMALL_MM, SMALL_PERCENT
from glutmin_viewer.core.fibres import GROUPS
from glutmin_viewer.core.quiz import NEAR_MM, NONE, Question, lever_named
from glutmin_viewer.ui.texts import name_of, short_name, text


def asked(question: Question) -> str:
    """The question itself."""
    words, about = content().quiz[question.kind].question, question.about
    if question.kind == "find":
        return words.format(name=_sought(question))
    if question.kind == "shorten":
        return words.format(motion=content().motions[about].name)
    if question.kind == "lever":
        lever = lever_named(about)
        bent = text("quiz_bent", degrees=lever.flexion_deg) if lever.flexion_deg else text("quiz_standing")
        return words.format(posture=bent, act=text(f"quiz_act_{lever.direction}"))
    return words


def choice_name(question: Question, choice: str) -> str:
    """What an answer is called."""
    if question.kind == "find":
        return _sought(question)
    if question.kind == "refer":
        return text(f"quiz_refer_{choice}")
    if choice == NONE:
        return text("quiz_over_none" if question.kind == "over" else "quiz_none")
    return text("quiz_group", group=text(f"group_{choice}").capitalize()) if choice in GROUPS else _name(choice)


def right_names(question: Question) -> str:
    """The right answers, in the order of the choices."""
    ids = [choice for choice in question.choices if choice in question.right] or sorted(question.right)
    return ", ".join(choice_name(question, choice) for choice in ids)


def numbers(question: Question) -> str:
    """What was computed for it; empty where nothing was."""
    if not question.numbers:
        return ""
    told = [
        text("quiz_number", name=_number_name(question, name), value=_value(question, value))
        for name, value in question.numbers
    ]
    return text(f"quiz_numbers_{question.kind}", numbers="; ".join(told))


def rests_on(question: Question) -> str:
    """What the answers of its kind rest on."""
    return content().quiz[question.kind].text.format(near=NEAR_MM, percent=SMALL_PERCENT, mm=SMALL_MM)


def _sought(question: Question) -> str:
    """The name of what is to be found, without a side: either is right."""
    if question.on is not None:
        return content().regions[question.about].name
    return without_sides(name_of(question.about))


def without_sides(name: str) -> str:
    return name.removesuffix(f", {text('right')}").removesuffix(f", {text('left')}")


def _number_name(question: Question, name: str) -> str:
    if question.kind == "refer":
        return inside(text(f"points_{name}"))
    if name in GROUPS:
        return text(f"group_{name}")
    return _name(name) if question.kind == "root" else inside(_name(name))


def _name(name: str) -> str:
    return short_name(without_side(name)) if name in content().structures else name


def _value(question: Question, value: float) -> str:
    if question.kind == "shorten":
        return text("shorter" if value < 0.0 else "longer", percent=number(abs(value), ".1f"))
    if question.kind == "lever":
        return text("claims_mm" if value >= 0.0 else "claims_mm_against", value=abs(value))
    if question.kind == "over":
        return text("quiz_from", mm=value)
    return text("quiz_inside" if value >= 0.0 else "quiz_outside", mm=abs(value))
