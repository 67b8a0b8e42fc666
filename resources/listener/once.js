// A token works once: of two clicks the second would find it spent, and say so instead of the end.
(function () {
  "use strict";
  var isSent = false;
  document.querySelector("form").addEventListener("submit", function (event) {
    if (isSent) { event.preventDefault(); }
    isSent = true;
  });
  window.addEventListener("pageshow", function () { isSent = false; });  // come back to
}());
