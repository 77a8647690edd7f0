"""Look at, measure and export 2-D scientific images in a notebook, exactly and live."""

import importlib
from typing import Any

__version__ = "0.1.0"

_HOME = {
    "ColorExplorer": "widgets.color.explorer",
    "Coloring": "compute.color.colorize",
    "ContactSheet": "draw.sheet.contact_sheet",
    "Contours": "compute.grid.contours",
    "DiffExplorer": "widgets.diff.explorer",
    "Difference": "compute.diff.difference",
    "GridExplorer": "widgets.grid.explorer",
    "Gridded": "compute.grid.scattered",
    "LineProfile": "compute.profile.profile",
    "MeshContour": "draw.mesh.mesh",
    "PixelExplorer": "widgets.pixels.explorer",
    "PixelWindow": "compute.cells.window",
    "PngImage": "compute.png.png_image",
    "ProfileExplorer": "widgets.profile",
    "ScaleExplorer": "widgets.scale.explorer",
    "SpotExplorer": "widgets.spots.explorer",
    "SpotResult": "compute.spots.spots",
    "SpotScore": "compute.spots.score",
    "ZoomExplorer": "widgets.zoom.explorer",
    "Zoomed": "compute.zoom.zoom",
    "as_image": "compute.images",
    "as_stack": "compute.frames",
    "centers_to_edges": "compute.grid.grids",
    "colorize": "compute.color.colorize",
    "contact_sheet": "draw.sheet.contact_sheet",
    "contour_lines": "compute.grid.contours",
    "difference": "compute.diff.difference",
    "disk_mask": "compute.spots.disks",
    "disk_sums": "compute.spots.disks",
    "edges_to_centers": "compute.grid.grids",
    "find_peaks": "compute.spots.peaks",
    "growth_curve": "compute.spots.growth",
    "line_profile": "compute.profile.profile",
    "link": "widgets.link",
    "local_sum": "compute.spots.local",
    "measure_disks": "compute.spots.measure",
    "measure_spots": "compute.spots.spots",
    "measure_stack": "compute.spots.stacks",
    "mesh_contour": "draw.mesh.mesh",
    "pixel_format": "compute.cells.formats",
    "pixel_grid": "draw.cells.on_axes",
    "pixel_ticks": "draw.cells.on_axes",
    "pixel_values": "draw.cells.on_axes",
    "pixel_window": "compute.cells.window",
    "read_png": "compute.png.png_image",
    "same_scale": "draw.sheet.same_scale",
    "samples": "samples",
    "save_png": "draw.export",
    "score_spots": "compute.spots.score",
    "set_defaults": "compute.defaults",
    "to_grid": "compute.grid.scattered",
    "to_rgba": "compute.color.to_rgba",
    "zoom_at": "compute.zoom.zoom",
    "zoom_roi": "compute.zoom.zoom",
    "zoom_window": "compute.zoom.window",
    "zoomed": "compute.zoom.zoom",
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
