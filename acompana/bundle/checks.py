"""What must be true of an instrument beyond its shape. Each check is one sentence about one instrument."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from gettext import gettext as _

from msgspec import Struct
from msgspec.structs import fields

from acompana.bundle.lines import Path
from acompana.bundle.shape import Misfit, one_of
from acompana.care.content import Sourced
from acompana.care.instruments import Condition, Instrument, Item, Scale

Check = Callable[[Instrument], Iterator[Misfit]]


def codes_are_unique(instrument: Instrument) -> Iterator[Misfit]:
    yield from _unique("items", (item.code for item in instrument.items))
    yield from _unique("choices", (choices.code for choices in instrument.choices))
    yield from _unique("scales", (scale.code for scale in instrument.scales))
    yield from _unique("flags", (flag.code for flag in instrument.flags))
    yield from _unique("positive", (rule.code for rule in instrument.positive))
    yield from _unique("levels", (level.level for level in instrument.levels))
    yield from _unique("wording", (wording.language for wording in instrument.wording))
    for number, scale in enumerate(instrument.scales):
        yield from _unique("bands", (band.code for band in scale.bands), ("scales", number))
        yield from _unique("items", scale.items, ("scales", number))
    for number, choices in enumerate(instrument.choices):
        yield from _unique("options", (option.value for option in choices.options), ("choices", number))


def every_item_can_be_answered(instrument: Instrument) -> Iterator[Misfit]:
    for number, item in enumerate(instrument.items):
        path = ("items", number)
        if (item.choices is None) == (item.number is None):
            found = _("both") if item.choices else _("neither")
            yield Misfit("missing_key", path, _("either choices or number"), found)
        elif item.choices and item.choices not in instrument.options_by_choices:
            known = one_of(instrument.options_by_choices)
            yield Misfit("unknown_reference", (*path, "choices"), known, item.choices)
        elif item.number and not 0 <= item.number.at_least < item.number.at_most:
            found = _("{low} to {high}").format(low=item.number.at_least, high=item.number.at_most)
            yield Misfit("wrong_value", (*path, "number"), _("two numbers, the smaller first"), found)


def conditions_look_back(instrument: Instrument) -> Iterator[Misfit]:
    """An item depends only on items before it, so that no chain of conditions can close into a ring."""
    before: set[str] = set()
    for number, item in enumerate(instrument.items):
        for key in ("asked_if_all", "asked_if_any"):
            path = ("items", number, key)
            for place, condition in enumerate(getattr(item, key)):
                if condition.item in instrument.items_by_code and condition.item not in before:
                    expected = _("an item that comes before")
                    yield Misfit("asks_ahead", (*path, place), expected, condition.item)
                else:
                    yield from _condition(instrument, condition, (*path, place))
        before.add(item.code)


def scales_sum_known_items(instrument: Instrument) -> Iterator[Misfit]:
    for number, scale in enumerate(instrument.scales):
        path = ("scales", number)
        for code in scale.items:
            if code not in instrument.items_by_code:
                yield Misfit("unknown_reference", (*path, "items"), _("items of this instrument"), code)
        allowed = scale.missing.prorate_up_to
        if not 0 <= allowed < len(scale.items):
            expected = _("{low} to {high} missing items").format(low=0, high=len(scale.items) - 1)
            yield Misfit("wrong_value", (*path, "missing", "prorate_up_to"), expected, str(allowed))


def every_item_is_scored_or_says_not(instrument: Instrument) -> Iterator[Misfit]:
    """An item forgotten in a scale would silently lower every total."""
    if not instrument.scales:
        return
    summed = {code for scale in instrument.scales for code in scale.items}
    for number, item in enumerate(instrument.items):
        if item.scored and item.code not in summed:
            yield Misfit("not_in_a_scale", ("items", number), _("a scale that adds this item"), _("none"))
        if not item.scored and item.code in summed:
            yield Misfit("not_in_a_scale", ("items", number), _("scored = true, for a scale adds it"), "scored = false")


def bands_tile_the_range(instrument: Instrument) -> Iterator[Misfit]:
    for number, scale in enumerate(instrument.scales):
        if not scale.bands or not _is_summable(instrument, scale):
            continue
        lowest, highest = _range(instrument, scale)
        path = ("scales", number, "bands")
        if scale.bands[0].low != lowest:
            yield Misfit("bands_range", (*path, 0), f"from = {lowest}", str(scale.bands[0].low))
        last = len(scale.bands) - 1
        if scale.bands[last].high != highest:
            yield Misfit("bands_range", (*path, last), f"to = {highest}", str(scale.bands[last].high))
        for place, band in enumerate(scale.bands):
            if band.high < band.low:
                yield Misfit(
                    "wrong_value",
                    (*path, place),
                    _("to at or above from"),
                    _("{low} to {high}").format(low=band.low, high=band.high),
                )
        for place, (band, following) in enumerate(zip(scale.bands, scale.bands[1:], strict=False), start=1):
            if following.low != band.high + 1:
                code = "bands_gap" if following.low > band.high else "bands_overlap"
                yield Misfit(code, (*path, place), f"from = {band.high + 1}", str(following.low))


def cutoffs_can_be_reached(instrument: Instrument) -> Iterator[Misfit]:
    for number, scale in enumerate(instrument.scales):
        if not _is_summable(instrument, scale):
            continue
        lowest, highest = _range(instrument, scale)
        for place, cutoff in enumerate(scale.cutoffs):
            if not lowest < cutoff.at_least <= highest:
                path = ("scales", number, "cutoffs", place)
                yield Misfit(
                    "cutoff_range",
                    path,
                    _("{low} to {high}").format(low=lowest + 1, high=highest),
                    str(cutoff.at_least),
                )
        told = Counter((c.population, c.sex, c.ages, c.since) for c in scale.cutoffs)
        for place, cutoff in enumerate(scale.cutoffs):
            if told[cutoff.population, cutoff.sex, cutoff.ages, cutoff.since] > 1:
                path = ("scales", number, "cutoffs", place)
                yield Misfit("duplicate", path, _("one cut-off for the same people from one day on"), _("several"))


def positive_rules_can_decide(instrument: Instrument) -> Iterator[Misfit]:
    scales = {scale.code: scale for scale in instrument.scales}
    for number, rule in enumerate(instrument.positive):
        path = ("positive", number)
        if (rule.scale is None) == (not rule.any_of):
            found = _("both") if rule.any_of else _("neither")
            yield Misfit("missing_key", path, _("either scale or any_of"), found)
        elif rule.scale is not None and rule.scale not in scales:
            yield Misfit("unknown_reference", (*path, "scale"), one_of(scales), rule.scale)
        elif rule.scale is not None and not scales[rule.scale].cutoffs:
            yield Misfit(
                "missing_key", (*path, "scale"), _("a cut-off on the scale {scale}").format(scale=rule.scale), _("none")
            )
        for place, condition in enumerate(rule.any_of):
            yield from _condition(instrument, condition, (*path, "any_of", place))


def flags_can_be_raised(instrument: Instrument) -> Iterator[Misfit]:
    for number, flag in enumerate(instrument.flags):
        condition = Condition(item=flag.item, values=flag.values)
        yield from _condition(instrument, condition, ("flags", number))


def levels_can_be_given(instrument: Instrument) -> Iterator[Misfit]:
    severity = ["high", "moderate", "low"]
    given = [level.level for level in instrument.levels]
    if given != [level for level in severity if level in given]:
        yield Misfit("wrong_value", ("levels",), _("levels from the most severe"), ", ".join(given))
    for number, level in enumerate(instrument.levels):
        for place, condition in enumerate(level.any_of):
            yield from _condition(instrument, condition, ("levels", number, "any_of", place))


def change_is_of_a_scale(instrument: Instrument) -> Iterator[Misfit]:
    codes = [scale.code for scale in instrument.scales]
    if instrument.change and instrument.change.scale not in codes:
        yield Misfit("unknown_reference", ("change", "scale"), one_of(codes), instrument.change.scale)


def wording_is_accounted_for(instrument: Instrument) -> Iterator[Misfit]:
    status = {wording.language: wording.status for wording in instrument.wording}
    for language in ("es", "en"):
        if language not in status:
            expected = _("where the words in {language} come from").format(language=language)
            yield Misfit("missing_key", ("wording",), expected, _("nothing"))
    awaited = not instrument.license.ships_text or "awaiting" in status.values()
    for number, item in enumerate(instrument.items):
        if item.text is None and not awaited:
            yield Misfit("wording", ("items", number), _("the words of the question"), _("none"))
        if item.text is not None and not instrument.license.ships_text:
            yield Misfit("wording", ("items", number), _("no words: they may not be shipped"), _("words"))


def loinc_codes_are_well_formed(instrument: Instrument) -> Iterator[Misfit]:
    """The last digit of a code is computed from the others, so a slip of the pen shows."""
    coded: list[tuple[Path, str | None]] = [(("loinc",), instrument.loinc)]
    coded += [(("items", n, "loinc"), item.loinc) for n, item in enumerate(instrument.items)]
    coded += [(("scales", n, "loinc"), scale.loinc) for n, scale in enumerate(instrument.scales)]
    for number, choices in enumerate(instrument.choices):
        coded += [(("choices", number, "options", n), option.loinc) for n, option in enumerate(choices.options)]
    for path, code in coded:
        if code is not None and not _is_loinc(code):
            yield Misfit("wrong_value", path, _("a LOINC code with its check digit"), code)


def ages_are_in_order(instrument: Instrument) -> Iterator[Misfit]:
    ages = instrument.ages
    if ages.at_most is not None and ages.at_most < ages.at_least:
        yield Misfit("wrong_value", ("ages",), _("at_most at or above at_least"), f"{ages.at_least}, {ages.at_most}")


def signatures_are_accounted_for(instrument: Instrument) -> Iterator[Misfit]:
    """What is not verified says whether it is signed, and what is signed says by whom and when."""
    for path, value in _sourced(instrument, ()):
        must_say = not path or value.tag != "V"
        if value.sign_off is None and must_say:
            yield Misfit("sign_off", path, "sign_off", _("nothing"))
        if value.sign_off == "signed" and not (value.signed_by and value.signed_on):
            yield Misfit("sign_off", path, _("signed_by and signed_on"), _("a signature of nobody"))


CHECKS: tuple[Check, ...] = (
    codes_are_unique,
    every_item_can_be_answered,
    conditions_look_back,
    scales_sum_known_items,
    every_item_is_scored_or_says_not,
    bands_tile_the_range,
    cutoffs_can_be_reached,
    positive_rules_can_decide,
    flags_can_be_raised,
    levels_can_be_given,
    change_is_of_a_scale,
    wording_is_accounted_for,
    loinc_codes_are_well_formed,
    ages_are_in_order,
    signatures_are_accounted_for,
)


def unfit(instrument: Instrument) -> list[Misfit]:
    """Everything that is not true of `instrument` and must be."""
    return [misfit for check in CHECKS for misfit in check(instrument)]


def _unique(name: str, codes: Iterable[object], around: Path = ()) -> Iterator[Misfit]:
    seen: set[object] = set()
    for number, code in enumerate(codes):
        if code in seen:
            yield Misfit("duplicate", (*around, name, number), _("each code once"), str(code))
        seen.add(code)


def _condition(instrument: Instrument, condition: Condition, path: Path) -> Iterator[Misfit]:
    item = instrument.items_by_code.get(condition.item)
    if item is None:
        yield Misfit("unknown_reference", path, _("an item of this instrument"), condition.item)
        return
    if bool(condition.values) == (condition.at_least is not None):
        yield Misfit("missing_key", path, _("either is or at_least"), _("both") if condition.values else _("neither"))
    for value in condition.values:
        if isinstance(value, int) and not _can_be(instrument, item, value):
            yield Misfit("impossible_answer", path, _answers(instrument, item), str(value))


def _can_be(instrument: Instrument, item: Item, value: int) -> bool:
    if item.number:
        return item.number.at_least <= value <= item.number.at_most
    return item.choices not in instrument.options_by_choices or any(
        option.value == value for option in instrument.options(item)
    )


def _answers(instrument: Instrument, item: Item) -> str:
    if item.number:
        answers = _("{low} to {high}").format(low=item.number.at_least, high=item.number.at_most)
    else:
        answers = ", ".join(str(option.value) for option in instrument.options(item))
    return _("an answer of {item}: {answers}").format(item=item.code, answers=answers)


def _sourced(value: object, path: Path) -> Iterator[tuple[Path, Sourced]]:
    """Every sourced value within a record, and where it stands."""
    if isinstance(value, Sourced):
        yield path, value
    if isinstance(value, tuple):
        for number, entry in enumerate(value):
            yield from _sourced(entry, (*path, number))
    elif isinstance(value, Struct):
        for field in fields(value):
            yield from _sourced(getattr(value, field.name), (*path, field.encode_name))


def _is_summable(instrument: Instrument, scale: Scale) -> bool:
    """Whether every item of the scale exists and has its options; if not, another check says so."""
    items = [instrument.items_by_code.get(code) for code in scale.items]
    return all(item and (item.number or item.choices in instrument.options_by_choices) for item in items)


def _range(instrument: Instrument, scale: Scale) -> tuple[int, int]:
    items = [instrument.items_by_code[code] for code in scale.items]
    return sum(map(instrument.lowest_value, items)), sum(map(instrument.highest_value, items))


def _is_loinc(code: str) -> bool:
    """Whether the check digit (Luhn) is right. Answer codes (LA…) have another one, which is not checked."""
    match = re.fullmatch(r"(LA)?(\d+)-(\d)", code)
    if match is None or match[1]:
        return match is not None
    doubled = [int(digit) * (2 - n % 2) for n, digit in enumerate(reversed(match[2]))]
    return (sum(n // 10 + n % 10 for n in doubled) + int(match[3])) % 10 == 0
