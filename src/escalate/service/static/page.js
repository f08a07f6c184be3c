// Scores without leaving the page: on the button, on paste into an empty field, on a dropped or chosen file.
// Without this script the form works as a plain form.
"use strict";
(() => {
  const form = document.getElementById("form");
  if (!form) return;
  const error = document.getElementById("error");
  const status = document.getElementById("status");
  const result = document.getElementById("result");
  const button = form.querySelector("button.main");
  const limit = Number(form.dataset.maxBytes);
  const pairs = [...form.querySelectorAll("textarea")].map((area) => {
    const suffix = area.id.slice("text".length);
    return { area, file: document.getElementById("file" + suffix) };
  });
  let latest = 0;

  const complain = (message) => {
    error.textContent = message;
    error.hidden = false;
    status.textContent = "";
  };

  const filled = () => pairs.every(({ area, file }) => area.value.trim() || file.files.length);

  const score = async () => {
    const turn = ++latest;
    const data = new FormData(form);
    data.set("as", "part");
    let size = 0;
    for (const value of data.values()) size += typeof value === "string" ? new Blob([value]).size : value.size;
    if (size > limit - 2000) {
      complain(`The text is too long: ${size.toLocaleString("en")} bytes, and the limit is ${limit.toLocaleString("en")}. Send less at once.`);
      return;
    }
    button.setAttribute("aria-busy", "true");
    status.textContent = "Scoring";
    try {
      const answer = await fetch(form.getAttribute("action"), { method: "POST", body: data });
      const text = await answer.text();
      if (turn !== latest) return;
      if (!answer.ok) {
        let message = text;
        try { message = JSON.parse(text).error; } catch { /* plain text */ }
        complain(message);
        return;
      }
      // Scripts in a parsed document never run; the server has escaped everything besides.
      const parsed = new DOMParser().parseFromString(text, "text/html");
      result.replaceChildren(...parsed.body.children);
      error.hidden = true;
      status.textContent = "Scored";
      result.focus({ preventScroll: true });
      result.scrollIntoView();
    } catch {
      if (turn === latest) complain("The service does not answer. Is it still running?");
    } finally {
      if (turn === latest) button.removeAttribute("aria-busy");
    }
  };

  form.addEventListener("submit", (event) => {
    if (event.submitter && event.submitter.value !== "page") return;
    event.preventDefault();
    score();
  });

  const scoreWhenReady = () => { if (filled() && form.checkValidity()) score(); };

  for (const { area, file } of pairs) {
    area.addEventListener("paste", () => {
      const wasEmpty = !area.value.trim();
      setTimeout(() => { if (wasEmpty) scoreWhenReady(); });
    });
    // Typing replaces a file chosen before: the server takes the file first.
    area.addEventListener("input", () => { file.value = ""; });
    file.addEventListener("change", () => { if (file.files.length) scoreWhenReady(); });
    for (const kind of ["dragenter", "dragover"]) {
      area.addEventListener(kind, (event) => { event.preventDefault(); area.classList.add("over"); });
    }
    for (const kind of ["dragleave", "drop"]) area.addEventListener(kind, () => area.classList.remove("over"));
    area.addEventListener("drop", (event) => {
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      const one = new DataTransfer();
      one.items.add(event.dataTransfer.files[0]);
      file.files = one.files;
      scoreWhenReady();
    });
  }
})();
