"""The first schema. The types are the same on SQLite and PostgreSQL, so one text serves both."""

from tortoise import migrations
from tortoise.migrations.operations import RunSQL

TABLES = """
CREATE TABLE alliance (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    name VARCHAR(64) NOT NULL,
    type VARCHAR(32) NOT NULL,
    honourer VARCHAR(32) NOT NULL,
    coupon VARCHAR(64) NOT NULL,
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
    accepted_issuer_us BIGINT,
    accepted_honourer_us BIGINT,
    created_us BIGINT NOT NULL,
    UNIQUE (brand, name)
);
CREATE INDEX alliance_by_honourer ON alliance (honourer);
CREATE TABLE api_key (
    key_hash VARCHAR(64) NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    name VARCHAR(120) NOT NULL,
    created_us BIGINT NOT NULL,
    revoked_us BIGINT
);
CREATE TABLE balance (
    key VARCHAR(160) NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    amount BIGINT NOT NULL
);
CREATE TABLE batch (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    name VARCHAR(64) NOT NULL,
    gtin VARCHAR(14) NOT NULL,
    kind VARCHAR(32) NOT NULL,
    key_id BIGINT NOT NULL,
    base BIGINT NOT NULL,
    size BIGINT NOT NULL,
    created_us BIGINT NOT NULL,
    created_by VARCHAR(120) NOT NULL,
    UNIQUE (brand, name),
    UNIQUE (key_id, base)
);
CREATE TABLE brand (
    slug VARCHAR(32) NOT NULL PRIMARY KEY,
    name_en VARCHAR(120) NOT NULL,
    name_zh VARCHAR(120) NOT NULL,
    zone VARCHAR(64) NOT NULL,
    currency VARCHAR(3) NOT NULL,
    revision BIGINT NOT NULL,
    created_us BIGINT NOT NULL
);
CREATE TABLE campaign_event (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    campaign_id BIGINT NOT NULL,
    kind VARCHAR(16) NOT NULL,
    at_us BIGINT NOT NULL,
    recorded_by VARCHAR(120) NOT NULL
);
CREATE INDEX campaign_event_by_brand_campaign_id ON campaign_event (brand, campaign_id);
CREATE TABLE campaign (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    slug VARCHAR(64) NOT NULL,
    draft TEXT NOT NULL,
    draft_revision BIGINT NOT NULL,
    draft_by VARCHAR(120) NOT NULL,
    draft_us BIGINT NOT NULL,
    created_us BIGINT NOT NULL,
    UNIQUE (brand, slug)
);
CREATE TABLE campaign_version (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    campaign_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    hash VARCHAR(64) NOT NULL,
    text TEXT NOT NULL,
    vocabulary VARCHAR(64) NOT NULL,
    secret_hash VARCHAR(64) NOT NULL,
    published_us BIGINT NOT NULL,
    published_by VARCHAR(120) NOT NULL,
    UNIQUE (brand, campaign_id, number)
);
CREATE TABLE claim (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    source VARCHAR(80) NOT NULL,
    kind VARCHAR(32) NOT NULL,
    batch_id BIGINT,
    serial BIGINT,
    consumer_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    campaign_id BIGINT NOT NULL,
    version_id BIGINT NOT NULL,
    rule BIGINT NOT NULL,
    at_us BIGINT NOT NULL,
    region VARCHAR(16),
    referrer_id BIGINT,
    clerk_id BIGINT,
    facts TEXT NOT NULL,
    draws TEXT NOT NULL,
    notes TEXT NOT NULL,
    takes TEXT NOT NULL,
    UNIQUE (brand, source)
);
CREATE INDEX claim_by_brand_campaign_id_id ON claim (brand, campaign_id, id);
CREATE INDEX claim_by_brand_person_id_id ON claim (brand, person_id, id);
CREATE TABLE clerk (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    outlet_id BIGINT NOT NULL,
    number VARCHAR(16) NOT NULL,
    name VARCHAR(120) NOT NULL,
    role VARCHAR(16) NOT NULL,
    pin_hash VARCHAR(255) NOT NULL,
    created_us BIGINT NOT NULL,
    closed_us BIGINT,
    UNIQUE (brand, outlet_id, number)
);
CREATE TABLE clerk_scan (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    consumer_id BIGINT NOT NULL,
    clerk_id BIGINT NOT NULL,
    at_us BIGINT NOT NULL
);
CREATE INDEX clerk_scan_by_brand_consumer_id_at_us ON clerk_scan (brand, consumer_id, at_us);
CREATE TABLE code_range (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    batch_id BIGINT NOT NULL,
    first_serial BIGINT NOT NULL,
    last_serial BIGINT NOT NULL,
    aspect VARCHAR(16) NOT NULL,
    value VARCHAR(64) NOT NULL,
    effective_us BIGINT NOT NULL,
    recorded_us BIGINT NOT NULL,
    recorded_by VARCHAR(120) NOT NULL
);
CREATE INDEX code_range_by_brand_batch_id ON code_range (brand, batch_id);
CREATE TABLE consumer (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    person_id BIGINT NOT NULL,
    member_code VARCHAR(16) NOT NULL,
    created_us BIGINT NOT NULL,
    claims BIGINT NOT NULL,
    last_claim_us BIGINT,
    UNIQUE (brand, member_code)
);
CREATE INDEX consumer_by_person_id ON consumer (person_id);
CREATE TABLE counter (
    key VARCHAR(200) NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    used BIGINT NOT NULL
);
CREATE TABLE coupon (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    honourer VARCHAR(32) NOT NULL,
    code VARCHAR(16) NOT NULL,
    consumer_id BIGINT NOT NULL,
    campaign_id BIGINT NOT NULL,
    version_id BIGINT NOT NULL,
    terms VARCHAR(64) NOT NULL,
    name_en VARCHAR(120) NOT NULL,
    name_zh VARCHAR(120) NOT NULL,
    alliance_id BIGINT,
    worth BIGINT NOT NULL,
    pays BIGINT NOT NULL,
    currency VARCHAR(3) NOT NULL,
    minimum BIGINT,
    accepted_at VARCHAR(16) NOT NULL,
    referrer_id BIGINT,
    state VARCHAR(16) NOT NULL,
    issued_us BIGINT NOT NULL,
    expires_us BIGINT NOT NULL,
    redemption_id BIGINT,
    UNIQUE (honourer, code)
);
CREATE INDEX coupon_by_brand_consumer_id_id ON coupon (brand, consumer_id, id);
CREATE INDEX coupon_by_brand_campaign_id ON coupon (brand, campaign_id);
CREATE TABLE entry (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    posting_id BIGINT NOT NULL,
    kind VARCHAR(24) NOT NULL,
    cause_id BIGINT NOT NULL,
    account VARCHAR(96) NOT NULL,
    currency VARCHAR(3) NOT NULL,
    amount BIGINT NOT NULL,
    at_us BIGINT NOT NULL
);
CREATE INDEX entry_by_posting_id ON entry (posting_id);
CREATE INDEX entry_by_brand_account_id ON entry (brand, account, id);
CREATE TABLE exposure (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    visitor VARCHAR(64) NOT NULL,
    batch_id BIGINT NOT NULL,
    serial BIGINT NOT NULL,
    day BIGINT NOT NULL,
    campaign_id BIGINT,
    at_us BIGINT NOT NULL,
    UNIQUE (brand, visitor, batch_id, serial, day)
);
CREATE INDEX exposure_by_brand_campaign_id ON exposure (brand, campaign_id);
CREATE TABLE funding (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    honourer VARCHAR(32) NOT NULL,
    alliance_id BIGINT NOT NULL,
    redemption_id BIGINT NOT NULL,
    currency VARCHAR(3) NOT NULL,
    issuer_bears BIGINT NOT NULL,
    honourer_bears BIGINT NOT NULL,
    fee BIGINT NOT NULL,
    at_us BIGINT NOT NULL,
    state VARCHAR(16) NOT NULL,
    UNIQUE (brand, redemption_id)
);
CREATE INDEX funding_by_alliance_id ON funding (alliance_id);
CREATE TABLE grants (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    cause_kind VARCHAR(16) NOT NULL,
    cause_id BIGINT NOT NULL,
    campaign_id BIGINT NOT NULL,
    version_id BIGINT NOT NULL,
    line BIGINT NOT NULL,
    reward VARCHAR(64) NOT NULL,
    params TEXT NOT NULL,
    title_en VARCHAR(255) NOT NULL,
    title_zh VARCHAR(255) NOT NULL,
    recipient_kind VARCHAR(16) NOT NULL,
    recipient_id BIGINT NOT NULL,
    amount BIGINT,
    currency VARCHAR(3),
    points BIGINT,
    coupon_id BIGINT,
    fund VARCHAR(32) NOT NULL,
    state VARCHAR(16) NOT NULL,
    takes TEXT NOT NULL,
    at_us BIGINT NOT NULL,
    due_us BIGINT NOT NULL,
    settled_us BIGINT,
    reason VARCHAR(255),
    lock_en VARCHAR(255),
    lock_zh VARCHAR(255),
    until_us BIGINT,
    opens_us BIGINT
);
CREATE INDEX grants_by_cause_id ON grants (cause_id);
CREATE INDEX grants_by_brand_recipient_kind_recipient_id_id ON grants (brand, recipient_kind, recipient_id, id);
CREATE INDEX grants_by_brand_campaign_id_id ON grants (brand, campaign_id, id);
CREATE TABLE identity (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    kind VARCHAR(16) NOT NULL,
    value_hash VARCHAR(64) NOT NULL,
    consumer_id BIGINT NOT NULL,
    created_us BIGINT NOT NULL,
    UNIQUE (brand, kind, value_hash)
);
CREATE INDEX identity_by_consumer_id ON identity (consumer_id);
CREATE TABLE outbox (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    topic VARCHAR(16) NOT NULL,
    grant_id BIGINT NOT NULL,
    order_no VARCHAR(32) NOT NULL,
    attempt BIGINT NOT NULL,
    payload TEXT NOT NULL,
    state VARCHAR(16) NOT NULL,
    tries BIGINT NOT NULL,
    next_us BIGINT NOT NULL,
    created_us BIGINT NOT NULL,
    lease_by VARCHAR(64),
    lease_us BIGINT,
    first_sent_us BIGINT,
    note VARCHAR(255),
    done_us BIGINT,
    UNIQUE (order_no)
);
CREATE INDEX outbox_by_state_next_us ON outbox (state, next_us);
CREATE INDEX outbox_by_grant_id ON outbox (grant_id);
CREATE TABLE outlet (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    code VARCHAR(32) NOT NULL,
    name_en VARCHAR(120) NOT NULL,
    name_zh VARCHAR(120) NOT NULL,
    region VARCHAR(16) NOT NULL,
    created_us BIGINT NOT NULL,
    UNIQUE (brand, code)
);
CREATE TABLE product (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    gtin VARCHAR(14) NOT NULL,
    name_en VARCHAR(120) NOT NULL,
    name_zh VARCHAR(120) NOT NULL,
    UNIQUE (brand, gtin)
);
CREATE TABLE redemption (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    coupon_id BIGINT NOT NULL,
    outlet_id BIGINT NOT NULL,
    clerk_id BIGINT NOT NULL,
    request_id VARCHAR(64) NOT NULL,
    at_us BIGINT NOT NULL,
    basket BIGINT,
    state VARCHAR(16) NOT NULL,
    cancel_request VARCHAR(64),
    cancelled_us BIGINT,
    UNIQUE (brand, outlet_id, request_id)
);
CREATE INDEX redemption_by_coupon_id ON redemption (coupon_id);
CREATE INDEX redemption_by_brand_outlet_id_id ON redemption (brand, outlet_id, id);
CREATE TABLE referral (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    campaign_id BIGINT NOT NULL,
    sharer_id BIGINT NOT NULL,
    friend_id BIGINT NOT NULL,
    claim_id BIGINT NOT NULL,
    at_us BIGINT NOT NULL,
    UNIQUE (brand, campaign_id, friend_id)
);
CREATE INDEX referral_by_brand_friend_id ON referral (brand, friend_id);
CREATE INDEX referral_by_brand_sharer_id_at_us ON referral (brand, sharer_id, at_us);
CREATE TABLE refusal (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    kind VARCHAR(32) NOT NULL,
    source VARCHAR(80) NOT NULL,
    consumer_id BIGINT,
    campaign_id BIGINT,
    version_id BIGINT,
    outlet_id BIGINT,
    at_us BIGINT NOT NULL,
    reason VARCHAR(32) NOT NULL,
    facts TEXT NOT NULL,
    words_en VARCHAR(255) NOT NULL,
    words_zh VARCHAR(255) NOT NULL
);
CREATE INDEX refusal_by_brand_campaign_id_id ON refusal (brand, campaign_id, id);
CREATE INDEX refusal_by_brand_consumer_id_id ON refusal (brand, consumer_id, id);
CREATE TABLE request (
    key VARCHAR(320) NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    fingerprint VARCHAR(64) NOT NULL,
    answer TEXT NOT NULL,
    at_us BIGINT NOT NULL
);
CREATE TABLE session (
    token_hash VARCHAR(64) NOT NULL PRIMARY KEY,
    kind VARCHAR(16) NOT NULL,
    subject BIGINT NOT NULL,
    created_us BIGINT NOT NULL,
    expires_us BIGINT NOT NULL
);
CREATE TABLE share_link (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    campaign_id BIGINT NOT NULL,
    consumer_id BIGINT NOT NULL,
    token VARCHAR(32) NOT NULL,
    created_us BIGINT NOT NULL,
    UNIQUE (brand, campaign_id, consumer_id),
    UNIQUE (token)
);
CREATE TABLE studio_user (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    email VARCHAR(254) NOT NULL,
    name VARCHAR(120) NOT NULL,
    role VARCHAR(16) NOT NULL,
    password_hash VARCHAR(255) NOT NULL,
    created_us BIGINT NOT NULL,
    UNIQUE (email)
);
CREATE TABLE wait (
    id BIGINT NOT NULL PRIMARY KEY,
    brand VARCHAR(32) NOT NULL,
    topic VARCHAR(16) NOT NULL,
    subject_id BIGINT NOT NULL,
    cause_id BIGINT NOT NULL,
    campaign_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    event VARCHAR(64) NOT NULL,
    asked TEXT NOT NULL,
    friend BIGINT NOT NULL,
    hold VARCHAR(32) NOT NULL,
    payload TEXT NOT NULL,
    state VARCHAR(16) NOT NULL,
    since_us BIGINT NOT NULL,
    until_us BIGINT NOT NULL,
    due_us BIGINT NOT NULL,
    event_id BIGINT,
    ended_us BIGINT
);
CREATE INDEX wait_by_state_due_us ON wait (state, due_us);
CREATE INDEX wait_by_brand_person_id_state ON wait (brand, person_id, state);
CREATE INDEX wait_by_subject_id ON wait (subject_id);
CREATE INDEX wait_by_event_id ON wait (event_id);
"""


class Migration(migrations.Migration):
    """Make every table."""

    initial = True
    operations = [RunSQL([statement for statement in TABLES.split(";\n") if statement.strip()])]  # noqa: RUF012 (its base class declares it so)
