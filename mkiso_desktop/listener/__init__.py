"""HTTP on this machine: the links in the hospital's own pages (HIS) keep working.

Any page in a desk's browser can call us, so a request passes the gate before a route hears of it.
Routes are thin: one order to the engine, one way to say what came of it. Who does what in it.

    service     the listener without a window
    server      opens the sockets, runs uvicorn in a thread that a face lends, and stops it
    serving     accepts connections for uvicorn's protocol, and ends them without a remainder
    sockets     the addresses we listen at; a port that somebody else has
    guests      how many may be here, and who goes when one more comes
    protocol    deadlines against slow clients; a file straight from the disk to the socket
    again       what is answered once more without being read: who asks for our health, often
    safety      which set-ups may start at all

    gate        every request, in the order of the rules; every answer's headers and its last word
    caller      who asks: through which proxy, by which name, a browser or a script, from which page
    hosts       whether the name in Host is ours
    keys        X-API-Key, two of them while they change, and how often one may be wrong
    refusal     an answer that says no: status, body, headers
    access_log  one line for each request, with pseudonyms where patients' numbers would stand

    app         the routes as one application
    described   what its description (OpenAPI) says of each
    counter     what the routes share
    words       what a request asks for: accession numbers out of a query
    orders      a link's request becomes a job, or joins one; what became of it
    assent      a browser that does not come from the HIS asks a person first: single-use tokens
    initials    of the patient, for the page that asks
    discs       the routes that give an ISO
    stream      one file, or one range of it, and how many at a time
    prints      the routes that send to the CD publisher
    tickets     a job under way: its page, its end, its cancelling
    pages       what people see, in both languages (resources/listener)
    health      how the connections are, asked seldom
    metrics     counters for Prometheus
    docs        the description as a page
"""
