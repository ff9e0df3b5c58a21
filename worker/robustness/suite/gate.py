"""The gate: whether each prompt keeps enough accuracy under attack, and JUnit's report of it."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass

from shared.tasks.robustness_evaluate import SuiteCell

# What no XML may hold; attacks write all kinds of letters.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Checked:
    """One attack on one prompt before the gate.

    Attributes
    ----------
    cell : SuiteCell or None
        None where the attack was left out, for the reason `left_out`.
    limit : float or None
        Least accuracy under attack; None where no limit was given.
    """

    model: str
    dataset: str
    prompt: str
    attack: str
    cell: SuiteCell | None
    limit: float | None
    left_out: str = ""

    @property
    def lowest(self) -> float:
        """The lower end of the interval of the accuracy under attack."""
        return self.cell.figures.attacked.ci95[0] if self.cell else 0.0

    @property
    def failed(self) -> bool:
        """Whether the interval reaches below the limit."""
        return self.cell is not None and self.limit is not None and self.lowest < self.limit


def failed_prompts(checks: Sequence[Checked]) -> tuple[str, ...]:
    """The prompts that any attack brings below their limit, in their order, each once."""
    several = len({one.model for one in checks}) > 1
    names = [
        f"{one.prompt} ({one.model})" if several else one.prompt for one in checks if one.failed
    ]
    return tuple(dict.fromkeys(names))


def passed(checks: Sequence[Checked]) -> bool | None:
    """None where no prompt has a limit."""
    judged = [one for one in checks if one.limit is not None]
    return not any(one.failed for one in judged) if judged else None


def junit_xml(name: str, checks: Sequence[Checked]) -> bytes:
    """A report in JUnit's form: a suite for each model, a case for each prompt and attack."""
    root = ET.Element("testsuites", name=_clean(name))
    for model in dict.fromkeys(one.model for one in checks):
        mine = [one for one in checks if one.model == model]
        counts = {
            "tests": len(mine),
            "failures": sum(one.failed for one in mine),
            "errors": 0,
            "skipped": sum(one.cell is None for one in mine),
        }
        suite = ET.SubElement(root, "testsuite", name=_clean(f"{name}: {model}"))
        for key, value in counts.items():
            suite.set(key, str(value))
        for one in mine:
            _case(suite, one)
    ET.indent(root)
    return bytes(ET.tostring(root, "utf-8", xml_declaration=True)) + b"\n"


def _case(suite: ET.Element, one: Checked) -> None:
    case = ET.SubElement(
        suite, "testcase", classname=_clean(one.dataset), name=_clean(f"{one.prompt}: {one.attack}")
    )
    if one.cell is None:
        ET.SubElement(case, "skipped", message=_clean(one.left_out))
        return
    rate = one.cell.figures.attacked
    told = f"accuracy under attack {rate.value:.3f} [{rate.ci95[0]:.3f}, {rate.ci95[1]:.3f}]"
    told += f" of {rate.n} samples"
    if one.failed:
        message = f"{one.prompt}: {told}, at least {one.limit:g} was asked for at its lower end"
        failure = ET.SubElement(case, "failure", type="weakened", message=_clean(message))
        failure.text = _clean(one.cell.adversarial_prompt)
    else:
        ET.SubElement(case, "system-out").text = _clean(told)


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
