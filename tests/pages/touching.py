"""What a finger has to hit: everything that can be pressed and is smaller than it may be."""

from typing import Final

from playwright.async_api import Page

LEAST: Final = 44
"""Pixels, of height and of width."""

SMALL: Final = """(least) => {
  const pressed = 'a[href], button, summary, select, textarea, input:not([type=hidden]), [role=tab], [role=button]'
  const shown = (box) => box.width > 2 && box.height > 2
  // What is written goes on around it: a link within a sentence is as high as its line.
  const running = (each) => each.matches('a') && getComputedStyle(each).display === 'inline' &&
    each.parentElement.innerText.trim().length > each.innerText.trim().length + 1
  const whole = (each) => each.closest('.q-field__control, label, .leaflet-container') ?? each
  const found = new Set()
  for (const each of document.querySelectorAll(pressed)) {
    if (running(each) || each.closest('[inert], [aria-hidden=true], .skip, .leaflet-control-attribution')) continue
    if (getComputedStyle(each, '::after').position === 'absolute') continue // it is as large as its row
    if (each.closest('a, button') !== each && each.closest('a, button')) continue
    const style = getComputedStyle(each)
    const box = whole(each).getBoundingClientRect()
    if (style.visibility === 'hidden' || style.clipPath !== 'none' || each.matches('.skip') || !shown(box)) continue
    if (box.height + 0.5 >= least && box.width + 0.5 >= least) continue
    found.add(`${each.tagName} ${each.className} "${(each.innerText || each.ariaLabel || '').slice(0, 30)}" ` +
      `${Math.round(box.width)}x${Math.round(box.height)}`)
  }
  return [...found]
}"""


async def too_small(page: Page) -> list[str]:
    """What of the page as it stands is too small for a finger, and how large it is."""
    found: list[str] = await page.evaluate(SMALL, LEAST)
    return found
