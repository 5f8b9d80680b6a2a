// The whole viewer: the same in a report and in JupyterLab. `hear` is told what the reader does.
function startViewer(root, packed, hear) {
  const at = (name) => root.querySelector(`[data-part="${name}"]`);
  const net = readNetwork(packed);
  join(at("search"), "list", at("titles"));
  join(at("canvas"), "aria-describedby", at("keys"));
  net.bundles = bundlesOf(net);
  const canvas = at("canvas"), view = makeView(net);
  const state = { chosen: null, hovered: null, hidden: new Set(), least: 0, shown: new Uint8Array(net.count).fill(1), near: new Set() };
  state.lit = (row) => state.chosen === null || row === state.chosen || state.near.has(row);
  const stage = makeStage(canvas, net, view, state);
  const tell = () => hear.state({ chosen: state.chosen, hidden: [...state.hidden].sort((one, other) => one - other), least: state.least });

  const app = {
    net, view, stage, state, canvas, search: at("search"), find: makeFinder(net), open: hear.open,
    choose(row, silently) {
      state.chosen = row;
      state.near = new Set(row === null ? [] : [...net.citedBy(row), ...net.cites(row)]);
      fillCard(at("card"), net, state, app);
      cover();
      if (row !== null && !clear(row)) bring(row);
      stage.change();
      if (!silently) tell();
    },
    next(step) {
      const near = [...state.near].filter((row) => state.shown[row]).sort((one, other) => one - other);
      if (state.chosen === null || !near.length) { app.choose(0); return; }
      app.trail = app.trail && app.trail.near.has(state.chosen) ? app.trail : { near: state.near, order: near, place: step > 0 ? -1 : 0 };
      app.trail.place = (app.trail.place + step + app.trail.order.length) % app.trail.order.length;
      app.choose(app.trail.order[app.trail.place]);
    },
    hover(row, [x, y] = [0, 0]) {
      const tip = at("tip");
      tip.hidden = row === null;
      canvas.style.cursor = row === null ? "grab" : "pointer";
      if (row !== null) {
        tip.textContent = net.titles[row] + " · " + net.words.cited_by.toLocaleLowerCase(net.lang) + " " + net.received[row];
        tip.style.transform = `translate(${Math.max(4, Math.min(x + 12, view.width - tip.offsetWidth - 6))}px, ${Math.max(4, y - 34)}px)`;
      }
      if (row !== state.hovered) { state.hovered = row; stage.paint(); }
    },
    filter() {
      for (let row = 0; row < net.count; row += 1) state.shown[row] = !state.hidden.has(net.group[row]) && net.received[row] >= state.least ? 1 : 0;
      stage.change();
      tell();
    },
    reset() {
      state.hidden.clear();
      state.least = 0;
      state.shown.fill(1);
      clearPanel(at);
      view.fit(view.width, view.height);
      app.trail = null;
      app.choose(null);
    },
  };
  // Names keep clear of what lies over the map
  const cover = () => {
    const from = canvas.getBoundingClientRect(), boxes = [at("card"), at("reset").parentElement].map((one) => one.getBoundingClientRect());
    view.covered = boxes.filter(({ width }) => width).map(({ left, top, right, bottom }) => ({ left: left - from.left, right: right - from.left, top: top - from.top, bottom: bottom - from.top }));
  };
  const clear = (row) => {
    const x = view.left(net.x[row]), y = view.top(net.y[row]), under = ({ left, right, top, bottom }) => x > left - 20 && x < right + 20 && y > top - 20 && y < bottom + 20;
    return x > 40 && y > 40 && x < view.width - 40 && y < view.height - 40 && !view.covered.some(under);
  };
  // Put a source in the middle of what its card leaves free: beside it on a wide screen, above it on a narrow one
  const bring = (row) => {
    const { offsetWidth: wide, offsetHeight: high } = at("card");
    view.go(Math.max(view.scale, view.home * 1.6), net.x[row], net.y[row]);
    if (wide < view.width / 2) view.pan(-wide / 2, 0); else view.pan(0, -high / 2);
  };
  fillPanel(at, net, state, app);
  fillCard(at("card"), net, state, app);
  takeHands(canvas, app);
  const resize = () => { cover(); stage.resize(); };
  new ResizeObserver(resize).observe(canvas.parentElement);
  resize();
  // What stands where, in points of the screen: names as left, top, right, bottom; discs as x, y, radius
  canvas.standing = () => ({ names: view.names.map(({ box }) => [box.left, box.top, box.right, box.bottom]), discs: view.discs.map(({ x, y, radius }) => [x, y, radius]) });
  Promise.all([400, 600].map((weight) => document.fonts.load(weight + ' 14px "Aire Inter"'))).then(() => stage.change());
  return app;
}

// Several viewers may share a notebook: each has names of its own
let joined = 0;
function join(one, attribute, other) {
  joined += 1;
  other.id = "aire-" + attribute + "-" + joined;
  one.setAttribute(attribute, other.id);
}

// Links by colour of the citing source, those between communities first: they lie under the others
function bundlesOf(net) {
  const bundles = new Map();
  for (let link = 0; link < net.cited.length; link += 1) {
    const one = net.citing[link], inside = net.group[one] === net.group[net.cited[link]] ? 1 : 0, key = inside * 16 + net.colour[one];
    if (!bundles.has(key)) bundles.set(key, { colour: net.colour[one], inside, links: [] });
    bundles.get(key).links.push(link);
  }
  return [...bundles.keys()].sort((one, other) => one - other).map((key) => bundles.get(key));
}
