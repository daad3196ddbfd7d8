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

  // Whoever sent a form with mistakes is taken to the list of them.
  document.addEventListener("DOMContentLoaded", () => {
    const problems = document.getElementById("problems");
    if (problems) problems.focus();
  });
})();
