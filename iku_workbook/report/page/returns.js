"use strict";
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const form = document.getElementById("filter");
  const unit = document.getElementById("unit");
  const shown = document.getElementById("shown");
  const nothing = document.getElementById("nothing");
  const total = all("main tr[data-unit]").length;

  function apply() {
    const severities = new Set(all("input:checked", form).map((box) => box.value));
    const wanted = (element) => !unit.value || element.dataset.unit === unit.value;
    let files = 0;
    let findings = 0;
    for (const row of all("main tr[data-unit]")) {
      row.hidden = !wanted(row);
      files += row.hidden ? 0 : 1;
    }
    for (const article of all("article")) {
      let left = 0;
      for (const group of all("tbody", article)) {
        group.hidden = !severities.has(group.dataset.severity);
        left += group.hidden ? 0 : Number(group.dataset.findings);
      }
      article.hidden = !wanted(article) || left === 0;
      findings += article.hidden ? 0 : left;
    }
    nothing.hidden = findings > 0;
    shown.textContent = shown.dataset.template
      .replace("{files}", files).replace("{total}", total).replace("{findings}", findings);
  }

  form.hidden = false;
  form.addEventListener("change", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  apply();
})();
