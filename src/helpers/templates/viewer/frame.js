// In a report: a frame without origin, which may ask the page for two things, to open an address and to keep a state.
const tellPage = (message) => parent.postMessage(message, "*");
const viewer = startViewer(document.body, JSON.parse(document.getElementById("data").textContent), {
  open: (url) => tellPage({ kind: "open", url }),
  state: ({ chosen }) => tellPage({ kind: "state", state: chosen === null ? "" : "source=" + chosen }),
});
addEventListener("message", (event) => {
  const asked = event.source === parent && event.data;
  const found = asked && asked.kind === "state" && /^source=(\d{1,6})$/.exec(asked.state);
  if (found && Number(found[1]) < viewer.net.count) viewer.choose(Number(found[1]), true);
});
document.body.dataset.drawn = "yes";
