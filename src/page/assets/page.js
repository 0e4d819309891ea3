// What the pages do beyond plain HTML: matches come by themselves, and `/` goes to the filter.
"use strict";

const MOST = 300;

function tail() {
  const list = document.getElementById("tail");
  const live = document.getElementById("live");
  const pause = document.getElementById("pause");
  if (!list || !live || !pause || !window.EventSource) return;
  const asked = new URLSearchParams(location.search);
  let after = live.dataset.after;
  let source = null;

  const say = (words) => { live.textContent = words; };
  const close = () => {
    if (source) source.close();
    source = null;
  };
  const open = () => {
    const query = new URLSearchParams({ after });
    for (const name of ["rule", "q"]) {
      if (asked.get(name)) query.set(name, asked.get(name));
    }
    source = new EventSource("/tail/stream?" + query);
    source.onopen = () => say("Live: matches appear as they come.");
    source.onerror = () => say("Cut off; trying again.");
    source.addEventListener("past", (event) => { after = event.lastEventId; });
    source.addEventListener("match", (event) => {
      after = event.lastEventId;
      // The server escapes whatever it puts into a row.
      list.insertAdjacentHTML("afterbegin", event.data);
      list.firstElementChild.classList.add("new");
      while (list.children.length > MOST) list.lastElementChild.remove();
      const none = document.getElementById("none");
      if (none) none.remove();
    });
  };

  pause.hidden = false;
  pause.addEventListener("click", () => {
    if (source) {
      close();
      pause.textContent = "Go on";
      say("Paused.");
    } else {
      open();
      pause.textContent = "Pause";
    }
  });
  window.addEventListener("pagehide", close);
  open();
}

function keys() {
  const field = document.getElementById("q");
  if (!field) return;
  field.setAttribute("aria-keyshortcuts", "/");
  field.title = "/ goes here";
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    field.focus();
  });
}

// On a narrow screen the pages are one line: the one that is open is to be seen.
function here() {
  const link = document.querySelector("nav [aria-current]");
  if (link) link.scrollIntoView({ block: "nearest", inline: "center" });
}

here();
tail();
keys();
