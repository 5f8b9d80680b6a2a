// Names that touch neither a name nor a disc, at any distance: a coarse raster remembers what is taken.
const CELL = 2, CROWD = 3000, LED = 16, LATTICE = 12, REACH = 300;
const BESIDE = [0], AWAY = [0, 14, 26, 38, 52, 68, 86];
const SIDES = [[1, 0], [-1, 0], [0, -1], [0, 1], [0.7, -0.7], [-0.7, -0.7], [0.7, 0.7], [-0.7, 0.7], [0.4, -0.9], [-0.4, -0.9], [0.4, 0.9], [-0.4, 0.9]];

function raster(width, height) {
  const across = Math.ceil(width / CELL), down = Math.ceil(height / CELL), taken = new Uint8Array(across * down);
  const cells = (box) => [Math.floor(box.left / CELL), Math.floor(box.top / CELL), Math.ceil(box.right / CELL), Math.ceil(box.bottom / CELL)];
  return {
    free(box) {
      const [left, top, right, bottom] = cells(box);
      if (left < 0 || top < 0 || right > across || bottom > down) return false;
      for (let row = top; row < bottom; row += 1) for (let at = left; at < right; at += 1) if (taken[row * across + at]) return false;
      return true;
    },
    take(box) {
      const [left, top, right, bottom] = cells(box);
      for (let row = Math.max(0, top); row < Math.min(down, bottom); row += 1) taken.fill(1, row * across + Math.max(0, left), row * across + Math.min(across, Math.max(0, right)));
    },
    takeDisc({ x, y, radius }) {
      for (let line = Math.floor((y - radius) / CELL) * CELL; line < y + radius; line += CELL) {
        const far = line > y ? line - y : Math.max(0, y - line - CELL), half = Math.sqrt(Math.max(0, radius * radius - far * far));
        this.take({ left: x - half, right: x + half, top: line, bottom: line + CELL });
      }
    },
  };
}

const FAMILY = 'px "Aire Inter", system-ui, sans-serif', TITLE = "600 12" + FAMILY, SMALL = "400 11" + FAMILY;

// The more famous, the larger; all of it smaller on a small map, where the discs are small too
function lettering(net, row, home) {
  const fame = net.radius[row] / net.radius[0], size = fame > 0.75 ? 15.5 : fame > 0.5 ? 14 : 12.5;
  return (fame > 0.5 ? "600 " : "400 ") + Math.max(11.5, Math.min(1, home) * size).toFixed(1) + FAMILY;
}

const brief = (text, most) => (text.length > most ? text.slice(0, most - 1).trimEnd() + "…" : text);

// Return where each name stands: beside its disc or, for the most cited, a little away with a line to it
function placeNames(pen, net, view, state, discs) {
  const room = raster(view.width, view.height), crowded = discs.length > CROWD;
  for (const disc of discs) if (disc.radius > (crowded ? 3 : 0)) room.takeDisc(disc);
  for (const box of view.covered) room.take(box);
  for (const disc of view.hollow) room.takeDisc(disc);
  const asked = discs.filter(({ row }) => (state.chosen === null ? net.received[row] > 0 : state.lit(row)));
  if (state.chosen !== null) asked.sort((one, other) => (other.row === state.chosen) - (one.row === state.chosen) || one.row - other.row);
  const most = Math.max(10, Math.min(90, (view.width * view.height) / 16000)), placed = [];
  for (const [rank, disc] of asked.slice(0, 12 * most).entries()) {
    if (placed.length >= most) break;
    const font = lettering(net, disc.row, view.home);
    pen.font = font;
    const words = brief(net.titles[disc.row], 30), name = { ...disc, colour: net.colour[disc.row], words, font, width: pen.measureText(words).width };
    const box = besideDisc(room, name, rank < LED ? AWAY : BESIDE);
    if (!box) continue;
    room.take({ left: box.left - 3, top: box.top - 1, right: box.right + 3, bottom: box.bottom + 1 });
    placed.push({ ...name, box });
  }
  for (const one of view.hollow) {
    pen.font = SMALL;
    const name = { ...one, colour: HOLLOW, words: brief(one.words, 30), font: SMALL, width: pen.measureText(brief(one.words, 30)).width };
    const box = besideDisc(room, name, BESIDE);
    if (box) { room.take(box); placed.push({ ...name, box }); }
  }
  return [...placed, ...(state.chosen === null && view.scale < 1.5 * view.home ? placeTitles(pen, net, room, state, discs) : [])];
}

// The title of each community, where there is room: nearer to its own middle than to that of any other
function placeTitles(pen, net, room, state, discs) {
  pen.font = TITLE;
  const groups = net.groups.map(({ name, colour }, place) => {
    const own = discs.filter(({ row }) => net.group[row] === place + 1), words = brief(name.split(" · ")[0], 26).toUpperCase();
    const middle = (way) => own.reduce((sum, disc) => sum + disc[way], 0) / own.length;
    return { words, colour, own, x: middle("x"), y: middle("y"), width: pen.measureText(words).width };
  }).filter(({ own }) => own.length >= Math.max(4, discs.length / 100));
  return groups.flatMap((group) => {
    const box = nearOwn(room, group, groups);
    if (box) room.take(box);
    return box ? [{ ...group, font: TITLE, box }] : [];
  });
}

// Steps of a lattice around a point, the nearest first; a step up or down counts for more, since words are wide
const AROUND = [...Array(61).keys()].flatMap((across) => [...Array(51).keys()].map((down) => [(across - 30) * LATTICE, (down - 25) * LATTICE]))
  .sort(([a, b], [c, d]) => Math.hypot(a, 1.4 * b) - Math.hypot(c, 1.4 * d));

function nearOwn(room, group, groups) {
  const far = (one, x, y) => Math.hypot(one.x - x, 1.4 * (one.y - y)), half = group.width / 2 + 5;
  for (const [across, down] of AROUND) {
    const x = group.x + across, y = group.y + down, box = { left: x - half, right: x + half, top: y - 10, bottom: y + 10, far: 0 };
    if (Math.hypot(across, down) > REACH) return null;
    if (room.free(box) && groups.every((one) => one === group || far(one, x, y) > far(group, x, y))) return box;
  }
  return null;
}

function besideDisc(room, { x, y, radius, width }, distances) {
  for (const far of distances) {
    for (const [across, down] of SIDES) {
      const gap = radius + 4 + far, half = width / 2 + 1;
      const middle = x + across * gap + Math.sign(across) * half * (Math.abs(across) === 1 ? 1 : 0.9), line = y + down * (gap + 6);
      const box = { left: middle - half, right: middle + half, top: line - 7, bottom: line + 7, far };
      if (room.free(box)) return box;
    }
  }
  return null;
}

function drawNames(pen, net, view, state, discs) {
  view.names = placeNames(pen, net, view, state, discs);
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  for (const { colour, x, y, words, font, box, width } of view.names) {
    const ink = net.palette.words[colour], left = (box.left + box.right - width) / 2;
    if (box.far) {
      pen.strokeStyle = ink;
      pen.lineWidth = 0.8;
      pen.beginPath();
      pen.moveTo(x, y);
      pen.lineTo(Math.min(Math.max(x, box.left), box.right), Math.min(Math.max(y, box.top + 1), box.bottom - 1));
      pen.stroke();
    }
    pen.font = font;
    pen.lineWidth = 3.5;
    pen.strokeStyle = net.palette.paper;
    pen.strokeText(words, left, (box.top + box.bottom) / 2);
    pen.fillStyle = ink;
    pen.fillText(words, left, (box.top + box.bottom) / 2);
  }
}
