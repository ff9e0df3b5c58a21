"""The tools by name."""

from __future__ import annotations

from typing import Literal, get_args

from desktop.motion.brush import BrushTool
from desktop.motion.path_tools import DragTool, PinTool
from desktop.motion.region_tools import LassoTool, PolygonTool, WandTool
from desktop.motion.select_tool import SelectTool
from desktop.motion.tools import Tool

ToolName = Literal["select", "drag", "pin", "wand", "lasso", "polygon", "brush", "eraser", "camera"]
TOOLS: tuple[ToolName, ...] = get_args(ToolName)
MASK_TOOLS: tuple[ToolName, ...] = ("wand", "lasso", "polygon", "brush", "eraser")


def make_tool(name: ToolName, radius_px: float) -> Tool:
    """A new tool; `radius_px` is the brush's, in picture px."""
    match name:
        case "select":
            return SelectTool()
        case "pin":
            return PinTool()
        case "wand":
            return WandTool()
        case "lasso":
            return LassoTool()
        case "polygon":
            return PolygonTool()
        case "brush" | "eraser":
            return BrushTool(erase=name == "eraser", radius_px=radius_px)
        case _:
            return DragTool("camera" if name == "camera" else "object")
