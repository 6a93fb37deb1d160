// The queue: saving, sending, copying, and letting go of what is too old.
import { fate, isForgotten } from "./fair-rules.js";
import { open, seal } from "./fair-seal.js";
import { send } from "./fair-send.js";
import * as store from "./fair-store.js";

let isSending = false;

/** Seal and keep a person. `id`: of a record that is corrected. Returns the record's number. */
export async function keep(opened, fields, id = crypto.randomUUID()) {
  const sealed = await seal(opened.key, id, fields);
  return { id, number: await store.save({ id, ...sealed }, opened.prefix) };
}

export const read = (opened, record) => open(opened.key, record.id, record);

/** Send all that wait, one after another; `told` is called after each. Returns what stopped it, or "done". */
export async function deliver(opened, told) {
  if (isSending) return "busy";
  isSending = true;
  let end = "done";
  try {
    for (const { id } of await store.queue()) {
      const record = await store.claimToSend(id);
      if (!record) continue;
      const answer = await send(opened.device, record, await read(opened, record));
      if (answer.kind === "answered") await settle(record, answer);
      else end = answer.kind;
      await told();
      // A fault may be this one record's: the others are tried all the same.
      if (!["answered", "faulty"].includes(answer.kind)) break;
    }
  } finally {
    isSending = false;
  }
  return end === "faulty" ? "later" : end;
}

function settle(record, answer) {
  if (answer.outcome === "refused") return store.refuse(record.id, answer.errors);
  // The code is half of a sign-in and lies open here: it stays with the server, on /feria/hojas.
  return store.settle(record, answer.outcome);
}

/** Erase what is a week old and was warned of a day ago, and the codes that an earlier version left here. Returns the numbers that are to be warned of now. */
export async function letGo(now) {
  const expiring = [];
  for (const record of await store.queue()) {
    const next = fate(record, now);
    if (next === "erase") await store.settle(record, "expired");
    if (next !== "warn") continue;
    expiring.push(record.number);
    if (!record.warnedAt) await store.warn(record.id);
  }
  for (const one of await store.answered()) {
    if (isForgotten(one, now)) await store.forgetAnswered(one.id);
    else if (one.code) await store.forgetCode(one);
  }
  return expiring;
}

/** The whole queue as it lies here, sealed, as a file that /feria/copia reads. */
export async function copy(opened) {
  const records = (await store.queue()).map(({ id, number, typedAt, iv, data }) => ({
    id,
    local_number: number,
    typed_at: new Date(typedAt).toISOString(),
    iv,
    data,
  }));
  const file = { format: "sendero-feria/1", device: opened.device, records };
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(file)], { type: "application/json" }));
  link.download = `feria-${opened.prefix}-${new Date().toISOString().slice(0, 10)}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
