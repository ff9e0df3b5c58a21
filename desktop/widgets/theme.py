"""The theme: tokens turned into Qt's palette, the style sheet, fonts and icons."""

from __future__ import annotations

from string import Template

from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QStyleFactory

from desktop.core import tokens as design
from desktop.core.observable import Signal
from desktop.core.tokens import DATA_COLORS as DATA_COLORS
from desktop.core.tokens import THEMES as THEMES
from desktop.core.tokens import Tokens, load_tokens
from desktop.widgets.icons import icon_pixmap, make_icon

# What Qt calls the part of a control, and the token that colours it.
_ROLES = {
    QPalette.ColorRole.Window: "background",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "raised",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.Button: "raised",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "text",
    QPalette.ColorRole.ToolTipBase: "raised",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.PlaceholderText: "muted",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "on_accent",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.Mid: "line",
    QPalette.ColorRole.Midlight: "line",
    QPalette.ColorRole.Dark: "line",
    QPalette.ColorRole.Light: "raised",
    QPalette.ColorRole.Shadow: "background",
}
CJK_FAMILIES = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Micro Hei",
)
_UI_FAMILIES = ("Inter", "Inter Variable", "Inter Display")


class Theme:
    """The look in use; widgets that paint themselves read it and repaint on `changed`."""

    def __init__(self, name: str = "dark", *, font_scale: float = 1.0) -> None:
        self.tokens: Tokens = load_tokens(name)
        self.font_scale = font_scale
        self.changed: Signal[()] = Signal()
        self._icons: dict[tuple[str, str, int], QIcon] = {}

    def use(self, name: str, *, font_scale: float | None = None) -> None:
        """Switch to another theme and tell everyone; call `apply` for the application's part."""
        self.tokens = load_tokens(name)
        if font_scale is not None:
            self.font_scale = font_scale
        self._icons.clear()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            self.apply(app)
        self.changed.emit()

    def color(self, name: str, alpha: float = 1.0) -> QColor:
        """A token's colour, for example `accent`."""
        color = QColor(self.tokens.colors[name])
        color.setAlphaF(alpha)
        return color

    def data_color(self, index: int) -> QColor:
        """The colour of layer, channel or series `index`; repeats after eight."""
        return QColor(DATA_COLORS[index % len(DATA_COLORS)])

    def icon(self, name: str, color: str = "text", size_px: int = design.ICON_PX) -> QIcon:
        """Icon `ph.<name>` in a token's colour."""
        key = (name, color, size_px)
        if key not in self._icons:
            active = self.color("accent") if color in ("text", "muted") else self.color(color)
            self._icons[key] = make_icon(name, self.color(color), active, size_px)
        return self._icons[key]

    def pixmap(self, name: str, color: str, size_px: int, ratio: float = 1.0) -> QPixmap:
        """Icon `ph.<name>` as a pixmap, for labels and own painting."""
        return icon_pixmap(name, self.color(color), size_px, ratio)

    def px(self, size_px: int) -> int:
        """A font or control size, scaled by the person's font scale."""
        return max(1, round(size_px * self.font_scale))

    def font(self, size_px: int = design.BODY_PX, *, bold: bool = False) -> QFont:
        """The interface font in scaled pixels, with figures of equal width."""
        font = QFont()
        families = [ui_family(), *CJK_FAMILIES]
        font.setFamilies([f for f in families if f])
        font.setPixelSize(self.px(size_px))
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def palette(self) -> QPalette:
        """Qt's palette from the tokens."""
        palette = QPalette()
        for role, name in _ROLES.items():
            palette.setColor(role, self.color(name))
        for role in (
            QPalette.ColorRole.WindowText,
            QPalette.ColorRole.Text,
            QPalette.ColorRole.ButtonText,
        ):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.color("muted", 0.6))
        return palette

    def style_sheet(self) -> str:
        """The style sheet from the tokens."""
        template = Template((design.THEMES_DIR / "window.qss").read_text(encoding="utf-8"))
        icons = (design.THEMES_DIR.parent / "icons").as_posix()
        shade = "dark" if self.tokens.is_dark else "light"
        sizes = {"body": self.px(design.BODY_PX), "label": self.px(design.LABEL_PX)}
        sizes |= {"control": self.px(28), "title": self.px(15), "hero": self.px(20)}
        return template.substitute(self.tokens.colors, **sizes, icons=icons, shade=shade)

    def apply(self, app: QApplication) -> None:
        """Give the application this palette, font and style sheet."""
        style = QStyleFactory.create("Fusion")
        if app.style().objectName().lower() != "fusion" and style is not None:
            app.setStyle(style)
        app.setPalette(self.palette())
        app.setFont(self.font())
        app.setStyleSheet(self.style_sheet())


def ui_family() -> str:
    """Inter if it is installed, else the system's interface font."""
    installed = set(QFontDatabase.families())
    for family in _UI_FAMILIES:
        if family in installed:
            return family
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()


def has_cjk_font() -> bool:
    """Whether Chinese text can be drawn."""
    return bool(QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese))
