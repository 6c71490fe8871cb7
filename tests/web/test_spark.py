"""A small line of a few numbers, told as places in a drawing."""

from tracker.web.spark import spark


def test_it_goes_from_edge_to_edge_and_from_the_floor_to_the_top():
    drawn = spark([50, 75, 100])
    assert drawn.line == "2.0,17.0 33.0,10.0 64.0,3.0 "
    assert (drawn.x, drawn.y) == (64, 3.0)


def test_what_is_not_known_takes_no_place():
    assert spark([None, 10, None, 20]) == spark([10, 20])


def test_one_number_is_a_dot_on_the_left_and_none_is_nothing():
    assert (spark([7.5]).x, spark([7.5]).y) == (2, 17.0)
    assert spark([None]) is None
    assert spark([]) is None


def test_the_same_number_throughout_is_a_level_line():
    assert spark([4, 4]).line == "2.0,17.0 64.0,17.0 "
