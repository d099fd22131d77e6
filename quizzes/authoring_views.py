"""The desk of whoever writes stories: files in and out, and what other tools need to know."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from quizzes.domain.schema import scenario_schema


@require_GET
def show_schema(request: HttpRequest) -> JsonResponse:
    return JsonResponse(
        scenario_schema(),
        content_type="application/schema+json",
        json_dumps_params={"ensure_ascii": False},
    )
