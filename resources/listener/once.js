// A token works once: of two clicks the second would find it spent, and say so instead of the end.
// And a click that comes as soon as this page is seen was meant for what stood above it: another
// site may lay its own window there, and take it away between the two halves of a double click.
(function () {
  "use strict";
  var form = document.querySelector("form");
  var button = form.querySelector("button");
  var isSent = false;
  var awake;

  function rest() {
    window.clearTimeout(awake);
    button.setAttribute("aria-disabled", "true");  // and not disabled: it keeps the focus
    awake = window.setTimeout(function () { button.removeAttribute("aria-disabled"); }, 600);
  }

  form.addEventListener("submit", function (event) {
    if (isSent || button.hasAttribute("aria-disabled")) { return event.preventDefault(); }
    isSent = true;
  });
  window.addEventListener("pageshow", function () { isSent = false; rest(); });  // come back to
  window.addEventListener("focus", rest);
  rest();
}());
