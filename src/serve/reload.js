// Brings the page up to date when the site has changed, and keeps the reader's place in it. Only `waybook serve` adds this; no built site has it.
// A page that is the same stays untouched, style sheets are changed without loading the page anew, and a page that cannot be had now never takes
// the place of one that can be read.
"use strict";
(() => {
  const own = document.currentScript.dataset;
  const key = "waybook-place";
  let version = own.version;
  let styles = Number(own.styles);
  let events = null;
  let retry = 0;

  // ---------------------------------------------------------------- the reader's place, over a reload
  function fields() { return Array.from(document.querySelectorAll("input, textarea, select")).filter((field) => !field.matches("[type=password], [type=file]")); }
  function nameOf(field, index) { return field.id || field.name || `${field.tagName}${index}`; }
  function scrollers() { return ["page.side", "map.steps", "map.drawing"].map((id) => document.getElementById(id)).concat(Array.from(document.querySelectorAll(".scroller"))).filter(Boolean); }
  function pathTo(element) { // by the nearest id, then by places among brothers and sisters
    const path = [];
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      if (at.id) return { id: at.id, path };
      path.unshift(Array.prototype.indexOf.call(at.parentElement.children, at));
    }
    return { id: null, path };
  }
  function elementAt(place) {
    const start = place.id ? document.getElementById(place.id) : document.body;
    return place.path.reduce((at, index) => at && at.children[index], start);
  }

  function keepPlace() {
    const active = document.activeElement;
    const place = {
      address: location.href, x: scrollX, y: scrollY,
      inner: scrollers().map((box) => [box.scrollLeft, box.scrollTop]),
      open: Array.from(document.querySelectorAll("details")).map((details) => details.open),
      fields: fields().map((field, index) => [nameOf(field, index), field.type === "checkbox" || field.type === "radio" ? field.checked : field.value]),
      focus: active && active !== document.body && document.body.contains(active) ? pathTo(active) : null,
    };
    try { sessionStorage.setItem(key, JSON.stringify(place)); } catch { /* Without storage the browser's own memory has to do. */ }
  }

  function restorePlace() {
    let place = null;
    try {
      place = JSON.parse(sessionStorage.getItem(key));
      sessionStorage.removeItem(key);
    } catch { /* As above. */ }
    if (!place || place.address !== location.href) return;
    const details = document.querySelectorAll("details");
    if (details.length === place.open.length) details.forEach((each, index) => { each.open = place.open[index]; });
    const kept = new Map(place.fields);
    fields().forEach((field, index) => {
      const value = kept.get(nameOf(field, index));
      if (value === undefined) return;
      const property = typeof value === "boolean" ? "checked" : "value";
      if (field[property] === value) return;
      field[property] = value;
      field.dispatchEvent(new Event(property === "checked" ? "change" : "input", { bubbles: true }));
    });
    const focused = place.focus && elementAt(place.focus);
    if (focused) focused.focus({ preventScroll: true });
    scrollers().forEach((box, index) => { if (place.inner[index]) [box.scrollLeft, box.scrollTop] = place.inner[index]; });
    scrollTo({ left: place.x, top: place.y, behavior: "instant" });
  }

  // ---------------------------------------------------------------- what has changed
  function changeStyles(number) {
    styles = number;
    document.querySelectorAll("link[rel=stylesheet]").forEach((link) => {
      const fresh = link.cloneNode();
      const address = new URL(link.href);
      address.searchParams.set("v", number);
      fresh.href = address.href;
      fresh.addEventListener("load", () => link.remove(), { once: true });
      fresh.addEventListener("error", () => fresh.remove(), { once: true });
      link.after(fresh);
    });
  }

  async function changePage(state) {
    let answer;
    try {
      answer = await fetch(location.href, { cache: "no-store" });
    } catch {
      return later();
    }
    if (answer.status >= 500) return later();
    const broken = answer.status === 404 || answer.headers.has("x-waybook-broken");
    const same = (answer.headers.get("etag") || "").includes(own.digest);
    // While something is broken, a page that is gone or poor is rather one that cannot be made: the last good one stays.
    if (same || (broken && state.problems.errors > 0)) {
      version = state.version;
      return;
    }
    stop();
    keepPlace();
    location.reload();
  }

  function hear(state) {
    waybookPanel.show(state.problems);
    if (state.styles !== styles && state.styles > 0) changeStyles(state.styles);
    if (state.version === version) return;
    const elsewhere = state.follow && new URL(state.follow, location.origin).pathname !== location.pathname.replace(/index\.html$/, "");
    if (elsewhere && document.visibilityState === "visible") {
      keepPlace();
      location.assign(state.follow);
    } else changePage(state);
  }

  // A hidden page lets go of its stream: browsers open only six connections to one server, and each tab would hold one.
  function start() {
    if (events || document.hidden) return;
    events = new EventSource("/-/waybook/events");
    events.addEventListener("state", (event) => hear(JSON.parse(event.data)));
    events.addEventListener("error", () => {
      if (events && events.readyState === EventSource.CLOSED) later();
    });
  }

  function stop() {
    clearTimeout(retry);
    if (events) events.close();
    events = null;
  }

  function later() {
    stop();
    retry = setTimeout(start, 1000);
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? stop() : start()));
  addEventListener("pagehide", stop);
  addEventListener("pageshow", start);
  if (document.readyState === "complete") restorePlace();
  else addEventListener("load", restorePlace, { once: true });
  start();
})();
