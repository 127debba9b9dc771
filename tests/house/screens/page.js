/** What a page of the portal shows, unfolded: texts, links and its answer's status. */
(() => {
    document.querySelectorAll("details").forEach((each) => (each.open = true));
    const texts = new Set([document.title]);
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ALL);
    for (let node = walker.currentNode; node; node = walker.nextNode()) {
        if (node.nodeType === Node.TEXT_NODE) {
            if (!node.parentElement.closest("script, style, noscript")) {
                texts.add(node.data);
            }
        } else if (node.nodeType === Node.ELEMENT_NODE) {
            for (const label of ["title", "placeholder", "aria-label", "alt"]) {
                texts.add(node.getAttribute(label));
            }
        }
    }
    return JSON.stringify({
        lang: document.documentElement.lang,
        links: [...document.querySelectorAll("a[href]")].map((a) => a.pathname),
        status: performance.getEntriesByType("navigation")[0].responseStatus,
        texts: [...texts].filter(Boolean),
    });
})();
