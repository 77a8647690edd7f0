// What only the page can do for an explorer.
function render({ model, el }) {
  el.style.display = "none";

  function tend() {
    const root = el.closest(".nbtools-explorer");
    const pictures = root?.querySelectorAll(".jupyter-matplotlib-canvas-div") ?? [];
    pictures.forEach((box, k) => {
      // ipympl keeps every key from a focused picture, Tab too: who came by keyboard could not leave it again.
      if (box.hasAttribute("tabindex")) box.removeAttribute("tabindex");
      if (box.getAttribute("role") !== "img") box.setAttribute("role", "img");
      const alt = model.get("alts")[k] ?? "";
      if (box.ariaLabel !== alt) box.ariaLabel = alt;
    });
  }

  // At each frame, and before it shows it, ipympl encodes the whole picture once more, for notebooks that embed the
  // state of their widgets. Ours carry a still picture instead.
  async function quicken() {
    for (const id of model.get("canvases")) {
      const canvas = await model.widget_manager.get_model(id);
      canvas.offscreen_canvas.toDataURL = () => "";
    }
  }

  const watch = new MutationObserver(tend);
  const start = requestAnimationFrame(() => {
    tend();
    const root = el.closest(".nbtools-explorer");
    if (root) watch.observe(root, { childList: true, subtree: true });
  });
  quicken();
  model.on("change:alts", tend);
  return () => { cancelAnimationFrame(start); watch.disconnect(); model.off("change:alts", tend); };
}

export default { render };
