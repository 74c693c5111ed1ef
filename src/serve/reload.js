// Reloads the page when the site has changed, and keeps the place in it. Only `waybook serve` adds this; no built site has it.
"use strict";
(() => {
  const shown = document.currentScript.dataset.version;
  const key = "waybook-reload-place";
  let events = null;
  let retry = 0;

  function restorePlace() {
    try {
      const place = JSON.parse(sessionStorage.getItem(key));
      sessionStorage.removeItem(key);
      if (place && place.address === location.href) scrollTo({ left: place.x, top: place.y, behavior: "instant" });
    } catch {
      // Without storage the browser's own memory has to do.
    }
  }

  function keepPlace() {
    try {
      sessionStorage.setItem(key, JSON.stringify({ address: location.href, x: scrollX, y: scrollY }));
    } catch {
      // As above.
    }
  }

  async function update() {
    stop();
    try {
      // A page that cannot be had now must not replace one that can be read.
      const answer = await fetch(location.href, { cache: "no-store" });
      if (answer.status >= 500) throw new Error(answer.statusText);
      keepPlace();
      location.reload();
    } catch {
      later();
    }
  }

  // A hidden page lets go of its stream: browsers open only six connections to one server, and each tab would hold one.
  function start() {
    if (events || document.hidden) return;
    events = new EventSource("/-/waybook/events");
    events.addEventListener("version", (event) => {
      if (event.data !== shown) update();
    });
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
