"""TensorBoard inside the page, on the page's own origin."""

from __future__ import annotations

from conftest import PATIENCE, Opener
from playwright.sync_api import expect


def test_the_training_is_seen_in_tensorboard(studio: Opener) -> None:
    shown = studio("xor")
    shown.button("One step").click()
    shown.expect_step(1)
    shown.button("TensorBoard").click()
    board = shown.page.frame_locator("iframe")
    run = board.get_by_text("1 xor 2-4-1 adam 0.1").first
    expect(run).to_be_visible(timeout=PATIENCE)
    expect(board.get_by_text("epoch_loss").first).to_be_visible(timeout=PATIENCE)
    shown.shoot("tensorboard")
    shown.button("Train").click()
    shown.expect_step(1)
