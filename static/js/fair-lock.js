// Opening and closing this device: the PIN, what a wrong one costs, and closing when nobody is there.
import { IDLE, PIN_LENGTH, waitAfter } from "./fair-rules.js";
import { unwrap, wrap } from "./fair-seal.js";
import { fetchKey } from "./fair-send.js";
import { keepSetting, setting } from "./fair-store.js";

/** Why a new PIN cannot be, or null. */
export const wrongPin = (pin, again) =>
  !/^\d+$/.test(pin) || pin.length < PIN_LENGTH ? "pin_short" : pin === again ? null : "pins_differ";

export const isPrepared = async () => Boolean(await setting("device"));

/** Fetch the key and wrap it with this PIN: the first time, and after a forgotten PIN. Returns a problem, or null. */
export async function prepare(pin) {
  const before = await setting("device");
  const got = await fetchKey(before?.device);
  if (got.problem) return got.problem;
  const wrapped = await wrap(pin, got.key);
  await keepSetting("device", { device: got.device, prefix: got.prefix, wrapped });
  await keepSetting("tries", { failed: 0, notBefore: 0 });
  return null;
}

/** {opened: {device, prefix, key}} or {wait: milliseconds}: 0 after a wrong PIN that may be tried again at once. */
export async function unlock(pin) {
  const tries = (await setting("tries")) ?? { failed: 0, notBefore: 0 };
  if (Date.now() < tries.notBefore) return { wait: tries.notBefore - Date.now() };
  const { device, prefix, wrapped } = await setting("device");
  try {
    const key = await unwrap(pin, wrapped);
    await keepSetting("tries", { failed: 0, notBefore: 0 });
    return { opened: { device, prefix, key } };
  } catch {
    const failed = tries.failed + 1;
    const wait = waitAfter(failed);
    await keepSetting("tries", { failed, notBefore: Date.now() + wait });
    return { wait };
  }
}

/** Call `close` once nobody touched the device for a while; a sleeping device is closed when it wakes. */
export function closeWhenIdle(close) {
  let last = Date.now();
  const here = () => (last = Date.now());
  const look = () => {
    if (Date.now() - last > IDLE) close();
  };
  for (const sign of ["pointerdown", "keydown"]) addEventListener(sign, here);
  document.addEventListener("visibilitychange", look);
  setInterval(look, 5_000);
}
