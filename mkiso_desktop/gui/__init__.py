"""The window: a thin face over the engine, and the only room that knows Qt.

app       QApplication, first paint, then the engine in a worker
window    one window: intake, preview, jobs
desk      the engine behind the window: opening, questions, lanes, closing
threads   the two kinds of QThread: a lane of the engine, and a question
bridge    engine.watch as one Qt signal
intake    the search field and the word under it
preview   who it is, what there is, and what can be made of it
studies   the table of studies
identity  where the sources disagree about the patient
jobs      one row per job
notice    what happened, what to do next, details under a fold
words     states, dates and sizes for people
look      palettes, type sizes and style sheet, light and dark
glyph     our icons, tinted by the palette
"""
