"use strict";
(() => {
  const headings = [...document.querySelectorAll("main h2[id], main h3[id]")];

  // Copy the address of a section
  for (const heading of headings) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "#";
    button.title = document.body.dataset.copy;
    button.setAttribute("aria-label", document.body.dataset.copy + " · " + heading.textContent.trim());
    button.addEventListener("click", () => {
      const address = location.href.split("#")[0] + "#" + heading.id;
      history.replaceState(null, "", "#" + heading.id);
      const done = () => { button.textContent = document.body.dataset.copied; setTimeout(() => { button.textContent = "#"; }, 1600); };
      if (navigator.clipboard) navigator.clipboard.writeText(address).then(done, () => {});
    });
    heading.append(" ", button);
  }

  // Show in the contents where the reader is
  const lines = new Map([...document.querySelectorAll(".contents a")].map((line) => [line.getAttribute("href").slice(1), line]));
  const marks = [...lines.keys()].map((id) => document.getElementById(id)).filter(Boolean);
  const follow = () => {
    let here = marks[0];
    for (const mark of marks) if (mark.getBoundingClientRect().top < innerHeight * 0.3) here = mark;
    if (innerHeight + scrollY >= document.documentElement.scrollHeight - 4) here = marks[marks.length - 1];
    for (const [id, line] of lines) {
      if (here && id === here.id) line.setAttribute("aria-current", "location");
      else line.removeAttribute("aria-current");
    }
  };
  addEventListener("scroll", follow, { passive: true });
  addEventListener("resize", follow, { passive: true });
  follow();

  // A table or a line of code wider than the screen can be reached and moved by keyboard
  const reach = () => { for (const box of document.querySelectorAll(".scroll, pre")) if (box.scrollWidth > box.clientWidth) box.tabIndex = 0; };
  addEventListener("toggle", reach, true);
  reach();

  // An address that leads into something folded unfolds it
  const unfold = () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    for (let node = target; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
  };
  addEventListener("hashchange", unfold);
  unfold();

  // The map may ask for two things: to open an address, or to keep its state in ours
  const frames = [...document.querySelectorAll("iframe")];
  const STATE = "#map:";
  addEventListener("message", (event) => {
    const frame = frames.find((one) => one.contentWindow === event.source);
    const asked = event.data;
    if (!frame || !asked || typeof asked !== "object") return;
    if (asked.kind === "open" && typeof asked.url === "string" && /^https?:\/\//i.test(asked.url)) {
      open(asked.url, "_blank", "noopener,noreferrer");
    } else if (asked.kind === "state" && typeof asked.state === "string" && asked.state.length <= 500) {
      history.replaceState(null, "", asked.state ? STATE + encodeURIComponent(asked.state) : location.pathname);
    }
  });
  if (location.hash.startsWith(STATE) && frames.length) {
    let state = "";
    try { state = decodeURIComponent(location.hash.slice(STATE.length)); } catch { state = ""; }
    const tell = () => frames[0].contentWindow.postMessage({ kind: "state", state }, "*");
    frames[0].addEventListener("load", tell);
    tell();
    frames[0].scrollIntoView();
  }
})();
