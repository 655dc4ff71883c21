"""What makes WeasyPrint's PDF/A-3a a PDF/UA-1 as well, and one that the strictest checker reads as we do."""

import base64
import io
from typing import Any

import pikepdf
import pydyf

from guichet.documents.tagging import number

END_OF_RDF = b"</rdf:RDF>"
AMBIGUOUS_END = b"\r\nendstream"
END_OF_TABLE = b"endbfchar"
NO_TEXT, NO_WIDTH = b" <>", b" <200b>"

# PDF/UA-1 (ISO 14289-1, 5) wants its part number in the metadata; PDF/A (ISO 19005-3, 6.6.2.3) wants every
# property it does not know to be described there too.
IDENTIFICATION = b"""
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about=""><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about="">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>PDF/UA version identifier</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""


def declare_universal_access(pdf: Any) -> None:
    """Adds the PDF/UA-1 identification to the metadata, and leaves them readable without a PDF library."""
    old = pdf.objects[number(pdf.catalog["Metadata"])]
    packet = b"".join(old.stream).replace(END_OF_RDF, IDENTIFICATION + END_OF_RDF)
    new = pydyf.Stream([packet], {"Type": "/Metadata", "Subtype": "/XML"}, compress=False)
    new.number = old.number
    pdf.objects[old.number] = new


def list_attachments_once(pdf: Any) -> None:
    """WeasyPrint 70 lists each associated file twice, which PDF/A-3 readers show as two files."""
    pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))


def name_every_glyph(pdf: Any) -> None:
    """Gives a text without width to the glyphs that WeasyPrint leaves without any (ISO 19005-3, 6.2.11.7.2).

    Where several glyphs draw a syllable, as in Devanagari or Khmer, the last of them stands for all its letters.
    """
    for item in pdf.objects:
        if isinstance(item, pydyf.Stream) and END_OF_TABLE in item.stream:
            item.stream = [
                line.removesuffix(NO_TEXT) + NO_WIDTH if line.endswith(NO_TEXT) else line for line in item.stream
            ]


def end_streams_plainly(written: bytes) -> bytes:
    """The same file, no stream of which ends with a carriage return.

    One stream in 256 does by chance, being compressed; with the line feed that has to follow, it looks one byte
    shorter than its ``/Length`` says, and strict checkers refuse the file (ISO 19005-3, 6.1.7.1).
    """
    if AMBIGUOUS_END not in written:
        return written
    plain = io.BytesIO()
    with pikepdf.open(io.BytesIO(written)) as pdf:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Stream) and item.read_raw_bytes().endswith(b"\r"):
                _as_letters(item)
        pdf.save(
            plain,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            # Object streams are compressed too, and could end in the same way.
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            deterministic_id=True,
        )
    return plain.getvalue()


def _as_letters(stream: pikepdf.Stream) -> None:
    """Writes the bytes of ``stream`` in ASCII 85, which ends with ``~>``."""
    filters: Any = stream.get("/Filter", [])
    parameters = stream.get("/DecodeParms", None)
    before = list(filters) if isinstance(filters, pikepdf.Array) else [filters]
    settings = list(parameters) if isinstance(parameters, pikepdf.Array) else [parameters] * len(before)
    stream.write(
        base64.a85encode(stream.read_raw_bytes()) + b"~>",
        filter=pikepdf.Array([pikepdf.Name.ASCII85Decode, *before]),
        decode_parms=pikepdf.Array([None, *settings]) if parameters is not None else None,
    )
