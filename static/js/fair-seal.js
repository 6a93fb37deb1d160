// Sealing what is typed: AES-256-GCM with a key of the server, which lies on this device only wrapped with the PIN.
const ROUNDS = 600_000; // PBKDF2 with SHA-256, as OWASP asks
const subtle = globalThis.crypto?.subtle;

export const canSeal = () => Boolean(subtle && globalThis.indexedDB);

const toText = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
const toBytes = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
const chance = (length) => crypto.getRandomValues(new Uint8Array(length));

async function keyOfPin(pin, salt, rounds) {
  const words = await subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  return subtle.deriveKey(how, words, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

/** The server's key (base64) as it may lie here. */
export async function wrap(pin, key) {
  const salt = chance(16);
  const iv = chance(12);
  const data = await subtle.encrypt({ name: "AES-GCM", iv }, await keyOfPin(pin, salt, ROUNDS), toBytes(key));
  return { salt, rounds: ROUNDS, iv, data };
}

/** The key to work with, which no script can read out again. Rejects for a wrong PIN. */
export async function unwrap(pin, wrapped) {
  const ofPin = await keyOfPin(pin, wrapped.salt, wrapped.rounds);
  const raw = await subtle.decrypt({ name: "AES-GCM", iv: wrapped.iv }, ofPin, wrapped.data);
  return subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
}

/** `fields`, [[name, value], ...], bound to the record's id. */
export async function seal(key, id, fields) {
  const iv = chance(12);
  const bound = { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(id) };
  const data = await subtle.encrypt(bound, key, new TextEncoder().encode(JSON.stringify(fields)));
  return { iv: toText(iv), data: toText(data) };
}

export async function open(key, id, sealed) {
  const bound = { name: "AES-GCM", iv: toBytes(sealed.iv), additionalData: new TextEncoder().encode(id) };
  return JSON.parse(new TextDecoder().decode(await subtle.decrypt(bound, key, toBytes(sealed.data))));
}
