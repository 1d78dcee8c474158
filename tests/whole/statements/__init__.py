"""Statements before the ack: a file a feature here, found by itself. Nobody edits a shared list.

For a new listener write at least one line in the file named like its feature (`handlers/bids.py` ->
`statements/bids.py`), with the costliest payload that is common:

    LINES = (opens(Press.BID_OPEN, bid), form(Form.BID, sent_bid))

    async def bid(world: Scenes) -> Json:
        return pressed("UAMINA", Press.BID_OPEN, handle(await made_bid(world)))

A scene makes what has to have happened, through use cases or the listeners themselves, and gives the payload of the
listener in question; only that is counted. `opens` writes nothing; a press takes 4 statements at most, an event 6, a
submission 10. A higher number needs its reason in a comment on the line; `both=True` asks again on PostgreSQL.
`word("bid")` is /als bid.
"""
