// Runs before the first paint, so that a dark screen never flashes white. A file of its own because
// the Content-Security-Policy forbids inline scripts. The key is the one Mantine writes.
(function () {
  var chosen = null;
  try {
    chosen = localStorage.getItem('mantine-color-scheme-value');
  } catch (e) {
    // Storage may be blocked; the system's choice is a fine answer then.
  }
  var dark =
    chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
