// What a page with saved widgets does when it has been loaded: as `renderWidgets` of @jupyter-widgets/html-manager.
addEventListener("load", async () => {
  requirejs.config({ paths: { anywidget: "https://cdn.jsdelivr.net/npm/anywidget@0/dist/index" } });
  const loader = (name) => new Promise((done, failed) => requirejs([name], done, failed));
  for (const saved of document.querySelectorAll('script[type="application/vnd.jupyter.widget-state+json"]')) {
    const manager = new HTMLManager({ loader });
    await defineBase(manager);
    const models = await manager.set_state(JSON.parse(saved.textContent));
    for (const tag of document.querySelectorAll('script[type="application/vnd.jupyter.widget-view+json"]')) {
      const model = models.find((one) => one.model_id === JSON.parse(tag.textContent).model_id);
      if (!model) continue;
      const place = document.createElement("div");
      place.className = "widget-subarea";
      tag.parentElement.insertBefore(place, tag);
      manager.display_view(await manager.create_view(model), place);
    }
  }
});
