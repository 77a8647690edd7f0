"""Scales of colours by name, and how they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nbtools.compute import checks

if TYPE_CHECKING:
    from matplotlib.colors import Normalize

NORMS = ("linear", "log", "symlog", "asinh")


def make_norm(
    name: str, limits: tuple[float | None, float | None], gamma: float = 1.0, linthresh: float = 1.0
) -> Normalize:
    """Make a norm of matplotlib.

    Parameters
    ----------
    name : {"linear", "log", "symlog", "asinh"}
        How values are spread over the colours.
    limits : (float, float)
        Values of the first and the last colour.
    gamma : float
        Of a linear scale, the power.
    linthresh : float
        Of symlog and asinh, the distance from zero up to which the scale is about linear.

    Returns
    -------
    matplotlib.colors.Normalize

    Examples
    --------
    >>> float(make_norm("linear", (0.0, 8.0))(2.0))
    0.25
    """
    from matplotlib.colors import AsinhNorm, LogNorm, Normalize, PowerNorm, SymLogNorm

    low, high = limits
    match name:
        case "log":
            return LogNorm(low, high)
        case "symlog":
            return SymLogNorm(linthresh, vmin=low, vmax=high)
        case "asinh":
            return AsinhNorm(linthresh, low, high)
    return Normalize(low, high) if gamma == 1 else PowerNorm(gamma, low, high)


def norm_numbers(norm: Normalize | tuple[float, float]) -> dict[str, Any] | None:
    """Say what `make_norm` was told, or two limits, and so what another program needs to do the same.

    Returns
    -------
    dict or None
        ``scale``, ``limits``, and ``gamma`` or ``linthresh`` where there is one; None for any other norm.

    Examples
    --------
    >>> norm_numbers(make_norm("linear", (1.0, 10.0), gamma=2.0))
    {'scale': 'linear', 'limits': (1.0, 10.0), 'gamma': 2.0}
    >>> norm_numbers((1.0, 10.0))
    {'scale': 'linear', 'limits': (1.0, 10.0), 'gamma': 1.0}
    """
    from matplotlib.colors import AsinhNorm, LogNorm, Normalize, PowerNorm, SymLogNorm

    if isinstance(norm, tuple):
        return {"scale": "linear", "limits": norm, "gamma": 1.0}
    kinds = {
        Normalize: "linear",
        PowerNorm: "linear",
        LogNorm: "log",
        SymLogNorm: "symlog",
        AsinhNorm: "asinh",
    }
    if type(norm) not in kinds or norm.clip:
        return None
    about: dict[str, Any] = {"scale": kinds[type(norm)], "limits": (norm.vmin, norm.vmax)}
    match about["scale"]:
        case "linear":
            about["gamma"] = getattr(norm, "gamma", 1.0)
        case "symlog":
            about["linthresh"] = norm.linthresh  # type: ignore[attr-defined]  # a SymLogNorm has it
        case "asinh":
            about["linthresh"] = norm.linear_width  # type: ignore[attr-defined]  # an AsinhNorm has it
    return about


def told_by_norm(given: dict[str, Any]) -> dict[str, Any]:
    """Give what a norm of matplotlib tells beside other values: its name, and the numbers that it has.

    Parameters
    ----------
    given : dict
        Values by their names; ``norm`` among them is no text.

    Raises
    ------
    TypeError
        If something is given that the norm has, too.
    ValueError
        If it is no norm, or another one than `make_norm` can make.

    Examples
    --------
    >>> told_by_norm({"norm": make_norm("symlog", (None, 9.0), linthresh=2.0), "cmap": "gray"})
    {'norm': 'symlog', 'vmax': 9.0, 'linthresh': 2.0, 'cmap': 'gray'}
    """
    from matplotlib.colors import Normalize

    norm = given["norm"]
    about = norm_numbers(norm) if isinstance(norm, Normalize) else None
    if about is None or not _is_plain(norm):
        allowed = "'linear', 'log', 'symlog' or 'asinh', or such a norm of matplotlib"
        raise ValueError(f"norm must be {allowed}, got {checks.short(norm)}")
    vmin, vmax = about.pop("limits")
    told = {"norm": about.pop("scale"), "vmin": vmin, "vmax": vmax, **about}
    told = {name: value for name, value in told.items() if value is not None}
    for name in told.keys() & {*given, *(("vmin", "vmax") if "limits" in given else ())} - {"norm"}:
        raise TypeError(f"{name} must not be given with a norm that has it: give it either there or here")
    return told | {name: value for name, value in given.items() if name != "norm"}


def _is_plain(norm: Normalize) -> bool:
    """Whether a norm is as `make_norm` makes it: a SymLogNorm may have another base or more room for its middle."""
    from matplotlib.colors import SymLogNorm

    if not isinstance(norm, SymLogNorm):
        return True
    ends = -9.0 * norm.linthresh, 9.0 * norm.linthresh
    scale: Any = norm._scale  # type: ignore[attr-defined]  # which alone knows
    made: Any = make_norm("symlog", ends, linthresh=norm.linthresh)
    return bool((scale.base, scale.linscale) == (made._scale.base, made._scale.linscale))


def norm_text(norm: Normalize) -> str:
    """Write a norm as Python, with ``colors`` for ``matplotlib.colors``; an empty text for a plain linear one.

    Examples
    --------
    >>> norm_text(make_norm("log", (1.0, 10.0))), norm_text(make_norm("linear", (1.0, 10.0)))
    ('colors.LogNorm(vmin=1.0, vmax=10.0)', '')
    """
    from matplotlib.colors import AsinhNorm, LogNorm, PowerNorm, SymLogNorm

    ends = f"vmin={norm.vmin!r}, vmax={norm.vmax!r}"
    match norm:
        case LogNorm():
            return f"colors.LogNorm({ends})"
        case SymLogNorm():
            return f"colors.SymLogNorm({norm.linthresh!r}, {ends})"
        case AsinhNorm():
            return f"colors.AsinhNorm({norm.linear_width!r}, {ends})"
        case PowerNorm():
            return f"colors.PowerNorm({norm.gamma!r}, {ends})"
    return ""
