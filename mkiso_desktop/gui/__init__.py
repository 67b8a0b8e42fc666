"""The window: a thin face over the engine, and the only room that knows Qt.

Who does what in it.

    app         QApplication, first paint, then the engine in a worker
    window      the frame around the rooms, and what one room tells the other
    threshold   the search field, before there are rooms
    renewal     new settings take effect between two jobs
    closing     asks once, then ends every job and thread
    desk        the engine behind the window: opening, questions, lanes, closing
    threads     the kinds of QThread: a lane of the engine, a question, one with many answers
    bridge      engine.watch as one Qt signal
    links       answers links from the HIS in a thread of its own, by what __main__ hands in
    preferences what is this window's alone: its place, its looks, its sounds
    herald      says that a job has ended while the person looks elsewhere
    bell        a short sound for what a search came to
    single      a second start hands over to the first
    door        where the first hears it
    letters     larger and smaller type
    extent      how large a window is, and how small it may become
    memory      where it stood and how wide its columns were
    interrupt   Ctrl+C in the terminal
    plain_imports   takes back what PySide6 does to every import

    search/     what is asked for
        search      from a scan to the patient's sheet, or to the reason why there is none
        intake      the search field and the word under it
        drops       text, files and folders let go above it
        asked       what was asked for, row by row, as plain data
        rows, row   the rows of several numbers, and one of them
        choices     what may have been meant: a button for each
        pages       nothing yet, searching, trouble: what stands there without a patient
    preview/    who it is, what there is, and what can be made of it
        sheet       one search's answer: what the rooms below tell one another
        who         the card, with the pictures beside it
        card        the patient, large, and whether the sources agree
        comparison  the two sources side by side, and who signs for them
        studies     the tree of studies and series, and what is left out of it
        others      other studies of the patient, to be added
        pictures    the middle image of each series, once a job has it
        capacity    whether it fits its medium
        choice      what a person chose, as plain data
        lookups     what is asked while a person reads
        outputs     the buttons: save, save as, send; or why not
    jobs/       what is being made and what was
        queue       one row per job, and what is ordered
        rows        the rows one below the other, and where Tab goes
        row         one job
        grip        how a row is taken hold of: keys, menu, dragging
        ending      what came of it, and what to do about that
        pace, speed how fast, and how long still; and the words for it
        ways        a finished file dragged, copied, or shown in its folder
        undo        ten seconds to take a removal back

    history/    what was made, for whom, when and by which way
        page        the field, the table, and what is asked of the engine
        model       the jobs, a page at a time
        table       one row chosen, by arrow keys
        strip       what is known of the chosen job, and what can be done with it
        handing     handed to whom: one line
        blank       nothing made yet, nothing that fits, trouble
    status/     how the connections are
        bar         the lights in one line, and the ways to the other rooms
        light       one light: a glyph by its state, and its name
        popover     why a light is as it is, what mends it, when that was found
        watch       looks after all lights, beside all else

    settings/   what a person may change
        window      pages, a search over all of them, one way to save
        table       every key of config.toml: peers and house have the words, plan their shape
        draft       what is changed and not saved yet: read, tried and saved in workers
        page, row   a page of the table, and one key of it
        editors     one for each kind of value; secret, for what is never shown again
        taste       light or dark, letters and sounds, which are no keys of config.toml
        trial       a connection tried for real, line by line
        verdict     a glyph, what is so, and what can be done: a line of both
        answering   whether links are answered just now, and if not, why
        contents    the list of pages
        footer      how much is not saved, and what came of saving
        guide       the first start, in the steps of route, whose names are in steps
        entrance    opens the settings and the guide when they are wanted

    help/       windows beside the window
        asides      opens them, and makes them anew in another language
        manual      F1: the page of resources/help
        about       versions and licences

    language    English or Indonesian, Qt's own texts included, and how dates look
    said        what the floors below say, in the window's language
    acts        what a person can do about a job or a trouble
    support     what happened, to be sent to support, without patients
    notice      what happened, what to do next, details under a fold
    flow        buttons in as many lines as they need
    words       states, dates and sizes for people
    steady      scrolls, and nothing in it moves for the bar
    saving      asked where an ISO shall go
    labels      plain text, a name that shortens, a hairline
    look        palettes, type sizes and style sheet, light and dark
    glyph       our icons, tinted by the palette

A room is made from plain data and can be made again: another language makes all of them anew
(window.furnish_again), and each takes over what the one before it had.
"""

from .plain_imports import import_plainly

import_plainly()  # before any room of the window, and all that comes behind it, is imported
