// The rows come sorted from Python; here they are only shown, as text.

const ROWS = 8; // that are in view

/** What makes a number as long behind its point as the longest of its column. @param {string[]} texts */
function pads(texts) {
  const tails = texts.map((text) => text.match(/^-?\d+((?:\.\d+)?(?:e[+-]\d+)?)$/)?.[1]);
  const longest = tails.reduce((long, tail) => (tail && tail.length > (long?.length ?? 0) ? tail : long), "") ?? "";
  return tails.map((tail) => (tail === undefined ? "" : longest.slice(tail.length).replace(/\D/g, "\u2008").replace(/\d/g, "\u2007")));
}

/** @param {{model: any, el: HTMLElement}} props */
function render({ model, el }) {
  const box = document.createElement("div");
  box.className = "nbtools-table";
  const frame = document.createElement("div");
  frame.className = "nbtools-table-frame";
  const table = document.createElement("table");
  const head = table.createTHead().insertRow();
  const body = table.createTBody();
  const note = document.createElement("div");
  note.className = "nbtools-table-note";
  box.append(table);
  frame.append(box);
  el.append(frame, note);

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
      const about = model.get("about")[name];
      button.title = `Sort by ${name}` + (about ? `: ${about}` : "");
      button.onclick = () => sortBy(name);
      cell.append(button);
      return cell;
    }));
  }

  function drawBody() {
    /** @type {[number, ...string[]][]} */
    const rows = model.get("rows");
    const room = model.get("columns").map((/** @type {string} */ _, /** @type {number} */ k) => pads(rows.map((row) => String(row[k + 1]))));
    body.replaceChildren(...rows.map(([index, ...cells], number) => {
      const row = document.createElement("tr");
      row.dataset.index = String(index);
      row.onclick = () => { select(index); row.focus(); };
      cells.forEach((text, k) => {
        const cell = row.insertCell();
        cell.textContent = text;
        if (room[k][number]) cell.dataset.pad = room[k][number]; // shown, but no part of the text
      });
      return row;
    }));
    note.textContent = model.get("note");
    fit();
    mark();
  }

  /** Show whole rows, and that there is more at the right. */
  function fit() {
    const [first] = body.rows;
    if (!first?.offsetHeight) return;
    const [top, each] = [head, first].map((row) => row.getBoundingClientRect().height);
    box.style.maxHeight = `${top + ROWS * each + box.offsetHeight - box.clientHeight}px`; // with its own scroll bar
    box.style.scrollPaddingTop = `${top}px`;
    frame.classList.toggle("nbtools-goes-on", box.scrollLeft + box.clientWidth < box.scrollWidth - 1);
  }
  box.onscroll = fit;
  const resized = new ResizeObserver(fit);
  resized.observe(box);

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
  return () => {
    resized.disconnect();
    for (const [event, action] of Object.entries(watch)) model.off(event, action);
  };
}

export default { render };
