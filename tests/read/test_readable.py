"""Texts that are no article in English are told of; English ones never."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from escalate.read.fold import fold
from escalate.read.readable import ADDRESS, LEAST_WORDS, NOT_ENGLISH, TABLE, problem_of
from escalate.read.words import tokenize

CORPUS = Path(__file__).parents[2] / "corpus"
GERMAN = (
    "Die Regierung in Ardania hat am Montag ihren Botschafter aus Belmora zurückgerufen, nachdem Soldaten an der "
    "Grenze das Feuer eröffnet hatten und drei Menschen in einem Dorf verletzt worden waren."
)
FRENCH = (
    "Le gouvernement d'Ardania a rappelé lundi son ambassadeur en Belmora après que des soldats ont ouvert le feu à la "
    "frontière et blessé trois personnes dans un village."
)
SPANISH = (
    "El gobierno de Ardania llamó el lunes a consultas a su embajador en Belmora después de que los soldados abrieran "
    "fuego en la frontera y dejaran heridas a tres personas en un pueblo."
)
RUSSIAN = (
    "Правительство Ардании в понедельник отозвало своего посла из Белморы после того, как солдаты открыли огонь на "
    "границе и ранили трёх человек в деревне, сообщило министерство в столице страны."
)
CHINESE = "阿尔达尼亚政府周一召回了驻贝尔莫拉大使此前士兵在边境开火打伤了一个村庄的三个人"
FIGURES = "Oster 12 14 18 22 31\nVarn 9 11 14 19 27\nKelm 3 5 8 13 21\nDorn 7 7 9 12 15\nTotal 31 37 49 66 94\n"
LINK = "https://news.example.org/world/ardania-shells-oster-belmora-says"


def problem(text: str) -> str:
    return problem_of(list(tokenize(fold(text).text).words), text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (GERMAN, NOT_ENGLISH),
        (FRENCH, NOT_ENGLISH),
        (SPANISH, NOT_ENGLISH),
        (RUSSIAN, NOT_ENGLISH),
        (CHINESE, NOT_ENGLISH),
        (FIGURES, TABLE),
        (LINK, ADDRESS),
        (f"See {LINK}", ADDRESS),
        (f"{LINK}\n{LINK}/2\n{LINK}/3", ADDRESS),
        ("news.example.org/world/ardania-shells-oster.html", ADDRESS),
        ("www.example.org", ADDRESS),
    ],
)
def test_what_is_no_article_in_english(text: str, told: str) -> None:
    assert problem(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "Ardania shelled Oster.",
        "Ardania/Belmora talks",
        "U.S./Ardania accord",
        f"Ardania shelled Oster on Monday, {LINK} reports.",
        "Zoë Müller, François Lefèvre and Łukasz Wałęsa met in Kraków.",
        "The ministry of Ardania (Министерство) said on Monday that its troops had left the town of Oster for good.",
        "On 4 May 2031 some 1,200 of the 3,400 men of the 7th and 9th battalions left Oster, and 12 of 40 tanks too.",
    ],
)
def test_english_is_left_alone(text: str) -> None:
    assert problem(text) == ""


@pytest.mark.parametrize(
    ("name", "least"),
    [("articles.jsonl", 500), ("items/items.jsonl", 500), ("items/plain.jsonl", 250), ("items/short.jsonl", 500)],
)
def test_no_text_of_the_corpus_is_warned_of(name: str, least: int) -> None:
    path = CORPUS / name
    if not path.exists():
        pytest.skip("the corpus is not beside this tree")
    warned, read = [], 0
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        whole = f"{record.get('title') or ''} {record['text']}"
        words = list(tokenize(fold(whole).text).words)
        if len(words) >= LEAST_WORDS:
            read += 1
            warned += [record["id"]] if problem_of(words, record["text"]) else []
    assert read > least and warned == []
