// The numbers of a window of pixels as a table in their colours, and buttons that copy them.
function render({ model, el }) {
  const box = document.createElement("div");
  box.className = "nbtools-inspector";
  const head = document.createElement("div");
  head.className = "nbtools-inspector-head";
  const frame = document.createElement("div");
  frame.className = "nbtools-inspector-pixels";
  const table = document.createElement("table");
  frame.append(table);
  const numbers = document.createElement("div");
  numbers.className = "nbtools-inspector-numbers";
  const line = document.createElement("div");
  line.className = "nbtools-inspector-copy";
  const field = document.createElement("textarea");
  field.readOnly = true;
  field.rows = 2;
  field.wrap = "off";
  field.ariaLabel = field.title = "The marked window as a line of Python, to select from";
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  const ways = [
    ["copy numpy", "literal", "Copy the marked window as a line of Python: np.array(...)"],
    ["copy table", "text", "Copy the marked window as text with tabs, for a spreadsheet"],
  ];
  for (const [name, trait, about] of ways) {
    const button = document.createElement("button");
    button.className = "jupyter-button widget-button";
    button.textContent = name;
    button.title = about;
    button.onclick = () => copy(model.get(trait));
    line.append(button);
  }
  line.append(said);
  box.append(head, frame, numbers, line, field);
  el.append(box);

  async function copy(text) {
    let done = true;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Pages of another machine without https have no clipboard; what is selected can still be copied.
      const shown = field.value;
      field.value = text;
      field.select();
      done = document.execCommand("copy");
      field.value = shown;
    }
    said.textContent = done ? "copied" : "not allowed: select the text below";
    setTimeout(() => { said.textContent = ""; }, 2000);
  }

  function cell(kind, text, place) {
    const made = document.createElement(kind);
    made.textContent = text;
    if (place) made.scope = place;
    return made;
  }

  function draw() {
    const shown = model.get("shown");
    if (!shown.cells) return;
    head.textContent = head.title = shown.head;
    numbers.textContent = shown.numbers;
    frame.style.height = `${shown.height}px`;  // the same at the border of the image: nothing jumps
    const top = document.createElement("tr");
    top.append(cell("td", ""), ...shown.cols.map((name) => cell("th", name, "col")));
    const rows = shown.cells.map((values, k) => {
      const row = document.createElement("tr");
      row.append(cell("th", shown.rows[k], "row"));
      values.forEach(([text, color, ink, here]) => {
        const made = cell("td", text);
        made.style.background = color;
        made.style.color = ink;
        if (here) made.className = "nbtools-inspector-here";
        row.append(made);
      });
      return row;
    });
    table.replaceChildren(top, ...rows);
  }

  const tell = () => { field.value = model.get("literal"); };
  model.on("change:shown", draw);
  model.on("change:literal", tell);
  draw();
  tell();
  return () => {
    model.off("change:shown", draw);
    model.off("change:literal", tell);
  };
}

export default { render };
