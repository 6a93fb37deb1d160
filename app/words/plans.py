"""Words of plans for all open vacancies, of people who go together, and of learned weights."""

from __future__ import annotations

from app.i18n import N_

WORDS: dict[str, str] = {
    "ranking_model.state.trained": N_("Entrenado, no ordena a nadie"),
    "ranking_model.state.approved": N_("Aprobado, apagado"),
    "ranking_model.state.on": N_("Encendido: ordena las listas"),
    "ranking_model.verb.approve": N_("Aprobar"),
    "ranking_model.verb.switch_on": N_("Encender"),
    "ranking_model.verb.switch_off": N_("Apagar ahora"),
    "proposal.kind.model_approve": N_("Aprobar pesos aprendidos"),
    "proposal.field.checksum": N_("Huella"),
}

PROBLEMS: dict[str, str] = {
    "nothing_open": N_("No hay vacantes abiertas con esas condiciones. Elija otro programa u otro país."),
    "plan_changed_meanwhile": N_("Alguien del plan cambió mientras se calculaba. Haga el plan otra vez."),
    "companion_code_unknown": N_("Ese código no es de otra persona que busca trabajo. Mírelo en su hoja."),
    "model_too_few_outcomes": N_(
        "Hay %(have)s resultados y se necesitan %(least)s. Con menos se aprendería de la casualidad."
    ),
    "model_too_few_chosen": N_("Hay %(have)s personas elegidas y se necesitan %(least)s."),
    "model_too_few_not_chosen": N_("Hay %(have)s personas no elegidas y se necesitan %(least)s."),
    "model_too_few_vacancies": N_(
        "Hay %(have)s vacantes con personas elegidas y no elegidas, y se necesitan %(least)s."
    ),
    "model_too_few_halves": N_(
        "Unas pocas vacantes tienen casi todos los resultados. Falta con qué aprender o con qué comprobar."
    ),
    "model_nothing_learned": N_("Ninguna parte de los puntos dice algo sobre a quién eligen. No hay modelo."),
    "model_not_better": N_(
        "Este modelo no gana a los puntos de siempre, o trata peor a un grupo. No se ofrece."
    ),
    "model_needs_two": N_("Falta que otra persona apruebe la propuesta de este modelo."),
    "model_changed": N_("Los pesos guardados no son los que se evaluaron. No se pueden usar."),
    "model_other_on": N_("Ya hay otro modelo encendido. Apáguelo antes."),
}

# Why somebody has this place in a plan: matching/assign/why.py.
REASONS: dict[str, str] = {
    "place.best": N_("es la vacante que mejor le queda (%(score)s puntos)"),
    "place.next": N_("es su opción número %(own_rank)s (%(score)s puntos)"),
    "better.full": N_(
        "en %(vacancy)s tendría %(score)s puntos, pero sus lugares rinden más con otras personas "
        "(la de menos puntos ahí tiene %(lowest)s)"
    ),
    "wanted": N_("%(people)s personas pueden tomar esta vacante, que tiene %(places)s lugares"),
    "drawn": N_("hubo sorteo: %(people)s personas con los mismos puntos quedaron sin lugar"),
    "together": N_("va con otra persona: los dos o ninguno"),
    "none.full": N_("puede tomar %(vacancies)s vacantes y todas rinden más con otras personas"),
    "none.pair": N_("no puede tomar ninguna de estas vacantes"),
}

_COLOURS = {"trained": "grey", "approved": "yellow", "on": "green"}


def colour(state: str) -> str:
    """The colour of a model's tag. The word beside it says the same."""
    return _COLOURS[str(state)]
