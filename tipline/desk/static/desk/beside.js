// A note or a question that is being written goes along with every other form of a tip's page, and stands in its place
// again on the page that answers. Without this, only the two bring each other along.
"use strict";

document.addEventListener("submit", (event) => {
  const form = event.target;
  const composer = document.getElementById("composer");
  if (!composer || form === composer || !form.closest(".tip-columns")) return;
  for (const area of composer.querySelectorAll("textarea")) {
    if (!area.value.trim() || form.elements.namedItem(area.name)) continue;
    const along = document.createElement("input");
    along.type = "hidden";
    along.name = area.name;
    along.value = area.value;
    form.append(along);
  }
});
