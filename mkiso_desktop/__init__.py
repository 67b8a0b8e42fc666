"""mkiso-desktop: one scan of an accession number, and the patient leaves with a disc.

The plan of the house. Imports go down only, and tests/test_floors.py holds them to it.

    __main__    the front door: window or command; the one room that joins the faces
    gui         floor 4   the window (all of PySide6 lives here)
    cli         floor 4   the same, from a terminal
    demo        floor 4   a made-up hospital to try everything with
    engine      floor 3   takes requests, runs them in lanes, tells whoever watches
    steps       floor 2   plain functions, in the order the data walks: query, retrieve, check,
                          fileset, pages, volumes, image, prove, deliver, relay
    net         floor 1   wires: DIMSE, our Storage SCP and SCU, the patient API
    core        floor 0   words: errors, progress, request, study, elements, configuration, places

The way of the data: accession number -> query -> (a person confirms) -> retrieve -> check ->
fileset -> pages -> volumes -> image -> prove -> deliver. engine/make_disc.py is that walk on
one page.
"""

__version__ = "0.1.0"
