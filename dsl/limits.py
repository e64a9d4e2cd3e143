"""Named limits of the language. What passes one is refused with a clear finding, never with a crash."""

from typing import Final

#: Characters of a whole text (about 256 KiB of English).
SOURCE_CHARACTERS: Final = 262_144
#: Characters of one line.
LINE_CHARACTERS: Final = 2_000
#: Lines that say something, comments and blanks aside.
LINES: Final = 2_000
#: Levels of indentation.
DEPTH: Final = 16
#: Levels of parentheses and `not` in one condition.
CONDITION_DEPTH: Final = 16
#: Segments of a campaign, and how many of them may stand on each other.
SEGMENTS: Final = 200
SEGMENT_DEPTH: Final = 16
#: `give`, `draw`, prize, `refuse` and choice lines of a campaign.
RULES: Final = 500
#: Tiers of members, and the most that points of a tier are multiplied by.
TIERS: Final = 20
TIER_TIMES: Final = 100
#: The most buyers that a group may need, and the most hours that it may stay open.
GROUP_SIZE: Final = 1_000
GROUP_HOURS: Final = 720
#: Findings that are worth reading in one go; the rest waits.
FINDINGS: Final = 100
#: The same mistake made everywhere is told this many times.
FINDINGS_OF_ONE_KIND: Final = 20
#: Whole numbers of any kind, also money in minor units: below 2**53, so that JSON keeps them exact.
LARGEST_NUMBER: Final = 1_000_000_000_000
#: The latest try by which a draw may be won.
TRIES: Final = 1_000
#: The numbers of one draw: the least common multiple of its odds.
DRAW_SCALE: Final = 1_000_000_000
#: Scans of one forecast, and people of one population.
SIMULATED_SCANS: Final = 1_000_000
CONSUMERS: Final = 10_000_000
#: The numbers of an experiment: its shares are whole hundredths of a percent.
EXPERIMENT_SCALE: Final = 10_000
#: Days of a count over the last days.
WINDOW: Final = 366
#: Minutes for which a clerk's code counts: a day.
CLERK_MINUTES_MAX: Final = 1_440
#: Days or hours of a validity, days, hours or minutes of a distance back.
DURATION: Final = 36_500
