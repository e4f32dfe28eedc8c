"""The examples of the guide's chapter on GraphQL metadata, run in their order."""

import pathlib
import re

CHAPTER = pathlib.Path(__file__).parents[3] / "docs" / "guide" / "metadata-graphql.md"


def test_the_examples_work(apple, ask):
    examples = re.findall(r"```graphql\n(.*?)```", CHAPTER.read_text(), re.DOTALL)
    assert len(examples) == 6
    ids = {"<company>": str(apple.object("company").id)}
    answers = []
    for example in examples:
        for word, id in ids.items():
            example = example.replace(word, id)
        answers.append(ask.data(example))
        if "createOneObject" in answers[-1]:
            ids["<vehicle>"] = answers[-1]["createOneObject"]["id"]
    assert [option["value"] for option in answers[2]["createOneField"]["options"]] == ["CAR", "BUS"]
    assert answers[3]["createOneField"]["relation"] == {"targetFieldMetadata": {"name": "vehicles"}}
    assert answers[4] == {"updateOneObject": {"namePlural": "fleet"}}
    assert answers[5] == {"deleteOneObject": {"nameSingular": "vehicle"}}
