import { Brush } from "/brush.js";
import { Look } from "/look.js";

const $ = id => document.getElementById(id);
const brush = new Brush($("mask"));
const look = new Look(ask, showCell, guarded);

let picture = null;   // { id, width, height, name } of the server
let filled = null;    // the last fill: { number, name, bounds, choices, ... }
let shown = null;     // the name of the fill that is shown
let running = null;   // the AbortController of a fill that runs
let cursor = null;    // where the brush is, in the picture's pixels

const mode = () => document.querySelector("input[name=mode]:checked").value;
const base = () => `/api/pictures/${picture.id}`;

// ---- the server ----

async function ask(url, options) {
  const answer = await fetch(url, options);
  if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).error ?? `the server answered ${answer.status}`);
  return answer;
}

const bitmap = async url => createImageBitmap(await (await ask(url)).blob());

function say(text, bad = false) {
  $("status").textContent = text;
  $("status").classList.toggle("bad", bad);
}

// Every handler that may fail says so in the line under the picture.
function guarded(work) {
  return async (...args) => {
    try {
      await work(...args);
    } catch (fault) {
      if (fault.name !== "AbortError") say(fault instanceof TypeError ? "csa serve does not answer; is it still running?" : fault.message, true);
    }
  };
}

// ---- opening ----

const open = guarded(async file => {
  if (!file) return;
  running?.abort();
  say(`opens ${file.name} ...`);
  const previous = picture;
  const opened = await (await ask(`/api/pictures?name=${encodeURIComponent(file.name)}`, { method: "POST", body: file })).json();
  if (previous) close(previous);
  picture = { ...opened, name: file.name };
  const image = await bitmap(base());
  for (const id of ["picture", "filled"]) Object.assign($(id), { width: picture.width, height: picture.height });
  $("picture").getContext("2d").drawImage(image, 0, 0);
  brush.reset(picture.width, picture.height);
  $("empty").hidden = true;
  document.body.classList.add("opened");
  for (const id of ["sheet", "tools"]) $(id).hidden = false;
  $("size").max = Math.max(20, Math.round(Math.min(picture.width, picture.height) / 3));
  $("size").value = Math.max(4, Math.round(Math.min(picture.width, picture.height) / 16));
  cursor = null;
  forgetFill();
  fit();
  sizes();
  say([`${picture.width} x ${picture.height} pixels: brush over what is to be filled.`, ...opened.notes].join(" "));
});

const close = ({ id }) => navigator.sendBeacon(`/api/pictures/${id}/close`);

addEventListener("pagehide", () => { if (picture) close(picture); });
// A page that comes back from the browser's cache has lost its picture.
addEventListener("pageshow", event => { if (event.persisted) location.reload(); });

// As large as the window allows; a small picture is enlarged, but not beyond four times.
function fit() {
  if (!picture) return;
  const room = $("sheet").parentElement.clientWidth, tall = innerHeight * (innerWidth < 900 ? 0.55 : 0.72);
  $("sheet").style.setProperty("--shown-width", `${Math.floor(Math.min(room, tall * picture.width / picture.height, 4 * picture.width))}px`);
  ring();
  if (look.step) showCell(look.step.rectangle);
}

// ---- brushing ----

const scale = () => $("mask").clientWidth / picture.width;

function place(event) {
  const box = $("mask").getBoundingClientRect();
  return [(event.clientX - box.left) / scale(), (event.clientY - box.top) / scale()];
}

function ring() {
  const visible = cursor !== null && mode() !== "look";
  $("ring").hidden = !visible;
  if (!visible) return;
  const across = Number($("size").value) * scale();
  Object.assign($("ring").style, { left: `${cursor[0] * scale()}px`, top: `${cursor[1] * scale()}px`, width: `${across}px`, height: `${across}px` });
}

function sizes() {
  $("sizeText").textContent = `${$("size").value} px`;
  $("growText").textContent = `${$("grow").value} px`;
  const any = brush.strokes.length > 0;
  $("undo").disabled = $("clear").disabled = !any;
  $("fill").disabled = !any || running !== null;
  ring();
}

function paintFrom(at) {
  // Brushing on shows the picture as it was: the next fill begins with it.
  showMask(true);
  brush.begin(...at, Number($("size").value), mode() === "erase");
  sizes();
}

let painting = false;
$("mask").addEventListener("pointerdown", guarded(async event => {
  if (event.button !== 0) return;
  const at = place(event);
  if (mode() === "look") return look.at(...at.map(Math.floor));
  $("mask").setPointerCapture(event.pointerId);
  painting = true;
  cursor = at;
  paintFrom(at);
}));
$("mask").addEventListener("pointermove", event => {
  cursor = place(event);
  if (painting) for (const each of event.getCoalescedEvents?.() ?? [event]) brush.extend(...place(each));
  ring();
});
for (const end of ["pointerup", "pointercancel"]) $("mask").addEventListener(end, () => { painting = false; });
$("mask").addEventListener("pointerleave", () => { if (!painting) { cursor = null; ring(); } });

const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
$("mask").addEventListener("keydown", guarded(async event => {
  const arrow = arrows[event.key];
  if (mode() === "look") {
    if (!arrow) return;
    event.preventDefault();
    return look.go(arrow[0] + arrow[1]);
  }
  cursor ??= [picture.width / 2, picture.height / 2];
  if (arrow) {
    const far = event.shiftKey ? 1 : Math.max(1, Math.round($("size").value / 3));
    cursor = [Math.min(picture.width, Math.max(0, cursor[0] + far * arrow[0])), Math.min(picture.height, Math.max(0, cursor[1] + far * arrow[1]))];
  } else if (event.key === " ") paintFrom(cursor);
  else if (event.key === "[" || event.key === "]") $("size").value = Number($("size").value) + (event.key === "]" ? 2 : -2);
  else return;
  event.preventDefault();
  sizes();
}));
addEventListener("keydown", event => {
  if (picture && (event.ctrlKey || event.metaKey) && event.key === "z") { event.preventDefault(); undo(); }
});

function undo() {
  if (brush.strokes.length === 0) return;
  brush.undo();
  showMask(true);
  sizes();
}

$("undo").onclick = undo;
$("clear").onclick = () => { brush.clear(); showMask(true); sizes(); };
for (const id of ["size", "grow"]) $(id).oninput = sizes;
for (const each of document.querySelectorAll("input[name=mode]")) each.onchange = chosenMode;

function chosenMode() {
  const looking = mode() === "look";
  document.body.classList.toggle("looking", looking);
  ring();
  if (!looking) return;
  showMask(false);
  $("mask").focus();
}

// ---- filling ----

function forgetFill() {
  filled = shown = null;
  for (const id of ["results", "compare", "divider"]) $(id).hidden = true;
  $("cards").replaceChildren();
  $("filled").getContext("2d").clearRect(0, 0, $("filled").width, $("filled").height);
  look.reset(null);
  allowLook();
  showMask(true);
}

$("fill").onclick = guarded(async () => {
  const mask = await brush.toMask(), method = $("method").value, of = picture;
  running = new AbortController();
  $("cancel").hidden = $("progress").hidden = false;
  $("progress").removeAttribute("value");
  sizes();
  say("fills ...");
  try {
    const answer = await ask(`${base()}/fill?method=${method}&grow=${$("grow").value}`, { method: "POST", body: mask, signal: running.signal });
    for await (const line of lines(answer.body)) if (of === picture) await heard(line);
  } catch (fault) {
    if (fault.name !== "AbortError") throw fault;
    say("cancelled");
  } finally {
    running = null;
    $("cancel").hidden = $("progress").hidden = true;
    sizes();
  }
});
$("cancel").onclick = () => running?.abort();

async function* lines(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const whole = (rest + part.value).split("\n");
    rest = whole.pop();
    for (const line of whole) yield JSON.parse(line);
  }
}

async function heard(line) {
  if (line.waiting) say(`waits for ${line.waiting} other ${line.waiting === 1 ? "fill" : "fills"}`);
  if (line.what) say(line.what);
  if (line.done !== undefined) $("progress").value = line.done;
  if (line.error) say(line.error, true);
  if (line.filled) {
    forgetFill();
    filled = line.filled;
    $("results").hidden = $("compare").hidden = false;
    $("slider").value = 0;
    $("why").replaceChildren(...filled.choices.map(choice => paragraph(choice.text)));
    $("notes").replaceChildren(...filled.notes.map(item));
    addCard(filled.name);
    await show(filled.name);
  }
  if (line.candidate) addCard(line.candidate);
  if (line.note) $("notes").append(item(line.note));
  if ((line.look || line.filled?.look) && $("look").hidden) look.reset(`${base()}/attention`);
  allowLook();
  if (line.end && !line.error) say("filled: move the slider to compare");
}

const item = text => Object.assign(document.createElement("li"), { textContent: text });
const paragraph = text => Object.assign(document.createElement("p"), { textContent: text });
const fillUrl = (name, what) => `${base()}/fills/${name}/${what}${what.includes("?") ? "&" : "?"}fill=${filled.number}`;

function addCard(name) {
  const card = document.createElement("button");
  card.className = "card";
  card.dataset.name = name;
  const image = Object.assign(document.createElement("img"), { src: fillUrl(name, "card"), alt: `The holes filled by ${name}` });
  const scores = filled.choices.flatMap(choice => choice.scores.filter(score => score.method === name)).map(score => `${score.psnr.toFixed(1)} dB`);
  const figure = document.createElement("small");
  figure.textContent = scores.length ? `${scores.join(", ")} in hidden holes` : name === "auto" ? `chosen: ${[...new Set(filled.choices.map(choice => choice.method))].join(", ")}` : "";
  const title = Object.assign(document.createElement("strong"), { textContent: name });
  card.append(image, title, figure);
  card.onclick = guarded(() => show(name));
  $("cards").append(card);
}

async function show(name) {
  shown = name;
  const patch = await bitmap(fillUrl(name, "patch"));
  if (shown !== name) return;
  $("filled").getContext("2d").clearRect(filled.bounds.left, filled.bounds.top, filled.bounds.width, filled.bounds.height);
  $("filled").getContext("2d").drawImage(patch, filled.bounds.left, filled.bounds.top);
  for (const card of $("cards").children) card.setAttribute("aria-pressed", card.dataset.name === name);
  for (const kind of ["png", "jpg"]) $(kind).href = fillUrl(name, `download?as=${kind}`);
  showMask(false);
  slide();
  allowLook();
}

// Either what is brushed or what was filled.
function showMask(yes) {
  $("mask").style.opacity = yes || !filled ? "" : 0;
  $("filled").hidden = yes;
  $("divider").hidden = yes || !filled || Number($("slider").value) === 0;
  if (yes) $("cell").hidden = true;
}

function slide() {
  $("sheet").style.setProperty("--before", `${$("slider").value}%`);
  if (filled) showMask(false);
  if (look.step) showCell(look.step.rectangle);
}
$("slider").oninput = slide;

// ---- looking ----

function showCell(rectangle) {
  const visible = rectangle !== null && filled !== null && !$("filled").hidden;
  $("cell").hidden = !visible;
  if (!visible) return;
  const [left, top, right, bottom] = rectangle.map(at => at * scale());
  Object.assign($("cell").style, { left: `${left}px`, top: `${top}px`, width: `${right - left}px`, height: `${bottom - top}px` });
}

// CSA's fill, or the one of auto where it is CSA's.
function allowLook() {
  const possible = !$("look").hidden && (shown === "csa" || (shown === "auto" && filled.choices.some(choice => choice.method === "csa")));
  const radio = document.querySelector("input[value=look]");
  radio.disabled = !possible;
  $("lookHint").textContent = possible ? "Choose Look, then point at a filled pixel; arrow keys step along the scan." : "Choose the fill by csa: only its attention says where each part comes from.";
  if (possible || !radio.checked) return;
  document.querySelector("input[value=brush]").checked = true;
  chosenMode();
}

// ---- the page ----

$("file").onchange = event => { open(event.target.files[0]); event.target.value = ""; };
addEventListener("dragover", event => { event.preventDefault(); document.body.classList.add("dropping"); });
addEventListener("dragleave", () => document.body.classList.remove("dropping"));
addEventListener("drop", event => { event.preventDefault(); document.body.classList.remove("dropping"); open(event.dataTransfer.files[0]); });
addEventListener("resize", fit);

guarded(async () => {
  const { methods } = await (await ask("/api/methods")).json();
  $("method").replaceChildren(...methods.map(name => new Option(name === "auto" ? "auto: chosen by trial" : name, name)));
})();
