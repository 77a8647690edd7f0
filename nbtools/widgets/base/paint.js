// What the page paints by itself: from the description of a picture, while a control moves, and marks over each frame.
//
// It comes before page.js, which makes it one module. Each painter does what an artist of nbtools/draw/ does.

/**
 * What is stamped over a frame: in which rectangle of it, the place and size of the picture of all stamps, how often each
 * stamp occurs, and that picture.
 *
 * @typedef {{clip: [number, number, number, number], place: [number, number], size: [number, number], counts: number[],
 *   arrays: Record<string, any>, ink: Uint32Array}} Marks
 */
/**
 * One layer of a description: see `nbtools/draw/scene.py`.
 *
 * @typedef {{of: string, field: string, range: [number, number, number], log: boolean, through: any}} Live
 * @typedef {{kind: string, about: any, live: Live[], arrays: Record<string, any>, kept?: any}} Layer
 * @typedef {{box: [number, number, number, number], paper: [number, number, number] | null, layers: Layer[]}} Panel
 */

/** Whether sliders stand at the same place. @param {any} a @param {any} b */
function equal(a, b) {
  const [first, second] = [[a].flat(), [b].flat()];
  const near = (/** @type {number} */ x, /** @type {number} */ y) => x === y || Math.abs(x - y) <= 1e-9 * Math.abs(x);
  return first.every((x, k) => near(x, second[k]));
}

/** The description of a picture, from which the page paints it while a slider moves. */
class Scene {
  constructor() {
    this.id = -1;
    /** @type {Record<string, any>} */
    this.at = {}; // where the sliders stood when it was described, and
    /** @type {Record<string, any>} */
    this.now = {}; // when the last frame was made
    this.fits = false; // whether the last frame shows what is described, but for the sliders that it is painted for
    /** @type {Panel[]} */
    this.panels = [];
    /** How much a click of the wheel enlarges, and all of them at least and at most. */
    this.reach = /** @type {[number, number, number] | null} */ (null);
    /** @type {Map<string, any>} */
    this.arrays = new Map();
  }

  /** @param {{id: number, at: Record<string, any>, panels: any[], reach: any}} told @param {DataView[]} buffers */
  async take({ id, at, panels, reach }, buffers) {
    const before = this.arrays;
    this.arrays = new Map();
    for (const { layers } of panels) {
      for (const layer of layers) {
        for (const [name, about] of Object.entries(layer.arrays)) {
          const array = before.get(about.key) ?? this.arrays.get(about.key) ?? (await unpacked(name, about, buffers[about.buffer]));
          this.arrays.set(about.key, array);
          layer.arrays[name] = array;
        }
      }
    }
    [this.id, this.at, this.now, this.panels, this.reach, this.fits] = [id, at, at, panels, reach, true];
  }

  /** Whether anything here follows a control. @param {string} name */
  follows(name) {
    return this.panels.some(({ layers }) => layers.some(({ live }) => live.some(({ of }) => of === name)));
  }

  /**
   * Where the controls stand that have been moved since the description was made, the latest at last; null where the
   * page cannot follow them all.
   *
   * @param {Map<string, any>} moved
   */
  places(moved) {
    const since = Object.entries(this.now).filter(([name, place]) => !moved.has(name) && !equal(place, this.at[name]));
    return this.fits && since.every(([name]) => this.follows(name)) ? new Map([...since, ...moved]) : null;
  }

  /**
   * What the mouse gets at a place, of the topmost layer that has something there: the control that it drives, and how.
   *
   * @param {typeof GRIPS | typeof PICKS} kinds
   * @param {{x: number, y: number}} place
   * @param {number} ratio
   * @param {Map<string, any>} moved
   */
  under(kinds, place, ratio, moved) {
    const places = this.places(moved);
    const panel = this.panels.find((one) => holds(one, place));
    if (!places || !panel) return undefined;
    for (const layer of [...panel.layers].reverse()) {
      const about = at(layer, places, this.at);
      const found = about && kinds[layer.kind]?.(layer, about, place, ratio);
      const live = found && layer.live.find(({ field, log }) => field === found.field && !log);
      if (live) return { ...found, name: live.of, range: live.range };
    }
    return undefined;
  }

  /**
   * What stands below the picture for a pixel under the mouse; nothing where the page does not have all pixels.
   *
   * @param {{x: number, y: number}} place
   * @param {Map<string, any>} moved
   */
  read(place, moved) {
    const places = this.places(moved);
    const layers = this.panels.find((one) => holds(one, place))?.layers ?? [];
    const layer = layers.find(({ about }) => about.words);
    const about = layer && places && at(layer, places, this.at);
    return about ? worded(layer, about, place) : undefined;
  }

  /**
   * Paint it for places of controls; say whether that is possible.
   *
   * @param {CanvasRenderingContext2D} pen
   * @param {Map<string, any>} moved
   * @param {DOMMatrix} [warp] moves and enlarges what is seen, about the corner of each panel
   */
  paint(pen, moved, warp) {
    const places = this.places(moved);
    if (!places) return false;
    const now = new Map(this.panels.flatMap(({ layers }) => layers.map((layer) => [layer, at(layer, places, this.at)])));
    if ([...now.values()].includes(null)) return false;
    for (const { box, paper, layers } of this.panels) {
      pen.save();
      pen.beginPath();
      pen.rect(...box);
      pen.clip();
      pen.imageSmoothingEnabled = false;
      pen.clearRect(...box);
      if (paper) {
        pen.fillStyle = `rgb(${paper})`;
        pen.fillRect(...box);
      }
      for (const layer of layers) {
        if (warp && !layer.about.fixed) pen.setTransform(new DOMMatrix().translate(box[0], box[1]).multiply(warp).translate(-box[0], -box[1]));
        PAINTERS[layer.kind](pen, layer, now.get(layer));
        pen.resetTransform();
      }
      pen.restore();
    }
    return true;
  }
}

/** Whether a place is in a box. @param {{box: [number, number, number, number]}} panel @param {{x: number, y: number}} place */
function holds({ box: [left, top, across, up] }, { x, y }) {
  return x >= left && y >= top && x < left + across && y < top + up;
}

/**
 * @param {string} name
 * @param {{type: string, shape: number[]}} about
 * @param {DataView} buffer
 */
async function unpacked(name, { type, shape }, buffer) {
  if (name === "rgba") return createImageBitmap(new Blob([/** @type {BlobPart} */ (buffer)], { type: "image/png" }));
  const stream = new Blob([/** @type {BlobPart} */ (buffer)]).stream().pipeThrough(new DecompressionStream("deflate"));
  const bytes = await new Response(stream).arrayBuffer();
  const kinds = { f4: Float32Array, f8: Float64Array, u1: Uint8Array, u2: Uint16Array, i1: Int8Array, i2: Int16Array, u4: Uint32Array, i4: Int32Array };
  return Object.assign(new (/** @type {any} */ (kinds)[type])(bytes), { shape });
}

const ALL = "*"; // the field of what drives several at once: these are known as long as nothing else has moved

/**
 * What is painted: the numbers of a layer, those that follow a control as they are at its place; null where these are
 * not known, or none at all.
 *
 * @param {Layer} layer
 * @param {Map<string, any>} places
 * @param {Record<string, any>} before where the controls stood when it was described
 */
function at({ about, live, arrays }, places, before) {
  const now = { ...about };
  const moved = live.filter(({ of }) => places.has(of) && !equal(places.get(of), before[of]));
  const whole = moved.find(({ field }) => field === ALL);
  if (whole) return new Set(moved.map(({ of }) => of)).size > 1 ? null : { ...now, ...whole.through[places.get(whole.of)] };
  for (const [name, place] of places) {
    for (const { of, field, range, log, through: key } of live) {
      if (of !== name || equal(place, before[name])) continue;
      const through = typeof key === "string" ? arrays[key] : key;
      const nth = (/** @type {number} */ value) => Math.round(((log ? Math.log2(value) : value) - range[0]) / range[2]);
      if (field === "late") now.late = place;
      else if (!through) now[field] = !range ? place : stands(place, before[name], now[field], range, now.middle);
      else if (Array.isArray(place)) now[field] = between(through, place.map(nth));
      else now[field] = through[range ? nth(place) : place] ?? null;
      if (field !== "late" && (now[field] === null || (typeof now.middle !== "number" && !rises(now[field])))) return null;
    }
  }
  const { middle, center = middle, free } = now;
  if (typeof middle !== "number") return now;
  if (!equal(now.limits, about.limits)) now.limits = centered(now.limits, center);
  else if (center !== middle) now.limits = centered(free, center);
  return rises(now.limits) ? now : null;
}

/** Whether what may be a pair rises. @param {any} value */
const rises = (value) => !Array.isArray(value) || value[0] < value[1];

/** As in `nbtools/compute/color/ranked.py`. @param {[number, number]} limits @param {number} center */
function centered([low, high], center) {
  const half = Math.max(Math.abs(low - center), Math.abs(high - center));
  return [center - half, center + half];
}

/**
 * What a slider stands for. An end that was not moved keeps all its digits; but of limits that are symmetric about a
 * middle, the end that was moved then stands for both.
 *
 * @param {any} place
 * @param {any} before
 * @param {any} value
 * @param {[number, number, number]} range
 * @param {number | null} [middle]
 */
function stands(place, before, value, range, middle) {
  const onSlider = (/** @type {any} */ ends) => [ends].flat().map((end) => onGrid(end, ...range));
  const [now, then, digits] = [onSlider(place), onSlider(before), [value].flat()];
  const moved = now.filter((end, k) => end !== then[k]);
  const kept = now.map((end, k) => (end === then[k] ? digits[k] : end));
  if (!Array.isArray(place)) return kept[0];
  return typeof middle === "number" && moved.length === 1 ? [moved[0], moved[0]] : kept;
}

/**
 * Two values from a table, or its last ones where these do not rise.
 *
 * @param {ArrayLike<number> & {shape: number[]}} table
 * @param {number[]} places
 */
function between(table, places) {
  const [, length] = table.shape;
  const pair = places.map((nth, k) => table[k * length + nth]);
  return pair[0] < pair[1] ? pair : [table[length - 1], table[2 * length - 1]];
}

/** As in `nbtools/compute/sliders.py`. @type {(value: number, low: number, high: number, step: number) => number} */
function onGrid(value, low, high, step) {
  const steps = Math.floor((Math.min(Math.max(value, low), high) - low) / step + 0.5);
  const place = Math.min(low + steps * step, high);
  const tidy = Number(place.toPrecision(12));
  return Math.abs(tidy - place) <= 1e-3 * step ? tidy : place;
}

const [LINE, DIVIDER] = [7, 10]; // px within which the mouse takes hold of one of two lines, and of a divider

/** @typedef {{x: number, y: number}} Spot in pixels of the frame, from its top left corner */
/** @typedef {[number, number, number]} Ends of a slider, and its step */

/** @param {number} x @param {number} low @param {number} high */
const within = (x, low, high) => Math.min(Math.max(x, low), high);

/**
 * What the mouse takes hold of where it is pressed: the field of a layer that it moves, whether that comes to the mouse
 * at once, and where its control then stands.
 *
 * @type {Record<string, (layer: Layer, about: any, start: Spot, ratio: number) =>
 *   {field: string, once: boolean, pull: (now: Spot, range: Ends, before: any) => any} | undefined>}
 */
const GRIPS = {
  straight({ live, arrays }, { grip, near, at: place, upright, height }, start, ratio) {
    const across = (/** @type {Spot} */ { x, y }) => (upright ? x : height - y);
    if (near) {
      const places = arrays[live.find(({ field }) => field === "at")?.through] ?? [];
      if (Math.abs(across(start) - place) > near * ratio) return undefined;
      return { field: "at", once: false, pull: (now, [low, , step]) => low + step * nearest(places, across(now)) };
    }
    if (!grip) return undefined;
    const [left, right, low, high] = grip;
    const value = (/** @type {number} */ x) => low + ((x - left) / (right - left)) * (high - low);
    return { field: "at", once: true, pull: ({ x }, range) => onGrid(value(x), ...range) };
  },

  handles(_, { limits, axis, start: from, scale }, start, ratio) {
    if (axis.scale && axis.scale !== "linear") return undefined;
    const [low, high] = limits.map(norm(axis)).map((/** @type {number} */ x) => within(x, 0, 1));
    const [first, last] = axis.limits;
    const under = (/** @type {Spot} */ { x }) => within((x - from) / scale, 0, 1);
    const [begin, near] = [under(start), (LINE * ratio) / scale];
    const both = low + near < begin && begin < high - near;
    const lower = Math.abs(begin - low) <= Math.abs(begin - high);
    return {
      field: "limits",
      once: true,
      pull(now, range, before) {
        const by = within(under(now) - begin, -low, 1 - high);
        const ends = both ? [low + by, high + by] : lower ? [Math.min(under(now), high - APART), null] : [null, Math.max(under(now), low + APART)];
        if (both && !by) return before;
        return ends.map((end, k) => (end === null ? before[k] : onGrid(first + end * (last - first), ...range)));
      },
    };
  },

  pair(_, { shows, mode = shows, divider: [left, across], balance }, { x }, ratio) {
    if (mode !== "curtain" || Math.abs(x - (left + balance * across)) > DIVIDER * ratio) return undefined;
    return { field: "balance", once: false, pull: (now, range) => onGrid(within((100 * (now.x - left)) / across, 0, 100), ...range) };
  },
};

/** @param {ArrayLike<number>} places @param {number} place */
function nearest(places, place) {
  let found = 0;
  for (let k = 1; k < places.length; k += 1) if (Math.abs(places[k] - place) < Math.abs(places[found] - place)) found = k;
  return found;
}

const APART = 0.004; // of the scale: two lines never meet

/**
 * What a click chooses.
 *
 * @type {Record<string, (layer: Layer, about: any, place: Spot, ratio: number) => {field: string, chosen: number} | undefined>}
 */
const PICKS = {
  rings({ arrays }, about, { x, y }) {
    if (!about.reach) return undefined;
    const shown = passing(arrays, about);
    let [number, chosen, least] = [-1, -1, Math.max(about.radius, about.reach)];
    for (let k = 0; k < arrays.groups.length; k += 1) {
      if (!shown(k)) continue;
      number += 1;
      const far = Math.hypot((arrays.xy[2 * k] - x) / about.scale[0], (arrays.xy[2 * k + 1] - y) / about.scale[1]);
      if (far < least || (far === least && chosen < 0)) [chosen, least] = [number, far];
    }
    return { field: "selected", chosen };
  },
};

/** @type {Record<string, (pen: CanvasRenderingContext2D, layer: Layer, about: any) => void>} */
const PAINTERS = {
  bitmap(pen, { arrays: { rgba } }, { place }) {
    if (rgba) pen.drawImage(rgba, place[0], place[1]); // where there is anything
  },

  shades(pen, layer, about) {
    const { values, rows, cols, table } = layer.arrays;
    const { place, ...colors } = about;
    const key = JSON.stringify(colors);
    if (layer.kept?.key !== key) {
      const surface = layer.kept?.surface ?? new OffscreenCanvas(cols.length, rows.length);
      const pixels = layer.kept?.pixels ?? new ImageData(cols.length, rows.length);
      shade(new Uint32Array(pixels.data.buffer), values, rows, cols, tableOf(table, colors), colors);
      surface.getContext("2d").putImageData(pixels, 0, 0);
      layer.kept = { key, surface, pixels };
    }
    pen.drawImage(layer.kept.surface, place[0], place[1]);
  },

  /** Two images, in which what differs is marked: one of them, or both in one. */
  pair(pen, layer, about) {
    layer.kept ??= new Pair(layer);
    pen.drawImage(layer.kept.painted(about), about.place[0], about.place[1]);
  },

  rings(pen, { arrays }, about) {
    const { radius, scale, casing, alpha, dash, styles } = about;
    const { xy } = arrays;
    const groups = grouped(arrays, about);
    const radii = [radius].flat().filter((one) => one > 0);
    for (const dark of [true, false]) {
      styles.forEach((/** @type {any} */ style, /** @type {number} */ group) => {
        pen.globalAlpha = dark ? alpha : 1;
        pen.strokeStyle = dark ? "black" : style.color;
        pen.lineWidth = (style.width + (dark ? 2 * casing : 0)) / pen.getTransform().a;
        for (const one of radii) {
          const [across, down] = [one * scale[0], one * scale[1]];
          const dashes = Math.max(3, Math.round((Math.PI * (across + down)) / 2 / (dash * style.width)));
          const length = (Math.PI * (across + down)) / 2 / dashes;
          pen.setLineDash(style.dashed && !dark ? [length, length] : []);
          pen.beginPath();
          for (let k = 0; k < groups.length; k += 1) {
            if (groups[k] !== group) continue;
            pen.moveTo(xy[2 * k] + across, xy[2 * k + 1]);
            pen.ellipse(xy[2 * k], xy[2 * k + 1], across, down, 0, 2 * Math.PI, 0, true); // dashes begin so
          }
          pen.stroke();
        }
      });
    }
  },

  /** What numbers in rows and columns are along one of these. */
  curve(pen, { arrays: { values, places } }, { nth, along, base, scale, width, color }) {
    const [, cols] = values.shape;
    pen.setLineDash([]);
    pen.lineWidth = width;
    pen.strokeStyle = color;
    pen.lineJoin = "round";
    pen.beginPath();
    let open = false;
    for (let k = 0; k < places.length; k += 1) {
      const value = values[along === "row" ? nth * cols + k : k * cols + nth];
      const y = pen.canvas.height - (base + scale * value);
      if (Number.isFinite(y)) open ? pen.lineTo(places[k], y) : pen.moveTo(places[k], y);
      open = Number.isFinite(y);
    }
    pen.stroke();
  },

  handles(pen, _, { limits, axis, start, scale, width, color }) {
    const find = norm(axis);
    pen.fillStyle = color;
    for (const limit of limits) {
      const middle = Math.floor(start + Math.min(Math.max(find(limit), 0), 1) * scale + 0.5) + (Math.round(width) % 2) / 2;
      pen.fillRect(middle - width / 2, 0, width, pen.canvas.height);
    }
  },

  straight(pen, _, { at: place, ends, upright, strokes, height }) {
    for (const { width, color, dashes, offset } of strokes) {
      const snapped = Math.floor(place + 0.5) + (Math.floor(width + 0.5) % 2) / 2;
      const [from, to] = ends.map((/** @type {number} */ end) => (upright ? [snapped, end] : [end, height - snapped]));
      pen.setLineDash(dashes);
      pen.lineDashOffset = offset;
      pen.lineWidth = width / pen.getTransform().a;
      pen.strokeStyle = color;
      pen.beginPath();
      pen.moveTo(from[0], from[1]);
      pen.lineTo(to[0], to[1]);
      pen.stroke();
    }
    pen.lineDashOffset = 0;
  },

  /** What is true no more, and not yet known. */
  veil(pen, _, { late }) {
    if (late === null) return;
    pen.fillStyle = `rgb(255 255 255 / ${1 - WAITING})`;
    pen.fillRect(0, 0, pen.canvas.width, pen.canvas.height);
  },

  numbers(pen, layer, about) {
    const { xy, values, sums } = layer.arrays;
    const { radius, scale, gap, height, top, base, column, place, box: [left, bottom, cols, rows] } = about;
    const n = values.length;
    const waiting = column >= 0 && (column + 1) * n > sums.length;
    const now = column < 0 || waiting ? values : sums.subarray(column * n, (column + 1) * n);
    const shown = passing(layer.arrays, about);
    /** @type {{text: string, x: number, y: number}[]} */
    const words = [];
    for (let k = 0; k < n; k += 1) {
      const y = xy[2 * k + 1] + (radius * scale + gap + height / 2);
      if (shown(k) && y + height / 2 <= top) words.push({ text: compact(now[k]), x: xy[2 * k] - left, y: y - base - bottom });
    }
    layer.kept ??= { surface: new OffscreenCanvas(cols, rows), pixels: new ImageData(cols, rows) };
    const { surface, pixels } = layer.kept;
    stamp(new Uint32Array(pixels.data.buffer).fill(0), cols, rows, spelled(words, layer.arrays, about.letters), layer.arrays);
    surface.getContext("2d").putImageData(pixels, 0, 0);
    pen.globalAlpha = waiting ? WAITING : 1;
    pen.drawImage(surface, place[0], place[1]);
    pen.globalAlpha = 1;
  },
};

/**
 * How numbers become colours: `limits` of the first and the last one, and how they are spread between them.
 *
 * @typedef {{limits: [number, number], single: boolean, scale?: string, gamma?: number, linthresh?: number,
 *   middle?: number | null, center?: number | null, free?: [number, number]}} Colors
 */

/** @typedef {(x: number) => number} Real */

/** @type {Real} */
const exactly = (x) => x;

/** How norms of matplotlib transform a value; of numbers in single precision, `round` does what numpy's logarithm does. */
const TRANSFORMS = {
  /** @param {Real} round @returns {Real} */
  log: (round) => (value) => (value > 0 ? round(Math.log10(value)) : NaN),

  /** @param {Real} round @param {number} linthresh @returns {Real} */
  symlog(round, linthresh) {
    const even = 1 / (1 - 1 / 10);
    const start = even - Math.log(linthresh) / Math.LN10;
    return (value) => {
      const size = Math.abs(value);
      if (size <= linthresh) return value * even;
      return Math.sign(value) * linthresh * (start + round(Math.log(size)) / Math.LN10);
    };
  },

  /** @param {Real} _ @param {number} linthresh @returns {Real} */
  asinh: (_, linthresh) => (value) => linthresh * Math.asinh(value / linthresh),
};

const WAITING = 0.35; // how much is seen of numbers that are not known yet

/**
 * Which marks stand for a peak that is beyond the limits now.
 *
 * @param {Record<string, any>} arrays @param {any} about
 * @returns {(k: number) => boolean}
 */
function passing({ ranks, prominences }, { count, prominence }) {
  return (k) => !ranks || (ranks[k] < count && (!prominence || prominences[k] >= prominence));
}

/**
 * The style of each mark, as it is for the one that is selected; -1 for those that are not shown.
 *
 * Those that are shown are numbered; those set by hand, whose rank is negative, come last.
 *
 * @param {Record<string, any>} arrays @param {any} about
 */
function grouped({ groups, ...arrays }, about) {
  const shown = passing(arrays, about);
  let number = -1;
  return Array.from(groups, (group, k) => {
    if (!shown(k)) return -1;
    number += 1;
    return number === about.selected ? about.marked : group;
  });
}

// --- marks ---

/**
 * Stamp marks, as `paint` of nbtools/draw/marks/stamps.py does.
 *
 * @param {Marks} marks
 * @param {DataView[]} buffers
 * @returns {Promise<Marks>}
 */
async function inked(marks, buffers) {
  const { size: [cols, rows], counts, arrays } = marks;
  for (const [name, about] of Object.entries(arrays)) arrays[name] = await unpacked(name, about, buffers[about.buffer]);
  let start = 0;
  const places = counts.map((count, k) => /** @type {[number, any]} */ ([k, arrays.where.subarray(2 * start, 2 * (start += count))]));
  const ink = new Uint32Array(cols * rows);
  stamp(ink, cols, rows, places, arrays);
  return { ...marks, ink };
}

/**
 * Lay a picture over opaque pixels with the arithmetic of Agg, which matplotlib paints with.
 *
 * @param {Uint32Array} pixels
 * @param {Marks} marks
 */
function lay(pixels, { clip: [left, top, cols, rows], place, size: [width], ink }) {
  for (let row = 0; row < rows; row += 1) {
    let from = (row + top - place[1]) * width + left - place[0];
    for (let at = row * cols; at < (row + 1) * cols; at += 1, from += 1) {
      const over = ink[from];
      const alpha = over >>> 24;
      if (!alpha) continue;
      const below = pixels[at];
      let mixed = alpha === 255 ? over : BLACK;
      for (let shift = 0; shift < 24 && alpha < 255; shift += 8) {
        const kept = ((below >> shift) & 255) * 255;
        const channel = ((((over >> shift) & 255) * 256 - kept) * alpha + kept * 256) / (alpha + 65280);
        mixed |= channel << shift;
      }
      pixels[at] = mixed;
    }
  }
}

/** As in nbtools/draw/marks/top.py. @param {Uint32Array} pixels */
function checksum(pixels) {
  let sum = 0;
  for (let k = 0; k < pixels.length; k += 1) sum = (sum + Math.imul(pixels[k], 2 * k + 1)) | 0;
  return sum >>> 0;
}

// --- numbers ---

const PREFIXES = ["n", "µ", "m", "", "k", "M", "G", "T"];

/** What is no number as nbtools/compute/numerals.py writes it. @param {number} value */
const noNumber = (value) => (value !== value ? "–" : value < 0 ? "-∞" : "∞");

/**
 * Write a number as `told` of nbtools/compute/numerals.py does.
 *
 * @param {number} value
 */
function told(value) {
  if (!Number.isFinite(value)) return noNumber(value);
  const text = digits(value, 6);
  const size = Math.abs(Number(text));
  const whole = Number.isInteger(value);
  if (Math.abs(value) < 1e15 && (whole || size >= 1e6)) {
    const before = Number(value.toExponential().split("e")[1]) + 1;
    return String((whole ? value : Number(digits(value, before))) + 0);
  }
  if (size >= 1e-4 && size < 1e6) return String(Number(text));
  const [mantissa, exponent] = text.split("e").map(Number);
  return `${mantissa}e${exponent}`;
}

/**
 * Write a number as `compact` of nbtools/compute/numerals.py does.
 *
 * @param {number} value
 */
function compact(value) {
  if (!Number.isFinite(value)) return noNumber(value);
  const rounded = Number(digits(value, 4));
  const size = Math.abs(rounded);
  if (size === 0) return "0";
  if (size >= 0.01 && size < 10000) return String(size >= 0.1 ? rounded : Number(digits(value, 3)));
  if (size >= 1e-9 && size < 1e15) {
    const power = 3 * Math.floor(Number(size.toExponential().split("e")[1]) / 3);
    return Number(digits(rounded / Number(`1e${power}`), 4)).toPrecision(4) + PREFIXES[power / 3 + 3];
  }
  return digits(value, size >= 1e-99 && size < 9e99 ? 2 : 1);
}

/**
 * Round to some digits and write them with a power of ten. What lies in the middle becomes even, as in Python and not
 * in JavaScript.
 *
 * @param {number} value @param {number} number
 */
function digits(value, number) {
  const [mantissa, exponent] = Math.abs(value).toExponential(60).split("e");
  const all = mantissa.replace(".", "");
  const rest = all.slice(number);
  const half = `5${"0".repeat(rest.length - 1)}`;
  const kept = Number(all.slice(0, number));
  const text = String(kept + Number(rest > half || (rest === half && kept % 2 === 1)));
  const power = Number(exponent) + text.length - number; // 9.99 may have become 10.0
  const more = number > 1 ? `.${text.slice(1, number)}` : "";
  return `${value < 0 ? "-" : ""}${text[0]}${more}e${power < 0 ? "-" : ""}${String(Math.abs(power)).padStart(2, "0")}`;
}

/**
 * Put words together from letters, as nbtools/draw/marks/letters.py does: where each of these goes.
 *
 * @param {{text: string, x: number, y: number}[]} words with the middles of their base lines, from the lower left corner
 * @param {Record<string, any>} stamps
 * @param {string} letters
 * @returns {Map<number, number[]>}
 */
function spelled(words, { widths }, letters) {
  const places = new Map();
  for (const { text, x, y } of words) {
    const which = Array.from(text, (letter) => letters.indexOf(letter));
    let left = even(x - which.reduce((sum, letter) => sum + widths[letter], 0) / 2);
    for (const letter of which) {
      if (!places.has(letter)) places.set(letter, []);
      places.get(letter).push(left, even(y));
      left += widths[letter];
    }
  }
  return places;
}

/**
 * Stamp as nbtools/draw/marks/stamps.py does: first what matters least.
 *
 * @param {Uint32Array} pixels
 * @param {number} cols
 * @param {number} rows
 * @param {Iterable<[number, ArrayLike<number>]>} places stamps, each with the places from the lower left corner
 * @param {Record<string, any>} stamps
 */
function stamp(pixels, cols, rows, places, { offsets, pixels: inks, parts }) {
  for (let part = 0; part < 4; part += 1) {
    for (const [one, where] of places) {
      for (let k = parts[5 * one + part]; k < parts[5 * one + part + 1]; k += 1) {
        for (let at = 0; at < where.length; at += 2) {
          const [col, row] = [where[at] + offsets[2 * k], rows - 1 - where[at + 1] - offsets[2 * k + 1]];
          if (col >= 0 && col < cols && row >= 0 && row < rows) pixels[row * cols + col] = inks[k];
        }
      }
    }
  }
}

/** Round, what lies in the middle to the even number. @param {number} x */
function even(x) {
  const near = Math.round(x);
  return near - x === 0.5 && near % 2 ? near - 1 : near;
}

/**
 * Say where between its limits a value is, times a number of entries, with the arithmetic of matplotlib's norms; NaN for
 * nowhere.
 *
 * @param {Colors} colors
 * @param {number} entries
 * @returns {Real}
 */
function norm({ limits: [low, high], single, scale = "linear", gamma = 1, linthresh = 1 }, entries = 1) {
  const round = single ? Math.fround : exactly;
  if (low === high) return (value) => (value === value ? 0 : NaN);
  if (scale === "linear" && gamma === 1) return (value) => round(round(round(value - low) / (high - low)) * entries);
  if (scale === "linear") {
    const [start, span, power] = [round(low), round(high - low), round(gamma)];
    return (value) => {
      const x = round(round(value - start) / span);
      return round((x > 0 ? round(x ** power) : x) * entries);
    };
  }
  const bent = TRANSFORMS[/** @type {"log" | "symlog" | "asinh"} */ (scale)];
  const [transform, whole] = [bent(round, linthresh), bent(exactly, linthresh)];
  const [start, span] = [whole(low), whole(high) - whole(low)];
  const kept = scale === "log" ? round : exactly;
  return (value) => {
    const x = kept(kept(kept(transform(value) - start) / span) * entries);
    return Number.isFinite(x) ? x : NaN;
  };
}

/**
 * Say which of some entries of a table of colours a value has; after these come those for too low, too high and bad.
 *
 * @param {Colors} colors
 * @param {number} entries
 * @returns {Real}
 */
function finder(colors, entries) {
  const find = norm(colors, entries);
  return (value) => {
    const x = find(value);
    if (x !== x) return entries + 2;
    return x < 0 ? entries : x > entries ? entries + 1 : x === entries ? entries - 1 : Math.trunc(x);
  };
}

/**
 * The same for values of an array; of short integers, for each number that there is only once.
 *
 * @param {any} values
 * @param {Colors} colors
 * @param {number} entries
 * @returns {Real}
 */
function finderFor(values, colors, entries) {
  const find = finder(colors, entries);
  const number = 2 ** (8 * values.BYTES_PER_ELEMENT);
  if (number > 1 << 16 || values.length < number) return find;
  const every = values.constructor.from({ length: number }, (/** @type {any} */ _, /** @type {number} */ k) => k);
  const places = Uint16Array.from(every, find);
  return (value) => places[value & (number - 1)];
}

/**
 * Colour numbers.
 *
 * @param {Uint32Array} pixels
 * @param {ArrayLike<number>} values
 * @param {Uint16Array} rows
 * @param {Uint16Array} cols
 * @param {Uint32Array} table
 * @param {Colors} colors
 */
function shade(pixels, values, rows, cols, table, colors) {
  const place = finderFor(values, colors, table.length - 3);
  const width = cols.reduce((most, col) => Math.max(most, col), 0) + 1;
  let k = 0;
  let before = -1;
  for (const row of rows) {
    if (row === before) pixels.copyWithin(k, k - cols.length, k);
    else for (let j = 0; j < cols.length; j += 1) pixels[k + j] = table[place(values[row * width + cols[j]])];
    before = row;
    k += cols.length;
  }
}

/**
 * What is known of the pixel at a place, in the words of its layer.
 *
 * @param {Layer} layer
 * @param {any} about
 * @param {{x: number, y: number}} place
 */
function worded({ arrays: { values, rows, cols, table } }, { words, first, place: [left, top], ...colors }, { x, y }) {
  const [down, across] = [rows[Math.floor(y - top)], cols[Math.floor(x - left)]];
  const value = values[down * values.shape[1] + across];
  if (!(value === value)) return undefined;
  const found = tableOf(table, colors);
  const ink = found[finder(colors, found.length - 3)(value)];
  const hex = [0, 8, 16, 24].map((bit) => ((ink >>> bit) & 255).toString(16).padStart(2, "0")).join("");
  const known = { row: first[0] + down, col: first[1] + across, value: told(value), color: `#${hex.replace(/ff$/, "")}` };
  return words.replace(/\{(\w+)\}/g, (/** @type {string} */ _, /** @type {keyof known} */ name) => known[name]);
}

/**
 * The table of one of several colormaps, or what follows it: the same the other way round; with colours of its own for
 * values that are too low, too high and bad.
 *
 * @param {Uint8Array} tables
 * @param {any} about
 */
function tableOf(tables, { span: [start, stop] = [0, tables.length / 4], turned = 0, marks, marked, bad, bads }) {
  const length = stop - start;
  const found = new Uint32Array(tables.slice(4 * (start + turned * length), 4 * (stop + turned * length)).buffer);
  if (marked) found.set(marks, length - 3);
  if (bads) found[length - 1] = bads[bad];
  return found;
}

// --- two images in one: as in draw/diff/mixing.py, on pixels of 32 bits ---

const [BLACK, WHITE] = [0xff000000, 0xffffffff];

/** Fade towards white. @param {Uint32Array} pixels @param {number} dim */
function dimmed(pixels, dim) {
  const table = Uint8Array.from({ length: 256 }, (_, k) => even(k + (255 - k) * dim));
  return pixels.map((p) => table[p & 255] | (table[(p >> 8) & 255] << 8) | (table[(p >> 16) & 255] << 16) | (table[p >>> 24] << 24));
}

/** Mix, with a share of the second. @param {Uint32Array} before @param {Uint32Array} after @param {number} share */
function blend(before, after, share) {
  const weight = even(share * 256);
  const mixed = new Uint8ClampedArray(4 * before.length);
  const [first, second] = [new Uint8Array(before.buffer), new Uint8Array(after.buffer)];
  for (let k = 0; k < mixed.length; k += 1) mixed[k] = (first[k] * (256 - weight) + second[k] * weight + 128) >> 8;
  return new Uint32Array(mixed.buffer);
}

/** Lay the brightness of both over each other. @param {Uint32Array} before @param {Uint32Array} after */
function magentaGreen(before, after) {
  const bright = (/** @type {number} */ p) => (77 * (p & 255) + 150 * ((p >> 8) & 255) + 29 * ((p >> 16) & 255) + 128) >> 8;
  return before.map((p, k) => BLACK | (bright(p) * 0x10001) | (bright(after[k]) << 8));
}

/**
 * The first left of a column, the second right of it, and a line between.
 *
 * @param {Uint32Array} before
 * @param {Uint32Array} after
 * @param {number} width
 * @param {number} column
 */
function curtain(before, after, width, column) {
  const middle = Math.min(Math.max(column, 0), width);
  return before.map((p, k) => {
    const x = (k % width) - middle;
    return x < -2 ? p : x < 0 ? BLACK : x < 2 ? WHITE : after[k];
  });
}

/**
 * Both in turns, in squares.
 *
 * @param {Uint32Array} before
 * @param {Uint32Array} after
 * @param {Float64Array} down data coordinates of the rows
 * @param {Float64Array} across and of the columns
 * @param {number} tile
 */
function checkers(before, after, down, across, tile) {
  const [rows, cols] = [down, across].map((places) => places.map((place) => Math.floor(place / tile)));
  return before.map((p, k) => ((rows[Math.floor(k / cols.length)] + cols[k % cols.length]) % 2 ? after[k] : p));
}

/**
 * What lies within some pixels of an area, straight up, down, left or right.
 *
 * @param {Uint8Array} area
 * @param {number} width of the whole
 * @param {number} reach
 */
function grown(area, width, reach) {
  const found = area.slice();
  for (let k = 0; k < area.length; k += 1) {
    if (!area[k]) continue;
    const col = k % width;
    for (let step = 1; step <= reach; step += 1) {
      if (col >= step) found[k - step] = 1;
      if (col + step < width) found[k + step] = 1;
      if (k >= step * width) found[k - step * width] = 1;
      if (k + step * width < area.length) found[k + step * width] = 1;
    }
  }
  return found;
}

/** Each mark 3 x 3 pixels large. @param {Uint8Array} marked @param {number} width */
function spread(marked, width) {
  const wide = marked.map((mark, k) => mark | (k % width ? marked[k - 1] : 0) | ((k + 1) % width ? marked[k + 1] : 0));
  return wide.map((mark, k) => mark | (wide[k - width] ?? 0) | (wide[k + width] ?? 0));
}

/**
 * A black line inside of the marked areas, and a white one around them.
 *
 * @param {Uint32Array} pixels
 * @param {Uint8Array} marked
 * @param {number} width
 * @param {number} line
 */
function outlined(pixels, marked, width, line) {
  const around = grown(marked, width, line);
  const inside = grown(marked.map((mark) => 1 - mark), width, line);
  return pixels.map((p, k) => (marked[k] ? (inside[k] ? BLACK : p) : around[k] ? WHITE : p));
}

const RINGS = [0, 7, 9, 11]; // twice the radii at which what is about a mark begins, the white line, the black one, the rest
const [FEW, MUCH] = [0.005, 0.1]; // shares of a picture: edges of marked areas, and rings about them, at most

/**
 * Rings about small marked areas, white and around that black; where there are too many, there are none.
 *
 * @param {Uint32Array<ArrayBuffer>} pixels
 * @param {Uint8Array} marked
 * @param {number} width
 * @param {number} line
 */
function ringed(pixels, marked, width, line) {
  const most = FEW * marked.length;
  const edge = [];
  for (let k = marked.indexOf(1); k >= 0 && edge.length <= most; k = marked.indexOf(1, k + 1)) {
    const inside = k % width && (k + 1) % width && marked[k - 1] && marked[k + 1] && marked[k - width] && marked[k + width];
    if (!inside) edge.push(k);
  }
  if (!edge.length || edge.length > most) return pixels;
  const [reach, height] = [(RINGS[3] * line) >> 1, marked.length / width];
  const zones = new Uint8Array(marked.length);
  for (const zone of [3, 2, 1]) {
    const [least, far] = [(RINGS[zone - 1] * line) ** 2, (RINGS[zone] * line) ** 2];
    for (let down = -reach; down <= reach; down += 1) {
      for (let across = -reach; across <= reach; across += 1) {
        const away = 4 * (down * down + across * across);
        if (away <= least || away > far) continue;
        for (const k of edge) {
          const [row, col] = [Math.floor(k / width) + down, (k % width) + across];
          if (row >= 0 && row < height && col >= 0 && col < width) zones[row * width + col] = zone;
        }
      }
    }
  }
  const rings = zones.map((zone, k) => (marked[k] ? 0 : Math.max(zone - 1, 0)));
  if (rings.reduce((sum, ring) => sum + Math.min(ring, 1), 0) > MUCH * marked.length) return pixels;
  return pixels.map((p, k) => (rings[k] ? (rings[k] === 1 ? WHITE : BLACK) : p));
}

/** The pixels of a layer with two images, as `Face` paints them; what does not depend on the threshold is kept. */
class Pair {
  /** @param {Layer} layer */
  constructor({ arrays }) {
    this.arrays = arrays;
    this.width = arrays.cols.length;
    this.height = arrays.rows.length;
    this.surface = new OffscreenCanvas(this.width, this.height);
    this.cells = Math.max(...arrays.cols) + 1; // in a row
    this.levels = this.enlarged(arrays.levels);
    /** @type {Map<string, [string, Uint32Array]>} */
    this.kept = new Map(); // what was made of the same at last
  }

  /** Numbers of cells as numbers of pixels of the screen. @param {any} cells */
  enlarged(cells) {
    const { rows, cols } = this.arrays;
    const found = new cells.constructor(rows.length * cols.length);
    let k = 0;
    for (const row of rows) for (const col of cols) found[k++] = cells[row * this.cells + col];
    return found;
  }

  /** @param {string} name @param {string} key @param {() => Uint32Array} make @returns {Uint32Array} */
  keep(name, key, make) {
    const before = this.kept.get(name);
    const found = before?.[0] === key ? before[1] : make();
    this.kept.set(name, [key, found]);
    return found;
  }

  /** The colours of an image. @param {string} name @param {any} about @param {boolean} most of the pixels that differ most */
  colors(name, about, most) {
    const full = most && `${name}_most` in this.arrays ? `${name}_most` : name;
    const numbers = this.arrays[full];
    const table = { difference: "signs" }[name] ?? about.palette ?? "table";
    const limits = name === "difference" ? undefined : (about.limits ?? about.ends?.[name === "before" ? 0 : 1]);
    return this.keep(full, `${table} ${limits}`, () => {
      if (numbers instanceof Uint32Array && !limits) return this.enlarged(numbers); // finished pixels
      const palette = new Uint32Array(this.arrays[table].buffer);
      if (!limits) return new Uint32Array(this.enlarged(numbers)).map((code) => palette[code]);
      const pixels = new Uint32Array(this.levels.length);
      shade(pixels, numbers, this.arrays.rows, this.arrays.cols, palette, { limits, single: about.single[full === name ? 0 : 1] });
      return pixels;
    });
  }

  /** What is faded. @param {string} name @param {any} about */
  faint(name, about) {
    const pixels = this.colors(name, about, false);
    const dim = Math.max(about.dim, about.least ?? 0);
    const kept = this.kept.get(name);
    return this.keep(`${name} faint`, `${dim} ${kept?.[0]}`, () => dimmed(pixels, dim));
  }

  /** An image with its marks. @param {string} name @param {any} about */
  side(name, about) {
    const [marked, faint, limit] = [this.colors(name, about, true), this.faint(name, about), about.above];
    return faint.map((p, k) => (this.levels[k] > limit ? marked[k] : p));
  }

  /** @param {any} about @param {Uint8Array} marked */
  mixed(about, marked) {
    const { shows } = about;
    if (shows === "map") {
      const share = marked.reduce((sum, mark) => sum + mark, 0) / marked.length;
      const large = share < about.crowded ? spread(marked, this.width) : marked;
      const [mark] = new Uint32Array(Uint8Array.from(about.mark).buffer);
      return this.faint("before", about).map((p, k) => (large[k] ? mark : p));
    }
    if (["before", "after", "difference"].includes(shows)) return this.side(shows, about);
    const [before, after] = ["before", "after"].map((name) => this.side(name, about));
    const { balance, divider: [left, across, start] } = about;
    if (shows === "curtain") return curtain(before, after, this.width, even(left + balance * across - start));
    if (shows === "fade") return blend(before, after, balance);
    if (shows === "overlay") return magentaGreen(before, after);
    return checkers(before, after, this.arrays.down, this.arrays.across, about.tile);
  }

  /** @param {any} told */
  painted(told) {
    const shows = !told.mode ? told.shows : told.mode === "blink" ? told.side : told.mode;
    const about = { ...told, shows };
    const marked = new Uint8Array(this.levels.length);
    for (let k = 0; k < marked.length; k += 1) marked[k] = Number(this.levels[k] > about.above);
    const mixed = this.mixed(about, marked);
    const surround = about.outlined ? outlined : ringed;
    const pixels = about.line ? surround(mixed, marked, this.width, about.line) : mixed;
    const image = new ImageData(new Uint8ClampedArray(pixels.buffer), this.width, this.height);
    this.surface.getContext("2d")?.putImageData(image, 0, 0);
    return this.surface;
  }
}
