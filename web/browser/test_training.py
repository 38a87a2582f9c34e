"""Training on the page, by clicks and keys."""

from __future__ import annotations

from conftest import Opener
from playwright.sync_api import expect

from glassnet.lessons import run
from glassnet.page.network.opening import opening_state
from glassnet.page.network.session import Session


def test_it_steps_plays_pauses_and_goes_back(studio: Opener) -> None:
    shown = studio("xor")
    shown.button("One step").click()
    shown.expect_step(1)
    shown.button("Play").click()
    shown.wait_for_step(5)
    shown.button("Pause").click()
    expect(shown.button("Play")).to_be_visible()
    shown.button("Rewind to the start").click()
    shown.expect_step(0)
    assert not shown.said


def test_its_loss_is_that_of_python(studio: Opener) -> None:
    shown = studio("moons")
    shown.button("To the end of the epoch").click()
    session = Session(opening_state("moons"))
    session.to_end_of_epoch()
    shown.expect_step(session.step)
    loss, accuracy = session.playback.evaluate()[:2]
    expect(shown.page.get_by_text(f"{loss:.4f}", exact=True)).to_be_visible()
    expect(shown.page.get_by_text(f"{accuracy:.1%}", exact=True)).to_be_visible()


def test_space_plays_and_keys_move_in_time(studio: Opener) -> None:
    shown = studio("xor")
    shown.page.keyboard.press("Space")
    shown.wait_for_step(30)
    shown.page.keyboard.press("Space")
    expect(shown.button("Play")).to_be_visible()
    shown.time.press("Home")
    shown.expect_step(0)
    shown.time.press("ArrowRight")
    shown.expect_step(1)
    shown.time.press("End")
    shown.wait_for_step(30)


def test_a_reload_shows_the_same_network(studio: Opener) -> None:
    shown = studio("xor")
    for _ in range(3):
        shown.button("One step").click()
    shown.expect_step(3)
    shown.page.reload()
    shown.expect_step(3)


def test_a_run_is_kept_to_compare(studio: Opener) -> None:
    shown = studio("xor")
    shown.button("Play").click()
    shown.wait_for_step(10)
    shown.button("Pause").click()
    shown.button("Keep this run to compare").click()
    page = shown.page
    page.get_by_role("button", name="Seed: 0").click()
    page.get_by_role("button", name="Try the next seed").click()
    expect(page.locator("path.kept")).to_be_visible()
    expect(page.get_by_title("0", exact=True)).to_be_visible()  # the seed of the kept one
    shown.button("Drop the kept run").click()
    expect(page.locator("path.kept")).to_have_count(0)


def test_a_lesson_is_opened_with_its_own_weights(studio: Opener) -> None:
    shown = studio("xor-hidden")
    shown.button("Settings").click()  # its guide stands in their place
    expect(shown.page.get_by_text("the weights of")).to_contain_text("xor-hidden")
    shown.button("One step").click()
    shown.expect_step(1)
    loss = run("xor-hidden", epochs=2).losses[1]
    expect(shown.page.get_by_text(f"{loss:.4f}", exact=True)).to_be_visible()
