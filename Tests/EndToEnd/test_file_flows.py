"""The bundled flows that begin with a file."""
from harness import check


def test_csv_is_another_name_of_uploads(place):
    run = place.json("pipeline", "run", "--flows", "csv,uploads", "--events", "40", "--fail", "0.2", "--seed", "3",
                     "--data", place.data)
    check([flow["name"] for flow in run["flows"]] == ["uploads"], f"the flows that ran: {run['flows']}")
    check(run["started"] == 40 == run["completed"] + run["dead"], f"accounts: {run}")
    check(run["dead"] > 0 and run["in_flight"] == 0, f"accounts: {run}")
