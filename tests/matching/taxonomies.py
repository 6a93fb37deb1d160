"""A taxonomy small enough to train on in a test, in both forms in which ESCO comes."""

import csv
from pathlib import Path

# id, unit group, Spanish, English
OCCUPATIONS = [
    ("o-plumber", "7126", "fontanero/fontanera", "plumber", "pipe fitter", "instalan y reparan tuberías de agua"),
    ("o-cook", "5120", "cocinero/cocinera", "cook", "kitchen cook", "preparan comidas en una cocina"),
    ("o-mason", "7112", "albañil", "bricklayer", "mason", "levantan muros de ladrillo y piedra"),
    ("o-baker", "7512", "panadero/panadera", "baker", "bread baker", "hornean pan y bollos"),
    ("o-nurse", "2221", "enfermero/enfermera", "nurse", "hospital nurse", "cuidan a los enfermos en hospitales"),
    ("o-driver", "8332", "conductor de camión/conductora de camión", "truck driver", "lorry driver", "conducen"),
    ("o-gardener", "6113", "jardinero/jardinera", "gardener", "grounds keeper", "cuidan jardines y céspedes"),
    ("o-welder", "7212", "soldador/soldadora", "welder", "metal welder", "unen piezas de metal con calor"),
    ("o-shepherd", "6121", "pastor de ovejas/pastora de ovejas", "shepherd", "sheep herder", "cuidan rebaños"),
    ("o-teacher", "2341", "maestro de primaria/maestra de primaria", "primary teacher", "school teacher", "enseñan"),
]  # fmt: skip
SKILLS = [("s-pipes", "reparar tuberías", "repair pipes"), ("s-bread", "hornear pan", "bake bread")]
NEEDS = [("o-plumber", "s-pipes", "e"), ("o-baker", "s-bread", "e"), ("o-cook", "s-bread", "o")]


def tidy(folder: Path) -> Path:
    """The form with both languages in a row."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(
        folder / "esco_occupations.csv",
        ["id", "code", "isco08", "label_en", "label_es", "alt_labels_en", "alt_labels_es", "description_en",
         "description_es"],
        [[ident, "", isco, en, es, other, "", "", said] for ident, isco, es, en, other, said in OCCUPATIONS],
    )  # fmt: skip
    _write(
        folder / "esco_skills.csv",
        [
            "id",
            "type",
            "reuse_level",
            "label_en",
            "label_es",
            "alt_labels_en",
            "alt_labels_es",
            "description_en",
        ],
        [[ident, "skill", "", en, es, "", "", ""] for ident, es, en in SKILLS],
    )
    _write(folder / "occupation_skill.csv", ["occupation_id", "skill_id", "relation"], NEEDS)
    _write(
        folder / "isco08.csv",
        ["code", "level", "title_en", "title_es"],
        [["7126", "4", "Plumbers and pipe fitters", "Fontaneros e instaladores de tuberías"]],
    )
    return folder


def downloaded(folder: Path) -> Path:
    """The form of the ESCO download: a file per kind and language, addresses instead of ids."""
    folder.mkdir(parents=True, exist_ok=True)
    here = "http://data.europa.eu/esco"
    for lang in ("es", "en"):
        _write(
            folder / f"occupations_{lang}.csv",
            ["conceptType", "conceptUri", "iscoGroup", "preferredLabel", "altLabels", "description", "code"],
            [
                ["Occupation", f"{here}/occupation/{ident}", isco, es if lang == "es" else en,
                 "" if lang == "es" else f"{other}\nexpert {en}", said if lang == "es" else "", ""]
                for ident, isco, es, en, other, said in OCCUPATIONS
            ],
        )  # fmt: skip
        _write(
            folder / f"skills_{lang}.csv",
            ["conceptType", "conceptUri", "skillType", "preferredLabel", "altLabels", "description"],
            [["K", f"{here}/skill/{i}", "", es if lang == "es" else en, "", ""] for i, es, en in SKILLS],
        )
    _write(
        folder / "ISCOGroups_es.csv",
        ["conceptType", "conceptUri", "code", "preferredLabel", "description"],
        [["ISCOGroup", f"{here}/isco/C7126", "7126", "Fontaneros", ""]],
    )
    _write(
        folder / "occupationSkillRelations_es.csv",
        ["occupationUri", "relationType", "skillType", "skillUri"],
        [[f"{here}/occupation/{o}", "essential" if r == "e" else "optional", "", f"{here}/skill/{s}"]
         for o, s, r in NEEDS],
    )  # fmt: skip
    return folder


def _write(path: Path, header: list[str], rows: list[list[str]] | list[tuple[str, str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
