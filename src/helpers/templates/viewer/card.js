// What is told of a source: its rank and interval, the parts of its score, who cites it, and the words that do.
const NEIGHBOURS = 8;
const made = (tag, text = "", more = {}) => Object.assign(document.createElement(tag), { textContent: text }, more);

function fillCard(box, net, state, app) {
  const row = state.chosen, words = net.words;
  box.replaceChildren();
  box.hidden = row === null;
  if (row === null) return;
  box.scrollTop = 0;
  box.append(made("button", "×", { type: "button", className: "close", ariaLabel: words.close, onclick: () => { app.choose(null); app.canvas.focus(); } }));
  const link = (text, url) => made("button", text, { type: "button", className: "name", onclick: () => app.open(url) });
  const head = made("h2", net.titles[row]);
  box.append(head);
  const group = net.groups[net.group[row] - 1];
  if (group) { const line = made("p", group.name, { className: "group" }); line.prepend(dot(net, group.colour)); box.append(line); }
  if (net.urls[row]) { const line = made("p"); line.append(link(words.open, net.urls[row])); box.append(line); }
  const score = Object.fromEntries(net.measures.map((name, place) => [name, net.scores[place][row]]));
  const told = score.rank_low === score.rank_high ? words.steady : words.rank;
  if (score.rank) box.append(made("p", told.replace("{rank}", score.rank).replace("{low}", score.rank_low).replace("{high}", score.rank_high)));
  box.append(partsOf(net, score));
  for (const [title, rows] of [[words.cited_by, net.citedBy(row)], [words.cites, net.cites(row)]]) box.append(made("h3", title + " " + rows.length), neighbours(rows, net, app));
  const passages = net.passages[row] || [];
  if (passages.length) box.append(made("h3", words.passages));
  for (const [who, date, url, text] of passages) {
    const quote = made("blockquote");
    quote.append(made("p", text), link(who, url), made("small", date ? " · " + date : ""));
    box.append(quote);
  }
}

function dot(net, colour) {
  const mark = made("i");
  mark.style.background = net.palette.discs[colour];
  return mark;
}

function partsOf(net, score) {
  const list = made("dl");
  for (const [name, title] of net.parts) {
    if (!score[name]) continue;
    const bar = made("dd"), fill = made("b");
    fill.style.width = score[name] + "%";
    bar.append(fill, made("span", (score[name] / 100).toLocaleString(net.lang, { minimumFractionDigits: 2 })));
    list.append(made("dt", title), bar);
  }
  return list;
}

function neighbours(rows, net, app) {
  if (!rows.length) return made("p", net.words.nobody);
  const list = made("ul");
  for (const row of rows.sort((one, other) => one - other).slice(0, NEIGHBOURS)) {
    const item = made("li");
    item.append(made("button", net.titles[row], { type: "button", className: "name", onclick: () => app.choose(row) }));
    list.append(item);
  }
  if (rows.length > NEIGHBOURS) list.append(made("li", "+ " + (rows.length - NEIGHBOURS)));
  return list;
}
