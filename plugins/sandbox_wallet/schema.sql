-- The wallet's book. Instants are microseconds since the epoch (UTC), amounts minor units.

CREATE TABLE IF NOT EXISTS merchants (
    merchant TEXT PRIMARY KEY, secret BLOB NOT NULL, currency TEXT NOT NULL,
    balance_minor INTEGER NOT NULL CHECK (balance_minor >= 0), notify_url TEXT
) STRICT;

CREATE TABLE IF NOT EXISTS transfers (
    line INTEGER PRIMARY KEY, merchant TEXT NOT NULL REFERENCES merchants, order_no TEXT NOT NULL,
    payee TEXT NOT NULL, amount_minor INTEGER NOT NULL, currency TEXT NOT NULL, remark TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('in_progress', 'paid', 'refused')), code TEXT NOT NULL,
    accepted_us INTEGER NOT NULL, settles_us INTEGER, paid_us INTEGER, hidden_until_us INTEGER NOT NULL,
    UNIQUE (merchant, order_no)
) STRICT;
CREATE INDEX IF NOT EXISTS transfers_by_payee ON transfers (payee);
CREATE INDEX IF NOT EXISTS transfers_to_settle ON transfers (settles_us) WHERE state = 'in_progress';
CREATE TABLE IF NOT EXISTS sends (
    merchant TEXT NOT NULL, order_no TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (merchant, order_no)
) STRICT, WITHOUT ROWID;

-- Transfers that are packets: they go back at returns_us unless the payee has accepted them.
CREATE TABLE IF NOT EXISTS packets (
    merchant TEXT NOT NULL, order_no TEXT NOT NULL, payee TEXT NOT NULL, day INTEGER NOT NULL,
    returns_us INTEGER NOT NULL, accepted_us INTEGER, returned_us INTEGER, PRIMARY KEY (merchant, order_no)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS packets_by_payee ON packets (payee, day);

CREATE TABLE IF NOT EXISTS payees (payee TEXT PRIMARY KEY, verified INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS notices (
    id TEXT PRIMARY KEY, merchant TEXT NOT NULL, body BLOB NOT NULL, tries INTEGER NOT NULL, copies INTEGER NOT NULL,
    due_us INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS notices_due ON notices (due_us) WHERE due_us IS NOT NULL;
CREATE TABLE IF NOT EXISTS plan (id INTEGER PRIMARY KEY CHECK (id = 1), json TEXT NOT NULL) STRICT;

-- What merchants ask people to pay: open until expires_us, then closed for good. `token` is the secret of the pay page.
CREATE TABLE IF NOT EXISTS bills (
    line INTEGER PRIMARY KEY, merchant TEXT NOT NULL REFERENCES merchants, order_no TEXT NOT NULL,
    payer TEXT NOT NULL, amount_minor INTEGER NOT NULL CHECK (amount_minor > 0), currency TEXT NOT NULL,
    subject TEXT NOT NULL, back_url TEXT NOT NULL, token TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL CHECK (state IN ('open', 'paid', 'closed')), expires_us INTEGER NOT NULL, paid_us INTEGER,
    UNIQUE (merchant, order_no)
) STRICT;

CREATE TABLE IF NOT EXISTS refunds (
    line INTEGER PRIMARY KEY, merchant TEXT NOT NULL, order_no TEXT NOT NULL, bill_no TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    state TEXT NOT NULL CHECK (state IN ('in_progress', 'done')), settles_us INTEGER, done_us INTEGER,
    UNIQUE (merchant, order_no)
) STRICT;
CREATE INDEX IF NOT EXISTS refunds_by_bill ON refunds (merchant, bill_no);
CREATE INDEX IF NOT EXISTS refunds_to_settle ON refunds (settles_us) WHERE state = 'in_progress';
