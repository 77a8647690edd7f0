// What only the page can do for an explorer.

// A slider says again what it was told when its own arithmetic gives 219.50000000000003 for 219.5. While the kernel is
// busy that is heard late, and would undo a newer change: what is no move of a step is not said.
function steady({ model }) {
  async function hush() {
    for (const id of model.get("sliders")) {
      const slider = await model.widget_manager.get_model(id);
      if (slider.nbtoolsHushed) continue;
      slider.nbtoolsHushed = true;
      const set = slider.set;
      slider.set = function (key, value, options) {
        if (key === "value" && options?.updated_view && same(value, this.get("value"))) return this;
        return set.call(this, typeof key === "object" ? valueLast(key) : key, value, options);
      };
    }
  }
  model.on("change:sliders", hush);
  hush();
}

// Ends and value come together, in any order, and a slider takes one after the other: ends first, as the value may lie
// beyond the former ones, where it would be cut off and said again.
function valueLast({ value, ...ends }) {
  return value === undefined ? ends : { ...ends, value };
}

function same(a, b) {
  const [first, second] = [[a].flat().map(Number), [b].flat().map(Number)];
  return first.every((x, k) => Math.abs(x - second[k]) <= 1e-9 * Math.max(Math.abs(x), Math.abs(second[k]), 1e-3));
}

function render({ model, el }) {
  el.style.display = "none";

  function tend() {
    const root = el.closest(".nbtools-explorer");
    const pictures = root?.querySelectorAll(".jupyter-matplotlib-canvas-div") ?? [];
    pictures.forEach((box, k) => {
      // Only the main picture, the first, understands keys; it keeps JupyterLab's own from moving the cell instead.
      if (k > 0 && box.hasAttribute("tabindex")) box.removeAttribute("tabindex");
      if (k === 0 && !box.dataset.lmSuppressShortcuts) box.dataset.lmSuppressShortcuts = "true";
      if (box.getAttribute("role") !== "img") box.setAttribute("role", "img");
      const alt = model.get("alts")[k] ?? "";
      if (box.ariaLabel !== alt) box.ariaLabel = alt;
    });
  }

  // ipympl gives each frame an address and loads it like a picture of the web, forgets one that is still loading when
  // the next comes, and encodes the whole picture once more for notebooks that embed the state of their widgets. Ours
  // carry a still picture instead, and every frame is decoded, in the order in which they come. The next one is asked
  // for when this one is shown: the kernel would take time from its decoding.
  async function quicken() {
    for (const id of model.get("canvases")) {
      const canvas = await model.widget_manager.get_model(id);
      let last = Promise.resolve();
      canvas.handle_binary = (message, [data]) => {
        const whole = canvas.get("_image_mode") === "full";
        const frame = decoded(data);
        last = last.then(async () => show(canvas, await frame, whole)).catch(console.error);
        canvas.waiting_for_image = false;
      };
      canvas.handle_draw = () => last.then(() => canvas.send_draw_message());
    }
  }

  // A Blob takes its bytes on a detour through another process; but pages that came over plain HTTP have nothing else.
  async function decoded(data) {
    if (!window.ImageDecoder) return createImageBitmap(new Blob([data]));
    const decoder = new ImageDecoder({ data, type: "image/png" });
    const { image } = await decoder.decode();
    decoder.close();
    return image;
  }

  function show(canvas, frame, whole) {
    const surface = canvas.offscreen_canvas;
    if (whole) canvas.offscreen_context.clearRect(0, 0, surface.width, surface.height);
    canvas.offscreen_context.drawImage(frame, 0, 0);
    frame.close();
    canvas._for_each_view((view) => view.update_canvas());
  }

  // A picture becomes narrower with its cell, and grows back to the size that it was made in. The kernel draws it anew,
  // once, when the cell has come to rest. A little more room may be that of the scroll bar, which would come back.
  const [frame, narrowest, little] = [8, 300, 24];

  async function fit() {
    for (const id of heard.clientWidth ? model.get("canvases") : []) {
      const canvas = await model.widget_manager.get_model(id);
      const [[width, height], [now]] = [canvas.get("own_size"), canvas.size];
      const room = Math.max(heard.clientWidth - frame, narrowest);
      const across = Math.min(width, room);
      if (!now) canvas.once("change:_size", fitSoon);
      else if (across < now || (across > now && room >= now + little)) {
        canvas.resize(across, Math.round((height * across) / width));
      }
    }
  }

  let resting;
  function fitSoon() {
    clearTimeout(resting);
    resting = setTimeout(fit, 100);
  }

  const resized = new ResizeObserver(fitSoon);

  const onPicture = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "+", "=", "-", "0", "Home"];

  function hear(event) {
    const picture = event.target.closest?.(".jupyter-matplotlib-canvas-div");
    // ipympl would keep every key from a focused picture, Tab too: who came by keyboard could not leave it again.
    if (picture) event.stopPropagation();
    if (event.type !== "keydown" || event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]");
    if ((picture && onPicture.includes(event.key)) || (!typing && model.get("shortcuts").includes(event.key))) {
      event.preventDefault();
      event.stopPropagation();
      model.send({ key: event.shiftKey && event.key.startsWith("Arrow") ? `Shift+${event.key}` : event.key });
    }
  }

  // A drag is one step of undo, however slow it is.
  function press() {
    model.send({ pressed: true });
    for (const type of ends) window.addEventListener(type, letGo, true);
  }

  function letGo() {
    model.send({ pressed: false });
    for (const type of ends) window.removeEventListener(type, letGo, true);
  }

  const ends = ["pointerup", "pointercancel"];

  // A file comes as a message, so that it does not stay in the widget; another page of this notebook gets it, too, and
  // leaves it alone.
  const here = crypto.getRandomValues(new Uint32Array(2)).join("-");

  // While the kernel is busy, a name that was typed just now may wait behind the click that means it. So the click
  // tells all that it means.
  function ask(event) {
    if (event.target.closest?.(".nbtools-download")) model.send({ download: here });
    if (!event.target.closest?.(".nbtools-write")) return;
    const [what, name, replace] = event.target.closest(".nbtools-save").querySelectorAll("select, input");
    model.send({ save: { what: what.selectedIndex, name: name.value, replace: replace.checked } });
  }

  function take(message, [file]) {
    if (message?.download !== here) return;
    const link = document.createElement("a");
    link.download = message.name;
    link.href = URL.createObjectURL(new Blob([file]));
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }

  const watch = new MutationObserver(tend);
  let heard;
  const start = requestAnimationFrame(() => {
    tend();
    const root = el.closest(".nbtools-explorer");
    if (root) watch.observe(root, { childList: true, subtree: true });
    heard = root;
    if (root) resized.observe(root);
    for (const type of ["keydown", "keyup"]) heard?.addEventListener(type, hear, true);
    heard?.addEventListener("pointerdown", press, true);
    heard?.addEventListener("click", ask);
  });
  quicken();
  model.on("change:alts", tend);
  model.on("msg:custom", take);
  return () => {
    cancelAnimationFrame(start);
    watch.disconnect();
    resized.disconnect();
    clearTimeout(resting);
    for (const type of ["keydown", "keyup"]) heard?.removeEventListener(type, hear, true);
    heard?.removeEventListener("pointerdown", press, true);
    for (const type of ends) window.removeEventListener(type, letGo, true);
    heard?.removeEventListener("click", ask);
    model.off("msg:custom", take);
    model.off("change:alts", tend);
  };
}

export default { initialize: steady, render };
