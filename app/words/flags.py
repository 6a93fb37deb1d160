"""Words of red flags: their life, and what the evidence of each says. For the Ministry's staff only.

Titles and what an officer should check stand with the rules themselves (registry/flags/data), in both languages.
"""

from app.i18n import N_

WORDS: dict[str, str] = {
    "flag.state.open": N_("Por responder"),
    "flag.state.explained": N_("Explicada"),
    "flag.state.confirmed": N_("Confirmada"),
    "flag.state.false": N_("Falsa"),
    "flag.verb.explain": N_("Anotar la explicación"),
    "flag.verb.set_aside": N_("Descartar"),
    "flag.verb.confirm": N_("Confirmar la alerta"),
}

PROBLEMS: dict[str, str] = {
    "flag_needs_two": N_(
        "Esta alerta pesa mucho: la descartan o la dan por explicada dos personas, con una propuesta."
    ),
}
