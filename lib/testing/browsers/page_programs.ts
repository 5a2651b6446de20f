/**
 * Imitations of programs that change pages, each a script that runs in a page before its own: what they
 * do to the document, not how they look.
 * @module
 */
import type { Page } from "puppeteer-core";

/** What the translator puts before every text that it has translated. */
export const TRANSLATED = "§";

/** Programs by name. */
export const PAGE_PROGRAMS = {
  "a translator": translator,
  "a dark mode and a password manager": extensions,
  "elements before the page's script": earlyElements,
} as const;

/** As those of browsers do: text nodes are taken out, and elements with other words stand in their places. */
function translator(): void {
  const mark = "§";
  const isOwn = (node: Node) =>
    node.parentElement?.closest("font, script, style, textarea, svg, title, [translate=no]") !==
      null;
  function translate(text: Text): void {
    if (text.data.trim() === "" || isOwn(text)) return;
    const [outer, inner] = [document.createElement("font"), document.createElement("font")];
    inner.textContent = mark + text.data;
    outer.append(inner);
    // First in, then out: some do it in this order.
    if (text.data.length % 2 === 0) text.parentNode?.replaceChild(outer, text);
    else {
      text.parentNode?.insertBefore(outer, text);
      text.remove();
    }
  }
  function translateAll(): void {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts: Text[] = [];
    while (walker.nextNode()) texts.push(walker.currentNode as Text);
    for (const text of texts) translate(text);
  }
  document.addEventListener("readystatechange", () => {
    if (document.readyState !== "interactive") return;
    translateAll();
    new MutationObserver(() => setTimeout(translateAll, 20))
      .observe(document.body, { childList: true, characterData: true, subtree: true });
  });
}

/** One marks every element, the other puts something behind every field. */
function extensions(): void {
  document.addEventListener("readystatechange", () => {
    if (document.readyState !== "interactive") return;
    const change = () => {
      for (const element of document.querySelectorAll("body *:not([data-painted])")) {
        element.setAttribute("data-painted", "");
        element.classList.add("painted");
      }
      for (const field of document.querySelectorAll("input:not([data-offered]), textarea")) {
        if (field.hasAttribute("data-offered")) continue;
        field.setAttribute("data-offered", "");
        const badge = document.createElement("div");
        badge.setAttribute("data-badge", "");
        field.after(badge);
      }
    };
    change();
    new MutationObserver(change).observe(document.body, { childList: true, subtree: true });
  });
}

function earlyElements(): void {
  document.addEventListener("readystatechange", () => {
    if (document.readyState !== "interactive") return;
    for (const place of ["body", "main", "[data-island]", "h1", ".card"]) {
      const found = document.querySelector(place);
      found?.prepend(document.createElement("div"));
      found?.append(document.createElement("aside"));
    }
  });
}

/** A proxy that makes pages smaller: no comment of the document arrives. */
export async function stripComments(page: Page): Promise<void> {
  await page.setRequestInterception(true);
  page.on("request", async (request) => {
    if (request.resourceType() !== "document") return await request.continue();
    const answer = await fetch(request.url(), { headers: { "accept-language": "en" } });
    await request.respond({
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: (await answer.text()).replace(/<!--.*?-->/gs, ""),
    });
  });
}
