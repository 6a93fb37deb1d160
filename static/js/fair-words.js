// The words of fair mode: they stand in the page, where the server translated them.
const page = document.getElementById("words").content;

/** The text of this name, with {values} put in. */
export function word(name, values = {}) {
  const text = page.querySelector(`[data-word="${name}"]`).textContent;
  return text.replace(/\{(\w+)\}/g, (_, key) => values[key]);
}

const moments = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
const days = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long" });
export const moment = (time) => moments.format(time);
export const day = (time) => days.format(time);
