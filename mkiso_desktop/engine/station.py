"""This desk among its peers: who they are and who may come in, as the configuration says."""

from __future__ import annotations

import logging
import socket
import ssl
from dataclasses import dataclass

from ..core.config import Config
from ..core.errors import NotConfigured
from ..net.association import Peer
from ..net.dimse import Destination
from ..net.storage_scp import Door, StorageScp
from ..net.tls import dicom_tls, https_context
from ..steps.retrieve import Archive

log = logging.getLogger(__name__)


def pacs_of(config: Config) -> Peer:
    """The archive."""
    return Peer(config.pacs.ae_title, config.pacs.host, config.pacs.port, _client_tls(config))


def publisher_of(config: Config) -> Peer:
    """The CD publisher; NotConfigured when there is none."""
    publisher = config.cd_publisher
    if not publisher.host:
        raise NotConfigured(
            "There is no CD publisher in the configuration",
            "Fill in [cd_publisher] in config.toml, or save an ISO instead.",
        )
    return Peer(publisher.ae_title, publisher.host, publisher.port, _client_tls(config))


def archive_of(config: Config) -> Archive:
    """The archive as it is retrieved from."""
    station = config.station
    destination = Destination(station.ae_title, station.port)
    return Archive(pacs_of(config), station.ae_title, destination, config.pacs.retrieve)


@dataclass(frozen=True)
class Station:
    """The Storage SCP that is open now, and the configuration it was opened with."""

    scp: StorageScp
    config: Config


def storage_scp_of(config: Config) -> StorageScp:
    """Our Storage SCP, not yet open."""
    tls = dicom_tls(config.tls)
    return StorageScp(
        door_of(config), config.station.bind, config.station.port, tls=tls.server if tls else None
    )


def door_of(config: Config) -> Door:
    """Who may send to us: by default the PACS alone, known by its AE title and its address."""
    titles = config.pacs.calling_ae_titles or (config.pacs.ae_title,)
    hosts = config.pacs.calling_hosts or (config.pacs.host,)
    addresses = frozenset(address for host in hosts for address in _addresses(host))
    return Door(config.station.ae_title, frozenset(titles), addresses)


def check_certificates(config: Config) -> None:
    """Raise ConfigInvalid now, rather than in each job, when a file of [tls] cannot be used."""
    dicom_tls(config.tls)
    if config.patient_api.base_url.startswith("https:"):
        https_context(config.tls)


def _client_tls(config: Config) -> ssl.SSLContext | None:
    """Read anew for each association, so that a renewed certificate counts from then on."""
    tls = dicom_tls(config.tls)
    return tls.client if tls else None


def _addresses(host: str) -> set[str]:
    """The addresses behind a name; one that cannot be resolved lets nobody in."""
    try:
        return {str(found[4][0]) for found in socket.getaddrinfo(host, None)}
    except OSError:
        log.warning("a host that may send to this station has no address: %s", host)
        return {host}
