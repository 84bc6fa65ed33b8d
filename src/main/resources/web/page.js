'use strict';
// What is pleasant, and what nobody needs for reading: times of one's own zone, keys, and a slider over the moments of a thing.
(() => {
  const when = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

  function local(root) {
    for (const time of root.querySelectorAll('time[datetime]')) {
      const at = new Date(time.dateTime);
      if (!Number.isNaN(at.getTime())) {
        time.title = time.dateTime;
        time.textContent = when.format(at);
      }
    }
  }

  function slider(root) {
    for (const times of root.querySelectorAll('.moments')) {
      const links = [...times.querySelectorAll('a')];
      if (links.length < 2 || times.querySelector('input')) continue;
      const range = document.createElement('input');
      range.type = 'range';
      range.min = 0;
      range.max = links.length - 1;
      const shown = links.findIndex((link) => link.ariaCurrent === 'true');
      range.value = shown < 0 ? links.length - 1 : shown;
      range.setAttribute('aria-label', 'As it was');
      range.addEventListener('change', () => location.assign(links[range.value].href));
      times.prepend(range);
    }
  }

  function move(by) {
    const rows = [...document.querySelectorAll('tbody tr')].filter((row) => row.querySelector('a'));
    if (rows.length === 0) return;
    const at = rows.findIndex((row) => row.classList.contains('at'));
    const next = Math.max(0, Math.min(rows.length - 1, at < 0 ? 0 : at + by));
    rows.forEach((row) => row.classList.remove('at'));
    rows[next].classList.add('at');
    rows[next].querySelector('a').focus();
  }

  document.addEventListener('keydown', (event) => {
    const writing = event.target.matches('input, select, textarea');
    const search = document.getElementById('q');
    if ((event.key === 'k' && (event.metaKey || event.ctrlKey)) || (event.key === '/' && !writing)) {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (!writing && !event.metaKey && !event.ctrlKey && !event.altKey) {
      if (event.key === 'j') move(1);
      if (event.key === 'k') move(-1);
    }
  });

  function ready(root) {
    local(root);
    slider(root);
  }

  ready(document);
  document.addEventListener('htmx:afterSettle', () => ready(document));
})();
