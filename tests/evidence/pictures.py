"""Natural-like pictures made by chance: fractal noise, light falling from one side, and things standing in it."""

import io
import random

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter


def photo(seed: int, size: tuple[int, int] = (640, 480)) -> Image.Image:
    """Return one picture; the same seed gives the same picture."""
    chance = random.Random(seed)
    width, height = size
    channels = []
    for _channel in range(3):
        layer = Image.new("L", size, 128)
        weight = 0.55
        for grid in (3, 6, 12, 24, 48):
            noise = Image.frombytes("L", (grid, grid), bytes(chance.randrange(256) for _ in range(grid * grid)))
            layer = Image.blend(layer, noise.resize(size, Image.Resampling.BICUBIC), weight)
            weight *= 0.62
        channels.append(layer)
    picture = Image.merge("RGB", channels)
    light = Image.linear_gradient("L").rotate(chance.randrange(360), expand=False).resize(size)
    picture = Image.blend(picture, Image.merge("RGB", (light, light, light)), 0.2)
    draw = ImageDraw.Draw(picture)
    for _thing in range(chance.randrange(5, 14)):
        x, y = chance.randrange(width), chance.randrange(height)
        w, h = chance.randrange(width // 12, width // 3), chance.randrange(height // 12, height // 3)
        colour = tuple(chance.randrange(256) for _ in range(3))
        getattr(draw, chance.choice(["rectangle", "ellipse"]))((x, y, x + w, y + h), fill=colour)
    return picture.filter(ImageFilter.GaussianBlur(0.8))


def grain(picture: Image.Image, seed: int) -> Image.Image:
    """Return the picture with a little sensor noise."""
    noise = Image.effect_noise(picture.size, 12)
    return ImageChops.add(picture, Image.merge("RGB", (noise, noise, noise)), scale=1, offset=-128)


def jpeg(picture: Image.Image, quality: int = 90, **options) -> bytes:
    """Return the picture as JPEG."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, **options)
    return out.getvalue()


def cut(picture: Image.Image, share: float, left: float, top: float) -> Image.Image:
    """Return a cut of `share` of each side; `left` and `top` from 0 to 1 say where."""
    width, height = picture.size
    x, y = width * (1 - share) * left, height * (1 - share) * top
    return picture.crop((int(x), int(y), int(x + width * share), int(y + height * share)))


def altered(picture: Image.Image, how: str, chance: random.Random) -> Image.Image:
    """Return the picture as somebody would alter it to use it twice."""
    if how == "cut":
        return cut(picture, chance.uniform(0.9, 1.0), chance.random(), chance.random())
    if how == "resize":
        share = chance.uniform(0.35, 0.9)
        return picture.resize((int(picture.width * share), int(picture.height * share)))
    if how == "brightness":
        return ImageEnhance.Brightness(picture).enhance(chance.choice((0.85, 1.15)))
    if how == "all":
        brighter = ImageEnhance.Brightness(picture).enhance(chance.uniform(0.9, 1.1))
        return cut(brighter, 0.93, chance.random(), chance.random()).resize((512, 384))
    return picture
