"""Is taking turns fair? A thousand sets that live by the bot's own rules, and an outsider who checks every turn."""
