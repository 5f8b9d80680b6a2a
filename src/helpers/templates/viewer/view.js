// From units of the map to points of the screen, and back.
const FARTHEST = 0.6, NEAREST = 40, MARGIN = 18;

function makeView(net) {
  const ends = (values) => [values.reduce((one, other) => Math.min(one, other), Infinity), values.reduce((one, other) => Math.max(one, other), -Infinity)];
  const [west, east] = ends(net.x), [north, south] = ends(net.y);
  const view = {
    width: 1, height: 1, scale: 1, home: 1, x: 0, y: 0, names: [], discs: [], covered: [],
    left: (x) => x * view.scale + view.x,
    top: (y) => y * view.scale + view.y,
    fit(width, height) {
      Object.assign(view, { width, height });
      view.home = Math.min((width - 2 * MARGIN) / (east - west + 30), (height - 2 * MARGIN) / (south - north + 30));
      view.go(view.home, (west + east) / 2, (north + south) / 2);
    },
    // Put a point of the map in the middle of the screen
    go(scale, x, y) {
      view.scale = Math.min(Math.max(scale, view.home * FARTHEST), view.home * NEAREST);
      view.x = view.width / 2 - x * view.scale;
      view.y = view.height / 2 - y * view.scale;
    },
    // Come nearer while the point under the finger stays where it is
    zoom(factor, x = view.width / 2, y = view.height / 2) {
      const before = view.scale;
      view.scale = Math.min(Math.max(before * factor, view.home * FARTHEST), view.home * NEAREST);
      view.x = x - ((x - view.x) * view.scale) / before;
      view.y = y - ((y - view.y) * view.scale) / before;
    },
    pan(across, down) { view.x += across; view.y += down; },
    at: () => ({ scale: view.scale, x: view.x, y: view.y }),
  };
  return view;
}

// Squares of the map, each with its rows: what is under the pointer is found without asking all
function makeFinder(net) {
  const side = Math.max(8, Math.sqrt(690000 / net.count)), squares = new Map();
  const key = (x, y) => Math.floor(x / side) * 65536 + Math.floor(y / side);
  for (let row = 0; row < net.count; row += 1) {
    const place = key(net.x[row], net.y[row]);
    if (squares.has(place)) squares.get(place).push(row); else squares.set(place, [row]);
  }
  return (view, state, left, top) => {
    const x = (left - view.x) / view.scale, y = (top - view.y) / view.scale, size = grown(view), reach = 24 / view.scale + side;
    let found = null, nearest = 6;
    for (let across = x - reach; across <= x + reach; across += side) {
      for (let down = y - reach; down <= y + reach; down += side) {
        for (const row of squares.get(key(across, down)) || []) {
          const gap = Math.hypot(net.x[row] - x, net.y[row] - y) * view.scale - net.radius[row] * size;
          if (state.shown[row] && gap < nearest) { nearest = gap; found = row; }
        }
      }
    }
    return found;
  };
}
