"""The page side of an explorer in a blank page: no Jupyter, and the kernel is this process.

Widgets of a test have no page; here their messages go to one, whose module believes to stand in a notebook.
"""

import base64

from nbtools.model.settle import Settle
from nbtools.widgets.base.canvas import Canvas
from nbtools.widgets.base.module import PICTURES, source

LOAD = """
async (source) => {
    window.module = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
}
"""

START = """
() => {
    window.binary = (text) => new DataView(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);
    window.pictures = [];
}
"""

SHOW = """
async (canvases) => {
    document.body.replaceChildren();
    const root = document.createElement("div");
    root.className = "nbtools-explorer";
    document.body.append(root);
    window.pictures = canvases.map((state) => {
        const listeners = {};
        const model = {
            get: (name) => state[name], set() {}, save_changes() {}, send() {},
            on: (name, act) => (listeners[name] ??= []).push(act), off() {},
        };
        const picture = new module.Picture(model);
        const el = document.createElement("div");
        root.append(el);
        const view = new module.PictureView(picture, el, new AbortController().signal);
        picture.tell = (message, buffers) => {
            for (const act of listeners["msg:custom"]) act(message, buffers.map(binary));
            return picture.last;
        };
        return { picture, view };
    });
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
}
"""

TELL = "([nth, message, buffers]) => window.pictures[nth].picture.tell(message, buffers)"

PAINT = """
(states) => states.map((places) => {
    const root = document.querySelector(".nbtools-explorer");
    for (const [name, place] of Object.entries(places)) {
        root.dispatchEvent(new CustomEvent(module.MOVED, { detail: { name, place, hand: true } }));
    }
    return window.pictures.map(({ view }) => view.places.size && view.over.toDataURL().split(",")[1]);
})
"""


KEEP = """
(kinds) => {
    const [panel] = window.pictures[0].picture.scene.panels;
    panel.layers = panel.layers.filter((layer) => kinds.includes(layer.kind));
}
"""


def load(page, *names):
    """Load the page side into a page, where `module` gives some of its names."""
    page.evaluate(LOAD, f"{source(*PICTURES)}\nexport {{ {', '.join(names)} }};")


class Blank:
    """A page with nothing but the pictures of one explorer, which lives in this process."""

    def __init__(self, browser):
        self.page = browser.new_page()
        self.errors = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda said: said.type == "error" and self.errors.append(said.text))
        load(self.page, "Picture", "PictureView", "MOVED", "compact", "told")
        self.page.evaluate(START)

    def show(self, explorer, monkeypatch, size=1.0):
        """Show the pictures of an explorer, the first one smaller, and send the page what they say from now on.

        Somebody is near all controls of which the page does not know everything before.
        """
        self.pictures = explorer.shell.pictures
        canvas = self.pictures[0]
        width, height = (round(size * side) for side in canvas.own_size)
        canvas._handle_message(canvas, {"type": "resize", "width": width, "height": height}, [])
        # What comes to rest, now or since before, would tell the page, while its loop waits for something else.
        monkeypatch.setattr(Settle, "_rest", lambda settle, turn: None)
        told = "alt", "footer_visible", "capture_scroll", "own_size", "form", "_message", "cursor", "key"
        self.page.evaluate(SHOW, [{name: getattr(c, name) for name in told} for c in self.pictures])
        tell = self._tell
        monkeypatch.setattr(Canvas, "send", lambda *told, **buffers: tell(*told, **buffers))
        for canvas in self.pictures:
            canvas.handle_refresh({})
            canvas.handle_watched({})
        for name, driven in explorer.live.items():
            if any(live.lazily for live in driven):
                explorer._approach(name)

    def keep(self, *kinds):
        """Let the page paint only layers of some kinds of the first picture."""
        self.page.evaluate(KEEP, kinds)

    def leave(self):
        """Send the page nothing any more."""
        self.pictures = []

    def _tell(self, canvas, content, buffers=None):
        if canvas in self.pictures and content.keys() & {"frame", "scene"}:
            packed = [base64.b64encode(buffer).decode() for buffer in buffers or ()]
            self.page.evaluate(TELL, [self.pictures.index(canvas), content, packed])
            if content.get("frame", {}).get("answer"):
                canvas._flow.shown()

    def paint(self, states):
        """Move sliders to their places in each state; give what the page paints of each picture, None for nothing."""
        found = self.page.evaluate(PAINT, states)
        return [[base64.b64decode(png) if png else None for png in state] for state in found]

    def close(self):
        """Close the page."""
        self.page.close()
