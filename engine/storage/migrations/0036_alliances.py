"""Agreements of alliances with their versions, the months' statements with their lines, and what is disputed."""

from tortoise import migrations
from tortoise.migrations.operations import RunSQL

TABLES = """
CREATE TABLE agreement (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    alliance_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    name_en VARCHAR(120) NOT NULL,
    name_zh VARCHAR(120) NOT NULL,
    worth BIGINT NOT NULL,
    minimum BIGINT,
    currency VARCHAR(3) NOT NULL,
    valid_days BIGINT NOT NULL,
    issuer_bears BIGINT NOT NULL,
    honourer_bears BIGINT NOT NULL,
    fee BIGINT NOT NULL,
    cap_a_month BIGINT,
    exposure BIGINT,
    wanted_us BIGINT NOT NULL,
    proposed_by VARCHAR(32) NOT NULL,
    accepted_issuer_us BIGINT,
    accepted_honourer_us BIGINT,
    created_us BIGINT NOT NULL,
    UNIQUE (alliance_id, number)
);
CREATE INDEX agreement_by_brand ON agreement (brand);
INSERT INTO agreement SELECT id, brand, id, 1, name_en, name_zh, worth, minimum, currency, valid_days, issuer_bears,
    honourer_bears, fee, cap_a_month, NULL, created_us, brand, accepted_issuer_us, accepted_honourer_us, created_us
    FROM alliance;
ALTER TABLE alliance DROP COLUMN name_en;
ALTER TABLE alliance DROP COLUMN name_zh;
ALTER TABLE alliance DROP COLUMN worth;
ALTER TABLE alliance DROP COLUMN minimum;
ALTER TABLE alliance DROP COLUMN currency;
ALTER TABLE alliance DROP COLUMN valid_days;
ALTER TABLE alliance DROP COLUMN issuer_bears;
ALTER TABLE alliance DROP COLUMN honourer_bears;
ALTER TABLE alliance DROP COLUMN fee;
ALTER TABLE alliance DROP COLUMN cap_a_month;
ALTER TABLE alliance DROP COLUMN accepted_issuer_us;
ALTER TABLE alliance DROP COLUMN accepted_honourer_us;
ALTER TABLE alliance ADD COLUMN ends_us BIGINT;
ALTER TABLE alliance ADD COLUMN noticed_us BIGINT;
ALTER TABLE alliance ADD COLUMN noticed_by VARCHAR(32);
ALTER TABLE alliance ADD COLUMN settled_us BIGINT;
CREATE TABLE statement (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    honourer VARCHAR(32) NOT NULL,
    alliance_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    from_us BIGINT NOT NULL,
    until_us BIGINT NOT NULL,
    closed_us BIGINT NOT NULL,
    currency VARCHAR(3) NOT NULL,
    issued BIGINT NOT NULL,
    redeemed BIGINT NOT NULL,
    cancelled BIGINT NOT NULL,
    expired BIGINT NOT NULL,
    still_open BIGINT NOT NULL,
    issuer_owes BIGINT NOT NULL,
    honourer_owes BIGINT NOT NULL,
    final BIGINT NOT NULL,
    paid_us BIGINT,
    UNIQUE (alliance_id, number)
);
CREATE TABLE statement_line (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    statement_id BIGINT NOT NULL,
    funding_id BIGINT NOT NULL,
    kind VARCHAR(16) NOT NULL,
    at_us BIGINT NOT NULL,
    issuer_owes BIGINT NOT NULL,
    honourer_owes BIGINT NOT NULL,
    UNIQUE (funding_id, kind)
);
CREATE INDEX statement_line_by_statement_id_at_us ON statement_line (statement_id, at_us);
CREATE TABLE dispute (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    alliance_id BIGINT NOT NULL,
    line_id BIGINT NOT NULL,
    raised_by VARCHAR(32) NOT NULL,
    words VARCHAR(500) NOT NULL,
    at_us BIGINT NOT NULL,
    answer VARCHAR(500),
    answered_us BIGINT,
    UNIQUE (line_id)
);
CREATE INDEX dispute_by_alliance_id ON dispute (alliance_id);
ALTER TABLE funding ADD COLUMN cancelled_us BIGINT;
UPDATE funding SET cancelled_us = (SELECT cancelled_us FROM redemption WHERE redemption.id = funding.redemption_id)
    WHERE state = 'cancelled';
DROP INDEX funding_by_alliance_id;
CREATE INDEX funding_by_alliance_id_at_us ON funding (alliance_id, at_us);
CREATE INDEX funding_by_alliance_id_cancelled_us ON funding (alliance_id, cancelled_us);
CREATE INDEX coupon_by_alliance_id_issued_us ON coupon (alliance_id, issued_us) WHERE alliance_id IS NOT NULL
"""
BACK = """
DROP INDEX coupon_by_alliance_id_issued_us;
DROP INDEX funding_by_alliance_id_cancelled_us;
DROP INDEX funding_by_alliance_id_at_us;
CREATE INDEX funding_by_alliance_id ON funding (alliance_id);
ALTER TABLE funding DROP COLUMN cancelled_us;
DROP TABLE dispute;
DROP TABLE statement_line;
DROP TABLE statement
"""


def _statements(text: str) -> list[str]:
    return [statement for statement in text.split(";\n") if statement.strip()]


class Migration(migrations.Migration):
    """What was agreed moves to its first version; four tables and five columns more."""

    dependencies = [("bottlecap", "0035_code_quota")]  # noqa: RUF012 (its base class declares it so)
    operations = [RunSQL(_statements(TABLES), _statements(BACK))]  # noqa: RUF012 (its base class declares it so)
