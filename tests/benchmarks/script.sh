#!/bin/bash
# What mkiso-desktop replaces: an accession number to an ISO image by dcmtk and genisoimage.
# Usage: script.sh HOST PORT ARCHIVE_AE OUR_AE OUR_PORT ACCESSION_NUMBER FOLDER
set -eu
host=$1 port=$2 archive=$3 station=$4 listen=$5 accession=$6 folder=$7
disc=$folder/disc
mkdir -p "$disc/DICOM"
cd "$disc"
found=$(findscu -v -S -aet "$station" -aec "$archive" -k QueryRetrieveLevel=STUDY \
  -k AccessionNumber="$accession" -k StudyInstanceUID "$host" "$port" 2>&1)
study=$(sed -n 's/.*(0020,000d) UI \[\([0-9.]*\).*/\1/p' <<<"$found" | tail -n 1)
storescp -aet "$station" +B -pm +xa -pdu 131072 -od "$disc/DICOM" "$listen" >"$folder/log" 2>&1 &
receiver=$!
trap 'kill "$receiver"' EXIT
until (: <"/dev/tcp/127.0.0.1/$listen") 2>/dev/null; do kill -0 "$receiver"; done
movescu -S -aet "$station" -aec "$archive" -aem "$station" -k QueryRetrieveLevel=STUDY \
  -k StudyInstanceUID="$study" "$host" "$port"
# Names that a DICOMDIR may have, in one process: an mv for each would only slow the script down.
(cd DICOM && perl -e 'rename $_, sprintf("IM%06d", ++$n) for sort glob "*"')
dcmmkdir -Nxc +id "$disc" +r
genisoimage -quiet -J -r -V MKISO -o "$folder/disc.iso" "$disc" 2>/dev/null
