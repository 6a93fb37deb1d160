"""Official lists in miniature: the columns that are published, invented firms."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from registry.access import SYSTEM
from registry.lists import service
from registry.lists.kinds import ListKind
from registry.lists.service import Loaded

DEBARRED = """Program,Entity Debarred,City,State,Start Date,End Date
H-2A,"Invented Orchards, LLC",Vidalia,GA,2025-06-01,2027-05-31
H-2A,Fictional Farms Inc. d/b/a Make-Believe Melons,Lyons,GA,2024-03-01,2025-02-28
H-2B,Nowhere Landscaping,,,2025-11-15,2027-11-14
"""
_BERRIES = "Invented Berries,1234567 Invented Ltd."
INELIGIBLE = f"""Business Operating Name,Business Legal Name,Address,Reason(s),Date of Final Decision,Penalty,Status
{_BERRIES},"12 Fiction Road, Leamington, Ontario",9,2025-08-01,$5000,"Ineligible until August 1, 2027"
Fictional Greenhouse,Fictional Greenhouse Inc.,"Abbotsford, British Columbia",6,2025-02-03,$750,Eligible
Imaginary Orchard,Imaginary Orchard Ltd.,"Kelowna, British Columbia",6,2025-09-09,$1250,Ineligible - unpaid
"""
LMIA = """"Employers who were issued a positive Labour Market Impact Assessment (LMIA), 2026 (January-March)",,,,,,,
Province/Territory,Program Stream,Employer,Address,Occupation,Incorporate Status,Approved LMIAs,Approved Positions
Ontario,Primary Agriculture,Invented Berries,"Leamington, ON N8H 3V5",85101-Harvesting labourers,Incorporated,1,30
,,,,84120-Specialized livestock workers,Incorporated,1,2
,Low Wage,Fictional Foods Inc.,"Guelph, ON N1H 1A1",94141-Fish and seafood plant workers,Incorporated,1,5
"Notes: positions may not have been filled.",,,,,,,
"""
RECRUITERS = """Recruiter Name,City,Country,Employer Name,Case Number
"Reclutadora Inventada, S.A.",Ciudad de Guatemala,GUATEMALA,Invented Gardens Inc,222222
"""
OF_KIND = {
    ListKind.US_DEBARRED: DEBARRED,
    ListKind.CA_INELIGIBLE: INELIGIBLE,
    ListKind.CA_LMIA: LMIA,
    ListKind.US_RECRUITERS: RECRUITERS,
}


def load(
    session: Session, kind: ListKind, content: str | None = None, *, read_on: date = date(2026, 2, 1)
) -> Loaded:
    data = (OF_KIND[kind] if content is None else content).encode()
    return service.load(session, SYSTEM, kind, f"{kind}.csv", data, read_on=read_on)
