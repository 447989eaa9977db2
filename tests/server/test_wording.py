"""Languages, plural forms and dates."""

from datetime import UTC, datetime, timedelta

import pytest
from babel import Locale, localedata
from babel.dates import format_date
from babel.plural import PluralRule
from jinja2 import DictLoader, Environment
from markupsafe import Markup

from server import wording
from server.wording import CATEGORIES, LANGUAGES, SAMPLES

MINUTES = ("%(n)s minute", "%(n)s minutes")
NOON_MS = round(datetime(2026, 11, 21, 12, 0, tzinfo=UTC).timestamp() * 1000)


def test_arabic_is_written_from_right_to_left():
    assert [wording.direction(language) for language in LANGUAGES] == ["rtl", "ltr", "ltr"]


def test_the_country_decides_the_locale_of_arabic_alone():
    assert [str(wording.locale(language, "MA")) for language in LANGUAGES] == ["ar_MA", "fr", "en"]
    assert str(wording.locale("ar")) == "ar"
    assert str(wording.locale("ar", "XX")) == "ar"


def test_a_script_gets_the_locale_as_browsers_write_it():
    assert [wording.tag(language, "LY") for language in LANGUAGES] == ["ar-LY", "fr", "en"]


def test_a_text_that_the_office_has_not_written_in_a_language_is_said_in_its_first():
    assert wording.pick("fr", {"ar": "مكتب", "fr": "Bureau"}) == "Bureau"
    assert wording.pick("en", {"ar": "مكتب", "fr": "Bureau"}) == "مكتب"


def test_the_states_of_a_counter_are_said_as_states():
    assert wording.counter_states("fr") == {"open": "Ouvert", "paused": "En pause", "closed": "Fermé"}


def test_arabic_has_six_plural_forms():
    said = [wording.minutes(n, "ar") for n in (0, 1, 2, 3, 10, 11, 99, 100, 103)]
    assert said == [
        "0 دقيقة",
        "دقيقة واحدة",
        "دقيقتان",
        "3 دقائق",
        "10 دقائق",
        "11 دقيقة",
        "99 دقيقة",
        "100 دقيقة",
        "103 دقائق",
    ]


def test_nothing_is_singular_in_french_and_plural_in_english():
    assert wording.minutes(0, "fr") == "0 minute"
    assert wording.minutes(0, "en") == "0 minutes"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_categories_are_those_of_cldr(language):
    cldr: PluralRule = Locale(language).plural_form
    forms = wording.words(language, [MINUTES])[MINUTES[0]]
    assert [cldr(n) for n in SAMPLES[language]] == list(CATEGORIES[language])
    assert all(n_forms in forms for n_forms in CATEGORIES[language])


@pytest.mark.parametrize("language", LANGUAGES)
def test_gettext_and_cldr_choose_the_same_form_for_every_number(language):
    cldr: PluralRule = Locale(language).plural_form
    forms = wording.words(language, [MINUTES])[MINUTES[0]]
    for n in range(1000):
        assert wording.minutes(n, language) == forms[cldr(n)] % {"n": n}


def test_an_unknown_text_is_said_in_english_with_its_values():
    assert wording.gettext("ar", "Nothing says %(what)s, 100%%", what="this") == "Nothing says this, 100%"


def test_words_keep_their_places_for_the_page_to_fill():
    assert wording.words("en", ["Opens at %(time)s", MINUTES]) == {
        "Opens at %(time)s": "Opens at %(time)s",
        "%(n)s minute": {"one": "%(n)s minute", "other": "%(n)s minutes"},
    }


def test_a_clock_time_is_of_the_offices_zone_with_western_digits():
    assert [wording.clock_time(NOON_MS, "Africa/Tripoli", language) for language in LANGUAGES] == ["14:00"] * 3


@pytest.mark.parametrize(
    ("language", "territory", "text"),
    [
        ("ar", "LY", "السبت، 21 نوفمبر 2026"),
        ("ar", "MA", "السبت، 21 نونبر 2026"),
        ("fr", "MA", "samedi 21 novembre 2026"),
        ("en", "LY", "Saturday, November 21, 2026"),
    ],
)
def test_a_long_date_is_written_as_the_country_does(language, territory, text):
    assert wording.long_date(NOON_MS, "Africa/Tripoli", language, territory) == text


@pytest.mark.parametrize("name", ["ar_LY", "ar_MA", "ar_EG", "ar_DZ", "ar", "fr", "en"])
def test_a_long_date_is_cldrs_full_date_on_every_day(name):
    language, _, territory = name.partition("_")
    for day in range(0, 366, 5):
        at = datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=day)
        at_ms = round(at.timestamp() * 1000)
        ours = wording.long_date(at_ms, "UTC", language, territory or None)
        assert ours == format_date(at, "full", locale=name)


def test_what_cldr_knows_beside_the_names_of_days_is_given_back():
    wording._calendar_names.cache_clear()
    wording.long_date(NOON_MS, "Africa/Tripoli", "ar", "LY")
    assert not localedata._cache


class TestInJinja:
    def render(self, source: str, language: str, **values: object) -> str:
        environment = Environment(autoescape=True, loader=DictLoader({"page": source}))
        wording.install(environment, lambda: language)
        return environment.get_template("page").render(**values)

    def test_texts_follow_the_language_of_each_page(self):
        source = "{{ ngettext('%(n)s minute', '%(n)s minutes', 3, n=3) }}"
        assert self.render(source, "ar") == "3 دقائق"
        assert self.render(source, "fr") == "3 minutes"

    def test_the_page_knows_its_language_and_direction(self):
        assert self.render("{{ page_language() }} {{ direction(page_language()) }}", "ar") == "ar rtl"

    def test_values_are_escaped(self):
        assert self.render("{{ _('%(name)s', name=name) }}", "en", name="<b>") == Markup("&lt;b&gt;")
