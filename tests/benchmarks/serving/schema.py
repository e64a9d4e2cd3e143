"""The tables of the raw baselines: what one claim must leave behind, without any of the product's machinery."""

from __future__ import annotations

from typing import Final

TABLES: Final = """
CREATE TABLE b_event (id BIGINT PRIMARY KEY, code TEXT NOT NULL, person TEXT NOT NULL, at_us BIGINT NOT NULL);
CREATE TABLE b_claim (code TEXT PRIMARY KEY, id BIGINT NOT NULL, person TEXT NOT NULL, at_us BIGINT NOT NULL);
CREATE TABLE b_person (person TEXT PRIMARY KEY, claims BIGINT NOT NULL);
CREATE TABLE b_budget (id BIGINT PRIMARY KEY, used BIGINT NOT NULL, total BIGINT NOT NULL);
CREATE TABLE b_reward (id BIGINT PRIMARY KEY, claim_id BIGINT NOT NULL, person TEXT NOT NULL, amount BIGINT NOT NULL);
CREATE TABLE b_entry (id BIGINT PRIMARY KEY, reward_id BIGINT NOT NULL, account TEXT NOT NULL, amount BIGINT NOT NULL);
CREATE TABLE b_outbox (id BIGINT PRIMARY KEY, reward_id BIGINT NOT NULL, amount BIGINT NOT NULL, state TEXT NOT NULL);
CREATE INDEX b_event_by_person ON b_event (person);
CREATE INDEX b_claim_by_person ON b_claim (person);
CREATE INDEX b_reward_by_person ON b_reward (person);
INSERT INTO b_budget (id, used, total) SELECT n, 0, 9000000000 FROM (VALUES {buckets}) AS b(n);
"""


def statements(buckets: int) -> list[str]:
    """The statements that make the tables; the budget lies in so many rows."""
    values = ", ".join(f"({n})" for n in range(buckets))
    made = TABLES.format(buckets=values)
    return [one.strip() for one in made.split(";") if one.strip()]
