"""Look at, measure and export 2-D scientific images in a notebook, exactly and live."""

import importlib
from typing import Any

__version__ = "0.1.0"

_HOME = {
    "ColorExplorer": "widgets.color",
    "Coloring": "compute.coloring",
    "ContactSheet": "draw.contact_sheet",
    "Contours": "compute.contours",
    "DiffExplorer": "widgets.diff",
    "Difference": "compute.diff",
    "GridExplorer": "widgets.grid",
    "Gridded": "compute.scattered",
    "MeshContour": "draw.mesh",
    "PixelExplorer": "widgets.pixel",
    "PixelWindow": "compute.pixel_window",
    "PngImage": "compute.png_image",
    "ScaleExplorer": "widgets.scale",
    "SpotExplorer": "widgets.spots",
    "SpotResult": "compute.spots",
    "ZoomExplorer": "widgets.zoom",
    "Zoomed": "compute.zoom",
    "as_image": "compute.images",
    "as_stack": "compute.images",
    "centers_to_edges": "compute.grids",
    "colorize": "compute.coloring",
    "contact_sheet": "draw.contact_sheet",
    "contour_lines": "compute.contours",
    "difference": "compute.diff",
    "disk_mask": "compute.disks",
    "disk_sums": "compute.disks",
    "edges_to_centers": "compute.grids",
    "find_peaks": "compute.peaks",
    "growth_curve": "compute.growth",
    "link": "widgets.link",
    "local_sum": "compute.local",
    "measure_disks": "compute.measure",
    "measure_spots": "compute.spots",
    "measure_stack": "compute.stacks",
    "mesh_contour": "draw.mesh",
    "pixel_grid": "draw.cells",
    "pixel_ticks": "draw.cells",
    "pixel_values": "draw.cells",
    "pixel_window": "compute.pixel_window",
    "read_png": "compute.png_image",
    "same_scale": "draw.same_scale",
    "samples": "samples",
    "save_png": "draw.export",
    "to_grid": "compute.scattered",
    "to_rgba": "compute.pixels",
    "zoom_at": "compute.zoom",
    "zoom_roi": "compute.zoom",
    "zoom_window": "compute.zoom_window",
    "zoomed": "compute.zoom",
}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that `import nbtools` costs nothing (PEP 562)."""
    if name not in _HOME:
        raise AttributeError(f"module 'nbtools' has no attribute {name!r}")
    module = importlib.import_module(f"nbtools.{_HOME[name]}")
    value = module if name == "samples" else getattr(module, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
