// What the page at hand is for a finger and an eye: its targets, how far it scrolls sideways, its links.
//
// A target is what a finger can hit: a box together with its label, a card with its link drawn over all of it. A link
// inside a sentence is as high as its line (WCAG 2.5.8 leaves it out).
() => {
  const shown = (one) => one.checkVisibility({ visibilityProperty: true }) && one.getClientRects().length > 0;

  const parts = (one) => {
    const all = [one, ...(one.labels || [])];
    const over = getComputedStyle(one, "::after");
    const isOverAll = one.matches("a") && over.position === "absolute" && over.content !== "none";
    return isOverAll ? [...all, one.closest("li, article, div")] : all;
  };

  const size = (one) => {
    const all = parts(one).map((part) => part.getBoundingClientRect());
    const side = (from, to) => Math.max(...all.map((r) => r[to])) - Math.min(...all.map((r) => r[from]));
    return { width: Math.round(side("left", "right")), height: Math.round(side("top", "bottom")) };
  };

  const isInSentence = (one) => {
    if (!one.matches("a") || getComputedStyle(one).display !== "inline") return false;
    const around = one.closest("p, li, dd, td, div");
    const rest = around ? around.textContent.replace(one.textContent, "") : "";
    return /[^\s·|.,:;()–-]{2}/u.test(rest);
  };

  const kinds = "a[href], button, input:not([type=hidden]), select, textarea, summary, audio";
  const small = [];
  let smallest = 999;
  for (const one of document.querySelectorAll(kinds)) {
    if (!shown(one) || isInSentence(one) || one.classList.contains("govuk-skip-link")) continue;
    const { width, height } = size(one);
    smallest = Math.min(smallest, width, height);
    const words = (one.textContent || one.name || "").trim().replace(/\s+/g, " ").slice(0, 40);
    if (Math.min(width, height) < 48) small.push(`${one.tagName.toLowerCase()} "${words}" ${width}x${height}`);
  }
  const links = [...document.querySelectorAll("a[href]")].filter((one) => one.origin === location.origin);
  return {
    smallest,
    small,
    sideways: document.documentElement.scrollWidth - innerWidth,
    links: links.map((one) => one.href),
  };
}
