// Fair mode: registering people without a connection. This file shows the right part of the page and joins the others:
// fair-lock (PIN), fair-form (one person), fair-queue (keeping and sending), fair-store (what lies here), fair-list.
import * as form from "./fair-form.js";
import * as list from "./fair-list.js";
import * as lock from "./fair-lock.js";
import * as queue from "./fair-queue.js";
import { MOST_RECORDS, RETRY, isOld } from "./fair-rules.js";
import { canSeal, open, seal } from "./fair-seal.js";
import * as store from "./fair-store.js";
import { day, word } from "./fair-words.js";

const at = (id) => document.getElementById(id);
const PARTS = ["setup", "lock", "home", "typing", "check", "ticket"];
const DRAFT = "draft";

/** {device, prefix, key} while the device is open. */
let opened = null;
/** The id of the record that is being corrected. */
let correcting = null;
/** Whether the last attempt to send came through: a device in a network without a line still calls itself online. */
let isReached = true;

function show(part) {
  for (const name of PARTS) at(name).hidden = name !== part;
  at(`${part}-title`)?.focus();
  scrollTo(0, 0);
}

/** Say something at the top of the page; the same `kind` is said once. `address`: where a link of it leads. */
function notice(kind, text, address) {
  document.querySelector(`[data-notice="${kind}"]`)?.remove();
  if (!text) return;
  const said = list.element("div", "govuk-inset-text", text);
  said.dataset.notice = kind;
  if (address) {
    const link = list.element("a", "govuk-link", word("sign_in"));
    link.href = address;
    said.append(" ", link);
  }
  at("notices").append(said);
}

async function count() {
  const waiting = await store.queue();
  at("count").textContent = word("count", { count: waiting.length });
  at("connection").textContent = word(navigator.onLine && isReached ? "online" : "offline");
  notice("old", waiting.some((record) => isOld(record, Date.now())) ? word("old") : "");
  return waiting;
}

async function drawList() {
  const waiting = await count();
  if (!opened) return;
  const rows = [];
  for (const record of waiting) rows.push({ record, name: nameIn(await queue.read(opened, record)) });
  list.draw(rows, await store.answered(), { correct, ticket });
}

function nameIn(fields) {
  const told = new Map(fields);
  return `${told.get("given_names") ?? ""} ${told.get("surnames") ?? ""}`.trim();
}

async function home() {
  await drawList();
  show("home");
}

// --- sending

async function sendAll({ isAsked = false } = {}) {
  if (!opened) return;
  const isTried = (await store.queue()).length > 0;
  const end = await queue.deliver(opened, drawList);
  if (end === "busy") return;
  if (isTried) isReached = end !== "unreached";
  await count();
  if (isAsked) notice("saved", "");
  const isHere = end === "signed_out" || end === "other_account";
  const isLater = ["later", "unreached"].includes(end) && isAsked;
  const isDone = end === "done" && isAsked;
  const text = isHere ? word(end) : isLater ? word("later") : isDone ? word("sent") : "";
  notice("sending", text, isHere ? "/entrar?next=/feria" : undefined);
}

// --- the PIN

async function prepare(event) {
  event.preventDefault();
  const pin = at("new_pin").value;
  const problem = lock.wrongPin(pin, at("new_pin_again").value) ?? (await lock.prepare(pin));
  const leadsToDoor = problem === "signed_out" || problem === "other_account";
  notice("pin", problem ? word(problem) : "", leadsToDoor ? "/entrar?next=/feria" : undefined);
  if (problem) return;
  at("setup-form").reset();
  await navigator.storage?.persist?.();
  await enter(pin);
}

async function tryPin(event) {
  event.preventDefault();
  await enter(at("pin").value);
}

async function enter(pin) {
  const tried = await lock.unlock(pin);
  at("lock-form").reset();
  if (!tried.opened) {
    const seconds = Math.ceil(tried.wait / 1000);
    notice("pin", tried.wait ? word("pin_wait", { seconds }) : word("pin_wrong"));
    return;
  }
  notice("pin", "");
  opened = tried.opened;
  for (const record of await store.queue()) await store.leaveCorrection(record);
  const expiring = await queue.letGo(Date.now());
  notice("expiring", expiring.length ? word("expiring", { numbers: expiring.join(", ") }) : "");
  await goOn();
  await sendAll();
}

async function close(reason) {
  if (!opened) return;
  await keepDraft();
  opened = null;
  form.clear();
  at("summary").replaceChildren();
  at("list").replaceChildren();
  at("ticket-name").textContent = "";
  notice("pin", reason ? word(reason) : "");
  show("lock");
}

// --- one person

/** What is being typed is kept too, sealed: the lock, a crash or an empty battery take nothing. */
async function keepDraft() {
  if (!opened || (at("typing").hidden && at("check").hidden)) return;
  await store.keepSetting(DRAFT, { correcting, ...(await seal(opened.key, DRAFT, form.typed())) });
}

async function dropDraft() {
  await store.keepSetting(DRAFT, null);
  correcting = null;
  form.clear();
}

/** After opening: what was being typed, else the list. */
async function goOn() {
  const draft = await store.setting(DRAFT);
  if (!draft) return home();
  form.fill(await open(opened.key, DRAFT, draft));
  correcting = draft.correcting && (await store.claimToCorrect(draft.correcting)) ? draft.correcting : null;
  await drawList();
  show("typing");
}

async function newPerson() {
  if ((await store.queue()).length >= MOST_RECORDS) return notice("full", word("full"));
  notice("full", "");
  form.clear();
  show("typing");
}

async function correct(record) {
  const claimed = await store.claimToCorrect(record.id);
  if (!claimed) return notice("sending", word("busy_record"));
  correcting = record.id;
  form.fill(await queue.read(opened, claimed));
  show("typing");
  if (record.errors) form.show(record.errors.map(({ field, message }) => [field, message]));
}

async function discard() {
  const left = correcting && (await store.queue()).find((record) => record.id === correcting);
  if (left) await store.leaveCorrection(left);
  await dropDraft();
  await home();
}

function check(event) {
  event.preventDefault();
  const errors = form.missing();
  if (errors.length) return form.show(errors);
  const rows = form.said().map(([question, answer]) => {
    const row = list.element("div", "govuk-summary-list__row");
    row.append(list.element("dt", "govuk-summary-list__key", question), list.element("dd", "govuk-summary-list__value", answer));
    return row;
  });
  at("summary").replaceChildren(...rows);
  at("check-form").reset();
  show("check");
}

async function confirm(event) {
  event.preventDefault();
  const where = new FormData(at("check-form")).get("confirmed_on");
  notice("check", where ? "" : word("need_confirmed_on"));
  if (!where) return;
  const fields = [...form.typed(), ["confirmed_on", where]];
  const kept = await queue.keep(opened, fields, correcting ?? undefined);
  await dropDraft();
  at("summary").replaceChildren();
  notice("saved", word("saved", { number: kept.number.replaceAll("-", "\u2011") }));
  ticket({ ...kept, typedAt: Date.now() }, nameIn(fields));
  // The list opens every record: it is drawn when the ticket is put away.
  await count();
  await sendAll();
}

function ticket(record, name) {
  at("ticket-name").textContent = name;
  at("ticket-number").textContent = record.number;
  at("ticket-day").textContent = day(record.typedAt);
  show("ticket");
}

// --- the page

async function keepForOffline() {
  try {
    const registration = await navigator.serviceWorker.register("/feria/sw.js", { scope: "/feria" });
    registration.addEventListener("updatefound", () => {
      if (registration.active) notice("version", word("new_version"));
    });
    await navigator.serviceWorker.ready;
    document.body.dataset.offline = "ready";
  } catch {
    // Without a connection or a session the worker that is there goes on; with none there is nothing to rely on.
    if (!navigator.serviceWorker?.controller) notice("version", word("not_kept"));
  }
}

function listen() {
  const acts = {
    new: newPerson, send: () => sendAll({ isAsked: true }), copy: saveCopy, close: () => close(), discard,
    forgotten: () => show("setup"), back: () => show("typing"), "ticket-done": home, "ticket-print": () => print(),
  };
  for (const [id, act] of Object.entries(acts)) at(id).addEventListener("click", act);
  const sent = { "setup-form": prepare, "lock-form": tryPin, person: check, "check-form": confirm };
  for (const [id, act] of Object.entries(sent)) at(id).addEventListener("submit", act);
  at("person").addEventListener("change", keepDraft);
  addEventListener("online", () => sendAll());
  for (const sign of ["online", "offline"]) addEventListener(sign, count);
  setInterval(() => (count(), sendAll()), RETRY);
  lock.closeWhenIdle(() => close("locked_idle"));
}

async function saveCopy() {
  await queue.copy(opened);
  notice("saved", word("copied"));
}

async function start() {
  if (!canSeal()) return notice("version", word("no_crypto"));
  at("without").hidden = true;
  listen();
  await count();
  show((await lock.isPrepared()) ? "lock" : "setup");
  await keepForOffline();
}

start();
