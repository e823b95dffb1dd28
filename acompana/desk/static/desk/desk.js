// Small conveniences. Every page works without them.
"use strict";

const words = document.body.dataset;

// --- Running clocks: the same words as acompana/desk/clock.py, renewed -----------------------------------------------

const MINUTE = 60e3, HOUR = 60 * MINUTE, DAY = 24 * HOUR;

function span(length) {
  if (length < HOUR) return words.minutes.replace("{n}", Math.max(Math.floor(length / MINUTE), 1));
  if (length < 2 * DAY) {
    const hours = Math.floor(length / HOUR), minutes = Math.floor((length % HOUR) / MINUTE);
    if (hours < 3 && minutes) return words.both.replace("{hours}", hours).replace("{minutes}", minutes);
    return words.hours.replace("{n}", hours);
  }
  const days = Math.floor(length / DAY);
  return (days === 1 ? words.day : words.days).replace("{n}", days);
}

function renewClocks() {
  for (const clock of document.querySelectorAll("time[data-clock]")) {
    const left = Date.parse(clock.dateTime) - Date.now();
    if (Math.abs(left) > 60 * DAY) continue;
    clock.textContent = (left >= 0 ? words.until : words.late).replace("{span}", span(Math.abs(left)));
    clock.classList.toggle("is-late", left < 0);
  }
}
if (words.until) setInterval(renewClocks, 15e3);

// --- Hiding the screen: one touch, or Esc ----------------------------------------------------------------------------

const cover = document.getElementById("cover");
const COVERED = "covered";

function hide(covered) {
  cover.hidden = !covered;
  document.documentElement.classList.toggle("is-covered", covered);
  sessionStorage.setItem(COVERED, covered ? "1" : "");
  if (covered) document.getElementById("uncover").focus();
}

if (cover) {
  if (sessionStorage.getItem(COVERED)) hide(true);
  document.getElementById("uncover").addEventListener("click", () => hide(false));
  for (const link of document.querySelectorAll("[data-hide]")) {
    link.addEventListener("click", (event) => { event.preventDefault(); hide(true); });
  }
}

// --- Keys and menus ----------------------------------------------------------------------------------------------------

const openMenus = () => document.querySelectorAll("details.menu[open]");

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input, select, textarea");
  if (event.key === "/" && !typing && cover?.hidden !== false) {
    const search = document.querySelector("[data-focus-key='/']");
    if (search) { event.preventDefault(); search.focus(); }
  }
  if (event.key === "Escape") {
    const menus = openMenus();
    if (menus.length) for (const menu of menus) { menu.open = false; menu.querySelector("summary").focus(); }
    else if (typing) event.target.blur();
    else if (cover?.hidden) hide(true);
  }
});

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});

// A form is sent once, however often its button is pressed.
document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "1";
});
addEventListener("pageshow", () => { for (const form of document.forms) delete form.dataset.sent; });

// Going back to a form that was sent shows it filled as it was, and saving it would record the same thing once more.
const SENT = "sent", already = document.getElementById("already");
if (already) {
  const isBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  already.hidden = !(isBack && sessionStorage.getItem(SENT) === location.pathname);
  document.querySelector("form.sheet").addEventListener("submit", () => sessionStorage.setItem(SENT, location.pathname));
}

for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());

// --- Questions that follow from answers: asked of the server, which alone knows the instrument -----------------------

let lastAsked = 0;

// Without an answer no question and no alarm appears: whoever asks has to know it.
function tellUnasked(isSo) {
  document.getElementById("unasked").hidden = !isSo;
}

async function renewQuestions(form, asked) {
  const sent = new FormData(form);
  sent.set("look", "1");
  sent.set("part", "1");
  const answer = await fetch(form.action, { method: "POST", body: sent });
  if (!answer.ok) throw new Error(`expected the questions, found ${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (asked !== lastAsked) return; // something was answered since; what comes of that is on its way
  tellUnasked(false);
  const fresh = page.getElementById("questions"), old = document.getElementById("questions");
  if (!fresh || fresh.dataset.state === old.dataset.state) return;
  // What was chosen or typed while the answer was on its way stays.
  for (const given of old.querySelectorAll("input:checked, input[type='text']")) {
    const same = fresh.querySelector(`#${CSS.escape(given.id)}`);
    if (same) { same.checked = given.checked; same.value = given.value; }
  }
  const focused = document.activeElement?.id;
  old.replaceWith(fresh);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  // An alarm must be seen by whoever has just answered, wherever on the page they are.
  if (!old.querySelector("[role='alert']")) fresh.querySelector("[role='alert']")?.scrollIntoView({ block: "nearest" });
}

for (const form of document.querySelectorAll("form[data-live]")) {
  form.addEventListener("change", (event) => {
    if (!event.target.closest("#questions, [name='outcome']")) return;
    const asked = ++lastAsked;
    form.setAttribute("aria-busy", "true");
    renewQuestions(form, asked)
      .catch(() => { if (asked === lastAsked) tellUnasked(true); })
      .finally(() => { if (asked === lastAsked) form.removeAttribute("aria-busy"); });
  });
}
