// The panel that lists what is wrong with the site, over a page that stays as it was. Only `waybook serve` adds this; no built site has it.
// It knows nothing of pages: `waybookPanel.show({errors, warnings, items})` shows, takes away, and does nothing twice.
// Its look stands in a sheet of its own inside of a shadow tree, so that no theme can hide it and none is changed by it.
"use strict";
const waybookPanel = (() => {
  // What lasts shorter is somebody in the middle of a word.
  const patience = 400;
  const look = `
    :host { all: initial }
    section, button.pill { position: fixed; inset-inline-end: 1rem; inset-block-end: 1rem; z-index: 2147483647; box-sizing: border-box;
      font: 400 .9375rem/1.45 system-ui, sans-serif; color: #1c2127; background: #fff; border: 2px solid #a3262a; border-radius: .6rem;
      box-shadow: 0 6px 28px rgb(0 0 0 / .28) }
    section { width: min(46rem, calc(100vw - 2rem)); max-height: 40vh; overflow: auto; overscroll-behavior: contain; padding: .7rem 1rem 1rem }
    header { display: flex; gap: 1rem; align-items: baseline; justify-content: space-between; position: sticky; inset-block-start: -.7rem; background: inherit; padding-block: .3rem }
    h2 { font: 700 1.0625rem/1.3 system-ui, sans-serif; margin: 0 }
    button { font: 600 .9375rem/1 system-ui, sans-serif; color: inherit; background: transparent; border: 1px solid currentColor; border-radius: .4rem; padding: .5rem .7rem; cursor: pointer; min-height: 2.2rem }
    button.pill { border: 2px solid #6f5200; background: #f6ecd2; color: #4d3900 }
    ol { list-style: none; margin: 0; padding: 0 }
    li { border-block-start: 1px solid #c9c4b6; padding-block: .6rem }
    p { margin: .15rem 0 }
    .kind { font-weight: 700 } .error .kind { color: #a3262a } .warning .kind { color: #6f5200 }
    code, pre { font: .875rem/1.5 ui-monospace, monospace } .place { overflow-wrap: anywhere; user-select: all }
    pre { margin: .3rem 0; padding: .4rem .6rem; background: #efede6; border-radius: .35rem; overflow-x: auto }
    mark { background: none; color: inherit; font-weight: 700; text-decoration: underline wavy #a3262a 1.5px; text-underline-offset: 3px }
    :focus-visible { outline: 3px solid #4a2bd0; outline-offset: 2px }
    @media (prefers-color-scheme: dark) {
      section { color: #e8ebee; background: #1b2127; border-color: #ff8f8a } .error .kind { color: #ffa9a5 } .warning .kind { color: #eccd7c }
      pre { background: #0f1317 } li { border-color: #454d56 } button.pill { background: #2d2817; color: #eccd7c; border-color: #eccd7c }
      mark { text-decoration-color: #ff8f8a } :focus-visible { outline-color: #cbbdff }
    }
    @media (forced-colors: active) { section, button.pill { border-color: CanvasText } }
    @media print { :host { display: none } }`;
  const key = "waybook-panel-closed";
  let host = null, shown = "", timer = 0, before = null;

  /* What was closed stays closed, on the next page too, until something else is wrong. */
  function closed() { try { return sessionStorage.getItem(key); } catch { return null; } }
  function remember(text) { try { sessionStorage.setItem(key, text); } catch { /* Then the next page opens it again. */ } }

  function element(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }
  function count(number, word) { return number === 0 ? "" : `${number} ${word}${number === 1 ? "" : "s"}`; }
  function headline(problems) { return [count(problems.errors, "error"), count(problems.warnings, "warning")].filter(Boolean).join(", "); }

  function entry(item) {
    const li = element("li", item.severity);
    const first = element("p");
    first.append(element("span", "kind", `${item.severity} ${item.code}`), " ", item.text);
    const place = element("p");
    place.append(element("code", "place", item.place));
    li.append(first, place);
    if (item.source) {
      const letters = Array.from(item.source);
      const line = element("pre");
      line.append(letters.slice(0, item.start).join(""), element("mark", "", letters.slice(item.start, item.end).join("")), letters.slice(item.end).join(""));
      line.tabIndex = 0;
      li.append(line);
    }
    for (const help of item.help) li.append(element("p", "help", help));
    return li;
  }

  function root() {
    if (host) return host.shadowRoot;
    host = element("waybook-panel");
    const tree = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(look);
    tree.adoptedStyleSheets = [sheet];
    document.body.append(host);
    return tree;
  }

  function close(problems) {
    remember(shown);
    pill(problems);
    if (before && before.isConnected) before.focus();
    before = null;
  }

  /* A button in the corner: something could be better, but nobody is kept from reading. */
  function pill(problems) {
    const button = element("button", "pill", headline(problems));
    button.type = "button";
    button.addEventListener("click", () => { before = document.activeElement; list(problems); });
    root().replaceChildren(button);
  }

  function list(problems) {
    const section = element("section");
    section.setAttribute("role", "alert");
    section.setAttribute("aria-label", "What is wrong");
    const header = element("header");
    const button = element("button", "", "Close");
    button.type = "button";
    button.addEventListener("click", () => close(problems));
    header.append(element("h2", "", headline(problems)), button);
    const items = element("ol");
    items.append(...problems.items.map(entry));
    section.append(header, items);
    const more = problems.errors + problems.warnings - problems.items.length;
    if (more > 0) section.append(element("p", "", `… and ${more} more; the terminal and \`waybook check\` tell all.`));
    section.addEventListener("keydown", (event) => { if (event.key === "Escape") close(problems); });
    root().replaceChildren(section);
    if (before) button.focus();
  }

  document.addEventListener("keydown", (event) => {
    const open = host && host.shadowRoot.querySelector("section [type=button]");
    if (event.key === "Escape" && open && !event.defaultPrevented) open.click();
  });

  function now(problems) {
    const text = JSON.stringify(problems);
    if (text === shown) return;
    shown = text;
    if (problems.errors + problems.warnings === 0) { if (host) root().replaceChildren(); }
    else if (problems.errors > 0 && text !== closed()) list(problems);
    else pill(problems);
  }

  return {
    show(problems) {
      clearTimeout(timer);
      const better = problems.errors === 0;
      timer = setTimeout(() => now(problems), better ? 0 : patience);
    },
  };
})();
