// The drawing at rest: grounds, links, discs and names, onto a bitmap that is only moved and stretched while the reader moves.
const HOLLOW = 8, BOW = 0.22, BUNDLE = 400, STRAIGHT = 12, FADED = 0.13, INKED = 60000;

// A disc grows less than the distances do: coming nearer makes room
const grown = (view) => view.home * Math.pow(view.scale / view.home, 0.7);

function drawSheet(pen, net, view, state) {
  pen.fillStyle = net.palette.paper;
  pen.fillRect(0, 0, view.width, view.height);
  if (state.chosen === null) drawGrounds(pen, net, view, state);
  drawLinks(pen, net, view, state);
  view.discs = drawDiscs(pen, net, view, state);
  view.hollow = hollowDiscs(net, view, state);
  drawNames(pen, net, view, state, view.discs);
  drawHollow(pen, net, view.hollow);
}

// Spaces that are cited and were not read, in the middle of who cites them; of a chosen source, those that it cites
function hollowDiscs(net, view, state) {
  const size = grown(view), cited = ({ by }) => by.some((row) => state.shown[row]) && (state.chosen === null || by.includes(state.chosen));
  return net.hollow.filter(cited).map(({ x, y, radius, words }) => ({ x: view.left(x), y: view.top(y), radius: radius * size, words }));
}

function drawHollow(pen, net, discs) {
  pen.fillStyle = net.palette.paper;
  pen.strokeStyle = net.palette.words[HOLLOW];
  pen.lineWidth = 1.1;
  for (const { x, y, radius } of discs) {
    pen.beginPath();
    pen.arc(x, y, radius, 0, 7);
    pen.fill();
    pen.stroke();
  }
}

function drawGrounds(pen, net, view, state) {
  pen.globalAlpha = 0.085;
  for (const { group, colour, line } of net.grounds) {
    if (state.hidden.has(group)) continue;
    pen.fillStyle = net.palette.discs[colour];
    pen.beginPath();
    for (let at = 0; at < line.length; at += 2) pen.lineTo(view.left(line[at]), view.top(line[at + 1]));
    pen.fill();
  }
  pen.globalAlpha = 1;
}

// From afar, of more links than can be told apart, a share is drawn, evenly taken; all are from nearer
const thinned = (net, view) => Math.max(1, (net.cited.length / INKED) * Math.pow(view.home / view.scale, 2));

// Links in bundles of one colour; where those of a bundle cross, ink is laid once
function drawLinks(pen, net, view, state) {
  const around = state.chosen !== null, step = around ? 1 : thinned(net, view), faint = Math.min(1, Math.sqrt((1600 * step) / net.cited.length));
  pen.lineWidth = around ? 0.9 : 0.55;
  for (const { colour, inside, links } of net.bundles) {
    pen.strokeStyle = net.palette.discs[colour];
    pen.globalAlpha = around ? 0.55 : Math.max(0.03, (inside ? 0.28 : 0.13) * faint);
    let held = 0;
    pen.beginPath();
    for (let place = 0; place < links.length; place += step) {
      const link = links[Math.floor(place)], one = net.citing[link], other = net.cited[link];
      if (!state.shown[one] || !state.shown[other] || (around && one !== state.chosen && other !== state.chosen)) continue;
      held += bow(pen, view, view.left(net.x[one]), view.top(net.y[one]), view.left(net.x[other]), view.top(net.y[other]));
      if (held === BUNDLE) { pen.stroke(); pen.beginPath(); held = 0; }
    }
    pen.stroke();
  }
  pen.globalAlpha = 1;
}

function bow(pen, view, x, y, u, v) {
  if (Math.max(x, u) < 0 || Math.min(x, u) > view.width || Math.max(y, v) < 0 || Math.min(y, v) > view.height) return 0;
  const wide = u - x, high = v - y;
  if (Math.abs(wide) + Math.abs(high) < 1) return 0;
  pen.moveTo(x, y);
  if (Math.abs(wide) + Math.abs(high) < STRAIGHT) pen.lineTo(u, v);
  else pen.quadraticCurveTo((x + u) / 2 + BOW * high, (y + v) / 2 - BOW * wide, u, v);
  return 1;
}

// Discs from the least to the most cited; returns those in view, most cited first
function drawDiscs(pen, net, view, state) {
  const discs = [], size = grown(view);
  for (let row = net.count - 1; row >= 0; row -= 1) {
    const x = view.left(net.x[row]), y = view.top(net.y[row]), radius = net.radius[row] * size;
    if (!state.shown[row] || x < -radius || y < -radius || x > view.width + radius || y > view.height + radius) continue;
    discs.push({ row, x, y, radius });
    pen.globalAlpha = state.lit(row) ? 1 : FADED;
    pen.fillStyle = net.palette.discs[net.colour[row]];
    if (radius < 1.3) { pen.fillRect(x - radius, y - radius, 2 * radius, 2 * radius); continue; }
    pen.beginPath();
    pen.arc(x, y, radius, 0, 7);
    pen.fill();
    if (radius > 3) { pen.lineWidth = 0.8; pen.strokeStyle = net.palette.paper; pen.stroke(); }
  }
  pen.globalAlpha = 1;
  return discs.reverse();
}
