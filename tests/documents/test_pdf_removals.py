"""Whatever cleaning takes out of a PDF is declared, is gone, and is reported where it may have been content."""

import io
from collections.abc import Callable, Iterator

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String
from served_cleaning import sanitize_upload

from guichet.documents.cleaning import pdf_removals as removals
from guichet.documents.cleaning.outcome import CleanFile, FileFinding, UploadRejected
from guichet.documents.findings import FINDINGS, finding_text
from guichet.documents.rejections import rejection_text
from guichet.i18n import Localizer

MARK = "taken-out"
FILE_KEYS = ("/Length", "/Filter", "/Parent")
"""How a part is stored, and the way back."""
SLOTS = {"/A", "/NA", "/PA", "/OpenAction", "/Next"}
Arm = Callable[[Pdf], None]


def blank() -> Pdf:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    return pdf


def saved(pdf: Pdf) -> bytes:
    file = io.BytesIO()
    pdf.save(file, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return file.getvalue()


def cleaned(arm: Arm) -> CleanFile:
    pdf = blank()
    arm(pdf)
    return sanitize_upload("x.pdf", saved(pdf))


def plain(content: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return saved(pdf)


def annotation(**facts: object) -> Dictionary:
    return Dictionary(Type=Name.Annot, Rect=[0, 0, 9, 9], NM=String("stays"), **facts)


def annotate(pdf: Pdf, *annotations: Dictionary) -> None:
    pdf.pages[0].Annots = Array([pdf.make_indirect(one) for one in annotations])


def action(kind: str = "JavaScript") -> Dictionary:
    return Dictionary(S=Name(f"/{kind}"), JS=String(MARK))


def armings() -> Iterator[tuple[str, Arm, str | None]]:
    """One document for each entry of the tables, with the finding that the table declares."""
    for kind, code in removals.ACTIONS.items():
        yield (
            f"action {kind}",
            lambda pdf, kind=kind: annotate(pdf, annotation(Subtype=Name.Link, A=action(kind))),
            code,
        )
    for kind, (keys, code) in removals.ANNOTATIONS.items():
        for key in keys:
            yield f"annotation {kind} {key}", lambda pdf, kind=kind, key=key: annotate(pdf, media(kind, key)), code
    for key, code in removals.KEYS.items():
        yield f"key {key}", lambda pdf, key=key: with_key(pdf, key), code
    for key, code in removals.CATALOG_KEYS.items():
        yield f"catalog {key}", lambda pdf, key=key: pdf.Root.__setitem__(key, Dictionary(X=String(MARK))), code
    for key, code in removals.NAME_TREES.items():
        yield f"names {key}", lambda pdf, key=key: with_names(pdf, key), code
    for key, code in removals.STREAM_KEYS.items():
        yield f"stream {key}", lambda pdf, key=key: with_stream(pdf, key), code
    yield "information", lambda pdf: pdf.trailer.__setitem__("/Info", Dictionary(Title=String(MARK))), None
    yield "trailer of LibreOffice", with_office_stream, "machine-data"
    yield "trailer of a program", lambda pdf: pdf.trailer.__setitem__("/Own", Dictionary(X=String(MARK))), None
    yield "unknown action", lambda pdf: annotate(pdf, annotation(Subtype=Name.Link, A=action("Fly"))), "functions"


def media(kind: str, key: str) -> Dictionary:
    found = annotation(Subtype=Name(f"/{kind}"))
    found[key] = Dictionary(F=String(MARK))
    return found


def with_key(pdf: Pdf, key: str) -> None:
    field = pdf.make_indirect(Dictionary(FT=Name.Sig, T=String("stays")))
    holder = pdf.make_indirect(Dictionary(Fields=[field]))
    # A permission is written as a signature.
    signature = {"/ByteRange": Array([0, 1])} if key == "/UR3" else {}
    holder[key] = Dictionary({"/Contents": String(MARK), **signature})
    pdf.Root.AcroForm = holder


def with_names(pdf: Pdf, key: str) -> None:
    pdf.Root.Names = Dictionary()
    pdf.Root.Names[key] = Dictionary(Names=[String(MARK), Dictionary(X=1)])


def with_stream(pdf: Pdf, key: str) -> None:
    pdf.pages[0].Contents = Stream(pdf, b"")
    pdf.pages[0].Contents[key] = String(MARK)


def with_office_stream(pdf: Pdf) -> None:
    pdf.trailer["/AdditionalStreams"] = Array([Name("/application#2fodt"), pdf.make_stream(MARK.encode())])


ARMINGS = {name: (arm, code) for name, arm, code in armings()}


@pytest.mark.parametrize("name", ARMINGS)
def test_removed_part_is_gone_and_reported_as_declared(name: str):
    arm, code = ARMINGS[name]
    file = cleaned(arm)
    assert MARK.encode() not in plain(file.content)
    assert [finding.code for finding in file.findings] == ([] if code is None else [code])


@pytest.mark.parametrize("name", ARMINGS)
def test_part_is_gone_from_what_is_also_named_as_a_resource(name: str):
    """The names of resources are kept, so each object is one here as well, and is met as one first."""

    def arm(pdf: Pdf) -> None:
        ARMINGS[name][0](pdf)
        objects = [one for one in pdf.objects if isinstance(one, (Dictionary, Stream))]
        # The last first: the holder of a part is met before what leads to it.
        pdf.trailer["/Aaa"] = Array([Dictionary(Font=one) for one in reversed(objects)])

    assert MARK.encode() not in plain(cleaned(arm).content)


def test_a_resource_is_cleaned_whatever_its_name():
    def arm(pdf: Pdf) -> None:
        form = Stream(pdf, b"", Subtype=Name.Form, BBox=[0, 0, 1, 1], Ref=Dictionary(F=String(MARK)))
        pdf.pages[0].Resources = Dictionary(XObject=Dictionary(XObject=form))

    file = cleaned(arm)
    assert (MARK.encode() in plain(file.content), file.findings) == (False, (FileFinding("elsewhere"),))


LENIENT: dict[str, Arm] = {
    "names": lambda pdf: pdf.Root.__setitem__("/Names", Stream(pdf, b"", JavaScript=Dictionary(Names=[action()]))),
    "events": lambda pdf: pdf.Root.__setitem__("/AA", Stream(pdf, b"", WC=action())),
    "action": lambda pdf: pdf.Root.__setitem__("/OpenAction", Stream(pdf, b"", S=Name.JavaScript, JS=String(MARK))),
    "kind": lambda pdf: pdf.Root.__setitem__("/OpenAction", Dictionary(S=String("JavaScript"), JS=String(MARK))),
}
"""What the standard forbids and some readers take: a stream in the place of a dictionary, a text in that of a name."""


@pytest.mark.parametrize("name", LENIENT)
def test_action_that_only_lenient_readers_start_is_removed(name: str):
    file = cleaned(LENIENT[name])
    assert (MARK.encode() in plain(file.content), file.findings) == (False, (FileFinding("functions"),))


def test_embedded_file_that_only_lenient_readers_open_is_refused():
    def arm(pdf: Pdf) -> None:
        files = Stream(pdf, b"", F=pdf.make_stream(b"MZ"))
        annotate(pdf, annotation(Subtype=Name.FileAttachment, FS=Dictionary(F=String("a.exe"), EF=files)))

    with pytest.raises(UploadRejected, match="contains-file"):
        cleaned(arm)


@pytest.mark.parametrize("slot", sorted(removals.ACTION_KEYS))
def test_action_is_removed_wherever_it_can_be_started(slot: str):
    def arm(pdf: Pdf) -> None:
        start = Dictionary(S=Name.GoTo, D=Array([pdf.pages[0].obj, Name.Fit]))
        start[slot] = action()
        pdf.Root.OpenAction = start

    file = cleaned(arm)
    assert (MARK.encode() in plain(file.content), file.findings) == (False, (FileFinding("functions"),))


def test_slots_of_actions_are_those_of_the_standard():
    assert set(removals.ACTION_KEYS) == SLOTS


@pytest.mark.parametrize("event", ["O", "C", "K", "WP"])
def test_action_at_an_event_is_removed_and_reported(event: str):
    file = cleaned(lambda pdf: pdf.pages[0].obj.__setitem__("/AA", Dictionary({f"/{event}": action("Launch")})))
    assert (MARK.encode() in plain(file.content), file.findings) == (False, (FileFinding("links"),))


def test_document_that_prints_itself_no_longer_does():
    file = cleaned(lambda pdf: pdf.Root.__setitem__("/OpenAction", Dictionary(S=Name.Named, N=Name.Print)))
    assert (b"/Print" in plain(file.content), file.findings) == (False, ())


def test_several_actions_in_one_place_are_removed_together():
    file = cleaned(lambda pdf: pdf.Root.__setitem__("/OpenAction", Array([action("URI"), action("Movie")])))
    assert MARK.encode() not in plain(file.content)
    assert [finding.code for finding in file.findings] == ["links", "media"]


def test_every_declared_finding_has_a_text_in_each_language():
    tables = [removals.ACTIONS, removals.KEYS, removals.CATALOG_KEYS, removals.NAME_TREES, removals.STREAM_KEYS]
    declared = {code for table in tables for code in table.values()}
    declared |= {code for _keys, code in removals.ANNOTATIONS.values()}
    assert declared - {None} <= FINDINGS.keys()
    for code in FINDINGS:
        french, german = (Localizer(language)(finding_text(code, ["a.xml"])) for language in ("fr", "de"))
        assert french != german


# What stays.


def test_what_belongs_to_the_document_stays():
    """Names of fonts, destinations and states may be those of a part that is removed elsewhere."""

    def furnish(pdf: Pdf) -> None:
        page = pdf.pages[0].obj
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page.Resources = Dictionary(
            Font=Dictionary(AA=font, A=font, Metadata=font, EF=font),
            XObject=Dictionary(XFA=Stream(pdf, b"", Subtype=Name.Form, BBox=[0, 0, 1, 1])),
        )
        page.Contents = Stream(pdf, b"/AA 9 Tf")
        goto = Dictionary(S=Name.GoTo, D=Array([page, Name.Fit]))
        turn = Dictionary(S=Name.Named, N=Name.NextPage)
        appearance = Stream(pdf, b"", Subtype=Name.Form, BBox=[0, 0, 9, 9])
        note = annotation(Subtype=Name.Stamp, Contents=String("a remark"), F=4, AP=Dictionary(N=appearance))
        links = [annotation(Subtype=Name.Link, A=one, Border=Array([0, 0, 0])) for one in (goto, turn)]
        annotate(pdf, note, *links)
        pdf.Root.Outlines = Dictionary(First=Dictionary(Title=String("chapter"), A=goto))
        pdf.Root.StructTreeRoot = Dictionary(K=Dictionary(S=Name.P, A=Dictionary(O=Name.Layout)))
        pdf.Root.OpenAction = Array([page, Name.Fit])

    pdf = blank()
    furnish(pdf)
    file = sanitize_upload("x.pdf", saved(pdf))
    with pikepdf.open(io.BytesIO(file.content)) as kept, pikepdf.open(io.BytesIO(saved(pdf))) as before:
        assert outline(kept.Root) == outline(before.Root)
    assert file.findings == ()


def outline(found: object, depth: int = 9) -> object:
    """Keys and values of an object and everything below."""
    if isinstance(found, Dictionary | Stream) and depth:
        return {key: outline(part, depth - 1) for key, part in found.items() if key not in FILE_KEYS}
    return [outline(part, depth - 1) for part in found] if isinstance(found, Array) and depth else str(type(found))


# Documents in documents.


def embed(pdf: Pdf, *names: str) -> None:
    for name in names:
        pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, b"inner", filename=name)


def portfolio(pdf: Pdf) -> None:
    embed(pdf, "facture-1.pdf", "facture-2.pdf")
    pdf.Root.Collection = Dictionary(Type=Name.Collection, View=Name.D)


def paperclip(pdf: Pdf) -> None:
    annotate(pdf, annotation(Subtype=Name.FileAttachment, FS=specification(pdf, "facture-1.pdf", "facture-2.pdf")))


def specification(pdf: Pdf, *names: str) -> Object:
    first, *others = names
    embedded = Dictionary(F=pdf.make_stream(b"inner"))
    found = Dictionary(Type=Name.Filespec, F=String(first), UF=String(first), EF=embedded)
    if others:
        found.RF = specification(pdf, *others)
    return pdf.make_indirect(found)


def associated(pdf: Pdf) -> None:
    pdf.pages[0].obj.AF = Array([specification(pdf, "facture-1.pdf"), specification(pdf, "facture-2.pdf")])


def printed_mail(pdf: Pdf) -> None:
    embed(pdf, "facture-1.pdf", "facture-2.pdf", "facture-1.xml")


@pytest.mark.parametrize("arm", [portfolio, paperclip, associated, printed_mail])
def test_pdf_with_documents_in_it_is_refused_with_their_names(arm: Arm):
    with pytest.raises(UploadRejected) as caught:
        cleaned(arm)
    text = Localizer("fr")(rejection_text("dossier.pdf", caught.value)).replace("\u00a0", " ")
    assert text == (
        "« dossier.pdf » contient 2 documents joints : facture-1.pdf, facture-2.pdf. "
        "Ouvrez-les, enregistrez-les et ajoutez chacun ici"
    )


@pytest.mark.parametrize("name", ["facture.pdf", "photo.jpg", "virus.exe", "sans-nom", "tableau.xlsx"])
def test_one_document_in_a_pdf_is_named(name: str):
    with pytest.raises(UploadRejected) as caught:
        cleaned(lambda pdf: embed(pdf, name))
    assert f"contient un document joint\u00a0: {name}. " in Localizer("fr")(rejection_text("x.pdf", caught.value))


def test_names_of_embedded_documents_are_shown_without_tricks_and_not_all():
    with pytest.raises(UploadRejected) as caught:
        cleaned(lambda pdf: embed(pdf, "../\u202eevil.pdf", *(f"{number}.pdf" for number in range(40))))
    assert "\u202e" not in caught.value.values["names"]
    assert (caught.value.values["n"], str(caught.value.values["names"]).count(",")) == (41, removals.MAX_NAMES)


@pytest.mark.parametrize("name", ["factur-x.xml", "ZUGFeRD-invoice.XML", "demande.json"])
def test_data_for_machines_go_and_are_named(name: str):
    file = cleaned(lambda pdf: embed(pdf, name))
    assert (file.findings, b"inner" in plain(file.content)) == ((FileFinding("machine-data", (name,)),), False)


# Signatures and forms.


def sign(pdf: Pdf) -> None:
    value = Dictionary(Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), ByteRange=[0, 9, 20, 9], Contents=String("0" * 20))
    field = pdf.make_indirect(
        annotation(Subtype=Name.Widget, FT=Name.Sig, T=String("signature"), V=pdf.make_indirect(value))
    )
    pdf.Root.AcroForm = Dictionary(Fields=[field], SigFlags=3)
    annotate(pdf, field)


def fill(pdf: Pdf) -> None:
    kinds = {"name": (Name.Tx, String("Anna")), "box": (Name.Btn, Name.On), "choice": (Name.Ch, String("one"))}
    fields = [
        pdf.make_indirect(annotation(Subtype=Name.Widget, FT=kind, T=String(name), V=value))
        for name, (kind, value) in kinds.items()
    ]
    for number, field in enumerate(fields):
        field.Rect = [20, 100 * number, 500, 100 * number + 40]
        field.Ff = 1 << 17  # a choice with a text of its own
    pdf.Root.AcroForm = Dictionary(Fields=fields, DA=String("/Helv 12 Tf 0 g"))
    annotate(pdf, *fields)


def test_signature_that_can_no_longer_be_checked_is_reported():
    assert cleaned(sign).findings == (FileFinding("signature"),)


def test_form_keeps_its_answers_and_is_reported():
    file = cleaned(fill)
    with pypdfium2.PdfDocument(file.content) as pdf:
        assert pdf[0].get_textpage().get_text_bounded().split() == ["Anna", "one"]
    assert file.findings == (FileFinding("form"), FileFinding("answers", ("box: On",)))


def test_form_with_a_dynamic_part_keeps_the_fields_and_is_reported():
    def arm(pdf: Pdf) -> None:
        fill(pdf)
        pdf.Root.AcroForm.XFA = Array([String("template"), Stream(pdf, MARK.encode())])

    file = cleaned(arm)
    assert [finding.code for finding in file.findings] == ["form", "xfa", "answers"]
    assert MARK.encode() not in plain(file.content)


@pytest.mark.parametrize("rendering", [False, True])
def test_form_that_is_only_dynamic_is_refused_with_what_to_do(rendering: bool):
    def arm(pdf: Pdf) -> None:
        pdf.Root.AcroForm = Dictionary(Fields=[], XFA=Stream(pdf, b"<xdp/>"))
        pdf.Root.NeedsRendering = rendering

    with pytest.raises(UploadRejected, match="xfa-only"):
        cleaned(arm)


COMMENT = "Nuit du 3 au 4 :\nvoir la page 2"


@pytest.mark.parametrize("kind", ["Text", "Highlight", "FreeText"])
def test_comment_that_no_page_shows_stays_and_is_reported_in_its_words(kind: str):
    file = cleaned(lambda pdf: annotate(pdf, annotation(Subtype=Name(f"/{kind}"), Contents=String(COMMENT))))
    assert file.findings[0] == FileFinding("comments", ("Nuit du 3 au 4 : voir la page 2",))
    assert file.findings[1:] == (() if kind == "Text" else (FileFinding("undrawn"),))
    assert b"voir la page 2" in plain(file.content)


def test_long_or_many_comments_are_cut_and_drawn_text_is_none():
    notes = [annotation(Subtype=Name.Text, Contents=String(f"{number} " + "a" * 300)) for number in range(9)]

    def arm(pdf: Pdf) -> None:
        appearance = Dictionary(N=Stream(pdf, b"", Subtype=Name.Form, BBox=[0, 0, 9, 9]))
        annotate(pdf, annotation(Subtype=Name.FreeText, Contents=String("Payé"), AP=appearance), *notes)

    (finding,) = cleaned(arm).findings
    *shown, further = finding.names
    assert [len(text) for text in shown] == [removals.MAX_COMMENT + 1] * removals.MAX_COMMENTS
    assert further == "…"


@pytest.mark.parametrize(("number", "further"), [(removals.MAX_NAMES, []), (removals.MAX_NAMES + 1, ["…"])])
def test_further_data_of_machines_are_hinted_at(number: int, further: list[str]):
    names = [f"{one:02}.xml" for one in range(number)]

    def arm(pdf: Pdf) -> None:
        for name in names:
            pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, b"<x/>", filename=name)

    (finding,) = cleaned(arm).findings
    assert (finding.code, len(finding.names)) == ("machine-data", removals.MAX_NAMES + len(further))
    assert list(finding.names[removals.MAX_NAMES :]) == further


@pytest.mark.parametrize("between", [b"", b"\n", b"\r\n\r\n"])
def test_pdfs_put_together_as_one_file_are_refused_since_one_alone_is_read(between: bytes):
    with pytest.raises(UploadRejected) as refusal:
        sanitize_upload("x.pdf", saved(blank()) + between + saved(blank()))
    assert refusal.value.code == "several-pdfs"
