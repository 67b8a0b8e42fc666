"""Which attributes are kept of every instance: for its identity, its checks and the DICOMDIR.

A data set is walked once, as it arrives. What is not named here is only stepped over.
"""

from __future__ import annotations

from pydicom.datadict import dictionary_VR, tag_for_keyword

_IDENTITY = """
SpecificCharacterSet SOPClassUID SOPInstanceUID StudyInstanceUID SeriesInstanceUID
PatientName PatientID IssuerOfPatientID PatientBirthDate PatientSex AccessionNumber
"""
_STUDY_AND_SERIES = """
StudyDate StudyTime StudyID StudyDescription ReferringPhysicianName
Modality SeriesNumber SeriesDate SeriesTime SeriesDescription InstitutionName
InstitutionAddress PerformingPhysicianName BodyPartExamined Laterality
"""
_PIXELS = """
Rows Columns SamplesPerPixel BitsAllocated NumberOfFrames PhotometricInterpretation
PlanarConfiguration BitsStored PixelRepresentation LossyImageCompression
LossyImageCompressionRatio
"""
_IMAGE_RECORD = """
InstanceNumber ImageType ReferencedImageSequence ContentDate ContentTime
AcquisitionDate AcquisitionTime InstanceCreationDate InstanceCreationTime
ImagePositionPatient ImageOrientationPatient FrameOfReferenceUID
SynchronizationFrameOfReferenceUID PixelSpacing CalibrationImage
"""
_OTHER_RECORDS = """
DoseSummationType StructureSetLabel StructureSetDate StructureSetTime RTPlanLabel RTPlanDate
RTPlanTime TreatmentDate TreatmentTime PresentationCreationDate PresentationCreationTime
ContentLabel ContentDescription ContentCreatorName ReferencedSeriesSequence BlendingSequence
CompletionFlag VerificationFlag VerificationDateTime VerifyingObserverSequence
ConceptNameCodeSequence ContentSequence DataPointRows DataPointColumns
ReferencedImageEvidenceSequence DocumentTitle HL7InstanceIdentifier
MIMETypeOfEncapsulatedDocument HangingProtocolName HangingProtocolDescription
HangingProtocolLevel HangingProtocolCreator HangingProtocolCreationDateTime
HangingProtocolDefinitionSequence NumberOfPriorsReferenced
HangingProtocolUserIdentificationCodeSequence Manufacturer ImplantName ImplantSize
ImplantPartNumber ImplantAssemblyTemplateName ProcedureTypeCodeSequence
ImplantTemplateGroupName ImplantTemplateGroupIssuer UserContentLabel UserContentLongLabel
"""


def tag(keyword: str) -> int:
    """The tag of an attribute, 0xGGGGEEEE."""
    found = tag_for_keyword(keyword)
    if found is None:
        raise KeyError(keyword)
    return found


WANTED: dict[int, str] = {
    tag(keyword): dictionary_VR(tag(keyword))
    for keyword in (
        _IDENTITY + _STUDY_AND_SERIES + _PIXELS + _IMAGE_RECORD + _OTHER_RECORDS
    ).split()
}
"""Tag to VR of every attribute that is kept."""
