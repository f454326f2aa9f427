// The hole: strokes over the picture, in its own pixels, so that undo draws all but the last again.

const colour = "#ff2d95";

export class Brush {
  strokes = [];
  #canvas;
  #pen;

  constructor(canvas) {
    this.#canvas = canvas;
    this.#pen = canvas.getContext("2d");
  }

  reset(width, height) {
    this.strokes = [];
    this.#canvas.width = width;
    this.#canvas.height = height;
  }

  begin(x, y, size, erase) {
    this.strokes.push({ size, erase, points: [[x, y]] });
    this.#dab(this.strokes.at(-1), 0);
  }

  extend(x, y) {
    const stroke = this.strokes.at(-1);
    stroke.points.push([x, y]);
    this.#dab(stroke, stroke.points.length - 1);
  }

  undo() {
    this.strokes.pop();
    this.#redraw();
  }

  clear() {
    this.strokes = [];
    this.#redraw();
  }

  // White where something is missing, black elsewhere, as a PNG.
  toMask() {
    const { width, height } = this.#canvas;
    const copy = Object.assign(document.createElement("canvas"), { width, height });
    const pen = copy.getContext("2d");
    pen.drawImage(this.#canvas, 0, 0);
    pen.globalCompositeOperation = "source-in";
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, width, height);
    pen.globalCompositeOperation = "destination-over";
    pen.fillStyle = "#000";
    pen.fillRect(0, 0, width, height);
    return new Promise(done => copy.toBlob(done, "image/png"));
  }

  #redraw() {
    this.#pen.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    for (const stroke of this.strokes) stroke.points.forEach((_, i) => this.#dab(stroke, i));
  }

  // From the point before to this one; a first point is a dot.
  #dab({ size, erase, points }, i) {
    const pen = this.#pen;
    pen.globalCompositeOperation = erase ? "destination-out" : "source-over";
    pen.strokeStyle = colour;
    pen.lineWidth = size;
    pen.lineCap = pen.lineJoin = "round";
    const from = points[Math.max(0, i - 1)], to = points[i];
    pen.beginPath();
    pen.moveTo(...from);
    pen.lineTo(to[0] + (i === 0 ? 0.01 : 0), to[1]);
    pen.stroke();
  }
}
