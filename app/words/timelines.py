"""Words of checklists: who must act, by when, in what state; and the clocks of a scheme without dates.

Candidates read the same texts on their own page: INFLESZ 70 and 15 words a sentence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.i18n import N_, format_date, language, ngettext
from app.i18n import gettext as _
from registry.schemes.clocks import ANCHORS, Clock, Moment
from registry.schemes.timeline import Due

WORDS: dict[str, str] = {
    "step.state.standing": N_("Hecho"),
    "step.state.taken_back": N_("Retirado"),
    "due.state.overdue": N_("Atrasado"),
    "due.state.now": N_("Ya se puede"),
    "due.state.later": N_("Más adelante"),
    "due.state.unknown": N_("Falta un dato"),
    "due.state.waits": N_("Espera otro paso"),
    "due.state.if": N_("Solo en un caso"),
    "due.state.done": N_("Hecho"),
    "due.state.over": N_("Ya pasó"),
    "due.state.duty": N_("Dura ahora"),
    "due.who.employer": N_("La empresa"),
    "due.who.agency": N_("La agencia"),
    "due.who.ministry": N_("El Ministerio"),
    "due.who.candidate": N_("La persona"),
    "due.who.authority": N_("La autoridad del país de destino"),
    "due.for_you.employer": N_("La empresa"),
    "due.for_you.agency": N_("La agencia"),
    "due.for_you.ministry": N_("El Ministerio"),
    "due.for_you.candidate": N_("Usted"),
    "due.for_you.authority": N_("El gobierno de allá"),
    "due.missing.first_day": N_("el primer día de trabajo"),
    "due.missing.last_day": N_("el último día de trabajo"),
    "due.of.first_day": N_("del primer día de trabajo"),
    "due.of.last_day": N_("del último día de trabajo"),
}
PROBLEMS: dict[str, str] = {
    "already_done": N_("Este paso ya está hecho."),
    "nothing_to_tick": N_("Este paso dura un tiempo. No se marca como hecho."),
    "steps_not_followed": N_("Todavía no se marcan pasos aquí, o ya no se marcan."),
    "not_ticked": N_("Nadie marcó este paso."),
    "day_to_come": N_("Ponga un día que ya pasó, o el de hoy."),
    "day_too_old": N_("Ese año está muy lejos. Revise la fecha."),
}
_COLOURS = {"overdue": "red", "now": "blue", "duty": "blue", "later": "grey", "done": "green"}


def state_of(due: Due) -> str:
    """The word of a step's state: a duty that holds, a step asked only in a case and one that waits for another have
    their own."""
    if due.is_duty and due.state == "now":
        return "duty"
    if due.state == "unknown" and due.only_if is not None:
        return "if"
    if due.state == "unknown" and _waits(due):
        return "waits"
    return str(due.state)


def colour(state: str) -> str:
    return _COLOURS.get(state, "yellow" if state == "unknown" else "grey")


def when(due: Due) -> str:
    """By when, with dates: "Del 16 de enero al 31 de enero de 2027"."""
    if due.done_on is not None:
        return _("Hecho el %(day)s") % {"day": format_date(due.done_on)}
    if due.state == "done":
        return _("Consta en la vacante")
    given = {"since": format_date(due.since), "until": format_date(due.until)}
    if due.until and due.since == due.until:
        return _("El %(until)s") % given
    if due.since and due.until:
        return _("Del %(since)s al %(until)s") % given
    if due.until:
        return _("A más tardar el %(until)s") % given
    if due.since:
        return _("Desde el %(since)s") % given
    return "" if due.missing else _("Sin fecha fija")


def missing_dates(due: Due) -> list[str]:
    """The dates of the vacancy that have to be known first."""
    return [_(WORDS[f"due.missing.{name}"]) for name in due.missing if name in ANCHORS]


def _waits(due: Due) -> list[str]:
    return [name for name in due.missing if name not in ANCHORS]


def waits_for(due: Due, texts: Mapping[str, str]) -> list[str]:
    """The steps that have to be done first. `texts`: step id to its text."""
    return [texts[name] for name in _waits(due)]


def numbers(clocks: Sequence[Clock]) -> dict[str, int]:
    """The number of each step, counted through the list."""
    return {clock.id: place for place, clock in enumerate(clocks, start=1)}


def clock_when(clock: Clock, places: Mapping[str, int]) -> list[str]:
    """By when, without dates: one short sentence for the beginning and one for the end."""
    found = []
    if clock.since is not None and _is_elsewhere(clock.since, places):
        found.append(_("Empieza cuando la empresa termina su parte."))
    elif clock.since is not None and _is_a_step(clock.since):
        found.append(_("Después %(anchor)s.") % {"anchor": _of_anchor(clock.since, places)})
    elif clock.since is not None:
        found.append(_("Desde: %(moment)s.") % {"moment": _moment(clock.since, places)})
    if clock.until is not None and _is_elsewhere(clock.until, places):
        found.append(_("Hágalo antes de que la empresa siga su trámite."))
    elif clock.until is not None and _is_a_step(clock.until):
        found.append(_("Antes %(anchor)s.") % {"anchor": _of_anchor(clock.until, places)})
    elif clock.until is not None:
        found.append(_("Hasta: %(moment)s.") % {"moment": _moment(clock.until, places)})
    return found


def _is_a_step(moment: Moment) -> bool:
    """True for the very day of another step, no days before or after it."""
    return moment.of_step and moment.amount == 0


def _is_elsewhere(moment: Moment, places: Mapping[str, int]) -> bool:
    """True for a moment that hangs on a step of another list."""
    return moment.of_step and moment.anchor not in places


def _moment(moment: Moment, places: Mapping[str, int]) -> str:
    if moment.unit == "percent":
        if moment.amount == 50:
            return _("la mitad del contrato")
        return _("el %(percent)s %% del contrato") % {"percent": moment.amount}
    if moment.amount == 0:
        return _(WORDS[f"due.missing.{moment.anchor}"])
    given = {"amount": _amount(moment), "anchor": _of_anchor(moment, places)}
    if moment.amount < 0:
        return _("%(amount)s antes %(anchor)s") % given
    return _("%(amount)s después %(anchor)s") % given


def _of_anchor(moment: Moment, places: Mapping[str, int]) -> str:
    """The anchor after "antes" or "después"."""
    if moment.of_step:
        return _("del paso %(number)s") % {"number": places[moment.anchor]}
    return _(WORDS[f"due.of.{moment.anchor}"])


def _amount(moment: Moment) -> str:
    count = abs(moment.amount)
    if moment.unit == "months":
        return ngettext("%(num)s mes", "%(num)s meses", count) % {"num": count}
    if moment.unit == "working_days":
        return ngettext("%(num)s día hábil", "%(num)s días hábiles", count) % {"num": count}
    return ngettext("%(num)s día", "%(num)s días", count) % {"num": count}


def text(due: Due | Clock) -> str:
    return due.text[language()]
