'use strict';
// What is pleasant, and what nobody needs for reading: times of one's own zone, keys, and a slider over the moments of a thing.
(() => {
  const clock = { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit' };
  const thisYear = new Intl.DateTimeFormat(undefined, clock);
  const hours = new Intl.DateTimeFormat(undefined, { year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' });
  const anyYear = new Intl.DateTimeFormat(undefined, { year: 'numeric', ...clock });

  function local(root) {
    for (const time of root.querySelectorAll('time[datetime]')) {
      const at = new Date(time.dateTime);
      if (!Number.isNaN(at.getTime())) {
        time.title = time.dateTime;
        time.textContent = time.className === 'hour' ? String(at.getHours()).padStart(2, '0') : (at.getFullYear() === new Date().getFullYear() ? thisYear : anyYear).format(at);
      }
    }
    for (const label of root.querySelectorAll('.plot text[data-time]')) {
      label.textContent = hours.format(new Date(label.dataset.time));
    }
    for (const says of root.querySelectorAll('.plot rect title')) {
      says.textContent = says.textContent.replace(/^\d{4}-\d\d-\d\dT[\d:.]+Z/, (at) => anyYear.format(new Date(at)));
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

  // A card is dragged to a column as its links say; by keys they are followed as they are.
  function cards(root) {
    for (const card of root.querySelectorAll('.card')) {
      const moves = card.querySelector('details');
      if (!moves) continue;
      card.draggable = true;
      card.addEventListener('dragstart', (event) => {
        event.dataTransfer.setData('text/plain', '');
        card.classList.add('dragged');
      });
      card.addEventListener('dragend', () => card.classList.remove('dragged'));
    }
    for (const pile of root.querySelectorAll('.board > section')) {
      const there = () => document.querySelector(`.dragged details a[data-state="${CSS.escape(pile.dataset.state)}"]`);
      pile.addEventListener('dragover', (event) => {
        if (!there()) return;
        event.preventDefault();
        pile.classList.add('over');
      });
      pile.addEventListener('dragleave', () => pile.classList.remove('over'));
      pile.addEventListener('drop', (event) => {
        event.preventDefault();
        const move = there();
        if (move) location.assign(move.href);
      });
    }
  }

  function move(by) {
    const rows = [...document.querySelectorAll('tbody tr, .card')].filter((row) => row.querySelector('a'));
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
      if (search) search.select(); // whoever is not let in has none
      if (search) search.focus();
    } else if (event.key === 'Escape' && document.querySelector('.lists[open]')) {
      const lists = document.querySelector('.lists');
      lists.open = false;
      lists.querySelector('summary').focus();
    } else if (!writing && !event.metaKey && !event.ctrlKey && !event.altKey) {
      if (event.key === 'j') move(1);
      if (event.key === 'k') move(-1);
      const moves = event.key === 'm' && document.querySelector('.card.at details, .card:focus-within details');
      if (moves) {
        moves.open = true;
        moves.querySelector('a').focus();
      }
    }
  });

  // A page that shows how things are now follows them: in place, or by a word where somebody is in the middle of something.
  let shown = null;
  let asking = false;
  let missed = false; // told of news while it was asking: the answer may be without them
  let source = null;

  function busy(main) {
    return window.scrollY > 300 || !window.getSelection().isCollapsed || main.querySelector('details[open]:not(.filters)')
      || (main.contains(document.activeElement) && document.activeElement.matches('input, select, textarea, summary, a'));
  }

  function links(main) {
    return new Set([...main.querySelectorAll('tbody tr a, .card > a')].map((link) => link.getAttribute('href')));
  }

  // Above the page: what there is to know about it, and what may be done then.
  function say(text, name, then) {
    const news = document.getElementById('news');
    const button = document.createElement('button');
    button.textContent = name;
    button.addEventListener('click', then);
    news.replaceChildren(text, ' ', button);
    news.hidden = false;
  }

  function away() {
    say('The server does not answer: this is how it was.', 'Ask again', () => location.reload());
  }

  function put(fresh) {
    const main = document.getElementById('main');
    const next = document.importNode(fresh, true);
    main.replaceWith(next);
    shown = fresh.innerHTML;
    document.getElementById('news').hidden = true;
    window.htmx.process(next);
    ready(next);
  }

  async function look() {
    const main = document.getElementById('main');
    if (!(main.dataset.live || main.dataset.again)) return;
    missed = asking;
    if (asking) return;
    asking = true;
    try {
      const address = location.href;
      const answer = await fetch(address, { headers: { Accept: 'text/html' } });
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('main');
      if (!fresh || address !== location.href) return;
      if (!answer.ok && !main.dataset.again) {
        say(`This is how it was: ${fresh.querySelector('h1').textContent}.`, 'Show why', () => location.reload());
        return;
      }
      if (fresh.innerHTML === shown) {
        document.getElementById('news').hidden = true;
        return;
      }
      if (!busy(main)) {
        put(fresh);
        return;
      }
      const before = links(main);
      const more = [...links(fresh)].filter((link) => !before.has(link)).length;
      say('', more > 0 ? `${more} new: show` : 'Something has changed: show', () => put(fresh));
    } catch {
      away();
    } finally {
      asking = false;
      if (missed) look();
    }
  }

  function follow() {
    const live = !document.hidden && document.getElementById('main').dataset.live;
    if (live && !source) {
      source = new EventSource(`/news?after=${live}`);
      source.addEventListener('news', look);
      source.addEventListener('error', () => {
        if (!source) return;
        if (source.readyState === EventSource.CLOSED) look(); // it was refused, and a page says why
        else away();
        source.addEventListener('open', look, { once: true });
      });
    } else if (!live && source) {
      source.close(); // a browser has few connections for all its tabs
      source = null;
    }
  }

  document.addEventListener('visibilitychange', () => {
    follow();
    if (!document.hidden) look();
  });
  window.addEventListener('pagehide', () => {
    if (source) source.close();
    source = null;
  });

  // What goes on says how far it is until it is done; without scripts the page is asked for anew.
  function again() {
    if (document.getElementById('main').dataset.again) setTimeout(() => look().then(again), 1000);
  }

  function ready(root) {
    for (const wide of root.querySelectorAll('.wide:has(.heat)')) wide.scrollLeft = wide.scrollWidth; // now is at its end
    local(root);
    slider(root);
    cards(root);
  }

  shown = document.getElementById('main').innerHTML;
  ready(document);
  follow();
  again();
  // What is typed is looked for without a new page: that it was refused is said on one.
  document.addEventListener('htmx:responseError', () => location.assign(`/search?q=${encodeURIComponent(document.getElementById('q').value)}`));
  document.addEventListener('htmx:sendError', away);
  document.addEventListener('htmx:afterSettle', () => {
    ready(document);
    follow();
  });
})();
