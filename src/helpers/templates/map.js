"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const { about, groups, words } = data;
  const at = (id) => document.getElementById(id);
  data.edges = data.edges.map(([from, to]) => ({ from, to, color: data.nodes[from].color }));
  const nodes = new vis.DataSet(data.nodes);
  const edges = new vis.DataSet(data.edges.map((edge, id) => ({ id, from: edge.from, to: edge.to, color: { color: edge.color, opacity: 0.25, highlight: edge.color, hover: edge.color } })));
  const network = new vis.Network(at("map"), { nodes, edges }, {
    physics: false,
    layout: { improvedLayout: false },
    nodes: { shape: "dot", borderWidth: 0, borderWidthSelected: 2, font: { face: "Aire Inter, sans-serif", strokeWidth: 4, strokeColor: "#FCFBF8", vadjust: 0 }, scaling: { label: { drawThreshold: 9 } } },
    edges: { width: 0.7, arrows: { to: false }, smooth: { enabled: true, type: "curvedCCW", roundness: 0.2 }, hoverWidth: 0, selectionWidth: 1 },
    interaction: { hover: true, hideEdgesOnDrag: true, hideEdgesOnZoom: true, tooltipDelay: 1e9, keyboard: { enabled: true, bindToWindow: false, autoFocus: false } },
  });

  // Who cites whom, by row
  const citing = about.map(() => []);
  const cited = about.map(() => []);
  for (const edge of data.edges) { citing[edge.to].push(edge.from); cited[edge.from].push(edge.to); }
  const byFame = (one, other) => about[other].cited - about[one].cited || one - other;
  for (const list of [...citing, ...cited]) list.sort(byFame);

  const group = about.map(() => -1);
  groups.forEach((one, place) => one.members.forEach((row) => { group[row] = place; }));
  const hidden = new Set();
  let least = 0;
  let chosen = null;

  const seen = (row) => !hidden.has(group[row]) && about[row].cited >= least;
  const shows = (row) => seen(row) && (chosen === null || row === chosen || citing[chosen].includes(row) || cited[chosen].includes(row));
  const redraw = () => {
    nodes.update(data.nodes.map((node) => ({
      id: node.id, hidden: !seen(node.id), opacity: shows(node.id) ? 1 : 0.15,
      label: shows(node.id) ? node.label : "", font: { ...node.font, size: chosen === null ? node.font.size : 14 },
    })));
    edges.update(data.edges.map((edge, id) => ({
      id, hidden: !(seen(edge.from) && seen(edge.to)) || (chosen !== null && edge.from !== chosen && edge.to !== chosen),
      color: { color: edge.color, opacity: chosen === null ? 0.25 : 0.55 },
    })));
  };

  const tell = (message) => parent.postMessage(message, "*");
  const made = (tag, text, more) => Object.assign(document.createElement(tag), { textContent: text }, more || {});
  const link = (text, url) => made("button", text, { type: "button", className: "name", onclick: () => tell({ kind: "open", url }) });
  const names = (rows) => {
    const list = document.createElement("ul");
    for (const row of rows.slice(0, 8)) {
      const item = document.createElement("li");
      item.append(made("button", about[row].title, { type: "button", className: "name", onclick: () => choose(row) }));
      list.append(item);
    }
    if (rows.length > 8) list.append(made("li", "+ " + (rows.length - 8)));
    return rows.length ? list : made("p", words.nobody);
  };
  const card = () => {
    const box = at("card");
    box.replaceChildren();
    if (chosen === null) { box.append(made("p", words.hint)); return; }
    const one = about[chosen];
    box.append(made("h2", one.title));
    if (one.group) box.append(made("p", one.group));
    if (one.url) { const line = document.createElement("p"); line.append(link(words.open, one.url)); box.append(line); }
    box.append(made("h3", words.cited_by + " " + citing[chosen].length), names(citing[chosen]));
    box.append(made("h3", words.cites + " " + cited[chosen].length), names(cited[chosen]));
    if (one.passages.length) box.append(made("h3", words.passages));
    for (const [who, date, url, text] of one.passages) {
      const quote = document.createElement("blockquote");
      quote.append(made("p", text), link(who, url), made("small", date ? " · " + date : ""));
      box.append(quote);
    }
  };
  const choose = (row, silently) => {
    chosen = row;
    if (row !== null) { network.selectNodes([row], false); network.focus(row, { scale: Math.max(network.getScale(), 0.9) }); } else { network.unselectAll(); }
    redraw();
    card();
    if (!silently) tell({ kind: "state", state: row === null ? "" : "source=" + row });
  };

  // The panel
  at("titles").append(...about.map((one) => made("option", "", { value: one.title })));
  at("search").addEventListener("input", () => {
    const asked = at("search").value.trim().toLocaleLowerCase();
    const exact = about.findIndex((one) => one.title.toLocaleLowerCase() === asked);
    if (exact >= 0) choose(exact);
  });
  at("panel").addEventListener("submit", (event) => {
    event.preventDefault();
    const asked = at("search").value.trim().toLocaleLowerCase();
    const rows = about.map((_, row) => row).filter((row) => about[row].title.toLocaleLowerCase().includes(asked)).sort(byFame);
    if (asked && rows.length) choose(rows[0]); else at("card").replaceChildren(made("p", words.none));
  });
  groups.forEach((one, place) => {
    const line = document.createElement("label");
    const box = made("input", "", { type: "checkbox", checked: true });
    const dot = document.createElement("i");
    dot.style.background = one.colour;
    box.addEventListener("change", () => { if (box.checked) hidden.delete(place); else hidden.add(place); redraw(); });
    line.append(box, dot, made("span", one.name), made("span", String(one.members.length)));
    at("groups").append(line);
  });
  at("groups").hidden = !groups.length;
  at("least").max = Math.max(1, ...about.map((one) => one.cited));
  at("least").addEventListener("input", () => { least = Number(at("least").value); at("least-shown").textContent = least; redraw(); });
  const zoom = (factor) => network.moveTo({ scale: network.getScale() * factor });
  at("larger").addEventListener("click", () => zoom(1.3));
  at("smaller").addEventListener("click", () => zoom(1 / 1.3));
  const reset = () => {
    hidden.clear(); least = 0; at("least").value = 0; at("least-shown").textContent = 0; at("search").value = "";
    for (const box of document.querySelectorAll("#groups input")) box.checked = true;
    choose(null);
    network.fit();
  };
  at("reset").addEventListener("click", reset);

  // The map
  network.on("click", (event) => choose(event.nodes.length ? event.nodes[0] : null));
  network.on("hoverNode", (event) => { at("map").title = about[event.node].title; });
  network.on("blurNode", () => { at("map").title = ""; });
  at("map").addEventListener("keydown", (event) => {
    if (event.key === "Escape") reset();
    if (event.key === "/") { event.preventDefault(); at("search").focus(); }
    if (event.key === "n") {
      const near = chosen === null ? about.map((_, row) => row).sort(byFame) : [...new Set([...citing[chosen], ...cited[chosen]])].sort(byFame);
      if (near.length) choose(near[0] === chosen ? near[1] : near[0]);
    }
  });
  addEventListener("message", (event) => {
    const asked = event.source === parent && event.data;
    const found = asked && asked.kind === "state" && /^source=(\d{1,6})$/.exec(asked.state);
    if (found && Number(found[1]) < about.length) choose(Number(found[1]), true);
  });
  network.once("afterDrawing", () => { document.body.dataset.drawn = "yes"; });
  network.on("resize", () => { if (chosen === null) network.fit(); });
  network.fit();
  document.fonts.load('14px "Aire Inter"').then(() => { redraw(); network.redraw(); });
})();
