// Mouse, fingers and keys. A wheel scrolls the page until the map has been clicked; one finger scrolls it, two move the map.
function takeHands(canvas, app) {
  const { view, stage, state } = app, fingers = new Map();
  let travelled = 0;
  const point = (event) => { const box = canvas.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
  const middle = () => [...fingers.values()].reduce(([x, y], one) => [x + one[0] / fingers.size, y + one[1] / fingers.size], [0, 0]);
  const spread = () => { const [one, other] = [...fingers.values()]; return other ? Math.hypot(one[0] - other[0], one[1] - other[1]) : 1; };

  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, point(event));
    travelled = 0;
  });
  canvas.addEventListener("pointermove", (event) => {
    const here = point(event);
    if (!fingers.has(event.pointerId)) { app.hover(app.find(view, state, ...here), here); return; }
    const [before, wide] = [middle(), spread()];
    fingers.set(event.pointerId, here);
    const now = middle();
    travelled += Math.hypot(now[0] - before[0], now[1] - before[1]);
    if (travelled < 4) return;
    app.hover(null);
    view.pan(now[0] - before[0], now[1] - before[1]);
    if (fingers.size === 2) view.zoom(spread() / wide, ...now);
    stage.move();
  });
  const lift = (event) => {
    const tapped = event.type === "pointerup" && fingers.size === 1 && travelled < 4;
    fingers.delete(event.pointerId);
    if (tapped) app.choose(app.find(view, state, ...point(event)));
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  canvas.addEventListener("pointerleave", () => app.hover(null));
  canvas.addEventListener("dblclick", (event) => { view.zoom(1.6, ...point(event)); stage.move(); });
  canvas.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && canvas.getRootNode().activeElement !== canvas) return;
    event.preventDefault();
    view.zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0016)), ...point(event));
    stage.move();
  }, { passive: false });

  const moves = {
    ArrowLeft: () => view.pan(60, 0), ArrowRight: () => view.pan(-60, 0), ArrowUp: () => view.pan(0, 60), ArrowDown: () => view.pan(0, -60),
    "+": () => view.zoom(1.3), "=": () => view.zoom(1.3), "-": () => view.zoom(1 / 1.3),
  };
  const acts = { n: () => app.next(1), p: () => app.next(-1), "/": () => app.search.focus(), Escape: () => app.reset() };
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = moves[event.key] || acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
    if (moves[event.key]) stage.move();
  });
}
