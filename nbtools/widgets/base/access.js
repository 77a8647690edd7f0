// What hosts leave out, for keys, for readers, and for what opens out of view.
//
// It comes before page.js, which makes it one module with it.

const FOLD = ".jupyter-widget-Collapse-header"; // what opens a fold
const SOON = 5000; // ms within which something has opened that was asked for

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

/** What a key presses that hosts leave alone: a fold, or what closes the help. @param {Element} at @param {string} key */
function pressedBy(at, key) {
  const close = around(at, ".nbtools-explorer")?.querySelector(".nbtools-close");
  const found = key === "Escape" ? close : ["Enter", " "].includes(key) && at.matches(FOLD) && at;
  return found instanceof HTMLElement && found.offsetParent ? found : null;
}

/** Name the handles of a slider. @param {HTMLElement} track @param {string} label */
function named(track, label) {
  const handles = [...track.querySelectorAll(".noUi-handle")];
  const ends = handles.length > 1 ? [": lower end", ": upper end"] : [""];
  handles.forEach((handle, k) => (handle.ariaLabel = label + ends[k]));
}

/**
 * Bring into view what a button has opened below the pictures, each time the explorer has grown.
 *
 * @param {HTMLElement} root
 * @param {AbortSignal} signal
 */
function revealer(root, signal) {
  let asked = -SOON;
  root.addEventListener("click", (event) => {
    const at = target(event);
    if (around(at, ".nbtools-head, .nbtools-tabs")) asked = performance.now();
    if (at.matches(".nbtools-close")) /** @type {HTMLElement | null} */ (root.querySelector(".nbtools-ask"))?.click();
  }, { signal });
  return () => {
    const opened = root.lastElementChild;
    if (opened?.clientHeight && performance.now() < asked + SOON) opened.scrollIntoView({ block: "nearest" });
  };
}
