"""A small world for the access tests: everything twice, once on each side, and nobody on one side knows the other.

Made through the services, the way people make it, then committed. Start at `build`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.same_person.levels import COMPARISONS
from registry import clock
from registry.access import PUBLIC, SYSTEM, Actor, Role
from registry.accounts import changes as account_changes
from registry.accounts import service as accounts
from registry.accounts import sessions
from registry.accounts.models import Account, AccountChange, ApiKey, Passkey, WebSession
from registry.accounts.states import COOLING, ChangeKind
from registry.alerts import service as alerts
from registry.audit import opened
from registry.candidates import drafts, identity
from registry.candidates import queries as candidates
from registry.candidates import service as people
from registry.candidates.code import grouped
from registry.candidates.consents import How
from registry.candidates.drafts import Answers
from registry.candidates.models import Candidate, Consent
from registry.candidates.registration import Registration
from registry.certificates import service as certificates
from registry.complaints import service as complaints
from registry.complaints.kinds import Kind
from registry.complaints.told import Told
from registry.drives import service as drives
from registry.files import service as files
from registry.flags.models import RedFlag
from registry.kiosks import service as kiosks
from registry.law import service as law
from registry.legal_requests import service as legal_requests
from registry.legal_requests.models import Notice
from registry.lists.kinds import ListKind
from registry.messages.models import CallTask, Outgoing
from registry.moves import move
from registry.opendata import dumps
from registry.organisations import employers, sanctions
from registry.organisations.models import Agency, Employer, Mandate
from registry.organisations.register import PUBLIC_STATUS
from registry.packets import service as packets
from registry.papers import service as papers
from registry.papers.models import PaperKind
from registry.placements import queries as placements
from registry.placements import service as referrals
from registry.placements.models import Referral
from registry.plans import service as plans
from registry.same_person import finding
from registry.same_person.models import LikelyPair
from registry.schemes.facts import VacancyFacts
from registry.schemes.law import Reference
from registry.schemes.loader import ExtraValue, ruleset
from registry.selfcheck import service as selfcheck
from registry.shortlists import queries as shortlists
from registry.shortlists import service as ranking
from registry.shortlists.models import Shortlist
from registry.shortlists.pool import Pool
from registry.standard.models import Condition, CorrectiveAction, Evidence, Finding
from registry.trainings.models import Training
from registry.vacancies import checks
from registry.vacancies import service as vacancies
from registry.vacancies.models import Vacancy
from registry.vetting import documents, queries, requirements
from registry.vetting import service as vetting
from registry.vetting.models import Answer, Case
from registry.vetting.staff_records import CaseMessage, CaseMessageFile, Visit, VisitPhoto
from registry.voices import service as recordings
from registry.voices import texts
from tests.factories import new_account
from tests.registry.candidates.people import registration
from tests.registry.certificates import tested
from tests.registry.employer_files.looking import look_at_everything
from tests.registry.learning.stored_model import store_model
from tests.registry.lists import files as listed
from tests.registry.messages.saying import approve_everything
from tests.registry.vetting import agencies as filing
from tests.registry.voices.spoken import wav
from tests.web.access import centre, told

SCOPES = ["candidates:read", "candidates:write", "vacancies:read", "vacancies:write", "shortlists:read"]
REQUIREMENT = "tax_registration"
PARAMETER = "gt-monthly-minimum"
WHY = "Lo pide el expediente."


@dataclass
class Side:
    """One employer, one agency that writes for it, one candidate, and all that hangs on them.

    vacancies: by state. `case` is decided; `draft_case` is the agency's renewal, not handed in.
    """

    candidate: str
    code: str
    employer: str
    agency: str
    registry_no: str
    case: str
    draft_case: str
    file: str
    file_of_draft: str
    visit: str
    photo: str
    message_file: str
    recruiter: str
    card_no: str
    shortlist: str
    referral: str
    consent: str
    employer_account: str
    agency_account: str
    vacancies: dict[str, str]
    numbers: dict[str, str]
    packet: str
    drive: str
    kiosk: str
    case_number: str
    finding: str
    action: str
    evidence: str
    condition: str
    page: str
    certificate: str
    certificate_no: str
    paper: str
    # At the centre of this side (centre.py).
    centre: dict[str, str]


@dataclass
class World:
    """`sides`: "own" and "other". `accounts`: of each role, the one that asks; `keys`: its API key."""

    sides: dict[str, Side]
    accounts: dict[Role, str]
    keys: dict[Role, str]
    other_account: str = ""
    other_session: str = ""
    invitation: str = ""
    role_change: str = ""
    law_proposal: str = ""
    proposal: str = ""
    likely_pair: str = ""
    training: str = ""
    flag: str = ""
    plan: str = ""
    model: str = ""
    alert: str = ""
    training_centre: str = ""
    recording: str = ""
    sound: str = ""
    day: str = ""
    centre_drafts: dict[str, str] = field(default_factory=dict)
    browser_draft: str = ""
    official_list: str = ""
    # Of each side: a report that its handlers were given, and what its agency was asked because of it.
    complaints: dict[str, str] = field(default_factory=dict)
    questions: dict[str, str] = field(default_factory=dict)
    receipt: str = ""
    # The session of each role that asks, while a test runs.
    own_sessions: dict[Role, str] = field(default_factory=dict)
    # Of each side: a call of its centre, and a message that waits on paper.
    calls: dict[str, str] = field(default_factory=dict)
    paper_messages: dict[str, str] = field(default_factory=dict)
    legal_request: str = ""
    # What each role that may looked up in the log.
    look_ups: dict[Role, int] = field(default_factory=dict)


def build(session: Session, folder: Path, *, own: Registration, other: Registration) -> World:
    """`own`, `other`: who the two candidates are. The caller commits."""
    staff = {role: new_account(session, role, **_scope(role)) for role in _STAFF}
    sides = {
        name: _side(session, folder, {role: one.actor() for role, one in staff.items()}, facts, name)
        for name, facts in (("own", own), ("other", other))
    }
    mine = sides["own"]
    holders = dict(staff)
    holders[Role.EMPLOYER] = _account(session, mine.employer_account)
    holders[Role.AGENCY] = _account(session, mine.agency_account)
    world = World(
        sides=sides,
        accounts={role: one.public_id for role, one in holders.items()},
        keys={
            role: accounts.new_api_key(session, one, name="acceso", scopes=SCOPES)
            for role, one in holders.items()
        },
    )
    _what_belongs_to_nobody_asking(session, world, staff[Role.ADMIN].actor())
    reports = told.about(session, staff, {name: one.registry_no for name, one in sides.items()})
    world.receipt = complaints.send(session, Told(kinds=[Kind.OTHER]), language="es", channel="web")[1]
    world.complaints = {name: complaint for name, (complaint, _question) in reports.items()}
    world.questions = {name: question for name, (_complaint, question) in reports.items()}
    made = dumps.make_due(
        session, folder.parent, Ed25519PrivateKey.generate(), dict.fromkeys(PUBLIC_STATUS.values(), "")
    )
    world.day = str(made.day) if made else ""
    _recordings(session, folder.parent / "voices", world, staff)
    _messages(session, world)
    _looked_into(session, world, staff)
    _factors(session, [*holders.values(), _account(session, world.other_account)])
    session.flush()
    return world


def _factors(session: Session, accounts: list[Account]) -> None:
    """Of each account a passkey, a program's key, and somebody who says that its second factor was lost (`key_of`,
    `program_key_of`, `renewal_of`)."""
    for one in accounts:
        session.add(
            Passkey(
                public_id=key_of(one.public_id), account_id=one.id, name="Llavero", credential_id=one.public_id,
                public_key=b"", sign_count=0, created_at=clock.now(),
            )
        )  # fmt: skip
        session.add(
            ApiKey(
                public_id=program_key_of(one.public_id), account_id=one.id, name="programa",
                token_hash=one.public_id, scopes=[], created_at=clock.now(),
            )
        )  # fmt: skip
        lost = AccountChange(
            public_id=renewal_of(one.public_id), kind=ChangeKind.RENEWAL, account_id=one.id, reason=WHY,
            proposed_at=clock.now(),
        )  # fmt: skip
        session.add(lost)
        session.flush()
        move(session, SYSTEM, lost, "begin", sets={"acts_at": clock.now() + COOLING})


def key_of(account: str) -> str:
    return f"k{account[1:]}"


def program_key_of(account: str) -> str:
    return f"p{account[1:]}"


def renewal_of(account: str) -> str:
    return f"r{account[1:]}"


def _looked_into(session: Session, world: World, staff: dict[Role, Account]) -> None:
    """A legal request of one person, and what those who may have looked up in the log."""
    supervisor = staff[Role.SUPERVISOR].actor()
    person = candidates.load(session, supervisor, world.sides["own"].candidate)
    world.legal_request = legal_requests.propose(
        session, supervisor, person, authority="Juzgado inventado", reference="0-2026", reason=WHY,
        parts=["person"], notice=Notice.TOLD, notice_note=WHY,
    ).public_id  # fmt: skip
    for role in (Role.SUPERVISOR, Role.AUDITOR):
        about = staff[Role.COUNSELLOR]
        until = clock.now()
        world.look_ups[role] = opened.look_up(
            session, staff[role].actor(), about, until - timedelta(days=1), until, reason=WHY
        ).id


def _messages(session: Session, world: World) -> None:
    approve_everything(session)
    for name, side in world.sides.items():
        person = session.scalars(select(Candidate).where(Candidate.public_id == side.candidate)).one()
        call = CallTask(candidate_id=person.id, why="unreached", centre=_CENTRES[name], made_at=clock.now())
        message = Outgoing(
            candidate_id=person.id, code="news", values='{"name": "María"}', delivery="to_print",
            made_at=clock.now(), due_at=clock.now(),
        )  # fmt: skip
        session.add_all([call, message])
        session.flush()
        world.calls[name], world.paper_messages[name] = call.public_id, message.public_id


def _recordings(session: Session, folder: Path, world: World, staff: dict[Role, Account]) -> None:
    """One that everybody hears, and one that waits for another person than who uploaded it."""
    uploader = _account(session, world.other_account).actor()
    for text in (texts.every()["dpi.pregunta"], texts.every()["nombres.pregunta"]):
        made = recordings.upload(
            session, uploader, text, wav(1.0), folder=folder, language="kek", speaker="Voz"
        )
        if not world.sound:
            world.sound = made.file_name
            reviewer = staff[Role.SUPERVISOR].actor()
            recordings.approve(session, reviewer, made, current=texts.fingerprint(text))
        world.recording = made.public_id


def _proposed_law(session: Session, actor: Actor) -> str:
    """A value, higher than the law's by one, that waits for another officer."""
    parameter = ruleset().parameters[PARAMETER]
    key, values = next(iter(parameter.series.items()))
    amount, start = values[-1].amount, values[-1].starts_on + timedelta(days=1)
    assert isinstance(amount, Decimal)
    value = ExtraValue(parameter.id, key, start, amount + 1, "verified", Reference("Acuerdo inventado"))
    return law.propose(session, actor, parameter, [value], why=WHY).public_id


def _likely_pair(session: Session, world: World) -> str:
    """The two candidates, as if they were one; nobody has answered."""
    of_sides = Candidate.public_id.in_([side.candidate for side in world.sides.values()])
    ids = session.scalars(select(Candidate.id).where(of_sides)).all()
    levels = dict.fromkeys(COMPARISONS, "missing") | {"kin": "none", "phone": "same"}
    finding.add_pair(session, ids[0], ids[1], 0.7, levels, found_by="batch")
    return session.scalars(select(LikelyPair.public_id)).one()


def _training(session: Session) -> str:
    """A course that any counsellor may take out of the directory."""
    made = Training(
        title="Curso inventado", provider="Nadie", skills=[], source="Inventado", source_on=clock.today(),
        noted_at=clock.now(),
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made.public_id


_STAFF = (
    Role.COUNSELLOR,
    Role.OFFICER,
    Role.SUPERVISOR,
    Role.INSPECTOR,
    Role.DIRECTOR,
    Role.ADMIN,
    Role.AUDITOR,
)


_CENTRES = {"own": "Centro de prueba", "other": "Otro centro"}


def _scope(role: Role) -> dict[str, Any]:
    return {"centre": _CENTRES["own"]} if role is Role.COUNSELLOR else {}


def _kiosk(session: Session, where: str) -> str:
    somebody = new_account(session, Role.COUNSELLOR, centre=where).actor()
    return kiosks.turn_on(session, somebody, name="entrada", paper="58mm")[0].public_id


def _account(session: Session, public_id: str) -> Account:
    return session.scalars(select(Account).where(Account.public_id == public_id)).one()


def _what_belongs_to_nobody_asking(session: Session, world: World, admin: Actor) -> None:
    """Another person's account and session, an invitation, a proposed role, and registrations half-way."""
    bystander = new_account(session, Role.OFFICER)
    sessions.open_for_account(session, bystander, "otra")
    world.other_account = bystander.public_id
    world.other_session = session.scalars(
        select(WebSession.public_id).where(WebSession.account_id == bystander.id)
    ).one()
    _invited, world.invitation = accounts.invite(
        session, SYSTEM, email="nueva@example.org", name="Persona invitada", role=Role.OFFICER
    )
    account_changes.propose_role(session, admin, bystander, Role.SUPERVISOR, reason=WHY)
    world.role_change = session.scalars(select(AccountChange.public_id)).one()
    world.law_proposal = _proposed_law(session, bystander.actor())
    theirs = session.scalars(select(Agency).where(Agency.public_id == world.sides["other"].agency)).one()
    world.likely_pair = _likely_pair(session, world)
    world.training = _training(session)
    world.proposal = sanctions.propose_suspension(
        session, bystander.actor(), theirs, reason=WHY, public_reason=WHY
    ).public_id
    world.training_centre = certificates.propose_centre(
        session, bystander.actor(), name="Centro inventado", agreement="Convenio inventado", reason=WHY
    ).public_id
    flag = RedFlag(
        rule="PHX3", rules_version="1", agency_id=theirs.id, evidence={"facts": []}, weight=50, raised_at=clock.now()
    )  # fmt: skip
    session.add(flag)
    session.flush()
    world.flag = flag.public_id
    world.plan = plans.make(session, bystander.actor(), plans.compute(session, Pool())).public_id
    world.model = store_model(session, bystander).public_id
    for kind, of_candidate in (("new", None), ("correction", world.sides["other"].candidate)):
        answers = Answers(facts=registration(), of_candidate=of_candidate)
        _draft, world.centre_drafts[kind] = drafts.start(session, answers)
    _draft, world.browser_draft = drafts.start(session, Answers(facts=registration()))
    world.alert = alerts.write(
        session, bystander.actor(), brand="Visas Ya", phones=[], pages=[], method="Cobra por citas que no existen.",
        since=clock.today(),
    ).public_id  # fmt: skip
    world.official_list = listed.load(session, ListKind.US_DEBARRED, read_on=clock.today()).official.public_id


def _side(session: Session, folder: Path, staff: dict[Role, Actor], facts: Registration, name: str) -> Side:
    officer = staff[Role.OFFICER]
    agency, case = _agency(session, folder, name)
    for role in (Role.OFFICER, Role.SUPERVISOR, Role.INSPECTOR):
        filing.declares(session, staff[role], case)
    visit, photo, message_file = _beside_the_case(session, folder, officer, case)
    employer = _employer(session, officer, name)
    session.add(
        Mandate(
            employer_id=employer.id,
            agency_id=agency.id,
            statement=WHY,
            given_by="Gerencia",
            given_on=clock.today(),
            recorded_at=clock.now(),
        )
    )
    agency_account = new_account(session, Role.AGENCY, agency_id=agency.id)
    employer_account = new_account(session, Role.EMPLOYER, employer_id=employer.id)
    # Renewed in time: the agency writes on its next file while the one before is decided.
    draft_case = vetting.open_case(session, agency_account.actor(), agency)
    filing.answer(session, agency_account.actor(), draft_case, _document(session, draft_case), folder)
    assessment = _found(session, officer, agency_account.actor(), case)
    found = {
        state: _vacancy(session, agency_account.actor(), officer, employer, agency, state)
        for state in ("draft", "in_review", "published")
    }
    candidate, code = people.register(session, PUBLIC, facts)
    shortlist, referral = _refer(session, officer, found["published"], candidate)
    _answers(session, referral, candidate)
    return Side(
        candidate=candidate.public_id,
        code=grouped(code),
        employer=employer.public_id,
        agency=agency.public_id,
        registry_no=str(agency.registry_no),
        case=case.public_id,
        draft_case=draft_case.public_id,
        file=_file_of(session, case),
        file_of_draft=_file_of(session, draft_case),
        visit=visit,
        photo=photo,
        message_file=message_file,
        recruiter=str(_key_of_recruiter(session, agency)),
        card_no=str(agency.recruiters[0].card_no),
        shortlist=shortlist.public_id,
        referral=referral.public_id,
        consent=_share_profile(session, candidate),
        employer_account=employer_account.public_id,
        agency_account=agency_account.public_id,
        vacancies={state: one.public_id for state, one in found.items()},
        numbers={state: one.number for state, one in found.items()},
        packet=packets.make(session, employer_account.actor(), agency, found["published"]).public_id,
        drive=_drive(session, agency_account.actor(), agency, found["published"]),
        kiosk=_kiosk(session, _CENTRES[name]),
        case_number=case.number,
        **assessment,
        page=_page(session, agency_account.actor(), draft_case, folder),
        **_proven(session, folder, candidate),
        centre=centre.of(session, _CENTRES[name], candidate, found["published"]),
    )


def _proven(session: Session, folder: Path, candidate: Candidate) -> dict[str, str]:
    """A certificate, by people who ask for nothing else here, and a paper that the person sent."""
    certificate = tested.issued(session, candidate)
    paper = papers.add(
        session, candidate.actor(), candidate, folder, filing.PDF, kind=PaperKind.LETTER, is_sure=True
    )
    return {
        "certificate": certificate.public_id, "certificate_no": certificate.number, "paper": paper.public_id,
    }  # fmt: skip


def _found(session: Session, officer: Actor, agency_actor: Actor, case: Case) -> dict[str, str]:
    """A finding that the agency answered with a measure and its proof, a piece of evidence, a condition: as rows, for
    the case is over."""
    finding = Finding(
        case_id=case.id, criterion="B.3", grade="minor", statement=WHY, due_on=clock.today(),
        raised_by_id=officer.account_id, raised_at=clock.now(),
    )  # fmt: skip
    session.add(finding)
    session.flush()
    action = CorrectiveAction(
        finding_id=finding.id, agency_id=case.agency_id, plan=WHY, due_on=clock.today(),
        proposed_by_id=agency_actor.account_id, proposed_at=clock.now(),
        proof_file_id=session.scalar(select(Answer.file_id).where(Answer.case_id == case.id, Answer.file_id > 0)),
    )  # fmt: skip
    evidence = Evidence(
        case_id=case.id, criterion="B.3", element="MON", kind="document", text=WHY, received_on=clock.today(),
        strength=1, confidentiality="internal", by_id=officer.account_id, at=clock.now(),
    )  # fmt: skip
    condition = Condition(
        case_id=case.id, text=WHY, due_on=clock.today(), consequence="none", set_by_id=officer.account_id,
        set_at=clock.now(),
    )  # fmt: skip
    session.add_all([action, evidence, condition])
    session.flush()
    rows = {"finding": finding, "action": action, "evidence": evidence, "condition": condition}
    return {name: row.public_id for name, row in rows.items()}


def _page(session: Session, actor: Actor, case: Case, folder: Path) -> str:
    """A second photograph of a paper, and a self-assessment that was begun."""
    documents.give(
        session, actor, case, REQUIREMENT,
        [("1.jpg", filing.picture()), ("2.jpg", filing.picture(words="HOJA DOS"))],
        folder=folder, dated_on=clock.today(),
    )  # fmt: skip
    selfcheck.begin(session, actor, session.get_one(Agency, case.agency_id))
    session.expire_all()
    answer = queries.answer_to(session, case, REQUIREMENT)
    assert answer is not None
    return str(answer.pages[0].id)


def _drive(session: Session, actor: Actor, agency: Agency, vacancy: Vacancy) -> str:
    return drives.announce(
        session, actor, agency, vacancy, municipality="0501", place="Salón municipal", starts_on=drives.earliest(),
        starts_at_time=time(9),
    ).public_id  # fmt: skip


_FIRMS = {
    "own": {"legal_name": "Caminos del Norte, S.A.", "nit": "576937-K", "phone": "2232 0101"},
    "other": {"legal_name": "Sol y Maíz, S.A.", "nit": "1234567-9", "phone": "2232 0202"},
}


def _agency(session: Session, folder: Path, name: str) -> tuple[Agency, Case]:
    agency, case, _supervisor = filing.decided(
        session, folder, trade_name=None, email=f"{name}@agencia.example", **_FIRMS[name]
    )
    return agency, case


def _beside_the_case(session: Session, folder: Path, officer: Actor, case: Case) -> tuple[str, str, str]:
    """A planned visit, a photograph of an earlier one, a file of the thread: as rows, for the case is over."""
    assert officer.account_id is not None
    photo = files.store(session, folder, filing.picture(), name="oficina.jpg")
    sent = files.store(session, folder, filing.PDF, name="carta.pdf", agency_id=case.agency_id)
    planned = Visit(
        case_id=case.id, place="zona 1", planned_on=clock.today(), planned_by_id=officer.account_id
    )
    made = Visit(
        case_id=case.id,
        place="zona 1",
        planned_on=clock.today(),
        planned_by_id=officer.account_id,
        state="done",
        happened_on=clock.today(),
    )
    message = CaseMessage(
        case_id=case.id,
        author_id=officer.account_id,
        is_from_agency=False,
        text="Va la carta.",
        written_at=clock.now(),
    )
    session.add_all([planned, made, message])
    session.flush()
    session.add_all(
        [
            VisitPhoto(
                visit_id=made.id, file_id=photo.id, taken_by_id=officer.account_id, added_at=clock.now()
            ),
            CaseMessageFile(message_id=message.id, file_id=sent.id),
        ]
    )
    session.flush()
    return planned.public_id, photo.public_id, sent.public_id


def _document(session: Session, case: Case) -> requirements.Requirement:
    return next(one for one in requirements.of_case(session, case) if "document" in one.accepts)


def _file_of(session: Session, case: Case) -> str:
    session.refresh(case, ["answers"])
    answer = next(one for one in case.answers if one.file_id is not None)
    session.refresh(answer, ["file"])
    assert answer.file is not None
    return answer.file.public_id


def _key_of_recruiter(session: Session, agency: Agency) -> int:
    session.refresh(agency, ["recruiters"])
    return agency.recruiters[0].id


def _employer(session: Session, officer: Actor, name: str) -> Employer:
    data = {
        "legal_name": f"Finca {name}, S.A.",
        "country": "GT",
        "region": "GT-05",
        "contact_name": f"Gerencia {name}",
        "contact_email": f"{name}@finca.example",
        "contact_phone": "7888 0000",
    }
    employers.apply(session, PUBLIC, data=data)
    employer = session.scalars(select(Employer).where(Employer.legal_name == data["legal_name"])).one()
    look_at_everything(session, officer, employer)
    employers.verify(session, officer, employer, reason=WHY)
    return employer


def vacancy_facts(start: date) -> VacancyFacts:
    """Lawful work at home."""
    return VacancyFacts.model_validate({
        "scheme": "GT_SNE", "title": "Trabajador de campo", "duties": "Corte y carga de caña.", "workers_total": 4,
        "extra_requirements": "", "extra_terms": [], "department": "Escuintla", "circumscription": "CE2",
        "worksites": [{"name": "Finca", "city": "Escuintla", "country": "GT", "region": "Escuintla"}],
        "activity_class": "agricola", "start_date": start.isoformat(),
        "end_date": (start + timedelta(days=120)).isoformat(), "wage": "4000.00", "wage_unit": "month",
        "currency": "GTQ", "bonus_incentive": "250.00", "hours_week": "48",
        "hours_by_day": ["0", "8", "8", "8", "8", "8", "8"], "overtime_available": False, "shift_start": "07:00",
        "shift_end": "16:00", "benefits": ["aguinaldo", "bono14", "igss", "vacaciones"], "fees_worker": [],
        "deductions": [], "recruiter_chain": [], "tools_paid_by": "employer",
    })  # fmt: skip


def _vacancy(
    session: Session, writer: Actor, officer: Actor, employer: Employer, agency: Agency, state: str
) -> Vacancy:
    """Written by the agency in the employer's name, so that it is both their own."""
    vacancy = vacancies.start(
        session, writer, employer, vacancy_facts(clock.today() + timedelta(days=40)), agency=agency
    )
    if state == "draft":
        return vacancy
    vacancies.submit(session, writer, vacancy)
    if state == "published":
        check = checks.latest(session, vacancy)
        assert check is not None
        for outcome in checks.unread_unknown(check):
            vacancies.answer_unknown(session, officer, vacancy, outcome.rule, note=WHY)
        vacancies.publish(session, officer, vacancy)
    return vacancy


def _refer(
    session: Session, officer: Actor, vacancy: Vacancy, candidate: Candidate
) -> tuple[Shortlist, Referral]:
    made = ranking.rank(session, officer, vacancy, Pool())
    session.expire(made)
    shortlist = shortlists.load(session, officer, made.public_id)
    (referral,) = referrals.refer(session, officer, shortlist, [candidate.public_id], departure_reason=WHY)
    return shortlist, placements.load(session, officer, referral.public_id)


def _answers(session: Session, referral: Referral, candidate: Candidate) -> None:
    """The person agrees: from now on the employer may ask for the name."""
    whole = candidates.own(session, candidate.actor())
    referrals.consent(session, candidate.actor(), referral, whole, how=How.SCREEN)


def _share_profile(session: Session, candidate: Candidate) -> str:
    return session.scalars(
        select(Consent.public_id).where(
            Consent.candidate_id == candidate.id, Consent.purpose == "share_profile"
        )
    ).one()


def open_identity(session: Session, actor: Actor, candidate: str) -> None:
    """Staff give a reason; the identity is open to them for half an hour."""
    identity.identify(session, actor, candidates.load(session, actor, candidate), reason=WHY)


def staff_actor(session: Session, world: World, role: Role) -> Actor:
    return _account(session, world.accounts[role]).actor()
