"""Import of answers that were given elsewhere: a table and a map of it become ordinary facts."""

from acompana.exchange.answers.importing import Interrupted, Report, import_answers
from acompana.exchange.answers.map import AnswersMap, UnfitMap, read_map

__all__ = ["AnswersMap", "Interrupted", "Report", "UnfitMap", "import_answers", "read_map"]
