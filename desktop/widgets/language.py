"""The language of the window: translators of `resources/i18n`, switched while it runs."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

I18N_DIR = Path(__file__).resolve().parents[2] / "resources" / "i18n"
LANGUAGES = ("en", "zh_CN")


def resolve_language(setting: str, system: str | None = None) -> str:
    """The language to use for a setting; `system` follows the computer, else English."""
    if setting in LANGUAGES:
        return setting
    name = system if system is not None else QLocale.system().name()
    return "zh_CN" if name.startswith("zh") else "en"


class Translation:
    """The installed translators; a person can switch without a restart."""

    def __init__(self, app: QCoreApplication) -> None:
        self._app = app
        self._installed: list[QTranslator] = []
        self.language = "en"

    def use(self, language: str) -> None:
        """Install the translators of a language; Qt sends every widget a LanguageChange event."""
        for translator in self._installed:
            self._app.removeTranslator(translator)
        self._installed.clear()
        self.language = language
        QLocale.setDefault(QLocale(language))
        qt_dir = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        # English has a file of its own for its plurals.
        for name, folder in ((f"qtbase_{language}", qt_dir), (f"vitrine_{language}", I18N_DIR)):
            translator = QTranslator(self._app)
            if translator.load(str(Path(folder) / f"{name}.qm")):
                self._app.installTranslator(translator)
                self._installed.append(translator)
