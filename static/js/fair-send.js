// One record to the server. The id makes it safe to ask again: the server answers a record it has as it did before.

/** {kind: "answered", outcome, ...} or {kind: "signed_out" | "other_account" | "later" | "unreached" | "faulty"}. */
export async function send(device, record, fields) {
  const body = new URLSearchParams(fields);
  body.set("device", device);
  body.set("record_id", record.id);
  body.set("local_number", record.number);
  body.set("typed_at", new Date(record.typedAt).toISOString());
  try {
    // A session that has ended is answered with the way to the sign-in page.
    const answer = await fetch("/feria/entregas", { method: "POST", body, redirect: "manual" });
    if (answer.type === "opaqueredirect") return { kind: "signed_out" };
    if (answer.status === 404) return { kind: "other_account" };
    if (answer.status === 429 || answer.status === 503) return { kind: "later" };
    if (!answer.ok) return { kind: "faulty" };
    return { kind: "answered", ...(await answer.json()) };
  } catch {
    return { kind: "unreached" };
  }
}

/** The key of this device's queue (a new device's without `device`): {device, key, prefix}, or {problem}. */
export async function fetchKey(device) {
  try {
    const body = new URLSearchParams(device ? { device } : {});
    const answer = await fetch("/feria/llave", { method: "POST", body, redirect: "manual" });
    if (answer.type === "opaqueredirect") return { problem: "signed_out" };
    if (answer.status === 404) return { problem: "other_account" };
    return answer.ok ? await answer.json() : { problem: "key_unreachable" };
  } catch {
    return { problem: "key_unreachable" };
  }
}
