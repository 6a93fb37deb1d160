"""What job orders and people say: names in three languages, denied, wished for, required; lengths in words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.taxonomy import Finding, lexicon, read_experience_months, read_skills
from matching.taxonomy.phrases import french_root, name_key, name_words, names


def codes(found: list[Finding], negated: bool = False) -> set[str]:
    return {f.code.removeprefix("skill:") for f in found if f.negated is negated}


def preferred(found: list[Finding]) -> set[str]:
    return {f.code.removeprefix("skill:") for f in found if f.preferred}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Récolte de pommes de terre et cueillette de fraises",
            {"dig-sweet-potatoes", "pick-berries", "potato"},
        ),
        (
            "Désherbage manuel, irrigation et conduite de tracteur",
            {"weed-by-hand", "irrigate", "drive-tractor"},
        ),
        ("Traite des vaches, nettoyage des étables", {"milk-cows", "clean-stables"}),
        (
            "Emballage de légumes et chargement des camions",
            {"pack-produce", "vegetables", "load-unload", "truck"},
        ),
        ("Tonte de gazon et taille de haies", {"mow-grass", "trim-hedges"}),
        ("Entretien de l'érablière ; permis de conduire valide", {"maple-syrup", "licence-any-driving"}),
    ],
)
def test_french_duties_are_read(text: str, expected: set[str]) -> None:
    assert expected <= codes(read_skills(text))
    assert expected <= codes(read_skills(text, "fr"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Deshierbar, podar y regar; manejar tractor",
            {"weed-by-hand", "prune", "irrigate", "drive-tractor"},
        ),
        ("hago tortillas para vender y cuido a mis hijos", {"make-tortillas", "care-children"}),
        ("traigo agua del río, hago leña y atiendo mi milpa", {"gather-firewood", "milpa"}),
        ("Licencia tipo A vigente", {"licence-a"}),
        (
            "Workers will plant, cultivate and harvest squash",
            {"plant-by-hand", "cultivate", "pick-squash", "squash"},
        ),
        ("Must be able to stoop, bend and kneel in wet conditions", {"stoop-bend", "work-rain"}),
        ("Seine and harvest ponds, grade fish, mend nets", {"seine-fish", "grade-fish", "mend-nets"}),
    ],
)
def test_duties_crops_tools_and_licences_are_read(text: str, expected: set[str]) -> None:
    assert expected <= codes(read_skills(text))


@pytest.mark.parametrize(
    ("text", "denied", "affirmed"),
    [
        ("Duties include but are not limited to planting and pruning", set(), {"plant-by-hand", "prune"}),
        ("Incluye, sin limitarse a, podar y regar", set(), {"prune", "irrigate"}),
        ("No experience required to operate tractors", set(), {"drive-tractor"}),
        ("Drive a tractor, no experience required", set(), {"drive-tractor"}),
        ("Must work without close supervision pruning trees", set(), {"prune"}),
        ("No cell phone use while driving forklifts", set(), {"operate-forklift"}),
        ("No sé manejar, pero sé ordeñar", {"drive-car"}, {"milk-cows"}),
        ("manejar no sé", {"drive-car"}, set()),
        ("inglés no hablo, sé podar", {"english"}, {"prune"}),
        ("nunca he trabajado en tabaco", {"tobacco"}, set()),
        ("No manejo tractor, camión ni moto", {"drive-tractor", "truck", "drive-motorcycle"}, set()),
        ("No manejo tractor, sé podar y regar", {"drive-tractor"}, {"prune", "irrigate"}),
        ("Aucun permis de conduire requis", {"licence-any-driving"}, set()),
        ("Permis de conduire non requis", {"licence-any-driving"}, set()),
        ("Récolte de fraises, sans tracteur", {"tractor"}, {"pick-berries"}),
        ("English is not required", {"english"}, set()),
    ],
)
def test_what_is_denied_is_told_from_what_stands_beside_it(
    text: str, denied: set[str], affirmed: set[str]
) -> None:
    found = read_skills(text)
    assert denied <= codes(found, negated=True)
    assert affirmed <= codes(found)


@pytest.mark.parametrize(
    ("text", "wished", "required"),
    [
        ("CDL required, forklift experience preferred", {"forklift"}, {"heavy-truck-licence"}),
        (
            "Forklift licence preferred but not required. Must prune apples",
            {"licence-forklift"},
            {"prune", "apple"},
        ),
        ("Deseable manejar tractor; indispensable saber podar", {"drive-tractor"}, {"prune"}),
        ("Anglais un atout. Récolte de laitues", {"english"}, {"cut-lettuce"}),
        ("Spanish a plus", {"spanish"}, set()),
        ("Prune vines", set(), {"prune"}),
    ],
)
def test_what_is_only_preferred_is_marked(text: str, wished: set[str], required: set[str]) -> None:
    found = read_skills(text)
    assert wished <= preferred(found)
    assert required <= codes(found) - preferred(found)


def test_required_somewhere_outweighs_preferred_elsewhere() -> None:
    [tractor] = [f for f in read_skills("Tractor preferred. Tractor required.") if f.code == "skill:tractor"]
    assert not tractor.preferred


@pytest.mark.parametrize(
    ("text", "trap"),
    [
        ("Workers may pick up supplies", "harvest-by-hand"),
        ("all types of weather", "type-documents"),
        ("any tipo de trabajo", "licence-a"),
        ("laundry facilities are provided", "do-laundry"),
        ("the plant is open on Monday", "plant-by-hand"),
        ("work on the steep hills", "make-ridges"),
        ("receive wages weekly", "ship-receive"),
        ("stack bins beside the loading dock", "brand-castrate"),
        ("side by side", "siding-gutters"),
    ],
)
def test_sayings_that_only_hold_a_name_are_passed_over(text: str, trap: str) -> None:
    found = read_skills(text)
    assert trap not in codes(found) | codes(found, negated=True)


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("six mois d'expérience exigés", 6),
        ("Deux ans d'expérience en agriculture", 24),
        ("1 an d'expérience", 12),
        ("Aucune expérience requise", 0),
        ("expérience non requise", 0),
        ("Expérience souhaitée : 6 mois. Un mois d'expérience requis.", 1),
        ("1 mo. exp. req.", 1),
        ("requires 3 months general farm labor", 3),
        ("dieciocho meses de experiencia", 18),
        ("twenty-four months of experience", 24),
        ("$15 an hour, 5-day schedule", None),
        ("no he trabajado en esto", 0),
        ("Insurance carrier requires 3 years of driving experience. 2 months of nursery experience", 2),
    ],
)
def test_lengths_are_read_in_words_and_three_languages(text: str, months: int | None) -> None:
    assert read_experience_months(text) == months


def test_a_machine_is_no_task_and_a_poultice_no_winter_service() -> None:
    """Job orders of grooms ice the legs of horses; those of gardeners say edgers for the machine."""
    assert {one.code for one in read_skills("Use edgers and blowers.", "en")} == {
        "skill:string-trimmer",
        "skill:leaf-blower",
    }
    assert read_skills("icing and bandaging of legs", "en") == []
    assert [one.code for one in read_skills("De-icing of walkways.", "en")] == ["skill:salt-ice"]


def test_a_schedule_is_no_length_of_work() -> None:
    assert not any(
        f.months for f in read_skills("Able to work a 5-day schedule with varying shifts, pruning")
    )


def test_no_two_entries_are_read_from_the_same_words_of_a_language() -> None:
    kinds = lexicon().skills
    for lang in ("es", "en", "fr"):
        holders: dict[tuple[str, ...], str] = {}
        for label in names(lang):
            if label.lang != lang:
                continue  # "trailer" is a truck in Guatemala; the English meaning only fills gaps
            is_doing = kinds[label.code].kind in ("task", "skill")
            key = tuple(name_key(w, lang, is_doing=is_doing) for w in name_words(label.text, lang))
            assert holders.setdefault(key, label.code) == label.code, (label, holders[key])


def test_every_own_name_of_an_entry_is_read_as_that_entry() -> None:
    """The preferred names, alone in a text: Spanish, English, French."""
    missed = []
    for skill in lexicon().skills.values():
        for lang, name in (("es", skill.es), ("en", skill.en), ("fr", skill.fr)):
            found = read_skills(name, lang) if name else []
            if name and skill.code not in {f.code for f in found}:
                missed.append((lang, name))
    assert len(missed) <= 12, (
        missed
    )  # names that begin with "sin" or hold a length are read with care, not as names


def test_french_verbs_and_their_actions_share_a_root() -> None:
    for group in (
        ("cueillir", "cueillette", "cueilleur"),
        ("recolter", "recolte"),
        ("desherber", "desherbage"),
    ):
        assert len({french_root(word) for word in group}) == 1


@given(
    st.lists(
        st.sampled_from(
            (
                "no",
                "sin",
                "ni",
                "podar",
                "tractor",
                "café",
                ",",
                ".",
                ";",
                "not",
                "required",
                "preferred",
                "pick up",
                "3 años",
            )
        ),
        max_size=25,
    )
)
def test_any_order_of_words_gives_true_spans_once_per_code(words: list[str]) -> None:
    text = " ".join(words)
    found = read_skills(text)
    assert len({f.code for f in found}) == len(found)
    for finding in found:
        assert text[finding.start : finding.end] == finding.matched
        assert not (finding.negated and finding.preferred)
    assert [f.start for f in found] == sorted(f.start for f in found)


def test_reading_twice_says_the_same() -> None:
    text = "Prune vineyard vines; no CDL needed, English preferred"
    assert read_skills(text) == read_skills(re.sub("  ", " ", text))
