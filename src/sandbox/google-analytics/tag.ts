/**
 * What the emulated Google answers to pages that load its tag: a small script of our own. It reads the queue in order, takes silence about consent for a yes, keeps
 * the two cookies, and tells of a page when `config` is called and when the address changes without loading, as the real one does by itself.
 * https://developers.google.com/tag-platform/gtagjs/reference · https://support.google.com/analytics/answer/9216061
 */
export const tag = `(() => {
  const id = new URL(document.currentScript.src).searchParams.get('id');
  const consent = {}, settings = {};
  let configured = false;
  const silent = () => window['ga-disable-' + id] === true;
  const may = (kind) => consent[kind] !== 'denied';
  const seconds = () => Math.floor(+new Date / 1000);
  const read = (name) => (document.cookie.split('; ').find((one) => one.startsWith(name + '=')) || '').slice(name.length + 1);
  const keep = (name, value) => {
    const domain = settings.cookie_domain === 'none' ? '' : ';domain=' + (settings.cookie_domain && settings.cookie_domain !== 'auto' ? settings.cookie_domain : location.hostname);
    document.cookie = name + '=' + value + ';path=/;max-age=63072000' + domain + (settings.cookie_flags ? ';' + settings.cookie_flags : '');
  };
  const visit = '_ga_' + id.replace(/^G-/, '');
  let anonymous;
  const visitor = () => {
    const fresh = (crypto.getRandomValues(new Uint32Array(1))[0] >>> 1) + '.' + seconds();
    if (!may('analytics_storage')) return (anonymous = anonymous || fresh);
    if (!read('_ga')) keep('_ga', 'GA1.1.' + fresh);
    if (!read(visit)) keep(visit, 'GS2.1.s' + seconds() + '$o1$g0$t' + seconds());
    return read('_ga').split('.').slice(2).join('.') || fresh;
  };
  const tell = (name, params) => {
    if (silent() || !configured) return;
    const session = /\\.s?(\\d{9,})/.exec(read(visit));
    const words = new URLSearchParams({ v: '2', tid: id, cid: visitor(), en: name,
      dl: settings.page_location || location.href, dr: settings.page_referrer || document.referrer, dt: document.title,
      gcs: 'G1' + (may('ad_storage') ? 1 : 0) + (may('analytics_storage') ? 1 : 0), sid: session ? session[1] : '' });
    for (const [key, value] of Object.entries(params || {})) words.set((typeof value === 'number' ? 'epn.' : 'ep.') + key, String(value));
    fetch('https://region1.google-analytics.com/g/collect?' + words, { method: 'POST', keepalive: true, mode: 'no-cors' }).catch(() => {});
  };
  const obey = (words) => {
    const [word, what, more] = words;
    if (word === 'consent') Object.assign(consent, more);
    else if (word === 'set') Object.assign(settings, typeof what === 'string' ? { [what]: more } : what);
    else if (word === 'config') {
      configured = true;
      Object.assign(settings, more);
      if (!more || more.send_page_view !== false) tell('page_view');
    } else if (word === 'event') tell(what, more);
  };
  const layer = (window.dataLayer = window.dataLayer || []);
  for (const words of [...layer]) if (words && typeof words.length === 'number') obey(words);
  const push = layer.push.bind(layer);
  layer.push = (...all) => { const length = push(...all); for (const words of all) if (words && typeof words.length === 'number') obey(words); return length; };
  for (const how of ['pushState', 'replaceState']) {
    const real = history[how];
    history[how] = function (...given) {
      const before = location.href;
      real.apply(this, given);
      if (location.href !== before) tell('page_view');
    };
  }
  addEventListener('popstate', () => tell('page_view'));
})();
`;
