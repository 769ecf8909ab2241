"""Drawn photos for the demonstration: each fault, and the same view once it is put right."""

import random
from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1200, 900


def _room(rng: random.Random, wall: tuple[int, int, int]) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", (WIDTH, HEIGHT), wall)
    draw = ImageDraw.Draw(image)
    draw.polygon([(0, 900), (1200, 900), (1010, 560), (190, 560)], fill=(136, 132, 124))
    draw.rectangle([190, 90, 1010, 560], fill=tuple(min(255, c + 14) for c in wall))
    for offset in range(0, 1200, 95):
        draw.line([(offset, 900), (600 + (offset - 600) * 0.68, 560)], fill=(120, 116, 108), width=2)
    draw.rectangle([420, 180, 560, 300], fill=(205, 219, 228), outline=(90, 94, 98), width=6)
    for _ in range(260):
        x, y = rng.randrange(WIDTH), rng.randrange(HEIGHT)
        shade = rng.randrange(90, 200)
        draw.point((x, y), fill=(shade, shade, shade))
    return image, draw


def _boxes(draw: ImageDraw.ImageDraw, rng: random.Random, rows: int, x: int, skew: int) -> None:
    for row in range(rows):
        for column in range(3):
            left = x + column * 104 + rng.randrange(-skew, skew + 1)
            top = 800 - row * 84 + rng.randrange(-skew // 2, skew // 2 + 1)
            red = rng.randrange(168, 196)
            draw.rectangle([left, top - 80, left + 98, top], fill=(red, 64, 52), outline=(94, 30, 26), width=4)
            draw.rectangle([left + 36, top - 80, left + 60, top], fill=(222, 190, 120))


def draw(kind: str, *, fixed: bool, seed: int) -> bytes:
    """Return a JPEG of one fault (stacking, gate, dust, cable, exit), as found or as put right."""
    rng = random.Random(seed)
    image, pen = _room(rng, (168 + seed % 30, 174, 170 + seed % 20))
    if kind == "stacking":
        _boxes(pen, rng, 3 if fixed else 7, 520 if fixed else 760, 3 if fixed else 16)
        if fixed:
            pen.line([(470, 840), (880, 840)], fill=(240, 205, 40), width=12)
    elif kind == "gate":
        pen.rectangle([300, 220, 900, 790 if fixed else 752], fill=(86, 104, 118), outline=(40, 48, 54), width=8)
        for x in range(340, 900, 60):
            pen.line([(x, 220), (x, 790 if fixed else 752)], fill=(70, 86, 98), width=4)
        pen.rectangle([300, 790 if fixed else 752, 900, 800], fill=(60, 60, 60) if fixed else (235, 226, 190))
    elif kind == "dust":
        pen.rectangle([380, 380, 820, 760], fill=(96, 110, 120), outline=(40, 46, 50), width=8)
        pen.ellipse([520, 260, 680, 420], fill=(120, 134, 142), outline=(40, 46, 50), width=6)
        for _ in range(120 if fixed else 5200):
            x, y = rng.gauss(600, 210), rng.gauss(770, 60)
            pen.ellipse([x, y, x + 7, y + 5], fill=(214, 196, 150))
    elif kind == "cable":
        pen.rectangle([720, 250, 900, 520], fill=(196, 200, 198), outline=(60, 60, 60), width=6)
        points = [(720, 500), (600, 640), (480, 610), (330, 760), (210, 720)]
        if fixed:
            points = [(720, 500), (720, 560), (250, 560), (250, 720)]
        pen.line(points, fill=(20, 20, 22), width=14, joint="curve")
        if not fixed:
            pen.line([(470, 600), (500, 620)], fill=(205, 110, 40), width=16)
    else:
        pen.rectangle([470, 240, 730, 780], fill=(64, 128, 92), outline=(30, 60, 44), width=8)
        pen.rectangle([500, 160, 700, 220], fill=(20, 150, 80))
        if not fixed:
            _boxes(pen, rng, 4, 430, 10)
    image = image.filter(ImageFilter.GaussianBlur(0.6))
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=86)
    return buffer.getvalue()
