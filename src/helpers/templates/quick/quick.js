"use strict";
(() => {
  const { nodes, edges } = JSON.parse(document.getElementById("data").textContent);
  const network = new vis.Network(document.getElementById("map"), { nodes, edges }, {
    physics: false,
    layout: { improvedLayout: false },
    nodes: { shape: "dot", borderWidth: 0, font: { face: "Aire Inter, sans-serif", strokeWidth: 4, strokeColor: "#FCFBF8" } },
    edges: { width: 0.7, arrows: { to: false }, color: { inherit: "from", opacity: 0.3 }, smooth: { enabled: true, type: "curvedCCW", roundness: 0.2 } },
    interaction: { hideEdgesOnDrag: true, hideEdgesOnZoom: true, tooltipDelay: 1e9 },
  });
  network.once("afterDrawing", () => { document.body.dataset.drawn = "yes"; });
  network.fit();
})();
