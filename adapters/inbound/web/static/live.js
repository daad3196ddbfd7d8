// Pages that stay current: lists are fetched anew, and who reads a case is told that it changed.
// Nothing that somebody is typing is ever replaced.
"use strict";

(function () {
  const SOONEST = 400;
  const BETWEEN = 2000;
  const AGAIN = 60000;
  let source = null;
  let fetched = 0;
  let waiting = null;

  function part() {
    return document.getElementById("live-part");
  }

  // How an element is found again after its row was replaced.
  function place(element) {
    if (element.id) return `#${CSS.escape(element.id)}`;
    const named = ["href", "value", "aria-label"].find((name) => element.hasAttribute(name));
    if (!named) return null;
    const value = CSS.escape(element.getAttribute(named));
    return `${element.tagName.toLowerCase()}[${named}="${value}"]`;
  }

  function put(fresh) {
    const old = part();
    const focused = old.contains(document.activeElement) ? place(document.activeElement) : null;
    const here = old.querySelector("[data-line].here .line-link");
    const hereAt = here ? place(here) : null;
    const picked = Array.from(old.querySelectorAll("input:checked"), place);
    old.replaceChildren(...fresh.childNodes);
    picked.filter(Boolean).forEach((at) => {
      const box = old.querySelector(at);
      if (box) box.checked = true;
    });
    const line = hereAt && old.querySelector(hereAt);
    if (line) line.closest("[data-line]").classList.add("here");
    const target = focused && old.querySelector(focused);
    if (target) target.focus({ preventScroll: true });
    document.getElementById("live-said").textContent = old.dataset.said;
  }

  // Somebody who has a menu or a form open inside the list is left in peace until it is closed.
  function busy(old) {
    const active = document.activeElement;
    const typing = old.contains(active) && active.matches("input:not([type=checkbox]), textarea, select");
    return typing || old.querySelector("details[open]") !== null;
  }

  async function refresh() {
    waiting = null;
    if (busy(part())) {
      later(BETWEEN);
      return;
    }
    fetched = Date.now();
    const answer = await fetch(window.location.href, { headers: { "X-Part": "live" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("live-part");
    if (!answer.ok || answer.redirected || !fresh) {
      close();
      return;
    }
    if (!busy(part()) && fresh.innerHTML !== part().innerHTML) put(fresh);
  }

  // Pages that are told at the same moment do not all ask in the same one.
  function later(least) {
    if (waiting !== null) return;
    const rest = Math.max(least, fetched + BETWEEN - Date.now());
    waiting = window.setTimeout(() => refresh().catch(() => {}), rest + Math.random() * SOONEST);
  }

  async function tell(note, version) {
    if (version <= Number(note.dataset.version)) return;
    note.dataset.version = version;
    const answer = await fetch(note.dataset.changed, { headers: { "X-Part": "live" } });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-changed-note]");
    if (fresh) note.replaceChildren(fresh);
  }

  function close() {
    if (source) source.close();
    source = null;
  }

  function open() {
    const place = document.querySelector("[data-live]");
    if (!place || source || document.hidden) return;
    source = new EventSource(place.dataset.live);
    source.addEventListener("work", () => later(SOONEST));
    source.addEventListener("case", (event) => {
      tell(place, JSON.parse(event.data).version).catch(() => {});
    });
    source.addEventListener("error", () => {
      if (!source || source.readyState !== EventSource.CLOSED) return;
      close();
      window.setTimeout(open, AGAIN);
    });
  }

  // A window that nobody sees holds no connection; when it is seen again it looks what is new.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) close();
    else {
      open();
      if (part() && part().dataset.live) later(0);
    }
  });
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", open);
  document.addEventListener("DOMContentLoaded", open);
})();
