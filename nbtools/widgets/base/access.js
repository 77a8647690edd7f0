// What hosts leave out, for keys, for readers, and for what opens out of view.
//
// It comes before page.js, which makes it one module.

const FOLD = ".jupyter-widget-Collapse-header"; // what opens a fold
const SOON = 5000; // ms within which something has opened that was asked for
const SAID = 2000; // ms: so long it is said that something has been copied

/**
 * The nearest element around one that fits, through the borders of shadow roots.
 *
 * @param {Node | null} node
 * @param {string} selector
 * @returns {HTMLElement | null}
 */
function around(node, selector) {
  for (let at = node; at; at = at.parentNode ?? (at instanceof ShadowRoot ? at.host : null)) {
    if (at instanceof HTMLElement && at.matches(selector)) return at;
  }
  return null;
}

/** What an event happened on, in a shadow root too. @param {Event} event */
const target = (event) => /** @type {Element} */ (event.composedPath()[0]);

/** Let folds be reached by Tab. @param {HTMLElement} root */
function reachable(root) {
  for (const fold of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(`${FOLD}:not([tabindex])`))) {
    const told = () => (fold.ariaExpanded = String(fold.parentElement?.matches(".jupyter-widget-Collapse-open")));
    fold.tabIndex = 0;
    fold.setAttribute("role", "button");
    fold.addEventListener("click", () => requestAnimationFrame(told));
    told();
  }
}

/**
 * What a key presses that is no button of the host: a fold, and with Escape the button that closes the help.
 *
 * @param {string} key
 * @param {Element} at
 * @returns {HTMLElement | null | undefined}
 */
function pressedBy(key, at) {
  if (key === "Escape") return closing(around(at, ".nbtools-explorer"));
  return at instanceof HTMLElement && at.matches(FOLD) && ["Enter", " "].includes(key) ? at : null;
}

/** The button that closes the help, while that is open. @param {HTMLElement | null} root @returns {HTMLElement | null | undefined} */
function closing(root) {
  const help = /** @type {HTMLElement | null | undefined} */ (root?.querySelector(".nbtools-aside"));
  return help?.offsetParent && root?.querySelector(".nbtools-ask");
}

/** Do what the buttons of the page itself say. @param {HTMLElement} root @param {Element} at */
function answer(root, at) {
  if (at.matches(".nbtools-close")) closing(root)?.click();
  if (at.matches(".nbtools-copy")) copy(/** @type {HTMLElement} */ (at));
}

/** Name the handles of a slider. @param {HTMLElement} track @param {string} label */
function named(track, label) {
  const handles = [...track.querySelectorAll(".noUi-handle")];
  const ends = handles.length > 1 ? [": lower end", ": upper end"] : [""];
  handles.forEach((handle, k) => (handle.ariaLabel = label + ends[k]));
}

/** Bring into view what a button has opened below the picture. @param {HTMLElement} root @param {AbortSignal} signal */
function reveal(root, signal) {
  const panel = /** @type {HTMLElement} */ (root.lastElementChild);
  let asked = -Infinity;
  const grown = new ResizeObserver(() => {
    if (panel.clientHeight && performance.now() < asked + SOON) panel.scrollIntoView({ block: "nearest" });
  });
  grown.observe(panel);
  root.addEventListener("click", (event) => {
    if (around(target(event), ".nbtools-head, .nbtools-tabs")) asked = performance.now();
  }, { signal });
  signal.addEventListener("abort", () => grown.disconnect());
}

/** Copy the code beside a button. @param {HTMLElement} button */
async function copy(button) {
  const code = button.parentElement?.querySelector("pre")?.textContent ?? "";
  let done = true;
  try {
    await navigator.clipboard.writeText(code);
  } catch {
    // Pages of another machine without https have no clipboard; what is selected can still be copied.
    const field = document.createElement("textarea");
    field.value = code;
    button.after(field);
    field.focus({ preventScroll: true });
    field.select();
    done = document.execCommand("copy");
    field.remove();
    button.focus({ preventScroll: true });
  }
  button.textContent = done ? "copied" : "not allowed: select it";
  setTimeout(() => (button.textContent = "copy"), SAID);
}
