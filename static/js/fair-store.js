// What lies on this device, in IndexedDB. A later version of this file may add to it; it never takes anything away, and
// no update of the page touches it (Enketo #986).
import { localNumber } from "./fair-rules.js";

const NAME = "feria";
const VERSION = 1;
let opened;

function database() {
  opened ??= new Promise((done, failed) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("settings");
      request.result.createObjectStore("queue", { keyPath: "id" });
      request.result.createObjectStore("answered", { keyPath: "id" });
    };
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
  return opened;
}

const settled = (request) =>
  new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });

/** Run `work` with these stores in one transaction; resolves with its result once everything is on the disk. */
async function together(names, mode, work) {
  const transaction = (await database()).transaction(names, mode, { durability: "strict" });
  const written = new Promise((done, failed) => {
    transaction.oncomplete = done;
    transaction.onabort = () => failed(transaction.error);
  });
  const result = await work(...names.map((name) => transaction.objectStore(name)));
  await written;
  return result;
}

export const setting = (name) => together(["settings"], "readonly", (store) => settled(store.get(name)));
export const keepSetting = (name, value) =>
  together(["settings"], "readwrite", (store) => settled(store.put(value, name)));

/** Unsent records, oldest first. Each: id, number, typedAt, state, wasSent, errors, warnedAt, iv, data. */
export async function queue() {
  const records = await together(["queue"], "readonly", (store) => settled(store.getAll()));
  return records.sort((one, other) => one.typedAt - other.typedAt);
}

export async function answered() {
  const records = await together(["answered"], "readonly", (store) => settled(store.getAll()));
  return records.sort((one, other) => other.answeredAt - one.answeredAt);
}

/** Add a new record, or put a corrected one in its place. Returns its number, which no other record of this device has. */
export const save = (record, prefix) =>
  together(["settings", "queue"], "readwrite", async (settings, store) => {
    const before = await settled(store.get(record.id));
    let number = before?.number;
    if (!number) {
      const count = ((await settled(settings.get("count"))) ?? 0) + 1;
      settings.put(count, "count");
      number = localNumber(prefix, count);
    }
    const kept = { typedAt: before?.typedAt ?? Date.now(), warnedAt: before?.warnedAt };
    store.put({ ...kept, ...record, number, state: "waiting", wasSent: false });
    return number;
  });

/** Change a record if `allowed` still says so of what is stored now. Returns it changed, or null. */
const change = (id, allowed, changes) =>
  together(["queue"], "readwrite", async (store) => {
    const record = await settled(store.get(id));
    if (!record || !allowed(record)) return null;
    const changed = { ...record, ...changes };
    store.put(changed);
    return changed;
  });

/** From here on the server may have it: it is not corrected before it was answered. */
export const claimToSend = (id) => change(id, (record) => record.state === "waiting", { wasSent: true });
export const claimToCorrect = (id) => change(id, (record) => !record.wasSent, { state: "correcting" });
export const refuse = (id, errors) => change(id, () => true, { state: "refused", wasSent: false, errors });
export const warn = (id) => change(id, () => true, { warnedAt: Date.now() });
/** A correction that was broken off: the record stands as it was. */
export const leaveCorrection = (record) =>
  change(record.id, (now) => now.state === "correcting", { state: record.errors ? "refused" : "waiting" });

/** The record leaves this device; what remains is its number and what became of it. One transaction: both or neither. */
export const settle = (record, outcome) =>
  together(["queue", "answered"], "readwrite", async (store, results) => {
    store.delete(record.id);
    results.put({ id: record.id, number: record.number, answeredAt: Date.now(), outcome });
  });

export const forgetCode = ({ id, number, answeredAt, outcome }) =>
  together(["answered"], "readwrite", (store) => settled(store.put({ id, number, answeredAt, outcome })));

export const forgetAnswered = (id) => together(["answered"], "readwrite", (store) => settled(store.delete(id)));
