"""Inspector section of how the frames are made: backend, model, prompt, sampling and seed."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QSignalBlocker
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.motion import edits
from desktop.motion.backend_choices import (
    BackendChoice,
    shows_motion_guidance,
    shows_text_guidance,
    unknown_choices,
)
from desktop.motion.backend_combo import BackendCombo
from desktop.motion.backend_words import backend_summary, obstacle_words, prompt_hint
from desktop.motion.fields import field_info
from desktop.motion.inspector import bind_number
from desktop.motion.model import MotionModel
from desktop.motion.prompt_edit import PromptEdit
from desktop.widgets.form_section import Section, combo_row
from desktop.widgets.number_field import NumberField
from shared.motion.backends import BACKENDS, BackendInfo, BackendName
from shared.motion.request import MAX_GUIDANCE, MAX_PROMPT

LABEL = "Change settings"
# One step below the lowest value: the field shows the backend's own value there.
_AUTO_GUIDANCE = -0.5


class MethodSection(Section):
    """Shows only what the chosen backend uses."""

    def __init__(self, model: MotionModel) -> None:
        super().__init__(QCoreApplication.translate("MethodSection", "Method"))
        self._model, layout = model, self.rows
        self._choices: Mapping[BackendName, BackendChoice] = unknown_choices()
        self.backend = BackendCombo()
        self.backend.set_choices(self._choices)
        self.backend.chosen.connect(self._choose_backend)
        layout.addLayout(
            combo_row(self.tr("Backend"), self.backend, self.tr("How the frames are made"))
        )
        self.summary = _note()
        layout.addWidget(self.summary)
        self._add_model(layout)
        self._add_prompt(layout)
        self._add_sampling(layout)
        self._add_seed(layout)

    # --- parts ----------------------------------------------------------------------------------

    def _add_model(self, layout: QVBoxLayout) -> None:
        self.model_choice = QComboBox()
        self.model_choice.activated.connect(
            lambda index: self._set(model=self.model_choice.itemData(index))
        )
        self._model_row = QWidget()
        row = combo_row(
            self.tr("Model"), self.model_choice, self.tr("Which of the installed models is used")
        )
        row.setContentsMargins(0, 0, 0, 0)
        self._model_row.setLayout(row)
        layout.addWidget(self._model_row)

    def _add_prompt(self, layout: QVBoxLayout) -> None:

        self._prompt_label = QLabel(self.tr("Prompt"))
        self._prompt_label.setProperty("role", "muted")
        self.prompt = PromptEdit(MAX_PROMPT)
        self.prompt.setAccessibleName(self.tr("Prompt"))
        self._prompt_label.setBuddy(self.prompt)
        self.prompt.edited.connect(lambda text: self._set(prompt=text))
        self._prompt_note = _note()
        for widget in (self._prompt_label, self.prompt, self._prompt_note):
            layout.addWidget(widget)

    def _add_sampling(self, layout: QVBoxLayout) -> None:
        self.steps = NumberField(
            self.tr("Steps"),
            minimum=0,
            maximum=200,
            help_text=self.tr("Sampling steps; the lowest value is the backend's own"),
        )
        self.text_guidance = self._guidance_field(
            self.tr("Text guidance"), self.tr("How strongly the prompt rules; 1 is neutral")
        )
        self.motion_guidance = self._guidance_field(
            self.tr("Drag guidance"), self.tr("How strongly the drags rule; 1 is neutral")
        )
        bind_number(
            self._model,
            self.steps,
            LABEL,
            lambda d, v: edits.set_settings(d, steps=int(v) or None),
        )
        bind_number(
            self._model,
            self.text_guidance,
            LABEL,
            lambda d, v: edits.set_settings(d, text_guidance=v if v >= 0 else None),
        )
        bind_number(
            self._model,
            self.motion_guidance,
            LABEL,
            lambda d, v: edits.set_settings(d, motion_guidance=v if v >= 0 else None),
        )
        for field in (self.steps, self.text_guidance, self.motion_guidance):
            layout.addWidget(field)

    @staticmethod
    def _guidance_field(label: str, help_text: str) -> NumberField:
        return NumberField(
            label,
            minimum=_AUTO_GUIDANCE,
            maximum=MAX_GUIDANCE,
            step=0.5,
            decimals=1,
            default=_AUTO_GUIDANCE,
            help_text=help_text,
        )

    def _add_seed(self, layout: QVBoxLayout) -> None:
        info = field_info("seed")
        self.seed = NumberField(
            self.tr("Seed"),
            minimum=info.minimum or 0,
            maximum=info.maximum or 2**32 - 1,
            default=float(info.default),
            help_text=self.tr("The same seed and drags give the same video"),
        )
        bind_number(self._model, self.seed, LABEL, lambda d, v: edits.set_settings(d, seed=int(v)))
        self.new_seed = QPushButton(self.tr("New"))
        self.new_seed.setToolTip(self.tr("Draw another seed"))
        self.new_seed.setAccessibleName(self.tr("Draw another seed"))
        self.new_seed.clicked.connect(lambda: self._set(seed=secrets.randbelow(2**31)))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.seed, 1)
        row.addWidget(self.new_seed)
        layout.addLayout(row)

    # --- changes --------------------------------------------------------------------------------

    def _set(self, **changes: object) -> None:
        self._model.edit(LABEL, edits.set_settings(self._model.document, **changes))

    def _choose_backend(self, name: str) -> None:
        # Steps and guidance that suit one backend mislead another; the prompt is the person's own.
        if name != self._model.document.backend:
            self._set(backend=name, model="", steps=None, text_guidance=None, motion_guidance=None)

    def flush(self) -> None:
        """Take over a prompt that is being typed."""
        self.prompt.flush()

    def set_choices(self, choices: Mapping[BackendName, BackendChoice]) -> None:
        """The worker said what can run."""
        self._choices = choices
        self.backend.set_choices(choices)
        self.refresh()

    # --- showing --------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the document's values, and only the fields that its backend uses."""
        document = self._model.document
        info, choice = BACKENDS[document.backend], self._choices[document.backend]
        self.backend.show_value(document.backend)
        reason = obstacle_words(choice)
        self.summary.setText("\n".join(filter(None, (backend_summary(info.name), reason))))
        self._show_models(choice, document.model)
        for widget in (self._prompt_label, self.prompt, self._prompt_note):
            widget.setVisible(info.uses_prompt)
        self.prompt.set_text(document.prompt)
        self._prompt_note.setText(prompt_hint(info.name))
        self.prompt.setToolTip(prompt_hint(info.name))
        self._show_sampling(info)
        self.seed.set_value(document.seed)

    def _show_models(self, choice: BackendChoice, chosen: str) -> None:
        self._model_row.setVisible(len(choice.models) > 1 or bool(chosen))
        models = dict(choice.models)
        if chosen:
            models.setdefault(chosen, chosen)
        with QSignalBlocker(self.model_choice):
            self.model_choice.clear()
            self.model_choice.addItem(self.tr("Automatic"), "")
            for model_id, title in models.items():
                self.model_choice.addItem(title, model_id)
            self.model_choice.setCurrentIndex(self.model_choice.findData(chosen))

    def _show_sampling(self, info: BackendInfo) -> None:
        document = self._model.document
        self.steps.setVisible(info.max_steps > 0)
        self.steps.box.setMaximum(max(1, info.max_steps))
        self.steps.set_special(self.tr("Auto · {value}").format(value=info.default_steps))
        self.steps.set_value(document.steps or 0)
        for field, shown, value, default in (
            (
                self.text_guidance,
                shows_text_guidance(info),
                document.text_guidance,
                info.default_text_guidance,
            ),
            (
                self.motion_guidance,
                shows_motion_guidance(info),
                document.motion_guidance,
                info.default_motion_guidance,
            ),
        ):
            field.setVisible(shown)
            field.set_special(self.tr("Auto · {value}").format(value=f"{default:g}"))
            field.set_value(_AUTO_GUIDANCE if value is None else value)


def _note() -> QLabel:
    note = QLabel()
    note.setProperty("role", "muted")
    note.setWordWrap(True)
    return note
