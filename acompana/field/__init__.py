"""The field speaks to phones: facts up, cards down."""
