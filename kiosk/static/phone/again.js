// Where the page's script could not begin (an old browser, a connection that broke), the page is loaded again
// instead. For any browser, so in the words of 2009.

setInterval(function () {
  if (!document.documentElement.hasAttribute("data-live") && navigator.onLine !== false) location.reload();
}, 15000);
