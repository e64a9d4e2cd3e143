"""Points (积分) with the brand."""

from __future__ import annotations

from engine.spi import AddPoints, Effect, GrantRequest, Label, Param, Params, RewardType, count_param


class Points(RewardType):
    """Credited at once; takes nothing from a money budget."""

    code = "points"
    label = Label("Points", "积分")
    help = Label(
        "Points with the brand, credited at once.",
        "品牌积分，立即到账。",
    )
    params = (
        Param(
            "points",
            "count",
            Label("Points", "积分数"),
            minimum=1,
            maximum=10_000_000,
            help=Label("How many points", "发放多少积分"),
        ),
    )

    def cost(self, params: Params) -> None:
        """Points take no money."""

    def grant(self, request: GrantRequest) -> tuple[Effect, ...]:
        """Credit the points."""
        return (AddPoints(count_param(request.params, "points")),)

    def describe(self, params: Params, locale: str) -> str:
        """`50 points`."""
        points = count_param(params, "points")
        if locale.startswith("zh"):
            return f"{points:,}积分"
        return "1 point" if points == 1 else f"{points:,} points"
