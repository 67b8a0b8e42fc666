"""The tables of the history, in the words that SQLite and PostgreSQL share."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, MetaData, Table, Text

from .database import UtcDateTime

TABLES = MetaData()
SCHEMA = Table(
    "schema_version",
    TABLES,
    Column("version", Integer, primary_key=True, autoincrement=False),
)
JOB = Table(
    "job",
    TABLES,
    Column("number", Integer, primary_key=True),
    Column("created", UtcDateTime, nullable=False),
    Column("updated", UtcDateTime, nullable=False),
    Column("state", Text, nullable=False),
    Column("request", JSON, nullable=False),
    Column("patient_name", Text, nullable=False, default=""),
    Column("patient_id", Text, nullable=False, default=""),
    Column("error_code", Text, nullable=False, default=""),
    Column("error_title", Text, nullable=False, default=""),
    Column("error_advice", Text, nullable=False, default=""),
    Column("result", JSON(none_as_null=True)),
    Column("os_user", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("work_folder", Text, nullable=False),
    # What is going on, and what ended lately, among all that was ever made.
    Index("ix_job_state_updated", "state", "updated"),
    sqlite_autoincrement=True,  # a number that stands on a label is never given again
)
# Which job went on with what a cut-off one had left, so that this is offered once.
CONTINUED = Table(
    "continued",
    TABLES,
    Column("job", ForeignKey("job.number"), primary_key=True),
    Column("by", ForeignKey("job.number"), nullable=False),
)
# Who asked for a job, where that was not the person at the desk.
ORIGIN = Table(
    "origin",
    TABLES,
    Column("job", ForeignKey("job.number"), primary_key=True),
    Column("word", Text, nullable=False),
)
# Which jobs a person has taken off the desk's list; the history keeps them.
DISMISSED = Table(
    "dismissed",
    TABLES,
    Column("job", ForeignKey("job.number"), primary_key=True),
)
# What the code and the words of a job's error leave unsaid.
WRONG = Table(
    "wrong",
    TABLES,
    Column("job", ForeignKey("job.number"), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("detail", Text),
)
EXPORT = Table(
    "export",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("job", ForeignKey("job.number"), nullable=False, index=True),
    Column("outcome", Text, nullable=False),
    Column("study_instance_uids", JSON, nullable=False),
    Column("destination", Text, nullable=False),
    Column("intended", UtcDateTime, nullable=False),
    sqlite_autoincrement=True,
)
# A table of its own: rows are only ever added, so a later hand cannot rewrite what was intended.
EXPORT_END = Table(
    "export_end",
    TABLES,
    Column("export", ForeignKey("export.id"), primary_key=True),
    Column("ended", UtcDateTime, nullable=False),
    Column("state", Text, nullable=False),
    Column("detail", Text, nullable=False),
)
# Who took what came of a job away. Rows are only ever added: a correction is a further one.
HANDED = Table(
    "handed",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("job", ForeignKey("job.number"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("relation", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("by", Text, nullable=False),
    sqlite_autoincrement=True,
)
# What the publisher has of a relay, so that the next try sends the rest alone.
ACCEPTED = Table(
    "accepted",
    TABLES,
    Column("export", ForeignKey("export.id"), primary_key=True),
    Column("sop_instance_uid", Text, primary_key=True),
)
# The testimony (see audit): rows are only ever added, each sealed together with the one before.
AUDIT = Table(
    "audit",
    TABLES,
    Column("desk", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("content", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("seal", Text, nullable=False),
)
