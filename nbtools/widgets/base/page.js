// The page side of an explorer, in any host that shows anywidgets: the pictures, and what else only a page can do.
//
// One module for two widgets, which the second one brings. A canvas shows the frames that the kernel sends and tells it of the mouse. The other one,
// unseen, hears keys, takes files, and looks after the explorer that it stands in. Nothing here is reached through the
// insides of other widgets or through document-wide names: an explorer may stand in a shadow root, or twice in a page.

/**
 * What anywidget hands over: a model in the page with traits as in the kernel, and where to show it.
 *
 * @typedef {{get: (name: string) => any, set: (name: string, value: unknown) => void, save_changes: () => void,
 *   send: (content: unknown) => void, on: (name: string, act: (...told: any[]) => void) => void,
 *   off: (name: string, act: (...told: any[]) => void) => void}} Model
 * @typedef {{getModel: (reference: string) => Promise<Model>}} Host
 * @typedef {{model: Model, el: HTMLElement, signal: AbortSignal, host?: Host}} RenderProps
 */
/** @typedef {{x: number, y: number}} Place */
/**
 * What a frame is: whole or only what has changed, its pixels for one of the page, the row and column where it lies,
 * whether it comes from a kernel that lives, and whether that waits for an answer.
 *
 * Besides, the number of the description that fits to it, and where the sliders stood that this does not tell of; what
 * is stamped over it, where that is new, and the sum of the pixels then; and what the picture depends on: where all
 * controls stood, and a number for all the rest.
 *
 * @typedef {{whole: boolean, ratio: number, place?: [number, number], live: boolean, answer?: boolean,
 *   scene?: number, at?: Record<string, any>, number?: number, heard?: number, top?: any[], sum?: number,
 *   state?: number, all?: Record<string, any>}} About
 */
// --- the picture: what all its views share ---

const AGAIN = [1000, 2000, 4000, 8000]; // ms after which a first frame is asked for once more

const REST = 1000; // ms without a frame

/** The frames of one canvas: decoded and laid over each other in the order in which they come. */
class Picture {
  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    this.context = readable(); // what the frames make
    this.surface = this.context.canvas;
    this.whole = readable(); // and that with the marks on top
    this.full = this.whole.canvas;
    /** @type {Marks[]} */
    this.top = [];
    this.ratio = 1; // pixels of the surface for one of the page
    this.live = false; // whether a frame of a kernel has come
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.keeping = undefined;
    /** @type {Set<PictureView>} */
    this.views = new Set();
    /** @type {Promise<unknown>} */
    this.last = Promise.resolve();
    this.scene = new Scene();
    this.memory = new Memory();
    this.number = 0; // of the last frame: where one is missing, the link has lost it
    this.sent = 0; // of the last message about the mouse
    /** @type {boolean | undefined} */
    this.dark = undefined; // what the kernel has been told of the page
    model.on("msg:custom", (message, buffers) => this.hear(message, buffers));
    model.on("change:still", () => this.takeStill());
    this.takeStill();
  }

  /** At rest, let the model know the picture: a notebook that is saved with its widgets shows it again. */
  keepSoon() {
    clearTimeout(this.keeping);
    this.keeping = setTimeout(() => this.shown.toBlob(async (png) => {
      if (!png) return;
      this.model.set("still", new DataView(await png.arrayBuffer()));
      this.model.set("still_ratio", this.ratio);
    }), REST);
  }

  takeStill() {
    const still = this.model.get("still");
    if (this.live || !still?.byteLength) return;
    this.take(still, { whole: true, ratio: this.model.get("still_ratio"), live: false, top: [] });
  }

  /** @param {string} type @param {object} [content] */
  say(type, content) {
    this.model.send({ type, ...content });
  }

  /** Ask for a frame; hosts lose messages of a widget that they are about to show. */
  connect(times = 0) {
    if (times && (this.live || !this.views.size)) return;
    this.say("set_device_pixel_ratio", { device_pixel_ratio: window.devicePixelRatio || 1 });
    this.dark = undefined;
    for (const view of this.views) view.tellTheme();
    this.say("refresh", { known: this.number });
    if (times < AGAIN.length) setTimeout(() => this.connect(times + 1), AGAIN[times]);
  }

  /** @param {any} message @param {DataView[]} [buffers] */
  hear(message, buffers) {
    if (message?.frame && buffers) this.take(buffers[0], { ...message.frame, live: true }, buffers);
    if (message?.scene) this.last = this.last.then(() => this.scene.take(message.scene, buffers ?? []));
    if (message?.type === "grabbed") for (const view of this.views) view.grabbed(message.number);
    if (message?.type === "rubberband") for (const view of this.views) view.band(message);
  }

  /** @param {DataView} png @param {About} about @param {DataView[]} [buffers] */
  take(png, about, buffers = []) {
    const start = performance.now();
    const frame = decoded(png);
    const top = about.top && Promise.all(about.top.map((marks) => inked(marks, buffers)));
    this.live ||= about.live;
    if (about.live && !about.whole && about.number !== this.number + 1) this.say("refresh");
    if (about.live) this.number = about.number ?? 0;
    this.last = this.last
      .then(async () => {
        const pixels = await frame;
        this.top = (await top) ?? this.top;
        this.show(pixels, about);
      })
      .catch(console.error)
      .then(() => about.answer && this.say("draw", { spent: performance.now() - start })); // the next one, please
  }

  /** @param {ImageBitmap | VideoFrame} frame @param {About} about */
  show(frame, about) {
    const { whole, ratio, place: [row, col] = [0, 0], live } = about;
    if (!live && this.live) return; // a still picture that was decoded late
    this.memory.turn(about, this.shown);
    const [width, height] = "displayWidth" in frame ? [frame.displayWidth, frame.displayHeight] : [frame.width, frame.height];
    if (whole) {
      this.surface.width = width; // which clears it
      this.surface.height = height;
      this.ratio = ratio || 1;
    }
    this.context.drawImage(frame, col, row);
    frame.close();
    if (this.top.length) this.compose(about.sum);
    if (about.live) this.keepSoon();
    this.scene.fits = about.scene === this.scene.id;
    this.scene.now = about.at ?? {};
    for (const view of this.views) {
      view.paint();
      view.follow({ at: { ...about.at, ...about.all }, heard: about.heard });
    }
  }

  /** What is to be seen. */
  get shown() {
    return this.top.length ? this.full : this.surface;
  }

  /** Lay the marks over the frame; where that gives other pixels than in the kernel, ask for finished ones. @param {number} [sum] */
  compose(sum) {
    const { surface, full, whole } = this;
    const { width, height } = surface;
    if (full.width !== width || full.height !== height) [full.width, full.height] = [width, height];
    whole.drawImage(surface, 0, 0);
    for (const marks of this.top) {
      const image = whole.getImageData(...marks.clip);
      lay(new Uint32Array(image.data.buffer), marks);
      whole.putImageData(image, marks.clip[0], marks.clip[1]);
    }
    const { data } = whole.getImageData(0, 0, width, height);
    if (sum !== undefined && sum !== checksum(new Uint32Array(data.buffer))) this.say("unlike");
  }
}

const ROOM = 24e6; // pixels: so much of what was seen is kept

/** The pictures that were seen, which are the same again where all controls stand as they did. */
class Memory {
  constructor() {
    this.state = 0; // of all that is no place of a control
    /** @type {Record<string, any>} */
    this.all = {}; // where the controls stand in the last frame
    /** @type {Map<string, OffscreenCanvas>} */
    this.kept = new Map();
  }

  /** Keep the picture that was shown until now, if it can ever be wanted again. @param {About} about @param {HTMLCanvasElement} shown */
  turn({ state = 0, all = {} }, shown) {
    if (state && state === this.state) {
      const key = this.key(this.all);
      const copy = new OffscreenCanvas(shown.width, shown.height);
      copy.getContext("2d")?.drawImage(shown, 0, 0);
      this.kept.delete(key); // the latest comes last
      this.kept.set(key, copy);
      const [oldest] = this.kept.keys();
      if (this.kept.size * shown.width * shown.height > ROOM) this.kept.delete(oldest);
    } else this.kept.clear();
    [this.state, this.all] = [state, all];
  }

  /** @param {Record<string, any>} all */
  key(all) {
    return JSON.stringify(all, (_, value) => (typeof value === "number" ? Number(value.toPrecision(9)) : value));
  }

  /** What was seen where some controls stand at other places than now. @param {Map<string, any>} places */
  recall(places) {
    return this.kept.get(this.key({ ...this.all, ...Object.fromEntries(places) }));
  }
}

// --- the theme of the page ---

const SWITCHED = 300; // ms in which colours may go over into others

/** Whether what lies behind an element is dark; where a page says nothing of it, its words tell. @param {Element} el */
function isDark(el) {
  if (!el.isConnected) return undefined;
  for (let at = /** @type {Element | null} */ (el); at; at = above(at)) {
    const { light, alpha } = brightness(getComputedStyle(at).backgroundColor);
    if (alpha > 0.5) return light < 0.5;
  }
  return brightness(getComputedStyle(el).color).light > 0.5;
}

/** @param {Element} el */
function above(el) {
  const root = el.getRootNode();
  return el.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
}

/** @param {string} color as styles tell it: "rgb(255, 255, 255)" or "color(srgb 1 1 1 / 0.5)" */
function brightness(color) {
  const most = color.startsWith("rgb") ? 255 : 1;
  const [red = 0, green = 0, blue = 0, alpha = 1] = (color.match(/[\d.]+/g) ?? []).map(Number);
  return { light: (0.299 * red + 0.587 * green + 0.114 * blue) / most, alpha };
}

/** Act when the page may have got another theme. @param {() => void} act @param {AbortSignal} signal */
function onTheme(act, signal) {
  const soon = () => (requestAnimationFrame(act), setTimeout(act, SWITCHED));
  const watch = new MutationObserver(soon);
  for (const el of [document.documentElement, document.body]) watch.observe(el, { attributes: true });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", soon, { signal });
  signal.addEventListener("abort", () => watch.disconnect());
}

/** The pen of a canvas whose pixels are read, too. */
function readable() {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 0;
  return /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
}

/**
 * A Blob takes its bytes on a detour through another process; but pages that came over plain HTTP have nothing else.
 *
 * @param {DataView} png
 * @returns {Promise<ImageBitmap | VideoFrame>}
 */
async function decoded(png) {
  if (!("ImageDecoder" in window)) return createImageBitmap(new Blob([/** @type {BlobPart} */ (png)]));
  const decoder = new ImageDecoder({ data: png, type: "image/png" });
  const { image } = await decoder.decode();
  decoder.close();
  return image;
}

// --- the picture: one view of it ---

const MOTION = 33; // ms between two messages of the same kind
const HANDLE = 16; // px: side of the corner by which a picture is resized
const AROUND = 250; // px: what a notebook shows above and below a picture, buttons and words of the explorer too
const [COLUMNS, BESIDE, WIDE] = [480, 640, 1500]; // px: width of an explorer in which controls stand otherwise
const HALF = 0.45; // of the window: height of a picture above its controls
const LOWEST = 240; // px: in a low window a picture is not lower because of that
const NARROWEST = 220; // px: a picture never becomes narrower by itself
const HINT = 2500; // ms
const LITTLE = 24; // px: so much more room may be that of the scroll bar, which would come back
const NOTCH = 50; // px: what scrolls less at once is no wheel but a finger

const ON_PICTURE = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "+", "=", "-", "0", "Home"];

/** @typedef {{name: string, range: Ends, once: boolean, pull: (now: Place, range: Ends, before: any) => any}} Held */

const STILL = 3; // px the mouse may move between press and release of a click

/** One place in the page where a picture is seen. */
class PictureView {
  /** @param {Picture} picture @param {HTMLElement} el @param {AbortSignal} signal */
  constructor(picture, el, signal) {
    this.picture = picture;
    this.el = el;
    this.signal = signal;
    /** @type {Map<number, Place>} */
    this.fingers = new Map();
    this.scroll = 0;
    /** @type {HTMLElement | null} */
    this.root = null; // the explorer around
    /** @type {{width: number, height: number} | undefined} */
    this.chosen = undefined; // once somebody has pulled at the corner
    this.asked = false; // for a frame of another size
    this.little = LITTLE;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.resting = undefined;
    /** @type {{from: Place[], to: Place[]} | undefined} */
    this.pinched = undefined;
    this.pinching = throttled(MOTION, () => this.tellPinch());
    this.box = document.createElement("div");
    this.canvas = document.createElement("canvas");
    this.context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
    this.over = document.createElement("canvas"); // what the page itself paints; takes the mouse
    this.pen = /** @type {CanvasRenderingContext2D} */ (this.over.getContext("2d"));
    this.footer = document.createElement("div");
    /** @type {string | undefined} */
    this.reading = undefined; // what the page itself says there
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.told = undefined;
    /** @type {Map<string, any>} */
    this.places = new Map(); // of the sliders that have been moved since the last frame that showed them all
    this.old = false; // what the page shows of its own is of an earlier place of a slider
    /** @type {DOMMatrix | undefined} */
    this.warp = undefined; // of the view, by the mouse, and
    this.until = 0; // the message of the mouse that a frame must have heard of to show the same
    this.base = new DOMMatrix(); // of the view when the mouse was pressed, which was there:
    /** @type {Place | undefined} */
    this.pressed = undefined;
    this.pressing = 0; // the message that told of it, while a button is down
    /** @type {Place | undefined} */
    this.pulled = undefined; // and moves the image with it
    /** @type {Held | undefined} */
    this.held = undefined; // or something else
    /** @type {{name: string, number: number} | undefined} */
    this.freeing = undefined; // what was held, until the kernel has heard of its end
    this.still = false; // whether it has not moved since then
    this.strayed = false; // whether it has moved so far since then that this is no click
    this.build();
    this.listen();
    picture.views.add(this);
    signal.addEventListener("abort", () => picture.views.delete(this));
    this.paint();
    this.hear();
    this.watch();
    onTheme(() => this.tellTheme(), signal);
  }

  get model() {
    return this.picture.model;
  }

  build() {
    this.el.classList.add("nbtools-picture");
    this.box.className = "nbtools-canvas";
    this.box.tabIndex = this.model.get("footer_visible") ? 0 : -1;
    this.box.setAttribute("role", "img");
    this.box.dataset.lmSuppressShortcuts = "true"; // else JupyterLab's own keys move the cell instead
    this.over.className = "nbtools-over";
    this.box.append(this.canvas, this.over);
    this.footer.className = "nbtools-footer";
    this.footer.hidden = !this.model.get("footer_visible");
    this.el.append(this.box, this.footer);
    if (this.model.get("resizable")) {
      const corner = document.createElement("div");
      corner.className = "nbtools-corner";
      corner.title = "Drag to resize the picture";
      corner.onpointerdown = (event) => this.pull(corner, event);
      this.box.append(corner);
    }
    this.over.style.touchAction = this.model.get("capture_scroll") ? "none" : "auto";
  }

  hear() {
    const told = {
      alt: () => (this.box.ariaLabel = this.model.get("alt")),
      _message: () => this.tellBelow(),
      form: () => {
        this.asked = false; // it may have another form because of what was asked
        this.little = 1; // which it has to take exactly
        this.fitSoon();
      },
      cursor: () => this.point(),
    };
    for (const [name, show] of Object.entries(told)) {
      show();
      this.model.on(`change:${name}`, show);
      this.signal.addEventListener("abort", () => this.model.off(`change:${name}`, show));
    }
  }

  /** Say below the picture what is under the mouse; what only the kernel knows is faint until it has said it. @param {Place} [mouse] */
  tellBelow(mouse) {
    if (mouse) this.reading = this.picture.scene.read(mouse, this.places);
    const late = mouse && !this.reading && this.footer.textContent !== "";
    this.footer.textContent = this.reading ?? this.model.get("_message");
    this.footer.classList.toggle("nbtools-late", Boolean(late));
    clearTimeout(this.told);
    if (late) this.told = setTimeout(() => this.footer.classList.remove("nbtools-late"), REST);
  }

  /** Show the frames as they are now, in the size that they were made for. */
  paint() {
    const { surface, ratio } = this.picture;
    if (!surface.width) return;
    if (this.canvas.width !== surface.width || this.canvas.height !== surface.height) {
      for (const canvas of [this.canvas, this.over]) {
        canvas.width = surface.width;
        canvas.height = surface.height;
      }
      this.stretch(surface.width / ratio, surface.height / ratio);
      this.fit();
    } else this.context.clearRect(0, 0, surface.width, surface.height);
    this.context.drawImage(this.picture.shown, 0, 0);
  }

  /** @param {number} width @param {number} height */
  stretch(width, height) {
    for (const canvas of [this.canvas, this.over]) {
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    }
    this.box.style.width = `${width}px`;
    this.box.style.height = `${height}px`;
  }

  /** Tell whether the page around is dark, if that is news; a view that is hidden does not know. */
  tellTheme() {
    const { picture } = this;
    const dark = isDark(this.el);
    if (dark === undefined || dark === picture.dark) return;
    picture.dark = dark;
    picture.say("theme", { dark });
  }

  // --- while a slider moves ---

  /** Paint what a slider drives as soon as it moves, until the frame of the kernel shows the same. */
  watch() {
    let watched = false;
    const wish = () => {
      if (!watched) this.picture.say("watched");
      watched = true;
    };
    requestAnimationFrame(() => {
      const root = around(this.el, ".nbtools-explorer");
      if (!root || this.signal.aborted) return;
      this.root = root;
      const { signal } = this;
      for (const type of ["pointerenter", "focusin"]) root.addEventListener(type, wish, { signal });
      root.addEventListener(MOVED, (event) => this.moved(/** @type {CustomEvent} */ (event).detail), { signal });
    });
  }

  /** @param {{name: string, place: any, hand: boolean}} told */
  moved({ name, place, hand }) {
    if ((!hand && !this.places.has(name) && !this.old) || !this.el.clientWidth) return;
    if (!hand && this.root && together(this.root).held.has(name)) {
      together(this.root).held.set(name, place);
      return;
    }
    if (!this.places.has(name) && equal(place, this.picture.memory.all[name])) return; // it stands there
    this.places.delete(name); // the latest comes last
    this.places.set(name, place);
    if (!this.ahead(hand)) this.places.delete(name);
    this.wait();
    if (!hand) this.follow({ at: this.picture.memory.all, heard: this.until }); // what the kernel has refused
  }

  /** Paint where the controls stand now, or show what was seen there before; say whether that is possible. @param {boolean} hand */
  ahead(hand) {
    const { scene, memory } = this.picture;
    const followed = scene.fits && [...this.places.keys()].every((name) => scene.follows(name));
    if (followed && scene.paint(this.pen, this.places, this.warp)) return (this.old = false, true);
    const seen = this.warp ? undefined : memory.recall(this.places);
    if (seen) this.pen.drawImage(seen, 0, 0);
    else if (followed || !hand) this.pen.clearRect(0, 0, this.over.width, this.over.height);
    this.old = !seen && !followed && hand; // what is seen may be of another place
    return seen || followed;
  }

  /** Words and tables of an explorer are faint while one of its pictures is ahead of them, and so is the number of a slider. */
  wait() {
    if (!this.root) return;
    const { ahead } = together(this.root);
    if (this.places.size) ahead.add(this);
    else ahead.delete(this);
    const late = new Set([...ahead].flatMap((view) => (view.el.clientWidth ? [...view.places.keys()] : [])));
    this.root.classList.toggle("nbtools-waiting", late.size > 0);
    for (const row of this.root.querySelectorAll(`[class*=${OF}]`)) row.classList.toggle("nbtools-late", late.has(parameterAt(row) ?? ""));
  }

  /** Take away what the page has painted when a frame shows the same. @param {{at?: Record<string, any>, heard?: number}} frame */
  follow({ at = {}, heard = 0 }) {
    this.free(heard);
    if (!this.places.size && !this.warp && !this.old) return;
    if (this.warp && heard < this.until) return;
    const same = [...this.places].every(([name, place]) => equal(place, at[name]));
    if (!same && this.goesOn() && !this.warp) return;
    this.clear();
  }

  /** Whether what the page shows of its own is still true though a frame shows something else. */
  goesOn() {
    const { scene, memory } = this.picture;
    return (scene.fits && [...this.places.keys()].every((name) => scene.follows(name))) || memory.recall(this.places);
  }

  /** Take away what the page has painted. */
  clear() {
    [this.warp, this.old] = [undefined, false];
    this.places.clear();
    this.pen.clearRect(0, 0, this.over.width, this.over.height);
    this.wait();
  }

  /** Show another part of the image until the frame of the kernel does. @param {DOMMatrix} warp */
  move(warp) {
    const { scene } = this.picture;
    if (!(scene.fits || this.warp) || !scene.panels.length) return;
    this.warp = warp;
    this.until = this.picture.sent;
    scene.paint(this.pen, this.places, warp);
  }

  /** Zoom about a place as the kernel will. @param {Place} place @param {number} clicks */
  zoom({ x, y }, clicks) {
    const { reach, panels } = this.picture.scene;
    const panel = panels.find((one) => holds(one, { x, y }));
    if (!reach || !panel) return;
    const before = this.warp ?? new DOMMatrix();
    const [step, least, most] = reach;
    const factor = step ** clicks;
    if (before.a * factor > most || before.a * factor < least) return;
    const [right, down] = [x - panel.box[0], y - panel.box[1]];
    this.move(new DOMMatrix([factor, 0, 0, factor, right - factor * right, down - factor * down]).multiply(before));
  }

  /** From now on the mouse, which is down since a message of some number, moves the image. @param {number} number */
  grabbed(number) {
    if (number !== this.pressing) return; // by another view, or it is up again
    this.pulled = this.pressed;
    this.base = this.warp ?? new DOMMatrix();
    this.point();
  }

  /** Show what the mouse does here. */
  point() {
    this.over.style.cursor = this.pulled ? "grabbing" : this.model.get("cursor");
  }

  /** @param {PointerEvent} event */
  drag(event) {
    const now = this.place(event);
    if (this.held && this.fingers.size < 2) this.haul(now);
    if (!this.pulled || this.fingers.size > 1 || !(this.strayed ||= !this.isNear(event))) return;
    this.move(new DOMMatrix([1, 0, 0, 1, now.x - this.pulled.x, now.y - this.pulled.y]).multiply(this.base));
  }

  // --- its size ---

  /** Take the width that there is; the kernel draws it anew, once, when the place has come to rest. */
  fit() {
    if (this.asked || !this.picture.surface.width || !this.el.clientWidth) return;
    const { surface, ratio } = this.picture;
    const [now, high] = [surface.width, surface.height].map((side) => Math.round(side / ratio));
    const [across, height] = this.size();
    const off = across - now;
    if (off < 0 || off >= this.little || Math.abs(height - high) >= this.little) this.ask(across, height);
    this.little = LITTLE;
  }

  /** The size that suits the picture in its place: all of it is in view, without empty bands. */
  size() {
    const [own, tall] = this.model.get("own_size");
    const room = Math.max(this.el.clientWidth - 4, Math.min(NARROWEST, own));
    const [beside, above, slope, start, least] = this.model.get("form");
    if (beside === undefined) return [Math.min(room, own), Math.round((Math.min(room, own) * tall) / own)];
    if (this.chosen) return [Math.min(room, this.chosen.width), this.chosen.height].map(Math.round);
    const below = this.root !== null && this.root.clientWidth < BESIDE; // where the controls are, which must be seen, too
    const most = Math.max(below ? window.innerHeight * HALF - above : window.innerHeight - AROUND - above, LOWEST);
    let [across, up] = [room - beside, 0];
    up = Math.max(start + slope * across, least);
    if (up > most && slope) across = Math.min(across, Math.max((most - start) / slope, least));
    return [across + beside, Math.min(up, most) + above].map(Math.round);
  }

  /** @param {number} width @param {number} height */
  ask(width, height) {
    if (!this.picture.live) return;
    this.stretch(width, height); // the old frame, scaled, until the new one comes
    this.asked = true;
    this.picture.say("resize", { width: Math.round(width), height: Math.round(height) });
    setTimeout(() => (this.asked = false), 300);
  }

  fitSoon() {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.fit(), 100);
  }

  /** @param {HTMLElement} corner @param {PointerEvent} event */
  pull(corner, event) {
    event.stopPropagation();
    event.preventDefault();
    corner.setPointerCapture(event.pointerId);
    const box = this.box.getBoundingClientRect();
    /** @param {PointerEvent} e @returns {[number, number]} */
    const size = (e) => [
      Math.min(Math.max(e.clientX - box.left, 100), Math.max(this.el.clientWidth - 4, 100)),
      Math.max(e.clientY - box.top, 100),
    ];
    corner.onpointermove = (e) => this.stretch(...size(e));
    corner.onpointerup = corner.onpointercancel = (e) => {
      corner.onpointermove = corner.onpointerup = corner.onpointercancel = null;
      const [width, height] = size(e);
      this.chosen = { width, height };
      this.ask(width, height);
    };
  }

  // --- the mouse ---

  listen() {
    const { over, signal } = this;
    const on = (/** @type {string} */ type, /** @type {(event: any) => void} */ act) =>
      over.addEventListener(type, act, { signal, passive: false });
    const moved = throttled(MOTION, (event) => this.tell("motion_notify", event));
    on("pointerdown", (event) => this.press(event, moved));
    on("pointermove", (event) => {
      if (this.pinch(event)) return moved.drop();
      moved(event);
      this.tellBelow(this.place(event));
      this.still &&= this.isNear(event);
      return this.drag(event);
    });
    for (const type of ["pointerup", "pointercancel"]) on(type, (event) => this.release(event, moved));
    on("pointerenter", (event) => this.tell("figure_enter", event));
    on("pointerleave", (event) => {
      moved.drop();
      this.reading = undefined;
      this.tell("figure_leave", event);
    });
    on("dblclick", (event) => this.tell("dblclick", event));
    on("contextmenu", (event) => event.preventDefault());
    const scrolled = throttled(MOTION, (event) => {
      this.tell("scroll", event, { step: this.scroll });
      this.zoom(this.place(event), this.scroll);
      this.scroll = 0;
    });
    on("wheel", (event) => {
      if (!this.model.get("capture_scroll")) return;
      if (!(event.ctrlKey || event.metaKey || this.box.matches(":focus"))) return this.tellWheel();
      event.preventDefault();
      this.scroll += steps(event);
      scrolled(event);
    });
    const resized = new ResizeObserver(() => (this.tellTheme(), this.fitSoon()));
    resized.observe(this.el);
    signal.addEventListener("abort", () => {
      resized.disconnect();
      clearTimeout(this.resting);
    });
    this.watchRatio();
  }

  /** Ask for frames of another sharpness when the page goes to another screen, or is zoomed. */
  watchRatio() {
    if (this.signal.aborted) return;
    const same = matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    const changed = () => {
      this.picture.say("set_device_pixel_ratio", { device_pixel_ratio: window.devicePixelRatio });
      this.picture.say("refresh");
      this.watchRatio();
    };
    same.addEventListener("change", changed, { once: true, signal: this.signal });
  }

  /** @param {any} event @param {{drop: () => void}} moved */
  press(event, moved) {
    moved.drop();
    this.box.focus({ preventScroll: true });
    if (event.pointerType === "touch") this.fingers.set(event.pointerId, this.place(event));
    if (this.fingers.size > 1) return; // the first finger alone drags
    this.over.setPointerCapture(event.pointerId);
    this.pressed = this.place(event);
    this.strayed = false;
    this.still = event.button === 0 && !["ctrl", "alt", "shift", "meta"].some((key) => event[`${key}Key`]);
    const pans = this.model.get("mode") === "pan" && event.button === 0;
    if (!pans && this.still) this.take(this.pressed);
    this.pressing = this.tell("button_press", event, { held: Boolean(this.held) });
    if (pans) this.grabbed(this.pressing);
  }

  /** Take hold of what the page itself can move. @param {Place} place */
  take(place) {
    const { scene, ratio } = this.picture;
    if (!["", "none"].includes(this.model.get("mode")) || !this.root) return;
    this.free();
    this.held = /** @type {Held | undefined} */ (scene.under(GRIPS, place, ratio, this.places));
    if (!this.held) return;
    together(this.root).held.set(this.held.name, undefined);
    if (this.held.once) this.haul(place);
  }

  /** Move what is held to the mouse, and what follows it in all pictures. @param {Place} place */
  haul(place) {
    const { name, range, pull } = /** @type {Held} */ (this.held);
    const before = this.places.get(name) ?? this.picture.scene.now[name];
    const now = pull(place, range, before);
    const rises = !Array.isArray(now) || now[0] < now[1];
    if (rises && !equal(now, before)) tell(/** @type {HTMLElement} */ (this.root), name, now, true);
  }

  /** Let go: what the kernel says of the control counts again, once it has heard of all. */
  drop() {
    const { held, root } = this;
    this.held = undefined;
    if (!held || !root) return;
    const freeing = { name: held.name, number: this.picture.sent };
    this.freeing = freeing;
    setTimeout(() => this.freeing === freeing && this.free(), REST);
  }

  /** @param {number} [heard] the last message of the mouse that the kernel has heeded */
  free(heard = Infinity) {
    if (!this.freeing || heard < this.freeing.number || !this.root) return;
    const { name } = this.freeing;
    const last = together(this.root).held.get(name);
    together(this.root).held.delete(name);
    this.freeing = undefined;
    if (last !== undefined) tell(this.root, name, last, false);
  }

  /** Show at once what a click selects. @param {Place} place */
  pick(place) {
    const { scene, ratio } = this.picture;
    if (!this.root || !["", "none"].includes(this.model.get("mode"))) return;
    const picked = /** @type {any} */ (scene.under(PICKS, place, ratio, this.places));
    if (picked) tell(this.root, picked.name, picked.chosen, true);
  }

  /** Whether the mouse is where it was pressed. @param {{clientX: number, clientY: number}} event */
  isNear(event) {
    const [now, { x, y }] = [this.place(event), this.pressed ?? { x: 0, y: 0 }];
    return Math.max(Math.abs(now.x - x), Math.abs(now.y - y)) <= STILL;
  }

  /** @param {any} event @param {{drop: () => void}} moved */
  release(event, moved) {
    [this.pulled, this.pressing] = [undefined, 0];
    this.point();
    const pinched = this.fingers.size > 1;
    this.fingers.delete(event.pointerId);
    moved.drop();
    if (pinched) return;
    if (this.held) this.haul(this.place(event));
    else if (this.still && this.isNear(event)) this.pick(this.place(event));
    this.tell("button_release", event);
    this.drop();
  }

  /**
   * Two fingers move and zoom what is seen.
   *
   * @param {any} event
   */
  pinch(event) {
    if (this.fingers.size !== 2 || !this.fingers.has(event.pointerId)) return false;
    const before = [...this.fingers.values()];
    this.fingers.set(event.pointerId, this.place(event));
    const after = [...this.fingers.values()];
    this.pinched = { from: this.pinched?.from ?? before, to: after };
    this.pinching(event);
    return true;
  }

  tellPinch() {
    if (!this.pinched) return;
    const { from, to } = this.pinched;
    this.pinched = undefined;
    const [a, b] = [middle(from), middle(to)];
    this.picture.say("pinch", { x: b.x, y: b.y, dx: b.x - a.x, dy: b.y - a.y, factor: apart(to) / apart(from) });
  }

  /** @param {{clientX: number, clientY: number}} event @returns {Place} in pixels of the frame, from its top left corner */
  place(event) {
    const box = this.over.getBoundingClientRect();
    const scale = this.picture.surface.width / (box.width || 1);
    return { x: (event.clientX - box.left) * scale, y: (event.clientY - box.top) * scale };
  }

  /** @param {string} type @param {any} event @param {object} [more] */
  tell(type, event, more) {
    const modifiers = ["ctrl", "alt", "shift", "meta"].filter((key) => event[`${key}Key`]);
    const button = Math.max(event.button, 0);
    const number = (this.picture.sent += 1);
    this.picture.say(type, { ...this.place(event), number, button, buttons: event.buttons, modifiers, ...more });
    return number;
  }

  /** Say once over the picture how the wheel zooms, as it scrolls the page. */
  tellWheel() {
    const { dataset } = this.box;
    if (dataset.hint !== undefined) return;
    dataset.hint = `${/Mac|iP/.test(navigator.platform) ? "⌘" : "Ctrl"} + wheel zooms; after a click, the wheel alone`;
    setTimeout(() => (dataset.hint = ""), HINT);
  }

  /** Draw the rubber band of the toolbar. @param {{x0: number, y0: number, x1: number, y1: number}} corners */
  band({ x0, y0, x1, y1 }) {
    const { pen } = this;
    const { width, height } = this.over;
    pen.clearRect(0, 0, width, height);
    if (x0 === x1 || y0 === y1) return;
    const corner = (/** @type {number} */ x, /** @type {number} */ y) => [Math.floor(x) + 0.5, Math.floor(height - y) + 0.5];
    const [[left, top], [right, bottom]] = [corner(x0, y0), corner(x1, y1)];
    for (const [color, line] of /** @type {[string, number][]} */ ([["white", 3], ["black", 1]])) {
      pen.strokeStyle = color;
      pen.lineWidth = line * this.picture.ratio;
      pen.strokeRect(left, top, right - left, bottom - top);
    }
  }
}

/**
 * What the pictures of an explorer know together; the element around keeps it, as each has a copy of this module: which
 * of them are ahead of the kernel, and the controls that the mouse moves in one of them, with what the kernel has said of
 * these meanwhile: that is late.
 *
 * @param {any} root
 * @returns {{ahead: Set<PictureView>, held: Map<string, any>}}
 */
function together(root) {
  root.nbtools ??= { ahead: new Set(), held: new Map() };
  return root.nbtools;
}

const MOVED = "nbtools-moved"; // the event with which a control tells the pictures of its explorer where it stands

/** How many clicks of a wheel an event is worth. @param {WheelEvent} event */
function steps({ deltaY, deltaMode }) {
  if (deltaMode || Math.abs(deltaY) >= NOTCH) return -Math.sign(deltaY);
  return -deltaY / (2 * NOTCH);
}

/** @param {Place[]} two */
const middle = ([a, b]) => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });

/** @param {Place[]} two */
const apart = ([a, b]) => Math.max(Math.hypot(a.x - b.x, a.y - b.y), 1);

/**
 * Act at once, then at most every so many ms, and always for the last event; `drop` forgets one that is still kept back.
 *
 * @param {number} pause
 * @param {(event: any) => void} act
 */
function throttled(pause, act) {
  /** @type {any} */
  let kept;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  function later() {
    timer = undefined;
    if (kept) now(kept);
  }
  function now(/** @type {any} */ event) {
    kept = undefined;
    act(event);
    timer = setTimeout(later, pause);
  }
  const heard = (/** @type {any} */ event) => {
    if (timer === undefined) now(event);
    else kept = event;
  };
  heard.drop = () => {
    kept = undefined;
  };
  return heard;
}

// --- the explorer around the pictures ---

/**
 * The still picture that stands before an explorer, for places where nothing lives.
 *
 * @param {HTMLElement} root
 * @param {string} alt how its text begins, which hosts may have lost
 * @param {string} mark what is written in the file
 * @param {boolean} dead whether this is a page that was made of a notebook
 * @returns {HTMLElement | null}
 */
function stillBefore(root, alt, mark, dead) {
  const lost = dead && root.parentElement?.matches(".widget-subarea"); // what is shown by itself has one in any case
  /** @type {Node | null} */
  let at = root;
  for (let level = 0; at && level < 10; level += 1, at = at.parentNode ?? (at instanceof ShadowRoot ? at.host : null)) {
    const before = at instanceof HTMLElement ? at.previousElementSibling : null;
    if (!(before instanceof HTMLElement) || before.matches("script, style")) continue;
    const images = before instanceof HTMLImageElement ? [before] : [...before.querySelectorAll("img")];
    if (!images.length && !before.textContent?.trim()) continue; // room for the number of a cell
    return images.length === 1 && (lost || images[0].alt.startsWith(alt) || isMarked(images[0], mark)) ? before : null;
  }
  return null;
}

/** @param {HTMLImageElement} image @param {string} mark */
function isMarked({ src }, mark) {
  const [kind, data] = src.split(",", 2);
  return kind === "data:image/png;base64" && atob(data.slice(0, 400)).includes(mark);
}

const SAVED = 'script[type="application/vnd.jupyter.widget-state+json"]'; // in pages that were made of a notebook

/**
 * Show one picture: the live one, or where nothing lives the still one; and no buttons that do nothing.
 *
 * @param {HTMLElement} root
 * @param {string} alt
 * @param {string} mark
 */
function showOne(root, alt, mark) {
  const dead = document.querySelector(SAVED) !== null;
  const still = stillBefore(root, alt, mark, dead);
  if (still) (dead ? root : still).style.display = "none";
  else if (dead) root.classList.add("nbtools-dead");
}

/** @param {RenderProps} props */
function tend({ model, el, signal, host }) {
  el.style.display = "none";

  // A file comes as a message, so that it does not stay in the widget; another page of this notebook gets it, too, and
  // leaves it alone.
  const here = crypto.getRandomValues(new Uint32Array(2)).join("-");

  /** @param {any} message @param {DataView[]} buffers */
  function take(message, [file]) {
    if (message?.download !== here) return;
    const link = document.createElement("a");
    link.download = message.name;
    link.href = URL.createObjectURL(new Blob([/** @type {BlobPart} */ (file)]));
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }
  model.on("msg:custom", take);

  /** @param {KeyboardEvent} event */
  function hear(event) {
    const at = target(event);
    const picture = around(at, ".nbtools-canvas");
    if (event.type !== "keydown" || event.ctrlKey || event.metaKey || event.altKey) return;
    const opens = pressedBy(at, event.key);
    const typing = at.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");
    if (opens || (picture && ON_PICTURE.includes(event.key)) || (!typing && model.get("shortcuts").includes(event.key))) {
      event.preventDefault();
      event.stopPropagation();
      if (opens) opens.click();
      else model.send({ key: event.shiftKey && event.key.startsWith("Arrow") ? `Shift+${event.key}` : event.key });
    }
  }

  // A drag is one step of undo, however slow it is.
  const ends = ["pointerup", "pointercancel"];
  function press() {
    model.send({ pressed: true });
    for (const type of ends) window.addEventListener(type, letGo, { capture: true, signal });
  }
  function letGo() {
    model.send({ pressed: false });
    for (const type of ends) window.removeEventListener(type, letGo, true);
  }

  // While the kernel is busy, a name that was typed just now may wait behind the click that means it. So the click
  // tells all that it means.
  /** @param {Event} event */
  function ask(event) {
    const box = around(target(event), ".nbtools-save");
    if (!box || !around(target(event), ".nbtools-write, .nbtools-download")) return;
    const [what, name, replace] = /** @type {any} */ (box.querySelectorAll("select, input"));
    const wanted = { what: what.selectedIndex, name: name.value };
    if (around(target(event), ".nbtools-download")) model.send({ download: { ...wanted, page: here } });
    else model.send({ save: { ...wanted, replace: replace.checked } });
  }

  // What much must be known for is told when somebody comes near it.
  /** @type {Set<string>} */
  const near = new Set();
  /** @param {Event} event */
  function approach(event) {
    const name = parameterAt(target(event));
    if (name && !near.has(name)) model.send({ near: name });
    if (name) near.add(name);
  }

  const start = requestAnimationFrame(() => {
    const root = around(el, ".nbtools-explorer");
    if (!root) return;
    for (const type of ["pointerover", "focusin"]) root.addEventListener(type, approach, { signal });
    for (const type of ["change", "click"]) {
      root.addEventListener(type, (event) => choose(root, target(event), model.get("choices")), { signal });
    }
    showOne(root, model.get("alt"), model.get("mark"));
    suppress(root);
    root.addEventListener("keydown", hear, { capture: true, signal });
    root.addEventListener("pointerdown", press, { capture: true, signal });
    root.addEventListener("click", ask, { signal });
    root.addEventListener("focusin", (event) => suppress(target(event)), { signal });
    const look = () => {
      steady(root, model, host);
      reachable(root);
    };
    const watch = new MutationObserver(look); // what is folded is made when it is opened
    watch.observe(root, { childList: true, subtree: true });
    const reveal = revealer(root, signal);
    const room = new ResizeObserver(() => (arrange(root), reveal()));
    room.observe(root);
    arrange(root);
    look();
    model.on("change:sliders", look);
    overhear(root, model, host);
    signal.addEventListener("abort", () => {
      watch.disconnect();
      room.disconnect();
    });
  });
  signal.addEventListener("abort", () => {
    cancelAnimationFrame(start);
    model.off("msg:custom", take);
  });
}

/** Put the controls beside the picture, or where there is no room for that below it; in two columns if they fit. @param {HTMLElement} root */
function arrange(root) {
  const width = root.clientWidth;
  if (!width) return; // it is hidden
  root.classList.toggle("nbtools-below", width < BESIDE);
  root.classList.toggle("nbtools-columns", width < BESIDE && width >= COLUMNS);
  root.classList.toggle("nbtools-wide", width >= WIDE);
}

/** Hosts would run their own commands for arrow keys on a slider. @param {Element} at */
function suppress(at) {
  if (at instanceof HTMLElement) at.dataset.lmSuppressShortcuts = "true";
}

// --- lists, buttons, tick boxes ---

const OF = "nbtools-of-"; // the class of the row of a parameter

/** The parameter of the control that an element is a part of. @param {Element} at */
function parameterAt(at) {
  const row = around(at, ".nbtools-control");
  return row && [...row.classList].find((name) => name.startsWith(OF))?.slice(OF.length);
}

/**
 * Tell the pictures what somebody has chosen: the number of the option in its list, the button in its row, or 0 and 1.
 *
 * @param {HTMLElement} root
 * @param {Element} at
 * @param {Record<string, string>} choices
 */
function choose(root, at, choices) {
  const name = parameterAt(at);
  if (!name || !(name in choices)) return;
  const button = around(at, ".widget-toggle-button");
  const place =
    at instanceof HTMLSelectElement ? at.selectedIndex
    : at instanceof HTMLInputElement ? Number(at.checked)
    : button ? [...(button.parentElement?.children ?? [])].indexOf(button)
    : -1;
  if (place >= 0) tell(root, name, place, true);
}

/**
 * @param {HTMLElement} root
 * @param {string} name
 * @param {any} place
 * @param {boolean} hand whether it was somebody in the page, not the kernel
 */
function tell(root, name, place, hand) {
  root.dispatchEvent(new CustomEvent(MOVED, { detail: { name, place, hand } }));
}

/**
 * Tell the pictures of what the kernel chooses, and of what plays in the page.
 *
 * @param {HTMLElement} root
 * @param {Model} model
 * @param {Host | undefined} host
 */
async function overhear(root, model, host) {
  if (!host) return;
  const turns = model.get("turns");
  for (const [name, id] of Object.entries(model.get("choices"))) {
    if (name in turns) continue; // what plays goes ahead of the kernel
    const choice = await host.getModel(`anywidget:${id}`);
    choice.on("change:index", () => tell(root, name, choice.get("index"), false));
    choice.on("change:value", () => tell(root, name, Number(choice.get("value")), false));
  }
  for (const [name, [id, number]] of Object.entries(turns)) {
    const player = await host.getModel(`anywidget:${id}`);
    player.on("change:value", () => tell(root, name, player.get("value") % number, true));
  }
}

// --- sliders ---

/**
 * Say what a hand or a key does to sliders, while they move. By themselves they would say it at each change, their own
 * rounding of what the kernel has told them too, which would undo a newer change; so the kernel makes them silent
 * (`continuous_update`) until they are let go.
 *
 * @param {HTMLElement} root
 * @param {Model} model
 * @param {Host | undefined} host
 */
async function steady(root, model, host) {
  if (!host) return;
  for (const [name, id] of Object.entries(model.get("sliders"))) {
    for (const track of /** @type {NodeListOf<any>} */ (root.querySelectorAll(`.nbtools-${name} .noUi-target`))) {
      if (track.nbtools) continue;
      track.nbtools = true;
      const slider = await host.getModel(`anywidget:${id}`);
      named(track, slider.get("description") || slider.get("tooltip"));
      const hand = new Hand(model, name, slider);
      track.noUiSlider.on("slide", (/** @type {unknown} */ _, /** @type {number} */ handle, /** @type {number[]} */ places) => {
        const place = valueAt(slider, places);
        hand.move(place); // first: on the way while the page paints
        tell(root, name, place, true);
      });
      slider.on("change:value", () => tell(root, name, slider.get("value"), false));
    }
  }
}

const UNHEARD = 2000; // ms after which it is asked whether the kernel has heard of the last place

/**
 * What a hand does to a slider. A link that was cut may have lost it, and ipywidgets would wait for the answer for ever;
 * so a little later it is said once more, and where that was needed, always.
 */
class Hand {
  /** @param {Model} model @param {string} name @param {Model} slider */
  constructor(model, name, slider) {
    this.model = model;
    this.name = name;
    this.slider = slider;
    /** @type {any[]} */
    this.passed = []; // where the slider has been
    this.lost = false; // whether anything was ever lost
    this.moved = 0; // when, ms
    this.asked = 0; // the moment that was asked for
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.waiting = undefined;
    model.on("msg:custom", (message) => message?.slid?.name === name && this.heard(message.slid));
  }

  /** @param {any} place */
  move(place) {
    if (!this.passed.length) this.passed.push(this.slider.get("value"));
    this.passed.push(place);
    this.moved = performance.now();
    this.slider.set("value", place);
    this.slider.save_changes();
    if (this.lost && !this.asked) this.ask();
    else this.askLater();
  }

  askLater() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.ask(), UNHEARD);
  }

  ask() {
    const { name, moved, passed } = this;
    this.asked = moved;
    this.model.send({ slide: { name, moved, passed, ago: (performance.now() - moved) / 1000, shown: this.slider.get("value") } });
    this.askLater();
  }

  /** @param {{moved: number, lost: boolean}} told */
  heard({ moved, lost }) {
    if (moved !== this.asked) return; // by another view
    this.asked = 0;
    this.lost ||= lost;
    clearTimeout(this.waiting);
    if (moved === this.moved) this.passed = [];
    else if (this.lost) this.ask();
    else this.askLater();
  }
}

/**
 * What the handles of a slider of ipywidgets stand for.
 *
 * @param {Model} slider
 * @param {number[]} places
 */
function valueAt(slider, places) {
  const kind = slider.get("_model_name");
  if (kind === "FloatLogSliderModel") return slider.get("base") ** places[0];
  const numbers = kind.startsWith("Int") ? places.map(Math.round) : places;
  return numbers.length > 1 ? numbers : numbers[0];
}

// --- which of the two ---

/** @type {Map<string, Picture>} */
const pictures = new Map();

/** @param {Model} model */
function pictureOf(model) {
  const key = model.get("key");
  if (!pictures.has(key)) pictures.set(key, new Picture(model));
  return /** @type {Picture} */ (pictures.get(key));
}

/** @param {{model: Model}} props */
function initialize({ model }) {
  if (model.get("key")) pictureOf(model);
}

/** @param {RenderProps} props */
function render(props) {
  if (!props.model.get("key")) return tend(props);
  const view = new PictureView(pictureOf(props.model), props.el, props.signal);
  view.picture.connect();
}

once.resolve({ initialize, render });

export default { initialize, render };
