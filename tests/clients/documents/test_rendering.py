"""The process that draws: its pictures are the same every time, and it may die, hang or be killed without harm."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from importlib import util
from io import BytesIO

import pytest
from PIL import Image

from clients.documents.charts import chart, themes
from clients.documents.rendering import Renderer, RenderingFailed
from tests.clients import sample

DEADLY = "a control character \x0b, which no chart may hold"


@pytest.fixture(scope="module")
def renderer():
    with Renderer() as drawing:
        yield drawing


@pytest.fixture
def own():
    """A renderer whose process the test may ill-treat."""
    with Renderer() as drawing:
        yield drawing


def a_spec(text="Hello", colour="#0072B2"):
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": 200,
        "height": 50,
        "data": {"values": [{"x": 1, "text": text}]},
        "layer": [
            {"mark": {"type": "bar", "color": colour}, "encoding": {"x": {"field": "x", "type": "quantitative"}}},
            {"mark": "text", "encoding": {"text": {"field": "text"}}},
        ],
    }


def a_gantt():
    return chart("gantt", sample.a_short_plan(), sample.a_catalog())


def test_one_chart_in_three_forms(renderer):
    spec = a_gantt()
    assert renderer.svg(spec).startswith("<svg")
    assert renderer.pdf(spec).startswith(b"%PDF")
    with Image.open(BytesIO(renderer.png(spec, scale=1.5))) as picture:
        assert picture.format == "PNG"
        assert abs(picture.width - 1.5 * (spec["width"] + 2 * spec["padding"])) < 30


def test_the_same_chart_is_the_same_bytes_in_every_process_and_time_zone(renderer, monkeypatch):
    spec = a_gantt()
    here = renderer.svg(spec), renderer.png(spec), renderer.pdf(spec)
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    with Renderer() as other:
        assert (other.svg(spec), other.png(spec), other.pdf(spec)) == here


def test_a_png_has_the_colours_of_the_theme_and_few_others(renderer):
    spec = chart("gantt", sample.a_plan(), sample.a_catalog(), theme="dark")
    with Image.open(BytesIO(renderer.png(spec, scale=1))) as picture:
        found = {colour for _, colour in picture.convert("RGB").getcolors()}
        corner = picture.convert("RGB").getpixel((2, 2))
    dark = themes.DARK
    assert corner == rgb(dark.paper)
    assert {rgb(it) for it in (dark.paper, dark.ink, dark.action, dark.governance, dark.setup)} <= found
    assert len(found) <= 256


def test_a_png_is_never_larger_than_memory(renderer):
    with Image.open(BytesIO(renderer.png({**a_spec(), "width": 2000, "height": 2000}, scale=1000))) as picture:
        assert 30_000_000 < picture.width * picture.height <= 40_100_000


def rgb(colour):
    return tuple(bytes.fromhex(colour.removeprefix("#")))


def test_what_kills_the_process_is_told_and_the_next_chart_is_drawn(own):
    with pytest.raises(RenderingFailed, match="ended twice"):
        own.svg(a_spec(DEADLY))
    assert "Hello" in own.svg(a_spec())


def test_a_process_that_was_killed_meanwhile_is_started_again(own):
    first = own.svg(a_spec())
    os.kill(own._process.pid, signal.SIGKILL)
    assert own.svg(a_spec()) == first


def test_what_is_no_chart_is_told_by_the_same_process(own):
    own.svg(a_spec())
    process = own._process.pid
    with pytest.raises(RenderingFailed, match="could not be drawn"):
        own.svg({"mark": 7})
    assert "Hello" in own.svg(a_spec())
    assert own._process.pid == process


def test_a_chart_that_takes_too_long_is_given_up(own):
    own.patience_s = 0.001
    with pytest.raises(RenderingFailed, match="within"):
        own.svg(a_gantt())
    own.patience_s = 60
    assert "Hello" in own.svg(a_spec())


def test_threads_share_a_renderer_and_each_has_its_own_chart(renderer):
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda number: renderer.svg(a_spec(f"chart {number}")), range(12)))
    assert [f"chart {number}<" in svg for number, svg in enumerate(found)] == [True] * 12


def test_an_event_loop_goes_on_while_a_thread_waits_for_a_chart(renderer):
    async def ticks():
        spec, count = chart("gantt", sample.a_plan(), sample.a_catalog()), 0
        drawing = asyncio.create_task(asyncio.to_thread(renderer.png, spec))
        while not drawing.done():
            await asyncio.sleep(0.002)
            count += 1
        return count

    assert asyncio.run(ticks()) > 20


def test_closing_ends_the_process_and_a_later_chart_starts_another():
    drawing = Renderer()
    drawing.close()
    drawing.svg(a_spec())
    process = drawing._process
    drawing.close()
    assert process.poll() == 0
    assert "Hello" in drawing.svg(a_spec())
    drawing.close()
    drawing.close()


def test_an_interrupt_while_waiting_leaves_no_half_answer(own):
    own.svg(a_spec())
    reader = own._process.stdout

    class Interrupted:
        def read(self, length):
            reader.read(1)
            raise KeyboardInterrupt

        def close(self):
            reader.close()

    own._process.stdout = Interrupted()
    with pytest.raises(KeyboardInterrupt):
        own.svg(a_spec("another"))
    assert "Hello" in own.svg(a_spec())


def test_the_caller_loads_nothing_that_draws():
    script = (
        "import sys\n"
        "from clients.documents.rendering import Renderer\n"
        "with Renderer() as it: it.png({'data': {'values': [{}]}, 'mark': 'bar'})\n"
        "print([name for name in sys.modules if name in ('vl_convert', 'PIL')])\n"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (run.stdout.strip(), run.stderr) == ("[]", "")


def test_a_library_that_is_missing_is_named(own, monkeypatch):
    monkeypatch.setattr("clients.documents.rendering.find_spec", lambda name: None)
    with pytest.raises(RenderingFailed, match=r"pip install '\.\[documents\]'"):
        own.svg(a_spec())
    assert util.find_spec("vl_convert") is not None


def test_no_thread_is_left_behind(own):
    own.svg(a_spec())
    own.close()
    assert [it.name for it in threading.enumerate() if isinstance(it, threading.Timer) and it.is_alive()] == []
