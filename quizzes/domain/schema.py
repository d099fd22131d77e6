"""The JSON Schema of a scenario's document, for whoever writes one with other tools."""

from typing import Any

from quizzes.domain.documents import ScenarioDocument

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def scenario_schema() -> dict[str, Any]:
    """The shape of "scenario/1" as JSON Schema; its sense is for the proof to judge."""
    return {"$schema": DIALECT, **ScenarioDocument.model_json_schema(by_alias=True)}
