"""A campaign run before it runs: scans in order of arrival against its limits, stocks and budgets."""
