// Search, communities, least number of citations, zoom, pictures to keep.
const OFFERED = 1500;

function fillPanel(at, net, state, app) {
  const known = net.titles.map((title) => title.toLocaleLowerCase());
  at("titles").append(...net.titles.slice(0, OFFERED).map((title) => made("option", "", { value: title })));
  const asked = () => at("search").value.trim().toLocaleLowerCase();
  at("search").addEventListener("input", () => { const row = known.indexOf(asked()); if (row >= 0) app.choose(row); });
  // a frame without the right to send forms hears no "submit"
  at("search").addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    const row = asked() ? known.findIndex((title) => title.includes(asked())) : -1;
    at("found").textContent = row >= 0 ? net.titles[row] : net.words.none;
    if (row >= 0) app.choose(row);
  });
  net.groups.forEach((group, place) => {
    const line = made("label"), box = made("input", "", { type: "checkbox", checked: true });
    box.addEventListener("change", () => { if (box.checked) state.hidden.delete(place + 1); else state.hidden.add(place + 1); app.filter(); });
    line.append(box, dot(net, group.colour), made("span", group.name), made("span", String(group.size)));
    at("groups").append(line);
  });
  at("groups").hidden = !net.groups.length;
  at("least").max = net.most;
  at("least").addEventListener("input", () => { state.least = Number(at("least").value); at("least-shown").textContent = state.least; app.filter(); });
  const zoom = (factor) => { app.view.zoom(factor); app.stage.move(); };
  at("larger").addEventListener("click", () => zoom(1.4));
  at("smaller").addEventListener("click", () => zoom(1 / 1.4));
  at("reset").addEventListener("click", app.reset);
  at("png").addEventListener("click", () => app.canvas.toBlob((blob) => keep(blob, "png")));
  at("svg").addEventListener("click", () => keep(new Blob([asSvg(net, app.view, state)], { type: "image/svg+xml" }), "svg"));
}

function clearPanel(at) {
  at("search").value = "";
  at("least").value = 0;
  at("least-shown").textContent = 0;
  for (const box of at("groups").querySelectorAll("input")) box.checked = true;
}

function keep(blob, kind) {
  const link = made("a", "", { href: URL.createObjectURL(blob), download: "aire-map." + kind });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

// The drawing in view as SVG: a pen that writes down what the bitmap's pen draws
function asSvg(net, view, state) {
  const parts = [], escaped = (text) => String(text).replace(/[<>&"]/g, (sign) => "&#" + sign.charCodeAt(0) + ";").replace(/[\u0000-\u0008\u000b-\u001f]/g, "");
  const ruler = document.createElement("canvas").getContext("2d"), at = (value) => value.toFixed(1);
  let path = "", font = null;
  const put = (paint) => { if (path) parts.push(`<path d="${path}" ${paint}/>`); };
  const pen = {
    globalAlpha: 1, lineWidth: 1, fillStyle: "", strokeStyle: "",
    beginPath() { path = ""; },
    moveTo(x, y) { path += `M${at(x)} ${at(y)}`; },
    lineTo(x, y) { path += `${path ? "L" : "M"}${at(x)} ${at(y)}`; },
    quadraticCurveTo(a, b, x, y) { path += `Q${at(a)} ${at(b)} ${at(x)} ${at(y)}`; },
    arc(x, y, r) { path += `M${at(x - r)} ${at(y)}a${at(r)} ${at(r)} 0 1 0 ${at(2 * r)} 0a${at(r)} ${at(r)} 0 1 0 ${at(-2 * r)} 0`; },
    fill() { put(`fill="${this.fillStyle}" fill-opacity="${this.globalAlpha}"`); },
    stroke() { put(`fill="none" stroke="${this.strokeStyle}" stroke-width="${this.lineWidth}" stroke-opacity="${this.globalAlpha}"`); },
    fillRect(x, y, width, height) { parts.push(`<rect x="${at(x)}" y="${at(y)}" width="${at(width)}" height="${at(height)}" fill="${this.fillStyle}" fill-opacity="${this.globalAlpha}"/>`); },
    set font(value) { font = ruler.font = value; },
    measureText: (text) => ruler.measureText(text),
    strokeText() {},
    fillText(text, x, y) {
      const [, weight, size] = /^(\d+) ([\d.]+)px/.exec(font);
      const halo = `paint-order="stroke" stroke="${net.palette.paper}" stroke-width="3.5" stroke-linejoin="round"`;
      parts.push(`<text x="${at(x)}" y="${at(y)}" font-family="Inter, sans-serif" font-weight="${weight}" font-size="${size}" dominant-baseline="central" ${halo} fill="${this.fillStyle}">${escaped(text)}</text>`);
    },
  };
  drawSheet(pen, net, { ...view }, state);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${view.width} ${view.height}">${parts.join("")}</svg>`;
}
