// The network as Python packed it: columns of unsigned varints (LEB128) in base64, one value a node in order of fame.
function unpacked(text, length) {
  const bytes = atob(text), values = new Uint32Array(length);
  for (let at = 0, row = 0; row < length; row += 1) {
    let value = 0, shift = 0, byte;
    do { byte = bytes.charCodeAt(at++); value |= (byte & 127) << shift; shift += 7; } while (byte > 127);
    values[row] = value;
  }
  return values;
}

function readNetwork(packed) {
  const { count, steps, columns, radius } = packed;
  const column = (name) => unpacked(columns[name], count);
  const net = { ...packed, ...readLinks(columns, count, column("degree")), titles: packed.titles.split("\n"), urls: packed.urls.split("\n") };
  net.x = Float32Array.from(column("x"), (value) => value / steps);
  net.y = Float32Array.from(column("y"), (value) => value / steps);
  for (const name of ["received", "colour", "group"]) net[name] = column(name);
  const most = net.received.reduce((one, other) => Math.max(one, other), 1);
  net.radius = Float32Array.from(net.received, (value) => Math.max(radius.least, radius.largest * Math.sqrt(value / most)));
  net.scores = packed.measures.map((name) => column(name));
  net.most = most;
  return net;
}

// Links by citing source (out) and by cited source (into), as offsets into lists of rows
function readLinks(columns, count, degree) {
  const out = new Uint32Array(count + 1), into = new Uint32Array(count + 1);
  for (let row = 0; row < count; row += 1) out[row + 1] = out[row] + degree[row];
  const cited = unpacked(columns.targets, out[count]), citing = new Uint32Array(cited.length);
  for (let row = 0; row < count; row += 1) {
    for (let link = out[row], last = 0; link < out[row + 1]; link += 1) { last = cited[link] += last; citing[link] = row; into[last + 1] += 1; }
  }
  for (let row = 0; row < count; row += 1) into[row + 1] += into[row];
  const sources = new Uint32Array(cited.length), free = into.slice();
  for (let link = 0; link < cited.length; link += 1) sources[free[cited[link]]++] = citing[link];
  return {
    cited, citing,
    citedBy: (row) => [...sources.subarray(into[row], into[row + 1])],
    cites: (row) => [...cited.subarray(out[row], out[row + 1])],
  };
}
