// Where a pixel of CSA's fill comes from: A_i over what the network saw, its predecessor's beside it.

const $ = id => document.getElementById(id);
const brightest = [255, 214, 10];

export class Look {
  step = null;
  #url = null;
  #ask;
  #pictures = new Map();
  #moved;

  constructor(ask, moved, guarded) {
    this.#ask = ask;
    this.#moved = moved;
    $("stepBack").onclick = guarded(() => this.go(-1));
    $("stepOn").onclick = guarded(() => this.go(1));
  }

  // The fill that is looked into, or null.
  reset(url) {
    this.#url = url;
    this.step = null;
    this.#pictures.clear();
    $("look").hidden = !url;
    $("lookBody").hidden = true;
    $("lookHint").hidden = false;
    this.#moved(null);
  }

  at(x, y) { return this.#show(`x=${x}&y=${y}`); }

  go(by) {
    if (!this.step) return;
    let { pass, step, parts } = this.step;
    step += by;
    // Beyond the last step of a part the next part begins.
    if (step < 0) step = (parts[--pass] ?? 0) - 1;
    else if (step >= parts[pass]) [pass, step] = [pass + 1, 0];
    if (parts[pass]) return this.#show(`pass=${pass}&step=${step}`);
  }

  async #show(query) {
    const url = this.#url;
    if (!url) return;
    const step = await (await this.#ask(`${url}?${query}`)).json();
    const picture = await this.#picture(url, step.pass);
    if (url !== this.#url) return;
    this.step = step;
    $("lookBody").hidden = false;
    $("lookHint").hidden = true;
    paint($("mapOwn"), picture, step, step.cell, step.sources, step.best);
    paint($("mapPrevious"), picture, step, step.previous?.cell, step.previous?.sources ?? [], null);
    $("captionOwn").textContent = `Aᵢ of step ${step.step + 1}`;
    $("captionPrevious").textContent = step.previous ? `Aᵢ of its predecessor, step ${step.previous.step + 1}` : "no predecessor: it begins the scan";
    $("numbers").textContent = `Step ${step.step + 1} of ${step.steps}${step.parts.length > 1 ? `, part ${step.pass + 1} of ${step.parts.length}` : ""}: `
      + `aᵢ = ${step.a.toFixed(3)} of its predecessor, bᵢ = ${step.b.toFixed(3)} of its best match`;
    $("stepBack").disabled = step.pass === 0 && step.step === 0;
    $("stepOn").disabled = step.pass === step.parts.length - 1 && step.step === step.steps - 1;
    this.#moved(step.rectangle);
  }

  async #picture(url, pass) {
    if (!this.#pictures.has(pass)) this.#pictures.set(pass, await createImageBitmap(await (await this.#ask(`${url}/picture?pass=${pass}`)).blob()));
    return this.#pictures.get(pass);
  }
}

function paint(canvas, picture, { columns, rows }, cell, sources, best) {
  const scale = Math.max(1, Math.round(512 / picture.width));
  canvas.width = picture.width * scale;
  canvas.height = picture.height * scale;
  const pen = canvas.getContext("2d"), wide = canvas.width / columns, high = canvas.height / rows;
  const box = at => [(at % columns) * wide, Math.floor(at / columns) * high, wide, high];
  pen.imageSmoothingEnabled = false;
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  pen.fillStyle = "rgba(0, 0, 20, 0.6)";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  const most = sources[0]?.share ?? 1;
  for (const { cell: at, share } of sources) {
    // A root, so that small shares are seen beside large ones.
    pen.fillStyle = `rgba(${brightest}, ${0.15 + 0.75 * Math.sqrt(share / most)})`;
    pen.fillRect(...box(at));
  }
  const frame = (at, colour) => { pen.strokeStyle = colour; pen.lineWidth = Math.max(2, wide / 6); pen.strokeRect(...box(at)); };
  if (best !== null) frame(best, "#ffd60a");
  if (cell !== undefined) frame(cell, "#fff");
}
