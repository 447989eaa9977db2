"""What axe-core finds on a page, and what it cannot judge: the contrast of a text that lies over something."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: axe-core skips the contrast of Arabic letters: as Latin ones, of which none is wider, they have the same colours.
LATIN = """() => {
    window.arabic = [];
    const all = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let one = all.nextNode(); one; one = all.nextNode()) {
        if (!/[\\u0600-\\u06ff]/.test(one.data)) continue;
        arabic.push([one, one.data]);
        one.data = one.data.replace(/[\\u0600-\\u06ff]/g, 'i');
    }
}"""
ARABIC = "() => arabic.forEach(([one, text]) => (one.data = text))"
#: What axe-core cannot judge and eyes can: a single letter is no text to it; Arabic is left to LATIN; letters whose
#: line is higher than their box lie before nothing but what they stand in; the digit in the corner of a button; the
#: texts of a chart, whose colours tests/server/test_static.py judges. A colour that is on its way to another is none,
#: and what was drawn anew meanwhile is judged anew.
CHECK = """async ({ within, ...runOnly }) => {
    const ends = ({ effect, playState }) => playState === 'running' && effect.getComputedTiming().endTime <= 1000;
    await Promise.allSettled(document.getAnimations().filter(ends).map(({ finished }) => finished));
    const isDrawn = (records) => records.some(({ addedNodes, removedNodes }) =>
        [...addedNodes, ...removedNodes].some((one) => one instanceof Element));
    const judge = async () => {
        const place = within ? document.querySelector(within) : document;
        const { violations, incomplete } = await axe.run(place, { runOnly, resultTypes: ['violations', 'incomplete'] });
        const find = ({ target }) => document.querySelector(target[0]);
        const isPlain = (text, { data, relatedNodes }) => text.closest('svg.plot') || ({
            shortTextContent: () => true,
            nonBmp: () => true,
            elmPartiallyObscured: () => relatedNodes.every((other) => find(other).contains(text)),
            pseudoContent: () => relatedNodes.every((other) => find(other).dataset.option),
        })[data?.messageKey]?.();
        const isJudged = (node) => node.any.every((one) => isPlain(find(node), one));
        const unjudged = incomplete.filter(({ id }) => id.startsWith('color-contrast')).map(({ id, nodes }) =>
            ({ id: `${id} unjudged`, nodes: nodes.filter((node) => !isJudged(node)) }));
        return [...violations, ...unjudged].filter(({ nodes }) => nodes.length).map(({ id, nodes }) =>
            `${id}: ${nodes.map((node) => node.target + ' ' + (node.failureSummary ?? '')).join(' | ')}`);
    };
    await document.fonts.ready;
    for (let left = 5; ; left -= 1) {
        let drawn = false;
        const watch = new MutationObserver((records) => (drawn ||= isDrawn(records)));
        watch.observe(document.body, { childList: true, subtree: true });
        const found = await judge().catch((error) => error);
        drawn ||= isDrawn(watch.takeRecords());
        watch.disconnect();
        if (drawn && left > 0) continue;
        if (found instanceof Error) throw found;
        return found;
    }
}"""


def faults(page: Page, *, arabic: bool = False, rules: list[str] | None = None, within: str | None = None) -> list[str]:
    """Whatever axe-core has against the page as it stands; `arabic`: there may be Arabic letters on it.

    `within` (a selector): of the page only this, where the rest was looked at before.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = _check(page, {"type": "tag", "values": rules or RULES}, within)
    if arabic:
        page.evaluate(LATIN)
        found += _check(page, {"type": "rule", "values": ["color-contrast"]}, within)
        page.evaluate(ARABIC)
    return found


def _check(page: Page, rules: dict[str, Any], within: str | None) -> list[str]:
    found: list[str] = page.evaluate(CHECK, rules | {"within": within})
    return found
