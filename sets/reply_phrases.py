"""The words by which people say how an action stands, in British English as it is typed on a phone.

Phrases stand apart by " / " or on lines of their own; each is a piece of a regular expression between two word ends.
They are tried on tests/data/replies.csv: whoever adds a phrase adds a line there.
"""

import re

IT = r"(?:it|this|that|them)"
NOT = (
    r"(?:not|never|no|nothing|haven'?t|havn'?t|hasn'?t|hadn'?t|didn'?t|don'?t|doesn'?t|isn'?t|wasn'?t|ain'?t|won'?t"
    r"|couldn'?t)"
)


def phrases(*lists: str) -> str:
    """One pattern of all the phrases of these lists."""
    found = [each.strip() for words in lists for line in words.splitlines() for each in line.split(" / ")]
    return "|".join(f"(?:{each})" for each in found if each)


def any_of(*lists: str) -> re.Pattern[str]:
    """A pattern that finds any of these phrases as whole words."""
    return re.compile(rf"(?<!\w)(?:{phrases(*lists)})(?!\w)")


DONE_WORDS = rf"""
    done / finished / complete / completed / sorted / accomplished / achieved / nailed / cracked / dusted / ticked
    tick / wrapped up / did (?:it|that|this|them|so|the|all|both|my) / got {IT} (?:all )?done / got round to {IT}
    managed (?:it|that|this|them|to) / doneemoji
"""
DONE = any_of(DONE_WORDS)
# Nothing is said with these about how it stands: questions, wishes, doubts.
UNSAID = any_of(
    r"""
    ^(?:who|what|when|where|why|how|which|whether|is|are|does|do (?:i|you|we)|should i|must i|am i)
    wish / love to / like to / want to / wanted to / hoped to / meant to / trying to / if / whether / counts? as
    must be / could be / would be / might be / may be / supposed to be / sure (?:if|that)
"""
)
STUCK = any_of(
    r"""
    stuck / blocked / struggl\w+ / brick wall / hit a wall / dead end / at a loss / nowhere with / in the way
    (?:going|getting) nowhere / (?:no idea|no clue|not sure|don'?t know|unsure) (?:how|where|what) to
    can(?:'?t|not| not) (?:get|find|reach|see how) / need (?:some |a bit of )?help / no way forward
"""
)
NOT_STUCK = any_of("(?:not|isn'?t|wasn'?t|no longer) stuck")
KEPT = any_of(rf"{NOT} (?:dropp\w*|drop|stopp\w*|giv\w+ up|give up|scrapp\w*|abandon\w*|cancell\w*)")
_LET_GO = "drop|drops|dropped|dropping|scrap|scrapped|bin|binned|cancel|cancelled|abandon|abandoned|delete|remove"
STOPPED = any_of(
    rf"""
    no longer (?:needed|need|relevant|necessary|doing|want|wanted|applies)
    not (?:doing|going to do|needed|relevant|necessary|happening|worth|going ahead with)\b(?! (?:yet|well|much))
    (?:don'?t|do not) need (?:to|it|this|that|the|a) / won'?t be doing / (?:{_LET_GO})(?: (?:it|this|that|the|my)\b.*|$)
    let(?:ting)? {IT} go / stop (?:this|that|the) (?:action|one) / stop action
    (?:take|took|taking) (?:{IT}|the .*) off
    giv(?:e|en|ing) up / gave up / forget (?:it|this|that|about) / changed my mind / not bothering
    knock(?:ed)? {IT} on the head
"""
)
NOT_NOW = any_of(
    rf"""
    not (?:now|today|right now|this week|at the moment|just now) / later / ask me / remind / reminder / snooze
    ask(?: me)? (?:again|later|on|next|tomorrow|in|after|about|when) / too busy / swamped / snowed under / no time
    another (?:day|time) / on shift / come back to (?:{IT}|me) / too much on
    (?:can'?t|cannot|won'?t|not able to) (?:do|manage|get to) {IT}(?: just)? (?:today|now|yet|this week|right now)
"""
)
UNDER_WAY = any_of(
    rf"""
    still / nearly / almost / not quite / half / halfway / half way / partly / partway / mostly / getting there
    working on / in progress / in hand / on track / under ?way / ongoing / coming along / making progress / so far
    to go / yet to / begun / began / started / start(?:ing)? / (?:one|two|three|four|\d) (?:out )?of
    (?!100)\d+ ?(?:%|percent)
    will / i'll / we'll / going to / gonna / should / hope to / hoping / plan to / planning to / aim to / aiming / soon
    needs? (?:more|another|longer) / more time / (?<!managed )(?<!able )to do / nowhere near / far from / as good as
    push / move / moved / postpone / put {IT} (?:off|back) / extend / instead / on (?:my|the) (?:list|to do list|radar)
    ^(?:i'?m |am )?doing {IT} / ^(?:i'?m |am |we'?re )?on it$ / (?:i'?m|still|am) on it
"""
)
NOT_YET = any_of(
    rf"""
    not (?:yet|done|quite|really|there|so far|finished|started|begun)
    (?:no|nope|nah|none|neither) ?.*\byet / ^not / not$ / ^no\b.*(?:n'?t|not)$ / none / neither / nothing
    {NOT}\b.*\b(?:{phrases(DONE_WORDS)}|do|did|start\w*|begun|happen\w*|had|got|get|manag\w+|been|made|sort|found|yet)
    {NOT}\b.*\b(?:finish|complet)\w*
"""
)
NEGATED = any_of(NOT)
BY_OTHERS = any_of(
    r"(?:she|he|they|someone|somebody|everyone|boss|colleague|manager)\b[^.]*\b(?:done|did|finished|sorted)"
)
YES = re.compile(
    r"^(?:oh |.*: ?)?(?:yes|yep|yeah|yup|yh|aye|indeed|affirmative)"
    r"(?: (?:thanks|ta|all good|sure|(?:i|we) (?:have|did)))?$"
)
NO = re.compile(
    r"^(?:sorry )?(?:no|nope|nah|noemoji)(?: (?:sorry|noemoji))?$"
    r"|\b(?:one|ones|other|others|rest) no$|: ?no$|^noemoji\b"
)
# The whole reply asks for no more messages. As one word, "stop" is what people type to any sender.
_MESSAGES = r"(?:messages|reminders|notifications|check-?ins|texts)"
_SENDING = r"(?:messaging|texting|asking|sending|nagging|reminding|contacting|bothering|emailing)"
_NO_MORE = rf"""
    stop / unsubscribe / opt(?: me)? out / leave me alone / no more (?:messages|reminders|texts)
    stop (?:it|now|please|all|everything)
    (?:stop|quit|cease) {_SENDING}(?: me)?(?: (?:these|this|messages|reminders|about it|all the time|please))*
    (?:stop|no more|turn off|switch off)(?: (?:the|all|these|your))? {_MESSAGES}
"""
STOP_WRITING = re.compile(
    rf"(?:(?:please|pls|can you|could you) )?(?:{phrases(_NO_MORE)})(?: (?:please|thanks|now|me))*"
)
