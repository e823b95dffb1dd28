from acompana.simulation.chance import Chance, Spread


def test_an_id_is_a_version_7_of_its_moment():
    id = Chance("a").id_at(1_750_000_000_123)
    assert (id.version, id.variant) == (7, "specified in RFC 4122")
    assert id.int >> 80 == 1_750_000_000_123


def test_streams_of_the_same_name_repeat_and_others_do_not():
    draw = [[Chance(name).random() for _ in range(2)] for name in ("a", "a", "b")]
    assert draw[0] == draw[1] != draw[2]


def test_what_is_drawn_evenly_happens_as_often_as_its_probabilities_say():
    chance = Chance("even")
    probabilities = [chance.random() * 0.2 for _ in range(5000)]
    happened = sum(chance.evenly("it", p) for p in probabilities)
    assert abs(happened - sum(probabilities)) <= 1


def test_rounding_is_right_on_average():
    chance = Chance("round")
    assert abs(sum(chance.rounded(2.3) for _ in range(20_000)) / 20_000 - 2.3) < 0.02


def test_a_spread_fills_every_part_of_the_square_alike():
    spread = Spread(Chance("spread"), 2)
    points = [spread.next() for _ in range(4000)]
    for low in (0.0, 0.25, 0.5, 0.75):
        for left in (0.0, 0.25, 0.5, 0.75):
            inside = sum(low <= y < low + 0.25 and left <= x < left + 0.25 for x, y in points)
            assert abs(inside - 250) < 10
