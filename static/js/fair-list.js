// What is on this device, as a table: unsent records by name once it is open, answered ones by number only.
import { moment, word } from "./fair-words.js";

const box = document.getElementById("list");
const COLUMNS = ["number", "person", "typed", "state", "actions"];

/** `rows`: {record, name} of the queue; `answered`; `acts`: correct(record), ticket(record, name). */
export function draw(rows, answered, acts) {
  if (!rows.length && !answered.length) {
    box.replaceChildren(paragraph(word("none")));
    return;
  }
  const body = element("tbody", "govuk-table__body");
  for (const { record, name } of rows) body.append(waiting(record, name, acts));
  for (const one of answered) body.append(done(one));
  const table = element("table", "govuk-table");
  const caption = element("caption", "govuk-table__caption govuk-table__caption--s", word("list_title"));
  const head = element("tr", "govuk-table__row");
  for (const name of COLUMNS) {
    const title = element("th", "govuk-table__header", word(name));
    title.scope = "col";
    head.append(title);
  }
  const top = element("thead", "govuk-table__head");
  top.append(head);
  table.append(caption, top, body);
  // Rows are blocks on a telephone; the roles keep it a table for who listens.
  const roles = { table: "table", "thead, tbody": "rowgroup", tr: "row", "thead th": "columnheader", "tbody th": "rowheader", td: "cell" };
  const frame = element("div", "sd-stack");
  frame.append(table);
  for (const [parts, role] of Object.entries(roles)) {
    for (const part of frame.querySelectorAll(parts)) part.setAttribute("role", role);
  }
  box.replaceChildren(frame);
}

function waiting(record, name, acts) {
  const state = element("td", "govuk-table__cell", word(`state_${stateOf(record)}`));
  for (const { message } of record.errors ?? []) state.append(paragraph(message));
  const buttons = element("td", "govuk-table__cell");
  if (!record.wasSent) buttons.append(button(word("correct"), record.number, () => acts.correct(record)), " ");
  buttons.append(button(word("ticket"), record.number, () => acts.ticket(record, name)));
  return row(record.number, name, moment(record.typedAt), state, buttons);
}

const stateOf = (record) => (record.state === "refused" ? "refused" : record.wasSent ? "unknown" : "waiting");

function done(one) {
  const links = element("td", "govuk-table__cell");
  if (one.outcome !== "expired") links.append(link(`/feria/hojas?numero=${one.number}`, word("slip"), one.number));
  const state = element("td", "govuk-table__cell", word(`state_${one.outcome}`));
  return row(one.number, "–", moment(one.answeredAt), state, links);
}

function row(number, name, when, state, acts) {
  const made = element("tr", "govuk-table__row");
  const header = element("th", "govuk-table__header", number);
  header.scope = "row";
  made.append(header, element("td", "govuk-table__cell", name), element("td", "govuk-table__cell", when), state, acts);
  for (const [place, cell] of [...made.children].entries()) cell.dataset.label = word(COLUMNS[place]);
  return made;
}

export function element(tag, classes, text = "") {
  const made = document.createElement(tag);
  made.className = classes;
  made.textContent = text;
  return made;
}

export const paragraph = (text) => element("p", "govuk-body", text);

function button(label, number, act) {
  const made = element("button", "govuk-button govuk-button--secondary", label);
  made.type = "button";
  made.setAttribute("aria-label", `${label} ${number}`);
  made.addEventListener("click", act);
  return made;
}

function link(address, label, number) {
  const made = element("a", "govuk-link", label);
  made.href = address;
  made.setAttribute("aria-label", `${label} ${number}`);
  return made;
}
