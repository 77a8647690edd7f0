// The rows come sorted from Python; here they are only shown, as text.

/** @param {{model: any, el: HTMLElement}} props */
function render({ model, el }) {
  const box = document.createElement("div");
  box.className = "nbtools-table";
  const table = document.createElement("table");
  const head = table.createTHead().insertRow();
  const body = table.createTBody();
  const note = document.createElement("div");
  note.className = "nbtools-table-note";
  box.append(table);
  el.append(box, note);

  const select = (/** @type {number} */ index) => { model.set("selected", index); model.save_changes(); };

  /** @param {string} column */
  function sortBy(column) {
    const [now, rising] = model.get("sort");
    model.set("sort", [column, now === column ? !rising : false]);
    model.save_changes();
  }

  function drawHead() {
    const [now, rising] = model.get("sort");
    head.replaceChildren(...model.get("columns").map((/** @type {string} */ name) => {
      const cell = document.createElement("th");
      cell.scope = "col";
      cell.ariaSort = name !== now ? "none" : rising ? "ascending" : "descending";
      const button = document.createElement("button");
      button.textContent = name + (name !== now ? "" : rising ? " ▲" : " ▼");
      button.title = `Sort by ${name}`;
      button.onclick = () => sortBy(name);
      cell.append(button);
      return cell;
    }));
  }

  function drawBody() {
    body.replaceChildren(...model.get("rows").map((/** @type {[number, ...string[]]} */ [index, ...cells]) => {
      const row = document.createElement("tr");
      row.dataset.index = String(index);
      row.onclick = () => { select(index); row.focus(); };
      for (const text of cells) {
        const cell = row.insertCell();
        cell.textContent = text;
      }
      return row;
    }));
    note.textContent = model.get("note");
    mark();
  }

  function mark() {
    const chosen = model.get("selected");
    for (const row of body.rows) {
      const on = Number(row.dataset.index) === chosen;
      row.ariaSelected = String(on);
      row.tabIndex = on || (chosen < 0 && row === body.rows[0]) ? 0 : -1;
      // Scrolled within the box only: scrollIntoView would move the whole page.
      if (on) {
        const top = row.offsetTop - head.offsetHeight, bottom = row.offsetTop + row.offsetHeight;
        if (top < box.scrollTop) box.scrollTop = top;
        else if (bottom > box.scrollTop + box.clientHeight) box.scrollTop = bottom - box.clientHeight;
      }
    }
  }

  body.onkeydown = (event) => {
    const row = /** @type {Element} */ (event.target).closest("tr");
    if (!row) return;
    const beside = { ArrowDown: row.nextElementSibling, ArrowUp: row.previousElementSibling };
    const next = /** @type {HTMLElement | null | undefined} */ (/** @type {any} */ (beside)[event.key]);
    if (event.key === "Enter") select(Number(row.dataset.index));
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    select(Number(next.dataset.index));
    next.focus({ preventScroll: true });
  };

  drawHead();
  drawBody();
  const watch = { "change:columns": drawHead, "change:sort": drawHead, "change:rows": drawBody,
                  "change:note": drawBody, "change:selected": mark };
  for (const [event, action] of Object.entries(watch)) model.on(event, action);
  return () => { for (const [event, action] of Object.entries(watch)) model.off(event, action); };
}

export default { render };
