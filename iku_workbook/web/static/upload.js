// The drop zone: each file is a request of its own, three at a time, with a line that says how far
// it is. Words come from the form's data-… attributes, in which (%) stands for a number. What was
// kept is shown by the table below; a line stays only while there is something to say of its file.
"use strict";
(() => {
  const form = document.getElementById("upload");
  const list = document.getElementById("sending");
  const chooser = document.getElementById("files");
  const words = form.dataset;
  const STALLED = 120000; // milliseconds without a byte or an answer
  const TOGETHER = 3;
  const queue = [];
  let open = 0;

  form.querySelector(".drop-here").hidden = false;

  const text = (pattern, value) => pattern.replace("(%)", value);
  const element = (name, content) => Object.assign(document.createElement(name), { textContent: content });

  function line(file) {
    const item = element("li", "");
    const state = Object.assign(element("span", words.queued), { className: "state sending" });
    const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0, hidden: true });
    const actions = element("span", "");
    bar.setAttribute("aria-label", file.name);
    item.append(element("b", file.name), " ", state, " ", actions, bar);
    list.append(item);
    const button = (label, act) => {
      const made = Object.assign(element("button", label), { type: "button", className: "quiet" });
      made.setAttribute("aria-label", `${label}: ${file.name}`);
      made.addEventListener("click", act);
      actions.append(made);
      return made;
    };
    const remove = () => {
      const next = item.nextElementSibling || item.previousElementSibling;
      item.remove();
      (next?.querySelector("button") || chooser).focus();
    };
    return {
      item,
      say(kind, said) { state.className = `state ${kind}`; state.textContent = said; },
      progress(value) { bar.hidden = value === null; bar.value = value ?? 0; },
      failed(said) {
        bar.hidden = true;
        this.say("error", said);
        document.getElementById("told").textContent = `${file.name}: ${said}`;
        actions.replaceChildren();
        button(words.retry, () => { actions.replaceChildren(); this.say("sending", words.queued); add(file, this); chooser.focus(); });
        button(words.remove, remove);
      },
      ended(kind, said, href) {
        bar.hidden = true;
        this.say(kind, said);
        document.getElementById("told").textContent = `${file.name}: ${said}`;
        actions.replaceChildren();
        if (href) actions.append(Object.assign(element("a", words.open), { href }));
        button(words.remove, remove);
      },
    };
  }

  function add(file, known) {
    const own = known || line(file);
    if (file.size > Number(words.limit)) own.ended("error", words.tooLarge);
    else queue.push({ file, own });
    next();
  }

  function next() {
    while (open < TOGETHER && queue.length) {
      open += 1;
      const { file, own } = queue.shift();
      send(file, own).catch((why) => own.failed(why)).finally(() => { open -= 1; next(); });
    }
  }

  // A file that changed since it was chosen is refused by the browser without a word of why
  // (ERR_UPLOAD_FILE_CHANGED): whether it can still be read says it.
  async function lost(file) {
    try {
      await file.slice(0, 1).arrayBuffer();
      return words.lost;
    } catch {
      return words.changed;
    }
  }

  function send(file, own) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      let timer;
      const alive = () => { clearTimeout(timer); timer = setTimeout(() => { late = true; request.abort(); }, STALLED); };
      let late = false;
      request.upload.addEventListener("progress", (event) => {
        alive();
        const part = event.lengthComputable ? event.loaded / event.total : 0;
        own.say("sending", text(words.sending, Math.floor(part * 100)));
        own.progress(part);
      });
      request.upload.addEventListener("load", () => { own.say("checking", words.storing); own.progress(null); });
      request.addEventListener("error", () => lost(file).then(reject));
      request.addEventListener("abort", () => reject(late ? words.late : words.lost));
      request.addEventListener("load", () => { answered(request, own) ? resolve() : reject(why(request)); });
      request.addEventListener("loadend", () => clearTimeout(timer));
      const data = new FormData();
      data.append("saved", file.lastModified);
      data.append("files", file, file.name);
      request.open("POST", form.action);
      request.setRequestHeader("Accept", "application/json");
      own.say("sending", text(words.sending, 0));
      alive();
      request.send(data);
    });
  }

  function answer(request) {
    try { return JSON.parse(request.responseText); } catch { return {}; }
  }

  const why = (request) => answer(request).words || text(words.answered, request.status);

  function answered(request, own) {
    const found = answer(request);
    if (request.status !== 200 || !found.said) return false;
    if (found.said.length) own.ended("info", found.said.map((each) => each.words).join(" "), found.said[0].href);
    else own.item.remove();
    refresh();
    return true;
  }

  let refreshing;
  function refresh() {
    clearTimeout(refreshing);
    refreshing = setTimeout(() => htmx.ajax("GET", form.action, { target: "#came", swap: "outerHTML" }).catch(() => {}), 150);
  }

  function take(files) {
    for (const file of files) add(file);
  }

  chooser.addEventListener("change", () => {
    take([...chooser.files]);
    chooser.value = ""; // so that a file of the same name can be chosen again
    chooser.required = false;
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); chooser.click(); });
  for (const kind of ["dragenter", "dragover"]) {
    form.addEventListener(kind, (event) => { event.preventDefault(); form.classList.add("over"); });
  }
  for (const kind of ["dragleave", "drop"]) {
    form.addEventListener(kind, (event) => { event.preventDefault(); form.classList.remove("over"); });
  }
  form.addEventListener("drop", (event) => take([...event.dataTransfer.files]));
  addEventListener("beforeunload", (event) => { if (open) event.preventDefault(); });
})();
