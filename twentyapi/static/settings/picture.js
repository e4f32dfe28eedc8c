// The picture of the data model: laid out by ELK so that few lines cross, zoomed, and searched with the pointer.
const SVG = "http://www.w3.org/2000/svg";
const LABELLED = 16; // with more lines than that the names of relations are left to the pointer
const OPTIONS = {
  "elk.algorithm": "layered",
  "elk.direction": "RIGHT",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.layered.mergeEdges": "true",
  "elk.layered.spacing.edgeNodeBetweenLayers": "20",
  "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
  "elk.spacing.nodeNode": "26",
  "elk.spacing.edgeNode": "16",
  "elk.padding": "[top=24,left=24,bottom=24,right=24]",
};

addEventListener("DOMContentLoaded", async () => {
  const svg = document.querySelector(".picture svg");
  if (!svg) return;
  const boxes = [...svg.querySelectorAll(".box")];
  const edges = [...svg.querySelectorAll(".edge")];
  pointed(svg, boxes, edges);
  const zoom = zoomed(svg);
  if (!svg.dataset.worker || typeof ELK === "undefined") return zoom();
  const labelled = edges.length <= LABELLED;
  const elk = new ELK({ workerUrl: svg.dataset.worker });
  const laid = await elk.layout({
    id: "all",
    layoutOptions: { ...OPTIONS, "elk.layered.spacing.nodeNodeBetweenLayers": labelled ? "80" : "50" },
    children: boxes.map((box) => ({ id: box.dataset.object, width: Number(box.dataset.width), height: Number(box.dataset.height) })),
    edges: edges.map((edge, i) => ({
      id: String(i),
      sources: [edge.dataset.from],
      targets: [edge.dataset.to],
      labels: labelled ? [{ text: edge.dataset.label, width: edge.dataset.label.length * 6 + 8, height: 14 }] : [],
    })),
  });
  elk.terminateWorker();
  laid.children.forEach((one, i) => boxes[i].setAttribute("transform", `translate(${one.x} ${one.y})`));
  for (const one of laid.edges) route(edges[Number(one.id)], one);
  svg.setAttribute("viewBox", `0 0 ${laid.width} ${laid.height}`);
  svg.dataset.laidOut = "elk";
  zoom();
});

function route(edge, { sections = [], labels = [] }) {
  edge.setAttribute("d", sections.map((one) => rounded([one.startPoint, ...(one.bendPoints ?? []), one.endPoint])).join(" "));
  for (const label of labels) {
    const text = document.createElementNS(SVG, "text");
    text.setAttribute("class", "relation");
    text.setAttribute("x", label.x + 4);
    text.setAttribute("y", label.y + 11);
    text.textContent = label.text;
    text.dataset.from = edge.dataset.from;
    text.dataset.to = edge.dataset.to;
    edge.after(text);
  }
}

// Lines with round corners.
function rounded(points, radius = 8) {
  const parts = [`M ${points[0].x} ${points[0].y}`];
  for (let i = 1; i < points.length - 1; i++) {
    const into = towards(points[i], points[i - 1], radius);
    const out = towards(points[i], points[i + 1], radius);
    parts.push(`L ${into.x} ${into.y} Q ${points[i].x} ${points[i].y} ${out.x} ${out.y}`);
  }
  const last = points[points.length - 1];
  return [...parts, `L ${last.x} ${last.y}`].join(" ");
}

function towards(from, to, most) {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const part = Math.min(most, length / 2) / length;
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}

// The box under the pointer or the focus, its lines and its neighbours stand out.
function pointed(svg, boxes, edges) {
  const show = (name) => {
    const near = new Set([name]);
    for (const line of svg.querySelectorAll("[data-from]")) {
      const mine = line.dataset.from === name || line.dataset.to === name;
      line.classList.toggle("near", mine);
      if (mine) near.add(line.dataset.from).add(line.dataset.to);
    }
    for (const box of boxes) box.classList.toggle("near", near.has(box.dataset.object));
    svg.classList.toggle("pointed", name !== null);
  };
  for (const box of boxes) {
    for (const event of ["pointerenter", "focusin"]) box.addEventListener(event, () => show(box.dataset.object));
    for (const event of ["pointerleave", "focusout"]) box.addEventListener(event, () => show(null));
  }
}

// Buttons, + - 0, Ctrl and the wheel; the picture is moved by dragging it.
function zoomed(svg) {
  const place = svg.parentElement;
  const buttons = document.getElementById("zoom");
  let scale = 1;
  const size = (wanted) => {
    const { width, height } = svg.viewBox.baseVal;
    const middle = [(place.scrollLeft + place.clientWidth / 2) / scale, (place.scrollTop + place.clientHeight / 2) / scale];
    scale = Math.min(3, Math.max(0.15, wanted));
    svg.setAttribute("width", width * scale);
    svg.setAttribute("height", height * scale);
    place.scrollTo(middle[0] * scale - place.clientWidth / 2, middle[1] * scale - place.clientHeight / 2);
  };
  const fit = () => {
    const { width, height } = svg.viewBox.baseVal;
    size(Math.min(1, place.clientWidth / width, Math.max(innerHeight * 0.75, 300) / height));
  };
  const first = () => {
    const { width } = svg.viewBox.baseVal;
    size(Math.min(1, Math.max(0.7, place.clientWidth / width)));
    place.scrollTo(0, 0);
  };
  const work = { in: () => size(scale * 1.25), out: () => size(scale / 1.25), fit };
  const keys = { "+": work.in, "=": work.in, "-": work.out, 0: fit };
  buttons.hidden = false;
  buttons.addEventListener("click", ({ target }) => work[target.dataset.zoom]?.());
  place.addEventListener("keydown", (event) => !event.ctrlKey && !event.metaKey && keys[event.key]?.());
  place.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    size(scale * (event.deltaY < 0 ? 1.1 : 1 / 1.1));
  }, { passive: false });
  dragged(place);
  return first;
}

function dragged(place) {
  let from = null;
  place.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse" && event.button === 0 && !event.target.closest("a")) {
      from = [event.clientX + place.scrollLeft, event.clientY + place.scrollTop];
    }
  });
  place.addEventListener("pointermove", (event) => from && place.scrollTo(from[0] - event.clientX, from[1] - event.clientY));
  for (const event of ["pointerup", "pointerleave"]) place.addEventListener(event, () => (from = null));
}
