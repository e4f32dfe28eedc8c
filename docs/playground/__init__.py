"""The playground: every API tried in the browser, with a key that stays on the server."""
