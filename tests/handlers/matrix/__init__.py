"""The matrix role x listener x state of the set: a file a feature here, found by itself. Nobody edits a shared list.

For a new listener write one row in the file named like its feature (`handlers/bids.py` -> `matrix/bids.py`):

    ROOM = Room(rows=(action(Press.BID_OPEN, "SRNNNNNNRN", shown=("{name}-HEADLINE",), value=bid),), make=make)

- Its letters, one a role of `core.ROLES`, typed by hand from privacy.md section 2: no, unless it says otherwise.
  `closed` and `setting_up` where they differ in such a set; `left` when those who have left have such a thing too.
- `shown`: what stands in the answer when it works ("{name}": whose words they are); `WROTE` when it leaves a row.
- `value`: the button's value or the window's private_metadata, of the thing that is pressed on.
- A word that may be typed after /als is a row too: `word("bid", "ooozzzzzzz", shown=(Form.BID,))`.
- `also`: letters of people whom your own `make` brought in (a buddy, a facilitator), by Slack user id.

What your listeners are pressed on you make in `async def make(town)`, through your use cases, while everyone still
belongs. Keep the ids in a dataclass of your own, `things.put(Bids(...))` of a holder, `town.ids.put(...)` of the set,
and read them back with `get(Bids)`. Words of a holder begin with their name, "AMINA-": then a leak to anyone else is
seen. `core.Row` and `core.Room` say the rest: payloads that are unlike others, fields of your windows, tables of a
holder's own rows, what must have been made before. test_forged.py takes every row with a `value` from here, and sends
it with values of other rows and with none that can be read: what is not refused there says so (`any_row` and the like).
"""
