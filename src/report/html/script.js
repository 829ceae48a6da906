
"use strict";
// The page says all without this: it only filters, and opens what a link leads to.
(() => {
  const form = document.querySelector("form.filters");
  for (const part of document.querySelectorAll(".scripted")) part.hidden = false;

  // What was found is said aloud too.
  const teller = (after) => {
    const output = document.createElement("output");
    after.append(" ", output);
    return output;
  };
  const told = teller(form);

  const plural = (n, one) => n + " " + one + (n === 1 ? "" : "s");
  const drills = [...document.querySelectorAll("section.drill")].map((section) => ({
    section,
    row: [...document.querySelectorAll("tr[data-drill]")].find((row) => row.dataset.drill === section.id),
    claims: [...section.querySelectorAll(".claim")],
    text: null,
  }));

  function filter() {
    const wanted = new Set([...form.elements.verdict].filter((box) => box.checked).map((box) => box.value));
    const profile = form.elements.profile.value;
    const words = form.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0, claims = 0, all = 0;
    for (const drill of drills) {
      // Read once, and only when somebody searches: there may be thousands of rows.
      if (words.length && drill.text === null) drill.text = drill.section.textContent.toLowerCase();
      let left = 0;
      for (const claim of drill.claims) {
        claim.hidden = !wanted.has(claim.dataset.verdict);
        if (!claim.hidden) left += 1;
      }
      const fits = (!profile || drill.section.dataset.profile === profile)
        && words.every((word) => drill.text.includes(word))
        && (left > 0 || drill.claims.length === 0);
      drill.section.hidden = !fits;
      if (drill.row) drill.row.hidden = !fits;
      all += drill.claims.length;
      if (fits) { shown += 1; claims += left; }
    }
    told.textContent =
      plural(claims, "claim") + " of " + all + " in " + plural(shown, "drill") + " of " + drills.length;
  }

  form.addEventListener("input", filter);
  form.addEventListener("reset", () => setTimeout(filter));
  form.addEventListener("submit", (event) => event.preventDefault());

  for (const details of document.querySelectorAll("details.changes")) {
    const input = details.querySelector("input");
    const output = teller(details.querySelector(".search"));
    const rows = [...details.querySelectorAll("tbody tr")];
    input.addEventListener("input", () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of rows) {
        const text = row.textContent.toLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
        if (!row.hidden) shown += 1;
      }
      output.textContent = words.length ? shown + " of " + rows.length : "";
    });
  }

  // What a link leads to must be there to be seen.
  function arrive() {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    if (target.closest("[hidden]")) { form.reset(); filter(); }
    const details = target.querySelector(":scope > details");
    if (details && target.classList.contains("claim")) details.open = true;
    target.scrollIntoView();
  }
  addEventListener("hashchange", arrive);

  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    for (const details of closed) details.open = true;
  });
  addEventListener("afterprint", () => { for (const details of closed) details.open = false; });

  filter();
  arrive();
})();
