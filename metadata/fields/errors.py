"""Errors of the floor: a value that a field cannot take."""


class InvalidValue(Exception):
    """A value was refused by a field.

    `code` is set only where the API names one (INVALID_URL, INVALID_PHONE_NUMBER). `details` (field, value,
    allowed) are additive keys for the caller; `message` is fixed by the contract. `friendly` is the sentence for
    a person where the contract has one of its own.
    """

    def __init__(self, message: str, *, code: str | None = None, friendly: str | None = None, **details: object):
        super().__init__(message)
        self.message = message
        self.code = code
        self.friendly = friendly
        self.details = details


class InvalidSettings(Exception):
    """A field definition (settings, options, default) was refused. `problems` holds one message a problem.

    `value` is what the caller sent, as the answer repeats it beside each problem.
    """

    def __init__(self, *problems: str, value: object = None):
        super().__init__("; ".join(problems))
        self.problems = problems
        self.value = value
