"""The mouse on a canvas, as a page tells of it. Places are in display units, from the lower left."""


def mouse(canvas, kind, x, y, *, button=1, step=0, keys=()):
    """Tell of one event: button_press, motion_notify (with that button down, if any), button_release, scroll ..."""
    held = {0: 0, 1: 1, 2: 4, 3: 2}[button] if kind in ("button_press", "motion_notify") else 0
    content = {
        "type": kind,
        "x": x,
        "y": canvas.get_renderer().height - y,
        "button": max(button - 1, 0),
        "buttons": held,
        "modifiers": list(keys),
        "step": step,
    }
    canvas._handle_message(canvas, content, [])


def drag(canvas, *places, button=1):
    """Press at the first place, move over the others, and let go at the last one."""
    mouse(canvas, "button_press", *places[0], button=button)
    for place in places[1:]:
        mouse(canvas, "motion_notify", *place, button=button)
    mouse(canvas, "button_release", *places[-1], button=button)
