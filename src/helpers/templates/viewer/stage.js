// The canvas: while the reader moves, the last drawing is blitted; at rest it is drawn sharp again.
const REST = 110;

function makeStage(canvas, net, view, state) {
  const pen = canvas.getContext("2d", { alpha: false });
  const bitmap = () => { const made = document.createElement("canvas"); return { made, pen: made.getContext("2d", { alpha: false }), at: null }; };
  const sharp = bitmap(), whole = bitmap();
  let asked = false, timer = 0;

  const dense = () => Math.min(2, devicePixelRatio || 1);
  const prepare = (sheet) => {
    const [width, height] = [Math.round(view.width * dense()), Math.round(view.height * dense())];
    if (sheet.made.width !== width || sheet.made.height !== height) Object.assign(sheet.made, { width, height });
    sheet.pen.setTransform(dense(), 0, 0, dense(), 0, 0);
  };
  const blit = (sheet) => {
    if (!sheet.at) return;
    const grow = view.scale / sheet.at.scale;
    pen.drawImage(sheet.made, view.x - grow * sheet.at.x, view.y - grow * sheet.at.y, view.width * grow, view.height * grow);
  };
  const mark = (row, width) => {
    pen.strokeStyle = net.palette.ink;
    pen.lineWidth = width;
    pen.beginPath();
    pen.arc(view.left(net.x[row]), view.top(net.y[row]), net.radius[row] * grown(view) + 2, 0, 7);
    pen.stroke();
  };
  const paint = () => {
    asked = false;
    pen.setTransform(dense(), 0, 0, dense(), 0, 0);
    pen.fillStyle = net.palette.paper;
    pen.fillRect(0, 0, view.width, view.height);
    blit(whole);
    blit(sharp);
    if (state.chosen !== null && state.shown[state.chosen]) mark(state.chosen, 2);
    if (state.hovered !== null && state.hovered !== state.chosen) mark(state.hovered, 1.5);
  };
  const stage = {
    paint: () => { if (!asked) { asked = true; requestAnimationFrame(paint); } },
    sharpen() {
      clearTimeout(timer);
      prepare(sharp);
      drawSheet(sharp.pen, net, view, state);
      sharp.at = view.at();
      if (view.scale <= view.home * 1.001) { prepare(whole); whole.pen.setTransform(1, 0, 0, 1, 0, 0); whole.pen.drawImage(sharp.made, 0, 0); whole.at = sharp.at; }
      paint();
    },
    // The drawing moved: blit now, draw at rest
    move() {
      stage.paint();
      clearTimeout(timer);
      timer = setTimeout(stage.sharpen, REST);
    },
    // What is drawn changed: the old drawing of the whole no longer holds
    change() { whole.at = null; stage.sharpen(); },
    resize() {
      const box = canvas.parentElement.getBoundingClientRect();
      if (box.width < 20 || box.height < 20) return;
      view.fit(Math.floor(box.width), Math.floor(box.height));
      Object.assign(canvas, { width: Math.round(view.width * dense()), height: Math.round(view.height * dense()) });
      Object.assign(canvas.style, { width: view.width + "px", height: view.height + "px" });
      whole.at = null;
      stage.sharpen();
    },
  };
  return stage;
}
