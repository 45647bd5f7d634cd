// The page of the intake form: it hands the form what its address asks for, and
// tells the page that frames it what happens, if that is one it knows.

(() => {
  const form = document.querySelector("rls-screener");
  if (!form) return;

  /** What the address may set, and the attribute that is for. */
  const settings = { lang: "lang", theme: "theme", mode: "mode", audience: "audience", key: "publishable-key" };
  const asked = new URLSearchParams(location.search);
  for (const [name, attribute] of Object.entries(settings)) {
    const value = asked.get(name);
    if (value) form.setAttribute(attribute, value);
  }

  /** The document follows the form in language and colours. */
  const follow = () => {
    const lang = form.getAttribute("lang");
    const theme = form.getAttribute("theme");
    if (lang) document.documentElement.lang = lang;
    const title = document.documentElement.getAttribute(`data-title-${lang?.toLowerCase().split("-")[0]}`);
    if (title) document.title = title;
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
  };
  follow();
  new MutationObserver(follow).observe(form, { attributes: true, attributeFilter: ["lang", "theme"] });

  if (window.parent === window) return;
  const known = document.querySelector("meta[name='rls-frame-ancestors']")?.getAttribute("content") ?? "";
  // Where the browser says who frames this page, no message is tried on others.
  const parent = location.ancestorOrigins?.[0];
  const origins = known.split(/\s+/).filter((origin) => /^https?:\/\//.test(origin) && (!parent || origin === parent));

  /** A message reaches the page that frames this one only if its origin is a known one. */
  const tell = (/** @type {string} */ type, /** @type {unknown} */ detail) => {
    for (const origin of origins) window.parent.postMessage({ type, detail }, origin);
  };
  for (const type of ["rls-progress", "rls-result", "rls-alert", "rls-finish", "rls-error"]) {
    form.addEventListener(type, (event) => tell(type, /** @type {CustomEvent} */ (event).detail));
  }
  let height = 0;
  new ResizeObserver(() => {
    const now = Math.ceil(form.getBoundingClientRect().height);
    if (now !== height) tell("rls-height", { height: (height = now) });
  }).observe(form);
})();
