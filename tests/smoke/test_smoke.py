def test_cast(cast, make, session):
    t = make.task(supporting=["b"])
    assert cast.hoa.name and t.id == 1
def test_two(cast): assert cast.an.seats
