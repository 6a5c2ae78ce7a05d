"""A PDF of a chart: the same objects in the same order whatever chance numbered and listed them."""

from io import BytesIO

import pypdf

from clients.documents.pdf_order import in_order


def a_pdf(fonts, listed, fill=b"stream\n7 0 R is no reference in here\nendstream"):
    """A document of one page with two fonts under the given numbers, listed in the given order."""
    names = b"".join(b"      /fo%d %d 0 R\n" % (name, fonts[name]) for name in listed)
    objects = {
        3: b"<<\n  /Type /Catalog\n  /Pages 4 0 R\n>>",
        4: b"<<\n  /Type /Pages\n  /Count 1\n  /Kids [5 0 R]\n>>",
        5: b"<<\n  /Type /Page\n  /Resources <<\n    /Font <<\n" + names + b"    >>\n  >>\n"
        b"  /MediaBox [0 0 120 24]\n  /Parent 4 0 R\n  /Contents 6 0 R\n>>",
        6: b"<<\n  /Length 29\n>>\n" + fill,
        fonts[0]: b"<<\n  /Type /Font\n  /Subtype /Type1\n  /BaseFont /Helvetica\n>>",
        fonts[1]: b"<<\n  /Type /Font\n  /Subtype /Type1\n  /BaseFont /Courier\n>>",
    }
    pdf, places = b"%PDF-1.7\n%\x80\x80\n\n", {}
    for number in sorted(objects, key=lambda it: (it in fonts, fonts.index(it) if it in fonts else it)):
        places[number] = len(pdf)
        pdf += b"%d 0 obj\n%b\nendobj\n\n" % (number, objects[number])
    table = b"".join(b"%010d 00000 n \n" % places[it] for it in sorted(places))
    end = b"trailer\n<<\n  /Size 7\n  /Root 3 0 R\n>>\nstartxref\n%d\n%%%%EOF" % len(pdf)
    return pdf + b"xref\n0 7\n0000000000 65535 f \n" + table + end


def test_chance_leaves_no_trace():
    one, other = a_pdf((1, 2), (0, 1)), a_pdf((2, 1), (1, 0))
    assert one != other
    assert in_order(one) == in_order(other)


def test_what_is_shown_stays_the_same():
    reader = pypdf.PdfReader(BytesIO(in_order(a_pdf((2, 1), (1, 0)))), strict=True)
    page = reader.pages[0]
    assert (page.mediabox.width, page.mediabox.height) == (120, 24)
    fonts = page["/Resources"]["/Font"]
    assert (fonts["/fo0"]["/BaseFont"], fonts["/fo1"]["/BaseFont"]) == ("/Helvetica", "/Courier")
    assert page.get_contents().get_data() == b"7 0 R is no reference in here"


def test_what_is_in_order_stays_as_it_is():
    once = in_order(a_pdf((1, 2), (1, 0)))
    assert in_order(once) == once


def test_what_is_built_otherwise_is_left_alone():
    assert in_order(b"%PDF-2.0 in streams of objects") == b"%PDF-2.0 in streams of objects"
    dangling = a_pdf((1, 2), (0, 1)).replace(b"/Contents 6 0 R", b"/Contents 9 0 R")
    assert in_order(dangling) == dangling
