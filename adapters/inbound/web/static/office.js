// Small conveniences; every page works without them.
"use strict";

(function () {
  const root = document.documentElement;
  if (root.dataset.theme === "auto") {
    const dark = window.matchMedia("(prefers-color-scheme: dark)");
    const follow = () => root.setAttribute("data-bs-theme", dark.matches ? "dark" : "light");
    dark.addEventListener("change", follow);
    follow();
  }

  function lines() {
    return Array.from(document.querySelectorAll("[data-line]"));
  }

  function present() {
    return lines().findIndex((line) => line.classList.contains("here"));
  }

  function moveTo(index) {
    const every = lines();
    if (every.length === 0) return;
    const target = every[Math.max(0, Math.min(index, every.length - 1))];
    every.forEach((line) => line.classList.remove("here"));
    target.classList.add("here");
    target.scrollIntoView({ block: "nearest" });
    const link = target.querySelector(".line-link");
    if (link) link.focus({ preventScroll: true });
  }

  const MOVES = {
    j: () => moveTo(present() + 1),
    k: () => moveTo(present() - 1),
    x: () => {
      const here = lines()[present()];
      const box = here && here.querySelector("input[type=checkbox]");
      if (box) box.click();
    },
    "/": () => {
      const search = document.querySelector("[data-key='/']");
      if (search) search.focus();
    },
  };

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select");
    if (typing && typing.type !== "checkbox") return;
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in MOVES)) return;
    event.preventDefault();
    MOVES[event.key]();
  });

  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-pick-all]")) return;
    const boxes = event.target.closest("table").querySelectorAll("td.pick input");
    boxes.forEach((box) => { box.checked = event.target.checked; });
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
    document.querySelectorAll("details.office-menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.removeAttribute("open");
    });
  });

  // The suggestions under the search: arrows move, Enter opens, Escape leaves.
  function suggested() {
    return Array.from(document.querySelectorAll("#suggestions [data-goes]"));
  }

  function choose(search, index) {
    const every = suggested();
    every.forEach((one, at) => one.setAttribute("aria-selected", String(at === index)));
    const chosen = every[index];
    if (chosen) search.setAttribute("aria-activedescendant", chosen.id);
    else search.removeAttribute("aria-activedescendant");
  }

  function leaveSearch(search) {
    document.getElementById("suggestions").replaceChildren();
    search.setAttribute("aria-expanded", "false");
    search.removeAttribute("aria-activedescendant");
  }

  document.addEventListener("keydown", (event) => {
    if (event.target.id !== "top-search" || event.isComposing) return;
    const every = suggested();
    const at = every.findIndex((one) => one.getAttribute("aria-selected") === "true");
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key === "Escape") leaveSearch(event.target);
    if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      window.location.assign(every[at].dataset.goes);
    }
    if (!(event.key in steps) || every.length === 0) return;
    event.preventDefault();
    const next = at < 0 && steps[event.key] < 0 ? every.length - 1 : at + steps[event.key];
    choose(event.target, (next + every.length) % every.length);
  });

  document.addEventListener("focusout", (event) => {
    const form = event.target.closest(".office-search");
    if (!form || form.contains(event.relatedTarget)) return;
    leaveSearch(document.getElementById("top-search"));
  });

  document.addEventListener("mousedown", (event) => {
    // The list must not vanish before the click on it arrives.
    if (event.target.closest("#suggestions")) event.preventDefault();
  });

  document.addEventListener("DOMContentLoaded", () => {
    const list = document.getElementById("suggestions");
    const search = document.getElementById("top-search");
    if (!list || !search) return;
    const note = () => search.setAttribute("aria-expanded", String(suggested().length > 0));
    new MutationObserver(note).observe(list, { childList: true });
  });

  // A form is checked while it is filled in. What is typed after the question was asked is newer
  // than the answer: such an answer is laid aside, and the question asked again.
  function checked(target) {
    return target instanceof Element ? target.closest("form[hx-post$='/check']") : null;
  }

  function standing(form) {
    return new URLSearchParams(new FormData(form)).toString();
  }

  function askAgain(form) {
    if (form === null || !("behind" in form.dataset)) return;
    delete form.dataset.behind;
    form.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // Nor may an answer move a button away from under the finger that presses it: the press would
  // come to nothing.
  let pressed = false;
  document.addEventListener("pointerdown", () => { pressed = true; }, true);
  ["click", "pointercancel", "dragend"].forEach((name) => {
    document.addEventListener(name, () => { pressed = false; }, true);
  });
  document.addEventListener("pointerup", () => {
    // The click, if there is one, comes after it.
    window.setTimeout(() => { pressed = false; });
  }, true);

  document.addEventListener("htmx:before:swap", (event) => {
    const form = checked(event.target);
    if (form === null) return;
    const asked = String(event.detail.ctx.request.body);
    if (!pressed && standing(form) === asked) return;
    event.preventDefault();
    form.dataset.behind = "";
  });

  document.addEventListener("htmx:finally:request", (event) => {
    const form = checked(event.target);
    const idle = () => form !== null && !form.contains(document.activeElement);
    window.setTimeout(() => { if (idle()) askAgain(form); }, 200);
  });

  document.addEventListener("focusout", (event) => askAgain(checked(event.target)));

  // The browser keeps what was typed into a place though something else belongs there now: a list
  // closes up where a line was emptied.
  function showAnswered(part) {
    part.querySelectorAll("input:not([type=hidden]), textarea").forEach((at) => {
      if (at.type === "radio" || at.type === "checkbox") at.checked = at.defaultChecked;
      else if (at.value !== at.defaultValue) at.value = at.defaultValue;
    });
    part.querySelectorAll("select").forEach((at) => {
      const chosen = Array.from(at.options).findIndex((option) => option.defaultSelected);
      at.selectedIndex = Math.max(chosen, 0);
    });
  }

  document.addEventListener("htmx:after:swap", (event) => {
    const form = checked(event.target);
    if (form === null) return;
    delete form.dataset.behind;
    showAnswered(form.querySelector("#fields"));
  });

  // Once a form is sent no draft of it is to be kept any more.
  document.addEventListener("submit", (event) => {
    const form = checked(event.target);
    if (form === null) return;
    form.dataset.sent = "";
    form.dispatchEvent(new Event("htmx:abort"));
  });

  document.addEventListener("htmx:before:request", (event) => {
    const form = checked(event.target);
    if (form === null) return;
    delete form.dataset.behind;
    if ("sent" in form.dataset) event.preventDefault();
  });

  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
  });

  // Whoever sent a form with mistakes is taken to the list of them.
  document.addEventListener("DOMContentLoaded", () => {
    const problems = document.getElementById("problems");
    if (problems) problems.focus();
  });
})();
