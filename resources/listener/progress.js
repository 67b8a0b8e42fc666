// Plain ES5: the browsers of front desks may be old. Without it the page refreshes by itself.
(function () {
  "use strict";
  var title = document.getElementById("title");
  var bar = document.getElementById("bar");
  var here = bar.getAttribute("data-here");
  var words = JSON.parse(bar.getAttribute("data-words"));
  var count = document.getElementById("count");
  var silent = document.getElementById("silent");
  var failures = 0;

  function number(value) {
    return String(value).replace(/\B(?=(\d{3})+$)/g, words.thousands);
  }

  function filled(text, values) {
    return text.replace(/\{(\w+)\}/g, function (all, name) { return values[name]; });
  }

  function told(job) {
    var done = job.done || 0;
    if (words.counted.indexOf(job.state) >= 0 && (job.total || done)) {
      return filled(job.total ? words.of_images : words.some_images,
        { done: number(done), total: number(job.total) });
    }
    return job.total ? filled(words.percent, { percent: Math.floor(100 * share(job)) }) : "";
  }

  function share(job) {
    return Math.min(1, (job.done || 0) / job.total);
  }

  function show(job) {
    var state = words.states[job.state] || job.state;
    if (title.textContent !== state) { title.textContent = state; }
    document.title = state + " - mkiso-desktop";
    if (job.total) { bar.value = share(job); } else { bar.removeAttribute("value"); }
    count.textContent = told(job);
  }

  function failed() {
    failures += 1;
    silent.hidden = failures < 3;
    window.setTimeout(ask, 1000);
  }

  function answered(request) {
    var job;
    if (request.status === 429 || request.status === 503) { return failed(); }
    if (request.status !== 200) { return window.location.replace(here); }
    try { job = JSON.parse(request.responseText); } catch (error) { return failed(); }
    if (words.over.indexOf(job.state) >= 0) { return window.location.replace(here); }
    failures = 0;
    silent.hidden = true;
    show(job);
    window.setTimeout(ask, 700);
  }

  function ask() {
    var request = new XMLHttpRequest();
    request.open("GET", here);
    request.setRequestHeader("Accept", "application/json");
    request.timeout = 10000;
    request.onload = function () { answered(request); };
    request.onerror = request.ontimeout = failed;
    request.send();
  }

  window.setTimeout(ask, 700);
}());
