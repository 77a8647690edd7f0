"""Each floor imports only from floors below; read from the syntax trees, so that lazy imports count too."""

import ast
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "nbtools"
MODULES = {
    ".".join(["nbtools", *file.relative_to(PACKAGE).with_suffix("").parts]).removesuffix(".__init__"): file
    for file in sorted(PACKAGE.rglob("*.py"))
}

# what the modules of each floor may import from the package: their own floor, and those below
FLOORS = {
    "compute": {"compute"},
    "draw": {"compute", "draw"},
    "model": {"compute", "draw", "model"},
    "widgets": {"compute", "draw", "model", "widgets"},
    "samples": {"compute", "samples"},
    "launch": set(),
    "__init__": set(),  # which names all modules and imports one when it is used
}
WIDGET_LIBRARIES = {"ipympl", "ipywidgets", "anywidget", "traitlets", "IPython"}
COLOURS = ("matplotlib.colors", "matplotlib.cm", "matplotlib.colormaps")  # all that compute takes from it


class WithoutTypes(ast.NodeTransformer):
    """Leaves out what is imported for annotations only."""

    def visit_If(self, node):
        return None if ast.unparse(node.test).endswith("TYPE_CHECKING") else self.generic_visit(node)


def imports(module, tree):
    """Return the full names of all that a module imports, anywhere in it.

    `from a import b` gives both `a` and `a.b`, because b can be a module.
    """
    is_package = MODULES.get(module, Path()).name == "__init__.py"
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = module.split(".")
                keep = len(parents) - node.level + is_package
                base = ".".join([*parents[:keep], *([node.module] if node.module else [])])
            found |= {base} | {f"{base}.{alias.name}" for alias in node.names}
    return found


def floor(module):
    """Return the part below the package: nbtools.draw.marks.circles -> draw; nothing for other packages."""
    parts = module.split(".")
    return "" if parts[0] != "nbtools" else (parts[1] if len(parts) > 1 else "__init__")


def broken_rules(module, source, explorers):
    """Return the names in a module that the house forbids there, each with the rule that it breaks."""
    tree = ast.parse(source)
    names, used = imports(module, tree), mentioned(tree)
    at_run_time = imports(module, WithoutTypes().visit(tree))
    own = floor(module)
    broken = [f"{n}: explorers are imported by nobody" for n in at_run_time & explorers]
    allowed = FLOORS[own] | {"", "__init__", "__version__"}
    broken += [f"{n}: {own} is not above {floor(n)}" for n in names if floor(n) not in allowed]
    if own != "widgets":
        libraries = {n.split(".")[0] for n in names} - ({"traitlets"} if own == "model" else set())
        broken += [f"{n}: only widgets know widgets" for n in libraries & WIDGET_LIBRARIES]
    if own in ("compute", "model"):
        drawing = {n for n in names if n.startswith("matplotlib.") and not n.startswith(COLOURS)}
        broken += [f"{n}: {own} makes no figures" for n in drawing]
    if "ipympl" in used and module != "nbtools.widgets.base.canvas":
        broken.append("ipympl: only nbtools.widgets.base.canvas knows it")
    broken += [f"{n}: figures are matplotlib.figure.Figure" for n in used & {"pyplot", "pylab"}]
    return sorted(broken)


def mentioned(tree):
    """Return all names that a source uses: in imports, variables, attributes, and strings such as "a.b"."""
    words = set()
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                words.update(part for alias in names for part in alias.name.split("."))
            case ast.ImportFrom(module=base, names=names):
                words.update((base or "").split("."), (alias.name for alias in names))
            case ast.Name(id=name) | ast.Attribute(attr=name):
                words.add(name)
            case ast.Constant(value=str(text)) if " " not in text:  # no sentence: a name in disguise
                words.update(text.split("."))
    return words


@cache
def explorers():
    """Return the modules that define an explorer: SpotExplorer and the like."""
    return {
        module
        for module, file in MODULES.items()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and node.name.endswith("Explorer") and node.name != "Explorer"
    }


@pytest.mark.parametrize("module", MODULES)
def test_modules_keep_the_rules(module):
    source = MODULES[module].read_text(encoding="utf-8")
    assert broken_rules(module, source, explorers()) == []


def test_every_module_is_on_a_floor():
    assert {floor(module) for module in MODULES} <= set(FLOORS)


@pytest.mark.parametrize(
    ("module", "source", "rule"),
    [
        ("nbtools.compute.spots.peaks", "from ...draw import marks", "compute is not above draw"),
        (
            "nbtools.compute.spots.peaks",
            "def f():\n    import nbtools.widgets.base.canvas",
            "compute is not above widgets",
        ),
        ("nbtools.compute.spots.peaks", "from matplotlib.figure import Figure", "compute makes no figures"),
        ("nbtools.compute.spots.peaks", "import traitlets", "only widgets know widgets"),
        ("nbtools.draw.marks.circles", "from ... import widgets", "draw is not above widgets"),
        ("nbtools.draw.marks.circles", "from nbtools.model.steps import step", "draw is not above model"),
        ("nbtools.model.steps", "from nbtools.widgets.base import stage", "model is not above widgets"),
        ("nbtools.model.steps", "import ipywidgets as W", "only widgets know widgets"),
        ("nbtools.model.steps", "from matplotlib.figure import Figure", "model makes no figures"),
        ("nbtools.draw.marks.circles", "import matplotlib.pyplot as plt", "figures are"),
        ("nbtools.draw.marks.circles", "import matplotlib\nmatplotlib.pyplot.figure()", "figures are"),
        ("nbtools.draw.marks.circles", "importlib.import_module('matplotlib.pyplot')", "figures are"),
        (
            "nbtools.widgets.spots.explorer",
            "from ipympl.backend_nbagg import Canvas",
            "only nbtools.widgets.base.canvas",
        ),
        (
            "nbtools.widgets.spots.explorer",
            "from ..diff.explorer import DiffExplorer",
            "explorers are imported by nobody",
        ),
        ("nbtools.samples", "from nbtools.draw import raster", "samples is not above draw"),
        ("nbtools.compute.spots.peaks", "from nbtools import samples", "compute is not above samples"),
        (
            "nbtools.widgets.spots.explorer",
            "from nbtools import DiffExplorer",
            "widgets is not above DiffExplorer",
        ),
    ],
)
def test_a_broken_rule_is_seen(module, source, rule):
    assert rule in "\n".join(broken_rules(module, source, {"nbtools.widgets.diff.explorer"}))


@pytest.mark.parametrize(
    ("module", "source"),
    [
        (
            "nbtools.compute.spots.peaks",
            "from . import images\nfrom .images import as_image\nimport scipy.ndimage",
        ),
        (
            "nbtools.compute.color.colormaps",
            "from matplotlib import colormaps\nfrom matplotlib.colors import Normalize",
        ),
        (
            "nbtools.draw.marks.circles",
            "from ..compute.colors import lut\nfrom matplotlib.collections import Collection",
        ),
        ("nbtools.model.parameter", "import traitlets\nfrom nbtools.draw.image.shades import Source"),
        ("nbtools.widgets.base.canvas", "from ipympl.backend_nbagg import Canvas"),
        ("nbtools.widgets.spots.frames", "if TYPE_CHECKING:\n    from .explorer import SpotExplorer"),
        (
            "nbtools.widgets.spots.explorer",
            "from ...draw.marks import Marks\nfrom ..base.explorer import Explorer",
        ),
    ],
)
def test_what_is_allowed_passes(module, source):
    assert broken_rules(module, source, {"nbtools.widgets.spots.explorer"}) == []
