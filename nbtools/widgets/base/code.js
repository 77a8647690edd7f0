// Lines of Python, and a button that copies them.

const SAID = 2000; // ms: so long it is said that they are copied

/** @param {{model: any, el: HTMLElement}} props */
function render({ model, el }) {
  const button = document.createElement("button");
  button.className = "nbtools-copy jupyter-button widget-button";
  button.title = "Copy the code";
  const code = document.createElement("pre");
  code.className = "nbtools-code";
  el.append(button, code);

  async function copy() {
    let done = true;
    try {
      await navigator.clipboard.writeText(model.get("text"));
    } catch {
      // Pages of another machine without https have no clipboard; what is selected can still be copied.
      const field = document.createElement("textarea");
      field.value = model.get("text");
      button.after(field);
      field.focus({ preventScroll: true });
      field.select();
      done = document.execCommand("copy");
      field.remove();
      button.focus({ preventScroll: true });
    }
    say(done ? "copied" : "not allowed: select it");
    setTimeout(say, SAID, "copy");
  }

  const say = (/** @type {string} */ text) => { button.textContent = text; };
  const show = () => { code.textContent = model.get("text"); };
  button.onclick = copy;
  say("copy");
  show();
  model.on("change:text", show);
  return () => model.off("change:text", show);
}

export default { render };
