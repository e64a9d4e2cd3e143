"""Pages of the brand's own making, with licences and a schedule; a claim remembers which page it was made from."""

from tortoise import migrations
from tortoise.migrations.operations import RunSQL

TABLES = """
ALTER TABLE claim ADD COLUMN shown_page VARCHAR(64);
CREATE TABLE own_theme (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    title_en VARCHAR(120) NOT NULL,
    title_zh VARCHAR(120) NOT NULL,
    created_us BIGINT NOT NULL,
    created_by VARCHAR(120) NOT NULL
);
CREATE INDEX own_theme_by_brand ON own_theme (brand);
CREATE TABLE own_theme_version (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    theme_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    hash VARCHAR(64) NOT NULL,
    design TEXT NOT NULL,
    saved_us BIGINT NOT NULL,
    saved_by VARCHAR(120) NOT NULL,
    UNIQUE (brand, theme_id, number)
);
CREATE TABLE licence (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    title_en VARCHAR(120) NOT NULL,
    title_zh VARCHAR(120) NOT NULL,
    licensor VARCHAR(120) NOT NULL,
    territory TEXT NOT NULL,
    excepted TEXT NOT NULL,
    unknown_shown BIGINT NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by VARCHAR(120) NOT NULL
);
CREATE INDEX licence_by_brand ON licence (brand);
CREATE TABLE licence_span (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    licence_id BIGINT NOT NULL,
    starts_us BIGINT NOT NULL,
    ends_us BIGINT NOT NULL,
    evidence VARCHAR(254) NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by VARCHAR(120) NOT NULL
);
CREATE INDEX licence_span_by_brand_licence_id ON licence_span (brand, licence_id);
CREATE TABLE picture (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    name_en VARCHAR(120) NOT NULL,
    name_zh VARCHAR(120) NOT NULL,
    licence_id BIGINT,
    hash VARCHAR(64) NOT NULL,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by VARCHAR(120) NOT NULL
);
CREATE INDEX picture_by_brand ON picture (brand);
CREATE TABLE picture_file (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    picture_id BIGINT NOT NULL,
    media_type VARCHAR(32) NOT NULL,
    size BIGINT NOT NULL,
    data TEXT NOT NULL,
    UNIQUE (brand, picture_id, media_type)
);
CREATE TABLE picture_approval (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    picture_id BIGINT NOT NULL,
    kind VARCHAR(16) NOT NULL,
    approver VARCHAR(120) NOT NULL,
    evidence VARCHAR(254) NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by VARCHAR(120) NOT NULL
);
CREATE INDEX picture_approval_by_brand_picture_id ON picture_approval (brand, picture_id);
CREATE TABLE page_plan (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    campaign_id BIGINT NOT NULL,
    version_id BIGINT,
    starts_us BIGINT NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by VARCHAR(120) NOT NULL,
    called_off_us BIGINT
);
CREATE INDEX page_plan_by_brand_campaign_id ON page_plan (brand, campaign_id);
CREATE TABLE page_view (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    licence_id BIGINT NOT NULL,
    day BIGINT NOT NULL,
    part BIGINT NOT NULL,
    views BIGINT NOT NULL,
    UNIQUE (brand, licence_id, day, part)
);
"""
BACK = "".join(
    f"DROP TABLE {table};\n"
    for table in (
        "page_view", "page_plan", "picture_approval", "picture_file", "picture", "licence_span", "licence",
        "own_theme_version", "own_theme",
    )
) + "ALTER TABLE claim DROP COLUMN shown_page;\n"  # fmt: skip


def _statements(text: str) -> list[str]:
    return [statement for statement in text.split(";\n") if statement.strip()]


class Migration(migrations.Migration):
    """Nine tables and a column more."""

    dependencies = [("bottlecap", "0030_groups")]  # noqa: RUF012 (its base class declares it so)
    operations = [RunSQL(_statements(TABLES), _statements(BACK))]  # noqa: RUF012 (its base class declares it so)
