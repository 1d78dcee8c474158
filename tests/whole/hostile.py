"""Words that would mention, link, format, hide or break something, if anything let them."""

WORDS = {
    "channel": "tell <!channel> @here @everyone",
    "person": "ask <@U0000000001> and @sister",
    "link": "see <http://evil.example|the ward> http://evil.example",
    "place": "in <#C0000000001> #general",
    "group": "<!subteam^S0000000001> <!date^1^{date}|x>",
    "address": "www.evil.example sister@evil.example",
    "mail": "<mailto:a@evil.example|write>",
    "marks": "*bold* _sly_ ~gone~ `code` ```x```",
    "quote": "> quoted &gt; &lt;!here&gt;",
    "emoji": "🧪👩🏽‍⚕️🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "right to left": "اتصل بالجناح",
    "turned": "safe \u202egnihtemos\u202c \u2066x",
    "braces": "{label} {0} %s {n, plural}",
    "newlines": "one\ntwo\r\n> three",
    "nothing seen": "a\u200b\u2060\ufeffb",
    "quotes": "\"'; DROP TABLE action; --",
    "null": "a\x00b",
}
LONG = "w" * 3000
BLANK = "\u2800\u3164\u200b"  # drawn as nothing at all
