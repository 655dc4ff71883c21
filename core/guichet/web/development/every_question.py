"""A form with every kind of question, in every way it can be laid out. Made for `/_dev/forms`; no desk offers it."""

from translationstring import TranslationString

from guichet.declaration import (
    Amount,
    Choice,
    ClockTime,
    Day,
    Fields,
    Hours,
    Lines,
    LongText,
    Month,
    MonthDays,
    Quantity,
    Section,
    Text,
    YesNo,
    answer,
)

# No text to translate: the page is for developers.
English = TranslationString
MEANS = {"train": English("Train"), "taxi": English("Taxi"), "car": English("Own car")}


class Journey(Fields):
    """A line with few short questions, drawn side by side."""

    day = Day(English("Day"), required=True, service_day=True)
    km = Quantity(English("Kilometres"), unit="km", decimals=1, optional=True)


class Meal(Fields):
    """A line inside a line."""

    place = Text(English("Place"), optional=True)
    price = Amount(English("Price"), optional=True)


class Stay(Fields):
    """A line that is folded behind its summary, with a list of its own and questions that are folded away."""

    reason = Text(English("Reason"), required=True)
    meals = Lines(
        English("Meals"),
        Meal,
        min_items=0,
        max_items=3,
        layout="rows",
        add_label=English("Add a meal"),
        remove_label=English("meal ${n}"),
    )
    note = LongText(English("Note"), group="extras", optional=True)


class DayHours(Fields):
    """The one question about a day of a calendar."""

    hours = Hours(English("Hours"), optional=True)


class Doctor(Fields):
    """A group of questions under one title."""

    name = Text(English("Name"), row="doctor", width="long", required=True)
    town = Text(English("Town"), row="doctor", autocomplete="address-level2", optional=True)


class EveryQuestion(Fields):
    """One question of each kind; the label says the kind and what is particular about it."""

    text = Text(English("Text, from_bill"), help_text=English("help_text"), from_bill="supplier", required=True)
    optional = Text(English("Text, optional"), optional=True)
    long_text = LongText(English("LongText"), optional=True)
    day = Day(English("Day"), row="days", from_bill="date", required=True)
    month = Month(English("Month"), row="days", required=True)
    clock = ClockTime(English("ClockTime"), row="days", optional=True)
    amount = Amount(English("Amount"), from_bill="amount", required=True)
    quantity = Quantity(English("Quantity, with a unit"), unit="km", decimals=1, required=True)
    hours = Hours(English("Hours"), optional=True)
    month_days = MonthDays(English("MonthDays"), optional=True)
    yes_no = YesNo(English("YesNo"))
    depends = Text(English('Text, relevant=answer("yes_no")'), relevant=answer("yes_no"), required=True)
    choice = Choice(English("Choice"), MEANS, required=True)
    inline = Choice(English("Choice, inline=True"), MEANS, inline=True, required=True)
    listed = Choice(English("Choice, as_list=True"), MEANS, as_list=True, required=True)
    doctor = Section(English("Section"), Doctor)
    folding = Lines(
        English("Lines"), Stay, add_label=English("Add a stay"), remove_label=English("stay ${n}"), max_items=5
    )
    rows = Lines(
        English('Lines, layout="rows"'),
        Journey,
        layout="rows",
        add_label=English("Add a journey"),
        remove_label=English("journey ${n}"),
        max_items=5,
    )
    calendar = Lines(
        English('Lines, layout="calendar"'), DayHours, layout="calendar", month="month", min_items=31, max_items=31
    )
