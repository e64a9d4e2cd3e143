"""QR codes drawn inside the page: no request, sharp at every size, named for those who cannot see them."""

from __future__ import annotations

import segno
from markupsafe import Markup


def qr_svg(content: str, name: str) -> Markup:
    """A QR code (error correction M, quiet zone of 4 modules) as SVG that scales with its box."""
    drawing = segno.make(content, error="m", micro=False).svg_inline(
        border=4, omitsize=True, svgclass="qr", lineclass=None, light="#fff", dark="#000"
    )
    return Markup('<span class="qr-box" role="img" aria-label="{}">{}</span>').format(name, Markup(drawing))
