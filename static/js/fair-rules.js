// The rules of fair mode, as plain functions of plain values. Times are milliseconds since 1970.
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const MOST_RECORDS = 200;
/** Of a new PIN: six digits of a copied disk fall in minutes. One that is there already still opens. */
export const PIN_LENGTH = 8;
export const IDLE = 5 * MINUTE;
export const RETRY = MINUTE;
const KEPT = 7 * DAY;
const FREE_TRIES = 3;
const LONGEST_WAIT = 15 * MINUTE;

/** How long to wait after so many wrong PINs in a row. It only ever slows down; nothing is erased. */
export const waitAfter = (failed) =>
  failed < FREE_TRIES ? 0 : Math.min(30_000 * 2 ** (failed - FREE_TRIES), LONGEST_WAIT);

/** Whether unsent work is old enough to warn about. */
export const isOld = (record, now) => now - record.typedAt > 4 * HOUR;

/** "keep", "warn" (a day before its week is over) or "erase": only what its owner was warned of a day ago. */
export function fate(record, now) {
  if (now - record.typedAt < KEPT - DAY) return "keep";
  const wasWarned = record.warnedAt && now - record.warnedAt >= DAY;
  return wasWarned && now - record.typedAt >= KEPT ? "erase" : "warn";
}

/** Answered records leave the list after a week. */
export const isForgotten = (answered, now) => now - answered.answeredAt > KEPT;

/** Whether somebody born then is 18 today. On the server the law counts again. */
export function isAdult(year, month, dayOfMonth, now) {
  const today = new Date(now);
  return new Date(year + 18, month - 1, dayOfMonth) <= today;
}

/** As it is read aloud: the device's three letters and a number. */
export const localNumber = (prefix, count) => `${prefix}-${String(count).padStart(3, "0")}`;
