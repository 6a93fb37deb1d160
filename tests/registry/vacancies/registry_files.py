"""Records as the US registry's daily files carry them: real field names, invented content."""

from __future__ import annotations

from typing import Any

# What must never reach the record: tax and bar numbers, people's names, and whatever reaches them.
PERSONAL = (
    "98-7654321", "98-1112223", "BAR-445566", "404 555 0142", "4045550142", "4045550143", "ana.invented@example.com",
    "lawyer@example.net", "preparer@example.net", "Ana", "Abogado",
)  # fmt: skip


def h2a(**changes: Any) -> dict[str, Any]:
    """A case of the `h2a` file; a change named `order` is merged into its job order."""
    inside = changes.pop("order", {})
    return {**_CASE, "clearanceOrder": {**_ORDER, **inside}, **changes}


def jo(**changes: Any) -> dict[str, Any]:
    """The same job order as the `jo` file carries it: on its own, under its own number."""
    own = {name: _CASE[name] for name in _CASE if name.startswith("emp")}
    return {**_ORDER, **own, "caseNumber": "JO-A-300-26001-111111", "socCode": "45-2092.00", **changes}


def h2b(**changes: Any) -> dict[str, Any]:
    return {**_H2B, **changes}


_CASE: dict[str, Any] = {
    "caseNumber": "H-300-26001-111111",
    "natEmpType": "Individual Employer",
    "natIsH2aLbrcontractor": 0,
    "natTempNeed": "Seasonal",
    "natIsNeedStatementAttached": 0,
    "natIsEmergencySituation": 0,
    "natEmergencySitAttached": "X",
    "empBusinessName": "INVENTED ORCHARDS LLC",
    "empTradeName": "Invented Orchards",
    "empAddr1": "1 FICTION ROAD",
    "empCity": "VIDALIA",
    "empState": "GA",
    "empPostcode": "30474",
    "empCountry": "UNITED STATES OF AMERICA",
    "empPhone": "+14045550142",
    "empFein": "98-7654321",
    "empNaics": "111331",
    "emppocLastname": "Inventada",
    "emppocFirstname": "Ana",
    "emppocPhone": "+14045550142",
    "emppocEmail": "ana.invented@example.com",
    "attyRepresentType": "Attorney",
    "attyLastname": "Abogado",
    "attyPhone": "+14045550143",
    "attyEmail": "lawyer@example.net",
    "attyFein": "98-1112223",
    "attyStatebarno": "BAR-445566",
    "attyBizname": "INVENTED LAW, INC.",
    "attyIsAgreementAttached": 1,
    "agntIsMspaAttached": "X",
    "jobSoc": "45-2092.00",
    "jobSocTitle": "Farmworkers and Laborers, Crop, Nursery, and Greenhouse",
    "jobOrderNumber": "JO-A-300-26001-111111",
    "jobMspaAttached": "Y",
    "foreignLaborRecEngagement": 1,
    "foreignLaborRecContracts": 1,
    "foreignLaborRecInfo": [{"flrBizname": "Reclutadora Inventada, S.A.", "flrCountry": "GUATEMALA"}],
    "prepEmail": "preparer@example.net",
    "dateSubmitted": "2026-01-02T02:55:49.510Z",
    "dateAcceptanceLtrIssued": "2026-01-09T22:31:40.000Z",
    "formVersionId": 2,
}

_ORDER: dict[str, Any] = {
    "jobOrderNumber": "JO-A-300-26001-111111",
    "formVersionId": 2,
    "jobTitle": "APPLE PICKER",
    "jobWrksNeeded": 12,
    "jobWrksNeededH2a": 10,
    "jobBeginDate": "01-Dec-2026",
    "jobEndDate": "2027-05-31",
    "jobIsOncall": 0,
    "jobHoursTotal": 40,
    "jobHoursSun": 0, "jobHoursMon": 7, "jobHoursTue": 7, "jobHoursWed": 7, "jobHoursThu": 7,
    "jobHoursFri": 7, "jobHoursSat": 5,
    "jobHoursStart": "7:00",
    "jobStartperiod": "A.M.",
    "jobHoursEnd": "null",
    "jobEndperiod": "null",
    "jobDuties": "Pick apples. Questions: call 404 555 0142 or write to ana.invented@example.com.",
    "jobWageOffer": 16.31,
    "jobWagePer": "Hour",
    "jobPieceRate": None,
    "jobSpecialPayInfo": "Bonus at the end of the season.",
    "isOvertimeAvailable": 2,
    "jobPayFrequency": "Other",
    "jobPayFrequencyOther": "Bi-weekly",
    "jobPayDeduction": "FICA as the law requires.",
    "jobMinedu": "None",
    "jobMinexpmonths": 1,
    "jobMintrainingmonths": 0,
    "jobIsCert": 0, "jobIsDriver": "Y", "jobIsBackground": None, "jobIsDrugScreen": "X",
    "jobIsLifting": 1,
    "jobLiftingWeight": 60,
    "jobIsTemperature": 1, "jobIsPushing": 0, "jobIsSitting": 0, "jobIsBending": 1, "jobIsRepetitive": 0,
    "jobIsSupervising": 0,
    "jobNumberSup": None,
    "jobAddReqinfo": "NONE",
    "jobAddr1": "1 FICTION ROAD",
    "jobCity": "VIDALIA",
    "jobState": "GA",
    "jobPostcode": "30474",
    "housingAddr1": "2 FICTION ROAD",
    "housingCity": "VIDALIA",
    "housingState": "GA",
    "housingPostcode": "30474",
    "housingType": "Employer-provided (including mobile or range)",
    "housingTotalUnits": 2,
    "housingTotalOccupy": 14,
    "housingCompLocal": 1, "housingCompState": 0, "housingCompFederal": 1, "isComplianceSwa": 0,
    "mealDescription": "A furnished kitchen, free.",
    "mealIsCharged": 0,
    "mealCharge": None,
    "transportDescDaily": "A van, free.",
    "transportMinreimburse": 16.28,
    "transportMaxreimburse": 68.0,
    "recDetails": "Ask for Ana Inventada, 404 555 0142.",
    "recApplyPhone": "+14045550142",
    "recApplyEmail": "N/A",
    "recApplyUrl": "https://jobs.example.org/apples",
    "cropsAndActivities": [
        {"addmaCropId": 1, "addmaCropActivity": "Apples", "addmaWageOffer": 16.31, "addmaPayPer": "Hour"},
        {"addmaCropId": 2, "addmaCropActivity": "Peaches", "addmaWageOffer": 0.95, "addmaPayPer": "Piece Rate",
         "addmaAdditionalInfo": "per half-bushel box"},
    ],
    "employmentLocations": [
        {"addendumId": 1, "fein": "98-7654321", "addmbEmpBuzname": "INVENTED ORCHARDS",
         "addmbEmpAddr1": "1 Fiction Road", "addmbEmpCity": "Vidalia", "addmbEmpState": "GA", "addmbEmpTotalWrks": 8},
        {"addendumId": 2, "addmbEmpBuzname": "SECOND FARM", "addmbEmpAddr1": "9 Elsewhere Lane",
         "addmbEmpCity": "Lyons", "addmbEmpState": "GA", "addmbEmpBeginDate": "01-Jan-2027",
         "addmbEmpEndDate": "31-Dec-3027", "addmbEmpTotalWrks": 4, "cropIds": [2]},
    ],
    "housingLocations": [
        {"addendumId": 3, "addmbHousingAddr1": "3 Fiction Road", "addmbHousingCity": "LYONS", "addmbHousingPhone": "1"}
    ],
    "termsAndConditions": [
        {"addmcSectionNumber": "A.8a", "addmcSectionName": "Job duties", "addmcSectionDetails": "Prune in winter."}
    ],
}  # fmt: skip

_H2B: dict[str, Any] = {
    "caseNumber": "H-400-26001-222222",
    "empBusinessName": "INVENTED GARDENS INC",
    "empCity": "AUSTIN",
    "empState": "TX",
    "empFein": "98-7654321",
    "emppocEmail": "ana.invented@example.com",
    "tempneedJobtitle": "Landscape Laborer",
    "tempneedSoc": "37-3011.00",
    "tempneedNature": "Peakload",
    "tempneedWkrPos": 20,
    "tempneedStart": "01-Oct-2026",
    "tempneedEnd": "15-Dec-2026",
    "tempneedDescription": "More gardens in autumn.",
    "jobDuties": "Mow and plant.",
    "jobHoursTotal": 40,
    "jobHoursSun": 0, "jobHoursMon": 8, "jobHoursTues": 8, "jobHoursWed": 8, "jobHoursThu": 8,
    "jobHoursFri": 8, "jobHoursSat": 0,
    "jobHourStart": "8:00",
    "jobStartperiod": "A.M.",
    "jobHourEnd": "null",
    "jobEndperiod": "null",
    "jobMinedu": "High School/GED",
    "jobMinexpmonths": 0,
    "jobMintrainingmonths": 0,
    "jobMinspecialreq": "N/A",
    "jobCity": "AUSTIN",
    "jobState": "TX",
    "wageFrom": 18.5,
    "wageTo": 0,
    "wagePer": "Hour",
    "wageOtFrom": 27.75,
    "recIsOtAvailable": 1,
    "recIsToolsEquip": 1,
    "recApplyEmail": "jobs@invented-gardens.example.com",
    "empflrecEngageH2b": 0,
    "employmentLocations": [],
    "recruiters": [],
}  # fmt: skip
