// The form of one person: reading it, filling it, what is missing, and its answers in words.
import { isAdult } from "./fair-rules.js";
import { word } from "./fair-words.js";

export const form = document.getElementById("person");
const REQUIRED = ["consent_register", "consent_share_profile", "consent_messages", "given_names", "surnames"];
const problems = document.getElementById("problems");

/** What was typed, [[name, value], ...], without empty boxes. */
export const typed = () => [...new FormData(form)].filter(([, value]) => value.trim() !== "");

export function clear() {
  form.reset();
  problems.replaceChildren();
}

export function fill(fields) {
  clear();
  for (const [name, value] of fields) {
    // The texts of the permissions are those of this page, not those of the day it was typed.
    if (name === "consent_versions") continue;
    for (const box of form.querySelectorAll(`[name="${name}"]`)) {
      if (["checkbox", "radio"].includes(box.type)) box.checked ||= box.value === value;
      else box.value = value;
    }
  }
}

function wrongDate(sent, name) {
  const parts = ["year", "month", "day"].map((part) => Number(sent.get(`${name}_${part}`) ?? 0));
  if (!parts.some(Boolean)) return null;
  const made = new Date(parts[0], parts[1] - 1, parts[2]);
  const isDate = parts.every(Boolean) && parts[0] > 1900 && made.getMonth() === parts[1] - 1;
  if (!isDate) return "date_incomplete";
  return name === "birth_date" && !isAdult(...parts, Date.now()) ? "under_age" : null;
}

/** [[field, message], ...] of what the server would certainly refuse; it looks at everything again. */
export function missing() {
  const sent = new Map(typed());
  const found = REQUIRED.filter((name) => !sent.has(name)).map((name) => [name, word(`need_${name}`)]);
  for (const name of ["birth_date", "available_from"]) {
    const wrong = wrongDate(sent, name);
    if (wrong) found.push([name, word(wrong)]);
  }
  if (sent.has("phone") && sent.get("phone").replace(/\D/g, "").length < 8) found.push(["phone", word("phone_short")]);
  for (const n of [1, 2]) {
    if (sent.has(`language_${n}`) && !sent.has(`level_${n}`)) found.push([`level_${n}`, word("need_level")]);
  }
  return found;
}

/** The summary above the form, with a link to each field. */
export function show(errors) {
  const box = document.createElement("div");
  box.className = "govuk-error-summary";
  box.tabIndex = -1;
  box.setAttribute("role", "alert");
  const title = document.createElement("h2");
  title.className = "govuk-error-summary__title";
  title.textContent = word("problem");
  const list = document.createElement("ul");
  list.className = "govuk-list govuk-error-summary__list";
  for (const [field, message] of errors) {
    const link = document.createElement("a");
    link.href = `#${field}`;
    link.textContent = message;
    const item = document.createElement("li");
    item.append(link);
    list.append(item);
  }
  box.append(title, list);
  problems.replaceChildren(box);
  box.focus();
}

/** Every answer in words, [[question, answer], ...], as the person is shown them. */
export function said() {
  const rows = [];
  for (const group of form.querySelectorAll(".govuk-form-group")) {
    // A row of which the first box is empty says nothing, whatever stands chosen beside it.
    const first = group.closest(".sd-filters")?.querySelector("input, select");
    if (first && !first.value.trim()) continue;
    const answers = [...group.querySelectorAll("input, select, textarea")].map(answerOf).filter(Boolean);
    const question = group.querySelector("legend, label").textContent.trim();
    if (answers.length) rows.push([question, answers.join(" ")]);
  }
  return rows;
}

function answerOf(box) {
  if (box.tagName === "SELECT") return box.value ? box.selectedOptions[0].textContent.trim() : "";
  if (!["checkbox", "radio"].includes(box.type)) return box.value.trim();
  if (!box.checked) return "";
  const isAlone = form.querySelectorAll(`[name="${box.name}"]`).length === 1;
  return isAlone ? "✓" : `${box.labels[0].textContent.trim()}.`;
}
