"""Words of job fairs."""

from __future__ import annotations

from app.i18n import N_

WORDS: dict[str, str] = {
    "fair.state.planned": N_("En preparación"),
    "fair.state.published": N_("Publicada"),
    "fair.state.cancelled": N_("Cancelada"),
    "fair.state.held": N_("Terminada"),
    "fair.verb.publish": N_("Publicar la feria"),
    "fair.verb.cancel": N_("Cancelar la feria"),
    "fair.verb.close": N_("Cerrar la feria"),
    "fair_stand.state.invited": N_("Invitada, sin respuesta"),
    "fair_stand.state.coming": N_("Viene"),
    "fair_stand.state.not_coming": N_("No viene"),
    "fair_stand.verb.come": N_("Dijo que viene"),
    "fair_stand.verb.stay_away": N_("Dijo que no viene"),
    "fair_interview.state.booked": N_("Con hora"),
    "fair_interview.state.held": N_("Hecha"),
    "fair_interview.state.missed": N_("No llegó"),
    "fair_interview.state.cancelled": N_("Cancelada"),
    "fair.result.selected": N_("La eligieron"),
    "fair.result.second_interview": N_("Pasa a otra entrevista"),
    "fair.result.tells_later": N_("La empresa responde después"),
    "fair.result.not_selected": N_("No la eligieron esta vez"),
    "fair.why.experience": N_("El trabajo pide más experiencia"),
    "fair.why.skill": N_("Falta algo que el trabajo pide saber"),
    "fair.why.language": N_("El trabajo pide hablar más el idioma"),
    "fair.why.papers": N_("Falta un documento que el trabajo pide"),
    "fair.why.dates": N_("Las fechas no le quedan"),
    "fair.why.places_taken": N_("Ya no quedan lugares"),
    "fair.why.person_declined": N_("La persona dijo que no"),
}
PROBLEMS: dict[str, str] = {
    "fair_is_over": N_("Esta feria ya pasó o está cancelada."),
    "fair_past": N_("La feria no puede ser antes de hoy."),
    "fair_far": N_("La feria no puede ser a más de dos años."),
    "fair_times": N_("La hora de cierre tiene que ser después de la hora de abrir."),
    "no_employer_comes": N_("Antes de publicar, al menos una empresa tiene que decir que viene."),
    "vacancy_not_published": N_("Esa vacante no está publicada."),
    "vacancy_invited_already": N_("Esa vacante ya está en la feria."),
    "stand_not_coming": N_("Esa empresa no viene a la feria."),
    "code_not_found": N_("Ese código no abre nada. Mire la hoja y escríbalo otra vez."),
    "not_arrived": N_("Anote primero que la persona llegó."),
    "time_not_offered": N_("Esa hora no es de la feria. Elija una de la lista."),
    "time_taken": N_("Esa hora ya está dada. Elija otra."),
    "person_busy": N_("La persona ya tiene otra entrevista a esa hora."),
    "interviewed_already": N_("La persona ya tiene hora con esa vacante."),
    "result_missing": N_("Elija en qué terminó la entrevista."),
    "why_missing": N_("Diga por qué no, con una de las razones."),
    "nobody_to_invite": N_("No queda nadie a quien invitar para esta vacante."),
}
